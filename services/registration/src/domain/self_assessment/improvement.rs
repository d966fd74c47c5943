//! The improvement plan and the yearly reports on it.

use calendar::local_day;
use chrono::{DateTime, Utc};
use form::{Defects, ReportFile};
use proto::fact::{Body, Fact, ImprovementPlanned, ImprovementReviewed};
use statute::Law;

use super::super::Refusal;
use super::{
    ImprovementAction, ImprovementReview, SchoolYear, SelfAssessment, SelfAssessmentRefusal, must_fit,
};

/// The most actions of a plan.
const MOST_ACTIONS: usize = 200;

/// An action as it is entered.
#[derive(Clone, Debug)]
pub struct ActionForm {
    /// The criterion that it improves.
    pub criterion: String,
    /// What is done.
    pub action: String,
    /// Who does it.
    pub responsible: String,
    /// The last day, YYYY-MM-DD.
    pub by: String,
}

/// A report on the plan as it is entered.
#[derive(Clone, Debug)]
pub struct ReviewForm {
    /// The school year that it reports on.
    pub school_year: String,
    /// What was achieved.
    pub summary: String,
    /// How many of the actions are done.
    pub done: u32,
    /// The report, as it was entered.
    pub report: ReportFile,
}

impl SelfAssessment {
    /// Sets the plan down, or another one in its place; before the conclusion and after it. It may not fall behind
    /// what was reported as done.
    pub fn plan_improvement(&self, forms: Vec<ActionForm>, law: &Law) -> Result<(Self, Fact), Refusal> {
        self.school.must_be_active()?;
        let mut defects = Defects::default();
        defects.require(!forms.is_empty(), "actions", "phải có ít nhất một việc");
        if forms.len() > MOST_ACTIONS {
            defects.add("actions", format!("không được quá {MOST_ACTIONS} việc"));
        }
        let mut improvement = Vec::new();
        for (position, form) in forms.into_iter().enumerate() {
            let mut of_action = Defects::under(format!("actions[{position}]"));
            improvement.extend(self.action(&form, law, &mut of_action));
            defects.take(of_action);
        }
        defects.judge()?;
        let actions = u32::try_from(improvement.len()).unwrap_or(u32::MAX);
        let done = self.reviews.iter().map(|review| review.done).max().unwrap_or(0);
        if actions < done {
            let regime = self.regime;
            return Err(SelfAssessmentRefusal::FewerThanDone {
                regime,
                done,
                actions,
            }
            .into());
        }
        let after = Self {
            improvement,
            version: self.version + 1,
            ..self.clone()
        };
        let fact = after.fact(Body::ImprovementPlanned(ImprovementPlanned { actions }));
        Ok((after, fact))
    }

    fn action(&self, form: &ActionForm, law: &Law, defects: &mut Defects) -> Option<ImprovementAction> {
        let criterion = form.criterion.trim().to_owned();
        defects.require(
            self.place(law, &criterion).is_some(),
            "criterion",
            "không có trong bộ tiêu chí của trường",
        );
        let action = defects.stated(&form.action, "action", "phải nêu việc cần làm");
        let responsible = defects.stated(&form.responsible, "responsible", "phải có người chịu trách nhiệm");
        must_fit(&action, "action", defects);
        must_fit(&responsible, "responsible", defects);
        let by = defects.day(&form.by, "by");
        defects.require(!form.by.trim().is_empty(), "by", "phải có thời hạn");
        defects.require(
            by.is_none_or(|by| by >= local_day(self.opened_at)),
            "by",
            "không được trước ngày bắt đầu tự đánh giá",
        );
        Some(ImprovementAction {
            criterion,
            action,
            responsible,
            by: by?,
        })
    }

    /// Reports on the plan for a later school year, once for each.
    pub fn review_improvement(&self, form: ReviewForm, at: DateTime<Utc>) -> Result<(Self, Fact), Refusal> {
        self.school.must_be_active()?;
        let regime = self.regime;
        if !self.is_completed() {
            return Err(SelfAssessmentRefusal::NotCompleted { regime }.into());
        }
        if self.improvement.is_empty() {
            return Err(SelfAssessmentRefusal::NoPlan { regime }.into());
        }
        let review = self.fill_in_review(form, at)?;
        let school_year = review.school_year;
        if self.reviews.iter().any(|there| there.school_year == school_year) {
            return Err(SelfAssessmentRefusal::ReviewedAlready { regime, school_year }.into());
        }
        let body = Body::ImprovementReviewed(ImprovementReviewed {
            school_year: school_year.to_string(),
            done: review.done,
            report_sha256: review.report.sha256.clone(),
        });
        let mut after = Self {
            version: self.version + 1,
            ..self.clone()
        };
        after.reviews.push(review);
        after.reviews.sort_by_key(|review| review.school_year);
        let fact = after.fact(body);
        Ok((after, fact))
    }

    fn fill_in_review(&self, form: ReviewForm, at: DateTime<Utc>) -> Result<ImprovementReview, Refusal> {
        let mut defects = Defects::under("review");
        let now = local_day(at).year();
        let school_year = SchoolYear::stated(&form.school_year, "school_year", now, &mut defects);
        defects.require(
            school_year.is_none_or(|year| year > self.school_year),
            "school_year",
            "phải sau năm học của đợt tự đánh giá",
        );
        let summary = defects.stated(&form.summary, "summary", "phải nêu kết quả đạt được");
        must_fit(&summary, "summary", &mut defects);
        let actions = self.improvement.len();
        if usize::try_from(form.done).unwrap_or(usize::MAX) > actions {
            defects.add("done", format!("kế hoạch chỉ có {actions} việc"));
        }
        let report = form.report.stated("report", &mut defects);
        let school_year = defects.settle(school_year)?;
        Ok(ImprovementReview {
            school_year,
            summary,
            done: form.done,
            report,
            recorded_at: at,
        })
    }
}
