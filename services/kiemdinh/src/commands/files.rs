//! Files that go in and out: workbooks, forms in TOML or JSON, reports of which only the hash is kept.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use futures::StreamExt;
use futures::stream::BoxStream;
use proto::exchange::import_part::Part;
use proto::exchange::{FilePart, ImportHeader, ImportPart, ImportReport, ReportFile};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use tonic::{Response, Status, Streaming};

use crate::arguments::Export;
use crate::output::{self, Format, Printer, WrittenFile};
use crate::problem::{Field, Kind, Problem};

/// What a part of an import carries at most, in bytes; half of what a message may weigh.
const LARGEST_PART: usize = 512 * 1024;

/// The content of the file at `path`.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    std::fs::read(path).map_err(|error| {
        let kind = match error.kind() {
            std::io::ErrorKind::NotFound => Kind::NotFound,
            _ => Kind::Failure,
        };
        Problem::new(kind, "FILE_UNREADABLE", format!("{}: {error}", path.display()))
    })
}

/// The form in the file at `path`: JSON when it is called so, else TOML.
///
/// # Errors
/// When it cannot be read, or does not fit.
pub fn form<T: DeserializeOwned>(path: &Path) -> Result<T, Problem> {
    let text = String::from_utf8(read(path)?)
        .map_err(|_| Problem::invalid(format!("{}: không phải UTF-8", path.display())))?;
    let text = text.trim_start_matches('\u{feff}');
    let is_json = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let read = if is_json {
        serde_json::from_str(text).map_err(|error| error.to_string())
    } else {
        toml::from_str(text).map_err(|error| error.to_string())
    };
    read.map_err(|error| Problem::invalid(format!("{}: {error}", path.display())))
}

/// The file's name, size and hash: what the system keeps of a report.
///
/// # Errors
/// When it cannot be read.
pub fn report(path: &Path) -> Result<ReportFile, Problem> {
    let content = read(path)?;
    Ok(ReportFile {
        file_name: file_name(path),
        sha256: hexadecimal(&content),
        size: content.len() as u64,
    })
}

/// The SHA-256 of the text at `path`, which is laid before a signer: whoever signs, signs this hash.
///
/// # Errors
/// When it cannot be read.
pub fn text_sha256(path: &Path) -> Result<String, Problem> {
    Ok(hexadecimal(&read(path)?))
}

fn hexadecimal(content: &[u8]) -> String {
    let hash = Sha256::digest(content);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The last part of the file's path.
pub fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// Sends the file at `path` by `call` and shows what became of it.
///
/// # Errors
/// When it cannot be read or sent; a file with defects is an error of its own.
pub async fn import(
    path: &Path,
    header: ImportHeader,
    printer: &Printer,
    call: impl AsyncFnOnce(BoxStream<'static, ImportPart>) -> Result<Response<ImportReport>, Status>,
) -> Result<(), Problem> {
    let content = read(path)?;
    let preview = header.validate_only;
    let answer = call(parts(content, header)).await;
    hide_progress();
    let report = output::ImportReport::from(answer?.into_inner());
    let defects = report.defects.len();
    match printer.format {
        Format::Table if defects > 0 => printer.list(&report.defects)?,
        Format::Csv => printer.list(&report.defects)?,
        _ => printer.one(&report)?,
    }
    if defects > 0 {
        return Err(refused(&report, printer));
    }
    if preview {
        printer.talk("Chỉ xem trước: chưa ghi gì vào hệ thống.");
    }
    Ok(())
}

/// The stream of an import: the header, then the file in order.
fn parts(content: Vec<u8>, header: ImportHeader) -> BoxStream<'static, ImportPart> {
    let total = content.len();
    let count = total.div_ceil(LARGEST_PART);
    let header = ImportPart {
        part: Some(Part::Header(header)),
    };
    let chunk = move |place: usize| {
        let from = place * LARGEST_PART;
        let to = total.min(from + LARGEST_PART);
        show_progress(to, total);
        ImportPart {
            part: Some(Part::Content(content.get(from..to).unwrap_or_default().to_vec())),
        }
    };
    futures::stream::iter(std::iter::once(header).chain((0..count).map(chunk))).boxed()
}

/// The problem that a file with defects is. Programs find every defect in it; people have read the table.
fn refused(report: &output::ImportReport, printer: &Printer) -> Problem {
    let message = format!("tệp có {} lỗi; chưa ghi gì vào hệ thống", report.defects.len());
    let field = |defect: &output::SheetDefect| Field {
        field: defect.column.clone(),
        row: Some(defect.row.into()),
        column: Some(defect.column.clone()),
        message: defect.message.clone(),
    };
    let fields = if printer.is_machine() {
        report.defects.iter().map(field).collect()
    } else {
        Vec::new()
    };
    Problem {
        fields,
        ..Problem::new(Kind::Invalid, "IMPORT_REFUSED", message)
    }
}

fn show_progress(sent: usize, total: usize) {
    if std::io::stderr().is_terminal() {
        let what = if sent == total {
            "đang kiểm tra từng dòng"
        } else {
            "đang gửi"
        };
        eprint!("\r\x1b[K{what}: {}/{} KB", sent / 1024, total / 1024);
    }
}

fn hide_progress() {
    if std::io::stderr().is_terminal() {
        eprint!("\r\x1b[K");
    }
}

/// Writes the file that `parts` carry to where `export` says.
///
/// # Errors
/// When it breaks off, or there is a file already.
pub async fn export(
    mut parts: Streaming<FilePart>,
    export: &Export,
    printer: &Printer,
) -> Result<(), Problem> {
    let mut name = String::new();
    let mut content = Vec::new();
    while let Some(part) = parts.message().await? {
        if name.is_empty() {
            name = part.file_name;
        }
        content.extend(part.content);
    }
    if export.file.as_deref() == Some(Path::new("-")) {
        let mut output = std::io::stdout().lock();
        output.write_all(&content)?;
        return Ok(output.flush()?);
    }
    // What a server calls a file never leads out of this folder.
    let own = PathBuf::from(file_name(Path::new(&name)));
    let file = export.file.clone().unwrap_or(own);
    let mut options = std::fs::File::options();
    let created = if export.force {
        options.write(true).create(true).truncate(true).open(&file)
    } else {
        options.write(true).create_new(true).open(&file)
    };
    let mut created = created.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Problem::new(
            Kind::Conflict,
            "FILE_EXISTS",
            format!("{} đã có; thêm --force để ghi đè", file.display()),
        ),
        _ => Problem::failure(format!("{}: {error}", file.display())),
    })?;
    created.write_all(&content)?;
    created.sync_all()?;
    printer.one(&WrittenFile {
        file: file.display().to_string(),
        bytes: content.len() as u64,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_travels_whole_in_parts_behind_its_header() {
        let content: Vec<u8> = (0..LARGEST_PART * 2 + 7)
            .map(|place| (place % 251) as u8)
            .collect();
        let sent: Vec<ImportPart> = parts(content.clone(), ImportHeader::default()).collect().await;
        assert!(matches!(sent[0].part, Some(Part::Header(_))));
        let arrived: Vec<u8> = sent[1..]
            .iter()
            .flat_map(|part| match &part.part {
                Some(Part::Content(bytes)) => bytes.clone(),
                _ => panic!("one header only"),
            })
            .collect();
        assert_eq!((sent.len(), arrived), (4, content));
    }

    #[test]
    fn a_form_is_toml_or_json() {
        #[derive(Debug, PartialEq, serde::Deserialize)]
        struct Small {
            year: i32,
        }
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("a.toml", "year = 2024"), ("a.json", "\u{feff}{\"year\": 2024}")] {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            assert_eq!(form::<Small>(&path).unwrap(), Small { year: 2024 });
        }
        let path = folder.path().join("wrong.toml");
        std::fs::write(&path, "year = \"x\"").unwrap();
        assert_eq!(form::<Small>(&path).unwrap_err().code, Kind::Invalid);
        let absent = form::<Small>(&folder.path().join("absent.toml"));
        assert_eq!(absent.unwrap_err().code, Kind::NotFound);
    }

    #[test]
    fn a_report_is_kept_by_its_hash() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("báo cáo.pdf");
        std::fs::write(&path, "abc").unwrap();
        let report = report(&path).unwrap();
        assert_eq!((report.file_name.as_str(), report.size), ("báo cáo.pdf", 3));
        assert!(report.sha256.starts_with("ba7816bf"), "{}", report.sha256);
    }
}
