//! Schools, with what became of them.

use std::fmt;
use std::str::FromStr;

use calendar::Day;
use form::Defects;
use proto::fact::{Body, Fact, Ownership, SchoolRegistered, SchoolType, Subject};
use uuid::Uuid;

use super::{Authority, AuthorityKind, Refusal};

mod following;
mod history;
mod import;
mod refusal;

pub use history::{Deed, SchoolChange, SchoolEvent};
pub use import::{ImportedSchools, SchoolRow};
pub use refusal::SchoolRefusal;

/// Whether a school is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SchoolState {
    /// It teaches.
    Active,
    /// It went up in another school.
    Merged,
    /// It was closed.
    Closed,
}

impl SchoolState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Active, Self::Merged, Self::Closed];

    /// The state as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Merged => "merged",
            Self::Closed => "closed",
        }
    }
}

impl fmt::Display for SchoolState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for SchoolState {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| format!("no school state {text}"))
    }
}

/// A school, as facts and dossiers name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct School {
    /// Its id, which is also its case.
    pub id: Uuid,
    /// Its code in the sector's register, as text with its leading zeros; or empty.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The kind of school.
    pub school_type: SchoolType,
    /// Who owns it.
    pub ownership: Ownership,
    /// Where it stands among the authorities.
    pub place: Place,
    /// How to reach it.
    pub contact: Contact,
    /// The day it was founded, when that is known.
    pub founded_on: Option<Day>,
    /// Whether it is still there.
    pub state: SchoolState,
    /// The school it went up in.
    pub merged_into: Option<Uuid>,
    /// What became of it, oldest first.
    pub history: Vec<SchoolEvent>,
    /// Grows with every change.
    pub version: i64,
}

/// Where a school stands among the authorities. A school that was entered before there were any has names only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The commune it lies in.
    pub commune_id: Option<Uuid>,
    /// The name of that commune.
    pub commune: String,
    /// The authority that manages it.
    pub authority_id: Option<Uuid>,
    /// The name of that authority.
    pub authority: String,
    /// Where that authority receives mail.
    pub authority_email: String,
    /// The department of its province.
    pub province_id: Option<Uuid>,
}

/// How to reach a school.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// The head of the school.
    pub principal: String,
    /// Where it receives mail.
    pub email: String,
    /// Its telephone number, as text.
    pub phone: String,
    /// Its address.
    pub address: String,
}

/// What is entered about a school.
#[derive(Clone, Debug)]
pub struct SchoolForm {
    /// Its code, or empty.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The kind of school.
    pub school_type: SchoolType,
    /// Who owns it.
    pub ownership: Ownership,
    /// How to reach it.
    pub contact: Contact,
    /// The day it was founded, YYYY-MM-DD, or empty.
    pub founded_on: String,
}

impl Place {
    /// In `commune`, managed by `authority`, both of one province; neither ended before `day`, if one is given.
    pub fn among(commune: &Authority, authority: &Authority, day: Option<Day>) -> Result<Self, Refusal> {
        if commune.kind != AuthorityKind::Commune {
            return Err(SchoolRefusal::NoCommune {
                name: commune.name.clone(),
            }
            .into());
        }
        if commune.province_id != authority.province_id {
            return Err(SchoolRefusal::OtherProvince.into());
        }
        if let Some(day) = day {
            commune.must_last(day)?;
            authority.must_last(day)?;
        }
        Ok(Self {
            commune_id: Some(commune.id),
            commune: commune.name.clone(),
            authority_id: Some(authority.id),
            authority: authority.name.clone(),
            authority_email: authority.email.clone(),
            province_id: Some(commune.province_id),
        })
    }
}

impl School {
    /// Enters a school under `id` at `place`; every defect of the form at once.
    pub fn register(id: Uuid, place: Place, form: SchoolForm) -> Result<(Self, Fact), Refusal> {
        let mut school = Self {
            id,
            code: String::new(),
            name: String::new(),
            school_type: form.school_type,
            ownership: form.ownership,
            place,
            contact: Contact::default(),
            founded_on: None,
            state: SchoolState::Active,
            merged_into: None,
            history: Vec::new(),
            version: 1,
        };
        school.fill_in(form)?;
        let body = Body::SchoolRegistered(SchoolRegistered {
            ownership: school.ownership.into(),
            code: school.code.clone(),
        });
        let fact = school.fact(body);
        Ok((school, fact))
    }

    /// Changes what is known of it, but not its name: that takes a document.
    pub fn change(&self, place: Place, form: SchoolForm) -> Result<(Self, Fact), Refusal> {
        self.must_be_active()?;
        let mut after = self.clone();
        after.place = place;
        after.fill_in(SchoolForm {
            name: self.name.clone(),
            ..form
        })?;
        after.version += 1;
        let fact = after.changed();
        Ok((after, fact))
    }

    /// Whether it says the same as `other`, whatever their versions.
    pub fn is_like(&self, other: &School) -> bool {
        let same_version = Self {
            version: other.version,
            ..self.clone()
        };
        same_version == *other
    }

    /// Refuses a code that another of `others` has: no two of a province that teach share one.
    pub fn must_have_its_own_code(&self, others: &[School]) -> Result<(), Refusal> {
        let taken = |other: &School| {
            other.id != self.id
                && other.code == self.code
                && other.state == SchoolState::Active
                && other.place.province_id == self.place.province_id
        };
        if !self.code.is_empty() && others.iter().any(taken) {
            let code = self.code.clone();
            return Err(SchoolRefusal::CodeTaken { code }.into());
        }
        Ok(())
    }

    /// Refuses a school that is no more.
    pub fn must_be_active(&self) -> Result<(), Refusal> {
        if self.state == SchoolState::Active {
            Ok(())
        } else {
            Err(SchoolRefusal::Gone {
                name: self.name.clone(),
                state: self.state,
            }
            .into())
        }
    }

    fn fill_in(&mut self, form: SchoolForm) -> Result<(), Refusal> {
        let mut defects = Defects::under("school");
        self.name = defects.stated(&form.name, "display_name", "phải có tên trường");
        self.school_type = form.school_type;
        defects.require(
            form.school_type != SchoolType::Unspecified,
            "school_type",
            "phải có loại trường",
        );
        self.ownership = form.ownership;
        defects.require(
            form.ownership != Ownership::Unspecified,
            "ownership",
            "phải có loại hình sở hữu",
        );
        self.code = form.code.trim().to_owned();
        defects.require(
            self.code
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || "-._".contains(letter)),
            "code",
            "chỉ gồm chữ cái không dấu, chữ số, dấu chấm, gạch nối",
        );
        let Contact {
            principal,
            email,
            phone,
            address,
        } = form.contact;
        self.contact = Contact {
            principal: principal.trim().to_owned(),
            email: defects.email(&email, "email"),
            phone: phone.trim().to_owned(),
            address: address.trim().to_owned(),
        };
        self.founded_on = defects.day(&form.founded_on, "founded_on");
        defects.judge().map_err(Refusal::from)
    }

    /// The subject of a fact about this school in the case `case_id`.
    pub fn subject(&self, case_id: Uuid) -> Subject {
        let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        Subject {
            case_id: case_id.to_string(),
            school_id: self.id.to_string(),
            school_name: self.name.clone(),
            school_type: self.school_type.into(),
            commune: self.place.commune.clone(),
            school_email: self.contact.email.clone(),
            commune_id: id(self.place.commune_id),
            authority_id: id(self.place.authority_id),
            authority_name: self.place.authority.clone(),
            authority_email: self.place.authority_email.clone(),
            province_id: id(self.place.province_id),
            ..Subject::default()
        }
    }

    fn fact(&self, body: Body) -> Fact {
        Fact {
            subject: Some(self.subject(self.id)),
            body: Some(body),
        }
    }
}
