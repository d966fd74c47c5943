//! Statistics as files.

use exchange::words::word;
use proto::fact::RecognitionKind;
use sheet::{Column, Value};

use super::lists::{Recheck, Recognition};
use crate::domain::{Attainment, Figures, Grouping};
use crate::grpc::register::sheet as register;
use crate::store::statistics::Recognised;

/// A file before it is written.
pub struct File {
    /// Its name without its ending.
    pub name: String,
    /// The title of its sheet.
    pub title: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// Its rows.
    pub rows: Vec<Vec<Value>>,
}

const SCHOOLS: Column = Column::integer("Số trường");
const ATTAINED: Column = Column::integer("Số trường đạt").wide(16);
const SHARE: Column = Column::text("Tỷ lệ").wide(12);
const TARGET: Column = Column::text("Chỉ tiêu").wide(12);
const ABOVE: Column = Column::text("So với chỉ tiêu (điểm %)").wide(26);
const ON: Column = Column::date("Tính đến ngày").wide(16);

/// The columns of a count whose rows are headed `of`.
const fn counted(of: &'static str) -> [Column; 7] {
    [
        Column::text(of).wide(36),
        SCHOOLS,
        ATTAINED,
        SHARE,
        TARGET,
        ABOVE,
        ON,
    ]
}

/// The columns of a count, by what its rows are.
fn columns(grouping: Grouping) -> &'static [Column] {
    const ALL: &[Column] = &counted("Phạm vi");
    const KINDS: &[Column] = &counted("Loại trường");
    const COMMUNES: &[Column] = &counted("Xã, phường");
    const OWNERSHIPS: &[Column] = &counted("Loại hình");
    match grouping {
        Grouping::All => ALL,
        Grouping::SchoolType => KINDS,
        Grouping::Commune => COMMUNES,
        Grouping::Ownership => OWNERSHIPS,
    }
}

/// A count as a file: its groups, then all of them together.
pub fn of_attainment(grouping: Grouping, found: &Attainment) -> File {
    let row = |group: &str, figures: &Figures| {
        let share = figures.share().map(|share| share.to_string());
        let target = figures
            .target
            .map(|target| format!("{},{} %", target / 10, target % 10));
        vec![
            Value::text(group),
            Value::Integer(figures.tally.schools.into()),
            Value::Integer(figures.tally.attained.into()),
            Value::text(&share.unwrap_or_default()),
            Value::text(&target.unwrap_or_default()),
            Value::text(&compared(figures.above_target())),
            Value::date(Some(found.on)),
        ]
    };
    let groups = found
        .rows
        .iter()
        .map(|(group, figures)| row(group.in_vietnamese(), figures));
    File {
        name: format!("truong-dat-chuan-{}", found.on),
        title: "Trường đạt chuẩn",
        columns: columns(grouping),
        rows: groups.chain([row("Tổng cộng", &found.total)]).collect(),
    }
}

/// How far a share is from its target, in words: a cell that began with a sign would be taken for a formula.
fn compared(above: Option<i64>) -> String {
    let Some(above) = above else {
        return String::new();
    };
    let tenths = above.unsigned_abs();
    let points = format!("{},{}", tenths / 10, tenths % 10);
    match above {
        1.. => format!("vượt {points}"),
        0 => "đạt".to_owned(),
        _ => format!("thiếu {points}"),
    }
}

const KINDS: &[(&str, RecognitionKind)] = &[
    ("Công nhận mới", RecognitionKind::New),
    ("Công nhận lại", RecognitionKind::Renewal),
];

/// Recognitions as a file: what the register says, and whether the school was recognised before.
pub fn of_recognitions(asked: Recognised, found: &[Recognition]) -> File {
    let row = |found: &Recognition| {
        let mut row = register::row(&found.entry);
        row.push(Value::text(word(KINDS, found.certificate.kind)));
        row
    };
    File {
        name: format!("truong-duoc-cong-nhan-{}-{}", asked.from, asked.until),
        title: "Trường được công nhận",
        columns: register::WITH_KIND,
        rows: found.iter().map(row).collect(),
    }
}

/// Certificates that are to be checked again, as a file: what the register says, and what calls for attention.
pub fn of_rechecks(asked: Recognised, found: &[Recheck]) -> File {
    let row = |found: &Recheck| {
        let mut row = register::row(&found.entry);
        row.push(Value::text(&found.remarks.join("; ")));
        row
    };
    File {
        name: format!("ra-soat-{}-{}", asked.from.year(), asked.until.year()),
        title: "Rà soát lại",
        columns: register::WITH_REMARKS,
        rows: found.iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comparison_has_no_sign_and_says_which_way() {
        assert_eq!(compared(Some(28)), "vượt 2,8");
        assert_eq!(compared(Some(-4)), "thiếu 0,4");
        assert_eq!(compared(Some(0)), "đạt");
        assert_eq!(compared(None), "");
    }
}
