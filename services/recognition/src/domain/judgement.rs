//! What it means that a limit of this service has run out, judged from history alone.

use calendar::{Day, end_of_day};
use chrono::{DateTime, Utc};
use proto::fact::{Body, CertificateExpired, DeadlineBreached, DeadlineReached, Fact, UpgradeOpened};

use super::{Authority, Certificate, Decision, DecisionState};

/// What follows from a limit that has run out.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// What has happened.
    pub fact: Fact,
    /// The decision, when it changes.
    pub decision: Option<Decision>,
    /// The certificate, when it changes.
    pub certificate: Option<Certificate>,
}

/// Judges `reached`, whose last day is `due_on`; nothing when it was kept or is not ours to judge.
///
/// What was done before 24:00 of the last day is in time, however late the judge is asked.
pub fn judge(
    decision: &Decision,
    certificate: Option<&Certificate>,
    reached: &DeadlineReached,
    due_on: Day,
    now: DateTime<Utc>,
) -> Option<Judgement> {
    match reached.limit.as_str() {
        // In regime A0 the limit binds the Sở: when the People's Committee decides, its proposal.
        "recognition.decide" => {
            let bound = match decision.decided_by {
                Authority::Department => DecisionState::Signed,
                Authority::Province => DecisionState::Proposed,
            };
            judge_step(decision, bound, reached, due_on)
        }
        "recognition.publish" | "recognition.publish.department" => {
            judge_step(decision, DecisionState::Published, reached, due_on)
        }
        // No renewal can be registered yet, so none was.
        "certificate.renew" => certificate.map(|_| breach(decision, reached, due_on)),
        "certificate.expire" => certificate
            .filter(|certificate| certificate.expired_at.is_none() && certificate.valid_until <= due_on)
            .map(|certificate| expire(decision, certificate, now)),
        "certificate.upgrade" => certificate.map(|certificate| Judgement {
            fact: decision.case.fact(Body::UpgradeOpened(UpgradeOpened {
                number: certificate.number.to_string(),
            })),
            decision: None,
            certificate: None,
        }),
        _ => None,
    }
}

fn judge_step(
    decision: &Decision,
    bound: DecisionState,
    reached: &DeadlineReached,
    due_on: Day,
) -> Option<Judgement> {
    let in_time = decision
        .entered(bound)
        .is_some_and(|done_at| done_at < end_of_day(due_on));
    (!in_time).then(|| breach(decision, reached, due_on))
}

/// A breach is final: a command that was already under way when it was found comes after it.
fn breach(decision: &Decision, reached: &DeadlineReached, due_on: Day) -> Judgement {
    let fact = decision.case.fact(Body::DeadlineBreached(DeadlineBreached {
        limit: reached.limit.clone(),
        overlay: reached.overlay.clone(),
        due_on: reached.due_on.clone(),
    }));
    let after = Decision {
        settled_until: decision.settled_until.max(end_of_day(due_on)),
        ..decision.clone()
    };
    Judgement {
        fact,
        decision: (after != *decision).then_some(after),
        certificate: None,
    }
}

fn expire(decision: &Decision, certificate: &Certificate, now: DateTime<Utc>) -> Judgement {
    let expired = Certificate {
        expired_at: Some(now),
        ..certificate.clone()
    };
    Judgement {
        fact: decision.case.fact(Body::CertificateExpired(CertificateExpired {
            number: expired.number.to_string(),
            valid_until: expired.valid_until.to_string(),
        })),
        decision: None,
        certificate: Some(expired),
    }
}
