//! What is done with a reviewer: entered, said anew, taken off the list.

use calendar::Day;
use form::Defects;
use proto::fact::{Body, Fact, ReviewerChanged, ReviewerEntered, ReviewerRetired, ReviewerState, Subject};
use uuid::Uuid;

use super::schools::Directory;
use super::{Retirement, Reviewer, ReviewerForm, ReviewerRefusal};

impl Reviewer {
    /// The first day in the sector of someone of whom none is known: nobody said it, or the person comes from
    /// outside. No years are counted from it.
    pub const NO_SECTOR_DAY: Day = Day::MAX;

    /// Enters a reviewer of the province, if one is given, under `id` on `day`; every defect of the form at once.
    pub fn enter(
        id: Uuid,
        province_id: Option<Uuid>,
        form: ReviewerForm,
        schools: &Directory,
        day: Day,
    ) -> Result<(Self, Fact), ReviewerRefusal> {
        let mut reviewer = Self {
            id,
            code: String::new(),
            name: String::new(),
            email: String::new(),
            phone: String::new(),
            commune: String::new(),
            in_sector_since: Self::NO_SECTOR_DAY,
            training: None,
            other_department: None,
            fields: Vec::new(),
            levels: Vec::new(),
            career: Vec::new(),
            relations: Vec::new(),
            absences: Vec::new(),
            most_schools: None,
            retirement: None,
            province_id,
            version: 1,
        };
        reviewer.fill_in(form, schools, day)?;
        let fact = reviewer.fact(Body::ReviewerEntered(ReviewerEntered {
            reviewer: Some(reviewer.state()),
        }));
        Ok((reviewer, fact))
    }

    /// Says anew on `day` everything that is known of the person.
    pub fn change(
        &self,
        form: ReviewerForm,
        schools: &Directory,
        day: Day,
    ) -> Result<(Self, Fact), ReviewerRefusal> {
        self.must_be_listed()?;
        let mut after = self.clone();
        after.fill_in(form, schools, day)?;
        after.keep_names(self);
        after.version += 1;
        let fact = after.fact(Body::ReviewerChanged(ReviewerChanged {
            reviewer: Some(after.state()),
        }));
        Ok((after, fact))
    }

    /// Takes the person off the list from the day `on` (YYYY-MM-DD), which is not after `day`.
    pub fn retire(&self, on: &str, reason: &str, day: Day) -> Result<(Self, Fact), ReviewerRefusal> {
        self.must_be_listed()?;
        let mut defects = Defects::default();
        defects.require(!on.trim().is_empty(), "on", "phải có ngày");
        let retired_on: Option<Day> = defects.day(on, "on");
        defects.require(
            retired_on.is_none_or(|on| on <= day),
            "on",
            "ngày thôi tham gia không được sau hôm nay",
        );
        let reason = defects.stated(reason, "reason", "phải có lý do");
        let on = defects.settle(retired_on)?;
        let mut after = self.clone();
        after.version += 1;
        let fact = after.fact(Body::ReviewerRetired(ReviewerRetired {
            on: on.to_string(),
            reason: reason.clone(),
        }));
        after.retirement = Some(Retirement { on, reason });
        Ok((after, fact))
    }

    /// The first day in the sector, when one is known.
    pub fn sector_day(&self) -> Option<Day> {
        Some(self.in_sector_since).filter(|day| *day != Self::NO_SECTOR_DAY)
    }

    /// Whether it says the same as `other`, whatever their versions.
    pub fn is_like(&self, other: &Self) -> bool {
        let same_version = Self {
            version: other.version,
            ..self.clone()
        };
        same_version == *other
    }

    /// Refuses a code that someone of `others` has: no two of a province who are on the list share one.
    pub fn must_have_its_own_code(&self, others: &[Self]) -> Result<(), ReviewerRefusal> {
        let taken = |other: &&Self| {
            other.id != self.id
                && other.code == self.code
                && other.retirement.is_none()
                && other.province_id == self.province_id
        };
        match others.iter().find(taken) {
            Some(other) if !self.code.is_empty() => Err(ReviewerRefusal::CodeTaken {
                code: self.code.clone(),
                holder: other.name.clone(),
            }),
            _ => Ok(()),
        }
    }

    fn must_be_listed(&self) -> Result<(), ReviewerRefusal> {
        match &self.retirement {
            None => Ok(()),
            Some(retirement) => Err(ReviewerRefusal::Retired {
                name: self.name.clone(),
                on: retirement.on,
            }),
        }
    }

    /// A post that stays keeps the name that the school had when the post was entered: a school that was renamed
    /// since changes nobody's past.
    fn keep_names(&mut self, before: &Self) {
        for post in &mut self.career {
            let same = before.career.iter().find(|known| {
                post.school.is_some() && known.school == post.school && known.from == post.from
            });
            if let Some(known) = same.filter(|known| !known.employer.is_empty()) {
                post.employer.clone_from(&known.employer);
            }
        }
    }

    fn state(&self) -> ReviewerState {
        ReviewerState {
            name: self.name.clone(),
            email: self.email.clone(),
            code: self.code.clone(),
        }
    }

    fn fact(&self, body: Body) -> Fact {
        let province_id = self.province_id.map(|id| id.to_string()).unwrap_or_default();
        Fact {
            subject: Some(Subject {
                case_id: self.id.to_string(),
                province_id,
                ..Subject::default()
            }),
            body: Some(body),
        }
    }
}
