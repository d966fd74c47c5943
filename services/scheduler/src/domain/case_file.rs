//! The file of a case: who it is about, and its clocks. What follows from a fact, and from a rung whose
//! moment has come.

use calendar::{Calendar, Day, last_instant, local_day};
use chrono::{DateTime, Utc};
use proto::fact::{
    AlarmRaised, Body, ClockDue, ConsentDeemed, DeadlineBreached, DeadlineReached, Fact, RungFired, Subject,
};
use statute::{Effect, Law, LimitRule, RegimeId, RungKind, Trigger, Triggered};
use timelimit::{DeriveError, LedgerFact};
use uuid::Uuid;

use super::clock::kind;
use super::rung::skip_stale;
use super::{CaseCard, Clock, Directory, Letter, Noted, Rung, RungState, attribute, letter, notice};

/// What every decision of the scheduler rests on.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The law.
    pub law: &'static Law,
    /// The calendar.
    pub calendar: &'static Calendar,
    /// Where letters go.
    pub directory: Directory,
}

/// A fact that was heard.
#[derive(Clone, Copy, Debug)]
pub struct News<'a> {
    /// Its id.
    pub fact_id: Uuid,
    /// Its type.
    pub fact_type: &'a str,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// When its service recorded it.
    pub recorded_at: DateTime<Utc>,
    /// What it is about.
    pub subject: &'a Subject,
    /// What happened.
    pub body: &'a Body,
}

/// What follows.
#[derive(Debug, Default)]
pub struct Consequences {
    /// Facts to announce, each with the moment at which it happened.
    pub facts: Vec<(DateTime<Utc>, Fact)>,
    /// Letters to send.
    pub letters: Vec<Letter>,
    /// Clocks that have ended or whose date has moved: their reminders in the post are no longer true.
    pub outdated: Vec<Uuid>,
}

/// A case and its clocks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CaseFile {
    /// Who it is about.
    pub card: CaseCard,
    /// Its clocks.
    pub clocks: Vec<Clock>,
}

impl CaseFile {
    /// An empty file for `case_id`.
    pub fn new(case_id: Uuid) -> Self {
        Self {
            card: CaseCard {
                case_id,
                ..CaseCard::default()
            },
            clocks: Vec::new(),
        }
    }

    /// Takes in a fact: moves the clocks that the law ties to it, and writes the letters it calls for.
    pub fn hear(
        &mut self,
        news: News<'_>,
        rules: &Rules,
        now: DateTime<Utc>,
    ) -> Result<Consequences, DeriveError> {
        self.card.learn(news.subject, news.body);
        let mut consequences = Consequences::default();
        let mut lacks_regime = false;
        let happened_at = happened_at(news);
        let opened_on = |rule: &LimitRule| self.clock_under(rule).and_then(Clock::opened_on);
        let moved: Vec<Triggered<'_>> = rules
            .law
            .triggered_by(news.fact_type, local_day(happened_at), opened_on)
            .collect();
        for Triggered {
            rule,
            effect,
            trigger,
        } in moved
        {
            let Some(regime) = self.regime_of(rule) else {
                lacks_regime |= effect == Effect::Starts;
                continue;
            };
            if rule.holds_under(regime, Some(&self.card.overlay))
                && trigger.matches(news.fact_type, |name| attribute(news.body, name))
            {
                let noted = noted(news, happened_at, kind(effect), trigger);
                if trigger.ahead && !lies_ahead(rule, &noted, rules) {
                    continue;
                }
                self.move_clock(regime, rule, noted, rules, now, &mut consequences)?;
            }
        }
        if lacks_regime {
            // A case that should have a clock and has none must not go unnoticed.
            let reason = format!(
                "Không xác định được chế độ pháp lý {:?} của vụ việc nên không tính được thời hạn từ {}; \
                 kiểm tra dữ liệu của vụ việc",
                self.card.regime, news.fact_type
            );
            consequences.facts.push((now, self.alarm(String::new(), reason)));
        }
        if let Body::DeadlineBreached(breach) = news.body {
            self.note_breach(breach, rules, now)?;
        }
        let notices = notice::notices(&self.card, &self.clocks, news, rules);
        consequences.letters.extend(notices.letters);
        let alarms = notices
            .unreached
            .into_iter()
            .map(|who| (now, self.alarm(String::new(), who)));
        consequences.facts.extend(alarms);
        Ok(consequences)
    }

    /// The regime under which `rule` is read for this case: a clock keeps that of its beginning, even when
    /// the case has come under a newer one since.
    fn regime_of(&self, rule: &LimitRule) -> Option<RegimeId> {
        self.clock_under(rule)
            .map(|clock| clock.regime)
            .or_else(|| self.card.regime.parse().ok())
    }

    /// The clock that runs under some version of `rule`, if there is one.
    fn clock_under(&self, rule: &LimitRule) -> Option<&Clock> {
        self.clocks
            .iter()
            .find(|clock| clock.limit == rule.id && clock.overlay == rule.overlay)
    }

    fn move_clock(
        &mut self,
        regime: RegimeId,
        rule: &LimitRule,
        noted: Noted,
        rules: &Rules,
        now: DateTime<Utc>,
        consequences: &mut Consequences,
    ) -> Result<(), DeriveError> {
        let Some(clock) = self.clock_of(regime, rule) else {
            return Ok(());
        };
        let before = clock.due_on();
        clock.note(noted);
        clock.recount(rules, now)?;
        let after = clock.due_on();
        let has_ended = clock
            .standing
            .as_ref()
            .is_some_and(|standing| standing.ended_on.is_some());
        if has_ended || before.is_some_and(|before| after != Some(before)) {
            consequences.outdated.push(clock.id);
        }
        if before != after {
            let date = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
            let body = Body::ClockDue(ClockDue {
                clock_id: clock.id.to_string(),
                limit: clock.limit.clone(),
                overlay: clock.overlay.clone().unwrap_or_default(),
                due_on: date(after),
                previous_due_on: date(before),
            });
            consequences.facts.push((now, self.card.fact(body)));
        }
        Ok(())
    }

    /// The clock of the case for `rule`; a fresh one when nothing was heard for it before.
    fn clock_of(&mut self, regime: RegimeId, rule: &LimitRule) -> Option<&mut Clock> {
        let fresh = Clock::new(&self.card, regime, rule);
        let position = self
            .clocks
            .iter()
            .position(|clock| clock.id == fresh.id)
            .unwrap_or_else(|| {
                self.clocks.push(fresh);
                self.clocks.len() - 1
            });
        self.clocks.get_mut(position)
    }

    /// The owning service found a limit broken. It may be heard before the facts that the limit counts
    /// from, which are of other services, and of several due dates in any order: the last one stands.
    fn note_breach(
        &mut self,
        breach: &DeadlineBreached,
        rules: &Rules,
        now: DateTime<Utc>,
    ) -> Result<(), DeriveError> {
        let overlay = Some(breach.overlay.as_str()).filter(|overlay| !overlay.is_empty());
        let mut holding = rules
            .law
            .limits()
            .iter()
            // Of several versions any will do: the clock finds the one it is under.
            .filter(|rule| rule.id == breach.limit && rule.overlay.as_deref() == overlay)
            .filter_map(|rule| Some((rule, self.regime_of(rule)?)))
            .filter(|(rule, regime)| rule.regimes.contains(regime));
        let Some((rule, regime)) = holding.next() else {
            return Ok(());
        };
        let Some(clock) = self.clock_of(regime, rule) else {
            return Ok(());
        };
        clock.breached_on = clock.breached_on.max(breach.due_on.parse().ok());
        clock.recount(rules, now)
    }

    /// A fact that a person must look at this case.
    fn alarm(&self, clock_id: String, reason: String) -> Fact {
        self.card
            .fact(Body::AlarmRaised(AlarmRaised { clock_id, reason }))
    }

    /// Fires every rung whose moment has come by `until`, in the order of their moments. A deadline is
    /// announced to the service that judges it; any other rung is a letter, and if the letter reaches
    /// nobody, an alarm. Letters that are stale by `now` are left out.
    pub fn fire(&mut self, rules: &Rules, until: DateTime<Utc>, now: DateTime<Utc>) -> Consequences {
        let mut due: Vec<(DateTime<Utc>, usize, usize)> = Vec::new();
        for (position, clock) in self.clocks.iter_mut().enumerate() {
            skip_stale(&mut clock.rungs, now);
            let rungs = clock
                .rungs
                .iter()
                .enumerate()
                .filter(|(_, rung)| rung.is_due(until));
            due.extend(rungs.map(|(index, rung)| (rung.fires_at, position, index)));
        }
        due.sort_unstable();
        let mut consequences = Consequences::default();
        for (_, position, index) in due {
            let Some(clock) = self.clocks.get_mut(position) else {
                continue;
            };
            let Some(rung) = clock.rungs.get_mut(index) else {
                continue;
            };
            rung.state = RungState::Fired;
            rung.fired_at = Some(now);
            let rung = rung.clone();
            let clock = clock.clone();
            match clock.rule(rules) {
                None => {
                    let alarm = self.alarm(clock.id.to_string(), lost_rule(&clock, &rung));
                    consequences.facts.push((now, alarm));
                }
                Some(rule) if rung.kind == RungKind::Deadline => {
                    let reached = self.deadline_reached(&clock, rule, &rung);
                    // However late it is noticed, the limit ended at its own 24:00.
                    consequences.facts.push((rung.fires_at, reached));
                }
                Some(rule) => self.send(&clock, rule, &rung, rules, now, &mut consequences),
            }
        }
        consequences
    }

    /// Asks the service that owns the case to judge.
    fn deadline_reached(&self, clock: &Clock, rule: &LimitRule, rung: &Rung) -> Fact {
        self.card.fact(Body::DeadlineReached(DeadlineReached {
            clock_id: clock.id.to_string(),
            limit: clock.limit.clone(),
            overlay: clock.overlay.clone().unwrap_or_default(),
            due_on: rung.due_on.to_string(),
            owner: rule.owner.to_string(),
        }))
    }

    /// Writes the letter of a rung, or raises the alarm when it would reach nobody.
    fn send(
        &self,
        clock: &Clock,
        rule: &LimitRule,
        rung: &Rung,
        rules: &Rules,
        now: DateTime<Utc>,
        consequences: &mut Consequences,
    ) {
        let clock_id = clock.id.to_string();
        let fired = RungFired {
            clock_id: clock_id.clone(),
            limit: clock.limit.clone(),
            rung: rung.id.clone(),
        };
        let fired = self.card.fact(Body::RungFired(fired));
        consequences.facts.push((now, fired));
        match rules.directory.reach([rung.role, rung.fallback], &self.card) {
            Some((role, addresses)) => {
                let letter = letter::of_rung(&self.card, clock, rule, rung, role, rules, now);
                consequences.letters.extend(letter.for_each_of(addresses));
            }
            None => consequences
                .facts
                .push((now, self.alarm(clock_id, unreachable(rung)))),
        }
    }
}

fn lost_rule(clock: &Clock, rung: &Rung) -> String {
    format!(
        "Thời hạn {} đến {} nhưng không còn trong dữ liệu pháp luật; kiểm tra tệp luật",
        clock.limit,
        rung.due_on.vietnamese()
    )
}

fn unreachable(rung: &Rung) -> String {
    format!(
        "Không có địa chỉ thư của {} hoặc {}; bổ sung tại mục province.mailboxes",
        rung.role.in_vietnamese(),
        rung.fallback.in_vietnamese()
    )
}

/// When a fact takes effect in law.
fn happened_at(news: News<'_>) -> DateTime<Utc> {
    match news.body {
        // Silence takes effect with the last instant of the limit, whenever it was noticed.
        Body::ConsentDeemed(ConsentDeemed { deemed_on }) => {
            deemed_on.parse().map_or(news.occurred_at, last_instant)
        }
        _ => news.occurred_at,
    }
}

/// Whether the limit that `noted` would start ends no earlier than the fact itself. One that cannot be counted is
/// started, so that its clock says so.
fn lies_ahead(rule: &LimitRule, noted: &Noted, rules: &Rules) -> bool {
    let LedgerFact {
        anchor, occurred_at, ..
    } = noted.fact;
    let ends_on = anchor.and_then(|anchor| {
        let counted = timelimit::due(&rule.time_limit, anchor, rules.calendar);
        counted.ok().map(|derivation| derivation.due_without_open_stop)
    });
    ends_on.is_none_or(|ends_on| local_day(occurred_at) <= ends_on)
}

fn noted(news: News<'_>, occurred_at: DateTime<Utc>, kind: timelimit::FactKind, trigger: &Trigger) -> Noted {
    let anchor = trigger
        .anchor
        .as_deref()
        .and_then(|name| attribute(news.body, name))
        .and_then(|date| date.parse().ok());
    Noted {
        fact_id: news.fact_id,
        fact: LedgerFact {
            occurred_at,
            kind,
            anchor,
            recorded_at: news.recorded_at,
        },
        deemed: trigger.deemed,
    }
}
