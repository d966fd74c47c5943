//! How people name a school when they write of it.

use std::collections::{BTreeSet, HashMap};

use calendar::Day;
use uuid::Uuid;

use super::School;

/// Several schools are called so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ambiguous;

/// The schools that a form or a file may name: by `schools/{id}`, or by the code in the sector's register.
#[derive(Clone, Debug, Default)]
pub struct Schools {
    by_id: HashMap<Uuid, School>,
    by_code: HashMap<String, BTreeSet<Uuid>>,
}

impl Schools {
    /// Of `schools`.
    pub fn new(schools: Vec<School>) -> Self {
        let mut all = Self::default();
        for school in schools {
            for period in school.periods() {
                let code = &period.details.code;
                if !code.is_empty() {
                    all.by_code.entry(code.clone()).or_default().insert(school.id);
                }
            }
            all.by_id.insert(school.id, school);
        }
        all
    }

    /// The school `id`.
    pub fn get(&self, id: Uuid) -> Option<&School> {
        self.by_id.get(&id)
    }

    /// The school that `text` names on `today`. Of several with one code the one is meant that has it now and is
    /// still there. Nothing when no school is called so.
    pub fn named(&self, text: &str, today: Day) -> Result<Option<&School>, Ambiguous> {
        let text = text.trim();
        if let Some(id) = school_id_in(text) {
            return Ok(self.get(id));
        }
        let ids = self.by_code.get(text).into_iter().flatten();
        let called: Vec<&School> = ids.filter_map(|id| self.get(*id)).collect();
        let now: Vec<&School> = called
            .iter()
            .copied()
            .filter(|school| school.latest().code == text && school.is_there_on(today))
            .collect();
        match (now.as_slice(), called.as_slice()) {
            ([only], _) | ([], [only]) => Ok(Some(only)),
            ([], []) => Ok(None),
            _ => Err(Ambiguous),
        }
    }
}

/// The id in a resource name `schools/{id}`.
pub fn school_id_in(text: &str) -> Option<Uuid> {
    let id = text.trim().strip_prefix("schools/")?;
    Uuid::parse_str(id).ok()
}

#[cfg(test)]
mod tests {
    use proto::fact::{Body, SchoolClosed, SchoolRegistered, Subject};

    use super::*;

    const TODAY: &str = "2026-01-01";

    fn school(id: u128, code: &str, closed_on: Option<&str>) -> School {
        let today = TODAY.parse().unwrap();
        let subject = Subject {
            school_id: Uuid::from_u128(id).to_string(),
            ..Subject::default()
        };
        let registered = Body::SchoolRegistered(SchoolRegistered {
            code: code.to_owned(),
            ..SchoolRegistered::default()
        });
        let school = School::heard(None, &subject, &registered, today).unwrap();
        let Some(on) = closed_on else { return school };
        let closed = Body::SchoolClosed(SchoolClosed {
            on: on.to_owned(),
            ..SchoolClosed::default()
        });
        School::heard(Some(&school), &subject, &closed, today).unwrap()
    }

    fn named(schools: &[School], text: &str) -> Result<Option<u128>, Ambiguous> {
        let schools = Schools::new(schools.to_vec());
        let found = schools.named(text, TODAY.parse().unwrap())?;
        Ok(found.map(|school| school.id.as_u128()))
    }

    #[test]
    fn a_school_is_named_by_its_id_or_its_code() {
        let schools = [school(1, "01", None), school(2, "", None)];
        assert_eq!(named(&schools, " 01 "), Ok(Some(1)));
        let by_id = format!("schools/{}", Uuid::from_u128(2));
        assert_eq!(named(&schools, &by_id), Ok(Some(2)));
        for nobody in [
            "",
            "1",
            "02",
            "schools/",
            &format!("schools/{}", Uuid::from_u128(3)),
        ] {
            assert_eq!(named(&schools, nobody), Ok(None), "{nobody:?}");
        }
    }

    #[test]
    fn of_several_with_one_code_the_one_that_is_there_is_meant() {
        let gone = school(1, "01", Some("2025-12-31"));
        let closing = school(2, "01", Some("2026-01-01"));
        assert_eq!(
            named(&[gone.clone(), closing.clone()], "01"),
            Ok(Some(2)),
            "its last day"
        );
        assert_eq!(named(std::slice::from_ref(&gone), "01"), Ok(Some(1)));
        assert_eq!(named(&[closing, school(3, "01", None)], "01"), Err(Ambiguous));
        let both_gone = [gone, school(4, "01", Some("2024-01-01"))];
        assert_eq!(named(&both_gone, "01"), Err(Ambiguous));
    }
}
