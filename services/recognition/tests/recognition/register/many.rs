//! Many schools and certificates: every answer of the register is the one that a look at each certificate gives.

use calendar::Day;
use proto::recognition as wire;
use recognition::domain::CertificateState;

use super::sown::{Random, Sown, question, today};
use super::{PublicClient, public};
use crate::world::World;

const SEED: u64 = 20_260_905;
const SCHOOLS: [usize; 3] = [5_000, 300, 3];
/// Of how many of them the service hears; the others are put into its database.
const HEARD: usize = 200;
const CERTIFICATES: usize = 8_000;
/// Entries of a page.
const PAGE: usize = 150;
const QUESTIONS: usize = 120;

ground::both!(World: every_answer_is_that_of_a_look_at_each_certificate);

async fn every_answer_is_that_of_a_look_at_each_certificate(world: World) {
    world.at("2026-03-01T08:00:00+07:00");
    let mut random = Random(SEED);
    let sown = Sown::new(&mut random, SCHOOLS, CERTIFICATES);
    sown.sow_into(&world, HEARD).await;
    let mut client = public(&world);
    let (mut answered, today) = (0, today(&world));
    for _ in 0..QUESTIONS {
        let filter = question(&mut random, &sown);
        let found = sown.found(&filter, today).len();
        answered += usize::from(found > 0);
        must_answer(&mut client, &sown, &filter, today, found).await;
    }
    assert!(
        answered > QUESTIONS / 3,
        "only {answered} questions have an answer"
    );
    for state in CertificateState::ALL {
        let filter = wire::RegisterFilter {
            state: 1 + CertificateState::ALL
                .iter()
                .position(|other| *other == state)
                .unwrap() as i32,
            on: "2019-06-01".to_owned(),
            ..Default::default()
        };
        let found = sown.found(&filter, today).len();
        assert!(found > 0, "none {state}");
        must_answer(&mut client, &sown, &filter, today, found).await;
    }
}

/// The register must answer `filter` as a look at each certificate does, `found` in all: from the beginning, and from
/// the middle on.
async fn must_answer(
    client: &mut PublicClient,
    sown: &Sown,
    filter: &wire::RegisterFilter,
    today: Day,
    found: usize,
) {
    for skipped in [0, found / 2, found.saturating_sub(1)] {
        let (entries, page_token) = sown.page(filter, today, [skipped, PAGE]);
        let asked = wire::SearchRegisterRequest {
            filter: Some(filter.clone()),
            page_size: PAGE as i32,
            page_token,
        };
        let page = client.search_register(asked).await.unwrap().into_inner();
        assert_eq!(page.entries, entries, "{filter:?}, after {skipped}");
        let next = match found > skipped + PAGE {
            true => sown.page(filter, today, [skipped + PAGE, 1]).1,
            false => String::new(),
        };
        assert_eq!(page.next_page_token, next, "{filter:?}, after {skipped}");
    }
}
