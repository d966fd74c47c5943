//! Certificates that were issued before: what is asked of them, and what they are worth among others.

use proto::fact::{Body, RecognitionKind, Target};
use recognition::domain::{Ending, Origin, Standing};
use statute::RegimeId;

use super::*;

const TODAY: &str = "2024-06-03";

fn awaits(entered: &Entered) -> String {
    let Some(Body::CertificateEntered(body)) = &entered.facts[0].body else {
        panic!("{:?}", entered.facts)
    };
    body.awaits.clone()
}

#[test]
fn it_is_valid_to_its_printed_day_under_the_regime_of_its_recognition() {
    let holder = holder();
    for (recognised_on, until, regime, decided_by) in [
        ("2009-03-01", "2014-03-01", RegimeId::A0, Authority::Province),
        ("2018-10-09", "2023-10-09", RegimeId::A0, Authority::Province),
        ("2025-01-24", "2030-01-30", RegimeId::A0, Authority::Province),
        ("2025-01-25", "2030-01-25", RegimeId::A1, Authority::Department),
        ("2025-07-01", "2030-07-01", RegimeId::A2, Authority::Department),
        ("2026-07-07", "2031-07-07", RegimeId::B, Authority::Department),
    ] {
        let form = entry("17/CN", recognised_on, until);
        let certificate = entered(&form, &holder, &[], "2026-09-01").unwrap().certificate;
        assert_eq!(certificate.case.regime, regime, "{recognised_on}");
        assert_eq!(certificate.decided_by, decided_by, "{recognised_on}");
        assert_eq!(certificate.valid_until, day(until));
        assert_eq!(spans(&certificate), [span(recognised_on, until)]);
        assert_eq!(certificate.origin, Origin::Entered("17/CN".to_owned()));
    }
    let accreditation = EntryForm {
        target: Target::Accreditation3,
        ..entry("17/CN", "2020-03-01", "2025-03-01")
    };
    let certificate = entered(&accreditation, &holder, &[], TODAY).unwrap().certificate;
    assert_eq!(certificate.decided_by, Authority::Department, "the Sở accredits");
}

#[test]
fn every_defect_of_the_form_is_found_at_once() {
    let broken = EntryForm {
        target: Target::Unspecified,
        number: " ".to_owned(),
        decision_number: "x".repeat(61),
        recognised_on: "2024-06-04".to_owned(),
        valid_from: "2024-06-01".to_owned(),
        valid_until: "2024-05-01".to_owned(),
        kind: RecognitionKind::Unspecified,
    };
    let found = fields(entered(&broken, &holder(), &[], TODAY).unwrap_err());
    assert_eq!(
        found,
        [
            "target",
            "kind",
            "number",
            "decision_number",
            "recognised_on",
            "valid_from",
            "valid_until"
        ]
    );
    let sound = entry("17/CN", TODAY, "2029-06-03");
    assert!(entered(&sound, &holder(), &[], TODAY).is_ok(), "recognised today");
    for (broken, field) in [
        (entry(&"x".repeat(61), TODAY, "2029-06-03"), "number"),
        (entry("17/CN", "", "2029-06-03"), "recognised_on"),
        (entry("17/CN", "03/6/2024", "2029-06-03"), "recognised_on"),
        (entry("17/CN", "1024-06-03", "2029-06-03"), "recognised_on"),
        (entry("17/CN", TODAY, ""), "valid_until"),
        (entry("17/CN", TODAY, "2209-06-03"), "valid_until"),
    ] {
        let refusal = entered(&broken, &holder(), &[], TODAY).unwrap_err();
        assert_eq!(fields(refusal), [field], "{broken:?}");
    }
    let longest = entry(&"x".repeat(60), TODAY, "2029-06-03");
    assert!(entered(&longest, &holder(), &[], TODAY).is_ok());
}

#[test]
fn what_the_regime_did_not_grant_is_refused() {
    let accreditation = |on: &str| EntryForm {
        target: Target::Accreditation2,
        ..entry("17/CN", on, "2031-07-07")
    };
    let refusal = entered(&accreditation("2026-07-07"), &holder(), &[], "2026-09-01").unwrap_err();
    assert!(matches!(
        refusal,
        CertificateRefusal::NotGranted {
            regime: RegimeId::B,
            ..
        }
    ));
    assert!(entered(&accreditation("2026-07-06"), &holder(), &[], "2026-09-01").is_ok());
}

#[test]
fn what_is_still_ahead_of_it_is_said_to_the_day() {
    // Five months before 15/3/2031 is 15/10/2030.
    let form = entry("17/CN", "2026-03-15", "2031-03-15");
    for (today, expected) in [
        ("2026-09-01", "renewal"),
        ("2030-10-15", "renewal"),
        ("2030-10-16", "expiry"),
        ("2031-03-15", "expiry"),
        ("2031-03-16", "nothing"),
    ] {
        let entered = entered(&form, &holder(), &[], today).unwrap();
        assert_eq!(awaits(&entered), expected, "{today}");
    }
}

#[test]
fn one_number_of_one_day_is_entered_once() {
    let holder = holder();
    let form = entry("17/CN", "2020-03-01", "2025-03-01");
    let first = entered(&form, &holder, &[], TODAY).unwrap().certificate;
    let again = entered(&form, &holder, &[&first], TODAY).unwrap_err();
    assert_eq!(
        again,
        CertificateRefusal::Duplicate("17/CN".to_owned(), day("2020-03-01"))
    );
    let other_school = Holder {
        school_id: Uuid::now_v7(),
        ..holder.clone()
    };
    let again = entered(&form, &other_school, &[&first], TODAY).unwrap_err();
    assert!(
        matches!(again, CertificateRefusal::Duplicate(..)),
        "whoever's it is"
    );
    let other_day = entry("17/CN", "2020-03-02", "2025-03-02");
    assert!(entered(&other_day, &holder, &[&first], TODAY).is_ok());
    let elsewhere = Holder {
        place: placed(first.case.clone(), 1, 2).place,
        ..other_school
    };
    assert!(
        entered(&form, &elsewhere, &[&first], TODAY).is_ok(),
        "another province's book"
    );
}

#[test]
fn of_two_for_the_same_the_newer_one_holds_in_whatever_order_they_are_entered() {
    let holder = holder();
    let older = entry("17/CN", "2020-03-01", "2025-03-01");
    let newer = entry("99/CN", "2023-06-01", "2028-06-01");
    let expected = [span("2020-03-01", "2023-05-31")];

    let first = entered(&older, &holder, &[], TODAY).unwrap().certificate;
    let second = entered(&newer, &holder, &[&first], TODAY).unwrap();
    let [replaced] = second.replaced.as_slice() else {
        panic!("{second:?}")
    };
    assert_eq!(spans(replaced), expected);
    assert_eq!(replaced.standing, Standing::Replaced);
    assert_eq!(awaits(&second), "renewal");
    let cases: Vec<_> = second
        .facts
        .iter()
        .map(|fact| fact.subject.clone().unwrap().case_id)
        .collect();
    let (new, old) = (second.certificate.case.id.to_string(), first.case.id.to_string());
    assert_eq!(cases, [new, old], "each in the journal of its own");

    let first = entered(&newer, &holder, &[], TODAY).unwrap().certificate;
    let second = entered(&older, &holder, &[&first], TODAY).unwrap();
    assert_eq!(second.replaced, []);
    assert_eq!(spans(&second.certificate), expected);
    assert_eq!(second.certificate.standing, Standing::Replaced);
    assert_eq!(awaits(&second), "nothing");
    assert_eq!(second.certificate.version, 1);
    assert_eq!(second.facts.len(), 2);
}

#[test]
fn what_a_school_that_is_no_more_held_ended_with_it() {
    let gone = Holder {
        gone: Some((day("2023-07-01"), Ending::Merged)),
        ..holder()
    };
    let form = entry("17/CN", "2020-03-01", "2025-03-01");
    let ended = entered(&form, &gone, &[], TODAY).unwrap();
    assert_eq!(spans(&ended.certificate), [span("2020-03-01", "2023-06-30")]);
    assert_eq!(awaits(&ended), "nothing");
    assert!(matches!(ended.facts[1].body, Some(Body::CertificateLapsed(_))));
    let after_its_end = entry("17/CN", "2023-07-01", "2028-07-01");
    let refusal = entered(&after_its_end, &gone, &[], TODAY).unwrap_err();
    assert_eq!(fields(refusal), ["recognised_on"]);
    let on_its_last_day = entry("17/CN", "2023-06-30", "2028-06-30");
    assert!(entered(&on_its_last_day, &gone, &[], TODAY).is_ok());
}
