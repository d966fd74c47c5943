//! Targets: which share of schools is to be at standard by a day, as a resolution or a plan sets it.

use calendar::Day;
use chrono::{DateTime, Utc};
use form::Defects;
use proto::fact::{AttainmentTargetSet, Body, Fact, SchoolType, Subject};
use uuid::Uuid;

use super::Standard;

/// The namespace of target ids.
const TARGETS: Uuid = Uuid::from_u128(0x6b69_656d_6469_6e68_0000_7461_7267_6574);
/// The whole, in thousandths.
const WHOLE: u32 = 1_000;

/// A target as it is entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetForm {
    /// The day by which it is to be reached, YYYY-MM-DD.
    pub on: String,
    /// What counts.
    pub standard: Standard,
    /// Only schools of this kind; unspecified for all that the targets count.
    pub school_type: SchoolType,
    /// The share in thousandths.
    pub per_mille: u32,
    /// The document that sets it.
    pub document: String,
}

/// A target for the share of schools at standard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttainmentTarget {
    /// Its id: one for each department, day, standard and kind of school.
    pub id: Uuid,
    /// The department whose target it is.
    pub province_id: Option<Uuid>,
    /// The day by which it is to be reached.
    pub on: Day,
    /// What counts.
    pub standard: Standard,
    /// Only schools of this kind; unspecified for all that the targets count.
    pub school_type: SchoolType,
    /// The share in thousandths, 0 to 1000.
    pub per_mille: u32,
    /// The document that sets it.
    pub document: String,
    /// When it was set.
    pub set_at: DateTime<Utc>,
}

/// Why a target is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetRefusal {
    /// Fields that do not fit, all at once.
    #[error("fields do not fit")]
    Fields(Vec<(String, String)>),
    /// There is no such department, or the caller may not set its targets: both look alike.
    #[error("no such department")]
    UnknownDepartment,
}

/// The department whose target is set: the one that is `asked` for, or the only one. `known` are the departments
/// that schools belong to; `scope` is the department that the caller is confined to.
pub fn department(
    asked: Option<Uuid>,
    scope: Option<Uuid>,
    known: &[Uuid],
) -> Result<Option<Uuid>, TargetRefusal> {
    let seen: Vec<Uuid> = match scope {
        Some(scope) => vec![scope],
        None => known.to_vec(),
    };
    match (asked, seen.as_slice()) {
        (Some(asked), seen) if seen.contains(&asked) => Ok(Some(asked)),
        (Some(_), _) => Err(TargetRefusal::UnknownDepartment),
        (None, []) => Ok(None),
        (None, [only]) => Ok(Some(*only)),
        (None, _) => {
            let message = "phải nêu Sở, dạng authorities/{id}: hệ thống có nhiều Sở".to_owned();
            Err(TargetRefusal::Fields(vec![("province".to_owned(), message)]))
        }
    }
}

impl AttainmentTarget {
    /// The target that `form` sets for the department `province_id` at `at`. It takes the place of the one for the
    /// same day, standard and kind of school.
    pub fn set(
        form: &TargetForm,
        province_id: Option<Uuid>,
        at: DateTime<Utc>,
    ) -> Result<(Self, Fact), TargetRefusal> {
        let mut defects = Defects::default();
        defects.stated(&form.on, "on", "phải có ngày phải đạt, ví dụ 2025-12-31");
        let on = defects.day::<Day>(&form.on, "on");
        let message = "tỷ lệ tính bằng phần nghìn, không quá 1000 (100 %)";
        defects.require(form.per_mille <= WHOLE, "per_mille", message);
        let message = "phải nêu văn bản giao chỉ tiêu";
        let document = defects.stated(&form.document, "document", message);
        let on = defects
            .settle(on)
            .map_err(|defects| TargetRefusal::Fields(defects.found()))?;
        let target = Self {
            id: id(province_id, on, form.standard, form.school_type),
            province_id,
            on,
            standard: form.standard,
            school_type: form.school_type,
            per_mille: form.per_mille,
            document,
            set_at: at,
        };
        let fact = target.fact();
        Ok((target, fact))
    }

    /// The book that it is kept in: each department has its own.
    pub fn book(&self) -> String {
        book(self.province_id)
    }

    fn fact(&self) -> Fact {
        let province_id = self.province_id.map(|id| id.to_string());
        Fact {
            subject: Some(Subject {
                case_id: self.id.to_string(),
                school_type: self.school_type.into(),
                province_id: province_id.unwrap_or_default(),
                ..Subject::default()
            }),
            body: Some(Body::AttainmentTargetSet(AttainmentTargetSet {
                on: self.on.to_string(),
                per_mille: self.per_mille,
                document: self.document.clone(),
                standard: self.standard.to_string(),
            })),
        }
    }
}

fn book(province_id: Option<Uuid>) -> String {
    province_id.map(|id| id.simple().to_string()).unwrap_or_default()
}

fn id(province_id: Option<Uuid>, on: Day, standard: Standard, school_type: SchoolType) -> Uuid {
    let kind = school_type.as_str_name();
    let name = format!("{}/{on}/{standard}/{kind}", book(province_id));
    Uuid::new_v5(&TARGETS, name.as_bytes())
}

/// The targets of one standard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Targets(Vec<AttainmentTarget>);

impl Targets {
    /// Those among `targets`, which are of one standard.
    pub fn new(targets: Vec<AttainmentTarget>) -> Self {
        Self(targets)
    }

    /// The target of a department for schools of a kind on a day, in thousandths: the one that is to be reached by
    /// that very day; else the one that was to be reached last before it. What is only to be reached later is no
    /// target yet.
    pub fn of(&self, province_id: Option<Uuid>, school_type: SchoolType, day: Day) -> Option<u32> {
        self.0
            .iter()
            .filter(|target| target.province_id == province_id && target.school_type == school_type)
            .filter(|target| target.on <= day)
            .max_by_key(|target| target.on)
            .map(|target| target.per_mille)
    }
}
