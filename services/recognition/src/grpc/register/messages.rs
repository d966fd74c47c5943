//! The register, between the domain and the wire.

use calendar::Day;
use platform::names;
use platform::refusal::Refusal;
use proto::fact::{SchoolType, Target};
use proto::recognition as wire;
use uuid::Uuid;

use crate::domain::{CertificateState, RegisterEntry, commune_keys};
use crate::store::register::Filter;

impl From<&RegisterEntry> for wire::RegisterEntry {
    fn from(entry: &RegisterEntry) -> Self {
        Self {
            certificate: format!("certificates/{}", entry.certificate_id),
            number: entry.number.clone(),
            school: format!("schools/{}", entry.school_id),
            school_name: entry.school_name.clone(),
            printed_name: entry.printed_name.clone(),
            school_type: entry.school_type.into(),
            commune: entry.commune.clone(),
            target: entry.target.into(),
            recognised_on: entry.recognised_on.to_string(),
            valid_from: entry.valid_from.to_string(),
            valid_until: entry.valid_until.to_string(),
            state: wire::CertificateState::from(entry.state).into(),
            on: entry.on.to_string(),
            decision_number: entry.decision_number.clone(),
        }
    }
}

/// How many characters of a name are looked for, or of a code shown again.
const LONGEST_TEXT: usize = 200;

/// Which entries are asked for; on `today` when no day is given. Everything that is wrong at once.
pub fn asked(filter: wire::RegisterFilter, today: Day) -> Result<Filter, Refusal> {
    let mut wrong = Vec::new();
    let on = day(&filter.on, "filter.on", &mut wrong).unwrap_or(today);
    let valid_until = day(&filter.valid_until, "filter.valid_until", &mut wrong);
    let province = id(&filter.province, "authorities", "filter.province", &mut wrong);
    let school = id(&filter.school, "schools", "filter.school", &mut wrong);
    for (text, field) in [
        (&filter.query, "filter.query"),
        (&filter.commune, "filter.commune"),
    ] {
        if text.chars().count() > LONGEST_TEXT {
            wrong.push((field.to_owned(), "dài quá 200 ký tự".to_owned()));
        }
    }
    if !wrong.is_empty() {
        return Err(Refusal::invalid_fields(wrong));
    }
    let stood = |state: &CertificateState| wire::CertificateState::from(*state) == filter.state();
    Ok(Filter {
        school_type: Some(filter.school_type()).filter(|kind| *kind != SchoolType::Unspecified),
        target: Some(filter.target()).filter(|target| *target != Target::Unspecified),
        state: CertificateState::ALL.into_iter().find(stood),
        communes: commune_keys(&filter.commune),
        query: filter.query,
        province,
        school,
        valid_until,
        ..Filter::on(on)
    })
}

/// What is wrong with fields.
type Wrong = Vec<(String, String)>;

fn day(text: &str, field: &str, wrong: &mut Wrong) -> Option<Day> {
    let text = text.trim();
    let day = text.parse().ok();
    if day.is_none() && !text.is_empty() {
        let message = "không phải là ngày; ghi theo dạng năm-tháng-ngày, ví dụ 2026-09-05";
        wrong.push((field.to_owned(), message.to_owned()));
    }
    day
}

fn id(name: &str, collection: &str, field: &str, wrong: &mut Wrong) -> Option<Uuid> {
    let name = name.trim();
    let id = names::id(name, collection, field).ok();
    if id.is_none() && !name.is_empty() {
        let message = format!("phải có dạng {collection}/{{id}}");
        wrong.push((field.to_owned(), message));
    }
    id
}

/// No certificate carries the code that was `typed`.
pub fn unknown_code(typed: &str) -> Refusal {
    let typed: String = typed.trim().chars().take(LONGEST_TEXT).collect();
    let message = format!(
        "không có chứng nhận nào mang mã «{typed}»; hãy đối chiếu lại từng ký tự với mã in trên chứng nhận, và hỏi Sở Giáo \
         dục và Đào tạo nếu mã đã đúng"
    );
    Refusal {
        message,
        ..Refusal::absent("chứng nhận")
    }
}
