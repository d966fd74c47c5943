//! What it means that the limit of a check has run out, judged from the dossier's history alone.

use calendar::{Day, end_of_day};
use proto::fact::{Body, DeadlineBreached, DeadlineReached, Fact};

use super::{CheckStage, Dossier};

/// Whether the check's limit, which has run out, was broken: the dossier was still unchecked at that stage when
/// its last day ended. One that was accepted or passed on a moment before is not.
///
/// A breach is final: what is decided on the dossier from now on cannot be dated before it.
pub fn judge_check(dossier: &Dossier, reached: &DeadlineReached, due_on: Day) -> Option<(Dossier, Fact)> {
    let ended = end_of_day(due_on);
    let last = dossier.history.iter().rev().find(|change| change.at < ended)?;
    // Dossiers of before there were two stages have the first one's limit.
    let stage = last.stage.unwrap_or(CheckStage::Local);
    if reached.limit != stage.limit() || !last.state.is_being_checked() {
        return None;
    }
    let breach = dossier.fact(Body::DeadlineBreached(DeadlineBreached {
        limit: reached.limit.clone(),
        overlay: reached.overlay.clone(),
        due_on: reached.due_on.clone(),
    }));
    let settled = Dossier {
        settled_until: dossier.settled_until.max(Some(ended)),
        ..dossier.clone()
    };
    Some((settled, breach))
}
