//! Random acts and deadlines against a model of Điều 28 that knows nothing of the service's code: the
//! same acts are taken, the same refused; no state arises that the law forbids; and what the review has
//! become can be told from its facts alone, in the order in which they were valid.

use calendar::{Day, end_of_day, local_day};
use chrono::{DateTime, TimeDelta, Utc};
use platform::refusal::{Refusal, RefusalKind};
use proptest::prelude::*;
use proto::fact::{Body, Fact, ReviewStep, TeamRole};
use review::domain::{Report, Review, ReviewCommand, ReviewState, Settlement, TeamProposal, judge};
use statute::{Role, Severity, TeamMember};

use crate::builders::{STEPS, accepted, at, case, kept, law, proposal, reached, report, reviewer, school};

/// How a team is put together.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Composition {
    Fit,
    Warned,
    Small,
    Headless,
    Insider,
    Untrained,
    Twice,
    ByProvince,
}

#[derive(Clone, Debug)]
enum Act {
    Establish(Composition),
    Step(usize),
    Draft(u32, bool),
    Comment(Vec<bool>),
    Agree,
    Answer(Vec<(bool, bool)>),
    Final(u32),
    /// Whatever the review waits for next; the school comments, or agrees.
    Proceed(bool),
    Wait(i64),
    /// To the end of the day, or to the last instant before it.
    WaitForMidnight(bool),
    /// A limit has run out so many days ago.
    Deadline(usize, i32),
}

const LIMITS: [&str; 4] = ["review.start", "review.comment", "review.reply", "review.report"];

fn composition() -> impl Strategy<Value = Composition> {
    use Composition::{ByProvince, Fit, Headless, Insider, Small, Twice, Untrained, Warned};
    prop_oneof![
        4 => Just(Fit),
        1 => Just(Warned),
        1 => proptest::sample::select(vec![Small, Headless, Insider, Untrained, Twice, ByProvince]),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => composition().prop_map(Act::Establish),
        8 => (0..4_usize).prop_map(Act::Step),
        3 => (0..6_u32, proptest::bool::weighted(0.9)).prop_map(|(level, sha)| Act::Draft(level, sha)),
        3 => proptest::collection::vec(proptest::bool::weighted(0.9), 0..3).prop_map(Act::Comment),
        1 => Just(Act::Agree),
        4 => proptest::collection::vec((any::<bool>(), proptest::bool::weighted(0.8)), 0..3).prop_map(Act::Answer),
        2 => (0..6_u32).prop_map(Act::Final),
        16 => any::<bool>().prop_map(Act::Proceed),
        3 => (1..72_i64).prop_map(Act::Wait),
        3 => any::<bool>().prop_map(Act::WaitForMidnight),
        4 => (0..LIMITS.len(), 1..4_i32).prop_map(|(limit, ago)| Act::Deadline(limit, ago)),
    ]
}

fn team(composition: Composition) -> TeamProposal {
    let mut team = proposal();
    match composition {
        Composition::Fit => {}
        Composition::Warned => team.seats[2].0.relatives_at = vec![school(1)],
        Composition::Small => team.seats.truncate(4),
        Composition::Headless => team.seats[0].1 = TeamRole::Member,
        Composition::Insider => team.seats[1].0.worked_at = vec![school(1)],
        Composition::Untrained => team.seats[4].0.trained_by_ministry = false,
        Composition::Twice => team.seats[3].0 = reviewer(5),
        Composition::ByProvince => team.signer.authorities = vec![Role::Province],
    }
    team
}

fn command(act: &Act) -> Option<ReviewCommand> {
    let steps = [STEPS[0], STEPS[1], STEPS[2], ReviewStep::Unspecified];
    Some(match act {
        Act::Establish(composition) => ReviewCommand::EstablishTeam(team(*composition)),
        Act::Step(step) => ReviewCommand::CompleteStep(steps[*step], "Biên bản".to_owned()),
        Act::Draft(level, true) => ReviewCommand::SendDraft(report(*level)),
        Act::Draft(level, false) => ReviewCommand::SendDraft(Report {
            level: *level,
            sha256: "?".to_owned(),
        }),
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
        Act::Final(level) => ReviewCommand::SubmitFinalReport(report(*level)),
        Act::Proceed(_) | Act::Wait(_) | Act::WaitForMidnight(_) | Act::Deadline(..) => return None,
    })
}

/// The model: the phases of the review as numbers, and when each was entered.
#[derive(Clone, Debug)]
struct Model {
    log: Vec<(DateTime<Utc>, u8)>,
    steps: usize,
    comments: usize,
}

const OPEN: u8 = 0;
const AT_WORK: u8 = 1;
const DRAFT: u8 = 2;
const COMMENTED: u8 = 3;
const SETTLED: u8 = 4;
const DONE: u8 = 5;

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
            OPEN => Act::Establish(Composition::Fit),
            AT_WORK if self.steps < 3 => Act::Step(self.steps),
            AT_WORK => Act::Draft(2, true),
            DRAFT if comments => Act::Comment(vec![true, true]),
            DRAFT => Act::Agree,
            COMMENTED => Act::Answer(vec![(true, false); self.comments]),
            _ => Act::Final(3),
        }
    }

    /// Whether `act` is taken, and what becomes of it.
    fn take(&mut self, act: &Act, now: DateTime<Utc>) -> bool {
        match (act, self.phase()) {
            (Act::Establish(Composition::Fit | Composition::Warned), OPEN) => self.enter(AT_WORK, now),
            (Act::Step(step), AT_WORK) if *step == self.steps && self.steps < 3 => {
                self.steps += 1;
                true
            }
            (Act::Draft(0..=4, true), AT_WORK) if self.steps == 3 => self.enter(DRAFT, now),
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
            (Act::Final(0..=4), SETTLED) => self.enter(DONE, now),
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
        let owed = match limit {
            "review.start" => OPEN,
            "review.comment" => DRAFT,
            "review.reply" => COMMENTED,
            _ => SETTLED,
        };
        let follows = stood == Some(owed);
        if follows && owed == DRAFT {
            let done = self.log.iter().copied().find(|(_, phase)| *phase == DONE);
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
    let state = review.state();
    let reached = phase(state);
    let path: Vec<_> = review.history.iter().map(|change| phase(change.state)).collect();
    for pair in path.windows(2) {
        let next = pair[1] == pair[0] + 1 || (pair[0], pair[1]) == (DRAFT, SETTLED);
        assert!(next, "{path:?}");
    }
    assert!(review.history.windows(2).all(|pair| pair[0].at <= pair[1].at));
    assert_eq!(review.team.is_some(), reached >= AT_WORK);
    if let Some(team) = &review.team {
        let members: Vec<_> = team
            .seats
            .iter()
            .map(|seat| TeamMember {
                role: match seat.role {
                    TeamRole::Head => statute::TeamRole::Head,
                    TeamRole::Secretary => statute::TeamRole::Secretary,
                    _ => statute::TeamRole::Member,
                },
            })
            .collect();
        let blocks = law()
            .check_team(&members)
            .into_iter()
            .filter(|violation| violation.severity == Severity::Block);
        assert_eq!(blocks.count(), 0);
        let mut people: Vec<_> = team.seats.iter().map(|seat| seat.reviewer).collect();
        people.sort_unstable();
        people.dedup();
        assert_eq!(people.len(), team.seats.len());
    }
    assert_eq!(review.completed_steps, STEPS[..review.completed_steps.len()]);
    if reached >= DRAFT {
        assert_eq!(review.completed_steps.len(), 3);
    }
    assert_eq!(review.level.is_some(), reached >= DRAFT);
    assert_eq!(review.settlement.is_some(), reached >= SETTLED);
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
        let mut model = Model { log: vec![(now, OPEN)], steps: 0, comments: 0 };
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
                _ => match review.decide(command(&act).unwrap(), law(), now) {
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
