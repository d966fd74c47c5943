//! The draft and the final report: a level that the team concludes with, beside the one that its results come to.

use calendar::local_day;
use chrono::{DateTime, Utc};
use form::{Defects, ReportFile};
use proto::fact::{Body, DraftReportSent, FinalReportSubmitted, SchoolStanding};
use statute::{Law, Outcome, RegimeId};

use super::super::{Broken, Refusal, UnfitLevel};
use super::{Review, ReviewState, must_fit};

/// A report as it is entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportForm {
    /// The level that the team concludes with.
    pub level: u32,
    /// Why, when it is not the one that the results come to.
    pub reason: String,
    /// The report, as it was entered.
    pub report: ReportFile,
}

/// A report that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conclusion {
    /// The level that the team concluded with.
    pub level: u32,
    /// The level that the results came to.
    pub proposed: u32,
    /// Why the team concluded so, when it is not that one; or empty.
    pub reason: String,
    /// The report.
    pub report: ReportFile,
}

impl Review {
    pub(super) fn send_draft(
        &mut self,
        form: ReportForm,
        law: &Law,
        at: DateTime<Utc>,
    ) -> Result<(ReviewState, Body), Refusal> {
        let form = self.stated(form)?;
        self.must_be(ReviewState::UnderReview, "gửi dự thảo báo cáo", law)?;
        if let Some(next) = self.next_step() {
            return Err(self.broken(Broken::StepsIncomplete { next }, law));
        }
        let draft = self.conclude(form, law, at)?;
        let sent = DraftReportSent {
            level: draft.level,
            report_sha256: draft.report.sha256.clone(),
            proposed_level: draft.proposed,
            reason: draft.reason.clone(),
        };
        self.level = Some(draft.level);
        self.draft = Some(draft);
        Ok((ReviewState::AwaitingComments, Body::DraftReportSent(sent)))
    }

    pub(super) fn submit_final_report(
        &mut self,
        form: ReportForm,
        law: &Law,
        at: DateTime<Utc>,
    ) -> Result<(ReviewState, Body), Refusal> {
        let form = self.stated(form)?;
        let state = self.state();
        if matches!(state, ReviewState::AwaitingComments | ReviewState::AwaitingReply) {
            return Err(self.broken(Broken::CommentsUnsettled { state }, law));
        }
        self.must_be(
            ReviewState::AwaitingFinalReport,
            "nộp báo cáo đánh giá ngoài",
            law,
        )?;
        let report = self.conclude(form, law, at)?;
        let submitted = FinalReportSubmitted {
            level: report.level,
            report_sha256: report.report.sha256.clone(),
            proposed_level: report.proposed,
            reason: report.reason.clone(),
            standing: self.standing.map(|standing| SchoolStanding {
                cohort_completed: standing.cohort_completed,
                years_of_operation: standing.years_of_operation,
                years_of_data: standing.years_of_data,
                legal_conditions: standing.legal_conditions,
            }),
        };
        self.level = Some(report.level);
        self.report = Some(report);
        Ok((ReviewState::Completed, Body::FinalReportSubmitted(submitted)))
    }

    /// The form without blanks around its texts, or everything that is wrong with it.
    fn stated(&self, form: ReportForm) -> Result<ReportForm, Refusal> {
        let mut defects = Defects::default();
        let regime = self.case.regime;
        let highest = Law::highest_level(regime);
        if form.level > highest.into() {
            defects.add("level", format!("phải từ 0 đến {highest} theo chế độ {regime}"));
        }
        must_fit(&form.reason, "reason", &mut defects);
        let report = form.report.stated("report", &mut defects);
        defects.judge()?;
        Ok(ReportForm {
            level: form.level,
            reason: form.reason.trim().to_owned(),
            report,
        })
    }

    /// A person concludes, once every criterion has a result; never with more than the results come to under A, and
    /// with another level than that only with a reason.
    fn conclude(&self, form: ReportForm, law: &Law, at: DateTime<Utc>) -> Result<Conclusion, Refusal> {
        let criteria = self.missing_criteria(law);
        if !criteria.is_empty() {
            return Err(self.broken(Broken::CriteriaMissing { criteria }, law));
        }
        if self.standing.is_none() {
            return Err(self.broken(Broken::StandingMissing, law));
        }
        let today = local_day(at);
        let Some(proposed) = self.proposed(law, today) else {
            return Err(self.broken(Broken::NoCriteria, law));
        };
        self.must_be_founded(&form, &proposed)?;
        // Where the number would fail the school, a person says why it does.
        let fails = self.case.regime == RegimeId::B && form.level == 0;
        if form.reason.is_empty() && fails && law.person_concludes(today) {
            let citation = law.person_concludes_by().vi.clone();
            let unfit = UnfitLevel::NumberAlone;
            return Err(Refusal::Level { unfit, citation });
        }
        Ok(Conclusion {
            level: form.level,
            proposed: proposed.level,
            reason: form.reason,
            report: form.report,
        })
    }

    fn must_be_founded(&self, form: &ReportForm, proposed: &Outcome) -> Result<(), Refusal> {
        let (concluded, proposed, citation) = (form.level, proposed.level, proposed.citation.clone());
        let unfit = if concluded > proposed && self.case.regime != RegimeId::B {
            UnfitLevel::TooHigh { proposed, concluded }
        } else if concluded != proposed && form.reason.is_empty() {
            UnfitLevel::ReasonNeeded { proposed, concluded }
        } else {
            return Ok(());
        };
        Err(Refusal::Level { unfit, citation })
    }
}
