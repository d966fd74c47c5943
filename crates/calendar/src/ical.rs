//! Calendar versions as iCalendar (RFC 5545), for the calendar programs of the offices.
//!
//! A version written and read back is the same version: what iCalendar has no word for travels in `X-` properties. A
//! foreign calendar without them is read too; its days come in as holidays, and as proposals where it says
//! `TENTATIVE`, so that importing one never silently changes how limits are counted beyond what it states.

mod event;
mod read;
mod write;

pub use event::{Event, events_to_ical};
pub use read::version_from_ical;
pub use write::version_to_ical;

use crate::EntryKind;

/// A text that is not a calendar version in iCalendar form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct IcalError {
    /// Line in the text, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// The names of the kinds in `X-KIEMDINH-KIND`.
const KINDS: [(EntryKind, &str); 4] = [
    (EntryKind::Holiday, "HOLIDAY"),
    (EntryKind::CompensatoryOff, "COMPENSATORY-OFF"),
    (EntryKind::SwappedOff, "SWAPPED-OFF"),
    (EntryKind::MakeUpWork, "MAKE-UP-WORK"),
];
