//! Schools.

use proto::fact::{Body, Fact, Ownership, SchoolRegistered, SchoolType, Subject};
use uuid::Uuid;

use super::Refusal;

/// A school, as facts and dossiers name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct School {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// The kind of school.
    pub school_type: SchoolType,
    /// The commune it lies in.
    pub commune: String,
    /// Who owns it.
    pub ownership: Ownership,
    /// Where it receives mail.
    pub email: String,
    /// Grows with every change.
    pub version: i64,
}

/// What is entered about a school.
#[derive(Clone, Debug)]
pub struct SchoolForm {
    /// Its name.
    pub name: String,
    /// The kind of school.
    pub school_type: SchoolType,
    /// The commune it lies in.
    pub commune: String,
    /// Who owns it.
    pub ownership: Ownership,
    /// Where it receives mail.
    pub email: String,
}

impl School {
    /// Enters a school under `id`; every defect of the form at once.
    pub fn register(id: Uuid, form: SchoolForm) -> Result<(Self, Fact), Refusal> {
        let mut defects = Vec::new();
        let mut require = |given: bool, field: &str, message: &str| {
            if !given {
                defects.push((format!("school.{field}"), message.to_owned()));
            }
        };
        require(!form.name.trim().is_empty(), "display_name", "phải có tên trường");
        require(!form.commune.trim().is_empty(), "commune", "phải có xã, phường");
        require(
            form.school_type != SchoolType::Unspecified,
            "school_type",
            "phải có loại trường",
        );
        require(
            form.ownership != Ownership::Unspecified,
            "ownership",
            "phải có loại hình sở hữu",
        );
        let address_fits =
            form.email.is_empty() || form.email.split('@').filter(|part| !part.is_empty()).count() == 2;
        require(address_fits, "email", "không phải địa chỉ thư điện tử");
        if !defects.is_empty() {
            return Err(Refusal::Fields(defects));
        }
        let school = Self {
            id,
            name: form.name.trim().to_owned(),
            school_type: form.school_type,
            commune: form.commune.trim().to_owned(),
            ownership: form.ownership,
            email: form.email,
            version: 1,
        };
        let body = Body::SchoolRegistered(SchoolRegistered {
            ownership: school.ownership.into(),
        });
        let fact = Fact {
            subject: Some(school.subject(id)),
            body: Some(body),
        };
        Ok((school, fact))
    }

    /// The subject of a fact about this school in the case `case_id`.
    pub fn subject(&self, case_id: Uuid) -> Subject {
        Subject {
            case_id: case_id.to_string(),
            school_id: self.id.to_string(),
            school_name: self.name.clone(),
            school_type: self.school_type.into(),
            commune: self.commune.clone(),
            school_email: self.email.clone(),
            ..Subject::default()
        }
    }
}
