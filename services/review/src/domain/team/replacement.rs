//! One person in another's place: proposed by an officer, decided on by the authority that establishes teams.

use uuid::Uuid;

use super::decide::{Consequences, must_be_another};
use super::proposal::{reasons, sift};
use super::{
    Circumstances, Decision, Invitation, InvitedSeat, Override, OverrideForm, Seat, Signing, Team,
    TeamRefusal, TeamState, Warning,
};
use crate::domain::{Case, Finding, Known, Refusal, Review, Reviewer, Visit};

/// One person in another's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The seat of who leaves.
    pub leaving: Seat,
    /// The same seat of who comes.
    pub coming: Seat,
    /// Why.
    pub reason: String,
    /// Who proposed it.
    pub proposed_by: String,
    /// What warns about who comes.
    pub warnings: Vec<Warning>,
    /// Why to go on in spite of it.
    pub overrides: Vec<Override>,
    /// The decision; nothing while it is a proposal.
    pub decision: Option<Decision>,
}

/// A replacement as it is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplacementForm {
    /// Who leaves; nothing when who was named is no reviewer.
    pub leaving: Option<Uuid>,
    /// Who comes; nothing when who was named is no reviewer.
    pub coming: Option<Uuid>,
    /// Why.
    pub reason: String,
    /// Why to go on in spite of what warns about who comes.
    pub overrides: Vec<OverrideForm>,
}

impl Team {
    /// Proposes that one person take another's seat; a proposal that waited is dropped for it.
    pub(super) fn propose_replacement(
        &mut self,
        form: &ReplacementForm,
        circumstances: &Circumstances<'_>,
    ) -> Result<Consequences, Refusal> {
        let mut defects = form::Defects::default();
        let reason = defects.stated(&form.reason, "reason", "phải nêu lý do thay thành viên");
        defects.require(form.leaving.is_some(), "leaving", "không có người đánh giá này");
        let coming = form.coming.and_then(|id| circumstances.person(id));
        defects.require(coming.is_some(), "coming", "không có người đánh giá này");
        let named = form.leaving.zip(coming);
        let (leaving, coming) = defects
            .settle(named)
            .map_err(|defects| Refusal::Fields(defects.found()))?;
        self.must_be(TeamState::Established, "thay thành viên")?;
        let leaving = self.seat_of(leaving, circumstances)?;
        let seated = |seat: &InvitedSeat| seat.seat.reviewer == coming.id;
        if self.seats.iter().any(seated) {
            return Err(TeamRefusal::AlreadySeated(coming.name.clone()).into());
        }
        let warnings = weigh_coming(coming, &self.cases_at_work(circumstances)?, circumstances)?;
        let replacement = Replacement {
            coming: Seat::of(coming, leaving.role),
            overrides: reasons(&form.overrides, &warnings, &[], circumstances.by)?,
            leaving,
            reason,
            proposed_by: circumstances.by.to_owned(),
            warnings,
            decision: None,
        };
        let fact = self.replacement_proposed(&replacement);
        self.proposed_replacement = Some(replacement);
        Ok((Vec::new(), vec![fact]))
    }

    /// Puts the one in the other's place, in every review of the team that is not over.
    pub(super) fn decide_replacement(
        &mut self,
        signing: &Signing,
        circumstances: &Circumstances<'_>,
    ) -> Result<Consequences, Refusal> {
        self.must_be(TeamState::Established, "thay thành viên")?;
        let proposed = self.proposed_replacement.take();
        let mut replacement = proposed.ok_or(TeamRefusal::NothingProposed)?;
        self.must_be_signed_by_its_authority(signing, circumstances.law)?;
        let prepared = std::slice::from_ref(&replacement.proposed_by);
        must_be_another(&signing.signer.person, prepared, &replacement.overrides)?;
        let coming = circumstances.person(replacement.coming.reviewer);
        let coming = coming.ok_or_else(|| TeamRefusal::NotSeated(replacement.coming.name.clone()))?;
        let cases = self.cases_at_work(circumstances)?;
        replacement.warnings = weigh_coming(coming, &cases, circumstances)?;
        replacement.coming = Seat::of(coming, replacement.leaving.role);
        approve(
            &mut replacement.overrides,
            &replacement.warnings,
            &signing.signer.person,
        )?;
        let decision = signing.decision(&replacement.proposed_by, circumstances.today());
        replacement.decision = Some(decision.clone());
        self.seat_coming(&replacement, circumstances)?;
        let reviews = circumstances.reviews_of(self).filter(|review| at_work(review));
        let (reviews, facts) = reviews
            .map(|review| review.replace_member(self, &replacement, &decision))
            .unzip();
        self.replacements.push(replacement);
        Ok((reviews, facts))
    }

    /// Seats who comes, and forgets what warned about who leaves.
    fn seat_coming(
        &mut self,
        replacement: &Replacement,
        circumstances: &Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let leaving = replacement.leaving.reviewer;
        let seat = self.seats.iter_mut().find(|seat| seat.seat.reviewer == leaving);
        let seat = seat.ok_or_else(|| TeamRefusal::NotSeated(replacement.leaving.name.clone()))?;
        *seat = InvitedSeat {
            seat: replacement.coming.clone(),
            invitation: Invitation::Accepted,
            at: Some(circumstances.at),
        };
        let about_leaving = |warning: &Warning| warning.who.as_ref().is_some_and(|(id, _)| *id == leaving);
        self.warnings.retain(|warning| !about_leaving(warning));
        self.overrides.retain(|given| given.reviewer != Some(leaving));
        self.warnings.extend(replacement.warnings.iter().cloned());
        self.overrides.extend(replacement.overrides.iter().cloned());
        Ok(())
    }

    fn seat_of(&self, reviewer: Uuid, circumstances: &Circumstances<'_>) -> Result<Seat, Refusal> {
        let seats = self.seats.iter().map(|seat| &seat.seat);
        let found = seats.clone().find(|seat| seat.reviewer == reviewer);
        let name = || circumstances.person(reviewer).map(|person| person.name.clone());
        let missing = || TeamRefusal::NotSeated(name().unwrap_or_default());
        Ok(found.cloned().ok_or_else(missing)?)
    }

    /// The cases whose reviews are not over.
    fn cases_at_work(&self, circumstances: &Circumstances<'_>) -> Result<Vec<Case>, Refusal> {
        let reviews = circumstances.reviews_of(self).filter(|review| at_work(review));
        let cases: Vec<Case> = reviews.map(|review| review.case.clone()).collect();
        if cases.is_empty() {
            return Err(TeamRefusal::NothingLeft.into());
        }
        Ok(cases)
    }
}

/// Whether the team still owes something to the review.
fn at_work(review: &Review) -> bool {
    !review.state().is_over()
}

/// What warns about who comes; refused with everything that blocks. The others of the team are not asked about: of
/// two that must be replaced, one is first.
fn weigh_coming(
    coming: &Reviewer,
    cases: &[Case],
    circumstances: &Circumstances<'_>,
) -> Result<Vec<Warning>, Refusal> {
    let known = expecting(coming, cases, circumstances);
    let law = circumstances.law;
    let mut findings: Vec<Finding> = Vec::new();
    for case in cases {
        for finding in known.findings(coming, case, law, circumstances.today()) {
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
    }
    sift(findings)
}

/// What is known, and that `coming` is expected wherever the team is: who does not sit in it yet is not known to
/// visit its schools.
fn expecting(coming: &Reviewer, cases: &[Case], circumstances: &Circumstances<'_>) -> Known {
    let mut known = circumstances.known.clone();
    for review in cases.iter().filter_map(|case| circumstances.review(case.id)) {
        let visits = review.visits.iter().map(|visit| Visit {
            reviewer: coming.id,
            case: review.case.id,
            from: visit.from,
            until: visit.until,
        });
        known.visits.extend(visits);
    }
    known
}

/// Approves the reasons to go on in spite of `warnings`: each has one, and those of warnings that are gone go too.
pub(super) fn approve(
    overrides: &mut Vec<Override>,
    warnings: &[Warning],
    signer: &str,
) -> Result<(), Refusal> {
    overrides.retain(|given| warnings.iter().any(|warning| warning.is_met_by(given)));
    let unanswered = |warning: &&Warning| !overrides.iter().any(|given| warning.is_met_by(given));
    let open: Vec<Warning> = warnings.iter().filter(unanswered).cloned().collect();
    if !open.is_empty() {
        return Err(TeamRefusal::WarningsUnanswered(open).into());
    }
    for given in overrides {
        given.approved_by = Some(signer.to_owned());
    }
    Ok(())
}
