//! Which clocks move. Pure: what is known of the clocks and the draft decides.

use calendar::{Almanac, Calendar, Day, Language, local_moment};
use chrono::NaiveTime;
use statute::{Change, Law, LimitRule};
use timelimit::{ChangedDay, FactKind, LedgerFact, Move, OpenClock, Shift, Step, what_if};

use super::clocks::Open;
use super::draft::Draft;
use crate::output::{ClockMove, Word};

/// What a draft does to the clocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Those that move, then those that cannot be counted from here.
    pub clocks: Vec<ClockMove>,
    /// How many stay where they are, or are past and not judged again.
    pub unmoved: usize,
}

impl Answer {
    /// How many move.
    pub fn moved(&self) -> usize {
        self.clocks.len() - self.not_computed()
    }

    /// How many cannot be counted from here.
    pub fn not_computed(&self) -> usize {
        self.clocks
            .iter()
            .filter(|clock| clock.change == ClockMove::NOT_COMPUTED)
            .count()
    }
}

/// A clock whose date is what its start, its rule and the calendar make it.
struct Countable<'a> {
    clock: Open,
    due_on: Day,
    current: &'a LimitRule,
    drafted: &'a LimitRule,
    facts: [LedgerFact; 1],
}

/// Tries the draft on `clocks`. What was due before `today` is not judged again.
pub fn answer(clocks: Vec<Open>, draft: &Draft, today: Day) -> Answer {
    let now = Almanac::official().latest();
    let mut answer = Answer::default();
    let mut countable = Vec::new();
    let mut not_computed = Vec::new();
    for clock in clocks {
        if clock.breached {
            answer.unmoved += 1;
            continue;
        }
        match counted_again(&clock, draft.rules(), now) {
            Ok((due_on, current, drafted)) => countable.push(Countable {
                facts: [
                    LedgerFact::new(FactKind::Started, local_moment(clock.started_on, NaiveTime::MIN))
                        .anchored(clock.started_on),
                ],
                clock,
                due_on,
                current,
                drafted,
            }),
            Err(reason) => not_computed.push(left_open(&clock, reason)),
        }
    }
    let open = countable.iter().map(|one| OpenClock {
        key: one,
        limit: &one.current.time_limit,
        drafted: &one.drafted.time_limit,
        facts: &one.facts,
        notified: Some(one.due_on),
    });
    let outcome = what_if(open, now, draft.days(), today);
    answer.unmoved += outcome.unmoved;
    answer
        .clocks
        .extend(outcome.moves.iter().map(|moved| row(moved, now, draft.days())));
    let refused = outcome.refused.iter();
    answer
        .clocks
        .extend(refused.map(|(one, error)| left_open(&one.clock, error.to_string())));
    answer.clocks.extend(not_computed);
    answer
}

/// The date of the clock and its rules now and under the draft.
///
/// # Errors
/// Why its date cannot be told from here.
fn counted_again<'a>(
    clock: &Open,
    draft: &'a Law,
    now: &Calendar,
) -> Result<(Day, &'static LimitRule, &'a LimitRule), String> {
    let current = Law::official()
        .limit(
            &clock.limit,
            clock.regime,
            clock.overlay.as_deref(),
            clock.started_on,
        )
        .ok_or_else(|| format!("chế độ {} không có thời hạn này", clock.regime))?;
    let drafted = draft
        .limit(
            &clock.limit,
            clock.regime,
            clock.overlay.as_deref(),
            clock.started_on,
        )
        .ok_or_else(|| "dự thảo bỏ quy định này".to_owned())?;
    let due_on = clock.due_on.ok_or_else(|| "đang tạm dừng".to_owned())?;
    let has_anchor = current.starts_on.iter().any(|trigger| trigger.anchor.is_some());
    if has_anchor && !clock.counts_from_start {
        return Err("đếm từ một ngày mốc mà hệ thống không cho biết".to_owned());
    }
    let counted = timelimit::due(&current.time_limit, clock.started_on, now)
        .map_err(|error| error.to_string())?
        .due_without_open_stop;
    if counted == due_on {
        Ok((due_on, current, drafted))
    } else {
        Err(format!(
            "đếm lại từ {} ra {}: thời hạn đã tạm dừng, gia hạn, hoặc tính theo lịch khác",
            clock.started_on.vietnamese(),
            counted.vietnamese()
        ))
    }
}

fn left_open(clock: &Open, reason: String) -> ClockMove {
    ClockMove {
        case: clock.case.clone(),
        limit: clock.limit.clone(),
        overlay: clock.overlay.clone(),
        change: ClockMove::NOT_COMPUTED,
        from: clock.due_on,
        to: None,
        days: None,
        keep: None,
        reissue: false,
        reasons: vec![reason],
    }
}

fn row(moved: &Move<&Countable<'_>>, now: &Calendar, then: &Calendar) -> ClockMove {
    let Countable {
        clock,
        current,
        drafted,
        ..
    } = moved.key;
    let days = moved.because.iter().map(|change| reason(*change, now, then));
    let rules = current
        .changes(drafted)
        .into_iter()
        .filter_map(|change| match change {
            Change::Altered { field, before, after } => Some(format!("{field}: {before} → {after}")),
            Change::Added | Change::Removed => None,
        });
    ClockMove {
        case: clock.case.clone(),
        limit: clock.limit.clone(),
        overlay: clock.overlay.clone(),
        change: shift(moved.shift),
        from: Some(moved.from),
        to: Some(moved.to),
        days: Some(moved.days),
        keep: moved.keep,
        reissue: moved.reissue,
        reasons: days.chain(rules).collect(),
    }
}

const fn shift(shift: Shift) -> Word {
    match shift {
        Shift::Later => ClockMove::LATER,
        Shift::Earlier => ClockMove::EARLIER,
    }
}

/// Why a day counts differently: the entry that says so with its document, or the one that is gone.
fn reason(change: ChangedDay, now: &Calendar, then: &Calendar) -> String {
    let ChangedDay { day, worked } = change;
    let of = |calendar: &Calendar| {
        let entries = calendar.entries_between(day, day).iter();
        entries
            .filter(|entry| entry.kind.is_worked() == worked)
            .cloned()
            .collect::<Vec<_>>()
    };
    let entries = of(then);
    if entries.is_empty() {
        let gone = now.entries_between(day, day).first();
        let gone = gone.map_or_else(String::new, |entry| format!(" ({})", entry.name));
        return match worked {
            true => format!("{} trở lại là ngày làm việc{gone}", day.vietnamese()),
            false => format!("{} không còn làm bù{gone}", day.vietnamese()),
        };
    }
    let step = if worked {
        Step::MakeUpDays { entries }
    } else {
        Step::DaysOff { entries }
    };
    step.phrase(Language::Vietnamese)
}

#[cfg(test)]
mod tests {
    use calendar::version_from_toml;
    use statute::RegimeId;

    use super::*;
    use crate::output::table;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn clock(case: &str, limit: &str, started_on: &str, due_on: &str) -> Open {
        Open {
            case: case.to_owned(),
            limit: limit.to_owned(),
            overlay: None,
            regime: RegimeId::B,
            started_on: day(started_on),
            due_on: due_on.parse().ok(),
            breached: false,
            counts_from_start: false,
        }
    }

    /// The swap around 24/11/2026 that was under consultation: Monday off, Saturday worked.
    fn swap() -> Draft {
        let version = version_from_toml(
            r#"
            id = "draft"
            known_on = "2026-01-01"
            title = "Hoán đổi"
            document = { number = "1/TB-BNV", date = "2026-11-01", authority = "Bộ Nội vụ" }
            [[entries]]
            date = "2026-11-23"
            kind = "swapped_off"
            name = "Ngày Văn hóa"
            status = "proposed"
            [[entries]]
            date = "2026-12-05"
            kind = "make_up_work"
            name = "Ngày Văn hóa"
            status = "proposed"
            "#,
        );
        Draft::calendar(version.unwrap())
    }

    fn clocks() -> Vec<Open> {
        vec![
            clock("dời", "review.comment", "2026-11-16", "2026-12-01"),
            clock("bù", "recognition.decide", "2026-11-20", "2026-12-21"),
            clock("giữ", "recognition.decide", "2026-11-26", "2026-12-24"),
            clock("dừng", "recognition.decide", "2026-11-20", ""),
            clock("gia hạn", "recognition.decide", "2026-11-20", "2026-12-28"),
            clock("lạ", "recognition.deside", "2026-11-20", "2026-12-21"),
            Open {
                breached: true,
                ..clock("quá hạn", "review.comment", "2026-11-16", "2026-12-01")
            },
        ]
    }

    #[test]
    fn a_draft_calendar_tried_on_clocks() {
        let answer = answer(clocks(), &swap(), Day::MIN);
        insta::assert_snapshot!(table(&answer.clocks));
        assert_eq!((answer.moved(), answer.not_computed(), answer.unmoved), (2, 3, 2));
        insta::assert_snapshot!(super::super::summary(&answer));
        let earlier = &answer.clocks[1];
        assert_eq!(
            (earlier.keep, earlier.reissue),
            (Some(day("2026-12-24")), false),
            "a notified date never silently becomes earlier"
        );
    }

    #[test]
    fn what_is_past_is_not_judged_again() {
        let answer = answer(clocks(), &swap(), day("2027-01-01"));
        assert_eq!((answer.moved(), answer.unmoved), (0, 4));
    }

    #[test]
    fn a_draft_law_tried_on_clocks() {
        let files: Vec<(&str, String)> = Law::official_files()
            .iter()
            .map(|(name, text)| (*name, text.replace("working_days = 20", "working_days = 25")))
            .collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let draft = Draft::Law(Box::new(Law::load(&files).unwrap()));
        let clocks = vec![clock("dời", "recognition.decide", "2026-11-20", "2026-12-21")];
        insta::assert_snapshot!(table(&answer(clocks, &draft, Day::MIN).clocks));
    }

    #[test]
    fn a_draft_law_for_later_clocks_leaves_those_that_run() {
        let (_, text) = Law::official_files()
            .iter()
            .find(|(name, _)| *name == "limits/recognition.toml")
            .unwrap();
        let id = "id = \"recognition.decide\"\n";
        let entry = text
            .split("[[limit]]\n")
            .find(|entry| entry.starts_with(id) && !entry.contains("overlay"))
            .unwrap();
        let ends = entry.replacen(id, &format!("{id}until = \"2026-11-24\"\n"), 1);
        let follows = entry
            .replacen(id, &format!("{id}from = \"2026-11-25\"\n"), 1)
            .replacen("working_days = 20", "working_days = 25", 1);
        let drafted = text.replacen(entry, &format!("{ends}\n[[limit]]\n{follows}"), 1);
        let files: Vec<(&str, &str)> = Law::official_files()
            .iter()
            .map(|(name, text)| match *name {
                "limits/recognition.toml" => (*name, drafted.as_str()),
                _ => (*name, *text),
            })
            .collect();
        let draft = Draft::Law(Box::new(Law::load(&files).unwrap()));
        let clocks = vec![
            clock("giữ", "recognition.decide", "2026-11-20", "2026-12-21"),
            clock("dời", "recognition.decide", "2026-11-26", "2026-12-24"),
        ];
        let answer = answer(clocks, &draft, Day::MIN);
        assert_eq!((answer.moved(), answer.not_computed(), answer.unmoved), (1, 0, 1));
        assert_eq!(answer.clocks[0].case, "dời");
    }

    #[test]
    fn a_clock_with_a_date_of_its_own_is_not_guessed() {
        let anchored = Law::official()
            .limits_for(RegimeId::B, None, day("2026-11-16"))
            .find(|rule| rule.starts_on.iter().any(|trigger| trigger.anchor.is_some()))
            .unwrap();
        let from_system = clock("1", &anchored.id, "2026-11-16", "2026-12-31");
        let answer = answer(vec![from_system], &swap(), Day::MIN);
        assert_eq!((answer.moved(), answer.not_computed()), (0, 1));
        assert!(answer.clocks[0].reasons[0].contains("ngày mốc"));
    }

    #[test]
    fn a_day_that_is_worked_again_says_what_is_gone() {
        let version = version_from_toml(
            "id = \"d\"\nknown_on = \"2026-06-01\"\ntitle = \"d\"\n[[entries]]\ndate = \"2026-08-31\"\n\
             kind = \"swapped_off\"\nname = \"Quốc khánh\"\nstatus = \"withdrawn\"\n",
        );
        let Draft::Calendar { almanac, .. } = Draft::calendar(version.unwrap()) else {
            unreachable!()
        };
        let change = ChangedDay {
            day: day("2026-08-31"),
            worked: true,
        };
        let reason = reason(change, Almanac::official().latest(), almanac.latest());
        assert_eq!(reason, "31/8/2026 trở lại là ngày làm việc (Quốc khánh)");
    }
}
