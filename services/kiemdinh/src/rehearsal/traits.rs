//! What happens to the schools of a rehearsal on their way, dealt by the seed.

use super::pace::Pace;

/// From this many schools on, further schools get traits by chance.
const LARGE_PLAN: usize = 8;
/// The stream of random numbers that deals traits; schools have the streams of their places in the plan.
const DEALER: u64 = u64::MAX;

/// How a school takes the draft report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Response {
    /// Agrees in writing.
    Agrees,
    /// Comments.
    Comments,
    /// Stays silent, until it is deemed to consent.
    Silent,
}

/// What happens to a school on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Traits {
    /// The dossier is asked to be completed.
    pub supplement: bool,
    /// How the school takes the draft.
    pub response: Response,
    /// The decision, or the proposal, comes after its due date.
    pub late: bool,
    /// The Sở sees in time that it will not keep the due date: a letter of apology sets one new date.
    pub apology: bool,
    /// The team finds less than the school asks for.
    pub falls_short: bool,
}

/// Deals traits to `count` schools: at least one supplement, one silence, one late decision and one letter of apology,
/// on different schools as far as there are enough.
pub fn deal(seed: u64, count: usize) -> Vec<Traits> {
    let mut pace = Pace::new(seed, DEALER);
    let mut traits: Vec<Traits> = (0..count)
        .map(|_| Traits {
            supplement: false,
            response: if pace.chance(0.6) {
                Response::Comments
            } else {
                Response::Agrees
            },
            late: false,
            apology: false,
            falls_short: false,
        })
        .collect();
    let order = pace.shuffled(count);
    if count == 0 {
        return traits;
    }
    traits[order[0]].supplement = true;
    traits[order[1 % count]].response = Response::Silent;
    traits[order[2 % count]].late = true;
    traits[order[3 % count]].apology = true;
    if count >= LARGE_PLAN {
        for place in order.into_iter().skip(4) {
            let one = &mut traits[place];
            one.supplement = pace.chance(0.2);
            if pace.chance(0.1) {
                one.response = Response::Silent;
            }
            one.late = pace.chance(0.07);
            one.falls_short = pace.chance(0.05);
        }
    }
    traits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(traits: &[Traits], test: fn(&Traits) -> bool) -> Vec<usize> {
        (0..traits.len()).filter(|place| test(&traits[*place])).collect()
    }

    fn stories(seed: u64, count: usize) -> [Vec<usize>; 4] {
        let traits = deal(seed, count);
        [
            places(&traits, |one| one.supplement),
            places(&traits, |one| one.response == Response::Silent),
            places(&traits, |one| one.late),
            places(&traits, |one| one.apology),
        ]
    }

    #[test]
    fn every_plan_shows_a_supplement_a_silence_a_late_decision_and_a_letter_of_apology() {
        for seed in 0..200 {
            for count in 1..LARGE_PLAN {
                let stories = stories(seed, count);
                assert!(stories.iter().all(|story| story.len() == 1), "{stories:?}");
                let schools: std::collections::BTreeSet<_> = stories.iter().flatten().collect();
                assert_eq!(
                    schools.len(),
                    count.min(4),
                    "different schools as far as there are enough"
                );
            }
            let [supplement, silent, late, apology] = stories(seed, 60);
            assert!(!supplement.is_empty() && !silent.is_empty() && !late.is_empty() && !apology.is_empty());
            assert!(
                supplement.len() < 30 && silent.len() < 20 && late.len() < 20,
                "at plausible rates"
            );
        }
        assert!(deal(1, 0).is_empty());
    }
}
