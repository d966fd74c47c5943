//! Reviewers, between the domain and the wire.

use calendar::Day;
use platform::refusal::Refusal;
use platform::server::etag;
use proto::fact::SchoolType;
use proto::review as wire;

use crate::domain::{
    Absence, AbsenceForm, Engagement, Post, PostForm, Relation, RelationForm, RelationKind, Reviewer,
    ReviewerForm, TrainingForm, Workload,
};
use crate::store::reviewer::Filter;

impl From<RelationKind> for wire::RelationKind {
    fn from(kind: RelationKind) -> Self {
        match kind {
            RelationKind::Relative => Self::Relative,
            RelationKind::Advised => Self::Advised,
        }
    }
}

/// `reviewer` as an answer that is given on `day`.
pub fn answer(reviewer: &Reviewer, day: Day) -> wire::Reviewer {
    let training = reviewer.training.as_ref();
    let retirement = reviewer.retirement.as_ref();
    wire::Reviewer {
        name: format!("reviewers/{}", reviewer.id),
        display_name: reviewer.name.clone(),
        email: reviewer.email.clone(),
        years_in_sector: reviewer.years_in_sector(day),
        trained_by_ministry: training.is_some(),
        commune: reviewer.commune.clone(),
        etag: etag(reviewer.version),
        code: reviewer.code.clone(),
        phone: reviewer.phone.clone(),
        in_sector_since: reviewer
            .sector_day()
            .map(|day| day.to_string())
            .unwrap_or_default(),
        training: training.map(|training| wire::Training {
            certificate_number: training.certificate_number.clone(),
            completed_on: training.completed_on.to_string(),
        }),
        from_other_department: reviewer.other_department.is_some(),
        field_in_charge: reviewer.other_department.clone().unwrap_or_default(),
        fields: reviewer.fields.clone(),
        levels: reviewer.levels.iter().map(|level| (*level).into()).collect(),
        career: reviewer.career.iter().map(post).collect(),
        relations: reviewer.relations.iter().map(relation).collect(),
        absences: reviewer.absences.iter().map(absence).collect(),
        most_schools: reviewer.most_schools.unwrap_or_default(),
        retired_on: retirement
            .map(|retirement| retirement.on.to_string())
            .unwrap_or_default(),
        retirement_reason: retirement
            .map(|retirement| retirement.reason.clone())
            .unwrap_or_default(),
    }
}

fn post(post: &Post) -> wire::Post {
    wire::Post {
        school: post.school.map(|id| format!("schools/{id}")).unwrap_or_default(),
        employer: post.employer.clone(),
        position: post.position.clone(),
        from: post.from.to_string(),
        until: post.until.map(|day| day.to_string()).unwrap_or_default(),
    }
}

fn relation(relation: &Relation) -> wire::Relation {
    wire::Relation {
        school: format!("schools/{}", relation.school),
        kind: wire::RelationKind::from(relation.kind).into(),
        note: relation.note.clone(),
    }
}

fn absence(absence: &Absence) -> wire::Absence {
    wire::Absence {
        from: absence.from.to_string(),
        until: absence.until.to_string(),
        reason: absence.reason.clone(),
    }
}

/// What is entered about a reviewer.
pub fn form(asked: wire::Reviewer) -> ReviewerForm {
    let field = asked.field_in_charge;
    ReviewerForm {
        code: asked.code,
        name: asked.display_name,
        email: asked.email,
        phone: asked.phone,
        commune: asked.commune,
        in_sector_since: asked.in_sector_since,
        training: asked.training.map(|training| TrainingForm {
            certificate_number: training.certificate_number,
            completed_on: training.completed_on,
        }),
        // Whoever names the field in charge means someone from outside the sector.
        other_department: (asked.from_other_department || !field.trim().is_empty()).then_some(field),
        fields: asked.fields,
        levels: asked.levels.into_iter().map(level).collect(),
        career: asked.career.into_iter().map(post_form).collect(),
        relations: asked.relations.into_iter().map(relation_form).collect(),
        absences: asked.absences.into_iter().map(absence_form).collect(),
        most_schools: asked.most_schools,
    }
}

/// A kind of school; one that a newer client knows and this service does not is not given.
fn level(number: i32) -> SchoolType {
    SchoolType::try_from(number).unwrap_or(SchoolType::Unspecified)
}

fn post_form(asked: wire::Post) -> PostForm {
    PostForm {
        school: asked.school,
        employer: asked.employer,
        position: asked.position,
        from: asked.from,
        until: asked.until,
    }
}

fn relation_form(asked: wire::Relation) -> RelationForm {
    RelationForm {
        kind: match asked.kind() {
            wire::RelationKind::Unspecified => None,
            wire::RelationKind::Relative => Some(RelationKind::Relative),
            wire::RelationKind::Advised => Some(RelationKind::Advised),
        },
        school: asked.school,
        note: asked.note,
    }
}

fn absence_form(asked: wire::Absence) -> AbsenceForm {
    AbsenceForm {
        from: asked.from,
        until: asked.until,
        reason: asked.reason,
    }
}

/// Which reviewers a list asks for.
pub fn asked(request: &wire::ListReviewersRequest) -> Filter {
    Filter {
        search: request.search.clone(),
        level: Some(request.level()).filter(|level| *level != SchoolType::Unspecified),
        with_retired: request.with_retired,
        ..Filter::default()
    }
}

impl From<&Engagement> for wire::Engagement {
    fn from(held: &Engagement) -> Self {
        Self {
            team: format!("teams/{}", held.team),
            review: format!("reviews/{}", held.review),
            school: format!("schools/{}", held.school),
            school_name: held.school_name.clone(),
            role: held.role.into(),
            since: held.since.to_string(),
            until: held.until.map(|day| day.to_string()).unwrap_or_default(),
            review_state: held.review_state.clone(),
        }
    }
}

impl From<&Workload> for wire::Workload {
    fn from(load: &Workload) -> Self {
        Self {
            reviewer: format!("reviewers/{}", load.reviewer),
            display_name: load.name.clone(),
            open_schools: load.open_schools,
            finished_schools: load.finished_schools,
            teams: load.teams,
            headed: load.headed,
            declined: load.declined,
        }
    }
}

/// The first and the last day of `year`; 0 for all years.
pub fn days_of(year: i32) -> Result<(Day, Day), Refusal> {
    // Beyond these neither database has a day of its own.
    let years = if year == 0 { (1900, 2199) } else { (year, year) };
    let (first, last) = (Day::from_ymd(years.0, 1, 1), Day::from_ymd(years.1, 12, 31));
    let days = first
        .zip(last)
        .filter(|(first, last)| first.year() >= 1900 && last.year() < 2200);
    days.ok_or_else(|| Refusal::invalid("year", "phải là một năm, hoặc 0 cho tất cả các năm"))
}
