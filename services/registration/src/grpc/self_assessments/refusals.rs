//! Refusals about self-assessments, as callers read them.

use platform::refusal::Refusal;

use super::super::refusals::broken;
use crate::domain::SelfAssessmentRefusal;

impl From<SelfAssessmentRefusal> for Refusal {
    fn from(refusal: SelfAssessmentRefusal) -> Self {
        match refusal {
            SelfAssessmentRefusal::Completed => broken(
                "COMPLETED",
                "self_assessment.state",
                "Đợt tự đánh giá này đã hoàn thành",
                "Quy trình tự đánh giá",
            ),
        }
    }
}
