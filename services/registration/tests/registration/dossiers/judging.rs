//! What it means that a limit has run out, to the microsecond.

use calendar::{end_of_day, last_instant};
use chrono::TimeDelta;
use platform::time::Moment;
use proto::fact::{Body, RecognitionKind, Target};
use registration::domain::{Dossier, DossierCommand, judge_check, judge_plan};

use crate::builders::*;

const DUE: &str = "2024-05-23";

/// A dossier of the twentieth of May that is being checked.
fn under_check() -> Dossier {
    let submitted = after(&prepared(A0), submit(A0), moment(A0));
    after(&submitted, DossierCommand::BeginCheck, moment(A0))
}

fn breaks_the_check(dossier: &Dossier) -> bool {
    let fact = judge_check(dossier, &reached("dossier.check", DUE), day(DUE));
    fact.is_some_and(|fact| {
        let Some(Body::DeadlineBreached(breach)) = fact.body else {
            panic!("{fact:?}")
        };
        assert_eq!(
            (breach.limit.as_str(), breach.due_on.as_str()),
            ("dossier.check", DUE)
        );
        true
    })
}

#[test]
fn a_check_that_ends_in_the_last_microsecond_is_in_time_and_the_next_one_is_not() {
    let (last, late) = (last_instant(day(DUE)), end_of_day(day(DUE)));
    assert_eq!(last + TimeDelta::microseconds(1), late);
    let reason = || "Chưa đủ điều kiện".to_owned();
    for command in [
        DossierCommand::Accept,
        DossierCommand::Refuse(reason()),
        DossierCommand::Withdraw(reason()),
        supplement(),
    ] {
        assert!(
            !breaks_the_check(&after(&under_check(), command.clone(), last)),
            "{command:?}"
        );
        assert!(
            breaks_the_check(&after(&under_check(), command.clone(), late)),
            "{command:?}"
        );
    }
}

#[test]
fn a_dossier_that_nobody_took_up_breaks_the_check() {
    let submitted = after(&prepared(A0), submit(A0), moment(A0));
    assert!(breaks_the_check(&submitted));
    assert!(breaks_the_check(&under_check()));
    assert!(!breaks_the_check(&prepared(A0)), "a draft is nobody's to check");
}

#[test]
fn a_completed_dossier_is_owed_a_check_again() {
    let requested = after(&under_check(), supplement(), moment("2024-05-22T09:00:00+07:00"));
    assert!(!breaks_the_check(&requested), "the school is waited for");
    let completed = after(&requested, DossierCommand::Resubmit, last_instant(day(DUE)));
    assert!(breaks_the_check(&completed));
    let completed = after(&requested, DossierCommand::Resubmit, end_of_day(day(DUE)));
    assert!(!breaks_the_check(&completed));
}

#[test]
fn a_plan_is_kept_to_the_end_of_its_month() {
    let school = a_school();
    let due = "2024-05-31";
    let last = last_instant(day(due));
    let breaks = |limit: &str, completed: Option<Moment>, registered: Option<Moment>| {
        let mut item = an_item(&school);
        if let Some(at) = completed {
            item = item
                .complete_dossier(school.id, RecognitionKind::New, Target::NationalStandard1, at)
                .unwrap();
        }
        if let Some(at) = registered {
            item = item.register(at);
        }
        judge_plan(&item, &reached(limit, due), day(due)).is_some()
    };
    for (limit, first) in [("plan.dossier", true), ("plan.register", false)] {
        let done = |at| if first { (Some(at), None) } else { (None, Some(at)) };
        let (completed, registered) = done(last);
        assert!(
            !breaks(limit, completed, registered),
            "{limit} in the last microsecond"
        );
        let (completed, registered) = done(last + TimeDelta::microseconds(1));
        assert!(
            breaks(limit, completed, registered),
            "{limit} a microsecond later"
        );
        assert!(breaks(limit, None, None), "{limit} not at all");
    }
    assert!(!breaks("plan.other", None, None));
    assert!(
        judge_check(&under_check(), &reached("plan.dossier", DUE), day(DUE)).is_none(),
        "another limit of the same case"
    );
}
