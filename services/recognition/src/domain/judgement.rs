//! What it means that a limit of a decision has run out, judged from history alone.

use calendar::{Day, end_of_day};
use chrono::{DateTime, Utc};
use proto::fact::{Body, DeadlineBreached, DeadlineReached, Fact};

use super::{DECIDE, Decision, DecisionState};

/// What follows from a limit that has run out.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// What has happened.
    pub fact: Fact,
    /// The decision, when it changes.
    pub decision: Option<Decision>,
}

/// Judges `reached`, whose last day is `due_on`; nothing when it was kept or is not ours to judge.
///
/// What was done before 24:00 of the last day is in time, however late the judge is asked.
pub fn judge(decision: &Decision, reached: &DeadlineReached, due_on: Day) -> Option<Judgement> {
    match reached.limit.as_str() {
        DECIDE if put_off(decision, reached, due_on) => None,
        DECIDE => judge_step(
            decision,
            decision.entered(decision.bound_state()),
            reached,
            due_on,
        ),
        "recognition.decide.province" => {
            judge_step(decision, decision.entered(DecisionState::Signed), reached, due_on)
        }
        "recognition.publish" | "recognition.publish.department" => judge_step(
            decision,
            decision.entered(DecisionState::Published),
            reached,
            due_on,
        ),
        "recognition.publish.school" => {
            let published = decision.published_by_school.as_ref();
            judge_step(
                decision,
                published.map(|publication| publication.at),
                reached,
                due_on,
            )
        }
        _ => None,
    }
}

/// Whether a letter of apology was sent in time for the day that was reached: the act's limit then ends on the new
/// date, and is judged when that is reached. A plan's limit is not put off.
fn put_off(decision: &Decision, reached: &DeadlineReached, due_on: Day) -> bool {
    let letter = decision.sent_apology();
    reached.overlay.is_empty() && letter.is_some_and(|letter| due_on < letter.new_due_on)
}

fn judge_step(
    decision: &Decision,
    done_at: Option<DateTime<Utc>>,
    reached: &DeadlineReached,
    due_on: Day,
) -> Option<Judgement> {
    let in_time = done_at.is_some_and(|done_at| done_at < end_of_day(due_on));
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
    }
}
