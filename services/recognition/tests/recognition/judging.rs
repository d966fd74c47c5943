//! What it means that a limit has run out, to the microsecond.

use calendar::{end_of_day, last_instant};
use chrono::TimeDelta;
use platform::time::Moment;
use proto::fact::Body;
use recognition::domain::{Case, Decision, DecisionCommand, DecisionState, Judgement, judge};

use crate::builders::*;

const DUE: &str = "2024-07-01";
const RECEIVED: &str = "2024-06-03T09:00:00+07:00";

/// Judges `limit`, due on [`DUE`], over `decision`.
fn judged(decision: &Decision, limit: &str, overlay: &str) -> Option<Judgement> {
    judge(decision, &reached(limit, overlay, DUE), day(DUE))
}

fn is_breach(judgement: Option<&Judgement>) -> bool {
    judgement.is_some_and(|judgement| matches!(judgement.fact.body, Some(Body::DeadlineBreached(_))))
}

/// The decision of `case`, of which `state` was entered at `at`.
fn entered(case: Case, state: DecisionState, at: Moment) -> Decision {
    brought_to(&opened(case, 2, moment(RECEIVED)), state, at).decision
}

#[test]
fn the_last_microsecond_of_the_due_day_is_in_time_and_the_next_one_is_not() {
    let last = moment("2024-07-01T23:59:59.999999+07:00");
    assert_eq!(last, last_instant(day(DUE)));
    let late = last + TimeDelta::microseconds(1);
    for (case, bound, limit, overlay) in [
        (department_case(), DecisionState::Signed, "recognition.decide", ""),
        (
            department_case(),
            DecisionState::Signed,
            "recognition.decide",
            "ha-noi",
        ),
        (province_case(), DecisionState::Proposed, "recognition.decide", ""),
        (
            province_case(),
            DecisionState::Proposed,
            "recognition.decide",
            "ha-noi",
        ),
        (
            department_case(),
            DecisionState::Published,
            "recognition.publish.department",
            "ha-noi",
        ),
        (
            department_case(),
            DecisionState::Published,
            "recognition.publish",
            "ha-noi",
        ),
        (
            province_case(),
            DecisionState::Signed,
            "recognition.decide.province",
            "",
        ),
    ] {
        let in_time = entered(case.clone(), bound, last);
        assert_eq!(
            judged(&in_time, limit, overlay),
            None,
            "{limit} {overlay} {bound}"
        );
        let breached = judged(&entered(case, bound, late), limit, overlay).unwrap();
        let Some(Body::DeadlineBreached(breach)) = breached.fact.body else {
            panic!("{breached:?}")
        };
        assert_eq!(
            (
                breach.limit.as_str(),
                breach.overlay.as_str(),
                breach.due_on.as_str()
            ),
            (limit, overlay, DUE)
        );
    }
}

#[test]
fn the_proposal_is_bound_when_the_people_s_committee_decides() {
    let before = moment("2024-06-20T09:00:00+07:00");
    let drafted = entered(province_case(), DecisionState::Drafted, before);
    assert!(is_breach(judged(&drafted, "recognition.decide", "").as_ref()));
    let proposed = entered(province_case(), DecisionState::Proposed, before);
    assert_eq!(judged(&proposed, "recognition.decide", ""), None);
}

#[test]
fn each_publication_is_judged_by_itself() {
    let last = last_instant(day(DUE));
    let signed = entered(department_case(), DecisionState::Signed, moment(RECEIVED));
    let at_school = DecisionCommand::PublishAtSchool("Bảng tin của trường".to_owned());
    let by_school = after(&signed, at_school.clone(), last).decision;
    assert_eq!(judged(&by_school, "recognition.publish.school", "ha-noi"), None);
    assert!(is_breach(
        judged(&by_school, "recognition.publish.department", "ha-noi").as_ref()
    ));
    let by_department = brought_to(&signed, DecisionState::Published, last).decision;
    assert_eq!(
        judged(&by_department, "recognition.publish.department", "ha-noi"),
        None
    );
    assert!(is_breach(
        judged(&by_department, "recognition.publish.school", "ha-noi").as_ref()
    ));
    let late = after(&signed, at_school, last + TimeDelta::microseconds(1)).decision;
    assert!(is_breach(
        judged(&late, "recognition.publish.school", "ha-noi").as_ref()
    ));
}

#[test]
fn the_province_s_own_limit_is_kept_by_its_signature_alone() {
    let proposed = entered(province_case(), DecisionState::Proposed, moment(RECEIVED));
    assert_eq!(judged(&proposed, "recognition.decide", ""), None);
    assert!(is_breach(
        judged(&proposed, "recognition.decide.province", "").as_ref()
    ));
}

#[test]
fn what_was_not_done_at_all_is_a_breach() {
    let opened = opened(department_case(), 2, moment(RECEIVED));
    assert!(is_breach(judged(&opened, "recognition.decide", "").as_ref()));
    assert!(is_breach(
        judged(&opened, "recognition.publish.department", "ha-noi").as_ref()
    ));
}

#[test]
fn nothing_is_dated_before_a_breach_that_was_found() {
    let opened = opened(department_case(), 2, moment(RECEIVED));
    let breached = judged(&opened, "recognition.decide", "")
        .unwrap()
        .decision
        .unwrap();
    assert_eq!(
        breached.version, opened.version,
        "nothing that callers see has changed"
    );
    let under_way = last_instant(day(DUE));
    assert_eq!(breached.dated(under_way), end_of_day(day(DUE)));
    let later = end_of_day(day(DUE)) + TimeDelta::hours(9);
    assert_eq!(breached.dated(later), later);
}

#[test]
fn other_limits_are_not_judged_here() {
    let decision = entered(
        department_case(),
        DecisionState::Signed,
        moment("2024-06-20T09:00:00+07:00"),
    );
    for limit in [
        "dossier.check",
        "review.comment",
        "certificate.remedy",
        "certificate.revoke",
        "",
    ] {
        assert_eq!(judged(&decision, limit, ""), None, "{limit}");
    }
}
