//! Who is told of a limit, and when.
//!
//! A ladder is data; [`Ladder::moments`] lays it over a due date. The deadline rung is the legal effect and is always
//! there. The other rungs are letters, and fall on working days only.

use calendar::{Calendar, Day, end_of_day, local_moment};
use chrono::{DateTime, NaiveTime, Utc};
use serde::{Deserialize, Serialize};
use timelimit::Wording;

use crate::Role;

/// What a rung is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RungKind {
    /// *Nhắc hạn*, before the due day.
    Reminder,
    /// *Thư xin lỗi*: reason and new date, before the due day.
    Apology,
    /// On the morning of the due day.
    DayOf,
    /// 24:00 of the due day: the legal effect, not a letter.
    Deadline,
    /// *Quá hạn*, to whoever owes it.
    Overdue,
    /// *Báo cáo cấp trên*.
    Escalation,
}

/// When a rung fires, relative to the due day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum At {
    /// So many working days before.
    WorkingDaysBefore(u32),
    /// The due day itself.
    DayOf,
    /// 24:00 of the due day.
    Deadline,
    /// So many working days after.
    WorkingDaysAfter(u32),
    /// So many weeks after, or the next working day.
    WeeksAfter(u32),
}

/// To whom a rung is addressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Addressee {
    /// Whoever owes the limit.
    Obligor,
    /// A role, whoever owes it.
    Is(Role),
}

impl<'de> Deserialize<'de> for Addressee {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Addressee, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == "obligor" {
            return Ok(Addressee::Obligor);
        }
        let name = serde::de::value::StringDeserializer::<D::Error>::new(text);
        Role::deserialize(name).map(Addressee::Is)
    }
}

/// To which limits a rung belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Only {
    /// Limits that a letter may extend.
    Extensible,
}

/// A rung as the law file states it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RungText {
    pub(crate) id: String,
    pub(crate) kind: RungKind,
    pub(crate) at: At,
    pub(crate) to: Addressee,
    pub(crate) fallback: Role,
    #[serde(default)]
    pub(crate) only: Option<Only>,
    #[serde(default)]
    pub(crate) citation: Option<Wording>,
}

/// A ladder as the law file states it, before it is addressed to an obligor.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LadderText {
    pub(crate) id: String,
    pub(crate) title: Wording,
    pub(crate) rungs: Vec<RungText>,
}

impl LadderText {
    /// The ladder for a limit owed by `obligor`. Nobody is asked for a letter of apology that would extend nothing.
    pub(crate) fn addressed(&self, obligor: Role, is_extensible: bool) -> Ladder {
        let rungs = self
            .rungs
            .iter()
            .filter(|rung| is_extensible || rung.only != Some(Only::Extensible))
            .map(|rung| {
                let role = match rung.to {
                    Addressee::Obligor => obligor,
                    Addressee::Is(role) => role,
                };
                Rung {
                    id: rung.id.clone(),
                    kind: rung.kind,
                    at: rung.at,
                    role,
                    fallback: if rung.fallback == role {
                        above(role)
                    } else {
                        rung.fallback
                    },
                    citation: rung.citation.clone(),
                }
            })
            .collect();
        Ladder {
            id: self.id.clone(),
            title: self.title.clone(),
            rungs,
        }
    }
}

/// Who is told when nobody fills a role that the file names as its own fallback: the next above.
const fn above(role: Role) -> Role {
    match role {
        Role::DepartmentOfficer | Role::Administrator => Role::DepartmentLeader,
        Role::School | Role::Commune | Role::District | Role::Reviewer => Role::DepartmentOfficer,
        Role::DepartmentLeader | Role::Province | Role::Portal | Role::Auditor => Role::Administrator,
    }
}

/// One step of a ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rung {
    /// Stable name, unique in its ladder.
    pub id: String,
    /// What it is for.
    pub kind: RungKind,
    /// When it fires.
    pub at: At,
    /// Who is told.
    pub role: Role,
    /// Who is told when nobody fills that role.
    pub fallback: Role,
    /// The article that asks for it, if any.
    pub citation: Option<Wording>,
}

/// The rungs of one limit, addressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    /// Name in the law files.
    pub id: String,
    /// What it is called.
    pub title: Wording,
    /// The rungs, in the order of the file.
    pub rungs: Vec<Rung>,
}

/// A rung laid over a due date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RungMoment {
    /// Which rung.
    pub rung_id: String,
    /// What it is for.
    pub kind: RungKind,
    /// When it fires.
    pub fires_at: DateTime<Utc>,
    /// Who is told.
    pub role: Role,
    /// Who is told when nobody fills that role.
    pub fallback: Role,
}

impl Ladder {
    /// When each rung fires for a due date, in order of time.
    ///
    /// Letters fire at 07:30 Vietnamese time of a working day. When the due day itself is not worked (a limit that
    /// does not roll), they count from the preceding working day, so that they arrive before it. Rungs earlier than
    /// the clock's own start come out too; leaving them out is the caller's business, who knows the start.
    ///
    /// Never fails: where the calendar ends, Monday to Friday are taken as worked, for a deadline must not be lost.
    #[must_use]
    pub fn moments(&self, due: Day, calendar: &Calendar) -> Vec<RungMoment> {
        let office = Office(calendar);
        let mut moments: Vec<RungMoment> = self
            .rungs
            .iter()
            .map(|rung| RungMoment {
                rung_id: rung.id.clone(),
                kind: rung.kind,
                fires_at: office.fires_at(rung.at, due),
                role: rung.role,
                fallback: rung.fallback,
            })
            .collect();
        moments.sort_by_key(|moment| moment.fires_at);
        moments
    }
}

/// The calendar, extended by plain weeks where it ends. Steps day by day: ladders are a few weeks long.
struct Office<'a>(&'a Calendar);

impl Office<'_> {
    fn fires_at(&self, at: At, due: Day) -> DateTime<Utc> {
        let eve = self.on_or(due, -1);
        let day = match at {
            At::Deadline => return end_of_day(due),
            At::DayOf => eve,
            At::WorkingDaysBefore(count) => self.step(eve, count, -1),
            At::WorkingDaysAfter(count) => self.step(due, count, 1),
            At::WeeksAfter(weeks) => self.on_or(
                due.plus_days(i32::try_from(weeks).unwrap_or(i32::MAX).saturating_mul(7)),
                1,
            ),
        };
        // 07:30 exists in every day, so the fallback is never taken.
        local_moment(day, NaiveTime::from_hms_opt(7, 30, 0).unwrap_or(NaiveTime::MIN))
    }

    fn is_worked(&self, day: Day) -> bool {
        self.0.is_working(day).unwrap_or(!day.is_weekend())
    }

    fn on_or(&self, mut day: Day, direction: i32) -> Day {
        while !self.is_worked(day) && Day::MIN < day && day < Day::MAX {
            day = day.plus_days(direction);
        }
        day
    }

    fn step(&self, mut day: Day, count: u32, direction: i32) -> Day {
        for _ in 0..count {
            day = self.on_or(day.plus_days(direction), direction);
        }
        day
    }
}
