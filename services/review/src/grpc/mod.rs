//! The door: translate, hand to the journal, answer. No rules here.

use std::sync::Arc;

use futures::FutureExt;
use platform::journal::Journal;
use platform::refusal::Refusal;
use platform::server::{LARGEST_ANSWER, LARGEST_REQUEST, caller, order};
use platform::{names, page};
use proto::CommandRequest;
use proto::review::review_service_server::{ReviewService, ReviewServiceServer};
use proto::review::{
    AnswerCommentsRequest, CompleteStepRequest, CreateReviewerRequest, EstablishTeamRequest,
    GetReviewRequest, ListReviewersRequest, ListReviewersResponse, ListReviewsRequest, ListReviewsResponse,
    ReportRequest, Review, ReviewRequest, Reviewer, SubmitCommentsRequest,
};
use sea_orm::DatabaseConnection;
use statute::Law;
use tonic::{Request, Response, Status};

use crate::domain::{Report, ReviewCommand};
use crate::store;
use callers::{Party, sight};
use commands::{Asked, Named};

mod callers;
mod commands;
mod messages;
mod permissions;
mod refusals;

pub use permissions::PERMISSIONS;

/// The review service over gRPC.
pub struct ReviewApi {
    journal: Journal,
    law: &'static Law,
}

/// The server of `api`, with the limits of the house.
pub fn server(api: ReviewApi) -> ReviewServiceServer<ReviewApi> {
    ReviewServiceServer::new(api)
        .max_decoding_message_size(LARGEST_REQUEST)
        .max_encoding_message_size(LARGEST_ANSWER)
}

type Answer<T> = Result<Response<T>, Status>;

impl ReviewApi {
    /// The service over `journal`, under `law`.
    pub fn new(journal: Journal, law: &'static Law) -> Self {
        Self { journal, law }
    }

    fn connection(&self) -> &DatabaseConnection {
        self.journal.database.reader()
    }

    /// Every command on one review, given on behalf of `party`.
    async fn on_review<R: CommandRequest>(
        &self,
        (method, party): (&'static str, Party),
        request: Request<R>,
        name: impl FnOnce(&R) -> &str,
        asked: impl FnOnce(R) -> Asked,
    ) -> Answer<Review> {
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
            async move { commands::change_review(transaction, law, &named, asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }
}

fn report(request: ReportRequest) -> Report {
    Report {
        level: request.level,
        sha256: request.report_sha256,
    }
}

#[tonic::async_trait]
impl ReviewService for ReviewApi {
    async fn create_reviewer(&self, request: Request<CreateReviewerRequest>) -> Answer<Reviewer> {
        let (order, content) = order("CreateReviewer", request)?;
        let (request_id, reviewer) = (order.request_id, content.reviewer.unwrap_or_default());
        let province = order.identity.scope_id()?;
        let answer = self.journal.command(order, move |transaction, _| {
            commands::create_reviewer(transaction, request_id, province, reviewer.clone()).boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn list_reviewers(&self, request: Request<ListReviewersRequest>) -> Answer<ListReviewersResponse> {
        let scope = caller(&request)?.scope_id()?;
        let ListReviewersRequest {
            page_size,
            page_token,
        } = request.into_inner();
        let size = page::size(page_size)?;
        let mut reviewers =
            store::reviewer::list(self.connection(), scope, page::token(&page_token)?, size + 1).await?;
        let next_page_token = page::cut(&mut reviewers, size, |reviewer| reviewer.id.to_string());
        let reviewers = reviewers.iter().map(Reviewer::from).collect();
        Ok(Response::new(ListReviewersResponse {
            reviewers,
            next_page_token,
        }))
    }

    async fn establish_team(&self, request: Request<EstablishTeamRequest>) -> Answer<Review> {
        let asked = |r: EstablishTeamRequest| Asked::EstablishTeam {
            decision_number: r.decision_number,
            seats: r.seats,
        };
        self.on_review(("EstablishTeam", Party::Authority), request, |r| &r.name, asked)
            .await
    }

    async fn complete_step(&self, request: Request<CompleteStepRequest>) -> Answer<Review> {
        let asked = |r: CompleteStepRequest| Asked::Command(ReviewCommand::CompleteStep(r.step(), r.minutes));
        self.on_review(("CompleteStep", Party::Team), request, |r| &r.name, asked)
            .await
    }

    async fn send_draft_report(&self, request: Request<ReportRequest>) -> Answer<Review> {
        let asked = |r| Asked::Command(ReviewCommand::SendDraft(report(r)));
        self.on_review(("SendDraftReport", Party::Team), request, |r| &r.name, asked)
            .await
    }

    async fn submit_comments(&self, request: Request<SubmitCommentsRequest>) -> Answer<Review> {
        let asked = |r: SubmitCommentsRequest| Asked::Command(ReviewCommand::Comment(r.comments));
        self.on_review(("SubmitComments", Party::School), request, |r| &r.name, asked)
            .await
    }

    async fn agree_to_draft(&self, request: Request<ReviewRequest>) -> Answer<Review> {
        let asked = |_| Asked::Command(ReviewCommand::Agree);
        self.on_review(("AgreeToDraft", Party::School), request, |r| &r.name, asked)
            .await
    }

    async fn answer_comments(&self, request: Request<AnswerCommentsRequest>) -> Answer<Review> {
        let asked = |r: AnswerCommentsRequest| Asked::Command(ReviewCommand::Answer(r.answers));
        self.on_review(("AnswerComments", Party::Team), request, |r| &r.name, asked)
            .await
    }

    async fn submit_final_report(&self, request: Request<ReportRequest>) -> Answer<Review> {
        let asked = |r| Asked::Command(ReviewCommand::SubmitFinalReport(report(r)));
        self.on_review(("SubmitFinalReport", Party::Team), request, |r| &r.name, asked)
            .await
    }

    async fn get_review(&self, request: Request<GetReviewRequest>) -> Answer<Review> {
        let sight = sight(&caller(&request)?);
        let id = names::id(&request.into_inner().name, "reviews", "name")?;
        let found = store::review::find(self.connection(), id).await?;
        let review = found.filter(|review| sight.covers(review));
        let review = review.ok_or_else(|| Refusal::absent("đợt đánh giá ngoài"))?;
        Ok(Response::new(Review::from(&review)))
    }

    async fn list_reviews(&self, request: Request<ListReviewsRequest>) -> Answer<ListReviewsResponse> {
        let sight = sight(&caller(&request)?);
        let request = request.into_inner();
        let size = page::size(request.page_size)?;
        let filter = store::review::Filter {
            state: messages::asked_state(request.state()),
            after: page::token(&request.page_token)?,
        };
        let mut reviews = store::review::list(self.connection(), &sight, filter, size + 1).await?;
        let next_page_token = page::cut(&mut reviews, size, |review| review.case.id.to_string());
        let reviews = reviews.iter().map(Review::from).collect();
        Ok(Response::new(ListReviewsResponse {
            reviews,
            next_page_token,
        }))
    }
}
