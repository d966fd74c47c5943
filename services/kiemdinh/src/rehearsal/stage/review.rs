//! Acts on an external review: by the authority, the team's head and the school.

use platform::time::Moment;
use proto::fact::{CommentAnswer, TeamRole};
use proto::review::{
    AnswerCommentsRequest, CompleteStepRequest, EstablishTeamRequest, ReportRequest, Review, ReviewRequest,
    SeatAssignment, SubmitCommentsRequest,
};

use super::super::actors::{Act, View, team_by_province};
use super::{Stage, hash, id_of, level, unseen};
use crate::client::Voice;
use crate::problem::Problem;

/// Seats of a team.
const SEATS: usize = 5;
const COMMENTS: [&str; 4] = [
    "Đề nghị xem lại nhận định về cơ sở vật chất ở tiêu chí 3.1",
    "Đề nghị bổ sung minh chứng về bồi dưỡng giáo viên ở tiêu chí 2.2",
    "Đề nghị ghi nhận kết quả phổ cập giáo dục của xã",
    "Đề nghị điều chỉnh số lớp theo biên bản khảo sát chính thức",
];

impl Stage {
    pub(super) async fn establish_team(
        &mut self,
        place: usize,
        view: &View,
        request_id: String,
        at: Moment,
    ) -> Result<(), Problem> {
        let dossier = view.dossier.as_ref().ok_or_else(|| unseen("dossiers"))?;
        let decision_number = self.decision_number(team_by_province(dossier), at);
        let chosen = self.cases[place].actor.pace.shuffled(self.reviewers.len());
        let roles = [TeamRole::Head, TeamRole::Secretary]
            .into_iter()
            .chain(std::iter::repeat(TeamRole::Member));
        let seat = |(member, role): (usize, TeamRole)| SeatAssignment {
            reviewer: self.reviewers[member].0.clone(),
            role: role.into(),
        };
        let request = EstablishTeamRequest {
            name: self.named(place, "reviews"),
            decision_number,
            seats: chosen.into_iter().take(SEATS).zip(roles).map(seat).collect(),
            etag: String::new(),
            request_id,
            validate_only: false,
        };
        let voice = if team_by_province(dossier) {
            &self.office.province
        } else {
            &self.office.leader
        };
        self.ask(async || self.links().review(voice).establish_team(request.clone()).await)
            .await
            .map(drop)
    }

    /// The voice of the review team's head.
    fn head_of(&self, review: &Review) -> Result<&Voice, Problem> {
        let head = review.seats.iter().find(|seat| seat.role() == TeamRole::Head);
        let head = head.and_then(|head| {
            self.reviewers
                .iter()
                .find(|(name, _)| id_of(name) == head.reviewer_id)
        });
        head.map(|(_, voice)| voice)
            .ok_or_else(|| Problem::failure("đoàn đánh giá ngoài không có trưởng đoàn"))
    }

    pub(super) async fn act_as_head(
        &mut self,
        place: usize,
        act: Act,
        view: &View,
        request_id: String,
    ) -> Result<(), Problem> {
        let review = view.review.as_ref().ok_or_else(|| unseen("reviews"))?;
        let voice = self.head_of(review)?;
        let name = self.named(place, "reviews");
        let item = &self.cases[place].actor.item;
        let found = level(item.target).saturating_sub(u32::from(self.cases[place].actor.traits.falls_short));
        match act {
            Act::CompleteStep(step) => {
                let request = CompleteStepRequest {
                    name,
                    step: step.into(),
                    minutes: format!("Biên bản làm việc với {}", item.school),
                    etag: String::new(),
                    request_id,
                    validate_only: false,
                };
                let asked = async || self.links().review(voice).complete_step(request.clone()).await;
                self.ask(asked).await.map(drop)
            }
            Act::Answer => {
                let answer = |place: usize| CommentAnswer {
                    accepted: place.is_multiple_of(2),
                    reason: if place.is_multiple_of(2) {
                        String::new()
                    } else {
                        "Minh chứng kèm theo chưa đủ để thay đổi nhận định".to_owned()
                    },
                };
                let request = AnswerCommentsRequest {
                    name,
                    answers: (0..review.comments.len()).map(answer).collect(),
                    etag: String::new(),
                    request_id,
                    validate_only: false,
                };
                let asked = async || self.links().review(voice).answer_comments(request.clone()).await;
                self.ask(asked).await.map(drop)
            }
            _ => {
                let draft = act == Act::SendDraft;
                let title = if draft {
                    "dự thảo báo cáo đánh giá ngoài"
                } else {
                    "báo cáo đánh giá ngoài"
                };
                let request = ReportRequest {
                    name,
                    level: found,
                    report_sha256: hash(&format!("{title} {}", item.school)),
                    etag: String::new(),
                    request_id,
                    validate_only: false,
                };
                let asked = async || {
                    let mut service = self.links().review(voice);
                    if draft {
                        service.send_draft_report(request.clone()).await
                    } else {
                        service.submit_final_report(request.clone()).await
                    }
                };
                self.ask(asked).await.map(drop)
            }
        }
    }

    pub(super) async fn respond(
        &mut self,
        place: usize,
        act: Act,
        request_id: String,
    ) -> Result<(), Problem> {
        let name = self.named(place, "reviews");
        if act == Act::Agree {
            let request = ReviewRequest {
                name,
                etag: String::new(),
                request_id,
                validate_only: false,
            };
            let voice = &self.cases[place].head;
            let asked = async || self.links().review(voice).agree_to_draft(request.clone()).await;
            return self.ask(asked).await.map(drop);
        }
        let pace = &mut self.cases[place].actor.pace;
        let count = if pace.chance(0.5) { 1 } else { 2 };
        let comments = pace.shuffled(COMMENTS.len()).into_iter().take(count);
        let request = SubmitCommentsRequest {
            name,
            comments: comments.map(|comment| COMMENTS[comment].to_owned()).collect(),
            etag: String::new(),
            request_id,
            validate_only: false,
        };
        let voice = &self.cases[place].head;
        self.ask(async || self.links().review(voice).submit_comments(request.clone()).await)
            .await
            .map(drop)
    }
}
