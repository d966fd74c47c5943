//! What a person reads about a date.

use calendar::{Almanac, Calendar, Day, Language, local_moment};
use chrono::{DateTime, NaiveTime, Utc};
use timelimit::{Derivation, ExtensionRule, FactKind, LedgerFact, Span, TimeLimit, Wording, derive, due};

fn latest() -> &'static Calendar {
    Almanac::official().latest()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    let (date, time) = text.split_once(' ').unwrap();
    local_moment(day(date), NaiveTime::parse_from_str(time, "%H:%M").unwrap())
}

fn fact(kind: FactKind, moment: &str) -> LedgerFact {
    LedgerFact::new(kind, at(moment))
}

fn decide() -> TimeLimit {
    TimeLimit {
        start_event: Wording::new("ngày nhận báo cáo", "the day the report was received"),
        citation: Wording::new(
            "TT 18/2018/TT-BGDĐT Điều 38(1)",
            "Circular 18/2018/TT-BGDĐT Art. 38(1)",
        ),
        ..TimeLimit::new(Span::WorkingDays(20))
    }
    .with_receipt_cutoff(NaiveTime::from_hms_opt(17, 0, 0).unwrap())
}

/// Every kind of step, in both languages, for the eyes of a person.
#[test]
fn explanations() {
    let both = |derivation: &Derivation| {
        let lines = [Language::Vietnamese, Language::English]
            .map(|language| derivation.explanation(language).join(" · "));
        lines.join("\n")
    };
    let rule = ExtensionRule {
        times: 1,
        longest: None,
        days_before: 1,
        citation: Wording::new("NĐ 61/2018/NĐ-CP Điều 19(9)", "Decree 61/2018/NĐ-CP Art. 19(9)"),
    };
    let extensible = decide().with_extension(rule);
    let derive = |limit: &TimeLimit, facts: &[LedgerFact]| both(&derive(limit, facts, latest()).unwrap());
    let bare = |limit: &TimeLimit, start: &str| both(&due(limit, day(start), latest()).unwrap());
    let stop = fact(FactKind::Suspended, "2024-05-02 10:00");
    let resume = fact(FactKind::Resumed, "2024-05-09 10:00");
    let start = fact(FactKind::Started, "2024-04-24 09:00");
    let expiry = Wording::new("ngày chứng nhận hết hạn", "the day the certificate expires");
    let on_day = TimeLimit {
        start_event: expiry,
        ..TimeLimit::new(Span::OnDay).without_roll()
    };
    let snapshot = [
        ("plain", bare(&decide(), "2024-04-24")),
        ("two years", bare(&decide(), "2025-12-04")),
        (
            "compensatory",
            bare(&TimeLimit::new(Span::WorkingDays(3)), "2026-04-24"),
        ),
        ("rolled", bare(&TimeLimit::new(Span::Days(20)), "2025-01-20")),
        (
            "after hours",
            derive(&decide(), &[fact(FactKind::Started, "2024-04-26 17:30")]),
        ),
        (
            "day off",
            derive(&decide(), &[fact(FactKind::Started, "2024-04-27 09:00")]),
        ),
        ("stopped", derive(&decide(), &[start, stop])),
        ("resumed", derive(&decide(), &[start, stop, resume])),
        (
            "stopped on a day off, resumed on a make-up day",
            derive(
                &decide(),
                &[
                    start,
                    fact(FactKind::Suspended, "2024-04-30 10:00"),
                    fact(FactKind::Resumed, "2024-05-04 10:00"),
                ],
            ),
        ),
        (
            "held open",
            derive(&TimeLimit::new(Span::WorkingDays(3)), &[start, stop, resume]),
        ),
        (
            "extended",
            derive(
                &extensible,
                &[
                    start,
                    fact(
                        FactKind::Extended {
                            by: Span::WorkingDays(5),
                        },
                        "2024-05-02 09:00",
                    ),
                ],
            ),
        ),
        (
            "postponed",
            derive(
                &extensible,
                &[
                    start,
                    fact(FactKind::Postponed, "2024-05-22 16:00").anchored(day("2024-06-01")),
                ],
            ),
        ),
        (
            "reset",
            derive(
                &decide(),
                &[start, stop, fact(FactKind::Reset, "2024-05-09 10:00")],
            ),
        ),
        (
            "done",
            derive(&decide(), &[start, fact(FactKind::Satisfied, "2024-05-24 23:00")]),
        ),
        (
            "late",
            derive(&decide(), &[start, fact(FactKind::Satisfied, "2024-05-25 09:00")]),
        ),
        (
            "cancelled",
            derive(&decide(), &[start, fact(FactKind::Cancelled, "2024-05-02 09:00")]),
        ),
        ("projected", bare(&decide(), "2026-12-10")),
        ("on a day", bare(&on_day, "2029-02-10")),
        (
            "before",
            bare(&TimeLimit::new(Span::Before).without_roll(), "2026-05-30"),
        ),
        ("months", bare(&TimeLimit::new(Span::Months(3)), "2025-11-30")),
        (
            "backward",
            bare(&TimeLimit::new(Span::Months(5)).backward(), "2031-03-15"),
        ),
        (
            "backward, rolled",
            bare(
                &TimeLimit {
                    roll: true,
                    ..TimeLimit::new(Span::Days(10)).backward()
                },
                "2026-09-12",
            ),
        ),
    ]
    .map(|(name, text)| format!("{name}\n{text}"))
    .join("\n\n");
    insta::assert_snapshot!(snapshot);
}
