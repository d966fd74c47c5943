//! Authorities: the Sở at the root of a province's tree, the districts that ended on 30/6/2025, the communes.

use calendar::Day;
use form::Defects;
use proto::fact::{AuthorityChanged, AuthorityEnded, AuthorityEntered, AuthorityState, Body, Fact, Subject};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

use super::Refusal;

mod import;
mod refusal;
mod tree;

pub use import::{AuthorityRow, ImportedAuthorities, unnamed};
pub use refusal::AuthorityRefusal;
pub use tree::{Tree, Unnamed, called};

/// The level of an authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AuthorityKind {
    /// Sở Giáo dục và Đào tạo.
    Department,
    /// UBND cấp huyện (Phòng GDĐT), until 30/6/2025.
    District,
    /// UBND cấp xã.
    Commune,
}

impl AuthorityKind {
    /// Every level, from the root.
    pub const ALL: [Self; 3] = [Self::Department, Self::District, Self::Commune];

    /// The level as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Department => "department",
            Self::District => "district",
            Self::Commune => "commune",
        }
    }
}

impl fmt::Display for AuthorityKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for AuthorityKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| format!("no kind of authority {text}"))
    }
}

/// An authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// Its id, which is also its case.
    pub id: Uuid,
    /// The department whose tree it stands in; its own id when it is one.
    pub province_id: Uuid,
    /// The authority above it; none above a department.
    pub parent_id: Option<Uuid>,
    /// Its level.
    pub kind: AuthorityKind,
    /// Its own name.
    pub name: String,
    /// Its code in the new form, root first: H37.14.
    pub code: String,
    /// Its code in the old form, root last: 000.14.00.H37; or empty.
    pub old_code: String,
    /// Its first day, when it is known.
    pub valid_from: Option<Day>,
    /// Its last day, once it has ended or is to end.
    pub valid_until: Option<Day>,
    /// Those that took over its duties.
    pub successors: Vec<Uuid>,
    /// Where it receives mail, or empty.
    pub email: String,
    /// The local overlay of stricter targets; only of a department.
    pub overlay: String,
    /// The document by which it ended.
    pub end_document: String,
    /// Grows with every change.
    pub version: i64,
}

/// What is entered about an authority.
#[derive(Clone, Debug, Default)]
pub struct AuthorityForm {
    /// Its own name.
    pub name: String,
    /// Its code in the new form.
    pub code: String,
    /// Its code in the old form, or empty.
    pub old_code: String,
    /// Its first day, YYYY-MM-DD, or empty.
    pub valid_from: String,
    /// Where it receives mail, or empty.
    pub email: String,
    /// The local overlay; only of a department.
    pub overlay: String,
}

impl Authority {
    /// Enters an authority of level `kind` under `id` and `parent`; every defect of the form at once.
    pub fn enter(
        id: Uuid,
        kind: AuthorityKind,
        parent: Option<&Authority>,
        form: AuthorityForm,
    ) -> Result<(Self, Fact), Refusal> {
        let fits = match (kind, parent.map(|parent| parent.kind)) {
            (AuthorityKind::Department, above) => above.is_none(),
            (AuthorityKind::District, above) => above == Some(AuthorityKind::Department),
            (AuthorityKind::Commune, above) => {
                matches!(above, Some(AuthorityKind::Department | AuthorityKind::District))
            }
        };
        if !fits {
            return Err(AuthorityRefusal::WrongParent { kind }.into());
        }
        let mut authority = Self {
            id,
            province_id: parent.map_or(id, |parent| parent.province_id),
            parent_id: parent.map(|parent| parent.id),
            kind,
            name: String::new(),
            code: String::new(),
            old_code: String::new(),
            valid_from: None,
            valid_until: None,
            successors: Vec::new(),
            email: String::new(),
            overlay: String::new(),
            end_document: String::new(),
            version: 1,
        };
        authority.fill_in(form)?;
        let body = Body::AuthorityEntered(AuthorityEntered {
            authority: Some(authority.described()),
        });
        let fact = authority.fact(body);
        Ok((authority, fact))
    }

    /// Changes what is known of it; every defect of the form at once.
    pub fn change(&self, form: AuthorityForm) -> Result<(Self, Fact), Refusal> {
        let mut after = self.clone();
        after.fill_in(form)?;
        if let (Some(from), Some(until)) = (after.valid_from, after.valid_until)
            && until < from
        {
            return Err(AuthorityRefusal::EndsBeforeItBegins.into());
        }
        after.version += 1;
        let fact = after.changed();
        Ok((after, fact))
    }

    /// Ends it on `last`, with `successors` that take over. One that ends has successors, all of its own
    /// province and outlasting it.
    pub fn end(
        &self,
        last: Day,
        successors: &[Authority],
        document: &str,
        today: Day,
    ) -> Result<(Self, Fact), Refusal> {
        let mut defects = Defects::default();
        let document = defects.stated(document, "document", "phải có văn bản chấm dứt hoạt động");
        defects.require(
            !successors.is_empty(),
            "successors",
            "phải có ít nhất một cơ quan kế thừa",
        );
        defects.judge()?;
        if self.kind == AuthorityKind::Department {
            return Err(AuthorityRefusal::DepartmentEnds.into());
        }
        if let Some(until) = self.valid_until {
            return Err(AuthorityRefusal::Ended { until }.into());
        }
        if self.valid_from.is_some_and(|from| last < from) {
            return Err(AuthorityRefusal::EndsBeforeItBegins.into());
        }
        for successor in successors {
            let takes_over = successor.id != self.id
                && successor.province_id == self.province_id
                && successor.valid_until.is_none_or(|until| last < until);
            if !takes_over {
                return Err(AuthorityRefusal::UnfitSuccessor {
                    name: successor.name.clone(),
                }
                .into());
            }
        }
        if today < last {
            return Err(AuthorityRefusal::NotYet { last }.into());
        }
        let after = Self {
            valid_until: Some(last),
            successors: successors.iter().map(|successor| successor.id).collect(),
            end_document: document.clone(),
            version: self.version + 1,
            ..self.clone()
        };
        let body = Body::AuthorityEnded(AuthorityEnded {
            valid_until: last.to_string(),
            successor_ids: after.successors.iter().map(Uuid::to_string).collect(),
            document,
        });
        let fact = after.fact(body);
        Ok((after, fact))
    }

    /// [`Authority::end`], and what stands `under` it and lasts goes up to what stands above it: this one first,
    /// then they, with a fact for each.
    pub fn end_with_those_under(
        &self,
        last: Day,
        successors: &[Authority],
        under: &[Authority],
        document: &str,
        today: Day,
    ) -> Result<(Vec<Self>, Vec<Fact>), Refusal> {
        let (after, fact) = self.end(last, successors, document, today)?;
        let (mut all, mut facts) = (vec![after], vec![fact]);
        for below in under.iter().filter(|below| below.valid_until.is_none()) {
            let after = Self {
                parent_id: self.parent_id,
                version: below.version + 1,
                ..below.clone()
            };
            facts.push(after.changed());
            all.push(after);
        }
        Ok((all, facts))
    }

    /// Whether it says the same as `other`, whatever their versions.
    pub fn is_like(&self, other: &Authority) -> bool {
        let same_version = Self {
            version: other.version,
            ..self.clone()
        };
        same_version == *other
    }

    fn changed(&self) -> Fact {
        self.fact(Body::AuthorityChanged(AuthorityChanged {
            authority: Some(self.described()),
        }))
    }

    /// Refuses a code that another of `others` has: no two that last share one.
    pub fn must_have_its_own_code(&self, others: &[Authority]) -> Result<(), Refusal> {
        let taken =
            |other: &Authority| other.id != self.id && other.code == self.code && other.valid_until.is_none();
        if self.valid_until.is_none() && others.iter().any(taken) {
            let code = self.code.clone();
            return Err(AuthorityRefusal::CodeTaken { code }.into());
        }
        Ok(())
    }

    /// Refuses what ended before `day`.
    pub fn must_last(&self, day: Day) -> Result<(), Refusal> {
        match self.valid_until {
            Some(until) if until < day => Err(AuthorityRefusal::Ended { until }.into()),
            _ => Ok(()),
        }
    }

    /// Whether it exists on `day`.
    pub fn exists_on(&self, day: Day) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_until.is_none_or(|until| day <= until)
    }

    fn fill_in(&mut self, form: AuthorityForm) -> Result<(), Refusal> {
        let mut defects = Defects::under("authority");
        self.name = defects.stated(&form.name, "display_name", "phải có tên cơ quan");
        self.code = defects.stated(&form.code, "code", "phải có mã định danh, ví dụ H37.14");
        defects.require(
            form.code.trim().is_empty() || is_code(form.code.trim(), char::is_alphabetic),
            "code",
            "phải dạng H37.14: gốc đứng trước, các phần cách nhau bằng dấu chấm",
        );
        defects.require(
            form.old_code.trim().is_empty()
                || is_code(form.old_code.trim(), |letter| letter.is_ascii_digit()),
            "old_code",
            "phải dạng 000.14.00.H37: gốc đứng sau",
        );
        self.old_code = form.old_code.trim().to_owned();
        self.valid_from = defects.day(&form.valid_from, "valid_from");
        self.email = defects.email(&form.email, "email");
        defects.require(
            form.overlay.trim().is_empty() || self.kind == AuthorityKind::Department,
            "overlay",
            "chỉ Sở mới có kế hoạch riêng của địa phương",
        );
        self.overlay = form.overlay.trim().to_owned();
        defects.judge().map_err(Refusal::from)
    }

    fn described(&self) -> AuthorityState {
        AuthorityState {
            name: self.name.clone(),
            kind: self.kind.to_string(),
            code: self.code.clone(),
            old_code: self.old_code.clone(),
            parent_id: self.parent_id.map(|id| id.to_string()).unwrap_or_default(),
            valid_from: self.valid_from.map(|day| day.to_string()).unwrap_or_default(),
            email: self.email.clone(),
            overlay: self.overlay.clone(),
        }
    }

    /// The subject of a fact about this authority in the case `case_id`.
    pub fn subject(&self, case_id: Uuid) -> Subject {
        Subject {
            case_id: case_id.to_string(),
            authority_id: self.id.to_string(),
            authority_name: self.name.clone(),
            authority_email: self.email.clone(),
            province_id: self.province_id.to_string(),
            ..Subject::default()
        }
    }

    fn fact(&self, body: Body) -> Fact {
        Fact {
            subject: Some(self.subject(self.id)),
            body: Some(body),
        }
    }
}

/// Whether `text` is parts of letters and digits between dots, the first of which begins as `first` asks.
fn is_code(text: &str, first: fn(char) -> bool) -> bool {
    text.chars().next().is_some_and(first)
        && text
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(|letter| letter.is_ascii_alphanumeric()))
}
