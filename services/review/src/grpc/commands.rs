//! The commands, between the door and the domain: load, decide, hand over what is to be kept.

use calendar::local_day;
use platform::identity::{self, Identity};
use platform::journal::{NewFact, Outcome};
use platform::names;
use platform::refusal::{Failure, Refusal};
use platform::server::must_be_unchanged;
use platform::time::Moment;
use proto::fact::TeamRole;
use proto::review as wire;
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};
use statute::{Law, Role};
use uuid::Uuid;

use super::callers::{Party, must_belong};
use crate::domain::{
    self, Agency, DecisionNumber, Review, ReviewCommand, Reviewer, ReviewerForm, Signer, TeamProposal,
};
use crate::store;

/// Enters a reviewer of `province`, or of none in particular; every defect at once.
pub async fn create_reviewer(
    transaction: &DatabaseTransaction,
    request_id: Uuid,
    province: Option<Uuid>,
    asked: wire::Reviewer,
) -> Result<Outcome<wire::Reviewer>, Failure> {
    let mut defects = Vec::new();
    let mut schools = |field: &str, given: &[String]| {
        let mut ids = Vec::new();
        for (position, name) in given.iter().enumerate() {
            match names::segment(name, "schools").and_then(|id| Uuid::parse_str(id).ok()) {
                Some(id) => ids.push(id),
                None => defects.push((
                    format!("reviewer.{field}[{position}]"),
                    "phải là tên dạng schools/{id}".to_owned(),
                )),
            }
        }
        ids
    };
    let form = ReviewerForm {
        worked_at: schools("worked_at", &asked.worked_at),
        relatives_at: schools("relatives_at", &asked.relatives_at),
        name: asked.display_name,
        email: asked.email,
        years_in_sector: asked.years_in_sector,
        trained_by_ministry: asked.trained_by_ministry,
        commune: asked.commune,
        province_id: province,
    };
    let id = Uuid::new_v5(&request_id, b"reviewer");
    let reviewer = match Reviewer::enter(id, form) {
        Ok(reviewer) if defects.is_empty() => reviewer,
        Ok(_) => return Err(Refusal::invalid_fields(defects).into()),
        Err(domain::Refusal::Fields(fields)) => {
            return Err(Refusal::invalid_fields([fields, defects].concat()).into());
        }
        Err(refusal) => return Err(Refusal::from(refusal).into()),
    };
    Ok(Outcome {
        answer: wire::Reviewer::from(&reviewer),
        facts: Vec::new(),
        writes: vec![store::reviewer::insert(
            &reviewer,
            transaction.get_database_backend(),
        )?],
    })
}

/// What a method asks of a review.
#[derive(Clone, Debug)]
pub enum Asked {
    /// Establish the team; people and number are looked up in the same transaction.
    EstablishTeam {
        /// The decision's number, or empty for the next of the year.
        decision_number: String,
        /// Who is to sit where.
        seats: Vec<wire::SeatAssignment>,
    },
    /// Anything else.
    Command(ReviewCommand),
}

/// A review that is to change, as the caller named and saw it.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its id.
    pub id: Uuid,
    /// The version the caller saw, or empty.
    pub etag: String,
    /// Who asks.
    pub caller: Identity,
    /// On whose behalf.
    pub party: Party,
}

/// Changes a review.
pub async fn change_review(
    transaction: &DatabaseTransaction,
    law: &Law,
    named: &Named,
    asked: Asked,
    at: Moment,
) -> Result<Outcome<wire::Review>, Failure> {
    let review = store::review::find_for_change(transaction, named.id).await?;
    let review = review.ok_or_else(|| Refusal::absent("đợt đánh giá ngoài"))?;
    must_belong(&named.caller, named.party, &review)?;
    must_be_unchanged(&named.etag, review.version)?;
    match asked {
        Asked::Command(command) => {
            let (after, new) = decide(&review, command, law, at)?;
            outcome(transaction, &after, new, Vec::new())
        }
        Asked::EstablishTeam {
            decision_number,
            seats,
        } => {
            let decided_by = review.team_decided_by(law).map_err(Refusal::from)?;
            let book = (Agency::of(decided_by), local_day(at).year());
            let (decision_number, mut writes) = number(transaction, &decision_number, book).await?;
            let proposal = TeamProposal {
                seats: people(transaction, &named.caller, &seats).await?,
                decision_number,
                signer: signer(&named.caller),
            };
            let (after, new) = decide(&review, ReviewCommand::EstablishTeam(proposal), law, at)?;
            writes.extend(store::review::seat_team(
                &after,
                transaction.get_database_backend(),
            ));
            outcome(transaction, &after, new, writes)
        }
    }
}

fn decide(
    review: &Review,
    command: ReviewCommand,
    law: &Law,
    at: Moment,
) -> Result<(Review, NewFact), Failure> {
    let (after, fact) = review.decide(command, law, at).map_err(Refusal::from)?;
    Ok((after, NewFact::of(fact, at)?))
}

fn outcome(
    transaction: &DatabaseTransaction,
    after: &Review,
    fact: NewFact,
    mut writes: Vec<Statement>,
) -> Result<Outcome<wire::Review>, Failure> {
    writes.push(store::review::save(after, transaction.get_database_backend())?);
    Ok(Outcome {
        answer: wire::Review::from(after),
        facts: vec![fact],
        writes,
    })
}

/// The decision's number: as it was given, or the next of the year when none was.
async fn number(
    transaction: &DatabaseTransaction,
    given: &str,
    (agency, year): (Agency, i32),
) -> Result<(DecisionNumber, Vec<Statement>), Failure> {
    if given.is_empty() {
        let next = store::number::next(transaction, agency, year).await?;
        return Ok((next, Vec::new()));
    }
    let number: DecisionNumber = given
        .parse()
        .map_err(|_| Refusal::invalid("decision_number", "phải là số quyết định dạng 123/QĐ-SGDĐT"))?;
    let backend = transaction.get_database_backend();
    let kept = store::number::keep_clear_of(&number, agency, year, backend);
    Ok((number, kept.into_iter().collect()))
}

/// The people behind `seats`, with the seat of each. Those of another province are not there for `caller`.
async fn people(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    seats: &[wire::SeatAssignment],
) -> Result<Vec<(Reviewer, TeamRole)>, Failure> {
    let ids = seats
        .iter()
        .filter_map(|seat| names::id(&seat.reviewer, "reviewers", "reviewer").ok());
    let reviewers = store::reviewer::find_all(transaction, caller.scope_id()?, ids.collect()).await?;
    let mut defects = Vec::new();
    let mut people = Vec::new();
    for (position, seat) in seats.iter().enumerate() {
        let found = reviewers
            .iter()
            .find(|reviewer| format!("reviewers/{}", reviewer.id) == seat.reviewer);
        match found {
            Some(reviewer) => people.push((reviewer.clone(), seat.role())),
            None => defects.push((
                format!("seats[{position}].reviewer"),
                "không có người đánh giá này".to_owned(),
            )),
        }
    }
    if defects.is_empty() {
        Ok(people)
    } else {
        Err(Refusal::invalid_fields(defects).into())
    }
}

/// What `caller` may sign for.
fn signer(caller: &Identity) -> Signer {
    let authorities = [
        (identity::Role::DepartmentLeader, Role::DepartmentLeader),
        (identity::Role::Province, Role::Province),
    ];
    let held = authorities.into_iter().filter(|(role, _)| caller.is(*role));
    Signer {
        person: caller.sub.clone(),
        authorities: held.map(|(_, authority)| authority).collect(),
    }
}
