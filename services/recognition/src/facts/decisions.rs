//! What decisions hear: final reports, when their limits end, and that they have run out.

use calendar::Day;
use platform::inbox::nothing;
use platform::journal::{NewFact, Outcome};
use platform::refusal::Failure;
use platform::time::Moment;
use proto::fact::{ClockDue, DeadlineReached, FinalReportSubmitted, SchoolStanding, Subject};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use statute::{Law, Standing};
use uuid::Uuid;

use super::day;
use crate::domain::{Background, Case, DECIDE, Decision, FinalReport, UnfitCase, judge};
use crate::store;

/// Opens the decision. The report was received electronically, at the moment it was handed in.
pub async fn open(
    transaction: &DatabaseTransaction,
    law: &Law,
    subject: &Subject,
    submitted: FinalReportSubmitted,
    received_at: Moment,
) -> Result<Outcome<()>, Failure> {
    let unfit = |error: UnfitCase| Failure::Corrupt(error.to_string());
    let case = Case::of(subject).map_err(unfit)?;
    let known = store::decision::find_for_change(transaction, case.id).await?;
    if known.is_some() {
        let twice = format!("case {} has its final report already", case.id);
        return Err(Failure::Corrupt(twice));
    }
    let background = Background {
        kind: store::application::kind(transaction, case.id).await?,
        certificates: store::certificate::of_school_for_change(transaction, case.school_id).await?,
    };
    let report = report(submitted);
    let (decision, received) = Decision::open(case, report, &background, law, received_at).map_err(unfit)?;
    let kept = store::decision::save(&decision, transaction.get_database_backend())?;
    Ok(Outcome {
        facts: vec![NewFact::of(received, received_at)?],
        writes: vec![kept],
        ..nothing()
    })
}

fn report(submitted: FinalReportSubmitted) -> FinalReport {
    let standing = |found: SchoolStanding| Standing {
        cohort_completed: found.cohort_completed,
        years_of_operation: found.years_of_operation,
        years_of_data: found.years_of_data,
        legal_conditions: found.legal_conditions,
    };
    FinalReport {
        level: submitted.level,
        sha256: submitted.report_sha256,
        standing: submitted.standing.map(standing),
    }
}

/// Keeps when the act's limit for a decision ends: that is what a letter of apology is about. What a plan asks for
/// is put off by nobody.
pub fn note_due(
    transaction: &DatabaseTransaction,
    case_id: Uuid,
    due: &ClockDue,
) -> Result<Outcome<()>, Failure> {
    if due.limit != DECIDE || !due.overlay.is_empty() {
        return Ok(nothing());
    }
    let stopped = due.due_on.is_empty();
    let due_on = if stopped { None } else { Some(day(&due.due_on)?) };
    Ok(Outcome {
        writes: vec![store::decision::note_due(
            case_id,
            due_on,
            transaction.get_database_backend(),
        )],
        ..nothing()
    })
}

/// Judges a limit of the decision of `case_id`.
pub async fn judge_limit(
    transaction: &DatabaseTransaction,
    case_id: Uuid,
    reached: &DeadlineReached,
    due_on: Day,
    now: Moment,
) -> Result<Outcome<()>, Failure> {
    let decision = store::decision::find_for_change(transaction, case_id).await?;
    let decision = decision.ok_or_else(|| Failure::Corrupt(format!("no case {case_id} in recognition")))?;
    let Some(judgement) = judge(&decision, reached, due_on) else {
        return Ok(nothing());
    };
    let changed = judgement.decision.as_ref();
    let kept = changed.map(|decision| store::decision::save(decision, transaction.get_database_backend()));
    Ok(Outcome {
        facts: vec![NewFact::of(judgement.fact, now)?],
        writes: kept.transpose()?.into_iter().collect(),
        ..nothing()
    })
}
