//! What a season's answer costs, in points. Points only compare answers with one another; the weights say what
//! matters more, and nothing here decides what is allowed.

use calendar::Day;
use proto::fact::TeamRole;

use super::Person;

/// A team, whoever sits in it: a decision, a plan, a vehicle. So one team for neighbouring schools pays.
pub const TEAM: i64 = 200;
/// One warning against one member in view of one school: heavier than any journey or any lack of experience, since
/// a second person has to answer for it.
pub const WARNING: i64 = 100;
/// A member's journey to one commune under the authority that also manages schools where the member works.
pub const JOURNEY_NEAR: i64 = 5;
/// A member's journey to any other commune.
pub const JOURNEY_FAR: i64 = 15;
/// Each full year that a head has less than [`HEAD_YEARS`].
pub const HEAD_YEAR: i64 = 3;
/// Years in the sector after which more of them no longer make a better head.
pub const HEAD_YEARS: u32 = 15;
/// A head who never headed a team; half of it for one who did once.
pub const FIRST_TIME_HEAD: i64 = 20;
/// Each full year that a secretary has less than [`SECRETARY_YEARS`].
pub const SECRETARY_YEAR: i64 = 2;
/// Years in the sector after which more of them no longer make a better secretary.
pub const SECRETARY_YEARS: u32 = 8;
/// What each team costs more than the one before it, for the same person: the load is convex, so it is spread.
pub const LOAD_STEP: i64 = 30;

/// What is missing to `person` for the seat `role`, on the day `on`.
pub fn inexperience(person: &Person, role: TeamRole, on: Day) -> i64 {
    let years = person.reviewer.years_in_sector(on);
    match role {
        TeamRole::Head => {
            let practice = match person.headed {
                0 => FIRST_TIME_HEAD,
                1 => FIRST_TIME_HEAD / 2,
                _ => 0,
            };
            HEAD_YEAR * i64::from(HEAD_YEARS.saturating_sub(years)) + practice
        }
        TeamRole::Secretary => SECRETARY_YEAR * i64::from(SECRETARY_YEARS.saturating_sub(years)),
        TeamRole::Member | TeamRole::Unspecified => 0,
    }
}

/// What one more team costs a person who already sits in `teams`.
pub fn load(teams: u32) -> i64 {
    LOAD_STEP * i64::from(teams)
}
