//! Random commands against a model that is written apart from the code: which command is possible in
//! which state.

use chrono::TimeDelta;
use proptest::prelude::*;
use proto::fact::Target;
use registration::domain::{Dossier, DossierCommand, DossierNumber, DossierState, Preparation};
use statute::{Law, RegimeId};
use uuid::Uuid;

use crate::builders::*;
use crate::rules::names_its_rule;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Submit,
    BeginCheck,
    RequestSupplement {
        stated: bool,
    },
    Resubmit,
    Accept,
    Refuse {
        stated: bool,
    },
    Withdraw {
        stated: bool,
    },
    /// Nothing is asked for so long that another regime comes into force.
    LetTimePass,
}

fn step() -> impl Strategy<Value = Step> {
    let stated = any::<bool>();
    prop_oneof![
        3 => Just(Step::Submit),
        3 => Just(Step::BeginCheck),
        3 => stated.prop_map(|stated| Step::RequestSupplement { stated }),
        3 => Just(Step::Resubmit),
        1 => Just(Step::Accept),
        1 => stated.prop_map(|stated| Step::Refuse { stated }),
        1 => stated.prop_map(|stated| Step::Withdraw { stated }),
        1 => Just(Step::LetTimePass),
    ]
}

fn text(stated: bool) -> String {
    if stated { "Có lý do" } else { " " }.to_owned()
}

fn command(step: Step) -> Option<DossierCommand> {
    Some(match step {
        Step::Submit => DossierCommand::Submit(DossierNumber::new("H37.14", day("2024-05-20"), 1)),
        Step::BeginCheck => DossierCommand::BeginCheck,
        Step::RequestSupplement { stated } => DossierCommand::RequestSupplement(vec![text(stated)]),
        Step::Resubmit => DossierCommand::Resubmit,
        Step::Accept => DossierCommand::Accept,
        Step::Refuse { stated } => DossierCommand::Refuse(text(stated)),
        Step::Withdraw { stated } => DossierCommand::Withdraw(text(stated)),
        Step::LetTimePass => return None,
    })
}

/// What the model remembers.
#[derive(Clone, Copy, Debug)]
struct Model {
    state: DossierState,
    supplemented: bool,
    accreditation: bool,
    regime: Option<RegimeId>,
}

impl Model {
    /// The model after `step` under the regime `now`; nothing when it must be refused.
    fn step(mut self, step: Step, now: RegimeId) -> Option<Self> {
        use DossierState::{Accepted, Draft, Refused, Submitted, SupplementRequested, UnderCheck, Withdrawn};
        self.state = match (step, self.state) {
            (Step::Submit, Draft) if !(self.accreditation && now == RegimeId::B) => {
                self.regime = Some(now);
                Submitted
            }
            (Step::BeginCheck, Submitted) => UnderCheck,
            (Step::RequestSupplement { stated: true }, UnderCheck) if !self.supplemented => {
                self.supplemented = true;
                SupplementRequested
            }
            (Step::Resubmit, SupplementRequested) => Submitted,
            (Step::Accept, UnderCheck) => Accepted,
            (Step::Refuse { stated: true }, UnderCheck) => Refused,
            (Step::Withdraw { stated: true }, Draft | Submitted | UnderCheck | SupplementRequested) => {
                Withdrawn
            }
            _ => return None,
        };
        Some(self)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_commands_reach_only_what_the_model_allows(
        accreditation in any::<bool>(),
        steps in prop::collection::vec(step(), 1..40),
    ) {
        let target = if accreditation { Target::Accreditation2 } else { Target::NationalStandard2 };
        let preparation = Preparation { plan_item: Some(Uuid::now_v7()), ..what_is_needed(target) };
        let mut moments = [A0, "2025-02-10T09:00:00+07:00", "2025-09-01T09:00:00+07:00", B]
            .map(moment)
            .into_iter()
            .zip(RegimeId::ALL);
        let (mut at, mut regime) = moments.next().unwrap();
        let mut dossier = Dossier::prepare(Uuid::now_v7(), preparation, Law::official(), at).unwrap().0;
        let mut model = Model { state: DossierState::Draft, supplemented: false, accreditation, regime: None };
        for step in steps {
            at += TimeDelta::microseconds(1);
            let Some(command) = command(step) else {
                (at, regime) = moments.next().unwrap_or((at, regime));
                continue;
            };
            match (dossier.decide(command, Law::official(), at), model.step(step, regime)) {
                (Ok((after, facts)), Some(next)) => {
                    prop_assert_eq!(after.state(), next.state);
                    prop_assert_eq!(after.regime, next.regime);
                    prop_assert_eq!(after.number.is_some(), next.regime.is_some());
                    prop_assert_eq!(after.version, dossier.version + 1);
                    prop_assert_eq!(after.history.len(), dossier.history.len() + 1);
                    prop_assert!(after.history.is_sorted_by_key(|change| change.at));
                    prop_assert_eq!(facts.len(), if step == Step::Submit { 2 } else { 1 });
                    (dossier, model) = (after, next);
                }
                (Err(refusal), None) => prop_assert!(names_its_rule(refusal.clone()), "{refusal:?}"),
                (got, expected) => {
                    return Err(TestCaseError::fail(format!("{step:?}: {got:?}, the model: {expected:?}")));
                }
            }
        }
    }
}
