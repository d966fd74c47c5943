//! The ground a service test stands on: the whole service in this process, over a database of its own, in
//! virtual time, with a bus on which the test plays the other services.

use std::ops::Deref;

use ground::{Door, Hosted, Stand, fresh_id};
use platform::identity::{Identity, Role};
use platform::journal::entry;
use proto::fact::{Body, DeadlineReached, Fact, FinalReportSubmitted};
use proto::recognition as wire;
use proto::recognition::recognition_service_client::RecognitionServiceClient;

use crate::builders::{LEADER, OFFICER, PROVINCE, SHA, moment, subject};

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

/// A client that speaks for one identity.
pub type Client = RecognitionServiceClient<Door>;

impl World {
    /// Moves time on to `text`.
    pub fn at(&self, text: &str) {
        self.journal.clock.advance(moment(text));
    }

    /// The service as `identity` sees it.
    pub fn client(&self, identity: &Identity) -> Client {
        RecognitionServiceClient::new(self.door(identity))
    }

    pub fn officer(&self) -> Client {
        self.client(&Identity::new(OFFICER, Role::DepartmentOfficer))
    }

    pub fn leader(&self) -> Client {
        self.client(&Identity::new(LEADER, Role::DepartmentLeader))
    }

    pub fn province(&self) -> Client {
        self.client(&Identity::new(PROVINCE, Role::Province))
    }

    /// Has the review of `case` end with a report of `level`, now.
    pub async fn report(&self, case: &recognition::domain::Case, level: u32) {
        let body = FinalReportSubmitted {
            level,
            report_sha256: SHA.to_owned(),
            ..FinalReportSubmitted::default()
        };
        let fact = Fact {
            subject: Some(subject(case)),
            body: Some(Body::FinalReportSubmitted(body)),
        };
        let parked = self.hear("review", 1, fact, self.journal.clock.now()).await;
        assert_eq!(parked, None);
    }

    /// Has the scheduler say that a limit of `case` has run out.
    pub async fn reach(
        &self,
        case: &recognition::domain::Case,
        sequence: i64,
        reached: DeadlineReached,
    ) -> Option<String> {
        let fact = Fact {
            subject: Some(subject(case)),
            body: Some(Body::DeadlineReached(reached)),
        };
        self.hear("scheduler", sequence, fact, self.journal.clock.now())
            .await
    }

    /// Brings the decision of `case` to a draft that recognises or refuses.
    pub async fn draft(&self, case: &recognition::domain::Case, recognise: bool) -> wire::Decision {
        let name = decision(case);
        let concluded = wire::ConcludeAppraisalRequest {
            name: name.clone(),
            recognise,
            reasons: "Đã thẩm định".to_owned(),
            request_id: fresh_id(),
            ..Default::default()
        };
        self.officer().conclude_appraisal(concluded).await.unwrap();
        let drafted = wire::DraftDecisionRequest {
            name,
            text_sha256: SHA.to_owned(),
            request_id: fresh_id(),
            ..Default::default()
        };
        self.officer().draft_decision(drafted).await.unwrap().into_inner()
    }

    /// Brings the decision of `case`, on which the Sở decides, to its signature.
    pub async fn sign(&self, case: &recognition::domain::Case, recognise: bool) -> wire::Decision {
        self.draft(case, recognise).await;
        self.leader()
            .sign_decision(signature(case))
            .await
            .unwrap()
            .into_inner()
    }

    /// What stands in the journal of `case`.
    pub async fn facts(&self, case: &recognition::domain::Case) -> Vec<entry::Model> {
        self.0.facts(case.id).await
    }

    /// The types of what stands in the journal of `case`, without the service's name.
    pub async fn history(&self, case: &recognition::domain::Case) -> Vec<String> {
        self.0.history(case.id).await
    }
}

/// The name of the decision of `case`.
pub fn decision(case: &recognition::domain::Case) -> String {
    format!("decisions/{}", case.id)
}

/// A signature under the prepared text of the decision of `case`.
pub fn signature(case: &recognition::domain::Case) -> wire::SignRequest {
    wire::SignRequest {
        name: decision(case),
        text_sha256: SHA.to_owned(),
        request_id: fresh_id(),
        ..Default::default()
    }
}
