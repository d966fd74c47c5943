//! A Vietnamese sentence for every fact, for timelines.

use calendar::{Day, Language};
use proto::fact::{Body, Fact, RecognitionKind, ReviewStep, TeamRole};
use statute::Law;

use super::Word;

/// What `fact` says, as one sentence. A fact that this program does not know yet says so.
pub fn describe(fact: &Fact) -> String {
    let Some(body) = &fact.body else {
        return "Sự việc thuộc phiên bản mới hơn của hệ thống".to_owned();
    };
    let subject = fact.subject.as_ref();
    let school = subject.map_or("nhà trường", |subject| subject.school_name.as_str());
    let number = subject.map_or("", |subject| subject.dossier_number.as_str());
    match body {
        Body::SchoolRegistered(_) => format!("Ghi nhận {school} vào hệ thống"),
        Body::PlanItemApproved(fact) => format!(
            "Phê duyệt kế hoạch năm {}: {school} ({}), hồ sơ xong trước hết ngày {}, đăng ký trước hết ngày {}",
            fact.year,
            Word::of::<RecognitionKind>(fact.kind).vietnamese,
            date(&fact.dossier_month_end),
            date(&fact.registration_month_end)
        ),
        Body::PlanItemDossierCompleted(_) => format!("{school} hoàn thành hồ sơ theo kế hoạch"),
        Body::PlanItemRegistered(_) => format!("{school} đã đăng ký đánh giá ngoài theo kế hoạch"),
        Body::DossierPrepared(fact) => format!(
            "{school} lập hồ sơ {}, tự đánh giá đạt mức {}",
            Word::of::<RecognitionKind>(fact.kind).vietnamese,
            fact.self_assessed_level
        ),
        Body::DossierSubmitted(_) => format!("{school} nộp hồ sơ số {number}"),
        Body::DossierCheckBegun(_) => "Bắt đầu kiểm tra hồ sơ".to_owned(),
        Body::SupplementRequested(fact) => format!("Yêu cầu bổ sung hồ sơ: {}", fact.defects.join("; ")),
        Body::DossierResubmitted(_) => {
            format!("{school} nộp lại hồ sơ đã bổ sung; thời hạn kiểm tra tính lại từ đầu")
        }
        Body::DossierAccepted(_) => "Tiếp nhận hồ sơ để đánh giá ngoài".to_owned(),
        Body::DossierRefused(fact) => format!("Từ chối hồ sơ: {}", fact.reason),
        Body::DossierWithdrawn(fact) => format!("{school} rút hồ sơ: {}", fact.reason),
        Body::ReviewOpened(_) => "Mở đợt đánh giá ngoài, chờ thành lập đoàn".to_owned(),
        Body::TeamEstablished(fact) => {
            let seats: Vec<String> = fact
                .seats
                .iter()
                .map(|seat| {
                    format!(
                        "{} ({})",
                        seat.reviewer_name,
                        Word::of::<TeamRole>(seat.role).vietnamese
                    )
                })
                .collect();
            format!(
                "Thành lập đoàn đánh giá ngoài theo Quyết định {} ngày {}: {}",
                fact.decision_number,
                date(&fact.decision_date),
                seats.join(", ")
            )
        }
        Body::ReviewStepCompleted(fact) => {
            format!(
                "Đoàn hoàn thành bước {}",
                Word::of::<ReviewStep>(fact.step).vietnamese
            )
        }
        Body::DraftReportSent(fact) => {
            format!(
                "Đoàn gửi dự thảo báo cáo cho nhà trường, kết luận mức {}",
                fact.level
            )
        }
        Body::CommentsReceived(fact) => {
            format!(
                "Nhà trường có {} ý kiến về dự thảo: {}",
                fact.comments.len(),
                fact.comments.join("; ")
            )
        }
        Body::DraftAgreed(_) => "Nhà trường nhất trí với dự thảo báo cáo bằng văn bản".to_owned(),
        Body::ConsentDeemed(fact) => format!(
            "Nhà trường không trả lời đến hết ngày {}: mặc nhiên đồng ý với dự thảo báo cáo",
            date(&fact.deemed_on)
        ),
        Body::CommentsAnswered(fact) => {
            let accepted = fact.answers.iter().filter(|answer| answer.accepted).count();
            format!(
                "Đoàn trả lời ý kiến: tiếp thu {accepted}, giữ nguyên {}",
                fact.answers.len() - accepted
            )
        }
        Body::FinalReportSubmitted(fact) => {
            format!(
                "Đoàn nộp báo cáo đánh giá ngoài chính thức, kết luận mức {}",
                fact.level
            )
        }
        Body::ReportReceived(fact) => {
            format!(
                "Sở nhận báo cáo đánh giá ngoài (mức {}), bắt đầu tính hạn quyết định",
                fact.level
            )
        }
        Body::AppraisalConcluded(fact) => {
            let conclusion = if fact.recognise {
                "đề nghị công nhận"
            } else {
                "đề nghị không công nhận"
            };
            format!("Kết luận thẩm định: {conclusion} – {}", fact.reasons)
        }
        Body::DecisionDrafted(fact) => {
            let what = if fact.recognises {
                "công nhận"
            } else {
                "không công nhận"
            };
            format!("Dự thảo quyết định {what}")
        }
        Body::ProposalSent(fact) => {
            format!(
                "Sở trình UBND tỉnh theo Tờ trình {} ngày {}",
                fact.number,
                date(&fact.signed_on)
            )
        }
        Body::DecisionSigned(fact) => {
            let what = if fact.recognises {
                "công nhận".to_owned()
            } else {
                format!("không công nhận ({})", fact.reasons)
            };
            format!(
                "{} ký Quyết định {} ngày {}: {what}",
                fact.signer,
                fact.number,
                date(&fact.signed_on)
            )
        }
        Body::CertificateIssued(fact) => format!(
            "Cấp chứng nhận số {}, có giá trị từ {} đến hết {}",
            fact.number,
            date(&fact.valid_from),
            date(&fact.valid_until)
        ),
        Body::DecisionPublished(fact) => format!("Công bố quyết định tại {}", fact.place),
        Body::CertificateExpired(fact) => {
            format!(
                "Chứng nhận số {} hết giá trị sau ngày {}",
                fact.number,
                date(&fact.valid_until)
            )
        }
        Body::UpgradeOpened(fact) => format!("Được đăng ký mức cao hơn (chứng nhận số {})", fact.number),
        Body::DeadlineBreached(fact) => {
            format!(
                "Vi phạm thời hạn {}{}: hạn là ngày {}",
                title(&fact.limit),
                under(&fact.overlay),
                date(&fact.due_on)
            )
        }
        Body::ClockDue(fact) => match (fact.due_on.as_str(), fact.previous_due_on.as_str()) {
            ("", _) => format!(
                "Tạm dừng tính thời hạn {}{}",
                title(&fact.limit),
                under(&fact.overlay)
            ),
            (due_on, "") => format!(
                "Thời hạn {}{}: đến hết ngày {}",
                title(&fact.limit),
                under(&fact.overlay),
                date(due_on)
            ),
            (due_on, previous) => format!(
                "Thời hạn {}{} chuyển từ ngày {} sang ngày {}",
                title(&fact.limit),
                under(&fact.overlay),
                date(previous),
                date(due_on)
            ),
        },
        Body::DeadlineReached(fact) => {
            format!(
                "Hết thời hạn {}{} (ngày {})",
                title(&fact.limit),
                under(&fact.overlay),
                date(&fact.due_on)
            )
        }
        Body::RungFired(fact) => format!("Nhắc hạn {}: {}", title(&fact.limit), rung(&fact.rung)),
        Body::AlarmRaised(fact) => format!("Cảnh báo: {}", fact.reason),
        Body::MailSent(fact) => format!("Gửi thư “{}” đến {}", fact.subject, fact.to),
    }
}

fn date(text: &str) -> String {
    text.parse::<Day>()
        .map_or_else(|_| text.to_owned(), Day::vietnamese)
}

/// What the law calls the limit, in quotes; a limit that this version does not know keeps its name.
fn title(limit: &str) -> String {
    let rule = Law::official()
        .limits()
        .iter()
        .find(|rule| rule.id == limit && rule.overlay.is_none());
    let title = rule.map_or(limit, |rule| rule.title.text(Language::Vietnamese));
    format!("“{title}”")
}

fn under(overlay: &str) -> String {
    if overlay.is_empty() {
        String::new()
    } else {
        format!(" (kế hoạch {overlay})")
    }
}

fn rung(id: &str) -> String {
    match id.split_once('-') {
        Some(("before", days)) => format!("trước hạn {days} ngày làm việc"),
        Some(("after", days)) => format!("quá hạn {days} ngày làm việc"),
        Some(("week", weeks)) => format!("quá hạn {weeks} tuần"),
        Some(("day", "of")) => "đúng ngày đến hạn".to_owned(),
        _ if id == "apology" => "thư xin lỗi và hẹn lại".to_owned(),
        _ => id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proto::fact::*;

    use super::*;

    fn sentence(body: Body) -> String {
        let subject = Subject {
            school_name: "Trường THCS xã Vũ Lễ".to_owned(),
            dossier_number: "H37.14-240801-0001".to_owned(),
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
        let bodies = vec![
            Body::SchoolRegistered(SchoolRegistered { ownership: 1 }),
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
            Body::DossierSubmitted(DossierSubmitted {}),
            Body::DossierCheckBegun(DossierCheckBegun {}),
            Body::SupplementRequested(SupplementRequested {
                defects: vec![text("thiếu minh chứng"), text("thiếu chữ ký")],
            }),
            Body::DossierResubmitted(DossierResubmitted {}),
            Body::DossierAccepted(DossierAccepted { kind: 2 }),
            Body::DossierRefused(DossierRefused {
                reason: text("không đúng thẩm quyền"),
            }),
            Body::DossierWithdrawn(DossierWithdrawn {
                reason: text("sáp nhập trường"),
            }),
            Body::ReviewOpened(ReviewOpened {}),
            Body::TeamEstablished(TeamEstablished {
                decision_number: text("12/QĐ-SGDĐT"),
                decision_date: day(),
                signer: text("Trần Văn Minh"),
                seats: vec![
                    seat("Lê Thị Hoa", TeamRole::Head),
                    seat("Nông Văn Páo", TeamRole::Secretary),
                ],
            }),
            Body::ReviewStepCompleted(ReviewStepCompleted {
                step: 3,
                minutes: text(""),
            }),
            Body::DraftReportSent(DraftReportSent {
                level: 2,
                report_sha256: text(""),
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
            }),
            Body::ReportReceived(ReportReceived {
                level: 2,
                report_sha256: text(""),
            }),
            Body::AppraisalConcluded(AppraisalConcluded {
                recognise: true,
                reasons: text("đủ điều kiện"),
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
            }),
            Body::CertificateIssued(CertificateIssued {
                number: text("01/2024"),
                valid_from: day(),
                valid_until: text("2029-09-05"),
                recognised_on: day(),
            }),
            Body::DecisionPublished(DecisionPublished {
                place: text("cổng thông tin của Sở"),
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
        ];
        let sentences: Vec<String> = bodies.into_iter().map(sentence).collect();
        insta::assert_snapshot!(sentences.join("\n"));
        assert!(describe(&Fact::default()).contains("phiên bản mới hơn"));
    }
}
