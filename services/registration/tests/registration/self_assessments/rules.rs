//! The rules of self-assessments, one by one.

use form::ReportFile;
use platform::refusal::{BrokenRule, RefusalKind};
use proto::fact::{Body, SchoolType};
use registration::domain::{
    ActionForm, ConclusionForm, CouncilForm, CouncilSeat, CriterionResult, IndicatorResult, MemberForm,
    Refusal, ReviewForm, School, SelfAssessment, SelfAssessmentRefusal as Ours,
};
use statute::{Law, RegimeId};
use uuid::Uuid;

use crate::builders::*;

pub const AFTER_2028: &str = "2029-03-01T09:00:00+07:00";

pub fn a_school_of(school_type: SchoolType) -> School {
    School {
        school_type,
        ..a_school()
    }
}

pub fn opened(school_type: SchoolType, at: &str) -> SelfAssessment {
    try_open(school_type, at).unwrap()
}

fn try_open(school_type: SchoolType, at: &str) -> Result<SelfAssessment, Refusal> {
    let school = a_school_of(school_type);
    SelfAssessment::open(
        Uuid::now_v7(),
        school,
        "2023-2024",
        false,
        Law::official(),
        moment(at),
    )
    .map(|(opened, _)| opened)
}

pub fn council(seats: &[CouncilSeat]) -> CouncilForm {
    let member = |(position, seat): (usize, &CouncilSeat)| MemberForm {
        person: format!("Trần Văn Nam {position}"),
        position: "Giáo viên".to_owned(),
        seat: Some(*seat),
    };
    CouncilForm {
        members: seats.iter().enumerate().map(member).collect(),
        decision_number: "05/QĐ".to_owned(),
        decided_on: "2024-01-15".to_owned(),
    }
}

/// A chair, a secretary and members, `size` in all.
pub fn seats(size: usize) -> Vec<CouncilSeat> {
    let mut seats = vec![CouncilSeat::Chair, CouncilSeat::Secretary];
    seats.resize(size, CouncilSeat::Member);
    seats
}

pub fn result(regime: RegimeId, criterion: &str, level: u32) -> CriterionResult {
    let code = if regime == RegimeId::B {
        format!("MC.{criterion}.01")
    } else {
        format!("[H1-{criterion}-01]")
    };
    CriterionResult {
        criterion: criterion.to_owned(),
        level,
        indicators: Vec::new(),
        strengths: String::new(),
        weaknesses: "Thiếu phòng học".to_owned(),
        improvement: String::new(),
        evidence: if level > 0 { vec![code] } else { Vec::new() },
    }
}

/// `assessment` with the council and, for each criterion, the level that `level` says.
pub fn filled_in(assessment: &SelfAssessment, at: &str, level: impl Fn(&str) -> u32) -> SelfAssessment {
    let (law, at) = (Law::official(), moment(at));
    let results = assessment
        .criteria(law)
        .map(|criterion| {
            result(
                assessment.regime,
                &criterion.criterion,
                level(&criterion.criterion),
            )
        })
        .collect();
    let with_council = assessment.appoint(council(&seats(7)), law, at).unwrap().0;
    with_council.assess(results, law, at).unwrap().0
}

pub fn conclusion(level: u32, reason: &str) -> ConclusionForm {
    ConclusionForm {
        level,
        reason: reason.to_owned(),
        report: report(),
    }
}

pub fn report() -> ReportFile {
    ReportFile {
        file_name: "bao-cao.pdf".to_owned(),
        sha256: SHA.to_owned(),
        size: 10,
    }
}

fn fields(refusal: Refusal) -> Vec<String> {
    match refusal {
        Refusal::Fields(fields) => fields.into_iter().map(|(field, _)| field).collect(),
        other => panic!("{other:?}"),
    }
}

/// Whether a caller is told what is wrong: the fields, or the broken rules with their articles.
pub fn names_its_rule(refusal: Refusal) -> bool {
    match platform::refusal::Refusal::from(refusal).kind {
        RefusalKind::Invalid(fields) => !fields.is_empty(),
        RefusalKind::Forbidden(rules) => {
            let named = |rule: &BrokenRule| rule.rule.contains('.') && !rule.citation.is_empty();
            !rules.is_empty() && rules.iter().all(named)
        }
        _ => false,
    }
}

fn why(refusal: Refusal) -> Ours {
    assert!(names_its_rule(refusal.clone()), "{refusal:?}");
    match refusal {
        Refusal::SelfAssessment(ours) => ours,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_kind_of_school_has_the_criteria_of_its_act() {
    use SchoolType::*;
    for (school_type, under_a, under_b) in [
        (Preschool, 25, 15),
        (Primary, 27, 15),
        (LowerSecondary, 28, 15),
        (UpperSecondary, 28, 15),
        (PrimaryAndLowerSecondary, 28, 15),
        (LowerAndUpperSecondary, 28, 15),
        (MultiLevel, 28, 15),
    ] {
        assert_eq!(
            opened(school_type, A0).missing_criteria(Law::official()).len(),
            under_a
        );
        assert_eq!(
            opened(school_type, B).missing_criteria(Law::official()).len(),
            under_b
        );
    }
    assert_eq!(
        opened(ContinuingEducation, B)
            .missing_criteria(Law::official())
            .len(),
        15
    );
    let refused = why(try_open(ContinuingEducation, A0).unwrap_err());
    assert!(matches!(
        refused,
        Ours::NoCriteria {
            regime: RegimeId::A0,
            ..
        }
    ));
}

#[test]
fn a_council_must_fit_the_regime() {
    let appoint = |at: &str, seats: &[CouncilSeat]| {
        let assessment = opened(SchoolType::Primary, at);
        let appointed = assessment.appoint(council(seats), Law::official(), moment(at));
        appointed.map(|_| ()).map_err(|refusal| match why(refusal) {
            Ours::Council(violations) => violations.iter().map(|broken| broken.rule).collect(),
            other => panic!("{other:?}"),
        })
    };
    assert_eq!(appoint(A0, &seats(7)), Ok(()));
    assert_eq!(appoint(A0, &seats(8)), Ok(()), "odd only under B");
    assert_eq!(appoint(A0, &seats(6)), Err(vec!["council.minimum"]));
    assert_eq!(appoint(B, &seats(5)), Ok(()));
    assert_eq!(appoint(B, &seats(6)), Err(vec!["council.odd"]));
    let headless = [CouncilSeat::Member; 7];
    assert_eq!(
        appoint(A0, &headless),
        Err(vec!["council.chair", "council.secretary"])
    );
}

#[test]
fn a_council_is_read_whole() {
    let mut form = council(&seats(7));
    form.members[1].person = " trần văn  nam 0".to_owned();
    form.members[2].person = " ".to_owned();
    form.members[3].position = String::new();
    form.members[4].seat = None;
    form.decision_number = String::new();
    form.decided_on = "2024-05-21".to_owned();
    let assessment = opened(SchoolType::Primary, A0);
    let refused = assessment.appoint(form, Law::official(), moment(A0)).unwrap_err();
    assert_eq!(
        fields(refused),
        [
            "council.members[1].person",
            "council.members[2].person",
            "council.members[3].position",
            "council.members[4].seat",
            "council.decision_number",
            "council.decided_on",
        ]
    );
}

#[test]
fn every_defect_of_every_result_is_said_at_once() {
    let a = |criterion: &str, level: u32| result(RegimeId::A0, criterion, level);
    let given = vec![
        a("9.9", 1),
        a("1.1", 1),
        a("1.1", 2),
        CriterionResult {
            level: 5,
            ..a("1.2", 1)
        },
        CriterionResult {
            evidence: Vec::new(),
            ..a("1.3", 1)
        },
        CriterionResult {
            weaknesses: " ".to_owned(),
            ..a("1.4", 0)
        },
        CriterionResult {
            evidence: vec![
                "[H1-1.5-01]".to_owned(),
                "[H1-1.5-01]".to_owned(),
                "[H1-1.6-01]".to_owned(),
            ],
            ..a("1.5", 1)
        },
        CriterionResult {
            strengths: "a".repeat(10_001),
            ..a("1.6", 1)
        },
    ];
    let assessment = opened(SchoolType::Primary, A0);
    let refused = assessment.assess(given, Law::official(), moment(A0)).unwrap_err();
    assert_eq!(
        fields(refused),
        [
            "results[0].criterion",
            "results[2].criterion",
            "results[3].level",
            "results[4].evidence",
            "results[5].weaknesses",
            "results[6].evidence[1]",
            "results[6].evidence[2]",
            "results[7].strengths",
        ]
    );
    let nothing = assessment
        .assess(Vec::new(), Law::official(), moment(A0))
        .unwrap_err();
    assert_eq!(fields(nothing), ["results"]);
}

#[test]
fn evidence_has_the_code_of_its_act() {
    let fits = |at: &str, code: &str| {
        let assessment = opened(SchoolType::Primary, at);
        let result = CriterionResult {
            evidence: vec![code.to_owned()],
            ..result(assessment.regime, "1.1", 1)
        };
        assessment
            .assess(vec![result], Law::official(), moment(at))
            .is_ok()
    };
    for code in ["[H1-1.1-01]", "[H12-1.1-01]", "[H1-1.1-15]", "[H1-1.1-123]"] {
        assert!(fits(A0, code), "{code}");
        assert!(!fits(B, code), "{code}");
    }
    for code in ["MC.1.1.01", "MC.1.1.15", "MC.1.1.123"] {
        assert!(fits(B, code), "{code}");
        assert!(!fits(A0, code), "{code}");
    }
    for code in [
        "",
        "H1-1.1-01",
        "[H1-1.1-1]",
        "[H1-1.1-00]",
        "[H0-1.1-01]",
        "[H01-1.1-01]",
        "[H-1.1-01]",
        "[H1-1.2-01]",
        "[H1-1.10-01]",
        "[H1-1.1.1-01]",
        "[H1-01.1-01]",
        "[h1-1.1-01]",
        "[H1-1.1-01] ",
        "[H1-1-01]",
        "[H1-1.1-٠١]",
        "[H1--1.1-01]",
        "[H1-1.1-+1]",
    ] {
        assert!(!fits(A0, code), "{code}");
    }
    for code in [
        "MC.1.1.1",
        "MC.1.2.01",
        "MC.1.01",
        "mc.1.1.01",
        "MC.1.1.00",
        "MC.1.1.1.01",
        "MC1.1.01",
    ] {
        assert!(!fits(B, code), "{code}");
    }
}

#[test]
fn evidence_that_several_criteria_use_keeps_the_code_of_the_first() {
    let fits = |criterion: &str, code: &str| {
        let assessment = opened(SchoolType::Primary, A0);
        let result = CriterionResult {
            evidence: vec![code.to_owned()],
            ..result(assessment.regime, criterion, 1)
        };
        assessment
            .assess(vec![result], Law::official(), moment(A0))
            .is_ok()
    };
    assert!(fits("1.10", "[H1-1.9-01]"), "the tenth stands after the ninth");
    assert!(fits("2.1", "[H1-1.10-01]"));
    assert!(!fits("1.9", "[H1-1.10-01]"));
    assert!(!fits("1.10", "[H1-2.1-01]"));
}

#[test]
fn indicators_agree_with_the_level() {
    let assess = |at: &str, level: u32, indicators: &[(u32, &str, bool)]| {
        let assessment = opened(SchoolType::Primary, at);
        let indicator = |(level, indicator, met): &(u32, &str, bool)| IndicatorResult {
            level: *level,
            indicator: (*indicator).to_owned(),
            met: *met,
        };
        let result = CriterionResult {
            indicators: indicators.iter().map(indicator).collect(),
            ..result(assessment.regime, "1.1", level)
        };
        let assessed = assessment.assess(vec![result], Law::official(), moment(at));
        assessed.map(|_| ()).map_err(fields)
    };
    let met = [(1, "a", true), (1, "b", true), (2, "a", true), (2, "b", false)];
    assert_eq!(assess(A0, 1, &met), Ok(()));
    assert_eq!(assess(A0, 1, &[]), Ok(()), "they may be left out");
    assert_eq!(
        assess(A0, 2, &met),
        Err(vec!["results[0].indicators[3].met".to_owned()])
    );
    assert_eq!(assess(A0, 0, &met), Err(vec!["results[0].level".to_owned()]));
    // A higher level does not make up for a lower one.
    assert_eq!(assess(A0, 0, &[(1, "a", false), (2, "a", true)]), Ok(()));
    assert_eq!(
        assess(A0, 2, &[(1, "a", false), (2, "a", true)]),
        Err(vec!["results[0].indicators[0].met".to_owned()])
    );
    let wrong = [
        (0, "a", true),
        (5, "a", true),
        (1, "ab", true),
        (2, "b", true),
        (2, "b", true),
    ];
    assert_eq!(
        assess(A0, 4, &wrong),
        Err(["[0].level", "[1].level", "[2].indicator", "[4].indicator"]
            .map(|field| format!("results[0].indicators{field}"))
            .to_vec())
    );
    // TT 57/2026 Điều 27(4): until the end of 2028 a number alone fails nobody.
    assert_eq!(assess(B, 2, &met), Ok(()));
    assert_eq!(
        assess(AFTER_2028, 2, &met),
        Err(vec!["results[0].indicators[3].met".to_owned()])
    );
}

#[test]
fn what_is_entered_again_replaces_what_was_there() {
    let assessment = opened(SchoolType::Primary, A0);
    let at = |assessment: &SelfAssessment, criterion: &str, level| {
        let result = result(RegimeId::A0, criterion, level);
        assessment
            .assess(vec![result], Law::official(), moment(A0))
            .unwrap()
    };
    let (one, _) = at(&assessment, "1.10", 1);
    let (two, _) = at(&one, "1.2", 1);
    let (three, fact) = at(&two, "1.10", 3);
    let levels: Vec<_> = three
        .results
        .iter()
        .map(|r| (r.criterion.as_str(), r.level))
        .collect();
    assert_eq!(levels, [("1.2", 1), ("1.10", 3)], "in the order of the act");
    let Some(Body::CriteriaAssessed(assessed)) = fact.body else {
        panic!("{fact:?}")
    };
    assert_eq!(assessed.criteria, ["1.10"]);
    assert_eq!(fact.subject.unwrap().regime, "A0");
}

#[test]
fn under_a_the_weakest_criterion_decides() {
    for (school_type, last) in [
        (SchoolType::Preschool, "5.4"),
        (SchoolType::Primary, "5.5"),
        (SchoolType::MultiLevel, "5.6"),
    ] {
        let assessment = opened(school_type, A0);
        for (lowest, standard) in [(0, 0), (1, 0), (2, 1), (3, 2), (4, 2)] {
            let filled = filled_in(
                &assessment,
                A0,
                |criterion| if criterion == last { lowest } else { 4 },
            );
            let proposed = filled.proposed(Law::official(), day("2024-05-20"));
            assert_eq!((proposed.level, proposed.national_standard), (lowest, standard));
            let obstacles: Vec<_> = proposed
                .obstacles
                .iter()
                .map(|text| text.contains(last))
                .collect();
            assert_eq!(
                obstacles,
                vec![true; usize::from(lowest < 4)],
                "{:?}",
                proposed.obstacles
            );
            assert!(
                proposed.explanation.iter().all(|step| step.ends_with(')')),
                "each with its article"
            );
        }
    }
}

#[test]
fn under_b_eight_are_mandatory_and_five_of_the_others_enough() {
    const OTHERS: [&str; 7] = ["1.1", "1.2", "2.3", "3.3", "3.4", "3.5", "4.3"];
    let assessment = opened(SchoolType::Primary, B);
    // The mandatory ones at `mandatory`, so many of the others at `reached`, the rest at `rest`.
    let proposed = |mandatory: u32, others: usize, reached: u32, rest: u32| {
        let filled = filled_in(&assessment, B, |criterion| {
            match OTHERS.iter().position(|other| *other == criterion) {
                None => mandatory,
                Some(position) if position < others => reached,
                Some(_) => rest,
            }
        });
        filled.proposed(Law::official(), day("2026-07-07"))
    };
    assert_eq!(proposed(1, 5, 1, 0).level, 1);
    let short = proposed(1, 4, 1, 0);
    assert_eq!(
        (short.level, short.obstacles.len()),
        (0, 3),
        "{:?}",
        short.obstacles
    );
    assert_eq!(proposed(0, 7, 2, 2).level, 0, "all mandatory ones");
    assert_eq!(proposed(2, 5, 2, 1).level, 2);
    assert_eq!(proposed(2, 5, 2, 0).level, 1, "none below level 1");
    assert_eq!(proposed(2, 5, 2, 0).obstacles.len(), 2);
    assert_eq!(proposed(2, 4, 2, 1).level, 1);
    assert_eq!(
        (
            proposed(2, 7, 2, 2).national_standard,
            proposed(2, 7, 2, 2).obstacles.len()
        ),
        (2, 0)
    );
    let missing = opened(SchoolType::Primary, B).proposed(Law::official(), day("2026-07-07"));
    assert_eq!(missing.level, 0);
    assert!(missing.explanation[0].contains("15 tiêu chí chưa có kết quả"));
}

#[test]
fn a_person_concludes() {
    let complete = |at: &str, reached: u32, level: u32, reason: &str| {
        let filled = filled_in(&opened(SchoolType::Primary, at), at, |_| reached);
        filled
            .complete(conclusion(level, reason), Law::official(), moment(at))
            .map(|(after, _)| after)
    };
    let agreed = complete(A0, 2, 2, "").unwrap();
    assert!(agreed.is_completed());
    for (level, reached) in [(1, 2), (3, 2)] {
        let refused = why(complete(A0, reached, level, " ").unwrap_err());
        let Ours::ReasonNeeded { citation, .. } = refused else {
            panic!("{refused:?}")
        };
        assert!(citation.contains("TT 17, 18, 19/2018"), "{citation}");
        assert!(complete(A0, reached, level, "Sửa chữa xong trong hè").is_ok());
    }
    let refused = why(complete(B, 0, 0, "").unwrap_err());
    let Ours::NumberAlone { citation } = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(citation, "TT 57/2026/TT-BGDĐT Điều 27(4)");
    assert!(complete(B, 0, 0, "Đã đối chiếu thực tế").is_ok());
    assert!(complete(AFTER_2028, 0, 0, "").is_ok());
    assert_eq!(fields(complete(B, 2, 3, "").unwrap_err()), ["concluded_level"]);
    assert_eq!(fields(complete(A0, 2, 5, "").unwrap_err()), ["concluded_level"]);
}

#[test]
fn nothing_is_concluded_without_council_criteria_and_report() {
    let law = Law::official();
    let assessment = opened(SchoolType::Preschool, A0);
    let complete =
        |assessment: &SelfAssessment, form| assessment.complete(form, law, moment(A0)).unwrap_err();
    assert!(matches!(
        why(complete(&assessment, conclusion(1, ""))),
        Ours::NoCouncil { .. }
    ));
    let with_council = assessment.appoint(council(&seats(7)), law, moment(A0)).unwrap().0;
    let refused = why(complete(&with_council, conclusion(1, "")));
    let Ours::Missing { missing, .. } = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(
        (missing.len(), missing[0].as_str(), missing[24].as_str()),
        (25, "1.1", "5.4")
    );
    let filled = filled_in(&assessment, A0, |_| 1);
    let report = ReportFile {
        file_name: " ".to_owned(),
        sha256: "ABC".to_owned(),
        size: 0,
    };
    let form = ConclusionForm {
        report,
        ..conclusion(1, "")
    };
    assert_eq!(
        fields(complete(&filled, form)),
        ["report.file_name", "report.sha256", "report.size"]
    );
}

#[test]
fn an_improvement_plan_is_read_whole() {
    let law = Law::official();
    let action = |criterion: &str, by: &str| ActionForm {
        criterion: criterion.to_owned(),
        action: "Mua sách".to_owned(),
        responsible: "Thư viện".to_owned(),
        by: by.to_owned(),
    };
    let assessment = opened(SchoolType::Primary, A0);
    let nobody = ActionForm {
        responsible: " ".to_owned(),
        action: String::new(),
        ..action("1.1", "2024-05-20")
    };
    let forms = vec![
        action("1.11", "2024-06-01"),
        nobody,
        action("1.2", "2024-05-19"),
        action("1.2", ""),
    ];
    assert_eq!(
        fields(assessment.plan_improvement(forms, law).unwrap_err()),
        [
            "actions[0].criterion",
            "actions[1].action",
            "actions[1].responsible",
            "actions[2].by",
            "actions[3].by"
        ]
    );
    assert_eq!(
        fields(assessment.plan_improvement(Vec::new(), law).unwrap_err()),
        ["actions"]
    );
    let planned = assessment
        .plan_improvement(vec![action("1.1", "2024-06-01")], law)
        .unwrap()
        .0;
    let review = ReviewForm {
        school_year: "2024-2025".to_owned(),
        summary: "Đã mua".to_owned(),
        done: 1,
        report: report(),
    };
    let early = planned.review_improvement(review, moment("2025-05-01T09:00:00+07:00"));
    assert!(matches!(why(early.unwrap_err()), Ours::NotCompleted { .. }));
}

#[test]
fn a_school_that_is_no_more_assesses_nothing() {
    use registration::domain::SchoolState;
    let mut assessment = filled_in(&opened(SchoolType::Primary, A0), A0, |_| 1);
    assessment.school.state = SchoolState::Closed;
    let refused = assessment
        .complete(conclusion(1, ""), Law::official(), moment(A0))
        .unwrap_err();
    assert!(matches!(refused, Refusal::School(_)) && names_its_rule(refused));
    let school = assessment.school.clone();
    let opened = SelfAssessment::open(
        Uuid::now_v7(),
        school,
        "2022-2023",
        false,
        Law::official(),
        moment(A0),
    );
    assert!(matches!(opened.unwrap_err(), Refusal::School(_)));
}
