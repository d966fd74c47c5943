//! The form of `law/limits/*.toml`, and the rules it stands for.

use calendar::Day;
use chrono::NaiveTime;
use serde::Deserialize;
use timelimit::{Direction, ExtensionRule, Span, TimeLimit, Wording};

use crate::fault::Faults;
use crate::ladder::LadderText;
use crate::{Binding, Confidence, LimitRule, OnExpiry, Owner, RegimeId, Role, Source, Trigger, Yearly};

/// A rule as the file states it: for some regimes, with variants for others.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LimitText {
    id: String,
    #[serde(default)]
    overlay: Option<String>,
    regimes: Vec<RegimeId>,
    title: Wording,
    span: Span,
    #[serde(default)]
    direction: Direction,
    #[serde(default = "rolls")]
    roll: bool,
    #[serde(default)]
    receipt_cutoff: Option<String>,
    #[serde(default)]
    extension: Option<ExtensionRule>,
    start_event: Wording,
    #[serde(default)]
    yearly: Option<Yearly>,
    owed_by: Role,
    #[serde(default)]
    waits_for: Option<Role>,
    owner: Owner,
    on_expiry: OnExpiry,
    #[serde(default)]
    binding: Binding,
    #[serde(default)]
    owed_to_applicant: bool,
    ladder: String,
    confidence: Confidence,
    citation: Wording,
    #[serde(default)]
    note: Option<Wording>,
    #[serde(default)]
    from: Option<Day>,
    #[serde(default)]
    until: Option<Day>,
    #[serde(default)]
    cleared_by: Vec<Trigger>,
    starts_on: Vec<Trigger>,
    #[serde(default)]
    suspended_by: Vec<Trigger>,
    #[serde(default)]
    resumed_by: Vec<Trigger>,
    #[serde(default)]
    reset_by: Vec<Trigger>,
    #[serde(default)]
    extended_by: Vec<Trigger>,
    #[serde(default)]
    satisfied_by: Vec<Trigger>,
    #[serde(default)]
    cancelled_by: Vec<Trigger>,
    #[serde(default)]
    variant: Vec<VariantText>,
}

const fn rolls() -> bool {
    true
}

/// What differs under other regimes.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct VariantText {
    regimes: Vec<RegimeId>,
    #[serde(default)]
    span: Option<Span>,
    #[serde(default)]
    owed_by: Option<Role>,
    #[serde(default)]
    satisfied_by: Option<Vec<Trigger>>,
    #[serde(default)]
    citation: Option<Wording>,
    #[serde(default)]
    confidence: Option<Confidence>,
}

/// The rule of a text and those of its variants.
pub(crate) fn rules_of(
    source: &Source,
    text: &LimitText,
    ladders: &[(Source, LadderText)],
    faults: &mut Faults,
) -> Vec<LimitRule> {
    let mut cutoff = None;
    if let Some(time) = &text.receipt_cutoff {
        match NaiveTime::parse_from_str(time, "%H:%M") {
            Ok(time) => cutoff = Some(time),
            Err(_) => {
                faults.add(
                    source,
                    Some(&text.id),
                    format!("receipt_cutoff {time:?} is not a time HH:MM"),
                );
            }
        }
    }
    let Some((_, ladder)) = ladders.iter().find(|(_, ladder)| ladder.id == text.ladder) else {
        faults.add(
            source,
            Some(&text.id),
            format!("there is no ladder {:?}", text.ladder),
        );
        return Vec::new();
    };
    let itself = VariantText {
        regimes: text.regimes.clone(),
        span: None,
        owed_by: None,
        satisfied_by: None,
        citation: None,
        confidence: None,
    };
    [itself]
        .iter()
        .chain(&text.variant)
        .map(|variant| rule_of(source, text, variant, ladder, cutoff))
        .collect()
}

fn rule_of(
    source: &Source,
    text: &LimitText,
    variant: &VariantText,
    ladder: &LadderText,
    receipt_cutoff: Option<NaiveTime>,
) -> LimitRule {
    let citation = variant.citation.clone().unwrap_or_else(|| text.citation.clone());
    let owed_by = variant.owed_by.unwrap_or(text.owed_by);
    LimitRule {
        id: text.id.clone(),
        overlay: text.overlay.clone(),
        regimes: variant.regimes.clone(),
        title: text.title.clone(),
        time_limit: TimeLimit {
            span: variant.span.unwrap_or(text.span),
            direction: text.direction,
            roll: text.roll,
            receipt_cutoff,
            // The law gives a ground to stop exactly where it names a fact that stops.
            suspendable: !text.suspended_by.is_empty(),
            extension: text.extension.clone(),
            start_event: text.start_event.clone(),
            citation: citation.clone(),
        },
        yearly: text.yearly,
        owed_by,
        waits_for: text.waits_for,
        owner: text.owner,
        on_expiry: text.on_expiry,
        binding: text.binding,
        owed_to_applicant: text.owed_to_applicant,
        ladder_id: text.ladder.clone(),
        ladder: ladder.addressed(owed_by, !text.extended_by.is_empty()),
        confidence: variant.confidence.unwrap_or(text.confidence),
        citation,
        note: text.note.clone(),
        from: text.from,
        until: text.until,
        cleared_by: text.cleared_by.clone(),
        starts_on: text.starts_on.clone(),
        suspended_by: text.suspended_by.clone(),
        resumed_by: text.resumed_by.clone(),
        reset_by: text.reset_by.clone(),
        extended_by: text.extended_by.clone(),
        satisfied_by: variant
            .satisfied_by
            .clone()
            .unwrap_or_else(|| text.satisfied_by.clone()),
        cancelled_by: text.cancelled_by.clone(),
        source: source.clone(),
    }
}
