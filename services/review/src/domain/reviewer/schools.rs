//! The schools that a career may name, and how people call them.

use std::collections::{BTreeSet, HashMap};

use platform::search;
use proto::fact::{Body, SchoolType, Subject};
use uuid::Uuid;

/// A school, as registration announced it last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownSchool {
    /// Its id.
    pub id: Uuid,
    /// Its code in the sector's register, or empty.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The kind of school.
    pub school_type: SchoolType,
    /// The commune it lies in.
    pub commune: String,
    /// That commune's id, when it is known.
    pub commune_id: Option<Uuid>,
    /// The department of its province.
    pub province_id: Option<Uuid>,
    /// Whether it is still there: neither merged nor closed.
    pub is_open: bool,
}

impl KnownSchool {
    /// The school that `subject` names, after a fact with `body`; `before` is what was known of it. Nothing when the
    /// subject names none. A code is said when a school is entered or changed; other facts leave it as it is.
    pub fn heard(before: Option<&Self>, subject: &Subject, body: &Body) -> Option<Self> {
        let id = |text: &str| Uuid::parse_str(text).ok();
        let code = match body {
            Body::SchoolRegistered(school) => Some(&school.code),
            Body::SchoolChanged(school) => Some(&school.code),
            _ => before.map(|before| &before.code),
        };
        Some(Self {
            id: id(&subject.school_id)?,
            code: code.cloned().unwrap_or_default(),
            name: subject.school_name.clone(),
            school_type: subject.school_type(),
            commune: subject.commune.clone(),
            commune_id: id(&subject.commune_id),
            province_id: id(&subject.province_id),
            is_open: !matches!(body, Body::SchoolMerged(_) | Body::SchoolClosed(_)),
        })
    }
}

/// Several schools are called so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ambiguous;

/// The schools that a form may name. A person writes a school as `schools/{id}`, by its code or by its name.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    by_id: HashMap<Uuid, KnownSchool>,
    by_text: HashMap<String, BTreeSet<Uuid>>,
}

impl Directory {
    /// Of `schools`.
    pub fn new(schools: Vec<KnownSchool>) -> Self {
        let mut directory = Self::default();
        for school in schools {
            for text in [&school.code, &school.name] {
                let key = search::key(&[text]);
                if !key.is_empty() {
                    directory.by_text.entry(key).or_default().insert(school.id);
                }
            }
            directory.by_id.insert(school.id, school);
        }
        directory
    }

    /// The school `id`.
    pub fn get(&self, id: Uuid) -> Option<&KnownSchool> {
        self.by_id.get(&id)
    }

    /// The id that `text` names: a resource name, a code, or a name, however it is typed. Of several schools the
    /// one that is still there is meant. Nothing when no school is called so.
    ///
    /// A resource name is taken at its word: the school may be known to registration and not be heard of here yet.
    pub fn named(&self, text: &str) -> Result<Option<Uuid>, Ambiguous> {
        if let Some(id) = id_in(text) {
            return Ok(Some(id));
        }
        let called = self.by_text.get(&search::key(&[text]));
        let called: Vec<_> = called.into_iter().flatten().copied().collect();
        let is_open = |id: &&Uuid| self.by_id.get(id).is_some_and(|school| school.is_open);
        let open: Vec<_> = called.iter().filter(is_open).copied().collect();
        match (open.as_slice(), called.as_slice()) {
            ([only], _) | ([], [only]) => Ok(Some(*only)),
            ([], []) => Ok(None),
            _ => Err(Ambiguous),
        }
    }

    /// How the school `id` is written so that [`Directory::named`] finds it again: by its code, else by its name,
    /// else by its resource name.
    pub fn written(&self, id: Uuid) -> String {
        let school = self.by_id.get(&id);
        let texts = school.into_iter().flat_map(|school| [&school.code, &school.name]);
        let again = |text: &&String| !text.contains('|') && self.named(text) == Ok(Some(id));
        texts
            .into_iter()
            .find(again)
            .cloned()
            .unwrap_or_else(|| format!("schools/{id}"))
    }
}

/// The id in a resource name `schools/{id}`.
pub fn id_in(text: &str) -> Option<Uuid> {
    let id = text.trim().strip_prefix("schools/")?;
    Uuid::parse_str(id).ok()
}
