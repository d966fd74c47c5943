//! The journal: state, facts and answer are one; a request has one effect; history cannot be rewritten
//! unnoticed.

use std::collections::BTreeMap;

use futures::future::join_all;
use ground::{World, number};
use platform::identity::{Identity, Role};
use platform::journal::read::{Break, verify};
use platform::journal::{NewFact, Order, Outcome, entry};
use platform::refusal::{Failure, Refusal, RefusalKind};
use platform::time::Moment;
use proptest::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, ExprTrait, QueryFilter, Statement,
};
use uuid::Uuid;

use crate::ledger::{Kept, Ledger, assert_chains_are_whole, chain, fact, set};
use crate::world::property;

ground::both! {
    &World:
    a_command_keeps_its_state_its_facts_and_its_answer,
    a_command_that_fails_anywhere_keeps_nothing,
    a_command_that_panics_is_an_error_and_keeps_nothing,
    a_refused_command_keeps_nothing,
    a_validated_command_answers_and_keeps_nothing,
    the_same_request_gets_the_same_answer_and_has_one_effect,
    the_same_request_with_another_content_is_refused,
    sixteen_equal_requests_at_once_have_one_effect,
    commands_at_once_on_one_case_make_one_chain,
    any_history_is_a_whole_chain_per_case,
    every_change_of_history_is_found_where_it_is,
    a_fact_that_no_listener_could_understand_is_not_recorded,
    own_work_keeps_its_state_and_its_facts_or_nothing,
}

fn refusal(result: Result<i64, Failure>) -> Refusal {
    match result {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

const NOTHING: Kept = Kept {
    total: 0,
    facts: 0,
    answers: 0,
};

async fn a_command_keeps_its_state_its_facts_and_its_answer(world: &World) {
    let ledger = Ledger::open(world).await;
    let (request, case) = (Uuid::now_v7(), Uuid::now_v7());
    assert_eq!(ledger.raise(request, case, 5).await.unwrap(), 5);

    let outside = world.separate("registration").await;
    assert_eq!(
        Ledger::kept(&outside, case).await,
        Kept {
            total: 5,
            facts: 1,
            answers: 1
        }
    );
    let entry = chain(&outside, case).await.remove(0);
    assert_eq!(entry.fact().unwrap(), fact("registration", case, 5));
    assert_eq!(
        (
            entry.sequence,
            entry.fact_type.as_str(),
            entry.actor.as_str(),
            entry.cause
        ),
        (1, "registration.school_registered", "officer-1", request)
    );
    assert_eq!(entry.published_at, None, "the bus has not had it yet");
    assert_chains_are_whole(&outside).await;
}

/// Whichever of the three cannot be written, the other two are not kept either.
async fn a_command_that_fails_anywhere_keeps_nothing(world: &World) {
    let ledger = Ledger::open(world).await;
    let outside = world.separate("registration").await;
    let case = Uuid::now_v7();
    for table in ["ledger", "journal", "requests"] {
        outside
            .execute_unprepared(&format!("ALTER TABLE {table} RENAME TO gone"))
            .await
            .unwrap();
        let failed = ledger.raise(Uuid::now_v7(), case, 5).await;
        assert!(
            matches!(failed, Err(Failure::Database(_))),
            "without {table}: {failed:?}"
        );
        outside
            .execute_unprepared(&format!("ALTER TABLE gone RENAME TO {table}"))
            .await
            .unwrap();
        assert_eq!(Ledger::kept(&outside, case).await, NOTHING, "without {table}");
    }
    assert_eq!(
        ledger.raise(Uuid::now_v7(), case, 5).await.unwrap(),
        5,
        "and the next one is well"
    );
}

async fn a_command_that_panics_is_an_error_and_keeps_nothing(world: &World) {
    let ledger = Ledger::open(world).await;
    let case = Uuid::now_v7();
    let order = Ledger::order(Uuid::now_v7(), case, 5);
    let panicked = ledger
        .journal
        .command::<i64, _>(order, move |transaction, _| {
            Box::pin(async move {
                transaction
                    .execute_raw(set(transaction.get_database_backend(), case, 5))
                    .await?;
                panic!("a fault in the code")
            })
        })
        .await;
    assert!(matches!(panicked, Err(Failure::Database(_))), "{panicked:?}");
    assert_eq!(
        Ledger::kept(&world.separate("registration").await, case).await,
        NOTHING
    );
    assert_eq!(
        ledger.raise(Uuid::now_v7(), case, 7).await.unwrap(),
        7,
        "and the next one is well"
    );
}

async fn a_refused_command_keeps_nothing(world: &World) {
    let ledger = Ledger::open(world).await;
    let (request, case) = (Uuid::now_v7(), Uuid::now_v7());
    let refused = refusal(ledger.raise(request, case, 101).await);
    assert_eq!(refused.reason, "TOO_MUCH");
    assert!(matches!(&refused.kind, RefusalKind::Forbidden(rules) if rules[0].citation == "Article 1"));
    assert_eq!(
        Ledger::kept(&world.separate("registration").await, case).await,
        NOTHING
    );
    // Nor is the key used up: a refusal is not an effect.
    assert_eq!(ledger.raise(request, case, 5).await.unwrap(), 5);
}

async fn a_validated_command_answers_and_keeps_nothing(world: &World) {
    let ledger = Ledger::open(world).await;
    let (request, case) = (Uuid::now_v7(), Uuid::now_v7());
    let order = Ledger::question(Ledger::order(request, case, 5), true);
    assert_eq!(ledger.carry_out(order.clone(), case, 5).await.unwrap(), 5);
    assert_eq!(
        refusal(ledger.carry_out(order, case, 101).await).reason,
        "TOO_MUCH"
    );
    assert_eq!(
        Ledger::kept(&world.separate("registration").await, case).await,
        NOTHING
    );
    assert_eq!(
        ledger.raise(request, case, 5).await.unwrap(),
        5,
        "the key is still free"
    );
}

async fn the_same_request_gets_the_same_answer_and_has_one_effect(world: &World) {
    let ledger = Ledger::open(world).await;
    let (request, case) = (Uuid::now_v7(), Uuid::now_v7());
    assert_eq!(ledger.raise(request, case, 5).await.unwrap(), 5);
    assert_eq!(ledger.raise(Uuid::now_v7(), case, 10).await.unwrap(), 15);
    assert_eq!(
        ledger.raise(request, case, 5).await.unwrap(),
        5,
        "the first answer, not a new one"
    );

    let restarted = ledger.restarted(world).await;
    assert_eq!(
        restarted.raise(request, case, 5).await.unwrap(),
        5,
        "also after a restart"
    );
    let kept = Ledger::kept(&world.separate("registration").await, case).await;
    assert_eq!(
        kept,
        Kept {
            total: 15,
            facts: 2,
            answers: 2
        }
    );
}

async fn the_same_request_with_another_content_is_refused(world: &World) {
    let ledger = Ledger::open(world).await;
    let (request, case) = (Uuid::now_v7(), Uuid::now_v7());
    ledger.raise(request, case, 5).await.unwrap();

    let content = format!("{case} 5");
    let somebody = |sub: &str| Identity::new(sub, Role::DepartmentOfficer);
    let key = request.to_string();
    let others = [
        ("amount", Ledger::order(request, case, 6)),
        (
            "person",
            Order::new("/test.Ledger/Raise", somebody("officer-2"), &key, false, &content).unwrap(),
        ),
        (
            "method",
            Order::new("/test.Ledger/Lower", somebody("officer-1"), &key, false, &content).unwrap(),
        ),
    ];
    for (difference, order) in others {
        let refused = refusal(ledger.carry_out(order, case, 5).await);
        assert_eq!(
            (refused.reason.as_str(), refused.kind),
            ("REQUEST_ID_REUSED", RefusalKind::Conflict),
            "{difference}"
        );
    }
    let kept = Ledger::kept(&world.separate("registration").await, case).await;
    assert_eq!(
        kept,
        Kept {
            total: 5,
            facts: 1,
            answers: 1
        }
    );
}

async fn sixteen_equal_requests_at_once_have_one_effect(world: &World) {
    let ledger = Ledger::open(world).await;
    let (request, case) = (Uuid::now_v7(), Uuid::now_v7());
    let answers = join_all((0..16).map(|_| {
        let ledger = ledger.clone();
        tokio::spawn(async move { ledger.raise(request, case, 5).await })
    }));
    for answer in answers.await {
        assert_eq!(answer.unwrap().unwrap(), 5);
    }
    let kept = Ledger::kept(&world.separate("registration").await, case).await;
    assert_eq!(
        kept,
        Kept {
            total: 5,
            facts: 1,
            answers: 1
        }
    );
}

/// Forty commands at once, from two processes where there can be two: none is lost, none fails, none
/// overwrites another.
async fn commands_at_once_on_one_case_make_one_chain(world: &World) {
    let ledger = Ledger::open(world).await;
    let mut ledgers = vec![ledger.clone()];
    if !world.is_embedded() {
        ledgers.push(ledger.restarted(world).await);
    }
    let case = Uuid::now_v7();
    let commands = (0..40).map(|number| {
        let ledger = ledgers[number % ledgers.len()].clone();
        tokio::spawn(async move { ledger.raise(Uuid::now_v7(), case, 1).await })
    });
    let mut answers: Vec<_> = join_all(commands)
        .await
        .into_iter()
        .map(|answer| answer.unwrap().unwrap())
        .collect();
    answers.sort_unstable();
    assert_eq!(answers, Vec::from_iter(1..=40), "each saw the one before it");

    let outside = world.separate("registration").await;
    assert_eq!(
        Ledger::kept(&outside, case).await,
        Kept {
            total: 40,
            facts: 40,
            answers: 40
        }
    );
    let numbers: Vec<_> = chain(&outside, case)
        .await
        .iter()
        .map(|entry| entry.fact().unwrap())
        .collect();
    let in_order: Vec<_> = (1..=40).map(|total| fact("registration", case, total)).collect();
    assert_eq!(
        numbers, in_order,
        "the chain tells the story in the order in which it happened"
    );
    assert_chains_are_whole(&outside).await;
}

/// What one command of a history does.
#[derive(Clone, Debug)]
struct Step {
    /// The cases of its facts, and when each happened, in nanoseconds.
    facts: Vec<(usize, i64)>,
    ends: Ends,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ends {
    Well,
    Refused,
    Validated,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    // From 1900 to 2200, in nanoseconds: finer than either database keeps.
    let when = -2_208_988_800_000_000_000_i64..7_258_118_400_000_000_000;
    let facts = prop::collection::vec((0_usize..3, when), 0..5);
    let ends = prop_oneof![6 => Just(Ends::Well), 1 => Just(Ends::Refused), 1 => Just(Ends::Validated)];
    prop::collection::vec(
        (facts, ends).prop_map(|(facts, ends)| Step { facts, ends }),
        1..12,
    )
}

async fn any_history_is_a_whole_chain_per_case(world: &World) {
    let ledger = Ledger::open(world).await;
    let outside = world.separate("registration").await;
    property(24, steps(), async |steps| {
        let cases: Vec<_> = (0..3).map(|_| Uuid::now_v7()).collect();
        let mut expected: BTreeMap<Uuid, usize> = BTreeMap::new();
        let mut under_way = Vec::new();
        for (number, step) in steps.into_iter().enumerate() {
            if step.ends == Ends::Well {
                for (case, _) in &step.facts {
                    *expected.entry(cases[*case]).or_default() += 1;
                }
            }
            let ledger = ledger.clone();
            let cases = cases.clone();
            under_way.push(tokio::spawn(
                async move { carry_out(&ledger, &cases, step).await },
            ));
            // Three at a time.
            if number % 3 == 2 {
                join_all(under_way.drain(..))
                    .await
                    .into_iter()
                    .for_each(|done| done.unwrap());
            }
        }
        join_all(under_way)
            .await
            .into_iter()
            .for_each(|done| done.unwrap());
        for case in &cases {
            let found = verify(&outside, Some(*case)).await.unwrap();
            assert_eq!(found.breaks, []);
            let sequences: Vec<_> = chain(&outside, *case)
                .await
                .iter()
                .map(|entry| entry.sequence)
                .collect();
            let whole: Vec<_> = (1..)
                .take(expected.get(case).copied().unwrap_or_default())
                .collect();
            assert_eq!(
                sequences, whole,
                "as many entries as facts, from 1, without a gap"
            );
        }
    });
    assert_chains_are_whole(&outside).await;
}

async fn carry_out(ledger: &Ledger, cases: &[Uuid], step: Step) {
    let order = Ledger::order(Uuid::now_v7(), cases[0], 1);
    let order = Ledger::question(order, step.ends == Ends::Validated);
    let facts: Vec<_> = step
        .facts
        .iter()
        .map(|(case, nanoseconds)| NewFact {
            case_id: cases[*case],
            occurred_at: Moment::from_timestamp_nanos(*nanoseconds),
            fact: fact("registration", cases[*case], 1),
        })
        .collect();
    let done = ledger
        .journal
        .command::<i64, _>(order, move |_, _| {
            let facts = facts.clone();
            Box::pin(async move {
                if step.ends == Ends::Refused {
                    return Err(Refusal::absent("thing").into());
                }
                Ok(Outcome {
                    answer: 1,
                    facts,
                    writes: Vec::new(),
                })
            })
        })
        .await;
    assert_eq!(done.is_ok(), step.ends != Ends::Refused, "{done:?}");
}

/// Each kind of forgery is done to one case among three and undone again.
async fn every_change_of_history_is_found_where_it_is(world: &World) {
    let ledger = Ledger::open(world).await;
    let outside = world.separate("registration").await;
    let cases: Vec<_> = (0..3).map(|_| Uuid::now_v7()).collect();
    for case in &cases {
        for _ in 0..5 {
            ledger.raise(Uuid::now_v7(), *case, 1).await.unwrap();
        }
    }
    let case = cases[1];
    let original = chain(&outside, case).await;
    assert_chains_are_whole(&outside).await;

    // The forgery, the entry that must be named, and a word of the reason.
    type Forgery = fn(&mut Vec<entry::Model>);
    let forgeries: [(&str, Forgery, i64, &str); 9] = [
        (
            "a changed payload",
            |chain| chain[2].payload.push(0),
            3,
            "content",
        ),
        (
            "another person",
            |chain| chain[2].actor = "somebody else".to_owned(),
            3,
            "content",
        ),
        (
            "another day",
            |chain| chain[2].occurred_at -= chrono::TimeDelta::days(1),
            3,
            "content",
        ),
        (
            "a removed middle entry",
            |chain| drop(chain.remove(2)),
            4,
            "entry 3 is missing",
        ),
        (
            "a removed first entry",
            |chain| drop(chain.remove(0)),
            2,
            "entry 1 is missing",
        ),
        (
            "two entries swapped",
            |chain| {
                chain.swap(1, 2);
                (chain[1].sequence, chain[2].sequence) = (2, 3);
            },
            2,
            "does not follow",
        ),
        (
            "a changed payload with its hash made anew",
            |chain| {
                chain[2].payload.push(0);
                chain[2].hash = chain[2].expected_hash().to_vec();
            },
            4,
            "does not follow",
        ),
        (
            "a removed middle entry, the later ones moved up",
            |chain| {
                chain.remove(2);
                (chain[2].sequence, chain[3].sequence) = (3, 4);
            },
            3,
            "does not follow",
        ),
        (
            "an entry that belongs to nothing, at the end",
            |chain| {
                let mut forged = chain[4].clone();
                (forged.sequence, forged.fact_id) = (6, Uuid::now_v7());
                chain.push(forged);
            },
            6,
            "does not follow",
        ),
    ];
    for (forgery, forge, sequence, reason) in forgeries {
        let mut forged = original.clone();
        forge(&mut forged);
        rewrite(&outside, case, forged).await;
        for scope in [None, Some(case)] {
            let found = verify(&outside, scope).await.unwrap();
            let [
                Break {
                    case_id,
                    sequence: named,
                    reason: why,
                },
            ] = found.breaks.as_slice()
            else {
                panic!(
                    "{forgery}: one break in one case is expected, found {:?}",
                    found.breaks
                );
            };
            assert_eq!((*case_id, *named), (case, sequence), "{forgery}: {why}");
            assert!(why.contains(reason), "{forgery}: {why}");
        }
        assert_eq!(
            verify(&outside, Some(cases[0])).await.unwrap().breaks,
            [],
            "{forgery}: other cases are whole"
        );
    }
    rewrite(&outside, case, original).await;
    assert_chains_are_whole(&outside).await;
}

/// Puts `entries` in the place of what stands in the journal of `case`.
async fn rewrite(connection: &DatabaseConnection, case: Uuid, entries: Vec<entry::Model>) {
    use sea_orm::{ActiveValue::NotSet, IntoActiveModel};
    entry::Entity::delete_many()
        .filter(entry::Column::CaseId.eq(case))
        .exec(connection)
        .await
        .unwrap();
    let rows = entries.into_iter().map(|entry| entry::ActiveModel {
        id: NotSet,
        ..entry.into_active_model()
    });
    entry::Entity::insert_many(rows)
        .exec_without_returning(connection)
        .await
        .unwrap();
}

/// A fact without a body, or of another service, would have no way on the bus and block what follows.
async fn a_fact_that_no_listener_could_understand_is_not_recorded(world: &World) {
    let ledger = Ledger::open(world).await;
    let case = Uuid::now_v7();
    let bodiless = proto::fact::Fact {
        body: None,
        ..fact("registration", case, 1)
    };
    let foreign = proto::fact::Fact {
        body: Some(proto::fact::Body::ClockDue(proto::fact::ClockDue::default())),
        ..bodiless.clone()
    };
    for fact in [bodiless, foreign] {
        let order = Ledger::order(Uuid::now_v7(), case, 1);
        let done = ledger
            .journal
            .command::<i64, _>(order, move |_, now| {
                let facts = vec![NewFact {
                    case_id: case,
                    occurred_at: now,
                    fact: fact.clone(),
                }];
                Box::pin(async move {
                    Ok(Outcome {
                        answer: 1,
                        facts,
                        writes: Vec::new(),
                    })
                })
            })
            .await;
        assert!(matches!(done, Err(Failure::Database(_))), "{done:?}");
    }
    assert_eq!(
        Ledger::kept(&world.separate("registration").await, case).await,
        NOTHING
    );
}

async fn own_work_keeps_its_state_and_its_facts_or_nothing(world: &World) {
    let ledger = Ledger::open(world).await;
    let outside = world.separate("registration").await;
    let (case, cause) = (Uuid::now_v7(), Uuid::now_v7());
    let act = async |last: &'static str| {
        ledger
            .journal
            .act("service:registration", cause, move |transaction, now| {
                let backend = transaction.get_database_backend();
                let writes = vec![set(backend, case, 3), Statement::from_string(backend, last)];
                let facts = vec![NewFact {
                    case_id: case,
                    occurred_at: now,
                    fact: fact("registration", case, 3),
                }];
                Box::pin(async move {
                    Ok(Outcome {
                        answer: "done",
                        facts,
                        writes,
                    })
                })
            })
            .await
    };
    assert!(matches!(
        act("INSERT INTO nowhere VALUES (1)").await,
        Err(Failure::Database(_))
    ));
    assert_eq!(Ledger::kept(&outside, case).await, NOTHING);

    assert_eq!(act("SELECT 1").await.unwrap(), "done");
    assert_eq!(
        Ledger::kept(&outside, case).await,
        Kept {
            total: 3,
            facts: 1,
            answers: 0
        }
    );
    let entry = entry::Entity::find()
        .filter(Expr::col(entry::Column::CaseId).eq(case))
        .one(&outside)
        .await
        .unwrap();
    let entry = entry.unwrap();
    assert_eq!(
        (entry.actor.as_str(), entry.cause),
        ("service:registration", cause)
    );
    assert_eq!(number(&outside, "SELECT count(*) FROM journal").await, 1);
}
