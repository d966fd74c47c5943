//! What needs no running system.

use crate::program::run;

#[test]
fn without_a_server_the_answer_is_unavailable() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(folder.path(), "school list -o json");
    assert_eq!(
        (ran.code, ran.problem()["reason"].as_str()),
        (8, Some("NO_SERVER"))
    );
    let ran = run(folder.path(), "dossier list");
    assert_eq!((ran.code, ran.stdout.as_str()), (8, ""));
    assert!(
        ran.stderr.contains("kiemdinh demo"),
        "it says what to do: {ran:?}"
    );
}

#[test]
fn a_server_that_is_gone_is_unavailable() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("kiemdinh-data")).unwrap();
    let endpoints =
        platform::configuration::SERVICES.map(|service| format!("{service} = \"http://127.0.0.1:1\"\n"));
    let file = format!("token = \"t\"\n[endpoints]\n{}", endpoints.concat());
    std::fs::write(folder.path().join("kiemdinh-data/client.toml"), file).unwrap();
    let ran = run(folder.path(), "school list -o json");
    assert_eq!(
        (ran.code, ran.problem()["code"].as_str()),
        (8, Some("unavailable")),
        "{ran:?}"
    );
}

#[test]
fn the_configuration_is_shown_and_checked() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("k.toml"),
        "[database]\nurl = \"postgres://a:tiger@b/c\"\n",
    )
    .unwrap();
    let ran = run(folder.path(), "config check --config k.toml -o json");
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(ran.json()["database"]["connections"], 8);
    assert!(!ran.stdout.contains("tiger"));
    std::fs::write(folder.path().join("k.toml"), "[databse]\nurl = \"sqlite\"\n").unwrap();
    assert_eq!(run(folder.path(), "config check --config k.toml").code, 7);
}

#[test]
fn one_service_alone_needs_a_shared_bus() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(folder.path(), "serve review");
    assert_eq!(ran.code, 7, "{ran:?}");
    assert!(ran.stderr.contains("amqp://"), "{ran:?}");
}

#[test]
fn schemas_are_made_and_made_again() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let ran = run(folder.path(), "migrate --data d");
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    assert!(folder.path().join("d/scheduler.sqlite").is_file());
    assert!(folder.path().join("d/auditor.sqlite").is_file());
}
