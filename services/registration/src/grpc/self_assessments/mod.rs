//! SelfAssessment service.

use platform::identity::{Permissions, Role};
use proto::registration as wire;
use proto::registration::self_assessment_service_server::SelfAssessmentService;
use tonic::codegen::tokio_stream::Empty;
use tonic::{Request, Status};

use super::{Answer, RegistrationApi};

mod refusals;

/// Who may call what.
pub const PERMISSIONS: Permissions = &[
    (
        "/kiemdinh.registration.v1.SelfAssessmentService/OpenSelfAssessment",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.SelfAssessmentService/AppointCouncil",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.SelfAssessmentService/AssessCriteria",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.SelfAssessmentService/CompleteSelfAssessment",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.SelfAssessmentService/PlanImprovement",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.SelfAssessmentService/ReviewImprovement",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.SelfAssessmentService/GetSelfAssessment",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.SelfAssessmentService/ListSelfAssessments",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.SelfAssessmentService/ExportSelfAssessment",
        &[Role::Administrator],
    ),
];

#[tonic::async_trait]
impl SelfAssessmentService for RegistrationApi {
    type ExportSelfAssessmentStream = Empty<Result<wire::FilePart, Status>>;

    async fn open_self_assessment(
        &self,
        _request: Request<wire::OpenSelfAssessmentRequest>,
    ) -> Answer<wire::SelfAssessment> {
        Err(Status::unimplemented("OpenSelfAssessment"))
    }

    async fn appoint_council(
        &self,
        _request: Request<wire::AppointCouncilRequest>,
    ) -> Answer<wire::SelfAssessment> {
        Err(Status::unimplemented("AppointCouncil"))
    }

    async fn assess_criteria(
        &self,
        _request: Request<wire::AssessCriteriaRequest>,
    ) -> Answer<wire::SelfAssessment> {
        Err(Status::unimplemented("AssessCriteria"))
    }

    async fn complete_self_assessment(
        &self,
        _request: Request<wire::CompleteSelfAssessmentRequest>,
    ) -> Answer<wire::SelfAssessment> {
        Err(Status::unimplemented("CompleteSelfAssessment"))
    }

    async fn plan_improvement(
        &self,
        _request: Request<wire::PlanImprovementRequest>,
    ) -> Answer<wire::SelfAssessment> {
        Err(Status::unimplemented("PlanImprovement"))
    }

    async fn review_improvement(
        &self,
        _request: Request<wire::ReviewImprovementRequest>,
    ) -> Answer<wire::SelfAssessment> {
        Err(Status::unimplemented("ReviewImprovement"))
    }

    async fn get_self_assessment(
        &self,
        _request: Request<wire::GetSelfAssessmentRequest>,
    ) -> Answer<wire::SelfAssessment> {
        Err(Status::unimplemented("GetSelfAssessment"))
    }

    async fn list_self_assessments(
        &self,
        _request: Request<wire::ListSelfAssessmentsRequest>,
    ) -> Answer<wire::ListSelfAssessmentsResponse> {
        Err(Status::unimplemented("ListSelfAssessments"))
    }

    async fn export_self_assessment(
        &self,
        _request: Request<wire::ExportSelfAssessmentRequest>,
    ) -> Answer<Self::ExportSelfAssessmentStream> {
        Err(Status::unimplemented("ExportSelfAssessment"))
    }
}
