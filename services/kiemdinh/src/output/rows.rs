//! The things that can be listed, in the form that programs rely on. Written by hand and kept stable:
//! fields may be added, never renamed.

use calendar::Day;
use platform::journal::read::moment;
use platform::time::Moment;
use proto::fact::{Ownership, RecognitionKind, SchoolType, Target};
use proto::recognition::DecisionState;
use proto::registration::DossierState;
use proto::scheduler::{ClockOutcome, MailState};
use serde::{Serialize, Serializer};

use super::{Cell, Row, Word, describe, rfc3339, words};

/// A moment that is RFC 3339 in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct At(pub Moment);

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&rfc3339(self.0))
    }
}

fn at(timestamp: Option<&prost_types::Timestamp>) -> Option<At> {
    timestamp.and_then(moment).map(At)
}

fn day(text: &str) -> Option<Day> {
    text.parse().ok()
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn or_dash(text: Option<&String>) -> Cell {
    Cell::text(text.cloned().unwrap_or_default())
}

/// A school.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct School {
    /// `schools/{id}`.
    pub name: String,
    /// The school's own name.
    pub display_name: String,
    /// The kind of school.
    pub school_type: Word,
    /// The commune.
    pub commune: String,
    /// Who owns it.
    pub ownership: Word,
    /// Where it receives mail.
    pub email: Option<String>,
    /// The version seen.
    pub etag: String,
}

impl From<proto::registration::School> for School {
    fn from(school: proto::registration::School) -> Self {
        Self {
            school_type: Word::of::<SchoolType>(school.school_type),
            ownership: Word::of::<Ownership>(school.ownership),
            name: school.name,
            display_name: school.display_name,
            commune: school.commune,
            email: some(school.email),
            etag: school.etag,
        }
    }
}

impl Row for School {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("display_name", "Trường"),
        ("school_type", "Loại hình"),
        ("commune", "Xã"),
        ("ownership", "Sở hữu"),
        ("email", "Thư điện tử"),
        ("name", "Mã"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.display_name),
            Cell::Word(self.school_type),
            Cell::text(&self.commune),
            Cell::Word(self.ownership),
            or_dash(self.email.as_ref()),
            Cell::text(&self.name),
        ]
    }
}

/// When a state was entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StateChange {
    /// The state.
    pub state: Word,
    /// When.
    pub at: Option<At>,
}

/// A dossier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dossier {
    /// `dossiers/{id}`.
    pub name: String,
    /// Its number, once handed in.
    pub number: Option<String>,
    /// `schools/{id}`.
    pub school: String,
    /// The school's own name.
    pub school_name: String,
    /// New recognition or renewal.
    pub kind: Word,
    /// What is asked for.
    pub target: Word,
    /// The regime, once received.
    pub regime: Option<String>,
    /// Its state.
    pub state: Word,
    /// When each state was entered.
    pub history: Vec<StateChange>,
    /// What the supplement request asked for.
    pub defects: Vec<String>,
    /// Why it was refused or withdrawn.
    pub reason: Option<String>,
    /// The version seen.
    pub etag: String,
}

impl From<proto::registration::Dossier> for Dossier {
    fn from(dossier: proto::registration::Dossier) -> Self {
        let change = |change: &proto::registration::StateChange| StateChange {
            state: Word::of::<DossierState>(change.state),
            at: at(change.at.as_ref()),
        };
        Self {
            kind: Word::of::<RecognitionKind>(dossier.kind),
            target: Word::of::<Target>(dossier.target),
            state: Word::of::<DossierState>(dossier.state),
            history: dossier.history.iter().map(change).collect(),
            name: dossier.name,
            number: some(dossier.number),
            school: dossier.school,
            school_name: dossier.school_name,
            regime: some(dossier.regime),
            defects: dossier.defects,
            reason: some(dossier.reason),
            etag: dossier.etag,
        }
    }
}

impl Row for Dossier {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("number", "Số hồ sơ"),
        ("school_name", "Trường"),
        ("kind", "Loại"),
        ("target", "Đề nghị"),
        ("regime", "Chế độ"),
        ("state", "Trạng thái"),
        ("since", "Từ"),
        ("name", "Mã"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            or_dash(self.number.as_ref()),
            Cell::text(&self.school_name),
            Cell::Word(self.kind),
            Cell::Word(self.target),
            or_dash(self.regime.as_ref()),
            Cell::Word(self.state),
            Cell::Moment(self.history.last().and_then(|change| change.at).map(|at| at.0)),
            Cell::text(&self.name),
        ]
    }
}

/// A clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Clock {
    /// `clocks/{id}`.
    pub name: String,
    /// The case.
    pub case_id: String,
    /// `schools/{id}`.
    pub school: String,
    /// The school's own name.
    pub school_name: String,
    /// The dossier's number, if any.
    pub dossier_number: Option<String>,
    /// The time limit.
    pub limit: String,
    /// The overlay, if any.
    pub overlay: Option<String>,
    /// The limit's title.
    pub title: String,
    /// The day it started.
    pub started_on: Option<Day>,
    /// The due date; none while stopped.
    pub due_on: Option<Day>,
    /// How it stands.
    pub outcome: Word,
    /// The day it ended.
    pub ended_on: Option<Day>,
    /// Whether the date may still move.
    pub projected: bool,
    /// Who owes the act.
    pub owed_by: String,
}

impl From<proto::scheduler::Clock> for Clock {
    fn from(clock: proto::scheduler::Clock) -> Self {
        Self {
            started_on: day(&clock.started_on),
            due_on: day(&clock.due_on),
            ended_on: day(&clock.ended_on),
            outcome: Word::of::<ClockOutcome>(clock.outcome),
            name: clock.name,
            case_id: clock.case_id,
            school: clock.school,
            school_name: clock.school_name,
            dossier_number: some(clock.dossier_number),
            limit: clock.limit,
            overlay: some(clock.overlay),
            title: clock.title,
            projected: clock.projected,
            owed_by: clock.owed_by,
        }
    }
}

impl Row for Clock {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("due_on", "Hạn"),
        ("outcome", "Kết quả"),
        ("school_name", "Trường"),
        ("title", "Thời hạn"),
        ("limit", "Mã thời hạn"),
        ("overlay", "Kế hoạch"),
        ("started_on", "Bắt đầu"),
        ("ended_on", "Kết thúc"),
        ("dossier_number", "Số hồ sơ"),
        ("name", "Mã"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Day(self.due_on),
            Cell::Word(self.outcome),
            Cell::text(&self.school_name),
            Cell::text(&self.title),
            Cell::text(&self.limit),
            or_dash(self.overlay.as_ref()),
            Cell::Day(self.started_on),
            Cell::Day(self.ended_on),
            or_dash(self.dossier_number.as_ref()),
            Cell::text(&self.name),
        ]
    }
}

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// `decisions/{id}`.
    pub name: String,
    /// The dossier's number.
    pub dossier_number: String,
    /// `schools/{id}`.
    pub school: String,
    /// The school's own name.
    pub school_name: String,
    /// What was asked for.
    pub target: Word,
    /// The regime.
    pub regime: String,
    /// Its state.
    pub state: Word,
    /// Who signs: `department` or `province`.
    pub decided_by: String,
    /// What the officer concluded; none before.
    pub recognises: Option<bool>,
    /// The hash of the text laid before the signer.
    pub text_sha256: Option<String>,
    /// Who prepared it.
    pub prepared_by: Option<String>,
    /// Its number, once signed.
    pub number: Option<String>,
    /// The day it was signed.
    pub signed_on: Option<Day>,
    /// Who signed it.
    pub signer: Option<String>,
    /// The certificate, when it recognises.
    pub certificate_number: Option<String>,
    /// The version seen.
    pub etag: String,
}

impl From<proto::recognition::Decision> for Decision {
    fn from(decision: proto::recognition::Decision) -> Self {
        let state = DecisionState::try_from(decision.state).unwrap_or_default();
        let appraised = !matches!(state, DecisionState::Unspecified | DecisionState::UnderAppraisal);
        Self {
            target: Word::of::<Target>(decision.target),
            state: state.into(),
            recognises: appraised.then_some(decision.recognises),
            signed_on: day(&decision.signed_on),
            name: decision.name,
            dossier_number: decision.dossier_number,
            school: decision.school,
            school_name: decision.school_name,
            regime: decision.regime,
            decided_by: decision.decided_by,
            text_sha256: some(decision.text_sha256),
            prepared_by: some(decision.prepared_by),
            number: some(decision.number),
            signer: some(decision.signer),
            certificate_number: some(decision.certificate_number),
            etag: decision.etag,
        }
    }
}

impl Row for Decision {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("number", "Số quyết định"),
        ("signed_on", "Ngày ký"),
        ("school_name", "Trường"),
        ("target", "Đề nghị"),
        ("state", "Trạng thái"),
        ("recognises", "Công nhận"),
        ("decided_by", "Cấp quyết định"),
        ("signer", "Người ký"),
        ("certificate_number", "Số chứng nhận"),
        ("dossier_number", "Số hồ sơ"),
        ("name", "Mã"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let decided_by = match self.decided_by.as_str() {
            "department" => Word {
                code: "department",
                vietnamese: "Sở GDĐT",
            },
            "province" => Word {
                code: "province",
                vietnamese: "UBND tỉnh",
            },
            _ => Word {
                code: "",
                vietnamese: "–",
            },
        };
        vec![
            or_dash(self.number.as_ref()),
            Cell::Day(self.signed_on),
            Cell::text(&self.school_name),
            Cell::Word(self.target),
            Cell::Word(self.state),
            self.recognises.map_or_else(|| Cell::text(""), Cell::Flag),
            Cell::Word(decided_by),
            or_dash(self.signer.as_ref()),
            or_dash(self.certificate_number.as_ref()),
            Cell::text(&self.dossier_number),
            Cell::text(&self.name),
        ]
    }
}

/// A mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mail {
    /// `mails/{id}`.
    pub name: String,
    /// The recipient.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
    /// Its state.
    pub state: Word,
    /// When it may leave.
    pub send_after: Option<At>,
    /// When it left.
    pub sent_at: Option<At>,
    /// The case.
    pub case_id: String,
}

impl From<proto::scheduler::Mail> for Mail {
    fn from(mail: proto::scheduler::Mail) -> Self {
        Self {
            state: Word::of::<MailState>(mail.state),
            send_after: at(mail.send_after.as_ref()),
            sent_at: at(mail.sent_at.as_ref()),
            name: mail.name,
            to: mail.to,
            subject: mail.subject,
            body: mail.body,
            case_id: mail.case_id,
        }
    }
}

impl Row for Mail {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("sent_at", "Gửi lúc"),
        ("state", "Trạng thái"),
        ("to", "Người nhận"),
        ("subject", "Tiêu đề"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Moment(self.sent_at.or(self.send_after).map(|at| at.0)),
            Cell::Word(self.state),
            Cell::text(&self.to),
            Cell::text(&self.subject),
        ]
    }
}

/// An event in the history of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    /// When it happened.
    pub at: Option<At>,
    /// The fact's type, which begins with the service.
    pub fact_type: String,
    /// Who did it.
    pub actor: String,
    /// What happened, in Vietnamese.
    pub sentence: String,
    /// The fact's id.
    pub fact_id: String,
    /// When it was recorded.
    pub recorded_at: Option<At>,
    /// Its place in the service's chain of the case.
    pub sequence: i64,
    /// The hash of its entry.
    pub hash: String,
}

impl From<proto::platform::JournalEntry> for Event {
    fn from(entry: proto::platform::JournalEntry) -> Self {
        Self {
            at: at(entry.occurred_at.as_ref()),
            recorded_at: at(entry.recorded_at.as_ref()),
            sentence: entry.fact.as_ref().map(describe).unwrap_or_default(),
            fact_type: entry.fact_type,
            actor: entry.actor,
            fact_id: entry.fact_id,
            sequence: entry.sequence,
            hash: entry.hash,
        }
    }
}

impl Row for Event {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("at", "Lúc"),
        ("sentence", "Sự việc"),
        ("actor", "Người thực hiện"),
        ("fact_type", "Loại"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Moment(self.at.map(|at| at.0)),
            Cell::text(&self.sentence),
            Cell::text(words::actor(&self.actor)),
            Cell::text(&self.fact_type),
        ]
    }
}

/// What the verification of a journal found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The service.
    pub service: String,
    /// The case.
    pub case_id: String,
    /// The entry's place in the chain.
    pub sequence: i64,
    /// What is wrong.
    pub reason: String,
}

impl Row for Finding {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("service", "Dịch vụ"),
        ("case_id", "Vụ việc"),
        ("sequence", "Mục"),
        ("reason", "Sai ở đâu"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.service),
            Cell::text(&self.case_id),
            Cell::Number(self.sequence),
            Cell::text(&self.reason),
        ]
    }
}

impl Row for StateChange {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[("state", "Trạng thái"), ("at", "Từ lúc")];

    fn cells(&self) -> Vec<Cell> {
        vec![Cell::Word(self.state), Cell::Moment(self.at.map(|at| at.0))]
    }
}
