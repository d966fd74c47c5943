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
    SendProposal(Signed),
    /// Sign the text that has this hash.
    Sign(Signed),
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

/// What a signature is put under.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The hash of the text that was shown.
    pub text_sha256: String,
    /// The document's number from the agency's book, or empty.
    pub number: String,
}

impl From<wire::SignRequest> for Signed {
    fn from(request: wire::SignRequest) -> Self {
        Self {
            text_sha256: request.text_sha256,
            number: request.document_number,
        }
    }
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
    let decision = decision.ok_or_else(|| Refusal::absent("quyết định"))?;
    named.caller.must_see_any(decision.case.scopes(), "quyết định")?;
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
        Asked::SendProposal(signed) => {
            let number = document(transaction, Series::DepartmentProposal, year, &signed.number).await?;
            DecisionCommand::SendProposal(signer(signed.text_sha256), number)
        }
        Asked::Sign(signed) => {
            let series = Series::decisions_of(decision.decided_by);
            let number = document(transaction, series, year, &signed.number).await?;
            let certificate = match &decision.conclusion {
                Some(conclusion) if conclusion.recognises => {
                    store::number::next(transaction, Series::Certificate, year).await?
                }
                _ => 0,
            };
            let certificate = CertificateNumber::new(year, certificate);
            DecisionCommand::Sign(signer(signed.text_sha256), number, certificate)
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

/// The number of a document of `series`: the `given` one from the agency's book, which other documents
/// share, or the next.
async fn document(
    transaction: &DatabaseTransaction,
    series: Series,
    year: i32,
    given: &str,
) -> Result<DocumentNumber, Failure> {
    if given.is_empty() {
        let ordinal = store::number::next(transaction, series, year).await?;
        return Ok(DocumentNumber::new(series, ordinal));
    }
    let number = given.parse::<DocumentNumber>().ok();
    let placed = number.and_then(|number| Some((number.ordinal_in(series)?, number)));
    let (ordinal, number) = placed.ok_or_else(|| {
        let example = DocumentNumber::new(series, 123);
        Refusal::invalid(
            "document_number",
            format!("phải có dạng {example}, hoặc để trống"),
        )
    })?;
    if store::decision::is_numbered(transaction, &number, year).await? {
        return Err(Refusal::conflict("NUMBER_TAKEN", format!("số {number} đã cấp trong năm {year}")).into());
    }
    store::number::pass(transaction, series, year, ordinal).await?;
    Ok(number)
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
