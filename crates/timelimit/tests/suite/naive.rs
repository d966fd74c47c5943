//! A deliberately naive walker: one day at a time, one question per day, no interval, no table. It shares no code
//! with the crate; from the calendar it takes only whether a single day is worked.
//!
//! Its whole idea: a day counts unless the clock stands stopped as the day begins. The limit ends on the first day
//! by whose end enough days have counted, the clock is not stopped, and (if it rolls) which is worked.

use calendar::{Calendar, Day};
use timelimit::Span;

/// An event on a day, in order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Stop,
    Resume,
    Reset,
    /// In the unit of the limit.
    Extend(u32),
    /// To a new last day.
    Postpone(Day),
}

/// What the walker found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Walked {
    pub started_on: Day,
    /// `None` when the clock is stopped for good.
    pub due_on: Option<Day>,
}

/// Longer than any limit tested.
const FOREVER: i32 = 4000;

pub fn is_worked(calendar: &Calendar, day: Day) -> bool {
    calendar.is_working(day).unwrap()
}

/// The next worked day, this one included.
pub fn worked_from(calendar: &Calendar, mut day: Day) -> Day {
    while !is_worked(calendar, day) {
        day = day.plus_days(1);
    }
    day
}

/// Walks a forward limit over its events, which are ordered and lie on or after the start.
pub fn walk(span: Span, roll: bool, started: Day, events: &[(Day, Event)], calendar: &Calendar) -> Walked {
    let last_reset = events.iter().rposition(|(_, event)| *event == Event::Reset);
    let (start, events) = match last_reset {
        Some(index) => (events[index].0, &events[index + 1..]),
        None => (started, events),
    };
    let in_working_days = matches!(span, Span::WorkingDays(_));
    let mut asked = vec![Asked {
        days: days_in(span, start),
        in_working_days,
    }];
    for (index, (_, event)) in events.iter().enumerate() {
        let earlier = &events[..index];
        match event {
            Event::Extend(days) => asked.push(Asked {
                days: *days,
                in_working_days,
            }),
            Event::Postpone(until) => {
                let counted = days_of(start, earlier)
                    .find(counted_by(&asked, calendar))
                    .unwrap()
                    .day;
                let days = days_of(start, earlier)
                    .take_while(|today| today.day <= *until)
                    .filter(|today| counted < today.day && !today.begins_stopped);
                asked.push(Asked {
                    days: days.count() as u32,
                    in_working_days: false,
                });
            }
            Event::Stop | Event::Resume | Event::Reset => {}
        }
    }
    let mut is_counted = counted_by(&asked, calendar);
    let last = days_of(start, events)
        .find(|today| is_counted(today) && !today.ends_stopped && (!roll || is_worked(calendar, today.day)));
    Walked {
        started_on: start,
        due_on: last.map(|today| today.day),
    }
}

/// So many days, one after the other.
struct Asked {
    days: u32,
    in_working_days: bool,
}

/// A day of the walk.
struct Today {
    day: Day,
    begins_stopped: bool,
    ends_stopped: bool,
}

/// The days after `start`, one by one.
fn days_of(start: Day, events: &[(Day, Event)]) -> impl Iterator<Item = Today> {
    let mut open_stops: i32 = events
        .iter()
        .filter(|(day, _)| *day <= start)
        .map(|(_, event)| change(*event))
        .sum();
    (1..=FOREVER).map(move |offset| {
        let day = start.plus_days(offset);
        let begins_stopped = open_stops > 0;
        for (_, event) in events.iter().filter(|(on, _)| *on == day) {
            open_stops += change(*event);
        }
        Today {
            day,
            begins_stopped,
            ends_stopped: open_stops > 0,
        }
    })
}

/// Whether by the end of a day all that was asked has passed; to be asked of each day in turn.
fn counted_by(asked: &[Asked], calendar: &Calendar) -> impl FnMut(&Today) -> bool {
    let mut left: Vec<(u32, bool)> = asked
        .iter()
        .map(|asked| (asked.days, asked.in_working_days))
        .collect();
    move |today| {
        let now = left.iter_mut().find(|(days, _)| *days > 0);
        if let Some((days, in_working_days)) = now
            && !today.begins_stopped
            && (!*in_working_days || is_worked(calendar, today.day))
        {
            *days -= 1;
        }
        left.iter().all(|(days, _)| *days == 0)
    }
}

fn change(event: Event) -> i32 {
    match event {
        Event::Stop => 1,
        Event::Resume => -1,
        Event::Reset | Event::Extend(_) | Event::Postpone(_) => 0,
    }
}

/// How many days (or working days) a span asks for; months by walking until the month and day fit.
fn days_in(span: Span, start: Day) -> u32 {
    let months = match span {
        Span::Days(count) | Span::WorkingDays(count) => return count,
        Span::Months(count) => count,
        Span::Years(count) => count * 12,
        Span::OnDay | Span::Before => unreachable!("not counted"),
    };
    let (_, _, wanted) = start.ymd();
    let (mut day, mut passed, mut turned) = (start, 0, 0);
    loop {
        day = day.plus_days(1);
        passed += 1;
        let (_, _, day_of_month) = day.ymd();
        if day_of_month == 1 {
            turned += 1;
        }
        let (_, _, tomorrow) = day.plus_days(1).ymd();
        if turned == months && (day_of_month == wanted || tomorrow == 1) {
            return passed;
        }
    }
}

/// Walks a backward limit: so many days back, to the same day of an earlier month or its last.
pub fn walk_back(span: Span, anchor: Day, calendar: &Calendar) -> Day {
    let (mut day, mut left) = (
        anchor,
        match span {
            Span::Days(count) | Span::WorkingDays(count) => count,
            Span::Months(months) => {
                let (_, _, wanted) = anchor.ymd();
                let (mut day, mut turned) = (anchor, 0);
                loop {
                    let (_, _, day_of_month) = day.ymd();
                    if turned == months && day_of_month <= wanted {
                        return day;
                    }
                    if day_of_month == 1 {
                        turned += 1;
                    }
                    day = day.plus_days(-1);
                }
            }
            Span::Years(_) | Span::OnDay | Span::Before => unreachable!("not tested backward"),
        },
    );
    while left > 0 {
        day = day.plus_days(-1);
        if !matches!(span, Span::WorkingDays(_)) || is_worked(calendar, day) {
            left -= 1;
        }
    }
    day
}
