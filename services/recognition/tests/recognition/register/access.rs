//! Anyone reads the register, and nothing else.

use ground::{broken_fields, reason};
use platform::identity::{Identity, Role};
use proto::recognition as wire;
use proto::recognition::certificate_service_client::CertificateServiceClient;
use proto::recognition::decision_service_client::DecisionServiceClient;
use tonic::{Code, Request};

use super::{entered, found, public, registered, school};
use crate::world::World;

ground::both! {
    World:
    anyone_reads_the_register_and_nothing_else,
    a_wrong_token_is_refused_also_where_none_is_needed,
    whoever_asks_the_register_is_the_same,
    a_certificate_is_verified_however_its_code_is_typed,
    what_does_not_fit_is_said_all_at_once,
}

async fn one(world: &World) -> wire::Certificate {
    let school = registered(world, school("THCS Bắc Sơn", "Bắc Sơn"), "20180501").await;
    entered(world, &school, "15/2021", ["2021-03-01", "2026-02-28"]).await
}

async fn anyone_reads_the_register_and_nothing_else(world: World) {
    let certificate = one(&world).await;
    let entries = found(&world, wire::RegisterFilter::default()).await;
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].certificate, certificate.name);
    let closed = CertificateServiceClient::new(world.public_door())
        .get_certificate(wire::GetCertificateRequest {
            name: certificate.name.clone(),
        })
        .await
        .unwrap_err();
    assert_eq!(closed.code(), Code::Unauthenticated);
    let closed = DecisionServiceClient::new(world.public_door())
        .list_decisions(wire::ListDecisionsRequest::default())
        .await
        .unwrap_err();
    assert_eq!(closed.code(), Code::Unauthenticated);
    // Who has a token that says "the public" is let in to no more.
    let anyone = Identity::new("ai-do", Role::Public);
    let name = certificate.name;
    let closed = world
        .certificates(&anyone)
        .get_certificate(wire::GetCertificateRequest { name })
        .await;
    assert_eq!(closed.unwrap_err().code(), Code::PermissionDenied);
}

async fn a_wrong_token_is_refused_also_where_none_is_needed(world: World) {
    let mut request = Request::new(wire::SearchRegisterRequest::default());
    let token = "Bearer nonsense".parse().unwrap();
    request.metadata_mut().insert("authorization", token);
    let refused = public(&world).search_register(request).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated);
    assert_eq!(reason(&refused), "UNAUTHENTICATED");
}

async fn whoever_asks_the_register_is_the_same(world: World) {
    one(&world).await;
    let everyone = found(&world, wire::RegisterFilter::default()).await;
    let elsewhere = uuid::Uuid::now_v7().to_string();
    for identity in [
        Identity::new("hieu-truong", Role::School).within(&elsewhere),
        Identity::new("xa", Role::Commune).within(&elsewhere),
        Identity::new("doan", Role::Reviewer),
        Identity::new("chuyen-vien", Role::DepartmentOfficer).within(&elsewhere),
        Identity::new("quan-tri", Role::Administrator),
    ] {
        let answer = world
            .register(&identity)
            .search_register(wire::SearchRegisterRequest::default())
            .await
            .unwrap();
        assert_eq!(answer.into_inner().entries, everyone, "{identity:?}");
    }
}

async fn a_certificate_is_verified_however_its_code_is_typed(world: World) {
    let certificate = one(&world).await;
    let code = certificate.verification_code;
    let plain = code.replace('-', "");
    for typed in [
        code.clone(),
        plain.clone(),
        format!("  {} ", code.to_lowercase()),
        plain.replace('0', "o").replace('1', "l"),
    ] {
        let asked = wire::VerifyCertificateRequest {
            verification_code: typed.clone(),
        };
        let entry = public(&world)
            .verify_certificate(asked)
            .await
            .unwrap()
            .into_inner();
        assert_eq!(entry.certificate, certificate.name, "{typed:?}");
        assert_eq!(entry.state(), wire::CertificateState::InForce);
        assert_eq!(
            (entry.on.as_str(), entry.valid_until.as_str()),
            ("2024-06-03", "2026-02-28")
        );
    }
    world.at("2026-03-01T00:00:00+07:00");
    let asked = wire::VerifyCertificateRequest {
        verification_code: code,
    };
    let entry = public(&world)
        .verify_certificate(asked)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        entry.state(),
        wire::CertificateState::Expired,
        "as it stands today"
    );
    let another = if plain.starts_with('0') { "1" } else { "0" };
    let unknown = format!("{another}{}", &plain[1..]);
    for typed in [unknown.as_str(), "", "hello", &"9".repeat(100_000)] {
        let asked = wire::VerifyCertificateRequest {
            verification_code: typed.to_owned(),
        };
        let refused = public(&world).verify_certificate(asked).await.unwrap_err();
        assert_eq!(refused.code(), Code::NotFound, "{refused:?}");
        let says = "không có chứng nhận nào mang mã";
        assert!(refused.message().contains(says), "{}", refused.message());
        assert!(
            refused.message().len() < 1_000,
            "what was typed is not sent back whole"
        );
    }
}

async fn what_does_not_fit_is_said_all_at_once(world: World) {
    let filter = wire::RegisterFilter {
        query: "a ".repeat(101),
        commune: "b".repeat(201),
        province: "tinh-lang-son".to_owned(),
        school: "authorities/1".to_owned(),
        on: "05/9/2026".to_owned(),
        valid_until: "2026-02-30".to_owned(),
        ..Default::default()
    };
    let fields = [
        "filter.on",
        "filter.valid_until",
        "filter.province",
        "filter.school",
        "filter.query",
        "filter.commune",
    ];
    let asked = wire::SearchRegisterRequest {
        filter: Some(filter.clone()),
        ..Default::default()
    };
    let refused = public(&world).search_register(asked).await.unwrap_err();
    assert_eq!(broken_fields(&refused), fields);
    let asked = wire::ExportRegisterRequest {
        filter: Some(filter),
        ..Default::default()
    };
    let refused = public(&world).export_register(asked).await.unwrap_err();
    assert_eq!(broken_fields(&refused), fields);
    for (page_size, page_token, field) in [(-1, "", "page_size"), (0, "x", "page_token")] {
        let asked = wire::SearchRegisterRequest {
            page_size,
            page_token: page_token.to_owned(),
            ..Default::default()
        };
        let refused = public(&world).search_register(asked).await.unwrap_err();
        assert_eq!(broken_fields(&refused), [field]);
    }
}
