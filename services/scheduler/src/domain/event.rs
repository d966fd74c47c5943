//! What a mail carries to the calendar of its recipient: the date it is about, and what has changed of the dates that
//! earlier mails carried there. A date is told to nobody for the first time by a mail about something else.

use calendar::{Day, Event, Language, local_day};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{CaseCard, Clock, Rules};

/// What the calendar of a recipient was told of a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueDate {
    /// The clock.
    pub clock_id: Uuid,
    /// The due date that stands there, or stood there until it was taken out.
    pub due_on: Option<Day>,
    /// Whether it was taken out.
    pub cancelled: bool,
}

/// A clock and how often it was changed.
#[derive(Clone, Debug)]
pub struct Revised {
    /// The clock.
    pub clock: Clock,
    /// Grows with every change of it.
    pub revision: u32,
}

/// An event for a calendar, and what is told by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enclosed {
    /// The event.
    pub event: Event,
    /// What is told.
    pub told: DueDate,
}

/// What a mail about the clock `about`, if it is about one, carries at `now`; `clocks` are of the mail's case, `told`
/// is what its recipient was told before.
pub fn enclosed(
    about: Option<Uuid>,
    clocks: &[&Revised],
    told: &[DueDate],
    card: &CaseCard,
    rules: &Rules,
    language: Language,
    now: DateTime<Utc>,
) -> Vec<Enclosed> {
    let today = local_day(now);
    let enclose = |revised: &&Revised| {
        let clock = &revised.clock;
        let before = told.iter().find(|told| told.clock_id == clock.id);
        let tells = tells(clock, before, about == Some(clock.id), today)?;
        Some(Enclosed {
            event: Event {
                uid: format!("{}@kiemdinh", clock.id),
                sequence: revised.revision,
                stamped_at: now,
                on: tells.due_on?,
                summary: summary(clock, card, rules, language),
                description: basis(clock, rules, language),
                cancelled: tells.cancelled,
            },
            told: tells,
        })
    };
    clocks.iter().filter_map(enclose).collect()
}

/// What is to be told of `clock` to someone who was told `before`; nothing when there is nothing new.
fn tells(clock: &Clock, before: Option<&DueDate>, is_about_it: bool, today: Day) -> Option<DueDate> {
    let has_ended = clock
        .standing
        .as_ref()
        .is_none_or(|standing| standing.ended_on.is_some());
    let tell = |due_on, cancelled| {
        Some(DueDate {
            clock_id: clock.id,
            due_on,
            cancelled,
        })
    };
    match (clock.due_on().filter(|_| !has_ended), before) {
        (Some(due_on), _) if is_about_it && due_on >= today => tell(Some(due_on), false),
        (Some(due_on), Some(before)) if before.cancelled || before.due_on != Some(due_on) => {
            tell(Some(due_on), false)
        }
        (None, Some(before)) if !before.cancelled => tell(before.due_on, true),
        _ => None,
    }
}

fn summary(clock: &Clock, card: &CaseCard, rules: &Rules, language: Language) -> String {
    let title = clock
        .rule(rules)
        .map_or(clock.limit.as_str(), |rule| rule.title.text(language));
    let due = match language {
        Language::Vietnamese => "Hạn",
        Language::English => "Due",
    };
    match card.holder() {
        "" => format!("{due}: {title}"),
        holder => format!("{due}: {title} – {holder}"),
    }
}

fn basis(clock: &Clock, rules: &Rules, language: Language) -> String {
    let citation = clock.rule(rules).map(|rule| rule.citation.text(language));
    citation.unwrap_or_default().to_owned()
}
