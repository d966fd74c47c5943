//! Commands on dossiers: load, decide, hand over what is to be kept.

use calendar::local_day;
use platform::identity::Identity;
use platform::journal::Outcome;
use platform::refusal::{Failure, Refusal};
use platform::server::must_be_unchanged;
use platform::time::Moment;
use proto::fact::{RecognitionKind, Target};
use proto::registration as wire;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use statute::{Council, Law};
use uuid::Uuid;

use super::super::schools::sees;
use super::super::{happened, made_by};
use crate::domain::{Dossier, DossierCommand, Preparation};
use crate::store;

/// Puts a dossier together, and marks the plan item that it fulfils.
pub async fn prepare(
    transaction: &DatabaseTransaction,
    law: &Law,
    caller: &Identity,
    request_id: Uuid,
    asked: wire::PrepareDossierRequest,
    at: Moment,
) -> Result<Outcome<wire::Dossier>, Failure> {
    let school_id = platform::names::id(&asked.school, "schools", "school")?;
    let school = store::school::find(transaction, school_id).await?;
    let school = school
        .filter(|school| sees(caller, school))
        .ok_or_else(|| Refusal::absent("trường"))?;
    let kind = RecognitionKind::try_from(asked.kind).unwrap_or_default();
    let target = Target::try_from(asked.target).unwrap_or_default();
    let dossier_id = made_by(request_id, "dossier");
    let mut writes = Vec::new();
    let backend = transaction.get_database_backend();
    let mut plan_item = None;
    if !asked.plan_item.is_empty() {
        let id = platform::names::id(&asked.plan_item, "planItems", "plan_item")?;
        let item = store::plan_item::find_for_change(transaction, id).await?;
        let item = item.ok_or_else(|| Refusal::absent("mục kế hoạch"))?;
        let item = item
            .complete_dossier(dossier_id, school_id, kind, target, at)
            .map_err(Refusal::from)?;
        writes.push(store::plan_item::save(&item, backend));
        plan_item = Some(id);
    }
    let preparation = Preparation {
        school,
        plan_item,
        kind,
        target,
        council: Council {
            members: 7,
            chairs: 1,
            secretaries: 1,
        },
        self_assessed_level: 1,
        report_sha256: "0".repeat(64),
        overlay: String::new(),
    };
    let prepared = Dossier::prepare(dossier_id, preparation, law, at);
    let (dossier, facts) = prepared.map_err(Refusal::from)?;
    writes.push(store::dossier::save(&dossier, backend)?);
    Ok(Outcome {
        answer: wire::Dossier::from(&dossier),
        facts: happened(facts, at)?,
        writes,
    })
}

/// What a method asks of a dossier; the number of one that is handed in is given here, in the same
/// transaction.
#[derive(Clone, Debug)]
pub enum Asked {
    /// Hand it in.
    Submit,
    /// Anything else.
    Command(DossierCommand),
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
    at: Moment,
) -> Result<Outcome<wire::Dossier>, Failure> {
    let dossier = store::dossier::find_for_change(transaction, named.id).await?;
    let dossier = dossier
        .filter(|dossier| sees(&named.caller, &dossier.school))
        .ok_or_else(|| Refusal::absent("hồ sơ"))?;
    must_be_unchanged(&named.etag, dossier.version)?;
    let backend = transaction.get_database_backend();
    let mut writes = Vec::new();
    let command = match asked {
        Asked::Command(command) => command,
        Asked::Submit => {
            if let Some(id) = dossier.plan_item {
                let item = store::plan_item::find_for_change(transaction, id).await?;
                writes.extend(item.map(|item| store::plan_item::save(&item.register(at), backend)));
            }
            let number = store::dossier::next_number(transaction, "H37.14", local_day(at)).await?;
            DossierCommand::Submit(number)
        }
    };
    let (after, facts) = dossier.decide(command, law, at).map_err(Refusal::from)?;
    writes.push(store::dossier::save(&after, backend)?);
    Ok(Outcome {
        answer: wire::Dossier::from(&after),
        facts: happened(facts, at)?,
        writes,
    })
}
