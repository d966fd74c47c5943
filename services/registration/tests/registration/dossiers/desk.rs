//! What the service tests of dossiers do again and again.

use ground::fresh_id;
use platform::identity::Identity;
use proto::fact::{Body, Fact, Subject};
use proto::registration as wire;
use tonic::Status;
use uuid::Uuid;

use crate::builders::*;
use crate::world::{World, head_of, id, local, officer};

/// A command on `dossier` that needs nothing else.
pub fn asked(dossier: &wire::Dossier) -> wire::DossierRequest {
    wire::DossierRequest {
        name: dossier.name.clone(),
        request_id: fresh_id(),
        ..wire::DossierRequest::default()
    }
}

/// A command on `dossier` with a reason.
pub fn reasoned(dossier: &wire::Dossier) -> wire::ReasonedDossierRequest {
    wire::ReasonedDossierRequest {
        name: dossier.name.clone(),
        reason: "Chưa đủ điều kiện".to_owned(),
        request_id: fresh_id(),
        ..wire::ReasonedDossierRequest::default()
    }
}

/// A request for what `dossier` lacks.
pub fn lacking(dossier: &wire::Dossier, defect: &str) -> wire::RequestSupplementRequest {
    wire::RequestSupplementRequest {
        name: dossier.name.clone(),
        defects: vec![defect.to_owned()],
        request_id: fresh_id(),
        ..wire::RequestSupplementRequest::default()
    }
}

impl World {
    /// A district with a commune under it.
    pub async fn district(&self) -> (wire::Authority, wire::Authority) {
        let department = self.department().await;
        let (district, commune) = (wire::AuthorityKind::District, wire::AuthorityKind::Commune);
        let district = self
            .authority(district, "Phòng GDĐT huyện Bắc Sơn", "H37.30", &department)
            .await;
        let commune = self
            .authority(commune, "Ủy ban nhân dân xã Vũ Lễ", "H37.30.1", &district)
            .await;
        (district, commune)
    }

    /// Enters a school in `commune` that `authority` manages.
    pub async fn enter_under(
        &self,
        name: &str,
        commune: &wire::Authority,
        authority: &wire::Authority,
    ) -> wire::School {
        let create = wire::CreateSchoolRequest {
            school: Some(wire::School {
                commune: commune.name.clone(),
                authority: authority.name.clone(),
                ..school(name)
            }),
            request_id: fresh_id(),
            validate_only: false,
        };
        let created = self.schools(&officer()).create_school(create).await;
        created.unwrap().into_inner()
    }

    /// Puts a dossier of `school` together on a self-assessment of its own.
    pub async fn prepare(&self, school: &wire::School) -> wire::Dossier {
        let assessment = self.assessed(school, "2023-2024", 2).await;
        self.prepare_from(school, preparation(school, &assessment.name))
            .await
            .unwrap()
    }

    /// Puts a dossier of `school` together from `preparation`.
    pub async fn prepare_from(
        &self,
        school: &wire::School,
        preparation: wire::PrepareDossierRequest,
    ) -> Result<wire::Dossier, Status> {
        let mut client = self.dossiers(&head_of(school));
        let prepared = client.prepare_dossier(preparation).await?;
        Ok(prepared.into_inner())
    }

    /// Has the school of `dossier` hand it in.
    pub async fn hand_in(&self, dossier: &wire::Dossier) -> Result<wire::Dossier, Status> {
        let school = wire::School {
            name: dossier.school.clone(),
            ..wire::School::default()
        };
        let mut client = self.dossiers(&head_of(&school));
        Ok(client.submit_dossier(asked(dossier)).await?.into_inner())
    }

    /// A dossier of `school` that was handed in.
    pub async fn submit(&self, school: &wire::School) -> wire::Dossier {
        let draft = self.prepare(school).await;
        self.hand_in(&draft).await.unwrap()
    }

    /// Has `checker` take `dossier` up.
    pub async fn begin_check(&self, checker: &Identity, dossier: &wire::Dossier) {
        self.dossiers(checker).begin_check(asked(dossier)).await.unwrap();
    }

    /// Has `authority` check `dossier` and pass it on.
    pub async fn forward(&self, authority: &wire::Authority, dossier: &wire::Dossier) {
        let people = local(authority);
        self.begin_check(&people, dossier).await;
        self.dossiers(&people)
            .forward_dossier(asked(dossier))
            .await
            .unwrap();
    }

    /// Has the Sở check `dossier` and accept it.
    pub async fn accept(&self, dossier: &wire::Dossier) -> wire::Dossier {
        self.begin_check(&officer(), dossier).await;
        let accepted = self.dossiers(&officer()).accept_dossier(asked(dossier)).await;
        accepted.unwrap().into_inner()
    }

    /// Has `producer` announce `body` of `dossier` as the entry `sequence` of its case.
    pub async fn announce(
        &self,
        producer: &str,
        sequence: i64,
        dossier: &wire::Dossier,
        body: Body,
    ) -> Option<String> {
        let subject = Subject {
            case_id: id(&dossier.name).to_string(),
            school_id: id(&dossier.school).to_string(),
            target: dossier.target,
            ..Subject::default()
        };
        let fact = Fact {
            subject: Some(subject),
            body: Some(body),
        };
        self.hear(producer, sequence, fact, self.journal.clock.now())
            .await
    }

    /// The limits that were found broken in `case_id`.
    pub async fn breaches(&self, case_id: Uuid) -> Vec<String> {
        let facts = self.facts(case_id).await;
        facts
            .iter()
            .filter_map(|fact| match fact.fact().unwrap().body {
                Some(Body::DeadlineBreached(breach)) => Some(format!("{} {}", breach.limit, breach.due_on)),
                _ => None,
            })
            .collect()
    }
}
