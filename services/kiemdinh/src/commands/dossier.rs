//! `dossier`

use std::collections::HashMap;

use platform::configuration::SERVICES;
use proto::fact::{Body, Fact};
use proto::platform::ListEntriesRequest;
use proto::registration::{DossierState, GetDossierRequest, ListDossiersRequest};

use super::session::{PAGE, Session, filter, resource};
use crate::arguments::Dossier;
use crate::client::all;
use crate::output::{self, Event, Format, Printer};
use crate::problem::Problem;

/// Does what `verb` says.
///
/// # Errors
/// What went wrong.
pub async fn run(session: &Session, verb: Dossier, printer: &Printer) -> Result<(), Problem> {
    match verb {
        Dossier::List { state, school } => list(session, state.as_deref(), school.as_deref(), printer).await,
        Dossier::Get { dossier } => get(session, &dossier, printer).await,
        Dossier::History { dossier } => printer.list(&history(session, &dossier).await?),
    }
}

async fn list(
    session: &Session,
    state: Option<&str>,
    school: Option<&str>,
    printer: &Printer,
) -> Result<(), Problem> {
    let state = filter::<DossierState>(state, "--state")?;
    let school = school
        .map(|school| resource("schools", school))
        .unwrap_or_default();
    let dossiers = all(async |page_token| {
        let request = ListDossiersRequest {
            state,
            school: school.clone(),
            page_size: PAGE,
            page_token,
        };
        let page = session
            .links
            .registration(&session.voice)
            .list_dossiers(request)
            .await?
            .into_inner();
        Ok::<_, Problem>((page.dossiers, page.next_page_token))
    });
    let dossiers: Vec<output::Dossier> = dossiers.await?.into_iter().map(Into::into).collect();
    printer.list(&dossiers)
}

async fn get(session: &Session, dossier: &str, printer: &Printer) -> Result<(), Problem> {
    let request = GetDossierRequest {
        name: resource("dossiers", dossier),
    };
    let dossier = session
        .links
        .registration(&session.voice)
        .get_dossier(request)
        .await?
        .into_inner();
    let dossier = output::Dossier::from(dossier);
    printer.one(&dossier)?;
    if printer.format == Format::Table {
        printer.line(&output::table(&dossier.history))?;
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
