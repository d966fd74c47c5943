//! From iCalendar text to a version.

use std::collections::BTreeMap;

use super::{IcalError, KINDS};
use crate::{Audience, Day, Document, Entry, EntryKind, Recurring, Scope, Status, Version};

/// No event of a calendar of days off lasts longer; more is taken for a mistake.
const LONGEST_EVENT_DAYS: i32 = 31;

/// Reads a version from an iCalendar object.
///
/// # Errors
/// [`IcalError`] with the line, when the text is not iCalendar, lacks a date, or states something unknown.
pub fn version_from_ical(text: &str) -> Result<Version, IcalError> {
    let mut calendar: Option<Properties> = None;
    let mut event: Option<Properties> = None;
    let mut events: Vec<Properties> = Vec::new();
    // A time zone or an alarm says nothing about days off, and its SUMMARY is not the holiday's.
    let mut passed_over: Option<String> = None;
    for (line, content) in unfolded(text) {
        let (name, value) = property(line, &content)?;
        if let Some(component) = &passed_over {
            if name == "END" && value == *component {
                passed_over = None;
            }
            continue;
        }
        match (name.as_str(), value.as_str()) {
            ("BEGIN", "VCALENDAR") => calendar = Some(Properties::at(line)),
            ("BEGIN", "VEVENT") => event = Some(Properties::at(line)),
            ("END", "VEVENT") => events.extend(event.take()),
            ("BEGIN", _) => passed_over = Some(value),
            ("END", _) => {}
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
