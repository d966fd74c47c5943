//! Amendments of an approved plan: what they add, change and take out, with what the plan said before.

use std::collections::{HashMap, HashSet};

use calendar::{Day, Month, local_day};
use chrono::{DateTime, Utc};
use form::Defects;
use proto::fact::{Body, Fact, PlanAmended, RecognitionKind, Target};
use uuid::Uuid;

use super::defects_of;
use super::draft::Key;
use super::{
    ApprovedUnder, ItemForm, Plan, PlanItem, PlanRefusal, PlanState, PlanTarget, PlanWish, TargetForm,
};
use crate::domain::{Authority, Refusal, School};

/// An amendment of an approved plan.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanAmendment {
    /// Its document's number.
    pub document_number: String,
    /// The day it was approved.
    pub approved_on: Day,
    /// Who approved it.
    pub approved_by: String,
    /// Why.
    pub reason: String,
    /// What it changed, item by item.
    pub changes: Vec<PlanChange>,
    /// The targets before, when it changed them.
    pub targets_before: Option<Vec<PlanTarget>>,
    /// When it was entered.
    pub recorded_at: DateTime<Utc>,
}

/// What an amendment did to one item.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanChange {
    /// The item.
    pub item: Uuid,
    /// Its school.
    pub school_id: Uuid,
    /// That school's name then.
    pub school_name: String,
    /// What was planned before; nothing for an item that was added.
    pub before: Option<ItemTerms>,
    /// What is planned from then on; nothing for an item that was taken out.
    pub after: Option<ItemTerms>,
}

/// What an item says.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemTerms {
    /// New recognition or renewal.
    pub kind: RecognitionKind,
    /// What is aimed at.
    pub target: Target,
    /// The month by which the dossier is complete.
    pub dossier_month: Month,
    /// The month by which it is registered.
    pub registration_month: Month,
}

/// An amendment as it is entered.
#[derive(Clone, Debug, Default)]
pub struct AmendmentForm {
    /// Items to add.
    pub additions: Vec<ItemForm>,
    /// Items to change, and what is planned from then on.
    pub changes: Vec<(Uuid, PlanWish)>,
    /// Items to take out.
    pub removals: Vec<Uuid>,
    /// The targets as they are to be; none leaves them as they are.
    pub targets: Vec<TargetForm>,
    /// The document's number.
    pub document_number: String,
    /// Why.
    pub reason: String,
}

impl PlanItem {
    /// What makes it the only one of its kind in its plan.
    pub(super) fn key(&self) -> Key {
        (self.school_id, self.kind, self.target)
    }

    /// What it says.
    pub fn terms(&self) -> ItemTerms {
        ItemTerms {
            kind: self.kind,
            target: self.target,
            dossier_month: self.dossier_month,
            registration_month: self.registration_month,
        }
    }
}

/// An amendment while it is put together.
struct Amending<'a> {
    /// Every item of the plan as it is to be.
    items: Vec<PlanItem>,
    schools: &'a HashMap<Uuid, School>,
    touched: HashSet<Uuid>,
    /// The schools of items that cannot change so, because they have a dossier.
    held: Vec<String>,
    changes: Vec<PlanChange>,
    facts: Vec<Fact>,
    after: Vec<PlanItem>,
}

impl Plan {
    /// Amends it by a document: the plan, the items that changed, and the facts. `items` are all that it has or
    /// had, and `schools` those of its items. What is added and changed counts anew; what it said before stays in
    /// its amendments.
    #[expect(
        clippy::too_many_arguments,
        reason = "what stands, what is asked, who, under which law and when"
    )]
    pub fn amend(
        &self,
        authority: &Authority,
        items: Vec<PlanItem>,
        schools: &HashMap<Uuid, School>,
        form: &AmendmentForm,
        leader: &str,
        law: ApprovedUnder,
        at: DateTime<Utc>,
    ) -> Result<(Self, Vec<PlanItem>, Vec<Fact>), Refusal> {
        if self.state != PlanState::Approved {
            return Err(PlanRefusal::Draft.into());
        }
        let mut defects = Defects::default();
        let document_number = defects.stated(&form.document_number, "document_number", "phải có số văn bản");
        let reason = defects.stated(&form.reason, "reason", "phải có lý do điều chỉnh");
        let targets = PlanTarget::all_stated(&form.targets, &mut defects);
        let mut amending = Amending {
            items,
            schools,
            touched: HashSet::new(),
            held: Vec::new(),
            changes: Vec::new(),
            facts: Vec::new(),
            after: Vec::new(),
        };
        amending.remove(&form.removals, &reason, &law, at, &mut defects);
        amending.change(&form.changes, &reason, &law, at, &mut defects);
        self.add(&mut amending, &form.additions, &law, &mut defects);
        defects.judge()?;
        let Amending {
            held,
            changes,
            facts,
            after: changed,
            ..
        } = amending;
        if !held.is_empty() {
            return Err(PlanRefusal::HasDossier { schools: held }.into());
        }
        if changes.is_empty() && (targets.is_empty() || targets == self.targets) {
            return Err(PlanRefusal::NothingAmended.into());
        }
        let mut after = self.clone();
        after.version += 1;
        let targets_before = (!targets.is_empty()).then(|| std::mem::replace(&mut after.targets, targets));
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let body = Body::PlanAmended(PlanAmended {
            document_number: document_number.clone(),
            reason: reason.clone(),
            added: count(form.additions.len()),
            changed: count(form.changes.len()),
            removed: count(form.removals.len()),
        });
        after.amendments.push(PlanAmendment {
            document_number,
            approved_on: local_day(at),
            approved_by: leader.to_owned(),
            reason,
            changes,
            targets_before,
            recorded_at: at,
        });
        let mut all = vec![after.fact(authority, &law, body)];
        all.extend(facts);
        Ok((after, changed, all))
    }

    fn add(
        &self,
        amending: &mut Amending<'_>,
        additions: &[ItemForm],
        law: &ApprovedUnder,
        defects: &mut Defects,
    ) {
        let (added, wrong) = self.items(additions, &amending.items);
        defects.extend(defects_of("additions", wrong));
        let schools: HashMap<Uuid, &School> = additions
            .iter()
            .filter_map(|form| form.school.as_ref())
            .map(|school| (school.id, school))
            .collect();
        for item in added {
            if let Some(school) = schools.get(&item.school_id) {
                let item = item.approve(law.clone());
                let fact = item.approval(item.subject(school, law));
                amending.note(None, item, school, fact);
            }
        }
    }
}

impl Amending<'_> {
    fn remove(
        &mut self,
        removals: &[Uuid],
        reason: &str,
        law: &ApprovedUnder,
        at: DateTime<Utc>,
        defects: &mut Defects,
    ) {
        for (position, id) in removals.iter().enumerate() {
            let Some((place, school)) = self.find(*id, &format!("removals[{position}]"), defects) else {
                continue;
            };
            let before = self.items[place].clone();
            let Ok(after) = before.remove(at) else {
                self.held.push(school.name.clone());
                continue;
            };
            let fact = PlanItem::removal(before.subject(&school, law), reason);
            self.items[place] = after.clone();
            self.note(Some(&before), after, &school, fact);
        }
    }

    fn change(
        &mut self,
        changes: &[(Uuid, PlanWish)],
        reason: &str,
        law: &ApprovedUnder,
        at: DateTime<Utc>,
        defects: &mut Defects,
    ) {
        let mut places = Vec::new();
        for (position, (id, wish)) in changes.iter().enumerate() {
            let list = format!("changes[{position}]");
            let Some((place, school)) = self.find(*id, &format!("{list}.name"), defects) else {
                continue;
            };
            let mut of_this = Defects::under(&list);
            let before = self.items[place].clone();
            let after = before.amend(wish, at, &mut of_this);
            defects.extend(of_this.found());
            let Some(after) = after else { continue };
            if before.dossier_id.is_some() && before.target != after.target {
                self.held.push(school.name.clone());
            }
            if before.terms() == after.terms() {
                defects.add(&list, "không thay đổi gì so với kế hoạch đang có hiệu lực");
            }
            let fact = after.amendment(after.subject(&school, law), reason);
            self.items[place] = after.clone();
            self.note(Some(&before), after, &school, fact);
            places.push((position, place));
        }
        // Once all are changed: two items may have exchanged their targets.
        let standing = self.items.iter().filter(|item| !item.removed);
        let mut count: HashMap<Key, usize> = HashMap::new();
        for item in standing {
            *count.entry(item.key()).or_default() += 1;
        }
        for (position, place) in places {
            let alone = count.get(&self.items[place].key()) == Some(&1);
            defects.require(
                alone,
                &format!("changes[{position}].target"),
                "trường này đã có mục cùng loại công nhận và mức phấn đấu trong kế hoạch",
            );
        }
    }

    /// Where the item `id` stands, with its school, unless it is not in the plan or is named twice.
    fn find(&mut self, id: Uuid, field: &str, defects: &mut Defects) -> Option<(usize, School)> {
        let place = self.items.iter().position(|item| item.id == id && !item.removed);
        let place = match place {
            Some(place) if self.touched.insert(id) => place,
            Some(_) => {
                defects.add(field, "mục này được nêu hai lần trong cùng một điều chỉnh");
                return None;
            }
            None if self.touched.contains(&id) => {
                defects.add(field, "mục này được nêu hai lần trong cùng một điều chỉnh");
                return None;
            }
            None => {
                defects.add(field, "không có mục này trong kế hoạch");
                return None;
            }
        };
        let school = self.schools.get(&self.items[place].school_id)?.clone();
        Some((place, school))
    }

    fn note(&mut self, before: Option<&PlanItem>, after: PlanItem, school: &School, fact: Fact) {
        self.changes.push(PlanChange {
            item: after.id,
            school_id: school.id,
            school_name: school.name.clone(),
            before: before.map(PlanItem::terms),
            after: (!after.removed).then(|| after.terms()),
        });
        self.facts.push(fact);
        self.after.push(after);
    }
}
