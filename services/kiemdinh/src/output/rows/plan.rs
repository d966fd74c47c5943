//! Plans, and how far they have come.

use calendar::Day;
use proto::fact::{Ownership, RecognitionKind, SchoolType, Target};
use proto::registration::{ItemProgress, PlanMeasure, PlanState};
use serde::Serialize;

use super::super::{Cell, Row, Word};
use super::{At, at, day, or_blank, some};

/// A plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// `plans/{id}`.
    pub name: String,
    /// The year.
    pub year: i32,
    /// Whose plan it is: `authorities/{id}`.
    pub authority: String,
    /// The authority's own name.
    pub authority_name: String,
    /// How far its making is.
    pub state: Word,
    /// The document's number.
    pub document_number: Option<String>,
    /// The day it was approved.
    pub approved_on: Option<Day>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// Its items; empty in lists.
    pub items: Vec<PlanItem>,
    /// Its targets.
    pub targets: Vec<PlanTarget>,
    /// Its amendments, oldest first.
    pub amendments: Vec<PlanAmendment>,
    /// The version seen.
    pub etag: String,
}

impl From<proto::registration::Plan> for Plan {
    fn from(plan: proto::registration::Plan) -> Self {
        Self {
            state: Word::of::<PlanState>(plan.state),
            approved_on: day(&plan.approved_on),
            items: plan.items.into_iter().map(PlanItem::from).collect(),
            targets: plan.targets.into_iter().map(PlanTarget::from).collect(),
            amendments: plan.amendments.into_iter().map(PlanAmendment::from).collect(),
            name: plan.name,
            year: plan.year,
            authority: plan.authority,
            authority_name: plan.authority_name,
            document_number: some(plan.document_number),
            approved_by: some(plan.approved_by),
            etag: plan.etag,
        }
    }
}

impl Row for Plan {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("year", "Năm"),
        ("authority_name", "Cơ quan"),
        ("state", "Trạng thái"),
        ("document_number", "Số văn bản"),
        ("approved_on", "Ngày phê duyệt"),
        ("approved_by", "Người phê duyệt"),
        ("amendments", "Số lần điều chỉnh"),
        ("name", "Mã"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Number(self.year.into()),
            Cell::text(&self.authority_name),
            Cell::Word(self.state),
            or_blank(self.document_number.as_ref()),
            Cell::Day(self.approved_on),
            or_blank(self.approved_by.as_ref()),
            Cell::Number(i64::try_from(self.amendments.len()).unwrap_or_default()),
            Cell::text(&self.name),
        ]
    }
}

/// A school in a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanItem {
    /// `planItems/{id}`.
    pub name: String,
    /// `schools/{id}`.
    pub school: String,
    /// The school's own name.
    pub school_name: String,
    /// New recognition or renewal.
    pub kind: Word,
    /// What is aimed at.
    pub target: Word,
    /// The month by which the dossier is complete, YYYY-MM.
    pub dossier_month: String,
    /// The month by which it is registered, YYYY-MM.
    pub registration_month: String,
    /// The dossier that fulfils it.
    pub dossier: Option<String>,
    /// Whether it was taken out of the plan.
    pub removed: bool,
}

impl From<proto::registration::PlanItem> for PlanItem {
    fn from(item: proto::registration::PlanItem) -> Self {
        Self {
            kind: Word::of::<RecognitionKind>(item.kind),
            target: Word::of::<Target>(item.target),
            name: item.name,
            school: item.school,
            school_name: item.school_name,
            dossier_month: item.dossier_month,
            registration_month: item.registration_month,
            dossier: some(item.dossier),
            removed: item.removed,
        }
    }
}

impl Row for PlanItem {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("school_name", "Trường"),
        ("kind", "Loại"),
        ("target", "Mục tiêu"),
        ("dossier_month", "Hồ sơ xong trong"),
        ("registration_month", "Đăng ký trong"),
        ("removed", "Đã đưa ra khỏi kế hoạch"),
        ("name", "Mã"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.school_name),
            Cell::Word(self.kind),
            Cell::Word(self.target),
            Cell::text(&self.dossier_month),
            Cell::text(&self.registration_month),
            Cell::Flag(self.removed),
            Cell::text(&self.name),
        ]
    }
}

/// A target of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanTarget {
    /// What it counts.
    pub measure: Word,
    /// Only schools of this kind.
    pub school_type: Word,
    /// Only schools of this ownership.
    pub ownership: Word,
    /// At least so many: tenths of a percent for shares, schools for numbers.
    pub at_least: u32,
    /// At most so many, in the same unit; 0 for no bound.
    pub at_most: u32,
    /// The last day to reach it.
    pub by: Option<Day>,
    /// Where it comes from.
    pub source: Option<String>,
}

impl From<proto::registration::PlanTarget> for PlanTarget {
    fn from(target: proto::registration::PlanTarget) -> Self {
        Self {
            measure: Word::of::<PlanMeasure>(target.measure),
            school_type: Word::of::<SchoolType>(target.school_type),
            ownership: Word::of::<Ownership>(target.ownership),
            at_least: target.at_least,
            at_most: target.at_most,
            by: day(&target.by),
            source: some(target.source),
        }
    }
}

impl PlanTarget {
    fn is_number(&self) -> bool {
        self.measure.code.starts_with("recognised")
    }

    /// The bounds, for people: `7–10 %`, `ít nhất 4 trường`.
    fn bounds(&self) -> String {
        let amount = |value: u32| {
            if self.is_number() {
                value.to_string()
            } else {
                percent(value)
            }
        };
        let unit = if self.is_number() { "trường" } else { "%" };
        match self.at_most {
            0 => format!("ít nhất {} {unit}", amount(self.at_least)),
            at_most => format!("{}–{} {unit}", amount(self.at_least), amount(at_most)),
        }
    }
}

/// Tenths of a percent as an office writes them.
fn percent(tenths: u32) -> String {
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => format!("{},{rest}", tenths / 10),
    }
}

impl Row for PlanTarget {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("measure", "Chỉ tiêu"),
        ("school_type", "Loại trường"),
        ("ownership", "Loại hình"),
        ("bounds", "Mức"),
        ("by", "Trước hết ngày"),
        ("source", "Căn cứ"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Word(self.measure),
            Cell::Word(self.school_type),
            Cell::Word(self.ownership),
            Cell::text(self.bounds()),
            Cell::Day(self.by),
            or_blank(self.source.as_ref()),
        ]
    }
}

/// An amendment of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanAmendment {
    /// Its document's number.
    pub document_number: String,
    /// The day it was approved.
    pub approved_on: Option<Day>,
    /// Who approved it.
    pub approved_by: String,
    /// Why.
    pub reason: String,
    /// What it changed, item by item.
    pub changes: Vec<PlanChange>,
    /// When it was entered.
    pub recorded_at: Option<At>,
}

/// What an amendment did to one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanChange {
    /// `planItems/{id}`.
    pub item: String,
    /// The school's own name.
    pub school_name: String,
    /// The item before; none for one that was added.
    pub before: Option<PlanItem>,
    /// The item after; none for one that was removed.
    pub after: Option<PlanItem>,
}

impl From<proto::registration::PlanAmendment> for PlanAmendment {
    fn from(amendment: proto::registration::PlanAmendment) -> Self {
        let change = |change: proto::registration::PlanChange| PlanChange {
            item: change.item,
            school_name: change.school_name,
            before: change.before.map(PlanItem::from),
            after: change.after.map(PlanItem::from),
        };
        Self {
            approved_on: day(&amendment.approved_on),
            recorded_at: at(amendment.recorded_at.as_ref()),
            changes: amendment.changes.into_iter().map(change).collect(),
            document_number: amendment.document_number,
            approved_by: amendment.approved_by,
            reason: amendment.reason,
        }
    }
}

impl Row for PlanAmendment {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("document_number", "Số văn bản"),
        ("approved_on", "Ngày"),
        ("approved_by", "Người phê duyệt"),
        ("reason", "Lý do"),
        ("schools", "Các trường thay đổi"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let schools: Vec<&str> = self
            .changes
            .iter()
            .map(|change| change.school_name.as_str())
            .collect();
        vec![
            Cell::text(&self.document_number),
            Cell::Day(self.approved_on),
            Cell::text(&self.approved_by),
            Cell::text(&self.reason),
            Cell::text(schools.join(", ")),
        ]
    }
}

/// How far a plan has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanProgress {
    /// The plan, without its items.
    pub plan: Option<Plan>,
    /// Its items.
    pub items: Vec<PlanItemProgress>,
    /// Its targets.
    pub targets: Vec<PlanTargetProgress>,
    /// Dossiers of schools that stand in no item: `dossiers/{id}`.
    pub unplanned_dossiers: Vec<String>,
    /// As of when.
    pub as_of: Option<At>,
}

impl From<proto::registration::PlanProgress> for PlanProgress {
    fn from(progress: proto::registration::PlanProgress) -> Self {
        Self {
            as_of: at(progress.as_of.as_ref()),
            plan: progress.plan.map(Plan::from),
            items: progress.items.into_iter().map(PlanItemProgress::from).collect(),
            targets: progress
                .targets
                .into_iter()
                .map(PlanTargetProgress::from)
                .collect(),
            unplanned_dossiers: progress.unplanned_dossiers,
        }
    }
}

/// One item and its deviation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanItemProgress {
    /// The item.
    pub item: Option<PlanItem>,
    /// How far it has come.
    pub progress: Word,
    /// The day the dossier was complete.
    pub dossier_completed_on: Option<Day>,
    /// The day it was registered.
    pub registered_on: Option<Day>,
    /// By how many days the dossier is or was late.
    pub dossier_days_late: u32,
    /// By how many days the registration is or was late.
    pub registration_days_late: u32,
}

impl From<proto::registration::PlanItemProgress> for PlanItemProgress {
    fn from(one: proto::registration::PlanItemProgress) -> Self {
        Self {
            progress: Word::of::<ItemProgress>(one.progress),
            item: one.item.map(PlanItem::from),
            dossier_completed_on: day(&one.dossier_completed_on),
            registered_on: day(&one.registered_on),
            dossier_days_late: one.dossier_days_late,
            registration_days_late: one.registration_days_late,
        }
    }
}

impl Row for PlanItemProgress {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("school_name", "Trường"),
        ("progress", "Đã đến"),
        ("dossier_month", "Hồ sơ xong trong"),
        ("dossier_completed_on", "Xong ngày"),
        ("dossier_days_late", "Chậm (ngày)"),
        ("registration_month", "Đăng ký trong"),
        ("registered_on", "Đăng ký ngày"),
        ("registration_days_late", "Chậm (ngày)"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let item =
            |part: fn(&PlanItem) -> &String| Cell::text(self.item.as_ref().map_or("", |item| part(item)));
        vec![
            item(|item| &item.school_name),
            Cell::Word(self.progress),
            item(|item| &item.dossier_month),
            Cell::Day(self.dossier_completed_on),
            Cell::Number(self.dossier_days_late.into()),
            item(|item| &item.registration_month),
            Cell::Day(self.registered_on),
            Cell::Number(self.registration_days_late.into()),
        ]
    }
}

/// One target and what was reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanTargetProgress {
    /// The target.
    pub target: Option<PlanTarget>,
    /// The kind of school counted here.
    pub school_type: Word,
    /// How many schools count.
    pub reached: u32,
    /// Out of how many; 0 for numbers.
    pub of: u32,
    /// Whether the target is met.
    pub met: bool,
}

impl From<proto::registration::PlanTargetProgress> for PlanTargetProgress {
    fn from(one: proto::registration::PlanTargetProgress) -> Self {
        Self {
            target: one.target.map(PlanTarget::from),
            school_type: Word::of::<SchoolType>(one.school_type),
            reached: one.reached,
            of: one.of,
            met: one.met,
        }
    }
}

impl Row for PlanTargetProgress {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("measure", "Chỉ tiêu"),
        ("school_type", "Loại trường"),
        ("bounds", "Mức"),
        ("by", "Trước hết ngày"),
        ("reached", "Đạt"),
        ("of", "Trên"),
        ("met", "Đã đạt chỉ tiêu"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let target = self.target.as_ref();
        vec![
            target.map_or(Cell::text(""), |target| Cell::Word(target.measure)),
            Cell::Word(self.school_type),
            Cell::text(target.map(PlanTarget::bounds).unwrap_or_default()),
            Cell::Day(target.and_then(|target| target.by)),
            Cell::Number(self.reached.into()),
            match self.of {
                0 => Cell::text(""),
                of => Cell::Number(of.into()),
            },
            Cell::Flag(self.met),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_read_as_an_office_writes_them() {
        let bounds = |measure: PlanMeasure, at_least, at_most| {
            let target = proto::registration::PlanTarget {
                measure: measure.into(),
                at_least,
                at_most,
                ..Default::default()
            };
            PlanTarget::from(target).bounds()
        };
        assert_eq!(bounds(PlanMeasure::ExternallyReviewed, 70, 100), "7–10 %");
        assert_eq!(bounds(PlanMeasure::SelfAssessed, 1_000, 0), "ít nhất 100 %");
        assert_eq!(bounds(PlanMeasure::ExternallyReviewed, 75, 0), "ít nhất 7,5 %");
        assert_eq!(bounds(PlanMeasure::RecognisedNew, 4, 0), "ít nhất 4 trường");
    }
}
