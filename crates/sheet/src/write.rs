//! From values to files that people open.

use std::fmt::Write as _;

use chrono::NaiveDate;
use rust_xlsxwriter::{Format as Style, FormatBorder, Workbook, Worksheet, XlsxError};

use crate::cell::clean;
use crate::column::{Column, Form};

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// An Excel workbook.
    Xlsx,
    /// Text with commas, UTF-8 with a byte order mark, so that Excel shows Vietnamese.
    Csv,
    /// A list of objects whose keys are the headings.
    Json,
}

impl Format {
    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Json => "application/json",
        }
    }

    /// What its names end in.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }
}

/// What is written into a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Empty,
    /// Text; codes too.
    Text(String),
    /// A date.
    Date(NaiveDate),
    /// A whole number.
    Integer(i64),
}

impl Value {
    /// The text, clean; nothing when none is left.
    pub fn text(text: &str) -> Self {
        match clean(text) {
            text if text.is_empty() => Self::Empty,
            text => Self::Text(text),
        }
    }

    /// The day, if there is one.
    pub fn date(day: Option<impl Into<NaiveDate>>) -> Self {
        day.map_or(Self::Empty, |day| Self::Date(day.into()))
    }

    fn in_text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => guarded(text),
            Self::Date(date) => date.to_string(),
            Self::Integer(number) => number.to_string(),
        }
    }

    fn in_json(&self) -> serde_json::Value {
        match self {
            Self::Empty => serde_json::Value::Null,
            Self::Text(text) => text.clone().into(),
            Self::Date(date) => date.to_string().into(),
            Self::Integer(number) => (*number).into(),
        }
    }
}

/// Why a file cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A text longer than a cell holds, more rows than a sheet holds.
    #[error("the workbook cannot be written")]
    Workbook(#[from] XlsxError),
    /// Text that cannot be written.
    #[error("the text cannot be written")]
    Text(#[from] csv::Error),
    /// What was written cannot be handed over.
    #[error("the text cannot be handed over: {0}")]
    Unfinished(String),
}

/// A file of `rows` under `columns`, each row with a value for each column. `title` names the sheet, at most 31
/// characters without `[ ] : * ? / \`.
pub fn write(
    format: Format,
    title: &str,
    columns: &[Column],
    rows: impl IntoIterator<Item = Vec<Value>>,
) -> Result<Vec<u8>, WriteError> {
    match format {
        Format::Xlsx => workbook(title, columns, rows),
        Format::Csv => text(columns, rows),
        Format::Json => Ok(json(columns, rows)),
    }
}

/// One sheet of a workbook that has several.
#[derive(Clone, Debug)]
pub struct Page<'a> {
    /// Its name, at most 31 characters without `[ ] : * ? / \`.
    pub title: &'a str,
    /// Its columns.
    pub columns: &'a [Column],
    /// Its rows, each with a value for each column.
    pub rows: Vec<Vec<Value>>,
}

/// A workbook of `pages`, in their order. [`read`](crate::read) reads the first.
pub fn write_pages<'a>(pages: impl IntoIterator<Item = Page<'a>>) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    for Page { title, columns, rows } in pages {
        add(&mut workbook, title, columns, rows)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn workbook(
    title: &str,
    columns: &[Column],
    rows: impl IntoIterator<Item = Vec<Value>>,
) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    add(&mut workbook, title, columns, rows)?;
    Ok(workbook.save_to_buffer()?)
}

fn add(
    workbook: &mut Workbook,
    title: &str,
    columns: &[Column],
    rows: impl IntoIterator<Item = Vec<Value>>,
) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(title)?;
    sheet.set_freeze_panes(1, 0)?;
    let heading = Style::new().set_bold().set_border_bottom(FormatBorder::Thin);
    for (place, column) in (0..).zip(columns) {
        sheet.set_column_width(place, column.width)?;
        sheet.set_column_format(place, &style(column.form))?;
        sheet.write_string_with_format(0, place, column.heading, &heading)?;
    }
    let styles: Vec<Style> = columns.iter().map(|column| style(column.form)).collect();
    for (number, row) in (1..).zip(rows) {
        for ((place, value), style) in (0..).zip(&row).zip(&styles) {
            cell(sheet, number, place, value, style)?;
        }
    }
    Ok(())
}

/// A text is always written as text, so that one that begins like a formula stays what it is.
fn cell(sheet: &mut Worksheet, row: u32, place: u16, value: &Value, style: &Style) -> Result<(), XlsxError> {
    match value {
        Value::Empty => return Ok(()),
        Value::Text(text) => sheet.write_string_with_format(row, place, text, style)?,
        Value::Date(date) => sheet.write_datetime_with_format(row, place, date, style)?,
        // Whole numbers of this system are years, months and counts, far below what a float keeps.
        Value::Integer(number) => sheet.write_number_with_format(row, place, *number as f64, style)?,
    };
    Ok(())
}

fn style(form: Form) -> Style {
    match form {
        Form::Text => Style::new(),
        Form::Code => Style::new().set_num_format("@"),
        Form::Date => Style::new().set_num_format("dd/mm/yyyy"),
        Form::Integer => Style::new().set_num_format("0"),
    }
}

fn text(columns: &[Column], rows: impl IntoIterator<Item = Vec<Value>>) -> Result<Vec<u8>, WriteError> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(columns.iter().map(|column| column.heading))?;
    for row in rows {
        writer.write_record(row.iter().map(Value::in_text))?;
    }
    writer
        .into_inner()
        .map_err(|error| WriteError::Unfinished(error.to_string()))
}

fn json(columns: &[Column], rows: impl IntoIterator<Item = Vec<Value>>) -> Vec<u8> {
    // Written by hand so that the keys stand in the order of the columns.
    let mut text = String::from("[");
    for (index, row) in rows.into_iter().enumerate() {
        text.push_str(if index == 0 { "\n  {" } else { ",\n  {" });
        for (place, (column, value)) in columns.iter().zip(&row).enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            let key = serde_json::Value::from(column.heading);
            // Writing to a string does not fail.
            let _ = write!(text, "{comma}{key}: {}", value.in_json());
        }
        text.push('}');
    }
    text.push_str("\n]\n");
    text.into_bytes()
}

/// What makes a program take a cell of text for a formula.
const FORMULA: [char; 4] = ['=', '+', '-', '@'];

/// `text` so that a cell of it opens as text: behind an apostrophe when it begins like a formula.
fn guarded(text: &str) -> String {
    if begins_like_a_formula(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// What was [`guarded`], as it was.
pub(crate) fn without_guard(text: &str) -> String {
    match text.strip_prefix('\'') {
        Some(rest) if begins_like_a_formula(rest) => rest.to_owned(),
        _ => text.to_owned(),
    }
}

fn begins_like_a_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}
