//! The Vietnamese lunar calendar, as far as public holidays need it.
//!
//! Months begin on the day of the astronomical new moon at the meridian of UTC+7; month 11 contains the winter
//! solstice; a year of thirteen months repeats the first one without a principal solar term. The series for the new
//! moon and for the Sun's longitude are Jean Meeus's (*Astronomical Algorithms*, truncated), good to a few minutes.
//! The tests check every Tết and Giỗ Tổ given by official notices.

use crate::Day;

/// Julian day number of 1970-01-01.
const JULIAN_EPOCH: i32 = 2_440_588;
/// Mean length of a lunation, in days.
const SYNODIC_MONTH: f64 = 29.530_588_853;
/// The new moon counted as number 0 (1900-01-01), as a Julian date.
const FIRST_NEW_MOON: f64 = 2_415_021.076_998_695;
/// Hours by which Vietnam is ahead of UTC.
const UTC_OFFSET_HOURS: f64 = 7.0;

/// Mùng 1 tháng Giêng, the first day of the lunar year that begins in `year`.
pub(crate) fn new_year(year: i32) -> Day {
    lunar_to_solar(1, 1, year)
}

/// Giỗ Tổ Hùng Vương: the 10th day of the 3rd lunar month.
pub(crate) fn hung_kings(year: i32) -> Day {
    lunar_to_solar(10, 3, year)
}

/// The solar day of a lunar day in an ordinary (never a leap) month.
fn lunar_to_solar(day: i32, month: i32, year: i32) -> Day {
    let (before, after) = if month < 11 {
        (eleventh_month(year - 1), eleventh_month(year))
    } else {
        (eleventh_month(year), eleventh_month(year + 1))
    };
    let lunation = lunation_near(before);
    let mut offset = (month - 11).rem_euclid(12);
    if after - before > 365 && offset >= leap_offset(before) {
        offset += 1;
    }
    Day::from_epoch_days(new_moon_day(lunation + offset) + day - 1 - JULIAN_EPOCH)
}

/// The number of the lunation that begins on, or nearest to, a Julian day.
fn lunation_near(julian_day: i32) -> i32 {
    (0.5 + (f64::from(julian_day) - FIRST_NEW_MOON) / SYNODIC_MONTH).floor() as i32
}

/// The Julian day on which the 11th lunar month of a solar year begins: the one containing the winter solstice.
fn eleventh_month(year: i32) -> i32 {
    let last_of_year = Day::from_ymd(year, 12, 31).unwrap_or(Day::MAX).epoch_days() + JULIAN_EPOCH;
    let lunation = ((f64::from(last_of_year) - 2_415_021.0) / SYNODIC_MONTH).floor() as i32;
    let start = new_moon_day(lunation);
    if solar_sector(start) >= 9 {
        new_moon_day(lunation - 1)
    } else {
        start
    }
}

/// How many months after month 11 the leap month stands: the first whose start and end share a solar sector.
fn leap_offset(eleventh: i32) -> i32 {
    let lunation = lunation_near(eleventh);
    let mut offset = 1;
    let mut sector = solar_sector(new_moon_day(lunation + offset));
    loop {
        let previous = sector;
        offset += 1;
        sector = solar_sector(new_moon_day(lunation + offset));
        if sector == previous || offset >= 14 {
            return offset - 1;
        }
    }
}

/// The Julian day, in Vietnam, of a new moon.
fn new_moon_day(lunation: i32) -> i32 {
    (new_moon(f64::from(lunation)) + 0.5 + UTC_OFFSET_HOURS / 24.0).floor() as i32
}

/// The Julian date (UTC) of a new moon.
fn new_moon(k: f64) -> f64 {
    let t = k / 1236.85;
    let (t2, t3) = (t * t, t * t * t);
    let mean = 2_415_020.759_33 + 29.530_588_68 * k + 0.000_117_8 * t2 - 0.000_000_155 * t3
        + 0.000_33 * (166.56 + 132.87 * t - 0.009_173 * t2).to_radians().sin();
    let sun = (359.2242 + 29.105_356_08 * k - 0.000_033_3 * t2 - 0.000_003_47 * t3).to_radians();
    let moon = (306.0253 + 385.816_918_06 * k + 0.010_730_6 * t2 + 0.000_012_36 * t3).to_radians();
    let node = (21.2964 + 390.670_506_46 * k - 0.001_652_8 * t2 - 0.000_002_39 * t3).to_radians();
    let correction = (0.1734 - 0.000_393 * t) * sun.sin() + 0.0021 * (2.0 * sun).sin() - 0.4068 * moon.sin()
        + 0.0161 * (2.0 * moon).sin()
        - 0.0004 * (3.0 * moon).sin()
        + 0.0104 * (2.0 * node).sin()
        - 0.0051 * (sun + moon).sin()
        - 0.0074 * (sun - moon).sin()
        + 0.0004 * (2.0 * node + sun).sin()
        - 0.0004 * (2.0 * node - sun).sin()
        - 0.0006 * (2.0 * node + moon).sin()
        + 0.0010 * (2.0 * node - moon).sin()
        + 0.0005 * (2.0 * moon + sun).sin();
    // Ephemeris time to universal time; the polynomial is the one for years after 1800.
    let delta = -0.000_278 + 0.000_265 * t + 0.000_262 * t2;
    mean + correction - delta
}

/// Which twelfth of the ecliptic (0 from the March equinox) the Sun stands in at local midnight of a Julian day.
fn solar_sector(julian_day: i32) -> i32 {
    let t = (f64::from(julian_day) - 2_451_545.5 - UTC_OFFSET_HOURS / 24.0) / 36_525.0;
    let t2 = t * t;
    let anomaly = (357.529_10 + 35_999.050_30 * t - 0.000_155_9 * t2 - 0.000_000_48 * t * t2).to_radians();
    let mean = 280.464_5 + 36_000.769_83 * t + 0.000_303_2 * t2;
    let equation = (1.914_600 - 0.004_817 * t - 0.000_014 * t2) * anomaly.sin()
        + (0.019_993 - 0.000_101 * t) * (2.0 * anomaly).sin()
        + 0.000_290 * (3.0 * anomaly).sin();
    ((mean + equation).rem_euclid(360.0) / 30.0).floor() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tet_falls_where_the_notices_say() {
        let known = [
            (2010, 2, 14),
            (2011, 2, 3),
            (2012, 1, 23),
            (2013, 2, 10),
            (2014, 1, 31),
            (2015, 2, 19),
            (2016, 2, 8),
            (2017, 1, 28),
            (2018, 2, 16),
            (2019, 2, 5),
            (2020, 1, 25),
            (2021, 2, 12),
            (2022, 2, 1),
            (2023, 1, 22),
            (2024, 2, 10),
            (2025, 1, 29),
            (2026, 2, 17),
            (2027, 2, 6),
            (2028, 1, 26),
            (2029, 2, 13),
            (2030, 2, 2),
            (2031, 1, 23),
            (2032, 2, 11),
            (2033, 1, 31),
            (2034, 2, 19),
            (2035, 2, 8),
            (2036, 1, 28),
            (2037, 2, 15),
            (2038, 2, 4),
            (2039, 1, 24),
            (2040, 2, 12),
            (2041, 2, 1),
            (2042, 1, 22),
            (2043, 2, 10),
            (2044, 1, 30),
            (2045, 2, 17),
            (2046, 2, 6),
            (2047, 1, 26),
            (2048, 2, 14),
            (2049, 2, 2),
            (2050, 1, 23),
        ];
        for (year, month, day) in known {
            assert_eq!(
                Some(new_year(year)),
                Day::from_ymd(year, month, day),
                "Tết {year}"
            );
        }
    }

    #[test]
    fn the_hung_kings_day_falls_where_the_notices_say() {
        let known = [
            (2018, 4, 25),
            (2019, 4, 14),
            (2020, 4, 2),
            (2021, 4, 21),
            (2022, 4, 10),
            (2023, 4, 29),
            (2024, 4, 18),
            (2025, 4, 7),
            (2026, 4, 26),
            (2027, 4, 16),
            (2028, 4, 4),
        ];
        for (year, month, day) in known {
            assert_eq!(
                Some(hung_kings(year)),
                Day::from_ymd(year, month, day),
                "Giỗ Tổ {year}"
            );
        }
    }
}
