//! The case, as the facts of other services describe it, kept so that every later fact can.

use platform::scope::Place;
use proto::fact::{Body, Fact, SchoolType, Subject, Target};
use statute::{RegimeId, Wish};
use uuid::Uuid;

/// The case that a decision closes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its id, which is the dossier's.
    pub id: Uuid,
    /// The school.
    pub school_id: Uuid,
    /// The school's name on the day the report came in.
    pub school_name: String,
    /// The kind of school.
    pub school_type: SchoolType,
    /// The commune it lies in.
    pub commune: String,
    /// Where the school receives mail.
    pub school_email: String,
    /// The regime that the case keeps.
    pub regime: RegimeId,
    /// The overlay of the province, or empty.
    pub overlay: String,
    /// What the school asks for.
    pub target: Target,
    /// The dossier's number.
    pub dossier_number: String,
    /// Where it stands among the authorities.
    pub place: Place,
}

/// A subject that no decision can be made about.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no decision can be made about this case: {0}")]
pub struct UnfitCase(pub String);

impl Case {
    /// The case that `subject` describes.
    pub fn of(subject: &Subject) -> Result<Self, UnfitCase> {
        let id = |text: &str, what: &str| {
            Uuid::parse_str(text).map_err(|_| UnfitCase(format!("{text:?} is not the id of a {what}")))
        };
        if subject.target() == Target::Unspecified {
            return Err(UnfitCase("nothing was asked for".to_owned()));
        }
        Ok(Self {
            id: id(&subject.case_id, "case")?,
            school_id: id(&subject.school_id, "school")?,
            school_name: subject.school_name.clone(),
            school_type: subject.school_type(),
            commune: subject.commune.clone(),
            school_email: subject.school_email.clone(),
            regime: subject
                .regime
                .parse()
                .map_err(|error: statute::UnknownRegime| UnfitCase(error.to_string()))?,
            overlay: subject.overlay.clone(),
            target: subject.target(),
            dossier_number: subject.dossier_number.clone(),
            place: Place::of(subject),
        })
    }

    /// What is asked for, as the law distinguishes it.
    pub fn wish(&self) -> Wish {
        wish_of(self.target)
    }

    /// What it belongs to: whoever is confined to one of these ids may see it.
    pub fn scopes(&self) -> Vec<String> {
        self.place.scopes(self.school_id)
    }

    /// The book that its documents are numbered in: each province has its own.
    pub fn book(&self) -> String {
        book_of(&self.place)
    }

    /// A fact in this case.
    pub fn fact(&self, body: Body) -> Fact {
        Fact {
            subject: Some(Subject {
                case_id: self.id.to_string(),
                school_id: self.school_id.to_string(),
                school_name: self.school_name.clone(),
                school_type: self.school_type.into(),
                commune: self.commune.clone(),
                school_email: self.school_email.clone(),
                regime: self.regime.to_string(),
                overlay: self.overlay.clone(),
                target: self.target.into(),
                dossier_number: self.dossier_number.clone(),
                ..self.place.subject()
            }),
            body: Some(body),
        }
    }
}

/// What `target` is, as the law distinguishes it.
pub fn wish_of(target: Target) -> Wish {
    match target {
        Target::NationalStandard1 | Target::NationalStandard2 => Wish::NationalStandard,
        _ => Wish::Accreditation,
    }
}

/// The book of whatever stands at `place`: of its province.
pub fn book_of(place: &Place) -> String {
    let of_province = |id: Uuid| id.simple().to_string();
    place.province_id.map(of_province).unwrap_or_default()
}
