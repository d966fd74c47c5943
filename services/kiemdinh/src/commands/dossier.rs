//! `dossier`

use std::collections::HashMap;
use std::path::PathBuf;

use platform::configuration::SERVICES;
use proto::fact::{Body, Fact};
use proto::fact::{RecognitionKind, Target};
use proto::platform::ListEntriesRequest;
use proto::registration::{
    CheckStage, Document, DocumentKind, Dossier as Wire, DossierRequest, DossierState, GetDossierRequest,
    ListDossiersRequest, PrepareDossierRequest, ReasonedDossierRequest, RequestSupplementRequest,
    UpdateDossierRequest,
};

use super::files;
use super::session::{PAGE, Session, confirm, filter, resource};
use crate::arguments::{Changing, Documents, Dossier, OneDossier, Prepare, ReasonedDossier};
use crate::client::all;
use crate::output::{self, Event, Format, Printer};
use crate::problem::Problem;

/// Does what `verb` says.
///
/// # Errors
/// What went wrong.
pub async fn run(session: &Session, verb: Dossier, printer: &Printer) -> Result<(), Problem> {
    let mut service = session.links.dossiers(&session.voice);
    let answer = match verb {
        Dossier::List { state, stage, school } => {
            let school = match school {
                Some(school) => session.school(&school).await?,
                None => String::new(),
            };
            let wanted = ListDossiersRequest {
                state: filter::<DossierState>(state.as_deref(), "--state")?,
                stage: filter::<CheckStage>(stage.as_deref(), "--stage")?,
                school,
                page_size: PAGE,
                page_token: String::new(),
            };
            return list(session, wanted, printer).await;
        }
        Dossier::History { dossier } => return printer.list(&history(session, &dossier).await?),
        Dossier::Get { dossier } => {
            let name = resource("dossiers", &dossier);
            service.get_dossier(GetDossierRequest { name }).await?
        }
        Dossier::Prepare(prepare) => {
            let request = preparation(session, prepare).await?;
            service.prepare_dossier(request).await?
        }
        Dossier::Documents {
            dossier,
            documents,
            changing,
        } => {
            let request = UpdateDossierRequest {
                name: named(session, &dossier).await?,
                documents: read_documents(&documents)?,
                etag: changing.etag(),
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
            };
            service.update_dossier(request).await?
        }
        Dossier::Submit(one) => service.submit_dossier(plain(session, one).await?).await?,
        Dossier::BeginCheck(one) => service.begin_check(plain(session, one).await?).await?,
        Dossier::Forward(one) => service.forward_dossier(plain(session, one).await?).await?,
        Dossier::Resubmit(one) => service.resubmit_dossier(plain(session, one).await?).await?,
        Dossier::Accept(one) => service.accept_dossier(plain(session, one).await?).await?,
        Dossier::RequestSupplement {
            dossier,
            defects,
            changing,
        } => {
            let request = RequestSupplementRequest {
                name: named(session, &dossier).await?,
                defects,
                etag: changing.etag(),
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
            };
            service.request_supplement(request).await?
        }
        Dossier::Refuse(reasoned) => {
            confirm(
                &reasoned.confirmed,
                &format!("Từ chối hồ sơ {}", reasoned.dossier),
            )?;
            service
                .refuse_dossier(with_reason(session, reasoned).await?)
                .await?
        }
        Dossier::Withdraw(reasoned) => {
            confirm(&reasoned.confirmed, &format!("Rút hồ sơ {}", reasoned.dossier))?;
            service
                .withdraw_dossier(with_reason(session, reasoned).await?)
                .await?
        }
    };
    show(answer.into_inner(), printer)
}

async fn named(session: &Session, dossier: &str) -> Result<String, Problem> {
    Ok(format!("dossiers/{}", session.case_id(dossier).await?))
}

async fn plain(session: &Session, one: OneDossier) -> Result<DossierRequest, Problem> {
    Ok(DossierRequest {
        name: named(session, &one.dossier).await?,
        etag: one.changing.etag(),
        request_id: one.changing.request_id(),
        validate_only: one.changing.dry_run,
    })
}

async fn with_reason(session: &Session, one: ReasonedDossier) -> Result<ReasonedDossierRequest, Problem> {
    let changing: &Changing = &one.confirmed.changing;
    Ok(ReasonedDossierRequest {
        name: named(session, &one.dossier).await?,
        etag: changing.etag(),
        request_id: changing.request_id(),
        validate_only: changing.dry_run,
        reason: one.reason,
    })
}

async fn preparation(session: &Session, prepare: Prepare) -> Result<PrepareDossierRequest, Problem> {
    Ok(PrepareDossierRequest {
        school: session.school(&prepare.school).await?,
        plan_item: prepare
            .plan_item
            .map(|item| resource("planItems", &item))
            .unwrap_or_default(),
        kind: filter::<RecognitionKind>(Some(&prepare.kind), "--kind")?,
        target: filter::<Target>(Some(&prepare.target), "--target")?,
        self_assessment: resource("selfAssessments", &prepare.self_assessment),
        documents: read_documents(&prepare.documents)?,
        request_id: prepare.changing.request_id(),
        validate_only: prepare.changing.dry_run,
        ..PrepareDossierRequest::default()
    })
}

/// What the files are: kind, title, name, size and hash.
fn read_documents(from: &Documents) -> Result<Vec<Document>, Problem> {
    let letter = from
        .letter
        .iter()
        .map(|file| (DocumentKind::OfficialLetter, "Công văn đăng ký", file));
    let report = from
        .report
        .iter()
        .map(|file| (DocumentKind::SelfAssessmentReport, "Báo cáo tự đánh giá", file));
    let others = from.others.iter().map(|file| (DocumentKind::Other, "", file));
    let document = |(kind, title, file): (DocumentKind, &str, &PathBuf)| {
        let file = files::report(file)?;
        let title = if title.is_empty() { &file.file_name } else { title };
        Ok(Document {
            kind: kind.into(),
            title: title.to_owned(),
            copies: if kind == DocumentKind::SelfAssessmentReport {
                from.copies
            } else {
                0
            },
            file_name: file.file_name.clone(),
            sha256: file.sha256,
            size: file.size,
        })
    };
    letter.chain(report).chain(others).map(document).collect()
}

async fn list(session: &Session, wanted: ListDossiersRequest, printer: &Printer) -> Result<(), Problem> {
    let dossiers = all(async |page_token| {
        let request = ListDossiersRequest {
            page_token,
            ..wanted.clone()
        };
        let page = session
            .links
            .dossiers(&session.voice)
            .list_dossiers(request)
            .await?
            .into_inner();
        Ok::<_, Problem>((page.dossiers, page.next_page_token))
    });
    let dossiers: Vec<output::Dossier> = dossiers.await?.into_iter().map(Into::into).collect();
    printer.list(&dossiers)
}

/// One dossier; people also read its states and documents as tables.
fn show(dossier: Wire, printer: &Printer) -> Result<(), Problem> {
    let dossier = output::Dossier::from(dossier);
    printer.one(&dossier)?;
    if printer.format == Format::Table {
        printer.list(&dossier.history)?;
        if !dossier.documents.is_empty() {
            printer.list(&dossier.documents)?;
        }
    }
    Ok(())
}

/// What happened in the case, from the journals of all services, in the order in which it happened.
async fn history(session: &Session, dossier: &str) -> Result<Vec<Event>, Problem> {
    let case_id = session.case_id(dossier).await?;
    let mut events: Vec<Event> = Vec::new();
    let mut people = HashMap::new();
    for service in SERVICES {
        let entries = all(async |page_token| {
            let request = ListEntriesRequest {
                case_id: case_id.clone(),
                page_size: PAGE,
                page_token,
            };
            let page = session
                .links
                .journal(service, &session.voice)
                .list_entries(request)
                .await?
                .into_inner();
            Ok::<_, Problem>((page.entries, page.next_page_token))
        });
        let entries = entries.await?;
        people.extend(
            entries
                .iter()
                .filter_map(|entry| entry.fact.as_ref())
                .flat_map(team),
        );
        events.extend(entries.into_iter().map(Event::from));
    }
    // Reviewers act under the id they are known by; people read names.
    for event in &mut events {
        if let Some(name) = people.get(&event.actor) {
            event.actor.clone_from(name);
        }
    }
    // Stable: within one moment the services stay in the order of a case's way, entries in their chain's.
    events.sort_by_key(|event| (event.at, event.recorded_at));
    Ok(events)
}

/// The members of a team that `fact` establishes, by id.
fn team(fact: &Fact) -> Vec<(String, String)> {
    match &fact.body {
        Some(Body::TeamEstablished(team)) => team
            .seats
            .iter()
            .map(|seat| (seat.reviewer_id.clone(), seat.reviewer_name.clone()))
            .collect(),
        _ => Vec::new(),
    }
}
