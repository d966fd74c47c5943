//! Plans: which schools an authority wants ready in which month of a year, and what it wants to reach.
//!
//! A plan is drafted, approved by the leader, and from then on changed by amendments only. What it said before
//! stays in its history.

use std::fmt;
use std::str::FromStr;

use calendar::{Day, local_day};
use chrono::{DateTime, Utc};
use form::Defects;
use proto::fact::{Body, Fact, PlanApproved};
use statute::Law;
use uuid::Uuid;

use super::{Authority, Refusal, School};

mod amendment;
mod draft;
mod item;
mod progress;
mod refusal;
mod target;

pub use amendment::{AmendmentForm, ItemTerms, PlanAmendment, PlanChange};
pub use draft::{Imported, ItemDefects, ItemForm, defects_of};
pub use item::{ApprovedUnder, PlanItem, PlanWish, judge_plan, plan_subject};
pub use progress::{
    DossierProgress, ItemProgress, ItemStage, SchoolCount, Tally, TargetProgress, Window, measure,
    school_year,
};
pub use refusal::PlanRefusal;
pub use target::{Measure, PlanTarget, TargetForm};

/// How far the making of a plan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlanState {
    /// Being drafted.
    Draft,
    /// Approved.
    Approved,
}

impl PlanState {
    /// The state as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Approved => "approved",
        }
    }
}

impl fmt::Display for PlanState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for PlanState {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Draft, Self::Approved]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| format!("no state of a plan {text}"))
    }
}

/// The plan of an authority for a year, without its items.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Its id, which is also its case.
    pub id: Uuid,
    /// The department of the province.
    pub province_id: Uuid,
    /// The authority whose plan it is.
    pub authority_id: Uuid,
    /// That authority's name.
    pub authority_name: String,
    /// The year.
    pub year: i32,
    /// How far its making is.
    pub state: PlanState,
    /// Its targets.
    pub targets: Vec<PlanTarget>,
    /// Everyone who wrote its draft.
    pub drafted_by: Vec<String>,
    /// The number of the document that approved it.
    pub document_number: String,
    /// The day it was approved.
    pub approved_on: Option<Day>,
    /// Who approved it.
    pub approved_by: String,
    /// Its amendments, oldest first.
    pub amendments: Vec<PlanAmendment>,
    /// Grows with every change.
    pub version: i64,
}

impl Plan {
    /// Approves it by the document `document_number`, with its `items` and their schools, under the law of the day:
    /// the plan, its items, and the facts. Whoever drafted it does not approve it.
    pub fn approve(
        &self,
        authority: &Authority,
        items: Vec<(PlanItem, School)>,
        document_number: &str,
        leader: &str,
        law: ApprovedUnder,
        at: DateTime<Utc>,
    ) -> Result<(Self, Vec<PlanItem>, Vec<Fact>), Refusal> {
        self.must_be_draft()?;
        let mut defects = Defects::default();
        let document_number = defects.stated(document_number, "document_number", "phải có số văn bản");
        for (position, (_, school)) in items.iter().enumerate() {
            let mut of_this = Defects::under(format!("items[{position}]"));
            self.fitting(Some(school), &mut of_this);
            defects.extend(of_this.found());
        }
        defects.judge()?;
        if items.is_empty() && self.targets.is_empty() {
            return Err(PlanRefusal::Empty.into());
        }
        if self.drafted_by.iter().any(|drafter| drafter == leader) {
            return Err(PlanRefusal::FourEyes.into());
        }
        let approved_on = local_day(at);
        let after = Self {
            state: PlanState::Approved,
            document_number,
            approved_on: Some(approved_on),
            approved_by: leader.to_owned(),
            version: self.version + 1,
            ..self.clone()
        };
        let mut facts = vec![after.fact(
            authority,
            &law,
            Body::PlanApproved(PlanApproved {
                year: self.year,
                authority_id: self.authority_id.to_string(),
                document_number: after.document_number.clone(),
                approved_on: approved_on.to_string(),
                items: u32::try_from(items.len()).unwrap_or(u32::MAX),
            }),
        )];
        let mut approved = Vec::with_capacity(items.len());
        for (item, school) in items {
            let item = item.approve(law.clone());
            facts.push(item.approval(item.subject(&school, &law)));
            approved.push(item);
        }
        Ok((after, approved, facts))
    }

    /// A fact in the plan's case, under `law`.
    fn fact(&self, authority: &Authority, law: &ApprovedUnder, body: Body) -> Fact {
        Fact {
            subject: Some(proto::fact::Subject {
                regime: law.regime.to_string(),
                overlay: law.overlay.clone(),
                ..authority.subject(self.id)
            }),
            body: Some(body),
        }
    }

    fn must_be_draft(&self) -> Result<(), Refusal> {
        match self.state {
            PlanState::Draft => Ok(()),
            PlanState::Approved => Err(PlanRefusal::Approved.into()),
        }
    }
}

impl ApprovedUnder {
    /// The law in force at `at` in the province of `department`.
    pub fn at(law: &Law, department: &Authority, at: DateTime<Utc>) -> Result<Self, Refusal> {
        let regime = law.regime_on(local_day(at)).ok_or(Refusal::NoRegime)?;
        Ok(Self {
            regime: regime.id,
            overlay: department.overlay.clone(),
        })
    }
}
