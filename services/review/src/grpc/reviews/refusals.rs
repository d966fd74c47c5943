//! Refusals about the order of a review and about its level, as callers read them.

use calendar::Language;
use platform::refusal::Refusal;
use proto::fact::ReviewStep;
use timelimit::Wording;

use super::super::refusals::one;
use crate::domain::{Broken, ReviewState, UnfitLevel};

/// What of the order of the review is broken, with its article.
pub fn procedure(broken: &Broken, article: &Wording) -> Refusal {
    let (reason, rule) = name(broken);
    one(
        reason,
        rule,
        description(broken),
        article.text(Language::Vietnamese),
    )
}

/// Why the team cannot conclude with a level, with the article that the level follows from.
pub fn level(unfit: &UnfitLevel, citation: &str) -> Refusal {
    let (reason, description) = match unfit {
        UnfitLevel::TooHigh { proposed, concluded } => (
            "LEVEL_TOO_HIGH",
            format!(
                "Kết quả các tiêu chí chỉ cho Mức {proposed} nên không thể kết luận Mức {concluded}; hãy xem lại \
                 kết quả từng tiêu chí"
            ),
        ),
        UnfitLevel::ReasonNeeded { proposed, concluded } => (
            "REASON_NEEDED",
            format!("Kết quả các tiêu chí cho Mức {proposed}; kết luận Mức {concluded} thì phải nêu lý do"),
        ),
        UnfitLevel::NumberAlone => (
            "NUMBER_ALONE",
            "Không được chỉ căn cứ số liệu để kết luận trường không đạt; đoàn phải nêu lý do".to_owned(),
        ),
    };
    one(reason, "review.conclusion", description, citation)
}

/// The stable reason and the rule.
fn name(broken: &Broken) -> (&'static str, &'static str) {
    match broken {
        Broken::WrongState { .. } => ("WRONG_STATE", "review.state"),
        Broken::Closed { .. } => ("REVIEW_CLOSED", "review.state"),
        Broken::StepOutOfOrder { .. } => ("STEP_OUT_OF_ORDER", "review.steps"),
        Broken::StepsIncomplete { .. } => ("STEPS_INCOMPLETE", "review.steps"),
        Broken::StepCompleted { .. } => ("STEP_COMPLETED", "review.steps"),
        Broken::StepBeforeTeam { .. } => ("STEP_BEFORE_TEAM", "review.steps"),
        Broken::StepBeforePrevious { .. } => ("STEP_BEFORE_PREVIOUS", "review.steps"),
        Broken::VisitsOutOfOrder { .. } => ("VISITS_OUT_OF_ORDER", "review.steps"),
        Broken::NoCriteria => ("NO_CRITERIA", "review.criteria"),
        Broken::CriteriaMissing { .. } => ("CRITERIA_MISSING", "review.criteria"),
        Broken::StandingMissing => ("STANDING_MISSING", "review.criteria"),
        Broken::ConsentDeemed { .. } => ("CONSENT_DEEMED", "review.comment"),
        Broken::AnswersDoNotMatch { .. } => ("ANSWERS_DO_NOT_MATCH", "review.reply"),
        Broken::ReasonMissing { .. } => ("REASON_MISSING", "review.reply"),
        Broken::CommentsUnsettled { .. } => ("COMMENTS_UNSETTLED", "review.report"),
    }
}

/// What the rule says, and what to do.
fn description(broken: &Broken) -> String {
    match broken {
        Broken::WrongState { state, act } => format!("Không thể {act} khi hồ sơ {}", state_name(*state)),
        Broken::Closed { reason } => {
            format!("Nhà trường đã rút hồ sơ nên đợt đánh giá ngoài đã đóng. Lý do rút: {reason}")
        }
        Broken::StepOutOfOrder {
            asked,
            next: Some(next),
        } => format!(
            "Các bước đánh giá ngoài phải theo thứ tự: bước tiếp theo là {}, không phải {}",
            step_name(*next),
            step_name(*asked)
        ),
        Broken::StepOutOfOrder { next: None, .. } => "Ba bước trước dự thảo báo cáo đã hoàn thành".to_owned(),
        Broken::StepsIncomplete { next } => {
            format!("Chưa thể gửi dự thảo báo cáo: còn bước {}", step_name(*next))
        }
        Broken::StepCompleted { step } => {
            format!("Bước {} đã hoàn thành nên không lên lịch nữa", step_name(*step))
        }
        Broken::StepBeforeTeam { on } => format!(
            "Đoàn được thành lập ngày {} nên không bước nào bắt đầu trước ngày đó",
            on.vietnamese()
        ),
        Broken::StepBeforePrevious { until } => format!(
            "Bước trước hoàn thành ngày {} nên bước này không thể hoàn thành sớm hơn",
            until.vietnamese()
        ),
        Broken::VisitsOutOfOrder {
            preliminary,
            official,
        } => format!(
            "Khảo sát chính thức không được bắt đầu ngày {}, trước khi khảo sát sơ bộ kết thúc ngày {}",
            official.vietnamese(),
            preliminary.vietnamese()
        ),
        Broken::NoCriteria => {
            "Chế độ của hồ sơ này không có bộ tiêu chí cho loại trường được đánh giá".to_owned()
        }
        Broken::CriteriaMissing { criteria } => {
            format!("Còn tiêu chí chưa có kết quả: {}", criteria.join(", "))
        }
        Broken::StandingMissing => "Chưa ghi các điều kiện ngoài tiêu chí của nhà trường: khóa học sinh hoàn \
                                    thành chương trình, số năm hoạt động, số năm có dữ liệu, điều kiện pháp lý"
            .to_owned(),
        Broken::ConsentDeemed { on } => format!(
            "Đến hết ngày {} nhà trường không có ý kiến nên được coi là đồng ý với dự thảo báo cáo",
            on.vietnamese()
        ),
        Broken::AnswersDoNotMatch { comments, answers } => {
            format!("Phải trả lời từng ý kiến: có {comments} ý kiến, {answers} trả lời")
        }
        Broken::ReasonMissing { places } => {
            let places: Vec<_> = places.iter().map(ToString::to_string).collect();
            format!(
                "Ý kiến không được tiếp thu phải nêu rõ lý do: ý kiến số {}",
                places.join(", ")
            )
        }
        Broken::CommentsUnsettled { state } => format!(
            "Báo cáo đánh giá ngoài chỉ được nộp sau khi giải quyết xong ý kiến của nhà trường; hồ sơ {}",
            state_name(*state)
        ),
    }
}

fn state_name(state: ReviewState) -> &'static str {
    match state {
        ReviewState::AwaitingTeam => "đang chờ thành lập đoàn đánh giá ngoài",
        ReviewState::UnderReview => "đang được đoàn đánh giá",
        ReviewState::AwaitingComments => "đang chờ ý kiến của nhà trường về dự thảo",
        ReviewState::AwaitingReply => "đang chờ đoàn trả lời ý kiến của nhà trường",
        ReviewState::AwaitingFinalReport => "đang chờ báo cáo đánh giá ngoài",
        ReviewState::Completed => "đã có báo cáo đánh giá ngoài",
        ReviewState::Closed => "đã đóng vì nhà trường rút hồ sơ",
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
