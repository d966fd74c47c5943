//! People who may sit on an external review team.

use statute::Candidate;
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use super::{Case, Refusal};

/// More years than anyone works.
const MOST_YEARS: u32 = 80;

/// A reviewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewer {
    /// The person's id, which is also the subject of their token.
    pub id: Uuid,
    /// The person's name.
    pub name: String,
    /// Where the person receives mail.
    pub email: String,
    /// Full years worked in the sector.
    pub years_in_sector: u32,
    /// Whether the Ministry's training was completed.
    pub trained_by_ministry: bool,
    /// The commune the person works in.
    pub commune: String,
    /// Schools the person has worked at.
    pub worked_at: Vec<Uuid>,
    /// Schools where the person has a relative.
    pub relatives_at: Vec<Uuid>,
    /// The department of the province that the person reviews for: of the officer who entered them, when that
    /// officer is confined to one.
    pub province_id: Option<Uuid>,
    /// Grows with every change.
    pub version: i64,
}

/// What is entered about a reviewer.
#[derive(Clone, Debug, Default)]
pub struct ReviewerForm {
    /// The person's name.
    pub name: String,
    /// Where the person receives mail.
    pub email: String,
    /// Full years worked in the sector.
    pub years_in_sector: u32,
    /// Whether the Ministry's training was completed.
    pub trained_by_ministry: bool,
    /// The commune the person works in.
    pub commune: String,
    /// Schools the person has worked at.
    pub worked_at: Vec<Uuid>,
    /// Schools where the person has a relative.
    pub relatives_at: Vec<Uuid>,
    /// The department of the province that the person reviews for, if the one who enters is confined to it.
    pub province_id: Option<Uuid>,
}

impl Reviewer {
    /// Enters a reviewer under `id`; every defect of the form at once. Whether the person is eligible is
    /// not asked here: that is a matter between a person, a school and a day.
    pub fn enter(id: Uuid, form: ReviewerForm) -> Result<Self, Refusal> {
        let mut defects = Vec::new();
        let mut require = |given: bool, field: &str, message: &str| {
            if !given {
                defects.push((format!("reviewer.{field}"), message.to_owned()));
            }
        };
        require(!form.name.trim().is_empty(), "display_name", "phải có họ tên");
        require(
            form.years_in_sector <= MOST_YEARS,
            "years_in_sector",
            "không thể quá 80 năm công tác",
        );
        let address_fits =
            form.email.is_empty() || form.email.split('@').filter(|part| !part.is_empty()).count() == 2;
        require(address_fits, "email", "không phải địa chỉ thư điện tử");
        if !defects.is_empty() {
            return Err(Refusal::Fields(defects));
        }
        Ok(Self {
            id,
            name: form.name.trim().to_owned(),
            email: form.email,
            years_in_sector: form.years_in_sector,
            trained_by_ministry: form.trained_by_ministry,
            commune: form.commune.trim().to_owned(),
            worked_at: form.worked_at,
            relatives_at: form.relatives_at,
            province_id: form.province_id,
            version: 1,
        })
    }

    /// What is known of the person in view of the school of `case`.
    pub fn candidate(&self, case: &Case) -> Candidate {
        Candidate {
            worked_at_school: self.worked_at.contains(&case.school_id),
            years_in_sector: self.years_in_sector,
            trained_by_ministry: self.trained_by_ministry,
            relative_at_school: self.relatives_at.contains(&case.school_id),
            same_commune: same_place(&self.commune, &case.commune),
            ..Candidate::default()
        }
    }
}

/// Whether two names, however typed, name the same place. An empty name names none.
fn same_place(one: &str, other: &str) -> bool {
    let plain = |name: &str| -> String {
        let words: Vec<_> = name.split_whitespace().collect();
        words.join(" ").to_lowercase().nfc().collect()
    };
    let one = plain(one);
    !one.is_empty() && one == plain(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_refused_with_every_defect() {
        let form = ReviewerForm {
            name: " ".to_owned(),
            email: "ở nhà".to_owned(),
            years_in_sector: 81,
            ..ReviewerForm::default()
        };
        let Err(Refusal::Fields(defects)) = Reviewer::enter(Uuid::nil(), form) else {
            panic!("must be refused");
        };
        let fields: Vec<_> = defects.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "reviewer.display_name",
                "reviewer.years_in_sector",
                "reviewer.email"
            ]
        );
    }

    #[test]
    fn places_are_compared_as_people_read_them() {
        assert!(same_place("Xã Bắc Sơn", " xã  bắc sơn"));
        assert!(
            same_place("Bắc Sơn", "Ba\u{306}\u{301}c So\u{31b}n"),
            "decomposed letters"
        );
        assert!(!same_place("Bắc Sơn", "Bắc Quỳnh"));
        assert!(!same_place("", ""));
    }
}
