//! The order of Điều 28 and the conditions on teams, each refusal with its rule.

use platform::refusal::{Refusal, RefusalKind};
use proto::fact::{Body, ReviewStep, Target, TeamRole};
use review::domain::{Report, Review, ReviewCommand, ReviewState, Settlement, TeamProposal};
use statute::{RegimeId, Role};

use crate::builders::{
    STEPS, accepted, after, answered, at, commented, completed, decided, drafted, kept, law, opened,
    proposal, report, reviewer, school, under_review, visited,
};

const LATER: &str = "2024-07-19T10:00:00+07:00";

/// Why `command` is refused, as a caller reads it.
fn refused(review: &Review, command: ReviewCommand) -> Refusal {
    let refusal = decided(review, command, LATER).expect_err("must be refused");
    Refusal::from(refusal)
}

/// The rules that `refusal` names; each must be cited and explained.
fn rules(refusal: &Refusal) -> Vec<&str> {
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

fn fields(refusal: &Refusal) -> Vec<&str> {
    let RefusalKind::Invalid(fields) = &refusal.kind else {
        panic!("no field is named: {refusal:?}");
    };
    fields.iter().map(|(field, _)| field.as_str()).collect()
}

fn step(step: ReviewStep) -> ReviewCommand {
    ReviewCommand::CompleteStep(step, "Biên bản".to_owned())
}

fn comments(texts: &[&str]) -> ReviewCommand {
    ReviewCommand::Comment(texts.iter().map(|text| (*text).to_owned()).collect())
}

fn everything_but(allowed: &[&str]) -> Vec<(&'static str, ReviewCommand)> {
    let commands = [
        ("establish", ReviewCommand::EstablishTeam(proposal())),
        ("step", step(ReviewStep::DossierStudy)),
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
    assert_eq!(states, ReviewState::ALL);
    assert_eq!(done.settlement, Some(Settlement::Answered));
    assert_eq!(
        done.level,
        Some(3),
        "the final report's level replaces the draft's"
    );
    assert_eq!(done.completed_steps, STEPS);
    assert_eq!(done.version, 9);
    let agreed = after(&drafted(), ReviewCommand::Agree, LATER);
    assert_eq!(agreed.settlement, Some(Settlement::Agreed));
    assert_eq!(agreed.state(), ReviewState::AwaitingFinalReport);
}

#[test]
fn what_a_state_does_not_allow_is_refused_by_the_order_of_the_review() {
    let stages = [
        (opened(), vec!["establish"]),
        (under_review(), vec!["step", "draft"]),
        (drafted(), vec!["comment", "agree", "final"]),
        (commented(), vec!["answer", "final"]),
        (answered(), vec!["final"]),
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
    let unknown = refused(&under_review(), step(ReviewStep::Unspecified));
    assert_eq!(fields(&unknown), ["step"]);
    let blank = ReviewCommand::CompleteStep(ReviewStep::DossierStudy, " ".to_owned());
    assert_eq!(fields(&refused(&under_review(), blank)), ["minutes"]);
}

#[test]
fn the_draft_waits_for_every_step() {
    let mut review = under_review();
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
fn reports_are_refused_with_every_defect() {
    let wrong = Report {
        level: 5,
        sha256: "B94D".to_owned(),
    };
    for (review, command) in [
        (visited(), ReviewCommand::SendDraft(wrong.clone())),
        (answered(), ReviewCommand::SubmitFinalReport(wrong)),
    ] {
        assert_eq!(fields(&refused(&review, command)), ["level", "report_sha256"]);
    }
    for level in 0..=4 {
        after(&visited(), ReviewCommand::SendDraft(report(level)), LATER);
    }
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

fn team(change: impl FnOnce(&mut TeamProposal)) -> ReviewCommand {
    let mut proposal = proposal();
    change(&mut proposal);
    ReviewCommand::EstablishTeam(proposal)
}

#[test]
fn a_team_that_does_not_fit_is_refused_with_everything_that_blocks() {
    let refusal = refused(
        &opened(),
        team(|team| {
            team.seats.truncate(4);
            for (reviewer, role) in &mut team.seats {
                *role = TeamRole::Member;
                reviewer.worked_at = vec![school(1)];
                reviewer.years_in_sector = 4;
                reviewer.trained_by_ministry = false;
            }
        }),
    );
    assert_eq!(refusal.reason, "TEAM_UNFIT");
    let found = rules(&refusal);
    assert_eq!(found[..3], ["team.minimum", "team.head", "team.secretary"]);
    assert_eq!(found.len(), 3 + 4 * 3, "each person with each reason: {found:?}");
    assert!(
        refusal.message.contains("Người đánh giá 4"),
        "{}",
        refusal.message
    );
    assert!(refusal.message.contains("Điều 30"), "{}", refusal.message);
}

#[test]
fn nobody_sits_in_a_team_twice() {
    let refusal = refused(&opened(), team(|team| team.seats[4].0 = reviewer(1)));
    assert_eq!(refusal.reason, "SEATED_TWICE");
    assert_eq!(rules(&refusal), ["team.same_person"]);
    assert!(
        refusal.message.contains("Người đánh giá 1"),
        "{}",
        refusal.message
    );
}

#[test]
fn a_seat_must_be_one_of_the_three() {
    let refusal = refused(&opened(), team(|team| team.seats[2].1 = TeamRole::Unspecified));
    assert_eq!(fields(&refusal), ["seats[2].role"]);
}

#[test]
fn what_only_warns_is_kept_in_the_review() {
    let command = team(|team| {
        team.seats[2].0.relatives_at = vec![school(1)];
        team.seats[3].0.commune = " bắc  sơn".to_owned();
        for number in 6..=10 {
            team.seats.push((reviewer(number), TeamRole::Member));
        }
    });
    let review = after(&opened(), command, LATER);
    assert_eq!(review.state(), ReviewState::UnderReview);
    let warnings = review.warnings.join("\n");
    assert_eq!(review.warnings.len(), 3, "{warnings}");
    for expected in [
        "10 thành viên",
        "Người đánh giá 3: Có người thân",
        "Người đánh giá 4: Cùng",
    ] {
        assert!(warnings.contains(expected), "{expected} in {warnings}");
    }
    assert!(under_review().warnings.is_empty());
}

#[test]
fn the_authority_of_the_regime_signs() {
    let signed_by = |authorities: Vec<Role>| team(|team| team.signer.authorities = authorities);
    let mut under_a0 = opened();
    under_a0.case.regime = RegimeId::A0;
    let refusal = refused(&under_a0, signed_by(vec![Role::DepartmentLeader]));
    assert_eq!(refusal.reason, "WRONG_AUTHORITY");
    assert_eq!(rules(&refusal), ["team.decided_by"]);
    assert!(refusal.message.contains("UBND tỉnh"), "{}", refusal.message);
    after(&under_a0, signed_by(vec![Role::Province]), LATER);
    under_a0.case.target = Target::Accreditation2;
    after(&under_a0, signed_by(vec![Role::DepartmentLeader]), LATER);
    for regime in [RegimeId::A1, RegimeId::A2, RegimeId::B] {
        let mut review = opened();
        review.case.regime = regime;
        let refusal = refused(&review, signed_by(vec![Role::Province]));
        assert_eq!(refusal.reason, "WRONG_AUTHORITY");
        after(&review, signed_by(vec![Role::DepartmentLeader]), LATER);
    }
}

#[test]
fn the_decision_is_dated_where_the_signer_is() {
    let (review, fact) = opened()
        .decide(
            ReviewCommand::EstablishTeam(proposal()),
            law(),
            at("2024-06-30T17:30:00Z"),
        )
        .unwrap();
    let Some(Body::TeamEstablished(established)) = fact.body else {
        panic!("another fact");
    };
    assert_eq!(
        established.decision_date, "2024-07-01",
        "half past midnight in Vietnam"
    );
    assert_eq!(established.decision_number, "87/QĐ-SGDĐT");
    assert_eq!(established.signer, "giam-doc");
    assert_eq!(established.seats.len(), 5);
    assert_eq!(established.seats[0].role(), TeamRole::Head);
    assert_eq!(fact.subject, Some(review.case.subject()));
}
