//! Obligations through the door: opened once, fulfilled by their holders, seen by those they concern.

use ground::{broken_fields, broken_rule, fresh_id, reason};
use platform::identity::{Identity, Role};
use proto::fact::Body;
use proto::registration as wire;
use tonic::Code;

use super::fulfilment;
use crate::builders::*;
use crate::world::{World, administrator, head_of, id, local, officer};

/// A department under the plan of Hà Nội, besides the one that every world has.
pub async fn ha_noi(world: &World) -> wire::Authority {
    let create = wire::CreateAuthorityRequest {
        authority: Some(wire::Authority {
            display_name: "Sở Giáo dục và Đào tạo Hà Nội".to_owned(),
            kind: wire::AuthorityKind::Department.into(),
            code: "H26".to_owned(),
            overlay: "ha-noi".to_owned(),
            email: "so@hanoi.example".to_owned(),
            ..Default::default()
        }),
        request_id: fresh_id(),
        validate_only: false,
    };
    let created = world.authorities(&administrator()).create_authority(create).await;
    created.unwrap().into_inner()
}

/// A school of `province` in `commune` under `authority`.
pub async fn school_of(
    world: &World,
    province: &wire::Authority,
    commune: &wire::Authority,
    authority: &wire::Authority,
    name: &str,
) -> wire::School {
    let create = wire::CreateSchoolRequest {
        school: Some(wire::School {
            province: province.name.clone(),
            commune: commune.name.clone(),
            authority: authority.name.clone(),
            ..school(name)
        }),
        request_id: fresh_id(),
        validate_only: false,
    };
    let created = world.schools(&officer()).create_school(create).await;
    created.unwrap().into_inner()
}

/// Hà Nội with a commune and two schools.
pub struct Capital {
    /// The department.
    pub department: wire::Authority,
    /// The commune.
    pub commune: wire::Authority,
    /// The schools.
    pub schools: Vec<wire::School>,
}

/// Enters Hà Nội with a commune and two schools.
pub async fn capital(world: &World) -> Capital {
    let department = ha_noi(world).await;
    let kind = wire::AuthorityKind::Commune;
    let commune = world
        .authority(kind, "Phường Trúc Bạch", "H26.1.1", &department)
        .await;
    let mut schools = Vec::new();
    for name in ["Tiểu học Trúc Bạch", "THCS Trúc Bạch"] {
        schools.push(school_of(world, &department, &commune, &commune, name).await);
    }
    Capital {
        department,
        commune,
        schools,
    }
}

async fn what_is_open_stays_and_what_is_new_is_added(world: World) {
    let capital = capital(&world).await;
    // The world's time begins on 20/5/2024: 30/5 is still to come. No district is there in this province.
    let first = world.open_year(2024, &capital.department).await;
    assert_eq!((first.opened, first.kept), (2 + 1 + 1 + 2 + 1, 0));
    let again = world.open_year(2024, &capital.department).await;
    assert_eq!((again.opened, again.kept), (0, 7));
    let owed = world
        .owed_under("year.plan.school", &capital.schools[0].name)
        .await;
    let done = world.report_on(&capital.schools[0], &owed).await;
    school_of(
        &world,
        &capital.department,
        &capital.commune,
        &capital.commune,
        "Mầm non Trúc Bạch",
    )
    .await;
    let third = world.open_year(2024, &capital.department).await;
    assert_eq!((third.opened, third.kept), (2, 7), "the new school's");
    let limits: Vec<_> = third
        .limits
        .iter()
        .map(|limit| (limit.limit.as_str(), limit.opened))
        .collect();
    assert!(limits.contains(&("year.self_assessment", 1)) && limits.contains(&("year.plan.school", 1)));
    assert_eq!(
        world
            .owed_under("year.plan.school", &capital.schools[0].name)
            .await,
        done
    );
    assert_eq!(
        world.history(id(&owed.name)).await,
        ["obligation_opened", "obligation_fulfilled"]
    );
}

async fn another_province_owes_nothing_of_it(world: World) {
    let own = world.enter("Tiểu học Bắc Sơn").await;
    let capital = capital(&world).await;
    world.open_year(2024, &capital.department).await;
    assert_eq!(world.owed_by(&own.name).await, []);
    let open = wire::OpenObligationsRequest {
        year: 2024,
        province: world.department_of(&own),
        request_id: fresh_id(),
        validate_only: false,
    };
    let refused = world
        .obligations(&officer())
        .open_obligations(open)
        .await
        .unwrap_err();
    assert_eq!(
        (reason(&refused).as_str(), broken_rule(&refused).as_str()),
        ("NOTHING_OWED", "obligation.year")
    );
}

async fn only_its_holder_fulfils_it(world: World) {
    let capital = capital(&world).await;
    world.open_year(2024, &capital.department).await;
    let [ours, theirs] = [&capital.schools[0], &capital.schools[1]];
    let owed = world.owed_under("year.self_assessment", &ours.name).await;
    let refused = world
        .obligations(&head_of(theirs))
        .fulfil_obligation(fulfilment(&owed))
        .await;
    assert_eq!(
        refused.unwrap_err().code(),
        Code::NotFound,
        "another school's is not to be seen"
    );
    for other in [officer(), local(&capital.commune)] {
        let refused = world
            .obligations(&other)
            .fulfil_obligation(fulfilment(&owed))
            .await;
        assert_eq!(reason(&refused.unwrap_err()), "NOT_HOLDER", "seen, but another's");
    }
    let empty = wire::FulfilObligationRequest {
        report: None,
        ..fulfilment(&owed)
    };
    let refused = world
        .obligations(&head_of(ours))
        .fulfil_obligation(empty)
        .await
        .unwrap_err();
    assert_eq!(
        broken_fields(&refused),
        ["report.file_name", "report.sha256", "report.size"]
    );
    let done = world.report_on(ours, &owed).await;
    assert!(done.fulfilled_at.is_some());
    let twice = world
        .obligations(&head_of(ours))
        .fulfil_obligation(fulfilment(&done))
        .await;
    assert_eq!(reason(&twice.unwrap_err()), "FULFILLED");

    let inspection = world
        .owed_under("year.inspection", &capital.department.name)
        .await;
    let refused = world
        .obligations(&local(&capital.commune))
        .fulfil_obligation(fulfilment(&inspection))
        .await;
    assert_eq!(refused.unwrap_err().code(), Code::NotFound);
    let done = world
        .obligations(&officer())
        .fulfil_obligation(fulfilment(&inspection))
        .await;
    assert!(done.unwrap().into_inner().fulfilled_at.is_some());
}

async fn each_sees_what_concerns_it(world: World) {
    let capital = capital(&world).await;
    world.open_year(2024, &capital.department).await;
    let seen = async |who: &Identity| {
        let all = wire::ListObligationsRequest::default();
        let found = world
            .obligations(who)
            .list_obligations(all)
            .await
            .unwrap()
            .into_inner();
        found.obligations.len()
    };
    assert_eq!(seen(&head_of(&capital.schools[0])).await, 2);
    assert_eq!(seen(&local(&capital.commune)).await, 4, "its schools'");
    let of_department = officer().within(id(&capital.department.name).to_string());
    assert_eq!(seen(&of_department).await, 7);
    let elsewhere = world.department_id_of_the_configuration().await;
    assert_eq!(seen(&officer().within(elsewhere)).await, 0);
    assert_eq!(seen(&Identity::new("a", Role::Auditor)).await, 7);

    let owed = world
        .owed_under("year.self_assessment", &capital.schools[0].name)
        .await;
    let get = wire::GetObligationRequest {
        name: owed.name.clone(),
    };
    let got = world
        .obligations(&head_of(&capital.schools[0]))
        .get_obligation(get.clone())
        .await;
    assert_eq!(got.unwrap().into_inner(), owed);
    let hidden = world
        .obligations(&head_of(&capital.schools[1]))
        .get_obligation(get)
        .await;
    assert_eq!(hidden.unwrap_err().code(), Code::NotFound);
    assert_eq!(owed.title, "Hoàn thành tự đánh giá hằng năm");
    assert!(owed.citation.contains("mục II.3"), "{}", owed.citation);
    assert_eq!(owed.holder_name, "Tiểu học Trúc Bạch");
}

async fn lists_come_in_pages_by_day_and_leave_out_what_is_done(world: World) {
    let capital = capital(&world).await;
    world.open_year(2024, &capital.department).await;
    let owed = world
        .owed_under("year.self_assessment", &capital.schools[0].name)
        .await;
    world.report_on(&capital.schools[0], &owed).await;
    let mut days = Vec::new();
    let mut page_token = String::new();
    loop {
        let list = wire::ListObligationsRequest {
            year: 2024,
            open_only: true,
            page_size: 2,
            page_token,
            ..Default::default()
        };
        let page = world
            .obligations(&officer())
            .list_obligations(list)
            .await
            .unwrap()
            .into_inner();
        days.extend(page.obligations.iter().map(|owed| owed.due_before.clone()));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    let expected = ["05-30", "06-30", "11-30", "11-30", "11-30", "12-30"];
    assert_eq!(days, expected.map(|day| format!("2024-{day}")));
}

async fn late_is_accepted_and_stays_late(world: World) {
    let capital = capital(&world).await;
    world.open_year(2024, &capital.department).await;
    let [kept, late] = [&capital.schools[0], &capital.schools[1]];
    let (of_kept, of_late) = (
        world.owed_under("year.self_assessment", &kept.name).await,
        world.owed_under("year.self_assessment", &late.name).await,
    );
    world.at("2024-05-29T23:59:59.999999+07:00");
    world.report_on(kept, &of_kept).await;
    world.at("2024-05-30T00:00:00+07:00");
    world.report_on(late, &of_late).await;
    for obligation in [&of_kept, &of_late] {
        let reached = reached("year.self_assessment", "2024-05-29");
        assert_eq!(world.reach(id(&obligation.name), 1, reached).await, None);
    }
    let expected = ["obligation_opened", "obligation_fulfilled"];
    assert_eq!(world.history(id(&of_kept.name)).await, expected);
    let facts = world.facts(id(&of_late.name)).await;
    let last = facts.last().unwrap().fact().unwrap();
    assert!(matches!(last.body, Some(Body::DeadlineBreached(breach)) if breach.due_on == "2024-05-29"));
    let subject = last.subject.unwrap();
    assert_eq!(
        (subject.regime.as_str(), subject.overlay.as_str()),
        ("A0", "ha-noi")
    );
}

ground::both!(World:
    what_is_open_stays_and_what_is_new_is_added,
    another_province_owes_nothing_of_it,
    only_its_holder_fulfils_it,
    each_sees_what_concerns_it,
    lists_come_in_pages_by_day_and_leave_out_what_is_done,
    late_is_accepted_and_stays_late,
);

impl World {
    fn department_of(&self, school: &wire::School) -> String {
        school.province.clone()
    }

    async fn department_id_of_the_configuration(&self) -> String {
        let named = wire::GetAuthorityRequest {
            name: "authorities/H37.14".to_owned(),
        };
        let found = self.authorities(&administrator()).get_authority(named).await;
        id(&found.unwrap().into_inner().name).to_string()
    }
}
