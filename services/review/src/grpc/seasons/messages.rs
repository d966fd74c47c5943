//! Seasons between the domain and the wire.

use platform::journal::read::timestamp;
use platform::server::etag;
use proto::review as wire;
use uuid::Uuid;

use crate::domain::season::{
    Answer, Clash, PassedOver, PlannedSeat, PlannedTeam, Season, SeasonSchool, Terms,
};

/// The terms that are asked for; what is not given is as usual.
pub fn terms(asked: Option<&wire::SeasonTerms>) -> Terms {
    let usual = Terms::default();
    let given = |given: u32, usual: u32| if given == 0 { usual } else { given };
    asked.map_or(usual, |asked| Terms {
        team_size: given(asked.team_size, usual.team_size),
        most_schools_per_team: given(asked.most_schools_per_team, usual.most_schools_per_team),
        most_teams_per_reviewer: given(asked.most_teams_per_reviewer, usual.most_teams_per_reviewer),
        most_teams_per_month: given(asked.most_teams_per_month, usual.most_teams_per_month),
    })
}

/// The season without its teams.
pub fn without_teams(season: &Season) -> wire::Season {
    let (cost, bound, gap) = match &season.answer {
        Answer::Solved(plan) => (plan.cost, plan.bound, plan.gap()),
        Answer::Infeasible(_) => (0, 0, 0.0),
    };
    wire::Season {
        name: format!("seasons/{}", season.id),
        state: state(season).into(),
        reviews: season.schools.iter().map(wire::SeasonReview::from).collect(),
        terms: Some(wire::SeasonTerms {
            team_size: season.terms.team_size,
            most_schools_per_team: season.terms.most_schools_per_team,
            most_teams_per_reviewer: season.terms.most_teams_per_reviewer,
            most_teams_per_month: season.terms.most_teams_per_month,
        }),
        seed: season.seed,
        teams: Vec::new(),
        cost,
        bound,
        gap,
        clashes: season
            .clashes()
            .iter()
            .map(|clash| clash_of(season, clash))
            .collect(),
        candidates: season.candidates,
        took_ms: season.solved.took_ms,
        solved_by: season.solved.by.clone(),
        solved_at: Some(timestamp(season.solved.at)),
        etag: etag(season.version),
    }
}

impl From<&Season> for wire::Season {
    fn from(season: &Season) -> Self {
        let teams = (1..).zip(season.teams());
        Self {
            teams: teams
                .map(|(number, team)| team_of(season, number, team))
                .collect(),
            ..without_teams(season)
        }
    }
}

fn state(season: &Season) -> wire::SeasonState {
    match &season.answer {
        Answer::Infeasible(_) => wire::SeasonState::Infeasible,
        Answer::Solved(_) if season.adopted.is_empty() => wire::SeasonState::Solved,
        Answer::Solved(_) => wire::SeasonState::Adopted,
    }
}

impl From<&SeasonSchool> for wire::SeasonReview {
    fn from(school: &SeasonSchool) -> Self {
        Self {
            review: format!("reviews/{}", school.case),
            month: school.month.to_string(),
        }
    }
}

fn reviews(season: &Season, cases: &[Uuid]) -> Vec<wire::TeamReview> {
    let schools = cases.iter().filter_map(|case| season.school(*case));
    let review = |school: &SeasonSchool| wire::TeamReview {
        review: format!("reviews/{}", school.case),
        dossier_number: school.dossier_number.clone(),
        school: format!("schools/{}", school.school),
        school_name: school.name.clone(),
        commune: school.commune.clone(),
    };
    schools.map(review).collect()
}

fn team_of(season: &Season, number: u32, team: &PlannedTeam) -> wire::SeasonTeam {
    let adopted = season.adopted.get(&number).map(|team| format!("teams/{team}"));
    wire::SeasonTeam {
        number,
        reviews: reviews(season, &team.cases),
        month: team.month.to_string(),
        seats: team.seats.iter().map(wire::SeasonSeat::from).collect(),
        findings: team.warnings.iter().map(wire::Finding::from).collect(),
        cost: team.cost,
        team: adopted.unwrap_or_default(),
    }
}

impl From<&PlannedSeat> for wire::SeasonSeat {
    fn from(seat: &PlannedSeat) -> Self {
        Self {
            reviewer: format!("reviewers/{}", seat.reviewer),
            display_name: seat.name.clone(),
            role: seat.role().into(),
            reasons: seat.reasons.clone(),
            cost: seat.cost,
        }
    }
}

fn clash_of(season: &Season, clash: &Clash) -> wire::Clash {
    let conditions = clash.conditions.iter().map(|condition| wire::ClashCondition {
        rule: condition.rule.clone(),
        message: condition.message.clone(),
        people: condition.people,
    });
    wire::Clash {
        reviews: reviews(season, &clash.cases),
        seats_needed: clash.seats_needed,
        seats_available: clash.seats_available,
        conditions: conditions.collect(),
        remedies: clash.remedies.clone(),
    }
}

/// Why the members of the team `number`, and why none of the others; nothing when there is no such team.
pub fn explained(
    season: &Season,
    number: u32,
    passed_over: Vec<PassedOver>,
) -> Option<wire::ExplainChoiceResponse> {
    let place = usize::try_from(number.checked_sub(1)?).ok()?;
    let team = season.teams().get(place)?;
    let others = passed_over.into_iter().map(|person| wire::PassedOver {
        reviewer: format!("reviewers/{}", person.reviewer),
        display_name: person.name,
        rule: person.rule,
        reason: person.reason,
        extra_cost: person.extra_cost,
    });
    Some(wire::ExplainChoiceResponse {
        chosen: team.seats.iter().map(wire::SeasonSeat::from).collect(),
        passed_over: others.collect(),
    })
}
