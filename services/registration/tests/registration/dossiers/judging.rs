//! What it means that a limit of a check has run out, to the microsecond.

use calendar::{end_of_day, last_instant};
use chrono::TimeDelta;
use proto::fact::Body;
use registration::domain::{Dossier, DossierCommand, judge_check};

use crate::builders::*;

const DUE: &str = "2024-05-23";
const LOCAL_LIMIT: &str = "dossier.check";
const DEPARTMENT_LIMIT: &str = "dossier.check.department";

/// A dossier of the twentieth of May that is checked at the Sở.
fn under_check() -> Dossier {
    let submitted = after(&prepared(A0), submit(A0), moment(A0));
    after(
        &submitted,
        DossierCommand::BeginCheck(the_department()),
        moment(A0),
    )
}

/// One that is checked at the local body.
fn under_local_check() -> Dossier {
    let submitted = after(&prepared(A0), submit_locally(A0), moment(A0));
    after(
        &submitted,
        DossierCommand::BeginCheck(the_local_body()),
        moment(A0),
    )
}

fn breaks(limit: &str, dossier: &Dossier) -> bool {
    let judged = judge_check(dossier, &reached(limit, DUE), day(DUE));
    judged.is_some_and(|(settled, fact)| {
        let Some(Body::DeadlineBreached(breach)) = fact.body else {
            panic!("{fact:?}")
        };
        assert_eq!((breach.limit.as_str(), breach.due_on.as_str()), (limit, DUE));
        assert_eq!(settled.settled_until, Some(end_of_day(day(DUE))));
        assert_eq!(settled.version, dossier.version, "nobody's etag changes");
        true
    })
}

fn reason() -> String {
    "Chưa đủ điều kiện".to_owned()
}

#[test]
fn a_check_that_ends_in_the_last_microsecond_is_in_time_and_the_next_one_is_not() {
    let (last, late) = (last_instant(day(DUE)), end_of_day(day(DUE)));
    assert_eq!(last + TimeDelta::microseconds(1), late);
    let at_the_department = [
        DossierCommand::Accept(the_department()),
        DossierCommand::Refuse(the_department(), reason()),
        DossierCommand::Withdraw(reason()),
        supplement(),
    ];
    let at_the_local_body = [
        DossierCommand::Forward(the_local_body()),
        DossierCommand::Refuse(the_local_body(), reason()),
        DossierCommand::Withdraw(reason()),
    ];
    for (dossier, limit, commands) in [
        (under_check(), DEPARTMENT_LIMIT, at_the_department.as_slice()),
        (under_local_check(), LOCAL_LIMIT, &at_the_local_body),
    ] {
        for command in commands {
            let in_time = after(&dossier, command.clone(), last);
            assert!(!breaks(limit, &in_time), "{command:?}");
            let late = after(&dossier, command.clone(), late);
            assert!(breaks(limit, &late), "{command:?}");
        }
    }
}

#[test]
fn each_body_breaks_its_own_limit() {
    assert!(breaks(DEPARTMENT_LIMIT, &under_check()));
    assert!(!breaks(LOCAL_LIMIT, &under_check()));
    assert!(breaks(LOCAL_LIMIT, &under_local_check()));
    assert!(!breaks(DEPARTMENT_LIMIT, &under_local_check()));
    let forwarded = after(
        &under_local_check(),
        DossierCommand::Forward(the_local_body()),
        last_instant(day(DUE)),
    );
    assert!(!breaks(LOCAL_LIMIT, &forwarded));
    assert!(breaks(DEPARTMENT_LIMIT, &forwarded), "nobody has taken it up");
}

#[test]
fn a_dossier_that_nobody_took_up_breaks_the_check() {
    let submitted = after(&prepared(A0), submit(A0), moment(A0));
    assert!(breaks(DEPARTMENT_LIMIT, &submitted));
    assert!(
        !breaks(DEPARTMENT_LIMIT, &prepared(A0)),
        "a draft is nobody's to check"
    );
    assert!(!breaks("plan.dossier", &submitted), "another limit of the case");
}

#[test]
fn a_dossier_of_before_there_were_stages_has_the_first_limit() {
    let mut old = under_check();
    old.stage = None;
    for change in &mut old.history {
        change.stage = None;
    }
    assert!(breaks(LOCAL_LIMIT, &old));
    assert!(!breaks(DEPARTMENT_LIMIT, &old));
    after(&old, DossierCommand::Accept(the_department()), moment(A0));
}

#[test]
fn a_completed_dossier_is_owed_a_check_again() {
    let requested = after(&under_check(), supplement(), moment("2024-05-22T09:00:00+07:00"));
    assert!(!breaks(DEPARTMENT_LIMIT, &requested), "the school is waited for");
    let completed = after(&requested, resubmit(), last_instant(day(DUE)));
    assert!(breaks(DEPARTMENT_LIMIT, &completed));
    let completed = after(&requested, resubmit(), end_of_day(day(DUE)));
    assert!(!breaks(DEPARTMENT_LIMIT, &completed));
}

#[test]
fn nothing_is_dated_before_what_was_judged() {
    let judged = judge_check(&under_check(), &reached(DEPARTMENT_LIMIT, DUE), day(DUE));
    let (settled, _) = judged.unwrap();
    let under_way = last_instant(day(DUE));
    assert_eq!(settled.dated(under_way), end_of_day(day(DUE)));
    let later = end_of_day(day(DUE)) + TimeDelta::seconds(1);
    assert_eq!(settled.dated(later), later);
    assert_eq!(under_check().dated(under_way), under_way);
}
