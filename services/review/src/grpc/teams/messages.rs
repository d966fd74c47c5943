//! Teams between the domain and the wire.

use platform::journal::read::timestamp;
use platform::refusal::Refusal;
use platform::server::etag;
use platform::{names, page};
use proto::review as wire;
use uuid::Uuid;

use crate::domain::{
    Case, Finding, Invitation, InvitedSeat, Override, OverrideForm, Replacement, ReplacementForm, Team,
    TeamProposal, TeamState, Warning,
};
use crate::store;

/// What is asked for; what is named wrongly is found by the domain to be no review or no reviewer.
pub fn proposal(
    reviews: &[String],
    seats: &[wire::SeatAssignment],
    overrides: &[wire::Override],
) -> Result<TeamProposal, Refusal> {
    let review = |name: &String| names::id(name, "reviews", "").ok();
    let seat = |seat: &wire::SeatAssignment| (reviewer(&seat.reviewer), seat.role());
    Ok(TeamProposal {
        reviews: reviews.iter().map(review).collect(),
        seats: seats.iter().map(seat).collect(),
        overrides: override_forms(overrides)?,
    })
}

/// What is asked for in a replacement.
pub fn replacement(asked: wire::ProposeReplacementRequest) -> Result<ReplacementForm, Refusal> {
    Ok(ReplacementForm {
        leaving: reviewer(&asked.leaving),
        coming: reviewer(&asked.coming),
        overrides: override_forms(&asked.overrides)?,
        reason: asked.reason,
    })
}

fn reviewer(name: &str) -> Option<Uuid> {
    names::id(name, "reviewers", "").ok()
}

fn override_forms(overrides: &[wire::Override]) -> Result<Vec<OverrideForm>, Refusal> {
    let id = |name: &str, collection: &str, field: String| match name {
        "" => Ok(None),
        name => names::id(name, collection, &field).map(Some),
    };
    let form = |(position, given): (usize, &wire::Override)| {
        let field = |field: &str| format!("overrides[{position}].{field}");
        Ok(OverrideForm {
            reviewer: id(&given.reviewer, "reviewers", field("reviewer"))?,
            case: id(&given.review, "reviews", field("review"))?,
            rule: given.rule.clone(),
            reason: given.reason.clone(),
        })
    };
    overrides.iter().enumerate().map(form).collect()
}

impl From<TeamState> for wire::TeamState {
    fn from(state: TeamState) -> Self {
        match state {
            TeamState::Proposed => Self::Proposed,
            TeamState::Established => Self::Established,
            TeamState::Discarded => Self::Discarded,
            TeamState::Dissolved => Self::Dissolved,
        }
    }
}

/// Which teams a list asks for.
pub fn asked(request: &wire::ListTeamsRequest) -> Result<store::team::Filter, Refusal> {
    let review = match request.review.as_str() {
        "" => None,
        name => Some(names::id(name, "reviews", "review")?),
    };
    let state = TeamState::ALL
        .into_iter()
        .find(|state| wire::TeamState::from(*state) == request.state());
    Ok(store::team::Filter {
        state,
        review,
        at_work: false,
        after: page::token(&request.page_token)?,
    })
}

impl From<&Team> for wire::Team {
    fn from(team: &Team) -> Self {
        let finding = |warning: &Warning| wire::Finding {
            r#override: team.answer_to(warning).map(overridden),
            ..wire::Finding::from(warning)
        };
        Self {
            name: format!("teams/{}", team.id),
            state: wire::TeamState::from(team.state).into(),
            reviews: team.cases.iter().map(wire::TeamReview::from).collect(),
            seats: team.seats.iter().map(wire::Seat::from).collect(),
            findings: team.warnings.iter().map(finding).collect(),
            prepared_by: team.prepared_by().to_owned(),
            decision: team.decision.as_ref().map(Into::into),
            replacements: team.replacements.iter().map(Into::into).collect(),
            proposed_replacement: team.proposed_replacement.as_ref().map(Into::into),
            dissolution: team.dissolution.as_ref().map(Into::into),
            end_reason: team.end_reason.clone(),
            proposed_at: Some(timestamp(team.proposed_at)),
            etag: etag(team.version),
            decided_by: team.decided_by.as_str().to_owned(),
        }
    }
}

impl From<&Case> for wire::TeamReview {
    fn from(case: &Case) -> Self {
        Self {
            review: format!("reviews/{}", case.id),
            dossier_number: case.dossier_number.clone(),
            school: format!("schools/{}", case.school_id),
            school_name: case.school_name.clone(),
            commune: case.commune.clone(),
        }
    }
}

impl From<&InvitedSeat> for wire::Seat {
    fn from(seat: &InvitedSeat) -> Self {
        let (invitation, decline_reason) = match &seat.invitation {
            Invitation::NotInvited => (wire::InvitationState::NotInvited, String::new()),
            Invitation::Invited => (wire::InvitationState::Invited, String::new()),
            Invitation::Accepted => (wire::InvitationState::Accepted, String::new()),
            Invitation::Declined(reason) => (wire::InvitationState::Declined, reason.clone()),
        };
        Self {
            reviewer: format!("reviewers/{}", seat.seat.reviewer),
            display_name: seat.seat.name.clone(),
            email: seat.seat.email.clone(),
            role: seat.seat.role.into(),
            invitation: invitation.into(),
            decline_reason,
            invitation_at: seat.at.map(timestamp),
        }
    }
}

impl From<&Warning> for wire::Finding {
    fn from(warning: &Warning) -> Self {
        let (reviewer, reviewer_name) = named("reviewers", &warning.who);
        let (review, school_name) = named("reviews", &warning.case);
        Self {
            reviewer,
            reviewer_name,
            review,
            school_name,
            rule: warning.rule.clone(),
            severity: wire::FindingSeverity::Warning.into(),
            message: warning.message.clone(),
            citation: warning.citation.clone(),
            confidence: warning.confidence.clone(),
            r#override: None,
        }
    }
}

impl From<&Finding> for wire::Finding {
    fn from(finding: &Finding) -> Self {
        let severity = if finding.blocks() {
            wire::FindingSeverity::Block
        } else {
            wire::FindingSeverity::Warning
        };
        Self {
            severity: severity.into(),
            ..Self::from(&Warning::from(finding))
        }
    }
}

fn named(collection: &str, thing: &Option<(Uuid, String)>) -> (String, String) {
    let named = thing
        .as_ref()
        .map(|(id, name)| (format!("{collection}/{id}"), name.clone()));
    named.unwrap_or_default()
}

/// Why a team goes on in spite of a warning.
pub fn overridden(given: &Override) -> wire::Override {
    let name = |collection: &str, id: Option<Uuid>| {
        let name = id.map(|id| format!("{collection}/{id}"));
        name.unwrap_or_default()
    };
    wire::Override {
        reviewer: name("reviewers", given.reviewer),
        review: name("reviews", given.case),
        rule: given.rule.clone(),
        reason: given.reason.clone(),
        requested_by: given.requested_by.clone(),
        approved_by: given.approved_by.clone().unwrap_or_default(),
    }
}

impl From<&Replacement> for wire::Replacement {
    fn from(replacement: &Replacement) -> Self {
        let (leaving, coming) = (&replacement.leaving, &replacement.coming);
        Self {
            leaving: format!("reviewers/{}", leaving.reviewer),
            leaving_name: leaving.name.clone(),
            coming: format!("reviewers/{}", coming.reviewer),
            coming_name: coming.name.clone(),
            role: leaving.role.into(),
            reason: replacement.reason.clone(),
            decision: replacement.decision.as_ref().map(Into::into),
            proposed_by: replacement.proposed_by.clone(),
        }
    }
}
