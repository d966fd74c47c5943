//! Limits that have run out: what stood at 24:00 of the last day decides, in whatever order it is heard.

use calendar::{end_of_day, last_instant};
use platform::refusal::Refusal;
use proto::fact::Body;
use review::domain::{Judgement, Review, ReviewCommand, ReviewState, Settlement, judge};

use crate::builders::{
    STEPS, accepted, after, answered, assessed, at, commented, day, decided, drafted, opened, reached,
    reasoned, step, under_review, visited,
};

const DUE: &str = "2024-07-19";
const LAST_INSTANT: &str = "2024-07-19T23:59:59.999999+07:00";
const MIDNIGHT: &str = "2024-07-20T00:00:00+07:00";
const HEARD: &str = "2024-07-20T08:00:00+07:00";

fn judged(review: &Review, limit: &str) -> Option<Judgement> {
    judge(review, &reached(limit, DUE), day(DUE), at(HEARD))
}

/// The review after its silence was judged.
fn deemed(review: &Review) -> Review {
    let judgement = judged(review, "review.comment").expect("consent is deemed");
    assert_eq!(judgement.occurred_at, last_instant(day(DUE)));
    let Some(Body::ConsentDeemed(fact)) = judgement.fact.body else {
        panic!("another fact");
    };
    assert_eq!(fact.deemed_on, DUE);
    judgement.review.expect("the review changes")
}

fn comment() -> ReviewCommand {
    ReviewCommand::Comment(vec!["Ý kiến".to_owned()])
}

#[test]
fn silence_to_the_end_of_the_last_day_is_consent() {
    let review = deemed(&drafted());
    assert_eq!(review.state(), ReviewState::AwaitingFinalReport);
    assert_eq!(review.settlement, Some(Settlement::Deemed));
    assert_eq!(review.history.last().unwrap().at, last_instant(day(DUE)));
    after(&review, ReviewCommand::SubmitFinalReport(reasoned(2)), HEARD);
}

#[test]
fn a_word_in_the_last_microsecond_prevents_it() {
    for command in [comment(), ReviewCommand::Agree] {
        let review = after(&drafted(), command, LAST_INSTANT);
        assert_eq!(judged(&review, "review.comment"), None);
    }
}

#[test]
fn the_school_that_comes_after_the_judgement_is_told_why_it_is_refused() {
    let review = deemed(&drafted());
    for command in [comment(), ReviewCommand::Agree] {
        let refusal = Refusal::from(decided(&review, command, HEARD).unwrap_err());
        assert_eq!(refusal.reason, "CONSENT_DEEMED");
        assert!(refusal.message.contains("19/7/2024"), "{}", refusal.message);
        assert!(refusal.message.contains("Điều 28"), "{}", refusal.message);
    }
}

#[test]
fn comments_that_come_late_but_before_the_judgement_do_not_undo_it() {
    let late = after(&drafted(), comment(), MIDNIGHT);
    assert_eq!(late.state(), ReviewState::AwaitingReply);
    let review = deemed(&late);
    assert_eq!(review.state(), ReviewState::AwaitingFinalReport);
    assert_eq!(review.settlement, Some(Settlement::Deemed));
    assert_eq!(review.comments, ["Ý kiến"], "they are kept for people to read");
    let refusal = decided(&review, ReviewCommand::Answer(vec![accepted()]), HEARD).unwrap_err();
    assert_eq!(
        Refusal::from(refusal).reason,
        "WRONG_STATE",
        "nobody owes an answer"
    );
    after(&review, ReviewCommand::SubmitFinalReport(reasoned(2)), HEARD);
    let first = deemed(&drafted());
    assert_eq!(
        first.history, review.history,
        "both orders end in the same history"
    );
}

#[test]
fn a_late_agreement_or_answer_settles_nothing_either() {
    let agreed = after(&drafted(), ReviewCommand::Agree, MIDNIGHT);
    assert_eq!(deemed(&agreed).settlement, Some(Settlement::Deemed));
    let late = after(&drafted(), comment(), MIDNIGHT);
    let answered = after(&late, ReviewCommand::Answer(vec![accepted()]), HEARD);
    let review = deemed(&answered);
    assert_eq!(review.settlement, Some(Settlement::Deemed));
    assert_eq!(review.history, deemed(&drafted()).history);
}

#[test]
fn a_final_report_that_is_in_stays_in() {
    let agreed = after(&drafted(), ReviewCommand::Agree, MIDNIGHT);
    let done = after(&agreed, ReviewCommand::SubmitFinalReport(reasoned(2)), HEARD);
    let review = deemed(&done);
    assert_eq!(review.state(), ReviewState::Completed);
    assert_eq!(review.settlement, Some(Settlement::Deemed));
    let states: Vec<_> = review.history.iter().map(|change| change.state).collect();
    assert_eq!(
        states[3..],
        [ReviewState::AwaitingFinalReport, ReviewState::Completed]
    );
}

#[test]
fn consent_is_deemed_once() {
    let review = deemed(&drafted());
    assert_eq!(judged(&review, "review.comment"), None);
}

#[test]
fn a_local_plan_cannot_take_days_from_the_school() {
    let mut local = reached("review.comment", DUE);
    local.overlay = "ha-noi".to_owned();
    let judgement = judge(&drafted(), &local, day(DUE), at(HEARD)).expect("the plan's own limit is broken");
    assert_eq!(judgement.review, None, "nothing is deemed");
    let Some(Body::DeadlineBreached(breach)) = judgement.fact.body else {
        panic!("another fact");
    };
    assert_eq!(breach.overlay, "ha-noi");
}

/// Whether `limit` was broken at the end of `due_on` in what `review` has become.
fn broken(review: &Review, limit: &str, due_on: &str) -> bool {
    let judgement = judge(review, &reached(limit, due_on), day(due_on), at(HEARD));
    if let Some(judgement) = &judgement {
        assert_eq!(judgement.occurred_at, at(HEARD));
        assert_eq!(judgement.review, None);
        assert_eq!(judgement.fact.subject, Some(review.case.subject()));
    }
    judgement.is_some()
}

#[test]
fn a_limit_is_broken_when_what_it_asks_for_was_still_owed_at_its_end() {
    assert!(broken(&opened(), "review.start", "2024-06-09"));
    assert!(
        broken(&under_review(), "review.start", "2024-06-09"),
        "done a day late"
    );
    assert!(
        !broken(&under_review(), "review.start", "2024-06-10"),
        "done on the day"
    );
    assert!(broken(&commented(), "review.reply", "2024-07-15"));
    assert!(broken(&answered(), "review.reply", "2024-07-15"));
    assert!(!broken(&answered(), "review.reply", "2024-07-16"));
    assert!(broken(&answered(), "review.report", "2024-07-17"));
    let done = crate::builders::completed();
    assert!(broken(&done, "review.report", "2024-07-17"));
    assert!(!broken(&done, "review.report", "2024-07-18"));
    for limit in ["review.start", "review.reply", "review.report", "dossier.check"] {
        assert!(!broken(&visited(), limit, DUE), "{limit} is not owed");
    }
}

#[test]
fn the_end_of_a_day_is_the_first_moment_too_late() {
    assert_eq!(end_of_day(day(DUE)), at(MIDNIGHT));
    assert_eq!(last_instant(day(DUE)), at(LAST_INSTANT));
}

#[test]
fn each_step_has_its_own_limit_and_the_draft_as_well() {
    // Established on 10 June; the steps recorded on 12 June, 20 June and 3 July; the draft sent on 5 July.
    let review = drafted();
    for (limit, last_day_too_late, day_done) in [
        ("review.study", "2024-06-11", "2024-06-12"),
        ("review.preliminary_visit", "2024-06-19", "2024-06-20"),
        ("review.official_visit", "2024-07-02", "2024-07-03"),
        ("review.draft", "2024-07-04", "2024-07-05"),
    ] {
        assert!(
            broken(&review, limit, last_day_too_late),
            "{limit} was still owed"
        );
        assert!(!broken(&review, limit, day_done), "{limit} was kept");
        assert!(
            !broken(&review, limit, "2024-06-09"),
            "{limit}: nobody owed it yet"
        );
    }
    assert!(broken(&visited(), "review.draft", DUE));
    assert!(broken(&assessed(), "review.draft", DUE));
    let limits = [
        "review.study",
        "review.preliminary_visit",
        "review.official_visit",
    ];
    for (place, limit) in limits.into_iter().enumerate() {
        let done = STEPS[..place].iter();
        let review = done.fold(under_review(), |review, done| {
            after(&review, step(*done), "2024-06-12T16:00:00+07:00")
        });
        assert!(broken(&review, limit, DUE), "{limit} is owed");
        let review = after(&review, step(STEPS[place]), LAST_INSTANT);
        assert!(
            !broken(&review, limit, DUE),
            "{limit}: done in the last microsecond"
        );
    }
}

#[test]
fn what_counts_is_when_a_step_was_recorded_not_the_day_it_names() {
    let ReviewCommand::CompleteStep(mut form) = step(STEPS[0]) else {
        panic!("another command");
    };
    form.until = "2024-06-12".to_owned();
    let review = after(&under_review(), ReviewCommand::CompleteStep(form), MIDNIGHT);
    assert!(broken(&review, "review.study", DUE));
}

#[test]
fn nothing_is_owed_in_a_review_that_was_closed_in_time() {
    let stages = [
        opened(),
        under_review(),
        visited(),
        drafted(),
        commented(),
        answered(),
    ];
    let limits = [
        "review.start",
        "review.team_again",
        "review.study",
        "review.preliminary_visit",
        "review.official_visit",
        "review.draft",
        "review.comment",
        "review.reply",
        "review.report",
    ];
    for review in stages {
        let (closed, _) = review.close("Nhà trường rút hồ sơ", at(LAST_INSTANT)).unwrap();
        for limit in limits {
            assert_eq!(judged(&closed, limit), None, "{limit} in {}", review.state());
        }
        assert_eq!(closed.owed(), [""; 0]);
        assert_eq!(review::domain::deem_consent(&closed, day(DUE)), None);
    }
}

#[test]
fn what_was_broken_before_a_review_was_closed_stays_broken() {
    let (closed, _) = under_review().close("Nhà trường rút hồ sơ", at(HEARD)).unwrap();
    assert!(broken(&closed, "review.study", DUE));

    let (closed, _) = drafted().close("Nhà trường rút hồ sơ", at(HEARD)).unwrap();
    let consent = review::domain::deem_consent(&closed, day(DUE)).unwrap();
    let after = consent.review.unwrap();
    assert_eq!(after.settlement, Some(Settlement::Deemed));
    assert_eq!(after.state(), ReviewState::Closed);
}
