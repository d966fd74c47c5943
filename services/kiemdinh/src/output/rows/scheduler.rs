//! Clocks and mails.

use calendar::Day;
use proto::scheduler::{ClockOutcome, MailState};
use serde::Serialize;

use super::super::{Cell, Row, Word};
use super::{At, at, day, or_blank, some};

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
            or_blank(self.overlay.as_ref()),
            Cell::Day(self.started_on),
            Cell::Day(self.ended_on),
            or_blank(self.dossier_number.as_ref()),
            Cell::text(&self.name),
        ]
    }
}

/// How punctual everyone was under one limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Punctuality {
    /// The time limit.
    pub limit: String,
    /// The overlay, if any.
    pub overlay: Option<String>,
    /// The limit's title.
    pub title: String,
    /// Who owes the act.
    pub owed_by: String,
    /// Kept in time.
    pub met: u32,
    /// Kept late.
    pub met_late: u32,
    /// Broken and still owed.
    pub breached: u32,
    /// Still running or stopped.
    pub open: u32,
    /// The share kept in time, for example 97,5 %; none when nothing was to be kept.
    pub share: Option<String>,
}

impl From<proto::scheduler::PunctualityRow> for Punctuality {
    fn from(row: proto::scheduler::PunctualityRow) -> Self {
        Self {
            limit: row.limit,
            overlay: some(row.overlay),
            title: row.title,
            owed_by: row.owed_by,
            met: row.met,
            met_late: row.met_late,
            breached: row.breached,
            open: row.open,
            share: some(row.share),
        }
    }
}

impl Row for Punctuality {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("title", "Thời hạn"),
        ("limit", "Mã thời hạn"),
        ("overlay", "Kế hoạch"),
        ("met", "Đúng hạn"),
        ("met_late", "Trễ hạn"),
        ("breached", "Quá hạn chưa xong"),
        ("open", "Đang chạy"),
        ("share", "Tỷ lệ đúng hạn"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.title),
            Cell::text(&self.limit),
            or_blank(self.overlay.as_ref()),
            Cell::Number(self.met.into()),
            Cell::Number(self.met_late.into()),
            Cell::Number(self.breached.into()),
            Cell::Number(self.open.into()),
            or_blank(self.share.as_ref()),
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
    /// When it was written.
    pub queued_at: Option<At>,
    /// When it failed, was superseded or was cancelled.
    pub ended_at: Option<At>,
    /// How often it was tried.
    pub attempts: u32,
    /// How many copies the recipient has at most.
    pub copies: u32,
    /// What went wrong last.
    pub error: Option<String>,
    /// The mail that this one repeats.
    pub repeats: Option<String>,
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
            queued_at: at(mail.queued_at.as_ref()),
            ended_at: at(mail.ended_at.as_ref()),
            attempts: mail.attempts,
            copies: mail.copies,
            error: some(mail.error),
            repeats: some(mail.repeats),
        }
    }
}

impl Row for Mail {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("name", "Mã"),
        ("sent_at", "Gửi lúc"),
        ("state", "Trạng thái"),
        ("to", "Người nhận"),
        ("subject", "Tiêu đề"),
        ("error", "Lỗi"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let ended = self.sent_at.or(self.ended_at).or(self.send_after);
        vec![
            Cell::text(self.name.trim_start_matches("mails/")),
            Cell::Moment(ended.map(|at| at.0)),
            Cell::Word(self.state),
            Cell::text(&self.to),
            Cell::text(&self.subject),
            or_blank(self.error.as_ref()),
        ]
    }
}

/// A state that a mail came into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MailPassage {
    /// The state.
    pub state: Word,
    /// When it came into it.
    pub at: Option<At>,
    /// After which attempt; 0 when it was none.
    pub attempt: u32,
    /// What went wrong.
    pub error: Option<String>,
}

impl From<proto::scheduler::MailPassage> for MailPassage {
    fn from(passage: proto::scheduler::MailPassage) -> Self {
        Self {
            state: Word::of::<MailState>(passage.state),
            at: at(passage.at.as_ref()),
            attempt: passage.attempt,
            error: some(passage.error),
        }
    }
}

impl Row for MailPassage {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("at", "Lúc"),
        ("state", "Trạng thái"),
        ("attempt", "Lần gửi"),
        ("error", "Lỗi"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let attempt = Some(self.attempt).filter(|attempt| *attempt > 0);
        vec![
            Cell::Moment(self.at.map(|at| at.0)),
            Cell::Word(self.state),
            Cell::text(attempt.map(|attempt| attempt.to_string()).unwrap_or_default()),
            or_blank(self.error.as_ref()),
        ]
    }
}
