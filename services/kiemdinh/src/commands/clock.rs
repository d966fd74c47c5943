//! `clock`

use calendar::Language;
use proto::scheduler::{ClockOutcome, ExplainClockRequest, GetPunctualityRequest, ListClocksRequest};
use serde::Serialize;

use super::session::{PAGE, Session, filter, resource};
use crate::arguments::Clock;
use crate::client::all;
use crate::output::{self, Format, Printer};
use crate::problem::Problem;

/// Does what `verb` says.
///
/// # Errors
/// What went wrong.
pub async fn run(session: &Session, verb: Clock, printer: &Printer) -> Result<(), Problem> {
    match verb {
        Clock::List {
            dossier,
            school,
            outcome,
        } => {
            let case_id = match dossier {
                Some(dossier) => session.case_id(&dossier).await?,
                None => String::new(),
            };
            let school = school
                .map(|school| resource("schools", &school))
                .unwrap_or_default();
            let outcome = filter::<ClockOutcome>(outcome.as_deref(), "--outcome")?;
            let wanted = ListClocksRequest {
                case_id,
                school,
                outcome,
                page_size: PAGE,
                ..Default::default()
            };
            list(session, wanted, printer).await
        }
        Clock::Explain { clock, language } => explain(session, &clock, language, printer).await,
        Clock::Punctuality { from, until } => {
            let request = GetPunctualityRequest {
                from: from.to_string(),
                until: until.to_string(),
            };
            let mut service = session.links.scheduler(&session.voice);
            let found = service.get_punctuality(request).await?.into_inner();
            let rows: Vec<output::Punctuality> = found.rows.into_iter().map(Into::into).collect();
            printer.list(&rows)
        }
    }
}

async fn list(session: &Session, wanted: ListClocksRequest, printer: &Printer) -> Result<(), Problem> {
    let clocks = all(async |page_token| {
        let request = ListClocksRequest {
            page_token,
            ..wanted.clone()
        };
        let page = session
            .links
            .scheduler(&session.voice)
            .list_clocks(request)
            .await?
            .into_inner();
        Ok::<_, Problem>((page.clocks, page.next_page_token))
    });
    let clocks: Vec<output::Clock> = clocks.await?.into_iter().map(Into::into).collect();
    printer.list(&clocks)
}

/// How a due date was counted.
#[derive(Serialize)]
struct Explanation {
    #[serde(flatten)]
    clock: output::Clock,
    steps: Vec<String>,
    citation: String,
    confidence: String,
}

async fn explain(
    session: &Session,
    clock: &str,
    language: Language,
    printer: &Printer,
) -> Result<(), Problem> {
    let language = match language {
        Language::Vietnamese => "vi",
        Language::English => "en",
    };
    let request = ExplainClockRequest {
        name: resource("clocks", clock),
        language: language.to_owned(),
    };
    let found = session
        .links
        .scheduler(&session.voice)
        .explain_clock(request)
        .await?
        .into_inner();
    let explanation = Explanation {
        clock: found.clock.unwrap_or_default().into(),
        steps: found.steps,
        citation: found.citation,
        confidence: found.confidence,
    };
    match printer.format {
        Format::Json | Format::Jsonl => printer.json(&explanation),
        Format::Csv => printer.one(&explanation.clock),
        Format::Table => {
            printer.one(&explanation.clock)?;
            for step in &explanation.steps {
                printer.line(&format!("  {step}"))?;
            }
            let doubt = if explanation.confidence == "text" {
                ""
            } else {
                " — cần xác minh"
            };
            printer.line(&format!("Căn cứ: {}{doubt}", explanation.citation))
        }
    }
}
