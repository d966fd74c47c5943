//! Self-assessments.

use std::sync::Arc;

use exchange::FileStream;
use futures::FutureExt;
use platform::identity::{Permissions, Role};
use platform::refusal::Refusal;
use platform::server::{caller, order};
use platform::{names, page};
use proto::CommandRequest;
use proto::registration as wire;
use proto::registration::self_assessment_service_server::SelfAssessmentService;
use tonic::{Request, Response, Status};

use super::schools::{READERS, sees};
use super::{Answer, RegistrationApi};
use crate::domain::SelfAssessment;
use crate::store;
use commands::{Asked, Named};

mod commands;
mod export;
mod messages;
mod refusals;

const SCHOOL: &[Role] = &[Role::School];

/// Who may call what.
pub const PERMISSIONS: Permissions = &[
    (
        "/kiemdinh.registration.v1.SelfAssessmentService/OpenSelfAssessment",
        SCHOOL,
    ),
    (
        "/kiemdinh.registration.v1.SelfAssessmentService/AppointCouncil",
        SCHOOL,
    ),
    (
        "/kiemdinh.registration.v1.SelfAssessmentService/AssessCriteria",
        SCHOOL,
    ),
    (
        "/kiemdinh.registration.v1.SelfAssessmentService/CompleteSelfAssessment",
        SCHOOL,
    ),
    (
        "/kiemdinh.registration.v1.SelfAssessmentService/PlanImprovement",
        SCHOOL,
    ),
    (
        "/kiemdinh.registration.v1.SelfAssessmentService/ReviewImprovement",
        SCHOOL,
    ),
    (
        "/kiemdinh.registration.v1.SelfAssessmentService/GetSelfAssessment",
        READERS,
    ),
    (
        "/kiemdinh.registration.v1.SelfAssessmentService/ListSelfAssessments",
        READERS,
    ),
    (
        "/kiemdinh.registration.v1.SelfAssessmentService/ExportSelfAssessment",
        READERS,
    ),
];

impl RegistrationApi {
    /// Every command on one self-assessment.
    async fn on_self_assessment<R: CommandRequest>(
        &self,
        method: &'static str,
        request: Request<R>,
        name: impl FnOnce(&R) -> &str,
        asked: impl FnOnce(R) -> Asked,
    ) -> Answer<wire::SelfAssessment> {
        let (order, content) = order(method, request)?;
        let id = names::id(name(&content), "selfAssessments", "name")?;
        let named = Arc::new(Named {
            id,
            etag: content.etag().to_owned(),
            caller: order.identity.clone(),
        });
        let (law, asked) = (self.law, asked(content));
        let answer = self.journal.command(order, move |transaction, at| {
            let (named, asked) = (Arc::clone(&named), asked.clone());
            async move { commands::change(transaction, law, &named, asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    /// The self-assessment `name`, if the caller may see it.
    async fn self_assessment<R>(
        &self,
        request: Request<R>,
        name: impl FnOnce(&R) -> &str,
    ) -> Result<(SelfAssessment, R), Status> {
        let caller = caller(&request)?;
        let content = request.into_inner();
        let id = names::id(name(&content), "selfAssessments", "name")?;
        let found = store::self_assessment::find(self.connection(), id).await?;
        let found = found.filter(|found| sees(&caller, &found.school));
        let found = found.ok_or_else(|| Refusal::absent("đợt tự đánh giá"))?;
        Ok((found, content))
    }
}

#[tonic::async_trait]
impl SelfAssessmentService for RegistrationApi {
    type ExportSelfAssessmentStream = FileStream;

    async fn open_self_assessment(
        &self,
        request: Request<wire::OpenSelfAssessmentRequest>,
    ) -> Answer<wire::SelfAssessment> {
        let (order, content) = order("OpenSelfAssessment", request)?;
        let (request_id, caller, law) = (order.request_id, order.identity.clone(), self.law);
        let answer = self.journal.command(order, move |transaction, at| {
            let (caller, content) = (caller.clone(), content.clone());
            async move { commands::open(transaction, law, &caller, request_id, content, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn appoint_council(
        &self,
        request: Request<wire::AppointCouncilRequest>,
    ) -> Answer<wire::SelfAssessment> {
        let asked = |r: wire::AppointCouncilRequest| Asked::Appoint(r.council.unwrap_or_default().into());
        self.on_self_assessment("AppointCouncil", request, |r| &r.name, asked)
            .await
    }

    async fn assess_criteria(
        &self,
        request: Request<wire::AssessCriteriaRequest>,
    ) -> Answer<wire::SelfAssessment> {
        let asked =
            |r: wire::AssessCriteriaRequest| Asked::Assess(r.results.into_iter().map(Into::into).collect());
        self.on_self_assessment("AssessCriteria", request, |r| &r.name, asked)
            .await
    }

    async fn complete_self_assessment(
        &self,
        request: Request<wire::CompleteSelfAssessmentRequest>,
    ) -> Answer<wire::SelfAssessment> {
        let asked = |r: wire::CompleteSelfAssessmentRequest| Asked::Complete(r.into());
        self.on_self_assessment("CompleteSelfAssessment", request, |r| &r.name, asked)
            .await
    }

    async fn plan_improvement(
        &self,
        request: Request<wire::PlanImprovementRequest>,
    ) -> Answer<wire::SelfAssessment> {
        let asked =
            |r: wire::PlanImprovementRequest| Asked::Plan(r.actions.into_iter().map(Into::into).collect());
        self.on_self_assessment("PlanImprovement", request, |r| &r.name, asked)
            .await
    }

    async fn review_improvement(
        &self,
        request: Request<wire::ReviewImprovementRequest>,
    ) -> Answer<wire::SelfAssessment> {
        let asked = |r: wire::ReviewImprovementRequest| Asked::Review(r.review.unwrap_or_default().into());
        self.on_self_assessment("ReviewImprovement", request, |r| &r.name, asked)
            .await
    }

    async fn get_self_assessment(
        &self,
        request: Request<wire::GetSelfAssessmentRequest>,
    ) -> Answer<wire::SelfAssessment> {
        let (found, _) = self.self_assessment(request, |r| &r.name).await?;
        let now = self.journal.clock.now();
        Ok(Response::new(messages::whole(&found, self.law, now)))
    }

    async fn list_self_assessments(
        &self,
        request: Request<wire::ListSelfAssessmentsRequest>,
    ) -> Answer<wire::ListSelfAssessmentsResponse> {
        let scope = caller(&request)?.scope_id()?;
        let request = request.into_inner();
        let size = page::size(request.page_size)?;
        let filter = store::self_assessment::Filter {
            scope,
            ..messages::asked(&request)?
        };
        let mut found = store::self_assessment::list(self.connection(), filter, size + 1).await?;
        let next_page_token = page::cut(&mut found, size, |found| found.id.to_string());
        Ok(Response::new(wire::ListSelfAssessmentsResponse {
            self_assessments: found.iter().map(messages::brief).collect(),
            next_page_token,
        }))
    }

    async fn export_self_assessment(
        &self,
        request: Request<wire::ExportSelfAssessmentRequest>,
    ) -> Answer<Self::ExportSelfAssessmentStream> {
        let (found, asked) = self.self_assessment(request, |r| &r.name).await?;
        let now = self.journal.clock.now();
        let (format, content) = export::written(&found, self.law, now, asked.format())?;
        let name = format!("tu-danh-gia-{}-{}", found.school_year, found.id);
        Ok(exchange::handed_out(&name, format, content))
    }
}
