//! What is tried: a calendar version or law files.

use std::path::Path;

use calendar::{Almanac, Calendar, Scope, Version, version_from_ical, version_from_toml};
use statute::Law;

use crate::commands::law::files::{Files, read};
use crate::problem::Problem;

/// A draft, laid over what is in force.
#[derive(Debug)]
pub enum Draft {
    /// A calendar version.
    Calendar {
        /// The almanac with it.
        almanac: Box<Almanac>,
        /// How many of its entries hold in one province only, and so count nowhere here.
        local: usize,
    },
    /// The law with the draft in it.
    Law(Box<Law>),
}

impl Draft {
    /// Reads the draft at `path`: iCalendar, a calendar version in TOML, or a law file.
    ///
    /// # Errors
    /// When it cannot be read, or is none of these.
    pub fn read(path: &Path) -> Result<Self, Problem> {
        if path.is_dir() {
            return Self::law(path);
        }
        let text = read(path)?;
        let refused =
            |error: &dyn std::fmt::Display| Problem::invalid(format!("{}: {error}", path.display()));
        if text.starts_with("BEGIN:VCALENDAR") {
            return version_from_ical(&text)
                .map(Self::calendar)
                .map_err(|error| refused(&error));
        }
        let keys: toml::Table = toml::from_str(&text).map_err(|error| refused(&error))?;
        if ["known_on", "entries", "settles"]
            .iter()
            .any(|key| keys.contains_key(*key))
        {
            return version_from_toml(&text)
                .map(Self::calendar)
                .map_err(|error| refused(&error));
        }
        Self::law(path)
    }

    fn law(path: &Path) -> Result<Self, Problem> {
        let law = Files::drafted(&[path.to_owned()])?.law()?;
        Ok(Self::Law(Box::new(law)))
    }

    /// The draft that a calendar version is.
    pub fn calendar(version: Version) -> Self {
        let is_local = |scope: &Scope| *scope != Scope::National;
        Self::Calendar {
            local: version
                .entries
                .iter()
                .filter(|entry| is_local(&entry.scope))
                .count(),
            almanac: Box::new(Almanac::official().with_draft(version)),
        }
    }

    /// The days that count under the draft.
    pub fn days(&self) -> &Calendar {
        match self {
            Self::Calendar { almanac, .. } => almanac.latest(),
            Self::Law(_) => Almanac::official().latest(),
        }
    }

    /// The rules that hold under the draft.
    pub fn rules(&self) -> &Law {
        match self {
            Self::Calendar { .. } => Law::official(),
            Self::Law(law) => law,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(name: &str, text: &str) -> Result<Draft, Problem> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        Draft::read(&path)
    }

    #[test]
    fn each_kind_of_draft_is_told_by_what_it_says() {
        let (_, swap) = Almanac::official_files()
            .iter()
            .find(|(name, _)| name.contains("swap"))
            .unwrap();
        let version = version_from_toml(swap).unwrap();
        assert!(matches!(
            read_text("a.toml", swap),
            Ok(Draft::Calendar { local: 0, .. })
        ));
        let ical = calendar::version_to_ical(&version);
        assert!(matches!(read_text("a.ics", &ical), Ok(Draft::Calendar { .. })));
        assert!(matches!(
            read_text("recognition.toml", "limit = []"),
            Ok(Draft::Law(_))
        ));
    }

    #[test]
    fn a_draft_that_is_neither_is_refused() {
        for text in [
            "",
            "known_on = 3",
            "known_on",
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\n",
            "x = 1",
        ] {
            let refused = read_text("draft.toml", text).unwrap_err();
            assert_eq!(refused.code.exit_code(), 7, "{text:?}: {refused}");
        }
    }
}
