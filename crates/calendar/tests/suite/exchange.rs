//! Versions written and read back, drafts laid over the almanac.

use calendar::{
    Almanac, Audience, Day, Document, Entry, EntryKind, Scope, Status, Version, View, version_from_ical,
    version_from_toml, version_to_ical, version_to_toml,
};
use proptest::prelude::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn entry(date: &str, kind: EntryKind, status: Status) -> Entry {
    Entry {
        date: day(date),
        kind,
        name: "Ngày Văn hóa Việt Nam".to_owned(),
        document: None,
        status,
        audience: Audience::State,
        scope: Scope::National,
        projected: false,
    }
}

fn draft(entries: Vec<Entry>) -> Version {
    Version {
        id: "draft".to_owned(),
        known_on: day("2026-09-01"),
        title: "Hoán đổi quanh 24/11".to_owned(),
        document: None,
        settles: Vec::new(),
        recurring: Vec::new(),
        entries,
    }
}

#[test]
fn official_versions_survive_both_forms() {
    for version in Almanac::official().versions() {
        assert_eq!(
            &version_from_toml(&version_to_toml(version).unwrap()).unwrap(),
            version
        );
        let ical = version_to_ical(version);
        assert!(ical.split("\r\n").all(|line| line.len() <= 75), "{ical}");
        assert_eq!(&version_from_ical(&ical).unwrap(), version);
    }
}

#[test]
fn a_swap_in_icalendar() {
    let version = Almanac::official()
        .versions()
        .iter()
        .find(|version| version.id == "2024-swap")
        .unwrap();
    insta::assert_snapshot!(version_to_ical(version).replace("\r\n", "\n"));
}

#[test]
fn a_foreign_calendar_is_read_as_holidays() {
    let text = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\nBEGIN:VEVENT\nDTSTAMP:20251001T000000Z\n\
                DTSTART;VALUE=DATE:20260216\nDTEND;VALUE=DATE:20260221\nSUMMARY:Tết\\, Bính\n  Ngọ\n\
                STATUS:TENTATIVE\nEND:VEVENT\nEND:VCALENDAR\n";
    let version = version_from_ical(text).unwrap();
    assert_eq!(version.known_on, day("2025-10-01"));
    assert_eq!(version.entries.len(), 5);
    assert!(
        version
            .entries
            .iter()
            .all(|entry| entry.status == Status::Proposed && entry.name == "Tết, Bính Ngọ")
    );
}

#[test]
fn faults_name_the_line() {
    let fault = |text: &str| version_from_ical(text).unwrap_err().to_string();
    assert_eq!(fault("hello"), "line 1: no colon in \"hello\"");
    assert_eq!(fault("VERSION:2.0"), "line 1: a property before BEGIN:VCALENDAR");
    assert_eq!(
        fault("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTAMP:20250101\nDTSTART:2026x\nEND:VEVENT\nEND:VCALENDAR"),
        "line 4: DTSTART: \"2026x\" is not a date"
    );
    let toml = version_from_toml("id = \"x\"\nknown_on = \"2025-13-01\"\ntitle = \"\"")
        .unwrap_err()
        .to_string();
    assert!(toml.contains("line 2") && toml.contains("2025-13-01"), "{toml}");
    let toml = version_from_toml("id = \"x\"\nknown_on = \"2025-01-01\"\ntitle = \"\"\nsettle = [2024]")
        .unwrap_err();
    assert!(toml.to_string().contains("settle"), "{toml}");
}

#[test]
fn only_what_is_in_force_counts() {
    let official = Almanac::official();
    let monday = day("2026-11-23");
    for status in [Status::Proposed, Status::Announced, Status::Withdrawn] {
        let draft = draft(vec![entry("2026-11-23", EntryKind::SwappedOff, status)]);
        assert_eq!(
            official.with_version(draft).latest().is_working(monday),
            Ok(true),
            "{status:?}"
        );
    }
    let signed = draft(vec![entry("2026-11-23", EntryKind::SwappedOff, Status::InForce)]);
    let published = official.with_version(signed);
    assert_eq!(published.latest().is_working(monday), Ok(false));
    assert_eq!(
        published.as_known_on(day("2026-08-31")).is_working(monday),
        Ok(true)
    );
    assert_eq!(published.latest().differences(official.latest()), [monday]);

    let withdrawn = Version {
        id: "withdrawal".to_owned(),
        known_on: day("2026-09-20"),
        ..draft(vec![entry(
            "2026-11-23",
            EntryKind::SwappedOff,
            Status::Withdrawn,
        )])
    };
    assert_eq!(
        published.with_version(withdrawn).latest().is_working(monday),
        Ok(true)
    );

    let proposed = draft(vec![entry("2026-11-23", EntryKind::SwappedOff, Status::Proposed)]);
    let versions = official.versions().iter().cloned().chain([proposed]).collect();
    let what_if = Almanac::for_view(
        versions,
        View {
            with_proposed: true,
            ..View::default()
        },
    );
    assert_eq!(what_if.latest().is_working(monday), Ok(false));
}

#[test]
fn local_days_count_in_their_province_only() {
    let mut local = entry("2026-10-12", EntryKind::Holiday, Status::InForce);
    local.scope = Scope::Province("20".to_owned());
    let versions: Vec<Version> = Almanac::official()
        .versions()
        .iter()
        .cloned()
        .chain([draft(vec![local])])
        .collect();
    let monday = day("2026-10-12");
    assert_eq!(
        Almanac::new(versions.clone()).latest().is_working(monday),
        Ok(true)
    );
    for (province, worked) in [("20", false), ("01", true)] {
        let view = View {
            province: Some(province.to_owned()),
            with_proposed: false,
        };
        assert_eq!(
            Almanac::for_view(versions.clone(), view)
                .latest()
                .is_working(monday),
            Ok(worked)
        );
    }
}

#[test]
fn entries_carry_their_document() {
    let entries = Almanac::official()
        .latest()
        .entries_between(day("2024-04-29"), day("2024-05-04"));
    let numbers: Vec<&str> = entries
        .iter()
        .map(|entry| entry.document.as_ref().unwrap().number.as_str())
        .collect();
    assert_eq!(
        numbers,
        [
            "2450/VPCP-KGVX",
            "5015/TB-LĐTBXH",
            "5015/TB-LĐTBXH",
            "2450/VPCP-KGVX"
        ]
    );
    let projected = Almanac::official()
        .latest()
        .entries_between(day("2027-02-01"), day("2027-02-28"));
    assert!(
        projected
            .iter()
            .all(|entry| entry.projected && entry.document.is_none())
    );
    assert_eq!(projected.iter().filter(|entry| entry.is_effective()).count(), 5);
}

fn entries() -> impl Strategy<Value = Entry> {
    let kinds = prop::sample::select(vec![
        EntryKind::Holiday,
        EntryKind::CompensatoryOff,
        EntryKind::SwappedOff,
        EntryKind::MakeUpWork,
    ]);
    let statuses = prop::sample::select(vec![
        Status::Proposed,
        Status::Announced,
        Status::InForce,
        Status::Withdrawn,
    ]);
    let scopes = prop_oneof![Just(Scope::National), "[0-9]{2}".prop_map(Scope::Province)];
    let text = "[\\\\;,:\"a-zđậý\n ]{1,80}";
    (
        15_000..30_000_i32,
        kinds,
        text,
        statuses,
        any::<bool>(),
        scopes,
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(
            |(date, kind, name, status, state, scope, projected, documented)| Entry {
                date: Day::from_epoch_days(date),
                kind,
                document: documented.then(|| Document {
                    number: name.clone(),
                    date: Day::from_epoch_days(date - 30),
                    authority: "Chính phủ".to_owned(),
                }),
                name,
                status,
                audience: if state { Audience::State } else { Audience::All },
                scope,
                projected,
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_version_survives_both_forms(entries in prop::collection::vec(entries(), 0..6)) {
        let version = draft(entries);
        prop_assert_eq!(&version_from_toml(&version_to_toml(&version).unwrap()).unwrap(), &version);
        let ical = version_to_ical(&version);
        prop_assert!(ical.split("\r\n").all(|line| line.len() <= 75));
        prop_assert_eq!(&version_from_ical(&ical).unwrap(), &version);
    }

    #[test]
    fn reading_never_panics(text in "(BEGIN:VCALENDAR\n|BEGIN:VEVENT\n|DTSTART:|END:VEVENT\n|[0-9\n:; é]{0,6}){0,12}") {
        let _ = version_from_ical(&text);
        let _ = version_from_toml(&text);
    }
}

#[test]
fn the_latest_word_on_a_day_stands() {
    let saturday = day("2026-08-22");
    let draft = draft(vec![entry("2026-08-22", EntryKind::Holiday, Status::InForce)]);
    let draft = Version {
        known_on: day("2026-08-01"),
        ..draft
    };
    let almanac = Almanac::official().with_version(draft);
    assert_eq!(
        almanac.as_known_on(day("2026-07-31")).is_working(saturday),
        Ok(true)
    );
    assert_eq!(almanac.latest().is_working(saturday), Ok(false));
    assert!(
        almanac
            .latest()
            .entries_between(saturday, saturday)
            .iter()
            .all(|entry| !entry.kind.is_worked())
    );
}

#[test]
fn a_version_laid_in_later_is_the_same_as_one_given_at_once() {
    let draft = Version {
        known_on: day("2025-06-01"),
        ..draft(vec![entry("2026-02-13", EntryKind::SwappedOff, Status::InForce)])
    };
    let versions = Almanac::official()
        .versions()
        .iter()
        .cloned()
        .chain([draft.clone()])
        .collect();
    let (inserted, given) = (Almanac::official().with_version(draft), Almanac::new(versions));
    assert_eq!(inserted.versions(), given.versions());
    for known_on in [
        "2009-01-01",
        "2025-05-31",
        "2025-06-01",
        "2025-12-24",
        "2025-12-25",
        "2030-01-01",
    ] {
        assert_eq!(
            inserted.as_known_on(day(known_on)),
            given.as_known_on(day(known_on)),
            "{known_on}"
        );
    }
    assert_eq!(inserted.latest().is_working(day("2026-02-13")), Ok(false));
}

#[test]
fn a_draft_is_tried_as_if_issued_last() {
    let official = Almanac::official();
    let monday = day("2026-11-23");
    for status in [Status::Proposed, Status::Announced, Status::InForce] {
        let draft = draft(vec![entry("2026-11-23", EntryKind::SwappedOff, status)]);
        let tried = official.with_draft(draft);
        assert_eq!(tried.latest().is_working(monday), Ok(false), "{status:?}");
        assert_eq!(tried.latest().differences(official.latest()), [monday]);
    }
    // However early it says it was known, it has the last word: 2/9 is off by a notice that came before.
    let early = Version {
        known_on: day("2000-01-01"),
        ..draft(vec![entry("2026-09-02", EntryKind::Holiday, Status::Withdrawn)])
    };
    let tried = official.with_draft(early);
    assert_eq!(tried.latest().differences(official.latest()), [day("2026-09-02")]);
}
