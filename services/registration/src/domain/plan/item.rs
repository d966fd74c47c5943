//! Items of plans: which school is to be ready in which month, and the dossier that makes it so.

use calendar::{Day, Month, end_of_day};
use chrono::{DateTime, Utc};
use form::Defects;
use proto::fact::{
    Body, DeadlineBreached, DeadlineReached, Fact, PlanItemAmended, PlanItemApproved, PlanItemRemoved,
    RecognitionKind, Subject, Target,
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

/// The law under which an item was approved, which every fact about it keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovedUnder {
    /// The regime of the day.
    pub regime: RegimeId,
    /// The local overlay of the department, or empty.
    pub overlay: String,
}

/// An item of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanItem {
    /// Its id, which is also its case.
    pub id: Uuid,
    /// The plan it stands in; none for one that was approved before plans were kept as a whole.
    pub plan_id: Option<Uuid>,
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
    /// The law under which it was approved; nothing while its plan is a draft.
    pub approved_under: Option<ApprovedUnder>,
    /// The dossier that fulfils it.
    pub dossier_id: Option<Uuid>,
    /// When the dossier was complete.
    pub dossier_completed_at: Option<DateTime<Utc>>,
    /// When the registration was made.
    pub registered_at: Option<DateTime<Utc>>,
    /// Whether an amendment took it out of its plan.
    pub removed: bool,
    /// When an amendment last changed it or took it out.
    pub amended_at: Option<DateTime<Utc>>,
}

impl PlanItem {
    /// The item that `wish` asks for in the plan `plan_id` of `year`, not approved yet. What is wrong with it is
    /// added to `defects`.
    pub fn draft(
        id: Uuid,
        plan_id: Uuid,
        year: i32,
        school_id: Uuid,
        wish: &PlanWish,
        defects: &mut Defects,
    ) -> Option<Self> {
        defects.require(
            wish.kind != RecognitionKind::Unspecified,
            "kind",
            "phải là công nhận mới hoặc công nhận lại",
        );
        defects.require(
            wish.target != Target::Unspecified,
            "target",
            "phải có mức phấn đấu",
        );
        let (dossier_month, registration_month) = months(year, wish, defects)?;
        Some(Self {
            id,
            plan_id: Some(plan_id),
            school_id,
            year,
            kind: wish.kind,
            target: wish.target,
            dossier_month,
            registration_month,
            approved_under: None,
            dossier_id: None,
            dossier_completed_at: None,
            registered_at: None,
            removed: false,
            amended_at: None,
        })
    }

    /// The item once its plan is approved under `law`.
    #[must_use]
    pub fn approve(mut self, law: ApprovedUnder) -> Self {
        self.approved_under = Some(law);
        self
    }

    /// Whether dossiers may fulfil it: its plan was approved, and no amendment took it out.
    pub fn stands(&self) -> bool {
        !self.removed && (self.approved_under.is_some() || self.plan_id.is_none())
    }

    /// The item with the target and the months of `wish`. What is wrong is added to `defects`.
    pub(super) fn amend(&self, wish: &PlanWish, at: DateTime<Utc>, defects: &mut Defects) -> Option<Self> {
        defects.require(
            wish.kind == self.kind,
            "kind",
            "điều chỉnh không đổi được loại công nhận; hãy đưa mục này ra và thêm mục mới",
        );
        defects.require(
            wish.target != Target::Unspecified,
            "target",
            "phải có mức phấn đấu",
        );
        let (dossier_month, registration_month) = months(self.year, wish, defects)?;
        Some(Self {
            target: wish.target,
            dossier_month,
            registration_month,
            amended_at: Some(at),
            ..self.clone()
        })
    }

    /// The item when an amendment takes it out of its plan; one that has a dossier stays.
    pub(super) fn remove(&self, at: DateTime<Utc>) -> Result<Self, Refusal> {
        if self.dossier_id.is_some() {
            return Err(PlanRefusal::HasDossier { schools: Vec::new() }.into());
        }
        Ok(Self {
            removed: true,
            amended_at: Some(at),
            ..self.clone()
        })
    }

    /// The item when `dossier_id`, of `school_id`, fulfils it, which asks for what was planned. It takes one
    /// dossier at a time.
    pub fn complete_dossier(
        mut self,
        dossier_id: Uuid,
        school_id: Uuid,
        kind: RecognitionKind,
        target: Target,
        at: DateTime<Utc>,
    ) -> Result<Self, Refusal> {
        if self.school_id != school_id {
            return Err(PlanRefusal::Item("Mục kế hoạch này là của trường khác").into());
        }
        if !self.stands() {
            return Err(
                PlanRefusal::Item("Mục này chưa được phê duyệt hoặc đã được đưa ra khỏi kế hoạch").into(),
            );
        }
        if (self.kind, self.target) != (kind, target) {
            return Err(PlanRefusal::Item(
                "Hồ sơ không đúng loại công nhận hoặc mức phấn đấu của mục kế hoạch này",
            )
            .into());
        }
        if self.dossier_id.is_some() || self.dossier_completed_at.is_some() {
            return Err(PlanRefusal::Item("Mục kế hoạch này đã có hồ sơ").into());
        }
        self.dossier_id = Some(dossier_id);
        self.dossier_completed_at = Some(at);
        Ok(self)
    }

    /// The item when its dossier is handed in.
    #[must_use]
    pub fn register(mut self, at: DateTime<Utc>) -> Self {
        self.registered_at = Some(at);
        self
    }

    /// The item when `dossier` was refused or withdrawn: it is free for another one. An item that has another
    /// dossier stays as it is.
    #[must_use]
    pub fn release(mut self, dossier: Uuid) -> Self {
        if self.dossier_id == Some(dossier) {
            self.dossier_id = None;
            self.dossier_completed_at = None;
            self.registered_at = None;
        }
        self
    }

    /// The subject of facts about it: it keeps the law under which it was approved, and has `law` when it is new.
    pub(super) fn subject(&self, school: &School, law: &ApprovedUnder) -> Subject {
        let law = self.approved_under.as_ref().unwrap_or(law);
        plan_subject(self, school, law.regime, &law.overlay)
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

    /// The fact that an amendment gave it other months or another target.
    pub(super) fn amendment(&self, subject: Subject, reason: &str) -> Fact {
        let body = Body::PlanItemAmended(PlanItemAmended {
            dossier_month_end: self.dossier_month.last_day().to_string(),
            registration_month_end: self.registration_month.last_day().to_string(),
            reason: reason.to_owned(),
        });
        Fact {
            subject: Some(subject),
            body: Some(body),
        }
    }

    /// The fact that an amendment took it out.
    pub(super) fn removal(subject: Subject, reason: &str) -> Fact {
        let body = Body::PlanItemRemoved(PlanItemRemoved {
            reason: reason.to_owned(),
        });
        Fact {
            subject: Some(subject),
            body: Some(body),
        }
    }
}

/// The months of `wish`, of which none lies before the plan's year, nor the registration before the dossier.
fn months(year: i32, wish: &PlanWish, defects: &mut Defects) -> Option<(Month, Month)> {
    let dossier_month = wish.dossier_month.trim().parse::<Month>().ok();
    let registration_month = wish.registration_month.trim().parse::<Month>().ok();
    for (field, month) in [
        ("dossier_month", dossier_month),
        ("registration_month", registration_month),
    ] {
        match month {
            None => defects.add(field, "phải là tháng dạng 2024-05"),
            Some(month) => defects.require(month.year() >= year, field, "không thể trước năm của kế hoạch"),
        }
    }
    let months = (dossier_month?, registration_month?);
    defects.require(
        months.0 <= months.1,
        "registration_month",
        "không thể trước tháng hoàn thành hồ sơ",
    );
    Some(months)
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

/// Whether the limit that has run out was broken: what it asks for was not done when it ended. What an amendment
/// took out of the plan before that, or gave a later month, was owed no longer.
pub fn judge_plan(item: &PlanItem, reached: &DeadlineReached, due_on: Day) -> Option<Body> {
    let (done_at, month) = match reached.limit.as_str() {
        "plan.dossier" => (item.dossier_completed_at, item.dossier_month),
        "plan.register" => (item.registered_at, item.registration_month),
        _ => return None,
    };
    let ended = end_of_day(due_on);
    let in_time = done_at.is_some_and(|at| at < ended);
    let amended = item.amended_at.is_some_and(|at| at < ended);
    let owed = !amended || (!item.removed && month.last_day() <= due_on);
    (owed && !in_time).then(|| {
        Body::DeadlineBreached(DeadlineBreached {
            limit: reached.limit.clone(),
            overlay: reached.overlay.clone(),
            due_on: reached.due_on.clone(),
        })
    })
}
