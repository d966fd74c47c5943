//! Calendar versions as iCalendar (RFC 5545), for the calendar programs of the offices.
//!
//! A version written and read back is the same version: what iCalendar has no word for travels in `X-` properties. A
//! foreign calendar without them is read too; its days come in as holidays, and as proposals where it says
//! `TENTATIVE`, so that importing one never silently changes how limits are counted beyond what it states.

use std::collections::BTreeMap;

use crate::{Audience, Day, Document, Entry, EntryKind, Recurring, Scope, Status, Version};

/// Octets in a line before it is folded (RFC 5545, 3.1).
const LINE_OCTETS: usize = 75;
/// No event of a calendar of days off lasts longer; more is taken for a mistake.
const LONGEST_EVENT_DAYS: i32 = 31;

/// A text that is not a calendar version in iCalendar form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct IcalError {
    /// Line in the text, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

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

/// Reads a version from an iCalendar object.
///
/// # Errors
/// [`IcalError`] with the line, when the text is not iCalendar, lacks a date, or states something unknown.
pub fn version_from_ical(text: &str) -> Result<Version, IcalError> {
    let mut calendar: Option<Properties> = None;
    let mut event: Option<Properties> = None;
    let mut events: Vec<Properties> = Vec::new();
    for (line, content) in unfolded(text) {
        let (name, value) = property(line, &content)?;
        match (name.as_str(), value.as_str()) {
            ("BEGIN", "VCALENDAR") => calendar = Some(Properties::at(line)),
            ("BEGIN", "VEVENT") => event = Some(Properties::at(line)),
            ("END", "VEVENT") => events.extend(event.take()),
            ("BEGIN" | "END", _) => {}
            _ => {
                let target = event.as_mut().or(calendar.as_mut());
                let target = target.ok_or_else(|| IcalError {
                    line,
                    message: "a property before BEGIN:VCALENDAR".to_owned(),
                })?;
                target.values.insert(name, (line, value));
            }
        }
    }
    let calendar = calendar.ok_or_else(|| IcalError {
        line: 1,
        message: "no BEGIN:VCALENDAR".to_owned(),
    })?;
    let mut version = Version {
        id: calendar
            .text("X-KIEMDINH-ID")
            .unwrap_or_else(|| "imported".to_owned()),
        known_on: match calendar.day("X-KIEMDINH-KNOWN-ON")? {
            Some(day) => day,
            None => earliest_stamp(&events)?,
        },
        title: calendar.text("X-WR-CALNAME").unwrap_or_default(),
        document: calendar.document()?,
        settles: calendar.years("X-KIEMDINH-SETTLES")?,
        recurring: Vec::new(),
        entries: Vec::new(),
    };
    for event in &events {
        if event.values.contains_key("RRULE") {
            version.recurring.push(event.recurring()?);
        } else {
            version.entries.extend(event.entries()?);
        }
    }
    Ok(version)
}

/// A calendar that does not say when it became known was known when its first event was stamped.
fn earliest_stamp(events: &[Properties]) -> Result<Day, IcalError> {
    let stamps: Result<Vec<Option<Day>>, IcalError> =
        events.iter().map(|event| event.day("DTSTAMP")).collect();
    stamps?.into_iter().flatten().min().ok_or_else(|| IcalError {
        line: 1,
        message: "neither X-KIEMDINH-KNOWN-ON nor any DTSTAMP says since when this is known".to_owned(),
    })
}

/// The text being written.
#[derive(Default)]
struct Writer(String);

impl Writer {
    /// A content line, folded at 75 octets between characters.
    fn line(&mut self, name: &str, value: &str) {
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

    fn text(&mut self, name: &str, value: &str) {
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

/// The properties of a calendar or of one event, by name without parameters.
struct Properties {
    line: usize,
    values: BTreeMap<String, (usize, String)>,
}

impl Properties {
    fn at(line: usize) -> Properties {
        Properties {
            line,
            values: BTreeMap::new(),
        }
    }

    fn text(&self, name: &str) -> Option<String> {
        self.values.get(name).map(|(_, value)| unescaped(value))
    }

    fn is_true(&self, name: &str) -> bool {
        self.values
            .get(name)
            .is_some_and(|(_, value)| value.eq_ignore_ascii_case("TRUE"))
    }

    /// The date part of a DATE or DATE-TIME value.
    fn day(&self, name: &str) -> Result<Option<Day>, IcalError> {
        let Some((line, value)) = self.values.get(name) else {
            return Ok(None);
        };
        let digits = value
            .get(..8)
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        let day = digits.and_then(|digits| {
            Day::from_ymd(
                digits[..4].parse().ok()?,
                digits[4..6].parse().ok()?,
                digits[6..].parse().ok()?,
            )
        });
        day.map(Some).ok_or_else(|| IcalError {
            line: *line,
            message: format!("{name}: {value:?} is not a date"),
        })
    }

    fn start(&self) -> Result<Day, IcalError> {
        self.day("DTSTART")?.ok_or_else(|| IcalError {
            line: self.line,
            message: "the event has no DTSTART".to_owned(),
        })
    }

    fn years(&self, name: &str) -> Result<Vec<i32>, IcalError> {
        let Some((line, value)) = self.values.get(name) else {
            return Ok(Vec::new());
        };
        let years: Result<Vec<i32>, _> = value.split(',').map(|year| year.trim().parse()).collect();
        years.map_err(|_| IcalError {
            line: *line,
            message: format!("{name}: {value:?} are not years"),
        })
    }

    fn document(&self) -> Result<Option<Document>, IcalError> {
        let Some(number) = self.text("X-KIEMDINH-DOCUMENT") else {
            return Ok(None);
        };
        let date = self.day("X-KIEMDINH-DOCUMENT-DATE")?.ok_or_else(|| IcalError {
            line: self.line,
            message: "X-KIEMDINH-DOCUMENT without X-KIEMDINH-DOCUMENT-DATE".to_owned(),
        })?;
        let authority = self.text("X-KIEMDINH-DOCUMENT-AUTHORITY").unwrap_or_default();
        Ok(Some(Document {
            number,
            date,
            authority,
        }))
    }

    fn recurring(&self) -> Result<Recurring, IcalError> {
        if let Some((line, rule)) = self.values.get("RRULE")
            && rule != "FREQ=YEARLY"
        {
            let message = format!("only RRULE:FREQ=YEARLY is understood, not {rule:?}");
            return Err(IcalError { line: *line, message });
        }
        let (from_year, month, day) = self.start()?.ymd();
        Ok(Recurring {
            month,
            day,
            from_year,
            name: self.text("SUMMARY").unwrap_or_default(),
        })
    }

    /// One entry per day of the event; DTEND is the day after its last.
    fn entries(&self) -> Result<Vec<Entry>, IcalError> {
        let first = self.start()?;
        let days = self.day("DTEND")?.map_or(1, |end| end.days_since(first).max(1));
        if days > LONGEST_EVENT_DAYS {
            let message = format!("the event lasts {days} days; at most {LONGEST_EVENT_DAYS} are accepted");
            return Err(IcalError {
                line: self.line,
                message,
            });
        }
        let entry = Entry {
            date: first,
            kind: self.kind()?,
            name: self.text("SUMMARY").unwrap_or_default(),
            document: self.document()?,
            status: self.status()?,
            audience: match self.text("X-KIEMDINH-AUDIENCE").as_deref() {
                Some("STATE") => Audience::State,
                _ => Audience::All,
            },
            scope: self
                .text("X-KIEMDINH-PROVINCE")
                .map_or(Scope::National, Scope::Province),
            projected: self.is_true("X-KIEMDINH-PROJECTED"),
        };
        Ok((0..days)
            .map(|offset| Entry {
                date: first.plus_days(offset),
                ..entry.clone()
            })
            .collect())
    }

    fn kind(&self) -> Result<EntryKind, IcalError> {
        let Some((line, name)) = self.values.get("X-KIEMDINH-KIND") else {
            return Ok(EntryKind::Holiday);
        };
        KINDS
            .iter()
            .find(|(_, known)| known == name)
            .map(|(kind, _)| *kind)
            .ok_or_else(|| IcalError {
                line: *line,
                message: format!("X-KIEMDINH-KIND: {name:?} is unknown"),
            })
    }

    fn status(&self) -> Result<Status, IcalError> {
        match self
            .values
            .get("STATUS")
            .map(|(line, status)| (*line, status.as_str()))
        {
            None | Some((_, "CONFIRMED")) => Ok(Status::InForce),
            Some((_, "TENTATIVE")) if self.is_true("X-KIEMDINH-ANNOUNCED") => Ok(Status::Announced),
            Some((_, "TENTATIVE")) => Ok(Status::Proposed),
            Some((_, "CANCELLED")) => Ok(Status::Withdrawn),
            Some((line, status)) => Err(IcalError {
                line,
                message: format!("STATUS: {status:?} is unknown"),
            }),
        }
    }
}

const KINDS: [(EntryKind, &str); 4] = [
    (EntryKind::Holiday, "HOLIDAY"),
    (EntryKind::CompensatoryOff, "COMPENSATORY-OFF"),
    (EntryKind::SwappedOff, "SWAPPED-OFF"),
    (EntryKind::MakeUpWork, "MAKE-UP-WORK"),
];

fn kind_name(kind: EntryKind) -> &'static str {
    KINDS
        .iter()
        .find(|(known, _)| *known == kind)
        .map_or("HOLIDAY", |(_, name)| name)
}

/// `YYYYMMDD`.
fn basic(day: Day) -> String {
    let (year, month, day) = day.ymd();
    format!("{year:04}{month:02}{day:02}")
}

/// Content lines with their number, continuation lines joined.
fn unfolded(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (index, line) in text.trim_start_matches('\u{feff}').split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some((_, previous))) => previous.push_str(rest),
            _ if line.is_empty() => {}
            _ => lines.push((index + 1, line.to_owned())),
        }
    }
    lines
}

/// Name in capitals without parameters, and the raw value.
fn property(line: usize, content: &str) -> Result<(String, String), IcalError> {
    // A quoted parameter value may hold a colon.
    let mut quoted = false;
    let colon = content.char_indices().find_map(|(place, letter)| match letter {
        '"' => {
            quoted = !quoted;
            None
        }
        ':' if !quoted => Some(place),
        _ => None,
    });
    let Some(colon) = colon else {
        return Err(IcalError {
            line,
            message: format!("no colon in {content:?}"),
        });
    };
    let name = content[..colon]
        .split(';')
        .next()
        .unwrap_or("")
        .to_ascii_uppercase();
    Ok((name, content[colon + 1..].to_owned()))
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

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            _ => out.push(letter),
        }
    }
    out
}
