//! Plans.

use futures::FutureExt;
use platform::identity::{Identity, Permissions, Role};
use platform::refusal::{Failure, Refusal};
use platform::server::{caller, order};
use platform::{names, page};
use proto::exchange::{ImportPart, ImportReport};
use proto::registration as wire;
use proto::registration::plan_service_server::PlanService;
use tonic::{Request, Response, Streaming};

use super::schools::READERS;
use super::{Answer, RegistrationApi};
use crate::domain::Plan;
use crate::store;

mod commands;
mod messages;
mod progress;
mod refusals;
mod sheet;

/// Those who draft plans: officers, and local authorities their own.
const DRAFTERS: &[Role] = &[Role::DepartmentOfficer, Role::Commune];

/// Who may call what.
pub const PERMISSIONS: Permissions = &[
    ("/kiemdinh.registration.v1.PlanService/CreatePlan", DRAFTERS),
    ("/kiemdinh.registration.v1.PlanService/UpdatePlan", DRAFTERS),
    (
        "/kiemdinh.registration.v1.PlanService/ApprovePlan",
        &[Role::DepartmentLeader],
    ),
    (
        "/kiemdinh.registration.v1.PlanService/AmendPlan",
        &[Role::DepartmentLeader],
    ),
    ("/kiemdinh.registration.v1.PlanService/GetPlan", READERS),
    ("/kiemdinh.registration.v1.PlanService/ListPlans", READERS),
    ("/kiemdinh.registration.v1.PlanService/ListPlanItems", READERS),
    ("/kiemdinh.registration.v1.PlanService/GetPlanProgress", READERS),
    ("/kiemdinh.registration.v1.PlanService/ImportPlanItems", DRAFTERS),
    ("/kiemdinh.registration.v1.PlanService/ExportPlan", READERS),
];

#[tonic::async_trait]
impl PlanService for RegistrationApi {
    type ExportPlanStream = exchange::FileStream;

    async fn create_plan(&self, request: Request<wire::CreatePlanRequest>) -> Answer<wire::Plan> {
        let (order, content) = order("CreatePlan", request)?;
        let (caller, request_id) = (order.identity.clone(), order.request_id);
        let asked = content.plan.unwrap_or_default();
        let answer = self.journal.command(order, move |transaction, at| {
            let (caller, asked) = (caller.clone(), asked.clone());
            async move { commands::create(transaction, &caller, request_id, asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn update_plan(&self, request: Request<wire::UpdatePlanRequest>) -> Answer<wire::Plan> {
        let (order, asked) = order("UpdatePlan", request)?;
        let caller = order.identity.clone();
        let answer = self.journal.command(order, move |transaction, at| {
            let (caller, asked) = (caller.clone(), asked.clone());
            async move { commands::update(transaction, &caller, asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn approve_plan(&self, request: Request<wire::ApprovePlanRequest>) -> Answer<wire::Plan> {
        let (order, asked) = order("ApprovePlan", request)?;
        let (law, caller) = (self.law, order.identity.clone());
        let answer = self.journal.command(order, move |transaction, at| {
            let (caller, asked) = (caller.clone(), asked.clone());
            async move { commands::approve(transaction, law, &caller, asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn amend_plan(&self, request: Request<wire::AmendPlanRequest>) -> Answer<wire::Plan> {
        let (order, asked) = order("AmendPlan", request)?;
        let (law, caller) = (self.law, order.identity.clone());
        let answer = self.journal.command(order, move |transaction, at| {
            let (caller, asked) = (caller.clone(), asked.clone());
            async move { commands::amend(transaction, law, &caller, asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn get_plan(&self, request: Request<wire::GetPlanRequest>) -> Answer<wire::Plan> {
        let caller = caller(&request)?;
        let plan = self.plan(&caller, &request.into_inner().name).await?;
        let items = store::plan_item::of_plan(self.connection(), plan.id).await?;
        Ok(Response::new(messages::whole_plan(&plan, &items)))
    }

    async fn list_plans(&self, request: Request<wire::ListPlansRequest>) -> Answer<wire::ListPlansResponse> {
        let scope = caller(&request)?.scope_id()?;
        let request = request.into_inner();
        let size = page::size(request.page_size)?;
        let filter = store::plan::Filter {
            scope,
            after: page::token(&request.page_token)?,
            ..messages::asked(&request)?
        };
        let mut plans = store::plan::list(self.connection(), filter, size + 1).await?;
        let next_page_token = page::cut(&mut plans, size, |plan| plan.id.to_string());
        Ok(Response::new(wire::ListPlansResponse {
            plans: plans.iter().map(messages::plan).collect(),
            next_page_token,
        }))
    }

    async fn list_plan_items(
        &self,
        request: Request<wire::ListPlanItemsRequest>,
    ) -> Answer<wire::ListPlanItemsResponse> {
        let caller = caller(&request)?;
        let request = request.into_inner();
        let size = page::size(request.page_size)?;
        let plan = match request.plan.as_str() {
            "" => None,
            name => Some(names::id(name, "plans", "plan")?),
        };
        let filter = store::plan_item::Filter {
            year: Some(request.year).filter(|year| *year != 0),
            plan,
            scope: caller.scope_id()?,
            // A draft is nothing yet to the schools it names.
            approved_only: caller.roles == [Role::School],
            after: page::token(&request.page_token)?,
        };
        let mut items = store::plan_item::list(self.connection(), filter, size + 1).await?;
        let next_page_token = page::cut(&mut items, size, |(item, _)| item.id.to_string());
        let items = items
            .iter()
            .map(|(item, school)| messages::plan_item(item, &school.name));
        Ok(Response::new(wire::ListPlanItemsResponse {
            items: items.collect(),
            next_page_token,
        }))
    }

    async fn get_plan_progress(
        &self,
        request: Request<wire::GetPlanProgressRequest>,
    ) -> Answer<wire::PlanProgress> {
        let caller = caller(&request)?;
        let plan = self.plan(&caller, &request.into_inner().name).await?;
        let now = self.journal.clock.now();
        Ok(Response::new(progress::of(self.connection(), &plan, now).await?))
    }

    async fn import_plan_items(&self, request: Request<Streaming<ImportPart>>) -> Answer<ImportReport> {
        let columns = sheet::columns_of;
        exchange::import(
            &self.journal,
            "ImportPlanItems",
            request,
            columns,
            |transaction, file, at| async move { commands::import(transaction, &file, at).await }.boxed(),
        )
        .await
    }

    async fn export_plan(&self, request: Request<wire::ExportPlanRequest>) -> Answer<Self::ExportPlanStream> {
        let caller = caller(&request)?;
        let request = request.into_inner();
        let plan = self.plan(&caller, &request.name).await?;
        let items = progress::items(self.connection(), &plan, self.journal.clock.now()).await?;
        let rows = items.iter().map(sheet::row).collect();
        let name = format!("ke-hoach-{}", plan.year);
        exchange::file(request.format(), &name, "Kế hoạch", sheet::COLUMNS_OUT, rows).await
    }
}

impl RegistrationApi {
    /// The plan that `name` names, if `caller` may see it.
    async fn plan(&self, caller: &Identity, name: &str) -> Result<Plan, Failure> {
        let id = names::id(name, "plans", "name")?;
        let plan = store::plan::find(self.connection(), id).await?;
        let plan = plan.filter(|plan| commands::sees(caller, plan));
        Ok(plan.ok_or_else(|| Refusal::absent("kế hoạch"))?)
    }
}
