//! `audit`: the auditor, and whether what it reads and writes is as it was.

use std::time::Duration;

use auditor::statement::{Broken, Known, PublicKey, SigningKey, public_file};
use auditor::{GrpcJournals, STATEMENTS, USUAL_GRACE, kept, verify_kept};
use platform::configuration::{Configuration, SERVICES};
use platform::identity::{Identity, Role};
use platform::journal::{Journal, read};
use platform::time::Clock;
use proto::platform::VerifyChainsRequest;
use serde::Serialize;

use super::session::Session;
use super::token;
use crate::arguments::{Audit, Global};
use crate::client::{ClientFile, Voice};
use crate::output::{Finding, Format, Printer, Statement};
use crate::problem::{Kind, Problem};
use crate::rehearsal::conductor::Conductor;
use crate::{migrate, settings};

/// How long the token of one page is valid.
const PAGE_TOKEN: Duration = Duration::from_secs(300);

/// Does what `verb` says.
///
/// # Errors
/// What went wrong; exceptions and findings are an error of their own kind.
pub async fn run(
    mut configuration: Configuration,
    global: &Global,
    verb: Audit,
    printer: &Printer,
) -> Result<(), Problem> {
    // The auditor's own database and key stand with the system that it audits.
    configuration.data = ClientFile::newest_folder(&configuration.data);
    match verb {
        Audit::Run => audit(&configuration, global, printer).await,
        Audit::Statements => list(&configuration, printer).await,
        Audit::Verify { dossier, known } => {
            let session = Session::open(&configuration, global)?;
            verify(&session, &configuration, dossier, known, printer).await
        }
    }
}

/// `audit run`
async fn audit(configuration: &Configuration, global: &Global, printer: &Printer) -> Result<(), Problem> {
    let key = token::key(configuration)?;
    let auditor = Identity::new("kiem-toan", Role::Auditor);
    let token = key.issue(&auditor, PAGE_TOKEN).map_err(tonic::Status::from)?;
    let links = Session::open(configuration, global)?.links;
    let time = Conductor::new(links.clone(), Voice::of(&token)?).now().await;
    migrate::prepare(configuration, &[auditor::NAME]).await?;
    let journal = own(configuration, time).await?;
    let signing = signing_key(configuration, &journal).await?;

    let voice = move || key.issue(&auditor, PAGE_TOKEN).ok();
    let mut journals = GrpcJournals::new(links.channels(), Box::new(voice));
    let issued = auditor::run(&mut journals, &journal, &signing, USUAL_GRACE).await;
    let issued = issued.map_err(Problem::failure)?;
    match printer.format {
        Format::Table => printer.line(issued.body.text().trim_end())?,
        Format::Json => printer.json(&issued.body)?,
        Format::Jsonl | Format::Csv => printer.list(&[Statement::from(issued.statement)])?,
    }
    match issued.body.exception_count() {
        0 => Ok(()),
        count => {
            let message = format!("{count} ngoại lệ; xem bản xác nhận số {}", issued.body.number);
            Err(Problem::new(Kind::Findings, "AUDIT_EXCEPTIONS", message))
        }
    }
}

/// The auditor's own journal; in a rehearsal it stands where the rehearsal does.
async fn own(
    configuration: &Configuration,
    time: Result<platform::time::Moment, Problem>,
) -> Result<Journal, Problem> {
    let database = migrate::open(configuration, auditor::NAME).await?;
    let clock = match time {
        Ok(now) => Clock::virtual_from(now),
        Err(problem) if problem.reason == "TIME_IS_REAL" => {
            let clock = Clock::real();
            clock.synchronise(database.now().await.map_err(Problem::failure)?);
            clock
        }
        Err(problem) => return Err(problem),
    };
    Ok(Journal::new(auditor::NAME, database, clock))
}

/// The key of the statements. The first audit makes it; later ones must find it, for another key would not continue
/// what this one began.
async fn signing_key(configuration: &Configuration, journal: &Journal) -> Result<SigningKey, Problem> {
    let file = settings::audit_key_file(configuration);
    let begun = !kept(journal).await.map_err(Problem::failure)?.is_empty();
    if begun && !file.exists() {
        let message = format!(
            "không có khóa của kiểm toán ở {}: các bản xác nhận đã ký bằng khóa đó, hãy đặt lại khóa hoặc sửa \
             audit.key_file",
            file.display()
        );
        return Err(Problem::new(Kind::Failure, "NO_AUDIT_KEY", message));
    }
    SigningKey::read_or_make(&file).map_err(Problem::failure)
}

/// The auditor's own journal for reading, if it ever kept something here.
async fn own_if_any(configuration: &Configuration) -> Result<Option<Journal>, Problem> {
    let file = configuration.data.join(format!("{}.sqlite", auditor::NAME));
    if configuration.database.is_embedded() && !file.exists() {
        return Ok(None);
    }
    migrate::prepare(configuration, &[auditor::NAME]).await?;
    let database = migrate::open(configuration, auditor::NAME).await?;
    Ok(Some(Journal::new(auditor::NAME, database, Clock::real())))
}

/// `audit statements`
async fn list(configuration: &Configuration, printer: &Printer) -> Result<(), Problem> {
    let statements = match own_if_any(configuration).await? {
        Some(journal) => kept(&journal).await.map_err(Problem::failure)?,
        None => vec![],
    };
    let rows: Vec<Statement> = statements.into_iter().map(Into::into).collect();
    printer.list(&rows)
}

/// What the verification of all journals and statements found.
#[derive(Default, Serialize)]
struct Verification {
    cases: i64,
    entries: i64,
    statements: usize,
    findings: Vec<Finding>,
}

/// `audit verify`
async fn verify(
    session: &Session,
    configuration: &Configuration,
    dossier: Option<String>,
    known: Option<Known>,
    printer: &Printer,
) -> Result<(), Problem> {
    let case_id = match dossier {
        Some(dossier) => session.case_id(&dossier).await?,
        None => String::new(),
    };
    let mut whole = Verification::default();
    for service in SERVICES {
        verify_journal(session, service, &case_id, &mut whole).await?;
    }
    let own = own_if_any(configuration).await?;
    if let Some(own) = &own {
        verify_own_journal(own, &mut whole).await?;
    }
    match verify_statements(configuration, own, known).await? {
        Ok(statements) => whole.statements = statements,
        Err(Broken { number, reason }) => whole.findings.push(Finding {
            service: auditor::NAME.to_owned(),
            case_id: STATEMENTS.to_string(),
            sequence: number,
            reason: format!("bản xác nhận số {number}: {reason}"),
        }),
    }
    show(&whole, printer)?;
    match whole.findings.len() {
        0 => Ok(()),
        count => {
            let message =
                format!("{count} chuỗi bị đứt; xem mục đầu tiên sai của mỗi vụ việc và của các bản xác nhận");
            Err(Problem::new(Kind::Findings, "CHAIN_BROKEN", message))
        }
    }
}

async fn verify_journal(
    session: &Session,
    service: &'static str,
    case_id: &str,
    whole: &mut Verification,
) -> Result<(), Problem> {
    let request = VerifyChainsRequest {
        case_id: case_id.to_owned(),
    };
    let mut journal = session.links.journal(service, &session.voice);
    let found = journal.verify_chains(request).await?.into_inner();
    whole.cases += found.cases;
    whole.entries += found.entries;
    whole.findings.extend(found.breaks.into_iter().map(|one| Finding {
        service: service.to_owned(),
        case_id: one.case_id,
        sequence: one.sequence,
        reason: one.reason,
    }));
    Ok(())
}

/// The auditor answers no calls: its journal is read where it stands.
async fn verify_own_journal(journal: &Journal, whole: &mut Verification) -> Result<(), Problem> {
    let found = read::verify(journal.database.reader(), None).await;
    let breaks = found.map_err(Problem::failure)?.breaks;
    whole.findings.extend(breaks.into_iter().map(|one| Finding {
        service: auditor::NAME.to_owned(),
        case_id: one.case_id.to_string(),
        sequence: one.sequence,
        reason: one.reason,
    }));
    Ok(())
}

/// How many statements are kept and hold, or the first that does not.
async fn verify_statements(
    configuration: &Configuration,
    journal: Option<Journal>,
    known: Option<Known>,
) -> Result<Result<usize, Broken>, Problem> {
    let statements = match &journal {
        Some(journal) => kept(journal).await.map_err(Problem::failure)?,
        None => vec![],
    };
    let Some(journal) = journal.filter(|_| !statements.is_empty()) else {
        // None are kept; then none may be known either.
        return Ok(known.map_or(Ok(0), |_| {
            Err(Broken {
                number: 1,
                reason: "bị thiếu: không còn bản xác nhận nào",
            })
        }));
    };
    let file = public_file(&settings::audit_key_file(configuration));
    let key = PublicKey::read(&file)
        .map_err(|error| Problem::new(Kind::Failure, "NO_AUDIT_KEY", error.to_string()))?;
    verify_kept(&journal, &key, known.as_ref())
        .await
        .map_err(Problem::failure)
}

fn show(whole: &Verification, printer: &Printer) -> Result<(), Problem> {
    match printer.format {
        Format::Json => printer.json(whole),
        Format::Table if whole.findings.is_empty() => {
            let Verification { cases, entries, .. } = whole;
            printer.line(&format!("Nhật ký nguyên vẹn: {entries} mục của {cases} vụ việc."))?;
            printer.line(&match whole.statements {
                0 => "Ở đây chưa có bản xác nhận nào của kiểm toán.".to_owned(),
                count => format!("Bản xác nhận nguyên vẹn: {count} bản, đúng thứ tự và đúng chữ ký."),
            })
        }
        Format::Table | Format::Jsonl | Format::Csv => printer.list(&whole.findings),
    }
}
