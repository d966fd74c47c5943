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
    let dates: Vec<String> = version
        .entries
        .iter()
        .map(|entry| entry.date.to_string())
        .collect();
    assert_eq!(
        dates,
        [
            "2026-02-16",
            "2026-02-17",
            "2026-02-18",
            "2026-02-19",
            "2026-02-20"
        ]
    );
    assert!(
        version
            .entries
            .iter()
            .all(|entry| entry.status == Status::Proposed && entry.name == "Tết, Bính Ngọ")
    );
}

/// What calendar programs add to an event of their own: a time zone, an alarm with a text, a link in a parameter.
#[test]
fn a_foreign_alarm_does_not_rename_the_holiday() {
    let text = "BEGIN:VCALENDAR\nX-WR-CALNAME:Ngày nghỉ\nBEGIN:VTIMEZONE\nTZID:Asia/Ho_Chi_Minh\n\
                BEGIN:STANDARD\nDTSTART:19750613T000000\nEND:STANDARD\nX-WR-CALNAME:Múi giờ\nEND:VTIMEZONE\n\
                BEGIN:VEVENT\nDTSTAMP:20251001T000000Z\nDTSTART;VALUE=DATE:20260427\n\
                SUMMARY;ALTREP=\"cid:part1\":Giỗ Tổ\nBEGIN:VALARM\nACTION:EMAIL\nSUMMARY:Nhắc việc\nEND:VALARM\n\
                END:VEVENT\nEND:VCALENDAR\n";
    let version = version_from_ical(text).unwrap();
    assert_eq!(version.title, "Ngày nghỉ");
    assert_eq!(version.known_on, day("2025-10-01"));
    let days: Vec<(String, &str)> = version
        .entries
        .iter()
        .map(|entry| (entry.date.to_string(), entry.name.as_str()))
        .collect();
    assert_eq!(days, [("2026-04-27".to_owned(), "Giỗ Tổ")]);
}

#[test]
fn an_event_of_more_than_a_month_is_a_mistake() {
    let until = |end: &str| {
        version_from_ical(&format!(
            "BEGIN:VCALENDAR\nX-KIEMDINH-KNOWN-ON:20251001\nBEGIN:VEVENT\nDTSTART:20260101\nDTEND:{end}\n\
             END:VEVENT\nEND:VCALENDAR\n"
        ))
    };
    assert_eq!(until("20260201").unwrap().entries.len(), 31);
    assert_eq!(
        until("20260202").unwrap_err().to_string(),
        "line 3: the event lasts 32 days; at most 31 are accepted"
    );
    assert_eq!(
        until("20260301").unwrap_err().to_string(),
        "line 3: the event lasts 59 days; at most 31 are accepted"
    );
}

#[test]
fn control_characters_reach_no_line() {
    let pasted = Version {
        title: "Nghỉ\u{b} Tết\r\u{7}".to_owned(),
        ..draft(Vec::new())
    };
    let ical = version_to_ical(&pasted);
    assert!(!ical.replace("\r\n", "").contains(char::is_control), "{ical:?}");
    assert_eq!(version_from_ical(&ical).unwrap().title, "Nghỉ Tết");
}

#[test]
fn faults_name_the_line() {
    let fault = |text: &str| version_from_ical(text).unwrap_err().to_string();
    assert_eq!(fault("hello"), "line 1: no colon in \"hello\"");
    assert_eq!(fault("END:VCALENDAR"), "line 1: no BEGIN:VCALENDAR");
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
