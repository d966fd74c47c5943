//! Random commands against a model of teams that knows nothing of the service's code: the same commands are taken,
//! the same refused, each refusal names its rule, and no team arises that the law forbids.

use std::collections::{BTreeMap, BTreeSet};

use platform::refusal::{Refusal, RefusalKind};
use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use proto::fact::TeamRole;
use review::domain::{
    self, Invitation, ReplacementForm, ReviewState, StateChange, Team, TeamCommand, TeamProposal, TeamState,
};

use super::stage::{Stage, given, seats, signed_by};
use crate::builders::{at, case, post_at, reviewer};

/// People by number, of whom somebody is always free.
const PEOPLE: u128 = 8;
/// Two officers, one of whom may sign as well, and a leader.
const ACTORS: [&str; 3] = ["chuyen-vien", "pho-giam-doc", "giam-doc"];

/// Who is to sit where: head, secretary and members in order, or members alone; with a reason for each who warns.
#[derive(Clone, Debug)]
struct Wish {
    people: Vec<u128>,
    headless: bool,
    reasons: bool,
}

#[derive(Clone, Debug)]
enum Step {
    Propose(Wish, usize),
    Change(Wish, usize),
    Discard,
    Invite,
    Answer(u128, bool),
    EveryoneAccepts,
    Establish(usize),
    ProposeReplacement(u128, u128, bool, usize),
    DecideReplacement(usize),
    Dissolve,
    /// The school hires someone.
    Hire(u128),
    /// Someone moves to the school's commune.
    Move(u128),
    /// The team sends its draft.
    Send,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    Unasked,
    Asked,
    Given,
    Withheld,
}

#[derive(Clone, Debug)]
struct Change {
    leaving: u128,
    coming: u128,
    by: usize,
    reasoned: bool,
}

/// The model.
#[derive(Clone, Debug, Default)]
struct Model {
    state: Option<&'static str>,
    seats: Vec<(u128, Word)>,
    reasons: BTreeMap<u128, usize>,
    preparers: BTreeSet<usize>,
    change: Option<Change>,
    sent: bool,
    hired: BTreeSet<u128>,
    moved: BTreeSet<u128>,
    done: bool,
}

impl Model {
    fn sits(&self, person: u128) -> bool {
        self.seats.iter().any(|(seated, _)| *seated == person)
    }

    /// Makes it what `wish` says, unless the law forbids it.
    fn fill(mut self, wish: &Wish, by: usize) -> Option<Self> {
        let alone: BTreeSet<_> = wish.people.iter().copied().collect();
        let fits = alone.len() == wish.people.len() && alone.len() >= 5 && !wish.headless;
        if !fits || !alone.is_disjoint(&self.hired) {
            return None;
        }
        let word = |(place, person): (usize, &u128)| match self.seats.get(place) {
            // The first two seats are their own; a member is a member, wherever they stand.
            Some((seated, word)) if seated == person => (*person, *word),
            _ if place >= 2 => {
                let before = self.seats.iter().skip(2).find(|(seated, _)| seated == person);
                (*person, before.map_or(Word::Unasked, |(_, word)| *word))
            }
            _ => (*person, Word::Unasked),
        };
        let seats = wish.people.iter().enumerate().map(word).collect();
        let warned = alone.intersection(&self.moved).filter(|_| wish.reasons).copied();
        let author = |person| (person, self.reasons.get(&person).copied().unwrap_or(by));
        let reasons = warned.map(author).collect();
        self.seats = seats;
        self.reasons = reasons;
        self.preparers.insert(by);
        self.state = Some("proposed");
        Some(self)
    }

    /// What becomes of it, or nothing when the step is refused.
    fn after(&self, step: &Step) -> Option<Self> {
        let mut next = self.clone();
        match (step, self.state) {
            (Step::Hire(person), _) => {
                next.hired.insert(*person);
            }
            (Step::Move(person), _) => {
                next.moved.insert(*person);
            }
            (Step::Send, Some("established")) => next.sent = true,
            (Step::Propose(wish, by), None | Some("discarded" | "dissolved")) => {
                let fresh = Self {
                    hired: self.hired.clone(),
                    moved: self.moved.clone(),
                    ..Self::default()
                };
                return fresh.fill(wish, *by);
            }
            (Step::Change(wish, by), Some("proposed")) => return next.fill(wish, *by),
            (Step::Discard, Some("proposed")) => next.enter("discarded"),
            (Step::Invite, Some("proposed")) => {
                if !self.seats.iter().any(|(_, word)| *word == Word::Unasked) {
                    return None;
                }
                let unasked = next.seats.iter_mut().filter(|(_, word)| *word == Word::Unasked);
                unasked.for_each(|(_, word)| *word = Word::Asked);
            }
            (Step::Answer(person, accepted), Some("proposed")) => {
                let asked = |(seated, word): &&mut (u128, Word)| seated == person && *word == Word::Asked;
                let (_, word) = next.seats.iter_mut().find(asked)?;
                *word = if *accepted { Word::Given } else { Word::Withheld };
            }
            (Step::EveryoneAccepts, Some("proposed")) => {
                next.seats.iter_mut().for_each(|(_, word)| *word = Word::Given);
            }
            (Step::Establish(by), Some("proposed")) => {
                let another =
                    !self.preparers.contains(by) && !self.reasons.values().any(|author| author == by);
                let willing = self.seats.iter().all(|(_, word)| *word == Word::Given);
                let fit = !self.seats.iter().any(|(person, _)| self.hired.contains(person));
                let answered = self
                    .seats
                    .iter()
                    .all(|(person, _)| !self.moved.contains(person) || self.reasons.contains_key(person));
                if !(another && willing && fit && answered && *by > 0) {
                    return None;
                }
                next.enter("established");
            }
            (Step::ProposeReplacement(leaving, coming, reasons, by), Some("established")) => {
                if !self.sits(*leaving) || self.sits(*coming) || self.hired.contains(coming) {
                    return None;
                }
                next.change = Some(Change {
                    leaving: *leaving,
                    coming: *coming,
                    by: *by,
                    reasoned: *reasons && self.moved.contains(coming),
                });
            }
            (Step::DecideReplacement(by), Some("established")) => {
                let change = next.change.take()?;
                let answered = change.reasoned || !self.moved.contains(&change.coming);
                if *by == 0 || change.by == *by || self.hired.contains(&change.coming) || !answered {
                    return None;
                }
                let seat = next
                    .seats
                    .iter_mut()
                    .find(|(seated, _)| *seated == change.leaving);
                *seat? = (change.coming, Word::Given);
            }
            (Step::Dissolve, Some("established")) if !self.sent => next.enter("dissolved"),
            _ => return None,
        };
        Some(next)
    }

    fn enter(&mut self, state: &'static str) {
        self.state = Some(state);
        self.change = None;
    }
}

fn wish() -> impl Strategy<Value = Wish> {
    let people = prop_oneof![
        8 => Just((1..=PEOPLE).collect::<Vec<_>>()).prop_shuffle(),
        1 => proptest::collection::vec(1..=PEOPLE, 8),
    ];
    let size = prop_oneof![1 => 3..5_usize, 8 => 5..7_usize];
    (
        people,
        size,
        proptest::bool::weighted(0.05),
        proptest::bool::weighted(0.8),
    )
        .prop_map(|(mut people, size, headless, reasons)| {
            people.truncate(size);
            Wish {
                people,
                headless,
                reasons,
            }
        })
}

impl ReferenceStateMachine for Model {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        Just(Self::default()).boxed()
    }

    fn transitions(_: &Self) -> BoxedStrategy<Step> {
        let who = || 1..=PEOPLE;
        let actor = || 0..ACTORS.len();
        prop_oneof![
            4 => (wish(), 0..2_usize).prop_map(|(wish, by)| Step::Propose(wish, by)),
            2 => (wish(), 0..2_usize).prop_map(|(wish, by)| Step::Change(wish, by)),
            1 => Just(Step::Discard),
            3 => Just(Step::Invite),
            4 => (who(), proptest::bool::weighted(0.8)).prop_map(|(person, word)| Step::Answer(person, word)),
            4 => Just(Step::EveryoneAccepts),
            6 => actor().prop_map(Step::Establish),
            4 => (who(), who(), any::<bool>(), actor())
                .prop_map(|(leaving, coming, reasons, by)| Step::ProposeReplacement(leaving, coming, reasons, by)),
            4 => actor().prop_map(Step::DecideReplacement),
            1 => Just(Step::Dissolve),
            1 => who().prop_map(Step::Hire),
            1 => who().prop_map(Step::Move),
            1 => Just(Step::Send),
        ]
        .boxed()
    }

    fn apply(state: Self, step: &Step) -> Self {
        match state.after(step) {
            Some(next) => Self { done: true, ..next },
            None => Self { done: false, ..state },
        }
    }
}

/// The team under test, and what it is decided by.
struct Staged {
    stage: Stage,
    team: Option<Team>,
}

impl Staged {
    fn proposal(&self, wish: &Wish) -> TeamProposal {
        let mut seats = seats(&wish.people);
        if wish.headless {
            seats[0].1 = TeamRole::Member;
        }
        let warned =
            |number: &&u128| self.stage.people[usize::try_from(**number).unwrap() - 1].commune == "Bắc Sơn";
        let mut reasoned: Vec<u128> = wish.people.iter().filter(warned).copied().collect();
        reasoned.sort_unstable();
        reasoned.dedup();
        let reason = |number: u128| given(number, Some(1), "reviewer.same_commune", "Không còn ai khác");
        TeamProposal {
            reviews: vec![Some(case(1).id)],
            seats,
            overrides: reasoned
                .into_iter()
                .filter(|_| wish.reasons)
                .map(reason)
                .collect(),
        }
    }

    fn command(&self, step: &Step) -> Option<(TeamCommand, usize)> {
        Some(match step {
            Step::Change(wish, by) => (TeamCommand::Change(self.proposal(wish)), *by),
            Step::Discard => (TeamCommand::Discard("Đề xuất lại".to_owned()), 0),
            Step::Invite => (TeamCommand::Invite, 0),
            Step::Answer(person, true) => (TeamCommand::Accept(reviewer(*person).id), 0),
            Step::Answer(person, false) => (TeamCommand::Decline(reviewer(*person).id, "Bận".to_owned()), 0),
            Step::Establish(by) => {
                let mut signing = signed_by(ACTORS[*by]);
                signing.signer.authorities.retain(|_| *by > 0);
                (TeamCommand::Establish(signing), *by)
            }
            Step::ProposeReplacement(leaving, coming, reasons, by) => {
                let moved = self.stage.people[usize::try_from(*coming).unwrap() - 1].commune == "Bắc Sơn";
                let form = ReplacementForm {
                    leaving: Some(reviewer(*leaving).id),
                    coming: Some(reviewer(*coming).id),
                    reason: "Nghỉ ốm".to_owned(),
                    overrides: (*reasons && moved)
                        .then(|| given(*coming, Some(1), "reviewer.same_commune", "Không còn ai khác"))
                        .into_iter()
                        .collect(),
                };
                (TeamCommand::ProposeReplacement(form), *by)
            }
            Step::DecideReplacement(by) => {
                let mut signing = signed_by(ACTORS[*by]);
                signing.signer.authorities.retain(|_| *by > 0);
                (TeamCommand::DecideReplacement(signing), *by)
            }
            Step::Dissolve => (
                TeamCommand::Dissolve(signed_by("giam-doc"), "Lý do".to_owned()),
                2,
            ),
            _ => return None,
        })
    }

    /// Everyone who has not answered yet is asked and accepts; whoever declined was asked again face to face.
    fn everyone_accepts(&mut self) -> bool {
        let Some(team) = self
            .team
            .as_mut()
            .filter(|team| team.state == TeamState::Proposed)
        else {
            return false;
        };
        for seat in &mut team.seats {
            seat.invitation = Invitation::Accepted;
        }
        true
    }

    fn step(&mut self, step: &Step) -> Result<bool, domain::Refusal> {
        let person = |number: &u128| usize::try_from(*number).unwrap();
        match step {
            Step::Hire(number) => self.stage.person(person(number)).career = vec![post_at(1)],
            Step::Move(number) => "Bắc Sơn".clone_into(&mut self.stage.person(person(number)).commune),
            Step::Send => {
                let at_work = self.stage.reviews[0].state() != ReviewState::AwaitingTeam;
                if at_work {
                    self.stage.reviews[0].history.push(StateChange {
                        state: ReviewState::AwaitingComments,
                        at: at(self.stage.moment),
                    });
                }
                return Ok(at_work);
            }
            Step::EveryoneAccepts => return Ok(self.everyone_accepts()),
            Step::Propose(wish, by) => {
                if self.team.as_ref().is_some_and(|team| team.state.is_open()) {
                    self.stage.taken = vec![case(1).id];
                }
                let id = reviewer(99).id;
                let proposal = self.proposal(wish);
                let proposed = Team::propose(id, &proposal, &self.stage.circumstances(ACTORS[*by]));
                self.stage.taken.clear();
                self.team = Some(proposed?.team);
            }
            _ => {
                let Some(team) = self.team.clone() else {
                    return Ok(false);
                };
                let (command, by) = self.command(step).unwrap();
                let decided = team.decide(&command, &self.stage.circumstances(ACTORS[by]))?;
                assert_eq!(decided.team.version, team.version + 1);
                assert!(!decided.facts.is_empty(), "what is taken is announced");
                for review in decided.reviews {
                    self.stage.reviews[0] = review;
                }
                self.team = Some(decided.team);
            }
        }
        Ok(true)
    }
}

/// A refusal names the fields, or the rules with their articles.
fn must_be_explained(refusal: &Refusal) {
    match &refusal.kind {
        RefusalKind::Invalid(fields) => assert!(!fields.is_empty()),
        RefusalKind::Forbidden(rules) => {
            assert!(!rules.is_empty());
            for rule in rules {
                let texts = [&rule.rule, &rule.description, &rule.citation];
                assert!(texts.iter().all(|text| !text.is_empty()), "{rule:?}");
            }
        }
        _ => panic!("{refusal:?}"),
    }
}

impl StateMachineTest for Staged {
    type SystemUnderTest = Self;
    type Reference = Model;

    fn init_test(_: &Model) -> Self {
        Self {
            stage: Stage::new(),
            team: None,
        }
    }

    fn apply(mut staged: Self, model: &Model, step: Step) -> Self {
        match staged.step(&step) {
            Ok(taken) => assert_eq!(taken, model.done, "{step:?} was taken"),
            Err(refusal) => {
                assert!(!model.done, "{step:?} was refused: {refusal:?}");
                must_be_explained(&refusal.into());
            }
        }
        staged
    }

    fn check_invariants(staged: &Self, model: &Model) {
        let Some(team) = &staged.team else {
            assert_eq!(model.state, None);
            return;
        };
        assert_eq!(model.state, Some(team.state.as_str()));
        let people: Vec<_> = team.seats.iter().map(|seat| seat.seat.reviewer).collect();
        let expected: Vec<_> = model
            .seats
            .iter()
            .map(|(person, _)| reviewer(*person).id)
            .collect();
        assert_eq!(people, expected);
        must_be_lawful(team, &staged.stage);
    }
}

/// What the law forbids in any state.
fn must_be_lawful(team: &Team, stage: &Stage) {
    let count = |role| team.seats.iter().filter(|seat| seat.seat.role == role).count();
    assert_eq!((count(TeamRole::Head), count(TeamRole::Secretary)), (1, 1));
    assert!(team.seats.len() >= 5);
    let people: BTreeSet<_> = team.seats.iter().map(|seat| seat.seat.reviewer).collect();
    assert_eq!(people.len(), team.seats.len());
    let review = &stage.reviews[0];
    let of_review = review.team.as_ref();
    if team.state != TeamState::Established {
        assert_eq!(of_review, None);
        return;
    }
    let decision = team.decision.as_ref().unwrap();
    assert!(!team.preparers.contains(&decision.signer), "four eyes");
    for seat in &team.seats {
        assert_eq!(seat.invitation, Invitation::Accepted);
    }
    for warning in &team.warnings {
        let given = team.answer_to(warning).expect("every warning has its reason");
        let approved_by = given.approved_by.as_ref().expect("and somebody approved it");
        assert_ne!(*approved_by, given.requested_by);
    }
    for replacement in &team.replacements {
        assert_ne!(
            replacement.proposed_by,
            replacement.decision.as_ref().unwrap().signer
        );
    }
    let seats: Vec<_> = team.seats.iter().map(|seat| seat.seat.clone()).collect();
    assert_eq!(of_review.map(|known| known.seats.clone()), Some(seats));
}

prop_state_machine! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_commands_makes_a_team_that_the_law_forbids(sequential 1..50 => Staged);
}
