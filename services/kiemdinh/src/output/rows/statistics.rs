//! The public register and what is counted in it.

use calendar::Day;
use proto::fact::{RecognitionKind, SchoolType, Target};
use proto::recognition::{CertificateState, Standard};
use serde::Serialize;

use super::super::{Cell, Row, Word};
use super::recognition::word_or_blank;
use super::{day, or_blank, some};

/// A line of the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RegisterEntry {
    /// The day that the line speaks of.
    pub on: Option<Day>,
    /// The certificate's number.
    pub number: String,
    /// The school's name on that day.
    pub school_name: String,
    /// The school's name that is printed on the certificate.
    pub printed_name: String,
    /// The kind of school.
    pub school_type: Word,
    /// The commune it lay in.
    pub commune: String,
    /// What is certified.
    pub target: Word,
    /// How it stood on the day.
    pub state: Word,
    /// The day of recognition.
    pub recognised_on: Option<Day>,
    /// The first day of validity.
    pub valid_from: Option<Day>,
    /// The printed last day of validity.
    pub valid_until: Option<Day>,
    /// The number of the decision, if known.
    pub decision_number: Option<String>,
    /// `schools/{id}`.
    pub school: String,
    /// `certificates/{id}`.
    pub certificate: String,
}

impl From<proto::recognition::RegisterEntry> for RegisterEntry {
    fn from(entry: proto::recognition::RegisterEntry) -> Self {
        Self {
            on: day(&entry.on),
            school_type: Word::of::<SchoolType>(entry.school_type),
            target: Word::of::<Target>(entry.target),
            state: Word::of::<CertificateState>(entry.state),
            recognised_on: day(&entry.recognised_on),
            valid_from: day(&entry.valid_from),
            valid_until: day(&entry.valid_until),
            decision_number: some(entry.decision_number),
            number: entry.number,
            school_name: entry.school_name,
            printed_name: entry.printed_name,
            commune: entry.commune,
            school: entry.school,
            certificate: entry.certificate,
        }
    }
}

impl Row for RegisterEntry {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("number", "Số chứng nhận"),
        ("school_name", "Trường"),
        ("school_type", "Loại trường"),
        ("commune", "Xã, phường"),
        ("target", "Chứng nhận"),
        ("state", "Trạng thái"),
        ("recognised_on", "Ngày công nhận"),
        ("valid_from", "Giá trị từ"),
        ("valid_until", "Giá trị đến"),
        ("decision_number", "Quyết định"),
        ("on", "Vào ngày"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.number),
            Cell::text(&self.school_name),
            Cell::Word(self.school_type),
            Cell::text(&self.commune),
            Cell::Word(self.target),
            Cell::Word(self.state),
            Cell::Day(self.recognised_on),
            Cell::Day(self.valid_from),
            Cell::Day(self.valid_until),
            or_blank(self.decision_number.as_ref()),
            Cell::Day(self.on),
        ]
    }
}

/// How many schools are at standard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attainment {
    /// The cut-off day.
    pub on: Option<Day>,
    /// The groups.
    pub rows: Vec<AttainmentRow>,
    /// All together.
    pub total: AttainmentRow,
}

/// A group of schools.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AttainmentRow {
    /// The group; none for all together.
    pub group: Option<String>,
    /// How many schools there were.
    pub schools: u32,
    /// How many of them were at standard.
    pub attained: u32,
    /// The share, for example 66,0 %; none when there is no school.
    pub share: Option<String>,
    /// The target of the day in thousandths; none when none is set.
    pub target_per_mille: Option<u32>,
    /// How far the share is above the target; none without a target.
    pub above_target: Option<String>,
}

impl From<proto::recognition::AttainmentRow> for AttainmentRow {
    fn from(row: proto::recognition::AttainmentRow) -> Self {
        Self {
            group: some(row.group),
            schools: row.schools,
            attained: row.attained,
            share: some(row.share),
            target_per_mille: row.target_per_mille,
            above_target: some(row.above_target),
        }
    }
}

impl From<proto::recognition::Attainment> for Attainment {
    fn from(attainment: proto::recognition::Attainment) -> Self {
        Self {
            on: day(&attainment.on),
            rows: attainment.rows.into_iter().map(AttainmentRow::from).collect(),
            total: attainment.total.map(AttainmentRow::from).unwrap_or_default(),
        }
    }
}

impl Attainment {
    /// The groups, and all together last.
    pub fn lines(&self) -> Vec<AttainmentRow> {
        self.rows.iter().chain([&self.total]).cloned().collect()
    }
}

/// A share in thousandths, as people write it.
fn share(per_mille: u32) -> String {
    format!("{},{} %", per_mille / 10, per_mille % 10)
}

impl Row for AttainmentRow {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("group", "Nhóm"),
        ("schools", "Số trường"),
        ("attained", "Đạt chuẩn"),
        ("share", "Tỷ lệ"),
        ("target", "Chỉ tiêu"),
        ("above_target", "So với chỉ tiêu"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(self.group.as_deref().unwrap_or("Tất cả")),
            Cell::Number(self.schools.into()),
            Cell::Number(self.attained.into()),
            or_blank(self.share.as_ref()),
            or_blank(self.target_per_mille.map(share).as_ref()),
            or_blank(self.above_target.as_ref()),
        ]
    }
}

/// A recognition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recognition {
    /// Whether the school was recognised before.
    pub kind: Word,
    /// What the register says of it.
    #[serde(flatten)]
    pub entry: RegisterEntry,
}

impl From<proto::recognition::Recognition> for Recognition {
    fn from(recognition: proto::recognition::Recognition) -> Self {
        Self {
            kind: Word::of::<RecognitionKind>(recognition.kind),
            entry: recognition.entry.unwrap_or_default().into(),
        }
    }
}

impl Row for Recognition {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("recognised_on", "Ngày công nhận"),
        ("kind", "Loại"),
        ("school_name", "Trường"),
        ("commune", "Xã, phường"),
        ("target", "Chứng nhận"),
        ("number", "Số chứng nhận"),
        ("decision_number", "Quyết định"),
        ("valid_until", "Giá trị đến"),
        ("state", "Trạng thái"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Day(self.entry.recognised_on),
            Cell::Word(self.kind),
            Cell::text(&self.entry.school_name),
            Cell::text(&self.entry.commune),
            Cell::Word(self.entry.target),
            Cell::text(&self.entry.number),
            or_blank(self.entry.decision_number.as_ref()),
            Cell::Day(self.entry.valid_until),
            Cell::Word(self.entry.state),
        ]
    }
}

/// A certificate that is to be checked again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recheck {
    /// What the register says of it.
    #[serde(flatten)]
    pub entry: RegisterEntry,
    /// What about it calls for attention.
    pub remarks: Vec<String>,
}

impl From<proto::recognition::Recheck> for Recheck {
    fn from(recheck: proto::recognition::Recheck) -> Self {
        Self {
            entry: recheck.entry.unwrap_or_default().into(),
            remarks: recheck.remarks,
        }
    }
}

impl Row for Recheck {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("recognised_on", "Ngày công nhận"),
        ("school_name", "Trường"),
        ("commune", "Xã, phường"),
        ("target", "Chứng nhận"),
        ("number", "Số chứng nhận"),
        ("valid_until", "Giá trị đến"),
        ("remarks", "Lưu ý"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Day(self.entry.recognised_on),
            Cell::text(&self.entry.school_name),
            Cell::text(&self.entry.commune),
            Cell::Word(self.entry.target),
            Cell::text(&self.entry.number),
            Cell::Day(self.entry.valid_until),
            Cell::text(self.remarks.join("; ")),
        ]
    }
}

/// A target for the share of schools at standard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AttainmentTarget {
    /// `targets/{id}`.
    pub name: String,
    /// The day by which it is to be reached.
    pub on: Option<Day>,
    /// What counts.
    pub standard: Word,
    /// Only schools of this kind; none for all.
    pub school_type: Option<Word>,
    /// The share in thousandths.
    pub per_mille: u32,
    /// The document that sets it.
    pub document: String,
    /// `authorities/{id}`.
    pub province: String,
}

impl From<proto::recognition::AttainmentTarget> for AttainmentTarget {
    fn from(target: proto::recognition::AttainmentTarget) -> Self {
        let school_type = Word::of::<SchoolType>(target.school_type);
        Self {
            on: day(&target.on),
            standard: Word::of::<Standard>(target.standard),
            school_type: (target.school_type != 0).then_some(school_type),
            name: target.name,
            per_mille: target.per_mille,
            document: target.document,
            province: target.province,
        }
    }
}

impl Row for AttainmentTarget {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("on", "Đến ngày"),
        ("standard", "Chuẩn"),
        ("school_type", "Loại trường"),
        ("share", "Chỉ tiêu"),
        ("document", "Văn bản"),
        ("name", "Mã"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Day(self.on),
            Cell::Word(self.standard),
            word_or_blank(self.school_type),
            Cell::text(share(self.per_mille)),
            Cell::text(&self.document),
            Cell::text(&self.name),
        ]
    }
}
