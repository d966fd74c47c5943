//! Schools from a file: which are new, which change, which are as they were, and everything that is wrong.

use std::collections::HashMap;

use calendar::Day;
use proto::fact::{Fact, Ownership, SchoolType};
use uuid::Uuid;

use super::{Contact, Place, School, SchoolForm, SchoolState};
use crate::domain::{Authority, AuthorityKind, Refusal, RowDefect, Tree, called, unnamed};

/// A row of a file of schools. What is `None` has no column in the file and stays as it is.
#[derive(Clone, Debug)]
pub struct SchoolRow {
    /// Its number as a person counts it.
    pub number: u32,
    /// Its code; a school that has one keeps it when the row has none.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The kind of school.
    pub school_type: SchoolType,
    /// Who owns it.
    pub ownership: Ownership,
    /// Its commune: code, name, or name without titles.
    pub commune: String,
    /// The authority that manages it, in the same way; empty for the commune.
    pub authority: Option<String>,
    /// The head of the school.
    pub principal: Option<String>,
    /// Where it receives mail.
    pub email: Option<String>,
    /// Its telephone number.
    pub phone: Option<String>,
    /// Its address.
    pub address: Option<String>,
    /// The day it was founded.
    pub founded_on: Option<Option<Day>>,
    /// What became of it.
    pub state: SchoolState,
}

/// What a file of schools comes to.
#[derive(Debug, Default)]
pub struct ImportedSchools {
    /// The schools that are new or changed, as they are afterwards.
    pub schools: Vec<School>,
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

/// Where a school of the province is found again: by its code, or by its name in its commune.
struct Known<'s> {
    by_code: HashMap<&'s str, Vec<&'s School>>,
    by_name: HashMap<(Uuid, String), Vec<&'s School>>,
}

impl ImportedSchools {
    /// Takes in `rows` on `day`: `existing` are all schools of the province whose authorities are `tree`, and
    /// `id` makes the id of the school that a row enters.
    ///
    /// A row is the school that has its code; without a code, or when none has it, the one without a code of
    /// the same name in the same commune; otherwise a new one. Names change by a document and states by a
    /// merger or closing, so a row that says another is a defect.
    pub fn decide(
        rows: Vec<SchoolRow>,
        tree: &Tree,
        existing: &[School],
        day: Day,
        id: impl Fn(u32) -> Uuid,
        described: impl Fn(&Refusal) -> String + Copy,
    ) -> Self {
        let known = Known::among(existing);
        let mut imported = Self::default();
        let mut codes: HashMap<String, u32> = HashMap::new();
        let mut taken: HashMap<Uuid, u32> = HashMap::new();
        let mut names: HashMap<(Uuid, String), u32> = HashMap::new();
        for row in rows {
            let number = row.number;
            let mut defects = Vec::new();
            if let Some(first) = twice(&mut codes, row.code.clone(), number).filter(|_| !row.code.is_empty())
            {
                defects.push(RowDefect::new(
                    number,
                    "code",
                    format!("mã {} đã có ở dòng {first}", row.code),
                ));
            }
            let place = place(&row, tree, day, &mut defects, described);
            let found = place
                .as_ref()
                .and_then(|(commune, _)| known.find(&row, commune.id));
            if let Some((commune, _)) = &place {
                let name = (commune.id, called(&row.name));
                let again = match found {
                    Some(school) => twice(&mut taken, school.id, number),
                    None if row.code.is_empty() => twice(&mut names, name, number),
                    None => None,
                };
                if let Some(first) = again.filter(|_| defects.is_empty()) {
                    defects.push(RowDefect::new(
                        number,
                        "display_name",
                        format!("trường này đã có ở dòng {first}"),
                    ));
                }
            }
            let decided = row.decide(
                found,
                place.map(|(_, place)| place),
                id(number),
                described,
                &mut defects,
            );
            if defects.is_empty() {
                imported.take(decided, found.is_some());
            }
            imported.defects.append(&mut defects);
        }
        imported
    }

    fn take(&mut self, decided: Option<(School, Fact)>, was_there: bool) {
        match (decided, was_there) {
            (None, _) => self.unchanged += 1,
            (Some((school, fact)), was_there) => {
                if was_there {
                    self.changed += 1;
                } else {
                    self.created += 1;
                }
                self.schools.push(school);
                self.facts.push(fact);
            }
        }
    }
}

impl<'s> Known<'s> {
    fn among(existing: &'s [School]) -> Self {
        let mut known = Self {
            by_code: HashMap::with_capacity(existing.len()),
            by_name: HashMap::with_capacity(existing.len()),
        };
        for school in existing {
            if !school.code.is_empty() {
                known
                    .by_code
                    .entry(school.code.as_str())
                    .or_default()
                    .push(school);
            }
            if let Some(commune) = school.place.commune_id {
                let name = (commune, called(&school.name));
                known.by_name.entry(name).or_default().push(school);
            }
        }
        known
    }

    /// The school that `row` is, if there is one: one that teaches before one that is gone.
    fn find(&self, row: &SchoolRow, commune: Uuid) -> Option<&'s School> {
        let first = |schools: Option<&Vec<&'s School>>, fits: &dyn Fn(&School) -> bool| {
            let mut fitting: Vec<_> = schools
                .into_iter()
                .flatten()
                .copied()
                .filter(|s| fits(s))
                .collect();
            fitting.sort_by_key(|school| school.state != SchoolState::Active);
            fitting.first().copied()
        };
        let in_its_state = |school: &School| school.state == row.state;
        let by_code = self.by_code.get(row.code.as_str());
        let by_name = self.by_name.get(&(commune, called(&row.name)));
        let without_code =
            |school: &School| in_its_state(school) && (row.code.is_empty() || school.code.is_empty());
        first(by_code, &in_its_state)
            // Of another state: that is a defect, but it is this school.
            .or_else(|| first(by_code, &|school| school.state == SchoolState::Active))
            .or_else(|| first(by_name, &without_code))
    }
}

/// The row before in which `key` stood, if it stood in one.
fn twice<K: std::hash::Hash + Eq>(seen: &mut HashMap<K, u32>, key: K, row: u32) -> Option<u32> {
    let first = *seen.entry(key).or_insert(row);
    (first != row).then_some(first)
}

/// The commune of `row`, and where the school stands among the authorities.
fn place<'t>(
    row: &SchoolRow,
    tree: &'t Tree,
    day: Day,
    defects: &mut Vec<RowDefect>,
    described: impl Fn(&Refusal) -> String,
) -> Option<(&'t Authority, Place)> {
    let mut named = |text: &str, field: &str, kind: Option<AuthorityKind>| match tree.named(text, kind) {
        Ok(authority) => Some(authority),
        Err(why) => {
            // What is empty was found to be so by whoever read the file.
            if !text.is_empty() {
                defects.push(RowDefect::new(row.number, field, unnamed(why, text)));
            }
            None
        }
    };
    let commune = named(&row.commune, "commune", Some(AuthorityKind::Commune));
    let manager = match row.authority.as_deref().unwrap_or_default() {
        "" => commune,
        text => named(text, "authority", None),
    };
    let (commune, manager) = (commune?, manager?);
    // A school that is gone stays where it was.
    let day = Some(day).filter(|_| row.state == SchoolState::Active);
    match Place::among(commune, manager, day) {
        Ok(place) => Some((commune, place)),
        Err(refusal) => {
            defects.extend(
                RowDefect::of(row.number, refusal, described)
                    .into_iter()
                    .map(|defect| {
                        let field = "commune".to_owned();
                        RowDefect { field, ..defect }
                    }),
            );
            None
        }
    }
}

impl SchoolRow {
    /// The school after this row, with its fact; nothing when it is as it was.
    fn decide(
        self,
        found: Option<&School>,
        place: Option<Place>,
        id: Uuid,
        described: impl Fn(&Refusal) -> String,
        defects: &mut Vec<RowDefect>,
    ) -> Option<(School, Fact)> {
        let number = self.number;
        if let Some(school) = found {
            if called(&school.name) != called(&self.name) && !self.name.is_empty() {
                let message = format!(
                    "mã này là của {}; đổi tên trường phải có văn bản, không nhập từ tệp",
                    school.name
                );
                defects.push(RowDefect::new(number, "display_name", message));
            }
            if school.state != self.state {
                defects.push(RowDefect::new(number, "state", STATE));
            }
        } else if self.state != SchoolState::Active {
            defects.push(RowDefect::new(number, "state", STATE));
        }
        let is_gone = self.state != SchoolState::Active;
        // The form is judged even where the place is wrong, so that everything is found at once.
        let at = place
            .clone()
            .or_else(|| found.map(|school| school.place.clone()))
            .unwrap_or_default();
        let at = match (self.authority.as_ref(), found) {
            // No column says who manages it: whoever did, unless that was the commune that it leaves.
            (None, Some(School { place: before, .. })) if before.commune_id == at.commune_id => {
                before.clone()
            }
            (None, Some(School { place: before, .. })) if before.commune_id != before.authority_id => Place {
                commune_id: at.commune_id,
                commune: at.commune,
                ..before.clone()
            },
            _ => at,
        };
        let form = self.form(found);
        let decided = match found {
            Some(_) if is_gone => return None,
            Some(school) => school.change(at, form),
            None => School::register(id, at, form),
        };
        match decided {
            Err(refusal) => {
                // What is empty was found to be so by whoever read the file.
                defects.extend(RowDefect::of(number, refusal, described));
                None
            }
            Ok((after, fact)) => match found {
                Some(school) if after.is_like(school) => None,
                _ => Some((after, fact)),
            },
        }
    }

    fn form(self, found: Option<&School>) -> SchoolForm {
        let before = found.map(|school| school.contact.clone()).unwrap_or_default();
        let code_before = found.map(|school| school.code.clone()).unwrap_or_default();
        let founded_before = found.and_then(|school| school.founded_on);
        let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        SchoolForm {
            code: if self.code.is_empty() {
                code_before
            } else {
                self.code
            },
            name: self.name,
            school_type: self.school_type,
            ownership: self.ownership,
            contact: Contact {
                principal: self.principal.unwrap_or(before.principal),
                email: self.email.unwrap_or(before.email),
                phone: self.phone.unwrap_or(before.phone),
                address: self.address.unwrap_or(before.address),
            },
            founded_on: day(self.founded_on.unwrap_or(founded_before)),
        }
    }
}

const STATE: &str = "trạng thái không nhập từ tệp: sáp nhập hoặc giải thể trường phải có văn bản";
