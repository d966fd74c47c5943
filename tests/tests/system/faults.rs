//! Faults of the servers that all tests share: these run alone.

use std::process::Command;
use std::time::{Duration, Instant};

use ground::setting;
use kiemdinh::client::{Links, Voice};
use kiemdinh::rehearsal::conductor::Conductor;
use platform::identity::{Identity, Role};
use proto::fact::{Ownership, SchoolType};
use proto::registration::{
    Authority, AuthorityKind, CreateAuthorityRequest, CreateSchoolRequest, ListAuthoritiesRequest, School,
};

use crate::fleet::Fleet;

/// How long the broker is away.
const AWAY: Duration = Duration::from_secs(60);
const PATIENCE: Duration = Duration::from_secs(120);

fn broker(action: &str) {
    let done = Command::new(setting("KIEMDINH_TEST_RABBITMQ_CONTROL"))
        .arg(action)
        .status()
        .unwrap();
    assert!(done.success(), "the broker did not {action}");
}

fn voice(fleet: &Fleet, role: Role) -> Voice {
    let token = fleet
        .key
        .issue(&Identity::new("test", role), Duration::from_secs(3_600))
        .unwrap();
    Voice::of(&token).unwrap()
}

/// How many facts `service` has announced.
async fn announced_by(conductor: &Conductor, service: &str) -> i64 {
    let traffic = conductor.traffic().await.unwrap();
    let one = traffic.iter().find(|one| one.service == service);
    one.unwrap().announced
}

/// A commune under the department of the installation: `authorities/{id}`.
async fn commune(fleet: &Fleet, links: &Links) -> String {
    let mut service = links.authorities(&voice(fleet, Role::Administrator));
    let departments = service
        .list_authorities(ListAuthoritiesRequest::default())
        .await
        .unwrap_or_else(|status| panic!("{status}\n{}", fleet.logs()));
    let commune = Authority {
        display_name: "Ủy ban nhân dân xã Vũ Lễ".to_owned(),
        kind: AuthorityKind::Commune.into(),
        code: "H37.26.01".to_owned(),
        parent: departments.into_inner().authorities[0].name.clone(),
        ..Authority::default()
    };
    let request = CreateAuthorityRequest {
        authority: Some(commune),
        request_id: uuid::Uuid::now_v7().to_string(),
        validate_only: false,
    };
    service.create_authority(request).await.unwrap().into_inner().name
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_broker_away_for_a_minute_commands_succeed_and_everything_arrives_after() {
    let fleet = Fleet::start().await;
    let links = Links::new(&fleet.endpoints()).unwrap();
    let conductor = Conductor::new(links.clone(), voice(&fleet, Role::Administrator)).patient_for(PATIENCE);
    let commune = commune(&fleet, &links).await;
    conductor.settle().await.unwrap();
    let before = announced_by(&conductor, "registration").await;

    broker("stop");
    let mut registration = links.schools(&voice(&fleet, Role::DepartmentOfficer));
    let until = Instant::now() + AWAY;
    let mut announced = 0;
    while Instant::now() < until {
        announced += 1;
        let school = School {
            display_name: format!("Trường số {announced}"),
            school_type: SchoolType::Primary.into(),
            commune: commune.clone(),
            ownership: Ownership::Public.into(),
            ..School::default()
        };
        let request_id = uuid::Uuid::now_v7().to_string();
        let request = CreateSchoolRequest {
            school: Some(school),
            request_id,
            validate_only: false,
        };
        registration
            .create_school(request)
            .await
            .unwrap_or_else(|status| panic!("{status}\n{}", fleet.logs()));
        // A few a second are enough to show it; a flood would only measure the machine.
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let waiting = conductor.traffic().await.unwrap();
    let registration = waiting
        .iter()
        .find(|traffic| traffic.service == "registration")
        .unwrap();
    assert_eq!(
        registration.unpublished, announced,
        "without a broker facts wait in the journal"
    );

    broker("start");
    conductor
        .settle()
        .await
        .unwrap_or_else(|problem| panic!("{problem}\n{}", fleet.logs()));
    let arrived = conductor.traffic().await.unwrap();
    let scheduler = arrived
        .iter()
        .find(|traffic| traffic.service == "scheduler")
        .unwrap();
    let received = scheduler.received.get("registration").copied();
    assert_eq!(received, Some(before + announced));
    assert_eq!((scheduler.unhandled, scheduler.parked), (0, 0));
}
