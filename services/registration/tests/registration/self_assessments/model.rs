//! A whole life of a self-assessment in random commands, against a model that is written apart from the code:
//! which command is possible when, and what it leaves.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use proto::fact::SchoolType;
use registration::domain::{ActionForm, CouncilSeat, Refusal, ReviewForm, SelfAssessment};
use statute::{Law, RegimeId};

use super::rules::{conclusion, council, names_its_rule, opened, report, result, seats};
use crate::builders::*;

const MANDATORY: [&str; 8] = ["1.3", "1.4", "2.1", "2.2", "3.1", "3.2", "4.1", "4.2"];

#[derive(Clone, Debug)]
enum Command {
    Appoint {
        size: usize,
        chaired: bool,
    },
    /// Every criterion at this level.
    AssessAll(u32),
    /// Some criteria, by their place in the act; one beyond it is none of the act's.
    AssessSome(BTreeMap<usize, u32>),
    Complete {
        level: u32,
        reason: bool,
    },
    Plan(usize),
    Review {
        first_year: u32,
        done: u32,
    },
}

#[derive(Clone, Debug)]
struct Model {
    b: bool,
    council: bool,
    levels: Vec<Option<u32>>,
    concluded: Option<u32>,
    actions: usize,
    reviews: BTreeMap<u32, u32>,
    /// Whether the last command was possible.
    possible: bool,
}

impl Model {
    fn at(&self) -> &'static str {
        if self.b { B } else { A0 }
    }

    fn highest(&self) -> u32 {
        if self.b { 2 } else { 4 }
    }

    /// Counted by hand from the wording of the acts.
    fn level(&self) -> u32 {
        let levels: Vec<u32> = self.levels.iter().map(|level| level.unwrap_or(0)).collect();
        if !self.b {
            return levels.into_iter().min().unwrap();
        }
        let numbers = criteria(RegimeId::B);
        let mut reached = 0;
        for level in [1, 2] {
            let (mut mandatory, mut others) = (0, 0);
            for (number, at) in numbers.iter().zip(&levels) {
                if *at >= level {
                    if MANDATORY.contains(&number.as_str()) {
                        mandatory += 1;
                    } else {
                        others += 1;
                    }
                }
            }
            let none_below = level == 1 || levels.iter().all(|at| *at >= 1);
            if mandatory == 8 && others >= 5 && none_below {
                reached = level;
            }
        }
        reached
    }

    fn possible(&self, command: &Command) -> bool {
        let open = self.concluded.is_none();
        match command {
            Command::Appoint { size, chaired } => {
                open && *chaired
                    && if self.b {
                        *size >= 5 && size % 2 == 1
                    } else {
                        *size >= 7
                    }
            }
            Command::AssessAll(level) => open && *level <= self.highest(),
            Command::AssessSome(some) => {
                let fits =
                    |(place, level): (&usize, &u32)| *place < self.levels.len() && *level <= self.highest();
                open && !some.is_empty() && some.iter().all(fits)
            }
            Command::Complete { level, reason } => {
                let alone = *level != self.level() || (self.b && *level == 0);
                open && self.council
                    && self.levels.iter().all(Option::is_some)
                    && *level <= self.highest()
                    && (*reason || !alone)
            }
            Command::Plan(actions) => {
                *actions > 0 && self.reviews.values().all(|done| *done as usize <= *actions)
            }
            Command::Review { first_year, done } => {
                !open
                    && self.actions > 0
                    && (2024..=2032).contains(first_year)
                    && *done as usize <= self.actions
                    && !self.reviews.contains_key(first_year)
            }
        }
    }
}

fn criteria(regime: RegimeId) -> Vec<String> {
    let kind = if regime == RegimeId::B {
        "general"
    } else {
        "primary"
    };
    let criteria = Law::official().criteria(regime, kind);
    criteria.map(|criterion| criterion.criterion.clone()).collect()
}

impl ReferenceStateMachine for Model {
    type State = Self;
    type Transition = Command;

    fn init_state() -> BoxedStrategy<Self> {
        let begin = |b: bool| Model {
            b,
            council: false,
            levels: vec![None; if b { 15 } else { 27 }],
            concluded: None,
            actions: 0,
            reviews: BTreeMap::new(),
            possible: true,
        };
        any::<bool>().prop_map(begin).boxed()
    }

    fn transitions(model: &Self) -> BoxedStrategy<Command> {
        // The right level is asked for often enough that most lives come to their end.
        let level = prop_oneof![2 => Just(model.level()), 1 => 0..6_u32];
        prop_oneof![
            2 => (3..10_usize, prop::bool::weighted(0.8))
                .prop_map(|(size, chaired)| Command::Appoint { size, chaired }),
            2 => (0..6_u32).prop_map(Command::AssessAll),
            2 => prop::collection::btree_map(0..28_usize, 0..6_u32, 0..4).prop_map(Command::AssessSome),
            3 => (level, any::<bool>()).prop_map(|(level, reason)| Command::Complete { level, reason }),
            2 => (0..5_usize).prop_map(Command::Plan),
            3 => (2022..2034_u32, 0..6_u32).prop_map(|(first_year, done)| Command::Review { first_year, done }),
        ]
        .boxed()
    }

    fn apply(mut model: Self, command: &Command) -> Self {
        model.possible = model.possible(command);
        if !model.possible {
            return model;
        }
        match command {
            Command::Appoint { .. } => model.council = true,
            Command::AssessAll(level) => model.levels.fill(Some(*level)),
            Command::AssessSome(some) => {
                for (place, level) in some {
                    model.levels[*place] = Some(*level);
                }
            }
            Command::Complete { level, .. } => model.concluded = Some(*level),
            Command::Plan(actions) => model.actions = *actions,
            Command::Review { first_year, done } => {
                model.reviews.insert(*first_year, *done);
            }
        }
        model
    }
}

struct Life;

impl Life {
    fn decide(assessment: &SelfAssessment, at: &str, command: Command) -> Result<SelfAssessment, Refusal> {
        let (law, at) = (Law::official(), moment(at));
        let numbers = criteria(assessment.regime);
        let number = |place: usize| numbers.get(place).map_or("9.9", String::as_str);
        let entered = |place: usize, level| result(assessment.regime, number(place), level);
        let decided = match command {
            Command::Appoint { size, chaired } => {
                let mut seats = seats(size);
                if !chaired {
                    seats[0] = CouncilSeat::ViceChair;
                }
                assessment.appoint(council(&seats), law, at)
            }
            Command::AssessAll(level) => {
                let all = (0..numbers.len()).map(|place| entered(place, level)).collect();
                assessment.assess(all, law, at)
            }
            Command::AssessSome(some) => {
                let some = some
                    .into_iter()
                    .map(|(place, level)| entered(place, level))
                    .collect();
                assessment.assess(some, law, at)
            }
            Command::Complete { level, reason } => {
                let reason = if reason {
                    "Đã đối chiếu thực tế"
                } else {
                    ""
                };
                assessment.complete(conclusion(level, reason), law, at)
            }
            Command::Plan(actions) => {
                let action = ActionForm {
                    criterion: "1.1".to_owned(),
                    action: "Mua sách".to_owned(),
                    responsible: "Thư viện".to_owned(),
                    by: "2030-01-01".to_owned(),
                };
                assessment.plan_improvement(vec![action; actions], law)
            }
            Command::Review { first_year, done } => {
                let review = ReviewForm {
                    school_year: format!("{first_year}-{}", first_year + 1),
                    summary: "Đã làm".to_owned(),
                    done,
                    report: report(),
                };
                assessment.review_improvement(review, moment("2032-10-01T09:00:00+07:00"))
            }
        };
        decided.map(|(after, fact)| {
            assert_eq!(fact.subject.unwrap().case_id, after.id.to_string());
            assert_eq!(after.version, assessment.version + 1);
            after
        })
    }
}

impl StateMachineTest for Life {
    type SystemUnderTest = SelfAssessment;
    type Reference = Model;

    fn init_test(model: &Model) -> SelfAssessment {
        opened(SchoolType::Primary, model.at())
    }

    fn apply(assessment: SelfAssessment, model: &Model, command: Command) -> SelfAssessment {
        match Self::decide(&assessment, model.at(), command.clone()) {
            Ok(after) => {
                assert!(model.possible, "{command:?} must be refused");
                after
            }
            Err(refusal) => {
                assert!(!model.possible, "{command:?}: {refusal:?}");
                assert!(names_its_rule(refusal.clone()), "{refusal:?}");
                assessment
            }
        }
    }

    fn check_invariants(assessment: &SelfAssessment, model: &Model) {
        let law = Law::official();
        let concluded = assessment.conclusion.as_ref().map(|conclusion| conclusion.level);
        assert_eq!(concluded, model.concluded);
        assert_eq!(assessment.council.is_some(), model.council);
        assert_eq!(assessment.proposed(law, day("2024-06-01")).level, model.level());
        let missing = model.levels.iter().filter(|level| level.is_none()).count();
        assert_eq!(assessment.missing_criteria(law).len(), missing);
        assert!(
            missing == 0 || concluded.is_none(),
            "concluded without all criteria"
        );
        let reviews: Vec<_> = assessment.reviews.iter().map(|review| review.done).collect();
        let expected: Vec<_> = model.reviews.values().copied().collect();
        assert_eq!(reviews, expected, "oldest first");
        assert_eq!(assessment.improvement.len(), model.actions);
    }
}

prop_state_machine! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_commands_reach_only_what_the_acts_allow(sequential 1..30 => Life);
}
