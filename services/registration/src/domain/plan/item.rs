//! Plans: which school is to be ready in which month.

use calendar::{Day, Month, end_of_day};
use chrono::{DateTime, Utc};
use proto::fact::{
    Body, DeadlineBreached, DeadlineReached, Fact, PlanItemApproved, RecognitionKind, Subject, Target,
};
use statute::RegimeId;
use uuid::Uuid;

use super::PlanRefusal;
use crate::domain::{Refusal, School};

/// What is planned for a school.
#[derive(Clone, Debug)]
pub struct PlanWish {
    /// New recognition or renewal.
    pub kind: RecognitionKind,
    /// What is aimed at.
    pub target: Target,
    /// The month by which the dossier is complete, as it was entered.
    pub dossier_month: String,
    /// The month by which it is registered, as it was entered.
    pub registration_month: String,
}

/// An approved item of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanItem {
    /// Its id, which is also its case.
    pub id: Uuid,
    /// The school.
    pub school_id: Uuid,
    /// The year of the plan.
    pub year: i32,
    /// New recognition or renewal.
    pub kind: RecognitionKind,
    /// What is aimed at.
    pub target: Target,
    /// The month by which the dossier is complete.
    pub dossier_month: Month,
    /// The month by which it is registered.
    pub registration_month: Month,
    /// When the dossier was complete.
    pub dossier_completed_at: Option<DateTime<Utc>>,
    /// When the registration was made.
    pub registered_at: Option<DateTime<Utc>>,
}

impl PlanItem {
    /// Approves the item `position` of the plan of `year`; every defect at once.
    pub fn approve(
        id: Uuid,
        position: usize,
        year: i32,
        school: &School,
        wish: &PlanWish,
    ) -> Result<Self, Refusal> {
        let mut defects = Vec::new();
        let mut defect = |field: &str, message: &str| {
            defects.push((format!("items[{position}].{field}"), message.to_owned()));
        };
        if wish.kind == RecognitionKind::Unspecified {
            defect("kind", "phải là công nhận mới hoặc công nhận lại");
        }
        if wish.target == Target::Unspecified {
            defect("target", "phải có mức phấn đấu");
        }
        let dossier_month = wish.dossier_month.parse::<Month>();
        let registration_month = wish.registration_month.parse::<Month>();
        for (field, month) in [
            ("dossier_month", &dossier_month),
            ("registration_month", &registration_month),
        ] {
            match month {
                Err(_) => defect(field, "phải là tháng dạng 2024-05"),
                Ok(month) if month.year() < year => defect(field, "không thể trước năm của kế hoạch"),
                Ok(_) => {}
            }
        }
        let (Ok(dossier_month), Ok(registration_month)) = (dossier_month, registration_month) else {
            return Err(Refusal::Fields(defects));
        };
        if registration_month < dossier_month {
            defect("registration_month", "không thể trước tháng hoàn thành hồ sơ");
        }
        if !defects.is_empty() {
            return Err(Refusal::Fields(defects));
        }
        Ok(Self {
            id,
            school_id: school.id,
            year,
            kind: wish.kind,
            target: wish.target,
            dossier_month,
            registration_month,
            dossier_completed_at: None,
            registered_at: None,
        })
    }

    /// The item when a dossier of `school_id` fulfils it, which asks for what was planned. It takes one
    /// dossier.
    pub fn complete_dossier(
        mut self,
        school_id: Uuid,
        kind: RecognitionKind,
        target: Target,
        at: DateTime<Utc>,
    ) -> Result<Self, Refusal> {
        if self.school_id != school_id {
            return Err(PlanRefusal::Item("Mục kế hoạch này là của trường khác").into());
        }
        if (self.kind, self.target) != (kind, target) {
            return Err(PlanRefusal::Item(
                "Hồ sơ không đúng loại công nhận hoặc mức phấn đấu của mục kế hoạch này",
            )
            .into());
        }
        if self.dossier_completed_at.is_some() {
            return Err(PlanRefusal::Item("Mục kế hoạch này đã có hồ sơ").into());
        }
        self.dossier_completed_at = Some(at);
        Ok(self)
    }

    /// The item when its dossier is handed in.
    #[must_use]
    pub fn register(mut self, at: DateTime<Utc>) -> Self {
        self.registered_at = Some(at);
        self
    }

    /// The fact of its approval.
    pub fn approval(&self, subject: Subject) -> Fact {
        let body = Body::PlanItemApproved(PlanItemApproved {
            year: self.year,
            kind: self.kind.into(),
            dossier_month_end: self.dossier_month.last_day().to_string(),
            registration_month_end: self.registration_month.last_day().to_string(),
        });
        Fact {
            subject: Some(subject),
            body: Some(body),
        }
    }
}

/// The subject of facts about `item`, which keeps the regime under which it was approved.
pub fn plan_subject(item: &PlanItem, school: &School, regime: RegimeId, overlay: &str) -> Subject {
    Subject {
        regime: regime.to_string(),
        overlay: overlay.to_owned(),
        target: item.target.into(),
        ..school.subject(item.id)
    }
}

/// Whether the limit that has run out was broken: what it asks for was not done when it ended.
pub fn judge_plan(item: &PlanItem, reached: &DeadlineReached, due_on: Day) -> Option<Body> {
    let done_at = match reached.limit.as_str() {
        "plan.dossier" => item.dossier_completed_at,
        "plan.register" => item.registered_at,
        _ => return None,
    };
    let in_time = done_at.is_some_and(|at| at < end_of_day(due_on));
    (!in_time).then(|| {
        Body::DeadlineBreached(DeadlineBreached {
            limit: reached.limit.clone(),
            overlay: reached.overlay.clone(),
            due_on: reached.due_on.clone(),
        })
    })
}
