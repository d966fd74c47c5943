//! Schools, between the domain and the wire.

use platform::journal::read::timestamp;
use platform::names;
use platform::refusal::Refusal;
use platform::server::etag;
use proto::fact::{Ownership, SchoolType};
use proto::registration as wire;
use uuid::Uuid;

use crate::domain::{Contact, School, SchoolChange, SchoolEvent, SchoolForm, SchoolState};
use crate::store::school::Filter;

impl From<&School> for wire::School {
    fn from(school: &School) -> Self {
        let authority = |id: Option<Uuid>| id.map(|id| format!("authorities/{id}")).unwrap_or_default();
        let (place, contact) = (&school.place, &school.contact);
        Self {
            name: format!("schools/{}", school.id),
            display_name: school.name.clone(),
            school_type: school.school_type.into(),
            commune: authority(place.commune_id),
            ownership: school.ownership.into(),
            email: contact.email.clone(),
            etag: etag(school.version),
            code: school.code.clone(),
            authority: authority(place.authority_id),
            province: authority(place.province_id),
            commune_name: place.commune.clone(),
            authority_name: place.authority.clone(),
            principal: contact.principal.clone(),
            phone: contact.phone.clone(),
            address: contact.address.clone(),
            founded_on: school.founded_on.map(|day| day.to_string()).unwrap_or_default(),
            state: wire::SchoolState::from(school.state).into(),
            merged_into: school
                .merged_into
                .map(|id| format!("schools/{id}"))
                .unwrap_or_default(),
            history: school.history.iter().map(wire::SchoolEvent::from).collect(),
        }
    }
}

impl From<SchoolState> for wire::SchoolState {
    fn from(state: SchoolState) -> Self {
        match state {
            SchoolState::Active => Self::Active,
            SchoolState::Merged => Self::Merged,
            SchoolState::Closed => Self::Closed,
        }
    }
}

impl From<&SchoolEvent> for wire::SchoolEvent {
    fn from(event: &SchoolEvent) -> Self {
        let school = |id: &Uuid| format!("schools/{id}");
        let (what, previous_name, other_school) = match &event.what {
            SchoolChange::Renamed(previous) => ("renamed", previous.clone(), String::new()),
            SchoolChange::Merged(into) => ("merged", String::new(), school(into)),
            SchoolChange::Absorbed(source) => ("absorbed", String::new(), school(source)),
            SchoolChange::Closed => ("closed", String::new(), String::new()),
        };
        Self {
            what: what.to_owned(),
            on: event.on.to_string(),
            document: event.document.clone(),
            previous_name,
            other_school,
            recorded_at: Some(timestamp(event.recorded_at)),
        }
    }
}

/// What is entered about a school.
pub fn form(asked: wire::School) -> SchoolForm {
    SchoolForm {
        school_type: asked.school_type(),
        ownership: asked.ownership(),
        code: asked.code,
        name: asked.display_name,
        contact: Contact {
            principal: asked.principal,
            email: asked.email,
            phone: asked.phone,
            address: asked.address,
        },
        founded_on: asked.founded_on,
    }
}

/// Which schools a list asks for.
pub fn asked(filter: wire::SchoolFilter) -> Result<Filter, Refusal> {
    let state = SchoolState::ALL
        .into_iter()
        .find(|state| wire::SchoolState::from(*state) == filter.state());
    let authority = match filter.authority.as_str() {
        "" => None,
        name => Some(names::id(name, "authorities", "filter.authority")?),
    };
    Ok(Filter {
        authority,
        school_type: Some(filter.school_type()).filter(|kind| *kind != SchoolType::Unspecified),
        ownership: Some(filter.ownership()).filter(|ownership| *ownership != Ownership::Unspecified),
        state,
        search: filter.search,
        ..Filter::default()
    })
}
