//! What a season asks of its teams.

use serde::{Deserialize, Serialize};
use statute::{Law, TeamMember};

use super::bound::MOST_SCHOOLS_PER_TEAM;
use crate::domain::Refusal;

/// What a season asks of its teams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// How many members a team has.
    pub team_size: u32,
    /// How many schools a team reviews at most.
    pub most_schools_per_team: u32,
    /// In how many teams a person sits at most.
    pub most_teams_per_reviewer: u32,
    /// In how many teams of one month a person sits at most.
    pub most_teams_per_month: u32,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            team_size: 5,
            most_schools_per_team: 3,
            most_teams_per_reviewer: 3,
            most_teams_per_month: 1,
        }
    }
}

/// More members than any team has.
const LARGEST_TEAM: u32 = 15;
/// More teams than anyone can sit in.
const MOST_TEAMS: u32 = 50;

impl Terms {
    /// Refuses terms that no team can fulfil, all defects at once.
    pub fn must_fit(self, law: &Law) -> Result<(), Refusal> {
        let least = smallest_team(law);
        let bounds = [
            ("terms.team_size", self.team_size, least, LARGEST_TEAM),
            (
                "terms.most_schools_per_team",
                self.most_schools_per_team,
                1,
                MOST_SCHOOLS_PER_TEAM,
            ),
            (
                "terms.most_teams_per_reviewer",
                self.most_teams_per_reviewer,
                1,
                MOST_TEAMS,
            ),
            (
                "terms.most_teams_per_month",
                self.most_teams_per_month,
                1,
                MOST_TEAMS,
            ),
        ];
        let defects: Vec<_> = bounds
            .into_iter()
            .filter(|(_, given, least, most)| given < least || given > most)
            .map(|(field, given, least, most)| {
                (
                    field.to_owned(),
                    format!("phải từ {least} đến {most}, đang là {given}"),
                )
            })
            .collect();
        if defects.is_empty() {
            Ok(())
        } else {
            Err(Refusal::Fields(defects))
        }
    }

    /// How many seats of each kind a team has: one head, one secretary, and members.
    pub fn seats(self) -> [u32; 3] {
        [1, 1, self.team_size.saturating_sub(2)]
    }
}

/// The smallest team that the law lets through.
pub fn smallest_team(law: &Law) -> u32 {
    let mut members = Vec::new();
    let size = (1..=LARGEST_TEAM).find(|_| {
        members.push(TeamMember {
            role: statute::TeamRole::Member,
        });
        let violations = law.check_team(&members);
        violations
            .iter()
            .all(|violation| violation.rule != "team.minimum")
    });
    size.unwrap_or(LARGEST_TEAM).max(2)
}
