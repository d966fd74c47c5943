//! What follows from a fact or from time passing, pure: a case file, the law and the moment go in; a
//! changed file, facts and letters come out. No database, no network, no clock.

mod attributes;
mod card;
mod case_file;
mod clock;
mod directory;
mod letter;
mod member;
mod notice;
mod punctuality;
mod recognised;
mod rung;

pub use attributes::attribute;
pub use card::CaseCard;
pub use case_file::{CaseFile, Consequences, News, Rules};
pub use clock::{Clock, Noted, Outcome, Standing};
pub use directory::Directory;
pub use letter::{Letter, LetterKind};
pub use notice::concerns;
pub use punctuality::{Counted, Punctuality, punctuality};
pub use rung::{Rung, RungState};
