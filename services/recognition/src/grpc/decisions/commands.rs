//! The commands, between the door and the domain: load, decide, hand over what is to be kept.

use calendar::local_day;
use platform::identity::Identity;
use platform::journal::{NewFact, Outcome};
use platform::refusal::{Failure, Refusal};
use platform::server::must_be_unchanged;
use platform::time::Moment;
use proto::recognition as wire;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use statute::Law;
use uuid::Uuid;

use crate::domain::{
    ApologyForm, CertificateNumber, ConclusionForm, Decided, Decision, DecisionCommand, DocumentNumber,
    DraftForm, Issuing, Series, Signer, VerificationCode,
};
use crate::grpc::callers::signs_for;
use crate::grpc::numbers::document;
use crate::store;

/// What a method asks of a decision; who asks, and the numbers of what is signed, are added here.
#[derive(Clone, Debug)]
pub enum Asked {
    /// Conclude the appraisal.
    Conclude(ConclusionForm),
    /// Lay a text before the signer.
    Draft(DraftForm),
    /// Send the proposal that has this hash.
    SendProposal(Signed),
    /// Sign the text that has this hash.
    Sign(Signed),
    /// The Sở published it at this place.
    Publish(String),
    /// The school published it at this place.
    PublishAtSchool(String),
    /// Prepare a letter of apology.
    DraftApology(ApologyForm),
    /// Send the letter of apology that has this hash.
    SignApology(Signed),
}

impl Asked {
    /// Whether a certificate may come of it.
    pub fn may_issue(&self) -> bool {
        matches!(self, Self::Sign(_))
    }
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
    let desk = Desk {
        transaction,
        caller: &named.caller,
        decision: &decision,
        year: local_day(at).year(),
    };
    let command = desk.command(asked).await?;
    let decided = decision.decide(command, law, at).map_err(Refusal::from)?;
    kept(decided, transaction, at)
}

/// What is kept of what was decided at `at`, and the answer.
fn kept(
    decided: Decided,
    transaction: &DatabaseTransaction,
    at: Moment,
) -> Result<Outcome<wire::Decision>, Failure> {
    let backend = transaction.get_database_backend();
    let mut writes = vec![store::decision::save(&decided.decision, backend)?];
    for certificate in decided.replaced.iter().chain(&decided.certificate) {
        writes.extend(store::certificate::save(certificate, backend)?);
    }
    let facts = decided.facts.into_iter().map(|fact| NewFact::of(fact, at));
    Ok(Outcome {
        answer: wire::Decision::from(&decided.decision),
        facts: facts.collect::<Result<_, _>>()?,
        writes,
    })
}

/// Where what is asked becomes a command: who asks is added, and the numbers of what is signed.
struct Desk<'a> {
    transaction: &'a DatabaseTransaction,
    caller: &'a Identity,
    decision: &'a Decision,
    year: i32,
}

impl Desk<'_> {
    async fn command(&self, asked: Asked) -> Result<DecisionCommand, Failure> {
        let person = self.caller.sub.clone();
        Ok(match asked {
            Asked::Conclude(form) => DecisionCommand::Conclude(form),
            Asked::Draft(form) => DecisionCommand::Draft(DraftForm {
                prepared_by: person,
                ..form
            }),
            Asked::SendProposal(signed) => {
                let number = self.number(Series::DepartmentProposal, &signed).await?;
                DecisionCommand::SendProposal(self.signer(signed), number)
            }
            Asked::Sign(signed) => {
                // Certificates are held before books, as by everyone who needs both.
                let case = &self.decision.case;
                let held = store::certificate::of_school_for_change(self.transaction, case.school_id).await?;
                let series = Series::decisions_of(self.decision.decided_by);
                let number = self.number(series, &signed).await?;
                let issuing = Issuing {
                    number: self.certificate_number().await?,
                    code: VerificationCode::of_chance(Uuid::new_v4().as_u128()),
                    held,
                };
                DecisionCommand::Sign(self.signer(signed), number, issuing)
            }
            Asked::Publish(place) => DecisionCommand::Publish(place),
            Asked::PublishAtSchool(place) => DecisionCommand::PublishAtSchool(place),
            Asked::DraftApology(form) => DecisionCommand::DraftApology(ApologyForm {
                prepared_by: person,
                ..form
            }),
            Asked::SignApology(signed) => {
                let number = self.number(Series::DepartmentLetter, &signed).await?;
                DecisionCommand::SignApology(self.signer(signed), number)
            }
        })
    }

    fn signer(&self, signed: Signed) -> Signer {
        Signer {
            person: self.caller.sub.clone(),
            signs_for: signs_for(self.caller),
            text_sha256: signed.text_sha256,
        }
    }

    async fn number(&self, series: Series, signed: &Signed) -> Result<DocumentNumber, Failure> {
        let book = self.decision.case.book();
        document(self.transaction, &book, series, self.year, &signed.number).await
    }

    /// The number that a certificate would get; a refusal takes none.
    async fn certificate_number(&self) -> Result<CertificateNumber, Failure> {
        let book = self.decision.case.book();
        let ordinal = if self.decision.recognises() {
            store::number::next(self.transaction, &book, Series::Certificate, self.year).await?
        } else {
            0
        };
        Ok(CertificateNumber::new(self.year, ordinal))
    }
}
