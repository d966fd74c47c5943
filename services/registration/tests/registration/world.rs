//! The ground a service test stands on: the whole service in this process, over a database of its own, in
//! virtual time, with a bus on which the test plays the other services.

use std::ops::Deref;

use ground::{Door, Hosted, Stand, fresh_id};
use platform::identity::{Identity, Role};
use proto::fact::{Body, DeadlineReached, Fact, Subject};
use proto::registration as wire;
use proto::registration::authority_service_client::AuthorityServiceClient;
use proto::registration::dossier_service_client::DossierServiceClient;
use proto::registration::obligation_service_client::ObligationServiceClient;
use proto::registration::plan_service_client::PlanServiceClient;
use proto::registration::school_service_client::SchoolServiceClient;
use proto::registration::self_assessment_service_client::SelfAssessmentServiceClient;
use uuid::Uuid;

use crate::builders::{moment, school};

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
        Self::since(ground, START).await
    }
}

/// An officer of the Sở.
pub fn officer() -> Identity {
    Identity::new("chuyen-vien", Role::DepartmentOfficer)
}

/// A leader of the Sở.
pub fn leader() -> Identity {
    Identity::new("giam-doc", Role::DepartmentLeader)
}

/// An administrator.
pub fn administrator() -> Identity {
    Identity::new("quan-tri", Role::Administrator)
}

/// The people of the school that is named `school`, and nobody else.
pub fn head_of(school: &wire::School) -> Identity {
    Identity::new("hieu-truong", Role::School).within(id(&school.name).to_string())
}

/// The people of a local authority.
pub fn local(authority: &wire::Authority) -> Identity {
    Identity::new("can-bo-xa", Role::Commune).within(id(&authority.name).to_string())
}

impl World {
    /// The service, with its time beginning at `start`.
    pub async fn since(ground: ground::World, start: &str) -> Self {
        Self(Hosted::start(ground, registration::NAME, moment(start), registration::assemble).await)
    }

    /// Moves time on to `text`.
    pub fn at(&self, text: &str) {
        self.journal.clock.advance(moment(text));
    }

    /// Authorities as `identity` sees them.
    pub fn authorities(&self, identity: &Identity) -> AuthorityServiceClient<Door> {
        AuthorityServiceClient::new(self.door(identity))
    }

    /// Schools as `identity` sees them.
    pub fn schools(&self, identity: &Identity) -> SchoolServiceClient<Door> {
        SchoolServiceClient::new(self.door(identity))
    }

    /// Plans as `identity` sees them.
    pub fn plans(&self, identity: &Identity) -> PlanServiceClient<Door> {
        PlanServiceClient::new(self.door(identity))
    }

    /// Obligations as `identity` sees them.
    pub fn obligations(&self, identity: &Identity) -> ObligationServiceClient<Door> {
        ObligationServiceClient::new(self.door(identity))
    }

    /// Self-assessments as `identity` sees them.
    pub fn self_assessments(&self, identity: &Identity) -> SelfAssessmentServiceClient<Door> {
        SelfAssessmentServiceClient::new(self.door(identity))
    }

    /// Dossiers as `identity` sees them.
    pub fn dossiers(&self, identity: &Identity) -> DossierServiceClient<Door> {
        DossierServiceClient::new(self.door(identity))
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

    /// The department that the configuration names.
    pub async fn department(&self) -> wire::Authority {
        let only = wire::ListAuthoritiesRequest {
            kind: wire::AuthorityKind::Department.into(),
            ..Default::default()
        };
        let found = self.authorities(&administrator()).list_authorities(only).await;
        found.unwrap().into_inner().authorities.remove(0)
    }

    /// Enters an authority of level `kind` under `parent`.
    pub async fn authority(
        &self,
        kind: wire::AuthorityKind,
        name: &str,
        code: &str,
        parent: &wire::Authority,
    ) -> wire::Authority {
        let create = wire::CreateAuthorityRequest {
            authority: Some(wire::Authority {
                display_name: name.to_owned(),
                kind: kind.into(),
                code: code.to_owned(),
                parent: parent.name.clone(),
                email: "vanthu@coquan.example".to_owned(),
                ..Default::default()
            }),
            request_id: fresh_id(),
            validate_only: false,
        };
        let created = self.authorities(&administrator()).create_authority(create).await;
        created.unwrap().into_inner()
    }

    /// The commune of the test's schools, entered when it is first asked for.
    pub async fn commune(&self) -> wire::Authority {
        let named = wire::GetAuthorityRequest {
            name: "authorities/H37.14.1".to_owned(),
        };
        match self.authorities(&administrator()).get_authority(named).await {
            Ok(found) => found.into_inner(),
            Err(_) => {
                let department = self.department().await;
                self.authority(
                    wire::AuthorityKind::Commune,
                    "Ủy ban nhân dân xã Bắc Sơn",
                    "H37.14.1",
                    &department,
                )
                .await
            }
        }
    }

    /// Enters a school that the department manages.
    pub async fn enter(&self, name: &str) -> wire::School {
        let commune = self.commune().await;
        let create = wire::CreateSchoolRequest {
            school: Some(wire::School {
                commune: commune.name.clone(),
                authority: commune.province.clone(),
                ..school(name)
            }),
            request_id: fresh_id(),
            validate_only: false,
        };
        let created = self.schools(&officer()).create_school(create).await;
        created.unwrap().into_inner()
    }
}

/// The id in a resource's name.
pub fn id(name: &str) -> Uuid {
    Uuid::parse_str(name.rsplit_once('/').unwrap().1).unwrap()
}
