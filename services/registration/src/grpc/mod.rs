//! The doors, one service for each kind of thing: translate, hand to the journal, answer. No rules here.

use platform::identity::Permissions;
use platform::journal::{Journal, NewFact};
use platform::refusal::Failure;
use platform::server::{LARGEST_ANSWER, LARGEST_REQUEST};
use platform::time::Moment;
use proto::fact::Fact;
use proto::registration::authority_service_server::AuthorityServiceServer;
use proto::registration::dossier_service_server::DossierServiceServer;
use proto::registration::obligation_service_server::ObligationServiceServer;
use proto::registration::plan_service_server::PlanServiceServer;
use proto::registration::school_service_server::SchoolServiceServer;
use proto::registration::self_assessment_service_server::SelfAssessmentServiceServer;
use sea_orm::DatabaseConnection;
use statute::Law;
use tonic::service::Routes;
use tonic::{Response, Status};
use uuid::Uuid;

mod authorities;
mod dossiers;
mod obligations;
mod plans;
mod refusals;
mod schools;
mod seat;
mod self_assessments;

pub use seat::open_seat;

/// Who may call what, a table for each service.
pub const PERMISSIONS: &[Permissions] = &[
    authorities::PERMISSIONS,
    schools::PERMISSIONS,
    plans::PERMISSIONS,
    obligations::PERMISSIONS,
    self_assessments::PERMISSIONS,
    dossiers::PERMISSIONS,
];

/// The registration services over gRPC.
#[derive(Clone)]
pub struct RegistrationApi {
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

impl RegistrationApi {
    /// The services over `journal`, under `law`.
    pub fn new(journal: Journal, law: &'static Law) -> Self {
        Self { journal, law }
    }

    /// Every service, with the limits of the house.
    pub fn routes(&self) -> Routes {
        served!(
            Routes::default(),
            self,
            AuthorityServiceServer,
            SchoolServiceServer,
            PlanServiceServer,
            ObligationServiceServer,
            SelfAssessmentServiceServer,
            DossierServiceServer
        )
    }

    fn connection(&self) -> &DatabaseConnection {
        self.journal.database.reader()
    }
}

/// The id of the thing `what` that the request `request_id` makes: the same for every retry.
fn made_by(request_id: Uuid, what: &str) -> Uuid {
    Uuid::new_v5(&request_id, what.as_bytes())
}

/// `facts`, which happened at `at`.
fn happened(facts: impl IntoIterator<Item = Fact>, at: Moment) -> Result<Vec<NewFact>, Failure> {
    facts.into_iter().map(|fact| NewFact::of(fact, at)).collect()
}
