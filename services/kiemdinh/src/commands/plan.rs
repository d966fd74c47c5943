//! `plan`

use proto::exchange::ImportHeader;
use proto::registration::{
    AmendPlanRequest, ApprovePlanRequest, CreatePlanRequest, ExportPlanRequest, GetPlanProgressRequest,
    GetPlanRequest, ListPlansRequest, Plan as Wire, PlanProgress,
};

use super::files;
use super::session::{PAGE, Session, confirm};
use crate::arguments::Plan;
use crate::client::all;
use crate::output::{self, Format, Printer};
use crate::problem::Problem;

mod forms;

use forms::{AmendmentForm, PlanForm};

/// Does what `verb` says.
///
/// # Errors
/// What went wrong.
pub async fn run(session: &Session, verb: Plan, printer: &Printer) -> Result<(), Problem> {
    let mut service = session.links.plans(&session.voice);
    match verb {
        Plan::List { year, authority } => {
            let authority = session.authority_if_given(authority.as_deref()).await?;
            list(session, year.unwrap_or_default(), &authority, printer).await
        }
        Plan::Get { plan } => {
            let name = session.plan(&plan).await?;
            show(
                service.get_plan(GetPlanRequest { name }).await?.into_inner(),
                printer,
            )
        }
        Plan::Create {
            file,
            year,
            authority,
            changing,
        } => {
            let form = match file {
                Some(file) => files::form(&file)?,
                None => PlanForm::of_year(year.unwrap_or_default()),
            };
            let authority = authority.or_else(|| form.authority.clone());
            let request = CreatePlanRequest {
                plan: Some(Wire {
                    authority: session.authority_if_given(authority.as_deref()).await?,
                    ..form.draft()?
                }),
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
            };
            show(service.create_plan(request).await?.into_inner(), printer)
        }
        Plan::Approve {
            plan,
            number,
            changing,
        } => {
            let request = ApprovePlanRequest {
                name: session.plan(&plan).await?,
                document_number: number,
                etag: changing.etag(),
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
            };
            show(service.approve_plan(request).await?.into_inner(), printer)
        }
        Plan::Amend {
            plan,
            file,
            number,
            reason,
            confirmed,
        } => {
            let amendment = AmendPlanRequest {
                name: session.plan(&plan).await?,
                document_number: number,
                reason,
                etag: confirmed.changing.etag(),
                request_id: confirmed.changing.request_id(),
                validate_only: confirmed.changing.dry_run,
                ..files::form::<AmendmentForm>(&file)?.amendment()?
            };
            let question = format!("Điều chỉnh kế hoạch {plan}: {}", forms::in_words(&amendment));
            confirm(&confirmed, &question)?;
            show(service.amend_plan(amendment).await?.into_inner(), printer)
        }
        Plan::Progress { plan } => {
            let name = session.plan(&plan).await?;
            let progress = service.get_plan_progress(GetPlanProgressRequest { name }).await?;
            show_progress(progress.into_inner(), printer)
        }
        Plan::Import {
            plan,
            file,
            request_id,
            dry_run,
        } => {
            let header = ImportHeader {
                province: String::new(),
                plan: session.plan(&plan).await?,
                request_id: request_id.unwrap_or_else(uuid::Uuid::now_v7).to_string(),
                validate_only: dry_run,
            };
            let mut service = session.links.plans(&session.voice.with_files());
            files::import(&file, header, printer, async |parts| {
                service.import_plan_items(parts).await
            })
            .await
        }
        Plan::Export { plan, export } => {
            let request = ExportPlanRequest {
                name: session.plan(&plan).await?,
                format: export.form().into(),
            };
            let mut service = session.links.plans(&session.voice.with_files());
            let parts = service.export_plan(request).await?.into_inner();
            files::export(parts, &export, printer).await
        }
    }
}

async fn list(session: &Session, year: i32, authority: &str, printer: &Printer) -> Result<(), Problem> {
    let plans = all(async |page_token| {
        let request = ListPlansRequest {
            year,
            authority: authority.to_owned(),
            page_size: PAGE,
            page_token,
        };
        let page = session
            .links
            .plans(&session.voice)
            .list_plans(request)
            .await?
            .into_inner();
        Ok::<_, Problem>((page.plans, page.next_page_token))
    });
    let plans: Vec<output::Plan> = plans.await?.into_iter().map(Into::into).collect();
    printer.list(&plans)
}

/// One plan; people also read its schools, targets and amendments as tables.
fn show(plan: Wire, printer: &Printer) -> Result<(), Problem> {
    let plan = output::Plan::from(plan);
    if printer.format == Format::Csv {
        return printer.list(&plan.items);
    }
    printer.one(&plan)?;
    if printer.format == Format::Table {
        printer.list(&plan.items)?;
        if !plan.targets.is_empty() {
            printer.list(&plan.targets)?;
        }
        if !plan.amendments.is_empty() {
            printer.list(&plan.amendments)?;
        }
    }
    Ok(())
}

fn show_progress(progress: PlanProgress, printer: &Printer) -> Result<(), Problem> {
    let progress = output::PlanProgress::from(progress);
    match printer.format {
        Format::Json => printer.json(&progress),
        Format::Jsonl | Format::Csv => printer.list(&progress.items),
        Format::Table => {
            printer.list(&progress.items)?;
            if !progress.targets.is_empty() {
                printer.list(&progress.targets)?;
            }
            for dossier in &progress.unplanned_dossiers {
                printer.line(&format!("Đăng ký ngoài kế hoạch: {dossier}"))?;
            }
            Ok(())
        }
    }
}
