//! How punctual everyone was: clocks counted by how they stand become a row for each limit and whoever owes it.
//!
//! Only a limit that somebody had to keep says anything of punctuality. Left out are silence that the law takes for
//! consent, a validity that came to its end, a waiting time that is over, and a case that ended before its limit did.

use std::collections::BTreeMap;

use calendar::Language;
use platform::share::Share;
use statute::{Law, RegimeId};

use super::Outcome;

/// So many clocks of one kind that stand alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The time limit.
    pub limit: String,
    /// The overlay that sets it, if not the act.
    pub overlay: Option<String>,
    /// The regime of the cases.
    pub regime: RegimeId,
    /// How they stand. A clock that was broken before its case ended still counts as cancelled here.
    pub outcome: Outcome,
    /// How many.
    pub clocks: u32,
}

/// How punctual those were who owe one limit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Punctuality {
    /// The time limit.
    pub limit: String,
    /// The overlay that sets it; empty for the act.
    pub overlay: String,
    /// Who owes the act.
    pub owed_by: String,
    /// The limit's title in Vietnamese.
    pub title: String,
    /// Limits kept in time.
    pub met: u32,
    /// Limits kept late.
    pub met_late: u32,
    /// Limits broken and never kept.
    pub breached: u32,
    /// Limits that run or are stopped.
    pub open: u32,
}

impl Punctuality {
    /// The share kept in time of those that are kept or broken; nothing while there are none.
    pub fn share(&self) -> Option<Share> {
        Share::of(self.met, self.met + self.met_late + self.breached)
    }

    fn add(&mut self, outcome: Outcome, clocks: u32) {
        match outcome {
            Outcome::Met => self.met += clocks,
            Outcome::MetLate => self.met_late += clocks,
            // A case that ended after the limit was broken does not undo the breach.
            Outcome::Breached | Outcome::Cancelled => self.breached += clocks,
            Outcome::Running | Outcome::Suspended => self.open += clocks,
            Outcome::Deemed | Outcome::Expired | Outcome::Opened => {}
        }
    }

    fn is_empty(&self) -> bool {
        self.met + self.met_late + self.breached + self.open == 0
    }
}

/// The rows that `counted` comes to under `law`, by limit, overlay and who owes the act. Regimes that lay a limit on
/// the same office share a row; the title is that of the newest of them. A limit that the law has lost goes by its
/// name.
pub fn punctuality(counted: Vec<Counted>, law: &Law) -> Vec<Punctuality> {
    let mut rows: BTreeMap<(String, String, String), (Option<RegimeId>, Punctuality)> = BTreeMap::new();
    for Counted {
        limit,
        overlay,
        regime,
        outcome,
        clocks,
    } in counted
    {
        let rule = law.versions(&limit, regime, overlay.as_deref()).last();
        let owed_by = rule.map(|rule| rule.owed_by.to_string()).unwrap_or_default();
        let overlay = overlay.unwrap_or_default();
        let key = (limit.clone(), overlay.clone(), owed_by.clone());
        let (newest, row) = rows.entry(key).or_default();
        row.add(outcome, clocks);
        if newest.is_none_or(|newest| newest < regime) {
            *newest = Some(regime);
            row.title = rule.map_or_else(
                || limit.clone(),
                |rule| rule.title.text(Language::Vietnamese).to_owned(),
            );
            (row.limit, row.overlay, row.owed_by) = (limit, overlay, owed_by);
        }
    }
    let rows = rows.into_values().map(|(_, row)| row);
    rows.filter(|row| !row.is_empty()).collect()
}
