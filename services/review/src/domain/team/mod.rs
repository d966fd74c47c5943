//! The external review team: who sits where, who was asked, what warns and why the team goes on all the same,
//! and the decisions that say so.
//!
//! A team is proposed, its members are asked, and another person than the one who prepared it establishes it by a
//! decision; later decisions replace members or dissolve it. What a decision does to the reviews of the team stands
//! in [`effect`].

use std::fmt;
use std::str::FromStr;

use calendar::Day;
use chrono::{DateTime, Utc};
use platform::scope::Place;
use proto::fact::{Subject, TeamRole, TeamSeat};
use statute::Role;
use uuid::Uuid;

use super::{Case, DecisionNumber, Sight, Warning};

mod act;
mod decide;
mod effect;
mod fact;
mod proposal;
mod refusal;
mod replacement;

pub use act::must_still_fit;
pub use decide::{Circumstances, Decided, Signer, Signing, TeamCommand};
pub use proposal::{OverrideForm, TeamProposal};
pub use refusal::TeamRefusal;
pub use replacement::{Replacement, ReplacementForm};

/// One seat, with the person as they were when the decision was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The reviewer.
    pub reviewer: Uuid,
    /// The reviewer's name.
    pub name: String,
    /// Where the reviewer receives mail.
    pub email: String,
    /// The seat.
    pub role: TeamRole,
}

impl From<&Seat> for TeamSeat {
    fn from(seat: &Seat) -> Self {
        Self {
            reviewer_id: seat.reviewer.to_string(),
            reviewer_name: seat.name.clone(),
            reviewer_email: seat.email.clone(),
            role: seat.role.into(),
        }
    }
}

/// A decision about a team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Its number.
    pub number: DecisionNumber,
    /// The day it was signed.
    pub signed_on: Day,
    /// Who signed it.
    pub signer: String,
    /// Who prepared it: another person.
    pub prepared_by: String,
}

/// Why a team goes on in spite of a warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// The reviewer the warning is about; nothing when it is the team as a whole.
    pub reviewer: Option<Uuid>,
    /// The case in view of which it was found; nothing when it is all the same to every school.
    pub case: Option<Uuid>,
    /// The condition, for example `reviewer.same_commune`.
    pub rule: String,
    /// Why.
    pub reason: String,
    /// Who gave the reason.
    pub requested_by: String,
    /// Who approved it, another person; nothing before the decision.
    pub approved_by: Option<String>,
}

/// A team as its reviews know it: established by a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EstablishedTeam {
    /// The team.
    pub id: Uuid,
    /// The decision that established it.
    pub decision: Decision,
    /// Its members now.
    pub seats: Vec<Seat>,
    /// What warned when it was decided on, as people read it, each with why the team goes on all the same.
    pub warnings: Vec<String>,
}

/// The state of a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TeamState {
    /// Proposed; members are asked and may be changed.
    Proposed,
    /// Established by a decision.
    Established,
    /// Dropped before any decision.
    Discarded,
    /// Dissolved by a decision.
    Dissolved,
}

impl TeamState {
    /// Every state.
    pub const ALL: [Self; 4] = [
        Self::Proposed,
        Self::Established,
        Self::Discarded,
        Self::Dissolved,
    ];

    /// The state as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Established => "established",
            Self::Discarded => "discarded",
            Self::Dissolved => "dissolved",
        }
    }

    /// Whether the team still holds its reviews: no other team may be proposed for them.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Proposed | Self::Established)
    }
}

impl fmt::Display for TeamState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for TeamState {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| format!("no team state {text}"))
    }
}

/// How a person stands to the seat that is meant for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invitation {
    /// Not asked yet.
    NotInvited,
    /// Asked.
    Invited,
    /// Accepted; who takes another's place by a decision is seated by that decision.
    Accepted,
    /// Declined, with the reason.
    Declined(String),
}

/// A seat and how its person stands to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitedSeat {
    /// The seat.
    pub seat: Seat,
    /// How the person stands to it.
    pub invitation: Invitation,
    /// When the person was asked or answered, the later.
    pub at: Option<DateTime<Utc>>,
}

impl Warning {
    /// Whether `given` is a reason to go on in spite of this warning.
    pub fn is_met_by(&self, given: &Override) -> bool {
        self.is_about(given.reviewer, given.case, &given.rule)
    }

    fn is_about(&self, reviewer: Option<Uuid>, case: Option<Uuid>, rule: &str) -> bool {
        let id = |named: &Option<(Uuid, String)>| named.as_ref().map(|(id, _)| *id);
        id(&self.who) == reviewer && id(&self.case) == case && self.rule == rule
    }

    /// Whether the review of the case `id` is to know of it.
    fn concerns(&self, id: Uuid) -> bool {
        self.case.as_ref().is_none_or(|(case, _)| *case == id)
    }
}

/// An external review team, from the proposal on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Its id.
    pub id: Uuid,
    /// Its state.
    pub state: TeamState,
    /// Who establishes it.
    pub decided_by: Role,
    /// The schools that it reviews.
    pub cases: Vec<Case>,
    /// Its members.
    pub seats: Vec<InvitedSeat>,
    /// What warned when it was last changed or decided on.
    pub warnings: Vec<Warning>,
    /// Why it goes on in spite of them.
    pub overrides: Vec<Override>,
    /// Who proposed it and who changed the proposal since, the last one last: none of them may sign.
    pub preparers: Vec<String>,
    /// The decision that established it.
    pub decision: Option<Decision>,
    /// Replacements decided on, oldest first.
    pub replacements: Vec<Replacement>,
    /// The replacement that waits for a decision.
    pub proposed_replacement: Option<Replacement>,
    /// The decision that dissolved it.
    pub dissolution: Option<Decision>,
    /// Why it was dropped or dissolved, or empty.
    pub end_reason: String,
    /// When it was proposed.
    pub proposed_at: DateTime<Utc>,
    /// Grows with every change.
    pub version: i64,
}

impl Team {
    /// Where it stands among the authorities: in the province of its schools, and under the authority that manages
    /// all of them, if one does.
    pub fn place(&self) -> Place {
        let first = self.cases.first().map(|case| case.place.clone());
        let first = first.unwrap_or_default();
        let one_authority = self
            .cases
            .iter()
            .all(|case| case.place.authority_id == first.authority_id);
        let province_id = first.province_id;
        let managed = if one_authority { first } else { Place::default() };
        Place {
            commune_id: None,
            province_id,
            ..managed
        }
    }

    /// Whether someone with `sight` may see it: who sees everything, whose province it is, and whoever sits in it
    /// or was asked to.
    pub fn is_seen_by(&self, sight: &Sight) -> bool {
        let province = self.place().province_id;
        sight.everything
            || (sight.scope.is_some() && sight.scope == province)
            || sight.member.is_some_and(|member| self.asked(member))
    }

    /// Whether `reviewer` sits in it or was asked to.
    fn asked(&self, reviewer: Uuid) -> bool {
        self.seats
            .iter()
            .any(|seat| seat.seat.reviewer == reviewer && seat.invitation != Invitation::NotInvited)
    }

    /// Who prepared it last.
    pub fn prepared_by(&self) -> &str {
        self.preparers.last().map_or("", String::as_str)
    }

    /// Why it goes on in spite of `warning`, if somebody said so.
    pub fn answer_to(&self, warning: &Warning) -> Option<&Override> {
        self.overrides.iter().find(|given| warning.is_met_by(given))
    }

    /// The subject of a fact about the team itself.
    fn subject(&self) -> Subject {
        Subject {
            case_id: self.id.to_string(),
            ..self.place().subject()
        }
    }
}
