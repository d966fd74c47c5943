//! Acts on an external review: by the team's head and by the school.

use calendar::local_day;
use platform::time::Moment;
use proto::exchange::ReportFile;
use proto::fact::{CommentAnswer, ReviewStep, TeamRole};
use proto::review::{
    AnswerCommentsRequest, AssessCriteriaRequest, CompleteStepRequest, CriterionAssessment,
    IndicatorAssessment, PlanVisitRequest, PlannedVisit, ReportRequest, Review, ReviewRequest,
    SchoolStanding, SubmitCommentsRequest,
};

use super::super::actors::{Act, View};
use super::self_assessment::{is_b, level_under, result};
use super::{Stage, hash, unseen};
use crate::client::Voice;
use crate::problem::Problem;

/// The size of a report or of minutes.
const FILE_SIZE: u64 = 1_318_520;
/// What holds of every school of a rehearsal besides its criteria.
const STANDING: SchoolStanding = SchoolStanding {
    cohort_completed: true,
    years_of_operation: 12,
    years_of_data: 5,
    legal_conditions: true,
};
const COMMENTS: [&str; 4] = [
    "Đề nghị xem lại nhận định về cơ sở vật chất ở tiêu chí 3.1",
    "Đề nghị bổ sung minh chứng về bồi dưỡng giáo viên ở tiêu chí 2.2",
    "Đề nghị ghi nhận kết quả phổ cập giáo dục của xã",
    "Đề nghị điều chỉnh số lớp theo biên bản khảo sát chính thức",
];

fn file(name: &str, content: &str) -> ReportFile {
    ReportFile {
        file_name: name.to_owned(),
        sha256: hash(content),
        size: FILE_SIZE,
    }
}

/// What the team found of `criterion`: what the school said of itself, with a recommendation.
fn assessment(criterion: &str, level: u32, under_b: bool) -> CriterionAssessment {
    let own = result(criterion, level, under_b);
    let indicators = own.indicators.into_iter();
    CriterionAssessment {
        indicators: indicators
            .map(|one| IndicatorAssessment {
                level: one.level,
                indicator: one.indicator,
                met: one.met,
            })
            .collect(),
        criterion: own.criterion,
        level: own.level,
        strengths: own.strengths,
        weaknesses: own.weaknesses,
        recommendation: "Tiếp tục số hóa và bảo quản minh chứng".to_owned(),
        evidence: own.evidence,
    }
}

impl Stage {
    /// The voice of the review team's head.
    fn head_of(&self, review: &Review) -> Result<&Voice, Problem> {
        let head = review.seats.iter().find(|seat| seat.role() == TeamRole::Head);
        head.and_then(|head| self.voice_of(&head.reviewer_id))
            .ok_or_else(|| Problem::failure("đoàn đánh giá ngoài không có trưởng đoàn"))
    }

    pub(super) async fn act_as_head(
        &mut self,
        place: usize,
        act: Act,
        view: &View,
        request_id: String,
        at: Moment,
    ) -> Result<(), Problem> {
        let review = view.review.as_ref().ok_or_else(|| unseen("reviews"))?;
        let dossier = view.dossier.as_ref().ok_or_else(|| unseen("dossiers"))?;
        match act {
            Act::PlanVisit(step) => self.plan_visit(place, step, review, request_id, at).await,
            Act::CompleteStep(step) => self.complete_step(place, step, review, request_id).await,
            Act::Review => {
                self.enter_results(review, &dossier.regime, place, request_id)
                    .await
            }
            Act::Answer => self.answer(review, request_id).await,
            _ => {
                let regime = &dossier.regime;
                self.hand_in(place, act == Act::SendDraft, review, regime, request_id)
                    .await
            }
        }
    }

    /// The preliminary visit takes a day, the official one two.
    async fn plan_visit(
        &mut self,
        place: usize,
        step: ReviewStep,
        review: &Review,
        request_id: String,
        at: Moment,
    ) -> Result<(), Problem> {
        let pace = &mut self.cases[place].actor.pace;
        let from = pace.working_days_later(at, 2, 4)?;
        let until = match step {
            ReviewStep::OfficialVisit => pace.working_days_later(from, 1, 1)?,
            _ => from,
        };
        let visit = PlannedVisit {
            step: step.into(),
            from: local_day(from).to_string(),
            until: local_day(until).to_string(),
        };
        let request = PlanVisitRequest {
            name: review.name.clone(),
            visit: Some(visit),
            etag: String::new(),
            request_id,
            validate_only: false,
        };
        let voice = self.head_of(review)?;
        self.ask(async || self.links().review(voice).plan_visit(request.clone()).await)
            .await
            .map(drop)
    }

    async fn complete_step(
        &self,
        place: usize,
        step: ReviewStep,
        review: &Review,
        request_id: String,
    ) -> Result<(), Problem> {
        let school = &self.cases[place].actor.item.school;
        let visited = review.visits.iter().find(|visit| visit.step() == step);
        let request = CompleteStepRequest {
            name: review.name.clone(),
            step: step.into(),
            minutes: format!("Biên bản làm việc với {school}"),
            etag: String::new(),
            request_id,
            validate_only: false,
            from: visited.map(|visit| visit.from.clone()).unwrap_or_default(),
            until: visited.map(|visit| visit.until.clone()).unwrap_or_default(),
            files: vec![file("bien-ban.pdf", &format!("biên bản {step:?} {school}"))],
        };
        let voice = self.head_of(review)?;
        self.ask(async || self.links().review(voice).complete_step(request.clone()).await)
            .await
            .map(drop)
    }

    /// The level that the team finds the school at.
    fn found(&self, place: usize, regime: &str) -> u32 {
        let actor = &self.cases[place].actor;
        level_under(regime, actor.item.target).saturating_sub(u32::from(actor.traits.falls_short))
    }

    async fn enter_results(
        &self,
        review: &Review,
        regime: &str,
        place: usize,
        request_id: String,
    ) -> Result<(), Problem> {
        let level = self.found(place, regime);
        let criteria = review.missing_criteria.iter();
        let request = AssessCriteriaRequest {
            name: review.name.clone(),
            results: criteria
                .map(|criterion| assessment(criterion, level, is_b(regime)))
                .collect(),
            standing: Some(STANDING),
            etag: String::new(),
            request_id,
            validate_only: false,
        };
        let voice = self.head_of(review)?;
        self.ask(async || self.links().review(voice).assess_criteria(request.clone()).await)
            .await
            .map(drop)
    }

    async fn answer(&self, review: &Review, request_id: String) -> Result<(), Problem> {
        let answer = |place: usize| CommentAnswer {
            accepted: place.is_multiple_of(2),
            reason: if place.is_multiple_of(2) {
                String::new()
            } else {
                "Minh chứng kèm theo chưa đủ để thay đổi nhận định".to_owned()
            },
        };
        let request = AnswerCommentsRequest {
            name: review.name.clone(),
            answers: (0..review.comments.len()).map(answer).collect(),
            etag: String::new(),
            request_id,
            validate_only: false,
        };
        let voice = self.head_of(review)?;
        self.ask(async || self.links().review(voice).answer_comments(request.clone()).await)
            .await
            .map(drop)
    }

    /// Hands in the draft, or the final report.
    async fn hand_in(
        &self,
        place: usize,
        draft: bool,
        review: &Review,
        regime: &str,
        request_id: String,
    ) -> Result<(), Problem> {
        let school = &self.cases[place].actor.item.school;
        let found = self.found(place, regime);
        let proposed = review.proposed.as_ref().map(|proposed| proposed.level);
        // Under A a team never concludes with more than its results come to.
        let level = proposed
            .filter(|_| !is_b(regime))
            .map_or(found, |most| found.min(most));
        let reason = if proposed == Some(level) && level > 0 {
            String::new()
        } else {
            "Đoàn kết luận theo minh chứng đã kiểm tra tại trường".to_owned()
        };
        let (name, title) = if draft {
            ("du-thao-bao-cao.pdf", "dự thảo báo cáo đánh giá ngoài")
        } else {
            ("bao-cao-danh-gia-ngoai.pdf", "báo cáo đánh giá ngoài")
        };
        let request = ReportRequest {
            name: review.name.clone(),
            level,
            reason,
            report: Some(file(name, &format!("{title} {school}"))),
            etag: String::new(),
            request_id,
            validate_only: false,
        };
        let voice = self.head_of(review)?;
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
