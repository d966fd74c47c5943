//! The draft of a plan: begun, written over as a whole, and taken in from files.

use std::collections::HashSet;

use calendar::Day;
use form::Defects;
use proto::fact::{Body, Fact, PlanDrafted, RecognitionKind, Target};
use uuid::Uuid;

use super::{Plan, PlanItem, PlanRefusal, PlanState, PlanTarget, PlanWish, TargetForm};
use crate::domain::{Authority, Refusal, School};

/// The first year of which plans are kept: the circulars of 2018.
const FIRST_YEAR: i32 = 2018;
/// The last year that may be planned.
const LAST_YEAR: i32 = 2100;

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
pub(super) type Key = (Uuid, RecognitionKind, Target);

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
    pub(super) fn items(&self, forms: &[ItemForm], standing: &[PlanItem]) -> (Vec<PlanItem>, ItemDefects) {
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
    pub(super) fn fitting<'a>(
        &self,
        school: Option<&'a School>,
        defects: &mut Defects,
    ) -> Option<&'a School> {
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
}
