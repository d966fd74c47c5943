//! `obligation`

use proto::registration::{FulfilObligationRequest, ListObligationsRequest, OpenObligationsRequest};

use super::files;
use super::session::{PAGE, Session, resource};
use crate::arguments::Obligation;
use crate::client::all;
use crate::output::{self, Format, Printer};
use crate::problem::Problem;

/// Does what `verb` says.
///
/// # Errors
/// What went wrong.
pub async fn run(session: &Session, verb: Obligation, printer: &Printer) -> Result<(), Problem> {
    let mut service = session.links.obligations(&session.voice);
    match verb {
        Obligation::Open {
            year,
            province,
            changing,
        } => {
            let request = OpenObligationsRequest {
                year,
                province: session.authority_if_given(province.as_deref()).await?,
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
            };
            let opened = service.open_obligations(request).await?.into_inner();
            let opened = output::OpenedObligations::from(opened);
            match printer.format {
                Format::Json => printer.json(&opened),
                Format::Jsonl | Format::Csv => printer.list(&opened.limits),
                Format::Table => {
                    printer.list(&opened.limits)?;
                    printer.line(&format!("Mở {}, đã có {}.", opened.opened, opened.kept))
                }
            }
        }
        Obligation::List {
            year,
            limit,
            holder,
            open,
        } => {
            let wanted = ListObligationsRequest {
                year: year.unwrap_or_default(),
                limit: limit.unwrap_or_default(),
                holder: holder.unwrap_or_default(),
                open_only: open,
                page_size: PAGE,
                page_token: String::new(),
            };
            list(session, wanted, printer).await
        }
        Obligation::Fulfil {
            obligation,
            report,
            summary,
            changing,
        } => {
            let request = FulfilObligationRequest {
                name: resource("obligations", &obligation),
                report: Some(files::report(&report)?),
                summary,
                etag: changing.etag(),
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
            };
            let fulfilled = service.fulfil_obligation(request).await?.into_inner();
            printer.one(&output::Obligation::from(fulfilled))
        }
    }
}

async fn list(session: &Session, wanted: ListObligationsRequest, printer: &Printer) -> Result<(), Problem> {
    let obligations = all(async |page_token| {
        let request = ListObligationsRequest {
            page_token,
            ..wanted.clone()
        };
        let page = session
            .links
            .obligations(&session.voice)
            .list_obligations(request)
            .await?
            .into_inner();
        Ok::<_, Problem>((page.obligations, page.next_page_token))
    });
    let obligations: Vec<output::Obligation> = obligations.await?.into_iter().map(Into::into).collect();
    printer.list(&obligations)
}
