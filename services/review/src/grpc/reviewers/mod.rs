//! Reviewers.

use calendar::local_day;
use exchange::FileStream;
use futures::FutureExt;
use platform::identity::{Identity, Permissions, Role};
use platform::refusal::{Failure, Refusal};
use platform::server::{caller, order};
use platform::{names, page};
use proto::exchange::{ImportPart, ImportReport};
use proto::review as wire;
use proto::review::reviewer_service_server::ReviewerService;
use tonic::{Request, Response, Streaming};
use uuid::Uuid;

use super::callers::{CHOOSERS, CHOOSERS_AND_REVIEWERS};
use super::{Answer, ReviewApi};
use crate::domain::Reviewer;
use crate::store;
use crate::store::engagement::Rows;

mod commands;
mod messages;
mod refusals;
mod sheet;

/// Those who keep the list of reviewers.
const KEEPERS: &[Role] = &[Role::DepartmentOfficer, Role::Administrator];

/// Who may call what.
pub const PERMISSIONS: Permissions = &[
    ("/kiemdinh.review.v1.ReviewerService/CreateReviewer", KEEPERS),
    ("/kiemdinh.review.v1.ReviewerService/UpdateReviewer", KEEPERS),
    ("/kiemdinh.review.v1.ReviewerService/RetireReviewer", KEEPERS),
    (
        "/kiemdinh.review.v1.ReviewerService/GetReviewer",
        CHOOSERS_AND_REVIEWERS,
    ),
    ("/kiemdinh.review.v1.ReviewerService/ListReviewers", CHOOSERS),
    ("/kiemdinh.review.v1.ReviewerService/ImportReviewers", KEEPERS),
    ("/kiemdinh.review.v1.ReviewerService/ExportReviewers", CHOOSERS),
    (
        "/kiemdinh.review.v1.ReviewerService/ListEngagements",
        CHOOSERS_AND_REVIEWERS,
    ),
    ("/kiemdinh.review.v1.ReviewerService/ListWorkloads", CHOOSERS),
];

#[tonic::async_trait]
impl ReviewerService for ReviewApi {
    type ExportReviewersStream = FileStream;

    async fn create_reviewer(&self, request: Request<wire::CreateReviewerRequest>) -> Answer<wire::Reviewer> {
        let (order, content) = order("CreateReviewer", request)?;
        let (caller, request_id) = (order.identity.clone(), order.request_id);
        let asked = content.reviewer.unwrap_or_default();
        let answer = self.journal.command(order, move |transaction, at| {
            let (caller, asked) = (caller.clone(), asked.clone());
            async move { commands::create(transaction, &caller, request_id, asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn update_reviewer(&self, request: Request<wire::UpdateReviewerRequest>) -> Answer<wire::Reviewer> {
        let (order, content) = order("UpdateReviewer", request)?;
        let caller = order.identity.clone();
        let answer = self.journal.command(order, move |transaction, at| {
            let (caller, asked) = (caller.clone(), content.clone());
            async move { commands::update(transaction, &caller, asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn retire_reviewer(&self, request: Request<wire::RetireReviewerRequest>) -> Answer<wire::Reviewer> {
        let (order, content) = order("RetireReviewer", request)?;
        let caller = order.identity.clone();
        let answer = self.journal.command(order, move |transaction, at| {
            let (caller, asked) = (caller.clone(), content.clone());
            async move { commands::retire(transaction, &caller, &asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn get_reviewer(&self, request: Request<wire::GetReviewerRequest>) -> Answer<wire::Reviewer> {
        let caller = caller(&request)?;
        let reviewer = self.visible(&caller, &request.into_inner().name).await?;
        let day = local_day(self.journal.clock.now());
        Ok(Response::new(messages::answer(&reviewer, day)))
    }

    async fn list_reviewers(
        &self,
        request: Request<wire::ListReviewersRequest>,
    ) -> Answer<wire::ListReviewersResponse> {
        let scope = caller(&request)?.scope_id()?;
        let request = request.into_inner();
        let size = page::size(request.page_size)?;
        let filter = store::reviewer::Filter {
            scope,
            after: page::token(&request.page_token)?,
            ..messages::asked(&request)
        };
        let mut reviewers = store::reviewer::list(self.connection(), filter, size + 1).await?;
        let next_page_token = page::cut(&mut reviewers, size, |reviewer| reviewer.id.to_string());
        let day = local_day(self.journal.clock.now());
        let reviewers = reviewers
            .iter()
            .map(|reviewer| messages::answer(reviewer, day))
            .collect();
        Ok(Response::new(wire::ListReviewersResponse {
            reviewers,
            next_page_token,
        }))
    }

    async fn import_reviewers(&self, request: Request<Streaming<ImportPart>>) -> Answer<ImportReport> {
        let columns = |_: &[u8]| sheet::COLUMNS;
        exchange::import(
            &self.journal,
            "ImportReviewers",
            request,
            columns,
            |transaction, file, at| async move { commands::import(transaction, &file, at).await }.boxed(),
        )
        .await
    }

    async fn export_reviewers(
        &self,
        request: Request<wire::ExportReviewersRequest>,
    ) -> Answer<Self::ExportReviewersStream> {
        let scope = caller(&request)?.scope_id()?;
        let format = request.into_inner().format();
        let filter = store::reviewer::Filter {
            scope,
            ..store::reviewer::Filter::default()
        };
        let reviewers = store::reviewer::list(self.connection(), filter, EVERYTHING).await?;
        let schools = store::school::of_province(self.connection(), scope).await?;
        let rows = sheet::rows_of(&reviewers, &schools);
        exchange::file(format, "nguoi-danh-gia", "Người đánh giá", sheet::COLUMNS, rows).await
    }

    async fn list_engagements(
        &self,
        request: Request<wire::ListEngagementsRequest>,
    ) -> Answer<wire::ListEngagementsResponse> {
        let caller = caller(&request)?;
        let request = request.into_inner();
        let reviewer = self.visible(&caller, &request.name).await?;
        let (size, rows) = rows(request.page_size, &request.page_token)?;
        let mut held = store::engagement::of(self.connection(), reviewer.id, rows).await?;
        let next_page_token = page::cut(&mut held, size, |_| (rows.after + size).to_string());
        Ok(Response::new(wire::ListEngagementsResponse {
            engagements: held.iter().map(wire::Engagement::from).collect(),
            next_page_token,
        }))
    }

    async fn list_workloads(
        &self,
        request: Request<wire::ListWorkloadsRequest>,
    ) -> Answer<wire::ListWorkloadsResponse> {
        let scope = caller(&request)?.scope_id()?;
        let request = request.into_inner();
        let (size, rows) = rows(request.page_size, &request.page_token)?;
        let days = messages::days_of(request.year)?;
        let mut loads = store::engagement::workloads(self.connection(), scope, days, rows).await?;
        let next_page_token = page::cut(&mut loads, size, |_| (rows.after + size).to_string());
        Ok(Response::new(wire::ListWorkloadsResponse {
            workloads: loads.iter().map(wire::Workload::from).collect(),
            next_page_token,
        }))
    }
}

impl ReviewApi {
    /// The reviewer `name`, whom `caller` may see.
    async fn visible(&self, caller: &Identity, name: &str) -> Result<Reviewer, Failure> {
        let id = names::id(name, "reviewers", "name")?;
        let found = store::reviewer::find(self.connection(), id).await?;
        let found = found.filter(|reviewer| sees(caller, reviewer));
        Ok(found.ok_or_else(|| Refusal::absent("người đánh giá"))?)
    }
}

/// The size of a page, and the rows that are asked of the database for it: one more, which tells of the next page.
/// What is counted has no key that stays, so the token is how many rows came before.
fn rows(page_size: i32, page_token: &str) -> Result<(u64, Rows), Refusal> {
    let size = page::size(page_size)?;
    let after = page::token(page_token)?.unwrap_or_default();
    let limit = size + 1;
    Ok((size, Rows { after, limit }))
}

/// More rows than any table has, within what both databases take as a limit.
const EVERYTHING: u64 = i64::MAX as u64;

/// Whether `caller` may see what is known of `reviewer`: the person, and those who choose teams for the province.
fn sees(caller: &Identity, reviewer: &Reviewer) -> bool {
    let is_self = caller.is(Role::Reviewer) && Uuid::parse_str(&caller.sub) == Ok(reviewer.id);
    let chooses = CHOOSERS.iter().any(|role| caller.is(*role));
    is_self || (chooses && caller.may_see_any(reviewer.province_id.map(|id| id.to_string())))
}
