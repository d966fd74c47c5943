//! Every rule about teams, each refusal with its rule and article.

use platform::refusal::Refusal;
use platform::scope::Place;
use proto::fact::{Body, Target, TeamRole};
use review::domain::{
    Invitation, ReplacementForm, Retirement, Review, ReviewState, Sight, TeamCommand, TeamState, Visit,
};
use statute::{RegimeId, Role};

use super::stage::{PREPARED, SIGNED, Stage, fields, for_schools, given, proposal, rules, seats, signed_by};
use crate::builders::{case, day, post_at, province, reviewer};

const OFFICER: &str = "chuyen-vien";
const LEADER: &str = "giam-doc";

fn refused(stage: &Stage, proposal: &review::domain::TeamProposal) -> Refusal {
    stage.propose(proposal).unwrap_err().into()
}

fn establish(by: &str) -> TeamCommand {
    TeamCommand::Establish(signed_by(by))
}

pub fn replace(leaving: u128, coming: u128) -> TeamCommand {
    TeamCommand::ProposeReplacement(ReplacementForm {
        leaving: Some(reviewer(leaving).id),
        coming: Some(reviewer(coming).id),
        reason: "Nghỉ ốm dài ngày".to_owned(),
        overrides: Vec::new(),
    })
}

#[test]
fn a_team_goes_from_proposal_to_decision_and_its_reviews_with_it() {
    let mut stage = Stage::new();
    let team = stage.established(&for_schools(&[1, 3]));
    assert_eq!(team.state, TeamState::Established);
    let decision = team.decision.clone().unwrap();
    assert_eq!(decision.signed_on, day("2024-06-10"));
    assert_eq!(
        (decision.signer.as_str(), decision.prepared_by.as_str()),
        (LEADER, OFFICER)
    );
    let states: Vec<_> = stage.reviews.iter().map(Review::state).collect();
    let (at_work, waiting) = (ReviewState::UnderReview, ReviewState::AwaitingTeam);
    assert_eq!(
        states,
        [at_work, waiting, at_work],
        "one decision for both schools"
    );
    let known = stage.reviews[2].team.as_ref().unwrap();
    assert_eq!((known.id, known.seats.len()), (team.id, 5));
    assert_eq!(known.decision, decision);
}

#[test]
fn what_is_announced_names_the_team_and_its_schools() {
    let mut stage = Stage::new();
    for review in &mut stage.reviews {
        review.case.place.province_id = Some(province(1));
    }
    let proposed = stage.propose(&for_schools(&[1, 2])).unwrap();
    let subject = proposed.facts[0].subject.clone().unwrap();
    assert_eq!(subject.case_id, proposed.team.id.to_string());
    assert_eq!(subject.province_id, province(1).to_string());
    let invited = stage.take(&proposed.team, &TeamCommand::Invite, OFFICER);
    let Some(Body::MembersInvited(body)) = &invited.facts[0].body else {
        panic!("another fact");
    };
    assert_eq!(body.seats.len(), 5);
    assert_eq!(body.schools, ["Trường Tiểu học số 1", "Trường Tiểu học số 2"]);
}

#[test]
fn every_defect_of_a_proposal_is_named_at_once() {
    let mut wrong = for_schools(&[1, 1, 9]);
    wrong.reviews.push(None);
    wrong.seats[1].0 = None;
    wrong.seats[2].1 = TeamRole::Unspecified;
    wrong
        .overrides
        .push(given(1, Some(1), "reviewer.same_commune", " "));
    assert_eq!(
        fields(&refused(&Stage::new(), &wrong)),
        [
            "reviews[1]",
            "reviews[2]",
            "reviews[3]",
            "seats[1].reviewer",
            "seats[2].role",
            "overrides[0].reason"
        ]
    );
    wrong = proposal();
    wrong.reviews.clear();
    assert_eq!(fields(&refused(&Stage::new(), &wrong)), ["reviews"]);
}

#[test]
fn only_reviews_that_wait_and_are_free_are_proposed_for() {
    let mut stage = Stage::new();
    stage.established(&proposal());
    let refusal = refused(&stage, &for_schools(&[1, 2]));
    assert_eq!(refusal.reason, "NOT_WAITING");
    assert_eq!(rules(&refusal), ["team.reviews"]);
    assert!(
        refusal.message.contains(&case(1).dossier_number),
        "{}",
        refusal.message
    );
    stage.taken = vec![case(2).id];
    let refusal = refused(&stage, &for_schools(&[2, 3]));
    assert_eq!(refusal.reason, "REVIEW_TAKEN");
    assert!(
        refusal.message.contains(&case(2).dossier_number),
        "{}",
        refusal.message
    );
    assert!(
        !refusal.message.contains(&case(3).dossier_number),
        "{}",
        refusal.message
    );
}

#[test]
fn one_authority_establishes_the_team_of_all_its_schools() {
    let mut stage = Stage::new();
    stage.reviews[0].case.regime = RegimeId::A0;
    let refusal = refused(&stage, &for_schools(&[1, 2]));
    assert_eq!(refusal.reason, "SEVERAL_AUTHORITIES");
    assert_eq!(rules(&refusal), ["team.decided_by"]);
    stage.reviews[1].case.regime = RegimeId::A0;
    let team = stage.propose(&for_schools(&[1, 2])).unwrap().team;
    assert_eq!(team.decided_by, Role::Province);
    stage.reviews[1].case.target = Target::Accreditation2;
    assert_eq!(
        refused(&stage, &for_schools(&[1, 2])).reason,
        "SEVERAL_AUTHORITIES"
    );
    let mut stage = Stage::new();
    stage.reviews[0].case.place = Place {
        province_id: Some(province(1)),
        ..Place::default()
    };
    assert_eq!(
        refused(&stage, &for_schools(&[1, 2])).reason,
        "SEVERAL_AUTHORITIES"
    );
}

#[test]
fn the_authority_of_the_regime_signs() {
    let mut stage = Stage::new();
    stage.reviews[0].case.regime = RegimeId::A0;
    let team = stage.ready(&proposal());
    let refusal = stage.refuse(&team, &establish(LEADER), LEADER);
    assert_eq!(refusal.reason, "WRONG_AUTHORITY");
    assert_eq!(rules(&refusal), ["team.decided_by"]);
    assert!(refusal.message.contains("UBND tỉnh"), "{}", refusal.message);
    let mut signing = signed_by("chu-tich");
    signing.signer.authorities = vec![Role::Province];
    stage.take(&team, &TeamCommand::Establish(signing.clone()), "chu-tich");
    let mut stage = Stage::new();
    let team = stage.ready(&proposal());
    let refusal = stage.refuse(&team, &TeamCommand::Establish(signing), "chu-tich");
    assert_eq!(refusal.reason, "WRONG_AUTHORITY");
}

#[test]
fn nobody_sits_in_a_team_twice() {
    let mut twice = proposal();
    twice.seats = seats(&[1, 2, 3, 4, 1]);
    let refusal = refused(&Stage::new(), &twice);
    assert_eq!(refusal.reason, "SEATED_TWICE");
    assert_eq!(rules(&refusal), ["team.same_person"]);
    assert!(
        refusal.message.contains("Người đánh giá 1"),
        "{}",
        refusal.message
    );
}

#[test]
fn a_team_that_does_not_fit_is_refused_with_everything_that_blocks() {
    let mut stage = Stage::new();
    for number in 1..=4 {
        let person = stage.person(number);
        person.career = vec![post_at(1)];
        person.in_sector_since = day("2020-09-01");
        person.training = None;
    }
    let mut unfit = for_schools(&[1, 2]);
    unfit.seats = seats(&[1, 2, 3, 4]);
    for seat in &mut unfit.seats {
        seat.1 = TeamRole::Member;
    }
    let refusal = refused(&stage, &unfit);
    assert_eq!(refusal.reason, "TEAM_UNFIT");
    let found = rules(&refusal);
    assert_eq!(found[..3], ["team.minimum", "team.head", "team.secretary"]);
    assert_eq!(
        found.len(),
        3 + 4 * 3,
        "each person with each reason once: {found:?}"
    );
    assert!(refusal.message.contains("Điều 30"), "{}", refusal.message);
    assert!(
        refusal.message.contains("Trường Tiểu học số 1"),
        "{}",
        refusal.message
    );
}

#[test]
fn a_warning_is_kept_and_needs_a_reason_before_the_decision() {
    let mut stage = Stage::new();
    stage.person(2).commune = " bắc  sơn".to_owned();
    stage.person(3).levels.clear();
    let mut warned = proposal();
    let team = stage.ready(&warned);
    let rules_of = |team: &review::domain::Team| -> Vec<String> {
        team.warnings.iter().map(|warning| warning.rule.clone()).collect()
    };
    assert_eq!(
        rules_of(&team),
        ["reviewer.same_commune", "reviewer.unfamiliar_level"]
    );
    let refusal = stage.refuse(&team, &establish(LEADER), LEADER);
    assert_eq!(refusal.reason, "WARNINGS_UNANSWERED");
    assert_eq!(
        rules(&refusal),
        ["reviewer.same_commune", "reviewer.unfamiliar_level"]
    );

    warned.overrides = vec![
        given(2, Some(1), "reviewer.same_commune", "Không còn ai khác"),
        given(
            3,
            Some(1),
            "reviewer.unfamiliar_level",
            "Đã dạy tiểu học mười năm",
        ),
    ];
    let team = stage
        .take(&team, &TeamCommand::Change(warned), "chuyen-vien-khac")
        .team;
    assert!(
        team.seats
            .iter()
            .all(|seat| seat.invitation == Invitation::Accepted),
        "who keeps the seat keeps the answer"
    );
    stage.moment = SIGNED;
    let decided = stage.take(&team, &establish(LEADER), LEADER);
    let approved = |given: &review::domain::Override| given.approved_by.as_deref() == Some(LEADER);
    assert!(decided.team.overrides.iter().all(approved));
    let Some(Body::TeamEstablished(fact)) = &decided.facts[0].body else {
        panic!("another fact");
    };
    assert_eq!(fact.overrides.len(), 2);
    assert_eq!(fact.overrides[0].requested_by, "chuyen-vien-khac");
    assert_eq!(fact.overrides[0].approved_by, LEADER);
    assert!(!fact.overrides[0].message.is_empty());
    let printed = stage.reviews[0].team.as_ref().unwrap().warnings.join("\n");
    for expected in [
        "Không còn ai khác",
        "Người đánh giá 2",
        LEADER,
        "chuyen-vien-khac",
    ] {
        assert!(printed.contains(expected), "{expected} in {printed}");
    }
}

#[test]
fn each_school_is_told_of_its_own_warnings_alone() {
    let mut stage = Stage::new();
    stage.reviews[1].case.commune = "Quỳnh Sơn".to_owned();
    let mut warned = for_schools(&[1, 2]);
    warned.overrides = (1..=5)
        .map(|number| given(number, Some(2), "reviewer.same_commune", "Xã nhỏ"))
        .collect();
    stage.established(&warned);
    let told = |review: &Review| review.team.as_ref().unwrap().warnings.len();
    assert_eq!((told(&stage.reviews[0]), told(&stage.reviews[1])), (0, 5));
}

#[test]
fn a_reason_belongs_to_a_warning_that_is_there() {
    let mut stage = Stage::new();
    stage.person(2).commune = "Bắc Sơn".to_owned();
    let mut wrong = proposal();
    wrong.overrides = vec![
        given(2, Some(1), "reviewer.same_commune", "Có lý do"),
        given(1, Some(1), "reviewer.same_commune", "Người khác"),
        given(2, Some(2), "reviewer.same_commune", "Trường khác"),
        given(2, Some(1), "reviewer.absent", "Việc khác"),
        given(2, Some(1), "reviewer.same_commune", "Lần nữa"),
    ];
    assert_eq!(
        fields(&refused(&stage, &wrong)),
        [1, 2, 3, 4].map(|number| format!("overrides[{number}].rule"))
    );
}

#[test]
fn a_reason_stays_whose_it_was_until_it_changes() {
    let mut stage = Stage::new();
    stage.person(2).commune = "Bắc Sơn".to_owned();
    let mut warned = proposal();
    warned.overrides = vec![given(2, Some(1), "reviewer.same_commune", "Lý do đầu")];
    let team = stage.propose(&warned).unwrap().team;
    let team = stage
        .take(&team, &TeamCommand::Change(warned.clone()), "khac")
        .team;
    assert_eq!(team.overrides[0].requested_by, OFFICER);
    warned.overrides[0].reason = "Lý do sau".to_owned();
    let team = stage.take(&team, &TeamCommand::Change(warned), "khac").team;
    assert_eq!(team.overrides[0].requested_by, "khac");
}

#[test]
fn whoever_prepared_it_or_gave_a_reason_does_not_sign() {
    let mut stage = Stage::new();
    let team = stage.ready(&proposal());
    let refusal = stage.refuse(&team, &establish(OFFICER), OFFICER);
    assert_eq!(refusal.reason, "SAME_PERSON");
    assert_eq!(rules(&refusal), ["team.four_eyes"]);
    let team = stage
        .take(&team, &TeamCommand::Change(proposal()), "nguoi-sua")
        .team;
    assert_eq!(team.prepared_by(), "nguoi-sua");
    for same in [OFFICER, "nguoi-sua"] {
        assert_eq!(stage.refuse(&team, &establish(same), same).reason, "SAME_PERSON");
    }
    stage.take(&team, &establish(LEADER), LEADER);
}

#[test]
fn nobody_is_seated_without_their_word() {
    let mut stage = Stage::new();
    let team = stage.propose(&proposal()).unwrap().team;
    let first = reviewer(1).id;
    let refusal = stage.refuse(&team, &TeamCommand::Accept(first), "x");
    assert_eq!(refusal.reason, "ANSWERED", "not asked yet");
    let team = stage.take(&team, &TeamCommand::Invite, OFFICER).team;
    assert_eq!(
        stage.refuse(&team, &TeamCommand::Invite, OFFICER).reason,
        "NOBODY_TO_INVITE"
    );
    let refusal = stage.refuse(&team, &TeamCommand::Decline(first, " ".to_owned()), "x");
    assert_eq!(fields(&refusal), ["reason"]);
    let decline = TeamCommand::Decline(first, "Bận coi thi".to_owned());
    let team = stage.take(&team, &decline, "x").team;
    assert_eq!(
        stage.refuse(&team, &TeamCommand::Accept(first), "x").reason,
        "ANSWERED"
    );
    let refusal = stage.refuse(&team, &establish(LEADER), LEADER);
    assert_eq!(refusal.reason, "INVITATIONS_OPEN");
    assert_eq!(rules(&refusal), ["team.invitation"]);
    for number in 1..=5 {
        let name = format!("Người đánh giá {number}");
        assert!(refusal.message.contains(&name), "{}", refusal.message);
    }
}

#[test]
fn newcomers_and_whoever_gets_another_seat_are_asked_anew() {
    let mut stage = Stage::new();
    let team = stage.ready(&proposal());
    let mut changed = proposal();
    changed.seats = seats(&[2, 1, 3, 4, 6]);
    let team = stage.take(&team, &TeamCommand::Change(changed), OFFICER).team;
    let open: Vec<bool> = team
        .seats
        .iter()
        .map(|seat| seat.invitation == Invitation::NotInvited)
        .collect();
    assert_eq!(open, [true, true, false, false, true]);
    let invited = stage.take(&team, &TeamCommand::Invite, OFFICER);
    let Some(Body::MembersInvited(body)) = &invited.facts[0].body else {
        panic!("another fact");
    };
    assert_eq!(body.seats.len(), 3, "who was asked already is left in peace");
}

#[test]
fn the_decision_looks_at_its_members_on_its_own_day() {
    let mut stage = Stage::new();
    let team = stage.ready(&proposal());
    stage.person(4).retirement = Some(Retirement {
        on: day("2024-06-10"),
        reason: "Nghỉ hưu".to_owned(),
    });
    stage.moment = SIGNED;
    let refusal = stage.refuse(&team, &establish(LEADER), LEADER);
    assert_eq!(refusal.reason, "TEAM_UNFIT");
    assert_eq!(rules(&refusal), ["reviewer.retired"]);
    stage.moment = PREPARED;
    stage.take(&team, &establish(LEADER), LEADER);
}

#[test]
fn each_state_allows_its_own_acts() {
    let mut stage = Stage::new();
    let proposed = stage.propose(&proposal()).unwrap().team;
    let discarded = stage
        .take(
            &proposed,
            &TeamCommand::Discard("Đề xuất lại".to_owned()),
            OFFICER,
        )
        .team;
    assert_eq!(
        (discarded.state, discarded.end_reason.as_str()),
        (TeamState::Discarded, "Đề xuất lại")
    );
    let established = stage.established(&proposal());
    let dissolve = TeamCommand::Dissolve(signed_by(LEADER), "Đoàn không đủ người".to_owned());
    let of_proposals = [
        TeamCommand::Change(proposal()),
        TeamCommand::Discard("x".to_owned()),
        TeamCommand::Invite,
        TeamCommand::Accept(reviewer(1).id),
        TeamCommand::Decline(reviewer(1).id, "x".to_owned()),
        establish(LEADER),
    ];
    let of_established = [
        replace(1, 6),
        TeamCommand::DecideReplacement(signed_by(LEADER)),
        dissolve,
    ];
    let both = || of_proposals.iter().chain(&of_established);
    let refusals = [
        (&established, of_proposals.iter().collect::<Vec<_>>()),
        (&proposed, of_established.iter().collect()),
        (&discarded, both().collect()),
    ];
    for (team, commands) in refusals {
        for command in commands {
            let refusal = stage.refuse(team, command, "ai-do");
            assert_eq!(refusal.reason, "WRONG_STATE", "{command:?} on {}", team.state);
            assert_eq!(rules(&refusal), ["team.state"]);
        }
    }
    let blank = TeamCommand::Discard(" ".to_owned());
    assert_eq!(fields(&stage.refuse(&proposed, &blank, OFFICER)), ["reason"]);
}

#[test]
fn visits_that_overlap_warn() {
    let mut stage = Stage::new();
    let visit = |case, from: &str, until: &str| Visit {
        reviewer: reviewer(1).id,
        case,
        from: day(from),
        until: day(until),
    };
    stage.known.visits = vec![
        visit(case(1).id, "2024-07-01", "2024-07-03"),
        visit(case(2).id, "2024-07-03", "2024-07-04"),
    ];
    let team = stage.propose(&proposal()).unwrap().team;
    assert_eq!(team.warnings[0].rule, "reviewer.overlapping_visit");
    stage.known.visits[1].from = day("2024-07-04");
    assert_eq!(stage.propose(&proposal()).unwrap().team.warnings, []);
}

#[test]
fn only_its_province_and_those_who_were_asked_see_it() {
    let mut stage = Stage::new();
    stage.reviews[0].case.place.province_id = Some(province(1));
    let team = stage.propose(&proposal()).unwrap().team;
    let of = |scope| Sight {
        scope: Some(province(scope)),
        ..Sight::default()
    };
    assert!(team.is_seen_by(&of(1)) && !team.is_seen_by(&of(2)) && !team.is_seen_by(&Sight::default()));
    let own = Sight {
        member: Some(reviewer(1).id),
        ..Sight::default()
    };
    assert!(!team.is_seen_by(&own), "nobody has asked yet");
    let invited = stage.take(&team, &TeamCommand::Invite, OFFICER).team;
    assert!(invited.is_seen_by(&own));
}
