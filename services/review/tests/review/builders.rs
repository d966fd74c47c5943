//! Cases, people and reviews at every stage, as tests need them.

use calendar::Day;
use chrono::{DateTime, Utc};
use platform::scope::Place;
use proto::fact::{CommentAnswer, DeadlineReached, Fact, ReviewStep, SchoolType, Target, TeamRole};
use review::domain::{
    Case, DecisionNumber, Refusal, Report, Review, ReviewCommand, Reviewer, ReviewerForm, Signer,
    TeamProposal,
};
use statute::{Law, RegimeId, Role};
use uuid::Uuid;

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

pub fn form(name: &str) -> ReviewerForm {
    ReviewerForm {
        name: name.to_owned(),
        email: "doan@sgddt.example".to_owned(),
        years_in_sector: 12,
        trained_by_ministry: true,
        commune: "Quỳnh Sơn".to_owned(),
        ..ReviewerForm::default()
    }
}

pub fn reviewer(number: u128) -> Reviewer {
    let id = Uuid::from_u128(0xB_0000 + number);
    Reviewer::enter(id, form(&format!("Người đánh giá {number}"))).unwrap()
}

/// Five eligible people, the leader of the Sở signing.
pub fn proposal() -> TeamProposal {
    TeamProposal {
        seats: (1..).map(reviewer).zip(ROLES).collect(),
        decision_number: "87/QĐ-SGDĐT".parse::<DecisionNumber>().unwrap(),
        signer: Signer {
            person: "giam-doc".to_owned(),
            authorities: vec![Role::DepartmentLeader],
        },
    }
}

pub fn report(level: u32) -> Report {
    Report {
        level,
        sha256: SHA.to_owned(),
    }
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
    let command = ReviewCommand::EstablishTeam(proposal());
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
        .fold(under_review(), |review, (step, moment)| {
            after(
                &review,
                ReviewCommand::CompleteStep(step, "Biên bản".to_owned()),
                moment,
            )
        })
}

/// The draft sent on 5 July; the school has until 19 July.
pub fn drafted() -> Review {
    after(
        &visited(),
        ReviewCommand::SendDraft(report(2)),
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
