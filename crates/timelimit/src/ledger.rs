//! The facts of one clock, in legal order whatever the order of arrival.

use calendar::Day;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::Span;

/// What a fact does to a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
// In the order in which facts of the very same moment take effect.
pub enum FactKind {
    /// What the limit was counted for is void (the team that owed it was dissolved): it ends if it runs, and may start
    /// again. What came before counts no more once it does, unless it was cancelled for good.
    Cleared,
    /// The limit starts to run. One per clock, and one more after each time it was cleared.
    Started,
    /// The limit stops (*tạm dừng*); the remaining time is kept.
    Suspended,
    /// The limit goes on (*tiếp tục*) with the time that remained.
    Resumed,
    /// The limit starts again from zero, forgetting stops and extensions; ends an open stop.
    Reset,
    /// The limit is made longer (*gia hạn*), counted from the end it had.
    Extended {
        /// By how much.
        by: Span,
    },
    /// The limit is extended to the date that the fact states, its anchor (*hẹn lại ngày trả kết quả*).
    Postponed,
    /// What the limit demands was done.
    Satisfied,
    /// The limit no longer applies (the dossier was withdrawn, the certificate revoked).
    Cancelled,
}

/// One fact of a clock's ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerFact {
    /// Valid time: when it happened. Decides the legal order.
    pub occurred_at: DateTime<Utc>,
    /// What it does.
    pub kind: FactKind,
    /// The date that the fact states, if any: on `Started` and `Reset` the one from which the period counts (the end
    /// of a validity, of a planned month), on `Postponed` the new last day; not read on others. An explicit date is
    /// never moved by deemed receipt.
    pub anchor: Option<Day>,
    /// Knowledge time: when the system learned it. Decides only what an earlier day could have known.
    pub recorded_at: DateTime<Utc>,
}

impl LedgerFact {
    /// A fact recorded the moment it happened, without an explicit date.
    #[must_use]
    pub fn new(kind: FactKind, occurred_at: DateTime<Utc>) -> LedgerFact {
        LedgerFact {
            occurred_at,
            kind,
            anchor: None,
            recorded_at: occurred_at,
        }
    }

    /// The same fact stating an explicit date.
    #[must_use]
    pub fn anchored(self, anchor: Day) -> LedgerFact {
        LedgerFact {
            anchor: Some(anchor),
            ..self
        }
    }

    /// The same fact, learned at another moment (back-dated when later than it happened).
    #[must_use]
    pub fn recorded(self, recorded_at: DateTime<Utc>) -> LedgerFact {
        LedgerFact { recorded_at, ..self }
    }

    /// Whether the other is the same fact delivered again: same content and valid time.
    #[must_use]
    pub fn repeats(&self, other: &LedgerFact) -> bool {
        (self.occurred_at, self.kind, self.anchor) == (other.occurred_at, other.kind, other.anchor)
    }
}

/// The facts in legal order, each once.
pub(crate) fn in_legal_order(facts: &[LedgerFact]) -> Vec<LedgerFact> {
    let mut ordered = facts.to_vec();
    // The derived order compares valid time, then kind, so ties are settled the same way in any permutation.
    ordered.sort_unstable();
    ordered.dedup_by(|later, earlier| later.repeats(earlier));
    ordered
}

/// Of facts in legal order, those that count now: of the last round that was started, up to what cleared it; and what
/// cancelled the limit for good before that round.
pub(crate) fn latest_round(ordered: Vec<LedgerFact>) -> Vec<LedgerFact> {
    let is = |kind: FactKind| move |(_, fact): &(usize, &LedgerFact)| fact.kind == kind;
    let places = || ordered.iter().enumerate();
    let Some((start, _)) = places().rfind(is(FactKind::Started)) else {
        return ordered;
    };
    let clearings = || places().filter(is(FactKind::Cleared)).map(|(place, _)| place);
    let begins = clearings().rfind(|place| *place < start);
    let ends = clearings().find(|place| start < *place);
    let counts = |place: usize, fact: &LedgerFact| {
        if begins.is_some_and(|begins| place <= begins) {
            fact.kind == FactKind::Cancelled
        } else {
            ends.is_none_or(|ends| place <= ends)
        }
    };
    places()
        .filter(|(place, fact)| counts(*place, fact))
        .map(|(_, fact)| *fact)
        .collect()
}
