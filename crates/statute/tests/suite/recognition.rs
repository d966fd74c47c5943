//! The conditions of recognition, against a table written from the reference and not from the law files.

use calendar::Day;
use statute::{
    Application, Condition, ConditionState, Confidence, Held, Law, RecognitionTarget, RegimeId, Standing,
};

use crate::files::load_with;

use ConditionState::{Met, NotMet, Unknown};
use RecognitionTarget::{Accreditation, NationalStandard};
use RegimeId::{A0, A1, A2, B};

/// Every kind of school, as facts name it.
const KINDS: [&str; 8] = [
    "preschool",
    "primary",
    "lower_secondary",
    "upper_secondary",
    "primary_and_lower_secondary",
    "lower_and_upper_secondary",
    "multi_level",
    "continuing_education",
];

/// Holds in every respect, and only just.
const GOOD: Standing = Standing {
    cohort_completed: true,
    years_of_operation: 5,
    years_of_data: 3,
    legal_conditions: true,
};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn application(regime: RegimeId, target: RecognitionTarget, kind: &str) -> Application<'_> {
    Application {
        target,
        regime,
        school_type: kind,
        reviewed_level: 4,
        standing: Some(GOOD),
        held: None,
        on: day("2026-08-10"),
    }
}

fn conditions(application: &Application<'_>) -> Vec<Condition> {
    Law::official().recognition_conditions(application)
}

fn states(application: &Application<'_>) -> Vec<(&'static str, ConditionState)> {
    conditions(application)
        .iter()
        .map(|condition| (condition.rule, condition.state))
        .collect()
}

fn one(application: &Application<'_>, rule: &str) -> Condition {
    let found = conditions(application)
        .into_iter()
        .find(|condition| condition.rule == rule);
    found.unwrap_or_else(|| panic!("{rule} is not listed"))
}

/// The Mức that each degree needs; nothing where it is not issued.
const NEEDED: [(RecognitionTarget, Option<u8>, Option<u8>); 6] = [
    (Accreditation(1), Some(1), None),
    (Accreditation(2), Some(2), None),
    (Accreditation(3), Some(3), None),
    (Accreditation(4), Some(4), None),
    (NationalStandard(1), Some(2), Some(1)),
    (NationalStandard(2), Some(3), Some(2)),
];

#[test]
fn each_degree_needs_its_level() {
    let law = Law::official();
    for (target, under_a, under_b) in NEEDED {
        for (regime, needed) in [(A0, under_a), (A1, under_a), (A2, under_a), (B, under_b)] {
            assert_eq!(law.needed_level(regime, target), needed, "{regime} {target:?}");
            for kind in KINDS {
                let at = |reviewed_level| Application {
                    reviewed_level,
                    ..application(regime, target, kind)
                };
                let Some(needed) = needed else {
                    assert_eq!(
                        states(&at(4)),
                        [("recognition.granted", NotMet)],
                        "{regime} {target:?} {kind}"
                    );
                    continue;
                };
                for level in 0..=4 {
                    let state = if level < needed { NotMet } else { Met };
                    assert_eq!(
                        one(&at(level), "recognition.level").state,
                        state,
                        "{regime} {target:?} {kind} {level}"
                    );
                }
            }
        }
    }
    assert_eq!(law.needed_level(A0, NationalStandard(3)), None);
    assert_eq!(law.needed_level(A0, Accreditation(0)), None);
}

#[test]
fn each_kind_of_school_is_asked_for_what_its_act_names() {
    for target in [Accreditation(1), NationalStandard(1)] {
        for kind in KINDS {
            let besides = if kind == "preschool" {
                "recognition.operation"
            } else {
                "recognition.cohort"
            };
            for regime in [A0, A1, A2] {
                assert_eq!(
                    states(&application(regime, target, kind)),
                    [
                        ("recognition.granted", Met),
                        ("recognition.level", Met),
                        (besides, Met)
                    ],
                    "{regime} {kind}"
                );
            }
        }
    }
    for kind in KINDS {
        assert_eq!(
            states(&application(B, NationalStandard(2), kind)),
            [
                ("recognition.granted", Met),
                ("recognition.level", Met),
                ("recognition.cohort", Met),
                ("recognition.data", Met),
                ("recognition.legal", Met),
            ],
            "{kind}"
        );
    }
}

#[test]
fn each_condition_fails_on_its_own() {
    let cases = [
        (
            A0,
            "preschool",
            "recognition.operation",
            Standing {
                years_of_operation: 4,
                ..GOOD
            },
        ),
        (
            A2,
            "primary",
            "recognition.cohort",
            Standing {
                cohort_completed: false,
                ..GOOD
            },
        ),
        (
            B,
            "preschool",
            "recognition.cohort",
            Standing {
                cohort_completed: false,
                ..GOOD
            },
        ),
        (
            B,
            "primary",
            "recognition.data",
            Standing {
                years_of_data: 2,
                ..GOOD
            },
        ),
        (
            B,
            "multi_level",
            "recognition.legal",
            Standing {
                legal_conditions: false,
                ..GOOD
            },
        ),
    ];
    for (regime, kind, rule, standing) in cases {
        let failing = Application {
            standing: Some(standing),
            ..application(regime, NationalStandard(1), kind)
        };
        for (name, state) in states(&failing) {
            assert_eq!(state == NotMet, name == rule, "{rule}: {name} {state:?}");
        }
        let unknown = Application {
            standing: None,
            ..failing
        };
        assert_eq!(one(&unknown, rule).state, Unknown);
        assert_eq!(
            one(&unknown, "recognition.level").state,
            Met,
            "what the report says is known"
        );
    }
    // What the act does not ask for does not count against a school.
    let old_and_new = Standing {
        years_of_operation: 0,
        years_of_data: 0,
        legal_conditions: false,
        ..GOOD
    };
    let school = Application {
        standing: Some(old_and_new),
        ..application(A1, NationalStandard(2), "primary")
    };
    assert!(states(&school).iter().all(|(_, state)| *state == Met));
}

#[test]
fn a_higher_degree_waits_two_years() {
    let held = |degree, recognised_on: &str| {
        Some(Held {
            degree,
            recognised_on: day(recognised_on),
        })
    };
    // Recognised on, appraised on, and whether the two years are over.
    for (recognised_on, on, state) in [
        ("2024-08-10", "2026-08-10", NotMet),
        ("2024-08-10", "2026-08-11", Met),
        ("2024-08-09", "2026-08-10", Met),
        ("2024-02-29", "2026-02-28", NotMet),
        ("2024-02-29", "2026-03-01", Met),
    ] {
        for regime in [A0, B] {
            let school = Application {
                held: held(1, recognised_on),
                on: day(on),
                ..application(regime, NationalStandard(2), "primary")
            };
            assert_eq!(
                one(&school, "recognition.upgrade").state,
                state,
                "{regime} {recognised_on} {on}"
            );
        }
    }
    // The same degree, or a lower one, is no upgrade; and a new recognition is none.
    for held in [held(2, "2026-08-01"), held(1, "2026-08-01"), None] {
        let school = Application {
            held,
            ..application(B, NationalStandard(1), "primary")
        };
        assert!(
            states(&school)
                .iter()
                .all(|(rule, _)| *rule != "recognition.upgrade"),
            "{held:?}"
        );
    }
}

#[test]
fn every_condition_names_its_article() {
    let cited = |regime, target, kind, rule: &str| {
        let condition = one(&application(regime, target, kind), rule);
        (condition.citation.vi, condition.confidence)
    };
    let level = "recognition.level";
    for (kind, act) in [
        ("preschool", "TT 19/2018"),
        ("primary", "TT 17/2018"),
        ("upper_secondary", "TT 18/2018"),
    ] {
        for target in [Accreditation(2), NationalStandard(1)] {
            for condition in conditions(&application(A1, target, kind)).iter().skip(1) {
                assert!(condition.citation.vi.starts_with(act), "{kind}: {condition:?}");
            }
        }
    }
    assert_eq!(
        cited(A0, NationalStandard(1), "multi_level", level),
        ("TT 18/2018/TT-BGDĐT Điều 37".to_owned(), Confidence::Summary)
    );
    assert_eq!(
        cited(A0, Accreditation(1), "multi_level", level),
        ("TT 18/2018/TT-BGDĐT Điều 34".to_owned(), Confidence::Summary)
    );
    assert_eq!(
        cited(B, NationalStandard(1), "primary", "recognition.granted"),
        ("TT 57/2026/TT-BGDĐT Điều 17".to_owned(), Confidence::Lead)
    );
    let upgrade = Application {
        held: Some(Held {
            degree: 1,
            recognised_on: day("2025-01-01"),
        }),
        ..application(B, NationalStandard(2), "primary")
    };
    assert!(
        one(&upgrade, "recognition.upgrade")
            .citation
            .vi
            .contains("Điều 19(4)")
    );
    for regime in RegimeId::ALL {
        for (kind, target) in KINDS
            .iter()
            .flat_map(|kind| RecognitionTarget::ALL.map(|target| (*kind, target)))
        {
            for condition in conditions(&application(regime, target, kind)) {
                let said = [&condition.title, &condition.explanation, &condition.citation];
                assert!(
                    said.iter()
                        .all(|wording| !wording.vi.is_empty() && !wording.en.is_empty()),
                    "{condition:?}"
                );
            }
        }
    }
}

#[test]
fn conditions_as_an_officer_reads_them() {
    let school = Application {
        reviewed_level: 1,
        standing: Some(Standing {
            years_of_data: 2,
            legal_conditions: false,
            ..GOOD
        }),
        held: Some(Held {
            degree: 1,
            recognised_on: day("2025-02-05"),
        }),
        ..application(B, NationalStandard(2), "primary")
    };
    let unknown = Application {
        reviewed_level: 0,
        standing: None,
        ..application(A0, Accreditation(1), "preschool")
    };
    let ended = application(B, Accreditation(3), "primary");
    let lines: Vec<String> = [school, unknown, ended]
        .iter()
        .flat_map(conditions)
        .flat_map(|condition| {
            [
                format!(
                    "{} {:?}: {} ({})",
                    condition.rule, condition.state, condition.explanation.vi, condition.citation.vi
                ),
                format!("    {} ({})", condition.explanation.en, condition.citation.en),
            ]
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn entries_that_do_not_fit_together_are_faults() {
    let faults = |from: &str, to: &str| load_with("conditions.toml", from, to).unwrap_err().to_string();
    let general = "wishes = [\"national_standard\"]\nlevels = [2, 3]";
    assert!(
        faults(general, "wishes = [\"national_standard\"]\nlevels = [2, 4]")
            .contains("other levels for some kinds")
    );
    assert!(faults("levels = [1, 2]\n", "levels = [1]\n").contains("1 levels for 2 degrees"));
    let cohort = "rule = \"recognition.cohort\"\nregimes = [\"B\"]";
    assert!(
        faults(cohort, "rule = \"recognition.data\"\nregimes = [\"B\"]")
            .contains("recognition.cohort: nothing for regime B")
    );
    assert!(
        faults(cohort, "rule = \"recognition.cohort\"\nregimes = [\"A2\", \"B\"]").contains("stands twice")
    );
    assert!(
        faults("rule = \"recognition.legal\"", "rule = \"recognition.lawful\"").contains("unknown variant")
    );
}
