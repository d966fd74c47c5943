//! Obligations whose holder is no more: nobody is left to report, so they are lifted.

use std::collections::HashMap;

use calendar::Day;
use chrono::{DateTime, Utc};
use proto::fact::{Body, Fact, ObligationLifted};

use super::{Holder, HolderId, Obligation};
use crate::domain::SchoolState;

/// Why a holder owes nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gone {
    /// The school went up in another.
    Merged,
    /// The school was closed.
    Closed,
    /// The authority ended before the day.
    Ended,
}

impl Gone {
    /// The reason, as the fact states it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Merged => "school_merged",
            Self::Closed => "school_closed",
            Self::Ended => "authority_ended",
        }
    }
}

impl Holder<'_> {
    /// Why it owes nothing that is due on `day`, if it is gone. A school that merged or closed owes nothing more,
    /// whatever the day; an authority still owes what is due up to its last day.
    pub fn gone_by(self, day: Day) -> Option<Gone> {
        match self {
            Self::School(school) => match school.state {
                SchoolState::Active => None,
                SchoolState::Merged => Some(Gone::Merged),
                SchoolState::Closed => Some(Gone::Closed),
            },
            Self::Authority(authority) => {
                let ended = authority.valid_until.is_some_and(|until| until < day);
                ended.then_some(Gone::Ended)
            }
        }
    }
}

impl Obligation {
    /// Lifts it from `holder`, whose it is; nothing when it is not open, or its holder is still to fulfil it.
    pub fn lift(&self, holder: Holder<'_>, at: DateTime<Utc>) -> Option<(Self, Fact)> {
        let gone = holder.gone_by(self.due_before.eve())?;
        if !self.is_open() {
            return None;
        }
        let after = Self {
            lifted_at: Some(at),
            version: self.version + 1,
            ..self.clone()
        };
        let fact = after.fact(
            holder,
            Body::ObligationLifted(ObligationLifted {
                limit: self.limit.clone(),
                year: self.year,
                reason: gone.as_str().to_owned(),
            }),
        );
        Some((after, fact))
    }
}

/// Of `open`, the obligations of `holders`, those that are lifted because their holder is gone, each with its fact.
pub fn lift_all(
    open: &[Obligation],
    holders: &[Holder<'_>],
    at: DateTime<Utc>,
) -> (Vec<Obligation>, Vec<Fact>) {
    let by_id: HashMap<HolderId, Holder<'_>> = holders.iter().map(|holder| (holder.id(), *holder)).collect();
    let lifted = |obligation: &Obligation| obligation.lift(*by_id.get(&obligation.holder)?, at);
    open.iter().filter_map(lifted).unzip()
}
