//! `audit`

use platform::configuration::SERVICES;
use proto::platform::VerifyChainsRequest;
use serde::Serialize;

use super::session::Session;
use crate::arguments::Audit;
use crate::output::{Finding, Format, Printer};
use crate::problem::{Kind, Problem};

/// What the verification of all journals found.
#[derive(Serialize)]
struct Verification {
    cases: i64,
    entries: i64,
    findings: Vec<Finding>,
}

/// Does what `verb` says.
///
/// # Errors
/// What went wrong; findings are an error of their own kind.
pub async fn run(session: &Session, verb: Audit, printer: &Printer) -> Result<(), Problem> {
    let Audit::Verify { dossier } = verb;
    let case_id = match dossier {
        Some(dossier) => session.case_id(&dossier).await?,
        None => String::new(),
    };
    let mut whole = Verification {
        cases: 0,
        entries: 0,
        findings: vec![],
    };
    for service in SERVICES {
        let request = VerifyChainsRequest {
            case_id: case_id.clone(),
        };
        let found = session
            .links
            .journal(service, &session.voice)
            .verify_chains(request)
            .await?
            .into_inner();
        whole.cases += found.cases;
        whole.entries += found.entries;
        whole.findings.extend(found.breaks.into_iter().map(|one| Finding {
            service: service.to_owned(),
            case_id: one.case_id,
            sequence: one.sequence,
            reason: one.reason,
        }));
    }
    match printer.format {
        Format::Json => printer.json(&whole)?,
        Format::Jsonl | Format::Csv => printer.list(&whole.findings)?,
        Format::Table if whole.findings.is_empty() => {
            printer.line(&format!(
                "Nhật ký nguyên vẹn: {} mục của {} vụ việc.",
                whole.entries, whole.cases
            ))?;
        }
        Format::Table => printer.list(&whole.findings)?,
    }
    match whole.findings.len() {
        0 => Ok(()),
        count => {
            let message = format!("{count} chuỗi nhật ký bị đứt; xem mục đầu tiên sai của mỗi vụ việc");
            Err(Problem::new(Kind::Findings, "CHAIN_BROKEN", message))
        }
    }
}
