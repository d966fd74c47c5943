//! Reviewers, over the service's own door.

use std::ops::Deref;

use futures::stream;
use ground::{Door, Hosted, Stand, fresh_id};
use platform::identity::{Identity, Role};
use proto::exchange::import_part::Part;
use proto::exchange::{ImportHeader, ImportPart, ImportReport, SheetDefect, SheetFormat};
use proto::fact::{Body, Fact, SchoolRegistered, SchoolType, Subject};
use proto::review as wire;
use proto::review::reviewer_service_client::ReviewerServiceClient;
use tonic::{Response, Status};
use uuid::Uuid;

mod engagements;
mod files;
mod flow;
mod rules;
mod sight;

/// When these tests begin.
const START: &str = "2024-06-05T09:00:00+07:00";

/// The service, running, and the desk at which its list of reviewers is kept.
pub struct Desk(Hosted);

impl Deref for Desk {
    type Target = Hosted;

    fn deref(&self) -> &Hosted {
        &self.0
    }
}

impl Stand for Desk {
    async fn on(ground: ground::World) -> Self {
        let start = chrono::DateTime::parse_from_rfc3339(START).unwrap().to_utc();
        Self(Hosted::start(ground, review::NAME, start, review::assemble).await)
    }
}

/// An officer of the Sở.
fn officer() -> Identity {
    Identity::new("chuyen-vien", Role::DepartmentOfficer)
}

/// The department of the province `number`.
fn province(number: u128) -> Uuid {
    Uuid::from_u128(0xD_0000 + number)
}

/// An officer of the province `number`.
fn officer_of(number: u128) -> Identity {
    officer().within(province(number).to_string())
}

/// The id in a resource name.
fn id(name: &str) -> Uuid {
    Uuid::parse_str(name.rsplit('/').next().unwrap()).unwrap()
}

/// What everyone who is entered needs.
fn person(display_name: &str) -> wire::Reviewer {
    wire::Reviewer {
        display_name: display_name.to_owned(),
        in_sector_since: "2005-09-01".to_owned(),
        ..wire::Reviewer::default()
    }
}

fn post(employer: &str, from: &str, until: &str) -> wire::Post {
    wire::Post {
        employer: employer.to_owned(),
        position: "Giáo viên".to_owned(),
        from: from.to_owned(),
        until: until.to_owned(),
        ..wire::Post::default()
    }
}

/// Someone of whom everything is known; `school` is how a school is called.
fn full(display_name: &str, code: &str, school: &str) -> wire::Reviewer {
    wire::Reviewer {
        code: code.to_owned(),
        email: "hoa@bacson.example".to_owned(),
        phone: "0912345678".to_owned(),
        commune: "Xã Bắc Sơn".to_owned(),
        training: Some(wire::Training {
            certificate_number: "0012/CN".to_owned(),
            completed_on: "2019-06-30".to_owned(),
        }),
        fields: vec!["Quản lý trường học".to_owned(), "Toán".to_owned()],
        levels: vec![SchoolType::Primary.into(), SchoolType::MultiLevel.into()],
        career: vec![
            post(school, "2005-09-01", "2012-08-31"),
            post("Phòng Giáo dục và Đào tạo Bắc Sơn", "2012-09-01", ""),
        ],
        relations: vec![wire::Relation {
            school: school.to_owned(),
            kind: wire::RelationKind::Advised.into(),
            note: "năm học 2022-2023".to_owned(),
        }],
        absences: vec![wire::Absence {
            from: "2024-07-01".to_owned(),
            until: "2024-07-15".to_owned(),
            reason: "nghỉ phép".to_owned(),
        }],
        most_schools: 3,
        ..person(display_name)
    }
}

/// The school `number` of the province `of`, as registration announces it.
fn school_fact(number: u128, of: u128, name: &str, code: &str) -> Fact {
    let id = Uuid::from_u128(0x5_0000 + number).to_string();
    Fact {
        subject: Some(Subject {
            case_id: id.clone(),
            school_id: id,
            school_name: name.to_owned(),
            school_type: SchoolType::Primary.into(),
            commune: "Xã Bắc Sơn".to_owned(),
            province_id: province(of).to_string(),
            ..Subject::default()
        }),
        body: Some(Body::SchoolRegistered(SchoolRegistered {
            code: code.to_owned(),
            ..SchoolRegistered::default()
        })),
    }
}

/// The resource name of the school `number`.
fn school(number: u128) -> String {
    format!("schools/{}", Uuid::from_u128(0x5_0000 + number))
}

impl Desk {
    fn reviewers(&self, identity: &Identity) -> ReviewerServiceClient<Door> {
        ReviewerServiceClient::new(self.door(identity))
    }

    /// Has registration announce `fact` as the entry `sequence` of its school.
    async fn learn(&self, sequence: i64, fact: Fact) {
        let now = self.journal.clock.now();
        assert_eq!(self.hear("registration", sequence, fact, now).await, None);
    }

    async fn try_enter(
        &self,
        identity: &Identity,
        reviewer: wire::Reviewer,
    ) -> Result<wire::Reviewer, Status> {
        let request = wire::CreateReviewerRequest {
            reviewer: Some(reviewer),
            request_id: fresh_id(),
            validate_only: false,
        };
        let answer = self.reviewers(identity).create_reviewer(request).await;
        answer.map(Response::into_inner)
    }

    async fn enter(&self, identity: &Identity, reviewer: wire::Reviewer) -> wire::Reviewer {
        self.try_enter(identity, reviewer).await.unwrap()
    }

    async fn update(
        &self,
        identity: &Identity,
        reviewer: wire::Reviewer,
        etag: &str,
    ) -> Result<wire::Reviewer, Status> {
        let request = wire::UpdateReviewerRequest {
            reviewer: Some(reviewer),
            etag: etag.to_owned(),
            request_id: fresh_id(),
            validate_only: false,
        };
        let answer = self.reviewers(identity).update_reviewer(request).await;
        answer.map(Response::into_inner)
    }

    async fn retire(&self, identity: &Identity, name: &str, on: &str) -> Result<wire::Reviewer, Status> {
        let request = wire::RetireReviewerRequest {
            name: name.to_owned(),
            on: on.to_owned(),
            reason: "nghỉ hưu".to_owned(),
            request_id: fresh_id(),
            ..wire::RetireReviewerRequest::default()
        };
        let answer = self.reviewers(identity).retire_reviewer(request).await;
        answer.map(Response::into_inner)
    }

    async fn get(&self, identity: &Identity, name: &str) -> Result<wire::Reviewer, Status> {
        let name = name.to_owned();
        let request = wire::GetReviewerRequest { name };
        let answer = self.reviewers(identity).get_reviewer(request).await;
        answer.map(Response::into_inner)
    }

    /// The names of those that `identity` is answered, read by pages of two.
    async fn list(&self, identity: &Identity, asked: wire::ListReviewersRequest) -> Vec<String> {
        let (mut names, mut page_token) = (Vec::new(), String::new());
        loop {
            let request = wire::ListReviewersRequest {
                page_size: 2,
                page_token,
                ..asked.clone()
            };
            let page = self.reviewers(identity).list_reviewers(request).await;
            let page = page.unwrap().into_inner();
            names.extend(page.reviewers.into_iter().map(|reviewer| reviewer.display_name));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return names;
            }
        }
    }

    async fn import(
        &self,
        identity: &Identity,
        header: ImportHeader,
        content: &[u8],
    ) -> Result<ImportReport, Status> {
        let pieces = content
            .chunks(256 << 10)
            .map(|piece| Part::Content(piece.to_vec()));
        let parts: Vec<_> = std::iter::once(Part::Header(header)).chain(pieces).collect();
        let parts = stream::iter(parts.into_iter().map(|part| ImportPart { part: Some(part) }));
        let answer = self.reviewers(identity).import_reviewers(parts).await;
        answer.map(Response::into_inner)
    }

    async fn export(&self, identity: &Identity, format: SheetFormat) -> Vec<u8> {
        let format = format.into();
        let request = wire::ExportReviewersRequest { format };
        let answer = self.reviewers(identity).export_reviewers(request).await;
        let mut parts = answer.unwrap().into_inner();
        let mut content = Vec::new();
        while let Some(part) = parts.message().await.unwrap() {
            content.extend(part.content);
        }
        content
    }
}

/// To be written, for the caller's province.
fn header() -> ImportHeader {
    ImportHeader {
        request_id: fresh_id(),
        ..ImportHeader::default()
    }
}

/// Where something is wrong.
fn places(report: &ImportReport) -> Vec<(u32, String)> {
    let place = |defect: &SheetDefect| (defect.row, defect.column.clone());
    report.defects.iter().map(place).collect()
}

/// How many rows are new, changed and as they were.
fn counts(report: &ImportReport) -> (u32, u32, u32) {
    (report.created, report.changed, report.unchanged)
}
