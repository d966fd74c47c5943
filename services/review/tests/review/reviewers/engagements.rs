//! What reviewers carry and carried.

use ground::{Door, fresh_id};
use platform::identity::{Identity, Role};
use platform::scope::Place;
use proto::fact::{Body, DossierAccepted, Fact, SchoolType, Target, TeamRole};
use proto::review as wire;
use proto::review::team_service_client::TeamServiceClient;
use review::domain::Case;
use statute::RegimeId;
use tonic::Code;
use uuid::Uuid;

use super::{Desk, full, id, officer, officer_of, province};

ground::both!(Desk:
    seats_are_listed_with_their_days_and_counted,
    a_seat_that_was_given_up_has_a_last_day,
);

const ROLES: [TeamRole; 5] = [
    TeamRole::Head,
    TeamRole::Secretary,
    TeamRole::Member,
    TeamRole::Member,
    TeamRole::Member,
];

fn leader() -> Identity {
    Identity::new("giam-doc", Role::DepartmentLeader)
}

fn case(number: u128) -> Case {
    Case {
        id: Uuid::from_u128(0xC_0000 + number),
        dossier_number: format!("H37.14-240605-{number:04}"),
        school_id: Uuid::from_u128(0x9_0000 + number),
        school_name: format!("Trường Tiểu học số {number}"),
        school_type: SchoolType::Primary,
        commune: "Xã Vũ Lễ".to_owned(),
        school_email: String::new(),
        regime: RegimeId::A1,
        overlay: String::new(),
        target: Target::NationalStandard1,
        place: Place {
            province_id: Some(province(1)),
            ..Place::default()
        },
    }
}

impl Desk {
    fn teams(&self, identity: &Identity) -> TeamServiceClient<Door> {
        TeamServiceClient::new(self.door(identity))
    }

    async fn accept(&self, case: &Case) {
        let fact = Fact {
            subject: Some(case.subject()),
            body: Some(Body::DossierAccepted(DossierAccepted::default())),
        };
        self.learn(1, fact).await;
    }

    async fn people(&self, count: usize) -> Vec<wire::Reviewer> {
        let mut people = Vec::new();
        for number in 0..count {
            let mut person = full(&format!("Người {number}"), "", "Trường cũ");
            person.relations.clear();
            person.absences.clear();
            people.push(self.enter(&officer_of(1), person).await);
        }
        people
    }

    /// Proposes `people` for `cases` and asks them.
    async fn invite(&self, cases: &[Case], people: &[wire::Reviewer]) -> wire::Team {
        let seats = people
            .iter()
            .zip(ROLES)
            .map(|(reviewer, role)| wire::SeatAssignment {
                reviewer: reviewer.name.clone(),
                role: role.into(),
            });
        let request = wire::ProposeTeamRequest {
            reviews: cases.iter().map(|case| format!("reviews/{}", case.id)).collect(),
            seats: seats.collect(),
            request_id: fresh_id(),
            ..wire::ProposeTeamRequest::default()
        };
        let mut teams = self.teams(&officer());
        let team = teams.propose_team(request).await.unwrap().into_inner();
        let request = wire::InviteMembersRequest {
            name: team.name,
            request_id: fresh_id(),
            ..wire::InviteMembersRequest::default()
        };
        teams.invite_members(request).await.unwrap().into_inner()
    }

    async fn answer(&self, team: &wire::Team, person: &wire::Reviewer, accepted: bool) {
        let request = wire::AnswerInvitationRequest {
            name: team.name.clone(),
            accepted,
            reason: if accepted { "" } else { "bận" }.to_owned(),
            request_id: fresh_id(),
            ..wire::AnswerInvitationRequest::default()
        };
        let me = Identity::new(id(&person.name), Role::Reviewer);
        self.teams(&me).answer_invitation(request).await.unwrap();
    }

    async fn establish(&self, cases: &[Case], people: &[wire::Reviewer]) -> wire::Team {
        let team = self.invite(cases, people).await;
        for person in people {
            self.answer(&team, person, true).await;
        }
        let request = wire::EstablishTeamRequest {
            name: team.name,
            request_id: fresh_id(),
            ..wire::EstablishTeamRequest::default()
        };
        let answer = self.teams(&leader()).establish_team(request).await;
        answer.unwrap().into_inner()
    }

    async fn engagements(&self, identity: &Identity, name: &str) -> Vec<wire::Engagement> {
        let (mut all, mut page_token) = (Vec::new(), String::new());
        loop {
            let request = wire::ListEngagementsRequest {
                name: name.to_owned(),
                page_size: 1,
                page_token,
            };
            let page = self.reviewers(identity).list_engagements(request).await;
            let page = page.unwrap().into_inner();
            all.extend(page.engagements);
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return all;
            }
        }
    }

    async fn workloads(&self, identity: &Identity, year: i32) -> Vec<(String, [u32; 5])> {
        let (mut all, mut page_token) = (Vec::new(), String::new());
        loop {
            let request = wire::ListWorkloadsRequest {
                year,
                page_size: 2,
                page_token,
            };
            let page = self.reviewers(identity).list_workloads(request).await;
            let page = page.unwrap().into_inner();
            let numbers = |load: wire::Workload| {
                let numbers = [
                    load.open_schools,
                    load.finished_schools,
                    load.teams,
                    load.headed,
                    load.declined,
                ];
                (load.display_name, numbers)
            };
            all.extend(page.workloads.into_iter().map(numbers));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return all;
            }
        }
    }
}

async fn seats_are_listed_with_their_days_and_counted(desk: Desk) {
    let cases = [case(1), case(2), case(3)];
    for case in &cases {
        desk.accept(case).await;
    }
    let people = desk.people(6).await;
    let team = desk.establish(&cases[..2], &people[..5]).await;
    let asked = desk.invite(&cases[2..], &people[1..]).await;
    desk.answer(&asked, &people[5], false).await;

    let head = Identity::new(id(&people[0].name), Role::Reviewer);
    let seats = desk.engagements(&head, &people[0].name).await;
    let expected = |case: &Case| wire::Engagement {
        team: team.name.clone(),
        review: format!("reviews/{}", case.id),
        school: format!("schools/{}", case.school_id),
        school_name: case.school_name.clone(),
        role: TeamRole::Head.into(),
        since: "2024-06-05".to_owned(),
        until: String::new(),
        review_state: "under_review".to_owned(),
    };
    assert_eq!(seats, [expected(&cases[0]), expected(&cases[1])]);
    assert_eq!(
        desk.engagements(&officer(), &people[5].name).await,
        [],
        "never seated"
    );

    let seated = |number: usize, headed: u32| (format!("Người {number}"), [2, 0, 1, headed, 0]);
    let declined = ("Người 5".to_owned(), [0, 0, 0, 0, 1]);
    let expected = [
        seated(0, 1),
        seated(1, 0),
        seated(2, 0),
        seated(3, 0),
        seated(4, 0),
        declined,
    ];
    for year in [0, 2024] {
        assert_eq!(desk.workloads(&officer_of(1), year).await, expected, "{year}");
    }
    assert_eq!(desk.workloads(&officer_of(1), 2023).await, []);
    assert_eq!(desk.workloads(&officer_of(2), 0).await, [], "another province");
    let request = wire::ListWorkloadsRequest {
        year: -1,
        ..wire::ListWorkloadsRequest::default()
    };
    let refusal = desk
        .reviewers(&officer())
        .list_workloads(request)
        .await
        .unwrap_err();
    assert_eq!(refusal.code(), Code::InvalidArgument);
}

async fn a_seat_that_was_given_up_has_a_last_day(desk: Desk) {
    desk.accept(&case(1)).await;
    let people = desk.people(6).await;
    let team = desk.establish(&[case(1)], &people[..5]).await;
    let day = chrono::DateTime::parse_from_rfc3339("2024-06-11T09:00:00+07:00").unwrap();
    desk.journal.clock.advance(day.to_utc());
    let request = wire::ProposeReplacementRequest {
        name: team.name.clone(),
        leaving: people[4].name.clone(),
        coming: people[5].name.clone(),
        reason: "ốm".to_owned(),
        request_id: fresh_id(),
        ..wire::ProposeReplacementRequest::default()
    };
    desk.teams(&officer()).propose_replacement(request).await.unwrap();
    let request = wire::DecideReplacementRequest {
        name: team.name,
        request_id: fresh_id(),
        ..wire::DecideReplacementRequest::default()
    };
    desk.teams(&leader()).decide_replacement(request).await.unwrap();
    let days = async |person: &wire::Reviewer| {
        let seats = desk.engagements(&officer(), &person.name).await;
        let days = seats.into_iter().map(|seat| (seat.since, seat.until));
        days.collect::<Vec<_>>()
    };
    let said = |since: &str, until: &str| vec![(since.to_owned(), until.to_owned())];
    assert_eq!(days(&people[4]).await, said("2024-06-05", "2024-06-11"));
    assert_eq!(days(&people[5]).await, said("2024-06-11", ""));
    assert_eq!(days(&people[0]).await, said("2024-06-05", ""));
}
