//! Certificates over the door: schools that are known, requests, and who sends them.

use futures::stream;
use ground::fresh_id;
use platform::identity::{Identity, Role};
use proto::exchange::import_part::Part;
use proto::exchange::{ImportHeader, ImportPart, ImportReport, SheetDefect};
use proto::fact::{Body, Fact, Measure, Ownership, RecognitionKind, SchoolRegistered, Target};
use proto::recognition as wire;
use recognition::domain::Case;
use sheet::{Column, Format, Value};
use tonic::{Response, Status};

use crate::builders::*;
use crate::world::{World, leader, officer};

/// A school of the province `number`, as the case of a dossier of it.
pub fn school(number: u128) -> Case {
    placed(department_case(), number, number + 100)
}

/// Who is confined to the province `number`.
pub fn of_province(identity: Identity, number: u128) -> Identity {
    identity.within(authority(number).to_string())
}

/// A leader of the Sở, for what the People's Committee decides.
pub fn chairman() -> Identity {
    Identity::new(PROVINCE, Role::Province)
}

/// A fact about the school of `case` itself.
pub fn about_school(case: &Case, body: Body) -> Fact {
    let mut subject = subject(case);
    subject.case_id = case.school_id.to_string();
    Fact {
        subject: Some(subject),
        body: Some(body),
    }
}

/// The entry of the certificate `number`, as the law stood in 2023.
pub fn entering(school: &str, number: &str) -> wire::EnterCertificateRequest {
    wire::EnterCertificateRequest {
        school: school.to_owned(),
        target: Target::NationalStandard1.into(),
        number: number.to_owned(),
        decision_number: "1234/QĐ-UBND".to_owned(),
        recognised_on: "2023-06-01".to_owned(),
        valid_until: "2028-06-01".to_owned(),
        kind: RecognitionKind::New.into(),
        request_id: fresh_id(),
        ..Default::default()
    }
}

pub fn drafting(name: &str, measure: Measure) -> wire::DraftMeasureRequest {
    let orders = measure == Measure::RemedyOrder;
    wire::DraftMeasureRequest {
        name: name.to_owned(),
        measure: measure.into(),
        reasons: "Kiểm tra ngày 20/5/2024".to_owned(),
        text_sha256: SHA.to_owned(),
        requirements: if orders {
            vec!["Bổ sung thư viện".to_owned()]
        } else {
            Vec::new()
        },
        remedy_by: if orders {
            "2024-09-30".to_owned()
        } else {
            String::new()
        },
        request_id: fresh_id(),
        ..Default::default()
    }
}

pub fn signing(name: &str) -> wire::SignMeasureRequest {
    wire::SignMeasureRequest {
        name: name.to_owned(),
        text_sha256: SHA.to_owned(),
        request_id: fresh_id(),
        ..Default::default()
    }
}

pub fn revoking(name: &str) -> wire::ConcludeRevocationRequest {
    wire::ConcludeRevocationRequest {
        name: name.to_owned(),
        reasons: "Không còn đạt tiêu chuẩn".to_owned(),
        document_number: "15/KL-SGDĐT".to_owned(),
        request_id: fresh_id(),
        ..Default::default()
    }
}

pub fn reporting(name: &str) -> wire::ReportRemedyRequest {
    wire::ReportRemedyRequest {
        name: name.to_owned(),
        summary: "Đã bổ sung thư viện".to_owned(),
        report: Some(proto::exchange::ReportFile {
            file_name: "bao-cao.pdf".to_owned(),
            sha256: SHA.to_owned(),
            size: 7,
        }),
        request_id: fresh_id(),
        ..Default::default()
    }
}

/// The columns of a file of certificates, in an order of the test's own.
const COLUMNS: &[Column] = &[
    Column::code("Số chứng nhận"),
    Column::code("Mã trường"),
    Column::text("Danh hiệu/Cấp độ"),
    Column::text("Số quyết định"),
    Column::text("Ngày công nhận"),
    Column::text("Hiệu lực từ"),
    Column::text("Hiệu lực đến"),
    Column::text("Loại"),
];

/// A row without a fault: number, school, and what stands on every certificate.
pub fn row(number: &str, school: &str) -> [String; 8] {
    [
        number,
        school,
        "Đạt chuẩn quốc gia mức độ 1",
        "1234/QĐ-UBND",
        "01/6/2023",
        "",
        "01/6/2028",
        "Công nhận mới",
    ]
    .map(str::to_owned)
}

pub fn file(rows: &[[String; 8]]) -> Vec<u8> {
    let rows = rows
        .iter()
        .map(|row| row.iter().map(|cell| Value::text(cell)).collect());
    sheet::write(Format::Csv, "Chứng nhận", COLUMNS, rows).unwrap()
}

/// Where something is wrong.
pub fn places(report: &ImportReport) -> Vec<(u32, String)> {
    let place = |defect: &SheetDefect| (defect.row, defect.column.clone());
    report.defects.iter().map(place).collect()
}

/// New, unchanged, and whether it was written.
pub fn counts(report: &ImportReport) -> (u32, u32, bool) {
    (report.created, report.unchanged, report.written)
}

impl World {
    /// Has registration say that the school of `case` is there, under `code`.
    pub async fn enrol(&self, case: &Case, code: &str) {
        let registered = Body::SchoolRegistered(SchoolRegistered {
            ownership: Ownership::Public.into(),
            code: code.to_owned(),
        });
        assert_eq!(self.of_school(case, 1, registered).await, None);
    }

    /// Has registration say `body` of the school of `case`, now, as its fact `sequence`.
    pub async fn of_school(&self, case: &Case, sequence: i64, body: Body) -> Option<String> {
        let fact = about_school(case, body);
        self.hear("registration", sequence, fact, self.journal.clock.now())
            .await
    }

    /// Enters the certificate `number` of the school of `case`, which is known.
    pub async fn enter(&self, case: &Case, number: &str) -> wire::Certificate {
        let request = entering(&format!("schools/{}", case.school_id), number);
        let entered = self.certificates(&officer()).enter_certificate(request).await;
        entered.unwrap().into_inner()
    }

    pub async fn certificate(&self, identity: &Identity, name: &str) -> Result<wire::Certificate, Status> {
        let request = wire::GetCertificateRequest {
            name: name.to_owned(),
        };
        let answer = self.certificates(identity).get_certificate(request).await;
        answer.map(Response::into_inner)
    }

    /// An officer prepares `measure`, and `signer` signs it.
    pub async fn take(&self, name: &str, measure: Measure, signer: &Identity) -> wire::Certificate {
        let draft = drafting(name, measure);
        self.certificates(&officer()).draft_measure(draft).await.unwrap();
        let signed = self.certificates(signer).sign_measure(signing(name)).await;
        signed.unwrap().into_inner()
    }

    /// A leader concludes that it is to be revoked; it is, signed by `signer`.
    pub async fn revoke(&self, name: &str, signer: &Identity) -> wire::Certificate {
        let concluded = self
            .certificates(&leader())
            .conclude_revocation(revoking(name))
            .await;
        concluded.unwrap();
        self.take(name, Measure::Revocation, signer).await
    }

    pub async fn import_certificates(
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
        let answer = self.certificates(identity).import_certificates(parts).await;
        answer.map(Response::into_inner)
    }

    /// The names of the certificates that `identity` is answered, read by pages of two.
    pub async fn listed(&self, identity: &Identity, asked: wire::ListCertificatesRequest) -> Vec<String> {
        let (mut names, mut page_token) = (Vec::new(), String::new());
        loop {
            let request = wire::ListCertificatesRequest {
                page_size: 2,
                page_token,
                ..asked.clone()
            };
            let page = self.certificates(identity).list_certificates(request).await;
            let page = page.unwrap().into_inner();
            names.extend(page.certificates.into_iter().map(|certificate| certificate.name));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return names;
            }
        }
    }
}

/// The id of the case in which the life of `certificate` is journaled.
pub fn case_of(certificate: &wire::Certificate) -> uuid::Uuid {
    certificate
        .name
        .strip_prefix("certificates/")
        .unwrap()
        .parse()
        .unwrap()
}

/// A header of a file for whatever the caller is confined to.
pub fn header() -> ImportHeader {
    ImportHeader {
        request_id: fresh_id(),
        ..Default::default()
    }
}

impl World {
    /// The types of what stands in the journal of `certificate`, without the service's name.
    pub async fn life(&self, certificate: &wire::Certificate) -> Vec<String> {
        let hosted: &ground::Hosted = self;
        hosted.history(case_of(certificate)).await
    }
}
