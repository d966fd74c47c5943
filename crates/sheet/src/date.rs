//! Dates as people type them.

use chrono::{Datelike, NaiveDate};

/// The day that `text` names: 2026-09-05, 05/9/2026, 5-9-2026 or 5.9.2026 — the day always before the month,
/// as in Vietnam. A time after it does not matter.
pub fn parse(text: &str) -> Option<NaiveDate> {
    let (text, time) = text.split_once([' ', 'T']).unwrap_or((text, ""));
    let of_time = |letter: char| letter.is_ascii_digit() || ":.+-Z ".contains(letter);
    if !time.chars().all(of_time) {
        return None;
    }
    let mut parts = text.split(['/', '-', '.']);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (year, month, day) = if first.len() == 4 {
        (first, second, third)
    } else {
        (third, second, first)
    };
    if year.len() != 4 {
        return None;
    }
    let number = |text: &str| {
        let digits = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<u32>().ok()).flatten()
    };
    let year = i32::try_from(number(year)?).ok()?;
    NaiveDate::from_ymd_opt(year, number(month)?, number(day)?).filter(plausible)
}

/// Whether a date can be meant: what lies outside is a slip of the keyboard.
pub fn plausible(date: &NaiveDate) -> bool {
    (1900..2200).contains(&date.year())
}
