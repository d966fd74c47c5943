//! Random commands by random people on two dossiers of one school, against a model that is written apart from the
//! code: a table of states, stages and who may do what. No sequence reaches a state that the model forbids, and
//! every refusal names its rule.

use chrono::TimeDelta;
use platform::time::Moment;
use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use proto::fact::Target;
use registration::domain::{
    Authority, Certificate, CheckStage, Checker, Dossier, DossierCommand, DossierNumber, DossierState,
    Office, Place, Preparation, School, Submission, local_body, receipt,
};
use statute::{Law, RegimeId};
use uuid::Uuid;

use super::rules::names_its_rule;
use crate::builders::*;

/// Who manages the school, and who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Body {
    Department,
    District,
    Commune,
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Replace { complete: bool },
    Submit,
    BeginCheck(Body),
    RequestSupplement(Body, bool),
    Resubmit,
    Forward(Body),
    Accept(Body),
    Refuse(Body, bool),
    Withdraw(bool),
}

#[derive(Clone, Copy, Debug)]
enum Step {
    /// Something is asked of the first or the second dossier.
    Ask(usize, Act),
    /// The decision on it is heard of.
    Decide(usize, bool),
    /// Nothing is asked for so long that another regime comes into force.
    LetTimePass,
}

fn body() -> impl Strategy<Value = Body> {
    prop_oneof![Just(Body::Department), Just(Body::District), Just(Body::Commune)]
}

fn act() -> impl Strategy<Value = Act> {
    let stated = || prop::bool::weighted(0.8);
    prop_oneof![
        1 => stated().prop_map(|complete| Act::Replace { complete }),
        4 => Just(Act::Submit),
        6 => body().prop_map(Act::BeginCheck),
        3 => (body(), stated()).prop_map(|(by, stated)| Act::RequestSupplement(by, stated)),
        3 => Just(Act::Resubmit),
        4 => body().prop_map(Act::Forward),
        3 => body().prop_map(Act::Accept),
        1 => (body(), stated()).prop_map(|(by, stated)| Act::Refuse(by, stated)),
        1 => stated().prop_map(Act::Withdraw),
    ]
}

/// What the model knows of a dossier.
#[derive(Clone, Debug)]
struct Known {
    state: DossierState,
    stage: Option<CheckStage>,
    regime: Option<RegimeId>,
    complete: bool,
    asked_locally: bool,
    asked_by_department: bool,
    decided: bool,
}

impl Known {
    fn is_open(&self) -> bool {
        !matches!(
            self.state,
            DossierState::Draft | DossierState::Refused | DossierState::Withdrawn
        ) && !self.decided
    }
}

/// What the model remembers.
#[derive(Clone, Debug)]
struct Model {
    manager: Body,
    accreditation: bool,
    regime: RegimeId,
    dossiers: [Known; 2],
    recognised: bool,
    /// Whether the last step was allowed.
    allowed: bool,
}

impl Model {
    /// Who checks at the local stage: the district stands under A0 and A1.
    fn local(&self) -> Body {
        match self.regime {
            RegimeId::A0 | RegimeId::A1 => Body::District,
            RegimeId::A2 | RegimeId::B => Body::Commune,
        }
    }

    /// The dossier `which` after `act`; nothing when it must be refused.
    fn after(&self, which: usize, act: Act) -> Option<Known> {
        use DossierState::{Accepted, Draft, Refused, Submitted, SupplementRequested, UnderCheck, Withdrawn};
        let mut known = self.dossiers[which].clone();
        let local = known.stage == Some(CheckStage::Local);
        let holder = if local { self.local() } else { Body::Department };
        known.state = match (act, known.state) {
            (Act::Replace { complete }, state @ (Draft | SupplementRequested)) => {
                known.complete = complete;
                state
            }
            (Act::Submit, Draft) => {
                let ended = self.accreditation && self.regime == RegimeId::B;
                let beside = self.dossiers[1 - which].is_open();
                if ended || beside || self.recognised || !known.complete {
                    return None;
                }
                known.regime = Some(self.regime);
                known.stage = Some(match self.manager {
                    Body::Department => CheckStage::Department,
                    Body::District | Body::Commune => CheckStage::Local,
                });
                Submitted
            }
            (Act::BeginCheck(by), Submitted) if by == holder => UnderCheck,
            (Act::RequestSupplement(by, true), UnderCheck) if by == holder => {
                let asked = match local {
                    true => &mut known.asked_locally,
                    false => &mut known.asked_by_department,
                };
                if std::mem::replace(asked, true) {
                    return None;
                }
                SupplementRequested
            }
            (Act::Resubmit, SupplementRequested) if known.complete => Submitted,
            (Act::Forward(by), UnderCheck) if local && by == holder => {
                known.stage = Some(CheckStage::Department);
                Submitted
            }
            (Act::Accept(Body::Department), UnderCheck) if !local => Accepted,
            (Act::Refuse(by, true), UnderCheck) if by == holder => Refused,
            (Act::Withdraw(true), Draft | Submitted | UnderCheck | SupplementRequested) => Withdrawn,
            _ => return None,
        };
        Some(known)
    }
}

impl ReferenceStateMachine for Model {
    type State = Model;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Model> {
        let fresh = Known {
            state: DossierState::Draft,
            stage: None,
            regime: None,
            complete: true,
            asked_locally: false,
            asked_by_department: false,
            decided: false,
        };
        (body(), any::<bool>())
            .prop_map(move |(manager, accreditation)| Model {
                manager,
                accreditation,
                regime: RegimeId::A0,
                dossiers: [fresh.clone(), fresh.clone()],
                recognised: false,
                allowed: true,
            })
            .boxed()
    }

    fn transitions(_: &Model) -> BoxedStrategy<Step> {
        prop_oneof![
            20 => (0..2_usize, act()).prop_map(|(which, act)| Step::Ask(which, act)),
            2 => (0..2_usize, any::<bool>()).prop_map(|(which, recognises)| Step::Decide(which, recognises)),
            1 => Just(Step::LetTimePass),
        ]
        .boxed()
    }

    /// Recognition decides once, on what was accepted.
    fn preconditions(model: &Model, step: &Step) -> bool {
        match step {
            Step::Decide(which, _) => {
                let known = &model.dossiers[*which];
                known.state == DossierState::Accepted && !known.decided
            }
            _ => true,
        }
    }

    fn apply(mut model: Model, step: &Step) -> Model {
        model.allowed = true;
        match *step {
            Step::Ask(which, act) => match model.after(which, act) {
                Some(known) => model.dossiers[which] = known,
                None => model.allowed = false,
            },
            Step::Decide(which, recognises) => {
                model.dossiers[which].decided = true;
                model.recognised |= recognises;
            }
            Step::LetTimePass => {
                let next = RegimeId::ALL.into_iter().find(|regime| *regime > model.regime);
                model.regime = next.unwrap_or(model.regime);
            }
        }
        model
    }
}

/// The domain, used as the commands use it.
struct Desk {
    known: [Authority; 3],
    dossiers: [Dossier; 2],
    certificates: Vec<Certificate>,
    at: Moment,
    numbers: i64,
}

impl Desk {
    fn checker(&self, dossier: &Dossier, by: Body) -> Checker {
        let [_, district, commune] = &self.known;
        Checker {
            office: match by {
                Body::Department => Office::Department,
                Body::District => Office::Local(district.id),
                Body::Commune => Office::Local(commune.id),
            },
            local_body: local_body(dossier, &self.known, calendar::local_day(self.at)),
        }
    }

    fn submission(&self, which: usize) -> Submission {
        let day = calendar::local_day(self.at);
        let dossier = &self.dossiers[which];
        let receipt = receipt(&dossier.school, &self.known, Law::official(), day).unwrap();
        let beside = &self.dossiers[1 - which];
        Submission {
            number: DossierNumber::new(&receipt.agency_code, day, self.numbers),
            receipt,
            report_sha256: SHA.to_owned(),
            certificates: self.certificates.clone(),
            open: beside.open_wish().map(|_| beside.id.to_string()),
        }
    }

    fn command(&self, which: usize, act: Act) -> DossierCommand {
        let text = |stated| if stated { "Có lý do" } else { " " }.to_owned();
        let by = |by| self.checker(&self.dossiers[which], by);
        match act {
            Act::Replace { complete: true } => DossierCommand::ReplaceDocuments(the_documents()),
            Act::Replace { complete: false } => DossierCommand::ReplaceDocuments(Vec::new()),
            Act::Submit => DossierCommand::Submit(Box::new(self.submission(which))),
            Act::BeginCheck(body) => DossierCommand::BeginCheck(by(body)),
            Act::RequestSupplement(body, stated) => {
                DossierCommand::RequestSupplement(by(body), vec![text(stated)])
            }
            Act::Resubmit => resubmit(),
            Act::Forward(body) => DossierCommand::Forward(by(body)),
            Act::Accept(body) => DossierCommand::Accept(by(body)),
            Act::Refuse(body, stated) => DossierCommand::Refuse(by(body), text(stated)),
            Act::Withdraw(stated) => DossierCommand::Withdraw(text(stated)),
        }
    }

    fn ask(&mut self, which: usize, act: Act, model: &Model) {
        let before = &self.dossiers[which];
        match before.decide(self.command(which, act), Law::official(), self.at) {
            Ok((after, facts)) => {
                assert!(model.allowed, "{act:?} was done: {after:?}");
                let moved = usize::from(!matches!(act, Act::Replace { .. }));
                assert_eq!(after.history.len(), before.history.len() + moved);
                assert_eq!(after.version, before.version + 1);
                assert_eq!(facts.len(), if matches!(act, Act::Submit) { 2 } else { 1 });
                self.dossiers[which] = after;
                self.numbers += 1;
            }
            Err(refusal) => {
                assert!(!model.allowed, "{act:?} was refused: {refusal:?}");
                assert!(names_its_rule(refusal.clone()), "{refusal:?}");
            }
        }
    }
}

struct Registration;

impl StateMachineTest for Registration {
    type SystemUnderTest = Desk;
    type Reference = Model;

    fn init_test(model: &Model) -> Desk {
        let known = a_province();
        let [department, district, commune] = &known;
        let manager = match model.manager {
            Body::Department => department,
            Body::District => district,
            Body::Commune => commune,
        };
        let school = School {
            place: Place::among(commune, manager, None).unwrap(),
            ..a_school()
        };
        let target = match model.accreditation {
            true => Target::Accreditation2,
            false => Target::NationalStandard2,
        };
        let draft = || {
            let preparation = Preparation {
                self_assessment: assessed(&school),
                school: school.clone(),
                plan_item: Some(Uuid::now_v7()),
                ..what_is_needed(target)
            };
            Dossier::prepare(Uuid::now_v7(), preparation, moment(A0))
                .unwrap()
                .0
        };
        Desk {
            dossiers: [draft(), draft()],
            known,
            certificates: Vec::new(),
            at: moment(A0),
            numbers: 1,
        }
    }

    fn apply(mut desk: Desk, model: &Model, step: Step) -> Desk {
        desk.at += TimeDelta::microseconds(1);
        match step {
            Step::Ask(which, act) => desk.ask(which, act, model),
            Step::Decide(which, recognises) => {
                let decided = desk.dossiers[which].clone().decided(desk.at, recognises);
                if recognises {
                    desk.certificates.push(Certificate {
                        case_id: decided.id,
                        school_id: decided.school.id,
                        number: "1/CN".to_owned(),
                        target: decided.target,
                        recognised_on: calendar::local_day(desk.at),
                        valid_until: calendar::local_day(desk.at).plus_years(5),
                        ended_on: None,
                    });
                }
                desk.dossiers[which] = decided;
            }
            Step::LetTimePass => {
                let begins = match model.regime {
                    RegimeId::A0 => A0,
                    RegimeId::A1 => "2025-02-10T09:00:00+07:00",
                    RegimeId::A2 => "2025-09-01T09:00:00+07:00",
                    RegimeId::B => B,
                };
                desk.at = desk.at.max(moment(begins));
            }
        }
        desk
    }

    fn check_invariants(desk: &Desk, model: &Model) {
        for (dossier, known) in desk.dossiers.iter().zip(&model.dossiers) {
            assert_eq!(
                (dossier.state(), dossier.stage, dossier.regime),
                (known.state, known.stage, known.regime)
            );
            assert_eq!(dossier.number.is_some(), known.regime.is_some());
            assert_eq!(dossier.received_by.is_some(), known.regime.is_some());
            assert_eq!(dossier.open_wish().is_some(), known.is_open());
            assert!(dossier.history.is_sorted_by_key(|change| change.at));
            let accepted_by = dossier
                .history
                .iter()
                .find_map(|change| (change.state == DossierState::Accepted).then_some(change.stage));
            assert!(matches!(accepted_by, None | Some(Some(CheckStage::Department))));
        }
        let open = desk
            .dossiers
            .iter()
            .filter(|dossier| dossier.open_wish().is_some());
        assert!(open.count() <= 1, "one school, one wish, one open dossier");
    }
}

prop_state_machine! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_commands_reach_only_what_the_model_allows(sequential 1..60 => Registration);
}
