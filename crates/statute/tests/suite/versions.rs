//! A rule has days of its own: a later act changes it while the regime goes on, and a running clock keeps what it
//! began with.

use calendar::{Almanac, Day};
use statute::{Change, Difference, Effect, Law, LimitRule, LoadError, RegimeId};
use timelimit::{Language, Span};

use crate::files::{load_adding, load_with};

/// The act that shortens the limit to 15 working days for reports received from 2027 on.
const SUCCESSOR: &str = r#"
[[limit]]
id = "review.report"
regimes = ["A0", "A1", "A2", "B"]
from = "2027-01-01"
title = { vi = "Báo cáo đánh giá ngoài", en = "External review report" }
span = { working_days = 15 }
start_event = { vi = "ngày xử lý xong ý kiến", en = "the day the comments were settled" }
owed_by = "reviewer"
owner = "review"
on_expiry = "breach"
ladder = "standard"
citation = { vi = "TT 9/2027/TT-BGDĐT Điều 3", en = "Circular 9/2027/TT-BGDĐT Art. 3" }
confidence = "text"
starts_on = [{ fact = "review.comments_answered" }, { fact = "review.draft_agreed" }, { fact = "review.consent_deemed" }]
satisfied_by = [{ fact = "review.final_report_submitted" }]
cancelled_by = [{ fact = "registration.dossier_withdrawn" }, { fact = "review.review_closed" }]
"#;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The law in which `review.report` ends on a day, with its successor from 2027 on.
fn ending(until: &str) -> Result<Law, LoadError> {
    let (_, text) = Law::official_files()
        .iter()
        .find(|(name, _)| *name == "limits/review.toml")
        .unwrap();
    let own_days = format!("id = \"review.report\"\n{until}");
    let text_ending = text.replacen("id = \"review.report\"\n", &own_days, 1);
    load_with("limits/review.toml", text, &format!("{text_ending}{SUCCESSOR}"))
}

fn changed() -> Law {
    ending("until = \"2026-12-31\"\n").unwrap_or_else(|error| panic!("{error}"))
}

fn days_of(rule: &LimitRule) -> Span {
    rule.time_limit.span
}

#[test]
fn a_clock_has_the_version_of_the_day_it_began() {
    let law = changed();
    let rule = |on| law.limit("review.report", RegimeId::B, None, day(on)).unwrap();
    assert_eq!(days_of(rule("2026-12-31")), Span::WorkingDays(10));
    assert_eq!(days_of(rule("2027-01-01")), Span::WorkingDays(15));
    // What is printed is the version applied.
    let derivation = timelimit::due(
        &rule("2027-03-01").time_limit,
        day("2027-03-01"),
        Almanac::official().latest(),
    );
    let explanation = derivation.unwrap().explanation(Language::Vietnamese);
    assert_eq!(explanation[1], "15 ngày làm việc (TT 9/2027/TT-BGDĐT Điều 3)");
    for on in ["2026-12-31", "2027-01-01"] {
        let listed = law.limits_for(RegimeId::B, None, day(on));
        assert_eq!(
            listed.filter(|rule| rule.id == "review.report").count(),
            1,
            "{on}"
        );
    }
    assert_eq!(law.versions("review.report", RegimeId::B, None).count(), 2);
    assert_eq!(law.coverage(), []);
}

#[test]
fn a_rule_that_is_not_in_force_starts_no_clock_and_goes_on_moving_its_own() {
    let law = changed();
    let found = |fact: &str, on: &str, began_on: Option<&str>| -> Vec<(Effect, Span)> {
        law.triggered_by(fact, day(on), |_| began_on.map(day))
            .filter(|triggered| {
                triggered.rule.id == "review.report" && triggered.rule.holds_under(RegimeId::B, None)
            })
            .map(|triggered| (triggered.effect, days_of(triggered.rule)))
            .collect()
    };
    let (old, new) = (Span::WorkingDays(10), Span::WorkingDays(15));
    assert_eq!(
        found("review.draft_agreed", "2026-12-31", None),
        [(Effect::Starts, old)]
    );
    assert_eq!(
        found("review.draft_agreed", "2027-01-01", None),
        [(Effect::Starts, new)]
    );
    let done = "review.final_report_submitted";
    assert_eq!(
        found(done, "2027-01-05", Some("2026-12-28")),
        [(Effect::Satisfies, old)]
    );
    assert_eq!(
        found(done, "2027-01-05", Some("2027-01-04")),
        [(Effect::Satisfies, new)]
    );
    // Heard before its beginning: whichever version it will be, nothing is lost.
    assert_eq!(
        found(done, "2027-01-05", None),
        [(Effect::Satisfies, old), (Effect::Satisfies, new)]
    );
}

#[test]
fn two_versions_never_hold_on_one_day() {
    for until in ["", "until = \"2027-01-01\"\n", "from = \"2027-06-01\"\n"] {
        let error = ending(until).unwrap_err().to_string();
        assert!(
            error.contains("stands twice for regime B; first in limits/review.toml")
                && error.contains("some days have both"),
            "{until}: {error}"
        );
    }
}

#[test]
fn a_hole_between_two_versions_is_a_gap() {
    let law = ending("until = \"2026-11-30\"\n").unwrap_or_else(|error| panic!("{error}"));
    let gaps: Vec<String> = law.coverage().iter().map(ToString::to_string).collect();
    assert!(!gaps.is_empty());
    for gap in &gaps {
        assert!(
            gap.contains("review.report is not open") && gap.ends_with("from 2026-12-01 on"),
            "{gap}"
        );
    }
}

#[test]
fn a_new_version_is_a_difference_of_its_own() {
    let differences = Law::official().diff(&changed());
    let of_b: Vec<(usize, &Change)> = differences
        .iter()
        .filter(|difference| difference.rule.regime == RegimeId::B)
        .map(|difference| (difference.rule.version, &difference.change))
        .collect();
    let until = Change::Altered {
        field: "until",
        before: String::new(),
        after: "2026-12-31".to_owned(),
    };
    assert_eq!(of_b, [(1, &until), (2, &Change::Added)]);
}

/// How a letter of apology extends the decision.
const APOLOGY: &str = "extended_by = [{ fact = \"recognition.apology_sent\", anchor = \"new_due_on\", \
                       when = { attribute = \"limit\", equals = \"recognition.decide\" } }]\n";

/// The law in which `line` says what extends the decision.
fn extended_by(line: &str) -> Result<Law, LoadError> {
    load_with("limits/recognition.toml", APOLOGY, line)
}

#[test]
fn a_fact_can_give_a_new_date() {
    let law = Law::official();
    let received = day("2026-08-17");
    let moved: Vec<_> = law
        .triggered_by("recognition.apology_sent", day("2026-09-10"), |_| Some(received))
        .filter(|triggered| triggered.rule.holds_under(RegimeId::A0, Some("ha-noi")))
        .collect();
    let [moved] = moved.as_slice() else {
        panic!("{moved:?}")
    };
    assert_eq!(
        (moved.effect, moved.trigger.anchor.as_deref()),
        (Effect::Extends, Some("new_due_on"))
    );
    let extension = moved.rule.time_limit.extension.as_ref().unwrap();
    assert_eq!((extension.times, extension.days_before), (1, 1));
    assert_eq!(law.coverage(), []);
    // Under every regime; the plan of Hà Nội has no ground to extend its own target.
    let differences = extended_by("").unwrap().diff(law);
    let is_of_triggers = |difference: &Difference| matches!(&difference.change, Change::Altered { field, .. } if *field == "extended_by");
    // The ladder differs too: it asks for the letter.
    let (differences, others): (Vec<_>, Vec<_>) = differences.into_iter().partition(is_of_triggers);
    assert_eq!(others.len(), 4);
    assert_eq!(differences.len(), 4);
    for difference in differences {
        let after = "recognition.apology_sent @new_due_on [limit=recognition.decide]".to_owned();
        assert_eq!(difference.rule.overlay, None);
        assert_eq!(
            difference.change,
            Change::Altered {
                field: "extended_by",
                before: String::new(),
                after
            }
        );
    }
}

#[test]
fn an_extension_needs_a_date_and_an_article() {
    let undated = extended_by("extended_by = [{ fact = \"recognition.apology_sent\" }]\n")
        .unwrap_err()
        .to_string();
    assert!(
        undated.contains(
            "recognition.decide: extends to a date, but \"recognition.apology_sent\" names no anchor"
        ),
        "{undated}"
    );
    let without_rule = load_adding(
        "limits/review.toml",
        &SUCCESSOR.replace("review.report", "review.other").replace(
            "satisfied_by",
            "extended_by = [{ fact = \"review.apology_sent\", anchor = \"new_date\" }]\nsatisfied_by",
        ),
    );
    let without_rule = without_rule.unwrap_err().to_string();
    assert!(
        without_rule.contains("review.other: can be extended by a fact, but extension does not say"),
        "{without_rule}"
    );
    let uncited = load_with(
        "limits/recognition.toml",
        "en = \"Decree 61/2018/NĐ-CP Art. 19(9)\"",
        "en = \"\"",
    );
    let uncited = uncited.unwrap_err().to_string();
    assert!(
        uncited.contains("recognition.decide: the citation of extension must be given"),
        "{uncited}"
    );
    let elsewhere = load_with(
        "limits/recognition.toml",
        "satisfied_by = [{ fact = \"recognition.proposal_sent\" }",
        "satisfied_by = [{ fact = \"recognition.proposal_sent\", anchor = \"new_date\" }",
    );
    let elsewhere = elsewhere.unwrap_err().to_string();
    assert!(
        elsewhere.contains("which only a start, reset or extension has"),
        "{elsewhere}"
    );
}
