//! The golden table of the design: dates computed by an independent walker.

use calendar::{Almanac, Day, Language};
use timelimit::{Derivation, Span, TimeLimit, Wording, due};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn derive(span: Span, start: &str) -> Derivation {
    due(&TimeLimit::new(span), day(start), Almanac::official().latest()).unwrap()
}

fn due_on(span: Span, start: &str) -> String {
    derive(span, start).due_on.unwrap().to_string()
}

#[test]
fn plain_days_count_holidays_and_roll() {
    assert_eq!(due_on(Span::Days(20), "2024-04-24"), "2024-05-14");
    let tet = derive(Span::Days(20), "2025-01-20");
    assert_eq!(
        (tet.rolled_from, tet.due_on),
        (Some(day("2025-02-09")), Some(day("2025-02-10")))
    );
    let inside_tet = derive(Span::Days(20), "2026-01-30");
    assert_eq!(inside_tet.rolled_from, Some(day("2026-02-19")));
    assert_eq!(inside_tet.due_on, Some(day("2026-02-23")));
}

#[test]
fn working_days_skip_and_may_end_on_a_make_up_saturday() {
    assert_eq!(due_on(Span::WorkingDays(20), "2024-04-24"), "2024-05-24");
    assert_eq!(due_on(Span::WorkingDays(10), "2025-04-14"), "2025-04-26");
    assert_eq!(due_on(Span::WorkingDays(20), "2025-12-11"), "2026-01-10");
}

#[test]
fn months_and_years_keep_the_day_or_take_the_last() {
    let months = derive(Span::Months(3), "2025-11-30");
    assert_eq!(
        (months.rolled_from, months.due_on),
        (Some(day("2026-02-28")), Some(day("2026-03-02")))
    );

    let validity = TimeLimit::new(Span::Years(5)).without_roll();
    let calendar = Almanac::official().latest();
    assert_eq!(
        due(&validity, day("2024-02-29"), calendar).unwrap().due_on,
        Some(day("2029-02-28"))
    );
    assert_eq!(
        due(&validity, day("2026-03-15"), calendar).unwrap().due_on,
        Some(day("2031-03-15"))
    );

    let renewal = TimeLimit::new(Span::Months(5)).backward();
    assert_eq!(
        due(&renewal, day("2031-03-15"), calendar).unwrap().due_on,
        Some(day("2030-10-15"))
    );
}

#[test]
fn before_a_day_is_the_day_before() {
    let limit = TimeLimit::new(Span::Before).without_roll();
    let derivation = due(&limit, day("2026-05-30"), Almanac::official().latest()).unwrap();
    assert_eq!(derivation.due_on, Some(day("2026-05-29")));
}

#[test]
fn the_example_of_the_design_word_for_word() {
    let limit = TimeLimit {
        start_event: Wording::new("ngày nhận báo cáo", "the day the report was received"),
        ..TimeLimit::new(Span::WorkingDays(20))
    };
    let derivation = due(&limit, day("2024-04-24"), Almanac::official().latest()).unwrap();
    assert_eq!(
        derivation.explanation(Language::Vietnamese).join(" · "),
        "Ngày nhận báo cáo 24/4/2024 không tính (BLDS Đ147) · 20 ngày làm việc · \
         nghỉ 29/4 (hoán đổi, 2450/VPCP-KGVX), 30/4, 1/5 · làm bù thứ Bảy 4/5 · ngày cuối: thứ Sáu 24/5/2024"
    );
}
