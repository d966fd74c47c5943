//! Who sees which clocks and mails: what may not be seen answers like what is not there.

use std::collections::BTreeSet;
use std::ops::Deref;

use ground::{Door, Hosted, Stand};
use platform::identity::{Identity, Role};
use proto::fact::{Body, Fact, Subject};
use proto::scheduler::scheduler_service_client::SchedulerServiceClient;
use proto::scheduler::{
    Clock, ExplainClockRequest, GetTotalsRequest, ListClocksRequest, ListMailsRequest, Totals,
};
use tonic::Code;
use uuid::Uuid;

use crate::story::{Case, authority, moment, obligation, placed, submitted};
use crate::world::START;

/// The service, running.
struct House(Hosted);

impl Deref for House {
    type Target = Hosted;

    fn deref(&self) -> &Hosted {
        &self.0
    }
}

impl Stand for House {
    async fn on(ground: ground::World) -> Self {
        Self(Hosted::start(ground, scheduler::NAME, moment(START), scheduler::assemble).await)
    }
}

type Client = SchedulerServiceClient<Door>;

impl House {
    fn client(&self, identity: &Identity) -> Client {
        SchedulerServiceClient::new(self.door(identity))
    }

    async fn told(&self, case: &Case, body: Body) {
        let fact = Fact {
            subject: Some(case.0.clone()),
            body: Some(body),
        };
        let parked = self.hear("registration", 1, fact, moment(START)).await;
        assert_eq!(parked, None);
    }

    async fn clocks(&self, identity: &Identity, school: &str) -> Vec<Clock> {
        let (mut client, mut clocks, mut page_token) = (self.client(identity), Vec::new(), String::new());
        loop {
            let request = ListClocksRequest {
                school: school.to_owned(),
                page_size: 2,
                page_token,
                ..ListClocksRequest::default()
            };
            let page = client.list_clocks(request).await.unwrap().into_inner();
            clocks.extend(page.clocks);
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return clocks;
            }
        }
    }

    /// The cases that the mails are about which `identity` sees.
    async fn mails(&self, identity: &Identity) -> BTreeSet<String> {
        let (mut client, mut cases, mut page_token) = (self.client(identity), BTreeSet::new(), String::new());
        loop {
            let request = ListMailsRequest {
                page_size: 1,
                page_token,
                ..ListMailsRequest::default()
            };
            let page = client.list_mails(request).await.unwrap().into_inner();
            cases.extend(page.mails.into_iter().map(|mail| mail.case_id));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return cases;
            }
        }
    }

    async fn totals(&self, identity: &Identity) -> Totals {
        let answer = self.client(identity).get_totals(GetTotalsRequest {}).await;
        answer.unwrap().into_inner()
    }
}

fn confined(role: Role, number: u128) -> Identity {
    Identity::new("x", role).within(authority(number).to_string())
}

/// One case in each of two communes of province 1 and in one of province 2; one that was heard before facts
/// named authorities; and the yearly plan of the first commune. The last has no letter yet.
async fn told(house: &House) -> [Case; 5] {
    let plan = Case(Subject {
        case_id: Uuid::from_u128(5).to_string(),
        authority_id: authority(11).to_string(),
        authority_name: "UBND xã số 11".to_owned(),
        province_id: authority(1).to_string(),
        regime: "A1".to_owned(),
        overlay: "ha-noi".to_owned(),
        ..Subject::default()
    });
    let cases = [
        placed(Case::new(1, "A1"), 1, 11),
        placed(Case::new(2, "A1"), 1, 12),
        placed(Case::new(3, "A1"), 2, 21),
        Case::new(4, "A1"),
        plan,
    ];
    for case in &cases[..4] {
        house.told(case, submitted("local")).await;
    }
    house
        .told(&cases[4], obligation("year.plan.local", "2025-11-30"))
        .await;
    cases
}

/// The places of the cases whose clocks `identity` sees; lists and explanations must agree.
async fn seen(house: &House, cases: &[Case], identity: &Identity) -> Vec<usize> {
    let everything = Identity::new("may", Role::Service);
    let listed = house.clocks(identity, "").await;
    let mut client = house.client(identity);
    let mut places = BTreeSet::new();
    for clock in house.clocks(&everything, "").await {
        let explain = |name: String| ExplainClockRequest {
            name,
            ..ExplainClockRequest::default()
        };
        let explained = client.explain_clock(explain(clock.name.clone())).await;
        if listed.contains(&clock) {
            assert_eq!(explained.unwrap().into_inner().clock, Some(clock.clone()));
            places.extend(cases.iter().position(|case| case.0.case_id == clock.case_id));
        } else {
            let foreign = explained.unwrap_err();
            let absent = format!("clocks/{}", Uuid::from_u128(404));
            let absent = client.explain_clock(explain(absent)).await.unwrap_err();
            assert_eq!(
                (foreign.code(), foreign.message(), foreign.details()),
                (absent.code(), absent.message(), absent.details()),
                "{identity:?}"
            );
        }
    }
    places.into_iter().collect()
}

async fn each_province_and_commune_sees_its_own(house: House) {
    let cases = told(&house).await;
    for role in [
        Role::DepartmentOfficer,
        Role::DepartmentLeader,
        Role::Administrator,
        Role::Auditor,
    ] {
        for (identity, expected) in [
            (confined(role, 1), vec![0, 1, 4]),
            (confined(role, 2), vec![2]),
            (confined(role, 3), vec![]),
            (Identity::new("x", role), vec![0, 1, 2, 3, 4]),
        ] {
            assert_eq!(seen(&house, &cases, &identity).await, expected, "{identity:?}");
            let about: BTreeSet<_> = expected
                .iter()
                .map(|place| cases[*place].0.case_id.clone())
                .collect();
            // An obligation that begins calls for no letter.
            let plan = BTreeSet::from([cases[4].0.case_id.clone()]);
            assert_eq!(house.mails(&identity).await, &about - &plan, "{identity:?}");
            let clocks = i64::try_from(expected.len()).unwrap();
            assert_eq!(house.totals(&identity).await.clocks, clocks, "{identity:?}");
        }
    }
    assert_eq!(seen(&house, &cases, &confined(Role::Province, 2)).await, [2]);
    assert_eq!(seen(&house, &cases, &confined(Role::Commune, 11)).await, [0, 4]);
    assert_eq!(seen(&house, &cases, &confined(Role::Commune, 21)).await, [2]);
    let school = |case: &Case| Identity::new("x", Role::School).within(case.0.school_id.clone());
    assert_eq!(seen(&house, &cases, &school(&cases[2])).await, [2]);
    assert_eq!(seen(&house, &cases, &school(&cases[3])).await, [3]);
    for lost in [
        Identity::new("x", Role::School),
        Identity::new("x", Role::Commune).within("Vũ Lễ"),
        Identity::new("x", Role::DepartmentOfficer).within("Lạng Sơn"),
    ] {
        let list = house
            .client(&lost)
            .list_clocks(ListClocksRequest::default())
            .await;
        assert_eq!(list.unwrap_err().code(), Code::NotFound, "{lost:?}");
    }
}

async fn a_school_that_is_asked_for_is_seen_by_its_own_only(house: House) {
    let cases = told(&house).await;
    let school = format!("schools/{}", cases[0].0.school_id);
    for (identity, count) in [
        (Identity::new("x", Role::DepartmentOfficer), 1),
        (confined(Role::DepartmentOfficer, 1), 1),
        (confined(Role::Commune, 11), 1),
        (confined(Role::Commune, 12), 0),
        (confined(Role::DepartmentOfficer, 2), 0),
    ] {
        assert_eq!(
            house.clocks(&identity, &school).await.len(),
            count,
            "{identity:?}"
        );
    }
}

async fn a_case_of_an_authority_shows_it_where_a_school_would_stand(house: House) {
    told(&house).await;
    let clocks = house.clocks(&confined(Role::Commune, 11), "").await;
    let shown: BTreeSet<_> = clocks
        .iter()
        .map(|clock| {
            (
                clock.limit.as_str(),
                clock.school.as_str(),
                clock.school_name.as_str(),
            )
        })
        .collect();
    let school = format!("schools/{}", Case::new(1, "A1").0.school_id);
    assert_eq!(
        shown,
        BTreeSet::from([
            ("dossier.check", school.as_str(), crate::story::SCHOOL),
            ("year.plan.local", "", "UBND xã số 11"),
        ])
    );
    for clock in clocks {
        assert_eq!(clock.authority, format!("authorities/{}", authority(11)));
    }
}

ground::both!(House:
    each_province_and_commune_sees_its_own,
    a_school_that_is_asked_for_is_seen_by_its_own_only,
    a_case_of_an_authority_shows_it_where_a_school_would_stand,
);
