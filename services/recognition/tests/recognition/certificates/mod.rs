//! Certificates: their life by its rules alone, and over both databases.

use platform::time::Moment;
use proto::fact::{Fact, Measure, RecognitionKind, SchoolType, Target};
use recognition::domain::{
    Authority, Certificate, CertificateCommand, CertificateNumber, CertificateRefusal, Circumstances,
    DocumentNumber, Entered, Entering, EntryForm, Holder, Issue, MeasureForm, RemedyForm, Series,
    VerificationCode,
};
use statute::{Law, RegimeId};
use uuid::Uuid;

use crate::builders::*;

mod door;
mod entering;
mod files;
mod hearing;
mod judging;
mod life;
mod lists;
mod measures;
mod model;
mod stage;

/// A code that nobody else has.
fn code() -> VerificationCode {
    VerificationCode::of_chance(Uuid::new_v4().as_u128())
}

/// The certificate of a case on which the Sở decides, signed and in force on `day`, for five years.
fn issued(day: &str) -> Certificate {
    issued_by(Authority::Department, day)
}

fn issued_by(decided_by: Authority, signed_on: &str) -> Certificate {
    let case = case(RegimeId::A1, Target::NationalStandard1);
    issued_in(case, decided_by, signed_on)
}

fn issued_in(case: recognition::domain::Case, decided_by: Authority, signed_on: &str) -> Certificate {
    let issue = Issue {
        number: CertificateNumber::new(2024, 1),
        code: code(),
        kind: RecognitionKind::New,
        target: case.target,
        decision_number: "01/QĐ-SGDĐT".to_owned(),
        decided_by,
        signed_on: day(signed_on),
        effective_on: day(signed_on),
    };
    Certificate::issue(&case, issue, Law::official(), on(signed_on))
}

/// Nine in the morning of `day`.
fn on(day: &str) -> Moment {
    moment(&format!("{day}T09:00:00+07:00"))
}

/// What stands at `at`, with no other certificate.
fn at(at: Moment) -> Circumstances<'static> {
    Circumstances {
        law: Law::official(),
        at,
        others: &[],
        school_ended: false,
    }
}

/// What `certificate` becomes by `command` on `day`, and what has happened.
fn after(certificate: &Certificate, command: CertificateCommand, day: &str) -> (Certificate, Vec<Fact>) {
    certificate.decide(command, &at(on(day))).unwrap()
}

/// Why `command` is refused on `day`.
fn refused(certificate: &Certificate, command: CertificateCommand, day: &str) -> CertificateRefusal {
    certificate.decide(command, &at(on(day))).unwrap_err()
}

/// The fields that `refusal` finds.
fn fields(refusal: CertificateRefusal) -> Vec<String> {
    let CertificateRefusal::Fields(fields) = refusal else {
        panic!("{refusal:?}")
    };
    fields.into_iter().map(|(field, _)| field).collect()
}

fn form(measure: Measure, person: &str, remedy_by: &str) -> MeasureForm {
    let requirements = match measure {
        Measure::RemedyOrder => vec!["Bổ sung thư viện".to_owned()],
        _ => Vec::new(),
    };
    MeasureForm {
        measure,
        reasons: "Kiểm tra ngày 05/9".to_owned(),
        text_sha256: SHA.to_owned(),
        prepared_by: person.to_owned(),
        requirements,
        remedy_by: remedy_by.to_owned(),
    }
}

/// `person` prepares `measure`.
fn drafted(measure: Measure, person: &str) -> CertificateCommand {
    let remedy_by = match measure {
        Measure::RemedyOrder => "2025-03-31",
        _ => "",
    };
    CertificateCommand::DraftMeasure(form(measure, person, remedy_by))
}

/// `person` signs for `authority` what was prepared.
fn signed(person: &str, authority: Authority, ordinal: i64) -> CertificateCommand {
    let number = DocumentNumber::new(Series::decisions_of(authority), ordinal);
    CertificateCommand::SignMeasure(signer(person, authority), number)
}

/// A leader of the Sở signs.
fn by_leader() -> CertificateCommand {
    signed(LEADER, Authority::Department, 2)
}

fn concluded() -> CertificateCommand {
    CertificateCommand::ConcludeRevocation {
        reasons: "Không còn đạt tiêu chuẩn".to_owned(),
        document_number: "15/KL-SGDĐT".to_owned(),
        concluded_by: LEADER.to_owned(),
    }
}

fn reported() -> CertificateCommand {
    CertificateCommand::ReportRemedy(RemedyForm {
        summary: "Đã bổ sung thư viện".to_owned(),
        report: form::ReportFile {
            file_name: "bao-cao.pdf".to_owned(),
            sha256: SHA.to_owned(),
            size: 7,
        },
    })
}

fn remedy_concluded(accept: bool, reasons: &str) -> CertificateCommand {
    CertificateCommand::ConcludeRemedy {
        accept,
        reasons: reasons.to_owned(),
    }
}

/// `certificate`, ordered on `day` to be remedied by 31/3/2025.
fn ordered(certificate: &Certificate, day: &str) -> Certificate {
    let (prepared, _) = after(certificate, drafted(Measure::RemedyOrder, OFFICER), day);
    after(&prepared, by_leader(), day).0
}

/// `certificate`, revoked on `day`.
fn revoked(certificate: &Certificate, day: &str) -> Certificate {
    let (concluded, _) = after(certificate, concluded(), day);
    let (prepared, _) = after(&concluded, drafted(Measure::Revocation, OFFICER), day);
    after(&prepared, by_leader(), day).0
}

/// A revoked `certificate`, restored on `day`.
fn restored(certificate: &Certificate, day: &str) -> Certificate {
    let (prepared, _) = after(certificate, drafted(Measure::Restoration, OFFICER), day);
    after(&prepared, by_leader(), day).0
}

/// The spans of `certificate`, as texts.
fn spans(certificate: &Certificate) -> Vec<(String, String)> {
    let spans = certificate.spans.iter();
    spans
        .map(|span| (span.from.to_string(), span.until.to_string()))
        .collect()
}

fn span(from: &str, until: &str) -> (String, String) {
    (from.to_owned(), until.to_owned())
}

/// A school that holds certificates.
fn holder() -> Holder {
    Holder {
        school_id: Uuid::now_v7(),
        name: "THCS Bắc Sơn".to_owned(),
        school_type: SchoolType::LowerSecondary,
        commune: "Bắc Sơn".to_owned(),
        email: "thcs@bacson.example".to_owned(),
        overlay: String::new(),
        place: Default::default(),
        gone: None,
    }
}

/// A certificate of the national standard, recognised on `recognised_on` and valid to `valid_until`.
fn entry(number: &str, recognised_on: &str, valid_until: &str) -> EntryForm {
    EntryForm {
        target: Target::NationalStandard1,
        number: number.to_owned(),
        decision_number: "1234/QĐ-UBND".to_owned(),
        recognised_on: recognised_on.to_owned(),
        valid_from: String::new(),
        valid_until: valid_until.to_owned(),
        kind: RecognitionKind::New,
    }
}

/// What the entry of `form` for `holder` on `today` comes to, beside what is `known`.
fn entered(
    form: &EntryForm,
    holder: &Holder,
    known: &[&Certificate],
    today: &str,
) -> Result<Entered, CertificateRefusal> {
    let entering = Entering {
        id: Uuid::now_v7(),
        code: code(),
        holder,
        known,
        law: Law::official(),
        at: on(today),
    };
    Certificate::enter(form, entering)
}
