//! From a version to iCalendar text.

use super::KINDS;
use crate::{Audience, Day, Document, Entry, EntryKind, Recurring, Scope, Status, Version};

/// Octets in a line before it is folded (RFC 5545, 3.1).
const LINE_OCTETS: usize = 75;

/// Writes a version as an iCalendar object with CRLF line ends.
#[must_use]
pub fn version_to_ical(version: &Version) -> String {
    let mut out = Writer::default();
    out.line("BEGIN", "VCALENDAR");
    out.line("VERSION", "2.0");
    out.line("PRODID", "-//kiemdinh//calendar//VI");
    out.text("X-WR-CALNAME", &version.title);
    out.text("X-KIEMDINH-ID", &version.id);
    out.line("X-KIEMDINH-KNOWN-ON", &basic(version.known_on));
    if let Some(document) = &version.document {
        out.document(document);
    }
    if !version.settles.is_empty() {
        let years: Vec<String> = version.settles.iter().map(i32::to_string).collect();
        out.line("X-KIEMDINH-SETTLES", &years.join(","));
    }
    for recurring in &version.recurring {
        out.recurring(version, recurring);
    }
    for (index, entry) in version.entries.iter().enumerate() {
        out.entry(version, entry, index);
    }
    out.line("END", "VCALENDAR");
    out.0
}

/// The text being written.
#[derive(Default)]
pub(super) struct Writer(pub(super) String);

impl Writer {
    /// A content line, folded at 75 octets between characters.
    pub(super) fn line(&mut self, name: &str, value: &str) {
        let mut room = LINE_OCTETS;
        for letter in name.chars().chain([':']).chain(value.chars()) {
            if letter.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = LINE_OCTETS - 1;
            }
            self.0.push(letter);
            room -= letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.line(name, &escaped(value));
    }

    fn document(&mut self, document: &Document) {
        self.text("X-KIEMDINH-DOCUMENT", &document.number);
        self.line("X-KIEMDINH-DOCUMENT-DATE", &basic(document.date));
        self.text("X-KIEMDINH-DOCUMENT-AUTHORITY", &document.authority);
    }

    fn begin_event(&mut self, version: &Version, uid: &str, date: Day, name: &str) {
        self.line("BEGIN", "VEVENT");
        self.text("UID", uid);
        self.line("DTSTAMP", &format!("{}T000000Z", basic(version.known_on)));
        self.line("DTSTART;VALUE=DATE", &basic(date));
        self.text("SUMMARY", name);
    }

    fn recurring(&mut self, version: &Version, recurring: &Recurring) {
        let Recurring {
            month,
            day,
            from_year,
            name,
        } = recurring;
        let uid = format!("{}-yearly-{month:02}{day:02}@kiemdinh", version.id);
        let date = Day::from_ymd(*from_year, *month, *day).unwrap_or(Day::MIN);
        self.begin_event(version, &uid, date, name);
        self.line("RRULE", "FREQ=YEARLY");
        self.line("END", "VEVENT");
    }

    fn entry(&mut self, version: &Version, entry: &Entry, index: usize) {
        let uid = format!("{}-{}-{index}@kiemdinh", version.id, basic(entry.date));
        self.begin_event(version, &uid, entry.date, &entry.name);
        self.line("X-KIEMDINH-KIND", kind_name(entry.kind));
        self.line(
            "STATUS",
            match entry.status {
                Status::InForce => "CONFIRMED",
                Status::Proposed | Status::Announced => "TENTATIVE",
                Status::Withdrawn => "CANCELLED",
            },
        );
        if entry.status == Status::Announced {
            self.line("X-KIEMDINH-ANNOUNCED", "TRUE");
        }
        if entry.audience == Audience::State {
            self.line("X-KIEMDINH-AUDIENCE", "STATE");
        }
        if let Scope::Province(code) = &entry.scope {
            self.text("X-KIEMDINH-PROVINCE", code);
        }
        if entry.projected {
            self.line("X-KIEMDINH-PROJECTED", "TRUE");
        }
        // Free, so that a calendar program does not show the officer as busy.
        self.line("TRANSP", "TRANSPARENT");
        if let Some(document) = &entry.document {
            self.document(document);
        }
        self.line("END", "VEVENT");
    }
}

fn kind_name(kind: EntryKind) -> &'static str {
    KINDS
        .iter()
        .find(|(known, _)| *known == kind)
        .map_or("HOLIDAY", |(_, name)| name)
}

/// `YYYYMMDD`.
pub(super) fn basic(day: Day) -> String {
    let (year, month, day) = day.ymd();
    format!("{year:04}{month:02}{day:02}")
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ',' | ';' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            // Control characters have no place in a content line.
            _ if letter.is_control() => {}
            _ => out.push(letter),
        }
    }
    out
}
