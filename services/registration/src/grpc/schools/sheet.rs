//! Schools as rows of a file.

use std::collections::HashMap;

use exchange::words::{SCHOOL_TYPES, word};
use proto::fact::{Ownership, SchoolType};
use sheet::{Column, Defects, Row, Sheet, Value};
use uuid::Uuid;

use crate::domain::{AuthorityKind, School, SchoolRow, SchoolState, Tree};

const CODE: &str = "Mã trường";
const NAME: &str = "Tên trường";
const TYPE: &str = "Loại trường";
const OWNERSHIP: &str = "Loại hình";
const COMMUNE: &str = "Xã, phường";
const AUTHORITY: &str = "Cơ quan quản lý";
const PRINCIPAL: &str = "Hiệu trưởng";
const EMAIL: &str = "Thư điện tử";
const PHONE: &str = "Điện thoại";
const ADDRESS: &str = "Địa chỉ";
const FOUNDED: &str = "Ngày thành lập";
const STATE: &str = "Trạng thái";

/// The columns of a file of schools.
pub const COLUMNS: &[Column] = &[
    Column::code(CODE),
    Column::text(NAME).needed().wide(44),
    Column::text(TYPE).needed().wide(34),
    Column::text(OWNERSHIP).needed(),
    Column::text(COMMUNE).needed().wide(36),
    Column::text(AUTHORITY).wide(36),
    Column::text(PRINCIPAL),
    Column::text(EMAIL).wide(30),
    Column::code(PHONE),
    Column::text(ADDRESS).wide(44),
    Column::date(FOUNDED),
    Column::text(STATE),
];

const OWNERSHIPS: &[(&str, Ownership)] = &[
    ("Công lập", Ownership::Public),
    ("Ngoài công lập", Ownership::NonPublic),
    ("Tư thục", Ownership::NonPublic),
    ("Dân lập", Ownership::NonPublic),
];

const STATES: &[(&str, SchoolState)] = &[
    ("Đang hoạt động", SchoolState::Active),
    ("Đã sáp nhập", SchoolState::Merged),
    ("Đã giải thể", SchoolState::Closed),
];

/// The heading under which `field` of a school stands.
pub fn heading(field: &str) -> &'static str {
    match field {
        "code" => CODE,
        "display_name" => NAME,
        "school_type" => TYPE,
        "ownership" => OWNERSHIP,
        "commune" => COMMUNE,
        "authority" => AUTHORITY,
        "email" => EMAIL,
        "founded_on" => FOUNDED,
        "state" => STATE,
        _ => "",
    }
}

/// The rows of `sheet`; what does not fit its column is added to `defects`.
pub fn rows(sheet: &Sheet, defects: &mut Defects) -> Vec<SchoolRow> {
    sheet.rows.iter().map(|row| read(row, defects)).collect()
}

fn read(row: &Row, defects: &mut Defects) -> SchoolRow {
    SchoolRow {
        number: row.number(),
        code: row.code(CODE, defects),
        name: row.required(NAME, defects),
        school_type: row
            .required_one_of(TYPE, SCHOOL_TYPES, defects)
            .unwrap_or_default(),
        ownership: row
            .required_one_of(OWNERSHIP, OWNERSHIPS, defects)
            .unwrap_or_default(),
        commune: row.required(COMMUNE, defects),
        phone: row.has(PHONE).then(|| row.code(PHONE, defects)),
        founded_on: row
            .has(FOUNDED)
            .then(|| row.date(FOUNDED, defects).map(Into::into)),
        authority: stated(row, AUTHORITY, defects),
        principal: stated(row, PRINCIPAL, defects),
        email: stated(row, EMAIL, defects),
        address: stated(row, ADDRESS, defects),
        state: row.one_of(STATE, STATES, defects).unwrap_or(SchoolState::Active),
    }
}

/// The text under `heading`, if the file has that column.
fn stated(row: &Row, heading: &str, defects: &mut Defects) -> Option<String> {
    row.has(heading).then(|| row.optional(heading, defects))
}

/// `school` as a row; `trees` are those of the provinces.
pub fn row(school: &School, trees: &HashMap<Uuid, Tree>) -> Vec<Value> {
    let place = &school.place;
    let tree = place.province_id.and_then(|id| trees.get(&id));
    let named = |id: Option<Uuid>, name: &str, kind: Option<AuthorityKind>| {
        let found = tree.and_then(|tree| Some((tree, tree.get(id?)?)));
        found.map_or_else(|| name.to_owned(), |(tree, found)| tree.name_of(found, kind))
    };
    let commune = named(place.commune_id, &place.commune, Some(AuthorityKind::Commune));
    let manager = if place.authority_id == place.commune_id {
        String::new()
    } else {
        named(place.authority_id, &place.authority, None)
    };
    vec![
        Value::text(&school.code),
        Value::text(&school.name),
        kind(school.school_type),
        Value::text(word(OWNERSHIPS, school.ownership)),
        Value::text(&commune),
        Value::text(&manager),
        Value::text(&school.contact.principal),
        Value::text(&school.contact.email),
        Value::text(&school.contact.phone),
        Value::text(&school.contact.address),
        Value::date(school.founded_on),
        Value::text(word(STATES, school.state)),
    ]
}

/// A kind of school as people write it.
pub fn kind(school_type: SchoolType) -> Value {
    Value::text(word(SCHOOL_TYPES, school_type))
}
