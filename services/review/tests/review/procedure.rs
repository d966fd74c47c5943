//! The order of Điều 28, each refusal with its rule.

use platform::refusal::{Refusal, RefusalKind};
use proto::fact::{Body, ReviewStep};
use review::domain::{Review, ReviewCommand, ReviewState, Settlement, StepForm, VisitForm};
use statute::RegimeId;

use crate::assessed::assess;
use crate::builders::{
    STEPS, accepted, after, answered, assessed, at, commented, completed, day, decided, drafted, file, kept,
    opened, reasoned, report, step, team, under_review, visited,
};

const LATER: &str = "2024-07-19T10:00:00+07:00";

/// Why `command` is refused, as a caller reads it.
pub fn refused(review: &Review, command: ReviewCommand) -> Refusal {
    let refusal = decided(review, command, LATER).expect_err("must be refused");
    Refusal::from(refusal)
}

/// The rules that `refusal` names; each must be cited and explained.
pub fn rules(refusal: &Refusal) -> Vec<&str> {
    let RefusalKind::Forbidden(rules) = &refusal.kind else {
        panic!("no rule is named: {refusal:?}");
    };
    for rule in rules {
        assert!(
            !rule.citation.is_empty() && !rule.description.is_empty(),
            "{rule:?}"
        );
    }
    rules.iter().map(|rule| rule.rule.as_str()).collect()
}

pub fn fields(refusal: &Refusal) -> Vec<&str> {
    let RefusalKind::Invalid(fields) = &refusal.kind else {
        panic!("no field is named: {refusal:?}");
    };
    fields.iter().map(|(field, _)| field.as_str()).collect()
}

fn visit(step: ReviewStep, from: &str, until: &str) -> ReviewCommand {
    ReviewCommand::PlanVisit(VisitForm {
        step,
        from: from.to_owned(),
        until: until.to_owned(),
    })
}

/// `step`, done from one day to another.
fn done(step: ReviewStep, from: &str, until: &str) -> ReviewCommand {
    ReviewCommand::CompleteStep(StepForm {
        step,
        from: from.to_owned(),
        until: until.to_owned(),
        minutes: "Biên bản".to_owned(),
        files: Vec::new(),
    })
}

fn comments(texts: &[&str]) -> ReviewCommand {
    ReviewCommand::Comment(texts.iter().map(|text| (*text).to_owned()).collect())
}

fn everything_but(allowed: &[&str]) -> Vec<(&'static str, ReviewCommand)> {
    let commands = [
        ("establish", ReviewCommand::EstablishTeam(team())),
        ("step", step(ReviewStep::DossierStudy)),
        (
            "visit",
            visit(ReviewStep::OfficialVisit, "2024-07-01", "2024-07-02"),
        ),
        ("assess", assess(RegimeId::A1, 1)),
        ("draft", ReviewCommand::SendDraft(report(1))),
        ("comment", comments(&["Ý kiến"])),
        ("agree", ReviewCommand::Agree),
        ("answer", ReviewCommand::Answer(vec![accepted()])),
        ("final", ReviewCommand::SubmitFinalReport(report(1))),
    ];
    commands
        .into_iter()
        .filter(|(name, _)| !allowed.contains(name))
        .collect()
}

#[test]
fn a_review_goes_through_its_states() {
    let done = completed();
    let states: Vec<_> = done.history.iter().map(|change| change.state).collect();
    assert_eq!(states, ReviewState::ALL[..6]);
    assert_eq!(done.settlement, Some(Settlement::Answered));
    assert_eq!(
        done.level,
        Some(3),
        "the final report's level replaces the draft's"
    );
    assert_eq!(done.completed_steps(), STEPS);
    assert_eq!(done.version, 10);
    let agreed = after(&drafted(), ReviewCommand::Agree, LATER);
    assert_eq!(agreed.settlement, Some(Settlement::Agreed));
    assert_eq!(agreed.state(), ReviewState::AwaitingFinalReport);
}

#[test]
fn what_a_state_does_not_allow_is_refused_by_the_order_of_the_review() {
    let stages = [
        (opened(), vec!["establish"]),
        (under_review(), vec!["step", "visit", "assess", "draft"]),
        (drafted(), vec!["comment", "agree", "final"]),
        (commented(), vec!["assess", "answer", "final"]),
        (answered(), vec!["assess", "final"]),
        (completed(), vec![]),
    ];
    for (review, other) in stages {
        for (name, command) in everything_but(&other) {
            let refusal = refused(&review, command);
            assert_eq!(refusal.reason, "WRONG_STATE", "{name} in {}", review.state());
            assert_eq!(rules(&refusal), ["review.state"]);
            assert!(refusal.message.contains("Điều 28"), "{}", refusal.message);
        }
    }
    for review in [drafted(), commented()] {
        let refusal = refused(&review, ReviewCommand::SubmitFinalReport(report(1)));
        assert_eq!(refusal.reason, "COMMENTS_UNSETTLED");
        assert_eq!(rules(&refusal), ["review.report"]);
    }
}

#[test]
fn every_regime_cites_its_own_article() {
    for regime in RegimeId::ALL {
        let mut review = opened();
        review.case.regime = regime;
        let refusal = refused(&review, ReviewCommand::Agree);
        rules(&refusal);
        assert!(refusal.message.contains("Điều 28"), "{}", refusal.message);
    }
}

#[test]
fn the_three_steps_come_one_after_another() {
    for ahead in [ReviewStep::PreliminaryVisit, ReviewStep::OfficialVisit] {
        let refusal = refused(&under_review(), step(ahead));
        assert_eq!(refusal.reason, "STEP_OUT_OF_ORDER");
        assert_eq!(rules(&refusal), ["review.steps"]);
    }
    for again in STEPS {
        assert_eq!(refused(&visited(), step(again)).reason, "STEP_OUT_OF_ORDER");
    }
}

#[test]
fn a_step_is_refused_with_every_defect() {
    let wrong = ReviewCommand::CompleteStep(StepForm {
        step: ReviewStep::Unspecified,
        from: "hôm qua".to_owned(),
        until: "2024-07-20".to_owned(),
        minutes: " ".to_owned(),
        files: vec![file(" ")],
    });
    assert_eq!(
        fields(&refused(&under_review(), wrong)),
        ["step", "minutes", "until", "from", "files[0].file_name"]
    );
    let backwards = done(STEPS[0], "2024-06-14", "2024-06-13");
    assert_eq!(fields(&refused(&under_review(), backwards)), ["from"]);
}

#[test]
fn a_step_keeps_its_days_its_minutes_and_its_files() {
    let (review, fact) = decided(&under_review(), step(STEPS[0]), LATER).unwrap();
    let record = review.steps[0].record.as_ref().unwrap();
    assert_eq!(
        (record.from, record.until),
        (day("2024-07-19"), day("2024-07-19"))
    );
    assert_eq!(record.recorded_at, at(LATER));
    assert_eq!(record.minutes, "Biên bản");
    assert_eq!(record.files, [file("bien-ban.pdf")]);
    let Some(Body::ReviewStepCompleted(told)) = fact.body else {
        panic!("another fact");
    };
    assert_eq!(told.files_sha256, [file("bien-ban.pdf").sha256]);
    assert_eq!(
        (told.from.as_str(), told.until.as_str()),
        ("2024-07-19", "2024-07-19")
    );
    let review = after(&under_review(), done(STEPS[0], "", "2024-06-12"), LATER);
    assert_eq!(review.steps[0].record.as_ref().unwrap().from, day("2024-06-12"));
}

#[test]
fn no_step_is_worked_on_before_the_team_was_established() {
    let refusal = refused(&under_review(), done(STEPS[0], "2024-06-09", "2024-06-12"));
    assert_eq!(refusal.reason, "STEP_BEFORE_TEAM");
    assert_eq!(rules(&refusal), ["review.steps"]);
    assert!(refusal.message.contains("10/6/2024"), "{}", refusal.message);
    after(&under_review(), done(STEPS[0], "2024-06-10", "2024-06-12"), LATER);
}

#[test]
fn no_step_is_completed_before_the_one_that_it_follows() {
    let studied = after(&under_review(), done(STEPS[0], "", "2024-06-12"), LATER);
    let refusal = refused(&studied, done(STEPS[1], "2024-06-11", "2024-06-11"));
    assert_eq!(refusal.reason, "STEP_BEFORE_PREVIOUS");
    assert_eq!(rules(&refusal), ["review.steps"]);
    let seen = after(&studied, done(STEPS[1], "2024-06-11", "2024-06-14"), LATER);
    let refusal = refused(&seen, done(STEPS[2], "2024-06-13", "2024-06-20"));
    assert_eq!(refusal.reason, "VISITS_OUT_OF_ORDER");
    after(&seen, done(STEPS[2], "2024-06-14", "2024-06-20"), LATER);
}

#[test]
fn visits_are_planned_and_planned_anew_until_they_are_made() {
    let [_, preliminary, official] = STEPS;
    let review = after(
        &under_review(),
        visit(official, "2024-07-01", "2024-07-03"),
        LATER,
    );
    let (review, fact) = decided(&review, visit(preliminary, "2024-06-18", "2024-06-20"), LATER).unwrap();
    assert!(matches!(fact.body, Some(Body::VisitPlanned(_))));
    let planned: Vec<_> = review.visits.iter().map(|visit| visit.step).collect();
    assert_eq!(planned, [preliminary, official]);
    let review = after(&review, visit(preliminary, "2024-06-25", "2024-07-01"), LATER);
    assert_eq!(review.visits[0].until, day("2024-07-01"));
    assert_eq!(review.visits.len(), 2);
    assert_eq!(review.state(), ReviewState::UnderReview);
    for (wrong, until) in [(preliminary, "2024-07-02"), (official, "2024-06-30")] {
        let refusal = refused(&review, visit(wrong, "2024-06-20", until));
        assert_eq!(refusal.reason, "VISITS_OUT_OF_ORDER");
        assert_eq!(rules(&refusal), ["review.steps"]);
    }
    let seen = [(STEPS[0], "2024-06-12"), (preliminary, "2024-06-26")]
        .into_iter()
        .fold(review, |review, (step, on)| {
            after(&review, done(step, "", on), LATER)
        });
    let refusal = refused(&seen, visit(preliminary, "2024-06-27", "2024-06-28"));
    assert_eq!(refusal.reason, "STEP_COMPLETED");
    after(&seen, visit(official, "2024-06-26", "2024-06-28"), LATER);
    let refusal = refused(&seen, visit(official, "2024-06-25", "2024-06-28"));
    assert_eq!(
        refusal.reason, "VISITS_OUT_OF_ORDER",
        "when it was made counts, not the plan"
    );
}

#[test]
fn a_visit_is_refused_with_every_defect() {
    let wrong = visit(ReviewStep::DossierStudy, "", "mai");
    assert_eq!(
        fields(&refused(&under_review(), wrong)),
        ["visit.step", "visit.from", "visit.until"]
    );
    let backwards = visit(STEPS[1], "2024-07-02", "2024-07-01");
    assert_eq!(fields(&refused(&under_review(), backwards)), ["visit.until"]);
}

#[test]
fn the_draft_waits_for_every_step() {
    let mut review = after(&under_review(), assess(RegimeId::A1, 2), LATER);
    for done in STEPS {
        let refusal = refused(&review, ReviewCommand::SendDraft(report(2)));
        assert_eq!(refusal.reason, "STEPS_INCOMPLETE");
        assert_eq!(rules(&refusal), ["review.steps"]);
        review = after(&review, step(done), LATER);
    }
    let (sent, fact) = decided(&review, ReviewCommand::SendDraft(report(2)), LATER).unwrap();
    assert_eq!(
        (sent.state(), sent.level),
        (ReviewState::AwaitingComments, Some(2))
    );
    assert!(matches!(fact.body, Some(Body::DraftReportSent(_))));
}

#[test]
fn a_withdrawn_dossier_closes_its_review_whatever_its_state() {
    let stages = [
        opened(),
        under_review(),
        assessed(),
        drafted(),
        commented(),
        answered(),
    ];
    for review in stages {
        let (closed, fact) = review.close("Trường sáp nhập", at(LATER)).unwrap();
        assert_eq!(closed.state(), ReviewState::Closed);
        assert_eq!(closed.version, review.version + 1);
        let Some(Body::ReviewClosed(told)) = fact.body else {
            panic!("another fact");
        };
        assert_eq!(told.reason, "Trường sáp nhập");
        for (name, command) in everything_but(&[]) {
            let refusal = refused(&closed, command);
            assert_eq!(refusal.reason, "REVIEW_CLOSED", "{name}");
            assert_eq!(rules(&refusal), ["review.state"]);
            assert!(refusal.message.contains("Trường sáp nhập"), "{}", refusal.message);
        }
        assert_eq!(closed.close("Lần nữa", at(LATER)), None);
    }
    assert_eq!(completed().close("Quá muộn", at(LATER)), None);
}

#[test]
fn answers_are_kept() {
    assert_eq!(
        answered().answers,
        [accepted(), kept("Minh chứng chưa đủ")],
        "as they were given"
    );
    assert_eq!(
        after(&answered(), ReviewCommand::SubmitFinalReport(reasoned(2)), LATER)
            .answers
            .len(),
        2
    );
}

#[test]
fn comments_are_stated() {
    for wrong in [&[][..], &[" "], &["Ý kiến", ""]] {
        assert_eq!(fields(&refused(&drafted(), comments(wrong))), ["comments"]);
    }
}

#[test]
fn every_comment_gets_its_answer_and_a_kept_one_its_reason() {
    for answers in [vec![], vec![accepted()], vec![accepted(); 3]] {
        let refusal = refused(&commented(), ReviewCommand::Answer(answers));
        assert_eq!(refusal.reason, "ANSWERS_DO_NOT_MATCH");
        assert_eq!(rules(&refusal), ["review.reply"]);
    }
    let refusal = refused(&commented(), ReviewCommand::Answer(vec![accepted(), kept(" ")]));
    assert_eq!(refusal.reason, "REASON_MISSING");
    assert!(refusal.message.contains("ý kiến số 2"), "{}", refusal.message);
    let taken = ReviewCommand::Answer(vec![accepted(), kept("Có lý do")]);
    assert_eq!(
        after(&commented(), taken, LATER).settlement,
        Some(Settlement::Answered)
    );
}
