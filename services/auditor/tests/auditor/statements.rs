//! Statements: what they say, and that their chain and signatures hold.

use auditor::count::OfficialDays;
use auditor::statement::{Body, Known, Previous, PublicKey, SigningKey, Statement, public_file, verify};
use auditor::{Bounds, Case, Kind, audit, law};
use chrono::TimeDelta;

use crate::story::{self, END};
use crate::town::moment;

fn body(cases: Vec<Case>, previous: Option<&Previous>) -> Body {
    let bounds = Bounds {
        until: moment(END),
        grace: TimeDelta::zero(),
    };
    audit(cases, law::OFFICIAL, OfficialDays::TEXTS, bounds, previous).unwrap()
}

fn key(folder: &tempfile::TempDir) -> SigningKey {
    SigningKey::read_or_make(&folder.path().join("auditor.key")).unwrap()
}

/// Three statements of one story.
fn chain(key: &SigningKey) -> Vec<Statement> {
    let mut chain: Vec<Statement> = Vec::new();
    for _ in 0..3 {
        let previous = chain.last().map(|last| {
            let body = last.body().unwrap();
            Previous {
                number: body.number,
                sha256: last.sha256.clone(),
                until: body.until,
            }
        });
        let body = body(vec![story::told().case()], previous.as_ref());
        chain.push(Statement::sign(&body, key).unwrap());
    }
    chain
}

#[test]
fn a_statement_says_how_many_clocks_and_that_none_was_missed() {
    let clean = body(vec![story::told().case()], None);
    assert_eq!(
        (clean.number, clean.cases, clean.missed, clean.exception_count()),
        (1, 1, 0, 0)
    );
    assert_eq!(
        clean.clocks,
        clean.limits.values().map(|counts| counts.clocks).sum::<u64>()
    );
    let check = &clean.limits["dossier.check"];
    assert_eq!(
        (check.clocks, check.met_late, check.deadlines, check.missed),
        (1, 1, 1, 0)
    );
    assert_eq!(clean.limits["review.comment"].deemed, 1);
    assert_eq!(clean.lateness.greatest_ms, 0);
    let text = clean.text();
    for said in [
        "Bản xác nhận số 1",
        "31/12/2025",
        "0 bị bỏ sót, 0 ngoại lệ",
        "chậm nhất 0 giây",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }

    let mut case = story::told().case();
    let of_deadline = |entry: &&auditor::Entry| entry.fact_type == "scheduler.deadline_reached";
    let ended_at = case.entries.iter().find(of_deadline).unwrap().recorded_at;
    for entry in case
        .entries
        .iter_mut()
        .filter(|entry| entry.recorded_at == ended_at)
    {
        entry.recorded_at += TimeDelta::milliseconds(1_500);
    }
    crate::town::rechain(&mut case.entries);
    let slow = body(vec![case.clone()], None);
    assert_eq!(slow.lateness.greatest_ms, 1_500);
    let missing = case
        .entries
        .iter()
        .position(|entry| entry.fact_type == "review.consent_deemed");
    case.entries.remove(missing.unwrap());
    crate::town::rechain(&mut case.entries);
    let bad = body(vec![case], None);
    assert_eq!(bad.missed, 1);
    assert_eq!(bad.limits["review.comment"].missed, 1);
    assert_eq!(bad.exceptions.get(&Kind::MissingAnswer), Some(&1));
    assert!(bad.text().contains("1 bị bỏ sót"), "{}", bad.text());
}

#[test]
fn the_key_is_its_owners_and_its_public_half_lies_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("auditor.key");
    let made = SigningKey::read_or_make(&path).unwrap();
    let again = SigningKey::read_or_make(&path).unwrap();
    assert_eq!(made.public(), again.public());
    assert_eq!(PublicKey::read(&public_file(&path)).unwrap(), made.public());
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    std::fs::write(&path, "no key").unwrap();
    assert!(SigningKey::read_or_make(&path).is_err());
}

#[test]
fn the_first_bad_statement_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let key = key(&folder);
    let public = key.public();
    let chain = chain(&key);
    assert_eq!(verify(&chain, &public, None), Ok(()));
    let known = |number: i64| Known {
        number,
        sha256: chain[usize::try_from(number).unwrap() - 1].sha256.clone(),
    };
    assert_eq!(verify(&chain, &public, Some(&known(3))), Ok(()));

    let first_bad = |statements: &[Statement], known: Option<&Known>| {
        verify(statements, &public, known).unwrap_err().number
    };
    // Changed; changed and hashed anew; signed by another key.
    let mut changed = chain.clone();
    changed[1].canonical = changed[1].canonical.replace("\"missed\":0", "\"missed\":7");
    assert_ne!(changed[1], chain[1]);
    assert_eq!(first_bad(&changed, None), 2);
    let body = changed[1].body().unwrap();
    let other = tempfile::tempdir().unwrap();
    changed[1] = Statement::sign(&body, &SigningKey::read_or_make(&other.path().join("k")).unwrap()).unwrap();
    assert_eq!(first_bad(&changed, None), 2);
    // Signed anew by whoever has the key: the next one no longer follows, and the known one is another.
    changed[1] = Statement::sign(&body, &key).unwrap();
    assert_eq!(first_bad(&changed, None), 3);
    assert_eq!(first_bad(&changed[..2], Some(&known(2))), 2);
    // Taken out, swapped, cut off.
    assert_eq!(first_bad(&[chain[0].clone(), chain[2].clone()], None), 2);
    assert_eq!(first_bad(&[chain[1].clone(), chain[0].clone()], None), 1);
    assert_eq!(verify(&chain[..2], &public, None), Ok(()), "nobody can know");
    assert_eq!(first_bad(&chain[..2], Some(&known(3))), 3);
}
