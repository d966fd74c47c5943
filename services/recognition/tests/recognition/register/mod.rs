//! The public register, as anyone reads it.

use ground::{Hosted, fresh_id};
use proto::fact::{Body, Fact, Ownership, RecognitionKind, SchoolRegistered, SchoolType, Subject, Target};
use proto::recognition as wire;
use proto::recognition::register_service_client::RegisterServiceClient;
use tonic::transport::Channel;
use uuid::Uuid;

use crate::builders::authority;
use crate::world::{World, officer};

mod access;
mod files;
mod many;
mod past;
mod sown;
mod upgrade;

/// The register, for someone who shows no token.
pub type PublicClient = RegisterServiceClient<Channel>;

/// The register of `world`, for someone who shows no token.
pub fn public(world: &Hosted) -> PublicClient {
    RegisterServiceClient::new(world.public_door())
}

/// A school of the province 1, as registration speaks of it.
pub fn school(name: &str, commune: &str) -> Subject {
    let id = Uuid::now_v7().to_string();
    Subject {
        case_id: id.clone(),
        school_id: id,
        school_name: name.to_owned(),
        school_type: SchoolType::LowerSecondary.into(),
        commune: format!("Ủy ban nhân dân xã {commune}"),
        school_email: "thcs@bacson.example".to_owned(),
        authority_email: "xa@bacson.example".to_owned(),
        province_id: authority(1).to_string(),
        ..Subject::default()
    }
}

/// Has registration say `body` of `school`, now, as its fact `sequence` of it.
pub async fn say(world: &World, sequence: i64, school: &Subject, body: Body) {
    let fact = Fact {
        subject: Some(school.clone()),
        body: Some(body),
    };
    let now = world.journal.clock.now();
    assert_eq!(world.hear("registration", sequence, fact, now).await, None);
}

/// `school`, entered now with `code`.
pub async fn registered(world: &World, school: Subject, code: &str) -> Subject {
    let body = Body::SchoolRegistered(SchoolRegistered {
        ownership: Ownership::Public.into(),
        code: code.to_owned(),
    });
    say(world, 1, &school, body).await;
    school
}

/// A certificate of the national standard for `school`, recognised on a day and printed to last for five years.
pub async fn entered(
    world: &World,
    school: &Subject,
    number: &str,
    [recognised_on, valid_until]: [&str; 2],
) -> wire::Certificate {
    let form = wire::EnterCertificateRequest {
        school: format!("schools/{}", school.school_id),
        target: Target::NationalStandard1.into(),
        number: number.to_owned(),
        decision_number: "12/QĐ-SGDĐT".to_owned(),
        recognised_on: recognised_on.to_owned(),
        valid_until: valid_until.to_owned(),
        kind: RecognitionKind::New.into(),
        request_id: fresh_id(),
        ..Default::default()
    };
    let entered = world.certificates(&officer()).enter_certificate(form).await;
    entered.unwrap().into_inner()
}

/// What the register answers to `filter`.
pub async fn found(world: &Hosted, filter: wire::RegisterFilter) -> Vec<wire::RegisterEntry> {
    let asked = wire::SearchRegisterRequest {
        filter: Some(filter),
        ..Default::default()
    };
    let answer = public(world).search_register(asked).await.unwrap().into_inner();
    answer.entries
}

/// What the register answers of the day `on`.
pub async fn found_on(world: &Hosted, on: &str) -> Vec<wire::RegisterEntry> {
    let filter = wire::RegisterFilter {
        on: on.to_owned(),
        ..Default::default()
    };
    found(world, filter).await
}
