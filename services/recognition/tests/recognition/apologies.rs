//! The letter of apology: once, in time, with one new date, by two people.

use ground::{broken_fields, broken_rule, fresh_id, reason};
use platform::identity::{Identity, Role};
use proto::fact::Body;
use proto::recognition as wire;
use recognition::domain::{
    ApologyRefusal, Authority, Case, Decision, DecisionCommand, DecisionState, Refusal, Signer,
};
use statute::Law;
use tonic::Code;

use crate::builders::*;
use crate::world::{World, decision, letter, signature};

const AT: &str = "2024-06-20T09:00:00+07:00";
const DUE: &str = "2024-07-01";

/// The decision of `case`, which is due on [`DUE`].
fn due(case: Case) -> Decision {
    Decision {
        decide_due_on: Some(day(DUE)),
        ..opened(case, 2, moment("2024-06-03T09:00:00+07:00"))
    }
}

fn leader() -> Signer {
    signer(LEADER, Authority::Department)
}

fn refusal(decision: &Decision, command: DecisionCommand, at: &str) -> Refusal {
    decision.decide(command, Law::official(), moment(at)).unwrap_err()
}

/// `decision` with a letter that was sent.
fn apologised(decision: &Decision) -> Decision {
    let drafted = after(decision, apology(OFFICER, "2024-07-15"), moment(AT)).decision;
    after(&drafted, apologise(leader()), moment(AT)).decision
}

#[test]
fn a_letter_gives_the_limit_one_new_date() {
    let drafted = after(
        &due(department_case()),
        apology(OFFICER, "2024-07-15"),
        moment(AT),
    );
    assert!(
        matches!(&drafted.facts[0].body, Some(Body::ApologyDrafted(body)) if body.new_due_on == "2024-07-15")
    );
    let sent = after(&drafted.decision, apologise(leader()), moment(AT));
    let Some(Body::ApologySent(body)) = &sent.facts[0].body else {
        panic!("{:?}", sent.facts)
    };
    assert_eq!(
        (
            body.limit.as_str(),
            body.due_on.as_str(),
            body.new_due_on.as_str(),
            body.number.as_str()
        ),
        ("recognition.decide", DUE, "2024-07-15", "01/SGDĐT-QLCL")
    );
    assert_eq!(sent.decision.state(), DecisionState::UnderAppraisal);
    brought_to(
        &sent.decision,
        DecisionState::Signed,
        moment("2024-07-10T09:00:00+07:00"),
    );
}

#[test]
fn a_second_letter_is_refused_with_the_article() {
    // The scheduler has announced the new date meanwhile.
    let once = Decision {
        decide_due_on: Some(day("2024-07-15")),
        ..apologised(&due(department_case()))
    };
    for command in [apology(OFFICER, "2024-08-01"), apologise(leader())] {
        let Refusal::Apology(ApologyRefusal::Second { citation }) = refusal(&once, command, AT) else {
            panic!("a second new date")
        };
        assert_eq!(citation, "NĐ 61/2018/NĐ-CP Điều 19(9)");
    }
}

#[test]
fn a_letter_is_sent_at_the_latest_a_day_before_the_due_date() {
    let drafted = after(
        &due(department_case()),
        apology(OFFICER, "2024-07-15"),
        moment(AT),
    )
    .decision;
    after(&drafted, apologise(leader()), moment("2024-06-30T23:59:59+07:00"));
    for late in ["2024-07-01T00:00:00+07:00", "2024-07-05T09:00:00+07:00"] {
        let refused = refusal(&drafted, apologise(leader()), late);
        assert!(
            matches!(&refused, Refusal::Apology(ApologyRefusal::TooLate { citation, .. })
                if citation == "NĐ 61/2018/NĐ-CP Điều 19(9)"),
            "{refused:?}"
        );
        assert!(matches!(
            refusal(&due(department_case()), apology(OFFICER, "2024-07-15"), late),
            Refusal::Apology(ApologyRefusal::TooLate { .. })
        ));
    }
}

#[test]
fn nobody_apologises_for_what_is_done_or_for_a_day_that_nobody_knows() {
    let at = moment(AT);
    for done in [
        brought_to(&due(department_case()), DecisionState::Signed, at),
        brought_to(&due(province_case()), DecisionState::Proposed, at),
    ] {
        assert_eq!(
            refusal(&done.decision, apology(OFFICER, "2024-07-15"), AT),
            ApologyRefusal::LimitKept.into()
        );
    }
    let unknown = opened(department_case(), 2, moment("2024-06-03T09:00:00+07:00"));
    assert_eq!(
        refusal(&unknown, apology(OFFICER, "2024-07-15"), AT),
        ApologyRefusal::DueDateUnknown.into()
    );
    assert_eq!(
        refusal(&due(department_case()), apologise(leader()), AT),
        ApologyRefusal::NotPrepared.into()
    );
}

#[test]
fn a_letter_is_signed_by_another_who_saw_it() {
    let drafted = after(
        &due(department_case()),
        apology(OFFICER, "2024-07-15"),
        moment(AT),
    )
    .decision;
    let same = signer(OFFICER, Authority::Department);
    assert_eq!(refusal(&drafted, apologise(same), AT), Refusal::SamePerson);
    let unseen = Signer {
        text_sha256: OTHER_SHA.to_owned(),
        ..leader()
    };
    assert_eq!(refusal(&drafted, apologise(unseen), AT), Refusal::TextChanged);
    let chairman = signer(PROVINCE, Authority::Province);
    assert_eq!(
        refusal(&drafted, apologise(chairman), AT),
        Refusal::WrongAuthority(Authority::Department)
    );
    assert_eq!(
        refusal(&drafted, apology(LEADER, "2024-07-15"), AT),
        Refusal::PreparedByAnother
    );
    after(&drafted, apology(OFFICER, "2024-07-16"), moment(AT));
}

#[test]
fn a_letter_that_was_overtaken_is_drafted_again() {
    let drafted = after(
        &due(department_case()),
        apology(OFFICER, "2024-07-02"),
        moment(AT),
    )
    .decision;
    let moved = Decision {
        decide_due_on: Some(day("2024-07-02")),
        ..drafted
    };
    assert_eq!(
        refusal(&moved, apologise(leader()), AT),
        ApologyRefusal::Overtaken {
            due_on: day("2024-07-02"),
            new_due_on: day("2024-07-02")
        }
        .into()
    );
}

async fn due_on(world: &World, case: &Case) -> wire::Decision {
    let get = wire::GetDecisionRequest { name: decision(case) };
    world.officer().get_decision(get).await.unwrap().into_inner()
}

async fn a_letter_goes_its_way_through_the_door(world: World) {
    let case = department_case();
    world.report(&case, 2).await;
    let unknown = world
        .officer()
        .draft_apology(letter(&case, "2024-07-15"))
        .await
        .unwrap_err();
    assert_eq!(reason(&unknown), "DUE_DATE_UNKNOWN");
    let before = due_on(&world, &case).await;
    world.due(&case, 1, DUE).await;
    let known = due_on(&world, &case).await;
    assert_eq!(
        (known.due_on.as_str(), &known.etag),
        (DUE, &before.etag),
        "whoever read it may go on"
    );

    let empty = wire::DraftApologyRequest {
        name: decision(&case),
        request_id: fresh_id(),
        ..Default::default()
    };
    let wrong = world.officer().draft_apology(empty).await.unwrap_err();
    assert_eq!(broken_fields(&wrong), ["reason", "text_sha256", "new_due_on"]);
    for early in [DUE, "2024-06-28"] {
        let wrong = world
            .officer()
            .draft_apology(letter(&case, early))
            .await
            .unwrap_err();
        assert_eq!(broken_fields(&wrong), ["new_due_on"], "{early}");
    }
    let none = world.leader().sign_apology(signature(&case)).await.unwrap_err();
    assert_eq!(reason(&none), "NO_APOLOGY_PREPARED");
    world
        .officer()
        .draft_apology(letter(&case, "2024-07-15"))
        .await
        .unwrap();
    let second_account = Identity::new(OFFICER, Role::DepartmentLeader);
    let same = world
        .decisions(&second_account)
        .sign_apology(signature(&case))
        .await
        .unwrap_err();
    assert_eq!(
        (reason(&same).as_str(), broken_rule(&same).as_str()),
        ("FOUR_EYES", "decision.four_eyes")
    );
    let by_officer = world.officer().sign_apology(signature(&case)).await.unwrap_err();
    assert_eq!(by_officer.code(), Code::PermissionDenied);

    world.at("2024-06-28T09:00:00+07:00");
    let sent = world
        .leader()
        .sign_apology(signature(&case))
        .await
        .unwrap()
        .into_inner();
    let apology = sent.apology.unwrap();
    assert_eq!(
        (
            apology.number.as_str(),
            apology.signed_on.as_str(),
            apology.due_on.as_str()
        ),
        ("01/SGDĐT-QLCL", "2024-06-28", DUE)
    );
    world.due(&case, 2, "2024-07-15").await;
    let again = world
        .officer()
        .draft_apology(letter(&case, "2024-08-01"))
        .await
        .unwrap_err();
    assert_eq!(reason(&again), "SECOND_APOLOGY");
    assert_eq!(
        again.message(),
        "Đã gửi thư xin lỗi và hẹn lại một lần; chỉ được hẹn lại một lần, nay phải ra quyết định \
         (NĐ 61/2018/NĐ-CP Điều 19(9))"
    );
    assert_eq!(
        world.history(&case).await,
        ["report_received", "apology_drafted", "apology_sent"]
    );
}

async fn a_letter_on_the_last_day_is_too_late(world: World) {
    let case = department_case();
    world.report(&case, 2).await;
    world.due(&case, 1, DUE).await;
    world
        .officer()
        .draft_apology(letter(&case, "2024-07-15"))
        .await
        .unwrap();
    world.at("2024-07-01T08:00:00+07:00");
    let late = world.leader().sign_apology(signature(&case)).await.unwrap_err();
    assert_eq!(reason(&late), "APOLOGY_TOO_LATE");
    assert!(late.message().contains("01/7/2024"), "{}", late.message());
    assert!(late.message().contains("NĐ 61/2018/NĐ-CP Điều 19(9)"));
}

async fn after_a_letter_the_limit_is_judged_on_its_new_date(world: World) {
    let (kept, late) = (department_case(), department_case());
    for case in [&kept, &late] {
        world.report(case, 2).await;
        world.due(case, 1, DUE).await;
        world
            .officer()
            .draft_apology(letter(case, "2024-07-15"))
            .await
            .unwrap();
        world.leader().sign_apology(signature(case)).await.unwrap();
        world.draft(case, true).await;
    }
    world.at("2024-07-02T00:00:00+07:00");
    for case in [&kept, &late] {
        // Sent before the scheduler had heard of the letter.
        world.reach(case, 2, reached("recognition.decide", "", DUE)).await;
        world
            .reach(case, 3, reached("recognition.decide", "ha-noi", DUE))
            .await;
    }
    world.at("2024-07-15T23:59:58+07:00");
    world.leader().sign_decision(signature(&kept)).await.unwrap();
    world.at("2024-07-16T00:00:00+07:00");
    let mut breaches = Vec::new();
    for case in [&kept, &late] {
        world
            .reach(case, 4, reached("recognition.decide", "", "2024-07-15"))
            .await;
        for fact in world.facts(case).await {
            if let Some(Body::DeadlineBreached(breach)) = fact.fact().unwrap().body {
                breaches.push((case.id, breach.overlay, breach.due_on));
            }
        }
    }
    let breach = |case: &Case, overlay: &str, due_on: &str| (case.id, overlay.to_owned(), due_on.to_owned());
    assert_eq!(
        breaches,
        [
            breach(&kept, "ha-noi", DUE),
            breach(&late, "ha-noi", DUE),
            breach(&late, "", "2024-07-15")
        ],
        "a letter does not put off the target of a plan"
    );
}

ground::both!(World:
    a_letter_goes_its_way_through_the_door,
    a_letter_on_the_last_day_is_too_late,
    after_a_letter_the_limit_is_judged_on_its_new_date,
);
