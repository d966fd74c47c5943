//! `certificate`

use proto::fact::{Measure as Kind, RecognitionKind, Target};
use proto::recognition::{
    Certificate as Wire, CertificateState, ConcludeRemedyRequest, ConcludeRevocationRequest,
    DiscardMeasureRequest, DraftMeasureRequest, EnterCertificateRequest, GetCertificateRequest,
    ListCertificatesRequest, ReportRemedyRequest, SignMeasureRequest,
};

use super::authority::header;
use super::files;
use super::session::{PAGE, Session, confirm, filter};
use crate::arguments::{Certificate, Changing, Enter, Import, Measure, Remedy, Signature};
use crate::client::all;
use crate::output::{self, Format, Printer};
use crate::problem::Problem;

/// Does what `verb` says.
///
/// # Errors
/// What went wrong.
pub async fn run(session: &Session, verb: Certificate, printer: &Printer) -> Result<(), Problem> {
    let mut service = session.links.certificates(&session.voice);
    let certificate = match verb {
        Certificate::List { school, state } => {
            let wanted = ListCertificatesRequest {
                school: match school {
                    Some(school) => session.school(&school).await?,
                    None => String::new(),
                },
                state: filter::<CertificateState>(state.as_deref(), "--state")?,
                page_size: PAGE,
                page_token: String::new(),
            };
            return list(session, wanted, printer).await;
        }
        Certificate::Import(import) => return read_in(session, &import, printer).await,
        Certificate::Get { certificate } => get(session, &certificate).await?,
        Certificate::Enter(enter) => {
            let request = entered(session, *enter).await?;
            service.enter_certificate(request).await?.into_inner()
        }
        Certificate::Measure(verb) => measure(session, verb, printer).await?,
        Certificate::Remedy(verb) => remedy(session, verb).await?,
        Certificate::ConcludeRevocation {
            certificate,
            reasons,
            document,
            confirmed,
        } => {
            confirm(
                &confirmed,
                &format!("Kết luận phải thu hồi chứng nhận {certificate}"),
            )?;
            let request = ConcludeRevocationRequest {
                name: named(session, &certificate).await?,
                reasons,
                document_number: document,
                etag: confirmed.changing.etag(),
                request_id: confirmed.changing.request_id(),
                validate_only: confirmed.changing.dry_run,
            };
            service.conclude_revocation(request).await?.into_inner()
        }
    };
    show(certificate, printer)
}

/// By id, resource name, or number; a printed number may have a slash of its own.
async fn get(session: &Session, certificate: &str) -> Result<Wire, Problem> {
    let name = if certificate.starts_with("certificates/") {
        certificate.to_owned()
    } else {
        format!("certificates/{certificate}")
    };
    let request = GetCertificateRequest { name };
    let mut service = session.links.certificates(&session.voice);
    Ok(service.get_certificate(request).await?.into_inner())
}

async fn named(session: &Session, certificate: &str) -> Result<String, Problem> {
    Ok(get(session, certificate).await?.name)
}

async fn entered(session: &Session, enter: Enter) -> Result<EnterCertificateRequest, Problem> {
    Ok(EnterCertificateRequest {
        school: session.school(&enter.school).await?,
        target: filter::<Target>(Some(&enter.target), "--target")?,
        number: enter.number,
        decision_number: enter.decision.unwrap_or_default(),
        recognised_on: enter.recognised_on.to_string(),
        valid_from: enter.valid_from.map(|day| day.to_string()).unwrap_or_default(),
        valid_until: enter.valid_until.to_string(),
        kind: filter::<RecognitionKind>(Some(&enter.kind), "--kind")?,
        request_id: enter.changing.request_id(),
        validate_only: enter.changing.dry_run,
    })
}

async fn measure(session: &Session, verb: Measure, printer: &Printer) -> Result<Wire, Problem> {
    let mut service = session.links.certificates(&session.voice);
    let answer = match verb {
        Measure::Draft {
            certificate,
            measure,
            reasons,
            text,
            requirements,
            remedy_by,
            changing,
        } => {
            let request = DraftMeasureRequest {
                name: named(session, &certificate).await?,
                measure: filter::<Kind>(Some(&measure), "LOẠI")?,
                reasons,
                text_sha256: files::text_sha256(&text)?,
                requirements,
                remedy_by: remedy_by.map(|day| day.to_string()).unwrap_or_default(),
                etag: changing.etag(),
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
            };
            service.draft_measure(request).await?
        }
        Measure::Discard {
            certificate,
            reason,
            changing,
        } => {
            let request = DiscardMeasureRequest {
                name: named(session, &certificate).await?,
                reason,
                etag: changing.etag(),
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
            };
            service.discard_measure(request).await?
        }
        Measure::Sign {
            certificate,
            signature,
            changing,
        } => {
            let request =
                laid_before_the_signer(session, &certificate, signature, &changing, printer).await?;
            service.sign_measure(request).await?
        }
    };
    Ok(answer.into_inner())
}

/// The request to sign what the signer was shown: the text whose hash was given, or the one prepared now.
async fn laid_before_the_signer(
    session: &Session,
    certificate: &str,
    signature: Signature,
    changing: &Changing,
    printer: &Printer,
) -> Result<SignMeasureRequest, Problem> {
    let seen = get(session, certificate).await?;
    let text_sha256 = signature.text_sha256.unwrap_or_else(|| {
        let hash = seen
            .prepared
            .map(|prepared| prepared.text_sha256)
            .unwrap_or_default();
        printer.talk(&format!("{}: văn bản {hash}", seen.school_name));
        hash
    });
    Ok(SignMeasureRequest {
        name: seen.name,
        text_sha256,
        document_number: signature.number.unwrap_or_default(),
        etag: changing.etag(),
        request_id: changing.request_id(),
        validate_only: changing.dry_run,
    })
}

async fn remedy(session: &Session, verb: Remedy) -> Result<Wire, Problem> {
    let mut service = session.links.certificates(&session.voice);
    let answer = match verb {
        Remedy::Report {
            certificate,
            summary,
            report,
            changing,
        } => {
            let request = ReportRemedyRequest {
                name: named(session, &certificate).await?,
                summary,
                report: Some(files::report(&report)?),
                etag: changing.etag(),
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
            };
            service.report_remedy(request).await?
        }
        Remedy::Conclude {
            certificate,
            accept,
            reject: _,
            reasons,
            changing,
        } => {
            let request = ConcludeRemedyRequest {
                name: named(session, &certificate).await?,
                accept,
                reasons,
                etag: changing.etag(),
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
            };
            service.conclude_remedy(request).await?
        }
    };
    Ok(answer.into_inner())
}

/// One certificate; people also read on which days it is in force, and what was signed about it.
fn show(certificate: Wire, printer: &Printer) -> Result<(), Problem> {
    let certificate = output::Certificate::from(certificate);
    printer.one(&certificate)?;
    if printer.format != Format::Table {
        return Ok(());
    }
    if !certificate.spans.is_empty() {
        printer.list(&certificate.spans)?;
    }
    if !certificate.measures.is_empty() {
        printer.list(&certificate.measures)?;
    }
    for line in certificate.remarks() {
        printer.line(&format!("  {line}"))?;
    }
    Ok(())
}

async fn list(session: &Session, wanted: ListCertificatesRequest, printer: &Printer) -> Result<(), Problem> {
    let found = all(async |page_token| {
        let request = ListCertificatesRequest {
            page_token,
            ..wanted.clone()
        };
        let mut service = session.links.certificates(&session.voice);
        let page = service.list_certificates(request).await?.into_inner();
        Ok::<_, Problem>((page.certificates, page.next_page_token))
    });
    let found: Vec<output::Certificate> = found.await?.into_iter().map(Into::into).collect();
    printer.list(&found)
}

async fn read_in(session: &Session, import: &Import, printer: &Printer) -> Result<(), Problem> {
    let header = header(session, import).await?;
    let mut service = session.links.certificates(&session.voice.with_files());
    files::import(&import.file, header, printer, async |parts| {
        service.import_certificates(parts).await
    })
    .await
}
