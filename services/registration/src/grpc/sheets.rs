//! Files that come in and go out by parts: collecting them within bounds, all rows or none, handing them out.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use futures::future::BoxFuture;
use futures::{FutureExt, Stream, stream};
use platform::identity::Identity;
use platform::journal::{Journal, Order, Outcome};
use platform::refusal::{Failure, Refusal};
use platform::server::caller;
use platform::time::Moment;
use prost::Message;
use proto::registration as wire;
use sea_orm::DatabaseTransaction;
use sheet::{Column, Defects, Format, LARGEST_FILE, Sheet, Value};
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

use crate::domain::RowDefect;

/// The parts of a file that goes out.
pub type FileStream = Pin<Box<dyn Stream<Item = Result<wire::FilePart, Status>> + Send>>;

/// What a part that goes out holds at most, in bytes.
const PART: usize = 512 << 10;

/// A file that came in, as it was sent.
struct Upload {
    order: Order,
    header: wire::ImportHeader,
    content: Vec<u8>,
}

/// A file that came in, read, and what it is for.
pub struct Incoming {
    /// Who sends it.
    pub caller: Identity,
    /// What makes the ids of what its rows enter.
    pub request_id: Uuid,
    /// What it is for.
    pub header: wire::ImportHeader,
    /// The columns under which it was read.
    pub columns: &'static [Column],
    /// Its rows, and what is wrong with them so far.
    pub sheet: Sheet,
}

impl Incoming {
    /// How many rows it has.
    pub fn rows(&self) -> u32 {
        u32::try_from(self.sheet.rows.len()).unwrap_or(u32::MAX)
    }
}

/// Collects the parts of an import: the header, then at most [`LARGEST_FILE`] bytes.
async fn receive(
    method: &'static str,
    request: Request<Streaming<wire::ImportPart>>,
) -> Result<Upload, Status> {
    use wire::import_part::Part;
    let identity = caller(&request)?;
    let mut parts = request.into_inner();
    let first = parts.message().await?.and_then(|first| first.part);
    let Some(Part::Header(header)) = first else {
        return Err(Refusal::invalid("header", "phần đầu tiên phải nói tệp dùng để làm gì").into());
    };
    let mut content = Vec::new();
    while let Some(next) = parts.message().await? {
        let Some(Part::Content(bytes)) = next.part else {
            return Err(Refusal::invalid("content", "sau phần đầu tiên chỉ còn nội dung tệp").into());
        };
        if content.len() + bytes.len() > LARGEST_FILE {
            let message = format!("tệp lớn hơn {} MiB: hãy chia nhỏ", LARGEST_FILE >> 20);
            return Err(Refusal::invalid("content", message).into());
        }
        content.extend(bytes);
    }
    // The key of the request stands for the whole file, not only for what it is for.
    let mut whole = header.encode_to_vec();
    whole.extend(&content);
    let whole = wire::ImportPart {
        part: Some(Part::Content(whole)),
    };
    let order = Order::new(method, identity, &header.request_id, header.validate_only, &whole)?;
    Ok(Upload {
        order,
        header,
        content,
    })
}

/// Reads a file under `columns`, beside the tasks that answer calls: a large one takes a while.
async fn parsed(content: Vec<u8>, columns: &'static [Column]) -> Result<Sheet, Status> {
    tokio::task::spawn_blocking(move || sheet::read(&content, columns))
        .await
        .map_err(|_| Status::internal("tệp không đọc được"))
}

/// Takes in a file, read under the columns that `columns` finds for it: `work` decides what it comes to. With
/// defects nothing is written, not even that the request was made, so that the mended file may come under the
/// same key.
pub async fn import<W>(
    journal: &Journal,
    method: &'static str,
    request: Request<Streaming<wire::ImportPart>>,
    columns: impl FnOnce(&[u8]) -> &'static [Column],
    work: W,
) -> Result<Response<wire::ImportReport>, Status>
where
    W: for<'t> Fn(
            &'t DatabaseTransaction,
            Arc<Incoming>,
            Moment,
        ) -> BoxFuture<'t, Result<Outcome<wire::ImportReport>, Failure>>
        + Send
        + Sync
        + 'static,
{
    let Upload {
        order,
        header,
        content,
    } = receive(method, request).await?;
    let columns = columns(&content);
    let incoming = Arc::new(Incoming {
        caller: order.identity.clone(),
        request_id: order.request_id,
        header,
        columns,
        sheet: parsed(content, columns).await?,
    });
    let preview = order.validate_only;
    let found: Arc<Mutex<Option<wire::ImportReport>>> = Arc::default();
    let (reported, work) = (Arc::clone(&found), Arc::new(work));
    let written = journal.command(order, move |transaction, at| {
        let (reported, work) = (Arc::clone(&reported), Arc::clone(&work));
        let incoming = Arc::clone(&incoming);
        async move {
            let mut outcome = work(transaction, incoming, at).await?;
            if !outcome.answer.defects.is_empty() {
                *reported.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome.answer);
                return Err(Refusal::invalid("content", "tệp có chỗ sai").into());
            }
            outcome.answer.written = !preview;
            Ok(outcome)
        }
        .boxed()
    });
    match written.await {
        Ok(report) => Ok(Response::new(report)),
        Err(failure) => {
            let report = found.lock().unwrap_or_else(PoisonError::into_inner).take();
            Ok(Response::new(report.ok_or(failure)?))
        }
    }
}

/// Adds what the domain found wrong to what the reader did; `heading` names the column of a field.
pub fn add_all(defects: &mut Defects, found: Vec<RowDefect>, heading: impl Fn(&str) -> &'static str) {
    for RowDefect { row, field, message } in found {
        defects.add(row, heading(&field), message);
    }
}

/// What a file comes to that has `defects`, or is to be counted yet: nothing is written so far.
pub fn reported(incoming: &Incoming, defects: Defects) -> Outcome<wire::ImportReport> {
    let defect = |defect: sheet::Defect| wire::SheetDefect {
        row: defect.row,
        column: defect.column,
        message: defect.message,
    };
    Outcome {
        answer: wire::ImportReport {
            rows: incoming.rows(),
            defects: defects.into_sorted().into_iter().map(defect).collect(),
            ..wire::ImportReport::default()
        },
        facts: Vec::new(),
        writes: Vec::new(),
    }
}

/// What a person reads of a rule that a row breaks.
pub fn described(refusal: &crate::domain::Refusal) -> String {
    Refusal::from(refusal.clone()).message
}

/// A file of `rows` under `columns`, by parts. `name` is the file's name without its ending, `title` the sheet's.
pub async fn file(
    asked: wire::SheetFormat,
    name: &str,
    title: &'static str,
    columns: &'static [Column],
    rows: Vec<Vec<Value>>,
) -> Result<Response<FileStream>, Status> {
    let format = match asked {
        wire::SheetFormat::Csv => Format::Csv,
        wire::SheetFormat::Json => Format::Json,
        wire::SheetFormat::Xlsx | wire::SheetFormat::Unspecified => Format::Xlsx,
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
    let first = wire::FilePart {
        file_name: format!("{name}.{}", format.extension()),
        media_type: format.media_type().to_owned(),
        content: Vec::new(),
    };
    Response::new(Box::pin(stream::iter(parts(first, content).map(Ok))))
}

/// `content` in parts, the first of which says what the file is.
fn parts(first: wire::FilePart, content: Vec<u8>) -> impl Iterator<Item = wire::FilePart> {
    let count = content.len().div_ceil(PART).max(1);
    (0..count).map(move |index| {
        let begins = index * PART;
        let ends = content.len().min(begins + PART);
        let described = if index == 0 {
            first.clone()
        } else {
            wire::FilePart::default()
        };
        wire::FilePart {
            content: content.get(begins..ends).unwrap_or_default().to_vec(),
            ..described
        }
    })
}
