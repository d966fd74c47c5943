//! A reviewer's way through the list: entered, changed, found, retired.

use ground::{broken_fields, broken_rule, chains_must_hold, fresh_id, reason};
use prost::Message;
use proto::fact::{Body, Fact, SchoolClosed, SchoolRenamed, SchoolType};
use proto::review as wire;
use tonic::Code;

use super::{Desk, full, id, officer, officer_of, person, post, province, school, school_fact};

ground::both!(Desk:
    what_is_entered_is_answered_and_announced,
    a_change_says_what_it_saw,
    a_retry_enters_nobody_twice_and_a_trial_nobody,
    a_code_is_one_persons,
    the_retired_are_off_the_list,
    people_are_found_without_marks_by_code_and_by_level,
    a_school_that_is_learnt_is_linked_to_careers,
);

async fn what_is_entered_is_answered_and_announced(desk: Desk) {
    desk.learn(1, school_fact(1, 1, "Trường Tiểu học Bắc Sơn", "0001"))
        .await;
    let entered = desk
        .enter(&officer_of(1), full("Nguyễn Thị Hoà", "CB-01", "0001"))
        .await;
    let mut expected = full("Nguyễn Thị Hoà", "CB-01", "0001");
    expected.name.clone_from(&entered.name);
    expected.etag.clone_from(&entered.etag);
    expected.years_in_sector = 18;
    expected.trained_by_ministry = true;
    expected.career[0].school = school(1);
    expected.career[0].employer = "Trường Tiểu học Bắc Sơn".to_owned();
    expected.relations[0].school = school(1);
    assert_eq!(entered, expected);
    assert_eq!(desk.get(&officer_of(1), &entered.name).await.unwrap(), entered);

    let outside = wire::Reviewer {
        in_sector_since: String::new(),
        from_other_department: true,
        ..person("Lê Văn Tám")
    };
    let outside = desk.enter(&officer_of(1), outside).await;
    assert_eq!(
        (outside.from_other_department, outside.in_sector_since.as_str()),
        (true, "")
    );

    let facts = desk.facts(id(&entered.name)).await;
    let fact = Fact::decode(facts[0].payload.as_slice()).unwrap();
    let subject = fact.subject.unwrap();
    assert_eq!(
        (facts[0].fact_type.as_str(), facts.len()),
        ("review.reviewer_entered", 1)
    );
    assert_eq!(
        (subject.case_id, subject.province_id),
        (id(&entered.name).to_string(), province(1).to_string())
    );
    let Some(Body::ReviewerEntered(said)) = fact.body else {
        panic!("{:?}", fact.body);
    };
    let said = said.reviewer.unwrap();
    assert_eq!(
        (said.name.as_str(), said.email.as_str(), said.code.as_str()),
        ("Nguyễn Thị Hoà", "hoa@bacson.example", "CB-01")
    );
    let refusal = desk
        .try_enter(&officer(), wire::Reviewer::default())
        .await
        .unwrap_err();
    assert_eq!(
        (refusal.code(), broken_fields(&refusal)),
        (
            Code::InvalidArgument,
            vec![
                "reviewer.display_name".to_owned(),
                "reviewer.in_sector_since".to_owned()
            ]
        )
    );
}

async fn a_change_says_what_it_saw(desk: Desk) {
    let entered = desk
        .enter(
            &officer(),
            wire::Reviewer {
                relations: Vec::new(),
                ..full("Nguyễn Thị Hoà", "CB-01", "Trường A")
            },
        )
        .await;
    let changed = wire::Reviewer {
        display_name: "Nguyễn Thị Hoà Bình".to_owned(),
        training: None,
        ..entered.clone()
    };
    let after = desk
        .update(&officer(), changed.clone(), &entered.etag)
        .await
        .unwrap();
    assert_eq!(
        (after.display_name.as_str(), after.trained_by_ministry),
        ("Nguyễn Thị Hoà Bình", false)
    );
    assert_ne!(after.etag, entered.etag);
    let refusal = desk
        .update(&officer(), changed.clone(), &entered.etag)
        .await
        .unwrap_err();
    assert_eq!(
        (refusal.code(), reason(&refusal).as_str()),
        (Code::Aborted, "ETAG_MISMATCH")
    );
    let unknown = wire::Reviewer {
        name: format!("reviewers/{}", uuid::Uuid::from_u128(404)),
        ..changed
    };
    let refusal = desk.update(&officer(), unknown, "").await.unwrap_err();
    assert_eq!(refusal.code(), Code::NotFound);
    assert_eq!(
        desk.history(id(&entered.name)).await,
        ["reviewer_entered", "reviewer_changed"]
    );
    chains_must_hold(&desk.journal).await;
}

async fn a_retry_enters_nobody_twice_and_a_trial_nobody(desk: Desk) {
    let mut request = wire::CreateReviewerRequest {
        reviewer: Some(person("Nguyễn Thị Hoà")),
        request_id: fresh_id(),
        validate_only: true,
    };
    let mut client = desk.reviewers(&officer());
    client.create_reviewer(request.clone()).await.unwrap();
    let all = wire::ListReviewersRequest::default();
    assert!(desk.list(&officer(), all.clone()).await.is_empty());
    request.validate_only = false;
    let first = client
        .create_reviewer(request.clone())
        .await
        .unwrap()
        .into_inner();
    let again = client.create_reviewer(request).await.unwrap().into_inner();
    assert_eq!(first, again);
    assert_eq!(desk.list(&officer(), all).await, ["Nguyễn Thị Hoà"]);
}

async fn a_code_is_one_persons(desk: Desk) {
    let with_code = |name: &str| wire::Reviewer {
        code: "CB-01".to_owned(),
        ..person(name)
    };
    for caller in [officer_of(1), officer_of(2), officer()] {
        let first = desk.enter(&caller, with_code("Nguyễn Thị Hoà")).await;
        let refusal = desk
            .try_enter(&caller, with_code("Lê Văn Tám"))
            .await
            .unwrap_err();
        assert_eq!(
            (reason(&refusal).as_str(), broken_rule(&refusal).as_str()),
            ("CODE_TAKEN", "reviewer.code")
        );
        assert!(
            refusal.message().contains("Nguyễn Thị Hoà"),
            "{}",
            refusal.message()
        );
        let other = desk.enter(&caller, person("Lê Văn Tám")).await;
        let taking = wire::Reviewer {
            code: "CB-01".to_owned(),
            ..other.clone()
        };
        let refusal = desk.update(&caller, taking.clone(), "").await.unwrap_err();
        assert_eq!(reason(&refusal), "CODE_TAKEN");
        desk.retire(&caller, &first.name, "2024-06-01").await.unwrap();
        let taken = desk.update(&caller, taking, "").await.unwrap();
        assert_eq!(taken.code, "CB-01", "free again");
    }
}

async fn the_retired_are_off_the_list(desk: Desk) {
    let entered = desk.enter(&officer(), person("Nguyễn Thị Hoà")).await;
    let early = desk
        .retire(&officer(), &entered.name, "2024-06-06")
        .await
        .unwrap_err();
    assert_eq!(broken_fields(&early), ["on"]);
    let retired = desk
        .retire(&officer(), &entered.name, "2024-06-05")
        .await
        .unwrap();
    assert_eq!(
        (retired.retired_on.as_str(), retired.retirement_reason.as_str()),
        ("2024-06-05", "nghỉ hưu")
    );
    assert_eq!(
        desk.history(id(&entered.name)).await,
        ["reviewer_entered", "reviewer_retired"]
    );
    let all = wire::ListReviewersRequest::default();
    assert!(desk.list(&officer(), all.clone()).await.is_empty());
    let with_retired = wire::ListReviewersRequest {
        with_retired: true,
        ..all
    };
    assert_eq!(desk.list(&officer(), with_retired).await, ["Nguyễn Thị Hoà"]);
    let refusal = desk.update(&officer(), retired.clone(), "").await.unwrap_err();
    assert_eq!(reason(&refusal), "REVIEWER_RETIRED");
    let refusal = desk
        .retire(&officer(), &retired.name, "2024-06-05")
        .await
        .unwrap_err();
    assert_eq!(reason(&refusal), "REVIEWER_RETIRED");
}

async fn people_are_found_without_marks_by_code_and_by_level(desk: Desk) {
    for (name, code, level) in [
        ("Đặng Thị Hoà", "CB-01", SchoolType::Primary),
        ("Nguyễn Hoàng", "CB-02", SchoolType::LowerSecondary),
        ("Lê Văn Tám", "CB-10", SchoolType::PrimaryAndLowerSecondary),
    ] {
        let reviewer = wire::Reviewer {
            code: code.to_owned(),
            levels: vec![level.into()],
            ..person(name)
        };
        desk.enter(&officer(), reviewer).await;
    }
    let find = async |search: &str, level: SchoolType| {
        let asked = wire::ListReviewersRequest {
            search: search.to_owned(),
            level: level.into(),
            ..wire::ListReviewersRequest::default()
        };
        let mut names = desk.list(&officer(), asked).await;
        names.sort();
        names
    };
    let any = SchoolType::Unspecified;
    assert_eq!(find("", any).await.len(), 3, "over pages");
    assert_eq!(find("hoa dang", any).await, ["Đặng Thị Hoà"]);
    assert_eq!(find("HÒA", any).await, ["Nguyễn Hoàng", "Đặng Thị Hoà"]);
    assert_eq!(find("cb-1", any).await, ["Lê Văn Tám"]);
    assert!(find("%", any).await.is_empty());
    assert_eq!(find("", SchoolType::Primary).await, ["Đặng Thị Hoà"]);
    assert_eq!(find("", SchoolType::LowerSecondary).await, ["Nguyễn Hoàng"]);
    assert!(find("tam", SchoolType::Primary).await.is_empty());
}

async fn a_school_that_is_learnt_is_linked_to_careers(desk: Desk) {
    let at = |employer: &str| wire::Reviewer {
        career: vec![post(employer, "2010-01-01", "")],
        ..person("Nguyễn Thị Hoà")
    };
    let before = desk.enter(&officer_of(1), at("0001")).await;
    assert_eq!(
        (
            before.career[0].school.as_str(),
            before.career[0].employer.as_str()
        ),
        ("", "0001")
    );
    desk.learn(1, school_fact(1, 1, "Trường Tiểu học Bắc Sơn", "0001"))
        .await;
    desk.learn(1, school_fact(2, 2, "Trường Tiểu học Vũ Lễ", "0002"))
        .await;
    for called in ["0001", "truong tieu hoc BAC SON", &school(1)] {
        let linked = desk.enter(&officer_of(1), at(called)).await;
        let held = &linked.career[0];
        assert_eq!(
            (held.school.as_str(), held.employer.as_str()),
            (school(1).as_str(), "Trường Tiểu học Bắc Sơn"),
            "{called}"
        );
    }
    let linked = desk.update(&officer_of(1), before, "").await.unwrap();
    assert_eq!(linked.career[0].school, school(1), "as soon as it is said again");
    let elsewhere = desk.enter(&officer_of(1), at("0002")).await;
    assert_eq!(elsewhere.career[0].school, "", "a code of another province");

    let mut renamed = school_fact(1, 1, "Trường Tiểu học Quỳnh Sơn", "");
    renamed.body = Some(Body::SchoolRenamed(SchoolRenamed::default()));
    desk.learn(2, renamed).await;
    let linked = desk.enter(&officer_of(1), at("0001")).await;
    assert_eq!(
        linked.career[0].employer, "Trường Tiểu học Quỳnh Sơn",
        "the name is new, the code is kept"
    );
    let mut closed = school_fact(1, 1, "Trường Tiểu học Quỳnh Sơn", "");
    closed.body = Some(Body::SchoolClosed(SchoolClosed::default()));
    desk.learn(3, closed).await;
    desk.learn(1, school_fact(3, 1, "Trường Tiểu học Quỳnh Sơn", "0001"))
        .await;
    let linked = desk.enter(&officer_of(1), at("0001")).await;
    assert_eq!(linked.career[0].school, school(3), "the one that is there");
}
