//! Random acts and deadlines against a model of Điều 28 that knows nothing of the service's code: the
//! same acts are taken, the same refused; no state arises that the law forbids; and what the review has
//! become can be told from its facts alone, in the order in which they were valid.

use calendar::{Day, end_of_day, local_day};
use chrono::{DateTime, TimeDelta, Utc};
use platform::refusal::{Refusal, RefusalKind};
use proptest::prelude::*;
use proto::fact::{Body, Fact, ReviewStep};
use review::domain::{Review, ReviewCommand, ReviewState, Settlement, VisitForm, judge};
use statute::RegimeId;

use crate::assessed::{assess, criteria, result};
use crate::builders::{STEPS, accepted, at, case, kept, law, reached, reasoned, report, step, team};

#[derive(Clone, Debug)]
enum Act {
    Establish,
    /// A visit in which step, from how many days after today, for how many days.
    Plan(usize, i32, i32),
    Step(usize),
    /// Every criterion at this level.
    Assess(u32),
    /// Only the first criterion.
    AssessOne(u32),
    /// A level, whether a reason is given, whether the report is one.
    Draft(u32, bool, bool),
    Comment(Vec<bool>),
    Agree,
    Answer(Vec<(bool, bool)>),
    Final(u32, bool),
    /// The school withdraws its dossier.
    Withdraw,
    /// Whatever the review waits for next; the school comments, or agrees.
    Proceed(bool),
    Wait(i64),
    /// To the end of the day, or to the last instant before it.
    WaitForMidnight(bool),
    /// A limit has run out so many days ago.
    Deadline(usize, i32),
}

const LIMITS: [&str; 9] = [
    "review.start",
    "review.comment",
    "review.reply",
    "review.report",
    "review.study",
    "review.preliminary_visit",
    "review.official_visit",
    "review.draft",
    "review.team_again",
];

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        2 => Just(Act::Establish),
        4 => (0..3_usize, -3..6_i32, -1..3_i32).prop_map(|(step, from, days)| Act::Plan(step, from, days)),
        8 => (0..4_usize).prop_map(Act::Step),
        2 => (0..6_u32).prop_map(Act::Assess),
        2 => (0..6_u32).prop_map(Act::AssessOne),
        3 => (0..6_u32, any::<bool>(), proptest::bool::weighted(0.9))
            .prop_map(|(level, reason, file)| Act::Draft(level, reason, file)),
        3 => proptest::collection::vec(proptest::bool::weighted(0.9), 0..3).prop_map(Act::Comment),
        1 => Just(Act::Agree),
        4 => proptest::collection::vec((any::<bool>(), proptest::bool::weighted(0.8)), 0..3).prop_map(Act::Answer),
        2 => (0..6_u32, any::<bool>()).prop_map(|(level, reason)| Act::Final(level, reason)),
        1 => proptest::bool::weighted(0.3).prop_map(|now| if now { Act::Withdraw } else { Act::Agree }),
        20 => any::<bool>().prop_map(Act::Proceed),
        3 => (1..72_i64).prop_map(Act::Wait),
        3 => any::<bool>().prop_map(Act::WaitForMidnight),
        4 => (0..LIMITS.len(), 1..4_i32).prop_map(|(limit, ago)| Act::Deadline(limit, ago)),
    ]
}

fn command(act: &Act, now: DateTime<Utc>) -> Option<ReviewCommand> {
    let steps = [STEPS[0], STEPS[1], STEPS[2], ReviewStep::Unspecified];
    let form = |level: u32, reason: bool| if reason { reasoned(level) } else { report(level) };
    Some(match act {
        Act::Establish => ReviewCommand::EstablishTeam(team()),
        Act::Plan(step, from, days) => {
            let from = local_day(now).epoch_days() + from;
            let day = |day: i32| Day::from_epoch_days(day).to_string();
            ReviewCommand::PlanVisit(VisitForm {
                step: STEPS[*step],
                from: day(from),
                until: day(from + days),
            })
        }
        Act::Step(done) => step(steps[*done]),
        Act::Assess(level) => assess(RegimeId::A1, *level),
        Act::AssessOne(level) => {
            let first = &criteria(RegimeId::A1)[0];
            ReviewCommand::Assess(vec![result(RegimeId::A1, first, *level)], None)
        }
        Act::Draft(level, reason, true) => ReviewCommand::SendDraft(form(*level, *reason)),
        Act::Draft(level, reason, false) => {
            let mut form = form(*level, *reason);
            form.report.sha256 = "?".to_owned();
            ReviewCommand::SendDraft(form)
        }
        Act::Comment(stated) => {
            let text = |stated: &bool| if *stated { "Ý kiến" } else { " " }.to_owned();
            ReviewCommand::Comment(stated.iter().map(text).collect())
        }
        Act::Agree => ReviewCommand::Agree,
        Act::Answer(answers) => {
            let answer = |(taken, reasoned): &(bool, bool)| match (taken, reasoned) {
                (true, _) => accepted(),
                (false, true) => kept("Có lý do"),
                (false, false) => kept(""),
            };
            ReviewCommand::Answer(answers.iter().map(answer).collect())
        }
        Act::Final(level, reason) => ReviewCommand::SubmitFinalReport(form(*level, *reason)),
        Act::Withdraw | Act::Proceed(_) | Act::Wait(_) | Act::WaitForMidnight(_) | Act::Deadline(..) => {
            return None;
        }
    })
}

/// The model: the phases of the review as numbers, and when each was entered.
#[derive(Clone, Debug)]
struct Model {
    log: Vec<(DateTime<Utc>, u8)>,
    /// When each step was recorded.
    steps: Vec<DateTime<Utc>>,
    /// The days of the preliminary and of the official visit, as they are planned or were made.
    visits: [Option<(i32, i32)>; 2],
    /// The level of the first criterion and of all others, and whether the others have one.
    first: Option<u32>,
    others: Option<u32>,
    comments: usize,
}

const OPEN: u8 = 0;
const AT_WORK: u8 = 1;
const DRAFT: u8 = 2;
const COMMENTED: u8 = 3;
const SETTLED: u8 = 4;
const DONE: u8 = 5;
const CLOSED: u8 = 6;

impl Model {
    fn phase(&self) -> u8 {
        self.log.last().unwrap().1
    }

    fn enter(&mut self, phase: u8, now: DateTime<Utc>) -> bool {
        self.log.push((now, phase));
        true
    }

    /// What the review waits for.
    fn next(&self, comments: bool) -> Act {
        match self.phase() {
            OPEN => Act::Establish,
            AT_WORK if self.steps.len() < 3 => Act::Step(self.steps.len()),
            AT_WORK if self.others.is_none() => Act::Assess(3),
            AT_WORK => Act::Draft(self.level().unwrap(), false, true),
            DRAFT if comments => Act::Comment(vec![true, true]),
            DRAFT => Act::Agree,
            COMMENTED => Act::Answer(vec![(true, false); self.comments]),
            _ => Act::Final(self.level().unwrap_or(0), false),
        }
    }

    /// What the results come to, once every criterion has one.
    fn level(&self) -> Option<u32> {
        self.first
            .zip(self.others)
            .map(|(first, others)| first.min(others))
    }

    /// Whether a report may conclude so: with no more than the results come to, and with less for a reason.
    fn founded(&self, level: u32, reason: bool) -> bool {
        self.level()
            .is_some_and(|come_to| level == come_to || (level < come_to && reason))
    }

    /// Whether a visit in `step` fits before or after the other one.
    fn fits(&self, step: usize, (from, until): (i32, i32)) -> bool {
        let [preliminary, official] = self.visits;
        match step {
            1 => official.is_none_or(|(first, _)| first >= until),
            _ => preliminary.is_none_or(|(_, last)| from >= last),
        }
    }

    /// Whether `act` is taken, and what becomes of it.
    fn take(&mut self, act: &Act, now: DateTime<Utc>) -> bool {
        let today = local_day(now).epoch_days();
        match (act, self.phase()) {
            (Act::Establish, OPEN) => self.enter(AT_WORK, now),
            (Act::Plan(step @ 1..=2, from, days @ 0..), AT_WORK) if *step >= self.steps.len() => {
                let visit = (today + from, today + from + days);
                let fits = self.fits(*step, visit);
                if fits {
                    self.visits[step - 1] = Some(visit);
                }
                fits
            }
            (Act::Step(step), AT_WORK) if *step == self.steps.len() && *step < 3 => {
                // What is made today follows what was made before; a plan does not hold it up.
                if *step > 0 {
                    self.visits[step - 1] = Some((today, today));
                }
                self.steps.push(now);
                true
            }
            (Act::Assess(level @ 0..=4), AT_WORK | COMMENTED | SETTLED) => {
                (self.first, self.others) = (Some(*level), Some(*level));
                true
            }
            (Act::AssessOne(level @ 0..=4), AT_WORK | COMMENTED | SETTLED) => {
                self.first = Some(*level);
                true
            }
            (Act::Draft(level, reason, true), AT_WORK)
                if self.steps.len() == 3 && self.founded(*level, *reason) =>
            {
                self.enter(DRAFT, now)
            }
            (Act::Comment(stated), DRAFT) if !stated.is_empty() && stated.iter().all(|stated| *stated) => {
                self.comments = stated.len();
                self.enter(COMMENTED, now)
            }
            (Act::Agree, DRAFT) => self.enter(SETTLED, now),
            (Act::Answer(answers), COMMENTED)
                if answers.len() == self.comments
                    && answers.iter().all(|(taken, reasoned)| *taken || *reasoned) =>
            {
                self.enter(SETTLED, now)
            }
            (Act::Final(level, reason), SETTLED) if self.founded(*level, *reason) => self.enter(DONE, now),
            (Act::Withdraw, OPEN..=SETTLED) => self.enter(CLOSED, now),
            _ => false,
        }
    }

    /// Whether something follows from the end of a limit at `end`.
    fn end(&mut self, limit: &str, end: DateTime<Utc>) -> bool {
        let stood = self
            .log
            .iter()
            .rev()
            .find(|(at, _)| *at < end)
            .map(|(_, phase)| *phase);
        let (owed, step) = match limit {
            "review.start" | "review.team_again" => (OPEN, 3),
            "review.comment" => (DRAFT, 3),
            "review.reply" => (COMMENTED, 3),
            "review.study" => (AT_WORK, 0),
            "review.preliminary_visit" => (AT_WORK, 1),
            "review.official_visit" => (AT_WORK, 2),
            "review.draft" => (AT_WORK, 3),
            _ => (SETTLED, 3),
        };
        let made = self.steps.get(step).is_some_and(|made| *made < end);
        let follows = stood == Some(owed) && !made;
        if follows && owed == DRAFT {
            let done = self
                .log
                .iter()
                .copied()
                .find(|(_, phase)| *phase == DONE || *phase == CLOSED);
            self.log.retain(|(at, _)| *at < end);
            self.log.push((end - TimeDelta::microseconds(1), SETTLED));
            self.log.extend(done);
        }
        follows
    }
}

fn phase(state: ReviewState) -> u8 {
    let place = ReviewState::ALL.iter().position(|other| *other == state);
    u8::try_from(place.unwrap()).unwrap()
}

/// The state that follows from the facts alone, in the order in which they were valid: what came after
/// the consent was deemed settled nothing.
fn told_by(facts: &[(DateTime<Utc>, Fact)]) -> (ReviewState, Option<Settlement>) {
    let mut facts: Vec<_> = facts.iter().collect();
    facts.sort_by_key(|(valid, _)| *valid);
    let mut state = ReviewState::AwaitingTeam;
    let mut settlement = None;
    for (_, fact) in facts {
        match fact.body.as_ref().unwrap() {
            Body::TeamEstablished(_) => state = ReviewState::UnderReview,
            Body::DraftReportSent(_) => state = ReviewState::AwaitingComments,
            Body::FinalReportSubmitted(_) => state = ReviewState::Completed,
            Body::ReviewClosed(_) => state = ReviewState::Closed,
            Body::ConsentDeemed(_) => {
                (state, settlement) = (ReviewState::AwaitingFinalReport, Some(Settlement::Deemed));
            }
            _ if settlement.is_some() => {}
            Body::CommentsReceived(_) => state = ReviewState::AwaitingReply,
            Body::DraftAgreed(_) => {
                (state, settlement) = (ReviewState::AwaitingFinalReport, Some(Settlement::Agreed));
            }
            Body::CommentsAnswered(_) => {
                (state, settlement) = (ReviewState::AwaitingFinalReport, Some(Settlement::Answered));
            }
            _ => {}
        }
    }
    (state, settlement)
}

/// A refusal names the fields, or the rules with their articles.
fn is_explained(refusal: &Refusal) -> bool {
    match &refusal.kind {
        RefusalKind::Invalid(fields) => !fields.is_empty(),
        RefusalKind::Forbidden(rules) => {
            !rules.is_empty()
                && rules.iter().all(|rule| {
                    !rule.rule.is_empty() && !rule.description.is_empty() && !rule.citation.is_empty()
                })
        }
        _ => false,
    }
}

/// What the law forbids in any state.
fn must_be_lawful(review: &Review) {
    let path: Vec<_> = review.history.iter().map(|change| phase(change.state)).collect();
    for pair in path.windows(2) {
        let next = pair[1] == pair[0] + 1 || (pair[0], pair[1]) == (DRAFT, SETTLED) || pair[1] == CLOSED;
        assert_ne!((pair[0], pair[1]), (DONE, CLOSED), "what is done stays done");
        assert!(next, "{path:?}");
    }
    assert!(review.history.windows(2).all(|pair| pair[0].at <= pair[1].at));
    assert_eq!(review.team.is_some(), path.contains(&AT_WORK));
    let steps = review.completed_steps();
    assert_eq!(steps, STEPS[..steps.len()]);
    let visits: Vec<_> = review
        .visits
        .iter()
        .map(|visit| (visit.from, visit.until))
        .collect();
    assert!(visits.iter().all(|(from, until)| from <= until), "{visits:?}");
    let settled = path.contains(&SETTLED);
    if path.contains(&DRAFT) {
        assert_eq!(steps.len(), 3);
    }
    assert_eq!(review.level.is_some(), path.contains(&DRAFT));
    assert_eq!(review.draft.is_some(), path.contains(&DRAFT));
    assert_eq!(review.report.is_some(), path.contains(&DONE));
    assert_eq!(review.settlement.is_some(), settled);
    let founded = |conclusion: &review::domain::Conclusion| {
        conclusion.level == conclusion.proposed
            || (conclusion.level < conclusion.proposed && !conclusion.reason.is_empty())
    };
    assert!(review.draft.iter().chain(&review.report).all(founded));
    match review.settlement {
        Some(Settlement::Answered) => assert!(!review.comments.is_empty()),
        Some(Settlement::Agreed) => assert!(review.comments.is_empty()),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_acts_leads_where_the_law_forbids(acts in proptest::collection::vec(act(), 1..60)) {
        let mut now = at("2024-06-05T09:00:00+07:00");
        let (mut review, fact) = Review::open(case(1), now);
        let mut facts = vec![(now, fact)];
        let mut model = Model {
            log: vec![(now, OPEN)],
            steps: Vec::new(),
            visits: [None, None],
            first: None,
            others: None,
            comments: 0,
        };
        for act in acts {
            let act = if let Act::Proceed(comments) = act { model.next(comments) } else { act };
            let version = review.version;
            match &act {
                Act::Wait(hours) => now += TimeDelta::hours(*hours),
                Act::WaitForMidnight(before) => {
                    let midnight = end_of_day(local_day(now));
                    now = now.max(midnight - TimeDelta::microseconds(i64::from(*before)));
                }
                Act::Deadline(limit, ago) => {
                    let due_on = Day::from_epoch_days(local_day(now).epoch_days() - ago);
                    let limit = LIMITS[*limit];
                    let judgement = judge(&review, &reached(limit, &due_on.to_string()), due_on, now);
                    prop_assert_eq!(judgement.is_some(), model.end(limit, end_of_day(due_on)), "{:?}", act);
                    if let Some(judgement) = judgement {
                        facts.push((judgement.occurred_at, judgement.fact));
                        review = judgement.review.unwrap_or(review);
                    }
                }
                Act::Withdraw => {
                    let closed = review.close("Trường sáp nhập", now);
                    prop_assert_eq!(closed.is_some(), model.take(&act, now));
                    if let Some((after, fact)) = closed {
                        facts.push((now, fact));
                        review = after;
                    }
                }
                _ => match review.decide(command(&act, now).unwrap(), law(), now) {
                    Ok((after, fact)) => {
                        prop_assert!(model.take(&act, now), "{:?} was taken in {}", act, review.state());
                        prop_assert_eq!(after.version, version + 1);
                        facts.push((now, fact));
                        review = after;
                    }
                    Err(refusal) => {
                        prop_assert!(!model.take(&act, now), "{:?} was refused in {}", act, review.state());
                        prop_assert!(is_explained(&Refusal::from(refusal.clone())), "{:?}", refusal);
                    }
                },
            }
            prop_assert_eq!(phase(review.state()), model.phase());
            prop_assert_eq!(told_by(&facts), (review.state(), review.settlement));
            must_be_lawful(&review);
        }
    }
}
