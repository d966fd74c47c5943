//! Proposals of teams: for which reviews, who sits where, and why to go on in spite of what warns.

use std::collections::HashSet;

use form::Defects;
use proto::fact::TeamRole;
use statute::{Law, Role};
use uuid::Uuid;

use super::{Circumstances, Invitation, InvitedSeat, Override, Seat, Team, TeamRefusal, Warning};
use crate::domain::{Case, Finding, Refusal, Review, ReviewState, Reviewer, team_findings};

/// A team as it is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TeamProposal {
    /// The reviews; nothing where what was named is no review.
    pub reviews: Vec<Option<Uuid>>,
    /// Who sits where; nothing where who was named is no reviewer.
    pub seats: Vec<(Option<Uuid>, TeamRole)>,
    /// Why to go on in spite of what warns.
    pub overrides: Vec<OverrideForm>,
}

/// Why to go on in spite of a warning, as it is entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OverrideForm {
    /// The reviewer the warning is about; nothing when it is the team as a whole.
    pub reviewer: Option<Uuid>,
    /// The case in view of which it was found; nothing when it is all the same to every school.
    pub case: Option<Uuid>,
    /// The condition.
    pub rule: String,
    /// Why.
    pub reason: String,
}

/// People with the seats that are meant for them.
pub(super) type Placed = Vec<(Reviewer, TeamRole)>;

impl TeamProposal {
    /// The reviews and the people it names, as `circumstances` know them; every defect at once.
    fn read<'a>(&self, circumstances: &'a Circumstances<'_>) -> Result<(Vec<&'a Review>, Placed), Refusal> {
        let mut defects = Defects::default();
        let (mut reviews, mut seats) = (Vec::new(), Vec::new());
        defects.require(!self.reviews.is_empty(), "reviews", "phải chọn ít nhất một hồ sơ");
        let mut named = HashSet::new();
        for (position, id) in self.reviews.iter().enumerate() {
            let found = id.and_then(|id| circumstances.review(id));
            let field = format!("reviews[{position}]");
            match (found, id) {
                (Some(review), Some(id)) if named.insert(*id) => reviews.push(review),
                (Some(_), _) => defects.add(&field, "đã có trong danh sách"),
                (None, _) => defects.add(&field, "không có đợt đánh giá ngoài này"),
            }
        }
        for (position, (id, role)) in self.seats.iter().enumerate() {
            let found = id.and_then(|id| circumstances.person(id));
            let mut seat = Defects::under(format!("seats[{position}]"));
            seat.require(found.is_some(), "reviewer", "không có người đánh giá này");
            seat.require(
                *role != TeamRole::Unspecified,
                "role",
                "phải là trưởng đoàn, thư ký hoặc thành viên",
            );
            defects.take(seat);
            seats.extend(found.map(|person| (person.clone(), *role)));
        }
        for (position, given) in self.overrides.iter().enumerate() {
            given.must_say_why(position, &mut defects);
        }
        defects
            .settle(Some((reviews, seats)))
            .map_err(|defects| Refusal::Fields(defects.found()))
    }
}

impl OverrideForm {
    fn must_say_why(&self, position: usize, defects: &mut Defects) {
        let stated = !self.reason.trim().is_empty();
        let field = format!("overrides[{position}].reason");
        defects.require(stated, &field, "phải nêu lý do vẫn cử");
    }
}

impl Team {
    /// Makes it what `proposal` asks for. Whoever keeps the seat keeps the answer to the invitation; a reason that
    /// stays the same stays whose it was.
    pub(super) fn fill(
        &mut self,
        proposal: &TeamProposal,
        circumstances: &Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let (reviews, seats) = proposal.read(circumstances)?;
        must_seat_everyone_once(&seats)?;
        let cases: Vec<Case> = reviews.iter().map(|review| review.case.clone()).collect();
        self.decided_by = one_authority(&cases, circumstances.law)?;
        must_wait(&reviews, circumstances)?;
        let warnings = weigh(&seats, &cases, circumstances)?;
        let former = std::mem::take(&mut self.overrides);
        self.overrides = reasons(&proposal.overrides, &warnings, &former, circumstances.by)?;
        self.warnings = warnings;
        self.cases = cases;
        let before = std::mem::take(&mut self.seats);
        self.seats = seats.iter().map(|placed| kept(placed, &before)).collect();
        // The last to have prepared it stands last; the others still may not sign.
        self.preparers.retain(|person| person != circumstances.by);
        self.preparers.push(circumstances.by.to_owned());
        Ok(())
    }
}

/// The seat of a person, with the invitation that they had to the same seat before.
fn kept((person, role): &(Reviewer, TeamRole), before: &[InvitedSeat]) -> InvitedSeat {
    let same = before
        .iter()
        .find(|other| other.seat.reviewer == person.id && other.seat.role == *role);
    InvitedSeat {
        seat: Seat::of(person, *role),
        invitation: same.map_or(Invitation::NotInvited, |seat| seat.invitation.clone()),
        at: same.and_then(|seat| seat.at),
    }
}

impl Seat {
    /// The seat `role` of `person`, as they are known now.
    pub(super) fn of(person: &Reviewer, role: TeamRole) -> Self {
        Self {
            reviewer: person.id,
            name: person.name.clone(),
            email: person.email.clone(),
            role,
        }
    }
}

/// Nobody holds two seats.
fn must_seat_everyone_once(seats: &[(Reviewer, TeamRole)]) -> Result<(), Refusal> {
    let mut seated = HashSet::new();
    let mut twice: Vec<String> = Vec::new();
    for (person, _) in seats {
        if !seated.insert(person.id) && !twice.contains(&person.name) {
            twice.push(person.name.clone());
        }
    }
    if twice.is_empty() {
        Ok(())
    } else {
        Err(Refusal::SeatedTwice(twice))
    }
}

/// The one authority that establishes the team of all `cases`: of one kind, and in one province.
fn one_authority(cases: &[Case], law: &Law) -> Result<Role, Refusal> {
    let mut authorities = Vec::new();
    for case in cases {
        let regime = law.regime(case.regime).ok_or(Refusal::NoRegime)?;
        authorities.push((regime.team_decided_by(case.wish()), case.place.province_id));
    }
    match authorities.split_first() {
        Some((first, others)) if others.iter().all(|other| other == first) => Ok(first.0),
        _ => Err(TeamRefusal::SeveralAuthorities.into()),
    }
}

/// The reviews wait for a team, and no other team holds them.
fn must_wait(reviews: &[&Review], circumstances: &Circumstances<'_>) -> Result<(), Refusal> {
    let dossiers = |which: &dyn Fn(&Review) -> bool| -> Vec<String> {
        let chosen = reviews.iter().filter(|review| which(review));
        chosen.map(|review| review.case.dossier_number.clone()).collect()
    };
    let busy = dossiers(&|review| review.state() != ReviewState::AwaitingTeam);
    if !busy.is_empty() {
        return Err(TeamRefusal::NotWaiting(busy).into());
    }
    let taken = dossiers(&|review| circumstances.taken.contains(&review.case.id));
    if !taken.is_empty() {
        return Err(TeamRefusal::Taken(taken).into());
    }
    Ok(())
}

/// What warns about a team; refused with everything that blocks.
pub(super) fn weigh(
    seats: &[(Reviewer, TeamRole)],
    cases: &[Case],
    circumstances: &Circumstances<'_>,
) -> Result<Vec<Warning>, Refusal> {
    let (law, known) = (circumstances.law, circumstances.known);
    sift(team_findings(seats, cases, known, law, circumstances.today()))
}

/// The warnings among `findings`; refused with all blocks, if there are any.
pub(super) fn sift(findings: Vec<Finding>) -> Result<Vec<Warning>, Refusal> {
    let (blocks, warnings): (Vec<_>, Vec<_>) = findings.into_iter().partition(Finding::blocks);
    if blocks.is_empty() {
        Ok(warnings.iter().map(Warning::from).collect())
    } else {
        Err(Refusal::TeamUnfit(blocks))
    }
}

/// The reasons that were `given` for going on in spite of `warnings`. A reason that stands as before stays whose it
/// was; a new one is `by`'s.
pub(super) fn reasons(
    given: &[OverrideForm],
    warnings: &[Warning],
    former: &[Override],
    by: &str,
) -> Result<Vec<Override>, Refusal> {
    let mut defects = Defects::default();
    let mut overrides: Vec<Override> = Vec::new();
    for (position, form) in given.iter().enumerate() {
        form.must_say_why(position, &mut defects);
        let field = format!("overrides[{position}].rule");
        let about = |warning: &Warning| warning.is_about(form.reviewer, form.case, &form.rule);
        defects.require(
            warnings.iter().any(about),
            &field,
            "không có cảnh báo này về đoàn",
        );
        let same = |other: &&Override| {
            (other.reviewer, other.case, &other.rule) == (form.reviewer, form.case, &form.rule)
        };
        let again = overrides.iter().any(|other| same(&other));
        defects.require(!again, &field, "đã nêu lý do cho cảnh báo này");
        let reason = form.reason.trim();
        let unchanged = former.iter().filter(same).find(|other| other.reason == reason);
        overrides.push(Override {
            reviewer: form.reviewer,
            case: form.case,
            rule: form.rule.clone(),
            reason: reason.to_owned(),
            requested_by: unchanged.map_or(by, |other| &other.requested_by).to_owned(),
            approved_by: None,
        });
    }
    defects
        .settle(Some(overrides))
        .map_err(|defects| Refusal::Fields(defects.found()))
}
