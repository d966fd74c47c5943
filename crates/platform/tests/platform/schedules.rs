//! Whatever a bus does to the order, the number and the grouping of deliveries: the inbox handles each
//! fact once and in the order of its case, and a fact that cannot be handled holds back its case only.

use std::sync::atomic::Ordering;

use ground::World;
use platform::bus::{Delivery, Receiver};
use platform::inbox::Inbox;
use platform::time::Moment;
use proptest::prelude::*;
use prost::Message;
use uuid::Uuid;

use crate::ledger::{POISON, Scribe, fact, heard};
use crate::world::property;

ground::both! {
    &World:
    every_schedule_of_deliveries_comes_to_the_same,
}

const PRODUCERS: [&str; 2] = ["registration", "review"];
const CASES: usize = 2;

/// The fact at `place` (from 1) in the chain of a producer and a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    producer: usize,
    case: usize,
    place: usize,
}

#[derive(Clone, Debug)]
struct Schedule {
    /// How many facts each producer announces of each case.
    lengths: [[usize; CASES]; 2],
    /// The fact that cannot be handled, if there is one.
    poison: Option<Place>,
    /// Every fact at least once.
    deliveries: Vec<Place>,
    /// How many deliveries come at a time, and how many workers handle what there is after them.
    batches: Vec<(usize, usize)>,
}

fn facts(lengths: [[usize; CASES]; 2]) -> Vec<Place> {
    let mut all = Vec::new();
    for (producer, cases) in lengths.iter().enumerate() {
        for (case, length) in cases.iter().enumerate() {
            all.extend((1..=*length).map(|place| Place {
                producer,
                case,
                place,
            }));
        }
    }
    all
}

fn schedules() -> impl Strategy<Value = Schedule> {
    let lengths = prop::array::uniform2(prop::array::uniform2(0_usize..5));
    lengths.prop_flat_map(|lengths| {
        let all = facts(lengths);
        let poison = match all.len() {
            0 => Just(None).boxed(),
            _ => prop::option::of(prop::sample::select(all.clone())).boxed(),
        };
        let repeats = prop::collection::vec(1_usize..4, all.len());
        let deliveries = repeats
            .prop_map(move |repeats| {
                let times = all.iter().zip(repeats);
                times
                    .flat_map(|(place, times)| std::iter::repeat_n(*place, times))
                    .collect::<Vec<_>>()
            })
            .prop_shuffle();
        let batches = prop::collection::vec((1_usize..8, 0_usize..3), 1..6);
        (Just(lengths), poison, deliveries, batches).prop_map(|(lengths, poison, deliveries, batches)| {
            Schedule {
                lengths,
                poison,
                deliveries,
                batches,
            }
        })
    })
}

async fn every_schedule_of_deliveries_comes_to_the_same(world: &World) {
    let scribe = Scribe::new(&PRODUCERS);
    let inbox = scribe.inbox(world, "scheduler").await;
    let outside = world.separate("scheduler").await;
    property(32, schedules(), async |schedule| {
        scribe.stumbles.store(true, Ordering::SeqCst);
        let cases: Vec<_> = (0..CASES).map(|_| Uuid::now_v7()).collect();
        let number = |place: Place| {
            if schedule.poison == Some(place) {
                POISON
            } else {
                place.place as i64
            }
        };
        let deliver = |place: &Place| {
            delivery(
                PRODUCERS[place.producer],
                cases[place.case],
                place.place,
                number(*place),
            )
        };

        let mut batches = schedule.batches.iter().cycle();
        let mut rest = schedule.deliveries.as_slice();
        while !rest.is_empty() {
            let (size, workers) = batches.next().unwrap();
            let (batch, later) = rest.split_at(rest.len().min(*size));
            inbox.receive(batch.iter().map(deliver).collect()).await.unwrap();
            for done in futures::future::join_all((0..*workers).map(|_| inbox.pass())).await {
                done.unwrap();
            }
            rest = later;
        }
        drain(&inbox).await;

        // Each chain as far as it may go: all of it, or up to the poison in its case.
        let mut held_back = None;
        for (producer, lengths) in schedule.lengths.iter().enumerate() {
            for (case, length) in lengths.iter().enumerate() {
                let whole = facts(schedule.lengths)
                    .into_iter()
                    .filter(|place| (place.producer, place.case) == (producer, case));
                let whole: Vec<_> = whole.map(number).collect();
                let so_far = heard(&outside, PRODUCERS[producer], cases[case]).await;
                assert_eq!(so_far, whole[..so_far.len()], "in order and once");
                match schedule.poison.filter(|poison| poison.case == case) {
                    None => assert_eq!(so_far.len(), *length, "nothing holds back this case"),
                    Some(poison) if poison.producer == producer => {
                        assert_eq!(
                            so_far.len(),
                            poison.place - 1,
                            "all before the poison, nothing after it"
                        );
                        held_back = Some(poison);
                    }
                    // How far another producer's facts of the case came depends on when the poison came.
                    Some(_) => {}
                }
            }
        }

        // Once it can be handled all go on, and what was missing follows in its order.
        assert_eq!(held_back, schedule.poison);
        if let Some(poison) = schedule.poison {
            scribe.stumbles.store(false, Ordering::SeqCst);
            assert!(inbox.replay(deliver(&poison).fact_id).await.unwrap());
            drain(&inbox).await;
        }
        for (producer, name) in PRODUCERS.iter().enumerate() {
            for (case, id) in cases.iter().enumerate() {
                let whole = facts(schedule.lengths)
                    .into_iter()
                    .filter(|place| (place.producer, place.case) == (producer, case));
                assert_eq!(
                    heard(&outside, name, *id).await,
                    Vec::from_iter(whole.map(number))
                );
            }
        }
    });
}

/// Handles until nothing is ready.
pub async fn drain(inbox: &Inbox) {
    while inbox.pass().await.unwrap() > 0 {}
}

/// The delivery of the fact with `number` at `place` in the chain of `producer` and `case`.
pub fn delivery(producer: &str, case: Uuid, place: usize, number: i64) -> Delivery {
    let at: Moment = "2024-04-24T03:00:00Z".parse().unwrap();
    let fact = fact(producer, case, number);
    Delivery {
        producer: producer.to_owned(),
        fact_id: Uuid::new_v5(&case, format!("{producer} {place}").as_bytes()),
        case_id: case,
        sequence: i64::try_from(place).unwrap(),
        fact_type: fact.body.as_ref().unwrap().fact_type(producer),
        occurred_at: at,
        recorded_at: at,
        payload: fact.encode_to_vec(),
    }
}
