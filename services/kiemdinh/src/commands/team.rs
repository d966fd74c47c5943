//! `team`

use proto::fact::TeamRole;
use proto::review::{
    AnswerInvitationRequest, DecideReplacementRequest, DiscardTeamRequest, DissolveTeamRequest,
    EstablishTeamRequest, GetTeamRequest, InviteMembersRequest, ListConflictsRequest, ListTeamsRequest,
    Override, ProposeReplacementRequest, ProposeTeamRequest, SeatAssignment, Team as Wire, TeamState,
    UpdateTeamRequest,
};

use super::session::{PAGE, Session, confirm, filter, resource};
use crate::arguments::{AcceptedWarnings, Changing, OneTeam, ProposeTeam, Replace, Seats, Team};
use crate::client::all;
use crate::output::{self, Format, Printer};
use crate::problem::{Kind, Problem};
use warnings::{check, checked_overrides};

mod warnings;

const NAMES: &str = "teams";

/// Does what `verb` says.
///
/// # Errors
/// What went wrong; what stands in the way of a team that is checked is a finding.
pub async fn run(session: &Session, verb: Team, printer: &Printer) -> Result<(), Problem> {
    match verb {
        Team::List { state, review } => {
            let review = match review {
                Some(review) => format!("reviews/{}", session.case_id(&review).await?),
                None => String::new(),
            };
            let wanted = ListTeamsRequest {
                state: filter::<TeamState>(state.as_deref(), "--state")?,
                review,
                page_size: PAGE,
                page_token: String::new(),
            };
            list(session, wanted, printer).await
        }
        Team::Check(seats) => {
            let (reviews, seats) = named(session, &seats, &Wire::default()).await?;
            let findings = check(session, reviews, seats).await?;
            let found = !findings.is_empty();
            let findings: Vec<output::TeamFinding> = findings.into_iter().map(Into::into).collect();
            printer.list(&findings)?;
            if found {
                let message = format!("có {} điều phải xem lại trước khi lập đoàn", findings.len());
                return Err(Problem::new(Kind::Findings, "TEAM_FINDINGS", message));
            }
            Ok(())
        }
        Team::Conflicts => conflicts(session, printer).await,
        Team::Propose(propose) => show(enter(session, propose).await?, printer),
        Team::Update {
            team,
            seats,
            accepted,
            changing,
        } => show(
            update(session, &team, &seats, &accepted, &changing).await?,
            printer,
        ),
        Team::Replace(Replace::Propose {
            team,
            leaving,
            coming,
            reason,
            accepted,
            changing,
        }) => {
            let people = (leaving.as_str(), coming.as_str());
            let proposed = propose_replacement(session, &team, people, reason, &accepted, &changing);
            show(proposed.await?, printer)
        }
        verb => show(change(session, verb).await?, printer),
    }
}

/// Does what `verb` says to one team, and answers it.
async fn change(session: &Session, verb: Team) -> Result<Wire, Problem> {
    let mut service = session.links.teams(&session.voice);
    let answer = match verb {
        Team::Get { team } => {
            let name = resource(NAMES, &team);
            service.get_team(GetTeamRequest { name }).await?
        }
        Team::Invite(one) => {
            let request = InviteMembersRequest {
                name: resource(NAMES, &one.team),
                etag: one.changing.etag(),
                request_id: one.changing.request_id(),
                validate_only: one.changing.dry_run,
            };
            service.invite_members(request).await?
        }
        Team::Accept(one) => service.answer_invitation(answer(one, None)).await?,
        Team::Decline {
            team,
            reason,
            changing,
        } => {
            let request = answer(OneTeam { team, changing }, Some(reason));
            service.answer_invitation(request).await?
        }
        Team::Establish(decide) => {
            let request = EstablishTeamRequest {
                name: resource(NAMES, &decide.team),
                decision_number: decide.number.unwrap_or_default(),
                etag: decide.changing.etag(),
                request_id: decide.changing.request_id(),
                validate_only: decide.changing.dry_run,
            };
            service.establish_team(request).await?
        }
        Team::Replace(Replace::Decide(decide)) => {
            let request = DecideReplacementRequest {
                name: resource(NAMES, &decide.team),
                decision_number: decide.number.unwrap_or_default(),
                etag: decide.changing.etag(),
                request_id: decide.changing.request_id(),
                validate_only: decide.changing.dry_run,
            };
            service.decide_replacement(request).await?
        }
        Team::Dissolve {
            team,
            reason,
            number,
            confirmed,
        } => {
            confirm(&confirmed, &format!("Giải thể đoàn {team}"))?;
            let request = DissolveTeamRequest {
                name: resource(NAMES, &team),
                reason,
                decision_number: number.unwrap_or_default(),
                etag: confirmed.changing.etag(),
                request_id: confirmed.changing.request_id(),
                validate_only: confirmed.changing.dry_run,
            };
            service.dissolve_team(request).await?
        }
        Team::Discard {
            team,
            reason,
            confirmed,
        } => {
            confirm(&confirmed, &format!("Bỏ đề xuất đoàn {team}"))?;
            let request = DiscardTeamRequest {
                name: resource(NAMES, &team),
                reason,
                etag: confirmed.changing.etag(),
                request_id: confirmed.changing.request_id(),
                validate_only: confirmed.changing.dry_run,
            };
            service.discard_team(request).await?
        }
        _ => return Err(Problem::failure("not one team")),
    };
    Ok(answer.into_inner())
}

/// The answer to an invitation: accepted, or declined for a reason.
fn answer(one: OneTeam, declined: Option<String>) -> AnswerInvitationRequest {
    AnswerInvitationRequest {
        name: resource(NAMES, &one.team),
        accepted: declined.is_none(),
        reason: declined.unwrap_or_default(),
        etag: one.changing.etag(),
        request_id: one.changing.request_id(),
        validate_only: one.changing.dry_run,
    }
}

/// The schools and the people that were named; what was not named stays as it is in `seen`.
async fn named(
    session: &Session,
    wanted: &Seats,
    seen: &Wire,
) -> Result<(Vec<String>, Vec<SeatAssignment>), Problem> {
    let mut reviews = Vec::new();
    for review in &wanted.reviews {
        reviews.push(format!("reviews/{}", session.case_id(review).await?));
    }
    if reviews.is_empty() {
        reviews = seen.reviews.iter().map(|one| one.review.clone()).collect();
    }
    let head: Vec<String> = wanted.head.iter().cloned().collect();
    let secretary: Vec<String> = wanted.secretary.iter().cloned().collect();
    let asked = [
        (TeamRole::Head, &head),
        (TeamRole::Secretary, &secretary),
        (TeamRole::Member, &wanted.members),
    ];
    let mut seats = Vec::new();
    for (role, people) in asked {
        for person in people {
            seats.push(SeatAssignment {
                reviewer: session.reviewer(person).await?,
                role: role.into(),
            });
        }
        if people.is_empty() {
            seats.extend(kept(seen, role));
        }
    }
    Ok((reviews, seats))
}

/// Who sits in `role` as it was seen.
fn kept(seen: &Wire, role: TeamRole) -> Vec<SeatAssignment> {
    let seats = seen.seats.iter().filter(|seat| seat.role() == role);
    let seat = seats.map(|seat| SeatAssignment {
        reviewer: seat.reviewer.clone(),
        role: role.into(),
    });
    seat.collect()
}

async fn enter(session: &Session, propose: ProposeTeam) -> Result<Wire, Problem> {
    let (reviews, seats) = named(session, &propose.seats, &Wire::default()).await?;
    let request = ProposeTeamRequest {
        overrides: checked_overrides(session, &propose.accepted, &reviews, &seats).await?,
        reviews,
        seats,
        request_id: propose.changing.request_id(),
        validate_only: propose.changing.dry_run,
    };
    let mut service = session.links.teams(&session.voice);
    Ok(service.propose_team(request).await?.into_inner())
}

/// Changes what was said and sends the rest back as it was seen, under the version that was seen: reasons to go on
/// among it, as long as they are about people who stay.
async fn update(
    session: &Session,
    team: &str,
    wanted: &Seats,
    accepted: &AcceptedWarnings,
    changing: &Changing,
) -> Result<Wire, Problem> {
    let mut service = session.links.teams(&session.voice);
    let request = GetTeamRequest {
        name: resource(NAMES, team),
    };
    let seen = service.get_team(request).await?.into_inner();
    let (reviews, seats) = named(session, wanted, &seen).await?;
    let mut given = checked_overrides(session, accepted, &reviews, &seats).await?;
    let stays =
        |one: &Override| one.reviewer.is_empty() || seats.iter().any(|seat| seat.reviewer == one.reviewer);
    let earlier = seen
        .findings
        .iter()
        .filter_map(|finding| finding.r#override.clone());
    for one in earlier.filter(stays) {
        let same = |new: &Override| {
            (&new.reviewer, &new.review, &new.rule) == (&one.reviewer, &one.review, &one.rule)
        };
        if !given.iter().any(same) {
            given.push(one);
        }
    }
    let request = UpdateTeamRequest {
        overrides: given,
        reviews,
        seats,
        etag: changing.if_match.clone().unwrap_or(seen.etag),
        name: seen.name,
        request_id: changing.request_id(),
        validate_only: changing.dry_run,
    };
    Ok(service.update_team(request).await?.into_inner())
}

async fn propose_replacement(
    session: &Session,
    team: &str,
    (leaving, coming): (&str, &str),
    reason: String,
    accepted: &AcceptedWarnings,
    changing: &Changing,
) -> Result<Wire, Problem> {
    let mut service = session.links.teams(&session.voice);
    let name = resource(NAMES, team);
    let seen = service.get_team(GetTeamRequest { name }).await?.into_inner();
    let leaving = session.reviewer(leaving).await?;
    let coming = session.reviewer(coming).await?;
    let reviews: Vec<String> = seen.reviews.iter().map(|one| one.review.clone()).collect();
    let seat = |seat: &proto::review::Seat| SeatAssignment {
        reviewer: if seat.reviewer == leaving {
            coming.clone()
        } else {
            seat.reviewer.clone()
        },
        role: seat.role,
    };
    let seats: Vec<SeatAssignment> = seen.seats.iter().map(seat).collect();
    let mut overrides = checked_overrides(session, accepted, &reviews, &seats).await?;
    // What warns about the others was accepted when they came.
    overrides.retain(|one| one.reviewer == coming || one.reviewer.is_empty());
    let request = ProposeReplacementRequest {
        name: seen.name,
        leaving,
        coming,
        reason,
        overrides,
        etag: changing.etag(),
        request_id: changing.request_id(),
        validate_only: changing.dry_run,
    };
    Ok(service.propose_replacement(request).await?.into_inner())
}

/// One team; people also read its schools, members, findings and replacements as tables.
fn show(team: Wire, printer: &Printer) -> Result<(), Problem> {
    let team = output::Team::from(team);
    if printer.format == Format::Csv {
        return printer.list(&team.seats);
    }
    printer.one(&team)?;
    if printer.format != Format::Table {
        return Ok(());
    }
    printer.list(&team.reviews)?;
    printer.list(&team.seats)?;
    if !team.findings.is_empty() {
        printer.list(&team.findings)?;
    }
    let replacements: Vec<output::Replacement> = team
        .replacements
        .iter()
        .chain(&team.proposed_replacement)
        .cloned()
        .collect();
    if !replacements.is_empty() {
        printer.list(&replacements)?;
    }
    if let Some(reason) = &team.end_reason {
        printer.line(&format!("{}: {reason}", team.state.vietnamese))?;
    }
    Ok(())
}

async fn list(session: &Session, wanted: ListTeamsRequest, printer: &Printer) -> Result<(), Problem> {
    let teams = all(async |page_token| {
        let request = ListTeamsRequest {
            page_token,
            ..wanted.clone()
        };
        let mut service = session.links.teams(&session.voice);
        let page = service.list_teams(request).await?.into_inner();
        Ok::<_, Problem>((page.teams, page.next_page_token))
    });
    let teams: Vec<output::Team> = teams.await?.into_iter().map(Into::into).collect();
    printer.list(&teams)
}

async fn conflicts(session: &Session, printer: &Printer) -> Result<(), Problem> {
    let found = all(async |page_token| {
        let request = ListConflictsRequest {
            page_size: PAGE,
            page_token,
        };
        let mut service = session.links.teams(&session.voice);
        let page = service.list_conflicts(request).await?.into_inner();
        Ok::<_, Problem>((page.conflicts, page.next_page_token))
    });
    let rows: Vec<output::TeamConflict> = found.await?.into_iter().flat_map(output::conflicts).collect();
    printer.list(&rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_was_not_named_keeps_the_seat() {
        let seat = |reviewer: &str, role: TeamRole| proto::review::Seat {
            reviewer: reviewer.to_owned(),
            role: role.into(),
            ..proto::review::Seat::default()
        };
        let seen = Wire {
            seats: vec![
                seat("reviewers/1", TeamRole::Head),
                seat("reviewers/2", TeamRole::Member),
            ],
            ..Wire::default()
        };
        assert_eq!(kept(&seen, TeamRole::Member)[0].reviewer, "reviewers/2");
        assert_eq!(kept(&seen, TeamRole::Secretary), []);
    }
}
