//! The way to the services: where they listen, and as whom they are called.
//!
//! A server that starts leaves `client.toml` in its data folder, readable by its owner only, so that the
//! command line in a second terminal needs no flags.

use std::collections::BTreeMap;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use platform::configuration::SERVICES;
use platform::identity::owner_only;
use proto::platform::journal_service_client::JournalServiceClient;
use proto::platform::rehearsal_service_client::RehearsalServiceClient;
use proto::recognition::certificate_service_client::CertificateServiceClient;
use proto::recognition::decision_service_client::DecisionServiceClient;
use proto::recognition::register_service_client::RegisterServiceClient;
use proto::recognition::statistics_service_client::StatisticsServiceClient;
use proto::registration::authority_service_client::AuthorityServiceClient;
use proto::registration::dossier_service_client::DossierServiceClient;
use proto::registration::obligation_service_client::ObligationServiceClient;
use proto::registration::plan_service_client::PlanServiceClient;
use proto::registration::school_service_client::SchoolServiceClient;
use proto::registration::self_assessment_service_client::SelfAssessmentServiceClient;
use proto::review::review_service_client::ReviewServiceClient;
use proto::review::reviewer_service_client::ReviewerServiceClient;
use proto::review::season_service_client::SeasonServiceClient;
use proto::review::team_service_client::TeamServiceClient;
use proto::scheduler::scheduler_service_client::SchedulerServiceClient;
use serde::{Deserialize, Serialize};
use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};

use crate::problem::{Kind, Problem};

/// How long a call may take.
const LONGEST_CALL: Duration = Duration::from_secs(30);
/// How long a file may take to be read or written whole.
const LONGEST_TRANSFER: Duration = Duration::from_secs(600);
const LONGEST_CONNECT: Duration = Duration::from_secs(5);
const FILE: &str = "client.toml";

/// Where each service listens, as `http://…`.
pub type Endpoints = BTreeMap<String, String>;

/// Where services listen on `addresses`; a port that the machine is to choose is not known yet.
pub fn endpoints(addresses: &BTreeMap<String, SocketAddr>) -> Endpoints {
    addresses
        .iter()
        .filter(|(_, address)| address.port() != 0)
        .map(|(service, address)| (service.clone(), format!("http://{address}")))
        .collect()
}

/// What stands in `client.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientFile {
    /// A token of the administrator.
    pub token: String,
    /// Where each service listens.
    pub endpoints: Endpoints,
}

impl ClientFile {
    /// Where it stands in the folder `data`.
    pub fn path(data: &Path) -> PathBuf {
        data.join(FILE)
    }

    /// Writes it into the folder `data`. Endpoints of other services that an earlier one wrote stay.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(mut self, data: &Path) -> std::io::Result<()> {
        let earlier = std::fs::read_to_string(Self::path(data))
            .ok()
            .and_then(|text| toml::from_str(&text).ok());
        for (service, endpoint) in earlier.map_or_else(Endpoints::new, |earlier: Self| earlier.endpoints) {
            self.endpoints.entry(service).or_insert(endpoint);
        }
        let text = toml::to_string(&self).map_err(std::io::Error::other)?;
        owner_only(&Self::path(data))?.write_all(text.as_bytes())
    }

    /// The folder whose server was started last: `data` itself, or the rehearsal inside it.
    pub fn newest_folder(data: &Path) -> PathBuf {
        let written = |folder: &Path| {
            std::fs::metadata(Self::path(folder))
                .and_then(|file| file.modified())
                .ok()
        };
        let demo = data.join("demo");
        if written(&demo) > written(data) {
            demo
        } else {
            data.to_owned()
        }
    }

    /// Reads it from the folder `data`.
    ///
    /// # Errors
    /// When there is none, or it does not fit.
    pub fn read(data: &Path) -> Result<Self, Problem> {
        let path = Self::path(data);
        let text = std::fs::read_to_string(&path).map_err(|error| {
            let message = format!(
                "không đọc được {} ({error}); hãy chạy “kiemdinh serve” hoặc “kiemdinh demo” trước, \
                 hoặc chỉ thư mục dữ liệu bằng --data",
                path.display()
            );
            Problem::new(Kind::Unavailable, "NO_SERVER", message)
        })?;
        toml::from_str(&text).map_err(|error| Problem::failure(format!("{}: {error}", path.display())))
    }
}

/// As whom the services are called.
#[derive(Clone, Debug)]
pub struct Voice {
    /// None for anyone.
    header: Option<MetadataValue<Ascii>>,
    longest_call: Duration,
}

impl Voice {
    /// The holder of `token`.
    ///
    /// # Errors
    /// When the text cannot be a token.
    pub fn of(token: &str) -> Result<Self, Problem> {
        let mut header: MetadataValue<Ascii> = format!("Bearer {}", token.trim()).parse().map_err(|_| {
            Problem::new(
                Kind::NotAuthenticated,
                "UNAUTHENTICATED",
                "mã truy cập không đúng dạng",
            )
        })?;
        header.set_sensitive(true);
        Ok(Self {
            header: Some(header),
            longest_call: LONGEST_CALL,
        })
    }

    /// Anyone: without a token only what is public answers.
    pub fn of_the_public() -> Self {
        Self {
            header: None,
            longest_call: LONGEST_CALL,
        }
    }

    /// The same holder, whose calls carry whole files and may take as long as these do.
    #[must_use]
    pub fn with_files(&self) -> Self {
        Self {
            longest_call: LONGEST_TRANSFER,
            ..self.clone()
        }
    }
}

impl Interceptor for Voice {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        if let Some(header) = &self.header {
            request.metadata_mut().insert("authorization", header.clone());
        }
        request.set_timeout(self.longest_call);
        Ok(request)
    }
}

/// A channel on which someone speaks.
pub type Line = InterceptedService<Channel, Voice>;

/// The channels to the services. Connecting happens when a call needs it, and again whenever it must.
#[derive(Clone, Debug)]
pub struct Links {
    channels: BTreeMap<&'static str, Channel>,
}

impl Links {
    /// Links to `endpoints`.
    ///
    /// # Errors
    /// When a service has no endpoint, or one is not an address.
    pub fn new(endpoints: &Endpoints) -> Result<Self, Problem> {
        let mut channels = BTreeMap::new();
        for service in SERVICES {
            let address = endpoints.get(service).ok_or_else(|| {
                Problem::new(
                    Kind::Unavailable,
                    "NO_ENDPOINT",
                    format!("không biết địa chỉ của dịch vụ {service}"),
                )
            })?;
            let endpoint = Endpoint::from_shared(address.clone())
                .map_err(|error| Problem::invalid(format!("địa chỉ của {service} không đúng: {error}")))?;
            let endpoint = endpoint.connect_timeout(LONGEST_CONNECT).tcp_nodelay(true);
            channels.insert(service, endpoint.connect_lazy());
        }
        Ok(Self { channels })
    }

    /// The channels themselves, by service, for who brings a voice of their own.
    pub fn channels(&self) -> BTreeMap<String, Channel> {
        let channels = self.channels.iter();
        channels
            .map(|(service, channel)| ((*service).to_owned(), channel.clone()))
            .collect()
    }

    fn line(&self, service: &'static str, voice: &Voice) -> Line {
        // `new` made one channel for each service, and only their names come here.
        let channel = self.channels.get(service).cloned();
        let channel = channel.unwrap_or_else(|| Endpoint::from_static("http://127.0.0.1:0").connect_lazy());
        InterceptedService::new(channel, voice.clone())
    }

    /// The authorities, which the registration service keeps.
    pub fn authorities(&self, voice: &Voice) -> AuthorityServiceClient<Line> {
        AuthorityServiceClient::new(self.line("registration", voice))
            .max_decoding_message_size(platform::server::LARGEST_ANSWER)
    }

    /// Its schools.
    pub fn schools(&self, voice: &Voice) -> SchoolServiceClient<Line> {
        SchoolServiceClient::new(self.line("registration", voice))
            .max_decoding_message_size(platform::server::LARGEST_ANSWER)
    }

    /// Its plans.
    pub fn plans(&self, voice: &Voice) -> PlanServiceClient<Line> {
        PlanServiceClient::new(self.line("registration", voice))
            .max_decoding_message_size(platform::server::LARGEST_ANSWER)
    }

    /// Its yearly obligations.
    pub fn obligations(&self, voice: &Voice) -> ObligationServiceClient<Line> {
        ObligationServiceClient::new(self.line("registration", voice))
            .max_decoding_message_size(platform::server::LARGEST_ANSWER)
    }

    /// Its self-assessments.
    pub fn self_assessments(&self, voice: &Voice) -> SelfAssessmentServiceClient<Line> {
        SelfAssessmentServiceClient::new(self.line("registration", voice))
            .max_decoding_message_size(platform::server::LARGEST_ANSWER)
    }

    /// Its dossiers.
    pub fn dossiers(&self, voice: &Voice) -> DossierServiceClient<Line> {
        DossierServiceClient::new(self.line("registration", voice))
            .max_decoding_message_size(platform::server::LARGEST_ANSWER)
    }

    /// The external reviews, which the review service carries.
    pub fn review(&self, voice: &Voice) -> ReviewServiceClient<Line> {
        ReviewServiceClient::new(self.line("review", voice))
            .max_decoding_message_size(platform::server::LARGEST_ANSWER)
    }

    /// Its reviewers.
    pub fn reviewers(&self, voice: &Voice) -> ReviewerServiceClient<Line> {
        ReviewerServiceClient::new(self.line("review", voice))
            .max_decoding_message_size(platform::server::LARGEST_ANSWER)
    }

    /// Its teams.
    pub fn teams(&self, voice: &Voice) -> TeamServiceClient<Line> {
        TeamServiceClient::new(self.line("review", voice))
            .max_decoding_message_size(platform::server::LARGEST_ANSWER)
    }

    /// Its seasons.
    pub fn seasons(&self, voice: &Voice) -> SeasonServiceClient<Line> {
        SeasonServiceClient::new(self.line("review", voice))
            .max_decoding_message_size(platform::server::LARGEST_ANSWER)
    }

    /// The decisions, which the recognition service carries.
    pub fn decisions(&self, voice: &Voice) -> DecisionServiceClient<Line> {
        DecisionServiceClient::new(self.line("recognition", voice))
            .max_decoding_message_size(platform::server::LARGEST_ANSWER)
    }

    /// Its certificates.
    pub fn certificates(&self, voice: &Voice) -> CertificateServiceClient<Line> {
        CertificateServiceClient::new(self.line("recognition", voice))
            .max_decoding_message_size(platform::server::LARGEST_ANSWER)
    }

    /// Its public register.
    pub fn register(&self, voice: &Voice) -> RegisterServiceClient<Line> {
        RegisterServiceClient::new(self.line("recognition", voice))
            .max_decoding_message_size(platform::server::LARGEST_ANSWER)
    }

    /// Its statistics.
    pub fn statistics(&self, voice: &Voice) -> StatisticsServiceClient<Line> {
        StatisticsServiceClient::new(self.line("recognition", voice))
            .max_decoding_message_size(platform::server::LARGEST_ANSWER)
    }

    /// The scheduler.
    pub fn scheduler(&self, voice: &Voice) -> SchedulerServiceClient<Line> {
        SchedulerServiceClient::new(self.line("scheduler", voice))
            .max_decoding_message_size(platform::server::LARGEST_ANSWER)
    }

    /// The journal of `service`.
    pub fn journal(&self, service: &'static str, voice: &Voice) -> JournalServiceClient<Line> {
        JournalServiceClient::new(self.line(service, voice))
            .max_decoding_message_size(platform::server::LARGEST_ANSWER)
    }

    /// The rehearsal's time of `service`.
    pub fn rehearsal(&self, service: &'static str, voice: &Voice) -> RehearsalServiceClient<Line> {
        RehearsalServiceClient::new(self.line(service, voice))
    }
}

/// Follows a list to its last page: `page` asks for the page of a token and answers its items and the next
/// token.
///
/// # Errors
/// When a page cannot be had.
pub async fn all<T, E>(page: impl AsyncFn(String) -> Result<(Vec<T>, String), E>) -> Result<Vec<T>, E> {
    let (mut items, mut next) = page(String::new()).await?;
    while !next.is_empty() {
        let (more, token) = page(next).await?;
        items.extend(more);
        next = token;
    }
    Ok(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_list_is_followed_to_its_end() {
        let pages = [("", vec![1, 2], "b"), ("b", vec![], "c"), ("c", vec![3], "")];
        let items = all(async |token: String| {
            let (_, items, next) = pages.iter().find(|(own, ..)| *own == token).unwrap();
            Ok::<_, Status>((items.clone(), (*next).to_owned()))
        });
        assert_eq!(items.await.unwrap(), [1, 2, 3]);
    }

    #[test]
    fn services_that_start_one_by_one_share_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = |service: &str, port: u16| ClientFile {
            token: "t".to_owned(),
            endpoints: [(service.to_owned(), format!("http://127.0.0.1:{port}"))].into(),
        };
        file("review", 1).write(folder.path()).unwrap();
        file("registration", 2).write(folder.path()).unwrap();
        file("review", 3).write(folder.path()).unwrap();
        let found = ClientFile::read(folder.path()).unwrap();
        assert_eq!(found.endpoints["review"], "http://127.0.0.1:3");
        assert_eq!(found.endpoints["registration"], "http://127.0.0.1:2");
        assert_eq!(ClientFile::newest_folder(folder.path()), folder.path());
    }
}
