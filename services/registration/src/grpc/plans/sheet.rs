//! Items of plans as rows of a file: read into a draft, written with their progress.

use proto::fact::{RecognitionKind, Target};
use sheet::{Column, Defects, Row, Value};

use super::progress::Coming;
use crate::domain::{ItemStage, PlanWish};

const CODE: &str = "Mã trường";
const NAME: &str = "Tên trường";
const COMMUNE: &str = "Xã, phường";
const KIND: &str = "Loại công nhận";
const TARGET: &str = "Mức phấn đấu";
const DOSSIER: &str = "Tháng hoàn thành hồ sơ";
const REGISTRATION: &str = "Tháng đăng ký đánh giá ngoài";

/// The columns of a file of items.
pub const COLUMNS: &[Column] = &[
    Column::code(CODE),
    Column::text(NAME).wide(44),
    Column::text(COMMUNE).wide(30),
    Column::text(KIND).needed(),
    Column::text(TARGET).needed().wide(30),
    Column::text(DOSSIER).needed(),
    Column::text(REGISTRATION).needed(),
];

/// The same columns under the headings of the plan files of machines.
pub const PLAIN_COLUMNS: &[Column] = &[
    Column::code("school_code"),
    Column::text("school"),
    Column::text("commune"),
    Column::text("kind").needed(),
    Column::text("target").needed(),
    Column::text("dossier_month").needed(),
    Column::text("registration_month").needed(),
];

/// The columns that go out: those that come in, and how far each item has come.
pub const COLUMNS_OUT: &[Column] = &[
    Column::code(CODE),
    Column::text(NAME).wide(44),
    Column::text(COMMUNE).wide(30),
    Column::text(KIND),
    Column::text(TARGET).wide(30),
    Column::text(DOSSIER),
    Column::text(REGISTRATION),
    Column::text("Tiến độ").wide(24),
    Column::date("Ngày hoàn thành hồ sơ"),
    Column::date("Ngày đăng ký"),
    Column::integer("Hồ sơ chậm (ngày)"),
    Column::integer("Đăng ký chậm (ngày)"),
];

const KINDS: &[(&str, RecognitionKind)] = &[
    ("Công nhận mới", RecognitionKind::New),
    ("Công nhận lại", RecognitionKind::Renewal),
    ("new", RecognitionKind::New),
    ("renewal", RecognitionKind::Renewal),
];

const TARGETS: &[(&str, Target)] = &[
    ("Đạt chuẩn quốc gia mức độ 1", Target::NationalStandard1),
    ("Đạt chuẩn quốc gia mức độ 2", Target::NationalStandard2),
    ("Kiểm định cấp độ 1", Target::Accreditation1),
    ("Kiểm định cấp độ 2", Target::Accreditation2),
    ("Kiểm định cấp độ 3", Target::Accreditation3),
    ("Kiểm định cấp độ 4", Target::Accreditation4),
    ("national_standard_1", Target::NationalStandard1),
    ("national_standard_2", Target::NationalStandard2),
    ("accreditation_1", Target::Accreditation1),
    ("accreditation_2", Target::Accreditation2),
    ("accreditation_3", Target::Accreditation3),
    ("accreditation_4", Target::Accreditation4),
];

/// The columns of the file `content`: machines name them in the words of the wire.
pub fn columns_of(content: &[u8]) -> &'static [Column] {
    let plain = b"registration_month";
    if content.windows(plain.len()).take(1_000).any(|part| part == plain) {
        PLAIN_COLUMNS
    } else {
        COLUMNS
    }
}

/// A row as it came: which school it names, and what is planned for it.
pub struct Read {
    /// The row's number as a person counts it.
    pub number: u32,
    /// The school's code, or empty.
    pub code: String,
    /// The school's name, or empty.
    pub name: String,
    /// The commune, or empty.
    pub commune: String,
    /// What is planned.
    pub wish: PlanWish,
}

/// What stands in `row` of a file with `columns`; what does not fit its column is added to `defects`.
pub fn read(row: &Row, columns: &[Column], defects: &mut Defects) -> Read {
    let heading = |position: usize| columns.get(position).map_or("", |column| column.heading);
    let code = row.code(heading(0), defects);
    let name = row.optional(heading(1), defects);
    if code.is_empty() && name.is_empty() {
        defects.add(row.number(), heading(1), "phải có mã trường hoặc tên trường");
    }
    Read {
        number: row.number(),
        commune: row.optional(heading(2), defects),
        wish: PlanWish {
            kind: row
                .required_one_of(heading(3), KINDS, defects)
                .unwrap_or_default(),
            target: row
                .required_one_of(heading(4), TARGETS, defects)
                .unwrap_or_default(),
            dossier_month: month(&row.required(heading(5), defects)),
            registration_month: month(&row.required(heading(6), defects)),
        },
        code,
        name,
    }
}

/// The heading under which `field` of an item stands in a file with `columns`.
pub fn heading(field: &str, columns: &[Column]) -> &'static str {
    let position = match field {
        "school" => 1,
        "kind" => 3,
        "target" => 4,
        "dossier_month" => 5,
        "registration_month" => 6,
        _ => return "",
    };
    columns.get(position).map_or("", |column| column.heading)
}

/// `text` as the month it means: 2024-05, 05/2024, 5-2024, or a whole date in that month, which is what Excel
/// makes of one. What is none of these stays as it is, for the rules to refuse.
fn month(text: &str) -> String {
    let parts: Vec<&str> = text.split(['-', '/', '.']).map(str::trim).collect();
    let (year, month) = match parts.as_slice() {
        [year, month] | [year, month, _] if year.len() == 4 => (*year, *month),
        [month, year] | [_, month, year] if year.len() == 4 => (*year, *month),
        _ => return text.to_owned(),
    };
    format!("{year}-{month:0>2}")
}

/// An item as a row.
pub fn row(coming: &Coming) -> Vec<Value> {
    let (item, school, progress) = (&coming.item, &coming.school, &coming.progress);
    let stage = match progress.stage {
        ItemStage::Planned => "Chưa có hồ sơ",
        ItemStage::DossierComplete => "Đã hoàn thành hồ sơ",
        ItemStage::Registered => "Đã đăng ký",
        ItemStage::Accepted => "Hồ sơ được tiếp nhận",
        ItemStage::Reviewed => "Đã đánh giá ngoài",
        ItemStage::Decided => "Đã có quyết định",
    };
    vec![
        Value::text(&school.code),
        Value::text(&school.name),
        Value::text(&school.place.commune),
        word(KINDS, item.kind),
        word(TARGETS, item.target),
        Value::text(&item.dossier_month.to_string()),
        Value::text(&item.registration_month.to_string()),
        Value::text(stage),
        Value::date(progress.dossier_completed_on),
        Value::date(progress.registered_on),
        Value::Integer(i64::from(progress.dossier_days_late)),
        Value::Integer(i64::from(progress.registration_days_late)),
    ]
}

/// The word that is written for `meaning`: the first of several.
fn word<T: PartialEq>(words: &[(&str, T)], meaning: T) -> Value {
    let found = words.iter().find(|(_, known)| *known == meaning);
    found.map_or(Value::Empty, |(word, _)| Value::text(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_read_however_it_is_written() {
        for text in [
            "2024-05",
            "05/2024",
            "5/2024",
            "2024-05-01",
            "01/5/2024",
            "5.2024",
        ] {
            assert_eq!(month(text), "2024-05", "{text}");
        }
        assert_eq!(month("tháng năm"), "tháng năm");
    }
}
