//! Test data: schools, plan items, dossiers.

use calendar::Day;
use platform::time::Moment;
use proto::fact::{DeadlineReached, Ownership, RecognitionKind, SchoolType, Target};
use proto::registration as wire;
use registration::domain::{
    ApprovedUnder, Contact, Defects, Dossier, DossierCommand, DossierNumber, Place, PlanItem, PlanWish,
    Preparation, Refusal, School, SchoolForm,
};
use statute::{Council, Law, RegimeId};
use uuid::Uuid;

/// SHA-256 of some report.
pub const SHA: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
/// A day of each regime.
pub const A0: &str = "2024-05-20T09:00:00+07:00";
pub const B: &str = "2026-07-07T09:00:00+07:00";

/// The moment that `text` names.
pub fn moment(text: &str) -> Moment {
    text.parse::<chrono::DateTime<chrono::FixedOffset>>()
        .unwrap()
        .into()
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn a_school() -> School {
    let form = SchoolForm {
        name: "Trường THCS Tân Thành".to_owned(),
        school_type: SchoolType::LowerSecondary,
        ownership: Ownership::Public,
        code: String::new(),
        contact: Contact {
            email: "thcs@tanthanh.example".to_owned(),
            ..Contact::default()
        },
        founded_on: String::new(),
    };
    School::register(Uuid::now_v7(), Place::default(), form)
        .unwrap()
        .0
}

pub fn an_item(school: &School) -> PlanItem {
    let wish = PlanWish {
        kind: RecognitionKind::New,
        target: Target::NationalStandard1,
        dossier_month: "2024-05".to_owned(),
        registration_month: "2024-06".to_owned(),
    };
    let mut defects = Defects::default();
    let item = PlanItem::draft(
        Uuid::now_v7(),
        Uuid::now_v7(),
        2024,
        school.id,
        &wish,
        &mut defects,
    );
    item.unwrap().approve(ApprovedUnder {
        regime: RegimeId::A0,
        overlay: String::new(),
    })
}

/// What a dossier for `target` is put together from, with a council that fits every regime.
pub fn what_is_needed(target: Target) -> Preparation {
    Preparation {
        school: a_school(),
        plan_item: None,
        kind: RecognitionKind::New,
        target,
        council: Council {
            members: 7,
            chairs: 1,
            secretaries: 1,
        },
        self_assessed_level: 2,
        report_sha256: SHA.to_owned(),
        overlay: String::new(),
    }
}

/// A dossier for the national standard, put together at `at`.
pub fn prepared(at: &str) -> Dossier {
    let preparation = what_is_needed(Target::NationalStandard1);
    Dossier::prepare(Uuid::now_v7(), preparation, Law::official(), moment(at))
        .unwrap()
        .0
}

/// The first dossier of `at`'s day.
pub fn submit(at: &str) -> DossierCommand {
    let day = calendar::local_day(moment(at));
    DossierCommand::Submit(DossierNumber::new("H37.14", day, 1))
}

/// `dossier` after `command` at `at`.
pub fn after(dossier: &Dossier, command: DossierCommand, at: Moment) -> Dossier {
    dossier.decide(command, Law::official(), at).unwrap().0
}

/// Why `dossier` refuses `command` at `at`.
pub fn refusal(dossier: &Dossier, command: DossierCommand, at: &str) -> Refusal {
    dossier.decide(command, Law::official(), moment(at)).unwrap_err()
}

/// A request for what is missing.
pub fn supplement() -> DossierCommand {
    DossierCommand::RequestSupplement(vec!["Thiếu minh chứng tiêu chí 1.3".to_owned()])
}

/// The end of `limit` on `due_on`.
pub fn reached(limit: &str, due_on: &str) -> DeadlineReached {
    DeadlineReached {
        clock_id: Uuid::now_v7().to_string(),
        limit: limit.to_owned(),
        overlay: String::new(),
        due_on: due_on.to_owned(),
        owner: registration::NAME.to_owned(),
    }
}

/// A school as it is entered.
pub fn school(name: &str) -> wire::School {
    wire::School {
        display_name: name.to_owned(),
        school_type: SchoolType::Primary.into(),
        ownership: Ownership::Public.into(),
        email: "truong@bacson.example".to_owned(),
        ..wire::School::default()
    }
}

/// What `school` puts together, outside any plan.
pub fn preparation(school: &wire::School) -> wire::PrepareDossierRequest {
    wire::PrepareDossierRequest {
        school: school.name.clone(),
        kind: RecognitionKind::New.into(),
        target: Target::NationalStandard1.into(),
        request_id: ground::fresh_id(),
        ..wire::PrepareDossierRequest::default()
    }
}

/// What is planned for `school` in 2024.
pub fn plan_item(school: &wire::School, dossier_month: &str, registration_month: &str) -> wire::PlanItem {
    wire::PlanItem {
        school: school.name.clone(),
        year: 2024,
        kind: RecognitionKind::New.into(),
        target: Target::NationalStandard1.into(),
        dossier_month: dossier_month.to_owned(),
        registration_month: registration_month.to_owned(),
        ..wire::PlanItem::default()
    }
}
