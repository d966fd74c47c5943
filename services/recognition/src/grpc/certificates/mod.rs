//! Certificates.

use std::sync::Arc;

use calendar::local_day;
use futures::FutureExt;
use platform::identity::{Identity, Permissions, Role};
use platform::refusal::{Failure, Refusal};
use platform::server::{caller, order};
use platform::{names, page};
use proto::CommandRequest;
use proto::exchange::{ImportPart, ImportReport};
use proto::recognition as wire;
use proto::recognition::certificate_service_server::CertificateService;
use tonic::{Request, Response, Streaming};
use uuid::Uuid;

use super::callers::READERS;
use super::{Answer, RecognitionApi};
use crate::domain::{Certificate, CertificateNumber, VerificationCode};
use crate::store;
use commands::{Asked, Named};

mod commands;
mod messages;
mod refusals;
mod sheet;

pub use sheet::TARGETS;

/// Those who keep the register of what was issued before.
const KEEPERS: &[Role] = &[Role::DepartmentOfficer, Role::Administrator];
/// Whoever enters or issues a certificate stands in a line: of two for the same school at once, the later must see the
/// other, for the newer certificate takes the older one's place.
pub(super) const LINE: Option<&str> = Some("certificates");
/// Those who prepare measures.
const OFFICERS: &[Role] = &[Role::DepartmentOfficer];

/// Who may call what. Which of the two authorities signs a measure is the certificate's own (`decided_by`), not of
/// this table.
pub const PERMISSIONS: Permissions = &[
    (
        "/kiemdinh.recognition.v1.CertificateService/EnterCertificate",
        KEEPERS,
    ),
    (
        "/kiemdinh.recognition.v1.CertificateService/ImportCertificates",
        KEEPERS,
    ),
    (
        "/kiemdinh.recognition.v1.CertificateService/DraftMeasure",
        OFFICERS,
    ),
    (
        "/kiemdinh.recognition.v1.CertificateService/DiscardMeasure",
        OFFICERS,
    ),
    (
        "/kiemdinh.recognition.v1.CertificateService/SignMeasure",
        &[Role::DepartmentLeader, Role::Province],
    ),
    (
        "/kiemdinh.recognition.v1.CertificateService/ReportRemedy",
        &[Role::School],
    ),
    (
        "/kiemdinh.recognition.v1.CertificateService/ConcludeRemedy",
        OFFICERS,
    ),
    (
        "/kiemdinh.recognition.v1.CertificateService/ConcludeRevocation",
        &[Role::DepartmentLeader],
    ),
    (
        "/kiemdinh.recognition.v1.CertificateService/GetCertificate",
        READERS,
    ),
    (
        "/kiemdinh.recognition.v1.CertificateService/ListCertificates",
        READERS,
    ),
];

impl RecognitionApi {
    /// Every command on one certificate.
    async fn on_certificate<R: CommandRequest>(
        &self,
        method: &'static str,
        request: Request<R>,
        name: impl FnOnce(&R) -> &str,
        asked: impl FnOnce(R) -> Asked,
    ) -> Answer<wire::Certificate> {
        let (order, content) = order(method, request)?;
        let named = Arc::new(Named {
            case_id: names::id(name(&content), "certificates", "name")?,
            etag: content.etag().to_owned(),
            caller: order.identity.clone(),
        });
        let (law, asked) = (self.law, asked(content));
        let answer = self.journal.command(order, move |transaction, now| {
            let (named, asked) = (Arc::clone(&named), asked.clone());
            async move { commands::change(transaction, law, &named, asked, now).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    /// The certificate `name`, by its id or by the number under which it was issued here, which `caller` may see.
    async fn visible(&self, caller: &Identity, name: &str) -> Result<Certificate, Failure> {
        let number = names::segment(name, "certificates").and_then(|text| text.parse().ok());
        let found = match number {
            Some(number) => self.numbered(caller, number).await?,
            None => {
                let id = names::id(name, "certificates", "name")?;
                store::certificate::find(self.connection(), id).await?
            }
        };
        let seen = found.filter(|certificate| caller.may_see_any(certificate.case.scopes()));
        Ok(seen.ok_or_else(|| Refusal::absent("chứng nhận"))?)
    }

    async fn numbered(
        &self,
        caller: &Identity,
        number: CertificateNumber,
    ) -> Result<Option<Certificate>, Failure> {
        let mut found = store::certificate::issued_as(self.connection(), number).await?;
        found.retain(|certificate| caller.may_see_any(certificate.case.scopes()));
        if found.len() > 1 {
            let message = "nhiều tỉnh cấp chứng nhận mang số này: hãy dùng certificates/{id}";
            return Err(Refusal::invalid("name", message).into());
        }
        Ok(found.pop())
    }
}

/// The id and the code of a certificate that is entered.
fn chance() -> (Uuid, VerificationCode) {
    let code = VerificationCode::of_chance(Uuid::new_v4().as_u128());
    (Uuid::now_v7(), code)
}

#[tonic::async_trait]
impl CertificateService for RecognitionApi {
    async fn enter_certificate(
        &self,
        request: Request<wire::EnterCertificateRequest>,
    ) -> Answer<wire::Certificate> {
        let (order, content) = order("EnterCertificate", request)?;
        let (law, caller) = (self.law, order.identity.clone());
        let answer = self.journal.command_in_line(order, LINE, move |transaction, at| {
            let (caller, asked) = (caller.clone(), content.clone());
            async move { commands::enter(transaction, law, &caller, asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn import_certificates(&self, request: Request<Streaming<ImportPart>>) -> Answer<ImportReport> {
        let law = self.law;
        let columns = |_: &[u8]| sheet::COLUMNS;
        exchange::import_in_line(
            &self.journal,
            LINE,
            "ImportCertificates",
            request,
            columns,
            move |transaction, file, at| {
                async move { commands::import(transaction, law, &file, at).await }.boxed()
            },
        )
        .await
    }

    async fn draft_measure(&self, request: Request<wire::DraftMeasureRequest>) -> Answer<wire::Certificate> {
        self.on_certificate("DraftMeasure", request, |r| &r.name, Asked::Draft)
            .await
    }

    async fn discard_measure(
        &self,
        request: Request<wire::DiscardMeasureRequest>,
    ) -> Answer<wire::Certificate> {
        self.on_certificate("DiscardMeasure", request, |r| &r.name, Asked::Discard)
            .await
    }

    async fn sign_measure(&self, request: Request<wire::SignMeasureRequest>) -> Answer<wire::Certificate> {
        self.on_certificate("SignMeasure", request, |r| &r.name, Asked::Sign)
            .await
    }

    async fn report_remedy(&self, request: Request<wire::ReportRemedyRequest>) -> Answer<wire::Certificate> {
        self.on_certificate("ReportRemedy", request, |r| &r.name, Asked::ReportRemedy)
            .await
    }

    async fn conclude_remedy(
        &self,
        request: Request<wire::ConcludeRemedyRequest>,
    ) -> Answer<wire::Certificate> {
        self.on_certificate("ConcludeRemedy", request, |r| &r.name, Asked::ConcludeRemedy)
            .await
    }

    async fn conclude_revocation(
        &self,
        request: Request<wire::ConcludeRevocationRequest>,
    ) -> Answer<wire::Certificate> {
        let asked = Asked::ConcludeRevocation;
        self.on_certificate("ConcludeRevocation", request, |r| &r.name, asked)
            .await
    }

    async fn get_certificate(
        &self,
        request: Request<wire::GetCertificateRequest>,
    ) -> Answer<wire::Certificate> {
        let caller = caller(&request)?;
        let certificate = self.visible(&caller, &request.into_inner().name).await?;
        let today = local_day(self.journal.clock.now());
        Ok(Response::new(messages::answer(&certificate, today)))
    }

    async fn list_certificates(
        &self,
        request: Request<wire::ListCertificatesRequest>,
    ) -> Answer<wire::ListCertificatesResponse> {
        let scope = caller(&request)?.scope_id()?;
        let request = request.into_inner();
        let (size, today) = (
            page::size(request.page_size)?,
            local_day(self.journal.clock.now()),
        );
        let filter = store::certificate::Filter {
            scope,
            after: page::token(&request.page_token)?,
            ..messages::asked(&request, today)?
        };
        let mut found = store::certificate::list(self.connection(), filter, size + 1).await?;
        let next_page_token = page::cut(&mut found, size, |certificate| certificate.case.id.to_string());
        let answer = |certificate| messages::answer(certificate, today);
        Ok(Response::new(wire::ListCertificatesResponse {
            certificates: found.iter().map(answer).collect(),
            next_page_token,
        }))
    }
}
