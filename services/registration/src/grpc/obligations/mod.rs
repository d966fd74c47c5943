//! Obligation service.

use platform::identity::{Permissions, Role};
use proto::registration as wire;
use proto::registration::obligation_service_server::ObligationService;
use tonic::{Request, Status};

use super::{Answer, RegistrationApi};

mod refusals;

/// Who may call what.
pub const PERMISSIONS: Permissions = &[
    (
        "/kiemdinh.registration.v1.ObligationService/OpenObligations",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.ObligationService/FulfilObligation",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.ObligationService/GetObligation",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.ObligationService/ListObligations",
        &[Role::Administrator],
    ),
];

#[tonic::async_trait]
impl ObligationService for RegistrationApi {
    async fn open_obligations(
        &self,
        _request: Request<wire::OpenObligationsRequest>,
    ) -> Answer<wire::OpenObligationsResponse> {
        Err(Status::unimplemented("OpenObligations"))
    }

    async fn fulfil_obligation(
        &self,
        _request: Request<wire::FulfilObligationRequest>,
    ) -> Answer<wire::Obligation> {
        Err(Status::unimplemented("FulfilObligation"))
    }

    async fn get_obligation(
        &self,
        _request: Request<wire::GetObligationRequest>,
    ) -> Answer<wire::Obligation> {
        Err(Status::unimplemented("GetObligation"))
    }

    async fn list_obligations(
        &self,
        _request: Request<wire::ListObligationsRequest>,
    ) -> Answer<wire::ListObligationsResponse> {
        Err(Status::unimplemented("ListObligations"))
    }
}
