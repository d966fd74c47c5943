//! A reviewer as it stands in a file.

use calendar::Day;
use proto::fact::SchoolType;
use proto::review::{Absence, Post, Relation, RelationKind, Reviewer, Training};
use serde::Deserialize;

use super::super::session::{Session, filter};
use crate::problem::Problem;

/// What a file says of a reviewer; what it does not say stays as it was.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewerForm {
    /// The code in the sector's register.
    pub code: Option<String>,
    /// The person's name.
    pub display_name: Option<String>,
    /// Where the person receives mail.
    pub email: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
    /// The commune the person works in.
    pub commune: Option<String>,
    /// The first day in the sector.
    pub in_sector_since: Option<Day>,
    /// The Ministry's training.
    pub training: Option<TrainingForm>,
    /// Whether the person comes from a department outside education.
    pub from_other_department: Option<bool>,
    /// The field that such a person is in charge of.
    pub field_in_charge: Option<String>,
    /// Fields the person is expert in.
    pub fields: Option<Vec<String>>,
    /// Kinds of school that the person can review.
    pub levels: Option<Vec<String>>,
    /// Where the person worked, all of it.
    pub career: Option<Vec<PostForm>>,
    /// Declared ties, all of them.
    pub relations: Option<Vec<RelationForm>>,
    /// When the person cannot be called upon, all of it.
    pub absences: Option<Vec<AbsenceForm>>,
    /// How many schools in a season.
    pub most_schools: Option<u32>,
}

/// The Ministry's training.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingForm {
    /// The number of its certificate.
    pub certificate_number: String,
    /// The day it was completed.
    pub completed_on: Day,
}

/// A post.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostForm {
    /// The school's code or `schools/…`; left out when it was elsewhere.
    #[serde(default)]
    pub school: String,
    /// The employer's name, when it is no school of the list.
    #[serde(default)]
    pub employer: String,
    /// What the person was there.
    #[serde(default)]
    pub position: String,
    /// The first day.
    pub from: Day,
    /// The last day; left out while it lasts.
    pub until: Option<Day>,
}

/// A declared tie to a school.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationForm {
    /// The school's code or `schools/…`.
    pub school: String,
    /// `relative` or `advised`.
    pub kind: String,
    /// What the person said about it.
    #[serde(default)]
    pub note: String,
}

/// Days on which the person cannot be called upon.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AbsenceForm {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Day,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

impl ReviewerForm {
    /// `seen` with what the form says; schools are looked up by their codes.
    ///
    /// # Errors
    /// When a school is not there, or a word is not known.
    pub async fn over(self, session: &Session, seen: Reviewer) -> Result<Reviewer, Problem> {
        let mut reviewer = self.levels_over(seen)?;
        if let Some(career) = self.career {
            reviewer.career = Vec::new();
            for post in career {
                reviewer.career.push(post.with_school(session).await?);
            }
        }
        if let Some(relations) = self.relations {
            reviewer.relations = Vec::new();
            for (place, relation) in relations.into_iter().enumerate() {
                let at = format!("relations[{place}].kind");
                reviewer.relations.push(Relation {
                    school: session.school(&relation.school).await?,
                    kind: filter::<RelationKind>(Some(&relation.kind), &at)?,
                    note: relation.note,
                });
            }
        }
        let training = self.training.map(|training| Training {
            certificate_number: training.certificate_number,
            completed_on: training.completed_on.to_string(),
        });
        let absence = |absence: AbsenceForm| Absence {
            from: absence.from.to_string(),
            until: absence.until.to_string(),
            reason: absence.reason,
        };
        Ok(Reviewer {
            code: self.code.unwrap_or(reviewer.code),
            display_name: self.display_name.unwrap_or(reviewer.display_name),
            email: self.email.unwrap_or(reviewer.email),
            phone: self.phone.unwrap_or(reviewer.phone),
            commune: self.commune.unwrap_or(reviewer.commune),
            in_sector_since: self
                .in_sector_since
                .map_or(reviewer.in_sector_since, |day| day.to_string()),
            training: training.or(reviewer.training),
            from_other_department: self
                .from_other_department
                .unwrap_or(reviewer.from_other_department),
            field_in_charge: self.field_in_charge.unwrap_or(reviewer.field_in_charge),
            fields: self.fields.unwrap_or(reviewer.fields),
            absences: self.absences.map_or(reviewer.absences, |absences| {
                absences.into_iter().map(absence).collect()
            }),
            most_schools: self.most_schools.unwrap_or(reviewer.most_schools),
            ..reviewer
        })
    }

    /// `seen` with the kinds of school that the form says.
    fn levels_over(&self, seen: Reviewer) -> Result<Reviewer, Problem> {
        let Some(levels) = &self.levels else {
            return Ok(seen);
        };
        let level =
            |(place, level): (usize, &String)| filter::<SchoolType>(Some(level), &format!("levels[{place}]"));
        Ok(Reviewer {
            levels: levels.iter().enumerate().map(level).collect::<Result<_, _>>()?,
            ..seen
        })
    }
}

impl PostForm {
    /// The post, its school looked up by its code.
    async fn with_school(self, session: &Session) -> Result<Post, Problem> {
        let school = match self.school.as_str() {
            "" => String::new(),
            school => session.school(school).await?,
        };
        Ok(Post {
            school,
            employer: self.employer,
            position: self.position,
            from: self.from.to_string(),
            until: self.until.map(|day| day.to_string()).unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reviewer_is_read_as_it_stands() {
        let text = "display_name = \"Lê Thị Hoa\"\nin_sector_since = \"2003-09-01\"\nlevels = [\"preschool\"]\n\
                    [training]\ncertificate_number = \"12/CC\"\ncompleted_on = \"2020-07-15\"\n\
                    [[career]]\nschool = \"0020301001\"\nposition = \"Hiệu trưởng\"\nfrom = \"2015-08-01\"\n";
        let form: ReviewerForm = toml::from_str(text).unwrap();
        let posts = form.career.as_ref().unwrap();
        assert_eq!((posts.len(), posts[0].until), (1, None));
        let seen = Reviewer {
            levels: vec![SchoolType::Primary.into()],
            ..Reviewer::default()
        };
        let reviewer = form.levels_over(seen.clone()).unwrap();
        assert_eq!(reviewer.levels, [i32::from(SchoolType::Preschool)]);
        let untold = ReviewerForm::default().levels_over(seen.clone()).unwrap();
        assert_eq!(untold, seen, "what was not said stays");
        let wrong = ReviewerForm {
            levels: Some(vec!["mầm non".to_owned()]),
            ..ReviewerForm::default()
        };
        let problem = wrong.levels_over(seen).unwrap_err();
        assert!(problem.message.contains("levels[0]"), "{problem}");
        assert!(
            toml::from_str::<ReviewerForm>("years_in_sector = 21").is_err(),
            "counted, not told"
        );
    }
}
