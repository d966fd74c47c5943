//! Teams on their way over gRPC: proposed by an officer, answered for by the reviewers, established by a leader.

use ground::fresh_id;
use platform::identity::Identity;
use proto::review as wire;
use proto::review::team_service_server::TeamService;
use proto::review::{Reviewer, SeatAssignment, Team};
use review::domain::Case;
use tonic::Status;

use crate::builders::ROLES;
use crate::world::{World, by, leader, member, name, officer};

impl World {
    /// Proposes the team of `people` for `cases`: head, secretary, and members.
    pub async fn propose(&self, cases: &[&Case], people: &[Reviewer]) -> Team {
        self.proposed(cases, people).await.unwrap()
    }

    /// What comes of such a proposal.
    pub async fn proposed(&self, cases: &[&Case], people: &[Reviewer]) -> Result<Team, Status> {
        let answer = self
            .api
            .propose_team(by(officer(), proposal(cases, people)))
            .await;
        answer.map(tonic::Response::into_inner)
    }

    /// Invites everyone who was not asked yet.
    pub async fn invite(&self, team: &Team) -> Team {
        let request = wire::InviteMembersRequest {
            name: team.name.clone(),
            request_id: fresh_id(),
            ..wire::InviteMembersRequest::default()
        };
        let answer = self.api.invite_members(by(officer(), request)).await;
        answer.unwrap().into_inner()
    }

    /// What comes of the answer of `reviewer`.
    pub async fn answered(
        &self,
        team: &Team,
        reviewer: &Identity,
        accepted: bool,
        reason: &str,
    ) -> Result<Team, Status> {
        let request = wire::AnswerInvitationRequest {
            name: team.name.clone(),
            accepted,
            reason: reason.to_owned(),
            request_id: fresh_id(),
            ..wire::AnswerInvitationRequest::default()
        };
        let answer = self.api.answer_invitation(by(reviewer.clone(), request)).await;
        answer.map(tonic::Response::into_inner)
    }

    /// The team of `people` for `cases`, for which everyone has accepted.
    pub async fn ready(&self, cases: &[&Case], people: &[Reviewer]) -> Team {
        let proposed = self.propose(cases, people).await;
        let mut team = self.invite(&proposed).await;
        for person in people {
            team = self.answered(&team, &member(person), true, "").await.unwrap();
        }
        team
    }

    /// What comes of `signer` establishing `team` by a decision of the number `given`, or of the next.
    pub async fn signed(&self, team: &Team, signer: &Identity, given: &str) -> Result<Team, Status> {
        let request = wire::EstablishTeamRequest {
            decision_number: given.to_owned(),
            ..establish(team)
        };
        let answer = self.api.establish_team(by(signer.clone(), request)).await;
        answer.map(tonic::Response::into_inner)
    }

    /// The team of `people`, established for `cases` by the leader.
    pub async fn establish(&self, cases: &[&Case], people: &[Reviewer]) -> Team {
        let team = self.ready(cases, people).await;
        self.signed(&team, &leader(), "").await.unwrap()
    }

    /// The team as the officer finds it.
    pub async fn team(&self, name: &str) -> Team {
        let request = wire::GetTeamRequest {
            name: name.to_owned(),
        };
        let answer = self.api.get_team(by(officer(), request)).await;
        answer.unwrap().into_inner()
    }
}

pub fn seats(people: &[Reviewer]) -> Vec<SeatAssignment> {
    let roles = ROLES.into_iter().chain(std::iter::repeat(ROLES[4]));
    let seats = people.iter().zip(roles).map(|(person, role)| SeatAssignment {
        reviewer: person.name.clone(),
        role: role.into(),
    });
    seats.collect()
}

pub fn proposal(cases: &[&Case], people: &[Reviewer]) -> wire::ProposeTeamRequest {
    wire::ProposeTeamRequest {
        reviews: cases.iter().map(|case| name(case)).collect(),
        seats: seats(people),
        request_id: fresh_id(),
        ..wire::ProposeTeamRequest::default()
    }
}

pub fn establish(team: &Team) -> wire::EstablishTeamRequest {
    wire::EstablishTeamRequest {
        name: team.name.clone(),
        request_id: fresh_id(),
        ..wire::EstablishTeamRequest::default()
    }
}
