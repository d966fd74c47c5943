//! Teams.

use futures::FutureExt;
use platform::identity::{Permissions, Role};
use platform::refusal::Refusal;
use platform::server::{caller, order};
use platform::{names, page};
use proto::CommandRequest;
use proto::review as wire;
use proto::review::team_service_server::TeamService;
use tonic::{Request, Response};

use super::callers::{CHOOSERS, CHOOSERS_AND_REVIEWERS, PROPOSERS, sight};
use super::{Answer, ReviewApi};
use crate::store;
use commands::{Asked, Named};

pub use commands::propose;

mod commands;
mod conflicts;
mod messages;
mod refusals;

/// Those who sign for the authorities that establish teams; which one, the domain asks.
const SIGNERS: &[Role] = &[Role::DepartmentLeader, Role::Province];
/// Who may call what.
pub const PERMISSIONS: Permissions = &[
    ("/kiemdinh.review.v1.TeamService/ProposeTeam", PROPOSERS),
    ("/kiemdinh.review.v1.TeamService/UpdateTeam", PROPOSERS),
    ("/kiemdinh.review.v1.TeamService/DiscardTeam", PROPOSERS),
    ("/kiemdinh.review.v1.TeamService/CheckTeam", CHOOSERS),
    ("/kiemdinh.review.v1.TeamService/InviteMembers", PROPOSERS),
    (
        "/kiemdinh.review.v1.TeamService/AnswerInvitation",
        &[Role::Reviewer],
    ),
    ("/kiemdinh.review.v1.TeamService/EstablishTeam", SIGNERS),
    ("/kiemdinh.review.v1.TeamService/ProposeReplacement", PROPOSERS),
    ("/kiemdinh.review.v1.TeamService/DecideReplacement", SIGNERS),
    ("/kiemdinh.review.v1.TeamService/DissolveTeam", SIGNERS),
    ("/kiemdinh.review.v1.TeamService/GetTeam", CHOOSERS_AND_REVIEWERS),
    (
        "/kiemdinh.review.v1.TeamService/ListTeams",
        CHOOSERS_AND_REVIEWERS,
    ),
    ("/kiemdinh.review.v1.TeamService/ListConflicts", CHOOSERS),
];

impl ReviewApi {
    /// Every command on one team.
    async fn on_team<R: CommandRequest>(
        &self,
        method: &'static str,
        request: Request<R>,
        name: impl FnOnce(&R) -> &str,
        asked: impl FnOnce(R) -> Result<Asked, Refusal>,
    ) -> Answer<wire::Team> {
        let (order, content) = order(method, request)?;
        let named = Named {
            id: names::id(name(&content), "teams", "name")?,
            etag: content.etag().to_owned(),
            caller: order.identity.clone(),
        };
        let (law, asked) = (self.law, asked(content)?);
        let answer = self.journal.command(order, move |transaction, at| {
            let (named, asked) = (named.clone(), asked.clone());
            async move { commands::change(transaction, law, &named, asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }
}

#[tonic::async_trait]
impl TeamService for ReviewApi {
    async fn propose_team(&self, request: Request<wire::ProposeTeamRequest>) -> Answer<wire::Team> {
        let (order, content) = order("ProposeTeam", request)?;
        let (caller, request_id, law) = (order.identity.clone(), order.request_id, self.law);
        let asked = messages::proposal(&content.reviews, &content.seats, &content.overrides)?;
        let answer = self.journal.command(order, move |transaction, at| {
            let (caller, asked) = (caller.clone(), asked.clone());
            async move { propose(transaction, law, &caller, request_id, asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn update_team(&self, request: Request<wire::UpdateTeamRequest>) -> Answer<wire::Team> {
        let asked = |r: wire::UpdateTeamRequest| {
            messages::proposal(&r.reviews, &r.seats, &r.overrides).map(Asked::Change)
        };
        self.on_team("UpdateTeam", request, |r| &r.name, asked).await
    }

    async fn discard_team(&self, request: Request<wire::DiscardTeamRequest>) -> Answer<wire::Team> {
        let asked = |r: wire::DiscardTeamRequest| Ok(Asked::Discard(r.reason));
        self.on_team("DiscardTeam", request, |r| &r.name, asked).await
    }

    async fn check_team(&self, request: Request<wire::CheckTeamRequest>) -> Answer<wire::CheckTeamResponse> {
        let caller = caller(&request)?;
        let asked = request.into_inner();
        let proposal = messages::proposal(&asked.reviews, &asked.seats, &[])?;
        let now = self.journal.clock.now();
        let findings = conflicts::check(self.connection(), self.law, &caller, &proposal, now).await?;
        let findings = findings.iter().map(wire::Finding::from).collect();
        Ok(Response::new(wire::CheckTeamResponse { findings }))
    }

    async fn invite_members(&self, request: Request<wire::InviteMembersRequest>) -> Answer<wire::Team> {
        let asked = |_| Ok(Asked::Invite);
        self.on_team("InviteMembers", request, |r| &r.name, asked).await
    }

    async fn answer_invitation(&self, request: Request<wire::AnswerInvitationRequest>) -> Answer<wire::Team> {
        let asked = |r: wire::AnswerInvitationRequest| Ok(Asked::Answer(r.accepted, r.reason));
        self.on_team("AnswerInvitation", request, |r| &r.name, asked)
            .await
    }

    async fn establish_team(&self, request: Request<wire::EstablishTeamRequest>) -> Answer<wire::Team> {
        let asked = |r: wire::EstablishTeamRequest| Ok(Asked::Establish(r.decision_number));
        self.on_team("EstablishTeam", request, |r| &r.name, asked).await
    }

    async fn propose_replacement(
        &self,
        request: Request<wire::ProposeReplacementRequest>,
    ) -> Answer<wire::Team> {
        let asked =
            |r: wire::ProposeReplacementRequest| messages::replacement(r).map(Asked::ProposeReplacement);
        self.on_team("ProposeReplacement", request, |r| &r.name, asked)
            .await
    }

    async fn decide_replacement(
        &self,
        request: Request<wire::DecideReplacementRequest>,
    ) -> Answer<wire::Team> {
        let asked = |r: wire::DecideReplacementRequest| Ok(Asked::DecideReplacement(r.decision_number));
        self.on_team("DecideReplacement", request, |r| &r.name, asked)
            .await
    }

    async fn dissolve_team(&self, request: Request<wire::DissolveTeamRequest>) -> Answer<wire::Team> {
        let asked = |r: wire::DissolveTeamRequest| Ok(Asked::Dissolve(r.decision_number, r.reason));
        self.on_team("DissolveTeam", request, |r| &r.name, asked).await
    }

    async fn get_team(&self, request: Request<wire::GetTeamRequest>) -> Answer<wire::Team> {
        let sight = sight(&caller(&request)?);
        let id = names::id(&request.into_inner().name, "teams", "name")?;
        let found = store::team::find(self.connection(), id).await?;
        let team = found.filter(|team| team.is_seen_by(&sight));
        let team = team.ok_or_else(|| Refusal::absent("đoàn đánh giá ngoài"))?;
        Ok(Response::new(wire::Team::from(&team)))
    }

    async fn list_teams(&self, request: Request<wire::ListTeamsRequest>) -> Answer<wire::ListTeamsResponse> {
        let sight = sight(&caller(&request)?);
        let request = request.into_inner();
        let size = page::size(request.page_size)?;
        let filter = messages::asked(&request)?;
        let mut teams = store::team::list(self.connection(), &sight, filter, size + 1).await?;
        let next_page_token = page::cut(&mut teams, size, |team| team.id.to_string());
        let teams = teams.iter().map(wire::Team::from).collect();
        Ok(Response::new(wire::ListTeamsResponse {
            teams,
            next_page_token,
        }))
    }

    async fn list_conflicts(
        &self,
        request: Request<wire::ListConflictsRequest>,
    ) -> Answer<wire::ListConflictsResponse> {
        let sight = sight(&caller(&request)?);
        let request = request.into_inner();
        let size = page::size(request.page_size)?;
        let filter = store::team::Filter {
            at_work: true,
            after: page::token(&request.page_token)?,
            ..store::team::Filter::default()
        };
        let mut teams = store::team::list(self.connection(), &sight, filter, size + 1).await?;
        let next_page_token = page::cut(&mut teams, size, |team| team.id.to_string());
        let now = self.journal.clock.now();
        let conflicts = conflicts::of_teams(self.connection(), self.law, &teams, now).await?;
        Ok(Response::new(wire::ListConflictsResponse {
            conflicts,
            next_page_token,
        }))
    }
}
