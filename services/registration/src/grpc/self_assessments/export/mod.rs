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
use proto::exchange::SheetFormat;
use sheet::Format;
use statute::Law;

use crate::domain::SelfAssessment;

mod json;
mod workbook;

/// `assessment` written in the form that is asked for; what its results come to is said as of its conclusion, or of
/// `at`.
pub fn written(
    assessment: &SelfAssessment,
    law: &Law,
    at: Moment,
    asked: SheetFormat,
) -> Result<(Format, Vec<u8>), Failure> {
    match asked {
        SheetFormat::Unspecified | SheetFormat::Xlsx => {
            let content = workbook::write(assessment, law, at);
            let content = content.map_err(|error| Failure::Corrupt(format!("no workbook: {error}")))?;
            Ok((Format::Xlsx, content))
        }
        SheetFormat::Json => {
            let content = json::write(assessment, law, at);
            let content = content.map_err(|error| Failure::Corrupt(format!("no JSON: {error}")))?;
            Ok((Format::Json, content))
        }
        SheetFormat::Csv => Err(Refusal::invalid("format", "chỉ xuất sổ tính Excel hoặc JSON").into()),
    }
}
