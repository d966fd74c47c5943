//! Facts by their type, as the services announce them.

use proto::fact::*;

/// What the facts of a story may say.
#[derive(Clone, Copy, Debug)]
pub struct Details {
    /// A date that they state.
    pub date: &'static str,
    /// At the department, not at the local body.
    pub at_department: bool,
    /// Which step of a review.
    pub step: usize,
    /// Which yearly limit.
    pub yearly: usize,
}

pub const STEPS: [ReviewStep; 3] = [
    ReviewStep::DossierStudy,
    ReviewStep::PreliminaryVisit,
    ReviewStep::OfficialVisit,
];
pub const YEARLY: [&str; 3] = ["year.self_assessment", "year.plan", "year.summary.local"];

/// The types of facts that move clocks.
pub const MOVING: [&str; 41] = [
    "registration.plan_item_approved",
    "registration.plan_item_amended",
    "registration.plan_item_dossier_completed",
    "registration.plan_item_registered",
    "registration.plan_item_removed",
    "registration.dossier_submitted",
    "registration.supplement_requested",
    "registration.dossier_resubmitted",
    "registration.dossier_forwarded",
    "registration.dossier_accepted",
    "registration.dossier_refused",
    "registration.dossier_withdrawn",
    "registration.obligation_opened",
    "registration.obligation_fulfilled",
    "registration.obligation_lifted",
    "review.team_established",
    "review.team_dissolved",
    "review.review_step_completed",
    "review.draft_report_sent",
    "review.comments_received",
    "review.draft_agreed",
    "review.comments_answered",
    "review.final_report_submitted",
    "review.review_closed",
    "recognition.report_received",
    "recognition.proposal_sent",
    "recognition.decision_signed",
    "recognition.decision_published",
    "recognition.decision_published_by_school",
    "recognition.certificate_issued",
    "recognition.certificate_entered",
    "recognition.certificate_replaced",
    "recognition.certificate_lapsed",
    "recognition.certificate_revoked",
    "recognition.certificate_restored",
    "recognition.renewal_registered",
    "recognition.remedy_ordered",
    "recognition.remedy_reported",
    "recognition.revocation_concluded",
    "recognition.apology_sent",
    "recognition.remedy_concluded",
];

/// The body of a fact of a type.
pub fn body(fact_type: &str, details: Details) -> Body {
    let date = details.date.to_owned();
    let stage = if details.at_department {
        "department"
    } else {
        "local"
    }
    .to_owned();
    let limit = YEARLY[details.yearly % YEARLY.len()].to_owned();
    let awaits = ["renewal", "expiry", "nothing"][details.yearly % 3].to_owned();
    // A certificate is valid for longer than an upgrade has to wait, or not.
    let recognised_on = ["2022-06-30", "2023-02-28", details.date][details.step % 3].to_owned();
    match fact_type {
        "registration.plan_item_approved" => Body::PlanItemApproved(PlanItemApproved {
            dossier_month_end: date.clone(),
            registration_month_end: date,
            ..PlanItemApproved::default()
        }),
        "registration.plan_item_amended" => Body::PlanItemAmended(PlanItemAmended {
            dossier_month_end: date.clone(),
            registration_month_end: date,
            ..PlanItemAmended::default()
        }),
        "registration.plan_item_dossier_completed" => {
            Body::PlanItemDossierCompleted(PlanItemDossierCompleted::default())
        }
        "registration.plan_item_registered" => Body::PlanItemRegistered(PlanItemRegistered::default()),
        "registration.plan_item_removed" => Body::PlanItemRemoved(PlanItemRemoved::default()),
        "registration.dossier_submitted" => Body::DossierSubmitted(DossierSubmitted { stage }),
        "registration.supplement_requested" => Body::SupplementRequested(SupplementRequested {
            defects: vec!["Thiếu báo cáo".to_owned()],
            stage,
        }),
        "registration.dossier_resubmitted" => Body::DossierResubmitted(DossierResubmitted { stage }),
        "registration.dossier_forwarded" => Body::DossierForwarded(DossierForwarded {}),
        "registration.dossier_accepted" => Body::DossierAccepted(DossierAccepted::default()),
        "registration.dossier_refused" => Body::DossierRefused(DossierRefused::default()),
        "registration.dossier_withdrawn" => Body::DossierWithdrawn(DossierWithdrawn::default()),
        "registration.obligation_opened" => Body::ObligationOpened(ObligationOpened {
            limit,
            year: 2025,
            due_before: date,
        }),
        "registration.obligation_fulfilled" => Body::ObligationFulfilled(ObligationFulfilled {
            limit,
            ..ObligationFulfilled::default()
        }),
        "registration.obligation_lifted" => Body::ObligationLifted(ObligationLifted {
            limit,
            ..ObligationLifted::default()
        }),
        "review.team_established" => Body::TeamEstablished(TeamEstablished::default()),
        "review.team_dissolved" => Body::TeamDissolved(TeamDissolved::default()),
        "review.review_step_completed" => Body::ReviewStepCompleted(ReviewStepCompleted {
            step: STEPS[details.step % STEPS.len()].into(),
            ..ReviewStepCompleted::default()
        }),
        "review.draft_report_sent" => Body::DraftReportSent(DraftReportSent::default()),
        "review.comments_received" => Body::CommentsReceived(CommentsReceived {
            comments: vec!["Ý kiến".to_owned()],
        }),
        "review.draft_agreed" => Body::DraftAgreed(DraftAgreed {}),
        "review.comments_answered" => Body::CommentsAnswered(CommentsAnswered::default()),
        "review.final_report_submitted" => Body::FinalReportSubmitted(FinalReportSubmitted::default()),
        "review.review_closed" => Body::ReviewClosed(ReviewClosed::default()),
        "recognition.report_received" => Body::ReportReceived(ReportReceived::default()),
        "recognition.proposal_sent" => Body::ProposalSent(ProposalSent::default()),
        "recognition.decision_signed" => Body::DecisionSigned(DecisionSigned::default()),
        "recognition.decision_published" => Body::DecisionPublished(DecisionPublished::default()),
        "recognition.decision_published_by_school" => {
            Body::DecisionPublishedBySchool(DecisionPublishedBySchool::default())
        }
        "recognition.certificate_issued" => Body::CertificateIssued(CertificateIssued {
            valid_until: date,
            recognised_on,
            ..CertificateIssued::default()
        }),
        "recognition.certificate_entered" => Body::CertificateEntered(CertificateEntered {
            valid_until: date,
            recognised_on,
            awaits,
            ..CertificateEntered::default()
        }),
        "recognition.certificate_restored" => Body::CertificateRestored(CertificateRestored {
            valid_until: date,
            recognised_on,
            awaits,
            ..CertificateRestored::default()
        }),
        "recognition.certificate_replaced" => Body::CertificateReplaced(CertificateReplaced::default()),
        "recognition.certificate_lapsed" => Body::CertificateLapsed(CertificateLapsed::default()),
        "recognition.certificate_revoked" => Body::CertificateRevoked(CertificateRevoked::default()),
        "recognition.renewal_registered" => Body::RenewalRegistered(RenewalRegistered::default()),
        "recognition.remedy_ordered" => Body::RemedyOrdered(RemedyOrdered {
            remedy_by: date,
            ..RemedyOrdered::default()
        }),
        "recognition.remedy_reported" => Body::RemedyReported(RemedyReported::default()),
        "recognition.remedy_concluded" => Body::RemedyConcluded(RemedyConcluded::default()),
        "recognition.revocation_concluded" => Body::RevocationConcluded(RevocationConcluded::default()),
        "recognition.apology_sent" => Body::ApologySent(ApologySent {
            limit: "recognition.decide".to_owned(),
            new_due_on: date,
            ..ApologySent::default()
        }),
        other => panic!("no story tells {other}"),
    }
}

/// A case from its plan to the end of its review: checked too late, with a school that stays silent, and a team that
/// is late with its report. Audited at the end of 2025.
pub fn told() -> crate::town::Town {
    let mut town = crate::town::Town::new("A0", "");
    let nothing = Details {
        date: "2024-08-31",
        at_department: false,
        step: 0,
        yearly: 0,
    };
    let step = |step| Details { step, ..nothing };
    for (day, fact_type, details) in [
        ("2024-01-15", "registration.plan_item_approved", nothing),
        ("2024-08-05", "registration.dossier_submitted", nothing),
        ("2024-08-05", "registration.plan_item_dossier_completed", nothing),
        ("2024-08-05", "registration.plan_item_registered", nothing),
        ("2024-08-12", "registration.dossier_forwarded", nothing),
        ("2024-08-14", "registration.dossier_accepted", nothing),
        ("2024-09-10", "review.team_established", nothing),
        ("2024-09-20", "review.review_step_completed", step(0)),
        ("2024-10-01", "review.review_step_completed", step(1)),
        ("2024-10-18", "review.review_step_completed", step(2)),
        ("2024-10-31", "review.draft_report_sent", nothing),
    ] {
        let at = crate::town::moment(&format!("{day}T09:00:00+07:00"));
        town.go_on(at);
        let (service, _) = fact_type.split_once('.').unwrap();
        let service = auditor::SERVICES.into_iter().find(|one| *one == service).unwrap();
        town.tell(service, at, at, body(fact_type, details)).unwrap();
    }
    town.go_on(crate::town::moment(END));
    town
}

/// When the story is audited.
pub const END: &str = "2025-12-31T09:00:00+07:00";
