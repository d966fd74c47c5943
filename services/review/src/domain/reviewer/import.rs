//! Reviewers from a file: who is new, who changes, who is as they were, and everything that is wrong.

use std::collections::HashMap;
use std::hash::Hash;

use calendar::Day;
use platform::search;
use proto::fact::{Fact, SchoolType};
use uuid::Uuid;

use super::{
    AbsenceForm, Directory, PostForm, RelationForm, Reviewer, ReviewerForm, ReviewerRefusal, TrainingForm,
};

/// A row of a file of reviewers. What is `None` has no column in the file and stays as it is.
#[derive(Clone, Debug, Default)]
pub struct ReviewerRow {
    /// Its number as a person counts it.
    pub number: u32,
    /// The person's code; whoever has one keeps it when the row has none.
    pub code: String,
    /// The person's name.
    pub name: String,
    /// Where the person receives mail.
    pub email: Option<String>,
    /// The person's telephone number.
    pub phone: Option<String>,
    /// The commune the person works in.
    pub commune: Option<String>,
    /// The first day in the sector, YYYY-MM-DD.
    pub in_sector_since: Option<String>,
    /// The number of the certificate of the Ministry's training.
    pub certificate_number: Option<String>,
    /// The day that training was completed, YYYY-MM-DD.
    pub trained_on: Option<String>,
    /// Whether from outside the sector, and in charge of what.
    pub other_department: Option<Option<String>>,
    /// Fields the person is expert in.
    pub fields: Option<Vec<String>>,
    /// Kinds of school that the person can review.
    pub levels: Option<Vec<SchoolType>>,
    /// Where the person worked.
    pub career: Option<Vec<PostForm>>,
    /// What ties the person to schools.
    pub relations: Option<Vec<RelationForm>>,
    /// When the person cannot be called upon.
    pub absences: Option<Vec<AbsenceForm>>,
    /// How many schools in a season.
    pub most_schools: Option<u32>,
}

/// Something wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowDefect {
    /// The row as a person counts it: the heading is row 1.
    pub row: u32,
    /// The field of a reviewer, for example `career[0].from`; empty for the row as a whole.
    pub field: String,
    /// What is wrong and what to do, in Vietnamese.
    pub message: String,
}

/// What a file of reviewers comes to.
#[derive(Debug, Default)]
pub struct ImportedReviewers {
    /// Those who are new or changed, as they are afterwards.
    pub reviewers: Vec<Reviewer>,
    /// A fact for each of them.
    pub facts: Vec<Fact>,
    /// How many are new.
    pub created: u32,
    /// How many change.
    pub changed: u32,
    /// How many are as they were.
    pub unchanged: u32,
    /// Everything that is wrong.
    pub defects: Vec<RowDefect>,
}

/// What a file is taken into: the list of one province.
#[derive(Clone, Copy, Debug)]
pub struct IntoList<'l> {
    /// The province, if the list is one's.
    pub province_id: Option<Uuid>,
    /// Everyone on the list.
    pub listed: &'l [Reviewer],
    /// The schools that careers may name.
    pub schools: &'l Directory,
    /// The day on which it comes in.
    pub day: Day,
}

impl ImportedReviewers {
    /// Takes `rows` in; `id` makes the id of whom a row enters, `described` says what a person reads of a refusal.
    ///
    /// A row is the person on the list who has its code; without a code, or when nobody has it, the one without a
    /// code who has the row's name and mail; otherwise somebody new. A code whose holder has another name is a
    /// defect: a slip in a code must not make one person another.
    pub fn decide(
        rows: Vec<ReviewerRow>,
        list: IntoList<'_>,
        id: impl Fn(u32) -> Uuid,
        described: impl Fn(&ReviewerRefusal) -> String,
    ) -> Self {
        let known = Known::among(list.listed);
        let mut imported = Self::default();
        let mut first = FirstRows::default();
        for row in rows {
            let number = row.number;
            let found = known.find(&row);
            let mut defects = first.defects(&row, found);
            let decided = match found {
                Found::Nobody => {
                    let form = row.form(None);
                    Reviewer::enter(id(number), list.province_id, form, list.schools, list.day)
                }
                Found::Several => {
                    defects.push(RowDefect::new(
                        number,
                        "code",
                        "nhiều người cùng họ tên và thư điện tử: phải có mã",
                    ));
                    imported.defects.append(&mut defects);
                    continue;
                }
                Found::One(before) => before.change(row.form(Some(before)), list.schools, list.day),
            };
            match decided {
                Err(refusal) => defects.extend(RowDefect::of(number, refusal, &described)),
                Ok((after, fact)) if defects.is_empty() => imported.take(found.one(), after, fact),
                Ok(_) => {}
            }
            imported.defects.append(&mut defects);
        }
        imported
    }

    fn take(&mut self, before: Option<&Reviewer>, after: Reviewer, fact: Fact) {
        match before {
            Some(before) if after.is_like(before) => {
                self.unchanged += 1;
                return;
            }
            Some(_) => self.changed += 1,
            None => self.created += 1,
        }
        self.reviewers.push(after);
        self.facts.push(fact);
    }
}

/// Whom a row is about.
#[derive(Clone, Copy)]
enum Found<'l> {
    /// Somebody new.
    Nobody,
    /// This person.
    One(&'l Reviewer),
    /// More than one of those on the list, all of whom fit.
    Several,
}

impl<'l> Found<'l> {
    fn one(self) -> Option<&'l Reviewer> {
        match self {
            Self::One(reviewer) => Some(reviewer),
            Self::Nobody | Self::Several => None,
        }
    }
}

/// Where someone on the list is found again: by code, or by name.
struct Known<'l> {
    by_code: HashMap<&'l str, &'l Reviewer>,
    without_code: HashMap<String, Vec<&'l Reviewer>>,
}

impl<'l> Known<'l> {
    fn among(listed: &'l [Reviewer]) -> Self {
        let mut known = Self {
            by_code: HashMap::new(),
            without_code: HashMap::new(),
        };
        for reviewer in listed {
            if reviewer.code.is_empty() {
                let name = search::key(&[&reviewer.name]);
                known.without_code.entry(name).or_default().push(reviewer);
            } else {
                known.by_code.insert(&reviewer.code, reviewer);
            }
        }
        known
    }

    fn find(&self, row: &ReviewerRow) -> Found<'l> {
        if let Some(reviewer) = self.by_code.get(row.code.as_str()) {
            return Found::One(reviewer);
        }
        let same_mail = |reviewer: &&&Reviewer| row.email.as_ref().is_none_or(|mail| *mail == reviewer.email);
        let named = self.without_code.get(&search::key(&[&row.name]));
        let fitting: Vec<_> = named.into_iter().flatten().filter(same_mail).collect();
        match fitting.as_slice() {
            [] => Found::Nobody,
            [only] => Found::One(only),
            _ => Found::Several,
        }
    }
}

/// In which row a code or a person stood first.
#[derive(Default)]
struct FirstRows {
    codes: HashMap<String, u32>,
    people: HashMap<Uuid, u32>,
    names: HashMap<(String, Option<String>), u32>,
}

impl FirstRows {
    /// What is wrong with `row` in view of the rows before it and of whom it is about.
    fn defects(&mut self, row: &ReviewerRow, found: Found<'_>) -> Vec<RowDefect> {
        let number = row.number;
        let mut defects = Vec::new();
        if !row.code.is_empty()
            && let Some(first) = twice(&mut self.codes, row.code.clone(), number)
        {
            let message = format!("mã {} đã có ở dòng {first}", row.code);
            defects.push(RowDefect::new(number, "code", message));
            return defects;
        }
        let name = search::key(&[&row.name]);
        let again = match found {
            Found::One(reviewer) => twice(&mut self.people, reviewer.id, number),
            Found::Nobody if row.code.is_empty() && !name.is_empty() => {
                twice(&mut self.names, (name.clone(), row.email.clone()), number)
            }
            Found::Nobody | Found::Several => None,
        };
        if let Some(first) = again {
            let message = format!("người này đã có ở dòng {first}");
            defects.push(RowDefect::new(number, "display_name", message));
        }
        if let Found::One(reviewer) = found
            && search::key(&[&reviewer.name]) != name
            && !name.is_empty()
        {
            let message = format!(
                "mã này là của {}; nếu người đó đổi họ tên hãy sửa hồ sơ của người đó, không nhập từ tệp",
                reviewer.name
            );
            defects.push(RowDefect::new(number, "display_name", message));
        }
        defects
    }
}

/// The row before in which `key` stood, if it stood in one.
fn twice<K: Hash + Eq>(seen: &mut HashMap<K, u32>, key: K, row: u32) -> Option<u32> {
    let first = *seen.entry(key).or_insert(row);
    (first != row).then_some(first)
}

impl RowDefect {
    fn new(row: u32, field: &str, message: impl Into<String>) -> Self {
        Self {
            row,
            field: field.to_owned(),
            message: message.into(),
        }
    }

    /// What `refusal` says of `row`: a defect for each field of the form, or one for the row.
    fn of(row: u32, refusal: ReviewerRefusal, described: impl Fn(&ReviewerRefusal) -> String) -> Vec<Self> {
        match refusal {
            ReviewerRefusal::Fields(fields) => {
                let bare = |field: &str| field.strip_prefix("reviewer.").unwrap_or(field).to_owned();
                let defect = |(field, message): (String, String)| Self::new(row, &bare(&field), message);
                fields.into_iter().map(defect).collect()
            }
            other => vec![Self::new(row, "", described(&other))],
        }
    }
}

impl ReviewerRow {
    /// The form that this row fills in: what it leaves open stays as it was with `before`.
    fn form(self, before: Option<&Reviewer>) -> ReviewerForm {
        let known = before.map(ReviewerForm::of).unwrap_or_default();
        let training = known.training.unwrap_or_default();
        let certificate_number = self.certificate_number.unwrap_or(training.certificate_number);
        let completed_on = self.trained_on.unwrap_or(training.completed_on);
        let is_trained = !certificate_number.is_empty() || !completed_on.is_empty();
        ReviewerForm {
            code: if self.code.is_empty() {
                known.code
            } else {
                self.code
            },
            name: self.name,
            email: self.email.unwrap_or(known.email),
            phone: self.phone.unwrap_or(known.phone),
            commune: self.commune.unwrap_or(known.commune),
            in_sector_since: self.in_sector_since.unwrap_or(known.in_sector_since),
            training: is_trained.then_some(TrainingForm {
                certificate_number,
                completed_on,
            }),
            other_department: self.other_department.unwrap_or(known.other_department),
            fields: self.fields.unwrap_or(known.fields),
            levels: self.levels.unwrap_or(known.levels),
            career: self.career.unwrap_or(known.career),
            relations: self.relations.unwrap_or(known.relations),
            absences: self.absences.unwrap_or(known.absences),
            most_schools: self.most_schools.unwrap_or(known.most_schools),
        }
    }
}
