//! The pool of reviewers: their careers, their training, and what ties some of them to schools of the plan.

use calendar::Day;
use proto::fact::SchoolType;
use proto::registration::School;
use proto::review::{CreateReviewerRequest, Post, Relation, RelationKind, Reviewer, Training};

use super::super::people::{self, POOL, PoolMember, Tie, address_part};
use super::{Stage, id_of};
use crate::client::Voice;
use crate::problem::Problem;

/// The month and day on which people enter the sector.
const ENTRY: (u32, u32) = (9, 1);
/// The month and day on which the Ministry's training ends.
const TRAINING: (u32, u32) = (7, 15);
/// Where people teach who teach at no school of the plan.
const ELSEWHERE: &str = "Trường ngoài kế hoạch";

/// The day `years` years before `day`, on the month and day `on`.
fn years_before(day: Day, years: i32, (month, date): (u32, u32)) -> String {
    Day::from_ymd(day.year() - years, month, date).map_or_else(String::new, |day| day.to_string())
}

/// Every kind of school.
fn every_level() -> Vec<i32> {
    (1..)
        .take_while(|level| SchoolType::try_from(*level).is_ok())
        .collect()
}

/// What is entered of `member`, the one at `place` of the pool; `school` is the one that a tie is to.
fn entered(place: usize, member: &PoolMember, school: Option<&School>, day: Day) -> Reviewer {
    let tied = |tie| school.filter(|_| member.tie == tie);
    let in_sector_since = years_before(day, member.years + 1, ENTRY);
    let teaches = tied(Tie::TeachesThere);
    let relation = |kind: RelationKind| {
        let tie = match kind {
            RelationKind::Relative => Tie::Relative,
            _ => Tie::Advised,
        };
        tied(tie).map(|school| Relation {
            school: school.name.clone(),
            kind: kind.into(),
            note: String::new(),
        })
    };
    let employer = if teaches.is_some() { "" } else { ELSEWHERE };
    Reviewer {
        code: format!("DGN-{:03}", place + 1),
        display_name: member.name.to_owned(),
        email: format!("{}@danhgia.example", address_part(member.name)),
        commune: tied(Tie::SameCommune)
            .map_or_else(|| member.commune.to_owned(), |school| school.commune_name.clone()),
        in_sector_since: in_sector_since.clone(),
        training: Some(Training {
            certificate_number: format!("{:03}/CC-BGDĐT", place + 1),
            completed_on: years_before(day, 2, TRAINING),
        }),
        fields: vec![member.field.to_owned()],
        levels: every_level(),
        career: vec![Post {
            school: teaches.map(|school| school.name.clone()).unwrap_or_default(),
            employer: employer.to_owned(),
            position: "Giáo viên".to_owned(),
            from: in_sector_since,
            until: String::new(),
        }],
        relations: [RelationKind::Relative, RelationKind::Advised]
            .into_iter()
            .filter_map(relation)
            .collect(),
        ..Reviewer::default()
    }
}

impl Stage {
    /// Enters the pool; those who are tied to a school are tied to one of `schools` after another.
    pub(super) async fn enter_reviewers(&mut self, schools: &[School], day: Day) -> Result<(), Problem> {
        let mut schools = schools.iter().cycle();
        for (place, member) in POOL.iter().enumerate() {
            let school = match member.tie {
                Tie::None => None,
                _ => schools.next(),
            };
            let request = CreateReviewerRequest {
                reviewer: Some(entered(place, member, school, day)),
                request_id: self.request(&format!("reviewer {place}")),
                validate_only: false,
            };
            let voice = &self.office.officer;
            let asked = async || {
                let mut service = self.links().reviewers(voice);
                service.create_reviewer(request.clone()).await
            };
            let made = self.ask(asked).await?;
            let voice = people::reviewer(&self.key, id_of(&made.name))?;
            self.reviewers.push((made.name, voice));
        }
        Ok(())
    }

    /// The voice of the reviewer `named`, by id or resource name.
    pub(super) fn voice_of(&self, named: &str) -> Option<&Voice> {
        let found = self
            .reviewers
            .iter()
            .find(|(name, _)| id_of(name) == id_of(named));
        found.map(|(_, voice)| voice)
    }
}
