//! The commands, between the door and the domain: load, decide, hand over what is to be kept.

use calendar::local_day;
use platform::identity::{Identity, Role};
use platform::journal::{NewFact, Outcome};
use platform::refusal::{Failure, Refusal};
use platform::server::must_be_unchanged;
use platform::time::Moment;
use proto::recognition as wire;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use statute::Law;
use uuid::Uuid;

use crate::domain::{
    Authority, CertificateNumber, Conclusion, DecisionCommand, DocumentNumber, Draft, Series, Signer,
};
use crate::store;

/// What a method asks of a decision; who asks, and the numbers of what is signed, are added here.
#[derive(Clone, Debug)]
pub enum Asked {
    /// Conclude the appraisal.
    Conclude(Conclusion),
    /// Lay the text with this hash before the signer.
    Draft(String),
    /// Send the proposal that has this hash.
    SendProposal(String),
    /// Sign the text that has this hash.
    Sign(String),
    /// Publish at this place.
    Publish(String),
}

/// A decision that is to change, as the caller named and saw it.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its case.
    pub case_id: Uuid,
    /// The version the caller saw, or empty.
    pub etag: String,
    /// Who asks.
    pub caller: Identity,
}

/// Changes a decision.
pub async fn change_decision(
    transaction: &DatabaseTransaction,
    law: &Law,
    named: &Named,
    asked: Asked,
    now: Moment,
) -> Result<Outcome<wire::Decision>, Failure> {
    let decision = store::decision::find_for_change(transaction, named.case_id).await?;
    let decision = decision.ok_or_else(|| Refusal::absent("decision"))?;
    named
        .caller
        .must_see(&decision.case.school_id.to_string(), "decision")?;
    must_be_unchanged(&named.etag, decision.version)?;
    let at = decision.dated(now);
    let year = local_day(at).year();
    let person = named.caller.sub.clone();
    let signer = |text_sha256| Signer {
        person: named.caller.sub.clone(),
        signs_for: signs_for(&named.caller),
        text_sha256,
    };
    let command = match asked {
        Asked::Conclude(conclusion) => DecisionCommand::Conclude(conclusion),
        Asked::Draft(text_sha256) => DecisionCommand::Draft(Draft {
            text_sha256,
            prepared_by: person,
        }),
        Asked::SendProposal(text) => {
            let number = next_document(transaction, Series::DepartmentProposal, year).await?;
            DecisionCommand::SendProposal(signer(text), number)
        }
        Asked::Sign(text) => {
            let series = Series::decisions_of(decision.decided_by);
            let number = next_document(transaction, series, year).await?;
            let certificate = match &decision.conclusion {
                Some(conclusion) if conclusion.recognises => {
                    store::number::next(transaction, Series::Certificate, year).await?
                }
                _ => 0,
            };
            let certificate = CertificateNumber::new(year, certificate);
            DecisionCommand::Sign(signer(text), number, certificate)
        }
        Asked::Publish(place) => DecisionCommand::Publish(place),
    };
    let decided = decision.decide(command, law, at).map_err(Refusal::from)?;
    let backend = transaction.get_database_backend();
    let mut writes = vec![store::decision::save(&decided.decision, backend)?];
    writes.extend(
        decided
            .certificate
            .as_ref()
            .map(|certificate| store::certificate::save(certificate, backend)),
    );
    let facts = decided.facts.into_iter().map(|fact| NewFact::of(fact, at));
    Ok(Outcome {
        answer: wire::Decision::from(&decided.decision),
        facts: facts.collect::<Result<_, _>>()?,
        writes,
    })
}

async fn next_document(
    transaction: &DatabaseTransaction,
    series: Series,
    year: i32,
) -> Result<DocumentNumber, Failure> {
    let ordinal = store::number::next(transaction, series, year).await?;
    Ok(DocumentNumber::new(series, ordinal))
}

/// For whom `caller` may sign.
fn signs_for(caller: &Identity) -> Vec<Authority> {
    [
        (Role::DepartmentLeader, Authority::Department),
        (Role::Province, Authority::Province),
    ]
    .into_iter()
    .filter(|(role, _)| caller.is(*role))
    .map(|(_, authority)| authority)
    .collect()
}
