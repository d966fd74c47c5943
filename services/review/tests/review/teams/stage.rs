//! What the rules about teams are tried on without a service: reviews that wait, people, and who acts.

use platform::refusal::{Refusal, RefusalKind};
use proto::fact::TeamRole;
use review::domain::{
    self, Circumstances, Decided, Known, OverrideForm, Review, Reviewer, Signer, Signing, Team, TeamCommand,
    TeamProposal,
};
use statute::Role;
use uuid::Uuid;

use crate::builders::{ROLES, at, case, law, number, reviewer};

pub const PREPARED: &str = "2024-06-06T09:00:00+07:00";
pub const SIGNED: &str = "2024-06-10T09:00:00+07:00";

/// Everything a command on a team is decided by.
#[derive(Clone, Debug)]
pub struct Stage {
    pub reviews: Vec<Review>,
    pub people: Vec<Reviewer>,
    pub known: Known,
    pub taken: Vec<Uuid>,
    pub moment: &'static str,
}

impl Stage {
    /// Three schools that wait, and twelve people against whom nothing stands.
    pub fn new() -> Self {
        let opened = |number| Review::open(case(number), at("2024-06-05T09:00:00+07:00")).0;
        Self {
            reviews: (1..=3).map(opened).collect(),
            people: (1..=12).map(reviewer).collect(),
            known: Known::default(),
            taken: Vec::new(),
            moment: PREPARED,
        }
    }

    pub fn circumstances<'a>(&'a self, by: &'a str) -> Circumstances<'a> {
        Circumstances {
            law: law(),
            by,
            at: at(self.moment),
            reviews: &self.reviews,
            people: &self.people,
            known: &self.known,
            taken: &self.taken,
        }
    }

    pub fn person(&mut self, number: usize) -> &mut Reviewer {
        &mut self.people[number - 1]
    }

    pub fn propose(&self, proposal: &TeamProposal) -> Result<Decided, domain::Refusal> {
        let id = Uuid::from_u128(0x7_0001);
        Team::propose(id, proposal, &self.circumstances("chuyen-vien"))
    }

    /// `command` by `by` must be taken; the reviews that it changes are changed here too.
    pub fn take(&mut self, team: &Team, command: &TeamCommand, by: &str) -> Decided {
        let decided = team.decide(command, &self.circumstances(by)).unwrap();
        for after in &decided.reviews {
            let review = self
                .reviews
                .iter_mut()
                .find(|review| review.case.id == after.case.id);
            *review.unwrap() = after.clone();
        }
        decided
    }

    pub fn refuse(&self, team: &Team, command: &TeamCommand, by: &str) -> Refusal {
        team.decide(command, &self.circumstances(by)).unwrap_err().into()
    }

    /// `proposal`, with everyone's word.
    pub fn ready(&mut self, proposal: &TeamProposal) -> Team {
        let team = self.propose(proposal).unwrap().team;
        let mut team = self.take(&team, &TeamCommand::Invite, "chuyen-vien").team;
        for seat in team.seats.clone() {
            let accept = TeamCommand::Accept(seat.seat.reviewer);
            team = self.take(&team, &accept, "nguoi-danh-gia").team;
        }
        team
    }

    /// `proposal`, established.
    pub fn established(&mut self, proposal: &TeamProposal) -> Team {
        let team = self.ready(proposal);
        self.moment = SIGNED;
        self.take(&team, &TeamCommand::Establish(signed_by("giam-doc")), "giam-doc")
            .team
    }
}

/// The first five people, for the first school.
pub fn proposal() -> TeamProposal {
    for_schools(&[1])
}

/// The first five people, for schools.
pub fn for_schools(schools: &[u128]) -> TeamProposal {
    TeamProposal {
        reviews: schools.iter().map(|number| Some(case(*number).id)).collect(),
        seats: seats(&[1, 2, 3, 4, 5]),
        overrides: Vec::new(),
    }
}

/// People by number: head, secretary, and members.
pub fn seats(numbers: &[u128]) -> Vec<(Option<Uuid>, TeamRole)> {
    let roles = ROLES.into_iter().chain(std::iter::repeat(TeamRole::Member));
    let people = numbers.iter().map(|number| Some(reviewer(*number).id));
    people.zip(roles).collect()
}

pub fn signed_by(person: &str) -> Signing {
    Signing {
        number: number("87/QĐ-SGDĐT"),
        signer: Signer {
            person: person.to_owned(),
            authorities: vec![Role::DepartmentLeader],
        },
    }
}

/// A reason to go on in spite of what warns about the person `number` in view of the school `of`.
pub fn given(number: u128, of: Option<u128>, rule: &str, reason: &str) -> OverrideForm {
    OverrideForm {
        reviewer: Some(reviewer(number).id),
        case: of.map(|number| case(number).id),
        rule: rule.to_owned(),
        reason: reason.to_owned(),
    }
}

/// The rules that `refusal` names; each must be cited and explained.
pub fn rules(refusal: &Refusal) -> Vec<&str> {
    let RefusalKind::Forbidden(rules) = &refusal.kind else {
        panic!("no rule is named: {refusal:?}");
    };
    for rule in rules {
        assert!(
            !rule.citation.is_empty() && !rule.description.is_empty(),
            "{rule:?}"
        );
    }
    rules.iter().map(|rule| rule.rule.as_str()).collect()
}

pub fn fields(refusal: &Refusal) -> Vec<&str> {
    let RefusalKind::Invalid(fields) = &refusal.kind else {
        panic!("no field is named: {refusal:?}");
    };
    fields.iter().map(|(field, _)| field.as_str()).collect()
}
