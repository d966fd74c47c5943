//! The form of `[[recognition]]` in `law/conditions.toml`, and what it must satisfy.

use serde::Deserialize;
use timelimit::Wording;

use crate::check::worded;
use crate::condition_text::ConditionsText;
use crate::fault::Faults;
use crate::{Confidence, RecognitionTarget, RegimeId, Source, Wish};

/// The conditions that `law/conditions.toml` states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
pub(crate) enum RecognitionRule {
    /// The regime issues what is asked for.
    #[serde(rename = "recognition.granted")]
    Granted,
    /// The external review reached the level needed.
    #[serde(rename = "recognition.level")]
    Level,
    /// A preschool has operated long enough (A).
    #[serde(rename = "recognition.operation")]
    Operation,
    /// A cohort has completed the school.
    #[serde(rename = "recognition.cohort")]
    Cohort,
    /// There are data of consecutive school years (B).
    #[serde(rename = "recognition.data")]
    Data,
    /// The legal conditions of operation hold (B).
    #[serde(rename = "recognition.legal")]
    Legal,
}

impl RecognitionRule {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            RecognitionRule::Granted => "recognition.granted",
            RecognitionRule::Level => "recognition.level",
            RecognitionRule::Operation => "recognition.operation",
            RecognitionRule::Cohort => "recognition.cohort",
            RecognitionRule::Data => "recognition.data",
            RecognitionRule::Legal => "recognition.legal",
        }
    }
}

impl ConditionsText {
    /// The entry of a condition for a wish and a kind of school under a regime: the first that fits.
    pub(crate) fn recognition_rule(
        &self,
        rule: RecognitionRule,
        regime: RegimeId,
        wish: Wish,
        school_type: &str,
    ) -> Option<&RecognitionText> {
        self.recognition.iter().find(|entry| {
            entry.rule == rule
                && entry.regimes.contains(&regime)
                && (entry.wishes.is_empty() || entry.wishes.contains(&wish))
                && (entry.school_types.is_empty()
                    || entry.school_types.iter().any(|kind| kind == school_type))
        })
    }
}

/// A condition of recognition, for some regimes and, where it says so, some wishes and kinds of school.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecognitionText {
    pub(crate) rule: RecognitionRule,
    pub(crate) regimes: Vec<RegimeId>,
    #[serde(default)]
    pub(crate) wishes: Vec<Wish>,
    #[serde(default)]
    pub(crate) school_types: Vec<String>,
    /// The Mức that degree 1, 2, … of the wish needs.
    #[serde(default)]
    pub(crate) levels: Vec<u8>,
    pub(crate) title: Wording,
    pub(crate) citation: Wording,
    pub(crate) confidence: Confidence,
}

/// Every condition names its source in both languages and stands once; those that every regime has are there for
/// schools of any kind, and the acts for single kinds of school ask for the same Mức.
pub(crate) fn check(source: &Source, conditions: &ConditionsText, faults: &mut Faults) {
    for entry in &conditions.recognition {
        let rule = entry.rule.as_str();
        worded(source, rule, "title", &entry.title, faults);
        worded(source, rule, "citation", &entry.citation, faults);
        let alike = |other: &&RecognitionText| {
            (other.rule, &other.school_types, &other.wishes)
                == (entry.rule, &entry.school_types, &entry.wishes)
                && other.regimes.iter().any(|regime| entry.regimes.contains(regime))
        };
        if conditions.recognition.iter().filter(alike).count() > 1 {
            faults.add(
                source,
                Some(rule),
                "stands twice for a regime, a wish and a kind of school",
            );
        }
        if entry.rule == RecognitionRule::Level {
            levels(source, conditions, entry, faults);
        }
    }
    let everywhere = [
        RecognitionRule::Granted,
        RecognitionRule::Level,
        RecognitionRule::Cohort,
    ];
    for (regime, rule) in RegimeId::ALL
        .into_iter()
        .flat_map(|regime| everywhere.map(|rule| (regime, rule)))
    {
        if conditions
            .recognition_rule(rule, regime, Wish::NationalStandard, "")
            .is_none()
        {
            faults.add(
                source,
                Some(rule.as_str()),
                format!("nothing for regime {regime}"),
            );
        }
    }
}

/// An entry that states levels has one for each degree, the same for every kind of school.
fn levels(source: &Source, conditions: &ConditionsText, entry: &RecognitionText, faults: &mut Faults) {
    let rule = entry.rule.as_str();
    for &wish in &entry.wishes {
        let degrees = RecognitionTarget::ALL
            .iter()
            .filter(|target| target.wish() == wish)
            .count();
        if entry.levels.len() != degrees {
            let message = format!("{} levels for {degrees} degrees", entry.levels.len());
            faults.add(source, Some(rule), message);
        }
        for &regime in &entry.regimes {
            let general = conditions.recognition_rule(entry.rule, regime, wish, "");
            if general.map(|general| &general.levels) != Some(&entry.levels) {
                let message =
                    format!("other levels for some kinds of school than for the rest under {regime}");
                faults.add(source, Some(rule), message);
            }
        }
    }
}
