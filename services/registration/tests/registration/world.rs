//! The ground a service test stands on: the whole service in this process, over a database of its own, in
//! virtual time, with a bus on which the test plays the other services.

use std::ops::Deref;

use ground::{Door, Hosted, Stand, fresh_id};
use platform::identity::{Identity, Role};
use proto::fact::{Body, DeadlineReached, Fact, Subject};
use proto::registration as wire;
use proto::registration::registration_service_client::RegistrationServiceClient;
use uuid::Uuid;

use crate::builders::{moment, preparation, school};

/// Where every rehearsal of these tests begins.
pub const START: &str = "2024-05-20T08:00:00+07:00";

/// The service, running.
pub struct World(Hosted);

impl Deref for World {
    type Target = Hosted;

    fn deref(&self) -> &Hosted {
        &self.0
    }
}

impl Stand for World {
    async fn on(ground: ground::World) -> Self {
        Self(Hosted::start(ground, registration::NAME, moment(START), registration::assemble).await)
    }
}

/// A client that speaks for one identity.
pub type Client = RegistrationServiceClient<Door>;

impl World {
    /// Moves time on to `text`.
    pub fn at(&self, text: &str) {
        self.journal.clock.advance(moment(text));
    }

    /// The service as `identity` sees it.
    pub fn client(&self, identity: &Identity) -> Client {
        RegistrationServiceClient::new(self.door(identity))
    }

    /// An officer of the Sở.
    pub fn officer(&self) -> Client {
        self.client(&Identity::new("chuyen-vien", Role::DepartmentOfficer))
    }

    /// A leader of the Sở.
    pub fn leader(&self) -> Client {
        self.client(&Identity::new("giam-doc", Role::DepartmentLeader))
    }

    /// The school that is named `school`, and nobody else.
    pub fn school(&self, school: &wire::School) -> Client {
        self.client(&Identity::new("hieu-truong", Role::School).within(id(&school.name).to_string()))
    }

    /// Has the scheduler say that a limit of `case_id` has run out, in the entry `sequence` of the case.
    pub async fn reach(&self, case_id: Uuid, sequence: i64, reached: DeadlineReached) -> Option<String> {
        let subject = Subject {
            case_id: case_id.to_string(),
            ..Subject::default()
        };
        let fact = Fact {
            subject: Some(subject),
            body: Some(Body::DeadlineReached(reached)),
        };
        self.hear("scheduler", sequence, fact, self.journal.clock.now())
            .await
    }

    /// Enters a school.
    pub async fn enter(&self, name: &str) -> wire::School {
        let create = wire::CreateSchoolRequest {
            school: Some(school(name)),
            request_id: fresh_id(),
            validate_only: false,
        };
        self.officer().create_school(create).await.unwrap().into_inner()
    }

    /// Has `school` put a dossier together.
    pub async fn prepare(&self, school: &wire::School) -> wire::Dossier {
        let prepared = self.school(school).prepare_dossier(preparation(school)).await;
        prepared.unwrap().into_inner()
    }

    /// Has `school` put a dossier together and hand it in.
    pub async fn submit(&self, school: &wire::School) -> wire::Dossier {
        let dossier = self.prepare(school).await;
        let submitted = self.school(school).submit_dossier(asked(&dossier)).await;
        submitted.unwrap().into_inner()
    }
}

/// The id in a resource's name.
pub fn id(name: &str) -> Uuid {
    Uuid::parse_str(name.rsplit_once('/').unwrap().1).unwrap()
}

/// A command on `dossier` that needs nothing more.
pub fn asked(dossier: &wire::Dossier) -> wire::DossierRequest {
    wire::DossierRequest {
        name: dossier.name.clone(),
        request_id: fresh_id(),
        ..Default::default()
    }
}
