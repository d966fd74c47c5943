//! Files that come in by parts: collecting them within bounds, reading them, all rows or none.

use std::sync::{Arc, Mutex, PoisonError};

use futures::FutureExt;
use futures::future::BoxFuture;
use platform::identity::Identity;
use platform::journal::{Journal, Order, Outcome};
use platform::refusal::{Failure, Refusal};
use platform::server::caller;
use platform::time::Moment;
use prost::Message;
use proto::exchange::import_part::Part;
use proto::exchange::{ImportHeader, ImportPart, ImportReport, SheetDefect};
use sea_orm::DatabaseTransaction;
use sheet::{Column, Defects, LARGEST_FILE, Sheet};
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

/// A file that came in, as it was sent.
struct Upload {
    order: Order,
    header: ImportHeader,
    content: Vec<u8>,
}

/// A file that came in, read, and what it is for.
pub struct Incoming {
    /// Who sends it.
    pub caller: Identity,
    /// What makes the ids of what its rows enter.
    pub request_id: Uuid,
    /// What it is for.
    pub header: ImportHeader,
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
async fn receive(method: &'static str, request: Request<Streaming<ImportPart>>) -> Result<Upload, Status> {
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
    let whole = ImportPart {
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
    request: Request<Streaming<ImportPart>>,
    columns: impl FnOnce(&[u8]) -> &'static [Column],
    work: W,
) -> Result<Response<ImportReport>, Status>
where
    W: for<'t> Fn(
            &'t DatabaseTransaction,
            Arc<Incoming>,
            Moment,
        ) -> BoxFuture<'t, Result<Outcome<ImportReport>, Failure>>
        + Send
        + Sync
        + 'static,
{
    import_in_line(journal, None, method, request, columns, work).await
}

/// [`import`] in the line of a table, as [`Journal::command_in_line`] forms it.
pub async fn import_in_line<W>(
    journal: &Journal,
    line: Option<&'static str>,
    method: &'static str,
    request: Request<Streaming<ImportPart>>,
    columns: impl FnOnce(&[u8]) -> &'static [Column],
    work: W,
) -> Result<Response<ImportReport>, Status>
where
    W: for<'t> Fn(
            &'t DatabaseTransaction,
            Arc<Incoming>,
            Moment,
        ) -> BoxFuture<'t, Result<Outcome<ImportReport>, Failure>>
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
    let found: Arc<Mutex<Option<ImportReport>>> = Arc::default();
    let (reported, work) = (Arc::clone(&found), Arc::new(work));
    let written = journal.command_in_line(order, line, move |transaction, at| {
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

/// What a file comes to that has `defects`, or is to be counted yet: nothing is written so far.
pub fn reported(incoming: &Incoming, defects: Defects) -> Outcome<ImportReport> {
    let defect = |defect: sheet::Defect| SheetDefect {
        row: defect.row,
        column: defect.column,
        message: defect.message,
    };
    Outcome {
        answer: ImportReport {
            rows: incoming.rows(),
            defects: defects.into_sorted().into_iter().map(defect).collect(),
            ..ImportReport::default()
        },
        facts: Vec::new(),
        writes: Vec::new(),
    }
}
