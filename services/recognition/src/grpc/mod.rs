//! The door: translate, hand to the journal, answer. No rules here.

use std::sync::Arc;

use futures::FutureExt;
use platform::journal::Journal;
use platform::refusal::Refusal;
use platform::server::{LARGEST_ANSWER, LARGEST_REQUEST, caller, order};
use platform::{names, page};
use proto::CommandRequest;
use proto::recognition::recognition_service_server::{RecognitionService, RecognitionServiceServer};
use proto::recognition::{
    Certificate, ConcludeAppraisalRequest, Decision, DraftDecisionRequest, GetCertificateRequest,
    GetDecisionRequest, ListCertificatesRequest, ListCertificatesResponse, ListDecisionsRequest,
    ListDecisionsResponse, PublishDecisionRequest, SignRequest,
};
use sea_orm::DatabaseConnection;
use statute::Law;
use tonic::{Request, Response, Status};

use crate::domain::{CertificateNumber, Conclusion};
use crate::store;
use commands::{Asked, Named};

mod commands;
mod messages;
mod permissions;
mod refusals;

pub use permissions::PERMISSIONS;

/// The recognition service over gRPC.
pub struct RecognitionApi {
    journal: Journal,
    law: &'static Law,
}

/// The server of `api`, with the limits of the house.
pub fn server(api: RecognitionApi) -> RecognitionServiceServer<RecognitionApi> {
    RecognitionServiceServer::new(api)
        .max_decoding_message_size(LARGEST_REQUEST)
        .max_encoding_message_size(LARGEST_ANSWER)
}

type Answer<T> = Result<Response<T>, Status>;

impl RecognitionApi {
    /// The service over `journal`, under `law`.
    pub fn new(journal: Journal, law: &'static Law) -> Self {
        Self { journal, law }
    }

    fn connection(&self) -> &DatabaseConnection {
        self.journal.database.reader()
    }

    /// Every command on one decision.
    async fn on_decision<R: CommandRequest>(
        &self,
        method: &'static str,
        request: Request<R>,
        name: impl FnOnce(&R) -> &str,
        asked: impl FnOnce(R) -> Asked,
    ) -> Answer<Decision> {
        let (order, content) = order(method, request)?;
        let named = Arc::new(Named {
            case_id: names::id(name(&content), "decisions", "name")?,
            etag: content.etag().to_owned(),
            caller: order.identity.clone(),
        });
        let (law, asked) = (self.law, asked(content));
        let answer = self.journal.command(order, move |transaction, now| {
            let (named, asked) = (Arc::clone(&named), asked.clone());
            async move { commands::change_decision(transaction, law, &named, asked, now).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }
}

#[tonic::async_trait]
impl RecognitionService for RecognitionApi {
    async fn conclude_appraisal(&self, request: Request<ConcludeAppraisalRequest>) -> Answer<Decision> {
        let asked = |r: ConcludeAppraisalRequest| {
            Asked::Conclude(Conclusion {
                recognises: r.recognise,
                reasons: r.reasons,
            })
        };
        self.on_decision("ConcludeAppraisal", request, |r| &r.name, asked)
            .await
    }

    async fn draft_decision(&self, request: Request<DraftDecisionRequest>) -> Answer<Decision> {
        let asked = |r: DraftDecisionRequest| Asked::Draft(r.text_sha256);
        self.on_decision("DraftDecision", request, |r| &r.name, asked)
            .await
    }

    async fn send_proposal(&self, request: Request<SignRequest>) -> Answer<Decision> {
        let asked = |r: SignRequest| Asked::SendProposal(r.into());
        self.on_decision("SendProposal", request, |r| &r.name, asked)
            .await
    }

    async fn sign_decision(&self, request: Request<SignRequest>) -> Answer<Decision> {
        let asked = |r: SignRequest| Asked::Sign(r.into());
        self.on_decision("SignDecision", request, |r| &r.name, asked)
            .await
    }

    async fn publish_decision(&self, request: Request<PublishDecisionRequest>) -> Answer<Decision> {
        let asked = |r: PublishDecisionRequest| Asked::Publish(r.place);
        self.on_decision("PublishDecision", request, |r| &r.name, asked)
            .await
    }

    async fn get_decision(&self, request: Request<GetDecisionRequest>) -> Answer<Decision> {
        let caller = caller(&request)?;
        let case_id = names::id(&request.into_inner().name, "decisions", "name")?;
        let decision = store::decision::find(self.connection(), case_id).await?;
        let decision = decision.ok_or_else(|| Refusal::absent("quyết định"))?;
        caller.must_see_any(decision.case.scopes(), "quyết định")?;
        Ok(Response::new(Decision::from(&decision)))
    }

    async fn list_decisions(&self, request: Request<ListDecisionsRequest>) -> Answer<ListDecisionsResponse> {
        let scope = caller(&request)?.scope_id()?;
        let request = request.into_inner();
        let size = page::size(request.page_size)?;
        let filter = store::decision::Filter {
            state: messages::asked_state(request.state()),
            scope,
            after: page::token(&request.page_token)?,
        };
        let mut decisions = store::decision::list(self.connection(), filter, size + 1).await?;
        let next_page_token = page::cut(&mut decisions, size, |decision| decision.case.id.to_string());
        Ok(Response::new(ListDecisionsResponse {
            decisions: decisions.iter().map(Decision::from).collect(),
            next_page_token,
        }))
    }

    async fn get_certificate(&self, request: Request<GetCertificateRequest>) -> Answer<Certificate> {
        let caller = caller(&request)?;
        let number = certificate_number(&request.into_inner().name)?;
        let certificate = store::certificate::find(self.connection(), number).await?;
        let certificate = certificate.ok_or_else(|| Refusal::absent("chứng nhận"))?;
        caller.must_see_any(certificate.place.scopes(certificate.school_id), "chứng nhận")?;
        Ok(Response::new(Certificate::from(&certificate)))
    }

    async fn list_certificates(
        &self,
        request: Request<ListCertificatesRequest>,
    ) -> Answer<ListCertificatesResponse> {
        let scope = caller(&request)?.scope_id()?;
        let request = request.into_inner();
        let size = page::size(request.page_size)?;
        let after = page::token(&request.page_token)?;
        let mut certificates = store::certificate::list(self.connection(), scope, after, size + 1).await?;
        let next_page_token = page::cut(&mut certificates, size, |certificate| {
            certificate.number.to_string()
        });
        Ok(Response::new(ListCertificatesResponse {
            certificates: certificates.iter().map(Certificate::from).collect(),
            next_page_token,
        }))
    }
}

fn certificate_number(name: &str) -> Result<CertificateNumber, Refusal> {
    names::segment(name, "certificates")
        .and_then(|number| number.parse().ok())
        .ok_or_else(|| Refusal::invalid("name", "must be certificates/{number}, such as CN-2024-0001"))
}
