//! `season`

use proto::review::{
    AdoptSeasonRequest, ExplainChoiceRequest, GetSeasonRequest, ListSeasonsRequest, Season as Wire,
    SeasonReview, SeasonState, SeasonTerms, SolveSeasonRequest,
};

use super::session::{PAGE, Session, resource};
use crate::arguments::{Season, Solve};
use crate::client::all;
use crate::output::{self, Format, Printer};
use crate::problem::{Kind, Problem};

/// Does what `verb` says.
///
/// # Errors
/// What went wrong; a season without teams for every school is a finding.
pub async fn run(session: &Session, verb: Season, printer: &Printer) -> Result<(), Problem> {
    let mut service = session.links.seasons(&session.voice);
    match verb {
        Season::Solve(solve) => {
            let request = asked(session, solve).await?;
            // A season of many schools is counted for longer than an ordinary call may last.
            let mut service = session.links.seasons(&session.voice.with_files());
            let season = service.solve_season(request).await?.into_inner();
            let infeasible = season.state() == SeasonState::Infeasible;
            show(season, printer)?;
            if infeasible {
                return Err(Problem::new(
                    Kind::Findings,
                    "SEASON_INFEASIBLE",
                    "không thể có đoàn cho mọi trường; các điều kiện va chạm và cách gỡ ở trên",
                ));
            }
            Ok(())
        }
        Season::List => list(session, printer).await,
        Season::Get { season } => {
            let name = resource("seasons", &season);
            let season = service.get_season(GetSeasonRequest { name }).await?;
            show(season.into_inner(), printer)
        }
        Season::Explain { season, number } => {
            let request = ExplainChoiceRequest {
                name: resource("seasons", &season),
                number,
            };
            let mut service = session.links.seasons(&session.voice.with_files());
            let choice = service.explain_choice(request).await?.into_inner();
            explain(&output::Choice::from(choice), printer)
        }
        Season::Adopt {
            season,
            numbers,
            reason,
            changing,
        } => {
            let request = AdoptSeasonRequest {
                name: resource("seasons", &season),
                numbers,
                reason,
                etag: changing.etag(),
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
            };
            let adopted = service.adopt_season(request).await?.into_inner();
            let teams: Vec<output::Team> = adopted.teams.into_iter().map(Into::into).collect();
            printer.list(&teams)
        }
    }
}

async fn asked(session: &Session, solve: Solve) -> Result<SolveSeasonRequest, Problem> {
    let mut reviews = Vec::new();
    for (dossier, month) in &solve.reviews {
        reviews.push(SeasonReview {
            review: format!("reviews/{}", session.case_id(dossier).await?),
            month: month.map(|month| month.to_string()).unwrap_or_default(),
        });
    }
    Ok(SolveSeasonRequest {
        reviews,
        month: solve.month.map(|month| month.to_string()).unwrap_or_default(),
        terms: Some(SeasonTerms {
            team_size: solve.team_size,
            most_schools_per_team: solve.most_schools_per_team,
            most_teams_per_reviewer: solve.most_teams_per_reviewer,
            most_teams_per_month: solve.most_teams_per_month,
        }),
        seed: solve.seed,
        request_id: solve.changing.request_id(),
        validate_only: solve.changing.dry_run,
    })
}

/// One season; people also read its teams, what warns about them, and why there are none.
fn show(season: Wire, printer: &Printer) -> Result<(), Problem> {
    let season = output::Season::from(season);
    if printer.format == Format::Csv {
        return printer.list(&season.teams);
    }
    printer.one(&season)?;
    if printer.format != Format::Table {
        return Ok(());
    }
    if !season.teams.is_empty() {
        printer.list(&season.teams)?;
    }
    for team in season.teams.iter().filter(|team| !team.findings.is_empty()) {
        printer.line(&format!("Đoàn số {}:", team.number))?;
        printer.list(&team.findings)?;
    }
    if !season.clashes.is_empty() {
        printer.list(&season.clashes)?;
    }
    Ok(())
}

fn explain(choice: &output::Choice, printer: &Printer) -> Result<(), Problem> {
    match printer.format {
        Format::Json => printer.json(choice),
        Format::Jsonl | Format::Csv => printer.list(&choice.passed_over),
        Format::Table => {
            printer.list(&choice.chosen)?;
            printer.list(&choice.passed_over)
        }
    }
}

async fn list(session: &Session, printer: &Printer) -> Result<(), Problem> {
    let seasons = all(async |page_token| {
        let request = ListSeasonsRequest {
            page_size: PAGE,
            page_token,
        };
        let mut service = session.links.seasons(&session.voice);
        let page = service.list_seasons(request).await?.into_inner();
        Ok::<_, Problem>((page.seasons, page.next_page_token))
    });
    let seasons: Vec<output::Season> = seasons.await?.into_iter().map(Into::into).collect();
    printer.list(&seasons)
}
