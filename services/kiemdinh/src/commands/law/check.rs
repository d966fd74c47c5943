//! `law check`: everything that is wrong with law files, in one list.

use std::path::PathBuf;

use statute::{Fault, Law};

use super::files::Files;
use crate::output::{Format, LawFinding, Printer};
use crate::problem::{Kind, Problem};

/// Checks what `paths` make of the law; the shipped law when there are none.
///
/// # Errors
/// When a file cannot be read; findings are an error of their own kind.
pub fn run(paths: &[PathBuf], printer: &Printer) -> Result<(), Problem> {
    let files = if paths.is_empty() {
        Files::shipped()
    } else {
        Files::drafted(paths)?
    };
    let (limits, findings) = match files.load() {
        Ok(law) => (law.limits().len(), gaps(&files, &law)),
        Err(faults) => (0, faults),
    };
    let findings: Vec<LawFinding> = findings.into_iter().map(LawFinding::from).collect();
    if findings.is_empty() && printer.format == Format::Table {
        let message = format!("Luật đầy đủ: {limits} thời hạn trong {} tệp.", files.count());
        return printer.line(&message);
    }
    printer.list(&findings)?;
    match findings.len() {
        0 => Ok(()),
        count => {
            let message = format!("{count} lỗi trong các tệp luật");
            Err(Problem::new(Kind::Findings, "LAW_FAULTY", message))
        }
    }
}

/// What the law lacks, where the caller finds it.
fn gaps(files: &Files, law: &Law) -> Vec<Fault> {
    files.placed(law.coverage().into_iter().map(Fault::from).collect())
}
