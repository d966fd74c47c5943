//! Reviews: visits, steps, results, reports, the school's word; duties and pace.

use std::sync::Arc;

use calendar::Almanac;
use futures::FutureExt;
use platform::identity::{Permissions, Role};
use platform::refusal::Refusal;
use platform::server::{caller, order};
use platform::{names, page};
use proto::CommandRequest;
use proto::review as wire;
use proto::review::review_service_server::ReviewService;
use tonic::{Request, Response};

use super::callers::{Party, sight};
use super::{Answer, ReviewApi};
use crate::domain::{Pace, ReviewCommand};
use crate::store;
use commands::Named;

mod commands;
pub mod messages;
pub mod refusals;

const TEAM: &[Role] = &[Role::Reviewer];
const SCHOOL: &[Role] = &[Role::School];
const READERS: &[Role] = &[
    Role::School,
    Role::Commune,
    Role::DepartmentOfficer,
    Role::DepartmentLeader,
    Role::Province,
    Role::Reviewer,
    Role::Administrator,
    Role::Auditor,
    Role::Service,
];
/// Those who answer for how fast reviews go.
const OFFICES: &[Role] = &[
    Role::DepartmentOfficer,
    Role::DepartmentLeader,
    Role::Province,
    Role::Administrator,
    Role::Auditor,
    Role::Service,
];

/// Who may call what.
pub const PERMISSIONS: Permissions = &[
    ("/kiemdinh.review.v1.ReviewService/PlanVisit", TEAM),
    ("/kiemdinh.review.v1.ReviewService/CompleteStep", TEAM),
    ("/kiemdinh.review.v1.ReviewService/AssessCriteria", TEAM),
    ("/kiemdinh.review.v1.ReviewService/SendDraftReport", TEAM),
    ("/kiemdinh.review.v1.ReviewService/SubmitComments", SCHOOL),
    ("/kiemdinh.review.v1.ReviewService/AgreeToDraft", SCHOOL),
    ("/kiemdinh.review.v1.ReviewService/AnswerComments", TEAM),
    ("/kiemdinh.review.v1.ReviewService/SubmitFinalReport", TEAM),
    ("/kiemdinh.review.v1.ReviewService/GetReview", READERS),
    ("/kiemdinh.review.v1.ReviewService/ListReviews", READERS),
    ("/kiemdinh.review.v1.ReviewService/ListDuties", READERS),
    ("/kiemdinh.review.v1.ReviewService/GetPace", OFFICES),
];

impl ReviewApi {
    /// Every command on one review, given on behalf of `party`.
    async fn on_review<R: CommandRequest>(
        &self,
        (method, party): (&'static str, Party),
        request: Request<R>,
        name: impl FnOnce(&R) -> &str,
        asked: impl FnOnce(R) -> ReviewCommand,
    ) -> Answer<wire::Review> {
        let (order, content) = order(method, request)?;
        let id = names::id(name(&content), "reviews", "name")?;
        let named = Arc::new(Named {
            id,
            etag: content.etag().to_owned(),
            caller: order.identity.clone(),
            party,
        });
        let (law, asked) = (self.law, asked(content));
        let answer = self.journal.command(order, move |transaction, at| {
            let (named, asked) = (Arc::clone(&named), asked.clone());
            async move { commands::change(transaction, law, &named, asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }
}

#[tonic::async_trait]
impl ReviewService for ReviewApi {
    async fn plan_visit(&self, request: Request<wire::PlanVisitRequest>) -> Answer<wire::Review> {
        let asked = |r: wire::PlanVisitRequest| ReviewCommand::PlanVisit(r.visit.unwrap_or_default().into());
        self.on_review(("PlanVisit", Party::Team), request, |r| &r.name, asked)
            .await
    }

    async fn complete_step(&self, request: Request<wire::CompleteStepRequest>) -> Answer<wire::Review> {
        let asked = |r: wire::CompleteStepRequest| ReviewCommand::CompleteStep(r.into());
        self.on_review(("CompleteStep", Party::Team), request, |r| &r.name, asked)
            .await
    }

    async fn assess_criteria(&self, request: Request<wire::AssessCriteriaRequest>) -> Answer<wire::Review> {
        let asked = |r: wire::AssessCriteriaRequest| {
            let results = r.results.into_iter().map(Into::into).collect();
            ReviewCommand::Assess(results, r.standing.as_ref().map(messages::standing))
        };
        self.on_review(("AssessCriteria", Party::Team), request, |r| &r.name, asked)
            .await
    }

    async fn send_draft_report(&self, request: Request<wire::ReportRequest>) -> Answer<wire::Review> {
        let asked = |r: wire::ReportRequest| ReviewCommand::SendDraft(r.into());
        self.on_review(("SendDraftReport", Party::Team), request, |r| &r.name, asked)
            .await
    }

    async fn submit_comments(&self, request: Request<wire::SubmitCommentsRequest>) -> Answer<wire::Review> {
        let asked = |r: wire::SubmitCommentsRequest| ReviewCommand::Comment(messages::texts(r.comments));
        self.on_review(("SubmitComments", Party::School), request, |r| &r.name, asked)
            .await
    }

    async fn agree_to_draft(&self, request: Request<wire::ReviewRequest>) -> Answer<wire::Review> {
        let asked = |_| ReviewCommand::Agree;
        self.on_review(("AgreeToDraft", Party::School), request, |r| &r.name, asked)
            .await
    }

    async fn answer_comments(&self, request: Request<wire::AnswerCommentsRequest>) -> Answer<wire::Review> {
        let asked = |r: wire::AnswerCommentsRequest| ReviewCommand::Answer(messages::answers(r.answers));
        self.on_review(("AnswerComments", Party::Team), request, |r| &r.name, asked)
            .await
    }

    async fn submit_final_report(&self, request: Request<wire::ReportRequest>) -> Answer<wire::Review> {
        let asked = |r: wire::ReportRequest| ReviewCommand::SubmitFinalReport(r.into());
        self.on_review(("SubmitFinalReport", Party::Team), request, |r| &r.name, asked)
            .await
    }

    async fn get_review(&self, request: Request<wire::GetReviewRequest>) -> Answer<wire::Review> {
        let sight = sight(&caller(&request)?);
        let id = names::id(&request.into_inner().name, "reviews", "name")?;
        let found = store::review::find(self.connection(), id).await?;
        let review = found.filter(|review| sight.covers(review));
        let review = review.ok_or_else(|| Refusal::absent("đợt đánh giá ngoài"))?;
        let now = self.journal.clock.now();
        Ok(Response::new(messages::whole(&review, self.law, now)))
    }

    async fn list_reviews(
        &self,
        request: Request<wire::ListReviewsRequest>,
    ) -> Answer<wire::ListReviewsResponse> {
        let sight = sight(&caller(&request)?);
        let request = request.into_inner();
        let size = page::size(request.page_size)?;
        let filter = store::review::Filter {
            state: messages::asked_state(request.state()),
            after: page::token(&request.page_token)?,
        };
        let mut reviews = store::review::list(self.connection(), &sight, filter, size + 1).await?;
        let next_page_token = page::cut(&mut reviews, size, |review| review.case.id.to_string());
        Ok(Response::new(wire::ListReviewsResponse {
            reviews: reviews.iter().map(messages::brief).collect(),
            next_page_token,
        }))
    }

    async fn list_duties(
        &self,
        request: Request<wire::ListDutiesRequest>,
    ) -> Answer<wire::ListDutiesResponse> {
        let sight = sight(&caller(&request)?);
        let request = request.into_inner();
        let size = page::size(request.page_size)?;
        let filter = messages::asked_duties(&request, self.law)?;
        let mut duties = store::duty::list(self.connection(), &sight, filter, size + 1).await?;
        let next_page_token = page::cut(&mut duties, size, |(duty, _)| duty.clock.to_string());
        let duty = |(duty, review): &_| messages::duty(duty, review, self.law);
        Ok(Response::new(wire::ListDutiesResponse {
            duties: duties.iter().map(duty).collect(),
            next_page_token,
        }))
    }

    async fn get_pace(&self, request: Request<wire::GetPaceRequest>) -> Answer<wire::Pace> {
        let sight = sight(&caller(&request)?);
        let opened = messages::asked_year(request.into_inner().year)?;
        let histories = store::review::histories(self.connection(), &sight, opened).await?;
        let pace = Pace::of(&histories, Almanac::official().latest());
        Ok(Response::new(pace.into()))
    }
}
