//! Ladders over any due date, and cases that live through a change of law.

use calendar::{Almanac, Day, end_of_day, local_day, local_time};
use proptest::prelude::*;
use statute::{Law, RegimeId, Role, RungKind, Wish};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn backward_limits_and_validities_remind_on_the_preceding_working_day() {
    let law = Law::official();
    let calendar = Almanac::official().latest();
    // A certificate that expires on Sunday 2029-02-11: reminders count back from Friday, the effect is Sunday 24:00.
    let rule = law
        .limit("certificate.expire", RegimeId::A0, None, day("2024-02-12"))
        .unwrap();
    let due = day("2029-02-11");
    let shown: Vec<(String, String)> = rule
        .ladder
        .moments(due, calendar)
        .into_iter()
        .map(|moment| (moment.rung_id, local_day(moment.fires_at).to_string()))
        .collect();
    assert!(
        shown.contains(&("day-of".to_owned(), "2029-02-09".to_owned())),
        "{shown:?}"
    );
    assert!(shown.contains(&("before-1".to_owned(), "2029-02-08".to_owned())));
    assert!(shown.contains(&("deadline".to_owned(), "2029-02-12".to_owned())));
}

#[test]
fn a_deadline_survives_the_end_of_the_calendar() {
    let rule = Law::official()
        .limit("recognition.decide", RegimeId::B, None, day("2026-08-10"))
        .unwrap();
    let due = day("2061-01-03");
    let moments = rule.ladder.moments(due, Almanac::official().latest());
    assert_eq!(moments.len(), rule.ladder.rungs.len());
    assert!(
        moments
            .iter()
            .any(|moment| moment.kind == RungKind::Deadline && moment.fires_at == end_of_day(due))
    );
}

/// NĐ 61/2018 Điều 19(9): the letter goes out at the latest a day before the due day. Nobody is asked for one that
/// would extend nothing.
#[test]
fn an_apology_is_asked_for_where_a_letter_extends_the_limit() {
    let due = day("2026-08-24");
    let mut asked = Vec::new();
    for rule in Law::official().limits() {
        let apologies: Vec<_> = rule
            .ladder
            .rungs
            .iter()
            .filter(|rung| rung.kind == RungKind::Apology)
            .collect();
        assert_eq!(!apologies.is_empty(), !rule.extended_by.is_empty(), "{}", rule.id);
        if !apologies.is_empty() {
            assert!(
                rule.owed_to_applicant && rule.time_limit.extension.is_some(),
                "{}",
                rule.id
            );
            asked.push((rule.id.as_str(), rule.overlay.as_deref()));
        }
        for moment in rule.ladder.moments(due, Almanac::official().latest()) {
            let at_latest = local_day(moment.fires_at) <= due.eve();
            assert!(moment.kind != RungKind::Apology || at_latest, "{moment:?}");
        }
        assert!(apologies.iter().all(|rung| rung.citation.is_some()));
        assert!(
            rule.ladder.rungs.iter().all(|rung| rung.role != rung.fallback),
            "{}",
            rule.id
        );
    }
    assert_eq!(asked, [("recognition.decide", None); 3]);
}

proptest! {
    #[test]
    fn letters_by_day_and_one_deadline(due in 16_436..22_280_i32) {
        let due = Day::from_epoch_days(due);
        let calendar = Almanac::official().latest();
        for rule in Law::official().limits() {
            let moments = rule.ladder.moments(due, calendar);
            prop_assert!(moments.windows(2).all(|pair| pair[0].fires_at <= pair[1].fires_at));
            let (deadlines, letters): (Vec<_>, Vec<_>) =
                moments.iter().partition(|moment| moment.kind == RungKind::Deadline);
            prop_assert_eq!(deadlines.len(), 1);
            prop_assert_eq!(deadlines[0].fires_at, end_of_day(due));
            for letter in letters {
                prop_assert!(calendar.is_working(local_day(letter.fires_at)).unwrap());
                prop_assert_eq!(local_time(letter.fires_at).format("%H:%M").to_string(), "07:30");
                let before = letter.fires_at < end_of_day(due);
                let warns = matches!(letter.kind, RungKind::Reminder | RungKind::Apology | RungKind::DayOf);
                prop_assert_eq!(before, warns);
            }
        }
    }
}

/// Hardest case 9: a dossier keeps the regime under which it was received, authorities included.
#[test]
fn case_9_the_law_changes_or_the_authority_is_merged_mid_case() {
    let law = Law::official();
    let calendar = Almanac::official().latest();
    let decided = day("2025-02-20");
    let table = [
        // Received on the last day of A0: the Sở proposes to the province, also after A1 is in force.
        ("2025-01-24", RegimeId::A0, Role::Province, Role::District),
        ("2025-01-25", RegimeId::A1, Role::DepartmentLeader, Role::District),
        ("2025-06-30", RegimeId::A1, Role::DepartmentLeader, Role::District),
        ("2025-07-01", RegimeId::A2, Role::DepartmentLeader, Role::Commune),
        ("2026-07-06", RegimeId::A2, Role::DepartmentLeader, Role::Commune),
        ("2026-07-07", RegimeId::B, Role::DepartmentLeader, Role::Commune),
    ];
    for (received, id, decides, receives) in table {
        let regime = law.regime_on(day(received)).unwrap();
        assert_eq!(regime.id, id);
        assert_eq!(regime.recognition_decided_by(Wish::NationalStandard), decides);
        assert_eq!(regime.receiving_body(false), receives);
        let check = law.limit("dossier.check", id, None, day(received));
        assert_eq!(check.unwrap().owed_by, receives);
    }
    assert_eq!(law.regime_on(decided).unwrap().id, RegimeId::A1);
    let of_a0 = law
        .limit("recognition.decide", RegimeId::A0, None, day("2025-01-20"))
        .unwrap();
    assert!(
        of_a0
            .satisfied_by
            .iter()
            .any(|trigger| trigger.fact == "recognition.proposal_sent")
    );
    // The citation printed is the version applied.
    let derivation = timelimit::due(&of_a0.time_limit, day("2025-01-20"), calendar).unwrap();
    assert_eq!(derivation.due_on, Some(day("2025-02-24")));
    let explanation = derivation.explanation(timelimit::Language::Vietnamese);
    assert_eq!(
        explanation[1],
        "20 ngày làm việc (TT 18/2018/TT-BGDĐT Điều 38(1); TT 17/2018/TT-BGDĐT Điều 39(2))"
    );
}

/// Statute and plan side by side: the breach is judged by the act, the target by the overlay.
#[test]
fn the_overlay_sets_a_stricter_target_beside_the_act() {
    let law = Law::official();
    let calendar = Almanac::official().latest();
    let due = |overlay| {
        let on = day("2024-04-24");
        let rule = law
            .limit("recognition.decide", RegimeId::A0, overlay, on)
            .unwrap();
        timelimit::due(&rule.time_limit, on, calendar).unwrap().due_on
    };
    assert_eq!(
        (due(None), due(Some("ha-noi"))),
        (Some(day("2024-05-24")), Some(day("2024-05-14")))
    );
}

/// Every word is composed Unicode, so that search and comparison find it.
#[test]
fn law_and_calendar_are_in_nfc() {
    use unicode_normalization::is_nfc;
    for (name, text) in Law::official_files().iter().chain(Almanac::official_files()) {
        assert!(is_nfc(text), "{name}");
    }
}
