//! The ground a service test stands on: the whole service in this process, over a database of its own, in
//! virtual time, with a bus on which the test plays the other services.

use std::ops::Deref;

use ground::{Door, Hosted, Stand, fresh_id};
use platform::identity::{Identity, Role};
use platform::journal::entry;
use proto::fact::{Body, ClockDue, DeadlineReached, Fact, FinalReportSubmitted, SchoolStanding};
use proto::recognition as wire;
use proto::recognition::certificate_service_client::CertificateServiceClient;
use proto::recognition::decision_service_client::DecisionServiceClient;
use proto::recognition::register_service_client::RegisterServiceClient;
use proto::recognition::statistics_service_client::StatisticsServiceClient;
use recognition::domain::{Case, DECIDE};
use uuid::Uuid;

use crate::builders::{ADMINISTRATOR, LEADER, OFFICER, PROVINCE, SHA, moment, standing, subject};

/// Where every rehearsal of these tests begins.
pub const START: &str = "2024-06-03T08:00:00+07:00";

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
        Self(Hosted::start(ground, recognition::NAME, moment(START), recognition::assemble).await)
    }
}

/// Decisions, for one identity.
pub type Client = DecisionServiceClient<Door>;

/// An officer of the Sở.
pub fn officer() -> Identity {
    Identity::new(OFFICER, Role::DepartmentOfficer)
}

/// A leader of the Sở.
pub fn leader() -> Identity {
    Identity::new(LEADER, Role::DepartmentLeader)
}

/// The chairman of the People's Committee.
pub fn province() -> Identity {
    Identity::new(PROVINCE, Role::Province)
}

/// An administrator.
pub fn administrator() -> Identity {
    Identity::new(ADMINISTRATOR, Role::Administrator)
}

/// The people of the school of `case`, and nobody else.
pub fn head_of(case: &Case) -> Identity {
    Identity::new("hieu-truong", Role::School).within(case.school_id.to_string())
}

impl World {
    /// Moves time on to `text`.
    pub fn at(&self, text: &str) {
        self.journal.clock.advance(moment(text));
    }

    /// Decisions, as `identity` sees them.
    pub fn decisions(&self, identity: &Identity) -> Client {
        DecisionServiceClient::new(self.door(identity))
    }

    /// Certificates, as `identity` sees them.
    pub fn certificates(&self, identity: &Identity) -> CertificateServiceClient<Door> {
        CertificateServiceClient::new(self.door(identity))
    }

    /// The register, as `identity` sees it.
    pub fn register(&self, identity: &Identity) -> RegisterServiceClient<Door> {
        RegisterServiceClient::new(self.door(identity))
    }

    /// Figures, as `identity` sees them.
    pub fn statistics(&self, identity: &Identity) -> StatisticsServiceClient<Door> {
        StatisticsServiceClient::new(self.door(identity))
    }

    /// Decisions, for an officer of the Sở.
    pub fn officer(&self) -> Client {
        self.decisions(&officer())
    }

    /// Decisions, for a leader of the Sở.
    pub fn leader(&self) -> Client {
        self.decisions(&leader())
    }

    /// Decisions, for the chairman of the People's Committee.
    pub fn province(&self) -> Client {
        self.decisions(&province())
    }

    /// Has `producer` say `body` of `case`, now, as its fact `sequence` of the case. Says why it was parked, if it
    /// was.
    pub async fn tell(&self, producer: &str, sequence: i64, case: &Case, body: Body) -> Option<String> {
        let fact = Fact {
            subject: Some(subject(case)),
            body: Some(body),
        };
        self.hear(producer, sequence, fact, self.journal.clock.now())
            .await
    }

    /// Has the review of `case` end with a report of `level`, now. Everything else holds of the school.
    pub async fn report(&self, case: &Case, level: u32) {
        self.report_with(case, level, Some(standing())).await;
    }

    /// Has the review of `case` end with a report of `level`, now, in which the team found `standing` of the school.
    pub async fn report_with(&self, case: &Case, level: u32, standing: Option<SchoolStanding>) {
        let body = FinalReportSubmitted {
            level,
            report_sha256: SHA.to_owned(),
            standing,
            ..FinalReportSubmitted::default()
        };
        let parked = self
            .tell("review", 1, case, Body::FinalReportSubmitted(body))
            .await;
        assert_eq!(parked, None);
    }

    /// Has the scheduler say that a limit of `case` has run out.
    pub async fn reach(&self, case: &Case, sequence: i64, reached: DeadlineReached) -> Option<String> {
        self.tell("scheduler", sequence, case, Body::DeadlineReached(reached))
            .await
    }

    /// Has the scheduler say when a limit of `case` ends.
    pub async fn due(&self, case: &Case, sequence: i64, due_on: &str) {
        let due = ClockDue {
            clock_id: Uuid::now_v7().to_string(),
            limit: DECIDE.to_owned(),
            due_on: due_on.to_owned(),
            ..ClockDue::default()
        };
        let parked = self.tell("scheduler", sequence, case, Body::ClockDue(due)).await;
        assert_eq!(parked, None);
    }

    /// Brings the decision of `case` to a draft that recognises or refuses.
    pub async fn draft(&self, case: &Case, recognise: bool) -> wire::Decision {
        let concluded = wire::ConcludeAppraisalRequest {
            recognise,
            reasons: "Đã thẩm định".to_owned(),
            ..conclusion(case)
        };
        self.officer().conclude_appraisal(concluded).await.unwrap();
        self.officer()
            .draft_decision(drafting(case))
            .await
            .unwrap()
            .into_inner()
    }

    /// Brings the decision of `case`, on which the Sở decides, to its signature.
    pub async fn sign(&self, case: &Case, recognise: bool) -> wire::Decision {
        self.draft(case, recognise).await;
        self.leader()
            .sign_decision(signature(case))
            .await
            .unwrap()
            .into_inner()
    }

    /// What stands in the journal of `case`.
    pub async fn facts(&self, case: &Case) -> Vec<entry::Model> {
        self.0.facts(case.id).await
    }

    /// The types of what stands in the journal of `case`, without the service's name.
    pub async fn history(&self, case: &Case) -> Vec<String> {
        self.0.history(case.id).await
    }
}

/// The name of the decision of `case`.
pub fn decision(case: &Case) -> String {
    format!("decisions/{}", case.id)
}

/// A conclusion on `case`, of which nothing is said yet.
pub fn conclusion(case: &Case) -> wire::ConcludeAppraisalRequest {
    wire::ConcludeAppraisalRequest {
        name: decision(case),
        request_id: fresh_id(),
        ..Default::default()
    }
}

/// A draft of the decision of `case`.
pub fn drafting(case: &Case) -> wire::DraftDecisionRequest {
    wire::DraftDecisionRequest {
        name: decision(case),
        text_sha256: SHA.to_owned(),
        request_id: fresh_id(),
        ..Default::default()
    }
}

/// A letter of apology for the decision of `case`, with the new date `new_due_on`.
pub fn letter(case: &Case, new_due_on: &str) -> wire::DraftApologyRequest {
    wire::DraftApologyRequest {
        name: decision(case),
        reason: "Chờ ý kiến của Bộ".to_owned(),
        new_due_on: new_due_on.to_owned(),
        text_sha256: SHA.to_owned(),
        request_id: fresh_id(),
        ..Default::default()
    }
}

/// A publication of the decision of `case` at `place`.
pub fn publication(case: &Case, place: &str) -> wire::PublishDecisionRequest {
    wire::PublishDecisionRequest {
        name: decision(case),
        place: place.to_owned(),
        request_id: fresh_id(),
        ..Default::default()
    }
}

/// A signature under the prepared text of the decision of `case`.
pub fn signature(case: &Case) -> wire::SignRequest {
    wire::SignRequest {
        name: decision(case),
        text_sha256: SHA.to_owned(),
        request_id: fresh_id(),
        ..Default::default()
    }
}
