//! Yearly obligations, between the domain and the wire.

use platform::journal::read::timestamp;
use platform::names;
use platform::refusal::Refusal;
use platform::server::etag;
use proto::{exchange, registration as wire};
use statute::Law;
use uuid::Uuid;

use crate::domain::{HolderId, Obligation, OwedUnder};
use crate::store::obligation::Filter;

/// `obligation` of the holder `name`, with what the law calls it.
pub fn message(obligation: &Obligation, name: &str, law: &Law) -> wire::Obligation {
    let rule = obligation.rule(law);
    wire::Obligation {
        name: format!("obligations/{}", obligation.id),
        limit: obligation.limit.clone(),
        title: rule.map(|rule| rule.title.vi.clone()).unwrap_or_default(),
        year: obligation.year,
        holder: match obligation.holder {
            HolderId::School(id) => format!("schools/{id}"),
            HolderId::Authority(id) => format!("authorities/{id}"),
        },
        holder_name: name.to_owned(),
        due_before: obligation.due_before.to_string(),
        citation: rule.map(|rule| rule.citation.vi.clone()).unwrap_or_default(),
        report: obligation.report.as_ref().map(|report| exchange::ReportFile {
            file_name: report.file_name.clone(),
            sha256: report.sha256.clone(),
            size: report.size,
        }),
        summary: obligation.summary.clone(),
        fulfilled_at: obligation.fulfilled_at.map(timestamp),
        etag: etag(obligation.version),
        lifted_at: obligation.lifted_at.map(timestamp),
    }
}

/// What was opened under `owed`, of which `opened` is new.
pub fn opened(owed: &OwedUnder<'_>, opened: usize) -> wire::OpenedLimit {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    wire::OpenedLimit {
        limit: owed.duty.rule.id.clone(),
        due_before: owed.duty.due_before.to_string(),
        opened: count(opened),
        kept: count(owed.obligations.len() - opened),
    }
}

/// Which obligations a list asks for.
pub fn asked(request: &wire::ListObligationsRequest) -> Result<Filter, Refusal> {
    Ok(Filter {
        year: Some(request.year).filter(|year| *year != 0),
        limit: Some(request.limit.clone()).filter(|limit| !limit.is_empty()),
        holder: holder(&request.holder)?,
        open_only: request.open_only,
        ..Filter::default()
    })
}

fn holder(name: &str) -> Result<Option<Uuid>, Refusal> {
    if name.is_empty() {
        return Ok(None);
    }
    names::id(name, "schools", "holder")
        .or_else(|_| names::id(name, "authorities", "holder"))
        .map(Some)
        .map_err(|_| Refusal::invalid("holder", "phải là schools/{id} hoặc authorities/{id}"))
}
