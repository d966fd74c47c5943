//! How a certificate stands: what last became of it, and how that makes it stand on a day.

use std::fmt;
use std::str::FromStr;

use calendar::Day;

use super::{Certificate, in_force};

/// What last became of a certificate. That its first day is still ahead, and that its last day has passed, is seen
/// from its dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Nothing: it is valid on the days printed on it.
    InForce,
    /// Its printed last day has passed, and that was found.
    Expired,
    /// Revoked.
    Revoked,
    /// A newer certificate took its place.
    Replaced,
    /// It ended with the school that held it.
    Lapsed,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Self; 5] = [
        Self::InForce,
        Self::Expired,
        Self::Revoked,
        Self::Replaced,
        Self::Lapsed,
    ];

    /// The standing as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InForce => "in_force",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Replaced => "replaced",
            Self::Lapsed => "lapsed",
        }
    }
}

impl FromStr for Standing {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|standing| standing.as_str() == text)
            .ok_or_else(|| format!("no standing of a certificate {text}"))
    }
}

/// How a certificate stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CertificateState {
    /// Its first day is still ahead.
    NotYet,
    /// In force.
    InForce,
    /// Its printed last day has passed.
    Expired,
    /// Revoked.
    Revoked,
    /// A newer certificate took its place.
    Replaced,
    /// It ended with the school that held it.
    Lapsed,
}

impl CertificateState {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::NotYet,
        Self::InForce,
        Self::Expired,
        Self::Revoked,
        Self::Replaced,
        Self::Lapsed,
    ];

    /// The state as people read it, after "Chứng nhận".
    pub fn in_vietnamese(self) -> &'static str {
        match self {
            Self::NotYet => "chưa đến ngày có hiệu lực",
            Self::InForce => "đang có hiệu lực",
            Self::Expired => "đã hết hạn",
            Self::Revoked => "đã bị thu hồi",
            Self::Replaced => "đã được thay bằng chứng nhận mới",
            Self::Lapsed => "đã chấm dứt cùng với trường",
        }
    }
}

impl fmt::Display for CertificateState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.in_vietnamese())
    }
}

impl Certificate {
    /// How it stands on `day`. This is the one place that says so; lists ask the database the same question.
    pub fn state_on(&self, day: Day) -> CertificateState {
        if day < self.valid_from {
            return CertificateState::NotYet;
        }
        if in_force(&self.spans, day) {
            return CertificateState::InForce;
        }
        if day > self.valid_until {
            return CertificateState::Expired;
        }
        // Only a restoration makes days of force follow a gap, so the gap was a revocation.
        let resumes = self.spans.iter().any(|span| span.from > day);
        match self.standing {
            Standing::Replaced if !resumes => CertificateState::Replaced,
            Standing::Lapsed if !resumes => CertificateState::Lapsed,
            _ => CertificateState::Revoked,
        }
    }

    /// Whether it is in force on `day`.
    pub fn is_in_force_on(&self, day: Day) -> bool {
        in_force(&self.spans, day)
    }
}
