//! The door: translate, hand to the journal, answer. No rules here.

use platform::identity::Permissions;
use platform::journal::Journal;
use platform::server::{LARGEST_ANSWER, LARGEST_REQUEST};
use proto::review::review_service_server::ReviewServiceServer;
use proto::review::reviewer_service_server::ReviewerServiceServer;
use proto::review::season_service_server::SeasonServiceServer;
use proto::review::team_service_server::TeamServiceServer;
use sea_orm::DatabaseConnection;
use statute::Law;
use tonic::service::Routes;
use tonic::{Response, Status};

mod callers;
mod refusals;
mod reviewers;
mod reviews;
mod seasons;
mod teams;

/// Who may call what, a table for each service.
pub const PERMISSIONS: &[Permissions] = &[
    reviewers::PERMISSIONS,
    teams::PERMISSIONS,
    reviews::PERMISSIONS,
    seasons::PERMISSIONS,
];

/// The review services over gRPC.
#[derive(Clone)]
pub struct ReviewApi {
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

impl ReviewApi {
    /// The services over `journal`, under `law`.
    pub fn new(journal: Journal, law: &'static Law) -> Self {
        Self { journal, law }
    }

    /// Every service, with the limits of the house.
    pub fn routes(&self) -> Routes {
        served!(
            Routes::default(),
            self,
            ReviewServiceServer,
            ReviewerServiceServer,
            TeamServiceServer,
            SeasonServiceServer
        )
    }

    fn connection(&self) -> &DatabaseConnection {
        self.journal.database.reader()
    }
}
