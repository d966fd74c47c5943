//! The rules of recognition, pure: what is, what is asked, the law and the moment go in; facts or a
//! refusal come out. No database, no network, no clock.

mod appraisal;
mod case;
mod certificate;
mod decision;
mod judgement;
mod number;
mod refusal;
mod state;

pub use appraisal::{Proposal, propose};
pub use case::{Case, UnfitCase};
pub use certificate::Certificate;
pub use decision::{
    Conclusion, Decided, Decision, DecisionCommand, Draft, FinalReport, SentProposal, Signature, Signer,
};
pub use judgement::{Judgement, judge};
pub use number::{CertificateNumber, DocumentNumber, Series, UnknownNumber};
pub use refusal::Refusal;
pub use state::{Authority, DecisionState, StateChange};
