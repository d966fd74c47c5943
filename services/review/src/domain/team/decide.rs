//! What is asked of a team, and what follows: the team afterwards, its reviews afterwards, and the facts.

use calendar::{Day, local_day};
use chrono::{DateTime, Utc};
use proto::fact::{Fact, TeamRole};
use statute::{Law, Role};
use uuid::Uuid;

use super::proposal::weigh;
use super::replacement::approve;
use super::{
    Decision, Invitation, InvitedSeat, Override, ReplacementForm, Seat, Team, TeamProposal, TeamRefusal,
    TeamState,
};
use crate::domain::{DecisionNumber, Known, Refusal, Review, ReviewState, Reviewer};

/// What is asked of a team that was proposed.
#[derive(Clone, Debug)]
pub enum TeamCommand {
    /// Make the proposal another.
    Change(TeamProposal),
    /// Drop the proposal, for a reason.
    Discard(String),
    /// Ask those who were not asked yet.
    Invite,
    /// A reviewer accepts their seat.
    Accept(Uuid),
    /// A reviewer declines their seat, for a reason.
    Decline(Uuid, String),
    /// Establish it by a decision.
    Establish(Signing),
    /// Propose to put one person in another's place.
    ProposeReplacement(ReplacementForm),
    /// Put the one that was proposed in the other's place, by a decision.
    DecideReplacement(Signing),
    /// Dissolve it by a decision, for a reason.
    Dissolve(Signing, String),
}

/// Who signs a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// The person.
    pub person: String,
    /// What the person may sign for.
    pub authorities: Vec<Role>,
}

/// A decision as it is laid before its signer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signing {
    /// Its number.
    pub number: DecisionNumber,
    /// Who signs it.
    pub signer: Signer,
}

impl Signing {
    pub(super) fn decision(&self, prepared_by: &str, signed_on: Day) -> Decision {
        Decision {
            number: self.number.clone(),
            signed_on,
            signer: self.signer.person.clone(),
            prepared_by: prepared_by.to_owned(),
        }
    }
}

/// What a command on a team is decided by.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// The law.
    pub law: &'a Law,
    /// Who asks.
    pub by: &'a str,
    /// When.
    pub at: DateTime<Utc>,
    /// The reviews of the team, and those that are named.
    pub reviews: &'a [Review],
    /// The members, and those who are named, as they are known now.
    pub people: &'a [Reviewer],
    /// What else is known of them.
    pub known: &'a Known,
    /// Those of the reviews that another open team holds.
    pub taken: &'a [Uuid],
}

impl Circumstances<'_> {
    pub(super) fn today(&self) -> Day {
        local_day(self.at)
    }

    pub(super) fn review(&self, id: Uuid) -> Option<&Review> {
        self.reviews.iter().find(|review| review.case.id == id)
    }

    pub(super) fn person(&self, id: Uuid) -> Option<&Reviewer> {
        self.people.iter().find(|person| person.id == id)
    }

    /// The reviews of `team`.
    pub(super) fn reviews_of(&self, team: &Team) -> impl Iterator<Item = &Review> {
        let held = |review: &&Review| team.cases.iter().any(|case| case.id == review.case.id);
        self.reviews.iter().filter(held)
    }
}

/// What follows from a command.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    /// The team afterwards.
    pub team: Team,
    /// Those of its reviews that changed.
    pub reviews: Vec<Review>,
    /// What has happened, in order.
    pub facts: Vec<Fact>,
}

/// The reviews that changed, and what has happened.
pub(super) type Consequences = (Vec<Review>, Vec<Fact>);

impl Team {
    /// Proposes the team `id`.
    pub fn propose(
        id: Uuid,
        proposal: &TeamProposal,
        circumstances: &Circumstances<'_>,
    ) -> Result<Decided, Refusal> {
        let mut team = Self {
            id,
            state: TeamState::Proposed,
            decided_by: Role::DepartmentLeader,
            cases: Vec::new(),
            seats: Vec::new(),
            warnings: Vec::new(),
            overrides: Vec::new(),
            preparers: Vec::new(),
            decision: None,
            replacements: Vec::new(),
            proposed_replacement: None,
            dissolution: None,
            end_reason: String::new(),
            proposed_at: circumstances.at,
            version: 1,
        };
        team.fill(proposal, circumstances)?;
        Ok(Decided {
            facts: vec![team.proposed()],
            reviews: Vec::new(),
            team,
        })
    }

    /// Decides what follows from `command`.
    pub fn decide(
        &self,
        command: &TeamCommand,
        circumstances: &Circumstances<'_>,
    ) -> Result<Decided, Refusal> {
        let mut team = self.clone();
        team.version += 1;
        let (reviews, facts) = team.follow(command, circumstances)?;
        Ok(Decided { team, reviews, facts })
    }

    fn follow(
        &mut self,
        command: &TeamCommand,
        circumstances: &Circumstances<'_>,
    ) -> Result<Consequences, Refusal> {
        match command {
            TeamCommand::Change(proposal) => {
                self.must_be(TeamState::Proposed, "sửa đề xuất đoàn")?;
                self.fill(proposal, circumstances)?;
                Ok((Vec::new(), vec![self.proposed()]))
            }
            TeamCommand::Discard(reason) => {
                let reason = stated(reason, "phải nêu lý do bỏ đề xuất")?;
                self.must_be(TeamState::Proposed, "bỏ đề xuất đoàn")?;
                self.end(TeamState::Discarded, reason);
                Ok((Vec::new(), vec![self.discarded()]))
            }
            TeamCommand::Invite => self.invite(circumstances.at),
            TeamCommand::Accept(reviewer) => self.answer(*reviewer, Invitation::Accepted, circumstances.at),
            TeamCommand::Decline(reviewer, reason) => {
                let reason = stated(reason, "phải nêu lý do từ chối")?;
                self.answer(*reviewer, Invitation::Declined(reason), circumstances.at)
            }
            TeamCommand::Establish(signing) => self.establish(signing, circumstances),
            TeamCommand::ProposeReplacement(form) => self.propose_replacement(form, circumstances),
            TeamCommand::DecideReplacement(signing) => self.decide_replacement(signing, circumstances),
            TeamCommand::Dissolve(signing, reason) => self.dissolve(signing, reason, circumstances),
        }
    }

    fn invite(&mut self, at: DateTime<Utc>) -> Result<Consequences, Refusal> {
        self.must_be(TeamState::Proposed, "mời thành viên")?;
        let mut asked = Vec::new();
        for seat in &mut self.seats {
            if seat.invitation == Invitation::NotInvited {
                seat.invitation = Invitation::Invited;
                seat.at = Some(at);
                asked.push(seat.clone());
            }
        }
        if asked.is_empty() {
            return Err(TeamRefusal::NobodyToInvite.into());
        }
        Ok((Vec::new(), vec![self.invited(&asked)]))
    }

    /// The answer of `reviewer`, who was asked, and answers once.
    fn answer(
        &mut self,
        reviewer: Uuid,
        answer: Invitation,
        at: DateTime<Utc>,
    ) -> Result<Consequences, Refusal> {
        self.must_be(TeamState::Proposed, "trả lời lời mời")?;
        let seat = self
            .seats
            .iter_mut()
            .find(|seat| seat.seat.reviewer == reviewer && seat.invitation == Invitation::Invited);
        let seat = seat.ok_or(TeamRefusal::Answered)?;
        seat.invitation = answer;
        seat.at = Some(at);
        let answered = seat.clone();
        Ok((Vec::new(), vec![self.answered(&answered)]))
    }

    /// Establishes it, as its members are known today.
    fn establish(
        &mut self,
        signing: &Signing,
        circumstances: &Circumstances<'_>,
    ) -> Result<Consequences, Refusal> {
        self.must_be(TeamState::Proposed, "thành lập đoàn")?;
        self.must_be_signed_by_its_authority(signing, circumstances.law)?;
        must_be_another(&signing.signer.person, &self.preparers, &self.overrides)?;
        let accepted = |seat: &&InvitedSeat| seat.invitation == Invitation::Accepted;
        let open = self.seats.iter().filter(|seat| !accepted(seat));
        let open: Vec<String> = open.map(|seat| seat.seat.name.clone()).collect();
        if !open.is_empty() {
            return Err(TeamRefusal::InvitationsOpen(open).into());
        }
        let people = self.people(circumstances)?;
        self.warnings = weigh(&people, &self.cases, circumstances)?;
        approve(&mut self.overrides, &self.warnings, &signing.signer.person)?;
        for (seat, (person, role)) in self.seats.iter_mut().zip(&people) {
            seat.seat = Seat::of(person, *role);
        }
        let decision = signing.decision(self.prepared_by(), circumstances.today());
        self.state = TeamState::Established;
        self.decision = Some(decision.clone());
        let taken = circumstances
            .reviews_of(self)
            .map(|review| review.take_team(self, &decision, circumstances.law, circumstances.at));
        let taken: Vec<(Review, Fact)> = taken.collect::<Result<_, _>>()?;
        Ok(taken.into_iter().unzip())
    }

    /// Dissolves it, while no school has seen a draft of its making: what was sent is answered for by a team.
    fn dissolve(
        &mut self,
        signing: &Signing,
        reason: &str,
        circumstances: &Circumstances<'_>,
    ) -> Result<Consequences, Refusal> {
        let reason = stated(reason, "phải nêu lý do giải thể đoàn")?;
        self.must_be(TeamState::Established, "giải thể đoàn")?;
        self.must_be_signed_by_its_authority(signing, circumstances.law)?;
        let at_work = |review: &&Review| review.state() == ReviewState::UnderReview;
        // What a school has withdrawn is nobody's to answer for any more.
        let sent = |review: &&Review| !at_work(review) && review.state() != ReviewState::Closed;
        let sent: Vec<String> = circumstances
            .reviews_of(self)
            .filter(sent)
            .map(|review| review.case.dossier_number.clone())
            .collect();
        if !sent.is_empty() {
            return Err(TeamRefusal::DraftSent(sent).into());
        }
        let decision = signing.decision("", circumstances.today());
        self.dissolution = Some(decision.clone());
        self.end(TeamState::Dissolved, reason);
        let lost = circumstances
            .reviews_of(self)
            .filter(at_work)
            .map(|review| review.lose_team(self, &decision, circumstances.at));
        Ok(lost.unzip())
    }

    fn end(&mut self, state: TeamState, reason: String) {
        self.state = state;
        self.end_reason = reason;
        self.proposed_replacement = None;
    }

    /// Its members as they are known now, each with their seat.
    fn people(&self, circumstances: &Circumstances<'_>) -> Result<Vec<(Reviewer, TeamRole)>, Refusal> {
        let person = |seat: &InvitedSeat| {
            let found = circumstances.person(seat.seat.reviewer);
            let missing = || TeamRefusal::NotSeated(seat.seat.name.clone());
            Ok((found.ok_or_else(missing)?.clone(), seat.seat.role))
        };
        self.seats.iter().map(person).collect()
    }

    pub(super) fn must_be(&self, needed: TeamState, act: &'static str) -> Result<(), Refusal> {
        if self.state == needed {
            Ok(())
        } else {
            Err(TeamRefusal::WrongState {
                state: self.state,
                act,
            }
            .into())
        }
    }

    /// The signer signs for the authority that establishes the team.
    pub(super) fn must_be_signed_by_its_authority(
        &self,
        signing: &Signing,
        law: &Law,
    ) -> Result<(), Refusal> {
        if signing.signer.authorities.contains(&self.decided_by) {
            return Ok(());
        }
        let regime = self.cases.first().and_then(|case| law.regime(case.regime));
        Err(Refusal::WrongAuthority {
            decided_by: self.decided_by,
            article: regime.ok_or(Refusal::NoRegime)?.citation.clone(),
        })
    }
}

/// Four eyes: who signs neither prepared it nor gave a reason to go on in spite of a warning.
pub(super) fn must_be_another(
    signer: &str,
    prepared_by: &[String],
    overrides: &[Override],
) -> Result<(), Refusal> {
    let prepared = prepared_by.iter().any(|person| person == signer);
    if prepared || overrides.iter().any(|given| given.requested_by == signer) {
        return Err(TeamRefusal::SamePerson.into());
    }
    Ok(())
}

fn stated(reason: &str, message: &str) -> Result<String, Refusal> {
    let mut defects = form::Defects::default();
    let reason = defects.stated(reason, "reason", message);
    defects
        .settle(Some(reason))
        .map_err(|defects| Refusal::Fields(defects.found()))
}
