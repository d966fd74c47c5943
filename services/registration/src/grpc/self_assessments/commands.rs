//! Commands on self-assessments: load, decide, hand over what is to be kept.

use platform::identity::Identity;
use platform::journal::Outcome;
use platform::names;
use platform::refusal::{Failure, Refusal};
use platform::server::must_be_unchanged;
use platform::time::Moment;
use proto::fact::Fact;
use proto::registration as wire;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use statute::Law;
use uuid::Uuid;

use super::super::schools::sees;
use super::super::{happened, made_by};
use super::messages::whole;
use crate::domain::{
    ActionForm, ConclusionForm, CouncilForm, CriterionResult, Holder, Obligation, ReviewForm, SelfAssessment,
};
use crate::store;

/// The yearly obligation that a completed self-assessment fulfils, as the law files name it.
const OBLIGATION: &str = "year.self_assessment";

/// Opens a self-assessment.
pub async fn open(
    transaction: &DatabaseTransaction,
    law: &Law,
    caller: &Identity,
    request_id: Uuid,
    asked: wire::OpenSelfAssessmentRequest,
    at: Moment,
) -> Result<Outcome<wire::SelfAssessment>, Failure> {
    let school_id = names::id(&asked.school, "schools", "school")?;
    let school = store::school::find(transaction, school_id).await?;
    let school = school
        .filter(|school| sees(caller, school))
        .ok_or_else(|| Refusal::absent("trường"))?;
    let year = asked.school_year.trim();
    let there_already = store::self_assessment::is_there(transaction, school_id, year).await?;
    let id = made_by(request_id, "self-assessment");
    let (opened, fact) =
        SelfAssessment::open(id, school, year, there_already, law, at).map_err(Refusal::from)?;
    Ok(Outcome {
        answer: whole(&opened, law, at),
        facts: happened([fact], at)?,
        writes: vec![store::self_assessment::save(
            &opened,
            transaction.get_database_backend(),
        )?],
    })
}

/// What a method asks of a self-assessment.
#[derive(Clone, Debug)]
pub enum Asked {
    /// Appoint this council.
    Appoint(CouncilForm),
    /// Enter these results.
    Assess(Vec<CriterionResult>),
    /// Conclude it.
    Complete(ConclusionForm),
    /// Set this improvement plan down.
    Plan(Vec<ActionForm>),
    /// Report on the improvement plan.
    Review(ReviewForm),
}

/// A self-assessment that is to change, as the caller named and saw it.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its id.
    pub id: Uuid,
    /// The version the caller saw, or empty.
    pub etag: String,
    /// Who asks.
    pub caller: Identity,
}

/// Changes a self-assessment.
pub async fn change(
    transaction: &DatabaseTransaction,
    law: &Law,
    named: &Named,
    asked: Asked,
    at: Moment,
) -> Result<Outcome<wire::SelfAssessment>, Failure> {
    let found = store::self_assessment::find_for_change(transaction, named.id).await?;
    let assessment = found
        .filter(|assessment| sees(&named.caller, &assessment.school))
        .ok_or_else(|| Refusal::absent("đợt tự đánh giá"))?;
    must_be_unchanged(&named.etag, assessment.version)?;
    let completes = matches!(asked, Asked::Complete(_));
    let decided = match asked {
        Asked::Appoint(form) => assessment.appoint(form, law, at),
        Asked::Assess(results) => assessment.assess(results, law, at),
        Asked::Complete(form) => assessment.complete(form, law, at),
        Asked::Plan(actions) => assessment.plan_improvement(actions, law),
        Asked::Review(form) => assessment.review_improvement(form, at),
    };
    let (after, fact) = decided.map_err(Refusal::from)?;
    let backend = transaction.get_database_backend();
    let (mut facts, mut writes) = (vec![fact], vec![store::self_assessment::save(&after, backend)?]);
    if completes && let Some((obligation, fulfilled)) = fulfil(transaction, &after, at).await? {
        facts.push(fulfilled);
        writes.extend(store::obligation::save(&obligation, backend)?);
    }
    Ok(Outcome {
        answer: whole(&after, law, at),
        facts: happened(facts, at)?,
        writes,
    })
}

/// What the school owed by this self-assessment, fulfilled with its report; nothing when it was not opened, or is
/// owed no more.
async fn fulfil(
    transaction: &DatabaseTransaction,
    assessment: &SelfAssessment,
    at: Moment,
) -> Result<Option<(Obligation, Fact)>, Failure> {
    let Some(conclusion) = &assessment.conclusion else {
        return Ok(None);
    };
    let (school, year) = (&assessment.school, assessment.school_year);
    let owed = store::obligation::find_of_school(transaction, OBLIGATION, school.id, year.last()).await?;
    let Some(owed) = owed.filter(Obligation::is_open) else {
        return Ok(None);
    };
    let summary = format!("Tự đánh giá năm học {year}: kết luận Mức {}", conclusion.level);
    let fulfilled = owed
        .fulfil(Holder::School(school), conclusion.report.clone(), &summary, at)
        .map_err(Refusal::from)?;
    Ok(Some(fulfilled))
}
