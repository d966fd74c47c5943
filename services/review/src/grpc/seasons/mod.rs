//! Seasons.

use futures::FutureExt;
use platform::identity::Permissions;
use platform::refusal::Refusal;
use platform::server::{caller, order};
use platform::{names, page};
use proto::review as wire;
use proto::review::season_service_server::SeasonService;
use tonic::{Request, Response};

use super::callers::{CHOOSERS, PROPOSERS};
use super::{Answer, ReviewApi};
use crate::store;

mod commands;
mod messages;
mod question;
mod refusals;

/// Who may call what.
pub const PERMISSIONS: Permissions = &[
    ("/kiemdinh.review.v1.SeasonService/SolveSeason", PROPOSERS),
    ("/kiemdinh.review.v1.SeasonService/AdoptSeason", PROPOSERS),
    ("/kiemdinh.review.v1.SeasonService/GetSeason", CHOOSERS),
    ("/kiemdinh.review.v1.SeasonService/ListSeasons", CHOOSERS),
    ("/kiemdinh.review.v1.SeasonService/ExplainChoice", CHOOSERS),
];

#[tonic::async_trait]
impl SeasonService for ReviewApi {
    async fn solve_season(&self, request: Request<wire::SolveSeasonRequest>) -> Answer<wire::Season> {
        let (order, asked) = order("SolveSeason", request)?;
        let (caller, request_id) = (order.identity.clone(), order.request_id);
        let now = self.journal.clock.now();
        let question = question::load(self.connection(), self.law, &caller, &asked, now).await?;
        let solved = commands::solve(question, self.law).await?;
        let answer = self.journal.command(order, move |transaction, at| {
            let (caller, solved) = (caller.clone(), solved.clone());
            async move { commands::keep(transaction, &caller, request_id, solved, at) }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn adopt_season(
        &self,
        request: Request<wire::AdoptSeasonRequest>,
    ) -> Answer<wire::AdoptSeasonResponse> {
        let (order, asked) = order("AdoptSeason", request)?;
        let (law, caller, request_id) = (self.law, order.identity.clone(), order.request_id);
        let answer = self.journal.command(order, move |transaction, at| {
            let (caller, asked) = (caller.clone(), asked.clone());
            async move { commands::adopt(transaction, law, &caller, request_id, asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn get_season(&self, request: Request<wire::GetSeasonRequest>) -> Answer<wire::Season> {
        let scope = caller(&request)?.scope_id()?;
        let id = names::id(&request.into_inner().name, "seasons", "name")?;
        let found = store::season::find(self.connection(), scope, id).await?;
        let season = found.ok_or_else(|| Refusal::absent("đợt lập đoàn"))?;
        Ok(Response::new(wire::Season::from(&season)))
    }

    async fn list_seasons(
        &self,
        request: Request<wire::ListSeasonsRequest>,
    ) -> Answer<wire::ListSeasonsResponse> {
        let scope = caller(&request)?.scope_id()?;
        let request = request.into_inner();
        let size = page::size(request.page_size)?;
        let after = page::token(&request.page_token)?;
        let mut seasons = store::season::list(self.connection(), scope, after, size + 1).await?;
        let next_page_token = page::cut(&mut seasons, size, |season| season.id.to_string());
        Ok(Response::new(wire::ListSeasonsResponse {
            seasons: seasons.iter().map(messages::without_teams).collect(),
            next_page_token,
        }))
    }

    async fn explain_choice(
        &self,
        request: Request<wire::ExplainChoiceRequest>,
    ) -> Answer<wire::ExplainChoiceResponse> {
        let scope = caller(&request)?.scope_id()?;
        let asked = request.into_inner();
        let id = names::id(&asked.name, "seasons", "name")?;
        let found = store::season::find(self.connection(), scope, id).await?;
        let season = found.ok_or_else(|| Refusal::absent("đợt lập đoàn"))?;
        let passed_over = store::season::passed_over(self.connection(), id, asked.number).await?;
        let explained = messages::explained(&season, asked.number, passed_over.unwrap_or_default());
        let explained = explained.ok_or_else(|| Refusal::absent("đoàn của đợt"))?;
        Ok(Response::new(explained))
    }
}
