//! Refusals about self-assessments, as callers read them.

use calendar::Language;
use platform::refusal::{BrokenRule, Refusal};
use statute::{RegimeId, Violation};

use super::super::refusals::broken;
use crate::domain::SelfAssessmentRefusal;

impl From<SelfAssessmentRefusal> for Refusal {
    fn from(refusal: SelfAssessmentRefusal) -> Self {
        use SelfAssessmentRefusal as Ours;
        let (reason, rule, description, citation) = match refusal {
            Ours::Council(violations) => {
                return Self::forbidden("COUNCIL_UNFIT", violations.into_iter().map(violated).collect());
            }
            Ours::OpenedAlready { regime, school_year } => (
                "ALREADY_OPENED",
                "self_assessment.once_a_year",
                format!("Trường đã mở đợt tự đánh giá của năm học {school_year}; mỗi năm học chỉ có một đợt"),
                procedure(regime),
            ),
            Ours::NoCriteria { regime, .. } => (
                "NO_CRITERIA",
                "self_assessment.criteria",
                format!("Chế độ {regime} không có bộ tiêu chí cho loại trường này"),
                procedure(regime),
            ),
            Ours::Completed { regime } => (
                "COMPLETED",
                "self_assessment.state",
                "Đợt tự đánh giá này đã hoàn thành nên không thay đổi được".to_owned(),
                procedure(regime),
            ),
            Ours::NotCompleted { regime } => (
                "NOT_COMPLETED",
                "self_assessment.state",
                "Đợt tự đánh giá chưa hoàn thành nên chưa có kết quả cải tiến để báo cáo".to_owned(),
                procedure(regime),
            ),
            Ours::NoCouncil { regime } => (
                "NO_COUNCIL",
                "self_assessment.council",
                "Chưa thành lập hội đồng tự đánh giá, mà hội đồng là người kết luận".to_owned(),
                procedure(regime),
            ),
            Ours::Missing { regime, missing } => (
                "CRITERIA_MISSING",
                "self_assessment.criteria",
                format!("Còn tiêu chí chưa có kết quả: {}", missing.join(", ")),
                procedure(regime),
            ),
            Ours::ReasonNeeded {
                proposed,
                concluded,
                citation,
            } => (
                "REASON_NEEDED",
                "self_assessment.conclusion",
                format!(
                    "Kết quả các tiêu chí cho Mức {proposed}; kết luận Mức {concluded} thì phải nêu lý do"
                ),
                citation,
            ),
            Ours::NumberAlone { citation } => (
                "NUMBER_ALONE",
                "self_assessment.conclusion",
                "Không được chỉ căn cứ số liệu để kết luận trường không đạt; hội đồng phải nêu lý do"
                    .to_owned(),
                citation,
            ),
            Ours::NoPlan { regime } => (
                "NO_IMPROVEMENT_PLAN",
                "self_assessment.improvement",
                "Chưa có kế hoạch cải tiến chất lượng để báo cáo".to_owned(),
                procedure(regime),
            ),
            Ours::ReviewedAlready { regime, school_year } => (
                "ALREADY_REVIEWED",
                "self_assessment.improvement",
                format!("Năm học {school_year} đã có báo cáo thực hiện kế hoạch cải tiến"),
                procedure(regime),
            ),
            Ours::FewerThanDone {
                regime,
                done,
                actions,
            } => (
                "FEWER_THAN_DONE",
                "self_assessment.improvement",
                format!("Đã báo cáo xong {done} việc nên kế hoạch không thể chỉ còn {actions} việc"),
                procedure(regime),
            ),
        };
        broken(reason, rule, description, &citation)
    }
}

/// The acts that say how a school assesses itself.
fn procedure(regime: RegimeId) -> String {
    if regime == RegimeId::B {
        "TT 57/2026/TT-BGDĐT, quy trình tự đánh giá".to_owned()
    } else {
        "TT 17, 18, 19/2018/TT-BGDĐT, quy trình tự đánh giá".to_owned()
    }
}

fn violated(violation: Violation) -> BrokenRule {
    BrokenRule {
        rule: violation.rule.to_string(),
        description: violation.message_vi,
        citation: violation.citation.text(Language::Vietnamese).to_owned(),
    }
}
