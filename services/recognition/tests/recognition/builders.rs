//! Test data: cases of each regime, and decisions brought to a state.

use calendar::Day;
use platform::scope::Place;
use platform::time::Moment;
use proto::fact::{DeadlineReached, SchoolStanding, SchoolType, Subject, Target};
use recognition::domain::{
    ApologyForm, Authority, Background, Case, Certificate, CertificateNumber, ConclusionForm, Decided,
    Decision, DecisionCommand, DecisionState, DocumentNumber, DraftForm, FinalReport, Finding, Issuing,
    Series, Signer, VerificationCode,
};
use statute::{Law, RegimeId, Standing};
use uuid::Uuid;

/// SHA-256 of some text.
pub const SHA: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
/// SHA-256 of another text.
pub const OTHER_SHA: &str = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";
pub const OFFICER: &str = "chuyen-vien";
pub const LEADER: &str = "giam-doc";
pub const PROVINCE: &str = "chu-tich-ubnd";
pub const ADMINISTRATOR: &str = "quan-tri";

/// The moment that `text` names.
pub fn moment(text: &str) -> Moment {
    text.parse::<chrono::DateTime<chrono::FixedOffset>>()
        .unwrap()
        .into()
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A case of a lower-secondary school.
pub fn case(regime: RegimeId, target: Target) -> Case {
    Case {
        id: Uuid::now_v7(),
        school_id: Uuid::now_v7(),
        school_name: "THCS Bắc Sơn".to_owned(),
        school_type: SchoolType::LowerSecondary,
        commune: "Bắc Sơn".to_owned(),
        school_email: "thcs@bacson.example".to_owned(),
        regime,
        overlay: String::new(),
        target,
        dossier_number: "H37.14-240603-0001".to_owned(),
        place: Place::default(),
    }
}

/// The id of an authority.
pub fn authority(number: u128) -> Uuid {
    Uuid::from_u128(0xA_0000 + number)
}

/// `case`, of a school in the commune `commune` of the province `province`. The commune manages the school.
pub fn placed(case: Case, province: u128, commune: u128) -> Case {
    Case {
        place: Place {
            commune_id: Some(authority(commune)),
            authority_id: Some(authority(commune)),
            authority_name: format!("UBND xã số {commune}"),
            authority_email: format!("xa{commune}@tinh.example"),
            province_id: Some(authority(province)),
        },
        ..case
    }
}

/// A case on which the Sở decides.
pub fn department_case() -> Case {
    case(RegimeId::A1, Target::NationalStandard1)
}

/// A case on which the People's Committee decides.
pub fn province_case() -> Case {
    case(RegimeId::A0, Target::NationalStandard1)
}

/// The subject under which other services speak of `case`.
pub fn subject(case: &Case) -> Subject {
    Subject {
        case_id: case.id.to_string(),
        school_id: case.school_id.to_string(),
        school_name: case.school_name.clone(),
        school_type: case.school_type.into(),
        commune: case.commune.clone(),
        school_email: case.school_email.clone(),
        regime: case.regime.to_string(),
        overlay: case.overlay.clone(),
        target: case.target.into(),
        dossier_number: case.dossier_number.clone(),
        ..case.place.subject()
    }
}

/// A school of which everything holds that is asked for besides its criteria.
pub const STANDING: Standing = Standing {
    cohort_completed: true,
    years_of_operation: 10,
    years_of_data: 5,
    legal_conditions: true,
};

/// The same, as a fact says it.
pub fn standing() -> SchoolStanding {
    SchoolStanding {
        cohort_completed: STANDING.cohort_completed,
        years_of_operation: STANDING.years_of_operation,
        years_of_data: STANDING.years_of_data,
        legal_conditions: STANDING.legal_conditions,
    }
}

/// A final report of `level`; everything else holds of the school.
pub fn report(level: u32) -> FinalReport {
    FinalReport {
        level,
        sha256: SHA.to_owned(),
        standing: Some(STANDING),
    }
}

/// The decision of `case` whose report of `level` came in at `at`.
pub fn opened(case: Case, level: u32, at: Moment) -> Decision {
    opened_with(case, report(level), &Background::default(), at)
}

/// The decision of `case` whose `report` came in at `at`.
pub fn opened_with(case: Case, report: FinalReport, background: &Background, at: Moment) -> Decision {
    Decision::open(case, report, background, Law::official(), at)
        .unwrap()
        .0
}

pub fn concluding(recognise: bool, reasons: &str) -> ConclusionForm {
    ConclusionForm {
        recognise,
        reasons: reasons.to_owned(),
        ..ConclusionForm::default()
    }
}

pub fn conclude(recognise: bool, reasons: &str) -> DecisionCommand {
    DecisionCommand::Conclude(concluding(recognise, reasons))
}

/// What an officer found of the condition `rule`.
pub fn found(rule: &str, met: bool, basis: &str) -> Finding {
    Finding {
        rule: rule.to_owned(),
        met,
        basis: basis.to_owned(),
    }
}

pub fn draft(person: &str) -> DecisionCommand {
    draft_from(person, "")
}

/// A draft of `person` that is to hold from `effective_on`.
pub fn draft_from(person: &str, effective_on: &str) -> DecisionCommand {
    DecisionCommand::Draft(DraftForm {
        text_sha256: SHA.to_owned(),
        prepared_by: person.to_owned(),
        effective_on: effective_on.to_owned(),
    })
}

/// A letter of apology by `person` with the new date `new_due_on`.
pub fn apology(person: &str, new_due_on: &str) -> DecisionCommand {
    DecisionCommand::DraftApology(ApologyForm {
        reason: "Chờ ý kiến của Bộ".to_owned(),
        new_due_on: new_due_on.to_owned(),
        text_sha256: SHA.to_owned(),
        prepared_by: person.to_owned(),
    })
}

/// The signature of `signer` under the letter of apology.
pub fn apologise(signer: Signer) -> DecisionCommand {
    DecisionCommand::SignApology(signer, DocumentNumber::new(Series::DepartmentLetter, 1))
}

/// `person`, who signs for `authority` the text that was prepared.
pub fn signer(person: &str, authority: Authority) -> Signer {
    Signer {
        person: person.to_owned(),
        signs_for: vec![authority],
        text_sha256: SHA.to_owned(),
    }
}

pub fn propose(signer: Signer) -> DecisionCommand {
    DecisionCommand::SendProposal(signer, DocumentNumber::new(Series::DepartmentProposal, 1))
}

pub fn sign(signer: Signer) -> DecisionCommand {
    sign_over(signer, Vec::new())
}

/// A signature for a school that has certificates already.
pub fn sign_over(signer: Signer, held: Vec<Certificate>) -> DecisionCommand {
    let number = DocumentNumber::new(Series::DepartmentDecision, 1);
    let issuing = Issuing {
        number: CertificateNumber::new(2024, 1),
        code: VerificationCode::of_chance(1),
        held,
    };
    DecisionCommand::Sign(signer, number, issuing)
}

/// What `decision` becomes by `command` at `at`.
pub fn after(decision: &Decision, command: DecisionCommand, at: Moment) -> Decided {
    decision.decide(command, Law::official(), at).unwrap()
}

/// `decision`, brought forward to `state` by the usual people, each step at `at`. It recognises.
pub fn brought_to(decision: &Decision, state: DecisionState, at: Moment) -> Decided {
    let mut decided = Decided {
        decision: decision.clone(),
        certificate: None,
        replaced: Vec::new(),
        facts: Vec::new(),
    };
    while decided.decision.state() != state {
        let command = match (decided.decision.state(), decided.decision.decided_by) {
            (DecisionState::UnderAppraisal, _) => conclude(true, "Đạt"),
            (DecisionState::Appraised, _) => draft(OFFICER),
            (DecisionState::Drafted, Authority::Department) => sign(signer(LEADER, Authority::Department)),
            (DecisionState::Drafted, Authority::Province) => propose(signer(LEADER, Authority::Department)),
            (DecisionState::Proposed, _) => sign(signer(PROVINCE, Authority::Province)),
            (DecisionState::Signed, _) => DecisionCommand::Publish("Cổng thông tin của Sở".to_owned()),
            (DecisionState::Published, _) => panic!("{state} is not on the way"),
        };
        let certificate = decided.certificate.take();
        decided = after(&decided.decision, command, at);
        decided.certificate = decided.certificate.or(certificate);
    }
    decided
}

/// The end of `limit` on `due_on`.
pub fn reached(limit: &str, overlay: &str, due_on: &str) -> DeadlineReached {
    DeadlineReached {
        clock_id: Uuid::now_v7().to_string(),
        limit: limit.to_owned(),
        overlay: overlay.to_owned(),
        due_on: due_on.to_owned(),
        owner: recognition::NAME.to_owned(),
    }
}
