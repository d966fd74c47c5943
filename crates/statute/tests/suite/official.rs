//! The law shipped with the product says what the reference says.

use calendar::{Almanac, Day, local_day, local_time};
use statute::{Confidence, Effect, Law, OnExpiry, RegimeId, Role, RungKind, Wish};
use timelimit::{Direction, Span};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn loads() {
    Law::load(Law::official_files()).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn each_day_has_its_regime() {
    let law = Law::official();
    let on = |text: &str| law.regime_on(day(text)).map(|regime| regime.id);
    assert_eq!(on("2018-10-09"), None);
    assert_eq!(on("2018-10-10"), Some(RegimeId::A0));
    assert_eq!(on("2025-01-24"), Some(RegimeId::A0));
    assert_eq!(on("2025-01-25"), Some(RegimeId::A1));
    assert_eq!(on("2025-07-01"), Some(RegimeId::A2));
    assert_eq!(on("2026-07-07"), Some(RegimeId::B));
    assert_eq!(on("2040-01-01"), Some(RegimeId::B));
}

#[test]
fn authorities_by_regime() {
    let law = Law::official();
    let regime = |id| law.regime(id).unwrap();
    assert_eq!(
        regime(RegimeId::A0).recognition_decided_by(Wish::NationalStandard),
        Role::Province
    );
    assert_eq!(
        regime(RegimeId::A0).recognition_decided_by(Wish::Accreditation),
        Role::DepartmentLeader
    );
    assert_eq!(regime(RegimeId::A0).team_decided_by(Wish::Both), Role::Province);
    assert_eq!(
        regime(RegimeId::A1).recognition_decided_by(Wish::Both),
        Role::DepartmentLeader
    );
    assert_eq!(regime(RegimeId::A1).receiving_body(false), Role::District);
    assert_eq!(regime(RegimeId::A2).receiving_body(false), Role::Commune);
    assert_eq!(regime(RegimeId::A2).receiving_body(true), Role::DepartmentOfficer);
    assert!(regime(RegimeId::A2).accreditation_issued && !regime(RegimeId::B).accreditation_issued);
    assert!(!regime(RegimeId::B).grants(Wish::Both) && regime(RegimeId::B).grants(Wish::NationalStandard));
}

#[test]
fn the_limits_of_the_reference_table() {
    let law = Law::official();
    let table = [
        (
            "dossier.check",
            None,
            Span::WorkingDays(3),
            OnExpiry::Breach,
            Confidence::Text,
        ),
        (
            "dossier.check.department",
            None,
            Span::WorkingDays(3),
            OnExpiry::Breach,
            Confidence::Custom,
        ),
        (
            "review.start",
            None,
            Span::Months(3),
            OnExpiry::Breach,
            Confidence::Custom,
        ),
        (
            "review.team_again",
            None,
            Span::Months(1),
            OnExpiry::Breach,
            Confidence::Custom,
        ),
        (
            "review.study",
            None,
            Span::WorkingDays(10),
            OnExpiry::Breach,
            Confidence::Custom,
        ),
        (
            "review.preliminary_visit",
            None,
            Span::WorkingDays(10),
            OnExpiry::Breach,
            Confidence::Custom,
        ),
        (
            "review.official_visit",
            None,
            Span::WorkingDays(15),
            OnExpiry::Breach,
            Confidence::Custom,
        ),
        (
            "review.draft",
            None,
            Span::WorkingDays(10),
            OnExpiry::Breach,
            Confidence::Custom,
        ),
        (
            "review.comment",
            None,
            Span::WorkingDays(10),
            OnExpiry::DeemedConsent,
            Confidence::Custom,
        ),
        (
            "review.reply",
            None,
            Span::WorkingDays(10),
            OnExpiry::Breach,
            Confidence::Custom,
        ),
        (
            "review.report",
            None,
            Span::WorkingDays(10),
            OnExpiry::Breach,
            Confidence::Custom,
        ),
        (
            "recognition.decide",
            None,
            Span::WorkingDays(20),
            OnExpiry::Breach,
            Confidence::Text,
        ),
        (
            "recognition.decide",
            Some("ha-noi"),
            Span::Days(20),
            OnExpiry::Breach,
            Confidence::Text,
        ),
        (
            "recognition.decide.province",
            None,
            Span::WorkingDays(10),
            OnExpiry::Breach,
            Confidence::Custom,
        ),
        (
            "recognition.publish.school",
            Some("ha-noi"),
            Span::Days(20),
            OnExpiry::Breach,
            Confidence::Text,
        ),
        (
            "recognition.publish.department",
            Some("ha-noi"),
            Span::Days(20),
            OnExpiry::Breach,
            Confidence::Text,
        ),
        (
            "certificate.renew",
            None,
            Span::Months(5),
            OnExpiry::Breach,
            Confidence::Text,
        ),
        (
            "certificate.expire",
            None,
            Span::OnDay,
            OnExpiry::Expires,
            Confidence::Text,
        ),
        (
            "certificate.upgrade",
            None,
            Span::Years(2),
            OnExpiry::Opens,
            Confidence::Text,
        ),
        (
            "certificate.revoke",
            None,
            Span::WorkingDays(20),
            OnExpiry::Breach,
            Confidence::Text,
        ),
        (
            "certificate.remedy",
            None,
            Span::OnDay,
            OnExpiry::Breach,
            Confidence::Custom,
        ),
        (
            "plan.dossier",
            None,
            Span::OnDay,
            OnExpiry::Breach,
            Confidence::Text,
        ),
        (
            "plan.register",
            None,
            Span::OnDay,
            OnExpiry::Breach,
            Confidence::Text,
        ),
        (
            "year.self_assessment",
            Some("ha-noi"),
            Span::Before,
            OnExpiry::Breach,
            Confidence::Text,
        ),
        (
            "year.inspection",
            Some("ha-noi"),
            Span::Before,
            OnExpiry::Breach,
            Confidence::Text,
        ),
        (
            "year.plan",
            Some("ha-noi"),
            Span::Before,
            OnExpiry::Breach,
            Confidence::Text,
        ),
        (
            "year.summary",
            Some("ha-noi"),
            Span::Before,
            OnExpiry::Breach,
            Confidence::Text,
        ),
    ];
    for (id, overlay, span, on_expiry, confidence) in table {
        let rule = law
            .limit(id, RegimeId::A0, overlay, day("2024-08-05"))
            .unwrap_or_else(|| panic!("{id} is missing"));
        assert_eq!(
            (rule.time_limit.span, rule.on_expiry, rule.confidence),
            (span, on_expiry, confidence),
            "{id}"
        );
    }
    let renewal = law
        .limit("certificate.renew", RegimeId::B, None, day("2026-08-10"))
        .unwrap();
    assert_eq!(
        (renewal.time_limit.direction, renewal.time_limit.roll),
        (Direction::Backward, false)
    );
    assert_eq!(law.limits_for(RegimeId::A0, None, day("2024-08-05")).count(), 20);
    assert_eq!(
        law.limits_for(RegimeId::A0, Some("ha-noi"), day("2024-08-05"))
            .count(),
        31
    );
}

/// What a fact about `step` does to the limits of a case under `regime`.
fn moved(regime: RegimeId, fact: &str, step: &str) -> Vec<(String, Effect)> {
    Law::official()
        .triggered_by(fact, day("2026-08-05"), |_| None)
        .filter(|found| found.rule.holds_under(regime, None))
        .filter(|found| {
            found
                .trigger
                .matches(fact, |name| (name == "step").then_some(step))
        })
        .map(|found| (found.rule.id.clone(), found.effect))
        .collect()
}

#[test]
fn each_step_of_a_review_has_its_own_clock() {
    use Effect::{Cancels, Clears, Satisfies, Starts};
    let steps = [
        "review.study",
        "review.preliminary_visit",
        "review.official_visit",
        "review.draft",
    ];
    for regime in RegimeId::ALL {
        let moved = |fact: &str, step: &str| -> Vec<(String, Effect)> { moved(regime, fact, step) };
        let named = |limits: &[(&str, Effect)]| -> Vec<(String, Effect)> {
            limits
                .iter()
                .map(|(id, effect)| ((*id).to_owned(), *effect))
                .collect()
        };
        let completed = "review.review_step_completed";
        for (step, ended, begun) in [
            ("dossier_study", steps[0], steps[1]),
            ("preliminary_visit", steps[1], steps[2]),
            ("official_visit", steps[2], steps[3]),
        ] {
            assert_eq!(
                moved(completed, step),
                named(&[(ended, Satisfies), (begun, Starts)])
            );
        }
        assert_eq!(moved(completed, ""), []);
        assert_eq!(
            moved("review.draft_report_sent", ""),
            named(&[(steps[3], Satisfies), ("review.comment", Starts)])
        );
        let again = "review.team_again";
        assert_eq!(
            moved("review.team_established", ""),
            named(&[
                ("review.start", Satisfies),
                (again, Satisfies),
                (steps[0], Starts)
            ])
        );
        let mut dissolved = vec![(again, Clears), (again, Starts)];
        dissolved.extend(steps.map(|step| (step, Clears)));
        assert_eq!(moved("review.team_dissolved", ""), named(&dissolved));
        // Whatever the review owes ends with it.
        let owned = Law::official()
            .limits_for(regime, None, day("2026-08-05"))
            .filter(|rule| rule.owner == statute::Owner::Review);
        let all: Vec<(String, Effect)> = owned.map(|rule| (rule.id.clone(), Cancels)).collect();
        assert_eq!(all.len(), 9);
        assert_eq!(moved("review.review_closed", ""), all);
    }
}

#[test]
fn each_stage_of_the_check_has_its_own_clock() {
    let effects = |fact: &str, stage: &str| -> Vec<(String, Effect)> {
        Law::official()
            .triggered_by(fact, day("2024-08-05"), |_| None)
            .filter(|found| found.rule.holds_under(RegimeId::A0, None))
            .filter(|found| {
                found
                    .trigger
                    .matches(fact, |name| (name == "stage").then_some(stage))
            })
            .map(|found| (found.rule.id.clone(), found.effect))
            .collect()
    };
    for (fact, effect) in [
        ("registration.dossier_submitted", Effect::Starts),
        ("registration.supplement_requested", Effect::Suspends),
        ("registration.dossier_resubmitted", Effect::Resets),
    ] {
        for (stage, limit) in [
            ("local", "dossier.check"),
            ("department", "dossier.check.department"),
        ] {
            assert_eq!(
                effects(fact, stage),
                [(limit.to_owned(), effect)],
                "{fact} {stage}"
            );
        }
    }
    assert_eq!(
        effects("registration.dossier_forwarded", ""),
        [
            ("dossier.check".to_owned(), Effect::Satisfies),
            ("dossier.check.department".to_owned(), Effect::Starts)
        ],
        "what ends at one body begins at the other"
    );
}

#[test]
fn every_yearly_limit_can_be_lifted() {
    let yearly: Vec<_> = Law::official()
        .limits()
        .iter()
        .filter(|rule| rule.yearly.is_some())
        .collect();
    assert!(yearly.len() >= 9, "{}", yearly.len());
    for rule in yearly {
        let cancels = |limit: &str| {
            rule.triggers().any(|(effect, trigger)| {
                effect == Effect::Cancels
                    && trigger.fact == "registration.obligation_lifted"
                    && trigger.matches(&trigger.fact, |name| (name == "limit").then_some(limit))
            })
        };
        assert!(cancels(&rule.id), "{}", rule.id);
        assert!(!cancels("year.other"), "{}: only of its own limit", rule.id);
    }
}

#[test]
fn facts_find_their_clocks() {
    let law = Law::official();
    let effects = |fact: &str, overlay: Option<&str>| -> Vec<(String, Effect)> {
        law.triggered_by(fact, day("2024-08-05"), |_| None)
            .filter(|triggered| triggered.rule.holds_under(RegimeId::A0, overlay))
            .map(|triggered| (triggered.rule.id.clone(), triggered.effect))
            .collect()
    };
    let named = |pairs: &[(&str, Effect)]| -> Vec<(String, Effect)> {
        pairs
            .iter()
            .map(|(id, effect)| ((*id).to_owned(), *effect))
            .collect()
    };
    assert_eq!(
        effects("registration.dossier_accepted", None),
        named(&[
            ("dossier.check", Effect::Satisfies),
            ("dossier.check.department", Effect::Satisfies),
            ("review.start", Effect::Starts)
        ])
    );
    assert_eq!(
        effects("recognition.decision_signed", Some("ha-noi")),
        named(&[
            ("recognition.decide", Effect::Satisfies),
            ("recognition.decide.province", Effect::Satisfies),
            ("recognition.decide", Effect::Satisfies),
            ("recognition.publish.school", Effect::Starts),
            ("recognition.publish.department", Effect::Starts),
        ])
    );
    assert_eq!(
        effects("recognition.proposal_sent", None),
        named(&[
            ("recognition.decide", Effect::Satisfies),
            ("recognition.decide.province", Effect::Starts)
        ])
    );
    let later = law
        .triggered_by("recognition.proposal_sent", day("2024-08-05"), |_| None)
        .filter(|triggered| triggered.rule.holds_under(RegimeId::A1, None));
    assert_eq!(later.count(), 0);
}

#[test]
fn a_ladder_over_a_due_date() {
    let law = Law::official();
    let rule = law
        .limit("recognition.decide", RegimeId::A0, None, day("2024-04-24"))
        .unwrap();
    let moments = rule
        .ladder
        .moments(day("2024-05-24"), Almanac::official().latest());
    let shown: Vec<String> = moments
        .iter()
        .map(|moment| {
            let (day, time) = (local_day(moment.fires_at), local_time(moment.fires_at));
            format!(
                "{day} {} {} {}",
                time.format("%H:%M"),
                moment.rung_id,
                moment.role
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "2024-05-10 07:30 before-10 department_officer",
            "2024-05-17 07:30 before-5 department_officer",
            "2024-05-21 07:30 before-3 department_officer",
            "2024-05-23 07:30 before-1 department_officer",
            "2024-05-23 07:30 apology department_officer",
            "2024-05-24 07:30 day-of department_officer",
            "2024-05-25 00:00 deadline department_officer",
            "2024-05-27 07:30 after-1 department_officer",
            "2024-05-31 07:30 week-1 department_leader",
            "2024-06-07 07:30 week-2 department_leader",
            "2024-06-14 07:30 week-3 province",
            "2024-06-21 07:30 week-4 province",
        ]
    );
    assert!(moments.iter().any(|moment| moment.kind == RungKind::Deadline));
}

#[test]
fn validity_is_five_years_without_rolling() {
    let law = Law::official();
    let validity = law.certificate_validity(RegimeId::A0, day("2024-02-27"), day("2024-02-29"));
    assert_eq!(
        (validity.valid_from, validity.valid_until),
        (day("2024-02-29"), day("2029-02-28"))
    );
    let validity = law.certificate_validity(RegimeId::B, day("2026-08-01"), day("2026-08-10"));
    assert_eq!(
        (validity.valid_from, validity.valid_until),
        (day("2026-08-01"), day("2031-08-01"))
    );
}

/// Sections II.2, II.3 and II.6 of the plan of Hà Nội, and Điều 9 of the circular of 2026.
#[test]
fn each_holder_owes_its_own_limit_every_year() {
    let owed = |year, overlay| -> Vec<String> {
        let duties = Law::official().yearly_in(year, overlay);
        let shown = duties.iter().map(|duty| {
            format!(
                "{} {} {} {}",
                duty.due_before, duty.regime, duty.rule.id, duty.rule.owed_by
            )
        });
        shown.collect()
    };
    assert_eq!(owed(2019, None), [""; 0], "before 2026 only local plans ask");
    assert_eq!(
        owed(2019, Some("ha-noi")),
        [
            "2019-05-30 A0 year.self_assessment school",
            "2019-06-30 A0 year.inspection department_officer",
            "2019-06-30 A0 year.inspection.local district",
            "2019-11-30 A0 year.plan department_officer",
            "2019-11-30 A0 year.plan.local district",
            "2019-11-30 A0 year.plan.school school",
            "2019-12-30 A0 year.summary department_officer",
            "2019-12-30 A0 year.summary.local district",
        ]
    );
    // Districts ended with 30/6/2025: that year's inspection was theirs, the plan is the communes'.
    let of_2025 = owed(2025, Some("ha-noi"));
    assert!(of_2025.contains(&"2025-06-30 A1 year.inspection.local district".to_owned()));
    assert!(of_2025.contains(&"2025-11-30 A2 year.plan.local commune".to_owned()));
    // The circular of 7/7/2026 asks from the next school year on.
    assert_eq!(owed(2026, None), [""; 0]);
    assert_eq!(owed(2027, None), ["2027-06-15 B year.self_assessment school"]);
    assert_eq!(
        owed(2027, Some("ha-noi")).len(),
        8,
        "the act's self-assessment in place of the plan's"
    );
}
