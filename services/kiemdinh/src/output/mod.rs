//! What goes to standard output: data, and nothing else.
//!
//! A row has two faces: its serde form, which is the contract of `-o json`, and its columns, which tables
//! and CSV share. Never the wire's own types.

use std::io::Write;

use calendar::{Day, local_day, local_time};
use clap::ValueEnum;
use comfy_table::{Table, presets};
use platform::time::Moment;
use serde::Serialize;

use crate::problem::Problem;

mod describe;
mod rows;
mod words;

pub use describe::describe;
pub use rows::{
    Absence, At, Attainment, AttainmentRow, AttainmentTarget, Authority, Certificate, Choice, Clash, Clock,
    ClockMove, Comment, Council, CouncilMember, CriterionAssessment, CriterionResult, Decision, Document,
    Dossier, Duty, Engagement, Event, Finding, ImportReport, ImprovementAction, ImprovementReview,
    IndicatorResult, LawChange, LawFinding, LawRule, Mail, MailPassage, Obligation, OpenedLimit,
    OpenedObligations, Pace, PassedOver, Plan, PlanAmendment, PlanChange, PlanItem, PlanItemProgress,
    PlanProgress, PlanTarget, PlanTargetProgress, Post, ProposedLevel, Punctuality, Recheck, Recognition,
    RegisterEntry, Relation, Replacement, ReportFile, Review, Reviewer, School, SchoolEvent, Season,
    SeasonSeat, SeasonTeam, Seat, SelfAssessment, SheetDefect, StateChange, Statement, StepRecord, Team,
    TeamConflict, TeamFinding, TeamReview, Visit, Workload, WrittenFile, at, conflicts,
};
pub use words::Word;

/// How data is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table for people, in Vietnamese.
    #[default]
    Table,
    /// One JSON value.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values with a header.
    Csv,
}

/// A value in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Text as it is.
    Text(String),
    /// A word of ours: a person reads it in Vietnamese, a program as it stands in JSON.
    Word(Word),
    /// Several such words.
    Words(Vec<Word>),
    /// A day, if there is one.
    Day(Option<Day>),
    /// A moment, if there is one.
    Moment(Option<Moment>),
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(i64),
    /// A share, in parts of ten thousand: a person reads per cent.
    Share(i64),
}

impl Cell {
    /// Text as it is.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// For people: Vietnamese, dates as an office writes them.
    pub fn human(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Word(word) => word.vietnamese.to_owned(),
            Self::Words(words) => joined(words, |word| word.vietnamese),
            Self::Day(day) => day.map(Day::vietnamese).unwrap_or_default(),
            Self::Moment(moment) => moment.map(vietnamese_moment).unwrap_or_default(),
            Self::Flag(flag) => if *flag { "có" } else { "không" }.to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Share(parts) => format!("{},{:02}%", parts / 100, parts % 100),
        }
    }

    /// For programs. Text that a spreadsheet would take for a formula is marked as text.
    pub fn machine(&self) -> String {
        match self {
            Self::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{text}"),
            Self::Text(text) => text.clone(),
            Self::Word(word) => word.code.to_owned(),
            Self::Words(words) => joined(words, |word| word.code),
            Self::Day(day) => day.map(|day| day.to_string()).unwrap_or_default(),
            Self::Moment(moment) => moment.map(rfc3339).unwrap_or_default(),
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Share(parts) => format!("{}.{:04}", parts / 10_000, parts % 10_000),
        }
    }
}

fn joined(words: &[Word], text: fn(&Word) -> &'static str) -> String {
    words.iter().map(text).collect::<Vec<_>>().join(", ")
}

/// `moment` as a Vietnamese office writes it, with the time of day.
pub fn vietnamese_moment(moment: Moment) -> String {
    format!(
        "{} {}",
        local_day(moment).vietnamese(),
        local_time(moment).format("%H:%M")
    )
}

/// `moment` as RFC 3339 in Vietnamese time.
pub fn rfc3339(moment: Moment) -> String {
    format!(
        "{}T{}+07:00",
        local_day(moment),
        local_time(moment).format("%H:%M:%S%.f")
    )
}

/// What can be listed.
pub trait Row: Serialize {
    /// The columns: the name in CSV, and the heading of a table.
    const COLUMNS: &'static [(&'static str, &'static str)];

    /// The values, one for each column.
    fn cells(&self) -> Vec<Cell>;
}

/// A table of `rows`.
pub fn table<R: Row>(rows: &[R]) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    table.set_header(R::COLUMNS.iter().map(|(_, heading)| *heading));
    for row in rows {
        table.add_row(row.cells().iter().map(Cell::human));
    }
    table.to_string()
}

/// `rows` as comma-separated values with a header.
///
/// # Errors
/// When a value cannot be written, which no text does.
pub fn csv<R: Row>(rows: &[R]) -> Result<String, Problem> {
    let mut writer = csv::Writer::from_writer(vec![]);
    writer
        .write_record(R::COLUMNS.iter().map(|(name, _)| *name))
        .map_err(Problem::failure)?;
    for row in rows {
        writer
            .write_record(row.cells().iter().map(Cell::machine))
            .map_err(Problem::failure)?;
    }
    String::from_utf8(writer.into_inner().map_err(Problem::failure)?).map_err(Problem::failure)
}

/// Writes data to standard output in the chosen format.
#[derive(Clone, Copy, Debug)]
pub struct Printer {
    /// The format.
    pub format: Format,
}

impl Printer {
    /// Whether problems go to standard error as JSON.
    pub fn is_machine(&self) -> bool {
        matches!(self.format, Format::Json | Format::Jsonl)
    }

    /// Says something on standard error that is no data; not to programs, which find problems there.
    pub fn talk(&self, text: &str) {
        if !self.is_machine() {
            eprintln!("{text}");
        }
    }

    /// Lists `rows`.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn list<R: Row>(&self, rows: &[R]) -> Result<(), Problem> {
        match self.format {
            Format::Table => self.line(&table(rows)),
            Format::Json => self.json(&rows),
            Format::Jsonl => rows.iter().try_for_each(|row| self.json_line(row)),
            Format::Csv => self.text(&csv(rows)?),
        }
    }

    /// Shows one thing: as a table with one column for each field of its kind, or as one JSON object.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn one<R: Row>(&self, row: &R) -> Result<(), Problem> {
        match self.format {
            Format::Table => {
                let mut table = Table::new();
                table.load_style(presets::UTF8_FULL_CONDENSED);
                for ((_, heading), cell) in R::COLUMNS.iter().zip(row.cells()) {
                    table.add_row([(*heading).to_owned(), cell.human()]);
                }
                self.line(&table.to_string())
            }
            Format::Json => self.json(row),
            Format::Jsonl => self.json_line(row),
            Format::Csv => self.text(&csv(std::slice::from_ref(row))?),
        }
    }

    /// Writes `value` as JSON over several lines.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn json(&self, value: &impl Serialize) -> Result<(), Problem> {
        self.line(&serde_json::to_string_pretty(value).map_err(Problem::failure)?)
    }

    fn json_line(&self, value: &impl Serialize) -> Result<(), Problem> {
        self.line(&serde_json::to_string(value).map_err(Problem::failure)?)
    }

    /// Writes one line.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn line(&self, text: &str) -> Result<(), Problem> {
        self.text(&format!("{text}\n"))
    }

    fn text(&self, text: &str) -> Result<(), Problem> {
        let mut output = std::io::stdout().lock();
        match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
            // Whoever reads has read enough.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            written => Ok(written?),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clocks() -> Vec<Clock> {
        let clock = |limit: &str, title: &str, due_on: &str, outcome: proto::scheduler::ClockOutcome| {
            Clock::from(proto::scheduler::Clock {
                name: format!("clocks/{limit}"),
                school_name: "Trường THCS xã Vũ Lễ".to_owned(),
                dossier_number: "H37.14-240807-0001".to_owned(),
                limit: limit.to_owned(),
                title: title.to_owned(),
                started_on: "2024-09-05".to_owned(),
                due_on: due_on.to_owned(),
                outcome: outcome.into(),
                ..Default::default()
            })
        };
        use proto::scheduler::ClockOutcome::{Deemed, Suspended};
        vec![
            clock(
                "review.comment",
                "Nhà trường cho ý kiến về dự thảo",
                "2024-09-19",
                Deemed,
            ),
            clock("dossier.check", "Kiểm tra hồ sơ", "", Suspended),
        ]
    }

    #[test]
    fn a_table_is_read_by_people() {
        insta::assert_snapshot!(table(&clocks()));
        insta::assert_snapshot!(table::<School>(&[]));
    }

    #[test]
    fn json_and_csv_are_read_by_programs() {
        insta::assert_snapshot!(serde_json::to_string_pretty(&clocks()).unwrap());
        insta::assert_snapshot!(csv(&clocks()).unwrap());
        assert_eq!(serde_json::to_string(&Vec::<School>::new()).unwrap(), "[]");
    }

    #[test]
    fn a_formula_stays_text() {
        assert_eq!(Cell::text("=HYPERLINK(\"x\")").machine(), "'=HYPERLINK(\"x\")");
        assert_eq!(Cell::text("-").human(), "-");
    }

    #[test]
    fn moments_are_shown_in_vietnamese_time() {
        let moment: Moment = "2024-09-04T18:30:00Z".parse().unwrap();
        assert_eq!(vietnamese_moment(moment), "05/9/2024 01:30");
        assert_eq!(rfc3339(moment), "2024-09-05T01:30:00+07:00");
    }
}
