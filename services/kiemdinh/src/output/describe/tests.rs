//! Every fact, told.

use proto::fact::*;

use super::*;

fn sentence(body: Body) -> String {
    let subject = Subject {
        school_name: "Trường THCS xã Vũ Lễ".to_owned(),
        dossier_number: "H37.14-240801-0001".to_owned(),
        authority_name: "Phòng Giáo dục và Đào tạo huyện Bắc Sơn".to_owned(),
        ..Subject::default()
    };
    describe(&Fact {
        subject: Some(subject),
        body: Some(body),
    })
}

fn text(text: &str) -> String {
    text.to_owned()
}

#[test]
fn every_fact_has_a_sentence() {
    let day = || text("2024-09-05");
    let seat = |name: &str, role: TeamRole| TeamSeat {
        reviewer_name: text(name),
        role: role.into(),
        ..TeamSeat::default()
    };
    let limit = || text("recognition.decide");
    let authority = || AuthorityState {
        name: text("Phòng Giáo dục và Đào tạo huyện Bắc Sơn"),
        kind: text("district"),
        code: text("H37.14.01"),
        ..AuthorityState::default()
    };
    let officer = || text("Nguyễn Thị Hạnh");
    let reviewer = || ReviewerState {
        name: text("Lê Thị Hoa"),
        ..ReviewerState::default()
    };
    let accepted = |by: &str| WarningOverride {
        reviewer_name: text("Nông Văn Páo"),
        message: text("công tác cùng xã với trường"),
        reason: text("đã công khai với nhà trường"),
        requested_by: text("Nguyễn Thị Hạnh"),
        approved_by: text(by),
        ..WarningOverride::default()
    };
    let bodies = vec![
        Body::SchoolRegistered(SchoolRegistered {
            ownership: 1,
            code: text("0012345678"),
        }),
        Body::PlanItemApproved(PlanItemApproved {
            year: 2024,
            kind: 2,
            dossier_month_end: text("2024-07-31"),
            registration_month_end: text("2024-08-31"),
        }),
        Body::PlanItemDossierCompleted(PlanItemDossierCompleted::default()),
        Body::PlanItemRegistered(PlanItemRegistered::default()),
        Body::DossierPrepared(DossierPrepared {
            kind: 2,
            self_assessed_level: 2,
            report_sha256: text(""),
        }),
        Body::DossierSubmitted(DossierSubmitted { stage: text("local") }),
        Body::DossierCheckBegun(DossierCheckBegun {
            stage: text("department"),
        }),
        Body::SupplementRequested(SupplementRequested {
            defects: vec![text("thiếu minh chứng"), text("thiếu chữ ký")],
            stage: text("department"),
        }),
        Body::DossierResubmitted(DossierResubmitted {
            stage: text("department"),
        }),
        Body::DossierAccepted(DossierAccepted { kind: 2 }),
        Body::DossierRefused(DossierRefused {
            reason: text("không đúng thẩm quyền"),
        }),
        Body::DossierWithdrawn(DossierWithdrawn {
            reason: text("sáp nhập trường"),
        }),
        Body::DossierForwarded(DossierForwarded {}),
        Body::DossierDocumentsReplaced(DossierDocumentsReplaced {
            sha256: vec![text(""), text("")],
        }),
        Body::AuthorityEntered(AuthorityEntered {
            authority: Some(authority()),
        }),
        Body::AuthorityChanged(AuthorityChanged {
            authority: Some(authority()),
        }),
        Body::AuthorityEnded(AuthorityEnded {
            valid_until: text("2025-06-30"),
            successor_ids: vec![text("1"), text("2")],
            document: text("Nghị quyết 202/2025/QH15"),
        }),
        Body::SchoolChanged(SchoolChanged {
            ownership: 2,
            code: text(""),
        }),
        Body::SchoolRenamed(SchoolRenamed {
            previous_name: text("Trường PTCS xã Vũ Lễ"),
            document: text("123/QĐ-UBND"),
            on: day(),
        }),
        Body::SchoolMerged(SchoolMerged {
            into_school_id: text("1"),
            document: text("123/QĐ-UBND"),
            on: day(),
        }),
        Body::SchoolAbsorbed(SchoolAbsorbed {
            school_id: text("1"),
            document: text("123/QĐ-UBND"),
            on: day(),
        }),
        Body::SchoolClosed(SchoolClosed {
            document: text("123/QĐ-UBND"),
            on: day(),
        }),
        Body::PlanDrafted(PlanDrafted {
            year: 2024,
            authority_id: text("1"),
            items: 4,
        }),
        Body::PlanApproved(PlanApproved {
            year: 2024,
            authority_id: text("1"),
            document_number: text("45/KH-SGDĐT"),
            approved_on: day(),
            items: 4,
        }),
        Body::PlanAmended(PlanAmended {
            document_number: text("145/KH-SGDĐT"),
            reason: text("mưa lũ"),
            added: 1,
            changed: 2,
            removed: 0,
        }),
        Body::PlanItemAmended(PlanItemAmended {
            dossier_month_end: text("2024-09-30"),
            registration_month_end: text("2024-10-31"),
            reason: text("mưa lũ"),
        }),
        Body::PlanItemRemoved(PlanItemRemoved {
            reason: text("sáp nhập trường"),
        }),
        Body::ObligationOpened(ObligationOpened {
            limit: text("year.self_assessment"),
            year: 2027,
            due_before: text("2027-06-15"),
        }),
        Body::ObligationFulfilled(ObligationFulfilled {
            limit: text("year.self_assessment"),
            year: 2027,
            report_sha256: text(""),
        }),
        Body::ObligationLifted(ObligationLifted {
            limit: text("year.self_assessment"),
            year: 2027,
            reason: text("school_merged"),
        }),
        Body::SelfAssessmentOpened(SelfAssessmentOpened {
            school_year: text("2023-2024"),
        }),
        Body::CouncilAppointed(CouncilAppointed {
            decision_number: text("15/QĐ-THCS"),
            decided_on: day(),
            members: 7,
        }),
        Body::CriteriaAssessed(CriteriaAssessed {
            criteria: vec![text("1.1"), text("1.2")],
        }),
        Body::SelfAssessmentCompleted(SelfAssessmentCompleted {
            school_year: text("2023-2024"),
            level: 2,
            proposed_level: 2,
            report_sha256: text(""),
        }),
        Body::SelfAssessmentCompleted(SelfAssessmentCompleted {
            school_year: text("2023-2024"),
            level: 2,
            proposed_level: 3,
            report_sha256: text(""),
        }),
        Body::ImprovementPlanned(ImprovementPlanned { actions: 5 }),
        Body::ImprovementReviewed(ImprovementReviewed {
            school_year: text("2024-2025"),
            done: 3,
            report_sha256: text(""),
        }),
        Body::ReviewOpened(ReviewOpened {}),
        Body::ReviewerEntered(ReviewerEntered {
            reviewer: Some(reviewer()),
        }),
        Body::ReviewerChanged(ReviewerChanged {
            reviewer: Some(reviewer()),
        }),
        Body::ReviewerRetired(ReviewerRetired {
            on: day(),
            reason: text("nghỉ hưu"),
        }),
        Body::SeasonSolved(SeasonSolved {
            reviews: 4,
            teams: 2,
            seed: 1,
            solved_by: officer(),
        }),
        Body::SeasonSolved(SeasonSolved {
            reviews: 4,
            teams: 0,
            seed: 1,
            solved_by: officer(),
        }),
        Body::SeasonAdopted(SeasonAdopted {
            team_ids: vec![text("1"), text("2")],
            adopted_by: officer(),
        }),
        Body::TeamProposed(TeamProposed {
            review_ids: vec![text("1"), text("2")],
            seats: vec![
                seat("Lê Thị Hoa", TeamRole::Head),
                seat("Nông Văn Páo", TeamRole::Secretary),
            ],
            prepared_by: officer(),
            overrides: vec![accepted("")],
        }),
        Body::TeamDiscarded(TeamDiscarded {
            reason: text("đổi tháng khảo sát"),
        }),
        Body::MembersInvited(MembersInvited {
            seats: vec![seat("Lê Thị Hoa", TeamRole::Head)],
            schools: vec![text("Trường THCS xã Vũ Lễ"), text("Trường Mầm non xã Chiêu Vũ")],
        }),
        Body::InvitationAnswered(InvitationAnswered {
            seat: Some(seat("Lê Thị Hoa", TeamRole::Head)),
            accepted: true,
            ..InvitationAnswered::default()
        }),
        Body::InvitationAnswered(InvitationAnswered {
            seat: Some(seat("Lê Thị Hoa", TeamRole::Head)),
            accepted: false,
            reason: text("bận coi thi"),
            ..InvitationAnswered::default()
        }),
        Body::TeamEstablished(TeamEstablished {
            decision_number: text("12/QĐ-SGDĐT"),
            decision_date: day(),
            signer: text("Trần Văn Minh"),
            seats: vec![
                seat("Lê Thị Hoa", TeamRole::Head),
                seat("Nông Văn Páo", TeamRole::Secretary),
            ],
            overrides: vec![accepted("Trần Văn Minh")],
            ..TeamEstablished::default()
        }),
        Body::ReplacementProposed(ReplacementProposed {
            leaving: Some(seat("Lê Thị Hoa", TeamRole::Head)),
            coming: Some(seat("Hoàng Thị Lý", TeamRole::Head)),
            reason: text("bận coi thi"),
            proposed_by: officer(),
        }),
        Body::TeamMemberReplaced(TeamMemberReplaced {
            decision_number: text("13/QĐ-SGDĐT"),
            decision_date: day(),
            leaving: Some(seat("Lê Thị Hoa", TeamRole::Head)),
            coming: Some(seat("Hoàng Thị Lý", TeamRole::Head)),
            reason: text("bận coi thi"),
            ..TeamMemberReplaced::default()
        }),
        Body::TeamDissolved(TeamDissolved {
            decision_number: text("14/QĐ-SGDĐT"),
            decision_date: day(),
            reason: text("mưa lũ"),
            ..TeamDissolved::default()
        }),
        Body::VisitPlanned(VisitPlanned {
            step: 2,
            from: day(),
            until: day(),
        }),
        Body::VisitPlanned(VisitPlanned {
            step: 3,
            from: day(),
            until: text("2024-09-06"),
        }),
        Body::CriteriaReviewed(CriteriaReviewed {
            results: vec![CriterionLevel::default(), CriterionLevel::default()],
        }),
        Body::ReviewClosed(ReviewClosed {
            reason: text("nhà trường rút hồ sơ"),
        }),
        Body::ReviewStepCompleted(ReviewStepCompleted {
            step: 3,
            minutes: text(""),
            ..ReviewStepCompleted::default()
        }),
        Body::DraftReportSent(DraftReportSent {
            level: 2,
            report_sha256: text(""),
            proposed_level: 2,
            reason: text(""),
        }),
        Body::CommentsReceived(CommentsReceived {
            comments: vec![text("xem lại tiêu chí 3.2")],
        }),
        Body::DraftAgreed(DraftAgreed {}),
        Body::ConsentDeemed(ConsentDeemed { deemed_on: day() }),
        Body::CommentsAnswered(CommentsAnswered {
            answers: vec![
                CommentAnswer {
                    accepted: true,
                    reason: text(""),
                },
                CommentAnswer::default(),
            ],
        }),
        Body::FinalReportSubmitted(FinalReportSubmitted {
            level: 2,
            report_sha256: text(""),
            proposed_level: 3,
            reason: text("thiếu minh chứng"),
            standing: None,
        }),
        Body::ReportReceived(ReportReceived {
            level: 2,
            report_sha256: text(""),
        }),
        Body::AppraisalConcluded(AppraisalConcluded {
            recognise: true,
            reasons: text("đủ điều kiện"),
            ..AppraisalConcluded::default()
        }),
        Body::AppraisalConcluded(AppraisalConcluded {
            recognise: true,
            reasons: text("chưa đủ minh chứng của mức 3"),
            recognised_as: Target::NationalStandard1.into(),
            proposed: true,
            proposed_as: Target::NationalStandard2.into(),
        }),
        Body::AppraisalConcluded(AppraisalConcluded {
            recognise: true,
            reasons: text("đã có khóa học sinh ra trường"),
            recognised_as: Target::NationalStandard1.into(),
            ..AppraisalConcluded::default()
        }),
        Body::DecisionDrafted(DecisionDrafted {
            recognises: true,
            text_sha256: text(""),
        }),
        Body::ProposalSent(ProposalSent {
            number: text("5/TTr-SGDĐT"),
            signed_on: day(),
        }),
        Body::DecisionSigned(DecisionSigned {
            number: text("12/QĐ-UBND"),
            signed_on: day(),
            signer: text("Hoàng Văn Khánh"),
            recognises: false,
            reasons: text("chưa đạt tiêu chí 5.6"),
            ..DecisionSigned::default()
        }),
        Body::DecisionSigned(DecisionSigned {
            number: text("12/QĐ-UBND"),
            signed_on: day(),
            signer: text("Hoàng Văn Khánh"),
            recognises: true,
            recognised_as: Target::NationalStandard1.into(),
            effective_on: text("2024-10-01"),
            ..DecisionSigned::default()
        }),
        Body::CertificateIssued(CertificateIssued {
            number: text("01/2024"),
            valid_from: day(),
            valid_until: text("2029-09-05"),
            recognised_on: day(),
            certified: Target::NationalStandard1.into(),
            kind: 2,
        }),
        Body::DecisionPublished(DecisionPublished {
            place: text("cổng thông tin của Sở"),
        }),
        Body::DecisionPublishedBySchool(DecisionPublishedBySchool {
            place: text("trang thông tin của trường"),
        }),
        Body::ApologyDrafted(ApologyDrafted {
            limit: limit(),
            reason: text("phải thẩm định lại số liệu"),
            new_due_on: text("2024-09-20"),
            prepared_by: officer(),
            ..ApologyDrafted::default()
        }),
        Body::ApologySent(ApologySent {
            limit: limit(),
            reason: text("phải thẩm định lại số liệu"),
            due_on: text("2024-09-06"),
            new_due_on: text("2024-09-20"),
            number: text("123/SGDĐT-QLCL"),
            signed_on: day(),
            signer: text("Trần Văn Minh"),
        }),
        Body::CertificateEntered(CertificateEntered {
            number: text("15/GCN-SGDĐT"),
            certified: Target::Accreditation2.into(),
            recognised_on: text("2019-09-06"),
            valid_from: text("2019-09-06"),
            valid_until: text("2024-09-06"),
            decision_number: text("88/QĐ-SGDĐT"),
            kind: 1,
            awaits: text("expiry"),
        }),
        Body::CertificateEntered(CertificateEntered {
            number: text("15/GCN-SGDĐT"),
            valid_from: text("2019-09-06"),
            valid_until: text("2024-09-06"),
            ..CertificateEntered::default()
        }),
        Body::CertificateReplaced(CertificateReplaced {
            number: text("15/GCN-SGDĐT"),
            by_number: text("01/2024"),
            on: day(),
        }),
        Body::CertificateLapsed(CertificateLapsed {
            number: text("01/2024"),
            reason: text("school_merged"),
            on: day(),
        }),
        Body::CertificateLapsed(CertificateLapsed {
            number: text("01/2024"),
            reason: text("school_closed"),
            on: day(),
        }),
        Body::RenewalRegistered(RenewalRegistered {
            number: text("15/GCN-SGDĐT"),
            dossier_id: text("1"),
        }),
        Body::MeasureDrafted(MeasureDrafted {
            measure: Measure::Revocation.into(),
            reasons: text("không còn bảo đảm điều kiện"),
            prepared_by: officer(),
            ..MeasureDrafted::default()
        }),
        Body::MeasureDiscarded(MeasureDiscarded {
            measure: Measure::Restoration.into(),
            reason: text("soạn nhầm chứng nhận"),
        }),
        Body::RemedyOrdered(RemedyOrdered {
            number: text("01/2024"),
            requirements: vec![text("bổ sung phòng chức năng"), text("sửa tường rào")],
            remedy_by: text("2025-03-31"),
            document_number: text("45/SGDĐT-QLCL"),
            signer: text("Trần Văn Minh"),
        }),
        Body::RemedyReported(RemedyReported {
            summary: text("đã xây thêm hai phòng"),
            ..RemedyReported::default()
        }),
        Body::RemedyConcluded(RemedyConcluded {
            accepted: true,
            reasons: text(""),
        }),
        Body::RemedyConcluded(RemedyConcluded {
            accepted: false,
            reasons: text("tường rào chưa sửa"),
        }),
        Body::RevocationConcluded(RevocationConcluded {
            number: text("01/2024"),
            reasons: text("không khắc phục"),
            document_number: text("46/KL-SGDĐT"),
            concluded_by: text("Trần Văn Minh"),
        }),
        Body::CertificateRevoked(CertificateRevoked {
            number: text("01/2024"),
            decision_number: text("47/QĐ-SGDĐT"),
            signed_on: day(),
            signer: text("Trần Văn Minh"),
            reasons: text("không khắc phục"),
        }),
        Body::CertificateRestored(CertificateRestored {
            number: text("01/2024"),
            decision_number: text("48/QĐ-SGDĐT"),
            signed_on: day(),
            signer: text("Trần Văn Minh"),
            reasons: text("đã khắc phục xong"),
            valid_until: text("2029-09-05"),
            ..CertificateRestored::default()
        }),
        Body::AttainmentTargetSet(AttainmentTargetSet {
            on: text("2024-12-31"),
            per_mille: 632,
            document: text("Kế hoạch 12/KH-UBND"),
            standard: text("national"),
        }),
        Body::AttainmentTargetSet(AttainmentTargetSet {
            on: text("2025-12-31"),
            per_mille: 150,
            document: text("Kế hoạch 12/KH-UBND"),
            standard: text("national_2"),
        }),
        Body::CertificateExpired(CertificateExpired {
            number: text("01/2024"),
            valid_until: day(),
        }),
        Body::UpgradeOpened(UpgradeOpened {
            number: text("01/2024"),
        }),
        Body::DeadlineBreached(DeadlineBreached {
            limit: limit(),
            overlay: text("ha-noi"),
            due_on: day(),
        }),
        Body::ClockDue(ClockDue {
            limit: limit(),
            due_on: day(),
            ..ClockDue::default()
        }),
        Body::ClockDue(ClockDue {
            limit: limit(),
            due_on: text("2024-09-06"),
            previous_due_on: day(),
            ..ClockDue::default()
        }),
        Body::ClockDue(ClockDue {
            limit: limit(),
            previous_due_on: day(),
            ..ClockDue::default()
        }),
        Body::DeadlineReached(DeadlineReached {
            limit: limit(),
            due_on: day(),
            ..DeadlineReached::default()
        }),
        Body::RungFired(RungFired {
            limit: limit(),
            rung: text("before-3"),
            ..RungFired::default()
        }),
        Body::RungFired(RungFired {
            limit: limit(),
            rung: text("week-2"),
            ..RungFired::default()
        }),
        Body::RungFired(RungFired {
            limit: limit(),
            rung: text("apology"),
            ..RungFired::default()
        }),
        Body::AlarmRaised(AlarmRaised {
            reason: text("không có người nhận"),
            ..AlarmRaised::default()
        }),
        Body::MailSent(MailSent {
            to: text("thcs-vu-le@truong.example"),
            subject: text("[KĐCL] Yêu cầu bổ sung hồ sơ – THCS Vũ Lễ"),
            ..MailSent::default()
        }),
        Body::MailRepeated(MailRepeated {
            mail_id: text("2"),
            repeats: text("1"),
            to: text("hieu-truong@truong.example"),
        }),
        Body::MailCancelled(MailCancelled {
            mail_id: text("2"),
            reason: text("gửi nhầm địa chỉ"),
        }),
        Body::StatementIssued(StatementIssued {
            number: 12,
            clocks: 48,
            ..StatementIssued::default()
        }),
    ];
    let sentences: Vec<String> = bodies.into_iter().map(sentence).collect();
    insta::assert_snapshot!(sentences.join("\n"));
    assert!(describe(&Fact::default()).contains("phiên bản mới hơn"));
}
