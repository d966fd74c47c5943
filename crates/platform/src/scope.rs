//! Where a case stands among the authorities, and so who may see it besides its school. It knows no school
//! and no authority: only the ids that facts carry.

use proto::fact::Subject;
use sea_orm::{ColumnTrait, Condition, Value};
use uuid::Uuid;

/// Where a case stands among the authorities, as facts say it. What they leave open, or say with something
/// that is no id, is of nobody: only those who are not confined see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The commune that the school lies in.
    pub commune_id: Option<Uuid>,
    /// The authority that manages the school, or whose case it is.
    pub authority_id: Option<Uuid>,
    /// That authority's name, or empty.
    pub authority_name: String,
    /// Where that authority receives mail, or empty.
    pub authority_email: String,
    /// The department of the province.
    pub province_id: Option<Uuid>,
}

impl Place {
    /// Where `subject` puts its case.
    pub fn of(subject: &Subject) -> Self {
        let id = |text: &str| Uuid::parse_str(text).ok();
        Self {
            commune_id: id(&subject.commune_id),
            authority_id: id(&subject.authority_id),
            authority_name: subject.authority_name.clone(),
            authority_email: subject.authority_email.clone(),
            province_id: id(&subject.province_id),
        }
    }

    /// Takes over what a `newer` fact says; what it leaves open stays. An authority is taken whole: the mail
    /// of one is not the other's.
    pub fn learn(&mut self, newer: Self) {
        self.commune_id = newer.commune_id.or(self.commune_id);
        self.province_id = newer.province_id.or(self.province_id);
        if newer.authority_id.is_some() {
            self.authority_id = newer.authority_id;
            self.authority_name = newer.authority_name;
            self.authority_email = newer.authority_email;
        }
    }

    /// Whether the authority is the department of the province itself.
    pub fn is_of_the_department(&self) -> bool {
        self.authority_id.is_some() && self.authority_id == self.province_id
    }

    /// A subject that says this and nothing else, for those who announce facts about the case in their turn.
    pub fn subject(&self) -> Subject {
        let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        Subject {
            commune_id: id(self.commune_id),
            authority_id: id(self.authority_id),
            authority_name: self.authority_name.clone(),
            authority_email: self.authority_email.clone(),
            province_id: id(self.province_id),
            ..Subject::default()
        }
    }

    /// What a case that stands here belongs to, its `school` included if it has one: whoever is confined to one
    /// of these may see it.
    pub fn scopes(&self, school: impl Into<Option<Uuid>>) -> Vec<String> {
        let ids = [
            school.into(),
            self.commune_id,
            self.authority_id,
            self.province_id,
        ];
        ids.into_iter().flatten().map(|id| id.to_string()).collect()
    }
}

/// What holds for a row that belongs to `scope`: it stands in one of `columns`.
pub fn within<C: ColumnTrait>(
    columns: impl IntoIterator<Item = C>,
    scope: impl Into<Value> + Clone,
) -> Condition {
    columns
        .into_iter()
        .fold(Condition::any(), |any, column| any.add(column.eq(scope.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{Identity, Role};

    fn place() -> Place {
        Place {
            commune_id: Some(Uuid::from_u128(2)),
            authority_id: Some(Uuid::from_u128(3)),
            authority_name: "UBND xã Bắc Sơn".to_owned(),
            authority_email: "xa@bacson.example".to_owned(),
            province_id: Some(Uuid::from_u128(4)),
        }
    }

    #[test]
    fn what_a_fact_says_is_passed_on() {
        assert_eq!(Place::of(&place().subject()), place());
        let old = Subject::default();
        assert_eq!(Place::of(&old), Place::default());
        assert_eq!(Place::default().subject(), old);
    }

    #[test]
    fn what_a_newer_fact_leaves_open_stays_and_an_authority_is_taken_whole() {
        let mut known = place();
        known.learn(Place::default());
        assert_eq!(known, place());
        known.learn(Place {
            authority_id: Some(Uuid::from_u128(9)),
            authority_name: "UBND xã Vũ Lễ".to_owned(),
            ..Place::default()
        });
        assert_eq!(known.commune_id, place().commune_id);
        assert_eq!(known.authority_name, "UBND xã Vũ Lễ");
        assert_eq!(
            known.authority_email, "",
            "the mail of the one before is not this one's"
        );
    }

    #[test]
    fn what_is_no_id_is_of_nobody() {
        let subject = Subject {
            province_id: "lang-son".to_owned(),
            ..place().subject()
        };
        assert_eq!(Place::of(&subject).province_id, None);
    }

    #[test]
    fn whoever_is_confined_to_one_of_the_ids_may_see_it() {
        let sees = |place: &Place, scope: u128| {
            Identity::new("x", Role::DepartmentOfficer)
                .within(Uuid::from_u128(scope).to_string())
                .may_see_any(place.scopes(Uuid::from_u128(1)))
        };
        for scope in 1..=4 {
            assert!(sees(&place(), scope), "{scope}");
        }
        assert!(!sees(&place(), 5));
        assert!(sees(&Place::default(), 1), "its school sees an old case");
        assert!(!sees(&Place::default(), 4) && !sees(&Place::default(), 0));
    }
}
