//! Commands on teams: load, decide, hand over what is to be kept.

use calendar::local_day;
use platform::identity::{self, Identity};
use platform::journal::{NewFact, Outcome};
use platform::refusal::{Failure, Refusal};
use platform::server::must_be_unchanged;
use platform::time::Moment;
use proto::review as wire;
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};
use statute::{Law, Role};
use uuid::Uuid;

use super::super::callers::{own_seat, sight};
use crate::domain::{
    Agency, Case, Circumstances, Decided, DecisionNumber, Known, ReplacementForm, Review, Reviewer, Signer,
    Signing, Team, TeamCommand, TeamProposal,
};
use crate::store;

/// What a method asks of a team; numbers are taken in the same transaction.
#[derive(Clone, Debug)]
pub enum Asked {
    /// Make the proposal another.
    Change(TeamProposal),
    /// Drop the proposal, for a reason.
    Discard(String),
    /// Ask those who were not asked yet.
    Invite,
    /// The caller accepts or declines their seat, for a reason.
    Answer(bool, String),
    /// Establish it, by a decision of this number, or of the next.
    Establish(String),
    /// Propose to put one person in another's place.
    ProposeReplacement(ReplacementForm),
    /// Decide on it, by a decision of this number, or of the next.
    DecideReplacement(String),
    /// Dissolve it, by a decision of this number, or of the next, for a reason.
    Dissolve(String, String),
}

/// A team that is to change, as the caller named and saw it.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its id.
    pub id: Uuid,
    /// The version the caller saw, or empty.
    pub etag: String,
    /// Who asks.
    pub caller: Identity,
}

/// Whom and what a command is about, as they are known when it is decided.
struct Loaded {
    reviews: Vec<Review>,
    people: Vec<Reviewer>,
    known: Known,
    taken: Vec<Uuid>,
}

impl Loaded {
    /// The reviews and the people of `team`, and those that are named, of which the caller finds what they may see.
    async fn of(
        transaction: &DatabaseTransaction,
        caller: &Identity,
        (id, team): (Uuid, Option<&Team>),
        named: (Vec<Uuid>, Vec<Uuid>),
    ) -> Result<Self, Failure> {
        let cases = team.map_or(&[][..], |team| &team.cases);
        let seats = team.map_or(&[][..], |team| &team.seats);
        let own_reviews: Vec<Uuid> = cases.iter().map(|case| case.id).collect();
        let own_people: Vec<Uuid> = seats.iter().map(|seat| seat.seat.reviewer).collect();
        let ids = [own_reviews.clone(), named.0].concat();
        let mut reviews = store::review::find_all_for_change(transaction, ids).await?;
        let sight = sight(caller);
        reviews.retain(|review| own_reviews.contains(&review.case.id) || sight.covers(review));
        let mut people = store::reviewer::find_all(transaction, caller_scope(caller)?, named.1).await?;
        people.retain(|person| !own_people.contains(&person.id));
        people.extend(store::reviewer::find_all(transaction, None, own_people).await?);
        let cases: Vec<Case> = reviews.iter().map(|review| review.case.clone()).collect();
        let persons: Vec<Uuid> = people.iter().map(|person| person.id).collect();
        Ok(Self {
            known: store::team::known(transaction, &persons, &cases).await?,
            taken: store::team::taken(transaction, cases.iter().map(|case| case.id).collect(), id).await?,
            reviews,
            people,
        })
    }

    fn circumstances<'a>(&'a self, law: &'a Law, by: &'a Identity, at: Moment) -> Circumstances<'a> {
        Circumstances {
            law,
            by: &by.sub,
            at,
            reviews: &self.reviews,
            people: &self.people,
            known: &self.known,
            taken: &self.taken,
        }
    }
}

/// The province whose reviewers `caller` may choose from; a reviewer who answers chooses nobody.
fn caller_scope(caller: &Identity) -> Result<Option<Uuid>, Refusal> {
    if caller.roles == [identity::Role::Reviewer] {
        return Ok(None);
    }
    caller.scope_id()
}

/// Proposes a team.
pub async fn propose(
    transaction: &DatabaseTransaction,
    law: &Law,
    caller: &Identity,
    request_id: Uuid,
    asked: TeamProposal,
    at: Moment,
) -> Result<Outcome<wire::Team>, Failure> {
    let id = Uuid::new_v5(&request_id, b"team");
    let loaded = Loaded::of(transaction, caller, (id, None), named(&asked)).await?;
    let decided = Team::propose(id, &asked, &loaded.circumstances(law, caller, at));
    outcome(transaction, decided.map_err(Refusal::from)?, Vec::new(), at)
}

/// Changes a team.
pub async fn change(
    transaction: &DatabaseTransaction,
    law: &Law,
    called: &Named,
    asked: Asked,
    at: Moment,
) -> Result<Outcome<wire::Team>, Failure> {
    let team = store::team::find_for_change(transaction, called.id).await?;
    let team = team.filter(|team| team.is_seen_by(&sight(&called.caller)));
    let team = team.ok_or_else(|| Refusal::absent("đoàn đánh giá ngoài"))?;
    must_be_unchanged(&called.etag, team.version)?;
    let named = match &asked {
        Asked::Change(proposal) => named(proposal),
        Asked::ProposeReplacement(form) => (Vec::new(), form.coming.into_iter().collect()),
        Asked::DecideReplacement(_) => {
            let waiting = team.proposed_replacement.iter();
            (
                Vec::new(),
                waiting.map(|waiting| waiting.coming.reviewer).collect(),
            )
        }
        _ => (Vec::new(), Vec::new()),
    };
    let loaded = Loaded::of(transaction, &called.caller, (team.id, Some(&team)), named).await?;
    let (command, writes) = command(transaction, &team, &called.caller, asked, at).await?;
    let decided = team.decide(&command, &loaded.circumstances(law, &called.caller, at));
    outcome(transaction, decided.map_err(Refusal::from)?, writes, at)
}

/// The reviews and the people that `proposal` names.
fn named(proposal: &TeamProposal) -> (Vec<Uuid>, Vec<Uuid>) {
    let people = proposal.seats.iter().filter_map(|(reviewer, _)| *reviewer);
    (
        proposal.reviews.iter().copied().flatten().collect(),
        people.collect(),
    )
}

/// The command behind what is `asked`, with a number where a decision is signed.
async fn command(
    transaction: &DatabaseTransaction,
    team: &Team,
    caller: &Identity,
    asked: Asked,
    at: Moment,
) -> Result<(TeamCommand, Vec<Statement>), Failure> {
    let command = match asked {
        Asked::Change(proposal) => TeamCommand::Change(proposal),
        Asked::Discard(reason) => TeamCommand::Discard(reason),
        Asked::Invite => TeamCommand::Invite,
        Asked::Answer(accepted, reason) => {
            let own = own_seat(caller).ok_or_else(|| Refusal::absent("lời mời"))?;
            match accepted {
                true => TeamCommand::Accept(own),
                false => TeamCommand::Decline(own, reason),
            }
        }
        Asked::ProposeReplacement(form) => TeamCommand::ProposeReplacement(form),
        Asked::Establish(number) => {
            let (signing, writes) = signing(transaction, team, caller, &number, at).await?;
            return Ok((TeamCommand::Establish(signing), writes));
        }
        Asked::DecideReplacement(number) => {
            let (signing, writes) = signing(transaction, team, caller, &number, at).await?;
            return Ok((TeamCommand::DecideReplacement(signing), writes));
        }
        Asked::Dissolve(number, reason) => {
            let (signing, writes) = signing(transaction, team, caller, &number, at).await?;
            return Ok((TeamCommand::Dissolve(signing, reason), writes));
        }
    };
    Ok((command, Vec::new()))
}

/// The decision that `caller` signs: its number as it was given, or the next of the year when none was.
async fn signing(
    transaction: &DatabaseTransaction,
    team: &Team,
    caller: &Identity,
    given: &str,
    at: Moment,
) -> Result<(Signing, Vec<Statement>), Failure> {
    let (agency, year) = (Agency::of(team.decided_by), local_day(at).year());
    let signer = signer(caller);
    if given.is_empty() {
        let number = store::number::next(transaction, agency, year).await?;
        return Ok((Signing { number, signer }, Vec::new()));
    }
    let number: DecisionNumber = given
        .parse()
        .map_err(|_| Refusal::invalid("decision_number", "phải là số quyết định dạng 123/QĐ-SGDĐT"))?;
    let backend = transaction.get_database_backend();
    let kept = store::number::keep_clear_of(&number, agency, year, backend);
    Ok((Signing { number, signer }, kept.into_iter().collect()))
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

/// What is answered and kept: the team, its reviews, and who sits in whose team.
fn outcome(
    transaction: &DatabaseTransaction,
    decided: Decided,
    mut writes: Vec<Statement>,
    at: Moment,
) -> Result<Outcome<wire::Team>, Failure> {
    let backend = transaction.get_database_backend();
    writes.extend(store::team::save(&decided.team, backend)?);
    for review in &decided.reviews {
        writes.push(store::review::save(review, backend)?);
        writes.extend(store::review::seat_team(review, backend));
    }
    let facts = decided.facts.into_iter().map(|fact| NewFact::of(fact, at));
    Ok(Outcome {
        answer: wire::Team::from(&decided.team),
        facts: facts.collect::<Result<_, _>>()?,
        writes,
    })
}
