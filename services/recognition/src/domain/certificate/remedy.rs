//! An order to remedy (TT 57/2026/TT-BGDĐT Điều 20(1)): the Sở sets a term, the school reports, the Sở concludes.

use calendar::{Day, local_day};
use chrono::{DateTime, Utc};
use form::{Defects, ReportFile};
use proto::fact::{Body, RemedyConcluded, RemedyReported};

use super::{Certificate, CertificateRefusal};

/// An order to remedy, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// What is to be remedied.
    pub requirements: Vec<String>,
    /// The last day for it.
    pub remedy_by: Day,
    /// The day it was ordered.
    pub ordered_on: Day,
    /// What the school reported.
    pub report: Option<RemedyReport>,
    /// What the Sở concluded.
    pub conclusion: Option<RemedyConclusion>,
}

/// What the school reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemedyReport {
    /// When.
    pub at: DateTime<Utc>,
    /// What the school did.
    pub summary: String,
    /// The report.
    pub file: ReportFile,
}

/// What the Sở concluded on an order to remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemedyConclusion {
    /// When.
    pub at: DateTime<Utc>,
    /// Whether everything is remedied.
    pub accepted: bool,
    /// Why not, or what was seen.
    pub reasons: String,
}

/// A school's report, as it is entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemedyForm {
    /// What the school did.
    pub summary: String,
    /// The report.
    pub report: ReportFile,
}

impl Certificate {
    /// The order to remedy that the Sở has not concluded on.
    pub fn open_order(&self) -> Option<&Remedy> {
        self.remedies.last().filter(|remedy| remedy.conclusion.is_none())
    }

    pub(super) fn report_remedy(
        &mut self,
        form: RemedyForm,
        at: DateTime<Utc>,
    ) -> Result<Vec<Body>, CertificateRefusal> {
        let mut defects = Defects::default();
        let summary = defects.stated(&form.summary, "summary", "phải nêu đã khắc phục những gì");
        let file = form.report.stated("report", &mut defects);
        defects.judge()?;
        self.must_be_in_force(local_day(at), "báo cáo khắc phục")?;
        let order = self.order_to_change()?;
        if order.report.is_some() {
            return Err(CertificateRefusal::Reported);
        }
        let body = RemedyReported {
            summary: summary.clone(),
            report_sha256: file.sha256.clone(),
        };
        order.report = Some(RemedyReport { at, summary, file });
        Ok(vec![Body::RemedyReported(body)])
    }

    /// Concludes on the open order: on what the school reported, or, when the term has passed without a report, that
    /// nothing was remedied.
    pub(super) fn conclude_remedy(
        &mut self,
        accepted: bool,
        reasons: &str,
        at: DateTime<Utc>,
    ) -> Result<Vec<Body>, CertificateRefusal> {
        let mut defects = Defects::default();
        let reasons = reasons.trim().to_owned();
        let stated = accepted || !reasons.is_empty();
        defects.require(stated, "reasons", "phải nêu những gì chưa được khắc phục");
        defects.judge()?;
        let order = self.order_to_change()?;
        if order.report.is_none() {
            if local_day(at) <= order.remedy_by {
                return Err(CertificateRefusal::NotReported(order.remedy_by));
            }
            if accepted {
                return Err(CertificateRefusal::NothingToAccept);
            }
        }
        let body = RemedyConcluded {
            accepted,
            reasons: reasons.clone(),
        };
        order.conclusion = Some(RemedyConclusion {
            at,
            accepted,
            reasons,
        });
        Ok(vec![Body::RemedyConcluded(body)])
    }

    fn order_to_change(&mut self) -> Result<&mut Remedy, CertificateRefusal> {
        let last = self.remedies.last_mut();
        last.filter(|remedy| remedy.conclusion.is_none())
            .ok_or(CertificateRefusal::NoOrder)
    }
}
