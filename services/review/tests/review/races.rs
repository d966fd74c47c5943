//! The race at the deadline: the school's word and the end of its limit commit side by side. There is
//! exactly one outcome, and the loser is told.

use ground::reason;
use proto::fact::Body;
use proto::review::{ReviewState, Settlement};
use review::domain::Case;

use crate::builders::{at, case, reached};
use crate::world::World;

ground::both!(&World:
    comments_at_the_last_instant_against_the_end_of_the_limit,
    late_comments_against_the_end_of_the_limit,
    two_words_of_the_school_at_once,
);

const ROUNDS: u128 = 12;
const DUE: &str = "2024-06-19";

async fn deemed(world: &World, case: &Case) -> usize {
    let told = world.told(case).await;
    told.iter()
        .filter(|fact_type| *fact_type == "review.consent_deemed")
        .count()
}

async fn ready(world: &World) -> Vec<Case> {
    let cases: Vec<_> = (1..=ROUNDS).map(case).collect();
    for case in &cases {
        world.with_draft(case).await;
    }
    cases
}

/// The clock strikes while the school's comments are under way.
async fn comments_at_the_last_instant_against_the_end_of_the_limit(world: &World) {
    let cases = ready(world).await;
    world.wait_until("2024-06-19T23:59:59.999999+07:00");
    let comments = futures::future::join_all(cases.iter().map(|case| world.comment(case)));
    let strike = async {
        world.wait_until("2024-06-20T00:00:00+07:00");
        for case in &cases {
            let body = Body::DeadlineReached(reached("review.comment", DUE));
            world.send("scheduler", case, body).await;
        }
        world.handle().await;
    };
    let (answers, ()) = tokio::join!(comments, strike);
    world.handle().await;
    for (case, answer) in cases.iter().zip(answers) {
        let review = world.review(case).await;
        let received = review.comments.len();
        match (review.state(), answer) {
            (ReviewState::AwaitingReply, Ok(_)) => {
                assert_eq!((deemed(world, case).await, received), (0, 2));
            }
            (ReviewState::AwaitingFinalReport, answer) => {
                assert_eq!(deemed(world, case).await, 1);
                assert_eq!(review.settlement(), Settlement::Deemed);
                match answer {
                    Ok(_) => assert_eq!(received, 2, "late, and kept"),
                    Err(refusal) => {
                        assert_eq!((reason(&refusal).as_str(), received), ("CONSENT_DEEMED", 0));
                    }
                }
            }
            (state, answer) => panic!("{state:?} after {answer:?}"),
        }
    }
    world.chains_must_hold().await;
}

/// After midnight the consent stands, whoever commits first.
async fn late_comments_against_the_end_of_the_limit(world: &World) {
    let cases = ready(world).await;
    world.wait_until("2024-06-20T00:00:00+07:00");
    for case in &cases {
        let body = Body::DeadlineReached(reached("review.comment", DUE));
        world.send("scheduler", case, body).await;
    }
    let comments = futures::future::join_all(cases.iter().map(|case| world.comment(case)));
    tokio::join!(comments, world.handle());
    world.handle().await;
    for case in &cases {
        let review = world.review(case).await;
        assert_eq!(review.state(), ReviewState::AwaitingFinalReport);
        assert_eq!(review.settlement(), Settlement::Deemed);
        assert_eq!(deemed(world, case).await, 1);
        assert_eq!(world.now(), at("2024-06-20T00:00:00+07:00"));
    }
    world.chains_must_hold().await;
}

/// Of two that comment at once, one is heard.
async fn two_words_of_the_school_at_once(world: &World) {
    let case = case(1);
    world.with_draft(&case).await;
    let (one, other) = tokio::join!(world.comment(&case), world.comment(&case));
    let refusals: Vec<_> = [one, other].into_iter().filter_map(Result::err).collect();
    assert_eq!(refusals.len(), 1);
    assert_eq!(reason(&refusals[0]), "WRONG_STATE");
    let told = world.told(&case).await;
    let received = told
        .iter()
        .filter(|fact_type| *fact_type == "review.comments_received");
    assert_eq!(received.count(), 1);
}
