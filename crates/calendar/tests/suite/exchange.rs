//! Versions written and read back.

use calendar::{
    Almanac, Audience, Day, Document, Entry, EntryKind, Event, Scope, Status, Version, events_to_ical,
    version_from_ical, version_from_toml, version_to_ical, version_to_toml,
};
use proptest::prelude::*;

use super::drafts::{day, draft};

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
fn a_due_date_is_a_whole_day_that_can_be_taken_back() {
    let event = Event {
        uid: "0191@kiemdinh".to_owned(),
        sequence: 3,
        stamped_at: "2025-09-03T00:30:00.123Z".parse().unwrap(),
        on: day("2025-09-05"),
        summary: "Hạn trả lời dự thảo, Trường THCS Vũ Lễ; \r\nATTENDEE:mailto:x@y.example".to_owned(),
        description: String::new(),
        cancelled: false,
    };
    let cancelled = Event {
        sequence: 4,
        cancelled: true,
        ..event.clone()
    };
    let ical = events_to_ical(&[event, cancelled]);
    assert!(ical.split("\r\n").all(|line| line.len() <= 75), "{ical}");
    let lines: Vec<&str> = ical.split("\r\n").filter(|line| !line.starts_with(' ')).collect();
    let of_first = [
        "BEGIN:VEVENT",
        "UID:0191@kiemdinh",
        "SEQUENCE:3",
        "DTSTAMP:20250903T003000Z",
        "DTSTART;VALUE=DATE:20250905",
    ];
    assert_eq!(lines[4..9], of_first);
    assert!(lines.contains(&"STATUS:CONFIRMED") && lines.contains(&"STATUS:CANCELLED"));
    assert!(!lines.iter().any(|line| line.starts_with("ATTENDEE")), "{ical}");
    assert!(
        ical.contains("Vũ Lễ\\; \\nATTENDEE") || ical.replace("\r\n ", "").contains("Vũ Lễ\\; \\nATTENDEE")
    );
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
