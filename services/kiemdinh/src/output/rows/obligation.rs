//! Yearly obligations.

use calendar::Day;
use serde::Serialize;

use super::super::{Cell, Row};
use super::{At, at, day, or_blank, some};

/// A report file, kept by its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReportFile {
    /// Its name.
    pub file_name: String,
    /// SHA-256 of its content.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
}

impl From<proto::exchange::ReportFile> for ReportFile {
    fn from(file: proto::exchange::ReportFile) -> Self {
        Self {
            file_name: file.file_name,
            sha256: file.sha256,
            size: file.size,
        }
    }
}

/// A yearly obligation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Obligation {
    /// `obligations/{id}`.
    pub name: String,
    /// The time limit.
    pub limit: String,
    /// What it is called.
    pub title: String,
    /// The year.
    pub year: i32,
    /// Who owes it: `schools/{id}` or `authorities/{id}`.
    pub holder: String,
    /// The holder's own name.
    pub holder_name: String,
    /// The day before which it must be done.
    pub due_before: Option<Day>,
    /// The article or the section of the plan.
    pub citation: String,
    /// The report that fulfilled it.
    pub report: Option<ReportFile>,
    /// What the report says in short.
    pub summary: Option<String>,
    /// When it was fulfilled.
    pub fulfilled_at: Option<At>,
    /// When it was lifted, its holder being no more.
    pub lifted_at: Option<At>,
    /// The version seen.
    pub etag: String,
}

impl From<proto::registration::Obligation> for Obligation {
    fn from(obligation: proto::registration::Obligation) -> Self {
        Self {
            due_before: day(&obligation.due_before),
            fulfilled_at: at(obligation.fulfilled_at.as_ref()),
            lifted_at: at(obligation.lifted_at.as_ref()),
            report: obligation.report.map(ReportFile::from),
            name: obligation.name,
            limit: obligation.limit,
            title: obligation.title,
            year: obligation.year,
            holder: obligation.holder,
            holder_name: obligation.holder_name,
            citation: obligation.citation,
            summary: some(obligation.summary),
            etag: obligation.etag,
        }
    }
}

impl Row for Obligation {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("due_before", "Trước ngày"),
        ("title", "Nghĩa vụ"),
        ("holder_name", "Bên có nghĩa vụ"),
        ("year", "Năm"),
        ("fulfilled_at", "Hoàn thành lúc"),
        ("lifted_at", "Thôi áp dụng lúc"),
        ("report", "Báo cáo"),
        ("limit", "Thời hạn"),
        ("citation", "Căn cứ"),
        ("name", "Mã"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Day(self.due_before),
            Cell::text(&self.title),
            Cell::text(&self.holder_name),
            Cell::Number(self.year.into()),
            Cell::Moment(self.fulfilled_at.map(|at| at.0)),
            Cell::Moment(self.lifted_at.map(|at| at.0)),
            or_blank(self.report.as_ref().map(|report| &report.file_name)),
            Cell::text(&self.limit),
            Cell::text(&self.citation),
            Cell::text(&self.name),
        ]
    }
}

/// What was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpenedObligations {
    /// How many were opened.
    pub opened: u32,
    /// How many were there already.
    pub kept: u32,
    /// How many by limit.
    pub limits: Vec<OpenedLimit>,
}

impl From<proto::registration::OpenObligationsResponse> for OpenedObligations {
    fn from(opened: proto::registration::OpenObligationsResponse) -> Self {
        let limit = |limit: proto::registration::OpenedLimit| OpenedLimit {
            due_before: day(&limit.due_before),
            limit: limit.limit,
            opened: limit.opened,
            kept: limit.kept,
        };
        Self {
            opened: opened.opened,
            kept: opened.kept,
            limits: opened.limits.into_iter().map(limit).collect(),
        }
    }
}

/// How many obligations one limit opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpenedLimit {
    /// The limit.
    pub limit: String,
    /// The day before which it must be done.
    pub due_before: Option<Day>,
    /// How many were opened now.
    pub opened: u32,
    /// How many were there already.
    pub kept: u32,
}

impl Row for OpenedLimit {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("limit", "Thời hạn"),
        ("due_before", "Trước ngày"),
        ("opened", "Mở"),
        ("kept", "Đã có"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.limit),
            Cell::Day(self.due_before),
            Cell::Number(self.opened.into()),
            Cell::Number(self.kept.into()),
        ]
    }
}
