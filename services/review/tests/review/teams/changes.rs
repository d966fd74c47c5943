//! What later decisions change: one person in another's place, a team dissolved; and when they must.

use platform::refusal::Refusal;
use proto::fact::{Body, TeamRole};
use review::domain::{ReplacementForm, ReviewState, TeamCommand, TeamState, Visit, must_still_fit};

use super::rules::replace;
use super::stage::{SIGNED, Stage, fields, for_schools, given, proposal, rules, signed_by};
use crate::builders::{STEPS, at, case, day, law, post_at, reviewer};

const OFFICER: &str = "chuyen-vien";
const LEADER: &str = "giam-doc";

#[test]
fn one_person_takes_anothers_place_by_a_decision() {
    let mut stage = Stage::new();
    let team = stage.established(&for_schools(&[1, 2]));
    let team = stage.take(&team, &replace(1, 6), OFFICER).team;
    assert_eq!(
        team.seats[0].seat.reviewer,
        reviewer(1).id,
        "nothing changes before the decision"
    );
    let decide = TeamCommand::DecideReplacement(signed_by(LEADER));
    let decided = stage.take(&team, &decide, LEADER);
    let seat = &decided.team.seats[0].seat;
    assert_eq!((seat.reviewer, seat.role), (reviewer(6).id, TeamRole::Head));
    assert_eq!(decided.facts.len(), 2, "one for each school");
    for review in &stage.reviews[..2] {
        assert!(review.has_member(reviewer(6).id) && !review.has_member(reviewer(1).id));
    }
    assert_eq!(
        stage.refuse(&decided.team, &decide, LEADER).reason,
        "NOTHING_PROPOSED"
    );
    let replaced = &decided.team.replacements[0];
    assert_eq!(
        replaced.decision.as_ref().map(|decision| &*decision.prepared_by),
        Some(OFFICER)
    );
}

#[test]
fn a_replacement_is_refused_with_its_rule() {
    let mut stage = Stage::new();
    let team = stage.established(&proposal());
    assert_eq!(stage.refuse(&team, &replace(6, 7), OFFICER).reason, "NOT_SEATED");
    assert_eq!(
        stage.refuse(&team, &replace(1, 2), OFFICER).reason,
        "ALREADY_SEATED"
    );
    let nobody = TeamCommand::ProposeReplacement(ReplacementForm::default());
    assert_eq!(
        fields(&stage.refuse(&team, &nobody, OFFICER)),
        ["reason", "leaving", "coming"]
    );
    stage.person(6).career = vec![post_at(1)];
    let refusal = stage.refuse(&team, &replace(1, 6), OFFICER);
    assert_eq!(refusal.reason, "TEAM_UNFIT");
    assert_eq!(rules(&refusal), ["reviewer.worked_at_school"]);
    let proposed = stage.take(&team, &replace(1, 7), OFFICER).team;
    let decide = |by: &str| TeamCommand::DecideReplacement(signed_by(by));
    assert_eq!(
        stage.refuse(&proposed, &decide(OFFICER), OFFICER).reason,
        "SAME_PERSON"
    );
    stage.person(7).training = None;
    assert_eq!(
        stage.refuse(&proposed, &decide(LEADER), LEADER).reason,
        "TEAM_UNFIT"
    );
}

#[test]
fn a_warning_about_who_comes_needs_a_reason_as_well() {
    let mut stage = Stage::new();
    let team = stage.established(&proposal());
    stage.person(6).commune = "Bắc Sơn".to_owned();
    let proposed = stage.take(&team, &replace(3, 6), OFFICER).team;
    let decide = TeamCommand::DecideReplacement(signed_by(LEADER));
    let refusal = stage.refuse(&proposed, &decide, LEADER);
    assert_eq!(refusal.reason, "WARNINGS_UNANSWERED");
    assert_eq!(rules(&refusal), ["reviewer.same_commune"]);
    let mut form = ReplacementForm {
        leaving: Some(reviewer(3).id),
        coming: Some(reviewer(6).id),
        reason: "Nghỉ ốm".to_owned(),
        overrides: vec![given(6, Some(1), "reviewer.same_commune", "Không còn ai")],
    };
    let command = TeamCommand::ProposeReplacement(form.clone());
    let proposed = stage.take(&team, &command, OFFICER).team;
    let decided = stage.take(&proposed, &decide, LEADER);
    let Some(Body::TeamMemberReplaced(fact)) = &decided.facts[0].body else {
        panic!("another fact");
    };
    assert_eq!(fact.overrides[0].approved_by, LEADER);
    form.overrides[0].rule = "reviewer.absent".to_owned();
    form.leaving = Some(reviewer(4).id);
    form.coming = Some(reviewer(7).id);
    let command = TeamCommand::ProposeReplacement(form);
    assert_eq!(
        fields(&stage.refuse(&decided.team, &command, OFFICER)),
        ["overrides[0].rule"]
    );
}

#[test]
fn a_dissolved_team_gives_its_reviews_back() {
    let mut stage = Stage::new();
    let team = stage.established(&for_schools(&[1, 2]));
    let dissolve = |reason: &str| TeamCommand::Dissolve(signed_by(LEADER), reason.to_owned());
    assert_eq!(fields(&stage.refuse(&team, &dissolve(""), LEADER)), ["reason"]);
    let decided = stage.take(&team, &dissolve("Đoàn không đủ người"), LEADER);
    assert_eq!(decided.team.state, TeamState::Dissolved);
    assert_eq!(decided.facts.len(), 2);
    for review in &stage.reviews[..2] {
        assert_eq!((review.state(), &review.team), (ReviewState::AwaitingTeam, &None));
    }
    stage.established(&for_schools(&[1, 2]));
}

#[test]
fn a_team_whose_draft_is_with_a_school_is_not_dissolved() {
    let mut stage = Stage::new();
    let team = stage.established(&for_schools(&[1, 2]));
    let sent = review::domain::StateChange {
        state: ReviewState::AwaitingComments,
        at: at(SIGNED),
    };
    stage.reviews[1].history.push(sent);
    let dissolve = TeamCommand::Dissolve(signed_by(LEADER), "Lý do".to_owned());
    let refusal = stage.refuse(&team, &dissolve, LEADER);
    assert_eq!(refusal.reason, "DRAFT_SENT");
    assert_eq!(rules(&refusal), ["team.dissolution"]);
    assert!(refusal.message.contains("thay thành viên"), "{}", refusal.message);
    let replaced = stage.take(&team, &replace(1, 6), OFFICER).team;
    let decide = TeamCommand::DecideReplacement(signed_by(LEADER));
    assert_eq!(stage.take(&replaced, &decide, LEADER).facts.len(), 2);
}

#[test]
fn a_replacement_does_not_look_at_schools_that_are_done_with() {
    let mut stage = Stage::new();
    let team = stage.established(&for_schools(&[1, 2]));
    let done = review::domain::StateChange {
        state: ReviewState::Completed,
        at: at(SIGNED),
    };
    stage.reviews[0].history.push(done);
    stage.person(6).career = vec![post_at(1)];
    let proposed = stage.take(&team, &replace(1, 6), OFFICER).team;
    let decide = TeamCommand::DecideReplacement(signed_by(LEADER));
    let decided = stage.take(&proposed, &decide, LEADER);
    assert_eq!(decided.facts.len(), 1);
    assert!(
        stage.reviews[0].has_member(reviewer(1).id),
        "what is done keeps its team"
    );
    stage.reviews[1].history.push(done);
    assert_eq!(
        stage.refuse(&decided.team, &replace(2, 7), OFFICER).reason,
        "NOTHING_LEFT"
    );
}

#[test]
fn an_act_waits_until_whoever_does_not_fit_any_more_is_replaced() {
    let mut stage = Stage::new();
    let team = stage.established(&proposal());
    let act = |stage: &Stage| {
        let review = &stage.reviews[0];
        let seated = |person: &&review::domain::Reviewer| review.has_member(person.id);
        let members: Vec<_> = stage.people.iter().filter(seated).cloned().collect();
        must_still_fit(&members, &review.case, &stage.known, law(), day("2024-06-20"))
    };
    act(&stage).unwrap();
    let mut hired = post_at(1);
    hired.from = day("2024-06-15");
    stage.person(2).career = vec![hired];
    stage.person(3).commune = "Bắc Sơn".to_owned();
    let refusal = Refusal::from(act(&stage).unwrap_err());
    assert_eq!(refusal.reason, "TEAM_UNFIT");
    assert_eq!(
        rules(&refusal),
        ["reviewer.worked_at_school"],
        "warnings do not stop it"
    );
    assert!(
        refusal.message.contains("Phải thay người này"),
        "{}",
        refusal.message
    );
    let proposed = stage.take(&team, &replace(2, 6), OFFICER).team;
    let decide = TeamCommand::DecideReplacement(signed_by(LEADER));
    stage.take(&proposed, &decide, LEADER);
    act(&stage).unwrap();
}

#[test]
fn who_comes_is_expected_where_the_team_is() {
    let mut stage = Stage::new();
    let team = stage.established(&proposal());
    stage.reviews[0].visits = vec![review::domain::PlannedVisit {
        step: STEPS[2],
        from: day("2024-07-01"),
        until: day("2024-07-03"),
    }];
    stage.known.visits = vec![Visit {
        reviewer: reviewer(6).id,
        case: case(2).id,
        from: day("2024-07-03"),
        until: day("2024-07-04"),
    }];
    let team = stage.take(&team, &replace(1, 6), OFFICER).team;
    let decide = TeamCommand::DecideReplacement(signed_by(LEADER));
    let refusal = stage.refuse(&team, &decide, LEADER);
    assert_eq!(rules(&refusal), ["reviewer.overlapping_visit"]);
}

#[test]
fn what_a_school_withdrew_is_no_hindrance_to_dissolving() {
    let mut stage = Stage::new();
    let team = stage.established(&for_schools(&[1, 2]));
    stage.reviews[0] = stage.reviews[0].close("Rút hồ sơ", at(SIGNED)).unwrap().0;
    let dissolve = TeamCommand::Dissolve(signed_by(LEADER), "Đoàn không đủ người".to_owned());
    let decided = stage.take(&team, &dissolve, LEADER);
    assert_eq!(decided.facts.len(), 1);
    let states = [stage.reviews[0].state(), stage.reviews[1].state()];
    assert_eq!(states, [ReviewState::Closed, ReviewState::AwaitingTeam]);
}
