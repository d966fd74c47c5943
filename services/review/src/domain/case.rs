//! The case under review, as registration announced it when it accepted the dossier.

use platform::scope::Place;
use proto::fact::{SchoolType, Subject, Target};
use statute::{RegimeId, Wish};
use uuid::Uuid;

/// What every fact of a review says about its case. It never changes: the regime under which the dossier
/// was received holds to the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The dossier's id.
    pub id: Uuid,
    /// The dossier's number.
    pub dossier_number: String,
    /// The school.
    pub school_id: Uuid,
    /// The school's name.
    pub school_name: String,
    /// The kind of school.
    pub school_type: SchoolType,
    /// The commune it lies in.
    pub commune: String,
    /// Where it receives mail.
    pub school_email: String,
    /// The regime under which the dossier was received.
    pub regime: RegimeId,
    /// The overlay of the province, or empty.
    pub overlay: String,
    /// What is asked for.
    pub target: Target,
    /// Where it stands among the authorities.
    pub place: Place,
}

/// A subject that no review can be opened for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a subject without {0}")]
pub struct UnfitSubject(&'static str);

impl Case {
    /// The case that `subject` names.
    pub fn of(subject: &Subject) -> Result<Self, UnfitSubject> {
        let id = |text: &str, what| Uuid::parse_str(text).map_err(|_| UnfitSubject(what));
        if subject.dossier_number.is_empty() {
            return Err(UnfitSubject("a dossier number"));
        }
        Ok(Self {
            id: id(&subject.case_id, "a case")?,
            dossier_number: subject.dossier_number.clone(),
            school_id: id(&subject.school_id, "a school")?,
            school_name: subject.school_name.clone(),
            school_type: subject.school_type(),
            commune: subject.commune.clone(),
            school_email: subject.school_email.clone(),
            regime: subject.regime.parse().map_err(|_| UnfitSubject("a regime"))?,
            overlay: subject.overlay.clone(),
            target: subject.target(),
            place: Place::of(subject),
        })
    }

    /// The subject of a fact about this case.
    pub fn subject(&self) -> Subject {
        Subject {
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
        }
    }

    /// What it belongs to: whoever is confined to one of these ids may see it.
    pub fn scopes(&self) -> Vec<String> {
        self.place.scopes(self.school_id)
    }

    /// What the school asks for, as the acts distinguish it.
    pub fn wish(&self) -> Wish {
        match self.target {
            Target::NationalStandard1 | Target::NationalStandard2 => Wish::NationalStandard,
            _ => Wish::Accreditation,
        }
    }
}
