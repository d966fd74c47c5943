//! What follows from a fact or from time passing, pure: a case file, the law and the moment go in; a
//! changed file, facts and letters come out. No database, no network, no clock.

mod attributes;
mod bounce;
mod card;
mod case_file;
mod clock;
mod delivery;
mod directory;
mod event;
mod letter;
mod member;
mod notice;
mod punctuality;
mod recognised;
mod rung;

pub use attributes::attribute;
pub use bounce::{Bounced, asked, bounce_letter};
pub use card::CaseCard;
pub use case_file::{CaseFile, Consequences, News, Rules};
pub use clock::{Clock, Noted, Outcome, Standing};
pub use delivery::{Consequence, Fate, MailRefusal, MailState, Obstacle, PAUSES};
pub use directory::Directory;
pub use event::{DueDate, Enclosed, Revised, enclosed};
pub use letter::{Letter, LetterKind};
pub use notice::concerns;
pub use punctuality::{Counted, Punctuality, punctuality};
pub use rung::{Rung, RungState};
