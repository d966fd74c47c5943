//! A plan file: which schools, and the months they are planned for.
//!
//! A file is taken whole or refused whole, with every error by line and column. Nothing is written here.

use std::collections::HashMap;

use calendar::{Almanac, Day, Month};
use csv::{ByteRecord, ReaderBuilder};
use proto::fact::{Ownership, RecognitionKind, SchoolType, Target};
use statute::{Law, Wish};
use unicode_normalization::UnicodeNormalization;

use crate::problem::{Field, Kind, Problem};

mod words;

use words::{KINDS, OWNERSHIPS, SCHOOL_TYPES, TARGETS};

/// The real plan of Bắc Sơn for 2024.
pub const BAC_SON_2024: &[u8] = include_bytes!("../../../data/bac-son-2024.csv");

/// The columns, in the order of the file form.
pub const COLUMNS: [&str; 8] = [
    "school",
    "school_type",
    "commune",
    "ownership",
    "kind",
    "target",
    "dossier_month",
    "registration_month",
];
const LONGEST_TEXT: usize = 200;
/// Years from registration to the end of the certificate, and some to spare.
const LONGEST_CASE: i32 = 7;

/// A plan: its items in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// One item per school.
    pub items: Vec<Item>,
}

/// One school of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The school's name.
    pub school: String,
    /// The kind of school.
    pub school_type: SchoolType,
    /// The commune it lies in.
    pub commune: String,
    /// Who owns it.
    pub ownership: Ownership,
    /// New recognition or renewal.
    pub kind: RecognitionKind,
    /// What is aimed at.
    pub target: Target,
    /// The month by which the dossier is complete.
    pub dossier_month: Month,
    /// The month by which it is registered.
    pub registration_month: Month,
}

/// Something in a plan file that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanError {
    /// The line of the file, from 1.
    pub row: u64,
    /// The column.
    pub column: String,
    /// What is wrong.
    pub message: String,
}

/// The problem that a refused plan file is.
pub fn problem(errors: Vec<PlanError>) -> Problem {
    let message = format!("kế hoạch có {} lỗi; chưa ghi gì vào hệ thống", errors.len());
    let fields = errors.into_iter().map(|error| Field {
        field: error.column.clone(),
        row: Some(error.row),
        column: Some(error.column),
        message: error.message,
    });
    Problem {
        fields: fields.collect(),
        ..Problem::new(Kind::Invalid, "PLAN_REFUSED", message)
    }
}

/// Reads a plan whose months must not lie before the month of `from`.
///
/// # Errors
/// Every error of the file, by line and column.
pub fn read(file: &[u8], from: Day) -> Result<Plan, Vec<PlanError>> {
    let file = file.strip_prefix("\u{feff}".as_bytes()).unwrap_or(file);
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(file);
    let mut records = reader.byte_records();
    let mut reading = Reading {
        from: Month::of(from),
        ..Reading::default()
    };
    match records.next() {
        Some(Ok(header)) => reading.header(&header),
        Some(Err(error)) => reading.refuse(1, COLUMNS[0], format!("không đọc được: {error}")),
        None => reading.refuse(1, COLUMNS[0], "tệp rỗng; dòng đầu phải là tên các cột"),
    }
    if !reading.errors.is_empty() {
        return Err(reading.errors);
    }
    for record in records {
        match record {
            Ok(record) => reading.record(&record),
            Err(error) => {
                let row = error.position().map_or(0, csv::Position::line);
                reading.refuse(row, COLUMNS[0], format!("không đọc được: {error}"));
            }
        }
    }
    if reading.items.is_empty() && reading.errors.is_empty() {
        reading.refuse(2, COLUMNS[0], "kế hoạch không có trường nào");
    }
    if reading.errors.is_empty() {
        Ok(Plan { items: reading.items })
    } else {
        Err(reading.errors)
    }
}

struct Reading {
    from: Month,
    items: Vec<Item>,
    errors: Vec<PlanError>,
    /// The line on which each school, as people compare names, first stood.
    seen: HashMap<String, u64>,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            from: Month::of(Day::MIN),
            items: vec![],
            errors: vec![],
            seen: HashMap::new(),
        }
    }
}

impl Reading {
    fn refuse(&mut self, row: u64, column: &str, message: impl Into<String>) {
        self.errors.push(PlanError {
            row,
            column: column.to_owned(),
            message: message.into(),
        });
    }

    fn header(&mut self, header: &ByteRecord) {
        let found: Vec<String> = header
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).trim().to_owned())
            .collect();
        for column in COLUMNS
            .iter()
            .filter(|column| !found.iter().any(|name| name == *column))
        {
            self.refuse(1, column, "thiếu cột này");
        }
        for name in found.iter().filter(|name| !COLUMNS.contains(&name.as_str())) {
            self.refuse(1, name, "cột này không có trong mẫu");
        }
        if self.errors.is_empty() && found != COLUMNS {
            self.refuse(
                1,
                &found[0],
                format!("các cột phải đúng thứ tự: {}", COLUMNS.join(",")),
            );
        }
    }

    fn record(&mut self, record: &ByteRecord) {
        let row = record.position().map_or(0, csv::Position::line);
        if record.len() != COLUMNS.len() {
            let column = COLUMNS.get(record.len()).unwrap_or(&COLUMNS[COLUMNS.len() - 1]);
            return self.refuse(
                row,
                column,
                format!("dòng có {} ô, mẫu có {} ô", record.len(), COLUMNS.len()),
            );
        }
        let school = self.text(row, record, 0);
        let school_type = self.word(row, record, 1, &SCHOOL_TYPES);
        let commune = self.text(row, record, 2);
        let ownership = self.word(row, record, 3, &OWNERSHIPS);
        let kind = self.word(row, record, 4, &KINDS);
        let target = self.word(row, record, 5, &TARGETS);
        let dossier_month = self.month(row, record, 6);
        let registration_month = self.month(row, record, 7);
        if let (Some(dossier), Some(registration)) = (dossier_month, registration_month)
            && registration < dossier
        {
            self.refuse(
                row,
                COLUMNS[7],
                format!("{registration} trước tháng hoàn thành hồ sơ {dossier}"),
            );
        }
        if let (Some(target), Some(registration)) = (target, registration_month) {
            self.must_be_granted(row, target, registration);
        }
        if let Some(school) = &school {
            match self.seen.get(&comparable(school)) {
                Some(first) => {
                    let message = format!("“{school}” đã có ở dòng {first}");
                    self.refuse(row, COLUMNS[0], message);
                }
                None => drop(self.seen.insert(comparable(school), row)),
            }
        }
        let item = || {
            Some(Item {
                school: school?,
                school_type: school_type?,
                commune: commune?,
                ownership: ownership?,
                kind: kind?,
                target: target?,
                dossier_month: dossier_month?,
                registration_month: registration_month?,
            })
        };
        self.items.extend(item());
    }

    /// Refuses a target that the law no longer grants, or not yet, when the dossier is handed in.
    fn must_be_granted(&mut self, row: u64, target: Target, registration: Month) {
        let regime = Law::official().regime_on(registration.last_day());
        if !regime.is_some_and(|regime| regime.grants(wish(target))) {
            let regime = regime.map_or("–", |regime| regime.id.as_str());
            let message =
                format!("không được công nhận theo chế độ pháp lý của tháng {registration} ({regime})");
            self.refuse(row, COLUMNS[5], message);
        }
    }

    /// The text of a cell, normalised; refused when empty, unreadable or unprintable.
    fn text(&mut self, row: u64, record: &ByteRecord, column: usize) -> Option<String> {
        let cell = record.get(column).unwrap_or_default();
        let problem = match std::str::from_utf8(cell) {
            Err(_) => "không phải UTF-8".to_owned(),
            Ok(text) if text.trim().is_empty() => "ô này để trống".to_owned(),
            Ok(text) if text.chars().any(char::is_control) => "có ký tự điều khiển".to_owned(),
            Ok(text) if text.chars().count() > LONGEST_TEXT => format!("dài quá {LONGEST_TEXT} ký tự"),
            Ok(text) => {
                return Some(
                    text.split_whitespace()
                        .collect::<Vec<_>>()
                        .join(" ")
                        .nfc()
                        .collect(),
                );
            }
        };
        self.refuse(row, COLUMNS[column], problem);
        None
    }

    fn word<T: Copy>(
        &mut self,
        row: u64,
        record: &ByteRecord,
        column: usize,
        words: &[(&str, T)],
    ) -> Option<T> {
        let text = self.text(row, record, column)?;
        let found = words
            .iter()
            .find(|(word, _)| *word == text)
            .map(|(_, value)| *value);
        if found.is_none() {
            let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            self.refuse(
                row,
                COLUMNS[column],
                format!("“{text}” không có trong: {}", known.join(", ")),
            );
        }
        found
    }

    fn month(&mut self, row: u64, record: &ByteRecord, column: usize) -> Option<Month> {
        let text = self.text(row, record, column)?;
        let Ok(month) = text.parse::<Month>() else {
            self.refuse(
                row,
                COLUMNS[column],
                format!("“{text}” không phải tháng dạng NNNN-TT, ví dụ 2024-05"),
            );
            return None;
        };
        let covered_until = Almanac::official().latest().last();
        if month < self.from {
            let message = format!("{month} trước tháng bắt đầu {}", self.from);
            self.refuse(row, COLUMNS[column], message);
        } else if month.last_day().plus_years(LONGEST_CASE) > covered_until {
            let message = format!("{month} quá xa: lịch chỉ đến hết năm {}", covered_until.year());
            self.refuse(row, COLUMNS[column], message);
        }
        Some(month)
    }
}

/// What a letter with that target asks for.
pub fn wish(target: Target) -> Wish {
    match target {
        Target::NationalStandard1 | Target::NationalStandard2 => Wish::NationalStandard,
        _ => Wish::Accreditation,
    }
}

/// A name as people compare names: without regard to capitals.
fn comparable(name: &str) -> String {
    name.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from() -> Day {
        "2024-01-01".parse().unwrap()
    }

    fn refused(file: &[u8]) -> String {
        let errors = read(file, from()).unwrap_err();
        errors
            .iter()
            .map(|error| format!("{}:{}: {}\n", error.row, error.column, error.message))
            .collect()
    }

    fn with_rows(rows: &str) -> Vec<u8> {
        format!("{}\n{rows}", COLUMNS.join(",")).into_bytes()
    }

    #[test]
    fn the_real_plan_is_read() {
        let plan = read(BAC_SON_2024, from()).unwrap();
        assert_eq!(plan.items.len(), 4);
        let vu_le = &plan.items[1];
        assert_eq!(
            (vu_le.school.as_str(), vu_le.kind),
            ("Trường THCS xã Vũ Lễ", RecognitionKind::Renewal)
        );
        assert_eq!(
            (
                vu_le.dossier_month.to_string(),
                vu_le.registration_month.last_day().to_string()
            ),
            ("2024-07".to_owned(), "2024-08-31".to_owned())
        );
    }

    #[test]
    fn every_error_is_named_at_once() {
        let rows = "\
Trường A,preschool,Xã A,public,new,national_standard_1,2024-05,2024-06
,kindergarten,Xã B,state,again,national_standard_3,2024-13,05/2024
trường a,primary,Xã C,public,new,accreditation_2,2024-07,2024-06

\"Trường\nD\",primary,Xã D,public,new,accreditation_2,2023-12,2024-06
Trường E,primary,Xã E
";
        let mut file = with_rows(rows);
        file.extend(b"Tr\xff\xfeng G,primary,X,public,new,accreditation_1,2024-05,2024-06\n");
        insta::assert_snapshot!(refused(&file));
    }

    #[test]
    fn a_wrong_header_is_refused_before_its_rows() {
        insta::assert_snapshot!(refused(
            b"school,type,commune,ownership,kind,target,dossier_month,registration_month\nx\n"
        ));
        insta::assert_snapshot!(refused(
            b"school_type,school,commune,ownership,kind,target,dossier_month,registration_month\n"
        ));
        insta::assert_snapshot!(refused(b""));
        insta::assert_snapshot!(refused(&with_rows("")));
    }

    #[test]
    fn what_the_law_does_not_grant_is_refused() {
        let row = |target: &str, month: &str| {
            format!("Trường {target} {month},primary,X,public,new,{target},{month},{month}\n")
        };
        let rows = row("accreditation_2", "2026-06")
            + &row("national_standard_1", "2026-07")
            + &row("accreditation_2", "2026-07")
            + &row("national_standard_1", "2059-01");
        insta::assert_snapshot!(refused(&with_rows(&rows)));
    }

    #[test]
    fn names_are_normalised() {
        let decomposed = "Trường  Mầm non".nfd().collect::<String>();
        let row = format!(
            "\u{feff}{}\r\n{decomposed},preschool,Vũ Lễ,public,new,national_standard_1,2024-05,2024-06\r\n",
            COLUMNS.join(",")
        );
        let plan = read(row.as_bytes(), from()).unwrap();
        assert_eq!(plan.items[0].school, "Trường Mầm non");
    }
}
