//! The rules of the external review, pure: what is, what is asked, the law and the moment go in; facts
//! or a refusal come out. No database, no network, no clock.

mod case;
mod deadline;
mod number;
mod refusal;
mod review;
mod reviewer;
mod sight;
mod team;

pub use case::{Case, UnfitSubject};
pub use deadline::{Judgement, deem_consent, judge};
pub use number::{Agency, DecisionNumber, UnknownDecisionNumber};
pub use refusal::{Broken, Refusal, Unfit};
pub use review::{Report, Review, ReviewCommand, ReviewState, Settlement, StateChange};
pub use reviewer::{Reviewer, ReviewerForm};
pub use sight::Sight;
pub use team::{Seat, Signer, Team, TeamProposal};
