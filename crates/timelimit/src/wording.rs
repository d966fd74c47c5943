//! A phrase in both languages.

use calendar::Language;
use serde::{Deserialize, Serialize};

/// The same words in Vietnamese and English: a title, the name of an event, a citation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// In Vietnamese, as the law and the letters say it.
    pub vi: String,
    /// In English.
    pub en: String,
}

impl Wording {
    /// A phrase given in both languages.
    #[must_use]
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Wording {
        Wording {
            vi: vi.into(),
            en: en.into(),
        }
    }

    /// The phrase in one language.
    #[must_use]
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::Vietnamese => &self.vi,
            Language::English => &self.en,
        }
    }

    /// Whether nothing is said in either language.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.vi.is_empty() && self.en.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::Wording;

    #[test]
    fn one_language_is_not_nothing() {
        assert!(Wording::default().is_empty());
        assert!(!Wording::new("hạn", "").is_empty() && !Wording::new("", "limit").is_empty());
    }
}
