//! A season of Bắc Sơn: four schools, twelve reviewers with planted conflicts, from the question to the proposals.

use ground::{broken_fields, fresh_id, reason};
use proto::fact::{SchoolType, TeamRole};
use proto::review::season_service_server::SeasonService;
use proto::review::{
    Absence, AdoptSeasonRequest, ExplainChoiceRequest, GetSeasonRequest, ListSeasonsRequest, Relation,
    RelationKind, Reviewer, Season, SeasonReview, SeasonState, SeasonTeam, SolveSeasonRequest, TeamState,
};
use review::domain::Case;
use uuid::Uuid;

use crate::builders::{case, province};
use crate::world::{World, by, name, officer, person, post};

ground::both!(&World:
    bac_son_is_solved_and_proposed,
    what_does_not_fit_is_said_at_once,
    a_season_is_solved_once_for_a_request,
    another_province_sees_no_season,
    warnings_need_a_reason,
);

/// The plan of 2024; the official visits follow the registrations.
const SCHOOLS: [(&str, SchoolType, &str, &str); 4] = [
    (
        "Trường Mầm non xã Chiêu Vũ",
        SchoolType::Preschool,
        "Chiêu Vũ",
        "2024-07",
    ),
    (
        "Trường THCS xã Vũ Lễ",
        SchoolType::LowerSecondary,
        "Vũ Lễ",
        "2024-09",
    ),
    (
        "Trường TH&THCS xã Chiêu Vũ",
        SchoolType::PrimaryAndLowerSecondary,
        "Chiêu Vũ",
        "2024-11",
    ),
    (
        "Trường TH&THCS xã Chiến Thắng",
        SchoolType::PrimaryAndLowerSecondary,
        "Chiến Thắng",
        "2024-11",
    ),
];

async fn schools(world: &World) -> Vec<Case> {
    let mut cases = Vec::new();
    for (number, (name, kind, commune, _)) in (1..).zip(SCHOOLS) {
        let case = Case {
            school_name: name.to_owned(),
            school_type: kind,
            commune: commune.to_owned(),
            ..case(number)
        };
        world.accept(&case).await;
        cases.push(case);
    }
    cases
}

fn school_name(case: &Case) -> String {
    format!("schools/{}", case.school_id)
}

/// Twelve people, of whom the last seven have something against them somewhere.
async fn people(world: &World, cases: &[Case]) -> Vec<Reviewer> {
    let mut people: Vec<Reviewer> = (1..=12)
        .map(|number| person(&format!("Người {number:02}")))
        .collect();
    let away = |from: &str, until: &str| Absence {
        from: from.to_owned(),
        until: until.to_owned(),
        reason: "Công tác".to_owned(),
    };
    let tie = |case: &Case, kind: RelationKind| Relation {
        school: school_name(case),
        kind: kind.into(),
        note: "tự khai".to_owned(),
    };
    people[5].levels = vec![
        SchoolType::LowerSecondary.into(),
        SchoolType::PrimaryAndLowerSecondary.into(),
    ];
    people[6].absences = vec![away("2024-08-15", "2024-10-05")];
    people[7].career = vec![post(&school_name(&cases[1]), "2010-09-01", "2015-08-31")];
    people[8].in_sector_since = "2022-09-01".to_owned();
    people[8].career = Vec::new();
    people[9].training = None;
    people[10].relations = vec![
        tie(&cases[2], RelationKind::Relative),
        tie(&cases[3], RelationKind::Advised),
    ];
    people[11].commune = "Vũ Lễ".to_owned();
    let mut entered = Vec::new();
    for person in people {
        entered.push(world.enter(person).await);
    }
    entered
}

fn asked(cases: &[Case]) -> SolveSeasonRequest {
    let reviews = cases
        .iter()
        .zip(SCHOOLS)
        .map(|(case, (_, _, _, month))| SeasonReview {
            review: name(case),
            month: month.to_owned(),
        });
    SolveSeasonRequest {
        reviews: reviews.collect(),
        seed: 2024,
        request_id: fresh_id(),
        ..SolveSeasonRequest::default()
    }
}

async fn solved(world: &World, request: SolveSeasonRequest) -> Season {
    world
        .api
        .solve_season(by(officer(), request))
        .await
        .unwrap()
        .into_inner()
}

fn adoption(season: &Season) -> AdoptSeasonRequest {
    AdoptSeasonRequest {
        name: season.name.clone(),
        request_id: fresh_id(),
        ..AdoptSeasonRequest::default()
    }
}

fn team_of<'a>(season: &'a Season, case: &Case) -> &'a SeasonTeam {
    let serves = |team: &&SeasonTeam| team.reviews.iter().any(|review| review.review == name(case));
    season.teams.iter().find(serves).unwrap()
}

fn sits(team: &SeasonTeam, person: &Reviewer) -> bool {
    team.seats.iter().any(|seat| seat.reviewer == person.name)
}

async fn bac_son_is_solved_and_proposed(world: &World) {
    let cases = schools(world).await;
    let people = people(world, &cases).await;
    let season = solved(world, asked(&cases)).await;
    assert_eq!(season.state(), SeasonState::Solved);
    assert_eq!(season.teams.len(), 3, "the two schools of November share a team");
    assert_eq!(season.candidates, 12);
    assert!(season.bound <= season.cost && season.gap >= 0.0 && season.gap < 1.0);
    assert_eq!(
        season.cost,
        season.teams.iter().map(|team| team.cost).sum::<i64>()
    );
    for team in &season.teams {
        assert_eq!(team.seats.len(), 5);
        assert!(team.findings.is_empty(), "{:?}", team.findings);
        assert!(!sits(team, &people[8]), "too few years");
        assert!(!sits(team, &people[9]), "untrained");
        assert!(team.seats.iter().all(|seat| !seat.reasons.is_empty()));
        assert_eq!(
            team.seats
                .iter()
                .filter(|seat| seat.role() == TeamRole::Head)
                .count(),
            1
        );
        assert_eq!(
            team.seats
                .iter()
                .filter(|seat| seat.role() == TeamRole::Secretary)
                .count(),
            1
        );
    }
    assert!(
        !sits(team_of(&season, &cases[0]), &people[5]),
        "knows no preschool"
    );
    assert!(
        !sits(team_of(&season, &cases[1]), &people[6]),
        "away all September"
    );
    assert!(!sits(team_of(&season, &cases[1]), &people[7]), "worked there");
    assert!(
        !sits(team_of(&season, &cases[1]), &people[11]),
        "works in that commune"
    );
    assert!(
        !sits(team_of(&season, &cases[2]), &people[10]),
        "relative and adviser"
    );

    let why = |case: usize, person: usize| explained(world, &season, &cases[case], &people[person]);
    assert_eq!(why(1, 7).await.0, "reviewer.worked_at_school");
    assert_eq!(why(1, 8).await.0, "reviewer.years_in_sector");
    assert_eq!(why(1, 9).await.0, "reviewer.trained_by_ministry");
    assert_eq!(why(1, 6).await.0, "season.absent_all_month");
    assert_eq!(why(0, 5).await.0, "reviewer.unfamiliar_level");
    let (rule, extra) = why(1, 11).await;
    assert_eq!(rule, "season.costlier");
    assert!(extra > 0);
    let (rule, extra) = why(2, 10).await;
    assert_eq!(rule, "season.costlier");
    assert!(extra > 0);

    let request = adoption(&season);
    let adopted = world
        .api
        .adopt_season(by(officer(), request))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(adopted.teams.len(), 3);
    assert!(
        adopted
            .teams
            .iter()
            .all(|team| team.state() == TeamState::Proposed && team.seats.len() == 5)
    );
    let after = adopted.season.unwrap();
    assert_eq!(after.state(), SeasonState::Adopted);
    assert!(after.teams.iter().all(|team| team.team.starts_with("teams/")));
    let again = world
        .api
        .adopt_season(by(officer(), adoption(&season)))
        .await
        .unwrap_err();
    assert_eq!(reason(&again), "ADOPTED_BEFORE");

    let id: Uuid = season.name.strip_prefix("seasons/").unwrap().parse().unwrap();
    let told = world.told(&Case { id, ..case(9) }).await;
    assert_eq!(told, ["review.season_solved", "review.season_adopted"]);
    world.chains_must_hold().await;
}

async fn explained(world: &World, season: &Season, case: &Case, person: &Reviewer) -> (String, i64) {
    let request = ExplainChoiceRequest {
        name: season.name.clone(),
        number: team_of(season, case).number,
    };
    let explained = world
        .api
        .explain_choice(by(officer(), request))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(explained.chosen.len() + explained.passed_over.len(), 12);
    let found = explained
        .passed_over
        .into_iter()
        .find(|other| other.reviewer == person.name);
    let found = found.unwrap();
    assert!(!found.reason.is_empty());
    (found.rule, found.extra_cost)
}

async fn what_does_not_fit_is_said_at_once(world: &World) {
    let cases = schools(world).await;
    let mut request = asked(&cases[..2]);
    request.reviews[0].month = "tháng bảy".to_owned();
    request.reviews.push(request.reviews[1].clone());
    request.reviews.push(SeasonReview {
        review: name(&case(77)),
        month: "2024-07".to_owned(),
    });
    let refused = world.api.solve_season(by(officer(), request)).await.unwrap_err();
    assert_eq!(
        broken_fields(&refused),
        ["reviews[0].month", "reviews[2].review", "reviews[3].review"]
    );
    let mut request = asked(&cases);
    request.terms = Some(proto::review::SeasonTerms {
        team_size: 4,
        ..proto::review::SeasonTerms::default()
    });
    let refused = world.api.solve_season(by(officer(), request)).await.unwrap_err();
    assert_eq!(broken_fields(&refused), ["terms.team_size"]);
    let nobody = solved(world, asked(&cases)).await;
    assert_eq!(nobody.state(), SeasonState::Infeasible);
    assert!(!nobody.clashes.is_empty());
    let refused = world
        .api
        .adopt_season(by(officer(), adoption(&nobody)))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), "NO_TEAMS");
}

async fn a_season_is_solved_once_for_a_request(world: &World) {
    let cases = schools(world).await;
    people(world, &cases).await;
    let mut request = asked(&cases);
    request.validate_only = true;
    let tried = solved(world, request.clone()).await;
    assert_eq!(tried.teams.len(), 3);
    request.validate_only = false;
    let first = solved(world, request.clone()).await;
    assert_eq!(solved(world, request).await, first);
    let other = solved(world, asked(&cases)).await;
    assert_eq!(
        other.teams, first.teams,
        "the same question and seed, the same teams"
    );
    let listed = world
        .api
        .list_seasons(by(officer(), ListSeasonsRequest::default()))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(listed.seasons.len(), 2);
    assert!(
        listed
            .seasons
            .iter()
            .all(|season| season.teams.is_empty() && season.cost == first.cost)
    );
}

async fn another_province_sees_no_season(world: &World) {
    let cases = schools(world).await;
    people(world, &cases).await;
    let season = solved(world, asked(&cases)).await;
    let stranger = officer().within(province(2).to_string());
    let request = GetSeasonRequest { name: season.name };
    let refused = world
        .api
        .get_season(by(stranger.clone(), request))
        .await
        .unwrap_err();
    assert_eq!(refused.code(), tonic::Code::NotFound);
    let listed = world
        .api
        .list_seasons(by(stranger.clone(), ListSeasonsRequest::default()))
        .await
        .unwrap();
    assert!(listed.into_inner().seasons.is_empty());
    let refused = world
        .api
        .solve_season(by(stranger, asked(&cases)))
        .await
        .unwrap_err();
    assert_eq!(broken_fields(&refused).len(), 4);
}

async fn warnings_need_a_reason(world: &World) {
    let cases = schools(world).await;
    for number in 1..=5 {
        let neighbour = Reviewer {
            commune: "Vũ Lễ".to_owned(),
            ..person(&format!("Người {number:02}"))
        };
        world.enter(neighbour).await;
    }
    let season = solved(world, asked(&cases[1..2])).await;
    assert_eq!(season.teams[0].findings.len(), 5);
    let refused = world
        .api
        .adopt_season(by(officer(), adoption(&season)))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), "REASON_MISSING");
    let mut request = adoption(&season);
    request.reason = "Không còn ai khác".to_owned();
    let adopted = world
        .api
        .adopt_season(by(officer(), request))
        .await
        .unwrap()
        .into_inner();
    let findings = &adopted.teams[0].findings;
    assert_eq!(findings.len(), 5);
    assert!(findings.iter().all(|finding| finding.r#override.is_some()));
}
