//! The year 2019 in Hà Nội, as its plan for accreditation says: sections I.3 and II.2 to II.4.

use calendar::{Almanac, Day};
use ground::{Stand, fresh_id};
use proto::fact::{Body, Ownership};
use proto::registration as wire;
use statute::{Law, RegimeId};

use super::fulfilment;
use super::keeping::{ha_noi, school_of};
use crate::builders::*;
use crate::world::{World, id, leader, local, officer};

/// The service, at the beginning of 2019.
struct Year(World);

impl Stand for Year {
    async fn on(ground: ground::World) -> Self {
        Self(World::since(ground, "2019-01-02T08:00:00+07:00").await)
    }
}

/// The last day of `limit`, counted by the law from the date that the fact states.
fn due_on(limit: &str, stated: &str) -> String {
    let law = Law::official();
    let began = day("2019-01-02");
    let rule = law
        .limit(limit, RegimeId::A0, Some("ha-noi"), began)
        .or_else(|| law.limit(limit, RegimeId::A0, None, began))
        .unwrap();
    let stated: Day = stated.parse().unwrap();
    let derived = timelimit::due(&rule.time_limit, stated, Almanac::official().latest()).unwrap();
    derived.due_on.unwrap().to_string()
}

/// Section I.3: every school assesses itself, 7 to 10 % of each level are reviewed every year, and by the end of
/// 2025 every non-public school that can be.
fn targets() -> Vec<wire::PlanTarget> {
    let target = |measure: wire::PlanMeasure, at_least, at_most| wire::PlanTarget {
        measure: measure.into(),
        at_least,
        at_most,
        source: "Mục I.3".to_owned(),
        ..Default::default()
    };
    vec![
        target(wire::PlanMeasure::SelfAssessed, 1_000, 0),
        target(wire::PlanMeasure::ExternallyReviewed, 70, 100),
        wire::PlanTarget {
            ownership: Ownership::NonPublic.into(),
            by: "2025-12-31".to_owned(),
            ..target(wire::PlanMeasure::EligibleReviewed, 1_000, 0)
        },
    ]
}

async fn the_year_runs_as_the_plan_says(year: Year) {
    let Year(world) = year;
    let department = ha_noi(&world).await;
    let kind = wire::AuthorityKind::District;
    let district = world.authority(kind, "Quận Ba Đình", "H26.1", &department).await;
    let kind = wire::AuthorityKind::Commune;
    let ward = world
        .authority(kind, "Phường Trúc Bạch", "H26.1.1", &district)
        .await;
    let mut schools = Vec::new();
    for name in ["Tiểu học Trúc Bạch", "THCS Trúc Bạch", "Mầm non Trúc Bạch"] {
        schools.push(school_of(&world, &department, &ward, &district, name).await);
    }
    let [prompt, late, silent] = schools.as_slice() else {
        panic!("three schools")
    };

    // II.2 and II.3: what is owed, and by whom.
    let opened = world.open_year(2019, &department).await;
    let shown: Vec<_> = opened
        .limits
        .iter()
        .map(|limit| (limit.limit.as_str(), limit.due_before.as_str(), limit.opened))
        .collect();
    assert_eq!(
        shown,
        [
            ("year.self_assessment", "2019-05-30", 3),
            ("year.inspection", "2019-06-30", 1),
            ("year.inspection.local", "2019-06-30", 1),
            ("year.plan", "2019-11-30", 1),
            ("year.plan.local", "2019-11-30", 1),
            ("year.plan.school", "2019-11-30", 3),
            ("year.summary", "2019-12-30", 1),
            ("year.summary.local", "2019-12-30", 1),
        ]
    );
    for (limit, last_day) in [
        ("year.self_assessment", "2019-05-29"),
        ("year.inspection", "2019-06-29"),
        ("year.inspection.local", "2019-06-29"),
        ("year.plan", "2019-11-29"),
        ("year.plan.local", "2019-11-29"),
        ("year.plan.school", "2019-11-29"),
        ("year.summary", "2019-12-29"),
    ] {
        let stated = opened.limits.iter().find(|opened| opened.limit == limit).unwrap();
        assert_eq!(
            due_on(limit, &stated.due_before),
            last_day,
            "{limit}: strictly before"
        );
    }

    // II.4: dossiers are checked as the approved plan says.
    let item = wire::PlanItem {
        year: 2019,
        ..plan_item(prompt, "2019-09", "2019-10")
    };
    let create = wire::CreatePlanRequest {
        plan: Some(wire::Plan {
            year: 2019,
            authority: department.name.clone(),
            items: vec![item],
            targets: targets(),
            ..Default::default()
        }),
        request_id: fresh_id(),
        validate_only: false,
    };
    let plan = world
        .plans(&officer())
        .create_plan(create)
        .await
        .unwrap()
        .into_inner();
    let approve = wire::ApprovePlanRequest {
        name: plan.name.clone(),
        document_number: "01/KH-UBND".to_owned(),
        etag: plan.etag,
        request_id: fresh_id(),
        validate_only: false,
    };
    let plan = world
        .plans(&leader())
        .approve_plan(approve)
        .await
        .unwrap()
        .into_inner();
    let facts = world.facts(id(&plan.items[0].name)).await;
    let fact = facts[0].fact().unwrap();
    let subject = fact.subject.unwrap();
    assert_eq!(
        (subject.regime.as_str(), subject.overlay.as_str()),
        ("A0", "ha-noi")
    );
    let Some(Body::PlanItemApproved(approved)) = fact.body else {
        panic!("not approved")
    };
    assert_eq!(due_on("plan.dossier", &approved.dossier_month_end), "2019-09-30");
    assert_eq!(
        due_on("plan.register", &approved.registration_month_end),
        "2019-10-31"
    );

    // II.3: one school is in time on the last day, one a day late, one says nothing.
    let owed = async |school: &wire::School| world.owed_under("year.self_assessment", &school.name).await;
    let (of_prompt, of_late, of_silent) = (owed(prompt).await, owed(late).await, owed(silent).await);
    world.at("2019-05-29T23:59:59+07:00");
    world.report_on(prompt, &of_prompt).await;
    world.at("2019-05-30T00:00:00+07:00");
    world.report_on(late, &of_late).await;
    for (obligation, broken) in [(&of_prompt, false), (&of_late, true), (&of_silent, true)] {
        let reached = reached("year.self_assessment", "2019-05-29");
        assert_eq!(world.reach(id(&obligation.name), 1, reached).await, None);
        let history = world.history(id(&obligation.name)).await;
        let breached = history.iter().any(|fact| fact == "deadline_breached");
        assert_eq!(breached, broken, "{}", obligation.holder_name);
    }

    // II.3: the district inspects in time, the department does not.
    let of_district = world.owed_under("year.inspection.local", &district.name).await;
    let of_department = world.owed_under("year.inspection", &department.name).await;
    world.at("2019-06-29T17:00:00+07:00");
    let mut people = world.obligations(&local(&district));
    people.fulfil_obligation(fulfilment(&of_district)).await.unwrap();
    world.at("2019-06-30T00:00:00+07:00");
    for (obligation, broken) in [(&of_district, false), (&of_department, true)] {
        let reached = reached(&obligation.limit, "2019-06-29");
        assert_eq!(world.reach(id(&obligation.name), 1, reached).await, None);
        let history = world.history(id(&obligation.name)).await;
        let breached = history.iter().any(|fact| fact == "deadline_breached");
        assert_eq!(breached, broken, "{}", obligation.holder_name);
    }

    // II.4: the planned dossier is not there when its month ends.
    world.at("2019-10-01T00:00:00+07:00");
    let item = id(&plan.items[0].name);
    assert_eq!(
        world.reach(item, 1, reached("plan.dossier", "2019-09-30")).await,
        None
    );
    assert_eq!(
        world.history(item).await,
        ["plan_item_approved", "deadline_breached"]
    );
    let progress = wire::GetPlanProgressRequest { name: plan.name };
    let progress = world
        .plans(&officer())
        .get_plan_progress(progress)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(progress.items[0].dossier_days_late, 1);
    assert_eq!(progress.items[0].registration_days_late, 0);
    let everyone = &progress.targets[0];
    assert_eq!((everyone.reached, everyone.of, everyone.met), (0, 3, false));
}

ground::both!(Year: the_year_runs_as_the_plan_says);
