//! `statistics`

use proto::exchange::SheetFormat;
use proto::fact::{RecognitionKind, SchoolType};
use proto::recognition::export_statistics_request::Report;
use proto::recognition::{
    ExportStatisticsRequest, GetAttainmentRequest, Grouping, ListRecognitionsRequest, ListTargetsRequest,
    ListToRecheckRequest, SetTargetRequest, Standard,
};

use super::files;
use super::session::{PAGE, Session, filter};
use crate::arguments::{
    Export, ExportStatistics, SetTarget, Statistics, Target, WhichAttainment, WhichRechecks,
    WhichRecognitions,
};
use crate::client::all;
use crate::output::{self, Format, Printer};
use crate::problem::Problem;

/// Does what `verb` says.
///
/// # Errors
/// What went wrong.
pub async fn run(session: &Session, verb: Statistics, printer: &Printer) -> Result<(), Problem> {
    match verb {
        Statistics::Attainment(which) => {
            let request = attainment(session, which).await?;
            let mut service = session.links.statistics(&session.voice);
            let found = service.get_attainment(request).await?.into_inner();
            show_attainment(&output::Attainment::from(found), printer)
        }
        Statistics::Recognitions(which) => list_recognitions(session, recognitions(which)?, printer).await,
        Statistics::Recheck(which) => list_rechecks(session, rechecks(&which), printer).await,
        Statistics::Export(verb) => {
            let (report, export) = match verb {
                ExportStatistics::Attainment { which, export } => {
                    (Report::Attainment(attainment(session, which).await?), export)
                }
                ExportStatistics::Recognitions { which, export } => {
                    (Report::Recognitions(recognitions(which)?), export)
                }
                ExportStatistics::Recheck { which, export } => (Report::Rechecks(rechecks(&which)), export),
            };
            write_out(session, report, &export, printer).await
        }
        Statistics::Target(Target::List) => list_targets(session, printer).await,
        Statistics::Target(Target::Set(target)) => set_target(session, target, printer).await,
    }
}

async fn attainment(session: &Session, which: WhichAttainment) -> Result<GetAttainmentRequest, Problem> {
    Ok(GetAttainmentRequest {
        on: which.on.map(|day| day.to_string()).unwrap_or_default(),
        grouping: filter::<Grouping>(which.by.as_deref(), "--by")?,
        standard: filter::<Standard>(which.standard.as_deref(), "--standard")?,
        school_type: filter::<SchoolType>(which.school_type.as_deref(), "--type")?,
        province: session.authority_if_given(which.province.as_deref()).await?,
    })
}

fn recognitions(which: WhichRecognitions) -> Result<ListRecognitionsRequest, Problem> {
    Ok(ListRecognitionsRequest {
        from: which.from.to_string(),
        until: which.until.to_string(),
        kind: filter::<RecognitionKind>(which.kind.as_deref(), "--kind")?,
        page_size: PAGE,
        page_token: String::new(),
    })
}

fn rechecks(which: &WhichRechecks) -> ListToRecheckRequest {
    ListToRecheckRequest {
        from_year: which.from_year,
        until_year: which.until_year,
        on: which.on.map(|day| day.to_string()).unwrap_or_default(),
        page_size: PAGE,
        page_token: String::new(),
    }
}

async fn write_out(
    session: &Session,
    report: Report,
    export: &Export,
    printer: &Printer,
) -> Result<(), Problem> {
    let format: SheetFormat = export.form();
    let request = ExportStatisticsRequest {
        report: Some(report),
        format: format.into(),
    };
    let mut service = session.links.statistics(&session.voice.with_files());
    let parts = service.export_statistics(request).await?.into_inner();
    files::export(parts, export, printer).await
}

/// The groups and all of them together.
fn show_attainment(found: &output::Attainment, printer: &Printer) -> Result<(), Problem> {
    match printer.format {
        Format::Json => printer.json(found),
        Format::Jsonl | Format::Csv | Format::Table => printer.list(&found.lines()),
    }
}

async fn list_recognitions(
    session: &Session,
    wanted: ListRecognitionsRequest,
    printer: &Printer,
) -> Result<(), Problem> {
    let found = all(async |page_token| {
        let request = ListRecognitionsRequest {
            page_token,
            ..wanted.clone()
        };
        let mut service = session.links.statistics(&session.voice);
        let page = service.list_recognitions(request).await?.into_inner();
        Ok::<_, Problem>((page.recognitions, page.next_page_token))
    });
    let found: Vec<output::Recognition> = found.await?.into_iter().map(Into::into).collect();
    printer.list(&found)
}

async fn list_rechecks(
    session: &Session,
    wanted: ListToRecheckRequest,
    printer: &Printer,
) -> Result<(), Problem> {
    let found = all(async |page_token| {
        let request = ListToRecheckRequest {
            page_token,
            ..wanted.clone()
        };
        let mut service = session.links.statistics(&session.voice);
        let page = service.list_to_recheck(request).await?.into_inner();
        Ok::<_, Problem>((page.rechecks, page.next_page_token))
    });
    let found: Vec<output::Recheck> = found.await?.into_iter().map(Into::into).collect();
    printer.list(&found)
}

async fn list_targets(session: &Session, printer: &Printer) -> Result<(), Problem> {
    let found = all(async |page_token| {
        let request = ListTargetsRequest {
            page_size: PAGE,
            page_token,
        };
        let mut service = session.links.statistics(&session.voice);
        let page = service.list_targets(request).await?.into_inner();
        Ok::<_, Problem>((page.targets, page.next_page_token))
    });
    let found: Vec<output::AttainmentTarget> = found.await?.into_iter().map(Into::into).collect();
    printer.list(&found)
}

async fn set_target(session: &Session, target: SetTarget, printer: &Printer) -> Result<(), Problem> {
    let request = SetTargetRequest {
        on: target.on.to_string(),
        standard: filter::<Standard>(target.standard.as_deref(), "--standard")?,
        school_type: filter::<SchoolType>(target.school_type.as_deref(), "--type")?,
        per_mille: target.share,
        document: target.document,
        province: session.authority_if_given(target.province.as_deref()).await?,
        request_id: target.changing.request_id(),
        validate_only: target.changing.dry_run,
    };
    let mut service = session.links.statistics(&session.voice);
    let set = service.set_target(request).await?;
    printer.one(&output::AttainmentTarget::from(set.into_inner()))
}
