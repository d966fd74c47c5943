//! A self-assessment as a file for the Ministry's software, so that it is entered once.
//!
//! No public form of that software is known; these two are ours, and stay:
//!
//! - a workbook with the sheets *Thông tin chung*, *Hội đồng*, *Kết quả* (a row for each criterion of the act, also
//!   of those without a result), *Cải tiến* and *Báo cáo cải tiến*;
//! - JSON with the keys of [`json`], which carries `format` and `version`; keys are only ever added.
//!
//! Both say what was entered, letter for letter, and what the results come to.

use platform::refusal::{Failure, Refusal};
use platform::time::Moment;
use proto::registration as wire;
use statute::Law;

use crate::domain::SelfAssessment;

mod json;
mod workbook;

/// A file to be sent.
pub struct File {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// `assessment` in `format`; what its results come to is said as of its conclusion, or of `at`.
pub fn file(
    assessment: &SelfAssessment,
    law: &Law,
    at: Moment,
    format: wire::SheetFormat,
) -> Result<File, Failure> {
    let (format, content) = match format {
        wire::SheetFormat::Unspecified | wire::SheetFormat::Xlsx => (
            sheet::Format::Xlsx,
            workbook::write(assessment, law, at)
                .map_err(|error| Failure::Corrupt(format!("no workbook: {error}")))?,
        ),
        wire::SheetFormat::Json => (
            sheet::Format::Json,
            json::write(assessment, law, at)
                .map_err(|error| Failure::Corrupt(format!("no JSON: {error}")))?,
        ),
        wire::SheetFormat::Csv => {
            return Err(Refusal::invalid("format", "chỉ xuất sổ tính Excel hoặc JSON").into());
        }
    };
    Ok(File {
        name: format!(
            "tu-danh-gia-{}-{}.{}",
            assessment.school_year,
            assessment.id,
            format.extension()
        ),
        media_type: format.media_type(),
        content,
    })
}
