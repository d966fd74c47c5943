//! Statistics: schools at standard against targets, and the lists of yearly plans.

use futures::FutureExt;
use platform::identity::{Permissions, Role};
use platform::page;
use platform::refusal::Failure;
use platform::server::{caller, order};
use proto::recognition as wire;
use proto::recognition::export_statistics_request::Report;
use proto::recognition::statistics_service_server::StatisticsService;
use tonic::{Request, Response};

use super::{Answer, RecognitionApi};
use crate::domain::{Attainment, attainment};
use crate::store;
use crate::store::statistics::{Count, Recognised};

mod commands;
mod lists;
mod messages;
mod refusals;
mod sheet;

/// Those who read figures, each within what they may see. A school sees its certificates; it has nothing to count.
const READERS: &[Role] = &[
    Role::Commune,
    Role::DepartmentOfficer,
    Role::DepartmentLeader,
    Role::Province,
    Role::Administrator,
    Role::Auditor,
    Role::Service,
];

/// Who may call what.
pub const PERMISSIONS: Permissions = &[
    (
        "/kiemdinh.recognition.v1.StatisticsService/GetAttainment",
        READERS,
    ),
    (
        "/kiemdinh.recognition.v1.StatisticsService/ListRecognitions",
        READERS,
    ),
    (
        "/kiemdinh.recognition.v1.StatisticsService/ListToRecheck",
        READERS,
    ),
    (
        "/kiemdinh.recognition.v1.StatisticsService/ExportStatistics",
        READERS,
    ),
    (
        "/kiemdinh.recognition.v1.StatisticsService/SetTarget",
        &[Role::DepartmentLeader, Role::Administrator],
    ),
    ("/kiemdinh.recognition.v1.StatisticsService/ListTargets", READERS),
];

#[tonic::async_trait]
impl StatisticsService for RecognitionApi {
    type ExportStatisticsStream = exchange::FileStream;

    async fn get_attainment(&self, request: Request<wire::GetAttainmentRequest>) -> Answer<wire::Attainment> {
        let scope = caller(&request)?.scope_id()?;
        let count = messages::asked_count(&request.into_inner(), scope, self.today())?;
        let found = self.attainment(count).await?;
        Ok(Response::new(messages::attainment(&found)))
    }

    async fn list_recognitions(
        &self,
        request: Request<wire::ListRecognitionsRequest>,
    ) -> Answer<wire::ListRecognitionsResponse> {
        let scope = caller(&request)?.scope_id()?;
        let request = request.into_inner();
        let size = page::size(request.page_size)?;
        let asked = Recognised {
            after: page::token(&request.page_token)?,
            limit: Some(size + 1),
            ..messages::asked_recognitions(&request, scope)?
        };
        let mut found = lists::recognitions(self.connection(), asked).await?;
        let next_page_token = page::cut(&mut found, size, |found| found.certificate.case.id.to_string());
        Ok(Response::new(wire::ListRecognitionsResponse {
            recognitions: found.iter().map(messages::recognition).collect(),
            next_page_token,
        }))
    }

    async fn list_to_recheck(
        &self,
        request: Request<wire::ListToRecheckRequest>,
    ) -> Answer<wire::ListToRecheckResponse> {
        let scope = caller(&request)?.scope_id()?;
        let request = request.into_inner();
        let size = page::size(request.page_size)?;
        let asked = Recognised {
            after: page::token(&request.page_token)?,
            limit: Some(size + 1),
            ..messages::asked_rechecks(&request, scope, self.today())?
        };
        let mut found = lists::rechecks(self.connection(), self.law, asked).await?;
        let next_page_token = page::cut(&mut found, size, |found| found.entry.certificate_id.to_string());
        Ok(Response::new(wire::ListToRecheckResponse {
            rechecks: found.iter().map(messages::recheck).collect(),
            next_page_token,
        }))
    }

    async fn export_statistics(
        &self,
        request: Request<wire::ExportStatisticsRequest>,
    ) -> Answer<Self::ExportStatisticsStream> {
        let scope = caller(&request)?.scope_id()?;
        let request = request.into_inner();
        let format = request.format();
        let file = match &request.report {
            Some(Report::Attainment(asked)) => {
                let count = messages::asked_count(asked, scope, self.today())?;
                sheet::of_attainment(count.grouping, &self.attainment(count).await?)
            }
            Some(Report::Recognitions(asked)) => {
                let asked = messages::asked_recognitions(asked, scope)?;
                sheet::of_recognitions(asked, &lists::recognitions(self.connection(), asked).await?)
            }
            Some(Report::Rechecks(asked)) => {
                let asked = messages::asked_rechecks(asked, scope, self.today())?;
                sheet::of_rechecks(asked, &lists::rechecks(self.connection(), self.law, asked).await?)
            }
            None => return Err(refusals::no_report().into()),
        };
        exchange::file(format, &file.name, file.title, file.columns, file.rows).await
    }

    async fn set_target(&self, request: Request<wire::SetTargetRequest>) -> Answer<wire::AttainmentTarget> {
        let (order, asked) = order("SetTarget", request)?;
        let caller = order.identity.clone();
        let answer = self.journal.command(order, move |transaction, at| {
            let (caller, asked) = (caller.clone(), asked.clone());
            async move { commands::set_target(transaction, &caller, &asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn list_targets(
        &self,
        request: Request<wire::ListTargetsRequest>,
    ) -> Answer<wire::ListTargetsResponse> {
        let scope = caller(&request)?.scope_id()?;
        let request = request.into_inner();
        let size = page::size(request.page_size)?;
        let after = page::token(&request.page_token)?;
        let mut targets = store::target::list(self.connection(), scope, after, size + 1).await?;
        let next_page_token = page::cut(&mut targets, size, |target| target.id.to_string());
        Ok(Response::new(wire::ListTargetsResponse {
            targets: targets.iter().map(messages::target).collect(),
            next_page_token,
        }))
    }
}

impl RecognitionApi {
    async fn attainment(&self, count: Count) -> Result<Attainment, Failure> {
        let counted = store::statistics::attainment(self.connection(), count).await?;
        let targets = store::target::until(self.connection(), count.standard, count.on).await?;
        Ok(attainment(count.on, counted, count.school_type, &targets))
    }
}
