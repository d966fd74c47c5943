//! The entry of a certificate that was issued outside this system: everything that is wrong with it at once, and what
//! it is worth among the others of its school. It is valid to the day printed on it, which nothing recomputes.

use calendar::{Almanac, Day, end_of_day, local_day};
use chrono::{DateTime, Utc};
use form::Defects;
use platform::scope::Place;
use proto::fact::{Body, CertificateEntered, Fact, RecognitionKind, SchoolType, Target};
use statute::{Law, Regime, Role};
use uuid::Uuid;

use super::{Certificate, CertificateRefusal, Origin, Span, Standing, VerificationCode};
use crate::domain::{Authority, Case, Ending, School, book_of, wish_of};

/// How long a printed number may be, in characters.
pub const LONGEST_NUMBER: usize = 60;

/// The years in which a day of a certificate can lie: what lies outside is a slip of the keyboard.
const YEARS: std::ops::Range<i32> = 1900..2200;

/// A certificate as it is entered; days as YYYY-MM-DD.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryForm {
    /// What it certifies.
    pub target: Target,
    /// The number printed on it.
    pub number: String,
    /// The number of the decision, or empty.
    pub decision_number: String,
    /// The day of recognition.
    pub recognised_on: String,
    /// First day of validity; empty for the day of recognition.
    pub valid_from: String,
    /// The printed last day of validity.
    pub valid_until: String,
    /// Whether the school was recognised before.
    pub kind: RecognitionKind,
}

/// The school that holds a certificate, named as on the day of recognition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The school.
    pub school_id: Uuid,
    /// Its name on that day.
    pub name: String,
    /// The kind of school.
    pub school_type: SchoolType,
    /// The commune it lies in.
    pub commune: String,
    /// Where it receives mail.
    pub email: String,
    /// The overlay of its province, or empty.
    pub overlay: String,
    /// Where it stands among the authorities.
    pub place: Place,
    /// The first day on which the school is no more, and why, when that is known.
    pub gone: Option<(Day, Ending)>,
}

impl Holder {
    /// `school`, named as on `day`; where it stands and how it is reached is what is known last.
    pub fn of(school: &School, day: Day) -> Self {
        let (then, latest) = (school.on(day), school.latest());
        let gone = school.last_day().map(|last| local_day(end_of_day(last)));
        Self {
            school_id: school.id,
            name: then.name.clone(),
            school_type: then.school_type,
            commune: latest.commune.clone(),
            email: latest.email.clone(),
            overlay: latest.overlay.clone(),
            place: latest.place.clone(),
            gone: gone.zip(school.ended),
        }
    }

    /// The book that its documents are numbered in.
    pub fn book(&self) -> String {
        book_of(&self.place)
    }
}

/// What an entry is judged by.
#[derive(Clone, Debug)]
pub struct Entering<'a> {
    /// The id of the case in which the certificate's life will be journaled.
    pub id: Uuid,
    /// The code by which anyone can check it.
    pub code: VerificationCode,
    /// The school.
    pub holder: &'a Holder,
    /// The certificates of the school, and those of other schools of its province that carry the same number; each
    /// once.
    pub known: &'a [&'a Certificate],
    /// The law.
    pub law: &'a Law,
    /// When it is entered.
    pub at: DateTime<Utc>,
}

/// What an entry comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Entered {
    /// The certificate that was entered.
    pub certificate: Certificate,
    /// Those whose place it takes.
    pub replaced: Vec<Certificate>,
    /// What has happened, in order.
    pub facts: Vec<Fact>,
}

/// An entry that fits.
struct Stated {
    number: String,
    decision_number: String,
    recognised_on: Day,
    valid_from: Day,
    valid_until: Day,
}

impl EntryForm {
    fn judge(&self, gone: Option<Day>, today: Day) -> Result<Stated, CertificateRefusal> {
        let mut defects = Defects::default();
        defects.require(
            self.target != Target::Unspecified,
            "target",
            "phải nêu danh hiệu hoặc cấp độ được công nhận",
        );
        defects.require(
            self.kind != RecognitionKind::Unspecified,
            "kind",
            "phải nêu công nhận mới hay công nhận lại",
        );
        let number = defects.stated(&self.number, "number", "phải có số in trên chứng nhận");
        let decision_number = self.decision_number.trim().to_owned();
        for (text, field) in [(&number, "number"), (&decision_number, "decision_number")] {
            let fits = text.chars().count() <= LONGEST_NUMBER;
            defects.require(fits, field, "dài quá 60 ký tự: chỉ nhập số, không nhập trích yếu");
        }
        let recognised_on = day(&mut defects, &self.recognised_on, "recognised_on");
        let stated_from = day(&mut defects, &self.valid_from, "valid_from");
        let valid_until = day(&mut defects, &self.valid_until, "valid_until");
        let recognition = "phải có ngày công nhận";
        defects.require(
            !self.recognised_on.trim().is_empty(),
            "recognised_on",
            recognition,
        );
        let expiry = "phải có ngày hết hiệu lực in trên chứng nhận";
        defects.require(!self.valid_until.trim().is_empty(), "valid_until", expiry);
        if let Some(recognised_on) = recognised_on {
            let message = "ngày công nhận chưa đến: chỉ nhập chứng nhận đã cấp";
            defects.require(recognised_on <= today, "recognised_on", message);
            let message =
                "trường đã sáp nhập hoặc giải thể trước ngày này: kiểm tra lại trường và ngày công nhận";
            defects.require(
                gone.is_none_or(|gone| recognised_on < gone),
                "recognised_on",
                message,
            );
            let message = "không được trước ngày công nhận";
            let after = stated_from.is_none_or(|from| recognised_on <= from);
            defects.require(after, "valid_from", message);
        }
        let valid_from = stated_from.or(recognised_on);
        if let (Some(from), Some(until)) = (valid_from, valid_until) {
            defects.require(
                from <= until,
                "valid_until",
                "không được trước ngày bắt đầu có hiệu lực",
            );
        }
        let days = recognised_on.zip(valid_from).zip(valid_until);
        let stated = days.map(|((recognised_on, valid_from), valid_until)| Stated {
            number,
            decision_number,
            recognised_on,
            valid_from,
            valid_until,
        });
        Ok(defects.settle(stated)?)
    }
}

fn day(defects: &mut Defects, text: &str, field: &str) -> Option<Day> {
    let day = defects.day::<Day>(text, field)?;
    let known = YEARS.contains(&day.year());
    defects.require(
        known,
        field,
        "không phải ngày của một chứng nhận: kiểm tra lại năm",
    );
    known.then_some(day)
}

impl Certificate {
    /// Enters a certificate that was issued outside this system, under the regime of its day of recognition. A newer
    /// one of the same wish has taken its place already; it takes the place of older ones.
    pub fn enter(form: &EntryForm, entering: Entering<'_>) -> Result<Entered, CertificateRefusal> {
        let (law, at) = (entering.law, entering.at);
        let gone = entering.holder.gone;
        let stated = form.judge(gone.map(|(day, _)| day), local_day(at))?;
        let regime = regime_on(law, stated.recognised_on)?;
        must_be_granted(form.target, regime)?;
        let known = entering.known;
        let entered = entering.certificate(form, stated, regime)?;
        entered.must_be_the_first(known)?;
        let mut certificate = entered.clone();
        let mut later = Vec::new();
        let mut replaced = Vec::new();
        for other in known.iter().filter(|other| other.is_of_the_same(&entered)) {
            if other.age() > entered.age() {
                if let Some((after, fact)) = certificate.replaced_by(other, at) {
                    (certificate, later) = (after, [later, vec![fact]].concat());
                }
            } else if let Some((after, fact)) = other.replaced_by(&entered, at) {
                replaced.push(after);
                later.push(fact);
            }
        }
        if let Some((day, ending)) = gone
            && let Some((after, fact)) = certificate.lapse(ending, day, at)
        {
            certificate = after;
            later.push(fact);
        }
        // However much became of it on the way: it is new.
        certificate.version = 1;
        let mut facts = vec![certificate.entry(law, local_day(at))?];
        facts.append(&mut later);
        Ok(Entered {
            certificate,
            replaced,
            facts,
        })
    }

    /// Its place among the certificates of its school: a greater one is newer.
    fn age(&self) -> (Day, Day) {
        (self.recognised_on, self.valid_from)
    }

    /// Whether it is the certificate that `other` is: of the same number, day and province.
    pub fn is_numbered_like(&self, other: &Self) -> bool {
        self.recognised_on == other.recognised_on
            && self.number() == other.number()
            && self.case.book() == other.case.book()
    }

    fn must_be_the_first(&self, known: &[&Self]) -> Result<(), CertificateRefusal> {
        if known.iter().any(|other| self.is_numbered_like(other)) {
            return Err(CertificateRefusal::Duplicate(self.number(), self.recognised_on));
        }
        Ok(())
    }

    fn entry(&self, law: &Law, today: Day) -> Result<Fact, CertificateRefusal> {
        Ok(self.case.fact(Body::CertificateEntered(CertificateEntered {
            number: self.number(),
            certified: self.case.target.into(),
            recognised_on: self.recognised_on.to_string(),
            valid_from: self.valid_from.to_string(),
            valid_until: self.valid_until.to_string(),
            decision_number: self.decision_number.clone(),
            kind: self.kind.into(),
            awaits: self.awaits(law, today)?.to_owned(),
        })))
    }

    /// What is still ahead of it on `today`: "renewal" while its renewal can be registered in time, "expiry" while
    /// only its last day is ahead, "nothing" when that has passed or it ends before.
    pub(super) fn awaits(&self, law: &Law, today: Day) -> Result<&'static str, CertificateRefusal> {
        let runs_out = self
            .spans
            .last()
            .is_some_and(|span| span.until == self.valid_until);
        if !runs_out || self.valid_until < today {
            return Ok("nothing");
        }
        if self.renewal.is_some() || self.renewal_due(law, today)? < today {
            return Ok("expiry");
        }
        Ok("renewal")
    }

    /// The last day on which its renewal can be registered, as the law stands on `today`.
    pub fn renewal_due(&self, law: &Law, today: Day) -> Result<Day, CertificateRefusal> {
        let limit = "certificate.renew";
        let uncounted = |reason| CertificateRefusal::Uncounted { limit, reason };
        let regime = self.case.regime;
        let rule = law.limit(limit, regime, None, today);
        let rule = rule.ok_or_else(|| uncounted(format!("the law has no such limit under {regime}")))?;
        let due = timelimit::due(&rule.time_limit, self.valid_until, Almanac::official().latest());
        let due = due.map_err(|error| uncounted(error.to_string()))?;
        Ok(due.due_without_open_stop)
    }
}

impl Entering<'_> {
    fn certificate(
        self,
        form: &EntryForm,
        stated: Stated,
        regime: &Regime,
    ) -> Result<Certificate, CertificateRefusal> {
        let Holder {
            school_id,
            name,
            school_type,
            commune,
            email,
            overlay,
            place,
            gone: _,
        } = self.holder.clone();
        let decided_by = match regime.recognition_decided_by(wish_of(form.target)) {
            Role::Province => Authority::Province,
            _ => Authority::Department,
        };
        Ok(Certificate {
            case: Case {
                id: self.id,
                school_id,
                school_name: name,
                school_type,
                commune,
                school_email: email,
                regime: regime.id,
                overlay,
                target: form.target,
                dossier_number: String::new(),
                place,
            },
            origin: Origin::Entered(stated.number),
            kind: form.kind,
            decision_number: stated.decision_number,
            decided_by,
            recognised_on: stated.recognised_on,
            valid_from: stated.valid_from,
            valid_until: stated.valid_until,
            code: self.code,
            standing: Standing::InForce,
            spans: vec![Span {
                from: stated.valid_from,
                until: stated.valid_until,
            }],
            expired_at: None,
            renewal: None,
            remedies: Vec::new(),
            revocation: None,
            prepared: None,
            measures: Vec::new(),
            entered_at: self.at,
            settled_until: self.at,
            version: 1,
        })
    }
}

/// The regime under which a recognition on `day` was made; the oldest one for days before it.
fn regime_on(law: &Law, day: Day) -> Result<&Regime, CertificateRefusal> {
    let oldest = || law.regimes().iter().min_by_key(|regime| regime.from);
    law.regime_on(day).or_else(oldest).ok_or_else(|| {
        let message = format!("luật không có chế độ nào cho ngày {}", day.vietnamese());
        CertificateRefusal::Fields(vec![("recognised_on".to_owned(), message)])
    })
}

fn must_be_granted(target: Target, regime: &Regime) -> Result<(), CertificateRefusal> {
    let accreditation = wish_of(target) == statute::Wish::Accreditation;
    if accreditation && !regime.accreditation_issued {
        return Err(CertificateRefusal::NotGranted {
            target,
            regime: regime.id,
            citation: regime.citation.vi.clone(),
        });
    }
    Ok(())
}
