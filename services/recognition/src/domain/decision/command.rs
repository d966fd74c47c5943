//! What can be asked of a decision, and what follows.

use chrono::{DateTime, Utc};
use proto::fact::{Body, Fact};
use statute::Law;

use super::signature::Issued;
use super::{ApologyForm, ConclusionForm, Decision, DecisionState, DraftForm, Issuing, Signer, StateChange};
use crate::domain::{Certificate, DocumentNumber, Refusal};

/// What is asked of a decision.
#[derive(Clone, Debug)]
pub enum DecisionCommand {
    /// Conclude the appraisal.
    Conclude(ConclusionForm),
    /// Lay this text before the signer.
    Draft(DraftForm),
    /// Send the proposal to the People's Committee; it gets this number.
    SendProposal(Signer, DocumentNumber),
    /// Sign; the decision gets this number, and the certificate that one if it recognises.
    Sign(Signer, DocumentNumber, Issuing),
    /// The Sở published it at this place.
    Publish(String),
    /// The school published it at this place.
    PublishAtSchool(String),
    /// Prepare a letter of apology.
    DraftApology(ApologyForm),
    /// Send the prepared letter of apology; it gets this number.
    SignApology(Signer, DocumentNumber),
}

/// What follows from a command.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    /// The decision afterwards.
    pub decision: Decision,
    /// The certificate that was issued.
    pub certificate: Option<Certificate>,
    /// The certificates whose place it takes.
    pub replaced: Vec<Certificate>,
    /// What has happened, in order.
    pub facts: Vec<Fact>,
}

impl Decision {
    /// Decides what follows from `command` at `at`, which [`Decision::dated`] gives.
    pub fn decide(&self, command: DecisionCommand, law: &Law, at: DateTime<Utc>) -> Result<Decided, Refusal> {
        use DecisionState::{Appraised, Drafted, Proposed, Published, Signed};
        let mut issued = Issued::default();
        let (after, state, body) = match command {
            DecisionCommand::Conclude(form) => {
                let (after, body) = self.concluded(form, law, at)?;
                (after, Some(Appraised), Body::AppraisalConcluded(body))
            }
            DecisionCommand::Draft(form) => {
                let (after, body) = self.drafted(form, at)?;
                (after, Some(Drafted), Body::DecisionDrafted(body))
            }
            DecisionCommand::SendProposal(signer, number) => {
                let (after, body) = self.proposed(signer, number, at)?;
                (after, Some(Proposed), Body::ProposalSent(body))
            }
            DecisionCommand::Sign(signer, number, issuing) => {
                let (after, body, certified) = self.signed(signer, number, issuing, law, at)?;
                issued = certified;
                (after, Some(Signed), Body::DecisionSigned(body))
            }
            DecisionCommand::Publish(place) => {
                let (after, body) = self.published(&place, at)?;
                (after, Some(Published), Body::DecisionPublished(body))
            }
            DecisionCommand::PublishAtSchool(place) => {
                let (after, body) = self.published_at_school(&place, at)?;
                (after, None, Body::DecisionPublishedBySchool(body))
            }
            DecisionCommand::DraftApology(form) => {
                let (after, body) = self.apology_drafted(form, law, at)?;
                (after, None, Body::ApologyDrafted(body))
            }
            DecisionCommand::SignApology(signer, number) => {
                let (after, body) = self.apology_sent(signer, number, law, at)?;
                (after, None, Body::ApologySent(body))
            }
        };
        let mut facts = vec![self.case.fact(body)];
        facts.extend(issued.facts);
        Ok(Decided {
            decision: after.moved(state, at),
            certificate: issued.certificate,
            replaced: issued.replaced,
            facts,
        })
    }

    /// It, changed at `at`, with which it entered `state`.
    fn moved(mut self, state: Option<DecisionState>, at: DateTime<Utc>) -> Self {
        self.history.extend(state.map(|state| StateChange { state, at }));
        self.settled_until = at;
        self.version += 1;
        self
    }

    pub(super) fn must_be(&self, allowed: &[DecisionState], act: &'static str) -> Result<(), Refusal> {
        let state = self.state();
        if allowed.contains(&state) {
            Ok(())
        } else {
            Err(Refusal::WrongState { state, act })
        }
    }
}
