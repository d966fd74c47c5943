//! Days to remember as iCalendar, for the calendar of whoever gets a letter about them.

use chrono::{DateTime, Utc};

use super::write::{Writer, basic};
use crate::Day;

/// A whole day on which something is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The same for ever: a later text with it replaces this one.
    pub uid: String,
    /// Greater than in every earlier text about it.
    pub sequence: u32,
    /// When this text was made.
    pub stamped_at: DateTime<Utc>,
    /// The day.
    pub on: Day,
    /// What is due, in a line.
    pub summary: String,
    /// What else is to be known.
    pub description: String,
    /// Whether it is to be taken out of the calendar again.
    pub cancelled: bool,
}

/// Writes `events` as one iCalendar object with CRLF line ends, to be entered without an answer
/// (RFC 5546, 1.4: `PUBLISH`).
#[must_use]
pub fn events_to_ical(events: &[Event]) -> String {
    let mut out = Writer::default();
    out.line("BEGIN", "VCALENDAR");
    out.line("VERSION", "2.0");
    out.line("PRODID", "-//kiemdinh//deadlines//VI");
    out.line("METHOD", "PUBLISH");
    for event in events {
        out.line("BEGIN", "VEVENT");
        out.text("UID", &event.uid);
        out.line("SEQUENCE", &event.sequence.to_string());
        out.line("DTSTAMP", &event.stamped_at.format("%Y%m%dT%H%M%SZ").to_string());
        // Without an end it is this whole day (RFC 5545, 3.6.1).
        out.line("DTSTART;VALUE=DATE", &basic(event.on));
        out.text("SUMMARY", &event.summary);
        out.text("DESCRIPTION", &event.description);
        out.line("STATUS", if event.cancelled { "CANCELLED" } else { "CONFIRMED" });
        // Free, so that a calendar program does not show the officer as busy.
        out.line("TRANSP", "TRANSPARENT");
        out.line("END", "VEVENT");
    }
    out.line("END", "VCALENDAR");
    out.0
}
