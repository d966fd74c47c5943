//! Cases, people and reviews at every stage, as tests need them.

use calendar::Day;
use chrono::{DateTime, Utc};
use form::ReportFile;
use platform::scope::Place;
use proto::fact::{CommentAnswer, DeadlineReached, Fact, ReviewStep, SchoolType, Target, TeamRole};
use review::domain::{
    Case, Decision, DecisionNumber, EstablishedTeam, Post, Refusal, ReportForm, Review, ReviewCommand,
    Reviewer, Seat, StepForm, Training,
};
use statute::{Law, RegimeId};
use uuid::Uuid;

use crate::assessed::assess;

pub const SHA: &str = "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9";
pub const STEPS: [ReviewStep; 3] = [
    ReviewStep::DossierStudy,
    ReviewStep::PreliminaryVisit,
    ReviewStep::OfficialVisit,
];
/// Three members after the head and the secretary: the smallest team there may be.
pub const ROLES: [TeamRole; 5] = [
    TeamRole::Head,
    TeamRole::Secretary,
    TeamRole::Member,
    TeamRole::Member,
    TeamRole::Member,
];

pub fn law() -> &'static Law {
    Law::official()
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse::<DateTime<chrono::FixedOffset>>().unwrap().to_utc()
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn school(number: u128) -> Uuid {
    Uuid::from_u128(0x5_0000 + number)
}

pub fn case(number: u128) -> Case {
    Case {
        id: Uuid::from_u128(0xC_0000 + number),
        dossier_number: format!("H37.14-240605-{number:04}"),
        school_id: school(number),
        school_name: format!("Trường Tiểu học số {number}"),
        school_type: SchoolType::Primary,
        commune: "Bắc Sơn".to_owned(),
        school_email: format!("truong{number}@bacson.example"),
        regime: RegimeId::A1,
        overlay: String::new(),
        target: Target::NationalStandard1,
        place: Place::default(),
    }
}

/// The department of the province `number`.
pub fn province(number: u128) -> Uuid {
    Uuid::from_u128(0xD_0000 + number)
}

/// The commune `number`.
pub fn commune(number: u128) -> Uuid {
    Uuid::from_u128(0xE_0000 + number)
}

/// The case `number` of a school in the commune `of_commune` of the province `of_province`. The commune manages
/// the school.
pub fn case_in(of_province: u128, of_commune: u128, number: u128) -> Case {
    Case {
        place: Place {
            commune_id: Some(commune(of_commune)),
            authority_id: Some(commune(of_commune)),
            authority_name: format!("UBND xã số {of_commune}"),
            authority_email: format!("xa{of_commune}@tinh.example"),
            province_id: Some(province(of_province)),
        },
        ..case(number)
    }
}

/// Someone who may review any school of the builders, and against whom nothing stands.
pub fn reviewer(number: u128) -> Reviewer {
    Reviewer {
        id: Uuid::from_u128(0xB_0000 + number),
        code: String::new(),
        name: format!("Người đánh giá {number}"),
        email: format!("nguoi{number}@doan.example"),
        phone: String::new(),
        commune: "Quỳnh Sơn".to_owned(),
        in_sector_since: day("2005-09-01"),
        training: Some(Training {
            certificate_number: "CN-001".to_owned(),
            completed_on: day("2019-06-30"),
        }),
        other_department: None,
        fields: Vec::new(),
        levels: vec![SchoolType::Primary],
        career: Vec::new(),
        relations: Vec::new(),
        absences: Vec::new(),
        most_schools: None,
        retirement: None,
        province_id: None,
        version: 1,
    }
}

/// A post at the school `number` since 2020.
pub fn post_at(number: u128) -> Post {
    Post {
        school: Some(school(number)),
        employer: format!("Trường Tiểu học số {number}"),
        position: "Giáo viên".to_owned(),
        from: day("2020-09-01"),
        until: None,
    }
}

pub fn number(text: &str) -> DecisionNumber {
    text.parse().unwrap()
}

/// Five eligible people, established by the leader of the Sở.
pub fn team() -> EstablishedTeam {
    let seat = |(person, role): (Reviewer, TeamRole)| Seat {
        reviewer: person.id,
        name: person.name,
        email: person.email,
        role,
    };
    EstablishedTeam {
        id: Uuid::from_u128(0x7_0001),
        decision: Decision {
            number: number("87/QĐ-SGDĐT"),
            signed_on: day("2024-06-10"),
            signer: "giam-doc".to_owned(),
            prepared_by: "chuyen-vien".to_owned(),
        },
        seats: (1..).map(reviewer).zip(ROLES).map(seat).collect(),
        warnings: Vec::new(),
    }
}

/// A report that concludes with `level`, which the results come to.
pub fn report(level: u32) -> ReportForm {
    ReportForm {
        level,
        reason: String::new(),
        report: file("bao-cao.pdf"),
    }
}

/// A report that concludes with `level` for a reason, whatever the results come to.
pub fn reasoned(level: u32) -> ReportForm {
    ReportForm {
        reason: "Đoàn thống nhất sau khi đối chiếu minh chứng".to_owned(),
        ..report(level)
    }
}

pub fn file(name: &str) -> ReportFile {
    ReportFile {
        file_name: name.to_owned(),
        sha256: SHA.to_owned(),
        size: 4096,
    }
}

/// `step`, done on the day on which it is recorded.
pub fn step(step: ReviewStep) -> ReviewCommand {
    ReviewCommand::CompleteStep(StepForm {
        step,
        from: String::new(),
        until: String::new(),
        minutes: "Biên bản".to_owned(),
        files: vec![file("bien-ban.pdf")],
    })
}

pub fn accepted() -> CommentAnswer {
    CommentAnswer {
        accepted: true,
        reason: String::new(),
    }
}

pub fn kept(reason: &str) -> CommentAnswer {
    CommentAnswer {
        accepted: false,
        reason: reason.to_owned(),
    }
}

pub fn reached(limit: &str, due_on: &str) -> DeadlineReached {
    DeadlineReached {
        clock_id: Uuid::from_u128(7).to_string(),
        limit: limit.to_owned(),
        overlay: String::new(),
        due_on: due_on.to_owned(),
        owner: review::NAME.to_owned(),
    }
}

/// The review after `command` at `moment`, which must be taken.
pub fn after(review: &Review, command: ReviewCommand, moment: &str) -> Review {
    decided(review, command, moment).unwrap().0
}

pub fn decided(review: &Review, command: ReviewCommand, moment: &str) -> Result<(Review, Fact), Refusal> {
    review.decide(command, law(), at(moment))
}

/// Accepted on 5 June 2024.
pub fn opened() -> Review {
    Review::open(case(1), at("2024-06-05T09:00:00+07:00")).0
}

/// The team established on 10 June.
pub fn under_review() -> Review {
    let command = ReviewCommand::EstablishTeam(team());
    after(&opened(), command, "2024-06-10T09:00:00+07:00")
}

/// All three steps done by 3 July.
pub fn visited() -> Review {
    let moments = [
        "2024-06-12T16:00:00+07:00",
        "2024-06-20T16:00:00+07:00",
        "2024-07-03T16:00:00+07:00",
    ];
    STEPS
        .into_iter()
        .zip(moments)
        .fold(under_review(), |review, (done, moment)| {
            after(&review, step(done), moment)
        })
}

/// Every criterion at level 3 on 4 July.
pub fn assessed() -> Review {
    after(&visited(), assess(RegimeId::A1, 3), "2024-07-04T10:00:00+07:00")
}

/// The draft sent on 5 July with level 2; the school has until 19 July.
pub fn drafted() -> Review {
    after(
        &assessed(),
        ReviewCommand::SendDraft(reasoned(2)),
        "2024-07-05T10:00:00+07:00",
    )
}

/// Two comments on 12 July.
pub fn commented() -> Review {
    let comments = vec!["Ý kiến một".to_owned(), "Ý kiến hai".to_owned()];
    after(
        &drafted(),
        ReviewCommand::Comment(comments),
        "2024-07-12T10:00:00+07:00",
    )
}

/// Answered on 16 July.
pub fn answered() -> Review {
    let answers = vec![accepted(), kept("Minh chứng chưa đủ")];
    after(
        &commented(),
        ReviewCommand::Answer(answers),
        "2024-07-16T10:00:00+07:00",
    )
}

/// The final report in on 18 July.
pub fn completed() -> Review {
    after(
        &answered(),
        ReviewCommand::SubmitFinalReport(report(3)),
        "2024-07-18T10:00:00+07:00",
    )
}
