//! What a set of law files must satisfy beyond its form.

use std::collections::BTreeSet;

use timelimit::{Direction, Span, Wording};

use crate::condition_text::ConditionsText;
use crate::coverage::StateText;
use crate::criteria::{Criterion, TableText};
use crate::fault::Faults;
use crate::ladder::LadderText;
use crate::{
    At, Effect, Law, LimitRule, OnExpiry, Procedure, Regime, RegimeId, RungKind, Source, recognition_text,
};

/// The services whose published facts may move a clock.
const PUBLISHERS: [&str; 3] = ["registration", "review", "recognition"];

/// Regimes follow one another without gap or overlap; only the last is open.
pub(crate) fn regimes(regimes: &[(Source, Regime)], faults: &mut Faults) {
    for pair in regimes.windows(2) {
        let [(_, earlier), (source, later)] = pair else {
            continue;
        };
        if earlier.until.map(|until| until.plus_days(1)) != Some(later.from) {
            let message = format!(
                "begins on {}, but {} ends on {}; regimes must follow day on day",
                later.from,
                earlier.id,
                earlier
                    .until
                    .map_or_else(|| "no day".to_owned(), |day| day.to_string()),
            );
            faults.add(source, Some(later.id.as_str()), message);
        }
    }
    for (source, regime) in regimes {
        worded(source, regime.id.as_str(), "title", &regime.title, faults);
        worded(source, regime.id.as_str(), "citation", &regime.citation, faults);
        if regimes.iter().filter(|(_, other)| other.id == regime.id).count() > 1 {
            faults.add(source, Some(regime.id.as_str()), "the regime stands twice");
        }
    }
    for id in RegimeId::ALL {
        if !regimes.iter().any(|(_, regime)| regime.id == id) {
            let source = Source {
                file: "regimes.toml".to_owned(),
                line: 1,
            };
            faults.add(&source, Some(id.as_str()), "the regime is missing");
        }
    }
}

/// Every ladder has one deadline, and rungs by distinct names.
pub(crate) fn ladders(ladders: &[(Source, LadderText)], faults: &mut Faults) {
    for (source, ladder) in ladders {
        worded(source, &ladder.id, "title", &ladder.title, faults);
        let deadlines = ladder
            .rungs
            .iter()
            .filter(|rung| rung.kind == RungKind::Deadline)
            .count();
        if deadlines != 1 {
            faults.add(
                source,
                Some(&ladder.id),
                format!("needs exactly one deadline rung; it has {deadlines}"),
            );
        }
        let names: BTreeSet<&str> = ladder.rungs.iter().map(|rung| rung.id.as_str()).collect();
        if names.len() != ladder.rungs.len() {
            faults.add(source, Some(&ladder.id), "two rungs have the same id");
        }
        for rung in &ladder.rungs {
            let agrees = match rung.kind {
                RungKind::Deadline => rung.at == At::Deadline,
                RungKind::DayOf => rung.at == At::DayOf,
                RungKind::Reminder | RungKind::Apology => {
                    matches!(rung.at, At::WorkingDaysBefore(days) if days > 0)
                }
                RungKind::Overdue | RungKind::Escalation => {
                    matches!(rung.at, At::WorkingDaysAfter(days) | At::WeeksAfter(days) if days > 0)
                }
            };
            if !agrees {
                let message = format!("rung {}: a {:?} cannot fire at {:?}", rung.id, rung.kind, rung.at);
                faults.add(source, Some(&ladder.id), message);
            }
        }
        if ladders.iter().filter(|(_, other)| other.id == ladder.id).count() > 1 {
            faults.add(source, Some(&ladder.id), "the ladder stands twice");
        }
    }
}

/// Every state is reached from a known state, by a fact.
pub(crate) fn states(states: &[(Source, StateText)], faults: &mut Faults) {
    for (source, state) in states {
        for transition in &state.reached {
            let known =
                transition.from == "start" || states.iter().any(|(_, other)| other.id == transition.from);
            if !known {
                faults.add(
                    source,
                    Some(&state.id),
                    format!("there is no state {:?}", transition.from),
                );
            }
            if !is_fact_type(&transition.fact) {
                faults.add(
                    source,
                    Some(&state.id),
                    format!("{:?} is no fact type", transition.fact),
                );
            }
        }
        if states.iter().filter(|(_, other)| other.id == state.id).count() > 1 {
            faults.add(source, Some(&state.id), "the state stands twice");
        }
    }
}

/// Procedure codes are distinct.
pub(crate) fn procedures(procedures: &[(Source, Procedure)], faults: &mut Faults) {
    let mut seen = BTreeSet::new();
    for (source, procedure) in procedures {
        worded(source, &procedure.code, "title", &procedure.title, faults);
        if !seen.insert(&procedure.code) {
            faults.add(source, Some(&procedure.code), "the code stands twice");
        }
    }
}

/// Conditions cover each regime once.
pub(crate) fn conditions(source: &Source, conditions: &ConditionsText, faults: &mut Faults) {
    for regime in RegimeId::ALL {
        let councils = conditions
            .council
            .iter()
            .filter(|rule| rule.regimes.contains(&regime))
            .count();
        if councils != 1 {
            faults.add(
                source,
                Some("council"),
                format!("{councils} rules for regime {regime}; one is needed"),
            );
        }
        let reviewers = conditions
            .reviewer
            .iter()
            .filter(|rule| rule.regimes.contains(&regime))
            .count();
        if reviewers != 1 {
            faults.add(
                source,
                Some("reviewer"),
                format!("{reviewers} rules for regime {regime}; one is needed"),
            );
        }
        let bases = conditions
            .validity
            .basis
            .iter()
            .filter(|basis| basis.regimes.contains(&regime))
            .count();
        if bases != 1 {
            faults.add(
                source,
                Some("validity"),
                format!("{bases} bases for regime {regime}; one is needed"),
            );
        }
    }
    if conditions.team.minimum > conditions.team.warn_above {
        faults.add(source, Some("team"), "warn_above lies below minimum");
    }
    recognition_text::check(source, conditions, faults);
}

/// A table has as many standards and criteria as its act, each criterion once.
pub(crate) fn counts(source: &Source, table: &TableText, criteria: &[Criterion], faults: &mut Faults) {
    for count in &table.counts {
        let rows = || criteria.iter().filter(|row| row.school_type == count.school_type);
        let standards: BTreeSet<u32> = rows().map(|row| row.standard).collect();
        let numbers: BTreeSet<&str> = rows().map(|row| row.criterion.as_str()).collect();
        let found = (standards.len(), numbers.len(), rows().count());
        if found != (count.standards, count.criteria, count.criteria) {
            let message = format!(
                "{}: {} must have {} standards and {} criteria; it has {} and {} (in {} rows)",
                table.file, count.school_type, count.standards, count.criteria, found.0, found.1, found.2
            );
            faults.add(source, None, message);
        }
    }
    let counted: BTreeSet<&str> = table
        .counts
        .iter()
        .map(|count| count.school_type.as_str())
        .collect();
    for (kind, by) in &table.covers {
        if !counted.contains(by.as_str()) {
            let file = &table.file;
            faults.add(
                source,
                None,
                format!("{file}: {kind} is assessed by {by:?}, which it has not"),
            );
        }
    }
    for row in criteria {
        let (file, number) = (&table.file, &row.criterion);
        if !counted.contains(row.school_type.as_str()) {
            faults.add(
                source,
                None,
                format!("{file}: no count for school type {:?}", row.school_type),
            );
        }
        if number.split('.').next() != Some(row.standard.to_string().as_str()) {
            faults.add(
                source,
                None,
                format!("{file}: criterion {number} is not of standard {}", row.standard),
            );
        }
    }
}

/// Every rule is named, cited, startable and endable, and alone on each of its days where it holds.
pub(crate) fn limits(law: &Law, faults: &mut Faults) {
    for (index, rule) in law.limits.iter().enumerate() {
        let earlier = law.limits.get(..index).unwrap_or(&[]);
        for &regime in &rule.regimes {
            let same = |other: &&LimitRule| {
                (&other.id, &other.overlay) == (&rule.id, &rule.overlay) && other.regimes.contains(&regime)
            };
            if let Some(first) = earlier.iter().filter(same).find(|other| rule.meets(other)) {
                let message = format!(
                    "stands twice for regime {regime}; first in {}:{}{}",
                    first.source.file,
                    first.source.line,
                    if rule.from.or(rule.until).or(first.from).or(first.until).is_some() {
                        ", and some days have both"
                    } else {
                        ""
                    }
                );
                faults.add(&rule.source, Some(&rule.id), message);
            }
        }
        limit(law, rule, faults);
    }
}

fn limit(law: &Law, rule: &LimitRule, faults: &mut Faults) {
    let (source, id) = (&rule.source, rule.id.as_str());
    worded(source, id, "title", &rule.title, faults);
    worded(source, id, "citation", &rule.citation, faults);
    worded(source, id, "start_event", &rule.time_limit.start_event, faults);
    if let Some(extension) = &rule.time_limit.extension {
        worded(
            source,
            id,
            "the citation of extension",
            &extension.citation,
            faults,
        );
    }
    let mut fault = |message: String| faults.add(source, Some(id), message);
    if rule.regimes.is_empty() {
        fault("holds under no regime".to_owned());
    }
    if let Some(overlay) = &rule.overlay
        && !law.overlays.iter().any(|known| &known.id == overlay)
    {
        fault(format!("there is no overlay {overlay:?}"));
    }
    if let (Some(from), Some(until)) = (rule.from, rule.until)
        && until < from
    {
        fault(format!("ends on {until}, before it begins on {from}"));
    }
    if let Some(yearly) = rule.yearly
        && yearly.of(2025).is_none()
    {
        fault(format!("{}/{} is no day of every year", yearly.day, yearly.month));
    }
    if matches!(
        rule.time_limit.span,
        Span::Days(0) | Span::WorkingDays(0) | Span::Months(0) | Span::Years(0)
    ) {
        fault("has no length".to_owned());
    }
    if rule.starts_on.is_empty() {
        fault("no fact starts it".to_owned());
    }
    let ends_by_itself = matches!(rule.on_expiry, OnExpiry::Expires | OnExpiry::Opens);
    if rule.satisfied_by.is_empty() && !ends_by_itself {
        fault("no fact satisfies it, and passing does not end it".to_owned());
    }
    if !rule.suspended_by.is_empty() && rule.resumed_by.is_empty() && rule.reset_by.is_empty() {
        fault("can be stopped, but no fact resumes or resets it".to_owned());
    }
    if !rule.suspended_by.is_empty() && rule.waits_for.is_none() {
        fault("can be stopped, but waits_for does not say for whom".to_owned());
    }
    if !rule.extended_by.is_empty() && rule.time_limit.extension.is_none() {
        fault(
            "can be extended by a fact, but extension does not say how often and by which article".to_owned(),
        );
    }
    let anchored = !rule.time_limit.span.is_counted() || rule.time_limit.direction == Direction::Backward;
    for (effect, trigger) in rule.triggers() {
        if !is_fact_type(&trigger.fact) {
            fault(format!(
                "{:?} is no fact type of {}",
                trigger.fact,
                PUBLISHERS.join(", ")
            ));
        }
        let counts_from = matches!(effect, Effect::Starts | Effect::Resets);
        if anchored && counts_from && trigger.anchor.is_none() {
            fault(format!(
                "counts from a date, but {:?} names no anchor",
                trigger.fact
            ));
        }
        if effect == Effect::Extends && trigger.anchor.is_none() {
            fault(format!(
                "extends to a date, but {:?} names no anchor",
                trigger.fact
            ));
        }
        if !counts_from && effect != Effect::Extends && trigger.anchor.is_some() {
            fault(format!(
                "{:?} names an anchor, which only a start, reset or extension has",
                trigger.fact
            ));
        }
        if trigger.ahead && (effect != Effect::Starts || trigger.anchor.is_none()) {
            fault(format!(
                "{:?} must lie ahead, which only a start with an anchor can",
                trigger.fact
            ));
        }
        if trigger.deemed && effect != Effect::Satisfies {
            fault(format!(
                "{:?} is deemed, which only a satisfying fact can be",
                trigger.fact
            ));
        }
    }
    if rule.on_expiry == OnExpiry::DeemedConsent && !rule.satisfied_by.iter().any(|trigger| trigger.deemed) {
        fault("has deemed consent on expiry, but no deemed fact that satisfies it".to_owned());
    }
}

/// `service.name` in lower case.
fn is_fact_type(fact: &str) -> bool {
    fact.split_once('.').is_some_and(|(publisher, name)| {
        PUBLISHERS.contains(&publisher)
            && !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    })
}

pub(crate) fn worded(source: &Source, rule: &str, field: &str, wording: &Wording, faults: &mut Faults) {
    if wording.vi.trim().is_empty() || wording.en.trim().is_empty() {
        faults.add(
            source,
            Some(rule),
            format!("{field} must be given in Vietnamese and English"),
        );
    }
}
