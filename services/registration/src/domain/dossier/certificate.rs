//! What a school's certificates allow it to register: a renewal in time, an upgrade not too early, and no new
//! recognition of what it has.

use calendar::{Almanac, Day, Language};
use proto::fact::{RecognitionKind, Target};
use statute::{Law, RegimeId, Wish};
use uuid::Uuid;

use super::{DossierRefusal, wish};

/// A certificate, as recognition announced it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Its case: the dossier for which it was issued, or one of its own when it was issued elsewhere and entered.
    pub case_id: Uuid,
    /// The school.
    pub school_id: Uuid,
    /// Its number.
    pub number: String,
    /// What it certifies, which may be less than what was asked for.
    pub target: Target,
    /// The day of recognition.
    pub recognised_on: Day,
    /// The last day of its validity.
    pub valid_until: Day,
    /// The first day on which it no longer holds although it has not expired: it was revoked, replaced by a newer
    /// one, or lapsed with its school.
    pub ended_on: Option<Day>,
}

impl Certificate {
    /// Whether it was ended before its time by `on`.
    fn has_been_ended(&self, on: Day) -> bool {
        self.ended_on.is_some_and(|ended_on| ended_on <= on)
    }
}

/// A date of the law that a registration was not made within.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegalDate {
    /// The certificate that it counts from.
    pub certificate: Certificate,
    /// The last day of the limit.
    pub due_on: Day,
    /// How the day came about.
    pub explanation: String,
    /// The article.
    pub citation: String,
}

/// Refuses to register for `target` on `on` what the school's `certificates` do not allow:
///
/// - a new recognition while a valid certificate of the same or a higher target stands: that is a renewal;
/// - a higher target earlier than `certificate.upgrade` opens it;
/// - a renewal later than `certificate.renew`. A school without a certificate that is known here may have one on
///   paper, from before: its renewal passes.
///
/// What was revoked, replaced or has lapsed binds nobody any more.
pub(super) fn must_allow(
    certificates: &[Certificate],
    kind: RecognitionKind,
    target: Target,
    law: &Law,
    regime: RegimeId,
    on: Day,
) -> Result<(), DossierRefusal> {
    let newest = certificates
        .iter()
        .filter(|certificate| wish(certificate.target) == wish(target) && !certificate.has_been_ended(on))
        .max_by_key(|certificate| (certificate.recognised_on, certificate.valid_until));
    let Some(newest) = newest else {
        return Ok(());
    };
    let valid = on <= newest.valid_until;
    let higher = height(target) > height(newest.target);
    if kind == RecognitionKind::New && valid && !higher {
        return Err(DossierRefusal::AlreadyRecognised(newest.clone()));
    }
    if valid && higher {
        let opens = legal_date(
            "certificate.upgrade",
            newest,
            newest.recognised_on,
            law,
            regime,
            on,
        )?;
        if on <= opens.due_on {
            return Err(DossierRefusal::UpgradeTooEarly(Box::new(opens)));
        }
    }
    if kind == RecognitionKind::Renewal {
        let ends = legal_date("certificate.renew", newest, newest.valid_until, law, regime, on)?;
        if ends.due_on < on {
            return Err(DossierRefusal::RenewalTooLate(Box::new(ends)));
        }
    }
    Ok(())
}

/// The last day of `limit`, counted from `anchor` as the law stands on `on`.
fn legal_date(
    limit: &'static str,
    certificate: &Certificate,
    anchor: Day,
    law: &Law,
    regime: RegimeId,
    on: Day,
) -> Result<LegalDate, DossierRefusal> {
    let uncounted = |reason: String| DossierRefusal::Uncounted { limit, reason };
    let rule = law
        .limit(limit, regime, None, on)
        .ok_or_else(|| uncounted(format!("the law has no {limit} under {regime}")))?;
    let derivation = timelimit::due(&rule.time_limit, anchor, Almanac::official().latest())
        .map_err(|error| uncounted(error.to_string()))?;
    Ok(LegalDate {
        certificate: certificate.clone(),
        due_on: derivation.due_without_open_stop,
        explanation: derivation.explanation(Language::Vietnamese).join(" · "),
        citation: rule.citation.vi.clone(),
    })
}

/// How high a target is among those of its wish.
fn height(target: Target) -> u32 {
    match target {
        Target::Unspecified => 0,
        Target::Accreditation1 | Target::NationalStandard1 => 1,
        Target::Accreditation2 | Target::NationalStandard2 => 2,
        Target::Accreditation3 => 3,
        Target::Accreditation4 => 4,
    }
}

/// The wish as people read it.
pub fn wish_in_vietnamese(wish: Wish) -> &'static str {
    match wish {
        Wish::Accreditation => "kiểm định chất lượng giáo dục",
        Wish::NationalStandard => "công nhận đạt chuẩn quốc gia",
        Wish::Both => "kiểm định chất lượng giáo dục và công nhận đạt chuẩn quốc gia",
    }
}
