//! The hardest cases of the design that are pure, by name: 1 to 5, and the half of 9 that is counting.

mod boundaries;
mod stops;
mod swap;

use calendar::{Almanac, Calendar, Day, local_moment};
use chrono::{DateTime, NaiveTime, Utc};
use timelimit::{FactKind, LedgerFact, Span, TimeLimit, Wording, derive};

pub fn latest() -> &'static Calendar {
    Almanac::official().latest()
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn at(text: &str) -> DateTime<Utc> {
    let (date, time) = text.split_once(' ').unwrap();
    local_moment(day(date), NaiveTime::parse_from_str(time, "%H:%M").unwrap())
}

pub fn fact(kind: FactKind, moment: &str) -> LedgerFact {
    LedgerFact::new(kind, at(moment))
}

pub fn decide() -> TimeLimit {
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

pub fn due_of(limit: &TimeLimit, facts: &[LedgerFact]) -> Option<Day> {
    derive(limit, facts, latest()).unwrap().due_on
}
