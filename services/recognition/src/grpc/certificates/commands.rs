//! The commands, between the door and the domain: load, decide, hand over what is to be kept.

use calendar::local_day;
use exchange::{Incoming, reported};
use platform::identity::Identity;
use platform::journal::{NewFact, Outcome};
use platform::names;
use platform::refusal::{Failure, Refusal};
use platform::server::must_be_unchanged;
use platform::time::Moment;
use proto::exchange::ImportReport;
use proto::fact::Fact;
use proto::recognition as wire;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use sheet::Defects;
use statute::Law;
use uuid::Uuid;

use super::messages::{answer, entry_form, measure_form, remedy_form};
use super::refusals::{refused, told};
use super::{chance, sheet as file};
use crate::domain::{
    Ambiguous, Certificate, CertificateCommand, Circumstances, Entering, Holder, ImportedCertificates,
    IntoRegister, Series, Signer,
};
use crate::grpc::callers::signs_for;
use crate::grpc::numbers::document;
use crate::store;

/// What a method asks of a certificate; who asks is added here.
#[derive(Clone, Debug)]
pub enum Asked {
    /// Prepare a measure.
    Draft(wire::DraftMeasureRequest),
    /// Drop what is prepared.
    Discard(wire::DiscardMeasureRequest),
    /// Sign what is prepared.
    Sign(wire::SignMeasureRequest),
    /// Report what was remedied.
    ReportRemedy(wire::ReportRemedyRequest),
    /// Conclude on what was reported.
    ConcludeRemedy(wire::ConcludeRemedyRequest),
    /// Conclude that it is to be revoked.
    ConcludeRevocation(wire::ConcludeRevocationRequest),
}

/// A certificate that is to change, as the caller named and saw it.
#[derive(Clone, Debug)]
pub struct Named {
    /// The case in which its life is journaled.
    pub case_id: Uuid,
    /// The version the caller saw, or empty.
    pub etag: String,
    /// Who asks.
    pub caller: Identity,
}

/// Changes a certificate.
pub async fn change(
    transaction: &DatabaseTransaction,
    law: &Law,
    named: &Named,
    asked: Asked,
    now: Moment,
) -> Result<Outcome<wire::Certificate>, Failure> {
    let certificate = store::certificate::find_for_change(transaction, named.case_id).await?;
    let certificate = certificate.ok_or_else(|| Refusal::absent("chứng nhận"))?;
    let scopes = certificate.case.scopes();
    named.caller.must_see_any(scopes, "chứng nhận")?;
    must_be_unchanged(&named.etag, certificate.version)?;
    let at = certificate.dated(now);
    let school_id = certificate.case.school_id;
    let school = store::school::find(transaction, school_id).await?;
    let others = store::certificate::of_school_for_change(transaction, school_id).await?;
    let circumstances = Circumstances {
        law,
        at,
        others: &others,
        school_ended: school.is_some_and(|school| !school.is_there_on(local_day(at))),
    };
    let command = command(transaction, &certificate, named, asked, at).await?;
    let decided = certificate.decide(command, &circumstances);
    let regime = certificate.case.regime;
    let (after, facts) = decided.map_err(|refusal| refused(refusal, law, Some(regime)))?;
    kept(transaction, &after, std::slice::from_ref(&after), facts, at)
}

async fn command(
    transaction: &DatabaseTransaction,
    certificate: &Certificate,
    named: &Named,
    asked: Asked,
    at: Moment,
) -> Result<CertificateCommand, Failure> {
    let person = named.caller.sub.clone();
    Ok(match asked {
        Asked::Draft(request) => CertificateCommand::DraftMeasure(measure_form(request, person)),
        Asked::Discard(request) => CertificateCommand::DiscardMeasure(sheet::clean(&request.reason)),
        Asked::Sign(request) => {
            let signer = Signer {
                person,
                signs_for: signs_for(&named.caller),
                text_sha256: request.text_sha256,
            };
            let series = Series::decisions_of(certificate.decided_by);
            let (book, year) = (certificate.case.book(), local_day(at).year());
            let number = document(transaction, &book, series, year, &request.document_number).await?;
            CertificateCommand::SignMeasure(signer, number)
        }
        Asked::ReportRemedy(request) => CertificateCommand::ReportRemedy(remedy_form(request)),
        Asked::ConcludeRemedy(request) => CertificateCommand::ConcludeRemedy {
            accept: request.accept,
            reasons: sheet::clean(&request.reasons),
        },
        Asked::ConcludeRevocation(request) => CertificateCommand::ConcludeRevocation {
            reasons: sheet::clean(&request.reasons),
            document_number: sheet::clean(&request.document_number),
            concluded_by: person,
        },
    })
}

/// Enters a certificate that was issued outside this system.
pub async fn enter(
    transaction: &DatabaseTransaction,
    law: &Law,
    caller: &Identity,
    asked: wire::EnterCertificateRequest,
    at: Moment,
) -> Result<Outcome<wire::Certificate>, Failure> {
    let form = entry_form(&asked);
    let today = local_day(at);
    let day = form.recognised_on.parse().unwrap_or(today);
    let schools = store::school::called(transaction, caller.scope_id()?, [asked.school.as_str()]).await?;
    let school = match schools.named(&asked.school, day) {
        Ok(found) => found.filter(|school| caller.may_see_any(school.latest().place.scopes(school.id))),
        Err(Ambiguous) => {
            let message = "nhiều trường mang mã này: hãy nêu schools/{id}";
            return Err(Refusal::invalid("school", message).into());
        }
    };
    let message = "không có trường này trong danh sách: nêu mã trường, hoặc schools/{id}";
    let school = school.ok_or_else(|| Refusal::invalid("school", message))?;
    let holder = Holder::of(school, day);
    let mut known = store::certificate::of_school_for_change(transaction, school.id).await?;
    let mut numbered = store::certificate::numbered(transaction, &holder.book(), &form.number).await?;
    numbered.retain(|other| other.case.school_id != school.id);
    known.append(&mut numbered);
    let (id, code) = chance();
    let entering = Entering {
        id,
        code,
        holder: &holder,
        known: &known.iter().collect::<Vec<_>>(),
        law,
        at,
    };
    let entered = Certificate::enter(&form, entering).map_err(|refusal| refused(refusal, law, None))?;
    let mut changed = vec![entered.certificate.clone()];
    changed.extend(entered.replaced);
    kept(transaction, &entered.certificate, &changed, entered.facts, at)
}

/// Takes in a file of certificates.
pub async fn import(
    transaction: &DatabaseTransaction,
    law: &Law,
    incoming: &Incoming,
    at: Moment,
) -> Result<Outcome<ImportReport>, Failure> {
    let province = province(&incoming.caller, &incoming.header.province)?;
    let mut defects: Defects = incoming.sheet.defects.clone();
    let rows = file::rows(&incoming.sheet, &mut defects);
    let codes = rows.iter().map(|row| row.school_code.as_str());
    let schools = store::school::called(transaction, province, codes).await?;
    let register = IntoRegister {
        schools: &schools,
        known: store::certificate::of_province(transaction, province).await?,
        law,
        at,
    };
    let described = |refusal| told(refusal, law);
    let imported = ImportedCertificates::decide(rows, register, chance, described);
    file::add_all(&mut defects, imported.defects);
    let broken = !defects.is_empty();
    let mut outcome = reported(incoming, defects);
    outcome.answer.created = imported.created;
    outcome.answer.unchanged = imported.unchanged;
    if broken {
        return Ok(outcome);
    }
    let backend = transaction.get_database_backend();
    Ok(Outcome {
        facts: happened(imported.facts, at)?,
        writes: store::certificate::save_many(&imported.certificates, backend)?,
        ..outcome
    })
}

/// The province whose register a file is for: the one that is named, or else the one that the caller is confined to.
fn province(caller: &Identity, named: &str) -> Result<Option<Uuid>, Refusal> {
    if named.is_empty() {
        return caller.scope_id();
    }
    let id = names::id(named, "authorities", "header.province")?;
    caller.must_see(&id.to_string(), "Sở Giáo dục và Đào tạo")?;
    Ok(Some(id))
}

fn kept(
    transaction: &DatabaseTransaction,
    certificate: &Certificate,
    changed: &[Certificate],
    facts: Vec<Fact>,
    at: Moment,
) -> Result<Outcome<wire::Certificate>, Failure> {
    Ok(Outcome {
        answer: answer(certificate, local_day(at)),
        facts: happened(facts, at)?,
        writes: store::certificate::save_many(changed, transaction.get_database_backend())?,
    })
}

fn happened(facts: Vec<Fact>, at: Moment) -> Result<Vec<NewFact>, Failure> {
    facts.into_iter().map(|fact| NewFact::of(fact, at)).collect()
}
