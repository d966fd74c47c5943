//! From rows to the wire.

use calendar::{Day, Language};
use form::Defects;
use platform::journal::read::timestamp;
use platform::refusal::{Failure, Refusal};
use proto::scheduler as wire;

use crate::domain::{self, MailState, Outcome, Rules};
use crate::store::{address, case, clock, mail, passage};

impl From<Outcome> for wire::ClockOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Running => Self::Running,
            Outcome::Suspended => Self::Suspended,
            Outcome::Met => Self::Met,
            Outcome::MetLate => Self::MetLate,
            Outcome::Breached => Self::Breached,
            Outcome::Deemed => Self::Deemed,
            Outcome::Expired => Self::Expired,
            Outcome::Opened => Self::Opened,
            Outcome::Cancelled => Self::Cancelled,
        }
    }
}

/// The outcome that a list asks for; nothing for all.
pub fn asked_outcome(outcome: wire::ClockOutcome) -> Option<Outcome> {
    Some(match outcome {
        wire::ClockOutcome::Unspecified => return None,
        wire::ClockOutcome::Running => Outcome::Running,
        wire::ClockOutcome::Suspended => Outcome::Suspended,
        wire::ClockOutcome::Met => Outcome::Met,
        wire::ClockOutcome::MetLate => Outcome::MetLate,
        wire::ClockOutcome::Breached => Outcome::Breached,
        wire::ClockOutcome::Deemed => Outcome::Deemed,
        wire::ClockOutcome::Expired => Outcome::Expired,
        wire::ClockOutcome::Opened => Outcome::Opened,
        wire::ClockOutcome::Cancelled => Outcome::Cancelled,
    })
}

/// The state that a list asks for; nothing for all.
pub fn asked_state(state: wire::MailState) -> Option<MailState> {
    Some(match state {
        wire::MailState::Unspecified => return None,
        wire::MailState::Queued => MailState::Queued,
        wire::MailState::Sent => MailState::Sent,
        wire::MailState::Failed => MailState::Failed,
        wire::MailState::Superseded => MailState::Superseded,
        wire::MailState::Sending => MailState::Sending,
        wire::MailState::Deferred => MailState::Deferred,
        wire::MailState::Ambiguous => MailState::Ambiguous,
        wire::MailState::Cancelled => MailState::Cancelled,
    })
}

impl From<MailState> for wire::MailState {
    fn from(state: MailState) -> Self {
        match state {
            MailState::Queued => Self::Queued,
            MailState::Sending => Self::Sending,
            MailState::Sent => Self::Sent,
            MailState::Deferred => Self::Deferred,
            MailState::Failed => Self::Failed,
            MailState::Ambiguous => Self::Ambiguous,
            MailState::Superseded => Self::Superseded,
            MailState::Cancelled => Self::Cancelled,
        }
    }
}

/// A clock and its case.
pub fn clock(row: clock::Model, case: Option<case::Model>, rules: &Rules) -> Result<wire::Clock, Failure> {
    let case_id = row.case_id.to_string();
    let clock = domain::Clock::try_from(row)?;
    let rule = clock.rule(rules);
    let card = case.map(domain::CaseCard::from).unwrap_or_default();
    let standing = clock.standing.as_ref();
    let date = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    Ok(wire::Clock {
        name: format!("clocks/{}", clock.id),
        case_id,
        school: named(
            "schools",
            Some(card.school_id.as_str()).filter(|id| !id.is_empty()),
        ),
        school_name: card.holder().to_owned(),
        authority: named("authorities", card.place.authority_id),
        dossier_number: card.dossier_number,
        title: rule
            .map(|rule| rule.title.text(Language::Vietnamese).to_owned())
            .unwrap_or_default(),
        owed_by: rule.map(|rule| rule.owed_by.to_string()).unwrap_or_default(),
        started_on: date(standing.map(|standing| standing.started_on)),
        due_on: date(standing.and_then(|standing| standing.due_on)),
        outcome: standing
            .map(|standing| wire::ClockOutcome::from(standing.outcome))
            .unwrap_or_default()
            .into(),
        ended_on: date(standing.and_then(|standing| standing.ended_on)),
        projected: standing.is_some_and(|standing| standing.projected),
        limit: clock.limit,
        overlay: clock.overlay.unwrap_or_default(),
    })
}

/// The first and the last day that are asked for; refused with everything that is wrong with them.
pub fn asked_days(request: &wire::GetPunctualityRequest) -> Result<(Day, Day), Refusal> {
    let mut defects = Defects::default();
    defects.stated(&request.from, "from", "phải có ngày đầu, ví dụ 2026-01-01");
    defects.stated(&request.until, "until", "phải có ngày cuối, ví dụ 2026-12-31");
    let from = defects.day(&request.from, "from");
    let until = defects.day(&request.until, "until");
    let days = from.zip(until);
    defects.require(
        days.is_none_or(|(from, until)| from <= until),
        "until",
        "phải từ ngày đầu trở đi",
    );
    defects
        .settle(days)
        .map_err(|defects| Refusal::invalid_fields(defects.found()))
}

/// How punctual those were who owe one limit.
pub fn punctuality(row: domain::Punctuality) -> wire::PunctualityRow {
    wire::PunctualityRow {
        share: row.share().map(|share| share.to_string()).unwrap_or_default(),
        limit: row.limit,
        overlay: row.overlay,
        title: row.title,
        owed_by: row.owed_by,
        met: row.met,
        met_late: row.met_late,
        breached: row.breached,
        open: row.open,
    }
}

/// The name of the thing `id` of a collection; empty for none.
fn named(collection: &str, id: Option<impl std::fmt::Display>) -> String {
    id.map(|id| format!("{collection}/{id}")).unwrap_or_default()
}

/// A mail.
pub fn mail(row: mail::Model) -> Result<wire::Mail, Failure> {
    Ok(wire::Mail {
        name: format!("mails/{}", row.id),
        state: wire::MailState::from(row.state()?).into(),
        to: row.recipient,
        subject: row.subject,
        body: row.body,
        send_after: Some(timestamp(row.send_after)),
        sent_at: row.sent_at.map(timestamp),
        case_id: row.case_id.to_string(),
        queued_at: row.queued_at.map(timestamp),
        ended_at: row.ended_at.map(timestamp),
        attempts: row.attempts.unsigned_abs(),
        copies: row.copies.unsigned_abs(),
        error: row.error.unwrap_or_default(),
        repeats: named("mails", row.repeats),
    })
}

/// A mail with its passages, and what is known of its address.
pub fn mail_history(
    row: mail::Model,
    passages: Vec<passage::Model>,
    bouncing: Option<address::Model>,
) -> Result<wire::MailHistory, Failure> {
    let mut all = vec![wire::MailPassage {
        state: wire::MailState::Queued.into(),
        at: row.queued_at.map(timestamp),
        ..wire::MailPassage::default()
    }];
    for passage in passages {
        all.push(wire::MailPassage {
            state: wire::MailState::from(passage.state()?).into(),
            at: Some(timestamp(passage.ended_at)),
            attempt: passage.attempt.unsigned_abs(),
            error: passage.error,
        });
    }
    let state = row.state()?;
    // How it ended, where no attempt that went wrong says so.
    let end = match state {
        MailState::Sent => row.sent_at.map(|at| (at, row.attempts.unsigned_abs())),
        MailState::Superseded | MailState::Cancelled => row.ended_at.map(|at| (at, 0)),
        _ => None,
    };
    all.extend(end.map(|(at, attempt)| wire::MailPassage {
        state: wire::MailState::from(state).into(),
        at: Some(timestamp(at)),
        attempt,
        error: String::new(),
    }));
    Ok(wire::MailHistory {
        mail: Some(mail(row)?),
        passages: all,
        bouncing_since: bouncing.map(|address| timestamp(address.since)),
    })
}
