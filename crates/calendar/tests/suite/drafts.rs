//! Versions laid over the almanac: what counts, where, and whose word stands.

use calendar::{Almanac, Audience, Day, Entry, EntryKind, Scope, Status, Version, View};

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn entry(date: &str, kind: EntryKind, status: Status) -> Entry {
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

pub fn draft(entries: Vec<Entry>) -> Version {
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

/// A make-up day that is only proposed, or another province's, leaves the holiday of that day as it is.
#[test]
fn what_does_not_count_takes_nothing_away() {
    let national_day = day("2026-09-02");
    let proposed = entry("2026-09-02", EntryKind::MakeUpWork, Status::Proposed);
    let elsewhere = Entry {
        scope: Scope::Province("20".to_owned()),
        ..entry("2026-09-02", EntryKind::MakeUpWork, Status::InForce)
    };
    for spoken in [proposed, elsewhere] {
        let almanac = Almanac::official().with_version(draft(vec![spoken]));
        assert_eq!(almanac.latest().is_working(national_day), Ok(false));
    }
}

#[test]
fn a_make_up_day_on_a_working_day_changes_nothing() {
    let made_up = draft(vec![entry("2026-10-12", EntryKind::MakeUpWork, Status::InForce)]);
    let almanac = Almanac::official().with_version(made_up);
    assert_eq!(almanac.latest().differences(Almanac::official().latest()), []);
}

#[test]
fn days_outside_the_years_are_left_out() {
    let outside = draft(vec![
        entry("2009-12-30", EntryKind::Holiday, Status::InForce),
        entry("2061-01-03", EntryKind::Holiday, Status::InForce),
    ]);
    let almanac = Almanac::official().with_version(outside);
    assert_eq!(almanac.latest().differences(Almanac::official().latest()), []);
    assert_eq!(almanac.latest().entries_between(Day::MIN, day("2009-12-31")), []);
    assert_eq!(almanac.latest().entries_between(day("2061-01-01"), Day::MAX), []);
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
