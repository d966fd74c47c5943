//! Authorities as rows of a file.

use std::collections::HashMap;

use sheet::{Column, Defects, Row, Sheet, Value};
use uuid::Uuid;

use crate::domain::{Authority, AuthorityKind, AuthorityRow, Tree};

const CODE: &str = "Mã định danh";
const OLD_CODE: &str = "Mã cũ";
const NAME: &str = "Tên cơ quan";
const KIND: &str = "Cấp";
const PARENT: &str = "Cơ quan cấp trên";
const FROM: &str = "Từ ngày";
const UNTIL: &str = "Đến ngày";
const SUCCESSORS: &str = "Cơ quan kế thừa";
const DOCUMENT: &str = "Văn bản chấm dứt";
const EMAIL: &str = "Thư điện tử";
const OVERLAY: &str = "Kế hoạch riêng";

/// The columns of a file of authorities.
pub const COLUMNS: &[Column] = &[
    Column::code(CODE).needed(),
    Column::code(OLD_CODE).wide(20),
    Column::text(NAME).needed().wide(44),
    Column::text(KIND).needed().wide(12),
    Column::text(PARENT).wide(44),
    Column::date(FROM),
    Column::date(UNTIL),
    Column::text(SUCCESSORS).wide(44),
    Column::text(DOCUMENT).wide(30),
    Column::text(EMAIL).wide(30),
    Column::text(OVERLAY),
];

const KINDS: &[(&str, AuthorityKind)] = &[
    ("Sở", AuthorityKind::Department),
    ("Cấp huyện", AuthorityKind::District),
    ("Cấp xã", AuthorityKind::Commune),
];

/// The heading under which `field` of an authority stands.
pub fn heading(field: &str) -> &'static str {
    match field {
        "code" => CODE,
        "old_code" => OLD_CODE,
        "display_name" => NAME,
        "kind" => KIND,
        "parent" => PARENT,
        "valid_from" => FROM,
        "valid_until" => UNTIL,
        "successors" => SUCCESSORS,
        "document" => DOCUMENT,
        "email" => EMAIL,
        "overlay" => OVERLAY,
        _ => "",
    }
}

/// The rows of `sheet`; what does not fit its column is added to `defects`, and a row whose level is not known
/// is left out.
pub fn rows(sheet: &Sheet, defects: &mut Defects) -> Vec<AuthorityRow> {
    sheet.rows.iter().filter_map(|row| read(row, defects)).collect()
}

fn read(row: &Row, defects: &mut Defects) -> Option<AuthorityRow> {
    let code = row.required_code(CODE, defects);
    let name = row.required(NAME, defects);
    let kind = row.required_one_of(KIND, KINDS, defects);
    let old_code = row.has(OLD_CODE).then(|| row.code(OLD_CODE, defects));
    let valid_from = row.has(FROM).then(|| row.date(FROM, defects).map(Into::into));
    let valid_until = row.date(UNTIL, defects).map(Into::into);
    let successors = row.optional(SUCCESSORS, defects);
    let mut stated = |heading: &str| row.has(heading).then(|| row.optional(heading, defects));
    let (email, overlay) = (stated(EMAIL), stated(OVERLAY));
    Some(AuthorityRow {
        number: row.number(),
        kind: kind?,
        code,
        old_code,
        name,
        parent: row.optional(PARENT, defects),
        valid_from,
        valid_until,
        successors: successors
            .split(';')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect(),
        end_document: row.optional(DOCUMENT, defects),
        email,
        overlay,
    })
}

/// `authority`, which stands in one of `trees`, as a row.
pub fn row(authority: &Authority, trees: &HashMap<Uuid, Tree>) -> Vec<Value> {
    let tree = trees.get(&authority.province_id);
    let named = |id: &Uuid| {
        let found = tree.and_then(|tree| Some((tree, tree.get(*id)?)));
        found.map_or_else(
            || format!("authorities/{id}"),
            |(tree, found)| tree.name_of(found, None),
        )
    };
    let successors: Vec<_> = authority.successors.iter().map(named).collect();
    let kind = KINDS.iter().find(|(_, kind)| *kind == authority.kind);
    vec![
        Value::text(&authority.code),
        Value::text(&authority.old_code),
        Value::text(&authority.name),
        Value::text(kind.map(|(word, _)| *word).unwrap_or_default()),
        Value::text(&authority.parent_id.as_ref().map(named).unwrap_or_default()),
        Value::date(authority.valid_from),
        Value::date(authority.valid_until),
        Value::text(&successors.join("; ")),
        Value::text(&authority.end_document),
        Value::text(&authority.email),
        Value::text(&authority.overlay),
    ]
}
