//! Lists in pages, and who sees what.

use platform::identity::{Identity, Role};
use proto::recognition as wire;
use recognition::domain::Case;
use tonic::Code;

use crate::builders::*;
use crate::world::{Client, World, decision};

/// All decisions in pages of `page_size`.
async fn decisions(client: &mut Client, state: wire::DecisionState, page_size: i32) -> Vec<String> {
    let (mut names, mut page_token) = (Vec::new(), String::new());
    loop {
        let list = wire::ListDecisionsRequest {
            state: state.into(),
            page_size,
            page_token,
        };
        let page = client.list_decisions(list).await.unwrap().into_inner();
        assert!(page.decisions.len() <= page_size.try_into().unwrap());
        names.extend(page.decisions.into_iter().map(|decision| decision.name));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return names;
        }
    }
}

async fn reported(world: &World, count: usize) -> Vec<Case> {
    let cases: Vec<_> = (0..count).map(|_| department_case()).collect();
    // Some came in at the same moment, some a microsecond apart.
    let moments = [
        "10:00:00",
        "10:00:00.000001",
        "10:00:00.5",
        "10:00:00.5",
        "10:00:01",
    ];
    for (case, at) in cases
        .iter()
        .zip(moments.into_iter().chain(std::iter::repeat("11:00:00")))
    {
        world.at(&format!("2024-06-03T{at}+07:00"));
        world.report(case, 2).await;
    }
    cases
}

async fn decisions_come_newest_first_and_every_page_goes_on_where_the_last_one_ended(world: World) {
    let cases = reported(&world, 11).await;
    let mut client = world.officer();
    let all = decisions(&mut client, wire::DecisionState::Unspecified, 200).await;
    assert_eq!(all.len(), 11);
    // The six last came in at one moment, the two at .5 too: what is left stands in order.
    assert_eq!(all[6], decision(&cases[4]));
    assert_eq!(all[9..], [decision(&cases[1]), decision(&cases[0])]);
    for page_size in [1, 2, 5, 10, 11] {
        assert_eq!(
            decisions(&mut client, wire::DecisionState::Unspecified, page_size).await,
            all,
            "pages of {page_size}"
        );
    }
    for case in &cases[3..6] {
        world.sign(case, true).await;
    }
    assert_eq!(
        decisions(&mut client, wire::DecisionState::Signed, 2).await.len(),
        3
    );
    assert_eq!(
        decisions(&mut client, wire::DecisionState::UnderAppraisal, 2)
            .await
            .len(),
        8
    );
    assert_eq!(
        decisions(&mut client, wire::DecisionState::Unspecified, 3).await,
        all,
        "what changes does not move"
    );
}

async fn a_school_sees_its_own_and_the_rest_is_not_there(world: World) {
    let cases = reported(&world, 3).await;
    for case in &cases {
        world.sign(case, true).await;
    }
    let (own, foreign) = (&cases[1], &cases[2]);
    let school = Identity::new("hieu-truong", Role::School).within(own.school_id.to_string());
    let mut school = world.decisions(&school);
    assert_eq!(
        decisions(&mut school, wire::DecisionState::Unspecified, 10).await,
        [decision(own)]
    );
    let get = async |school: &mut Client, name: String| {
        school.get_decision(wire::GetDecisionRequest { name }).await
    };
    assert!(get(&mut school, decision(own)).await.is_ok());
    let theirs = get(&mut school, decision(foreign)).await.unwrap_err();
    let absent = get(&mut school, decision(&department_case())).await.unwrap_err();
    assert_eq!(
        (theirs.code(), theirs.message(), theirs.details()),
        (absent.code(), absent.message(), absent.details()),
        "a foreign decision answers like an absent one"
    );
    // A scope that is no school sees nothing, rather than everything.
    let lost = Identity::new("x", Role::School).within("bac-son");
    let mut lost = world.decisions(&lost);
    let list = lost.list_decisions(wire::ListDecisionsRequest::default());
    assert_eq!(list.await.unwrap_err().code(), Code::NotFound);
}

/// Lists and gets of `identity` over `cases`, each of which has a decision, must agree: the places of what is seen.
async fn seen(world: &World, cases: &[Case], identity: &Identity) -> Vec<usize> {
    let mut client = world.decisions(identity);
    let listed = decisions(&mut client, wire::DecisionState::Unspecified, 2).await;
    let mut found = Vec::new();
    for (place, case) in cases.iter().enumerate() {
        let name = decision(case);
        let in_list = listed.contains(&name);
        let got = client.get_decision(wire::GetDecisionRequest { name }).await;
        if in_list {
            got.unwrap();
            found.push(place);
        } else {
            assert_eq!(got.unwrap_err().code(), Code::NotFound, "{identity:?}");
        }
    }
    assert_eq!(listed.len(), found.len());
    found
}

/// A case whose facts named no authorities is its school's, and of those who see everything.
async fn each_province_and_commune_sees_its_own(world: World) {
    let cases = [
        placed(department_case(), 1, 11),
        placed(department_case(), 1, 12),
        placed(department_case(), 2, 21),
        department_case(),
    ];
    for case in &cases {
        world.report(case, 2).await;
        world.sign(case, true).await;
    }
    let confined = |role, number| Identity::new("x", role).within(authority(number).to_string());
    for role in [
        Role::DepartmentOfficer,
        Role::DepartmentLeader,
        Role::Province,
        Role::Administrator,
        Role::Auditor,
    ] {
        assert_eq!(seen(&world, &cases, &confined(role, 1)).await, [0, 1], "{role:?}");
        assert_eq!(seen(&world, &cases, &confined(role, 2)).await, [2], "{role:?}");
        assert_eq!(seen(&world, &cases, &confined(role, 3)).await, [0; 0], "{role:?}");
        let everything = Identity::new("x", role);
        assert_eq!(seen(&world, &cases, &everything).await, [0, 1, 2, 3], "{role:?}");
    }
    assert_eq!(seen(&world, &cases, &confined(Role::Commune, 11)).await, [0]);
    assert_eq!(seen(&world, &cases, &confined(Role::Commune, 21)).await, [2]);
    let school = Identity::new("x", Role::School).within(cases[3].school_id.to_string());
    assert_eq!(seen(&world, &cases, &school).await, [3]);
}

async fn another_province_does_not_act_and_facts_pass_the_place_on(world: World) {
    let case = placed(department_case(), 1, 11);
    world.report(&case, 2).await;
    let conclude = || wire::ConcludeAppraisalRequest {
        name: decision(&case),
        recognise: true,
        reasons: "Đã thẩm định".to_owned(),
        request_id: ground::fresh_id(),
        ..Default::default()
    };
    let officer = |number| {
        let officer = Identity::new(OFFICER, Role::DepartmentOfficer);
        world.decisions(&officer.within(authority(number).to_string()))
    };
    let refusal = officer(2).conclude_appraisal(conclude()).await.unwrap_err();
    assert_eq!(refusal.code(), Code::NotFound);
    officer(1).conclude_appraisal(conclude()).await.unwrap();
    for entry in world.facts(&case).await {
        assert_eq!(
            entry.fact().unwrap().subject,
            Some(subject(&case)),
            "{}",
            entry.fact_type
        );
    }
    assert_eq!(subject(&case).province_id, authority(1).to_string());
}

async fn names_and_tokens_that_do_not_fit_are_refused(world: World) {
    let mut client = world.officer();
    for name in ["", "decisions/", "decisions/1", "dossiers/0190"] {
        let get = wire::GetDecisionRequest {
            name: name.to_owned(),
        };
        assert_eq!(
            client.get_decision(get).await.unwrap_err().code(),
            Code::InvalidArgument,
            "{name}"
        );
    }
    let list = wire::ListDecisionsRequest {
        page_token: "hôm qua".to_owned(),
        ..Default::default()
    };
    assert_eq!(
        client.list_decisions(list).await.unwrap_err().code(),
        Code::InvalidArgument
    );
    let list = wire::ListDecisionsRequest {
        page_size: -1,
        ..Default::default()
    };
    assert_eq!(
        client.list_decisions(list).await.unwrap_err().code(),
        Code::InvalidArgument
    );
}

ground::both!(World:
    decisions_come_newest_first_and_every_page_goes_on_where_the_last_one_ended,
    a_school_sees_its_own_and_the_rest_is_not_there,
    each_province_and_commune_sees_its_own,
    another_province_does_not_act_and_facts_pass_the_place_on,
    names_and_tokens_that_do_not_fit_are_refused,
);
