//! The decision: the final report is appraised, a decision is prepared by one person and signed by
//! another, and published.

use calendar::{Day, local_day};
use chrono::{DateTime, Utc};
use proto::fact::{
    AppraisalConcluded, Body, DecisionDrafted, DecisionPublished, DecisionSigned, Fact, ProposalSent,
    ReportReceived,
};
use statute::{Law, Role};

use super::{
    Authority, Case, Certificate, CertificateNumber, DecisionState, DocumentNumber, Proposal, Refusal,
    StateChange, UnfitCase, propose,
};

/// The final report of a review team, as it was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinalReport {
    /// The level it concludes with, 0 to 4.
    pub level: u32,
    /// Its SHA-256, lower-case hexadecimal.
    pub sha256: String,
}

/// What the officer concluded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conclusion {
    /// Whether the school is to be recognised.
    pub recognises: bool,
    /// Why; may be empty when it follows what the software proposes and recognises.
    pub reasons: String,
}

/// The decision as it was prepared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// SHA-256 of the text that is laid before the signer, lower-case hexadecimal.
    pub text_sha256: String,
    /// The person who prepared it.
    pub prepared_by: String,
}

/// The Sở's proposal to the provincial People's Committee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentProposal {
    /// Its number.
    pub number: DocumentNumber,
    /// The day it was signed.
    pub signed_on: Day,
    /// The person who signed it.
    pub proposed_by: String,
}

/// The signature under the decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The decision's number.
    pub number: DocumentNumber,
    /// The day it was signed.
    pub signed_on: Day,
    /// The person who signed it.
    pub signer: String,
}

/// The decision on one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The case.
    pub case: Case,
    /// Who signs.
    pub decided_by: Authority,
    /// The report that it rests on.
    pub report: FinalReport,
    /// What the software proposes; kept as it was when the report came in.
    pub proposal: Proposal,
    /// What the officer concluded.
    pub conclusion: Option<Conclusion>,
    /// What was prepared.
    pub draft: Option<Draft>,
    /// The proposal to the People's Committee, when it decides.
    pub sent: Option<SentProposal>,
    /// The signature.
    pub signature: Option<Signature>,
    /// The certificate, when it recognises.
    pub certificate: Option<CertificateNumber>,
    /// Where it was published.
    pub place: String,
    /// Its states, oldest first; never empty.
    pub history: Vec<StateChange>,
    /// Nothing that is decided from now on can be dated before this moment: a limit that ended then has
    /// been judged.
    pub settled_until: DateTime<Utc>,
    /// Grows with every change.
    pub version: i64,
}

/// Somebody who puts a name to a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// The person: one person, one name, whatever accounts they hold.
    pub person: String,
    /// For whom the person may sign.
    pub signs_for: Vec<Authority>,
    /// SHA-256 of the text that the person was shown.
    pub text_sha256: String,
}

/// What is asked of a decision.
#[derive(Clone, Debug)]
pub enum DecisionCommand {
    /// Conclude the appraisal.
    Conclude(Conclusion),
    /// Lay this text before the signer.
    Draft(Draft),
    /// Send the proposal to the People's Committee; it gets this number.
    SendProposal(Signer, DocumentNumber),
    /// Sign; the decision gets this number, and the certificate that one if it recognises.
    Sign(Signer, DocumentNumber, CertificateNumber),
    /// Publish it at this place.
    Publish(String),
}

/// What follows from a command.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    /// The decision afterwards.
    pub decision: Decision,
    /// The certificate that was issued.
    pub certificate: Option<Certificate>,
    /// What has happened, in order.
    pub facts: Vec<Fact>,
}

impl Decision {
    /// Opens the decision of `case`: its report was received at `at`.
    pub fn open(
        case: Case,
        report: FinalReport,
        law: &Law,
        at: DateTime<Utc>,
    ) -> Result<(Self, Fact), UnfitCase> {
        let regime = law
            .regime(case.regime)
            .ok_or_else(|| UnfitCase(format!("the law knows no regime {}", case.regime)))?;
        let decided_by = match regime.recognition_decided_by(case.wish()) {
            Role::DepartmentLeader => Authority::Department,
            Role::Province => Authority::Province,
            other => return Err(UnfitCase(format!("{other} decides on no recognition"))),
        };
        let received = case.fact(Body::ReportReceived(ReportReceived {
            level: report.level,
            report_sha256: report.sha256.clone(),
        }));
        let decision = Self {
            proposal: propose(&case, report.level, law),
            case,
            decided_by,
            report,
            conclusion: None,
            draft: None,
            sent: None,
            signature: None,
            certificate: None,
            place: String::new(),
            history: vec![StateChange {
                state: DecisionState::UnderAppraisal,
                at,
            }],
            settled_until: at,
            version: 1,
        };
        Ok((decision, received))
    }

    /// The state it is in.
    pub fn state(&self) -> DecisionState {
        self.history
            .last()
            .map_or(DecisionState::UnderAppraisal, |change| change.state)
    }

    /// When the report was received.
    pub fn received_at(&self) -> DateTime<Utc> {
        self.history
            .first()
            .map_or(DateTime::UNIX_EPOCH, |change| change.at)
    }

    /// When `state` was first entered, if it was.
    pub fn entered(&self, state: DecisionState) -> Option<DateTime<Utc>> {
        self.history
            .iter()
            .find(|change| change.state == state)
            .map(|change| change.at)
    }

    /// The moment that something which is decided `now` is dated: never before what was judged already.
    pub fn dated(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now.max(self.settled_until)
    }

    /// Decides what follows from `command` at `at`, which [`Decision::dated`] gives.
    pub fn decide(&self, command: DecisionCommand, law: &Law, at: DateTime<Utc>) -> Result<Decided, Refusal> {
        use DecisionState::{Appraised, Drafted, Proposed, Published, Signed, UnderAppraisal};
        let mut after = self.clone();
        after.version += 1;
        let mut certificate = None;
        let (state, body) = match command {
            DecisionCommand::Conclude(conclusion) => {
                self.must_be(&[UnderAppraisal], "kết luận thẩm định")?;
                self.must_be_reasoned(&conclusion)?;
                after.conclusion = Some(conclusion.clone());
                let body = AppraisalConcluded {
                    recognise: conclusion.recognises,
                    reasons: conclusion.reasons,
                };
                (Appraised, Body::AppraisalConcluded(body))
            }
            DecisionCommand::Draft(draft) => {
                self.must_be(&[Appraised, Drafted], "trình dự thảo")?;
                self.must_replace_ones_own(&draft.prepared_by)?;
                must_be_sha256(&draft.text_sha256)?;
                after.draft = Some(draft.clone());
                let body = DecisionDrafted {
                    recognises: self.recognises(),
                    text_sha256: draft.text_sha256,
                };
                (Drafted, Body::DecisionDrafted(body))
            }
            DecisionCommand::SendProposal(signer, number) => {
                if self.decided_by == Authority::Department {
                    return Err(Refusal::NoProposalNeeded);
                }
                self.must_be(&[Drafted], "trình UBND tỉnh")?;
                self.may_sign(&signer, Authority::Department)?;
                let body = ProposalSent {
                    number: number.to_string(),
                    signed_on: local_day(at).to_string(),
                };
                after.sent = Some(SentProposal {
                    number,
                    signed_on: local_day(at),
                    proposed_by: signer.person,
                });
                (Proposed, Body::ProposalSent(body))
            }
            DecisionCommand::Sign(signer, number, certificate_number) => {
                let ready = match self.decided_by {
                    Authority::Department => Drafted,
                    Authority::Province => Proposed,
                };
                self.must_be(&[ready], "ký")?;
                self.may_sign(&signer, self.decided_by)?;
                if self.recognises() {
                    after.certificate = Some(certificate_number);
                    certificate = Some(Certificate::issue(
                        &self.case,
                        certificate_number,
                        local_day(at),
                        law,
                    ));
                }
                let body = self.signed(&signer, &number, local_day(at));
                after.signature = Some(Signature {
                    number,
                    signed_on: local_day(at),
                    signer: signer.person,
                });
                (Signed, Body::DecisionSigned(body))
            }
            DecisionCommand::Publish(place) => {
                self.must_be(&[Signed], "công bố")?;
                if place.trim().is_empty() {
                    return Err(field("place", "phải nêu nơi công bố"));
                }
                after.place.clone_from(&place);
                (Published, Body::DecisionPublished(DecisionPublished { place }))
            }
        };
        after.history.push(StateChange { state, at });
        after.settled_until = at;
        let mut facts = vec![self.case.fact(body)];
        facts.extend(
            certificate
                .as_ref()
                .map(|certificate| self.case.fact(certificate.issued())),
        );
        Ok(Decided {
            decision: after,
            certificate,
            facts,
        })
    }

    /// Whether the officer concluded to recognise.
    fn recognises(&self) -> bool {
        self.conclusion
            .as_ref()
            .is_some_and(|conclusion| conclusion.recognises)
    }

    fn signed(&self, signer: &Signer, number: &DocumentNumber, signed_on: Day) -> DecisionSigned {
        let reasons = self
            .conclusion
            .as_ref()
            .filter(|conclusion| !conclusion.recognises)
            .map(|conclusion| conclusion.reasons.clone());
        DecisionSigned {
            number: number.to_string(),
            signed_on: signed_on.to_string(),
            signer: signer.person.clone(),
            recognises: self.recognises(),
            reasons: reasons.unwrap_or_default(),
        }
    }

    fn must_be(&self, allowed: &[DecisionState], act: &'static str) -> Result<(), Refusal> {
        let state = self.state();
        if allowed.contains(&state) {
            Ok(())
        } else {
            Err(Refusal::WrongState { state, act })
        }
    }

    /// A refusal says why, and so does a conclusion against what the software proposes.
    fn must_be_reasoned(&self, conclusion: &Conclusion) -> Result<(), Refusal> {
        if !conclusion.reasons.trim().is_empty() {
            Ok(())
        } else if !conclusion.recognises {
            Err(Refusal::RefusalWithoutReasons)
        } else if conclusion.recognises != self.proposal.recognise {
            Err(Refusal::DeviationWithoutReasons)
        } else {
            Ok(())
        }
    }

    /// A text can be corrected until somebody put a name to it, by the person who prepared it: so there is
    /// always exactly one person who may not sign.
    fn must_replace_ones_own(&self, person: &str) -> Result<(), Refusal> {
        match &self.draft {
            Some(draft) if draft.prepared_by != person => Err(Refusal::PreparedByAnother),
            _ => Ok(()),
        }
    }

    /// Two people decide: whoever signs for `authority` is not who prepared, and saw what was prepared.
    fn may_sign(&self, signer: &Signer, authority: Authority) -> Result<(), Refusal> {
        if !signer.signs_for.contains(&authority) {
            return Err(Refusal::WrongAuthority(authority));
        }
        match &self.draft {
            Some(draft) if draft.prepared_by == signer.person => Err(Refusal::SamePerson),
            Some(draft) if draft.text_sha256 == signer.text_sha256 => Ok(()),
            _ => Err(Refusal::TextChanged),
        }
    }
}

fn field(name: &str, message: &str) -> Refusal {
    Refusal::Fields(vec![(name.to_owned(), message.to_owned())])
}

fn must_be_sha256(text: &str) -> Result<(), Refusal> {
    let digits = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    if text.len() == 64 && digits {
        Ok(())
    } else {
        Err(field(
            "text_sha256",
            "phải là SHA-256, 64 chữ số thập lục phân viết thường",
        ))
    }
}
