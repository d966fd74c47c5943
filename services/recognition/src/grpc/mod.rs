//! The door: translate, hand to the journal, answer. No rules here.

use calendar::{Day, local_day};
use platform::identity::Permissions;
use platform::journal::Journal;
use platform::server::{LARGEST_ANSWER, LARGEST_REQUEST};
use proto::recognition::certificate_service_server::CertificateServiceServer;
use proto::recognition::decision_service_server::DecisionServiceServer;
use proto::recognition::register_service_server::RegisterServiceServer;
use proto::recognition::statistics_service_server::StatisticsServiceServer;
use sea_orm::DatabaseConnection;
use statute::Law;
use tonic::service::Routes;
use tonic::{Response, Status};

mod callers;
mod certificates;
mod decisions;
mod numbers;
mod register;
mod statistics;

/// Who may call what, a table for each service.
pub const PERMISSIONS: &[Permissions] = &[
    decisions::PERMISSIONS,
    certificates::PERMISSIONS,
    register::PERMISSIONS,
    statistics::PERMISSIONS,
];

/// The recognition services over gRPC.
#[derive(Clone)]
pub struct RecognitionApi {
    journal: Journal,
    law: &'static Law,
}

type Answer<T> = Result<Response<T>, Status>;

macro_rules! served {
    ($routes:expr, $api:expr, $($server:ident),+) => {
        $routes$(.add_service(
            $server::new($api.clone())
                .max_decoding_message_size(LARGEST_REQUEST)
                .max_encoding_message_size(LARGEST_ANSWER),
        ))+
    };
}

impl RecognitionApi {
    /// The services over `journal`, under `law`.
    pub fn new(journal: Journal, law: &'static Law) -> Self {
        Self { journal, law }
    }

    /// Every service, with the limits of the house.
    pub fn routes(&self) -> Routes {
        served!(
            Routes::default(),
            self,
            DecisionServiceServer,
            CertificateServiceServer,
            RegisterServiceServer,
            StatisticsServiceServer
        )
    }

    fn today(&self) -> Day {
        local_day(self.journal.clock.now())
    }

    fn connection(&self) -> &DatabaseConnection {
        self.journal.database.reader()
    }
}
