//! What registration hears: that a limit it owns has run out, which it judges; and what became of a dossier after it
//! was accepted, so that the school's next one is received as the law allows.

use async_trait::async_trait;
use calendar::Day;
use platform::inbox::{Heard, Listener, nothing};
use platform::journal::{NewFact, Outcome};
use platform::refusal::Failure;
use platform::time::Moment;
use proto::fact::{Body, CertificateEntered, CertificateIssued, DeadlineReached, Fact, Subject, Target};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement};
use uuid::Uuid;

use crate::domain::{Certificate, Dossier, judge_check, judge_obligation, judge_plan};
use crate::{LISTENS_TO, NAME, store};

/// Judges limits that have run out, and remembers reviews, decisions and certificates.
pub struct Judge;

#[async_trait]
impl Listener for Judge {
    fn producers(&self) -> &'static [&'static str] {
        LISTENS_TO
    }

    async fn react(
        &self,
        transaction: &DatabaseTransaction,
        heard: Heard,
        now: Moment,
    ) -> Result<Outcome<()>, Failure> {
        let (case_id, at) = (heard.case_id, heard.occurred_at);
        let Fact { subject, body } = heard.fact;
        let subject = subject.unwrap_or_default();
        match body {
            Some(Body::DeadlineReached(reached)) if reached.owner == NAME => {
                let (fact, writes) = judge(transaction, case_id, subject, &reached).await?;
                let facts = fact.map(|fact| NewFact::of(fact, now)).into_iter();
                Ok(Outcome {
                    facts: facts.collect::<Result<_, _>>()?,
                    writes,
                    ..nothing()
                })
            }
            Some(Body::FinalReportSubmitted(_)) => {
                remember(transaction, case_id, |dossier| dossier.reviewed(at)).await
            }
            Some(Body::DecisionSigned(signed)) => {
                remember(transaction, case_id, |dossier| {
                    dossier.decided(at, signed.recognises)
                })
                .await
            }
            Some(body) => {
                let kept = of_certificate(case_id, &subject, &body, transaction.get_database_backend())?;
                Ok(Outcome {
                    writes: kept.into_iter().collect(),
                    ..nothing()
                })
            }
            None => Ok(nothing()),
        }
    }
}

/// The breach of the limit that has run out, if it was broken, and what is to be kept of it.
async fn judge(
    transaction: &DatabaseTransaction,
    case_id: Uuid,
    subject: Subject,
    reached: &DeadlineReached,
) -> Result<(Option<Fact>, Vec<Statement>), Failure> {
    let due_on = day(&reached.due_on)?;
    if let Some(dossier) = store::dossier::find_for_change(transaction, case_id).await? {
        let Some((dossier, breach)) = judge_check(&dossier, reached, due_on) else {
            return Ok((None, Vec::new()));
        };
        // Written, so that a command that read the dossier before this begins again.
        let kept = store::dossier::save(&dossier, transaction.get_database_backend())?;
        return Ok((Some(breach), vec![kept]));
    }
    let breach = match store::plan_item::find_for_change(transaction, case_id).await? {
        Some(item) => judge_plan(&item, reached, due_on).map(|body| Fact {
            subject: Some(subject),
            body: Some(body),
        }),
        None => judge_of_the_year(transaction, case_id, reached, due_on).await?,
    };
    Ok((breach, Vec::new()))
}

/// The judgment of a yearly obligation's limit.
async fn judge_of_the_year(
    transaction: &DatabaseTransaction,
    case_id: Uuid,
    reached: &DeadlineReached,
    due_on: Day,
) -> Result<Option<Fact>, Failure> {
    let found = store::obligation::find_for_change(transaction, case_id).await?;
    let obligation = found.ok_or_else(|| Failure::Corrupt(format!("no case {case_id} in registration")))?;
    let debtor = store::obligation::debtor(transaction, &obligation).await?;
    Ok(judge_obligation(&obligation, debtor.holder(), reached, due_on))
}

/// Keeps what another service announced of the dossier `case_id`.
async fn remember(
    transaction: &DatabaseTransaction,
    case_id: Uuid,
    change: impl FnOnce(Dossier) -> Dossier,
) -> Result<Outcome<()>, Failure> {
    let dossier = store::dossier::find_for_change(transaction, case_id).await?;
    let dossier = dossier.ok_or_else(|| Failure::Corrupt(format!("no dossier {case_id} in registration")))?;
    let kept = store::dossier::save(&change(dossier), transaction.get_database_backend())?;
    Ok(Outcome {
        writes: vec![kept],
        ..nothing()
    })
}

/// What a fact of a certificate's life leaves to be kept: that there is one, or that it ended before its time or holds
/// again. Expiry leaves nothing, for the last day is printed on it.
fn of_certificate(
    case_id: Uuid,
    subject: &Subject,
    body: &Body,
    backend: DbBackend,
) -> Result<Option<Statement>, Failure> {
    let kept = match body {
        Body::CertificateIssued(issued) => {
            store::certificate::save(&issued_here(case_id, subject, issued)?, backend)
        }
        Body::CertificateEntered(entered) => {
            store::certificate::save(&issued_elsewhere(case_id, subject, entered)?, backend)
        }
        Body::CertificateRevoked(revoked) => ended(case_id, &revoked.signed_on, backend)?,
        Body::CertificateReplaced(replaced) => ended(case_id, &replaced.on, backend)?,
        Body::CertificateLapsed(lapsed) => ended(case_id, &lapsed.on, backend)?,
        Body::CertificateRestored(_) => store::certificate::end(case_id, None, backend),
        _ => return Ok(None),
    };
    Ok(Some(kept))
}

fn ended(case_id: Uuid, ended_on: &str, backend: DbBackend) -> Result<Statement, Failure> {
    Ok(store::certificate::end(case_id, Some(day(ended_on)?), backend))
}

/// A certificate certifies what was asked for, unless it says that it is less.
fn issued_here(case_id: Uuid, subject: &Subject, issued: &CertificateIssued) -> Result<Certificate, Failure> {
    let target = match issued.certified() {
        Target::Unspecified => subject.target(),
        certified => certified,
    };
    Ok(Certificate {
        case_id,
        school_id: school_of(subject, &issued.number)?,
        number: issued.number.clone(),
        target,
        recognised_on: day(&issued.recognised_on)?,
        valid_until: day(&issued.valid_until)?,
        ended_on: None,
    })
}

fn issued_elsewhere(
    case_id: Uuid,
    subject: &Subject,
    entered: &CertificateEntered,
) -> Result<Certificate, Failure> {
    Ok(Certificate {
        case_id,
        school_id: school_of(subject, &entered.number)?,
        number: entered.number.clone(),
        target: entered.certified(),
        recognised_on: day(&entered.recognised_on)?,
        valid_until: day(&entered.valid_until)?,
        ended_on: None,
    })
}

fn school_of(subject: &Subject, number: &str) -> Result<Uuid, Failure> {
    Uuid::parse_str(&subject.school_id)
        .map_err(|_| Failure::Corrupt(format!("the certificate {number} is of no school")))
}

fn day(text: &str) -> Result<Day, Failure> {
    text.parse()
        .map_err(|_| Failure::Corrupt(format!("a fact without a date: {text:?}")))
}
