//! Files that go out by parts, the first of which says what the file is.

use std::pin::Pin;

use futures::{Stream, stream};
use proto::exchange::{FilePart, SheetFormat};
use sheet::{Column, Format, Value};
use tonic::{Response, Status};

/// The parts of a file that goes out.
pub type FileStream = Pin<Box<dyn Stream<Item = Result<FilePart, Status>> + Send>>;

/// What a part that goes out holds at most, in bytes.
const PART: usize = 512 << 10;

/// A file of `rows` under `columns`, by parts. `name` is the file's name without its ending, `title` the sheet's.
pub async fn file(
    asked: SheetFormat,
    name: &str,
    title: &'static str,
    columns: &'static [Column],
    rows: Vec<Vec<Value>>,
) -> Result<Response<FileStream>, Status> {
    let format = match asked {
        SheetFormat::Csv => Format::Csv,
        SheetFormat::Json => Format::Json,
        SheetFormat::Xlsx | SheetFormat::Unspecified => Format::Xlsx,
    };
    let written = tokio::task::spawn_blocking(move || sheet::write(format, title, columns, rows)).await;
    let content = match written {
        Ok(Ok(content)) => content,
        Ok(Err(error)) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                title,
                "a file cannot be written"
            );
            return Err(Status::internal("tệp không ghi được"));
        }
        Err(_) => return Err(Status::internal("tệp không ghi được")),
    };
    Ok(handed_out(name, format, content))
}

/// A file that is written already, by parts. `name` is its name without its ending.
pub fn handed_out(name: &str, format: Format, content: Vec<u8>) -> Response<FileStream> {
    let first = FilePart {
        file_name: format!("{name}.{}", format.extension()),
        media_type: format.media_type().to_owned(),
        content: Vec::new(),
    };
    Response::new(Box::pin(stream::iter(parts(first, content).map(Ok))))
}

/// `content` in parts, the first of which says what the file is.
fn parts(first: FilePart, content: Vec<u8>) -> impl Iterator<Item = FilePart> {
    let count = content.len().div_ceil(PART).max(1);
    (0..count).map(move |index| {
        let begins = index * PART;
        let ends = content.len().min(begins + PART);
        let described = if index == 0 {
            first.clone()
        } else {
            FilePart::default()
        };
        FilePart {
            content: content.get(begins..ends).unwrap_or_default().to_vec(),
            ..described
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_part_says_what_the_file_is_and_none_is_too_large() {
        let first = FilePart {
            file_name: "truong.csv".to_owned(),
            ..FilePart::default()
        };
        for (size, sizes) in [
            (0, vec![0]),
            (PART, vec![PART]),
            (2 * PART + 1, vec![PART, PART, 1]),
        ] {
            let sent: Vec<FilePart> = parts(first.clone(), vec![7; size]).collect();
            let found: Vec<usize> = sent.iter().map(|part| part.content.len()).collect();
            assert_eq!(found, sizes);
            for (index, part) in sent.iter().enumerate() {
                assert_eq!(part.file_name.is_empty(), index > 0);
            }
        }
    }
}
