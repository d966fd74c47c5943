//! What recognition hears: that a review ended with its final report, and that a limit it owns has run
//! out. From registration it needs nothing yet: a case that came to its review can no longer be withdrawn.

use async_trait::async_trait;
use calendar::Day;
use platform::inbox::{Heard, Listener, nothing};
use platform::journal::{NewFact, Outcome};
use platform::refusal::Failure;
use platform::time::Moment;
use proto::fact::{Body, DeadlineReached, Fact, FinalReportSubmitted, Subject};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use statute::Law;
use uuid::Uuid;

use crate::domain::{Case, Decision, FinalReport, UnfitCase, judge};
use crate::{LISTENS_TO, NAME, store};

/// Opens decisions, and judges limits that have run out.
pub struct Hearing {
    law: &'static Law,
}

impl Hearing {
    /// Hears under `law`.
    pub fn new(law: &'static Law) -> Self {
        Self { law }
    }
}

#[async_trait]
impl Listener for Hearing {
    fn producers(&self) -> &'static [&'static str] {
        LISTENS_TO
    }

    async fn react(
        &self,
        transaction: &DatabaseTransaction,
        heard: Heard,
        now: Moment,
    ) -> Result<Outcome<()>, Failure> {
        let Fact { subject, body } = heard.fact;
        match body {
            Some(Body::FinalReportSubmitted(submitted)) => {
                let subject = subject.unwrap_or_default();
                open(transaction, self.law, &subject, submitted, heard.occurred_at).await
            }
            Some(Body::DeadlineReached(reached)) if reached.owner == NAME => {
                judge_limit(transaction, heard.case_id, &reached, now).await
            }
            _ => Ok(nothing()),
        }
    }
}

/// Opens the decision. The report was received electronically, at the moment it was handed in.
async fn open(
    transaction: &DatabaseTransaction,
    law: &Law,
    subject: &Subject,
    submitted: FinalReportSubmitted,
    received_at: Moment,
) -> Result<Outcome<()>, Failure> {
    let unfit = |error: UnfitCase| Failure::Corrupt(error.to_string());
    let case = Case::of(subject).map_err(unfit)?;
    if store::decision::find_for_change(transaction, case.id)
        .await?
        .is_some()
    {
        return Err(Failure::Corrupt(format!(
            "case {} has its final report already",
            case.id
        )));
    }
    let report = FinalReport {
        level: submitted.level,
        sha256: submitted.report_sha256,
    };
    let (decision, received) = Decision::open(case, report, law, received_at).map_err(unfit)?;
    Ok(Outcome {
        facts: vec![NewFact::of(received, received_at)?],
        writes: vec![store::decision::save(
            &decision,
            transaction.get_database_backend(),
        )?],
        ..nothing()
    })
}

async fn judge_limit(
    transaction: &DatabaseTransaction,
    case_id: Uuid,
    reached: &DeadlineReached,
    now: Moment,
) -> Result<Outcome<()>, Failure> {
    let due_on = due_on(reached)?;
    let decision = store::decision::find_for_change(transaction, case_id).await?;
    let decision = decision.ok_or_else(|| Failure::Corrupt(format!("no case {case_id} in recognition")))?;
    let certificate = match decision.certificate {
        Some(number) => store::certificate::find_for_change(transaction, number).await?,
        None => None,
    };
    let Some(judgement) = judge(&decision, certificate.as_ref(), reached, due_on, now) else {
        return Ok(nothing());
    };
    let backend = transaction.get_database_backend();
    let mut writes = Vec::new();
    if let Some(decision) = &judgement.decision {
        writes.push(store::decision::save(decision, backend)?);
    }
    if let Some(certificate) = &judgement.certificate {
        writes.push(store::certificate::save(certificate, backend));
    }
    Ok(Outcome {
        facts: vec![NewFact::of(judgement.fact, now)?],
        writes,
        ..nothing()
    })
}

fn due_on(reached: &DeadlineReached) -> Result<Day, Failure> {
    reached
        .due_on
        .parse()
        .map_err(|_| Failure::Corrupt(format!("a deadline without a date: {:?}", reached.due_on)))
}
