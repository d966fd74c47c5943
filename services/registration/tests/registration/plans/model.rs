//! Random commands on a plan against a model that is written apart from the code: what stands for whom, and which
//! of it has a dossier. No sequence gives a school two items of one kind and target, takes out or retargets what
//! has a dossier, or changes an approved plan without an amendment.

use std::collections::{BTreeMap, HashMap};

use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use proto::fact::{RecognitionKind, Target};
use registration::domain::{AmendmentForm, Authority, Plan, PlanItem, PlanRefusal, Refusal, School};
use uuid::Uuid;

use super::rules::{AT, a_wish, department, draft, form, law, school_in};
use crate::builders::*;

const SCHOOLS: usize = 3;

/// A school by its place, and the first degree or the second.
type Wish = (usize, bool);

#[derive(Clone, Debug)]
enum Step {
    Redraft(Vec<Wish>),
    Approve { drafter: bool },
    Add(Wish),
    Retarget(Wish),
    Postpone(Wish),
    Remove(Wish),
    Take(Wish),
    Release(Wish),
}

#[derive(Clone, Debug, Default)]
struct Model {
    approved: bool,
    /// What stands, and whether it has a dossier.
    items: BTreeMap<Wish, bool>,
    /// Whether the step that led here was to be done.
    done: bool,
}

impl Model {
    fn after(&self, step: &Step) -> Option<Self> {
        let mut next = self.clone();
        match step {
            Step::Redraft(wishes) => {
                next.items = wishes.iter().map(|wish| (*wish, false)).collect();
                (!self.approved && next.items.len() == wishes.len()).then_some(())?;
            }
            Step::Approve { drafter } => {
                (!self.approved && !drafter && !self.items.is_empty()).then_some(())?;
                next.approved = true;
            }
            Step::Add(wish) => {
                self.approved.then_some(())?;
                next.items.insert(*wish, false).is_none().then_some(())?;
            }
            Step::Retarget(wish) => {
                self.approved.then_some(())?;
                let held = next.items.remove(wish)?;
                let other = (wish.0, !wish.1);
                (!held && next.items.insert(other, false).is_none()).then_some(())?;
            }
            Step::Postpone(wish) => {
                (self.approved && self.items.contains_key(wish)).then_some(())?;
            }
            Step::Remove(wish) => {
                (self.approved && !next.items.remove(wish)?).then_some(())?;
            }
            Step::Take(wish) => {
                let held = next.items.get_mut(wish)?;
                (self.approved && !*held).then_some(())?;
                *held = true;
            }
            Step::Release(wish) => {
                let held = next.items.get_mut(wish)?;
                (*held).then_some(())?;
                *held = false;
            }
        }
        Some(next)
    }
}

impl ReferenceStateMachine for Model {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        Just(Self::default()).boxed()
    }

    fn transitions(_: &Self) -> BoxedStrategy<Step> {
        let wish = || (0..SCHOOLS, any::<bool>());
        prop_oneof![
            2 => prop::collection::vec(wish(), 0..4).prop_map(Step::Redraft),
            2 => prop::bool::weighted(0.2).prop_map(|drafter| Step::Approve { drafter }),
            3 => wish().prop_map(Step::Add),
            2 => wish().prop_map(Step::Retarget),
            1 => wish().prop_map(Step::Postpone),
            2 => wish().prop_map(Step::Remove),
            3 => wish().prop_map(Step::Take),
            1 => wish().prop_map(Step::Release),
        ]
        .boxed()
    }

    fn apply(state: Self, step: &Step) -> Self {
        match state.after(step) {
            Some(next) => Self { done: true, ..next },
            None => Self { done: false, ..state },
        }
    }
}

/// The plan with everything around it.
struct Planned {
    department: Authority,
    schools: Vec<School>,
    plan: Plan,
    items: Vec<PlanItem>,
    amended: u32,
}

fn target(second: bool) -> Target {
    if second {
        Target::NationalStandard2
    } else {
        Target::NationalStandard1
    }
}

impl Planned {
    fn item(&self, (school, second): Wish) -> Option<&PlanItem> {
        let id = self.schools[school].id;
        self.items
            .iter()
            .find(|item| !item.removed && item.school_id == id && item.target == target(second))
    }

    /// The id of the item, or one that is nobody's.
    fn id(&self, wish: Wish) -> Uuid {
        self.item(wish).map_or_else(Uuid::now_v7, |item| item.id)
    }

    fn keep(&mut self, changed: Vec<PlanItem>) {
        for item in changed {
            self.items.retain(|known| known.id != item.id);
            self.items.push(item);
        }
    }

    fn amend(&mut self, amendment: AmendmentForm) -> Result<(), Refusal> {
        let stated = AmendmentForm {
            document_number: "50/QĐ".to_owned(),
            reason: "Điều chỉnh".to_owned(),
            ..amendment
        };
        let schools: HashMap<_, _> = self
            .schools
            .iter()
            .map(|school| (school.id, school.clone()))
            .collect();
        let (plan, changed, facts) = self.plan.amend(
            &self.department,
            self.items.clone(),
            &schools,
            &stated,
            "giam-doc",
            law(),
            moment(AT),
        )?;
        assert_eq!(facts.len(), changed.len() + 1);
        self.plan = plan;
        self.keep(changed);
        Ok(())
    }

    fn take_step(&mut self, step: &Step) -> Result<(), Refusal> {
        match step {
            Step::Redraft(wishes) => {
                let forms: Vec<_> = wishes
                    .iter()
                    .map(|(school, second)| form(&self.schools[*school], target(*second)))
                    .collect();
                (self.plan, self.items) = self.plan.redraft(&forms, &[], "chuyen-vien")?;
                Ok(())
            }
            Step::Approve { drafter } => {
                let school = |item: &PlanItem| self.schools.iter().find(|school| school.id == item.school_id);
                let items = self
                    .items
                    .iter()
                    .map(|item| (item.clone(), school(item).unwrap().clone()));
                let leader = if *drafter { "chuyen-vien" } else { "giam-doc" };
                let (plan, items, _) = self.plan.approve(
                    &self.department,
                    items.collect(),
                    "45/KH",
                    leader,
                    law(),
                    moment(AT),
                )?;
                (self.plan, self.items) = (plan, items);
                Ok(())
            }
            Step::Add((school, second)) => self.amend(AmendmentForm {
                additions: vec![form(&self.schools[*school], target(*second))],
                ..AmendmentForm::default()
            }),
            Step::Retarget(wish) => self.amend(AmendmentForm {
                changes: vec![(self.id(*wish), a_wish(target(!wish.1), "2024-05", "2024-06"))],
                ..AmendmentForm::default()
            }),
            Step::Postpone(wish) => {
                self.amended += 1;
                let month = format!("{}-07", 2024 + self.amended);
                self.amend(AmendmentForm {
                    changes: vec![(self.id(*wish), a_wish(target(wish.1), &month, &month))],
                    ..AmendmentForm::default()
                })
            }
            Step::Remove(wish) => self.amend(AmendmentForm {
                removals: vec![self.id(*wish)],
                ..AmendmentForm::default()
            }),
            Step::Take(wish) => {
                let none = Refusal::from(PlanRefusal::Item("không có mục"));
                let item = self.item(*wish).cloned().ok_or(none)?;
                let (school, new) = (item.school_id, RecognitionKind::New);
                let taken = item.complete_dossier(Uuid::now_v7(), school, new, target(wish.1), moment(AT))?;
                self.keep(vec![taken]);
                Ok(())
            }
            Step::Release(wish) => {
                let none = Refusal::from(PlanRefusal::Item("không có hồ sơ"));
                let item = self.item(*wish).cloned().ok_or(none.clone())?;
                let dossier = item.dossier_id.ok_or(none)?;
                self.keep(vec![item.release(dossier)]);
                Ok(())
            }
        }
    }
}

impl StateMachineTest for Planned {
    type SystemUnderTest = Self;
    type Reference = Model;

    fn init_test(_: &Model) -> Self {
        let department = department();
        let (plan, items) = draft(&department, &[]);
        Self {
            schools: (0..SCHOOLS).map(|_| school_in(&department)).collect(),
            department,
            plan,
            items,
            amended: 0,
        }
    }

    fn apply(mut planned: Self, model: &Model, step: Step) -> Self {
        let version = planned.plan.version;
        let history = planned.plan.amendments.len();
        match planned.take_step(&step) {
            Ok(()) => {
                assert!(model.done, "{step:?} was done, and the model refuses it");
                assert!(planned.plan.version >= version && planned.plan.amendments.len() >= history);
            }
            Err(refusal) => {
                assert!(!model.done, "{step:?} was refused: {refusal:?}");
                assert_eq!(planned.plan.version, version, "a refusal changes nothing");
                let named = matches!(&refusal, Refusal::Plan(_))
                    || matches!(&refusal, Refusal::Fields(fields) if !fields.is_empty());
                assert!(named, "{refusal:?}");
            }
        }
        planned
    }

    fn check_invariants(planned: &Self, model: &Model) {
        let place = |item: &PlanItem| {
            let school = planned
                .schools
                .iter()
                .position(|school| school.id == item.school_id);
            (school.unwrap(), item.target == Target::NationalStandard2)
        };
        let standing: Vec<_> = planned.items.iter().filter(|item| !item.removed).collect();
        let found: BTreeMap<Wish, bool> = standing
            .iter()
            .map(|item| (place(item), item.dossier_id.is_some()))
            .collect();
        assert_eq!(
            found.len(),
            standing.len(),
            "one item for each school, kind and target"
        );
        assert_eq!(found, model.items);
        assert!(standing.iter().all(|item| item.stands() == model.approved));
    }
}

prop_state_machine! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_commands_keep_the_plan_as_the_model_has_it(sequential 1..40 => Planned);
}
