//! What it means that a limit of a certificate has run out, judged from what is known of its life.
//!
//! What was done before 24:00 of the last day is in time, however late the judge is asked.

use calendar::{Day, end_of_day, start_of_day};
use chrono::{DateTime, Utc};
use proto::fact::{
    Body, CertificateExpired, DeadlineBreached, DeadlineReached, Fact, Measure, UpgradeOpened,
};

use super::{Certificate, Standing};

impl Certificate {
    /// Judges `reached`, whose last day is `due_on`: the certificate afterwards and what has happened. Nothing when
    /// the limit was kept, is void, or is not the certificate's.
    pub fn judge(&self, reached: &DeadlineReached, due_on: Day, now: DateTime<Utc>) -> Option<(Self, Fact)> {
        // A limit that had ended when the certificate was entered here never bound anyone here.
        if self.entered_at >= end_of_day(due_on) {
            return None;
        }
        match reached.limit.as_str() {
            "certificate.renew" => self.judge_renewal(reached, due_on),
            "certificate.expire" => self.judge_expiry(due_on, now),
            "certificate.upgrade" => self.judge_upgrade(due_on),
            "certificate.revoke" => self.judge_revocation(reached, due_on),
            "certificate.remedy" => self.judge_remedy(reached, due_on),
            _ => None,
        }
    }

    fn judge_renewal(&self, reached: &DeadlineReached, due_on: Day) -> Option<(Self, Fact)> {
        let end = end_of_day(due_on);
        let registered = self.renewal.is_some_and(|renewal| renewal.at < end);
        let late = !registered && self.is_in_force_on(due_on);
        late.then(|| self.breached(reached, due_on))
    }

    fn judge_expiry(&self, due_on: Day, now: DateTime<Utc>) -> Option<(Self, Fact)> {
        let runs_out = self.valid_until <= due_on && self.is_in_force_on(self.valid_until);
        if !runs_out || self.standing != Standing::InForce {
            return None;
        }
        let expired = Self {
            expired_at: Some(now),
            standing: Standing::Expired,
            version: self.version + 1,
            ..self.clone()
        };
        let fact = expired.case.fact(Body::CertificateExpired(CertificateExpired {
            number: expired.number(),
            valid_until: expired.valid_until.to_string(),
        }));
        Some((expired, fact))
    }

    fn judge_upgrade(&self, due_on: Day) -> Option<(Self, Fact)> {
        self.is_in_force_on(due_on).then(|| {
            let opened = UpgradeOpened {
                number: self.number(),
            };
            (self.clone(), self.case.fact(Body::UpgradeOpened(opened)))
        })
    }

    /// When it was concluded that it is to be revoked, each time, and when a revocation answered that.
    fn conclusions(&self) -> impl Iterator<Item = (DateTime<Utc>, Option<DateTime<Utc>>)> {
        let answered = self.measures.iter().filter_map(|signed| {
            let concluded_at = signed.concluded_at?;
            (signed.measure == Measure::Revocation).then_some((concluded_at, Some(signed.at)))
        });
        answered.chain(self.revocation.iter().map(|conclusion| (conclusion.at, None)))
    }

    /// Late when a conclusion that stood before the end was not answered by then, and the certificate still held.
    fn judge_revocation(&self, reached: &DeadlineReached, due_on: Day) -> Option<(Self, Fact)> {
        let end = end_of_day(due_on);
        let unanswered = |(concluded, answered): (DateTime<Utc>, Option<DateTime<Utc>>)| {
            concluded < end && answered.is_none_or(|at| at >= end)
        };
        let late = self.conclusions().any(unanswered) && self.is_in_force_on(due_on);
        late.then(|| self.breached(reached, due_on))
    }

    /// Late when what was ordered by this day was not reported before its end, and the order still stood: a conclusion
    /// to revoke takes its place.
    fn judge_remedy(&self, reached: &DeadlineReached, due_on: Day) -> Option<(Self, Fact)> {
        let end = end_of_day(due_on);
        let order = self.remedies.iter().rfind(|order| order.remedy_by == due_on)?;
        let ordered = start_of_day(order.ordered_on);
        let reported = order.report.as_ref().is_some_and(|report| report.at < end);
        let closed = order
            .conclusion
            .as_ref()
            .is_some_and(|concluded| concluded.at < end);
        let void = self.conclusions().any(|(concluded, answered)| {
            concluded < end && answered.is_none_or(|answered| answered >= ordered)
        });
        let late = !reported && !closed && !void && self.is_in_force_on(due_on);
        late.then(|| self.breached(reached, due_on))
    }

    /// A breach is final: a command that was already under way when it was found comes after it.
    fn breached(&self, reached: &DeadlineReached, due_on: Day) -> (Self, Fact) {
        let fact = self.case.fact(Body::DeadlineBreached(DeadlineBreached {
            limit: reached.limit.clone(),
            overlay: reached.overlay.clone(),
            due_on: reached.due_on.clone(),
        }));
        let after = Self {
            settled_until: self.settled_until.max(end_of_day(due_on)),
            ..self.clone()
        };
        (after, fact)
    }
}
