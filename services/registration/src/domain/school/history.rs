//! What becomes of a school: it is renamed, merged or closed, each by a document.

use calendar::Day;
use chrono::{DateTime, Utc};
use form::Defects;
use proto::fact::{Body, Fact, SchoolAbsorbed, SchoolClosed, SchoolMerged, SchoolRenamed};
use uuid::Uuid;

use super::{School, SchoolRefusal, SchoolState};
use crate::domain::Refusal;

/// Something that happened to a school, by a document, from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchoolEvent {
    /// What.
    pub what: SchoolChange,
    /// The day from which it holds.
    pub on: Day,
    /// The document.
    pub document: String,
    /// When it was entered.
    pub recorded_at: DateTime<Utc>,
}

/// What can happen to a school.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchoolChange {
    /// It was renamed; this was its name before.
    Renamed(String),
    /// It went up in that school.
    Merged(Uuid),
    /// That school went up in it.
    Absorbed(Uuid),
    /// It was closed.
    Closed,
}

impl School {
    /// Renames it by `document` from `on`.
    pub fn rename(&self, name: &str, by: &Deed, at: DateTime<Utc>) -> Result<(Self, Fact), Refusal> {
        self.must_be_active()?;
        let mut defects = Defects::default();
        let name = defects.stated(name, "display_name", "phải có tên mới");
        let (document, on) = by.judge(defects)?;
        if name == self.name {
            return Err(SchoolRefusal::SameName.into());
        }
        let previous_name = self.name.clone();
        let mut after = self.after(SchoolChange::Renamed(previous_name.clone()), on, &document, at);
        after.name = name;
        let body = Body::SchoolRenamed(SchoolRenamed {
            previous_name,
            document,
            on: on.to_string(),
        });
        let fact = after.fact(body);
        Ok((after, fact))
    }

    /// Merges `sources` into this school: this one first, then they, with a fact for each act. `open` are the
    /// numbers of the sources' dossiers that are not settled: with any, they do not merge.
    pub fn absorb(
        &self,
        sources: &[School],
        open: Vec<String>,
        by: &Deed,
        at: DateTime<Utc>,
    ) -> Result<(Vec<Self>, Vec<Fact>), Refusal> {
        let mut defects = Defects::default();
        defects.require(
            !sources.is_empty(),
            "sources",
            "phải có ít nhất một trường sáp nhập vào",
        );
        let (document, on) = by.judge(defects)?;
        self.must_be_active()?;
        must_be_settled(open)?;
        let mut into = self.clone();
        into.version += 1;
        let mut facts = Vec::new();
        let mut gone = Vec::new();
        for source in sources {
            source.must_be_active()?;
            if source.id == self.id {
                return Err(SchoolRefusal::IntoItself.into());
            }
            if gone.iter().any(|other: &Self| other.id == source.id) {
                continue;
            }
            if source.place.province_id != self.place.province_id {
                return Err(SchoolRefusal::OtherProvince.into());
            }
            let mut after = source.after(SchoolChange::Merged(self.id), on, &document, at);
            after.state = SchoolState::Merged;
            after.merged_into = Some(self.id);
            facts.push(after.fact(Body::SchoolMerged(SchoolMerged {
                into_school_id: self.id.to_string(),
                document: document.clone(),
                on: on.to_string(),
            })));
            gone.push(after);
            into.history.push(SchoolEvent {
                what: SchoolChange::Absorbed(source.id),
                on,
                document: document.clone(),
                recorded_at: at,
            });
            facts.push(into.fact(Body::SchoolAbsorbed(SchoolAbsorbed {
                school_id: source.id.to_string(),
                document: document.clone(),
                on: on.to_string(),
            })));
        }
        gone.insert(0, into);
        Ok((gone, facts))
    }

    /// Closes it; `on` is its last day. `open` are the numbers of its dossiers that are not settled: with any,
    /// it does not close.
    pub fn close(&self, open: Vec<String>, by: &Deed, at: DateTime<Utc>) -> Result<(Self, Fact), Refusal> {
        self.must_be_active()?;
        let (document, on) = by.judge(Defects::default())?;
        must_be_settled(open)?;
        let mut after = self.after(SchoolChange::Closed, on, &document, at);
        after.state = SchoolState::Closed;
        let body = Body::SchoolClosed(SchoolClosed {
            document,
            on: on.to_string(),
        });
        let fact = after.fact(body);
        Ok((after, fact))
    }

    fn after(&self, what: SchoolChange, on: Day, document: &str, at: DateTime<Utc>) -> Self {
        let mut after = self.clone();
        after.version += 1;
        after.history.push(SchoolEvent {
            what,
            on,
            document: document.to_owned(),
            recorded_at: at,
        });
        after
    }
}

/// Refuses while a dossier is open: who merges or closes would leave nobody to answer it.
fn must_be_settled(numbers: Vec<String>) -> Result<(), Refusal> {
    if numbers.is_empty() {
        Ok(())
    } else {
        Err(SchoolRefusal::OpenDossiers { numbers }.into())
    }
}

/// The document by which something happens to a school, and the day from which it holds, as entered.
#[derive(Clone, Debug)]
pub struct Deed {
    /// The document, for example 123/QĐ-UBND.
    pub document: String,
    /// The day, YYYY-MM-DD.
    pub on: String,
}

impl Deed {
    /// The document and the day, or everything that is wrong with the form.
    fn judge(&self, mut defects: Defects) -> Result<(String, Day), Refusal> {
        let document = defects.stated(&self.document, "document", "phải có số văn bản");
        let on = defects.day(&self.on, "on");
        defects.require(
            on.is_some() || !self.on.trim().is_empty(),
            "on",
            "phải có ngày hiệu lực",
        );
        defects.judge()?;
        on.map(|on| (document, on))
            .ok_or_else(|| Refusal::Fields(vec![("on".to_owned(), "phải có ngày hiệu lực".to_owned())]))
    }
}
