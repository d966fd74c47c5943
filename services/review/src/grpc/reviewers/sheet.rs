//! Reviewers as rows of a file: one person a row, careers, ties and absences one entry a line of their cell.

use std::collections::{BTreeMap, HashMap};

use calendar::Day;
use exchange::words::{SCHOOL_TYPES, word};
use platform::search;
use proto::fact::SchoolType;
use sheet::{Column, Defects, Row, Sheet, Value};
use uuid::Uuid;

use crate::domain::{
    AbsenceForm, Directory, KnownSchool, MOST_SCHOOLS, Post, PostForm, RelationForm, RelationKind, Reviewer,
    ReviewerRow, RowDefect,
};

const CODE: &str = "Mã";
const NAME: &str = "Họ và tên";
const EMAIL: &str = "Thư điện tử";
const PHONE: &str = "Điện thoại";
const COMMUNE: &str = "Xã nơi công tác";
const SINCE: &str = "Vào ngành từ ngày";
const CERTIFICATE: &str = "Số chứng nhận tập huấn";
const TRAINED: &str = "Ngày hoàn thành tập huấn";
const DEPARTMENT: &str = "Cơ quan ngoài ngành (lĩnh vực phụ trách)";
const FIELDS: &str = "Chuyên môn";
const LEVELS: &str = "Cấp học";
const CAREER: &str = "Quá trình công tác";
const RELATIONS: &str = "Quan hệ đã khai";
const ABSENCES: &str = "Thời gian không tham gia";
const MOST: &str = "Số trường tối đa một đợt";

/// What stands in [`DEPARTMENT`] of someone from outside the sector who is in charge of no related field.
const UNRELATED: &str = "Không phụ trách lĩnh vực liên quan";

/// The columns of a file of reviewers.
pub const COLUMNS: &[Column] = &[
    Column::code(CODE),
    Column::text(NAME).needed().wide(30),
    Column::text(EMAIL).wide(30),
    Column::code(PHONE),
    Column::text(COMMUNE),
    Column::date(SINCE),
    Column::code(CERTIFICATE),
    Column::date(TRAINED),
    Column::text(DEPARTMENT).wide(36),
    Column::text(FIELDS).wide(36),
    Column::text(LEVELS).wide(36),
    Column::text(CAREER).wide(60),
    Column::text(RELATIONS).wide(44),
    Column::text(ABSENCES).wide(36),
    Column::integer(MOST),
];

/// The ties as people write them; the first word of each is written.
const KINDS: &[(&str, RelationKind)] = &[
    ("Người thân", RelationKind::Relative),
    ("Có người thân", RelationKind::Relative),
    ("Tư vấn tự đánh giá", RelationKind::Advised),
    ("Tư vấn", RelationKind::Advised),
];

/// The heading under which `field` of a reviewer stands.
fn heading(field: &str) -> &'static str {
    match field.split(['[', '.']).next().unwrap_or_default() {
        "code" => CODE,
        "display_name" => NAME,
        "email" => EMAIL,
        "in_sector_since" => SINCE,
        "training" => TRAINED,
        "fields" => FIELDS,
        "levels" => LEVELS,
        "career" => CAREER,
        "relations" => RELATIONS,
        "absences" => ABSENCES,
        "most_schools" => MOST,
        "field_in_charge" => DEPARTMENT,
        _ => "",
    }
}

/// The line of its cell that `field` stands in, for example 1 of `career[0].from`.
fn line(field: &str) -> Option<usize> {
    let (_, rest) = field.split_once('[')?;
    let index: usize = rest.split(']').next()?.parse().ok()?;
    Some(index + 1)
}

/// Adds what the domain found wrong to what the reader did: of one cell everything in one defect.
pub fn add_all(defects: &mut Defects, found: Vec<RowDefect>) {
    let mut cells: BTreeMap<(u32, &str), Vec<String>> = BTreeMap::new();
    for RowDefect { row, field, message } in found {
        let message = match line(&field) {
            Some(line) if field.contains("].") => format!("dòng {line} trong ô: {message}"),
            _ => message,
        };
        cells.entry((row, heading(&field))).or_default().push(message);
    }
    for ((row, column), messages) in cells {
        defects.add(row, column, messages.join("; "));
    }
}

/// The rows of `sheet`; what does not fit its column is added to `defects`.
pub fn rows(sheet: &Sheet, defects: &mut Defects) -> Vec<ReviewerRow> {
    sheet.rows.iter().map(|row| read(row, defects)).collect()
}

fn read(row: &Row, defects: &mut Defects) -> ReviewerRow {
    let code = row.code(CODE, defects);
    let name = row.required(NAME, defects);
    let mut text = |heading: &str| row.has(heading).then(|| row.optional(heading, defects));
    let (email, commune, department) = (text(EMAIL), text(COMMUNE), text(DEPARTMENT));
    let (fields, levels) = (text(FIELDS), text(LEVELS));
    let (career, relations, absences) = (text(CAREER), text(RELATIONS), text(ABSENCES));
    let mut day = |heading: &str| row.has(heading).then(|| iso(row, heading, defects));
    let (in_sector_since, trained_on) = (day(SINCE), day(TRAINED));
    ReviewerRow {
        number: row.number(),
        code,
        name,
        email,
        phone: row.has(PHONE).then(|| row.code(PHONE, defects)),
        commune,
        in_sector_since,
        certificate_number: row.has(CERTIFICATE).then(|| row.code(CERTIFICATE, defects)),
        trained_on,
        other_department: department.map(other_department),
        fields: fields.map(|cell| listed(&cell)),
        levels: levels.map(|cell| levels_in(&cell, row.number(), defects)),
        career: career.map(|cell| lines(&cell).map(post).collect()),
        relations: relations.map(|cell| lines(&cell).map(relation).collect()),
        absences: absences.map(|cell| lines(&cell).map(absence).collect()),
        most_schools: row.has(MOST).then(|| most_schools(row, defects)),
    }
}

/// The day under `heading`, YYYY-MM-DD; empty when there is none.
fn iso(row: &Row, heading: &str, defects: &mut Defects) -> String {
    let day = row.date(heading, defects).map(Day::from);
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn most_schools(row: &Row, defects: &mut Defects) -> u32 {
    let most = row.integer(MOST, 0..=i64::from(MOST_SCHOOLS), defects);
    most.and_then(|most| u32::try_from(most).ok()).unwrap_or_default()
}

fn other_department(cell: String) -> Option<String> {
    if cell.is_empty() {
        None
    } else if search::key(&[&cell]) == search::key(&[UNRELATED]) {
        Some(String::new())
    } else {
        Some(cell)
    }
}

/// The entries of a cell, one a line or parted by semicolons.
fn listed(cell: &str) -> Vec<String> {
    let entries = cell.split([';', '\n']).map(str::trim);
    entries
        .filter(|entry| !entry.is_empty())
        .map(str::to_owned)
        .collect()
}

fn levels_in(cell: &str, row: u32, defects: &mut Defects) -> Vec<SchoolType> {
    let (mut levels, mut unknown) = (Vec::new(), Vec::new());
    for entry in listed(cell) {
        match meaning(SCHOOL_TYPES, &entry) {
            Some(level) => levels.push(level),
            None => unknown.push(format!("“{entry}”")),
        }
    }
    if !unknown.is_empty() {
        let known: Vec<_> = SCHOOL_TYPES.iter().map(|(word, _)| *word).collect();
        let message = format!("không có {}; phải là: {}", unknown.join(", "), known.join("; "));
        defects.add(row, LEVELS, message);
    }
    levels
}

/// What `text` stands for, however it is typed.
fn meaning<T: Copy>(words: &[(&str, T)], text: &str) -> Option<T> {
    let asked = search::key(&[text]);
    let found = words.iter().find(|(word, _)| search::key(&[word]) == asked);
    found.map(|(_, meaning)| *meaning)
}

/// The lines of a cell that say something.
fn lines(cell: &str) -> impl Iterator<Item = &str> {
    cell.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// The parts of a line, `N` at most; those that are missing are empty.
fn parts<const N: usize>(line: &str) -> [String; N] {
    let mut parts = line.splitn(N, '|');
    std::array::from_fn(|_| parts.next().unwrap_or_default().trim().to_owned())
}

/// A day as people type it, as forms have it; what is no day stays as it is, for the form to find.
fn typed_day(text: &str) -> String {
    let day = sheet::parse_date(text).map(Day::from);
    day.map_or_else(|| text.to_owned(), |day| day.to_string())
}

fn post(line: &str) -> PostForm {
    let [employer, position, from, until] = parts(line);
    PostForm {
        school: String::new(),
        employer,
        position,
        from: typed_day(&from),
        until: typed_day(&until),
    }
}

fn relation(line: &str) -> RelationForm {
    let [school, kind, note] = parts(line);
    RelationForm {
        kind: meaning(KINDS, &kind),
        school,
        note,
    }
}

fn absence(line: &str) -> AbsenceForm {
    let [from, until, reason] = parts(line);
    AbsenceForm {
        from: typed_day(&from),
        until: typed_day(&until),
        reason,
    }
}

/// `reviewers` as rows. A school is written as whoever takes in the list of that province finds it again.
pub fn rows_of(reviewers: &[Reviewer], schools: &[KnownSchool]) -> Vec<Vec<Value>> {
    let mut provinces: HashMap<Option<Uuid>, Directory> = HashMap::new();
    let rows = reviewers.iter().map(|reviewer| {
        let province = reviewer.province_id;
        let theirs = |school: &&KnownSchool| province.is_none() || school.province_id == province;
        let directory = provinces
            .entry(province)
            .or_insert_with(|| Directory::new(schools.iter().filter(theirs).cloned().collect()));
        row(reviewer, directory)
    });
    rows.collect()
}

fn row(reviewer: &Reviewer, schools: &Directory) -> Vec<Value> {
    let training = reviewer.training.as_ref();
    let certificate = training.map(|training| training.certificate_number.as_str());
    let department = match reviewer.other_department.as_deref() {
        Some("") => UNRELATED,
        field => field.unwrap_or_default(),
    };
    let levels: Vec<_> = reviewer
        .levels
        .iter()
        .map(|level| word(SCHOOL_TYPES, *level))
        .collect();
    vec![
        Value::text(&reviewer.code),
        Value::text(&reviewer.name),
        Value::text(&reviewer.email),
        Value::text(&reviewer.phone),
        Value::text(&reviewer.commune),
        Value::date(reviewer.sector_day()),
        Value::text(certificate.unwrap_or_default()),
        Value::date(training.map(|training| training.completed_on)),
        Value::text(department),
        Value::text(&reviewer.fields.join("; ")),
        Value::text(&levels.join("; ")),
        cell(reviewer.career.iter().map(|post| post_line(post, schools))),
        cell(reviewer.relations.iter().map(|relation| {
            let school = schools.written(relation.school);
            let parts = [school.as_str(), word(KINDS, relation.kind), &relation.note];
            parts.join(" | ")
        })),
        cell(reviewer.absences.iter().map(|absence| {
            let (from, until) = (absence.from.vietnamese(), absence.until.vietnamese());
            [from, until, absence.reason.clone()].join(" | ")
        })),
        reviewer
            .most_schools
            .map_or(Value::Empty, |most| Value::Integer(most.into())),
    ]
}

fn post_line(post: &Post, schools: &Directory) -> String {
    let employer = post
        .school
        .map_or_else(|| post.employer.clone(), |id| schools.written(id));
    let until = post.until.map(Day::vietnamese).unwrap_or_default();
    [employer, post.position.clone(), post.from.vietnamese(), until].join(" | ")
}

/// Lines as one cell.
fn cell(lines: impl Iterator<Item = String>) -> Value {
    let lines: Vec<_> = lines
        .map(|line| line.trim_end_matches([' ', '|']).to_owned())
        .collect();
    Value::text(&lines.join("\n"))
}
