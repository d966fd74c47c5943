//! Plan service.

use platform::identity::{Permissions, Role};
use proto::registration as wire;
use proto::registration::plan_service_server::PlanService;
use tonic::codegen::tokio_stream::Empty;
use tonic::{Request, Status, Streaming};

use super::{Answer, RegistrationApi};

mod refusals;

/// Who may call what.
pub const PERMISSIONS: Permissions = &[
    (
        "/kiemdinh.registration.v1.PlanService/CreatePlan",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.PlanService/UpdatePlan",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.PlanService/ApprovePlan",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.PlanService/AmendPlan",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.PlanService/GetPlan",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.PlanService/ListPlans",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.PlanService/ListPlanItems",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.PlanService/GetPlanProgress",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.PlanService/ImportPlanItems",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.PlanService/ExportPlan",
        &[Role::Administrator],
    ),
];

#[tonic::async_trait]
impl PlanService for RegistrationApi {
    type ExportPlanStream = Empty<Result<wire::FilePart, Status>>;

    async fn create_plan(&self, _request: Request<wire::CreatePlanRequest>) -> Answer<wire::Plan> {
        Err(Status::unimplemented("CreatePlan"))
    }

    async fn update_plan(&self, _request: Request<wire::UpdatePlanRequest>) -> Answer<wire::Plan> {
        Err(Status::unimplemented("UpdatePlan"))
    }

    async fn approve_plan(&self, _request: Request<wire::ApprovePlanRequest>) -> Answer<wire::Plan> {
        Err(Status::unimplemented("ApprovePlan"))
    }

    async fn amend_plan(&self, _request: Request<wire::AmendPlanRequest>) -> Answer<wire::Plan> {
        Err(Status::unimplemented("AmendPlan"))
    }

    async fn get_plan(&self, _request: Request<wire::GetPlanRequest>) -> Answer<wire::Plan> {
        Err(Status::unimplemented("GetPlan"))
    }

    async fn list_plans(&self, _request: Request<wire::ListPlansRequest>) -> Answer<wire::ListPlansResponse> {
        Err(Status::unimplemented("ListPlans"))
    }

    async fn list_plan_items(
        &self,
        _request: Request<wire::ListPlanItemsRequest>,
    ) -> Answer<wire::ListPlanItemsResponse> {
        Err(Status::unimplemented("ListPlanItems"))
    }

    async fn get_plan_progress(
        &self,
        _request: Request<wire::GetPlanProgressRequest>,
    ) -> Answer<wire::PlanProgress> {
        Err(Status::unimplemented("GetPlanProgress"))
    }

    async fn import_plan_items(
        &self,
        _request: Request<Streaming<wire::ImportPart>>,
    ) -> Answer<wire::ImportReport> {
        Err(Status::unimplemented("ImportPlanItems"))
    }

    async fn export_plan(
        &self,
        _request: Request<wire::ExportPlanRequest>,
    ) -> Answer<Self::ExportPlanStream> {
        Err(Status::unimplemented("ExportPlan"))
    }
}
