//! Certificates as rows of a file.

use calendar::Day;
use proto::fact::{RecognitionKind, Target};
use sheet::{Column, Defects, Row, Sheet};

use crate::domain::{CertificateRow, EntryForm, RowDefect};

const SCHOOL: &str = "Mã trường";
const TARGET: &str = "Danh hiệu/Cấp độ";
const NUMBER: &str = "Số chứng nhận";
const DECISION: &str = "Số quyết định";
const RECOGNISED: &str = "Ngày công nhận";
const FROM: &str = "Hiệu lực từ";
const UNTIL: &str = "Hiệu lực đến";
const KIND: &str = "Loại";

/// The columns of a file of certificates.
pub const COLUMNS: &[Column] = &[
    Column::code(SCHOOL).needed(),
    Column::text(TARGET).needed().wide(40),
    Column::code(NUMBER).needed(),
    Column::code(DECISION),
    Column::date(RECOGNISED).needed(),
    Column::date(FROM),
    Column::date(UNTIL).needed(),
    Column::text(KIND).needed(),
];

/// What certificates certify, as people write it.
pub const TARGETS: &[(&str, Target)] = &[
    ("Đạt chuẩn quốc gia mức độ 1", Target::NationalStandard1),
    ("Chuẩn quốc gia mức độ 1", Target::NationalStandard1),
    ("Đạt chuẩn quốc gia mức độ 2", Target::NationalStandard2),
    ("Chuẩn quốc gia mức độ 2", Target::NationalStandard2),
    ("Kiểm định chất lượng giáo dục cấp độ 1", Target::Accreditation1),
    ("Cấp độ 1", Target::Accreditation1),
    ("Kiểm định chất lượng giáo dục cấp độ 2", Target::Accreditation2),
    ("Cấp độ 2", Target::Accreditation2),
    ("Kiểm định chất lượng giáo dục cấp độ 3", Target::Accreditation3),
    ("Cấp độ 3", Target::Accreditation3),
    ("Kiểm định chất lượng giáo dục cấp độ 4", Target::Accreditation4),
    ("Cấp độ 4", Target::Accreditation4),
];

const KINDS: &[(&str, RecognitionKind)] = &[
    ("Công nhận mới", RecognitionKind::New),
    ("Mới", RecognitionKind::New),
    ("Công nhận lại", RecognitionKind::Renewal),
    ("Lại", RecognitionKind::Renewal),
];

/// The heading under which `field` of a certificate stands.
fn heading(field: &str) -> &'static str {
    match field {
        "school" => SCHOOL,
        "target" => TARGET,
        "number" => NUMBER,
        "decision_number" => DECISION,
        "recognised_on" => RECOGNISED,
        "valid_from" => FROM,
        "valid_until" => UNTIL,
        "kind" => KIND,
        _ => "",
    }
}

/// Adds what the domain found wrong to what the reader did.
pub fn add_all(defects: &mut Defects, found: Vec<RowDefect>) {
    for RowDefect { row, field, message } in found {
        defects.add(row, heading(&field), message);
    }
}

/// The rows of `sheet`; what does not fit its column is added to `defects`.
pub fn rows(sheet: &Sheet, defects: &mut Defects) -> Vec<CertificateRow> {
    sheet.rows.iter().map(|row| read(row, defects)).collect()
}

fn read(row: &Row, defects: &mut Defects) -> CertificateRow {
    CertificateRow {
        number: row.number(),
        school_code: row.required_code(SCHOOL, defects),
        form: EntryForm {
            target: row
                .required_one_of(TARGET, TARGETS, defects)
                .unwrap_or(Target::Unspecified),
            number: row.required_code(NUMBER, defects),
            decision_number: row.code(DECISION, defects),
            recognised_on: day(row, RECOGNISED, defects),
            valid_from: day(row, FROM, defects),
            valid_until: day(row, UNTIL, defects),
            kind: row
                .required_one_of(KIND, KINDS, defects)
                .unwrap_or(RecognitionKind::Unspecified),
        },
    }
}

/// The day under `heading`, YYYY-MM-DD; empty when there is none.
fn day(row: &Row, heading: &str, defects: &mut Defects) -> String {
    let day = row.date(heading, defects).map(Day::from);
    day.map(|day| day.to_string()).unwrap_or_default()
}
