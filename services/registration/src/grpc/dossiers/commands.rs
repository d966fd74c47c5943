//! Commands on dossiers: load, decide, hand over what is to be kept.

use calendar::local_day;
use platform::identity::{Identity, Role};
use platform::journal::Outcome;
use platform::names;
use platform::refusal::{Failure, Refusal};
use platform::server::must_be_unchanged;
use platform::time::Moment;
use proto::fact::{RecognitionKind, Target};
use proto::registration as wire;
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};
use statute::Law;
use uuid::Uuid;

use super::super::schools::sees;
use super::super::{happened, made_by};
use super::messages::document;
use super::sees_dossier;
use crate::domain::{
    self, Authority, Checker, DocumentForm, Dossier, DossierCommand, DossierRefusal, Office, Preparation,
    School, Submission, local_body, receipt,
};
use crate::store;

/// Puts a dossier together, and marks the plan item that it fulfils.
pub async fn prepare(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    request_id: Uuid,
    asked: wire::PrepareDossierRequest,
    at: Moment,
) -> Result<Outcome<wire::Dossier>, Failure> {
    let school_id = names::id(&asked.school, "schools", "school")?;
    let school = store::school::find(transaction, school_id).await?;
    let school = school
        .filter(|school| sees(caller, school))
        .ok_or_else(|| Refusal::absent("trường"))?;
    must_be_new(transaction, &school, &asked.portal_no).await?;
    let kind = RecognitionKind::try_from(asked.kind).unwrap_or_default();
    let target = Target::try_from(asked.target).unwrap_or_default();
    let dossier_id = made_by(request_id, "dossier");
    let assessment_id = names::id(&asked.self_assessment, "selfAssessments", "self_assessment")?;
    let assessment = store::self_assessment::find(transaction, assessment_id).await?;
    let assessment = assessment
        .filter(|assessment| assessment.school.id == school_id)
        .ok_or_else(|| Refusal::absent("bản tự đánh giá của trường"))?;
    let mut writes = Vec::new();
    let backend = transaction.get_database_backend();
    let mut plan_item = None;
    if !asked.plan_item.is_empty() {
        let id = names::id(&asked.plan_item, "planItems", "plan_item")?;
        let item = store::plan_item::find_for_change(transaction, id).await?;
        let item = item
            .filter(|item| item.school_id == school_id)
            .ok_or_else(|| Refusal::absent("mục kế hoạch"))?;
        let item = item
            .complete_dossier(dossier_id, school_id, kind, target, at)
            .map_err(Refusal::from)?;
        writes.push(store::plan_item::save(&item, backend));
        plan_item = Some(id);
    }
    let preparation = Preparation {
        overlay: overlay(transaction, &school).await?,
        school,
        plan_item,
        kind,
        target,
        self_assessment: assessment,
        documents: asked.documents.into_iter().map(document).collect(),
        portal_no: asked.portal_no,
        origin_system: asked.origin_system,
    };
    let (dossier, facts) = Dossier::prepare(dossier_id, preparation, at).map_err(Refusal::from)?;
    writes.push(store::dossier::save(&dossier, backend)?);
    Ok(Outcome {
        answer: wire::Dossier::from(&dossier),
        facts: happened(facts, at)?,
        writes,
    })
}

/// Refuses a portal's number that a dossier of the school's province has: the portal sent it before.
async fn must_be_new(
    connection: &impl ConnectionTrait,
    school: &School,
    portal_no: &str,
) -> Result<(), Failure> {
    let portal_no = portal_no.trim();
    let Some(dossier) = store::dossier::find_by_portal(connection, school, portal_no).await? else {
        return Ok(());
    };
    let name = format!("dossiers/{}", dossier.id);
    let taken = DossierRefusal::PortalNumberTaken {
        portal_no: portal_no.to_owned(),
        dossier: match dossier.number {
            Some(number) => format!("{name} (số {number})"),
            None => name,
        },
    };
    Err(Refusal::from(domain::Refusal::from(taken)).into())
}

/// The overlay of the school's province, or empty.
async fn overlay(connection: &impl ConnectionTrait, school: &School) -> Result<String, Failure> {
    let Some(id) = school.place.province_id else {
        return Ok(String::new());
    };
    let department = store::authority::find(connection, id).await?;
    Ok(department
        .map(|department| department.overlay)
        .unwrap_or_default())
}

/// What a method asks of a dossier. What the domain needs to decide on it is loaded in the same transaction.
#[derive(Clone, Debug)]
pub enum Asked {
    /// Replace its documents.
    ReplaceDocuments(Vec<DocumentForm>),
    /// Hand it in.
    Submit,
    /// Take it up for checking.
    BeginCheck,
    /// Ask for what is missing.
    RequestSupplement(Vec<String>),
    /// Hand it in again.
    Resubmit,
    /// Pass it on to the Sở.
    Forward,
    /// Accept it.
    Accept,
    /// Refuse it.
    Refuse(String),
    /// Withdraw it.
    Withdraw(String),
}

/// A dossier that is to change, as the caller named and saw it.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its id.
    pub id: Uuid,
    /// The version the caller saw, or empty.
    pub etag: String,
    /// Who asks.
    pub caller: Identity,
}

/// Changes a dossier.
pub async fn change(
    transaction: &DatabaseTransaction,
    law: &Law,
    named: &Named,
    asked: Asked,
    now: Moment,
) -> Result<Outcome<wire::Dossier>, Failure> {
    let dossier = store::dossier::find_for_change(transaction, named.id).await?;
    let dossier = dossier
        .filter(|dossier| sees_dossier(&named.caller, dossier))
        .ok_or_else(|| Refusal::absent("hồ sơ"))?;
    must_be_unchanged(&named.etag, dossier.version)?;
    let at = dossier.dated(now);
    let checker = || checker(transaction, &named.caller, &dossier, at);
    let command = match asked {
        Asked::ReplaceDocuments(documents) => DossierCommand::ReplaceDocuments(documents),
        Asked::Submit => DossierCommand::Submit(submission(transaction, law, &dossier, at).await?),
        Asked::BeginCheck => DossierCommand::BeginCheck(checker().await?),
        Asked::RequestSupplement(defects) => DossierCommand::RequestSupplement(checker().await?, defects),
        Asked::Resubmit => DossierCommand::Resubmit(report_sha256(transaction, &dossier).await?),
        Asked::Forward => DossierCommand::Forward(checker().await?),
        Asked::Accept => DossierCommand::Accept(checker().await?),
        Asked::Refuse(reason) => DossierCommand::Refuse(checker().await?, reason),
        Asked::Withdraw(reason) => DossierCommand::Withdraw(reason),
    };
    let (after, facts) = dossier.decide(command, law, at).map_err(Refusal::from)?;
    let mut writes = vec![store::dossier::save(&after, transaction.get_database_backend())?];
    writes.extend(of_plan_item(transaction, &dossier, &after, at).await?);
    Ok(Outcome {
        answer: wire::Dossier::from(&after),
        facts: happened(facts, at)?,
        writes,
    })
}

/// What a dossier is handed in with; its number is taken here, so that a refused one leaves no gap.
async fn submission(
    transaction: &DatabaseTransaction,
    law: &Law,
    dossier: &Dossier,
    at: Moment,
) -> Result<Box<Submission>, Failure> {
    let known = authorities_around(transaction, dossier).await?;
    let receipt = receipt(&dossier.school, &known, law, local_day(at)).map_err(Refusal::from)?;
    let number = store::dossier_number::next(transaction, &receipt.agency_code, local_day(at)).await?;
    Ok(Box::new(Submission {
        receipt,
        number,
        report_sha256: report_sha256(transaction, dossier).await?,
        certificates: store::certificate::of_school(transaction, dossier.school.id).await?,
        open: store::dossier::open_beside(transaction, dossier).await?,
    }))
}

/// SHA-256 of the report of the dossier's self-assessment; empty when it rests on none that is completed.
async fn report_sha256(connection: &impl ConnectionTrait, dossier: &Dossier) -> Result<String, Failure> {
    let Some(id) = dossier.self_assessment else {
        return Ok(String::new());
    };
    let assessment = store::self_assessment::find(connection, id).await?;
    let conclusion = assessment.and_then(|assessment| assessment.conclusion);
    Ok(conclusion
        .map(|conclusion| conclusion.report.sha256)
        .unwrap_or_default())
}

/// The caller, as somebody who checks the dossier.
async fn checker(
    connection: &impl ConnectionTrait,
    caller: &Identity,
    dossier: &Dossier,
    at: Moment,
) -> Result<Checker, Failure> {
    let office = match caller.scope_id()? {
        Some(authority) if caller.is(Role::Commune) => Office::Local(authority),
        _ => Office::Department,
    };
    let known = authorities_around(connection, dossier).await?;
    Ok(Checker {
        office,
        local_body: local_body(dossier, &known, local_day(at)),
    })
}

/// The authorities around the school of a dossier: its manager, its commune, its department, the one that received
/// the dossier; those above them and those that took their place.
async fn authorities_around(
    connection: &impl ConnectionTrait,
    dossier: &Dossier,
) -> Result<Vec<Authority>, Failure> {
    let place = &dossier.school.place;
    let received_by = dossier.received_by.as_ref().map(|body| body.id);
    let near = [
        place.authority_id,
        place.commune_id,
        place.province_id,
        received_by,
    ];
    let mut known = store::authority::find_all(connection, near.into_iter().flatten()).await?;
    let further: Vec<_> = known
        .iter()
        .flat_map(|authority| authority.parent_id.iter().chain(&authority.successors))
        .copied()
        .filter(|id| known.iter().all(|authority| authority.id != *id))
        .collect();
    if !further.is_empty() {
        known.extend(store::authority::find_all(connection, further).await?);
    }
    Ok(known)
}

/// What becomes of the plan item that the dossier fulfils: registered when it was handed in, free again when it was
/// refused or withdrawn.
async fn of_plan_item(
    transaction: &DatabaseTransaction,
    before: &Dossier,
    after: &Dossier,
    at: Moment,
) -> Result<Option<Statement>, Failure> {
    use crate::domain::DossierState::{Refused, Withdrawn};
    let Some(id) = after.plan_item else {
        return Ok(None);
    };
    let handed_in = before.number.is_none() && after.number.is_some();
    let freed = matches!(after.state(), Refused | Withdrawn);
    if !handed_in && !freed {
        return Ok(None);
    }
    let item = store::plan_item::find_for_change(transaction, id).await?;
    let item = item.map(|item| match freed {
        true => item.release(after.id),
        false => item.register(at),
    });
    Ok(item.map(|item| store::plan_item::save(&item, transaction.get_database_backend())))
}
