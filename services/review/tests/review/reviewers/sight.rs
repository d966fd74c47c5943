//! Who sees whose record: those who choose teams see their province's, a reviewer sees their own.

use platform::identity::{Identity, Role};
use proto::review as wire;
use tonic::Code;
use uuid::Uuid;

use super::{Desk, header, id, officer, officer_of, person, province};

ground::both!(Desk:
    each_province_sees_its_own,
    a_reviewer_sees_their_own_record_and_no_other,
    an_import_belongs_to_its_province,
);

async fn each_province_sees_its_own(desk: Desk) {
    let one = desk.enter(&officer_of(1), person("Người tỉnh một")).await;
    let two = desk.enter(&officer_of(2), person("Người tỉnh hai")).await;
    let none = desk.enter(&officer(), person("Người không tỉnh")).await;
    let all = wire::ListReviewersRequest::default;
    for role in [
        Role::DepartmentOfficer,
        Role::DepartmentLeader,
        Role::Province,
        Role::Administrator,
    ] {
        let confined = Identity::new("x", role).within(province(1).to_string());
        assert_eq!(desk.list(&confined, all()).await, ["Người tỉnh một"], "{role:?}");
        desk.get(&confined, &one.name).await.unwrap();
        for other in [&two, &none] {
            let refusal = desk.get(&confined, &other.name).await.unwrap_err();
            assert_eq!(refusal.code(), Code::NotFound, "{role:?}");
        }
        assert_eq!(
            desk.list(&Identity::new("x", role), all()).await.len(),
            3,
            "{role:?}"
        );
    }
    let refusal = desk.update(&officer_of(1), two.clone(), "").await.unwrap_err();
    assert_eq!(refusal.code(), Code::NotFound);
    let refusal = desk
        .retire(&officer_of(1), &two.name, "2024-06-01")
        .await
        .unwrap_err();
    assert_eq!(refusal.code(), Code::NotFound);
}

async fn a_reviewer_sees_their_own_record_and_no_other(desk: Desk) {
    let own = desk.enter(&officer_of(1), person("Nguyễn Thị Hoà")).await;
    let other = desk.enter(&officer_of(1), person("Lê Văn Tám")).await;
    let me = Identity::new(id(&own.name), Role::Reviewer);
    assert_eq!(desk.get(&me, &own.name).await.unwrap(), own);
    let within = me.clone().within(province(1).to_string());
    for caller in [&me, &within, &Identity::new("?", Role::Reviewer)] {
        let refusal = desk.get(caller, &other.name).await.unwrap_err();
        assert_eq!(refusal.code(), Code::NotFound, "{caller:?}");
        let request = wire::ListEngagementsRequest {
            name: other.name.clone(),
            ..wire::ListEngagementsRequest::default()
        };
        let refusal = desk
            .reviewers(caller)
            .list_engagements(request)
            .await
            .unwrap_err();
        assert_eq!(refusal.code(), Code::NotFound, "{caller:?}");
    }
    let request = wire::ListEngagementsRequest {
        name: own.name.clone(),
        ..wire::ListEngagementsRequest::default()
    };
    desk.reviewers(&me).list_engagements(request).await.unwrap();
    for denied in [
        &me,
        &Identity::new("hieu-truong", Role::School).within(Uuid::from_u128(1).to_string()),
    ] {
        let request = wire::ListReviewersRequest::default();
        let refusal = desk.reviewers(denied).list_reviewers(request).await.unwrap_err();
        assert_eq!(refusal.code(), Code::PermissionDenied, "{denied:?}");
    }
    let leader = Identity::new("giam-doc", Role::DepartmentLeader);
    let refusal = desk.try_enter(&leader, person("Ai đó")).await.unwrap_err();
    assert_eq!(refusal.code(), Code::PermissionDenied, "a leader keeps no list");
}

async fn an_import_belongs_to_its_province(desk: Desk) {
    let content = "Họ và tên,Vào ngành từ ngày\nNguyễn Thị Hoà,01/9/2005\n".as_bytes();
    let mut of_two = header();
    of_two.province = format!("authorities/{}", province(2));
    let refusal = desk
        .import(&officer_of(1), of_two.clone(), content)
        .await
        .unwrap_err();
    assert_eq!(refusal.code(), Code::NotFound);
    let report = desk.import(&officer(), of_two, content).await.unwrap();
    assert!(report.written, "{report:?}");
    let all = wire::ListReviewersRequest::default;
    assert_eq!(desk.list(&officer_of(2), all()).await, ["Nguyễn Thị Hoà"]);
    assert!(desk.list(&officer_of(1), all()).await.is_empty());
    let report = desk.import(&officer_of(1), header(), content).await.unwrap();
    assert_eq!(report.created, 1, "somebody else of the same name");
}
