//! The external review team: who sits where, and the decision that says so.

use calendar::{Day, Language};
use proto::fact::{TeamRole, TeamSeat};
use statute::{Law, Role, Severity, TeamMember, Violation};
use uuid::Uuid;

use super::{Case, DecisionNumber, Refusal, Reviewer, Unfit};

/// One seat, with the person as they were when the decision was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The reviewer.
    pub reviewer: Uuid,
    /// The reviewer's name.
    pub name: String,
    /// Where the reviewer receives mail.
    pub email: String,
    /// The seat.
    pub role: TeamRole,
}

impl From<&Seat> for TeamSeat {
    fn from(seat: &Seat) -> Self {
        Self {
            reviewer_id: seat.reviewer.to_string(),
            reviewer_name: seat.name.clone(),
            reviewer_email: seat.email.clone(),
            role: seat.role.into(),
        }
    }
}

/// A team that was established.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// The decision's number.
    pub decision_number: DecisionNumber,
    /// The day it was signed.
    pub decided_on: Day,
    /// Who signed it.
    pub signer: String,
    /// The members.
    pub seats: Vec<Seat>,
}

/// Who signs the decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// The person.
    pub person: String,
    /// What the person may sign for.
    pub authorities: Vec<Role>,
}

/// A team as it is laid before its signer.
#[derive(Clone, Debug)]
pub struct TeamProposal {
    /// Who is to sit where.
    pub seats: Vec<(Reviewer, TeamRole)>,
    /// The decision's number.
    pub decision_number: DecisionNumber,
    /// Who signs.
    pub signer: Signer,
}

impl TeamProposal {
    /// The team, and the conditions that warn; or everything that stands in its way.
    pub(super) fn establish(self, case: &Case, law: &Law, on: Day) -> Result<(Team, Vec<String>), Refusal> {
        let regime = law.regime(case.regime).ok_or(Refusal::NoRegime)?;
        let decided_by = regime.team_decided_by(case.wish());
        if !self.signer.authorities.contains(&decided_by) {
            return Err(Refusal::WrongAuthority {
                decided_by,
                article: regime.citation.clone(),
            });
        }
        let members = self.members()?;
        self.must_seat_everyone_once()?;
        let whole = law
            .check_team(&members)
            .into_iter()
            .map(|violation| (None, violation));
        let each = self.seats.iter().flat_map(|(reviewer, _)| {
            let violations = law.check_reviewer(&reviewer.candidate(case));
            violations
                .into_iter()
                .map(|violation| (Some(reviewer.name.clone()), violation))
        });
        let (blocks, warnings): (Vec<_>, Vec<_>) = whole
            .chain(each)
            .partition(|(_, violation)| violation.severity == Severity::Block);
        if !blocks.is_empty() {
            let unfit = blocks
                .into_iter()
                .map(|(who, violation)| Unfit { who, violation });
            return Err(Refusal::TeamUnfit(unfit.collect()));
        }
        let warnings = warnings
            .iter()
            .map(|(who, violation)| warning(who.as_deref(), violation));
        let warnings = warnings.collect();
        let seats = self.seats.into_iter().map(|(reviewer, role)| Seat {
            reviewer: reviewer.id,
            name: reviewer.name,
            email: reviewer.email,
            role,
        });
        let team = Team {
            decision_number: self.decision_number,
            decided_on: on,
            signer: self.signer.person,
            seats: seats.collect(),
        };
        Ok((team, warnings))
    }

    /// The members as the conditions on a team look at them.
    fn members(&self) -> Result<Vec<TeamMember>, Refusal> {
        let mut defects = Vec::new();
        let mut members = Vec::new();
        for (position, (_, role)) in self.seats.iter().enumerate() {
            let role = match role {
                TeamRole::Head => statute::TeamRole::Head,
                TeamRole::Secretary => statute::TeamRole::Secretary,
                TeamRole::Member => statute::TeamRole::Member,
                TeamRole::Unspecified => {
                    let message = "phải là trưởng đoàn, thư ký hoặc thành viên".to_owned();
                    defects.push((format!("seats[{position}].role"), message));
                    continue;
                }
            };
            members.push(TeamMember { role });
        }
        if defects.is_empty() {
            Ok(members)
        } else {
            Err(Refusal::Fields(defects))
        }
    }

    fn must_seat_everyone_once(&self) -> Result<(), Refusal> {
        let mut twice: Vec<String> = Vec::new();
        for (position, (reviewer, _)) in self.seats.iter().enumerate() {
            let seated = self
                .seats
                .iter()
                .take(position)
                .any(|(before, _)| before.id == reviewer.id);
            if seated && !twice.contains(&reviewer.name) {
                twice.push(reviewer.name.clone());
            }
        }
        if twice.is_empty() {
            Ok(())
        } else {
            Err(Refusal::SeatedTwice(twice))
        }
    }
}

/// A warning as people read it in the review.
fn warning(who: Option<&str>, violation: &Violation) -> String {
    let about = who.map(|name| format!("{name}: ")).unwrap_or_default();
    format!(
        "{about}{} ({})",
        violation.message_vi,
        violation.citation.text(Language::Vietnamese)
    )
}
