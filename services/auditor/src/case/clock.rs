//! One clock: what its facts give against what was announced of it and drawn from it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

use super::announced::{Heard, Said};
use super::known::{Ledger, State};
use super::{Audited, Rules};
use crate::count::{Ending, end_of, moment_of, vietnamese};
use crate::finding::{Finding, Kind};
use crate::law::{Key, OnExpiry, Rule};

/// How a clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Time passes.
    Running,
    /// A stop keeps it open.
    Suspended,
    /// Kept.
    Met,
    /// Kept too late.
    MetLate,
    /// Broken and still owed.
    Breached,
    /// Silence agreed.
    Deemed,
    /// A validity ended.
    Expired,
    /// A right opened.
    Opened,
    /// No longer owed.
    Cancelled,
    /// Its facts cannot be counted.
    Uncountable,
}

/// A clock under audit.
pub struct Clock<'c, 'a> {
    rules: &'c Rules,
    key: &'c Key,
    rule: Option<&'c Rule>,
    ledger: Option<&'c Ledger<'c>>,
    states: Vec<State>,
    heard: Heard<'a>,
}

impl<'c, 'a> Clock<'c, 'a> {
    /// The clock of `key` with its ledger, if any fact moves it, and what was announced of it.
    pub fn new(
        rules: &'c Rules,
        key: &'c Key,
        ledger: Option<&'c Ledger<'c>>,
        heard: Heard<'a>,
    ) -> Clock<'c, 'a> {
        let states = ledger.map(|ledger| ledger.states(rules.almanac.latest()));
        Clock {
            rules,
            key,
            rule: ledger.and_then(Ledger::rule),
            ledger,
            states: states.unwrap_or_default(),
            heard,
        }
    }

    /// Audits it.
    pub fn audit(&self, audited: &mut Audited) {
        let has_run = self.states.iter().any(|state| !matches!(state.count, Ok(None)));
        if has_run {
            self.dues(audited);
            let owed = self.owed();
            self.deadlines(&owed, audited);
            self.answers(audited);
            self.rungs(audited);
            audited.outcomes.push((self.key.clone(), self.outcome()));
        } else {
            self.without_facts(audited);
        }
    }

    /// Everything that was announced of a clock that no fact starts.
    fn without_facts(&self, audited: &mut Audited) {
        let title = self.title();
        if let Some(due) = self.heard.dues.last() {
            let text =
                format!("Bộ lập lịch tính {title} nhưng không sự việc nào làm phát sinh thời hạn này.");
            audited
                .findings
                .push(self.found(Kind::ClockWithoutFacts, due, text));
        }
        let effects = [&self.heard.reached, &self.heard.answers].into_iter().flatten();
        for said in effects {
            let text = format!(
                "{} được ghi cho {title}, nhưng không sự việc nào làm phát sinh thời hạn này.",
                said.entry.fact_type
            );
            audited
                .findings
                .push(self.found(Kind::EffectWithoutClock, said, text));
        }
    }

    /// The last days that the scheduler announced, against those that the facts give.
    fn dues(&self, audited: &mut Audited) {
        let Some(last) = self.states.last() else { return };
        // What was recorded a moment ago may be under way.
        let settled = last.since + self.rules.grace <= self.rules.until;
        if let Err(why) = &last.count {
            let text = format!("Không tính được {}: {why}.", self.title());
            audited.findings.push(self.finding(Kind::Uncountable, text));
            return;
        }
        match self.heard.dues.last() {
            None if settled && last.due().is_some() => {
                let text = format!(
                    "Các sự việc làm phát sinh {}, đến hạn {}, nhưng bộ lập lịch không tính thời hạn này.",
                    self.title(),
                    date(last.due())
                );
                let finding = self.finding(Kind::MissingClock, text).due(last.due());
                audited.findings.push(finding);
            }
            Some(announced) if settled && announced.due_on != last.due() => {
                audited.findings.push(self.wrong(announced, last.due()));
            }
            _ => {}
        }
        let earlier = self.heard.dues.iter().rev().skip(1);
        for announced in earlier.filter(|announced| !self.could_count(announced)) {
            audited.findings.push(self.wrong(announced, last.due()));
        }
    }

    fn wrong(&self, announced: &Said<'_>, derived: Option<NaiveDate>) -> Finding {
        let text = format!(
            "Bộ lập lịch tính {} đến hạn {}; tính lại từ sự việc thì đến hạn {}.",
            self.title(),
            date(announced.due_on),
            date(derived)
        );
        self.found(Kind::WrongDueDate, announced, text).due(derived)
    }

    /// Whether the last day that was announced could then be counted from what was recorded.
    fn could_count(&self, announced: &Said<'_>) -> bool {
        let at = announced.entry.recorded_at;
        let stood = self
            .states
            .iter()
            .any(|state| state.since <= at && state.due() == announced.due_on);
        stood
            || self.ledger.is_some_and(|ledger| {
                ledger
                    .possible(at, &self.rules.almanac)
                    .contains(&announced.due_on)
            })
    }

    /// The last days whose end had to be announced, and from when on it could be: the end itself, or the recording of
    /// what set it, when that came later.
    fn owed(&self) -> BTreeMap<NaiveDate, Owed> {
        let mut owed: BTreeMap<NaiveDate, Owed> = BTreeMap::new();
        let mut running: Option<(NaiveDate, DateTime<Utc>)> = None;
        for state in &self.states {
            let due = state.owes();
            running = match (running, due) {
                (Some((before, since)), Some(due)) if before == due => Some((due, since)),
                (_, Some(due)) => Some((due, state.since)),
                (_, None) => None,
            };
            let Some((due, since)) = running else { continue };
            let ready = end_of(due).max(since);
            // Strictly: what is recorded at the very instant may have come before.
            let must = match state.until {
                Some(until) => ready + self.rules.grace < until,
                None => ready + self.rules.grace <= self.rules.until,
            };
            let known = owed.entry(due).or_insert(Owed {
                ready,
                must,
                came: false,
            });
            // What had ended before its last day did makes nobody late: a new start counts from its own recording.
            if !known.came {
                known.ready = ready;
            }
            known.came |= state.until.is_none_or(|until| ready < until);
            known.must |= must;
        }
        owed
    }

    /// The ends of the limit: each announced, once, not before its moment.
    fn deadlines(&self, owed: &BTreeMap<NaiveDate, Owed>, audited: &mut Audited) {
        let title = self.title();
        let mut reached: BTreeMap<NaiveDate, u32> = BTreeMap::new();
        for said in &self.heard.reached {
            let Some(due) = said.due_on else {
                let text = format!("Báo hết hạn {title} không nêu ngày.");
                audited.findings.push(self.found(Kind::WrongDueDate, said, text));
                continue;
            };
            let times = reached.entry(due).or_default();
            *times += 1;
            if *times > 1 {
                let text = format!(
                    "Hết hạn {title} ngày {} được báo lần thứ {times}.",
                    vietnamese(due)
                );
                audited
                    .findings
                    .push(self.found(Kind::DoubledDeadline, said, text));
                continue;
            }
            *audited.deadlines.entry(self.key.clone()).or_default() += 1;
            if said.entry.recorded_at < end_of(due) || said.entry.occurred_at != end_of(due) {
                let text = format!(
                    "Hết hạn {title} ngày {} không được báo vào 24:00 ngày đó.",
                    vietnamese(due)
                );
                audited.findings.push(self.found(Kind::Early, said, text));
            }
            if let Some(owed) = owed.get(&due) {
                let late = said.entry.recorded_at - owed.ready;
                audited
                    .lateness
                    .push(u64::try_from(late.num_milliseconds()).unwrap_or(0));
            } else if !self.could_count(said) {
                audited.findings.push(self.wrong(said, self.due()));
            }
        }
        for (due, _) in owed
            .iter()
            .filter(|(due, owed)| owed.must && !reached.contains_key(due))
        {
            let text = format!(
                "{title} hết hạn lúc 24:00 ngày {} nhưng bộ lập lịch không báo hết hạn, nên không ai xét hậu quả pháp lý.",
                vietnamese(*due)
            );
            let finding = self.finding(Kind::MissedDeadline, text).due(Some(*due));
            audited.findings.push(finding);
        }
    }

    /// The consequences that the owner drew: each of an announced end, once, not before it; and none left out.
    fn answers(&self, audited: &mut Audited) {
        let (title, mut answered) = (self.title(), BTreeSet::new());
        let reached = |due: Option<NaiveDate>, by: DateTime<Utc>| {
            self.heard
                .reached
                .iter()
                .filter(move |said| due.is_none_or(|due| said.due_on == Some(due)))
                .filter(move |said| said.entry.recorded_at <= by)
        };
        for (place, said) in self.heard.answers.iter().enumerate() {
            let at = said.entry.recorded_at;
            // A right that opens names no date: the first opening is that of the first end.
            let due = said.due_on.or_else(|| self.heard.reached.get(place)?.due_on);
            let what = &said.entry.fact_type;
            let due = match due {
                Some(due) if reached(Some(due), at).next().is_some() => due,
                _ => {
                    let text = format!("{what} được ghi cho {title} khi chưa báo hết hạn {}.", date(due));
                    audited
                        .findings
                        .push(self.found(Kind::EffectWithoutDeadline, said, text));
                    continue;
                }
            };
            if self.rule.is_some_and(|rule| rule.answer() != *what) {
                let text = format!("{what} không phải là hậu quả của {title}.");
                audited
                    .findings
                    .push(self.found(Kind::EffectWithoutClock, said, text));
                continue;
            }
            if at < end_of(due) {
                let text = format!(
                    "{what} được ghi cho {title} trước 24:00 ngày {}.",
                    vietnamese(due)
                );
                audited.findings.push(self.found(Kind::Early, said, text));
            }
            if !answered.insert(due) {
                let text = format!(
                    "{what} được ghi hơn một lần cho {title}, hạn {}.",
                    vietnamese(due)
                );
                audited.findings.push(self.found(Kind::DoubledEffect, said, text));
            }
        }
        for said in &self.heard.reached {
            let Some(due) = said.due_on.filter(|due| !answered.contains(due)) else {
                continue;
            };
            if self.must_answer(due, said.entry.recorded_at) {
                let owner = self.rule.map_or("", |rule| rule.owner.as_str());
                let text = format!(
                    "{title} hết hạn ngày {} mà chưa thực hiện; đã báo hết hạn nhưng {owner} không ghi nhận hậu quả pháp lý.",
                    vietnamese(due)
                );
                audited
                    .findings
                    .push(self.found(Kind::MissingAnswer, said, text).due(Some(due)));
                answered.insert(due);
            }
        }
    }

    /// Whether the owner, asked at `at` about the end of `due`, had to draw its consequence: nothing that was recorded
    /// by then, or soon after, says that the limit was kept or not owed.
    fn must_answer(&self, due: NaiveDate, at: DateTime<Utc>) -> bool {
        let by = at + self.rules.grace;
        let judged = self.states.iter().rfind(|state| state.since <= by);
        let unkept = judged.and_then(State::counted).is_some_and(|count| {
            count.due == Some(due)
                && match count.ending {
                    None | Some(Ending::Deemed(_)) => true,
                    Some(Ending::Done(on)) => on > due,
                    Some(Ending::Cancelled(_)) => false,
                }
        });
        unkept && by <= self.rules.until
    }

    /// The rungs that were fired: of the ladder, not before their moment, not twice for one last day.
    fn rungs(&self, audited: &mut Audited) {
        let mut fired: BTreeMap<&str, usize> = BTreeMap::new();
        for said in &self.heard.rungs {
            let at = said.entry.recorded_at;
            let Some(rung) = self
                .rule
                .and_then(|rule| rule.rungs.iter().find(|rung| rung.id == said.rung))
            else {
                let text = format!(
                    "Bậc nhắc {:?} không thuộc thang nhắc của {}.",
                    said.rung,
                    self.title()
                );
                audited
                    .findings
                    .push(self.found(Kind::EffectWithoutClock, said, text));
                continue;
            };
            let comes = |due: &NaiveDate| moment_of(rung.at, *due, self.rules.almanac.latest()) <= at;
            let mut dues: BTreeSet<NaiveDate> = self
                .states
                .iter()
                .filter(|state| state.since <= at)
                .filter_map(State::due)
                .filter(comes)
                .collect();
            let times = fired.entry(said.rung.as_str()).or_default();
            *times += 1;
            if dues.len() < *times
                && let Some(ledger) = self.ledger
            {
                let possible = ledger.possible(at, &self.rules.almanac);
                dues.extend(possible.into_iter().flatten().filter(comes));
            }
            if dues.is_empty() {
                let text = format!(
                    "Bậc nhắc {:?} của {} được gửi trước thời điểm.",
                    said.rung,
                    self.title()
                );
                audited.findings.push(self.found(Kind::Early, said, text));
            } else if dues.len() < *times {
                let text = format!(
                    "Bậc nhắc {:?} của {} được gửi lần thứ {times}.",
                    said.rung,
                    self.title()
                );
                audited.findings.push(self.found(Kind::DoubledEffect, said, text));
            }
        }
    }

    /// The last day that stands.
    fn due(&self) -> Option<NaiveDate> {
        self.states.last().and_then(State::due)
    }

    fn outcome(&self) -> Outcome {
        let Some(count) = self.states.last().and_then(State::counted) else {
            return Outcome::Uncountable;
        };
        let broken = |due: NaiveDate| self.heard.answers.iter().any(|said| said.due_on == Some(due));
        match (count.ending, count.due) {
            (None, None) => Outcome::Suspended,
            (None, Some(due)) if broken(due) => Outcome::Breached,
            (None, Some(_)) => Outcome::Running,
            (Some(Ending::Done(on)), Some(due)) if on > due => Outcome::MetLate,
            (Some(Ending::Done(_)), _) => Outcome::Met,
            (Some(Ending::Cancelled(_)), _) => Outcome::Cancelled,
            (Some(Ending::Deemed(_)), _) => match self.rule.map(|rule| rule.on_expiry) {
                Some(OnExpiry::DeemedConsent) => Outcome::Deemed,
                Some(OnExpiry::Expires) => Outcome::Expired,
                Some(OnExpiry::Opens) => Outcome::Opened,
                Some(OnExpiry::Breach) | None => Outcome::Breached,
            },
        }
    }

    /// What the limit is called, with its name.
    fn title(&self) -> String {
        let (limit, overlay) = self.key;
        let named = self.rules.law.rules.get(self.key).and_then(|rules| rules.first());
        let title = self.rule.or(named).map_or("thời hạn", |rule| rule.title.as_str());
        match overlay {
            Some(overlay) => format!("«{title}» ({limit}, {overlay})"),
            None => format!("«{title}» ({limit})"),
        }
    }

    fn finding(&self, kind: Kind, text: String) -> Finding {
        Finding::new(kind, text).of_clock(self.key)
    }

    fn found(&self, kind: Kind, said: &Said<'_>, text: String) -> Finding {
        self.finding(kind, text).at(said.entry).due(said.due_on)
    }
}

/// A last day whose end has to be announced.
#[derive(Clone, Copy, Debug)]
struct Owed {
    /// From when on it could be.
    ready: DateTime<Utc>,
    /// Whether it had to be by now, or before something changed it.
    must: bool,
    /// Whether the clock still ran when it could be.
    came: bool,
}

fn date(day: Option<NaiveDate>) -> String {
    day.map_or_else(|| "(đang tạm dừng)".to_owned(), vietnamese)
}
