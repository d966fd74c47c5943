//! Certificates and what was ordered, revoked and restored.

use calendar::Day;
use proto::fact::{Measure, RecognitionKind, Target};
use proto::recognition::CertificateState;
use serde::Serialize;

use super::super::{Cell, Row, Word};
use super::recognition::decided_by;
use super::{At, ReportFile, at, day, or_blank, some};

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// `certificates/{id}`.
    pub name: String,
    /// Its number.
    pub number: String,
    /// `schools/{id}`.
    pub school: String,
    /// The school's name when it was issued.
    pub school_name: String,
    /// What it certifies.
    pub target: Word,
    /// Whether the school was recognised before.
    pub kind: Word,
    /// The day of recognition.
    pub recognised_on: Option<Day>,
    /// The first day of validity.
    pub valid_from: Option<Day>,
    /// The printed last day of validity.
    pub valid_until: Option<Day>,
    /// How it stands today.
    pub state: Word,
    /// The days on which it was and is in force.
    pub spans: Vec<Span>,
    /// The number of the decision, if known.
    pub decision_number: Option<String>,
    /// The regime under which it was issued.
    pub regime: String,
    /// Whether it was issued outside this system.
    pub entered: bool,
    /// The code by which anyone can check it.
    pub verification_code: Option<String>,
    /// When the school registered for its renewal.
    pub renewal_registered_at: Option<At>,
    /// The order to remedy that stands, or stood last.
    pub remedy: Option<Remedy>,
    /// The conclusion that it is to be revoked, while nothing has answered it.
    pub revocation: Option<Revocation>,
    /// What is prepared and not signed.
    pub prepared: Option<PreparedMeasure>,
    /// What was signed, oldest first.
    pub measures: Vec<SignedMeasure>,
    /// Who signs measures on it: `department` or `province`.
    pub decided_by: String,
    /// The version seen.
    pub etag: String,
}

/// Days on which a certificate is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The first.
    pub from: Option<Day>,
    /// The last.
    pub until: Option<Day>,
}

/// An order to remedy, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remedy {
    /// What is to be remedied.
    pub requirements: Vec<String>,
    /// The last day for it.
    pub remedy_by: Option<Day>,
    /// The day it was ordered.
    pub ordered_on: Option<Day>,
    /// When the school reported.
    pub reported_at: Option<At>,
    /// What the school did.
    pub summary: Option<String>,
    /// The school's report.
    pub report: Option<ReportFile>,
    /// Whether everything is remedied; none while the Sở has not concluded.
    pub accepted: Option<bool>,
    /// The Sở's reasons.
    pub reasons: Option<String>,
}

/// A conclusion that a certificate is to be revoked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Revocation {
    /// Why.
    pub reasons: String,
    /// The document.
    pub document_number: String,
    /// Who concluded.
    pub concluded_by: String,
    /// When.
    pub at: Option<At>,
}

/// What is prepared and not signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PreparedMeasure {
    /// Which.
    pub measure: Word,
    /// Why.
    pub reasons: String,
    /// The hash of the text laid before the signer.
    pub text_sha256: String,
    /// Who prepared it.
    pub prepared_by: String,
    /// What is to be remedied, in an order to remedy.
    pub requirements: Vec<String>,
    /// The last day for it.
    pub remedy_by: Option<Day>,
}

/// What was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignedMeasure {
    /// Which.
    pub measure: Word,
    /// Why.
    pub reasons: String,
    /// The document's number.
    pub number: String,
    /// The day it was signed.
    pub signed_on: Option<Day>,
    /// Who prepared it.
    pub prepared_by: String,
    /// Who signed it.
    pub signer: String,
}

impl From<proto::recognition::Certificate> for Certificate {
    fn from(one: proto::recognition::Certificate) -> Self {
        let span = |span: proto::recognition::Span| Span {
            from: day(&span.from),
            until: day(&span.until),
        };
        Self {
            target: Word::of::<Target>(one.target),
            kind: Word::of::<RecognitionKind>(one.kind),
            state: Word::of::<CertificateState>(one.state),
            recognised_on: day(&one.recognised_on),
            valid_from: day(&one.valid_from),
            valid_until: day(&one.valid_until),
            spans: one.spans.into_iter().map(span).collect(),
            decision_number: some(one.decision_number),
            verification_code: some(one.verification_code),
            renewal_registered_at: at(one.renewal_registered_at.as_ref()),
            remedy: one.remedy.map(Remedy::from),
            revocation: one.revocation.map(Revocation::from),
            prepared: one.prepared.map(PreparedMeasure::from),
            measures: one.measures.into_iter().map(SignedMeasure::from).collect(),
            name: one.name,
            number: one.number,
            school: one.school,
            school_name: one.school_name,
            regime: one.regime,
            entered: one.entered,
            decided_by: one.decided_by,
            etag: one.etag,
        }
    }
}

impl From<proto::recognition::Remedy> for Remedy {
    fn from(remedy: proto::recognition::Remedy) -> Self {
        Self {
            remedy_by: day(&remedy.remedy_by),
            ordered_on: day(&remedy.ordered_on),
            reported_at: at(remedy.reported_at.as_ref()),
            summary: some(remedy.summary),
            report: remedy.report.map(ReportFile::from),
            accepted: remedy.concluded.then_some(remedy.accepted),
            reasons: some(remedy.reasons),
            requirements: remedy.requirements,
        }
    }
}

impl From<proto::recognition::RevocationConclusion> for Revocation {
    fn from(one: proto::recognition::RevocationConclusion) -> Self {
        Self {
            at: at(one.at.as_ref()),
            reasons: one.reasons,
            document_number: one.document_number,
            concluded_by: one.concluded_by,
        }
    }
}

impl From<proto::recognition::PreparedMeasure> for PreparedMeasure {
    fn from(one: proto::recognition::PreparedMeasure) -> Self {
        Self {
            measure: Word::of::<Measure>(one.measure),
            remedy_by: day(&one.remedy_by),
            reasons: one.reasons,
            text_sha256: one.text_sha256,
            prepared_by: one.prepared_by,
            requirements: one.requirements,
        }
    }
}

impl From<proto::recognition::SignedMeasure> for SignedMeasure {
    fn from(one: proto::recognition::SignedMeasure) -> Self {
        Self {
            measure: Word::of::<Measure>(one.measure),
            signed_on: day(&one.signed_on),
            reasons: one.reasons,
            number: one.number,
            prepared_by: one.prepared_by,
            signer: one.signer,
        }
    }
}

impl Certificate {
    /// What people read besides: what is ordered, concluded and prepared, and the renewal.
    pub fn remarks(&self) -> Vec<String> {
        let vietnamese = |day: Option<Day>| day.map(Day::vietnamese).unwrap_or_default();
        let mut remarks = Vec::new();
        if let Some(remedy) = &self.remedy {
            let stands = match (remedy.accepted, remedy.reported_at) {
                (Some(true), _) => "đã khắc phục xong",
                (Some(false), _) => "chưa khắc phục xong",
                (None, Some(_)) => "nhà trường đã báo cáo, chờ kết luận",
                (None, None) => "nhà trường chưa báo cáo",
            };
            remarks.push(format!(
                "Yêu cầu khắc phục trước hết ngày {}: {} ({stands})",
                vietnamese(remedy.remedy_by),
                remedy.requirements.join("; ")
            ));
        }
        if let Some(conclusion) = &self.revocation {
            remarks.push(format!(
                "{} kết luận phải thu hồi theo {}: {}",
                conclusion.concluded_by, conclusion.document_number, conclusion.reasons
            ));
        }
        if let Some(prepared) = &self.prepared {
            remarks.push(format!(
                "{} đã dự thảo {}, chưa ký: {}",
                prepared.prepared_by, prepared.measure.vietnamese, prepared.reasons
            ));
        }
        if let Some(registered) = self.renewal_registered_at {
            let on = calendar::local_day(registered.0).vietnamese();
            remarks.push(format!("Đã đăng ký công nhận lại ngày {on}"));
        }
        remarks
    }
}

impl Row for Certificate {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("number", "Số chứng nhận"),
        ("school_name", "Trường"),
        ("target", "Chứng nhận"),
        ("state", "Hôm nay"),
        ("recognised_on", "Ngày công nhận"),
        ("valid_from", "Giá trị từ"),
        ("valid_until", "Giá trị đến"),
        ("decision_number", "Quyết định"),
        ("entered", "Cấp ngoài hệ thống"),
        ("verification_code", "Mã kiểm tra"),
        ("decided_by", "Cấp quyết định"),
        ("name", "Mã"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.number),
            Cell::text(&self.school_name),
            Cell::Word(self.target),
            Cell::Word(self.state),
            Cell::Day(self.recognised_on),
            Cell::Day(self.valid_from),
            Cell::Day(self.valid_until),
            or_blank(self.decision_number.as_ref()),
            Cell::Flag(self.entered),
            or_blank(self.verification_code.as_ref()),
            decided_by(&self.decided_by),
            Cell::text(&self.name),
        ]
    }
}

impl Row for Span {
    const COLUMNS: &'static [(&'static str, &'static str)] =
        &[("from", "Còn hiệu lực từ"), ("until", "Đến hết")];

    fn cells(&self) -> Vec<Cell> {
        vec![Cell::Day(self.from), Cell::Day(self.until)]
    }
}

impl Row for SignedMeasure {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("measure", "Văn bản"),
        ("number", "Số"),
        ("signed_on", "Ngày ký"),
        ("signer", "Người ký"),
        ("prepared_by", "Người dự thảo"),
        ("reasons", "Lý do"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Word(self.measure),
            Cell::text(&self.number),
            Cell::Day(self.signed_on),
            Cell::text(&self.signer),
            Cell::text(&self.prepared_by),
            Cell::text(&self.reasons),
        ]
    }
}

#[cfg(test)]
mod tests {
    use proto::recognition as wire;

    use super::super::super::table;
    use super::*;

    #[test]
    fn what_was_ordered_and_revoked_is_told() {
        let span = |from: &str, until: &str| wire::Span {
            from: from.to_owned(),
            until: until.to_owned(),
        };
        let certificate = Certificate::from(wire::Certificate {
            state: CertificateState::InForce.into(),
            spans: vec![span("2021-10-15", "2024-01-01"), span("2024-02-15", "2026-10-15")],
            remedy: Some(wire::Remedy {
                requirements: vec!["sửa tường rào".to_owned(), "bổ sung phòng học".to_owned()],
                remedy_by: "2024-05-31".to_owned(),
                concluded: true,
                ..wire::Remedy::default()
            }),
            revocation: Some(wire::RevocationConclusion {
                reasons: "không còn đủ điều kiện".to_owned(),
                document_number: "46/KL-SGDĐT".to_owned(),
                concluded_by: "Trần Văn Minh".to_owned(),
                at: None,
            }),
            prepared: Some(wire::PreparedMeasure {
                measure: Measure::Revocation.into(),
                reasons: "không còn đủ điều kiện".to_owned(),
                prepared_by: "Nguyễn Thị Hạnh".to_owned(),
                ..wire::PreparedMeasure::default()
            }),
            measures: vec![wire::SignedMeasure {
                measure: Measure::RemedyOrder.into(),
                reasons: "kiểm tra đột xuất".to_owned(),
                number: "45/SGDĐT-QLCL".to_owned(),
                signed_on: "2024-01-02".to_owned(),
                prepared_by: "Nguyễn Thị Hạnh".to_owned(),
                signer: "Trần Văn Minh".to_owned(),
            }],
            ..wire::Certificate::default()
        });
        insta::assert_snapshot!(format!(
            "{}\n{}\n{}",
            table(&certificate.spans),
            table(&certificate.measures),
            certificate.remarks().join("\n")
        ));
    }
}
