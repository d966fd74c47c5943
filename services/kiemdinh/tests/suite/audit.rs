//! `audit` over the demo: what the auditor counts anew, from the journals alone, is what the system did.

use std::path::Path;

use platform::configuration::DatabaseConfiguration;
use platform::database::Database;
use sea_orm::{DbErr, Statement};
use serde_json::Value;

use crate::demo::Serving;
use crate::program::{done, run};

#[test]
fn nothing_was_missed_in_bac_son_and_the_statement_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut serving = Serving::start(folder);
    serving.report(folder);
    assert_eq!(list(folder, "audit statements"), serde_json::json!([]));
    assert_eq!(list(folder, "audit verify")["statements"], 0);

    let first = list(folder, "audit run");
    must_say_that_nothing_was_missed(&first, 1, list(folder, "clock list").as_array().unwrap().len());
    let text = run(folder, "audit run");
    assert_eq!(text.code, 0, "{text:?}");
    assert!(text.stdout.contains("0 bị bỏ sót, 0 ngoại lệ"), "{}", text.stdout);

    // Certificates are renewed, or end.
    list(folder, "time advance --to 2030-12-31");
    let later = list(folder, "audit run");
    must_say_that_nothing_was_missed(&later, 3, list(folder, "clock list").as_array().unwrap().len());
    let ended = later["limits"].as_object().unwrap().values();
    let ended: u64 = ended.map(|limit| limit["expired"].as_u64().unwrap()).sum();
    assert!(ended > 0, "certificates came to their end: {later:#}");

    let statements = list(folder, "audit statements");
    let newest = &statements[2];
    assert_eq!(newest["number"], 3);
    let hash = newest["sha256"].as_str().unwrap().to_owned();
    assert_eq!(list(folder, "audit verify")["statements"], 3);
    assert_eq!(
        list(folder, &format!("audit verify --known 3:{hash}"))["statements"],
        3
    );
    must_name_what_does_not_hold(folder, &format!("audit verify --known 4:{hash}"), 4);

    meddle(
        folder,
        "UPDATE statements SET canonical = replace(canonical, '\"number\":2,', '\"number\":3,')",
    );
    must_name_what_does_not_hold(folder, "audit verify", 2);
    let found = run(folder, "audit run -o json");
    assert_eq!(found.code, 9, "{found:?}");
    assert_eq!(
        found.json()["exceptions"],
        serde_json::json!({"tampered_statement": 1})
    );
}

fn list(folder: &Path, arguments: &str) -> Value {
    done(&run(folder, &format!("{arguments} -o json")))
}

fn must_say_that_nothing_was_missed(statement: &Value, number: i64, clocks: usize) {
    assert_eq!(statement["findings"], serde_json::json!([]), "{statement:#}");
    assert_eq!(statement["exceptions"], serde_json::json!({}));
    assert_eq!(
        (&statement["number"], &statement["missed"]),
        (&number.into(), &0.into())
    );
    assert_eq!(statement["clocks"], clocks, "every clock that the scheduler has");
}

fn must_name_what_does_not_hold(folder: &Path, arguments: &str, number: i64) {
    let ran = run(folder, &format!("{arguments} -o json"));
    assert_eq!(
        (ran.code, &ran.problem()["reason"]),
        (9, &"CHAIN_BROKEN".into()),
        "{ran:?}"
    );
    let findings = &ran.json()["findings"];
    assert_eq!(findings.as_array().unwrap().len(), 1, "{findings:#}");
    assert_eq!(
        (&findings[0]["service"], &findings[0]["sequence"]),
        (&"auditor".into(), &number.into())
    );
}

/// Writes past the auditor.
#[tokio::main(flavor = "current_thread")]
async fn meddle(folder: &Path, sql: &'static str) {
    let data = folder.join("kiemdinh-data/demo");
    let database = Database::open(&DatabaseConfiguration::default(), &data, auditor::NAME)
        .await
        .unwrap();
    let statement = Statement::from_string(database.backend(), sql);
    let written = database.write::<_, DbErr, _>(move |transaction| {
        Box::pin(async move { sea_orm::ConnectionTrait::execute_raw(transaction, statement).await })
    });
    assert_eq!(written.await.unwrap().rows_affected(), 3);
}
