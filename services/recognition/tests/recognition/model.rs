//! Random commands by random people against a model that is written apart from the code: a table of
//! states and who may do what.

use chrono::TimeDelta;
use platform::time::Moment;
use proptest::prelude::*;
use proto::fact::{Body, Target};
use recognition::domain::{
    ApologyForm, Authority, Background, ConclusionForm, Decision, DecisionCommand, DecisionState, DraftForm,
    FinalReport, Finding, Signer,
};
use statute::{Law, RegimeId};

use crate::builders::*;
use crate::rules::names_its_rule;

const PEOPLE: [&str; 3] = [OFFICER, LEADER, PROVINCE];
/// The degrees of the national standard; schools of the model ask for the second.
const DEGREES: [Target; 2] = [Target::NationalStandard1, Target::NationalStandard2];
const TODAY: &str = "2024-06-03";

/// What an officer says of a condition: whether it holds, and whether there is a basis for it.
type Said = Option<(bool, bool)>;

/// What is asked, by whom, of which text.
#[derive(Clone, Debug)]
enum Step {
    Conclude {
        recognises: bool,
        degree: Option<usize>,
        reasons: &'static str,
        level: Said,
        cohort: Said,
    },
    Draft {
        person: usize,
        text: bool,
        effective_on: &'static str,
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
    PublishAtSchool {
        place: &'static str,
    },
    DraftApology {
        person: usize,
        text: bool,
        reason: &'static str,
        new_due_on: &'static str,
    },
    SignApology {
        person: usize,
        text: bool,
        authority: Authority,
    },
}

fn authority() -> impl Strategy<Value = Authority> {
    prop_oneof![3 => Just(Authority::Department), 1 => Just(Authority::Province)]
}

/// Half of what is asked for is asked for well, so that the far states are reached.
fn step() -> impl Strategy<Value = Step> {
    let reasons = prop_oneof![Just(""), Just("  "), Just("Có lý do")];
    let degree = prop_oneof![2 => Just(None), 1 => (0..DEGREES.len()).prop_map(Some)];
    let said = || prop_oneof![1 => Just(None), 2 => any::<(bool, bool)>().prop_map(Some)];
    let person = 0..PEOPLE.len();
    let signs = || (person.clone(), any::<bool>(), authority());
    let day = prop_oneof![2 => Just(""), 1 => Just("2024-06-02"), 1 => Just(TODAY), 1 => Just("2024-07-01")];
    let place = || prop_oneof![Just(" "), Just("Báo Lạng Sơn")];
    let new_due_on = prop_oneof![Just(""), Just("2024-06-20"), Just("2024-07-15")];
    let reason = prop_oneof![1 => Just(""), 3 => Just("Chờ ý kiến của Bộ")];
    prop_oneof![
        2 => (any::<bool>(), degree, reasons, said(), said()).prop_map(
            |(recognises, degree, reasons, level, cohort)| Step::Conclude { recognises, degree, reasons, level, cohort }
        ),
        2 => (person.clone(), any::<bool>(), day)
            .prop_map(|(person, text, effective_on)| Step::Draft { person, text, effective_on }),
        2 => signs().prop_map(|(person, text, authority)| Step::Propose { person, text, authority }),
        2 => signs().prop_map(|(person, text, authority)| Step::Sign { person, text, authority }),
        1 => place().prop_map(|place| Step::Publish { place }),
        1 => place().prop_map(|place| Step::PublishAtSchool { place }),
        1 => (person.clone(), any::<bool>(), reason, new_due_on).prop_map(
            |(person, text, reason, new_due_on)| Step::DraftApology { person, text, reason, new_due_on }
        ),
        1 => signs().prop_map(|(person, text, authority)| Step::SignApology { person, text, authority }),
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
        Step::Conclude {
            recognises,
            degree,
            reasons,
            level,
            cohort,
        } => {
            let said = [("recognition.level", level), ("recognition.cohort", cohort)];
            let findings = said.into_iter().filter_map(|(rule, said)| {
                let (met, based) = said?;
                Some(found(
                    rule,
                    met,
                    if based {
                        "Đã kiểm tra tại trường"
                    } else {
                        " "
                    },
                ))
            });
            DecisionCommand::Conclude(ConclusionForm {
                recognise: recognises,
                recognise_as: degree.map(|degree| DEGREES[degree]),
                reasons: reasons.to_owned(),
                findings: findings.collect::<Vec<Finding>>(),
            })
        }
        Step::Draft {
            person,
            text: which,
            effective_on,
        } => DecisionCommand::Draft(DraftForm {
            text_sha256: text(which),
            prepared_by: PEOPLE[person].to_owned(),
            effective_on: effective_on.to_owned(),
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
        Step::PublishAtSchool { place } => DecisionCommand::PublishAtSchool(place.to_owned()),
        Step::DraftApology {
            person,
            text: which,
            reason,
            new_due_on,
        } => DecisionCommand::DraftApology(ApologyForm {
            reason: reason.to_owned(),
            new_due_on: new_due_on.to_owned(),
            text_sha256: text(which),
            prepared_by: PEOPLE[person].to_owned(),
        }),
        Step::SignApology {
            person,
            text,
            authority,
        } => apologise(signer(person, text, authority)),
    }
}

/// The letter of apology, as the model knows it.
#[derive(Clone, Debug)]
struct Letter {
    preparer: usize,
    text: bool,
    sent: bool,
}

/// What the model remembers.
#[derive(Clone, Debug)]
struct Model {
    state: DecisionState,
    decided_by: Authority,
    /// The Mức of the report.
    level: u32,
    /// Whether the team said that a cohort has completed the school.
    cohort_known: bool,
    recognised_as: Option<usize>,
    preparer: usize,
    text: bool,
    published_by_school: bool,
    /// Days left until the due date; nothing when nobody has said when that is.
    left: Option<i32>,
    letter: Option<Letter>,
}

/// Whether a finding fits what the software saw, which may be nothing.
fn is_based(said: Said, saw: Option<bool>) -> bool {
    said.is_none_or(|(met, based)| based || saw == Some(met))
}

impl Model {
    /// The place of the highest degree whose conditions are all known to hold: degree 1 needs Mức 2, degree 2 Mức 3.
    fn software(&self) -> Option<usize> {
        match self.level {
            _ if !self.cohort_known => None,
            0 | 1 => None,
            2 => Some(0),
            _ => Some(1),
        }
    }

    /// What is concluded: nothing inside for a refusal of the school; nothing at all when the step must be refused.
    fn concluded(&self, step: &Step) -> Option<Option<usize>> {
        let Step::Conclude {
            recognises,
            degree,
            reasons,
            level,
            cohort,
        } = *step
        else {
            return None;
        };
        let weighed = degree.or(self.software()).unwrap_or(1);
        let level_saw = self.level as usize >= weighed + 2;
        let cohort_saw = self.cohort_known.then_some(true);
        let form_fits = (degree.is_none() || recognises)
            && is_based(level, Some(level_saw))
            && is_based(cohort, cohort_saw)
            && !(recognises && cohort_saw.is_none() && cohort.is_none());
        let level_met = level.map_or(level_saw, |(met, _)| met);
        let cohort_met = cohort.map_or(self.cohort_known, |(met, _)| met);
        let as_concluded = recognises.then_some(weighed);
        let follows = recognises && as_concluded == self.software();
        let fits = self.state == DecisionState::UnderAppraisal
            && form_fits
            && (!recognises || (level_met && cohort_met))
            && (follows || !reasons.trim().is_empty());
        fits.then_some(as_concluded)
    }

    /// Whether a letter may still be sent.
    fn may_apologise(&self) -> bool {
        use DecisionState::{Proposed, Published, Signed};
        let bound = match self.decided_by {
            Authority::Department => matches!(self.state, Signed | Published),
            Authority::Province => matches!(self.state, Proposed | Signed | Published),
        };
        let sent = self.letter.as_ref().is_some_and(|letter| letter.sent);
        !bound && !sent && self.left.is_some_and(|left| left >= 1)
    }

    /// The model after `step`; nothing when it must be refused.
    fn step(&self, step: &Step) -> Option<Self> {
        use DecisionState::{Appraised, Drafted, Proposed, Published, Signed};
        let mut next = self.clone();
        match *step {
            Step::Conclude { .. } => {
                next.recognised_as = self.concluded(step)?;
                next.state = Appraised;
            }
            Step::Draft {
                person,
                text,
                effective_on,
            } => {
                let ones_own = self.state == Drafted && self.preparer == person;
                if (self.state != Appraised && !ones_own) || effective_on == "2024-06-02" {
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
                if self.state != Signed || place.trim().is_empty() {
                    return None;
                }
                next.state = Published;
            }
            Step::PublishAtSchool { place } => {
                let signed = matches!(self.state, Signed | Published);
                if !signed || self.published_by_school || place.trim().is_empty() {
                    return None;
                }
                next.published_by_school = true;
            }
            Step::DraftApology {
                person,
                text,
                reason,
                new_due_on,
            } => {
                let ones_own = self
                    .letter
                    .as_ref()
                    .is_none_or(|letter| letter.preparer == person);
                let fits = self.may_apologise() && ones_own && !reason.is_empty();
                // The days from today to the new date.
                let ahead = match new_due_on {
                    "2024-06-20" => 17,
                    "2024-07-15" => 42,
                    _ => 0,
                };
                if !fits || self.left.is_none_or(|left| ahead <= left) {
                    return None;
                }
                next.letter = Some(Letter {
                    preparer: person,
                    text,
                    sent: false,
                });
            }
            Step::SignApology {
                person,
                text,
                authority,
            } => {
                let letter = next.letter.as_mut()?;
                let fits = self.may_apologise() && authority == Authority::Department;
                if !fits || person == letter.preparer || text != letter.text {
                    return None;
                }
                letter.sent = true;
            }
        }
        Some(next)
    }
}

/// What holds of every decision, however it came about.
fn must_hold(decision: &Decision, model: &Model) {
    let signed = matches!(decision.state(), DecisionState::Signed | DecisionState::Published);
    assert_eq!(decision.signature.is_some(), signed);
    if let Some(signature) = &decision.signature {
        assert_ne!(signature.signer, decision.draft.as_ref().unwrap().prepared_by);
    }
    if let Some(sent) = &decision.sent {
        assert_ne!(sent.proposed_by, decision.draft.as_ref().unwrap().prepared_by);
        assert_eq!(decision.decided_by, Authority::Province);
    }
    if let Some(letter) = decision.sent_apology() {
        assert_ne!(letter.sent.as_ref().unwrap().signer, letter.prepared_by);
        assert!(letter.due_on < letter.new_due_on);
    }
    let degree = model.recognised_as.map(|degree| DEGREES[degree]);
    assert_eq!(decision.recognised_as(), degree);
    assert_eq!(decision.certificate.is_some(), signed && degree.is_some());
    assert_eq!(decision.published_by_school.is_some(), model.published_by_school);
    assert_eq!(
        decision.published.is_some(),
        decision.state() == DecisionState::Published
    );
    assert!(decision.history.is_sorted_by_key(|change| change.at));
    assert!(decision.settled_until >= decision.history.last().unwrap().at);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_commands_reach_only_what_the_model_allows(
        by_province in any::<bool>(),
        level in 0_u32..=4,
        cohort_known in prop_oneof![3 => Just(true), 1 => Just(false)],
        left in prop_oneof![1 => Just(None), 4 => (0_i32..=25).prop_map(Some)],
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let regime = if by_province { RegimeId::A0 } else { RegimeId::A1 };
        let mut at: Moment = moment("2024-06-03T09:00:00+07:00");
        let report = FinalReport { standing: cohort_known.then_some(STANDING), ..report(level) };
        let case = case(regime, Target::NationalStandard2);
        let mut decision = opened_with(case, report, &Background::default(), at);
        decision.decide_due_on = left.map(|left| day(TODAY).plus_days(left));
        let mut model = Model {
            state: DecisionState::UnderAppraisal,
            decided_by: if by_province { Authority::Province } else { Authority::Department },
            level,
            cohort_known,
            recognised_as: None,
            preparer: 0,
            text: false,
            published_by_school: false,
            left,
            letter: None,
        };
        prop_assert_eq!(decision.proposal.recognise_as, model.software().map(|degree| DEGREES[degree]));
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
                    let signs = next.state == DecisionState::Signed && model.state != DecisionState::Signed;
                    prop_assert_eq!(issues, signs && next.recognised_as.is_some());
                    must_hold(&decided.decision, &next);
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
