//! The rules of recognition, pure: what is, what is asked, the law and the moment go in; facts or a
//! refusal come out. No database, no network, no clock.

mod case;
mod certificate;
mod decision;
mod judgement;
mod number;
mod refusal;
mod register;
mod school;
mod statistics;
mod target;

pub use case::{Case, UnfitCase, book_of, wish_of};
pub use certificate::{
    Certificate, CertificateCommand, CertificateRefusal, CertificateRow, CertificateState, Circumstances,
    Entered, Entering, EntryForm, Holder, ImportedCertificates, IntoRegister, Issue, LONGEST_NUMBER,
    MeasureForm, Origin, PreparedMeasure, Remedy, RemedyConclusion, RemedyForm, RemedyReport, Renewal,
    RevocationConclusion, RowDefect, SignedMeasure, Span, Standing, UnknownCode, VerificationCode, in_force,
};
pub use decision::{
    Apology, ApologyForm, Authority, Background, Conclusion, ConclusionForm, Condition, DECIDE, Decided,
    Decision, DecisionCommand, DecisionState, Draft, DraftForm, FinalReport, Finding, Issuing, Proposal,
    Prospect, Publication, SentApology, SentProposal, Signature, Signer, StateChange, Unmet, held, propose,
};
pub use judgement::{Judgement, judge};
pub use number::{CertificateNumber, DocumentNumber, Series, UnknownNumber};
pub use refusal::{ApologyRefusal, Refusal};
pub use register::RegisterEntry;
pub use school::{
    Ambiguous, Ending, School, SchoolDetails, SchoolPeriod, Schools, commune_key, commune_keys, school_id_in,
};
pub use statistics::{
    Absorbed, Attainment, AttainmentTarget, Counted, Figures, Group, Grouping, Standard, Tally, TargetForm,
    TargetRefusal, Targets, attainment, department, remarks,
};
pub use target::{in_law, title, up_to};
