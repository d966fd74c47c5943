//! Facts of a case, as the other services would announce them.

use std::collections::BTreeMap;

use calendar::Almanac;
use platform::time::Moment;
use proto::fact::{
    Body, CommentsReceived, ConsentDeemed, DeadlineBreached, DossierRefused, DossierResubmitted,
    DossierSubmitted, Fact, InvitationAnswered, MembersInvited, ObligationFulfilled, ObligationLifted,
    ObligationOpened, PlanItemAmended, PlanItemApproved, PlanItemRemoved, RecognitionKind, ReviewClosed,
    ReviewStep, ReviewStepCompleted, Subject, SupplementRequested, TeamDissolved, TeamEstablished,
    TeamMemberReplaced, TeamRole, TeamSeat, VisitPlanned,
};
use scheduler::domain::{CaseFile, Clock, Consequences, Directory, News, Rules};
use statute::Law;
use uuid::Uuid;

/// The head of every review team of these tests.
pub const HEAD: &str = "truong-doan@truong.example";
/// The secretary of every review team of these tests.
pub const SECRETARY: &str = "thu-ky@truong.example";
/// The school of every case that names no other.
pub const SCHOOL: &str = "Trường THCS xã Vũ Lễ";

/// A fact, and how it came.
#[derive(Clone, Debug)]
pub struct Told {
    pub id: Uuid,
    pub producer: &'static str,
    pub at: Moment,
    pub fact: Fact,
}

/// `2024-08-05T09:00+07:00`, and `2024-08-05` for nine in the morning of that day.
pub fn moment(text: &str) -> Moment {
    let whole = if text.contains('T') {
        text.to_owned()
    } else {
        format!("{text}T09:00:00+07:00")
    };
    whole.parse().unwrap()
}

/// The official law and calendar, and a mailbox for every office.
pub fn rules() -> Rules {
    let offices = [
        "commune",
        "district",
        "department_officer",
        "department_leader",
        "province",
        "administrator",
    ];
    rules_with(&offices)
}

/// The official law and calendar, and mailboxes for `offices` only.
pub fn rules_with(offices: &[&str]) -> Rules {
    let mailboxes: BTreeMap<_, _> = offices
        .iter()
        .map(|office| ((*office).to_owned(), format!("{office}@tinh.example")))
        .collect();
    Rules {
        law: Law::official(),
        calendar: Almanac::official().latest(),
        directory: Directory::new(&mailboxes),
    }
}

/// The id of the authority `number`.
pub fn authority(number: u128) -> Uuid {
    Uuid::from_u128(0xA_0000 + number)
}

/// `case`, of a school in the commune `commune` of the province `province`. The commune manages the school.
pub fn placed(case: Case, province: u128, commune: u128) -> Case {
    case.with(|subject| {
        subject.commune_id = authority(commune).to_string();
        subject.authority_id = authority(commune).to_string();
        subject.authority_name = format!("UBND xã số {commune}");
        subject.authority_email = format!("xa{commune}@tinh.example");
        subject.province_id = authority(province).to_string();
    })
}

/// A case of a school under a regime.
#[derive(Clone, Debug)]
pub struct Case(pub Subject);

impl Case {
    /// The case `number` under `regime`.
    pub fn new(number: u128, regime: &str) -> Self {
        Self(Subject {
            case_id: Uuid::from_u128(number).to_string(),
            school_id: Uuid::from_u128(number + 1_000_000).to_string(),
            school_name: SCHOOL.to_owned(),
            commune: "Vũ Lễ".to_owned(),
            school_email: "truong@truong.example".to_owned(),
            regime: regime.to_owned(),
            dossier_number: "H37.14-240805-0001".to_owned(),
            ..Subject::default()
        })
    }

    pub fn with(mut self, change: impl FnOnce(&mut Subject)) -> Self {
        change(&mut self.0);
        self
    }

    pub fn id(&self) -> Uuid {
        self.0.case_id.parse().unwrap()
    }

    /// What `producer` announces about it at `at`.
    pub fn tell(&self, producer: &'static str, at: &str, body: Body) -> Told {
        let name = format!("{}/{producer}/{at}/{body:?}", self.0.case_id);
        Told {
            id: Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()),
            producer,
            at: moment(at),
            fact: Fact {
                subject: Some(self.0.clone()),
                body: Some(body),
            },
        }
    }

    pub fn registration(&self, at: &str, body: Body) -> Told {
        self.tell("registration", at, body)
    }

    pub fn review(&self, at: &str, body: Body) -> Told {
        self.tell("review", at, body)
    }

    pub fn recognition(&self, at: &str, body: Body) -> Told {
        self.tell("recognition", at, body)
    }

    /// An empty file for it.
    pub fn file(&self) -> CaseFile {
        CaseFile::new(self.id())
    }
}

impl Told {
    pub fn fact_type(&self) -> String {
        self.fact.body.as_ref().unwrap().fact_type(self.producer)
    }
}

/// Has `file` hear `told` at `now`.
pub fn hear(file: &mut CaseFile, told: &Told, rules: &Rules, now: Moment) -> Consequences {
    let news = News {
        fact_id: told.id,
        fact_type: &told.fact_type(),
        occurred_at: told.at,
        recorded_at: told.at,
        subject: told.fact.subject.as_ref().unwrap(),
        body: told.fact.body.as_ref().unwrap(),
    };
    file.hear(news, rules, now)
        .unwrap_or_else(|error| panic!("{} cannot be heard: {error}", told.fact_type()))
}

/// The clock of `limit` in `file`.
pub fn clock<'a>(file: &'a CaseFile, limit: &str) -> &'a Clock {
    let found = file
        .clocks
        .iter()
        .find(|clock| clock.limit == limit && clock.overlay.is_none());
    found.unwrap_or_else(|| panic!("no clock for {limit}"))
}

/// The bodies of announced facts.
pub fn bodies(consequences: &Consequences) -> Vec<&Body> {
    consequences
        .facts
        .iter()
        .filter_map(|(_, fact)| fact.body.as_ref())
        .collect()
}

pub fn planned(dossier: &str, registration: &str) -> Body {
    Body::PlanItemApproved(PlanItemApproved {
        year: 2024,
        kind: RecognitionKind::New.into(),
        dossier_month_end: dossier.to_owned(),
        registration_month_end: registration.to_owned(),
    })
}

pub fn amended(dossier: &str, registration: &str) -> Body {
    Body::PlanItemAmended(PlanItemAmended {
        dossier_month_end: dossier.to_owned(),
        registration_month_end: registration.to_owned(),
        reason: "Nhà trường sáp nhập".to_owned(),
    })
}

pub fn removed() -> Body {
    Body::PlanItemRemoved(PlanItemRemoved {
        reason: "Nhà trường giải thể".to_owned(),
    })
}

pub fn obligation(limit: &str, due_before: &str) -> Body {
    Body::ObligationOpened(ObligationOpened {
        limit: limit.to_owned(),
        year: 2025,
        due_before: due_before.to_owned(),
    })
}

pub fn fulfilled(limit: &str) -> Body {
    Body::ObligationFulfilled(ObligationFulfilled {
        limit: limit.to_owned(),
        year: 2025,
        ..ObligationFulfilled::default()
    })
}

pub fn lifted(limit: &str) -> Body {
    Body::ObligationLifted(ObligationLifted {
        limit: limit.to_owned(),
        year: 2025,
        reason: "school_closed".to_owned(),
    })
}

/// A dossier handed in with the body that checks it at `stage`.
pub fn submitted(stage: &str) -> Body {
    Body::DossierSubmitted(DossierSubmitted {
        stage: stage.to_owned(),
    })
}

pub fn resubmitted(stage: &str) -> Body {
    Body::DossierResubmitted(DossierResubmitted {
        stage: stage.to_owned(),
    })
}

/// As facts were before there were two stages.
pub fn supplement(defect: &str) -> Body {
    supplement_by("", defect)
}

pub fn supplement_by(stage: &str, defect: &str) -> Body {
    Body::SupplementRequested(SupplementRequested {
        defects: vec![defect.to_owned()],
        stage: stage.to_owned(),
    })
}

pub fn refused() -> Body {
    Body::DossierRefused(DossierRefused {
        reason: "Thiếu minh chứng".to_owned(),
    })
}

/// A seat of somebody called `name`.
pub fn seat(name: &str, email: &str, role: TeamRole) -> TeamSeat {
    TeamSeat {
        reviewer_id: Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()).to_string(),
        reviewer_name: name.to_owned(),
        reviewer_email: email.to_owned(),
        role: role.into(),
    }
}

/// Who sits in the team of every case that names no other; the last has no address.
pub fn seats() -> Vec<TeamSeat> {
    vec![
        seat("Trần Thị Bình", HEAD, TeamRole::Head),
        seat("Lê Văn Cường", SECRETARY, TeamRole::Secretary),
        seat("Phạm Thị Dung", "", TeamRole::Member),
    ]
}

pub fn team() -> Body {
    team_of(seats())
}

pub fn team_of(seats: Vec<TeamSeat>) -> Body {
    Body::TeamEstablished(TeamEstablished {
        decision_number: "123/QĐ-SGDĐT".to_owned(),
        decision_date: "2024-09-10".to_owned(),
        signer: "Nguyễn Văn An".to_owned(),
        seats,
        ..TeamEstablished::default()
    })
}

pub fn invited(seats: Vec<TeamSeat>, schools: &[&str]) -> Body {
    Body::MembersInvited(MembersInvited {
        seats,
        schools: schools.iter().map(|school| (*school).to_owned()).collect(),
    })
}

pub fn answered(accepted: bool, schools: &[&str]) -> Body {
    Body::InvitationAnswered(InvitationAnswered {
        seat: seats().pop(),
        accepted,
        reason: if accepted { "" } else { "Đang đi công tác" }.to_owned(),
        schools: schools.iter().map(|school| (*school).to_owned()).collect(),
    })
}

/// `coming` takes a seat of the usual team.
pub fn replaced(coming: TeamSeat) -> Body {
    Body::TeamMemberReplaced(TeamMemberReplaced {
        decision_number: "130/QĐ-SGDĐT".to_owned(),
        decision_date: "2024-09-20".to_owned(),
        signer: "Nguyễn Văn An".to_owned(),
        leaving: seats().into_iter().find(|seat| seat.role == coming.role),
        coming: Some(coming),
        reason: "Chuyển công tác".to_owned(),
        ..TeamMemberReplaced::default()
    })
}

pub fn dissolved() -> Body {
    Body::TeamDissolved(TeamDissolved {
        decision_number: "140/QĐ-SGDĐT".to_owned(),
        decision_date: "2024-09-25".to_owned(),
        signer: "Nguyễn Văn An".to_owned(),
        reason: "Trưởng đoàn nghỉ ốm dài ngày".to_owned(),
        seats: seats(),
        ..TeamDissolved::default()
    })
}

pub fn visit(step: ReviewStep, from: &str, until: &str) -> Body {
    Body::VisitPlanned(VisitPlanned {
        step: step.into(),
        from: from.to_owned(),
        until: until.to_owned(),
    })
}

pub fn completed(step: ReviewStep) -> Body {
    Body::ReviewStepCompleted(ReviewStepCompleted {
        step: step.into(),
        ..ReviewStepCompleted::default()
    })
}

pub fn closed() -> Body {
    Body::ReviewClosed(ReviewClosed {
        reason: "Nhà trường rút hồ sơ".to_owned(),
    })
}

pub fn comments() -> Body {
    Body::CommentsReceived(CommentsReceived {
        comments: vec!["Tiêu chí 1.2 đạt mức 2".to_owned()],
    })
}

pub fn silence(deemed_on: &str) -> Body {
    Body::ConsentDeemed(ConsentDeemed {
        deemed_on: deemed_on.to_owned(),
    })
}

pub fn breached(limit: &str, due_on: &str) -> Body {
    breached_in(limit, "", due_on)
}

/// A breach of a limit of an overlay.
pub fn breached_in(limit: &str, overlay: &str, due_on: &str) -> Body {
    Body::DeadlineBreached(DeadlineBreached {
        limit: limit.to_owned(),
        overlay: overlay.to_owned(),
        due_on: due_on.to_owned(),
    })
}
