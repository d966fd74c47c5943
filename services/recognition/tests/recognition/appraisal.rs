//! What the software proposes, and what an officer may conclude from it.

use proto::fact::{Body, RecognitionKind, SchoolType, Target};
use recognition::domain::{
    Background, Case, Certificate, CertificateNumber, ConclusionForm, Decision, DecisionCommand, FinalReport,
    Issue, Proposal, Refusal, VerificationCode, propose as proposed,
};
use statute::{ConditionState, Held, Law, RegimeId, Standing};

use crate::builders::*;

const AT: &str = "2024-06-03T09:00:00+07:00";
/// Under B, until 31/12/2028.
const AT_B: &str = "2027-06-03T09:00:00+07:00";

fn on(regime: RegimeId, target: Target, report: &FinalReport, held: Option<Held>) -> Proposal {
    proposed(
        &case(regime, target),
        report,
        held,
        Law::official(),
        day("2024-06-03"),
    )
}

fn refusal(decision: &Decision, form: ConclusionForm, at: &str) -> Refusal {
    let command = DecisionCommand::Conclude(form);
    decision.decide(command, Law::official(), moment(at)).unwrap_err()
}

fn fields(refusal: Refusal) -> Vec<String> {
    let Refusal::Fields(fields) = refusal else {
        panic!("{refusal:?}")
    };
    fields.into_iter().map(|(field, _)| field).collect()
}

/// The certificate of `target` of the school of `case`, recognised on `recognised_on`.
pub fn certificate(of: &Case, target: Target, recognised_on: &str) -> Certificate {
    let case = Case {
        id: uuid::Uuid::now_v7(),
        ..of.clone()
    };
    let issue = Issue {
        number: CertificateNumber::new(2022, 7),
        code: VerificationCode::of_chance(7),
        kind: RecognitionKind::New,
        target,
        decision_number: "07/QĐ-SGDĐT".to_owned(),
        decided_by: recognition::domain::Authority::Department,
        signed_on: day(recognised_on),
        effective_on: day(recognised_on),
    };
    Certificate::issue(
        &case,
        issue,
        Law::official(),
        moment(&format!("{recognised_on}T09:00:00+07:00")),
    )
}

#[test]
fn the_software_proposes_the_highest_degree_that_was_asked_for_and_reached() {
    use Target::{
        Accreditation1, Accreditation2, Accreditation3, Accreditation4, NationalStandard1, NationalStandard2,
    };
    let accreditation = [Accreditation1, Accreditation2, Accreditation3, Accreditation4];
    let standard = [NationalStandard1, NationalStandard2];
    for (regime, targets, needed) in [
        (RegimeId::A0, accreditation.as_slice(), [1, 2, 3, 4].as_slice()),
        (RegimeId::A0, &standard, &[2, 3]),
        (RegimeId::A1, &standard, &[2, 3]),
        (RegimeId::A2, &accreditation, &[1, 2, 3, 4]),
        (RegimeId::B, &standard, &[1, 2]),
    ] {
        for (place, asked) in targets.iter().enumerate() {
            for level in 0..=4 {
                let reached = targets[..=place]
                    .iter()
                    .zip(needed)
                    .rfind(|(_, needed)| **needed <= level);
                let proposal = on(regime, *asked, &report(level), None);
                assert_eq!(
                    proposal.recognise_as,
                    reached.map(|(target, _)| *target),
                    "{regime} {asked:?} at Mức {level}"
                );
                assert_eq!(
                    proposal.prospects.len(),
                    place + 1,
                    "what is asked for and all below it"
                );
                assert!(!proposal.reasons.is_empty());
            }
        }
    }
    let ended = on(RegimeId::B, Accreditation1, &report(4), None);
    assert_eq!(
        ended.recognise_as, None,
        "accreditation is no longer granted under B"
    );
}

#[test]
fn what_does_not_hold_proposes_nothing_and_neither_does_what_nobody_knows() {
    let lacking: [fn(&mut Standing); 3] = [
        |standing| standing.cohort_completed = false,
        |standing| standing.years_of_data = 2,
        |standing| standing.legal_conditions = false,
    ];
    for lack in lacking {
        let mut standing = STANDING;
        lack(&mut standing);
        let report = FinalReport {
            standing: Some(standing),
            ..report(2)
        };
        let proposal = on(RegimeId::B, Target::NationalStandard2, &report, None);
        assert_eq!(proposal.recognise_as, None, "{standing:?}");
        assert_eq!(proposal.reasons.len(), 1, "{:?}", proposal.reasons);
    }
    let report = FinalReport {
        standing: None,
        ..report(2)
    };
    let proposal = on(RegimeId::B, Target::NationalStandard2, &report, None);
    assert_eq!(proposal.recognise_as, None);
    let unknown = proposal
        .conditions(Target::NationalStandard2)
        .iter()
        .filter(|condition| condition.state == ConditionState::Unknown)
        .map(|condition| condition.rule.as_str());
    assert_eq!(
        unknown.collect::<Vec<_>>(),
        ["recognition.cohort", "recognition.data", "recognition.legal"]
    );
}

#[test]
fn every_proposal_is_explained_with_its_act() {
    let reasons = |regime, school_type, target, level| {
        let case = Case {
            school_type,
            ..case(regime, target)
        };
        let proposal = proposed(&case, &report(level), None, Law::official(), day("2024-06-03"));
        proposal.reasons.join("\n")
    };
    let lower = reasons(
        RegimeId::A0,
        SchoolType::LowerSecondary,
        Target::NationalStandard2,
        2,
    );
    assert_eq!(
        lower,
        "Đạt chuẩn quốc gia mức độ 2 cần kết quả từ Mức 3; đoàn đánh giá ngoài kết luận nhà trường đạt Mức 2 \
         (TT 18/2018/TT-BGDĐT Điều 37, cần xác minh)\n\
         Đủ điều kiện công nhận ở mức thấp hơn: Đạt chuẩn quốc gia mức độ 1"
    );
    let below = reasons(RegimeId::A0, SchoolType::Preschool, Target::NationalStandard1, 0);
    assert!(below.contains("chưa đạt Mức 1 (TT 19/2018/TT-BGDĐT"), "{below}");
    let primary = reasons(RegimeId::A1, SchoolType::Primary, Target::Accreditation2, 1);
    assert!(primary.contains("TT 17/2018/TT-BGDĐT"), "{primary}");
    let under_b = reasons(RegimeId::B, SchoolType::Primary, Target::NationalStandard1, 1);
    assert!(under_b.contains("TT 57/2026/TT-BGDĐT"), "{under_b}");
}

#[test]
fn a_higher_degree_waits_for_two_years() {
    let case = department_case();
    let asked = Case {
        target: Target::NationalStandard2,
        ..case.clone()
    };
    let open = |recognised_on: &str| {
        let background = Background {
            kind: None,
            certificates: vec![certificate(&case, Target::NationalStandard1, recognised_on)],
        };
        opened_with(asked.clone(), report(3), &background, moment(AT)).proposal
    };
    let early = open("2022-06-03");
    assert_eq!(
        early.recognise_as,
        Some(Target::NationalStandard1),
        "the second year ends today"
    );
    let upgrade = early
        .conditions(Target::NationalStandard2)
        .iter()
        .find(|condition| condition.rule == "recognition.upgrade")
        .unwrap();
    assert_eq!(upgrade.state, ConditionState::NotMet);
    assert_eq!(open("2022-06-02").recognise_as, Some(Target::NationalStandard2));
    assert_eq!(
        open("2018-06-03").recognise_as,
        Some(Target::NationalStandard2),
        "what has expired waits for nothing"
    );
}

#[test]
fn a_school_is_recognised_again_as_its_dossier_says_or_as_its_certificates_show() {
    let case = department_case();
    let kind = |kind, certificates: &[Certificate]| {
        let background = Background {
            kind,
            certificates: certificates.to_vec(),
        };
        opened_with(case.clone(), report(2), &background, moment(AT)).kind
    };
    let expired = certificate(&case, Target::NationalStandard2, "2015-06-03");
    let other = certificate(&case, Target::Accreditation2, "2022-06-03");
    assert_eq!(kind(None, &[]), RecognitionKind::New);
    assert_eq!(
        kind(None, &[other]),
        RecognitionKind::New,
        "accreditation is another wish"
    );
    assert_eq!(
        kind(None, std::slice::from_ref(&expired)),
        RecognitionKind::Renewal,
        "held before"
    );
    assert_eq!(
        kind(Some(RecognitionKind::Unspecified), std::slice::from_ref(&expired)),
        RecognitionKind::Renewal
    );
    assert_eq!(kind(Some(RecognitionKind::New), &[expired]), RecognitionKind::New);
    assert_eq!(
        kind(Some(RecognitionKind::Renewal), &[]),
        RecognitionKind::Renewal
    );
}

#[test]
fn refusing_or_departing_from_the_proposal_needs_reasons() {
    let reached = opened(case(RegimeId::A1, Target::NationalStandard2), 3, moment(AT));
    assert_eq!(
        refusal(&reached, concluding(false, " \n"), AT),
        Refusal::RefusalWithoutReasons
    );
    let lower = |reasons: &str| ConclusionForm {
        recognise_as: Some(Target::NationalStandard1),
        ..concluding(true, reasons)
    };
    assert_eq!(refusal(&reached, lower(""), AT), Refusal::DeviationWithoutReasons);
    let concluded = after(
        &reached,
        DecisionCommand::Conclude(lower(" Một điểm trường chưa đạt ")),
        moment(AT),
    );
    assert_eq!(
        concluded.decision.recognised_as(),
        Some(Target::NationalStandard1)
    );
    let silent = after(&reached, conclude(true, ""), moment(AT));
    assert_eq!(silent.decision.recognised_as(), Some(Target::NationalStandard2));
}

#[test]
fn what_the_software_proposed_and_what_was_concluded_stay_apart() {
    let missed = opened(case(RegimeId::A1, Target::NationalStandard2), 2, moment(AT));
    let form = ConclusionForm {
        recognise_as: Some(Target::NationalStandard2),
        findings: vec![found(
            "recognition.level",
            true,
            "Biên bản kiểm tra ngày 01/6/2024",
        )],
        ..concluding(true, "Minh chứng đã bổ sung")
    };
    let decided = after(&missed, DecisionCommand::Conclude(form), moment(AT));
    let Some(Body::AppraisalConcluded(body)) = &decided.facts[0].body else {
        panic!("{:?}", decided.facts)
    };
    assert!(body.recognise && body.proposed);
    assert_eq!(
        (body.recognised_as(), body.proposed_as()),
        (Target::NationalStandard2, Target::NationalStandard1)
    );
    assert_eq!(decided.decision.proposal, missed.proposal, "kept as it was");
    let conditions = decided.decision.conditions();
    let level = conditions
        .iter()
        .find(|condition| condition.rule == "recognition.level");
    assert_eq!(
        level.unwrap().state,
        ConditionState::NotMet,
        "of what is recognised, as the software sees it"
    );
}

#[test]
fn no_school_is_recognised_for_which_a_condition_does_not_hold() {
    let reached = opened(department_case(), 2, moment(AT));
    let form = ConclusionForm {
        findings: vec![
            found("recognition.cohort", false, "Chưa có khóa nào ra trường"),
            found("recognition.level", false, "Tiêu chí 3.2 chưa đạt"),
        ],
        ..concluding(true, "Vẫn đề nghị")
    };
    let unmet = |refusal| {
        let Refusal::ConditionsNotMet(unmet) = refusal else {
            panic!("{refusal:?}")
        };
        assert!(unmet.iter().all(|condition| !condition.citation.is_empty()));
        unmet
            .into_iter()
            .map(|condition| condition.rule)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        unmet(refusal(&reached, form, AT)),
        ["recognition.level", "recognition.cohort"],
        "all at once"
    );
    // What the officer says nothing of is taken as the software sees it.
    let missed = opened(department_case(), 1, moment(AT));
    assert_eq!(
        unmet(refusal(&missed, concluding(true, "Vẫn đề nghị"), AT)),
        ["recognition.level"]
    );
    let refused = ConclusionForm {
        findings: vec![found("recognition.cohort", false, "Chưa có khóa nào ra trường")],
        ..concluding(false, "Chưa có khóa học sinh hoàn thành")
    };
    after(&reached, DecisionCommand::Conclude(refused), moment(AT));
}

#[test]
fn everything_that_is_wrong_with_a_conclusion_is_said_at_once() {
    let report = FinalReport {
        standing: None,
        ..report(2)
    };
    let unknown = opened_with(
        case(RegimeId::B, Target::NationalStandard1),
        report,
        &Background::default(),
        moment(AT_B),
    );
    let form = ConclusionForm {
        recognise_as: Some(Target::NationalStandard2),
        findings: vec![
            found("recognition.beauty", true, "đẹp"),
            found("recognition.level", false, " "),
        ],
        ..concluding(true, "")
    };
    // What was not asked for has no conditions to be found here.
    assert_eq!(
        fields(refusal(&unknown, form, AT_B)),
        ["recognise_as", "findings[0].rule", "findings[1].rule"]
    );
    let form = ConclusionForm {
        findings: vec![
            found("recognition.beauty", true, "đẹp"),
            found("recognition.level", false, " "),
            found("recognition.cohort", true, ""),
            found("recognition.cohort", true, "Đã xem sổ đăng bộ"),
        ],
        ..concluding(true, "")
    };
    assert_eq!(
        fields(refusal(&unknown, form, AT_B)),
        [
            "findings[0].rule",
            "findings[1].basis",
            "findings[2].basis",
            "findings[3].rule",
            "findings",
            "findings"
        ],
        "two conditions that nobody knows were not looked at"
    );
    let form = ConclusionForm {
        recognise_as: Some(Target::NationalStandard1),
        ..concluding(false, "Chưa đạt")
    };
    assert_eq!(fields(refusal(&unknown, form, AT_B)), ["recognise_as"]);
    let form = ConclusionForm {
        recognise_as: Some(Target::Accreditation1),
        ..concluding(true, "Đạt")
    };
    assert_eq!(
        fields(refusal(&unknown, form, AT_B)),
        ["recognise_as"],
        "another wish"
    );
    let form = ConclusionForm {
        findings: ["cohort", "data", "legal"]
            .map(|rule| found(&format!("recognition.{rule}"), true, "Đã kiểm tra hồ sơ"))
            .to_vec(),
        ..concluding(true, "Đã kiểm tra")
    };
    after(&unknown, DecisionCommand::Conclude(form), moment(AT_B));
}

#[test]
fn under_b_a_number_alone_concludes_nothing_until_the_end_of_2028() {
    let by_the_number = |at: &str| {
        let decision = opened(case(RegimeId::B, Target::NationalStandard2), 1, moment(at));
        assert_eq!(decision.proposal.recognise_as, Some(Target::NationalStandard1));
        decision.decide(conclude(true, ""), Law::official(), moment(at))
    };
    let refusal = by_the_number("2028-12-31T23:00:00+07:00").unwrap_err();
    let Refusal::NumberWithoutReasons { citation } = refusal else {
        panic!("{refusal:?}")
    };
    assert_eq!(citation, "TT 57/2026/TT-BGDĐT Điều 27(4)");
    by_the_number("2029-01-01T00:00:00+07:00").unwrap();
    let refusing = opened(case(RegimeId::B, Target::NationalStandard2), 0, moment(AT_B));
    assert!(matches!(
        self::refusal(&refusing, concluding(false, ""), AT_B),
        Refusal::NumberWithoutReasons { .. }
    ));
    let under_a = opened(case(RegimeId::A1, Target::NationalStandard2), 2, moment(AT));
    after(&under_a, conclude(true, ""), moment(AT));
}
