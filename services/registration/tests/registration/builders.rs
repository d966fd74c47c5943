//! Test data: schools, plan items, dossiers.

use calendar::Day;
use form::{Defects, ReportFile};
use platform::time::Moment;
use proto::fact::{DeadlineReached, Ownership, RecognitionKind, SchoolType, Target};
use proto::registration as wire;
use registration::domain::{
    ApprovedUnder, Authority, AuthorityForm, AuthorityKind, CheckStage, Checker, Conclusion, Contact,
    DocumentForm, DocumentKind, Dossier, DossierCommand, DossierNumber, Office, Place, PlanItem, PlanWish,
    Preparation, Receipt, ReceivingBody, Refusal, School, SchoolForm, SelfAssessment, Submission,
};
use statute::{Law, RegimeId};
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

/// A department, a district under it and a commune under that, all of one province; the district ended on
/// 30/6/2025, and the commune took its place.
pub fn a_province() -> [Authority; 3] {
    let enter = |kind, parent: Option<&Authority>, name: &str, code: &str| {
        let form = AuthorityForm {
            name: name.to_owned(),
            code: code.to_owned(),
            ..AuthorityForm::default()
        };
        Authority::enter(Uuid::now_v7(), kind, parent, form).unwrap().0
    };
    let department = enter(AuthorityKind::Department, None, "Sở Lạng Sơn", "H37.14");
    let mut district = enter(
        AuthorityKind::District,
        Some(&department),
        "Phòng GDĐT Bắc Sơn",
        "H37.30",
    );
    let commune = enter(
        AuthorityKind::Commune,
        Some(&district),
        "UBND xã Bắc Sơn",
        "H37.30.1",
    );
    district.valid_until = Some(day("2025-06-30"));
    district.successors = vec![commune.id];
    [department, district, commune]
}

/// A completed self-assessment of `school`, with the report [`SHA`].
pub fn assessed(school: &School) -> SelfAssessment {
    SelfAssessment {
        id: Uuid::now_v7(),
        school: school.clone(),
        school_year: "2023-2024".parse().unwrap(),
        regime: RegimeId::A0,
        council: None,
        results: Vec::new(),
        conclusion: Some(Conclusion {
            level: 2,
            reason: String::new(),
            report: ReportFile {
                file_name: "bao-cao-tu-danh-gia.pdf".to_owned(),
                sha256: SHA.to_owned(),
                size: 1_000,
            },
            at: moment("2024-05-01T09:00:00+07:00"),
        }),
        improvement: Vec::new(),
        reviews: Vec::new(),
        opened_at: moment("2024-03-01T09:00:00+07:00"),
        version: 1,
    }
}

/// A document that came as a file with the hash `sha256`.
pub fn a_file(kind: DocumentKind, sha256: &str) -> DocumentForm {
    DocumentForm {
        kind: Some(kind),
        title: "Tài liệu".to_owned(),
        file_name: "tai-lieu.pdf".to_owned(),
        sha256: sha256.to_owned(),
        size: 1_000,
        copies: 0,
    }
}

/// A document that came in so many copies on paper.
pub fn on_paper(kind: DocumentKind, copies: u32) -> DocumentForm {
    DocumentForm {
        kind: Some(kind),
        title: "Tài liệu".to_owned(),
        file_name: String::new(),
        sha256: String::new(),
        size: 0,
        copies,
    }
}

/// The letter and the report.
pub fn the_documents() -> Vec<DocumentForm> {
    vec![
        a_file(DocumentKind::OfficialLetter, &SHA.replace('0', "f")),
        a_file(DocumentKind::SelfAssessmentReport, SHA),
    ]
}

/// What a dossier for `target` is put together from.
pub fn what_is_needed(target: Target) -> Preparation {
    let school = a_school();
    Preparation {
        self_assessment: assessed(&school),
        school,
        plan_item: None,
        kind: RecognitionKind::New,
        target,
        documents: the_documents(),
        portal_no: String::new(),
        origin_system: String::new(),
        overlay: String::new(),
    }
}

/// A dossier for the national standard, put together at `at`.
pub fn prepared(at: &str) -> Dossier {
    let preparation = what_is_needed(Target::NationalStandard1);
    Dossier::prepare(Uuid::now_v7(), preparation, moment(at))
        .unwrap()
        .0
}

/// The local body of the tests' dossiers.
pub const LOCAL: Uuid = Uuid::from_u128(0x10ca1);

fn received_by() -> ReceivingBody {
    ReceivingBody {
        id: LOCAL,
        name: "Phòng GDĐT Bắc Sơn".to_owned(),
    }
}

/// What the first dossier of `at`'s day is handed in with, at `stage`.
pub fn submission(at: &str, stage: CheckStage) -> Submission {
    let day = calendar::local_day(moment(at));
    Submission {
        receipt: Receipt {
            body: received_by(),
            agency_code: "H37.14".to_owned(),
            stage,
            overlay: String::new(),
        },
        number: DossierNumber::new("H37.14", day, 1),
        report_sha256: SHA.to_owned(),
        certificates: Vec::new(),
        open: None,
    }
}

/// The first dossier of `at`'s day, handed in at the Sở.
pub fn submit(at: &str) -> DossierCommand {
    DossierCommand::Submit(Box::new(submission(at, CheckStage::Department)))
}

/// The first dossier of `at`'s day, handed in at the local body.
pub fn submit_locally(at: &str) -> DossierCommand {
    DossierCommand::Submit(Box::new(submission(at, CheckStage::Local)))
}

/// An officer of the Sở who checks.
pub fn the_department() -> Checker {
    Checker {
        office: Office::Department,
        local_body: Some(received_by()),
    }
}

/// Somebody of the local body who checks.
pub fn the_local_body() -> Checker {
    Checker {
        office: Office::Local(LOCAL),
        local_body: Some(received_by()),
    }
}

/// `dossier` after `command` at `at`.
pub fn after(dossier: &Dossier, command: DossierCommand, at: Moment) -> Dossier {
    dossier.decide(command, Law::official(), at).unwrap().0
}

/// Why `dossier` refuses `command` at `at`.
pub fn refusal(dossier: &Dossier, command: DossierCommand, at: &str) -> Refusal {
    dossier.decide(command, Law::official(), moment(at)).unwrap_err()
}

/// A request of the Sở for what is missing.
pub fn supplement() -> DossierCommand {
    DossierCommand::RequestSupplement(the_department(), vec!["Thiếu minh chứng tiêu chí 1.3".to_owned()])
}

/// The completed dossier, handed in again.
pub fn resubmit() -> DossierCommand {
    DossierCommand::Resubmit(SHA.to_owned())
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

/// A document on the wire, a file with the hash `sha256`.
pub fn document(kind: wire::DocumentKind, sha256: &str) -> wire::Document {
    wire::Document {
        kind: kind.into(),
        title: "Tài liệu".to_owned(),
        file_name: "tai-lieu.pdf".to_owned(),
        sha256: sha256.to_owned(),
        size: 1_000,
        copies: 0,
    }
}

/// What `school` puts together on the completed `self_assessment`, outside any plan.
pub fn preparation(school: &wire::School, self_assessment: &str) -> wire::PrepareDossierRequest {
    wire::PrepareDossierRequest {
        school: school.name.clone(),
        kind: RecognitionKind::New.into(),
        target: Target::NationalStandard1.into(),
        self_assessment: self_assessment.to_owned(),
        documents: vec![
            document(wire::DocumentKind::OfficialLetter, &SHA.replace('0', "f")),
            document(wire::DocumentKind::SelfAssessmentReport, SHA),
        ],
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
