//! Schools as they were from day to day: what registration says of them, laid out in periods, so that the register
//! and the statistics of any day, past ones too, name each school as it was then.

use std::fmt;
use std::str::FromStr;

use calendar::Day;
use platform::scope::Place;
use proto::fact::{Body, Ownership, SchoolType, Subject};
use uuid::Uuid;

mod commune;
mod named;

pub use commune::{commune_key, commune_keys};
pub use named::{Ambiguous, Schools, school_id_in};

/// How a school ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ending {
    /// It went up in another school.
    Merged,
    /// It was closed.
    Closed,
}

impl Ending {
    /// Every ending.
    pub const ALL: [Self; 2] = [Self::Merged, Self::Closed];

    /// The ending as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Merged => "merged",
            Self::Closed => "closed",
        }
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Ending {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|ending| ending.as_str() == text)
            .ok_or_else(|| format!("no ending of a school {text}"))
    }
}

/// What was known of a school on the days of one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchoolDetails {
    /// Its code in the sector's register, or empty.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The kind of school.
    pub school_type: SchoolType,
    /// Who owns it.
    pub ownership: Ownership,
    /// Where it receives mail, or empty.
    pub email: String,
    /// The overlay of its province, or empty.
    pub overlay: String,
    /// The commune it lies in, by name.
    pub commune: String,
    /// Where it stands among the authorities.
    pub place: Place,
}

/// A school from one day to another, both among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchoolPeriod {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Day,
    /// What was known of it.
    pub details: SchoolDetails,
}

/// A school with all its periods.
///
/// The first begins on [`Day::MIN`]: a school was there before it was entered. Each begins on the day after the one
/// before it; the last ends on [`Day::MAX`], or on the school's last day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct School {
    /// Its id.
    pub id: Uuid,
    /// How it ended, once that is known; its last day may still be ahead.
    pub ended: Option<Ending>,
    earlier: Vec<SchoolPeriod>,
    last: SchoolPeriod,
}

impl School {
    /// The school with `periods`, in their order; nothing when there are none.
    pub fn of(id: Uuid, ended: Option<Ending>, mut periods: Vec<SchoolPeriod>) -> Option<Self> {
        let last = periods.pop()?;
        Some(Self {
            id,
            ended,
            earlier: periods,
            last,
        })
    }

    /// The school that `subject` names, after a fact with `body` that happened on the local day `on`; `before` is
    /// what was known of it. Nothing when the subject names none.
    ///
    /// A rename holds from the day its document says, even when that is past: later periods take the name over.
    /// Everything else that changes holds from the day on which it was entered.
    pub fn heard(before: Option<&Self>, subject: &Subject, body: &Body, on: Day) -> Option<Self> {
        let id = Uuid::parse_str(&subject.school_id).ok()?;
        let mut school = before
            .cloned()
            .unwrap_or_else(|| Self::first_heard(id, subject, body));
        match body {
            Body::SchoolRegistered(_) | Body::SchoolChanged(_) => {
                let heard = SchoolDetails::heard(&school.last.details, subject, body);
                school.change_from(on, |details| {
                    *details = SchoolDetails {
                        name: details.name.clone(),
                        ..heard.clone()
                    }
                });
            }
            Body::SchoolRenamed(renamed) => {
                let from = renamed.on.parse().unwrap_or(on);
                school.change_from(from, |details| details.name.clone_from(&subject.school_name));
            }
            // The day from which the other school stands in its place is not its own any more.
            Body::SchoolMerged(merged) => {
                let from: Day = merged.on.parse().unwrap_or(on);
                school.end(Ending::Merged, from.eve());
            }
            // The day in the document is the last on which it is there.
            Body::SchoolClosed(closed) => school.end(Ending::Closed, closed.on.parse().unwrap_or(on)),
            _ => {}
        }
        Some(school)
    }

    /// The school as the first fact that is heard of it says, from the beginning of time.
    fn first_heard(id: Uuid, subject: &Subject, body: &Body) -> Self {
        let nothing = SchoolDetails {
            code: String::new(),
            name: String::new(),
            school_type: SchoolType::Unspecified,
            ownership: Ownership::Unspecified,
            email: String::new(),
            overlay: String::new(),
            commune: String::new(),
            place: Place::default(),
        };
        let mut details = SchoolDetails::heard(&nothing, subject, body);
        if let Body::SchoolRenamed(renamed) = body {
            details.name.clone_from(&renamed.previous_name);
        }
        Self {
            id,
            ended: None,
            earlier: Vec::new(),
            last: SchoolPeriod {
                from: Day::MIN,
                until: Day::MAX,
                details,
            },
        }
    }

    /// Its periods, oldest first.
    pub fn periods(&self) -> impl Iterator<Item = &SchoolPeriod> {
        self.earlier.iter().chain([&self.last])
    }

    /// What is known of it last.
    pub fn latest(&self) -> &SchoolDetails {
        &self.last.details
    }

    /// What it was on `day`; after its end, what it was at last.
    pub fn on(&self, day: Day) -> &SchoolDetails {
        let begun = self.periods().take_while(|period| period.from <= day).last();
        begun.map_or(self.latest(), |period| &period.details)
    }

    /// Its last day, once it is known that it ends.
    pub fn last_day(&self) -> Option<Day> {
        self.ended.map(|_| self.last.until)
    }

    /// Whether it is there on `day`: neither merged nor closed before.
    pub fn is_there_on(&self, day: Day) -> bool {
        day <= self.last.until
    }

    /// Has `change` hold from the day `from` on. What begins on that day already is changed in its place, and what
    /// says the same as the period before it is one with it.
    fn change_from(&mut self, from: Day, mut change: impl FnMut(&mut SchoolDetails)) {
        let mut periods: Vec<SchoolPeriod> = Vec::new();
        for period in self.periods() {
            let mut after = period.clone();
            if period.from < from && from <= period.until {
                periods.push(SchoolPeriod {
                    until: from.eve(),
                    ..period.clone()
                });
                after.from = from;
            }
            if after.from >= from {
                change(&mut after.details);
            }
            match periods.last_mut() {
                Some(before) if before.details == after.details => before.until = after.until,
                _ => periods.push(after),
            }
        }
        self.take(periods);
    }

    /// Ends it with the day `last`. Of periods that would begin later nothing remains.
    fn end(&mut self, how: Ending, last: Day) {
        let begun = self.periods().filter(|period| period.from <= last);
        let periods = begun.map(|period| SchoolPeriod {
            until: period.until.min(last),
            ..period.clone()
        });
        let periods = periods.collect();
        self.take(periods);
        self.ended = Some(how);
    }

    fn take(&mut self, mut periods: Vec<SchoolPeriod>) {
        if let Some(last) = periods.pop() {
            self.last = last;
            self.earlier = periods;
        }
    }
}

impl SchoolDetails {
    /// What `subject` and `body` say. A code and an owner are said when a school is entered or changed; other facts
    /// leave them as they were `before`.
    fn heard(before: &Self, subject: &Subject, body: &Body) -> Self {
        let (code, ownership) = match body {
            Body::SchoolRegistered(school) => (&school.code, school.ownership()),
            Body::SchoolChanged(school) => (&school.code, school.ownership()),
            _ => (&before.code, before.ownership),
        };
        Self {
            code: code.clone(),
            name: subject.school_name.clone(),
            school_type: subject.school_type(),
            ownership,
            email: subject.school_email.clone(),
            overlay: subject.overlay.clone(),
            commune: subject.commune.clone(),
            place: Place::of(subject),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proto::fact::{
        SchoolAbsorbed, SchoolChanged, SchoolClosed, SchoolMerged, SchoolRegistered, SchoolRenamed,
    };

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn subject(name: &str, commune: &str) -> Subject {
        Subject {
            school_id: Uuid::from_u128(1).to_string(),
            school_name: name.to_owned(),
            school_type: SchoolType::Primary.into(),
            commune: commune.to_owned(),
            province_id: Uuid::from_u128(9).to_string(),
            ..Subject::default()
        }
    }

    fn registered() -> Body {
        Body::SchoolRegistered(SchoolRegistered {
            ownership: Ownership::Public.into(),
            code: "20180401".to_owned(),
        })
    }

    fn changed(code: &str) -> Body {
        Body::SchoolChanged(SchoolChanged {
            ownership: Ownership::Public.into(),
            code: code.to_owned(),
        })
    }

    fn renamed(previous: &str, on: &str) -> Body {
        Body::SchoolRenamed(SchoolRenamed {
            previous_name: previous.to_owned(),
            on: on.to_owned(),
            ..SchoolRenamed::default()
        })
    }

    /// A school entered on 01/3/2024, after `facts` with the names, communes and days they carry.
    fn school(facts: &[(&str, &str, Body, &str)]) -> School {
        let first = ("Kim Đồng", "Vũ Lễ", registered(), "2024-03-01");
        let facts = [first].into_iter().chain(facts.iter().cloned());
        let heard = facts.fold(None, |before: Option<School>, (name, commune, body, on)| {
            School::heard(before.as_ref(), &subject(name, commune), &body, day(on))
        });
        heard.unwrap()
    }

    fn laid_out(school: &School) -> Vec<(String, String, String)> {
        let row = |period: &SchoolPeriod| {
            let details = &period.details;
            let what = format!("{} {} {}", details.name, details.commune, details.code);
            (period.from.to_string(), period.until.to_string(), what)
        };
        school.periods().map(row).collect()
    }

    fn rows(expected: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
        let row = |(from, until, what): &(&str, &str, &str)| {
            ((*from).to_owned(), (*until).to_owned(), (*what).to_owned())
        };
        expected.iter().map(row).collect()
    }

    #[test]
    fn a_school_was_there_before_it_was_entered() {
        let school = school(&[]);
        let expected = rows(&[("0001-01-01", "9999-12-31", "Kim Đồng Vũ Lễ 20180401")]);
        assert_eq!(laid_out(&school), expected);
        assert_eq!(school.latest().ownership, Ownership::Public);
        assert_eq!(school.latest().place.province_id, Some(Uuid::from_u128(9)));
        assert_eq!((school.ended, school.last_day()), (None, None));
    }

    #[test]
    fn a_change_holds_from_its_day_and_the_last_of_a_day_counts() {
        let school = school(&[
            ("Kim Đồng", "Bắc Sơn", changed("A"), "2025-07-01"),
            ("Kim Đồng", "Bắc Sơn", changed("B"), "2025-07-01"),
            ("Kim Đồng", "Bắc Sơn", changed("B"), "2025-08-01"),
        ]);
        let expected = rows(&[
            ("0001-01-01", "2025-06-30", "Kim Đồng Vũ Lễ 20180401"),
            ("2025-07-01", "9999-12-31", "Kim Đồng Bắc Sơn B"),
        ]);
        assert_eq!(
            laid_out(&school),
            expected,
            "what changes nothing begins no period"
        );
        assert_eq!(school.on(day("2025-06-30")).commune, "Vũ Lễ");
        assert_eq!(school.on(day("2025-07-01")).commune, "Bắc Sơn");
    }

    #[test]
    fn a_name_holds_from_the_day_of_its_document_also_over_later_changes() {
        let late = school(&[
            ("Kim Đồng", "Bắc Sơn", changed("20180401"), "2025-07-01"),
            (
                "Lê Lợi",
                "Bắc Sơn",
                renamed("Kim Đồng", "2025-01-15"),
                "2025-09-01",
            ),
        ]);
        let expected = rows(&[
            ("0001-01-01", "2025-01-14", "Kim Đồng Vũ Lễ 20180401"),
            ("2025-01-15", "2025-06-30", "Lê Lợi Vũ Lễ 20180401"),
            ("2025-07-01", "9999-12-31", "Lê Lợi Bắc Sơn 20180401"),
        ]);
        assert_eq!(laid_out(&late), expected);
        // Until the day has come the school goes by its old name, whatever changes meanwhile.
        let ahead = school(&[
            ("Lê Lợi", "Vũ Lễ", renamed("Kim Đồng", "2025-09-05"), "2025-06-01"),
            ("Lê Lợi", "Bắc Sơn", changed("20180401"), "2025-07-01"),
        ]);
        let expected = rows(&[
            ("0001-01-01", "2025-06-30", "Kim Đồng Vũ Lễ 20180401"),
            ("2025-07-01", "2025-09-04", "Kim Đồng Bắc Sơn 20180401"),
            ("2025-09-05", "9999-12-31", "Lê Lợi Bắc Sơn 20180401"),
        ]);
        assert_eq!(laid_out(&ahead), expected);
    }

    #[test]
    fn a_merged_school_is_there_until_the_eve_and_a_closed_one_until_its_last_day() {
        let merged = Body::SchoolMerged(SchoolMerged {
            on: "2025-08-01".to_owned(),
            ..SchoolMerged::default()
        });
        let closed = Body::SchoolClosed(SchoolClosed {
            on: "2025-08-01".to_owned(),
            ..SchoolClosed::default()
        });
        for (body, how, last) in [
            (merged, Ending::Merged, "2025-07-31"),
            (closed, Ending::Closed, "2025-08-01"),
        ] {
            let school = school(&[
                ("Kim Đồng", "Vũ Lễ", changed("B"), "2025-08-20"),
                ("Kim Đồng", "Vũ Lễ", body, "2025-08-20"),
                ("Kim Đồng", "Vũ Lễ", changed("C"), "2025-09-01"),
            ]);
            assert_eq!((school.ended, school.last_day()), (Some(how), Some(day(last))));
            assert!(school.is_there_on(day(last)));
            assert!(!school.is_there_on(day("2025-08-02")));
            assert_eq!(
                school.latest().code,
                "20180401",
                "what would begin after its end never was"
            );
            assert_eq!(
                school.on(day("2030-01-01")).name,
                "Kim Đồng",
                "it keeps its last name"
            );
        }
    }

    #[test]
    fn a_school_that_is_first_heard_of_by_its_new_name_had_the_one_before() {
        let body = renamed("Kim Đồng", "2025-09-05");
        let school = School::heard(None, &subject("Lê Lợi", "Vũ Lễ"), &body, day("2025-08-01")).unwrap();
        let expected = rows(&[
            ("0001-01-01", "2025-09-04", "Kim Đồng Vũ Lễ "),
            ("2025-09-05", "9999-12-31", "Lê Lợi Vũ Lễ "),
        ]);
        assert_eq!(laid_out(&school), expected);
        let nobody = Subject::default();
        assert_eq!(School::heard(None, &nobody, &body, day("2025-08-01")), None);
    }

    proptest! {
        /// Whatever is heard and in whatever order, each day has one period, and neighbours differ.
        #[test]
        fn each_day_has_one_period(acts in prop::collection::vec((0..5_u8, 0..4_u8, 0..40_i32), 0..20)) {
            let start = day("2025-01-01");
            let mut school = School::heard(None, &subject("0", "0"), &registered(), start).unwrap();
            for (act, variant, days) in acts {
                let on = start.plus_days(days);
                let text = variant.to_string();
                let body = match act {
                    0 => changed(&text),
                    1 => renamed("0", &start.plus_days(days / 2).to_string()),
                    2 if variant == 0 => Body::SchoolMerged(SchoolMerged { on: on.to_string(), ..Default::default() }),
                    3 if variant == 0 => Body::SchoolClosed(SchoolClosed { on: on.to_string(), ..Default::default() }),
                    _ => Body::SchoolAbsorbed(SchoolAbsorbed::default()),
                };
                school = School::heard(Some(&school), &subject(&text, &text), &body, on).unwrap();
            }
            let periods: Vec<_> = school.periods().cloned().collect();
            prop_assert_eq!(periods[0].from, Day::MIN);
            prop_assert_eq!(periods.last().unwrap().until, school.last_day().unwrap_or(Day::MAX));
            for pair in periods.windows(2) {
                prop_assert_eq!(pair[0].until.plus_days(1), pair[1].from);
                prop_assert_ne!(&pair[0].details, &pair[1].details);
            }
        }
    }
}
