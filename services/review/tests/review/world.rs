//! The ground a service test stands on: a database of its own, a clock that it moves, facts that it sends,
//! and calls that come in by the service's own door, behind the guard.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use ground::{Stand, chains_must_hold, fresh_id, texts};
use platform::bus::{Delivery, Receiver};
use platform::identity::{Identity, Role};
use platform::inbox::Inbox;
use platform::journal::{Journal, entry, read};
use platform::time::{Clock, Moment};
use prost::Message;
use proto::exchange::ReportFile;
use proto::fact::{Body, DossierAccepted, Fact, RecognitionKind, SchoolType};
use proto::review::review_service_server::ReviewService;
use proto::review::reviewer_service_server::ReviewerService;
use proto::review::{
    AnswerCommentsRequest, CompleteStepRequest, CreateReviewerRequest, GetReviewRequest, Post, ReportRequest,
    Review, ReviewRequest, Reviewer, SubmitCommentsRequest, Training,
};
use review::domain::Case;
use review::facts::Reactions;
use review::grpc::ReviewApi;
use tonic::{Request, Status};
use uuid::Uuid;

use crate::builders::{SHA, STEPS, accepted, at, kept, law, reached};

/// When the world begins: dossiers are accepted at this moment.
pub const START: &str = "2024-06-05T09:00:00+07:00";

/// Every kind of school.
pub const LEVELS: [SchoolType; 8] = [
    SchoolType::Preschool,
    SchoolType::Primary,
    SchoolType::LowerSecondary,
    SchoolType::UpperSecondary,
    SchoolType::PrimaryAndLowerSecondary,
    SchoolType::LowerAndUpperSecondary,
    SchoolType::MultiLevel,
    SchoolType::ContinuingEducation,
];

pub struct World {
    pub journal: Journal,
    pub api: ReviewApi,
    pub inbox: Inbox,
    places: Mutex<HashMap<(&'static str, Uuid), i64>>,
    _ground: ground::World,
}

impl Stand for World {
    async fn on(ground: ground::World) -> Self {
        let journal = ground
            .journal_at(review::NAME, Clock::virtual_from(at(START)))
            .await;
        Self {
            api: ReviewApi::new(journal.clone(), law()),
            inbox: Inbox::new(journal.clone(), Arc::new(Reactions)),
            journal,
            places: Mutex::default(),
            _ground: ground,
        }
    }
}

impl World {
    pub fn now(&self) -> Moment {
        self.journal.clock.now()
    }

    pub fn wait_until(&self, moment: &str) {
        self.journal.clock.advance(at(moment));
    }

    /// Has the service receive `body` from `producer`, happening now, and not yet handle it.
    pub async fn send(&self, producer: &'static str, case: &Case, body: Body) {
        self.send_all(producer, [(case, body)]).await;
    }

    /// Has the service receive all of `bodies` at once, and not yet handle them.
    pub async fn send_all(&self, producer: &'static str, bodies: impl IntoIterator<Item = (&Case, Body)>) {
        let deliveries = bodies
            .into_iter()
            .map(|(case, body)| self.delivery(producer, case, body))
            .collect();
        self.inbox.receive(deliveries).await.unwrap();
    }

    fn delivery(&self, producer: &'static str, case: &Case, body: Body) -> Delivery {
        let sequence = {
            let mut places = self.places.lock().unwrap();
            let place = places.entry((producer, case.id)).or_default();
            *place += 1;
            *place
        };
        let name = format!("{producer}/{}/{sequence}", case.id);
        Delivery {
            producer: producer.to_owned(),
            fact_id: Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()),
            case_id: case.id,
            sequence,
            fact_type: body.fact_type(producer),
            occurred_at: self.now(),
            recorded_at: self.now(),
            payload: Fact {
                subject: Some(case.subject()),
                body: Some(body),
            }
            .encode_to_vec(),
        }
    }

    /// Handles what was received.
    pub async fn handle(&self) {
        while self.inbox.pass().await.unwrap() > 0 {}
    }

    pub async fn accept(&self, case: &Case) {
        let kind = RecognitionKind::New.into();
        let body = Body::DossierAccepted(DossierAccepted { kind });
        self.send("registration", case, body).await;
        self.handle().await;
    }

    pub async fn end(&self, case: &Case, limit: &str, due_on: &str) {
        let body = Body::DeadlineReached(reached(limit, due_on));
        self.send("scheduler", case, body).await;
        self.handle().await;
    }

    /// The journal of a case: types of facts, in order.
    pub async fn told(&self, case: &Case) -> Vec<String> {
        let entries = self.entries(case).await;
        entries.into_iter().map(|entry| entry.fact_type).collect()
    }

    pub async fn entries(&self, case: &Case) -> Vec<entry::Model> {
        let connection = self.journal.database.reader();
        read::entries(connection, case.id, 0, 1_000).await.unwrap()
    }

    /// Why facts were parked.
    pub async fn parked(&self) -> Vec<String> {
        let sql = "SELECT parked_reason FROM inbox WHERE parked_reason IS NOT NULL";
        texts(self.journal.database.reader(), sql).await
    }

    pub async fn chains_must_hold(&self) {
        chains_must_hold(&self.journal).await;
    }

    pub async fn review(&self, case: &Case) -> Review {
        let request = GetReviewRequest { name: name(case) };
        self.api
            .get_review(by(officer(), request))
            .await
            .unwrap()
            .into_inner()
    }

    /// Enters `count` eligible reviewers.
    pub async fn reviewers(&self, count: usize) -> Vec<Reviewer> {
        let mut reviewers = Vec::new();
        for number in 0..count {
            reviewers.push(self.enter(person(&format!("Người đánh giá {number:02}"))).await);
        }
        reviewers
    }

    pub async fn enter(&self, reviewer: Reviewer) -> Reviewer {
        self.enter_as(&officer(), reviewer).await
    }

    /// Has `caller` enter `reviewer`.
    pub async fn enter_as(&self, caller: &Identity, reviewer: Reviewer) -> Reviewer {
        let request = CreateReviewerRequest {
            reviewer: Some(reviewer),
            request_id: fresh_id(),
            validate_only: false,
        };
        self.api
            .create_reviewer(by(caller.clone(), request))
            .await
            .unwrap()
            .into_inner()
    }

    /// Accepts the case and establishes a team of five for it.
    pub async fn with_team(&self, case: &Case) -> Vec<Identity> {
        self.accept(case).await;
        let people = self.reviewers(5).await;
        self.establish(&[case], &people).await;
        people.iter().map(member).collect()
    }

    /// As far as the draft with the school.
    pub async fn with_draft(&self, case: &Case) -> Vec<Identity> {
        let team = self.with_team(case).await;
        for step in STEPS {
            let request = CompleteStepRequest {
                name: name(case),
                step: step.into(),
                minutes: "Biên bản".to_owned(),
                request_id: fresh_id(),
                ..CompleteStepRequest::default()
            };
            self.api
                .complete_step(by(team[0].clone(), request))
                .await
                .unwrap();
        }
        self.assess(&team[0], case, 3).await;
        self.api
            .send_draft_report(by(team[1].clone(), report_on(case, 2)))
            .await
            .unwrap();
        team
    }

    /// Comments on the draft, two of them.
    pub async fn comment(&self, case: &Case) -> Result<Review, Status> {
        let answer = self
            .api
            .submit_comments(by(headmaster(case), comments(case)))
            .await;
        answer.map(tonic::Response::into_inner)
    }
}

pub fn name(case: &Case) -> String {
    format!("reviews/{}", case.id)
}

/// `content` as it comes from `caller`, whom the guard has let in.
pub fn by<T>(caller: Identity, content: T) -> Request<T> {
    let mut request = Request::new(content);
    request.extensions_mut().insert(caller);
    request
}

pub fn officer() -> Identity {
    Identity::new("chuyen-vien", Role::DepartmentOfficer)
}

pub fn leader() -> Identity {
    Identity::new("giam-doc", Role::DepartmentLeader)
}

pub fn headmaster(case: &Case) -> Identity {
    Identity::new("hieu-truong", Role::School).within(case.school_id.to_string())
}

pub fn member(reviewer: &Reviewer) -> Identity {
    let id = reviewer.name.strip_prefix("reviewers/").unwrap();
    Identity::new(id, Role::Reviewer)
}

/// An eligible reviewer of every kind of school, with no tie to any.
pub fn person(display_name: &str) -> Reviewer {
    Reviewer {
        display_name: display_name.to_owned(),
        email: "doan@sgddt.example".to_owned(),
        in_sector_since: "2005-09-01".to_owned(),
        training: Some(Training {
            certificate_number: "CN-001".to_owned(),
            completed_on: "2019-06-30".to_owned(),
        }),
        commune: "Quỳnh Sơn".to_owned(),
        levels: LEVELS.iter().map(|level| (*level).into()).collect(),
        career: vec![post("Phòng Giáo dục và Đào tạo Bắc Sơn", "2005-09-01", "")],
        ..Reviewer::default()
    }
}

/// A post at `employer`: a school when it is `schools/{id}`, the code or the name of one that is known.
pub fn post(employer: &str, from: &str, until: &str) -> Post {
    Post {
        employer: employer.to_owned(),
        position: "Giáo viên".to_owned(),
        from: from.to_owned(),
        until: until.to_owned(),
        ..Post::default()
    }
}

pub fn comments(case: &Case) -> SubmitCommentsRequest {
    SubmitCommentsRequest {
        name: name(case),
        comments: vec!["Ý kiến một".to_owned(), "Ý kiến hai".to_owned()],
        request_id: fresh_id(),
        ..SubmitCommentsRequest::default()
    }
}

pub fn agreement(case: &Case) -> ReviewRequest {
    ReviewRequest {
        name: name(case),
        request_id: fresh_id(),
        ..ReviewRequest::default()
    }
}

pub fn answers(case: &Case) -> AnswerCommentsRequest {
    AnswerCommentsRequest {
        name: name(case),
        answers: vec![accepted(), kept("Minh chứng chưa đủ")],
        request_id: fresh_id(),
        ..AnswerCommentsRequest::default()
    }
}

pub fn report_on(case: &Case, level: u32) -> ReportRequest {
    ReportRequest {
        name: name(case),
        level,
        report: Some(ReportFile {
            file_name: "bao-cao.pdf".to_owned(),
            sha256: SHA.to_owned(),
            size: 4096,
        }),
        reason: "Đoàn thống nhất sau khi đối chiếu minh chứng".to_owned(),
        request_id: fresh_id(),
        ..ReportRequest::default()
    }
}
