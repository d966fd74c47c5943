//! `mail`: what left, and what a person does with it.

use std::path::Path;

use serde_json::Value;

use crate::program::{done, run};

/// Looks at a mail of the demo, has it sent again elsewhere, and is refused what cannot be.
pub fn must_be_in_peoples_hands(folder: &Path) {
    let list = |arguments: &str| -> Value { done(&run(folder, &format!("{arguments} -o json"))) };
    let sent = list("mail outbox --state sent");
    let mail = &sent[0];
    let (name, case) = (mail["name"].as_str().unwrap(), mail["case_id"].as_str().unwrap());
    let of_case = list(&format!("mail outbox --case {case}"));
    let of_case = of_case.as_array().unwrap();
    assert!(of_case.len() < sent.as_array().unwrap().len());
    assert!(of_case.iter().all(|one| one["case_id"] == case), "{of_case:#?}");
    assert_eq!(list("mail outbox --to nobody@"), serde_json::json!([]));

    let history = list(&format!("mail get {name}"));
    let states: Vec<&str> = history["passages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["state"].as_str().unwrap())
        .collect();
    assert_eq!((states.first(), states.last()), (Some(&"queued"), Some(&"sent")));
    assert_eq!(
        (&history["copies"], &history["bouncing_since"]),
        (&1.into(), &Value::Null)
    );
    let table = run(folder, &format!("mail get {name}")).stdout;
    assert!(
        table.contains("đã gửi") && table.contains(history["body"].as_str().unwrap().trim()),
        "{table}"
    );

    let again = format!("mail resend {name} --to Van-Thu@truong.example");
    assert_eq!(list(&format!("{again} --dry-run"))["repeats"], name);
    assert_eq!(
        list("mail outbox --to van-thu@"),
        serde_json::json!([]),
        "a dry run sends nothing"
    );
    let repeated = list(&again);
    assert_eq!(
        (&repeated["repeats"], &repeated["to"]),
        (&name.into(), &"Van-Thu@truong.example".into())
    );
    assert_eq!(list("mail outbox --to van-thu@")[0]["name"], repeated["name"]);

    let cancel = |reason: &[&str]| {
        let mut command = crate::program::kiemdinh(folder);
        command
            .args(["mail", "cancel", name, "--yes", "-o", "json"])
            .args(reason);
        crate::program::Ran::from(command.stdin(std::process::Stdio::null()).output().unwrap())
    };
    assert_eq!(cancel(&[]).code, 2, "a reason is asked for");
    let refused = cancel(&["--reason", "gửi nhầm"]);
    assert_eq!(
        (refused.code, &refused.problem()["reason"]),
        (7, &"MAIL_GONE".into()),
        "{refused:?}"
    );
}
