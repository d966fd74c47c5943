//! A season's question, loaded by few queries: the reviews, the people, what is known of them.

use std::collections::HashSet;

use calendar::{Month, local_day};
use form::Defects;
use platform::identity::Identity;
use platform::names;
use platform::refusal::{Failure, Refusal};
use platform::time::Moment;
use proto::review as wire;
use sea_orm::ConnectionTrait;
use statute::Law;
use uuid::Uuid;

use super::super::callers::sight;
use super::messages::terms;
use crate::domain::season::{Person, Question, School};
use crate::domain::{Case, Review, ReviewState};
use crate::store;

/// More schools than any department reviews in a season.
const MOST_SCHOOLS: usize = 300;
/// More people than any department can call upon.
const MOST_PEOPLE: u64 = 5_000;

/// The question that `caller` asks, as things are known `now`.
pub async fn load(
    connection: &impl ConnectionTrait,
    law: &Law,
    caller: &Identity,
    asked: &wire::SolveSeasonRequest,
    now: Moment,
) -> Result<Question, Failure> {
    let terms = terms(asked.terms.as_ref());
    terms.must_fit(law).map_err(Refusal::from)?;
    let schools = schools(connection, caller, asked).await?;
    let filter = store::reviewer::Filter {
        scope: caller.scope_id()?,
        ..store::reviewer::Filter::default()
    };
    let reviewers = store::reviewer::list(connection, filter, MOST_PEOPLE).await?;
    let ids: Vec<Uuid> = reviewers.iter().map(|reviewer| reviewer.id).collect();
    let cases: Vec<Case> = schools.iter().map(|school| school.case.clone()).collect();
    let carried = store::season::carried(connection).await?;
    let people = reviewers.into_iter().map(|reviewer| {
        let own = carried.get(&reviewer.id).copied().unwrap_or_default();
        Person {
            reviewer,
            teams: own.teams,
            headed: own.headed,
        }
    });
    Ok(Question {
        people: people.collect(),
        known: store::team::known(connection, &ids, &cases).await?,
        schools,
        terms,
        seed: asked.seed,
        on: local_day(now),
    })
}

/// The schools that are named, or all that wait for a team and have no proposal; every defect at once.
async fn schools(
    connection: &impl ConnectionTrait,
    caller: &Identity,
    asked: &wire::SolveSeasonRequest,
) -> Result<Vec<School>, Failure> {
    let named: Vec<Option<Uuid>> = asked
        .reviews
        .iter()
        .map(|review| names::id(&review.review, "reviews", "").ok())
        .collect();
    if named.len() > MOST_SCHOOLS {
        return Err(too_many().into());
    }
    let sight = sight(caller);
    let mut reviews = if named.is_empty() {
        let filter = store::review::Filter {
            state: Some(ReviewState::AwaitingTeam),
            ..store::review::Filter::default()
        };
        let limit = u64::try_from(MOST_SCHOOLS).unwrap_or(u64::MAX) * 2;
        store::review::list(connection, &sight, filter, limit).await?
    } else {
        let ids = named.iter().copied().flatten().collect();
        store::review::find_all(connection, ids).await?
    };
    reviews.retain(|review| sight.covers(review));
    let ids = reviews.iter().map(|review| review.case.id).collect();
    let taken = store::team::taken(connection, ids, Uuid::nil()).await?;
    if named.is_empty() {
        reviews.retain(|review| !taken.contains(&review.case.id));
        if reviews.len() > MOST_SCHOOLS {
            return Err(too_many().into());
        }
        return Ok(all(reviews, &asked.month)?);
    }
    Ok(chosen(&named, &reviews, &taken, asked)?)
}

fn too_many() -> Refusal {
    let message = format!("nhiều nhất {MOST_SCHOOLS} trường một đợt; hãy chia thành nhiều đợt");
    Refusal::invalid_fields(vec![("reviews".to_owned(), message)])
}

/// All of `reviews`, visited in `month`.
fn all(reviews: Vec<Review>, month: &str) -> Result<Vec<School>, Refusal> {
    let mut defects = Defects::default();
    if reviews.is_empty() {
        return Ok(Vec::new());
    }
    let schools = read_month(month, "month", &mut defects).map(|month| {
        let schools = reviews.into_iter().map(|review| School {
            case: review.case,
            month,
        });
        schools.collect()
    });
    defects
        .settle(schools)
        .map_err(|defects| Refusal::invalid_fields(defects.found()))
}

/// The reviews that are `named`, each in its month.
fn chosen(
    named: &[Option<Uuid>],
    reviews: &[Review],
    taken: &[Uuid],
    asked: &wire::SolveSeasonRequest,
) -> Result<Vec<School>, Refusal> {
    let mut defects = Defects::default();
    let mut seen = HashSet::new();
    let mut schools = Vec::new();
    for (position, (id, given)) in named.iter().zip(&asked.reviews).enumerate() {
        let mut own = Defects::under(format!("reviews[{position}]"));
        let text = if given.month.is_empty() {
            &asked.month
        } else {
            &given.month
        };
        let month = read_month(text, "month", &mut own);
        let found = id.and_then(|id| reviews.iter().find(|review| review.case.id == id));
        match found {
            None => own.add("review", "không có đợt đánh giá ngoài này"),
            Some(review) => {
                let case = review.case.id;
                own.require(seen.insert(case), "review", "đã có trong danh sách");
                let waits = review.state() == ReviewState::AwaitingTeam;
                own.require(waits, "review", "hồ sơ không chờ thành lập đoàn");
                own.require(!taken.contains(&case), "review", "đã có trong đề xuất đoàn khác");
            }
        }
        defects.take(own);
        schools.extend(found.zip(month).map(|(review, month)| School {
            case: review.case.clone(),
            month,
        }));
    }
    defects
        .settle(Some(schools))
        .map_err(|defects| Refusal::invalid_fields(defects.found()))
}

fn read_month(text: &str, field: &str, defects: &mut Defects) -> Option<Month> {
    let month = text.trim().parse().ok();
    defects.require(
        month.is_some(),
        field,
        "phải là tháng khảo sát chính thức, dạng 2026-09",
    );
    month
}
