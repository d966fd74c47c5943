//! The public register. It answers anyone, and everyone the same: who asks does not matter here.

use exchange::FileStream;
use platform::identity::{Permissions, Role};
use platform::page;
use proto::exchange::SheetFormat;
use proto::recognition as wire;
use proto::recognition::register_service_server::RegisterService;
use tonic::{Request, Response};

use super::{Answer, RecognitionApi};
use crate::domain::VerificationCode;
use crate::store;

mod messages;
pub mod sheet;

/// Those who may read the register: anyone, without a token too.
const ANYONE: &[Role] = &[Role::Public];

/// Who may call what.
pub const PERMISSIONS: Permissions = &[
    ("/kiemdinh.recognition.v1.RegisterService/SearchRegister", ANYONE),
    (
        "/kiemdinh.recognition.v1.RegisterService/VerifyCertificate",
        ANYONE,
    ),
    ("/kiemdinh.recognition.v1.RegisterService/ExportRegister", ANYONE),
];

/// More rows than any table has, within what both databases take as a limit.
const EVERYTHING: u64 = i64::MAX as u64;

#[tonic::async_trait]
impl RegisterService for RecognitionApi {
    type ExportRegisterStream = FileStream;

    async fn search_register(
        &self,
        request: Request<wire::SearchRegisterRequest>,
    ) -> Answer<wire::SearchRegisterResponse> {
        let request = request.into_inner();
        let size = page::size(request.page_size)?;
        let filter = store::register::Filter {
            after: page::token(&request.page_token)?,
            ..messages::asked(request.filter.unwrap_or_default(), self.today())?
        };
        let mut entries = store::register::list(self.connection(), filter, size + 1).await?;
        let next_page_token = page::cut(&mut entries, size, |entry| entry.certificate_id.to_string());
        Ok(Response::new(wire::SearchRegisterResponse {
            entries: entries.iter().map(wire::RegisterEntry::from).collect(),
            next_page_token,
        }))
    }

    async fn verify_certificate(
        &self,
        request: Request<wire::VerifyCertificateRequest>,
    ) -> Answer<wire::RegisterEntry> {
        let typed = request.into_inner().verification_code;
        let unknown = || messages::unknown_code(&typed);
        let code: VerificationCode = typed.parse().map_err(|_| unknown())?;
        let entry = store::register::with_code(self.connection(), &code, self.today()).await?;
        let entry = entry.ok_or_else(unknown)?;
        Ok(Response::new(wire::RegisterEntry::from(&entry)))
    }

    async fn export_register(
        &self,
        request: Request<wire::ExportRegisterRequest>,
    ) -> Answer<Self::ExportRegisterStream> {
        let request = request.into_inner();
        let format = match request.format() {
            SheetFormat::Unspecified => SheetFormat::Csv,
            format => format,
        };
        let filter = messages::asked(request.filter.unwrap_or_default(), self.today())?;
        let entries = store::register::list(self.connection(), filter, EVERYTHING).await?;
        let rows = entries.iter().map(sheet::row).collect();
        exchange::file(format, "so-dang-ky", "Sổ đăng ký", sheet::COLUMNS, rows).await
    }
}
