//! The domain's refusals, as callers read them: the rule in Vietnamese, with its article.

use calendar::Language;
use platform::refusal::{BrokenRule, Refusal};
use proto::fact::ReviewStep;
use timelimit::Wording;

use crate::domain::{self, Broken, ReviewState, Unfit};

/// Where the composition of teams is laid down, as far as anyone found.
const TEAM_PRACTICE: &str = "thực tiễn thành lập đoàn đánh giá ngoài, chưa tìm thấy điều khoản";

impl From<domain::Refusal> for Refusal {
    fn from(refusal: domain::Refusal) -> Self {
        match refusal {
            domain::Refusal::Fields(fields) => Self::invalid_fields(fields),
            domain::Refusal::Procedure { broken, article } => procedure(&broken, &article),
            domain::Refusal::WrongAuthority { decided_by, article } => one(
                "WRONG_AUTHORITY",
                "team.decided_by",
                format!(
                    "Đoàn đánh giá ngoài của hồ sơ này do {} quyết định thành lập",
                    decided_by.in_vietnamese()
                ),
                article.text(Language::Vietnamese),
            ),
            domain::Refusal::TeamUnfit(unfit) => {
                Self::forbidden("TEAM_UNFIT", unfit.into_iter().map(blocked).collect())
            }
            domain::Refusal::SeatedTwice(names) => one(
                "SEATED_TWICE",
                "team.same_person",
                format!("Một người chỉ giữ một vị trí trong đoàn: {}", names.join(", ")),
                TEAM_PRACTICE,
            ),
            domain::Refusal::NoRegime => one(
                "NO_REGIME",
                "regime",
                "Quy định mà hồ sơ được tiếp nhận không có trong danh mục văn bản".to_owned(),
                "Danh mục văn bản của hệ thống",
            ),
        }
    }
}

fn procedure(broken: &Broken, article: &Wording) -> Refusal {
    let (reason, rule, description) = match broken {
        Broken::WrongState { state, act } => (
            "WRONG_STATE",
            "review.state",
            format!("Không thể {act} khi hồ sơ {}", state_name(*state)),
        ),
        Broken::StepOutOfOrder { asked, next } => (
            "STEP_OUT_OF_ORDER",
            "review.steps",
            match next {
                Some(next) => format!(
                    "Các bước đánh giá ngoài phải theo thứ tự: bước tiếp theo là {}, không phải {}",
                    step_name(*next),
                    step_name(*asked)
                ),
                None => "Ba bước trước dự thảo báo cáo đã hoàn thành".to_owned(),
            },
        ),
        Broken::StepsIncomplete { next } => (
            "STEPS_INCOMPLETE",
            "review.steps",
            format!("Chưa thể gửi dự thảo báo cáo: còn bước {}", step_name(*next)),
        ),
        Broken::ConsentDeemed { on } => (
            "CONSENT_DEEMED",
            "review.comment",
            format!(
                "Đến hết ngày {} nhà trường không có ý kiến nên được coi là đồng ý với dự thảo báo cáo",
                on.vietnamese()
            ),
        ),
        Broken::AnswersDoNotMatch { comments, answers } => (
            "ANSWERS_DO_NOT_MATCH",
            "review.reply",
            format!("Phải trả lời từng ý kiến: có {comments} ý kiến, {answers} trả lời"),
        ),
        Broken::ReasonMissing { places } => {
            let places: Vec<_> = places.iter().map(ToString::to_string).collect();
            (
                "REASON_MISSING",
                "review.reply",
                format!(
                    "Ý kiến không được tiếp thu phải nêu rõ lý do: ý kiến số {}",
                    places.join(", ")
                ),
            )
        }
        Broken::CommentsUnsettled { state } => (
            "COMMENTS_UNSETTLED",
            "review.report",
            format!(
                "Báo cáo đánh giá ngoài chỉ được nộp sau khi giải quyết xong ý kiến của nhà trường; hồ sơ {}",
                state_name(*state)
            ),
        ),
    };
    one(reason, rule, description, article.text(Language::Vietnamese))
}

fn state_name(state: ReviewState) -> &'static str {
    match state {
        ReviewState::AwaitingTeam => "đang chờ thành lập đoàn đánh giá ngoài",
        ReviewState::UnderReview => "đang được đoàn đánh giá",
        ReviewState::AwaitingComments => "đang chờ ý kiến của nhà trường về dự thảo",
        ReviewState::AwaitingReply => "đang chờ đoàn trả lời ý kiến của nhà trường",
        ReviewState::AwaitingFinalReport => "đang chờ báo cáo đánh giá ngoài",
        ReviewState::Completed => "đã có báo cáo đánh giá ngoài",
    }
}

fn step_name(step: ReviewStep) -> &'static str {
    match step {
        ReviewStep::Unspecified => "không rõ",
        ReviewStep::DossierStudy => "nghiên cứu hồ sơ đánh giá",
        ReviewStep::PreliminaryVisit => "khảo sát sơ bộ",
        ReviewStep::OfficialVisit => "khảo sát chính thức",
    }
}

fn one(reason: &str, rule: &str, description: String, citation: &str) -> Refusal {
    let rule = BrokenRule {
        rule: rule.to_owned(),
        description,
        citation: citation.to_owned(),
    };
    Refusal::forbidden(reason, vec![rule])
}

fn blocked(unfit: Unfit) -> BrokenRule {
    let about = unfit.who.map(|name| format!("{name}: ")).unwrap_or_default();
    BrokenRule {
        rule: unfit.violation.rule.to_owned(),
        description: format!("{about}{}", unfit.violation.message_vi),
        citation: unfit.violation.citation.text(Language::Vietnamese).to_owned(),
    }
}
