//! What follows when a limit of the review has run out: deemed consent, a breach, or nothing.
//!
//! A limit ends at 24:00 of its last day (Bộ luật Dân sự 2015, Điều 148 khoản 6), and it is judged by
//! what stood then, however late the news of its end is heard.

use calendar::{Day, end_of_day, last_instant};
use chrono::{DateTime, Utc};
use proto::fact::{Body, ConsentDeemed, DeadlineBreached, DeadlineReached, Fact};

use super::{Review, ReviewState, Settlement, StateChange};

/// What a limit's end has brought about.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// The fact: deemed consent, or a breach.
    pub fact: Fact,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// The review afterwards, when it changed.
    pub review: Option<Review>,
}

/// Judges, at the moment `at`, the limit that `reached` says has run out at the end of `due_on`. Nothing
/// follows from one that was kept, nor from a limit of another service. That the school has withdrawn its dossier
/// since does not undo what was broken before.
pub fn judge(
    review: &Review,
    reached: &DeadlineReached,
    due_on: Day,
    at: DateTime<Utc>,
) -> Option<Judgement> {
    // Silence counts when the act's own limit is over. A local plan may ask for more haste, but it cannot
    // take days from the school.
    if reached.limit == "review.comment" && reached.overlay.is_empty() {
        return deem_consent(review, due_on);
    }
    let still_owed = review.still_owed(&reached.limit, end_of_day(due_on))?;
    still_owed.then(|| Judgement {
        fact: review.fact(Body::DeadlineBreached(DeadlineBreached {
            limit: reached.limit.clone(),
            overlay: reached.overlay.clone(),
            due_on: reached.due_on.clone(),
        })),
        occurred_at: at,
        review: None,
    })
}

/// The rule of silence (TT 17, 18, 19/2018/TT-BGDĐT Điều 28): a school that has said nothing when the
/// last day for its comments ends is deemed to agree with the draft, and the comments are settled from
/// that moment.
///
/// - Whatever was received before 24:00 of `due_on`, by a microsecond even, prevents it.
/// - Whatever was received later does not undo it: the consent took effect by law, before anyone recorded
///   it. Late comments, or a late agreement, stay in the journal and in the review for people to read, but
///   settle nothing, and nobody owes them an answer; an answer that was given settles nothing either.
/// - A final report that was handed in meanwhile stays handed in, and a review that was closed stays closed.
pub fn deem_consent(review: &Review, due_on: Day) -> Option<Judgement> {
    let over = end_of_day(due_on);
    if review.state_before(over) != Some(ReviewState::AwaitingComments) {
        return None;
    }
    let occurred_at = last_instant(due_on);
    let mut after = review.clone();
    after.version += 1;
    after.settlement = Some(Settlement::Deemed);
    let settled = StateChange {
        state: ReviewState::AwaitingFinalReport,
        at: occurred_at,
    };
    let (in_time, late): (Vec<StateChange>, Vec<StateChange>) =
        review.history.iter().partition(|change| change.at < over);
    let over_by_then = late.into_iter().filter(|change| change.state.is_over());
    after.history = in_time.into_iter().chain([settled]).chain(over_by_then).collect();
    let fact = after.fact(Body::ConsentDeemed(ConsentDeemed {
        deemed_on: due_on.to_string(),
    }));
    Some(Judgement {
        fact,
        occurred_at,
        review: Some(after),
    })
}
