//! Teams: an officer finds and proposes them, the members accept, the authority establishes them.

use calendar::{Month, local_day};
use platform::time::Moment;
use proto::review::{
    AdoptSeasonRequest, AnswerInvitationRequest, EstablishTeamRequest, InvitationState, InviteMembersRequest,
    ListTeamsRequest, Season, SeasonState, SeasonTerms, SolveSeasonRequest, Team, TeamState,
};

use super::super::actors::{Act, View};
use super::{Stage, unseen};
use crate::problem::{Kind, Problem};

/// Seats of a team.
const SEATS: u32 = 5;
/// The pool is small: everyone may sit in as many teams as a season allows at all.
const MOST_TEAMS: u32 = 50;

impl Stage {
    /// The proposal of a team for `review`, if there is one.
    pub(super) async fn proposed_team(&self, review: &str) -> Result<Option<Team>, Problem> {
        let request = ListTeamsRequest {
            state: TeamState::Proposed.into(),
            review: review.to_owned(),
            page_size: 1,
            page_token: String::new(),
        };
        let voice = &self.office.administrator;
        let asked = async || self.links().teams(voice).list_teams(request.clone()).await;
        Ok(self.ask(asked).await?.teams.into_iter().next())
    }

    /// Solves a season of all the schools that wait for a team, and proposes its teams.
    pub(super) async fn form_teams(&self, request_id: String, at: Moment) -> Result<(), Problem> {
        let season = self.solve(&request_id, at).await?;
        if season.state() == SeasonState::Infeasible {
            let remedies: Vec<String> = season
                .clashes
                .into_iter()
                .flat_map(|clash| clash.remedies)
                .collect();
            let message = format!("không lập được đoàn; có thể: {}", remedies.join("; "));
            return Err(Problem::new(Kind::Failure, "SEASON_INFEASIBLE", message));
        }
        let warned = season.teams.iter().any(|team| !team.findings.is_empty());
        let reason = if warned {
            "Đã cân nhắc; những người khác bận hoặc không phù hợp hơn"
        } else {
            ""
        };
        let request = AdoptSeasonRequest {
            name: season.name,
            numbers: Vec::new(),
            reason: reason.to_owned(),
            etag: String::new(),
            request_id: self.request(&format!("{request_id} adopt")),
            validate_only: false,
        };
        let voice = &self.office.officer;
        self.ask(async || self.links().seasons(voice).adopt_season(request.clone()).await)
            .await
            .map(drop)
    }

    async fn solve(&self, request_id: &str, at: Moment) -> Result<Season, Problem> {
        let request = SolveSeasonRequest {
            reviews: Vec::new(),
            month: Month::of(local_day(at)).next().to_string(),
            terms: Some(SeasonTerms {
                team_size: SEATS,
                most_teams_per_reviewer: MOST_TEAMS,
                most_teams_per_month: MOST_TEAMS,
                ..SeasonTerms::default()
            }),
            seed: 1,
            request_id: request_id.to_owned(),
            validate_only: false,
        };
        let voice = &self.office.officer.with_files();
        self.ask(async || self.links().seasons(voice).solve_season(request.clone()).await)
            .await
    }

    pub(super) async fn act_on_team(
        &mut self,
        act: Act,
        view: &View,
        request_id: String,
        at: Moment,
    ) -> Result<(), Problem> {
        let team = view.team.as_ref().ok_or_else(|| unseen("teams"))?;
        match act {
            Act::InviteMembers => self.invite(team, request_id).await,
            Act::AcceptSeats => self.accept(team, &request_id).await,
            _ => self.establish(team, request_id, at).await,
        }
    }

    async fn invite(&self, team: &Team, request_id: String) -> Result<(), Problem> {
        let request = InviteMembersRequest {
            name: team.name.clone(),
            etag: String::new(),
            request_id,
            validate_only: false,
        };
        let voice = &self.office.officer;
        self.ask(async || self.links().teams(voice).invite_members(request.clone()).await)
            .await
            .map(drop)
    }

    /// Everyone who was invited accepts.
    async fn accept(&self, team: &Team, request_id: &str) -> Result<(), Problem> {
        let invited = |seat: &&proto::review::Seat| seat.invitation() == InvitationState::Invited;
        for seat in team.seats.iter().filter(invited) {
            let request = AnswerInvitationRequest {
                name: team.name.clone(),
                accepted: true,
                reason: String::new(),
                etag: String::new(),
                request_id: self.request(&format!("{request_id} {}", seat.display_name)),
                validate_only: false,
            };
            let voice = self.voice_of(&seat.reviewer).ok_or_else(|| unseen("reviewers"))?;
            let asked = async || self.links().teams(voice).answer_invitation(request.clone()).await;
            self.ask(asked).await?;
        }
        Ok(())
    }

    async fn establish(&mut self, team: &Team, request_id: String, at: Moment) -> Result<(), Problem> {
        let by_province = team.decided_by == "province";
        let request = EstablishTeamRequest {
            name: team.name.clone(),
            decision_number: self.decision_number(by_province, at),
            etag: String::new(),
            request_id,
            validate_only: false,
        };
        let voice = if by_province {
            &self.office.province
        } else {
            &self.office.leader
        };
        self.ask(async || self.links().teams(voice).establish_team(request.clone()).await)
            .await
            .map(drop)
    }
}
