//! Authorities and schools.

use calendar::Day;
use proto::fact::{Ownership, SchoolType};
use proto::registration::{AuthorityKind, SchoolState};
use serde::Serialize;

use super::super::{Cell, Row, Word};
use super::{At, at, day, or_blank, some};

/// An authority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Authority {
    /// `authorities/{id}`.
    pub name: String,
    /// Its own name.
    pub display_name: String,
    /// Its level.
    pub kind: Word,
    /// Its code, root first.
    pub code: String,
    /// Its code in the old form.
    pub old_code: Option<String>,
    /// The authority above it: `authorities/{id}`.
    pub parent: Option<String>,
    /// The department of its province: `authorities/{id}`.
    pub province: String,
    /// Its first day.
    pub valid_from: Option<Day>,
    /// Its last day.
    pub valid_until: Option<Day>,
    /// Those that took over: `authorities/{id}`.
    pub successors: Vec<String>,
    /// The document by which it ended.
    pub end_document: Option<String>,
    /// Where it receives mail.
    pub email: Option<String>,
    /// The local overlay, of a department.
    pub overlay: Option<String>,
    /// The version seen.
    pub etag: String,
}

impl From<proto::registration::Authority> for Authority {
    fn from(authority: proto::registration::Authority) -> Self {
        Self {
            kind: Word::of::<AuthorityKind>(authority.kind),
            valid_from: day(&authority.valid_from),
            valid_until: day(&authority.valid_until),
            name: authority.name,
            display_name: authority.display_name,
            code: authority.code,
            old_code: some(authority.old_code),
            parent: some(authority.parent),
            province: authority.province,
            successors: authority.successors,
            end_document: some(authority.end_document),
            email: some(authority.email),
            overlay: some(authority.overlay),
            etag: authority.etag,
        }
    }
}

impl Row for Authority {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("code", "Mã định danh"),
        ("display_name", "Cơ quan"),
        ("kind", "Cấp"),
        ("old_code", "Mã cũ"),
        ("valid_from", "Từ ngày"),
        ("valid_until", "Đến hết ngày"),
        ("email", "Thư điện tử"),
        ("name", "Mã"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.code),
            Cell::text(&self.display_name),
            Cell::Word(self.kind),
            or_blank(self.old_code.as_ref()),
            Cell::Day(self.valid_from),
            Cell::Day(self.valid_until),
            or_blank(self.email.as_ref()),
            Cell::text(&self.name),
        ]
    }
}

/// A school.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct School {
    /// `schools/{id}`.
    pub name: String,
    /// The school's own name.
    pub display_name: String,
    /// Its code in the sector's register.
    pub code: Option<String>,
    /// The kind of school.
    pub school_type: Word,
    /// The commune's own name.
    pub commune: String,
    /// The commune: `authorities/{id}`.
    pub commune_authority: Option<String>,
    /// The managing authority's own name.
    pub managed_by: String,
    /// The managing authority: `authorities/{id}`.
    pub authority: Option<String>,
    /// The department of its province: `authorities/{id}`.
    pub province: Option<String>,
    /// Who owns it.
    pub ownership: Word,
    /// Whether it is still there.
    pub state: Word,
    /// The school it went up in: `schools/{id}`.
    pub merged_into: Option<String>,
    /// The head of the school.
    pub principal: Option<String>,
    /// Where it receives mail.
    pub email: Option<String>,
    /// Its telephone number.
    pub phone: Option<String>,
    /// Its address.
    pub address: Option<String>,
    /// The day it was founded.
    pub founded_on: Option<Day>,
    /// What became of it.
    pub history: Vec<SchoolEvent>,
    /// The version seen.
    pub etag: String,
}

impl From<proto::registration::School> for School {
    fn from(school: proto::registration::School) -> Self {
        Self {
            school_type: Word::of::<SchoolType>(school.school_type),
            ownership: Word::of::<Ownership>(school.ownership),
            state: Word::of::<SchoolState>(school.state),
            founded_on: day(&school.founded_on),
            history: school.history.into_iter().map(SchoolEvent::from).collect(),
            name: school.name,
            display_name: school.display_name,
            code: some(school.code),
            commune: school.commune_name,
            commune_authority: some(school.commune),
            managed_by: school.authority_name,
            authority: some(school.authority),
            province: some(school.province),
            merged_into: some(school.merged_into),
            principal: some(school.principal),
            email: some(school.email),
            phone: some(school.phone),
            address: some(school.address),
            etag: school.etag,
        }
    }
}

impl Row for School {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("code", "Mã trường"),
        ("display_name", "Trường"),
        ("school_type", "Loại trường"),
        ("commune", "Xã"),
        ("managed_by", "Cơ quan quản lý"),
        ("ownership", "Loại hình"),
        ("state", "Trạng thái"),
        ("email", "Thư điện tử"),
        ("name", "Mã"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            or_blank(self.code.as_ref()),
            Cell::text(&self.display_name),
            Cell::Word(self.school_type),
            Cell::text(&self.commune),
            Cell::text(&self.managed_by),
            Cell::Word(self.ownership),
            Cell::Word(self.state),
            or_blank(self.email.as_ref()),
            Cell::text(&self.name),
        ]
    }
}

/// Something that happened to a school.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SchoolEvent {
    /// `renamed`, `merged`, `absorbed` or `closed`.
    pub what: String,
    /// The day from which it holds.
    pub on: Option<Day>,
    /// The document.
    pub document: String,
    /// The name it had before.
    pub previous_name: Option<String>,
    /// The other school: `schools/{id}`.
    pub other_school: Option<String>,
    /// When it was entered.
    pub recorded_at: Option<At>,
}

impl From<proto::registration::SchoolEvent> for SchoolEvent {
    fn from(event: proto::registration::SchoolEvent) -> Self {
        Self {
            on: day(&event.on),
            recorded_at: at(event.recorded_at.as_ref()),
            what: event.what,
            document: event.document,
            previous_name: some(event.previous_name),
            other_school: some(event.other_school),
        }
    }
}

impl Row for SchoolEvent {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("on", "Từ ngày"),
        ("what", "Sự việc"),
        ("previous_name", "Tên trước đó"),
        ("other_school", "Trường kia"),
        ("document", "Văn bản"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let what = match self.what.as_str() {
            "renamed" => word("renamed", "đổi tên"),
            "merged" => word("merged", "sáp nhập vào trường khác"),
            "absorbed" => word("absorbed", "nhận trường khác sáp nhập vào"),
            "closed" => word("closed", "giải thể"),
            other => Cell::text(other),
        };
        vec![
            Cell::Day(self.on),
            what,
            or_blank(self.previous_name.as_ref()),
            or_blank(self.other_school.as_ref()),
            Cell::text(&self.document),
        ]
    }
}

fn word(code: &'static str, vietnamese: &'static str) -> Cell {
    Cell::Word(Word { code, vietnamese })
}
