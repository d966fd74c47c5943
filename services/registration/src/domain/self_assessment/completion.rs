//! The conclusion: a person's, with the report, once every criterion has a result.

use calendar::local_day;
use chrono::{DateTime, Utc};
use form::{Defects, ReportFile};
use proto::fact::{Body, Fact, SelfAssessmentCompleted};
use statute::{Law, RegimeId};

use super::super::Refusal;
use super::{Conclusion, SelfAssessment, SelfAssessmentRefusal, must_fit};

/// A conclusion as it is entered.
#[derive(Clone, Debug)]
pub struct ConclusionForm {
    /// The level that the council concludes with.
    pub level: u32,
    /// Why, when it is not the one that the results come to.
    pub reason: String,
    /// The report, as it was entered.
    pub report: ReportFile,
}

impl SelfAssessment {
    /// Concludes it.
    pub fn complete(
        &self,
        form: ConclusionForm,
        law: &Law,
        at: DateTime<Utc>,
    ) -> Result<(Self, Fact), Refusal> {
        self.must_be_open()?;
        let mut defects = Defects::default();
        let highest = Law::highest_level(self.regime);
        if form.level > highest.into() {
            defects.add(
                "concluded_level",
                format!("phải từ 0 đến {highest} theo chế độ {}", self.regime),
            );
        }
        must_fit(&form.reason, "reason", &mut defects);
        let report = form.report.stated("report", &mut defects);
        defects.judge()?;
        let regime = self.regime;
        if self.council.is_none() {
            return Err(SelfAssessmentRefusal::NoCouncil { regime }.into());
        }
        let missing = self.missing_criteria(law);
        if !missing.is_empty() {
            return Err(SelfAssessmentRefusal::Missing { regime, missing }.into());
        }
        let today = local_day(at);
        let proposed = self.proposed(law, today);
        let reason = form.reason.trim().to_owned();
        if reason.is_empty() && form.level != proposed.level {
            return Err(SelfAssessmentRefusal::ReasonNeeded {
                proposed: proposed.level,
                concluded: form.level,
                citation: proposed.citation,
            }
            .into());
        }
        // Where the number would fail the school, a person says why it does.
        if reason.is_empty() && form.level == 0 && regime == RegimeId::B && law.person_concludes(today) {
            let citation = law.person_concludes_by().vi.clone();
            return Err(SelfAssessmentRefusal::NumberAlone { citation }.into());
        }
        let body = Body::SelfAssessmentCompleted(SelfAssessmentCompleted {
            school_year: self.school_year.to_string(),
            level: form.level,
            proposed_level: proposed.level,
            report_sha256: report.sha256.clone(),
        });
        let after = Self {
            conclusion: Some(Conclusion {
                level: form.level,
                reason,
                report,
                at,
            }),
            version: self.version + 1,
            ..self.clone()
        };
        let fact = after.fact(body);
        Ok((after, fact))
    }
}
