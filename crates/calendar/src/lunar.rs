//! The Vietnamese lunar calendar, as far as public holidays need it.
//!
//! Months begin on the day of the astronomical new moon at the meridian of UTC+7; month 11 contains the winter
//! solstice; a year of thirteen months repeats the first one without a principal solar term. New moons are Jean
//! Meeus's (*Astronomical Algorithms*, chapter 49), the Sun's longitude is the short formula of the *Astronomical
//! Almanac*, both without what does not matter within a lifetime of the year 2000: good to three minutes, and to
//! half an hour. The tests hold them against another program, and every Tết and Giỗ Tổ against known dates.

use crate::Day;

/// The time by which Vietnam is ahead of UTC, in days.
const UTC_OFFSET: f64 = 7.0 / 24.0;
/// The mean new moon that begins lunation 0 (2000-01-06), in days since 1970-01-01 00:00 UTC. Universal time is
/// taken to lag the book's uniform time by a minute and a half, its likely lag in the middle of the century.
const FIRST_NEW_MOON: f64 = 10_962.596_6;
/// Mean length of a lunation, in days.
const SYNODIC_MONTH: f64 = 29.530_588_861;
/// 2000-01-01 12:00, from which the Sun's place is counted, in days since 1970-01-01 00:00 UTC.
const SUN_EPOCH: f64 = 10_957.5;

/// How the true new moon differs from the mean one: days, and how many times the anomaly of the Sun, the anomaly of
/// the Moon and the Moon's distance from its node go into the angle whose sine they multiply.
const NEW_MOON_TERMS: [(f64, [f64; 3]); 13] = [
    (-0.407_20, [0.0, 1.0, 0.0]),
    (0.172_41, [1.0, 0.0, 0.0]),
    (0.016_08, [0.0, 2.0, 0.0]),
    (0.010_39, [0.0, 0.0, 2.0]),
    (0.007_39, [-1.0, 1.0, 0.0]),
    (-0.005_14, [1.0, 1.0, 0.0]),
    (0.002_08, [2.0, 0.0, 0.0]),
    (-0.001_11, [0.0, 1.0, -2.0]),
    (-0.000_57, [0.0, 1.0, 2.0]),
    (0.000_56, [1.0, 2.0, 0.0]),
    (-0.000_42, [0.0, 3.0, 0.0]),
    (0.000_42, [1.0, 0.0, 2.0]),
    (0.000_38, [1.0, 0.0, -2.0]),
];

/// Mùng 1 tháng Giêng, the first day of the lunar year that begins in `year`.
pub(crate) fn new_year(year: i32) -> Day {
    first_of_month(1, year)
}

/// Giỗ Tổ Hùng Vương: the 10th day of the 3rd lunar month.
pub(crate) fn hung_kings(year: i32) -> Day {
    first_of_month(3, year).plus_days(9)
}

/// The first day of one of the lunar months 1 to 10; of the first of the two when the month is repeated.
fn first_of_month(month: i32, year: i32) -> Day {
    let (winter, next_winter) = (eleventh_month(year - 1), eleventh_month(year));
    let ordinary = winter + month + 1;
    let repeated = next_winter - winter == 13 && (winter..=ordinary).any(lacks_principal_term);
    first_day(ordinary + i32::from(repeated))
}

/// The lunation that is the 11th lunar month of a solar year: the one containing the winter solstice.
fn eleventh_month(year: i32) -> i32 {
    let lunation = lunation_near(Day::from_ymd(year, 12, 31).unwrap_or(Day::MAX));
    // In the tenth sector the solstice is past.
    if solar_sector(first_day(lunation)) == 9 {
        lunation - 1
    } else {
        lunation
    }
}

/// Whether a month begins and ends in the same sector, so that it repeats the one before it.
fn lacks_principal_term(lunation: i32) -> bool {
    solar_sector(first_day(lunation)) == solar_sector(first_day(lunation + 1))
}

/// The lunation that begins within half a month of a day.
fn lunation_near(day: Day) -> i32 {
    ((f64::from(day.epoch_days()) - FIRST_NEW_MOON) / SYNODIC_MONTH).round() as i32
}

/// The day, in Vietnam, of a new moon.
fn first_day(lunation: i32) -> Day {
    Day::from_epoch_days((new_moon(lunation) + UTC_OFFSET).floor() as i32)
}

/// The moment of a new moon, in days since 1970-01-01 00:00 UTC.
fn new_moon(lunation: i32) -> f64 {
    let k = f64::from(lunation);
    let sun = 2.5534 + 29.105_356_70 * k;
    let moon = 201.5643 + 385.816_935_28 * k;
    let node = 160.7108 + 390.670_502_84 * k;
    let correction: f64 = NEW_MOON_TERMS
        .iter()
        .map(|(days, [a, b, c])| days * (a * sun + b * moon + c * node).to_radians().sin())
        .sum();
    FIRST_NEW_MOON + SYNODIC_MONTH * k + correction
}

/// Which twelfth of the ecliptic (0 from the March equinox) the Sun stands in as a day begins in Vietnam.
fn solar_sector(day: Day) -> i32 {
    (solar_longitude(f64::from(day.epoch_days()) - UTC_OFFSET) / 30.0).floor() as i32
}

/// The Sun's longitude in degrees, 0 to 360, at a moment in days since 1970-01-01 00:00 UTC.
fn solar_longitude(at: f64) -> f64 {
    let days = at - SUN_EPOCH;
    let anomaly = (357.528 + 0.985_600_3 * days).to_radians();
    let mean = 280.460 + 0.985_647_4 * days;
    (mean + 1.915 * anomaly.sin() + 0.020 * (2.0 * anomaly).sin()).rem_euclid(360.0)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;

    /// Tết of 2010 to 2060, the years of the almanac: by notices as far as there are any, then by PyEphem 4.2.
    const TET: [&str; 51] = [
        "02-14", "02-03", "01-23", "02-10", "01-31", "02-19", "02-08", "01-28", "02-16", "02-05", "01-25",
        "02-12", "02-01", "01-22", "02-10", "01-29", "02-17", "02-06", "01-26", "02-13", "02-02", "01-23",
        "02-11", "01-31", "02-19", "02-08", "01-28", "02-15", "02-04", "01-24", "02-12", "02-01", "01-22",
        "02-10", "01-30", "02-17", "02-06", "01-26", "02-14", "02-02", "01-23", "02-11", "02-01", "02-18",
        "02-08", "01-28", "02-15", "02-04", "01-24", "02-12", "02-02",
    ];

    /// Giỗ Tổ of the same years.
    const HUNG_KINGS: [&str; 51] = [
        "04-23", "04-12", "03-31", "04-19", "04-09", "04-28", "04-16", "04-06", "04-25", "04-14", "04-02",
        "04-21", "04-10", "04-29", "04-18", "04-07", "04-26", "04-16", "04-04", "04-23", "04-12", "04-01",
        "04-19", "04-09", "04-28", "04-17", "04-06", "04-24", "04-13", "04-03", "04-20", "04-10", "04-29",
        "04-19", "04-07", "04-26", "04-15", "04-04", "04-22", "04-11", "04-01", "04-20", "04-09", "04-28",
        "04-17", "04-06", "04-24", "04-13", "04-02", "04-21", "04-10",
    ];

    #[test]
    fn tet_falls_where_the_notices_say() {
        for (year, date) in (2010..).zip(TET) {
            assert_eq!(new_year(year).to_string(), format!("{year}-{date}"), "Tết {year}");
        }
    }

    #[test]
    fn the_hung_kings_day_falls_where_the_notices_say() {
        for (year, date) in (2010..).zip(HUNG_KINGS) {
            assert_eq!(
                hung_kings(year).to_string(),
                format!("{year}-{date}"),
                "Giỗ Tổ {year}"
            );
        }
    }

    /// In days since 1970-01-01 00:00 UTC.
    fn moment(text: &str) -> f64 {
        text.parse::<DateTime<Utc>>().unwrap().timestamp() as f64 / 86_400.0
    }

    /// Every 17th new moon of the almanac's years, to the minute, by PyEphem 4.2.
    #[test]
    fn new_moons_are_good_to_three_minutes() {
        let known = [
            "2010-01-15T07:11:00Z",
            "2011-06-01T21:03:00Z",
            "2012-10-15T12:03:00Z",
            "2014-03-01T08:00:00Z",
            "2015-07-16T01:24:00Z",
            "2016-11-29T12:18:00Z",
            "2018-04-16T01:57:00Z",
            "2019-08-30T10:37:00Z",
            "2021-01-13T05:00:00Z",
            "2022-05-30T11:30:00Z",
            "2023-10-14T17:55:00Z",
            "2025-02-28T00:45:00Z",
            "2026-07-14T09:44:00Z",
            "2027-11-28T03:24:00Z",
            "2029-04-13T21:40:00Z",
            "2030-08-28T23:07:00Z",
            "2032-01-12T20:07:00Z",
            "2033-05-28T11:36:00Z",
            "2034-10-12T07:32:00Z",
            "2036-02-27T04:59:00Z",
            "2037-07-13T02:32:00Z",
            "2038-11-26T13:46:00Z",
            "2040-04-11T14:00:00Z",
            "2041-08-26T16:16:00Z",
            "2043-01-11T06:53:00Z",
            "2044-05-27T03:39:00Z",
            "2045-10-10T10:36:00Z",
            "2047-02-24T18:25:00Z",
            "2048-07-11T04:04:00Z",
            "2049-11-25T05:35:00Z",
            "2051-04-11T01:59:00Z",
            "2052-08-24T11:06:00Z",
            "2054-01-08T22:33:00Z",
            "2055-05-26T12:57:00Z",
            "2056-10-09T03:00:00Z",
            "2058-02-22T22:56:00Z",
            "2059-07-09T17:58:00Z",
            "2060-11-23T04:15:00Z",
        ];
        let first = lunation_near("2010-01-15".parse().unwrap());
        let minutes: Vec<f64> = (first..)
            .step_by(17)
            .zip(known)
            .map(|(lunation, known)| (new_moon(lunation) - moment(known)).abs() * 1440.0)
            .collect();
        assert!(minutes.iter().all(|minutes| *minutes < 3.0), "{minutes:?}");
        let mean = minutes.iter().sum::<f64>() / minutes.len() as f64;
        assert!(mean < 0.7, "{mean} minutes in the mean");
    }

    /// The principal terms of a year near the middle of the almanac's and of one near its end, by PyEphem 4.2.
    #[test]
    fn principal_terms_are_good_to_half_an_hour() {
        let known = [
            (300, "2026-01-20T01:45:00Z"),
            (330, "2026-02-18T15:52:00Z"),
            (0, "2026-03-20T14:46:00Z"),
            (30, "2026-04-20T01:39:00Z"),
            (60, "2026-05-21T00:37:00Z"),
            (90, "2026-06-21T08:25:00Z"),
            (120, "2026-07-22T19:13:00Z"),
            (150, "2026-08-23T02:19:00Z"),
            (180, "2026-09-23T00:05:00Z"),
            (210, "2026-10-23T09:38:00Z"),
            (240, "2026-11-22T07:23:00Z"),
            (270, "2026-12-21T20:50:00Z"),
            (300, "2055-01-20T02:48:00Z"),
            (330, "2055-02-18T16:47:00Z"),
            (0, "2055-03-20T15:28:00Z"),
            (30, "2055-04-20T02:08:00Z"),
            (60, "2055-05-21T00:56:00Z"),
            (90, "2055-06-21T08:39:00Z"),
            (120, "2055-07-22T19:32:00Z"),
            (150, "2055-08-23T02:48:00Z"),
            (180, "2055-09-23T00:48:00Z"),
            (210, "2055-10-23T10:33:00Z"),
            (240, "2055-11-22T08:25:00Z"),
            (270, "2055-12-21T21:55:00Z"),
        ];
        // The Sun takes a day for 360/365.25 degrees.
        let minutes = known.map(|(longitude, at)| {
            let ahead =
                (solar_longitude(moment(at)) - f64::from(longitude) + 180.0).rem_euclid(360.0) - 180.0;
            ahead.abs() * 365.25 / 360.0 * 1440.0
        });
        assert!(minutes.iter().all(|minutes| *minutes < 30.0), "{minutes:?}");
        let mean = minutes.iter().sum::<f64>() / minutes.len() as f64;
        assert!(mean < 10.0, "{mean} minutes in the mean");
    }
}
