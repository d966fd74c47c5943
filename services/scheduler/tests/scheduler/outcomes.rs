//! How a clock can stand, each by the facts that bring it there.

use proto::fact::{
    Body, DossierAccepted, DossierResubmitted, DossierSubmitted, DossierWithdrawn, DraftReportSent,
    UpgradeOpened,
};
use scheduler::domain::{CaseFile, Outcome, RungState};

use crate::recognised;
use crate::story::{self, Case, Told, clock, hear, moment, rules};

fn submitted(case: &Case) -> Told {
    case.registration("2025-02-03", Body::DossierSubmitted(DossierSubmitted::default()))
}

fn accepted(case: &Case, at: &str) -> Told {
    case.registration(at, Body::DossierAccepted(DossierAccepted::default()))
}

/// What `case` comes to when it hears `told` on the days they happened.
fn told(case: &Case, told: &[Told]) -> CaseFile {
    let (rules, mut file) = (rules(), case.file());
    for fact in told {
        hear(&mut file, fact, &rules, fact.at);
    }
    file
}

fn outcome(file: &CaseFile, limit: &str) -> (Outcome, Option<String>) {
    let standing = clock(file, limit).standing.clone().unwrap();
    (standing.outcome, standing.ended_on.map(|day| day.to_string()))
}

fn ended(outcome: Outcome, on: &str) -> (Outcome, Option<String>) {
    (outcome, Some(on.to_owned()))
}

#[test]
fn running() {
    let case = Case::new(1, "A1");
    assert_eq!(
        outcome(&told(&case, &[submitted(&case)]), "dossier.check"),
        (Outcome::Running, None)
    );
}

#[test]
fn met() {
    let case = Case::new(1, "A1");
    let file = told(&case, &[submitted(&case), accepted(&case, "2025-02-06")]);
    assert_eq!(outcome(&file, "dossier.check"), ended(Outcome::Met, "2025-02-06"));
}

#[test]
fn met_on_the_last_second_of_the_last_day_and_late_with_the_next() {
    let case = Case::new(1, "A1");
    let last = told(
        &case,
        &[submitted(&case), accepted(&case, "2025-02-06T23:59:59+07:00")],
    );
    assert_eq!(outcome(&last, "dossier.check"), ended(Outcome::Met, "2025-02-06"));
    let next = told(
        &case,
        &[submitted(&case), accepted(&case, "2025-02-07T00:00:00+07:00")],
    );
    assert_eq!(
        outcome(&next, "dossier.check"),
        ended(Outcome::MetLate, "2025-02-07")
    );
}

#[test]
fn met_late() {
    let case = Case::new(1, "A1");
    let breach = case.registration(
        "2025-02-07T00:00:00+07:00",
        story::breached("dossier.check", "2025-02-06"),
    );
    let file = told(&case, &[submitted(&case), breach, accepted(&case, "2025-02-10")]);
    assert_eq!(
        outcome(&file, "dossier.check"),
        ended(Outcome::MetLate, "2025-02-10")
    );
}

#[test]
fn breached_until_it_is_done() {
    let case = Case::new(1, "A1");
    let breach = case.registration(
        "2025-02-07T00:00:00+07:00",
        story::breached("dossier.check", "2025-02-06"),
    );
    let file = told(&case, &[submitted(&case), breach.clone()]);
    assert_eq!(outcome(&file, "dossier.check"), (Outcome::Breached, None));
    let rungs = &clock(&file, "dossier.check").rungs;
    assert!(
        rungs
            .iter()
            .any(|rung| rung.id == "week-1" && rung.state == RungState::Armed),
        "what is broken goes on up the ladder"
    );
}

#[test]
fn a_breach_of_a_date_that_no_longer_stands_breaks_nothing() {
    let case = Case::new(1, "A1");
    let file = told(
        &case,
        &[
            submitted(&case),
            case.registration(
                "2025-02-07T00:00:00+07:00",
                story::breached("dossier.check", "2025-02-06"),
            ),
            case.registration("2025-02-10", story::supplement("Thiếu minh chứng")),
            case.registration(
                "2025-02-12",
                Body::DossierResubmitted(DossierResubmitted::default()),
            ),
        ],
    );
    assert_eq!(outcome(&file, "dossier.check"), (Outcome::Running, None));
}

#[test]
fn deemed() {
    let case = Case::new(1, "A1");
    let file = told(
        &case,
        &[
            case.review("2025-03-03", Body::DraftReportSent(DraftReportSent::default())),
            case.review("2025-03-20T11:00:00+07:00", story::silence("2025-03-17")),
        ],
    );
    assert_eq!(
        outcome(&file, "review.comment"),
        ended(Outcome::Deemed, "2025-03-17")
    );
    // However late silence was noticed, the time for the report counts from the day it took effect.
    let report = clock(&file, "review.report").standing.clone().unwrap();
    assert_eq!(report.started_on.to_string(), "2025-03-17");
}

#[test]
fn comments_in_time_are_not_silence_and_late_ones_are() {
    let case = Case::new(1, "A1");
    let draft = case.review("2025-03-03", Body::DraftReportSent(DraftReportSent::default()));
    let silence = case.review("2025-03-18T00:00:01+07:00", story::silence("2025-03-17"));
    let in_time = case.review("2025-03-17T23:59:59+07:00", story::comments());
    let file = told(&case, &[draft.clone(), in_time, silence.clone()]);
    assert_eq!(
        outcome(&file, "review.comment"),
        ended(Outcome::Met, "2025-03-17")
    );
    let late = case.review("2025-03-18T00:00:00+07:00", story::comments());
    let file = told(&case, &[draft, late, silence]);
    assert_eq!(
        outcome(&file, "review.comment"),
        ended(Outcome::Deemed, "2025-03-17")
    );
}

#[test]
fn expired() {
    let case = Case::new(1, "A1");
    let file = told(
        &case,
        &[
            case.recognition("2025-04-01", recognised::certificate("2025-04-01", "2030-04-01")),
            case.recognition("2030-04-02T00:00:00+07:00", recognised::expired("2030-04-01")),
        ],
    );
    let (outcome, _) = outcome(&file, "certificate.expire");
    assert_eq!(outcome, Outcome::Expired);
}

#[test]
fn opened() {
    let case = Case::new(1, "A1");
    let file = told(
        &case,
        &[
            case.recognition("2025-04-01", recognised::certificate("2025-04-01", "2030-04-01")),
            case.recognition(
                "2027-04-02T00:00:00+07:00",
                Body::UpgradeOpened(UpgradeOpened::default()),
            ),
        ],
    );
    let (outcome, _) = outcome(&file, "certificate.upgrade");
    assert_eq!(outcome, Outcome::Opened);
}

#[test]
fn cancelled() {
    let case = Case::new(1, "A1");
    let file = told(
        &case,
        &[
            submitted(&case),
            case.registration("2025-02-04", Body::DossierWithdrawn(DossierWithdrawn::default())),
        ],
    );
    assert_eq!(
        outcome(&file, "dossier.check"),
        ended(Outcome::Cancelled, "2025-02-04")
    );
    let rungs = &clock(&file, "dossier.check").rungs;
    assert!(rungs.iter().all(|rung| rung.state != RungState::Armed));
}

#[test]
fn a_dossier_given_up_after_the_limit_was_broken_keeps_its_deadline() {
    let case = Case::new(1, "A1");
    let file = told(
        &case,
        &[
            submitted(&case),
            case.registration("2025-02-07", Body::DossierWithdrawn(DossierWithdrawn::default())),
        ],
    );
    let armed: Vec<_> = clock(&file, "dossier.check")
        .rungs
        .iter()
        .filter(|rung| rung.state == RungState::Armed)
        .map(|rung| rung.id.as_str())
        .collect();
    assert_eq!(armed, ["deadline"]);
}

#[test]
fn suspended_and_started_again() {
    let case = Case::new(1, "A1");
    let asked = case.registration("2025-02-04", story::supplement("Thiếu minh chứng"));
    let mut facts = vec![submitted(&case), asked];
    let file = told(&case, &facts);
    assert_eq!(outcome(&file, "dossier.check"), (Outcome::Suspended, None));
    let stopped = clock(&file, "dossier.check");
    assert_eq!(stopped.due_on(), None);
    assert!(stopped.rungs.iter().all(|rung| rung.state != RungState::Armed));
    facts.push(case.registration(
        "2025-02-12",
        Body::DossierResubmitted(DossierResubmitted::default()),
    ));
    let file = told(&case, &facts);
    assert_eq!(outcome(&file, "dossier.check"), (Outcome::Running, None));
    let due_on = clock(&file, "dossier.check").due_on().unwrap();
    assert_eq!(due_on.to_string(), "2025-02-17");
}

/// Hardest case 9: a clock keeps the regime of its beginning.
#[test]
fn a_newer_regime_of_the_case_does_not_move_a_running_clock() {
    let before = Case::new(1, "A0");
    let after = before.clone().with(|subject| subject.regime = "A2".to_owned());
    let planned = before.registration("2024-01-15", story::planned("2025-12-31", "2026-03-31"));
    let file = told(&before, &[planned.clone(), accepted(&after, "2025-09-01")]);
    assert_eq!(clock(&file, "plan.dossier").regime.to_string(), "A0");
    assert_eq!(clock(&file, "review.start").regime.to_string(), "A2");
}

/// Hardest case 10: a case that should have a clock and has none is itself an alarm.
#[test]
fn a_case_without_a_regime_raises_an_alarm() {
    let case = Case::new(1, "C");
    let mut file = case.file();
    let consequences = hear(&mut file, &submitted(&case), &rules(), moment("2025-02-03"));
    let alarms = story::bodies(&consequences)
        .into_iter()
        .filter(|body| matches!(body, Body::AlarmRaised(_)));
    assert_eq!(alarms.count(), 1, "{consequences:?}");
    assert!(file.clocks.is_empty());
}
