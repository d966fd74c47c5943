//! `school`

use proto::fact::{Ownership, SchoolType};
use proto::registration::{
    CloseSchoolRequest, CreateSchoolRequest, ExportSchoolsRequest, GetSchoolRequest, ListSchoolsRequest,
    MergeSchoolsRequest, RenameSchoolRequest, School as Wire, SchoolFilter, SchoolState, UpdateSchoolRequest,
};

use super::authority::header;
use super::files;
use super::session::{PAGE, Session, confirm, filter, resource};
use crate::arguments::{
    AddSchool, Confirmed, Deed, Import, KnownOfSchool, School, UpdateSchool, WhichSchools,
};
use crate::client::all;
use crate::output::{self, Format, Printer};
use crate::problem::Problem;

/// Does what `verb` says.
///
/// # Errors
/// What went wrong.
pub async fn run(session: &Session, verb: School, printer: &Printer) -> Result<(), Problem> {
    let mut service = session.links.schools(&session.voice);
    match verb {
        School::List(which) => list(session, wanted(session, which).await?, printer).await,
        School::Get { school } => show(get(session, &school).await?, printer),
        School::Add(add) => show(enter(session, add).await?, printer),
        School::Update(change) => show(update(session, change).await?, printer),
        School::Rename {
            school,
            name,
            deed,
            changing,
        } => {
            let request = RenameSchoolRequest {
                name: session.school(&school).await?,
                display_name: name,
                document: deed.document,
                on: deed.on.to_string(),
                etag: changing.etag(),
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
            };
            show(service.rename_school(request).await?.into_inner(), printer)
        }
        School::Merge {
            sources,
            into,
            deed,
            confirmed,
        } => merge(session, &sources, &into, deed, &confirmed, printer).await,
        School::Close {
            school,
            deed,
            confirmed,
        } => {
            let name = session.school(&school).await?;
            confirm(&confirmed, &format!("Giải thể trường {school}"))?;
            let request = CloseSchoolRequest {
                name,
                document: deed.document,
                on: deed.on.to_string(),
                etag: confirmed.changing.etag(),
                request_id: confirmed.changing.request_id(),
                validate_only: confirmed.changing.dry_run,
            };
            show(service.close_school(request).await?.into_inner(), printer)
        }
        School::Import(import) => read_in(session, &import, printer).await,
        School::Export { which, export } => {
            let request = ExportSchoolsRequest {
                filter: Some(wanted(session, which).await?),
                format: export.form().into(),
            };
            let mut service = session.links.schools(&session.voice.with_files());
            let parts = service.export_schools(request).await?.into_inner();
            files::export(parts, &export, printer).await
        }
    }
}

/// One school; people also read what became of it.
fn show(school: Wire, printer: &Printer) -> Result<(), Problem> {
    let school = output::School::from(school);
    printer.one(&school)?;
    if printer.format == Format::Table && !school.history.is_empty() {
        printer.list(&school.history)?;
    }
    Ok(())
}

async fn wanted(session: &Session, which: WhichSchools) -> Result<SchoolFilter, Problem> {
    Ok(SchoolFilter {
        search: which.search.unwrap_or_default(),
        school_type: filter::<SchoolType>(which.school_type.as_deref(), "--type")?,
        ownership: filter::<Ownership>(which.ownership.as_deref(), "--ownership")?,
        authority: session.authority_if_given(which.authority.as_deref()).await?,
        state: filter::<SchoolState>(which.state.as_deref(), "--state")?,
    })
}

async fn list(session: &Session, wanted: SchoolFilter, printer: &Printer) -> Result<(), Problem> {
    let schools = all(async |page_token| {
        let request = ListSchoolsRequest {
            page_size: PAGE,
            page_token,
            filter: Some(wanted.clone()),
        };
        let page = session
            .links
            .schools(&session.voice)
            .list_schools(request)
            .await?
            .into_inner();
        Ok::<_, Problem>((page.schools, page.next_page_token))
    });
    let schools: Vec<output::School> = schools.await?.into_iter().map(Into::into).collect();
    printer.list(&schools)
}

async fn enter(session: &Session, add: AddSchool) -> Result<Wire, Problem> {
    let school = Wire {
        display_name: add.name,
        school_type: filter::<SchoolType>(Some(&add.school_type), "--type")?,
        commune: add.commune,
        ownership: filter::<Ownership>(Some(&add.ownership), "--ownership")?,
        authority: add.authority.unwrap_or_default(),
        ..Wire::default()
    };
    let request = CreateSchoolRequest {
        school: Some(with(school, add.known)),
        request_id: add.changing.request_id(),
        validate_only: add.changing.dry_run,
    };
    let mut service = session.links.schools(&session.voice);
    Ok(service.create_school(request).await?.into_inner())
}

async fn get(session: &Session, school: &str) -> Result<Wire, Problem> {
    let request = GetSchoolRequest {
        name: resource("schools", school),
    };
    let found = session.links.schools(&session.voice).get_school(request).await?;
    Ok(found.into_inner())
}

/// Changes what was said and sends the rest back as it was seen, under the version that was seen. The name takes a
/// document: that is `school rename`.
async fn update(session: &Session, change: UpdateSchool) -> Result<Wire, Problem> {
    let seen = get(session, &change.school).await?;
    let etag = change
        .changing
        .if_match
        .clone()
        .unwrap_or_else(|| seen.etag.clone());
    let school_type = match &change.school_type {
        Some(stated) => filter::<SchoolType>(Some(stated), "--type")?,
        None => seen.school_type,
    };
    let ownership = match &change.ownership {
        Some(stated) => filter::<Ownership>(Some(stated), "--ownership")?,
        None => seen.ownership,
    };
    let school = Wire {
        school_type,
        ownership,
        commune: change.commune.unwrap_or_else(|| seen.commune.clone()),
        authority: change.authority.unwrap_or_else(|| seen.authority.clone()),
        ..seen
    };
    let request = UpdateSchoolRequest {
        school: Some(with(school, change.known)),
        etag,
        request_id: change.changing.request_id(),
        validate_only: change.changing.dry_run,
    };
    let mut service = session.links.schools(&session.voice);
    Ok(service.update_school(request).await?.into_inner())
}

/// `school` with what is `known`; what was not said stays.
fn with(school: Wire, known: KnownOfSchool) -> Wire {
    let founded_on = known.founded_on.map(|day| day.to_string());
    Wire {
        code: known.code.unwrap_or(school.code),
        principal: known.principal.unwrap_or(school.principal),
        email: known.email.unwrap_or(school.email),
        phone: known.phone.unwrap_or(school.phone),
        address: known.address.unwrap_or(school.address),
        founded_on: founded_on.unwrap_or(school.founded_on),
        ..school
    }
}

async fn merge(
    session: &Session,
    sources: &[String],
    into: &str,
    deed: Deed,
    confirmed: &Confirmed,
    printer: &Printer,
) -> Result<(), Problem> {
    let mut named = Vec::new();
    for source in sources {
        named.push(session.school(source).await?);
    }
    let question = format!("Sáp nhập {} vào {into}", sources.join(", "));
    confirm(confirmed, &question)?;
    let request = MergeSchoolsRequest {
        sources: named,
        into: session.school(into).await?,
        document: deed.document,
        on: deed.on.to_string(),
        request_id: confirmed.changing.request_id(),
        validate_only: confirmed.changing.dry_run,
    };
    let mut service = session.links.schools(&session.voice);
    let merged = service.merge_schools(request).await?.into_inner();
    let schools: Vec<output::School> = merged
        .into
        .into_iter()
        .chain(merged.sources)
        .map(Into::into)
        .collect();
    printer.list(&schools)
}

async fn read_in(session: &Session, import: &Import, printer: &Printer) -> Result<(), Problem> {
    let header = header(session, import).await?;
    let mut service = session.links.schools(&session.voice.with_files());
    files::import(&import.file, header, printer, async |parts| {
        service.import_schools(parts).await
    })
    .await
}
