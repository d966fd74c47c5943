//! Plans: which schools an authority wants ready in which month of a year, and what it wants to reach.
//!
//! A plan is drafted, approved by the leader, and from then on changed by amendments only. What it said before
//! stays in its history.

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;

use calendar::{Day, local_day};
use chrono::{DateTime, Utc};
use proto::fact::{Body, Fact, PlanApproved, PlanDrafted, RecognitionKind, Target};
use statute::Law;
use uuid::Uuid;

use super::{Authority, Defects, Refusal, School};

mod amendment;
mod item;
mod progress;
mod refusal;
mod target;

pub use amendment::{AmendmentForm, ItemTerms, PlanAmendment, PlanChange};
pub use item::{ApprovedUnder, PlanItem, PlanWish, judge_plan, plan_subject};
pub use progress::{
    DossierProgress, ItemProgress, ItemStage, SchoolCount, Tally, TargetProgress, Window, measure,
    school_year,
};
pub use refusal::PlanRefusal;
pub use target::{Measure, PlanTarget, TargetForm};

/// The first year of which plans are kept: the circulars of 2018.
const FIRST_YEAR: i32 = 2018;
/// The last year that may be planned.
const LAST_YEAR: i32 = 2100;

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

/// An item as it is entered: the school it names, if there is one, and what is planned for it.
#[derive(Clone, Debug)]
pub struct ItemForm {
    /// The school.
    pub school: Option<School>,
    /// What is planned for it.
    pub wish: PlanWish,
}

/// A draft after a file was read into it.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The draft.
    pub plan: Plan,
    /// The items that are new or changed.
    pub items: Vec<PlanItem>,
    /// How many are new.
    pub created: usize,
    /// How many say something else than before.
    pub changed: usize,
    /// How many rows said what was there.
    pub unchanged: usize,
}

/// What is wrong with entered items: the position of each with its fields.
pub type ItemDefects = Vec<(usize, Vec<(String, String)>)>;

/// `found` as the fields of a form whose items stand in the list `list`.
pub fn defects_of(list: &str, found: ItemDefects) -> Vec<(String, String)> {
    let fields = found.into_iter().flat_map(|(position, fields)| {
        fields
            .into_iter()
            .map(move |(field, message)| (position, field, message))
    });
    fields
        .map(|(position, field, message)| (format!("{list}[{position}].{field}"), message))
        .collect()
}

/// What makes an item the only one of its kind in a plan.
type Key = (Uuid, RecognitionKind, Target);

impl Plan {
    /// Begins the plan of `authority` for `year`, drafted by `drafter`.
    pub fn begin(id: Uuid, authority: &Authority, year: i32, drafter: &str) -> Result<Self, Refusal> {
        let mut defects = Defects::default();
        defects.require(
            (FIRST_YEAR..=LAST_YEAR).contains(&year),
            "year",
            "phải từ năm 2018 đến năm 2100",
        );
        defects.judge()?;
        let begins = Day::from_ymd(year, 1, 1);
        if authority
            .valid_until
            .is_some_and(|until| begins.is_some_and(|begins| until < begins))
        {
            return Err(PlanRefusal::AuthorityEnded {
                authority: authority.name.clone(),
                year,
            }
            .into());
        }
        Ok(Self {
            id,
            province_id: authority.province_id,
            authority_id: authority.id,
            authority_name: authority.name.clone(),
            year,
            state: PlanState::Draft,
            targets: Vec::new(),
            drafted_by: vec![drafter.to_owned()],
            document_number: String::new(),
            approved_on: None,
            approved_by: String::new(),
            amendments: Vec::new(),
            version: 0,
        })
    }

    /// The draft with `items` and `targets` in place of what it said, written by `drafter`; every defect at once.
    pub fn redraft(
        &self,
        items: &[ItemForm],
        targets: &[TargetForm],
        drafter: &str,
    ) -> Result<(Self, Vec<PlanItem>), Refusal> {
        self.must_be_draft()?;
        let mut defects = Defects::default();
        let (items, wrong) = self.items(items, &[]);
        defects.extend(defects_of("items", wrong));
        let targets = PlanTarget::all_stated(targets, &mut defects);
        defects.judge()?;
        let mut after = self.written_by(drafter);
        after.targets = targets;
        Ok((after, items))
    }

    /// The draft with the rows of a file, written by `drafter`: a row for a school, kind and target that `standing`
    /// has already replaces what is planned for it. Or what is wrong with each row.
    pub fn import(
        &self,
        rows: &[ItemForm],
        standing: &[PlanItem],
        drafter: &str,
    ) -> Result<Result<Imported, ItemDefects>, Refusal> {
        self.must_be_draft()?;
        let (items, wrong) = self.items(rows, &[]);
        if !wrong.is_empty() {
            return Ok(Err(wrong));
        }
        let mut imported = Imported {
            plan: self.written_by(drafter),
            items: Vec::new(),
            created: 0,
            changed: 0,
            unchanged: 0,
        };
        for item in items {
            // A draft has no removed items, so the same wish has the same id.
            match standing.iter().find(|known| known.id == item.id) {
                None => imported.created += 1,
                Some(known) if known.terms() == item.terms() => {
                    imported.unchanged += 1;
                    continue;
                }
                Some(_) => imported.changed += 1,
            }
            imported.items.push(item);
        }
        Ok(Ok(imported))
    }

    fn written_by(&self, drafter: &str) -> Self {
        let mut after = self.clone();
        after.version += 1;
        if !after.drafted_by.iter().any(|known| known == drafter) {
            after.drafted_by.push(drafter.to_owned());
        }
        after
    }

    /// The items that `forms` ask for beside `standing`: one for each school, kind and target, of schools that are
    /// there and under the plan's authority.
    fn items(&self, forms: &[ItemForm], standing: &[PlanItem]) -> (Vec<PlanItem>, ItemDefects) {
        let mut taken: HashSet<Uuid> = standing.iter().map(|item| item.id).collect();
        let mut known: HashSet<Key> = standing
            .iter()
            .filter(|item| !item.removed)
            .map(PlanItem::key)
            .collect();
        let mut items = Vec::with_capacity(forms.len());
        let mut wrong = ItemDefects::new();
        for (position, form) in forms.iter().enumerate() {
            let mut defects = Defects::default();
            if let Some(school) = self.fitting(form.school.as_ref(), &mut defects) {
                let key = (school.id, form.wish.kind, form.wish.target);
                let id = self.item_id(key, &taken);
                let item = PlanItem::draft(id, self.id, self.year, school.id, &form.wish, &mut defects);
                defects.require(
                    known.insert(key),
                    "school",
                    "trường này đã có mục cùng loại công nhận và mức phấn đấu trong kế hoạch",
                );
                taken.insert(id);
                items.extend(item);
            } else {
                // What else is wrong is told at once, though there is no school to plan it for.
                let nowhere = Uuid::nil();
                PlanItem::draft(nowhere, self.id, self.year, nowhere, &form.wish, &mut defects);
            }
            let found = defects.found();
            if !found.is_empty() {
                wrong.push((position, found));
            }
        }
        (items, wrong)
    }

    /// The school, when it can be planned for.
    fn fitting<'a>(&self, school: Option<&'a School>, defects: &mut Defects) -> Option<&'a School> {
        let Some(school) = school else {
            defects.add("school", "không có trường này trong tỉnh");
            return None;
        };
        defects.require(
            school.must_be_active().is_ok(),
            "school",
            "trường không còn hoạt động",
        );
        let place = &school.place;
        let above = [place.commune_id, place.authority_id, place.province_id];
        defects.require(
            above.contains(&Some(self.authority_id)),
            "school",
            "trường không thuộc cơ quan của kế hoạch này",
        );
        Some(school)
    }

    /// The id of an item: the same for the same wish however often the draft is replaced, and another one for a
    /// wish that came back after an amendment had taken it out.
    fn item_id(&self, (school, kind, target): Key, taken: &HashSet<Uuid>) -> Uuid {
        let wish = format!("{school}/{}/{}", kind.as_str_name(), target.as_str_name());
        let mut id = Uuid::new_v5(&self.id, wish.as_bytes());
        while taken.contains(&id) {
            id = Uuid::new_v5(&id, wish.as_bytes());
        }
        id
    }

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

    /// The fact that its draft, which has `items` now, was written.
    pub fn drafting(&self, authority: &Authority, items: usize) -> Fact {
        let body = Body::PlanDrafted(PlanDrafted {
            year: self.year,
            authority_id: self.authority_id.to_string(),
            items: u32::try_from(items).unwrap_or(u32::MAX),
        });
        Fact {
            subject: Some(authority.subject(self.id)),
            body: Some(body),
        }
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
