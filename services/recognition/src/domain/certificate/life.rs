//! What becomes of a certificate without anyone deciding on it: a newer one takes its place, its school ends, its
//! renewal is registered.

use calendar::{Day, local_day};
use chrono::{DateTime, Utc};
use proto::fact::{Body, CertificateLapsed, CertificateReplaced, Fact, RenewalRegistered};
use statute::Wish;
use uuid::Uuid;

use super::span::cut;
use super::{Certificate, Standing};
use crate::domain::Ending;

/// The registration for a certificate's renewal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// The dossier's case.
    pub dossier_id: Uuid,
    /// When it was submitted.
    pub at: DateTime<Utc>,
}

impl Certificate {
    /// Whether `other` is another certificate of its school, of the same wish: only one of them is in force on a
    /// day.
    pub fn is_of_the_same(&self, other: &Self) -> bool {
        self.case.id != other.case.id
            && self.case.school_id == other.case.school_id
            && self.case.wish() == other.case.wish()
    }

    /// It, when `newer` was issued to its school at `at`: from the first day on which the newer one holds it no longer
    /// does. Nothing when it has ended by then, or is no certificate of the same wish.
    pub fn replaced_by(&self, newer: &Self, at: DateTime<Utc>) -> Option<(Self, Fact)> {
        let on = newer.valid_from;
        if !self.is_of_the_same(newer) || !self.holds_from(on) {
            return None;
        }
        let after = self.ended(Standing::Replaced, on, at);
        let fact = after.case.fact(Body::CertificateReplaced(CertificateReplaced {
            number: after.number(),
            by_number: newer.number(),
            on: on.to_string(),
        }));
        Some((after, fact))
    }

    /// It, when its school is no more from `on`: it ends with it. Nothing when it has ended by then.
    pub fn lapse(&self, ending: Ending, on: Day, at: DateTime<Utc>) -> Option<(Self, Fact)> {
        if !self.holds_from(on) {
            return None;
        }
        let after = self.ended(Standing::Lapsed, on, at);
        let fact = after.case.fact(Body::CertificateLapsed(CertificateLapsed {
            number: after.number(),
            reason: format!("school_{ending}"),
            on: on.to_string(),
        }));
        Some((after, fact))
    }

    /// It, when its school submitted the dossier `dossier_id`, which asks for `wish`, at `at`: whoever registers for
    /// the same while it is in force registers for its renewal. The first registration counts; it is dated with the
    /// submission, however late that is heard of.
    pub fn register_renewal(&self, dossier_id: Uuid, wish: Wish, at: DateTime<Utc>) -> Option<(Self, Fact)> {
        let its_own = self.case.id == dossier_id;
        let earlier = self.renewal.is_none_or(|renewal| at < renewal.at);
        if its_own || !earlier || self.case.wish() != wish || !self.is_in_force_on(local_day(at)) {
            return None;
        }
        let after = Self {
            renewal: Some(Renewal { dossier_id, at }),
            version: self.version + 1,
            ..self.clone()
        };
        let fact = after.case.fact(Body::RenewalRegistered(RenewalRegistered {
            number: after.number(),
            dossier_id: dossier_id.to_string(),
        }));
        Some((after, fact))
    }

    /// Whether it is in force on `day` or on one after it.
    pub(super) fn holds_from(&self, day: Day) -> bool {
        self.spans.last().is_some_and(|span| day <= span.until)
    }

    /// It, when `on` is the first day on which it no longer holds.
    pub(super) fn ended(&self, standing: Standing, on: Day, at: DateTime<Utc>) -> Self {
        Self {
            standing,
            spans: cut(&self.spans, on),
            settled_until: self.dated(at),
            version: self.version + 1,
            ..self.clone()
        }
    }
}
