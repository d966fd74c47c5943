//! Where the auditor reads: the journals of the services, page by page, case by case.

use std::collections::BTreeMap;

use platform::journal::read::moment;
use proto::platform::journal_service_client::JournalServiceClient;
use proto::platform::{JournalEntry, ListEntriesRequest};
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::Channel;
use tonic::{Request, Status};
use uuid::Uuid;

use crate::chain::Entry;

/// Entries asked for at once: what a journal answers at most.
const PAGE: i32 = 200;
/// What an answer may weigh; more than a journal sends.
const LARGEST_ANSWER: usize = 8 << 20;

/// Why a journal cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The service does not answer as it should.
    #[error("nhật ký của {service} không đọc được: {status}")]
    Refused {
        /// The service.
        service: &'static str,
        /// What it answered.
        status: Box<Status>,
    },
    /// The service is not known.
    #[error("không biết địa chỉ của {0}")]
    Unknown(&'static str),
    /// An entry is not one.
    #[error("nhật ký của {service} trả về mục không hợp lệ: {what}")]
    Malformed {
        /// The service.
        service: &'static str,
        /// The field.
        what: &'static str,
    },
}

/// A page of a journal.
#[derive(Debug, Default)]
pub struct Page {
    /// Its entries, case by case, and in each in the order of the chain.
    pub entries: Vec<Entry>,
    /// Where the next begins; empty after the last.
    pub next: String,
}

/// The journals.
pub trait Journals {
    /// The page of the journal of `service` that begins at `token`; the first with an empty one.
    fn page(
        &mut self,
        service: &'static str,
        token: String,
    ) -> impl Future<Output = Result<Page, SourceError>> + Send;
}

/// Makes the token under which the auditor calls: a new one for each page, for a long audit outlives one.
pub type Voice = Box<dyn Fn() -> Option<String> + Send + Sync>;

/// The journals over gRPC.
pub struct GrpcJournals {
    channels: BTreeMap<String, Channel>,
    voice: Voice,
}

impl GrpcJournals {
    /// The journals of services that listen behind `channels`, read under the tokens of `voice`: an auditor's.
    #[must_use]
    pub fn new(channels: BTreeMap<String, Channel>, voice: Voice) -> GrpcJournals {
        GrpcJournals { channels, voice }
    }
}

impl Journals for GrpcJournals {
    async fn page(&mut self, service: &'static str, token: String) -> Result<Page, SourceError> {
        let channel = self.channels.get(service).ok_or(SourceError::Unknown(service))?;
        let mut request = Request::new(ListEntriesRequest {
            case_id: String::new(),
            page_size: PAGE,
            page_token: token,
        });
        let voice = (self.voice)().map(|token| format!("Bearer {token}").parse::<MetadataValue<Ascii>>());
        if let Some(Ok(token)) = voice {
            request.metadata_mut().insert("authorization", token);
        }
        let answer = JournalServiceClient::new(channel.clone())
            .max_decoding_message_size(LARGEST_ANSWER)
            .list_entries(request)
            .await
            .map_err(|status| SourceError::Refused {
                service,
                status: Box::new(status),
            })?
            .into_inner();
        let entries = answer.entries.into_iter().map(|entry| read(service, entry));
        Ok(Page {
            entries: entries.collect::<Result<_, _>>()?,
            next: answer.next_page_token,
        })
    }
}

fn read(service: &'static str, entry: JournalEntry) -> Result<Entry, SourceError> {
    let malformed = |what| move || SourceError::Malformed { service, what };
    let uuid = |text: &str, what| Uuid::parse_str(text).map_err(|_| malformed(what)());
    let hash = |text: &str, what| hex::decode(text).map_err(|_| malformed(what)());
    Ok(Entry {
        service,
        case_id: uuid(&entry.case_id, "case_id")?,
        sequence: entry.sequence,
        fact_id: uuid(&entry.fact_id, "fact_id")?,
        occurred_at: entry
            .occurred_at
            .as_ref()
            .and_then(moment)
            .ok_or_else(malformed("occurred_at"))?,
        recorded_at: entry
            .recorded_at
            .as_ref()
            .and_then(moment)
            .ok_or_else(malformed("recorded_at"))?,
        cause: uuid(&entry.cause, "cause")?,
        previous_hash: hash(&entry.previous_hash, "previous_hash")?,
        hash: hash(&entry.hash, "hash")?,
        fact_type: entry.fact_type,
        actor: entry.actor,
        payload: entry.payload,
    })
}
