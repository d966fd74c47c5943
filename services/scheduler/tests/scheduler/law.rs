//! The law files speak of facts and of what facts state: both must exist.

use std::collections::BTreeSet;

use calendar::Day;
use proto::FACT_TYPES;
use proto::fact::{Body, ReviewStep};
use scheduler::domain::attribute;
use statute::Law;

use crate::story;

/// Facts that the law already names and that later parts will announce.
const ANNOUNCED_LATER: [&str; 6] = [
    "recognition.certificate_revoked",
    "recognition.decision_published_by_school",
    "recognition.remedy_completed",
    "recognition.remedy_ordered",
    "recognition.renewal_registered",
    "recognition.revocation_concluded",
];

#[test]
fn every_trigger_is_a_fact_that_exists_or_is_expected() {
    let unknown: BTreeSet<&str> = Law::official()
        .limits()
        .iter()
        .flat_map(|rule| rule.triggers().map(|(_, trigger)| trigger.fact.as_str()))
        .filter(|fact| !FACT_TYPES.contains(fact))
        .collect();
    assert_eq!(
        unknown,
        BTreeSet::from(ANNOUNCED_LATER),
        "left: named by the law and not announced; right: the list above. Take out what exists by now"
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
        "recognition.certificate_issued" => story::certificate("2024-11-18", "2029-11-18"),
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
        .filter(|(fact, _, _)| FACT_TYPES.contains(fact))
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
