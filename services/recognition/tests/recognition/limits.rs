//! Limits that run out, as the scheduler says so.

use proto::fact::Body;

use crate::builders::*;
use crate::world::{World, publication, signature};

async fn breaches(world: &World, case: &recognition::domain::Case) -> Vec<String> {
    let facts = world.facts(case).await;
    facts
        .iter()
        .filter_map(|fact| match fact.fact().unwrap().body {
            Some(Body::DeadlineBreached(breach)) => {
                Some(format!("{} {} {}", breach.limit, breach.overlay, breach.due_on))
            }
            _ => None,
        })
        .collect()
}

async fn a_late_decision_is_a_breach_of_the_act_and_of_the_plan_apart(world: World) {
    let case = department_case();
    world.report(&case, 2).await;
    world.at("2024-06-25T00:00:00+07:00");
    world
        .reach(&case, 1, reached("recognition.decide", "ha-noi", "2024-06-24"))
        .await;
    assert_eq!(
        breaches(&world, &case).await,
        ["recognition.decide ha-noi 2024-06-24"]
    );
    world.sign(&case, true).await;
    world.at("2024-07-02T00:00:00+07:00");
    world
        .reach(&case, 2, reached("recognition.decide", "", "2024-07-01"))
        .await;
    world
        .reach(
            &case,
            3,
            reached("recognition.publish.department", "ha-noi", "2024-07-01"),
        )
        .await;
    assert_eq!(
        breaches(&world, &case).await,
        [
            "recognition.decide ha-noi 2024-06-24",
            "recognition.publish.department ha-noi 2024-07-01"
        ]
    );
}

async fn a_decision_of_the_last_second_is_in_time_however_late_the_judge_is_asked(world: World) {
    let case = department_case();
    world.report(&case, 2).await;
    world.draft(&case, true).await;
    world.at("2024-07-01T23:59:59.999999+07:00");
    let signed = world.leader().sign_decision(signature(&case)).await.unwrap();
    assert_eq!(signed.into_inner().signed_on, "2024-07-01");
    world.at("2024-09-01T00:00:00+07:00");
    world
        .reach(&case, 1, reached("recognition.decide", "", "2024-07-01"))
        .await;
    assert_eq!(breaches(&world, &case).await, Vec::<String>::new());
}

async fn nothing_is_dated_before_a_breach(world: World) {
    let case = department_case();
    world.report(&case, 2).await;
    world.draft(&case, true).await;
    // The service's own time still stands before the end that the scheduler has seen.
    world.at("2024-07-01T23:59:59.999999+07:00");
    world
        .reach(&case, 1, reached("recognition.decide", "", "2024-07-01"))
        .await;
    assert_eq!(breaches(&world, &case).await.len(), 1);
    let signed = world
        .leader()
        .sign_decision(signature(&case))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(signed.signed_on, "2024-07-02");
}

async fn a_certificate_lives_to_its_last_day(world: World) {
    let case = department_case();
    world.report(&case, 2).await;
    world.sign(&case, true).await;
    world.at("2026-06-04T00:00:00+07:00");
    world
        .reach(&case, 1, reached("certificate.upgrade", "", "2026-06-03"))
        .await;
    world.at("2029-01-04T00:00:00+07:00");
    world
        .reach(&case, 2, reached("certificate.renew", "", "2029-01-03"))
        .await;
    world.at("2029-06-04T00:00:00+07:00");
    world
        .reach(&case, 3, reached("certificate.expire", "", "2029-06-03"))
        .await;
    assert_eq!(breaches(&world, &case).await, ["certificate.renew  2029-01-03"]);
    assert_eq!(
        world.history(&case).await[5..],
        ["upgrade_opened", "deadline_breached", "certificate_expired"]
    );
}

async fn limits_of_others_are_theirs_to_judge(world: World) {
    let case = department_case();
    world.report(&case, 2).await;
    world.at("2024-09-01T00:00:00+07:00");
    for (sequence, owner) in [(1, "registration"), (2, "review"), (3, "")] {
        let theirs = proto::fact::DeadlineReached {
            owner: owner.to_owned(),
            ..reached("recognition.decide", "", "2024-07-01")
        };
        assert_eq!(world.reach(&case, sequence, theirs).await, None);
    }
    assert_eq!(world.history(&case).await, ["report_received"]);
    let unknown = department_case();
    let parked = world
        .reach(&unknown, 1, reached("recognition.decide", "", "2024-07-01"))
        .await;
    assert!(
        parked.unwrap().contains("no case"),
        "a limit of a case that is not here is shown, not lost"
    );
}

async fn a_published_decision_keeps_the_plan(world: World) {
    let case = department_case();
    world.report(&case, 2).await;
    world.sign(&case, true).await;
    let published = publication(&case, "Báo Lạng Sơn");
    world.officer().publish_decision(published).await.unwrap();
    world.at("2024-06-25T00:00:00+07:00");
    let limit = reached("recognition.publish.department", "ha-noi", "2024-06-24");
    world.reach(&case, 1, limit).await;
    assert_eq!(breaches(&world, &case).await, Vec::<String>::new());
}

ground::both!(World:
    a_late_decision_is_a_breach_of_the_act_and_of_the_plan_apart,
    a_decision_of_the_last_second_is_in_time_however_late_the_judge_is_asked,
    nothing_is_dated_before_a_breach,
    a_certificate_lives_to_its_last_day,
    limits_of_others_are_theirs_to_judge,
    a_published_decision_keeps_the_plan,
);
