//! `reviewer`

use proto::fact::SchoolType;
use proto::review::{
    CreateReviewerRequest, ExportReviewersRequest, GetReviewerRequest, ListEngagementsRequest,
    ListReviewersRequest, ListWorkloadsRequest, RetireReviewerRequest, Reviewer as Wire,
    UpdateReviewerRequest,
};

use super::authority::header;
use super::files;
use super::session::{PAGE, Session, confirm, filter};
use crate::arguments::{Changing, Import, Retire, Reviewer};
use crate::client::all;
use crate::output::{self, Format, Printer};
use crate::problem::Problem;

mod forms;

use forms::ReviewerForm;

/// Does what `verb` says.
///
/// # Errors
/// What went wrong.
pub async fn run(session: &Session, verb: Reviewer, printer: &Printer) -> Result<(), Problem> {
    match verb {
        Reviewer::List {
            search,
            level,
            with_retired,
        } => {
            let wanted = ListReviewersRequest {
                search: search.unwrap_or_default(),
                level: filter::<SchoolType>(level.as_deref(), "--level")?,
                with_retired,
                page_size: PAGE,
                page_token: String::new(),
            };
            list(session, wanted, printer).await
        }
        Reviewer::Get { reviewer } => show(get(session, &reviewer).await?, printer),
        Reviewer::Add { file, changing } => {
            let form = files::form::<ReviewerForm>(&file)?;
            let request = CreateReviewerRequest {
                reviewer: Some(form.over(session, Wire::default()).await?),
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
            };
            let mut service = session.links.reviewers(&session.voice);
            show(service.create_reviewer(request).await?.into_inner(), printer)
        }
        Reviewer::Update {
            reviewer,
            file,
            changing,
        } => {
            let form = files::form::<ReviewerForm>(&file)?;
            show(update(session, &reviewer, form, &changing).await?, printer)
        }
        Reviewer::Retire(retire) => show(take_off(session, retire).await?, printer),
        Reviewer::Import(import) => read_in(session, &import, printer).await,
        Reviewer::Export { export } => {
            let request = ExportReviewersRequest {
                format: export.form().into(),
            };
            let mut service = session.links.reviewers(&session.voice.with_files());
            let parts = service.export_reviewers(request).await?.into_inner();
            files::export(parts, &export, printer).await
        }
        Reviewer::Engagements { reviewer } => {
            engagements(session, session.reviewer(&reviewer).await?, printer).await
        }
        Reviewer::Workload { year } => workload(session, year.unwrap_or_default(), printer).await,
    }
}

/// One reviewer; people also read career, ties and absences as tables.
fn show(reviewer: Wire, printer: &Printer) -> Result<(), Problem> {
    let reviewer = output::Reviewer::from(reviewer);
    printer.one(&reviewer)?;
    if printer.format != Format::Table {
        return Ok(());
    }
    if !reviewer.career.is_empty() {
        printer.list(&reviewer.career)?;
    }
    if !reviewer.relations.is_empty() {
        printer.list(&reviewer.relations)?;
    }
    if !reviewer.absences.is_empty() {
        printer.list(&reviewer.absences)?;
    }
    Ok(())
}

async fn get(session: &Session, reviewer: &str) -> Result<Wire, Problem> {
    let request = GetReviewerRequest {
        name: session.reviewer(reviewer).await?,
    };
    let found = session
        .links
        .reviewers(&session.voice)
        .get_reviewer(request)
        .await?;
    Ok(found.into_inner())
}

async fn list(session: &Session, wanted: ListReviewersRequest, printer: &Printer) -> Result<(), Problem> {
    let reviewers = session.reviewers(wanted).await?;
    let reviewers: Vec<output::Reviewer> = reviewers.into_iter().map(Into::into).collect();
    printer.list(&reviewers)
}

/// Changes what the form says and sends the rest back as it was seen, under the version that was seen.
async fn update(
    session: &Session,
    reviewer: &str,
    form: ReviewerForm,
    changing: &Changing,
) -> Result<Wire, Problem> {
    let seen = get(session, reviewer).await?;
    let etag = changing.if_match.clone().unwrap_or_else(|| seen.etag.clone());
    let request = UpdateReviewerRequest {
        reviewer: Some(form.over(session, seen).await?),
        etag,
        request_id: changing.request_id(),
        validate_only: changing.dry_run,
    };
    let mut service = session.links.reviewers(&session.voice);
    Ok(service.update_reviewer(request).await?.into_inner())
}

async fn take_off(session: &Session, retire: Retire) -> Result<Wire, Problem> {
    let seen = get(session, &retire.reviewer).await?;
    let question = format!(
        "Đưa {} ra khỏi danh sách người đánh giá ngoài từ ngày {}",
        seen.display_name,
        retire.on.vietnamese()
    );
    confirm(&retire.confirmed, &question)?;
    let changing = &retire.confirmed.changing;
    let request = RetireReviewerRequest {
        name: seen.name,
        on: retire.on.to_string(),
        reason: retire.reason,
        etag: changing.etag(),
        request_id: changing.request_id(),
        validate_only: changing.dry_run,
    };
    let mut service = session.links.reviewers(&session.voice);
    Ok(service.retire_reviewer(request).await?.into_inner())
}

async fn read_in(session: &Session, import: &Import, printer: &Printer) -> Result<(), Problem> {
    let header = header(session, import).await?;
    let mut service = session.links.reviewers(&session.voice.with_files());
    files::import(&import.file, header, printer, async |parts| {
        service.import_reviewers(parts).await
    })
    .await
}

async fn engagements(session: &Session, name: String, printer: &Printer) -> Result<(), Problem> {
    let seats = all(async |page_token| {
        let request = ListEngagementsRequest {
            name: name.clone(),
            page_size: PAGE,
            page_token,
        };
        let mut service = session.links.reviewers(&session.voice);
        let page = service.list_engagements(request).await?.into_inner();
        Ok::<_, Problem>((page.engagements, page.next_page_token))
    });
    let seats: Vec<output::Engagement> = seats.await?.into_iter().map(Into::into).collect();
    printer.list(&seats)
}

async fn workload(session: &Session, year: i32, printer: &Printer) -> Result<(), Problem> {
    let loads = all(async |page_token| {
        let request = ListWorkloadsRequest {
            year,
            page_size: PAGE,
            page_token,
        };
        let mut service = session.links.reviewers(&session.voice);
        let page = service.list_workloads(request).await?.into_inner();
        Ok::<_, Problem>((page.workloads, page.next_page_token))
    });
    let loads: Vec<output::Workload> = loads.await?.into_iter().map(Into::into).collect();
    printer.list(&loads)
}
