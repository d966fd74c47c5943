//! Decisions.

use std::sync::Arc;

use futures::FutureExt;
use platform::identity::{Permissions, Role};
use platform::refusal::Refusal;
use platform::server::{caller, order};
use platform::{names, page};
use proto::CommandRequest;
use proto::recognition::decision_service_server::DecisionService;
use proto::recognition::{
    ConcludeAppraisalRequest, Decision, DraftApologyRequest, DraftDecisionRequest, GetDecisionRequest,
    ListDecisionsRequest, ListDecisionsResponse, PublishDecisionRequest, SignRequest,
};
use tonic::{Request, Response};

use super::callers::READERS;
use super::certificates::LINE;
use super::{Answer, RecognitionApi};
use crate::domain::{ApologyForm, DraftForm};
use crate::store;
use commands::{Asked, Named};

mod commands;
mod messages;
mod refusals;

/// Who may call what. Which of the two authorities signs a decision is a rule of its regime, not of this table.
pub const PERMISSIONS: Permissions = &[
    (
        "/kiemdinh.recognition.v1.DecisionService/ConcludeAppraisal",
        &[Role::DepartmentOfficer],
    ),
    (
        "/kiemdinh.recognition.v1.DecisionService/DraftDecision",
        &[Role::DepartmentOfficer],
    ),
    (
        "/kiemdinh.recognition.v1.DecisionService/SendProposal",
        &[Role::DepartmentLeader],
    ),
    (
        "/kiemdinh.recognition.v1.DecisionService/SignDecision",
        &[Role::DepartmentLeader, Role::Province],
    ),
    (
        "/kiemdinh.recognition.v1.DecisionService/PublishDecision",
        &[Role::DepartmentOfficer],
    ),
    (
        "/kiemdinh.recognition.v1.DecisionService/PublishDecisionAtSchool",
        &[Role::School],
    ),
    (
        "/kiemdinh.recognition.v1.DecisionService/DraftApology",
        &[Role::DepartmentOfficer],
    ),
    (
        "/kiemdinh.recognition.v1.DecisionService/SignApology",
        &[Role::DepartmentLeader],
    ),
    ("/kiemdinh.recognition.v1.DecisionService/GetDecision", READERS),
    ("/kiemdinh.recognition.v1.DecisionService/ListDecisions", READERS),
];

impl RecognitionApi {
    /// Every command on one decision.
    async fn on_decision<R: CommandRequest>(
        &self,
        method: &'static str,
        request: Request<R>,
        name: impl FnOnce(&R) -> &str,
        asked: impl FnOnce(R) -> Asked,
    ) -> Answer<Decision> {
        let (order, content) = order(method, request)?;
        let named = Arc::new(Named {
            case_id: names::id(name(&content), "decisions", "name")?,
            etag: content.etag().to_owned(),
            caller: order.identity.clone(),
        });
        let (law, asked) = (self.law, asked(content));
        let line = if asked.may_issue() { LINE } else { None };
        let answer = self
            .journal
            .command_in_line(order, line, move |transaction, now| {
                let (named, asked) = (Arc::clone(&named), asked.clone());
                async move { commands::change_decision(transaction, law, &named, asked, now).await }.boxed()
            });
        Ok(Response::new(answer.await?))
    }
}

#[tonic::async_trait]
impl DecisionService for RecognitionApi {
    async fn conclude_appraisal(&self, request: Request<ConcludeAppraisalRequest>) -> Answer<Decision> {
        let asked = |r: ConcludeAppraisalRequest| Asked::Conclude(r.into());
        self.on_decision("ConcludeAppraisal", request, |r| &r.name, asked)
            .await
    }

    async fn draft_decision(&self, request: Request<DraftDecisionRequest>) -> Answer<Decision> {
        let asked = |r: DraftDecisionRequest| {
            Asked::Draft(DraftForm {
                text_sha256: r.text_sha256,
                effective_on: r.effective_on,
                ..DraftForm::default()
            })
        };
        self.on_decision("DraftDecision", request, |r| &r.name, asked)
            .await
    }

    async fn send_proposal(&self, request: Request<SignRequest>) -> Answer<Decision> {
        let asked = |r: SignRequest| Asked::SendProposal(r.into());
        self.on_decision("SendProposal", request, |r| &r.name, asked)
            .await
    }

    async fn sign_decision(&self, request: Request<SignRequest>) -> Answer<Decision> {
        let asked = |r: SignRequest| Asked::Sign(r.into());
        self.on_decision("SignDecision", request, |r| &r.name, asked)
            .await
    }

    async fn publish_decision(&self, request: Request<PublishDecisionRequest>) -> Answer<Decision> {
        let asked = |r: PublishDecisionRequest| Asked::Publish(r.place);
        self.on_decision("PublishDecision", request, |r| &r.name, asked)
            .await
    }

    async fn publish_decision_at_school(&self, request: Request<PublishDecisionRequest>) -> Answer<Decision> {
        let asked = |r: PublishDecisionRequest| Asked::PublishAtSchool(r.place);
        self.on_decision("PublishDecisionAtSchool", request, |r| &r.name, asked)
            .await
    }

    async fn draft_apology(&self, request: Request<DraftApologyRequest>) -> Answer<Decision> {
        let asked = |r: DraftApologyRequest| {
            Asked::DraftApology(ApologyForm {
                reason: r.reason,
                new_due_on: r.new_due_on,
                text_sha256: r.text_sha256,
                ..ApologyForm::default()
            })
        };
        self.on_decision("DraftApology", request, |r| &r.name, asked)
            .await
    }

    async fn sign_apology(&self, request: Request<SignRequest>) -> Answer<Decision> {
        let asked = |r: SignRequest| Asked::SignApology(r.into());
        self.on_decision("SignApology", request, |r| &r.name, asked).await
    }

    async fn get_decision(&self, request: Request<GetDecisionRequest>) -> Answer<Decision> {
        let caller = caller(&request)?;
        let case_id = names::id(&request.into_inner().name, "decisions", "name")?;
        let decision = store::decision::find(self.connection(), case_id).await?;
        let decision = decision.ok_or_else(|| Refusal::absent("quyết định"))?;
        caller.must_see_any(decision.case.scopes(), "quyết định")?;
        Ok(Response::new(Decision::from(&decision)))
    }

    async fn list_decisions(&self, request: Request<ListDecisionsRequest>) -> Answer<ListDecisionsResponse> {
        let scope = caller(&request)?.scope_id()?;
        let request = request.into_inner();
        let size = page::size(request.page_size)?;
        let filter = store::decision::Filter {
            state: messages::asked_state(request.state()),
            scope,
            after: page::token(&request.page_token)?,
        };
        let mut decisions = store::decision::list(self.connection(), filter, size + 1).await?;
        let next_page_token = page::cut(&mut decisions, size, |decision| decision.case.id.to_string());
        Ok(Response::new(ListDecisionsResponse {
            decisions: decisions.iter().map(Decision::from).collect(),
            next_page_token,
        }))
    }
}
