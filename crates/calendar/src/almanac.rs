//! All versions of the calendar, in the order in which they became known.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::{Calendar, Day, Entry, EntryKind, Scope, Status, Version, projection, text};

/// The years an [`Almanac`] covers.
const FIRST_YEAR: i32 = 2010;
const LAST_YEAR: i32 = 2060;

/// The official files, oldest knowledge first.
const OFFICIAL: &[(&str, &str)] = &[
    ("base.toml", include_str!("../data/base.toml")),
    (
        "2023-11-22-year-2024.toml",
        include_str!("../data/2023-11-22-year-2024.toml"),
    ),
    (
        "2024-04-12-swap.toml",
        include_str!("../data/2024-04-12-swap.toml"),
    ),
    (
        "2024-12-03-year-2025.toml",
        include_str!("../data/2024-12-03-year-2025.toml"),
    ),
    (
        "2025-10-21-year-2026.toml",
        include_str!("../data/2025-10-21-year-2026.toml"),
    ),
    (
        "2025-12-25-swap.toml",
        include_str!("../data/2025-12-25-swap.toml"),
    ),
    (
        "2026-04-24-culture-day.toml",
        include_str!("../data/2026-04-24-culture-day.toml"),
    ),
];

static OFFICIAL_ALMANAC: LazyLock<Almanac> = LazyLock::new(|| {
    let versions = OFFICIAL
        .iter()
        .filter_map(|(_, source)| text::version_from_toml(source).ok())
        .collect();
    Almanac::new(versions)
});

/// Whose calendar is compiled, and how much of the undecided it takes in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct View {
    /// The code of the province whose local days count besides the national ones.
    pub province: Option<String>,
    /// Count proposed and announced entries as if they were in force (for a what-if only).
    pub with_proposed: bool,
}

/// The ordered versions of the calendar, each compiled.
#[derive(Debug, Clone)]
pub struct Almanac {
    view: View,
    versions: Vec<Version>,
    /// One calendar per version, plus at the front the one that knew no version at all.
    calendars: Vec<Calendar>,
}

impl Almanac {
    /// The almanac of the official notices shipped with this crate, as state offices count.
    #[must_use]
    pub fn official() -> &'static Almanac {
        &OFFICIAL_ALMANAC
    }

    /// The files behind [`Almanac::official`], as (name, TOML text).
    #[must_use]
    pub fn official_files() -> &'static [(&'static str, &'static str)] {
        OFFICIAL
    }

    /// Compiles versions, given in any order, for state offices without local days.
    #[must_use]
    pub fn new(versions: Vec<Version>) -> Almanac {
        Almanac::for_view(versions, View::default())
    }

    /// Compiles versions, given in any order, for a chosen view.
    #[must_use]
    pub fn for_view(mut versions: Vec<Version>, view: View) -> Almanac {
        versions.sort_by(|a, b| (a.known_on, &a.id).cmp(&(b.known_on, &b.id)));
        let calendars = (0..=versions.len())
            .map(|known| compile(&versions[..known], &view))
            .collect();
        Almanac {
            view,
            versions,
            calendars,
        }
    }

    /// The almanac with one more version: what a draft would make of it. This almanac is unchanged.
    #[must_use]
    pub fn with_version(&self, version: Version) -> Almanac {
        let key = |version: &Version| (version.known_on, version.id.clone());
        let place = self.versions.partition_point(|known| key(known) <= key(&version));
        let mut almanac = self.clone();
        almanac.versions.insert(place, version);
        // What was known before the draft stays as it was; only later knowledge is compiled again.
        almanac.calendars.truncate(place + 1);
        let later = place + 1..=almanac.versions.len();
        let recompiled: Vec<Calendar> = later
            .map(|known| compile(&almanac.versions[..known], &almanac.view))
            .collect();
        almanac.calendars.extend(recompiled);
        almanac
    }

    /// What a draft would make of the calendar once it is issued: laid over everything known, its proposed and
    /// announced entries in force. This almanac is unchanged.
    #[must_use]
    pub fn with_draft(&self, mut draft: Version) -> Almanac {
        if let Some(newest) = self.versions.last()
            && draft.known_on <= newest.known_on
        {
            draft.known_on = newest.known_on.plus_days(1);
        }
        for entry in &mut draft.entries {
            if matches!(entry.status, Status::Proposed | Status::Announced) {
                entry.status = Status::InForce;
            }
        }
        self.with_version(draft)
    }

    /// The versions, in the order in which they became known.
    #[must_use]
    pub fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// The calendar of everything known.
    #[must_use]
    pub fn latest(&self) -> &Calendar {
        &self.calendars[self.versions.len()]
    }

    /// The calendar as an officer knew it at the end of `day`.
    #[must_use]
    pub fn as_known_on(&self, day: Day) -> &Calendar {
        let known = self.versions.partition_point(|version| version.known_on <= day);
        &self.calendars[known]
    }
}

/// Lays the versions over one another and compiles the result.
fn compile(versions: &[Version], view: &View) -> Calendar {
    let counts = |entry: &Entry| match entry.status {
        Status::InForce => true,
        Status::Proposed | Status::Announced => view.with_proposed,
        Status::Withdrawn => false,
    };
    let here = |entry: &Entry| match &entry.scope {
        Scope::National => true,
        Scope::Province(code) => view.province.as_ref() == Some(code),
    };
    let settled: BTreeSet<i32> = versions
        .iter()
        .flat_map(|version| version.settles.iter().copied())
        .collect();
    let recurring: Vec<_> = versions
        .iter()
        .flat_map(|version| version.recurring.iter().cloned())
        .collect();

    let mut by_day: BTreeMap<(Day, EntryKind), Entry> = BTreeMap::new();
    for year in (FIRST_YEAR..=LAST_YEAR).filter(|year| !settled.contains(year)) {
        for entry in projection::entries_of(year, &recurring) {
            by_day.insert((entry.date, entry.kind), entry);
        }
    }
    for version in versions {
        let speaks_of: BTreeMap<Day, bool> = version
            .entries
            .iter()
            .filter(|entry| here(entry) && counts(entry))
            .map(|entry| (entry.date, entry.kind.is_worked()))
            .collect();
        // The latest word on a day stands: a holiday declared on a make-up day ends the make-up, and the reverse.
        by_day.retain(|(day, kind), _| {
            speaks_of
                .get(day)
                .is_none_or(|worked| *worked == kind.is_worked())
        });
        for entry in version.entries.iter().filter(|entry| here(entry)) {
            if counts(entry) {
                let mut entry = entry.clone();
                entry.document = entry.document.or_else(|| version.document.clone());
                by_day.insert((entry.date, entry.kind), entry);
            } else if entry.status == Status::Withdrawn {
                by_day.remove(&(entry.date, entry.kind));
            }
        }
    }
    Calendar::compile(FIRST_YEAR, LAST_YEAR, by_day.into_values().collect(), |year| {
        !settled.contains(&year)
    })
}
