//! Council, team, reviewer, level.

use calendar::Day;
use proptest::prelude::*;
use statute::{
    Candidate, Council, CriterionResult, Indicator, Law, LevelError, Proposal, RegimeId, Severity, Standing,
    TeamMember, TeamRole, Violation,
};
use timelimit::Language;

fn rules(violations: &[Violation]) -> Vec<(&'static str, Severity)> {
    violations
        .iter()
        .map(|violation| (violation.rule, violation.severity))
        .collect()
}

#[test]
fn councils() {
    let law = Law::official();
    let check = |regime, members, chairs, secretaries| {
        rules(&law.check_council(
            regime,
            &Council {
                members,
                chairs,
                secretaries,
            },
        ))
    };
    assert_eq!(check(RegimeId::A0, 7, 1, 1), []);
    assert_eq!(check(RegimeId::A2, 8, 1, 1), []);
    assert_eq!(
        check(RegimeId::A1, 6, 1, 1),
        [("council.minimum", Severity::Block)]
    );
    assert_eq!(check(RegimeId::B, 5, 1, 1), []);
    assert_eq!(check(RegimeId::B, 6, 1, 1), [("council.odd", Severity::Block)]);
    assert_eq!(
        check(RegimeId::B, 4, 2, 0),
        [
            ("council.minimum", Severity::Block),
            ("council.odd", Severity::Block),
            ("council.chair", Severity::Block),
            ("council.secretary", Severity::Block),
        ]
    );
}

#[test]
fn teams() {
    let team = |heads: usize, secretaries: usize, members: usize| {
        let roles = [
            (TeamRole::Head, heads),
            (TeamRole::Secretary, secretaries),
            (TeamRole::Member, members),
        ];
        let members: Vec<TeamMember> = roles
            .into_iter()
            .flat_map(|(role, count)| std::iter::repeat_n(TeamMember { role }, count))
            .collect();
        rules(&Law::official().check_team(&members))
    };
    assert_eq!(team(1, 1, 3), []);
    assert_eq!(team(1, 1, 7), []);
    assert_eq!(team(1, 1, 8), [("team.large", Severity::Warning)]);
    assert_eq!(team(1, 1, 2), [("team.minimum", Severity::Block)]);
    assert_eq!(
        team(2, 0, 4),
        [
            ("team.head", Severity::Block),
            ("team.secretary", Severity::Block)
        ]
    );
}

#[test]
fn reviewers() {
    let law = Law::official();
    let able = Candidate {
        years_in_sector: 5,
        trained_by_ministry: true,
        ..Candidate::default()
    };
    assert_eq!(law.check_reviewer(RegimeId::A1, &able), []);
    let everything = Candidate {
        worked_at_school: true,
        years_in_sector: 4,
        trained_by_ministry: false,
        unrelated_department: true,
        retired: true,
        relative_at_school: true,
        advised_self_assessment: true,
        reviewed_last_cycle: true,
        same_commune: true,
        overlapping_visit: true,
        unfamiliar_level: true,
        absent: true,
    };
    let violations = law.check_reviewer(RegimeId::A1, &everything);
    let blocks = violations
        .iter()
        .filter(|violation| violation.severity == Severity::Block);
    let by_article = |violation: &&Violation| violation.citation.vi == "TT 18/2018/TT-BGDĐT Điều 30";
    assert_eq!(blocks.clone().filter(by_article).count(), 4);
    assert_eq!((blocks.count(), violations.len()), (5, 12));
    let snapshot: Vec<String> = violations
        .iter()
        .flat_map(|violation| {
            [Language::Vietnamese, Language::English].map(|l| violation.message(l).to_owned())
        })
        .collect();
    insta::assert_snapshot!(snapshot.join("\n"));
}

#[test]
fn each_condition_on_a_reviewer_speaks_for_itself() {
    use Severity::{Block, Warning};
    type Change = fn(&mut Candidate);
    let conditions: [(&str, Severity, Change); 12] = [
        ("reviewer.worked_at_school", Block, |who| {
            who.worked_at_school = true;
        }),
        ("reviewer.years_in_sector", Block, |who| who.years_in_sector = 4),
        ("reviewer.trained_by_ministry", Block, |who| {
            who.trained_by_ministry = false;
        }),
        ("reviewer.unrelated_department", Block, |who| {
            who.unrelated_department = true;
        }),
        ("reviewer.retired", Block, |who| who.retired = true),
        ("reviewer.relative_at_school", Warning, |who| {
            who.relative_at_school = true;
        }),
        ("reviewer.advised_self_assessment", Warning, |who| {
            who.advised_self_assessment = true;
        }),
        ("reviewer.reviewed_last_cycle", Warning, |who| {
            who.reviewed_last_cycle = true;
        }),
        ("reviewer.same_commune", Warning, |who| who.same_commune = true),
        ("reviewer.overlapping_visit", Warning, |who| {
            who.overlapping_visit = true;
        }),
        ("reviewer.unfamiliar_level", Warning, |who| {
            who.unfamiliar_level = true;
        }),
        ("reviewer.absent", Warning, |who| who.absent = true),
    ];
    for regime in RegimeId::ALL {
        for (rule, severity, change) in conditions {
            let mut candidate = Candidate {
                years_in_sector: 5,
                trained_by_ministry: true,
                ..Candidate::default()
            };
            change(&mut candidate);
            let violations = Law::official().check_reviewer(regime, &candidate);
            assert_eq!(rules(&violations), [(rule, severity)], "{regime}");
        }
    }
}

/// What the article of the older act says is applied under the newer one and must be verified there; what no article
/// says is custom everywhere.
#[test]
fn a_condition_on_a_reviewer_is_cited_by_its_regime() {
    let unfit = Candidate {
        trained_by_ministry: true,
        retired: true,
        absent: true,
        ..Candidate::default()
    };
    let cited = |regime| -> Vec<(&str, String, bool)> {
        let violations = Law::official().check_reviewer(regime, &unfit);
        violations
            .into_iter()
            .map(|found| (found.rule, found.citation.vi, found.confidence.to_verify()))
            .collect()
    };
    let (by_article, under_b) = (
        "TT 18/2018/TT-BGDĐT Điều 30",
        "áp dụng theo TT 18/2018/TT-BGDĐT Điều 30, chưa tìm thấy quy định mới",
    );
    let principle = "nguyên tắc khách quan, tránh xung đột lợi ích";
    for (regime, article, to_verify) in [
        (RegimeId::A0, by_article, false),
        (RegimeId::A1, by_article, false),
        (RegimeId::A2, by_article, false),
        (RegimeId::B, under_b, true),
    ] {
        let expected = [
            ("reviewer.years_in_sector", article.to_owned(), to_verify),
            ("reviewer.retired", principle.to_owned(), true),
            ("reviewer.absent", principle.to_owned(), true),
        ];
        assert_eq!(cited(regime), expected, "{regime}");
    }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The level of each criterion by its number.
fn results(regime: RegimeId, school_type: &str, level: impl Fn(&str) -> u8) -> Vec<CriterionResult> {
    Law::official()
        .criteria(regime, school_type)
        .map(|criterion| CriterionResult {
            criterion: criterion.criterion.clone(),
            level: level(&criterion.criterion),
        })
        .collect()
}

const GOOD: Standing = Standing {
    cohort_completed: true,
    years_of_operation: 9,
    years_of_data: 3,
    legal_conditions: true,
};

fn propose(regime: RegimeId, school_type: &str, standing: Standing, level: impl Fn(&str) -> u8) -> Proposal {
    let results = results(regime, school_type, level);
    Law::official()
        .propose_level(regime, school_type, &results, &standing, day("2026-08-01"))
        .unwrap()
}

#[test]
fn levels_under_a() {
    let both = |level: u8| {
        let proposal = propose(RegimeId::A0, "secondary", GOOD, |_| level);
        (proposal.accreditation, proposal.national_standard)
    };
    assert_eq!(both(0), (None, None));
    assert_eq!(both(1), (Some(1), None));
    assert_eq!(both(2), (Some(2), Some(1)));
    assert_eq!(both(3), (Some(3), Some(2)));
    assert_eq!(both(4), (Some(4), Some(2)));
    // One criterion holds everything back.
    let proposal = propose(
        RegimeId::A0,
        "primary",
        GOOD,
        |number| if number == "3.4" { 1 } else { 3 },
    );
    assert_eq!(
        (proposal.accreditation, proposal.national_standard),
        (Some(1), None)
    );
    assert!(
        proposal
            .reasons
            .iter()
            .any(|reason| reason.vi == "chưa đạt Mức 2: tiêu chí 3.4")
    );
    // A preschool needs five years of operation, the others a completed cohort.
    let young = Standing {
        years_of_operation: 4,
        ..GOOD
    };
    assert_eq!(
        propose(RegimeId::A0, "preschool", young, |_| 3).accreditation,
        None
    );
    assert_eq!(
        propose(RegimeId::A0, "primary", young, |_| 3).accreditation,
        Some(3)
    );
    let no_cohort = Standing {
        cohort_completed: false,
        ..GOOD
    };
    assert_eq!(
        propose(RegimeId::A0, "primary", no_cohort, |_| 3).accreditation,
        None
    );
    assert_eq!(
        propose(RegimeId::A0, "preschool", no_cohort, |_| 3).accreditation,
        Some(3)
    );
}

const MANDATORY: [&str; 8] = ["1.3", "1.4", "2.1", "2.2", "3.1", "3.2", "4.1", "4.2"];

#[test]
fn levels_under_b() {
    let standard =
        |level: &dyn Fn(&str) -> u8| propose(RegimeId::B, "general", GOOD, level).national_standard;
    assert_eq!(standard(&|_| 2), Some(2));
    assert_eq!(standard(&|_| 1), Some(1));
    assert_eq!(standard(&|_| 0), None);
    // The eight at 2 and five of the others at 2, the rest at 1: level 2. The rest at 0: level 1.
    let rest = |at: u8| move |number: &str| if ["3.5", "4.3"].contains(&number) { at } else { 2 };
    assert_eq!(standard(&rest(1)), Some(2));
    assert_eq!(standard(&rest(0)), Some(1));
    // Only four of the others.
    let four = |number: &str| {
        if ["2.3", "3.5", "4.3"].contains(&number) {
            0
        } else {
            2
        }
    };
    assert_eq!(standard(&four), None);
    // Each mandatory criterion alone holds back.
    for held in MANDATORY {
        assert_eq!(
            standard(&|number| if number == held { 1 } else { 2 }),
            Some(1),
            "{held}"
        );
        assert_eq!(
            standard(&|number| if number == held { 0 } else { 2 }),
            None,
            "{held}"
        );
    }
    let illegal = Standing {
        legal_conditions: false,
        ..GOOD
    };
    assert_eq!(
        propose(RegimeId::B, "general", illegal, |_| 2).national_standard,
        None
    );
    assert_eq!(propose(RegimeId::B, "general", GOOD, |_| 2).accreditation, None);
    let mut named: Vec<&str> = Law::official()
        .criteria(RegimeId::B, "general")
        .filter(|criterion| criterion.mandatory)
        .map(|criterion| criterion.criterion.as_str())
        .collect();
    named.sort_unstable();
    assert_eq!(named, MANDATORY);
}

#[test]
fn a_person_concludes_until_the_end_of_2028() {
    let law = Law::official();
    let results = results(
        RegimeId::B,
        "preschool",
        |number| if number == "1.3" { 0 } else { 1 },
    );
    let on = |date: &str| {
        law.propose_level(RegimeId::B, "preschool", &results, &GOOD, day(date))
            .unwrap()
    };
    assert!(on("2028-12-31").person_concludes && !on("2029-01-01").person_concludes);
    let reasons: Vec<String> = on("2026-08-01")
        .reasons
        .iter()
        .flat_map(|r| [r.vi.clone(), r.en.clone()])
        .collect();
    insta::assert_snapshot!(reasons.join("\n"));
}

#[test]
fn results_must_fit_the_table() {
    let law = Law::official();
    let propose = |school_type: &str, results: &[CriterionResult]| {
        law.propose_level(RegimeId::A0, school_type, results, &GOOD, day("2024-01-01"))
            .unwrap_err()
    };
    let good = results(RegimeId::A0, "primary", |_| 1);
    assert!(matches!(
        propose("nursery", &[]),
        LevelError::UnknownSchoolType { .. }
    ));
    assert_eq!(
        propose("primary", &good[1..]),
        LevelError::MissingCriterion("1.1".to_owned())
    );
    let twice = [good.clone(), good[..1].to_vec()].concat();
    assert_eq!(
        propose("primary", &twice),
        LevelError::RepeatedCriterion("1.1".to_owned())
    );
    let more = [
        good.clone(),
        vec![CriterionResult {
            criterion: "6.1".to_owned(),
            level: 1,
        }],
    ]
    .concat();
    assert_eq!(
        propose("primary", &more),
        LevelError::UnknownCriterion("6.1".to_owned())
    );
    let mut high = good;
    high[0].level = 5;
    assert!(matches!(
        propose("primary", &high),
        LevelError::NoSuchLevel {
            level: 5,
            highest: 4,
            ..
        }
    ));
}

#[test]
fn a_criterion_from_its_indicators() {
    let indicator = |contents: &[bool]| Indicator {
        contents: contents.to_vec(),
    };
    let level = |levels: &[Vec<Indicator>]| CriterionResult::from_indicators("1.1", levels).level;
    let (met, unmet) = (indicator(&[true, true]), indicator(&[true, false]));
    assert_eq!(level(&[vec![met.clone(), met.clone()], vec![met.clone()]]), 2);
    assert_eq!(level(&[vec![met.clone(), unmet.clone()], vec![met.clone()]]), 0);
    // A higher level does not make up for a lower one.
    assert_eq!(level(&[vec![met.clone()], vec![unmet], vec![met]]), 1);
}

proptest! {
    /// Raising any criterion never lowers the proposal.
    #[test]
    fn better_results_never_propose_less(
        levels in prop::collection::vec(0_u8..3, 15), raised in 0_usize..15, regime_b: bool,
    ) {
        let (regime, school_type) = if regime_b { (RegimeId::B, "general") } else { (RegimeId::A0, "preschool") };
        let law = Law::official();
        let mut results = results(regime, school_type, |_| 2);
        for (result, level) in results.iter_mut().zip(&levels) {
            result.level = *level;
        }
        let propose = |results: &[CriterionResult]| {
            let proposal = law.propose_level(regime, school_type, results, &GOOD, day("2026-08-01")).unwrap();
            (proposal.accreditation, proposal.national_standard)
        };
        let before = propose(&results);
        results[raised].level = 2;
        prop_assert!(before <= propose(&results));
    }
}

#[test]
fn obstacles_name_the_criteria_that_hold_back_the_next_level() {
    let law = Law::official();
    let named = |regime, school_type, level, reached: &dyn Fn(&str) -> u8| -> Vec<(String, u8, u8, bool)> {
        let results = results(regime, school_type, reached);
        law.obstacles(regime, school_type, &results, level)
            .into_iter()
            .map(|o| (o.criterion, o.reached, o.needed, o.one_of_several))
            .collect()
    };
    let weak = |criterion: &str| if criterion == "1.2" { 1 } else { 4 };
    assert_eq!(
        named(RegimeId::A0, "primary", 1, &weak),
        [("1.2".to_owned(), 1, 2, false)]
    );
    assert_eq!(named(RegimeId::A0, "primary", 4, &|_| 4), []);
    // Under B one of the others may lack; when too few are there, each of those that lack is named.
    let two_lack = |criterion: &str| u8::from(!["1.1", "1.2"].contains(&criterion));
    assert_eq!(named(RegimeId::B, "general", 0, &two_lack), []);
    let three_lack = |criterion: &str| u8::from(!["1.1", "1.2", "2.3"].contains(&criterion));
    assert_eq!(
        named(RegimeId::B, "general", 0, &three_lack),
        ["1.1", "1.2", "2.3"].map(|criterion| (criterion.to_owned(), 0, 1, true))
    );
    let one_below = |criterion: &str| if criterion == "1.1" { 0 } else { 2 };
    assert_eq!(
        named(RegimeId::B, "general", 1, &one_below),
        [("1.1".to_owned(), 0, 1, false)],
        "level 2 leaves none below level 1"
    );
    // Without a result it reaches nothing.
    assert_eq!(law.obstacles(RegimeId::B, "general", &[], 0).len(), 15);
}

#[test]
fn every_kind_of_school_has_its_table() {
    let law = Law::official();
    for (kind, under_a, under_b) in [
        ("preschool", Some("preschool"), Some("preschool")),
        ("primary", Some("primary"), Some("general")),
        ("lower_secondary", Some("secondary"), Some("general")),
        ("upper_secondary", Some("secondary"), Some("general")),
        ("multi_level", Some("secondary"), Some("general")),
        ("continuing_education", None, Some("continuing")),
        ("unspecified", None, None),
    ] {
        assert_eq!(law.criteria_for(RegimeId::A1, kind), under_a, "{kind}");
        assert_eq!(law.criteria_for(RegimeId::B, kind), under_b, "{kind}");
    }
}
