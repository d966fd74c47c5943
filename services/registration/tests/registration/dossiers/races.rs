//! Many at once: numbers without a gap, and one winner where there can be only one.

use std::time::Instant;

use futures::FutureExt;
use futures::future::join_all;
use ground::{reason, texts};
use proto::registration as wire;
use sea_orm::{ConnectionTrait, DbErr, Statement};
use uuid::Uuid;

use super::desk::*;
use crate::builders::*;
use crate::world::{World, head_of, id};

const SUBMISSIONS: usize = 1_000;
const CLIENTS: usize = 16;

/// Copies of a school and of its draft, made past the doors: what counts is their being handed in.
async fn copies(world: &World, school: &wire::School, draft: &wire::Dossier) -> Vec<wire::Dossier> {
    const SCHOOL: &str = "name, school_type, commune, ownership, email, version, search_key, commune_id, \
         authority_id, authority_name, authority_email, province_id, state, history";
    const DOSSIER: &str = "kind, target, overlay, state, history, defects, reason, prepared_at, version, \
         self_assessment, documents";
    let ids: Vec<_> = (0..SUBMISSIONS)
        .map(|_| (Uuid::now_v7(), Uuid::now_v7()))
        .collect();
    let (copied, from) = (ids.clone(), (id(&school.name), id(&draft.name)));
    let copied = world.journal.database.write(move |transaction| {
        async move {
            let backend = transaction.get_database_backend();
            for (school, dossier) in copied {
                let sql = format!("INSERT INTO schools (id, {SCHOOL}) SELECT $1, {SCHOOL} FROM schools WHERE id = $2");
                let values = [school.into(), from.0.into()];
                transaction
                    .execute_raw(Statement::from_sql_and_values(backend, sql, values))
                    .await?;
                let sql = format!(
                    "INSERT INTO dossiers (id, school_id, {DOSSIER}) SELECT $1, $2, {DOSSIER} FROM dossiers WHERE id = $3"
                );
                let values = [dossier.into(), school.into(), from.1.into()];
                transaction
                    .execute_raw(Statement::from_sql_and_values(backend, sql, values))
                    .await?;
            }
            Ok::<_, DbErr>(())
        }
        .boxed()
    });
    copied.await.unwrap();
    ids.into_iter()
        .map(|(school, dossier)| wire::Dossier {
            name: format!("dossiers/{dossier}"),
            school: format!("schools/{school}"),
            ..wire::Dossier::default()
        })
        .collect()
}

async fn a_thousand_dossiers_handed_in_at_once_are_numbered_without_gap_or_repeat(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let draft = world.prepare(&school).await;
    let drafts = copies(&world, &school, &draft).await;
    let begun = Instant::now();
    let clients = drafts.chunks(drafts.len().div_ceil(CLIENTS)).map(async |drafts| {
        let mut numbers = Vec::new();
        for (position, draft) in drafts.iter().enumerate() {
            if position % 20 == 0 {
                // What is only tried, and what is refused, takes no number.
                let tried = wire::DossierRequest {
                    validate_only: true,
                    ..asked(draft)
                };
                let school = wire::School {
                    name: draft.school.clone(),
                    ..wire::School::default()
                };
                let mut client = world.dossiers(&head_of(&school));
                client.submit_dossier(tried).await.unwrap();
            }
            numbers.push(world.hand_in(draft).await.unwrap().number);
            if position % 20 == 10 {
                let twice = world.hand_in(draft).await.unwrap_err();
                assert_eq!(reason(&twice), "WRONG_STATE");
            }
        }
        numbers
    });
    let mut numbers = join_all(clients).await.concat();
    eprintln!(
        "{SUBMISSIONS} submissions from {CLIENTS} clients in {:?}",
        begun.elapsed()
    );
    numbers.sort();
    let expected: Vec<_> = (1..=SUBMISSIONS)
        .map(|count| format!("H37.14-240520-{count:04}"))
        .collect();
    assert_eq!(numbers, expected);
    world.at("2024-05-20T17:00:00Z");
    assert_eq!(
        world.hand_in(&draft).await.unwrap().number,
        "H37.14-240521-0001",
        "the day begins at midnight in Vietnam"
    );
}

async fn of_two_dossiers_for_one_wish_handed_in_at_once_one_wins(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let assessment = world.assessed(&school, "2023-2024", 2).await;
    for round in 0..8 {
        let drafts = join_all((0..4).map(async |_| {
            world
                .prepare_from(&school, preparation(&school, &assessment.name))
                .await
                .unwrap()
        }))
        .await;
        let answers = join_all(drafts.iter().map(|draft| world.hand_in(draft))).await;
        let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
        assert_eq!(won.len(), 1, "round {round}");
        let winner = won.into_iter().next().unwrap().unwrap();
        for refusal in lost {
            let refusal = refusal.unwrap_err();
            assert_eq!(reason(&refusal), "OPEN_DOSSIER");
            assert!(refusal.message().contains(&winner.number), "{refusal}");
        }
        let mut client = world.dossiers(&head_of(&school));
        client.withdraw_dossier(reasoned(&winner)).await.unwrap();
    }
    let numbers = texts(
        world.journal.database.reader(),
        "SELECT number FROM dossiers WHERE number IS NOT NULL ORDER BY number",
    );
    let expected: Vec<_> = (1..=8).map(|count| format!("H37.14-240520-{count:04}")).collect();
    assert_eq!(numbers.await, expected, "the losers left no gap");
}

async fn of_two_dossiers_with_one_portal_number_one_is_kept(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let assessment = world.assessed(&school, "2023-2024", 2).await;
    let answers = join_all((0..6).map(|_| {
        let asked = wire::PrepareDossierRequest {
            portal_no: "000.00.14.H37-240520-0042".to_owned(),
            ..preparation(&school, &assessment.name)
        };
        world.prepare_from(&school, asked)
    }))
    .await;
    let (kept, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!(kept.len(), 1);
    for refusal in refused {
        assert_eq!(reason(&refusal.unwrap_err()), "PORTAL_NUMBER_TAKEN");
    }
}

ground::both!(World:
    a_thousand_dossiers_handed_in_at_once_are_numbered_without_gap_or_repeat,
    of_two_dossiers_for_one_wish_handed_in_at_once_one_wins,
    of_two_dossiers_with_one_portal_number_one_is_kept,
);
