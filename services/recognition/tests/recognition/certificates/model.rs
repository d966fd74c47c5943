//! Random commands by random people on random days against a model that is written apart from the code: for each
//! certificate a calendar of days, each in force or not.

use std::collections::BTreeSet;

use calendar::Day;
use proptest::prelude::*;
use proto::fact::Measure;
use recognition::domain::{CertificateState, Ending};
use statute::Wish;

use super::*;

/// The first day of the game; it is played on sixty days, of which the certificate is printed for forty.
const FIRST: &str = "2024-06-20";
const DAYS: i32 = 60;
const PRINTED: i32 = 40;
const PEOPLE: [&str; 3] = [OFFICER, LEADER, "pho-giam-doc"];

#[derive(Clone, Debug)]
enum Step {
    Draft {
        measure: Measure,
        person: usize,
        text: bool,
        term: i32,
    },
    Discard {
        reason: bool,
    },
    Sign {
        person: usize,
        text: bool,
        leader: bool,
    },
    Conclude,
    Report,
    ConcludeRemedy {
        accept: bool,
        reasons: bool,
    },
    Replace,
    Lapse {
        days: i32,
    },
    Renew,
    Judge {
        limit: usize,
        back: i32,
    },
}

const LIMITS: [&str; 4] = [
    "certificate.renew",
    "certificate.revoke",
    "certificate.remedy",
    "certificate.expire",
];

fn step() -> impl Strategy<Value = Step> {
    let measure = prop_oneof![
        Just(Measure::RemedyOrder),
        Just(Measure::Revocation),
        Just(Measure::Restoration)
    ];
    let person = 0..PEOPLE.len();
    prop_oneof![
        4 => (measure, person.clone(), any::<bool>(), -2..10).prop_map(|(measure, person, text, term)| {
            Step::Draft { measure, person, text, term }
        }),
        1 => any::<bool>().prop_map(|reason| Step::Discard { reason }),
        6 => (person, any::<bool>(), prop::bool::weighted(0.8)).prop_map(|(person, text, leader)| {
            Step::Sign { person, text, leader }
        }),
        3 => Just(Step::Conclude),
        2 => Just(Step::Report),
        2 => (any::<bool>(), any::<bool>()).prop_map(|(accept, reasons)| Step::ConcludeRemedy { accept, reasons }),
        1 => Just(Step::Replace),
        1 => (-5..5).prop_map(|days| Step::Lapse { days }),
        1 => Just(Step::Renew),
        2 => (0..LIMITS.len(), 0..5).prop_map(|(limit, back)| Step::Judge { limit, back }),
    ]
}

fn text(which: bool) -> String {
    if which { SHA } else { OTHER_SHA }.to_owned()
}

#[derive(Clone, Debug, PartialEq)]
struct Prepared {
    measure: Measure,
    person: usize,
    text: bool,
    by: Option<Day>,
}

#[derive(Clone, Debug, PartialEq)]
struct Order {
    by: Day,
    reported: bool,
}

/// What the model remembers.
#[derive(Clone, Debug)]
struct Model {
    holds: BTreeSet<Day>,
    ended: Option<CertificateState>,
    prepared: Option<Prepared>,
    order: Option<Order>,
    to_revoke: bool,
    signed: usize,
}

impl Model {
    fn last(&self) -> Day {
        day(FIRST).plus_days(PRINTED - 1)
    }

    /// Whether no day from `today` on holds, for good or until it is restored.
    fn over(&self, today: Day) -> bool {
        !self.holds.iter().any(|held| *held >= today)
    }

    fn cut(&mut self, from: Day, state: CertificateState) {
        self.holds.retain(|held| *held < from);
        self.ended = Some(state);
    }

    fn allows(&self, measure: Measure, by: Option<Day>, today: Day) -> bool {
        match measure {
            Measure::RemedyOrder => {
                self.holds.contains(&today) && self.order.is_none() && by.is_some_and(|by| by > today)
            }
            Measure::Revocation => self.holds.contains(&today) && self.to_revoke,
            Measure::Restoration => {
                self.ended == Some(CertificateState::Revoked)
                    && !self.holds.contains(&today)
                    && today <= self.last()
            }
            Measure::Unspecified => false,
        }
    }

    /// The model after a command on `today`; nothing when it must be refused.
    fn step(&self, step: &Step, today: Day) -> Option<Self> {
        let mut next = self.clone();
        match *step {
            Step::Draft {
                measure,
                person,
                text,
                term,
            } => {
                let by = (measure == Measure::RemedyOrder).then(|| today.plus_days(term));
                let replaces = self
                    .prepared
                    .as_ref()
                    .is_none_or(|before| before.person == person);
                if !replaces || !self.allows(measure, by, today) {
                    return None;
                }
                next.prepared = Some(Prepared {
                    measure,
                    person,
                    text,
                    by,
                });
            }
            Step::Discard { reason } => {
                if !reason || self.prepared.is_none() {
                    return None;
                }
                next.prepared = None;
            }
            Step::Sign { person, text, leader } => {
                let prepared = next.prepared.take()?;
                let fits = leader && prepared.person != person && prepared.text == text;
                if !fits || !self.allows(prepared.measure, prepared.by, today) {
                    return None;
                }
                next.signed += 1;
                match prepared.measure {
                    Measure::RemedyOrder => {
                        next.order = prepared.by.map(|by| Order { by, reported: false });
                    }
                    Measure::Revocation => {
                        next.cut(today, CertificateState::Revoked);
                        (next.to_revoke, next.order) = (false, None);
                    }
                    _ => {
                        let days = (0..DAYS).map(|ahead| today.plus_days(ahead));
                        next.holds.extend(days.filter(|ahead| *ahead <= self.last()));
                        next.ended = None;
                    }
                }
            }
            Step::Conclude => {
                if !self.holds.contains(&today) || self.to_revoke {
                    return None;
                }
                next.to_revoke = true;
            }
            Step::Report => {
                let open = self.order.as_ref().is_some_and(|order| !order.reported);
                if !open || !self.holds.contains(&today) {
                    return None;
                }
                next.order.as_mut()?.reported = true;
            }
            Step::ConcludeRemedy { accept, reasons } => {
                let order = next.order.take()?;
                let ripe = order.reported || (!accept && today > order.by);
                if !ripe || !(accept || reasons) {
                    return None;
                }
            }
            Step::Replace | Step::Lapse { .. } | Step::Renew | Step::Judge { .. } => {}
        }
        Some(next)
    }
}

fn command(step: &Step, today: Day) -> Option<CertificateCommand> {
    Some(match *step {
        Step::Draft {
            measure,
            person,
            text: which,
            term,
        } => {
            let by = today.plus_days(term).to_string();
            let by = if measure == Measure::RemedyOrder {
                by.as_str()
            } else {
                ""
            };
            CertificateCommand::DraftMeasure(MeasureForm {
                text_sha256: text(which),
                ..form(measure, PEOPLE[person], by)
            })
        }
        Step::Discard { reason } => {
            CertificateCommand::DiscardMeasure(if reason { "Nhầm" } else { "" }.to_owned())
        }
        Step::Sign {
            person,
            text: which,
            leader,
        } => {
            let authority = if leader {
                Authority::Department
            } else {
                Authority::Province
            };
            let signer = recognition::domain::Signer {
                text_sha256: text(which),
                ..signer(PEOPLE[person], authority)
            };
            CertificateCommand::SignMeasure(signer, DocumentNumber::new(Series::DepartmentDecision, 2))
        }
        Step::Conclude => concluded(),
        Step::Report => reported(),
        Step::ConcludeRemedy { accept, reasons } => {
            remedy_concluded(accept, if reasons { "Chưa đủ" } else { "" })
        }
        Step::Replace | Step::Lapse { .. } | Step::Renew | Step::Judge { .. } => return None,
    })
}

/// What happens without anyone's deciding: the certificate and the model after it.
fn happen(certificate: &Certificate, model: &Model, step: &Step, today: Day) -> (Certificate, Model) {
    let mut next = model.clone();
    let at = certificate.dated(on(&today.to_string()));
    let changed = match *step {
        Step::Replace => {
            let newer = issued_in(
                recognition::domain::Case {
                    id: Uuid::now_v7(),
                    ..certificate.case.clone()
                },
                Authority::Department,
                &today.to_string(),
            );
            if !model.over(today) {
                next.cut(today, CertificateState::Replaced);
            }
            certificate.replaced_by(&newer, at)
        }
        Step::Lapse { days } => {
            let from = today.plus_days(days);
            if !model.over(from) {
                next.cut(from, CertificateState::Lapsed);
            }
            certificate.lapse(Ending::Merged, from, at)
        }
        Step::Renew => certificate.register_renewal(Uuid::now_v7(), Wish::NationalStandard, at),
        Step::Judge { limit, back } => {
            let due = today.plus_days(-1 - back);
            let reached = reached(LIMITS[limit], "", &due.to_string());
            certificate.judge(&reached, due, at)
        }
        _ => None,
    };
    let after = changed.map_or_else(|| certificate.clone(), |(after, _)| after);
    (after, next)
}

/// What holds of every certificate, however it came about.
fn must_hold(certificate: &Certificate, before: &Certificate) {
    let spans = &certificate.spans;
    for span in spans {
        assert!(span.from <= span.until, "{spans:?}");
        assert!(certificate.valid_from <= span.from && span.until <= certificate.valid_until);
    }
    for pair in spans.windows(2) {
        assert!(
            pair[0].until < pair[1].from.eve(),
            "apart from one another: {spans:?}"
        );
    }
    for signed in &certificate.measures {
        assert_ne!(signed.signer, signed.prepared_by);
        if signed.measure == Measure::Revocation {
            assert!(signed.concluded_at.is_some());
        }
    }
    let open = certificate
        .remedies
        .iter()
        .filter(|remedy| remedy.conclusion.is_none());
    assert!(open.count() <= 1, "one order at a time");
    assert_eq!(
        certificate.valid_until, before.valid_until,
        "what is printed stays"
    );
    assert!(certificate.settled_until >= before.settled_until);
    assert!(certificate.version >= before.version);
    assert!(
        certificate.measures.starts_with(&before.measures),
        "what was signed stays"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_commands_reach_only_what_the_model_allows(
        steps in prop::collection::vec((step(), 0_i32..3), 1..50),
    ) {
        let first = day(FIRST);
        let mut certificate = issued(FIRST);
        certificate.valid_until = first.plus_days(PRINTED - 1);
        certificate.spans[0].until = certificate.valid_until;
        let mut model = Model {
            holds: (0..PRINTED).map(|ahead| first.plus_days(ahead)).collect(),
            ended: None,
            prepared: None,
            order: None,
            to_revoke: false,
            signed: 0,
        };
        let mut today = first;
        for (step, passed) in &steps {
            today = today.plus_days(*passed);
            let before = certificate.clone();
            match command(step, today) {
                None => (certificate, model) = happen(&certificate, &model, step, today),
                Some(command) => {
                    let at = certificate.dated(on(&today.to_string()));
                    let decided = certificate.decide(command, &super::at(at));
                    match (decided, model.step(step, today)) {
                        (Ok((after, facts)), Some(next)) => {
                            prop_assert_eq!(facts.len(), 1);
                            prop_assert_eq!(after.version, certificate.version + 1);
                            (certificate, model) = (after, next);
                        }
                        (Err(_), None) => {}
                        (got, expected) => {
                            let failed = format!("{step:?} on {today}: {got:?}, the model: {expected:?}");
                            return Err(TestCaseError::fail(failed));
                        }
                    }
                }
            }
            must_hold(&certificate, &before);
            prop_assert_eq!(certificate.measures.len(), model.signed);
            for ahead in -1..=PRINTED {
                let asked = first.plus_days(ahead);
                let state = certificate.state_on(asked);
                let expected = model.holds.contains(&asked);
                prop_assert_eq!(state == CertificateState::InForce, expected, "{} on {}", state, asked);
                if ahead == PRINTED {
                    prop_assert_eq!(state, CertificateState::Expired);
                }
            }
            if let Some(ended) = model.ended
                && model.over(today)
                && today <= model.last()
            {
                prop_assert_eq!(certificate.state_on(model.last()), ended);
            }
        }
    }
}
