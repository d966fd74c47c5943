//! An installation that was there before: what was said of its schools is heard once more.

use ground::{eventually, number};
use proto::fact::{Body, SchoolRenamed, Subject};
use proto::recognition as wire;
use sea_orm::ConnectionTrait;

use super::{entered, found, registered, say, school};
use crate::world::World;

ground::both!(World: what_was_passed_over_is_heard_by_the_version_that_keeps_schools);

async fn what_was_passed_over_is_heard_by_the_version_that_keeps_schools(world: World) {
    let before = registered(&world, school("THCS Bắc Sơn", "Bắc Sơn"), "01").await;
    registered(&world, school("THCS Vũ Lễ", "Vũ Lễ"), "02").await;
    entered(&world, &before, "15/2021", ["2021-03-01", "2026-02-28"]).await;
    let renamed = Subject {
        school_name: "THCS Kim Đồng".to_owned(),
        ..before.clone()
    };
    let rename = SchoolRenamed {
        previous_name: before.school_name.clone(),
        on: "2024-06-01".to_owned(),
        ..SchoolRenamed::default()
    };
    say(&world, 2, &renamed, Body::SchoolRenamed(rename)).await;
    // The database as the version before left it: the facts were received and handled, and nothing is kept.
    let database = world.journal.database.reader();
    for undone in [
        "DROP TABLE school_periods",
        "DROP TABLE school_mergers",
        "DROP TABLE attainment_targets",
        "DELETE FROM seaql_migrations WHERE version = 'recognition_0005_schools'",
    ] {
        database.execute_unprepared(undone).await.unwrap();
    }
    migrations::up(recognition::NAME, database).await.unwrap();
    eventually("the schools are heard once more", async || {
        number(database, "SELECT count(*) FROM school_periods").await == 3
    })
    .await;
    let filter = wire::RegisterFilter {
        query: "kim dong".to_owned(),
        ..Default::default()
    };
    let entries = found(&world, filter).await;
    assert_eq!(entries.len(), 1, "{entries:?}");
    let unheard = "SELECT count(*) FROM inbox WHERE handled_at IS NULL";
    assert_eq!(number(database, unheard).await, 0);
    // What is said from now on goes on behind it.
    let again = SchoolRenamed {
        previous_name: renamed.school_name.clone(),
        on: "2024-06-02".to_owned(),
        ..SchoolRenamed::default()
    };
    say(&world, 3, &before, Body::SchoolRenamed(again)).await;
}
