//! What the auditor may find: each exception typed, with its case, its limit, its dates, and what it means in
//! Vietnamese.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::law::Key;

/// The kinds of exceptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A limit ended and its end was not announced.
    MissedDeadline,
    /// A limit ended unkept, its end was announced, and its owner drew no consequence.
    MissingAnswer,
    /// The end of a limit was announced more than once for one last day.
    DoubledDeadline,
    /// A consequence was drawn, or a reminder fired, more than once for one last day.
    DoubledEffect,
    /// Something was announced, drawn or fired before its moment.
    Early,
    /// The scheduler counted another last day than the facts give.
    WrongDueDate,
    /// Something was announced, drawn or fired of a limit that never ran.
    EffectWithoutClock,
    /// A consequence was drawn of a limit whose end was not announced.
    EffectWithoutDeadline,
    /// The scheduler runs a clock that no fact starts.
    ClockWithoutFacts,
    /// Facts start a clock that the scheduler does not run.
    MissingClock,
    /// The facts of a clock break a rule of counting.
    Uncountable,
    /// A fact should start a clock, but no regime is known.
    UnknownRegime,
    /// An entry is not what was hashed.
    TamperedEntry,
    /// An entry is missing from a chain.
    MissingEntry,
    /// A chain ends before where it once ended.
    TruncatedChain,
    /// An entry holds no fact, or another one than it says.
    UnreadableFact,
    /// The ends of the chains that were noted are not those that the last statement vouches for.
    TamperedHeads,
    /// The chain of statements does not hold.
    TamperedStatement,
}

impl Kind {
    /// Whether a legal effect was lost: what "0 missed" counts.
    #[must_use]
    pub const fn is_missed(self) -> bool {
        matches!(self, Kind::MissedDeadline | Kind::MissingAnswer)
    }

    /// What it is called.
    #[must_use]
    pub const fn in_vietnamese(self) -> &'static str {
        match self {
            Kind::MissedDeadline => "bỏ sót thời hạn",
            Kind::MissingAnswer => "thiếu hậu quả pháp lý",
            Kind::DoubledDeadline => "báo hết hạn nhiều lần",
            Kind::DoubledEffect => "hậu quả hoặc nhắc việc bị lặp",
            Kind::Early => "thực hiện trước thời điểm",
            Kind::WrongDueDate => "sai ngày đến hạn",
            Kind::EffectWithoutClock => "hậu quả không có thời hạn",
            Kind::EffectWithoutDeadline => "hậu quả không qua báo hết hạn",
            Kind::ClockWithoutFacts => "thời hạn không có sự việc làm căn cứ",
            Kind::MissingClock => "thiếu thời hạn",
            Kind::Uncountable => "không tính được thời hạn",
            Kind::UnknownRegime => "không rõ chế độ pháp lý",
            Kind::TamperedEntry => "nhật ký bị sửa",
            Kind::MissingEntry => "nhật ký bị khuyết",
            Kind::TruncatedChain => "nhật ký bị cắt",
            Kind::UnreadableFact => "không đọc được sự việc",
            Kind::TamperedHeads => "mốc nhật ký đã ghi bị sửa",
            Kind::TamperedStatement => "bản xác nhận trước bị sửa",
        }
    }
}

/// An exception.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// What kind.
    pub kind: Kind,
    /// The case.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub case_id: Option<Uuid>,
    /// The limit; empty when it is about no limit.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub limit: String,
    /// The local plan that sets the limit, or empty.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub overlay: String,
    /// The last day that it is about.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub due_on: Option<NaiveDate>,
    /// When what it is about was recorded.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub recorded_at: Option<DateTime<Utc>>,
    /// The service in whose journal it shows; empty when in none.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub service: String,
    /// The place in the chain there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sequence: Option<i64>,
    /// What it means, for a person to act on.
    pub explanation: String,
}

impl Finding {
    /// An exception about no case yet.
    pub(crate) fn new(kind: Kind, explanation: impl Into<String>) -> Finding {
        Finding {
            kind,
            case_id: None,
            limit: String::new(),
            overlay: String::new(),
            due_on: None,
            recorded_at: None,
            service: String::new(),
            sequence: None,
            explanation: explanation.into(),
        }
    }

    pub(crate) fn of_clock(mut self, (limit, overlay): &Key) -> Finding {
        self.limit.clone_from(limit);
        self.overlay = overlay.clone().unwrap_or_default();
        self
    }

    pub(crate) fn due(mut self, due_on: Option<NaiveDate>) -> Finding {
        self.due_on = due_on;
        self
    }

    pub(crate) fn at(mut self, entry: &crate::chain::Entry) -> Finding {
        self.recorded_at = Some(entry.recorded_at);
        self.service = entry.service.to_owned();
        self.sequence = Some(entry.sequence);
        self
    }
}
