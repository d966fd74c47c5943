//! The JSON of a self-assessment. Its keys are stable: they are only ever added to.

use calendar::local_day;
use chrono::{DateTime, Utc};
use form::ReportFile;
use platform::time::Moment;
use serde::Serialize;
use statute::Law;

use crate::domain::{CouncilSeat, SelfAssessment};

/// The name of the form.
const FORMAT: &str = "kiemdinh.self-assessment";
/// Grows when a key changes its meaning.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct File<'a> {
    format: &'static str,
    version: u32,
    id: String,
    school: School<'a>,
    school_year: String,
    regime: String,
    state: &'static str,
    council: Option<Council<'a>>,
    results: Vec<Outcome<'a>>,
    missing_criteria: Vec<String>,
    proposed: Proposed,
    conclusion: Option<Conclusion<'a>>,
    improvement: Vec<Action<'a>>,
    reviews: Vec<Review<'a>>,
}

#[derive(Serialize)]
struct School<'a> {
    id: String,
    code: &'a str,
    name: &'a str,
    /// As facts name it, for example `SCHOOL_TYPE_PRIMARY`.
    school_type: &'static str,
    commune: &'a str,
    authority: &'a str,
}

#[derive(Serialize)]
struct Council<'a> {
    decision_number: &'a str,
    decided_on: String,
    members: Vec<Member<'a>>,
}

#[derive(Serialize)]
struct Member<'a> {
    person: &'a str,
    position: &'a str,
    /// `chair`, `vice_chair`, `secretary` or `member`.
    seat: &'static str,
}

#[derive(Serialize)]
struct Outcome<'a> {
    criterion: &'a str,
    level: u32,
    indicators: Vec<Indicator<'a>>,
    strengths: &'a str,
    weaknesses: &'a str,
    improvement: &'a str,
    evidence: &'a [String],
}

#[derive(Serialize)]
struct Indicator<'a> {
    level: u32,
    indicator: &'a str,
    met: bool,
}

#[derive(Serialize)]
struct Proposed {
    level: u32,
    national_standard: u32,
    explanation: Vec<String>,
    obstacles: Vec<String>,
}

#[derive(Serialize)]
struct Conclusion<'a> {
    level: u32,
    reason: &'a str,
    report: Report<'a>,
    completed_at: DateTime<Utc>,
}

#[derive(Serialize)]
struct Report<'a> {
    file_name: &'a str,
    sha256: &'a str,
    size: u64,
}

#[derive(Serialize)]
struct Action<'a> {
    criterion: &'a str,
    action: &'a str,
    responsible: &'a str,
    by: String,
}

#[derive(Serialize)]
struct Review<'a> {
    school_year: String,
    summary: &'a str,
    done: u32,
    report: Report<'a>,
    recorded_at: DateTime<Utc>,
}

/// The JSON of `assessment`.
pub fn write(assessment: &SelfAssessment, law: &Law, at: Moment) -> serde_json::Result<Vec<u8>> {
    let conclusion = assessment.conclusion.as_ref();
    let on = local_day(conclusion.map_or(at, |conclusion| conclusion.at));
    let proposed = assessment.proposed(law, on);
    let school = &assessment.school;
    serde_json::to_vec_pretty(&File {
        format: FORMAT,
        version: VERSION,
        id: assessment.id.to_string(),
        school: School {
            id: school.id.to_string(),
            code: &school.code,
            name: &school.name,
            school_type: school.school_type.as_str_name(),
            commune: &school.place.commune,
            authority: &school.place.authority,
        },
        school_year: assessment.school_year.to_string(),
        regime: assessment.regime.to_string(),
        state: if conclusion.is_some() { "completed" } else { "open" },
        council: council(assessment),
        results: results(assessment),
        missing_criteria: assessment.missing_criteria(law),
        proposed: Proposed {
            level: proposed.level,
            national_standard: proposed.national_standard,
            explanation: proposed.explanation,
            obstacles: proposed.obstacles,
        },
        conclusion: conclusion.map(|conclusion| Conclusion {
            level: conclusion.level,
            reason: &conclusion.reason,
            report: report(&conclusion.report),
            completed_at: conclusion.at,
        }),
        improvement: improvement(assessment),
        reviews: reviews(assessment),
    })
}

fn council(assessment: &SelfAssessment) -> Option<Council<'_>> {
    let council = assessment.council.as_ref()?;
    let members = council.members.iter().map(|member| Member {
        person: &member.person,
        position: &member.position,
        seat: match member.seat {
            CouncilSeat::Chair => "chair",
            CouncilSeat::ViceChair => "vice_chair",
            CouncilSeat::Secretary => "secretary",
            CouncilSeat::Member => "member",
        },
    });
    Some(Council {
        decision_number: &council.decision_number,
        decided_on: council.decided_on.to_string(),
        members: members.collect(),
    })
}

fn results(assessment: &SelfAssessment) -> Vec<Outcome<'_>> {
    let results = assessment.results.iter().map(|result| Outcome {
        criterion: &result.criterion,
        level: result.level,
        indicators: result
            .indicators
            .iter()
            .map(|indicator| Indicator {
                level: indicator.level,
                indicator: &indicator.indicator,
                met: indicator.met,
            })
            .collect(),
        strengths: &result.strengths,
        weaknesses: &result.weaknesses,
        improvement: &result.improvement,
        evidence: &result.evidence,
    });
    results.collect()
}

fn improvement(assessment: &SelfAssessment) -> Vec<Action<'_>> {
    let actions = assessment.improvement.iter().map(|action| Action {
        criterion: &action.criterion,
        action: &action.action,
        responsible: &action.responsible,
        by: action.by.to_string(),
    });
    actions.collect()
}

fn reviews(assessment: &SelfAssessment) -> Vec<Review<'_>> {
    let reviews = assessment.reviews.iter().map(|review| Review {
        school_year: review.school_year.to_string(),
        summary: &review.summary,
        done: review.done,
        report: report(&review.report),
        recorded_at: review.recorded_at,
    });
    reviews.collect()
}

fn report(report: &ReportFile) -> Report<'_> {
    Report {
        file_name: &report.file_name,
        sha256: &report.sha256,
        size: report.size,
    }
}
