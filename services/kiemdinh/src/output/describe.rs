//! A Vietnamese sentence for every fact, for timelines.

use calendar::{Day, Language};
use proto::fact::{Body, Fact, RecognitionKind, ReviewStep};
use statute::Law;

use super::Word;

mod recognition;
mod review;

/// What `fact` says, as one sentence. A fact that this program does not know yet says so.
pub fn describe(fact: &Fact) -> String {
    let Some(body) = &fact.body else {
        return "Sự việc thuộc phiên bản mới hơn của hệ thống".to_owned();
    };
    let subject = fact.subject.as_ref();
    let school = subject.map_or("nhà trường", |subject| subject.school_name.as_str());
    let authority = subject.map_or("cơ quan", |subject| subject.authority_name.as_str());
    let number = subject.map_or("", |subject| subject.dossier_number.as_str());
    match body {
        Body::AuthorityEntered(_) => format!("Ghi nhận {authority} vào hệ thống"),
        Body::AuthorityChanged(_) => format!("Cập nhật thông tin của {authority}"),
        Body::AuthorityEnded(fact) => format!(
            "{authority} kết thúc hoạt động sau ngày {} theo {}, có {} cơ quan kế thừa",
            date(&fact.valid_until),
            fact.document,
            fact.successor_ids.len()
        ),
        Body::SchoolRegistered(_) => format!("Ghi nhận {school} vào hệ thống"),
        Body::SchoolChanged(_) => format!("Cập nhật thông tin của {school}"),
        Body::SchoolRenamed(fact) => format!(
            "{} đổi tên thành {school} từ ngày {} theo {}",
            fact.previous_name,
            date(&fact.on),
            fact.document
        ),
        Body::SchoolMerged(fact) => format!(
            "{school} sáp nhập vào trường khác từ ngày {} theo {}",
            date(&fact.on),
            fact.document
        ),
        Body::SchoolAbsorbed(fact) => format!(
            "{school} nhận một trường sáp nhập vào từ ngày {} theo {}",
            date(&fact.on),
            fact.document
        ),
        Body::SchoolClosed(fact) => {
            format!(
                "{school} giải thể, ngày cuối {}, theo {}",
                date(&fact.on),
                fact.document
            )
        }
        Body::PlanDrafted(fact) => {
            format!(
                "Dự thảo kế hoạch năm {} của {authority}: {} trường",
                fact.year, fact.items
            )
        }
        Body::PlanApproved(fact) => format!(
            "Phê duyệt kế hoạch năm {} của {authority} theo {} ngày {}: {} trường",
            fact.year,
            fact.document_number,
            date(&fact.approved_on),
            fact.items
        ),
        Body::PlanAmended(fact) => format!(
            "Điều chỉnh kế hoạch theo {} (thêm {}, đổi {}, bỏ {} trường): {}",
            fact.document_number, fact.added, fact.changed, fact.removed, fact.reason
        ),
        Body::PlanItemApproved(fact) => format!(
            "Phê duyệt kế hoạch năm {}: {school} ({}), hồ sơ xong trước hết ngày {}, đăng ký trước hết ngày {}",
            fact.year,
            Word::of::<RecognitionKind>(fact.kind).vietnamese,
            date(&fact.dossier_month_end),
            date(&fact.registration_month_end)
        ),
        Body::PlanItemAmended(fact) => format!(
            "Điều chỉnh kế hoạch của {school}: hồ sơ xong trước hết ngày {}, đăng ký trước hết ngày {} ({})",
            date(&fact.dossier_month_end),
            date(&fact.registration_month_end),
            fact.reason
        ),
        Body::PlanItemRemoved(fact) => format!("Đưa {school} ra khỏi kế hoạch: {}", fact.reason),
        Body::ObligationOpened(fact) => format!(
            "Nghĩa vụ {} năm {}: trước ngày {}",
            title(&fact.limit),
            fact.year,
            date(&fact.due_before)
        ),
        Body::ObligationFulfilled(fact) => {
            format!("Hoàn thành nghĩa vụ {} năm {}", title(&fact.limit), fact.year)
        }
        Body::ObligationLifted(fact) => {
            format!(
                "Thôi áp dụng nghĩa vụ {} năm {}{}",
                title(&fact.limit),
                fact.year,
                because(&fact.reason)
            )
        }
        Body::SelfAssessmentOpened(fact) => {
            format!("{school} bắt đầu tự đánh giá năm học {}", fact.school_year)
        }
        Body::CouncilAppointed(fact) => format!(
            "Lập hội đồng tự đánh giá {} người theo Quyết định {} ngày {}",
            fact.members,
            fact.decision_number,
            date(&fact.decided_on)
        ),
        Body::CriteriaAssessed(fact) => {
            format!("Nhập kết quả tự đánh giá của {} tiêu chí", fact.criteria.len())
        }
        Body::SelfAssessmentCompleted(fact) if fact.level == fact.proposed_level => format!(
            "{school} hoàn thành tự đánh giá năm học {}, kết luận mức {}",
            fact.school_year, fact.level
        ),
        Body::SelfAssessmentCompleted(fact) => format!(
            "{school} hoàn thành tự đánh giá năm học {}, kết luận mức {} (theo kết quả: mức {})",
            fact.school_year, fact.level, fact.proposed_level
        ),
        Body::ImprovementPlanned(fact) => {
            format!("{school} lập kế hoạch cải tiến chất lượng: {} việc", fact.actions)
        }
        Body::ImprovementReviewed(fact) => format!(
            "{school} báo cáo cải tiến chất lượng năm học {}: xong {} việc",
            fact.school_year, fact.done
        ),
        Body::PlanItemDossierCompleted(_) => format!("{school} hoàn thành hồ sơ theo kế hoạch"),
        Body::PlanItemRegistered(_) => format!("{school} đã đăng ký đánh giá ngoài theo kế hoạch"),
        Body::DossierPrepared(fact) => format!(
            "{school} lập hồ sơ {}, tự đánh giá đạt mức {}",
            Word::of::<RecognitionKind>(fact.kind).vietnamese,
            fact.self_assessed_level
        ),
        Body::DossierSubmitted(fact) => {
            format!("{school} nộp hồ sơ số {number}{}", at_body(&fact.stage))
        }
        Body::DossierCheckBegun(fact) => format!("Bắt đầu kiểm tra hồ sơ{}", at_body(&fact.stage)),
        Body::DossierForwarded(_) => "Cơ quan địa phương kiểm tra xong, chuyển hồ sơ lên Sở".to_owned(),
        Body::DossierDocumentsReplaced(fact) => {
            format!(
                "{school} thay tài liệu của hồ sơ ({} tài liệu)",
                fact.sha256.len()
            )
        }
        Body::SupplementRequested(fact) => format!("Yêu cầu bổ sung hồ sơ: {}", fact.defects.join("; ")),
        Body::DossierResubmitted(_) => {
            format!("{school} nộp lại hồ sơ đã bổ sung; thời hạn kiểm tra tính lại từ đầu")
        }
        Body::DossierAccepted(_) => "Tiếp nhận hồ sơ để đánh giá ngoài".to_owned(),
        Body::DossierRefused(fact) => format!("Từ chối hồ sơ: {}", fact.reason),
        Body::DossierWithdrawn(fact) => format!("{school} rút hồ sơ: {}", fact.reason),
        Body::ReviewOpened(_) => "Mở đợt đánh giá ngoài, chờ thành lập đoàn".to_owned(),
        Body::ReviewClosed(fact) => format!("Đóng đợt đánh giá ngoài: {}", fact.reason),
        Body::ReviewerEntered(fact) => format!(
            "Ghi nhận người đánh giá ngoài {}",
            fact.reviewer.as_ref().map_or("", |one| one.name.as_str())
        ),
        Body::ReviewerChanged(fact) => format!(
            "Cập nhật thông tin của người đánh giá ngoài {}",
            fact.reviewer.as_ref().map_or("", |one| one.name.as_str())
        ),
        Body::ReviewerRetired(fact) => format!(
            "Đưa ra khỏi danh sách người đánh giá ngoài từ ngày {}: {}",
            date(&fact.on),
            fact.reason
        ),
        Body::SeasonSolved(fact) if fact.teams == 0 => format!(
            "{} tìm đoàn cho {} trường: không đủ người cho mọi trường",
            fact.solved_by, fact.reviews
        ),
        Body::SeasonSolved(fact) => format!(
            "{} tìm đoàn cho {} trường: được {} đoàn",
            fact.solved_by, fact.reviews, fact.teams
        ),
        Body::SeasonAdopted(fact) => {
            format!("{} đề xuất {} đoàn của đợt", fact.adopted_by, fact.team_ids.len())
        }
        Body::TeamProposed(fact) => review::team_proposed(fact),
        Body::TeamDiscarded(fact) => format!("Bỏ đề xuất đoàn đánh giá ngoài: {}", fact.reason),
        Body::MembersInvited(fact) => review::members_invited(fact),
        Body::InvitationAnswered(fact) => review::invitation_answered(fact),
        Body::TeamEstablished(fact) => review::team_established(fact),
        Body::ReplacementProposed(fact) => review::replacement_proposed(fact),
        Body::TeamMemberReplaced(fact) => review::member_replaced(fact),
        Body::TeamDissolved(fact) => review::team_dissolved(fact),
        Body::VisitPlanned(fact) => review::visit_planned(fact),
        Body::CriteriaReviewed(fact) => format!("Đoàn nhập kết quả của {} tiêu chí", fact.results.len()),
        Body::ReviewStepCompleted(fact) => {
            format!(
                "Đoàn hoàn thành bước {}",
                Word::of::<ReviewStep>(fact.step).vietnamese
            )
        }
        Body::DraftReportSent(fact) => format!(
            "Đoàn gửi dự thảo báo cáo cho nhà trường, kết luận mức {}{}",
            fact.level,
            review::other_than(fact.proposed_level, &fact.reason)
        ),
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
        Body::FinalReportSubmitted(fact) => format!(
            "Đoàn nộp báo cáo đánh giá ngoài chính thức, kết luận mức {}{}",
            fact.level,
            review::other_than(fact.proposed_level, &fact.reason)
        ),
        Body::ReportReceived(fact) => {
            format!(
                "Sở nhận báo cáo đánh giá ngoài (mức {}), bắt đầu tính hạn quyết định",
                fact.level
            )
        }
        Body::AppraisalConcluded(fact) => recognition::appraisal_concluded(fact),
        Body::DecisionDrafted(fact) => recognition::decision_drafted(fact),
        Body::ProposalSent(fact) => {
            format!(
                "Sở trình UBND tỉnh theo Tờ trình {} ngày {}",
                fact.number,
                date(&fact.signed_on)
            )
        }
        Body::DecisionSigned(fact) => recognition::decision_signed(fact),
        Body::CertificateIssued(fact) => recognition::certificate_issued(fact),
        Body::DecisionPublished(fact) => format!("Sở công bố quyết định tại {}", fact.place),
        Body::CertificateExpired(fact) => {
            format!(
                "Chứng nhận số {} hết giá trị sau ngày {}",
                fact.number,
                date(&fact.valid_until)
            )
        }
        Body::UpgradeOpened(fact) => format!("Được đăng ký mức cao hơn (chứng nhận số {})", fact.number),
        Body::DecisionPublishedBySchool(fact) => {
            format!("{school} công bố quyết định tại {}", fact.place)
        }
        Body::ApologyDrafted(fact) => recognition::apology_drafted(fact),
        Body::ApologySent(fact) => recognition::apology_sent(fact),
        Body::CertificateEntered(fact) => recognition::certificate_entered(fact),
        Body::CertificateReplaced(fact) => recognition::certificate_replaced(fact),
        Body::CertificateLapsed(fact) => recognition::certificate_lapsed(fact),
        Body::RenewalRegistered(fact) => recognition::renewal_registered(school, fact),
        Body::MeasureDrafted(fact) => recognition::measure_drafted(fact),
        Body::MeasureDiscarded(fact) => recognition::measure_discarded(fact),
        Body::RemedyOrdered(fact) => recognition::remedy_ordered(fact),
        Body::RemedyReported(fact) => recognition::remedy_reported(school, fact),
        Body::RemedyConcluded(fact) => recognition::remedy_concluded(fact),
        Body::RevocationConcluded(fact) => recognition::revocation_concluded(fact),
        Body::CertificateRevoked(fact) => recognition::certificate_revoked(fact),
        Body::CertificateRestored(fact) => recognition::certificate_restored(fact),
        Body::AttainmentTargetSet(fact) => recognition::attainment_target_set(fact),
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
        Body::MailRepeated(fact) => format!("Yêu cầu gửi lại thư {} đến {}", fact.repeats, fact.to),
        Body::MailCancelled(fact) => format!("Hủy thư {}: {}", fact.mail_id, fact.reason),
        Body::StatementIssued(fact) => format!(
            "Kiểm toán ký bản xác nhận số {}: {} thời hạn, {} bị bỏ sót, {} ngoại lệ",
            fact.number, fact.clocks, fact.missed, fact.exceptions
        ),
    }
}

/// Which body has the dossier, after what happened to it.
fn at_body(stage: &str) -> &'static str {
    match stage {
        "local" => " ở cơ quan địa phương",
        "department" => " ở Sở",
        _ => "",
    }
}

/// Why an obligation was lifted.
fn because(reason: &str) -> &'static str {
    match reason {
        "school_merged" => " vì trường đã sáp nhập",
        "school_closed" => " vì trường đã giải thể",
        "authority_ended" => " vì cơ quan đã chấm dứt hoạt động",
        _ => "",
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
mod tests;
