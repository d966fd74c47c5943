//! Where a decision was published, by the Sở and by the school about itself.

use chrono::{DateTime, Utc};
use form::Defects;
use proto::fact::{DecisionPublished, DecisionPublishedBySchool};

use super::{Decision, DecisionState};
use crate::domain::Refusal;

/// A publication of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// Where.
    pub place: String,
    /// When it was reported.
    pub at: DateTime<Utc>,
}

impl Publication {
    fn stated(place: &str, at: DateTime<Utc>) -> Result<Self, Refusal> {
        let mut defects = Defects::default();
        let place = defects.stated(place, "place", "phải nêu nơi công bố");
        defects
            .judge()
            .map_err(|defects| Refusal::Fields(defects.found()))?;
        Ok(Self { place, at })
    }
}

impl Decision {
    /// The decision after the Sở published it at `place`.
    pub(super) fn published(
        &self,
        place: &str,
        at: DateTime<Utc>,
    ) -> Result<(Self, DecisionPublished), Refusal> {
        self.must_be(&[DecisionState::Signed], "công bố")?;
        let publication = Publication::stated(place, at)?;
        let body = DecisionPublished {
            place: publication.place.clone(),
        };
        let after = Self {
            published: Some(publication),
            ..self.clone()
        };
        Ok((after, body))
    }

    /// The decision after the school published it at `place`: at any time after the signature, once.
    pub(super) fn published_at_school(
        &self,
        place: &str,
        at: DateTime<Utc>,
    ) -> Result<(Self, DecisionPublishedBySchool), Refusal> {
        self.must_be(
            &[DecisionState::Signed, DecisionState::Published],
            "công bố tại trường",
        )?;
        if let Some(earlier) = &self.published_by_school {
            return Err(Refusal::PublishedBySchool {
                place: earlier.place.clone(),
            });
        }
        let publication = Publication::stated(place, at)?;
        let body = DecisionPublishedBySchool {
            place: publication.place.clone(),
        };
        let after = Self {
            published_by_school: Some(publication),
            ..self.clone()
        };
        Ok((after, body))
    }
}
