//! The law files speak of facts and of what facts state: both must exist.

use std::collections::BTreeSet;

use calendar::Day;
use proto::FACT_TYPES;
use proto::fact::{Body, ReviewStep};
use scheduler::domain::attribute;
use statute::Law;

use crate::recognised;
use crate::story;

/// Whatever a law file names as a fact, in a limit or in a state of a case.
fn named() -> BTreeSet<&'static str> {
    let texts = Law::official_files().iter().map(|(_, text)| *text);
    texts
        .flat_map(|text| text.split("fact = \"").skip(1))
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

#[test]
fn every_fact_that_the_law_names_exists() {
    let named = named();
    let triggers = Law::official()
        .limits()
        .iter()
        .flat_map(statute::LimitRule::triggers);
    for (_, trigger) in triggers {
        assert!(
            named.contains(trigger.fact.as_str()),
            "{} is not seen in the files",
            trigger.fact
        );
    }
    let unknown: BTreeSet<&&str> = named.iter().filter(|fact| !FACT_TYPES.contains(fact)).collect();
    assert!(
        unknown.is_empty(),
        "named by the law, announced by nobody: {unknown:?}"
    );
}

/// A fact of each type that an anchor or a condition of the law asks something of.
fn sample(fact_type: &str) -> Body {
    match fact_type {
        "registration.plan_item_approved" => story::planned("2024-07-31", "2024-08-31"),
        "registration.plan_item_amended" => story::amended("2024-09-30", "2024-10-31"),
        "registration.obligation_opened" => story::obligation("year.plan", "2024-11-30"),
        "registration.obligation_fulfilled" => story::fulfilled("year.plan"),
        "registration.obligation_lifted" => story::lifted("year.plan"),
        "registration.dossier_submitted" => story::submitted("local"),
        "registration.supplement_requested" => story::supplement_by("local", "Thiếu minh chứng"),
        "registration.dossier_resubmitted" => story::resubmitted("local"),
        "review.review_step_completed" => story::completed(ReviewStep::DossierStudy),
        "recognition.certificate_issued" => recognised::certificate("2024-11-18", "2029-11-18"),
        "recognition.certificate_entered" => recognised::entered("2024-11-18", "2029-11-18", "renewal"),
        "recognition.certificate_restored" => recognised::restored("2024-11-18", "2029-11-18", "expiry"),
        "recognition.remedy_ordered" => recognised::ordered("2026-10-30"),
        "recognition.apology_sent" => recognised::apology("2026-09-16", "2026-09-25"),
        other => panic!("no sample of {other}: add one here, and its attributes to domain::attribute"),
    }
}

#[test]
fn every_anchor_and_condition_is_answered_by_its_fact() {
    let asked: BTreeSet<(&str, &str, bool)> = Law::official()
        .limits()
        .iter()
        .flat_map(statute::LimitRule::triggers)
        .flat_map(|(_, trigger)| {
            let anchor = trigger.anchor.as_deref().map(|name| (name, true));
            let when = trigger.when.as_ref().map(|when| (when.attribute.as_str(), false));
            anchor
                .into_iter()
                .chain(when)
                .map(|(name, is_date)| (trigger.fact.as_str(), name, is_date))
        })
        .collect();
    assert!(asked.len() >= 4, "{asked:?}");
    for (fact, name, is_date) in asked {
        let body = sample(fact);
        let service = fact.split_once('.').unwrap().0;
        assert_eq!(body.fact_type(service), fact);
        let stated = attribute(&body, name).unwrap_or_else(|| panic!("{fact} does not state {name}"));
        assert!(
            !is_date || stated.parse::<Day>().is_ok(),
            "{fact}.{name} is no date: {stated}"
        );
    }
}

#[test]
fn every_step_that_a_limit_asks_for_is_one_that_facts_name() {
    let asked: BTreeSet<&str> = Law::official()
        .limits()
        .iter()
        .flat_map(statute::LimitRule::triggers)
        .filter_map(|(_, trigger)| trigger.when.as_ref())
        .filter(|when| when.attribute == "step")
        .map(|when| when.equals.as_str())
        .collect();
    let steps = [
        ReviewStep::DossierStudy,
        ReviewStep::PreliminaryVisit,
        ReviewStep::OfficialVisit,
    ];
    let bodies = steps.map(story::completed);
    let named: BTreeSet<&str> = bodies.iter().filter_map(|body| attribute(body, "step")).collect();
    assert_eq!(asked, named);
    assert_eq!(
        attribute(&story::completed(ReviewStep::Unspecified), "step"),
        None
    );
}

/// What recognition says is still ahead of a certificate, and what the law asks for, are the same words.
#[test]
fn what_a_certificate_awaits_is_what_the_law_asks_for() {
    let asked: BTreeSet<&str> = Law::official()
        .limits()
        .iter()
        .flat_map(statute::LimitRule::triggers)
        .filter_map(|(_, trigger)| trigger.when.as_ref())
        .filter(|when| when.attribute == "awaits")
        .map(|when| when.equals.as_str())
        .collect();
    assert_eq!(
        asked,
        BTreeSet::from(["renewal", "expiry"]),
        "and `nothing`, which starts no clock"
    );
}
