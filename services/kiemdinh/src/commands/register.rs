//! `register`

use proto::fact::{SchoolType, Target};
use proto::recognition::{
    CertificateState, ExportRegisterRequest, RegisterFilter, SearchRegisterRequest, VerifyCertificateRequest,
};

use super::files;
use super::session::{PAGE, Session, filter, resource};
use crate::arguments::{Register, WhichEntries};
use crate::client::all;
use crate::output::{self, Printer};
use crate::problem::Problem;

/// Does what `verb` says.
///
/// # Errors
/// What went wrong.
pub async fn run(session: &Session, verb: Register, printer: &Printer) -> Result<(), Problem> {
    match verb {
        Register::Search { which } => search(session, wanted(which)?, printer).await,
        Register::Verify { code } => {
            let request = VerifyCertificateRequest {
                verification_code: code,
            };
            let mut service = session.links.register(&session.voice);
            let found = service.verify_certificate(request).await?;
            printer.one(&output::RegisterEntry::from(found.into_inner()))
        }
        Register::Export { which, export } => {
            let request = ExportRegisterRequest {
                filter: Some(wanted(which)?),
                format: export.form().into(),
            };
            let mut service = session.links.register(&session.voice.with_files());
            let parts = service.export_register(request).await?.into_inner();
            files::export(parts, &export, printer).await
        }
    }
}

fn wanted(which: WhichEntries) -> Result<RegisterFilter, Problem> {
    let name = |collection: &str, text: Option<String>| {
        text.map(|text| resource(collection, &text)).unwrap_or_default()
    };
    Ok(RegisterFilter {
        query: which.search.unwrap_or_default(),
        school_type: filter::<SchoolType>(which.school_type.as_deref(), "--type")?,
        commune: which.commune.unwrap_or_default(),
        province: name("authorities", which.province),
        target: filter::<Target>(which.target.as_deref(), "--target")?,
        state: filter::<CertificateState>(which.state.as_deref(), "--state")?,
        valid_until: which.valid_until.map(|day| day.to_string()).unwrap_or_default(),
        on: which.on.map(|day| day.to_string()).unwrap_or_default(),
        school: name("schools", which.school),
    })
}

async fn search(session: &Session, wanted: RegisterFilter, printer: &Printer) -> Result<(), Problem> {
    let entries = all(async |page_token| {
        let request = SearchRegisterRequest {
            filter: Some(wanted.clone()),
            page_size: PAGE,
            page_token,
        };
        let mut service = session.links.register(&session.voice);
        let page = service.search_register(request).await?.into_inner();
        Ok::<_, Problem>((page.entries, page.next_page_token))
    });
    let entries: Vec<output::RegisterEntry> = entries.await?.into_iter().map(Into::into).collect();
    printer.list(&entries)
}
