//! Random commands by random people against a model that is written apart from the code: a table of
//! states and who may do what.

use chrono::TimeDelta;
use platform::time::Moment;
use proptest::prelude::*;
use proto::fact::Body;
use recognition::domain::{Authority, Conclusion, Decision, DecisionCommand, DecisionState, Draft, Signer};
use statute::Law;

use crate::builders::*;
use crate::rules::names_its_rule;

const PEOPLE: [&str; 3] = [OFFICER, LEADER, PROVINCE];

/// What is asked, by whom, of which text.
#[derive(Clone, Debug)]
enum Step {
    Conclude {
        recognises: bool,
        reasons: &'static str,
    },
    Draft {
        person: usize,
        text: bool,
    },
    Propose {
        person: usize,
        text: bool,
        authority: Authority,
    },
    Sign {
        person: usize,
        text: bool,
        authority: Authority,
    },
    Publish {
        place: &'static str,
    },
}

fn authority() -> impl Strategy<Value = Authority> {
    prop_oneof![Just(Authority::Department), Just(Authority::Province)]
}

fn step() -> impl Strategy<Value = Step> {
    let reasons = prop_oneof![Just(""), Just("  "), Just("Có lý do")];
    let person = 0..PEOPLE.len();
    prop_oneof![
        (any::<bool>(), reasons).prop_map(|(recognises, reasons)| Step::Conclude { recognises, reasons }),
        (person.clone(), any::<bool>()).prop_map(|(person, text)| Step::Draft { person, text }),
        (person.clone(), any::<bool>(), authority()).prop_map(|(person, text, authority)| Step::Propose {
            person,
            text,
            authority
        }),
        (person, any::<bool>(), authority()).prop_map(|(person, text, authority)| Step::Sign {
            person,
            text,
            authority
        }),
        prop_oneof![Just(""), Just("Báo Lạng Sơn")].prop_map(|place| Step::Publish { place }),
    ]
}

fn text(which: bool) -> String {
    if which { SHA } else { OTHER_SHA }.to_owned()
}

fn command(step: &Step) -> DecisionCommand {
    let signer = |person: usize, which, authority| Signer {
        person: PEOPLE[person].to_owned(),
        signs_for: vec![authority],
        text_sha256: text(which),
    };
    match *step {
        Step::Conclude { recognises, reasons } => DecisionCommand::Conclude(Conclusion {
            recognises,
            reasons: reasons.to_owned(),
        }),
        Step::Draft { person, text: which } => DecisionCommand::Draft(Draft {
            text_sha256: text(which),
            prepared_by: PEOPLE[person].to_owned(),
        }),
        Step::Propose {
            person,
            text,
            authority,
        } => propose(signer(person, text, authority)),
        Step::Sign {
            person,
            text,
            authority,
        } => sign(signer(person, text, authority)),
        Step::Publish { place } => DecisionCommand::Publish(place.to_owned()),
    }
}

/// What the model remembers.
#[derive(Clone, Debug)]
struct Model {
    state: DecisionState,
    decided_by: Authority,
    software_recognises: bool,
    recognises: bool,
    preparer: usize,
    text: bool,
}

impl Model {
    /// The model after `step`; nothing when it must be refused.
    fn step(&self, step: &Step) -> Option<Self> {
        use DecisionState::{Appraised, Drafted, Proposed, Published, Signed, UnderAppraisal};
        let mut next = self.clone();
        match *step {
            Step::Conclude { recognises, reasons } => {
                let silent_is_fine = recognises && self.software_recognises;
                if self.state != UnderAppraisal || (reasons.trim().is_empty() && !silent_is_fine) {
                    return None;
                }
                (next.state, next.recognises) = (Appraised, recognises);
            }
            Step::Draft { person, text } => {
                let ones_own = self.state == Drafted && self.preparer == person;
                if self.state != Appraised && !ones_own {
                    return None;
                }
                (next.state, next.preparer, next.text) = (Drafted, person, text);
            }
            Step::Propose {
                person,
                text,
                authority,
            } => {
                let fits = self.state == Drafted
                    && self.decided_by == Authority::Province
                    && authority == Authority::Department;
                if !fits || person == self.preparer || text != self.text {
                    return None;
                }
                next.state = Proposed;
            }
            Step::Sign {
                person,
                text,
                authority,
            } => {
                let ready = match self.decided_by {
                    Authority::Department => Drafted,
                    Authority::Province => Proposed,
                };
                let fits = self.state == ready && authority == self.decided_by;
                if !fits || person == self.preparer || text != self.text {
                    return None;
                }
                next.state = Signed;
            }
            Step::Publish { place } => {
                if self.state != Signed || place.is_empty() {
                    return None;
                }
                next.state = Published;
            }
        }
        Some(next)
    }
}

/// What holds of every decision, however it came about.
fn must_hold(decision: &Decision) {
    let signed = matches!(decision.state(), DecisionState::Signed | DecisionState::Published);
    assert_eq!(decision.signature.is_some(), signed);
    if let Some(signature) = &decision.signature {
        assert_ne!(signature.signer, decision.draft.as_ref().unwrap().prepared_by);
    }
    if let Some(sent) = &decision.sent {
        assert_ne!(sent.proposed_by, decision.draft.as_ref().unwrap().prepared_by);
        assert_eq!(decision.decided_by, Authority::Province);
    }
    let recognises = decision
        .conclusion
        .as_ref()
        .is_some_and(|conclusion| conclusion.recognises);
    assert_eq!(decision.certificate.is_some(), signed && recognises);
    assert!(decision.history.is_sorted_by_key(|change| change.at));
    assert_eq!(decision.settled_until, decision.history.last().unwrap().at);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_commands_reach_only_what_the_model_allows(
        by_province in any::<bool>(),
        level in 0_u32..=4,
        steps in prop::collection::vec(step(), 1..40),
    ) {
        let case = if by_province { province_case() } else { department_case() };
        let mut at: Moment = moment("2024-06-03T09:00:00+07:00");
        let mut decision = opened(case, level, at);
        let mut model = Model {
            state: DecisionState::UnderAppraisal,
            decided_by: if by_province { Authority::Province } else { Authority::Department },
            software_recognises: level >= 2,
            recognises: false,
            preparer: 0,
            text: false,
        };
        for step in &steps {
            at += TimeDelta::microseconds(1);
            match (decision.decide(command(step), Law::official(), at), model.step(step)) {
                (Ok(decided), Some(next)) => {
                    prop_assert_eq!(decided.decision.state(), next.state);
                    prop_assert_eq!(decided.decision.version, decision.version + 1);
                    let issues = decided.facts.iter().any(|fact| {
                        matches!(fact.body, Some(Body::CertificateIssued(_)))
                    });
                    prop_assert_eq!(issues, decided.certificate.is_some());
                    prop_assert_eq!(issues, next.state == DecisionState::Signed && next.recognises);
                    must_hold(&decided.decision);
                    (decision, model) = (decided.decision, next);
                }
                (Err(refusal), None) => prop_assert!(names_its_rule(refusal.clone()), "{refusal:?}"),
                (got, expected) => {
                    return Err(TestCaseError::fail(format!("{step:?}: {got:?}, the model: {expected:?}")));
                }
            }
        }
    }
}
