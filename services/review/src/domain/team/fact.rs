//! What is announced about teams: on the chain of the team itself, and on those of its reviews.

use proto::fact::{
    Body, Fact, InvitationAnswered, MembersInvited, ReplacementProposed, TeamDiscarded, TeamProposed,
    WarningOverride,
};

use super::{Invitation, InvitedSeat, Override, Replacement, Team, Warning};

/// `overrides` of `warnings`, as facts and decisions print them.
pub(super) fn printed<'a>(
    overrides: impl IntoIterator<Item = &'a Override>,
    warnings: &[Warning],
) -> Vec<WarningOverride> {
    let print = |given: &Override| {
        let warning = warnings.iter().find(|warning| warning.is_met_by(given))?;
        let (id, name) = warning.who.clone().unzip();
        Some(WarningOverride {
            reviewer_id: id.map(|id| id.to_string()).unwrap_or_default(),
            reviewer_name: name.unwrap_or_default(),
            rule: given.rule.clone(),
            message: warning.message.clone(),
            reason: given.reason.clone(),
            requested_by: given.requested_by.clone(),
            approved_by: given.approved_by.clone().unwrap_or_default(),
        })
    };
    overrides.into_iter().filter_map(print).collect()
}

impl Team {
    /// A fact on the team's own chain.
    fn fact(&self, body: Body) -> Fact {
        Fact {
            subject: Some(self.subject()),
            body: Some(body),
        }
    }

    fn schools(&self) -> Vec<String> {
        self.cases.iter().map(|case| case.school_name.clone()).collect()
    }

    pub(super) fn proposed(&self) -> Fact {
        self.fact(Body::TeamProposed(TeamProposed {
            review_ids: self.cases.iter().map(|case| case.id.to_string()).collect(),
            seats: self.seats.iter().map(|seat| (&seat.seat).into()).collect(),
            prepared_by: self.prepared_by().to_owned(),
            overrides: printed(&self.overrides, &self.warnings),
        }))
    }

    pub(super) fn discarded(&self) -> Fact {
        self.fact(Body::TeamDiscarded(TeamDiscarded {
            reason: self.end_reason.clone(),
        }))
    }

    pub(super) fn invited<'a>(&self, seats: impl IntoIterator<Item = &'a InvitedSeat>) -> Fact {
        self.fact(Body::MembersInvited(MembersInvited {
            seats: seats.into_iter().map(|seat| (&seat.seat).into()).collect(),
            schools: self.schools(),
        }))
    }

    pub(super) fn answered(&self, seat: &InvitedSeat) -> Fact {
        let reason = match &seat.invitation {
            Invitation::Declined(reason) => reason.clone(),
            _ => String::new(),
        };
        self.fact(Body::InvitationAnswered(InvitationAnswered {
            seat: Some((&seat.seat).into()),
            accepted: seat.invitation == Invitation::Accepted,
            reason,
            schools: self.schools(),
        }))
    }

    pub(super) fn replacement_proposed(&self, replacement: &Replacement) -> Fact {
        self.fact(Body::ReplacementProposed(ReplacementProposed {
            leaving: Some((&replacement.leaving).into()),
            coming: Some((&replacement.coming).into()),
            reason: replacement.reason.clone(),
            proposed_by: replacement.proposed_by.clone(),
        }))
    }
}
