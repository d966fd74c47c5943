//! The decision of two people: prepared by one, signed by another, who sees what was prepared.

use calendar::{Day, local_day};
use chrono::{DateTime, Utc};
use form::Defects;
use proto::fact::{DecisionDrafted, DecisionSigned, Fact, ProposalSent};
use statute::Law;

use super::{Authority, Decision, DecisionState};
use crate::domain::{Certificate, CertificateNumber, DocumentNumber, Issue, Refusal, VerificationCode};

/// The decision as it was prepared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// SHA-256 of the text that is laid before the signer, lower-case hexadecimal.
    pub text_sha256: String,
    /// The person who prepared it.
    pub prepared_by: String,
    /// The day from which it is to hold; nothing for the day of its signature.
    pub effective_on: Option<Day>,
}

/// What an officer enters of a decision; the day as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftForm {
    /// SHA-256 of the text that is laid before the signer.
    pub text_sha256: String,
    /// The person who prepares it.
    pub prepared_by: String,
    /// The day from which it is to hold, YYYY-MM-DD; empty for the day of its signature.
    pub effective_on: String,
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

impl Signer {
    /// Two people decide: whoever signs for `authority` is not who prepared, and saw what was prepared.
    pub(super) fn may_sign(
        &self,
        authority: Authority,
        prepared_by: &str,
        text_sha256: &str,
    ) -> Result<(), Refusal> {
        if !self.signs_for.contains(&authority) {
            Err(Refusal::WrongAuthority(authority))
        } else if self.person == prepared_by {
            Err(Refusal::SamePerson)
        } else if self.text_sha256 == text_sha256 {
            Ok(())
        } else {
            Err(Refusal::TextChanged)
        }
    }
}

/// What a certificate would be issued with, which no rule can make up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuing {
    /// Its number.
    pub number: CertificateNumber,
    /// Its code.
    pub code: VerificationCode,
    /// The certificates that the school has so far: a new one takes the place of those of the same wish.
    pub held: Vec<Certificate>,
}

/// What a signature brings about beside itself.
#[derive(Debug, Default)]
pub(super) struct Issued {
    /// The certificate that was issued.
    pub certificate: Option<Certificate>,
    /// Those whose place it takes.
    pub replaced: Vec<Certificate>,
    /// What has happened to them, in order.
    pub facts: Vec<Fact>,
}

impl Decision {
    /// The decision after `form` was laid before the signer at `at`.
    pub(super) fn drafted(
        &self,
        form: DraftForm,
        at: DateTime<Utc>,
    ) -> Result<(Self, DecisionDrafted), Refusal> {
        self.may_be_drafted(local_day(at))?;
        self.must_replace_ones_own(&form.prepared_by)?;
        let mut defects = Defects::default();
        let text_sha256 = defects.sha256(&form.text_sha256, "text_sha256");
        let effective_on: Option<Day> = defects.day(&form.effective_on, "effective_on");
        let begins = effective_on.is_none_or(|day| day >= local_day(at));
        defects.require(
            begins,
            "effective_on",
            "không được trước ngày soạn thảo quyết định",
        );
        defects
            .judge()
            .map_err(|defects| Refusal::Fields(defects.found()))?;
        let body = DecisionDrafted {
            recognises: self.recognises(),
            text_sha256: text_sha256.clone(),
        };
        let after = Self {
            draft: Some(Draft {
                text_sha256,
                prepared_by: form.prepared_by,
                effective_on,
            }),
            sent: None,
            ..self.clone()
        };
        Ok((after, body))
    }

    /// A text can be corrected until somebody put a name to it; and again when the day from which it was to hold passed
    /// while it lay with the People's Committee.
    fn may_be_drafted(&self, today: Day) -> Result<(), Refusal> {
        use DecisionState::{Appraised, Drafted, Proposed};
        let passed = self.effective_day_passed(today).is_some();
        let allowed: &[_] = if passed {
            &[Appraised, Drafted, Proposed]
        } else {
            &[Appraised, Drafted]
        };
        self.must_be(allowed, "soạn thảo")
    }

    /// The day from which the draft was to hold, when it is over.
    fn effective_day_passed(&self, today: Day) -> Option<Day> {
        let effective_on = self.draft.as_ref()?.effective_on?;
        (effective_on < today).then_some(effective_on)
    }

    /// A text is replaced by the person who prepared it: so there is always exactly one person who may not sign.
    fn must_replace_ones_own(&self, person: &str) -> Result<(), Refusal> {
        match &self.draft {
            Some(draft) if draft.prepared_by != person => Err(Refusal::PreparedByAnother),
            _ => Ok(()),
        }
    }

    /// The decision after `signer` sent the proposal under `number` at `at`.
    pub(super) fn proposed(
        &self,
        signer: Signer,
        number: DocumentNumber,
        at: DateTime<Utc>,
    ) -> Result<(Self, ProposalSent), Refusal> {
        if self.decided_by == Authority::Department {
            return Err(Refusal::NoProposalNeeded);
        }
        self.must_be(&[DecisionState::Drafted], "trình")?;
        self.may_be_signed(&signer, Authority::Department, local_day(at))?;
        let signed_on = local_day(at);
        let body = ProposalSent {
            number: number.to_string(),
            signed_on: signed_on.to_string(),
        };
        let sent = SentProposal {
            number,
            signed_on,
            proposed_by: signer.person,
        };
        let after = Self {
            sent: Some(sent),
            ..self.clone()
        };
        Ok((after, body))
    }

    /// The decision after `signer` signed it under `number` at `at`, and the certificate that it issues.
    pub(super) fn signed(
        &self,
        signer: Signer,
        number: DocumentNumber,
        issuing: Issuing,
        law: &Law,
        at: DateTime<Utc>,
    ) -> Result<(Self, DecisionSigned, Issued), Refusal> {
        let ready = match self.decided_by {
            Authority::Department => DecisionState::Drafted,
            Authority::Province => DecisionState::Proposed,
        };
        self.must_be(&[ready], "ký")?;
        let signed_on = local_day(at);
        let draft = self.may_be_signed(&signer, self.decided_by, signed_on)?;
        let effective_on = draft.effective_on.unwrap_or(signed_on);
        let certificate = issuing.number;
        let issued = self.issued(&number, issuing, (signed_on, effective_on), law, at);
        let body = DecisionSigned {
            number: number.to_string(),
            signed_on: signed_on.to_string(),
            signer: signer.person.clone(),
            recognises: self.recognises(),
            reasons: self.reasons_of_refusal(),
            recognised_as: self.recognised_as().unwrap_or_default().into(),
            effective_on: effective_on.to_string(),
        };
        let after = Self {
            signature: Some(Signature {
                number,
                signed_on,
                signer: signer.person,
            }),
            certificate: issued.certificate.is_some().then_some(certificate),
            ..self.clone()
        };
        Ok((after, body, issued))
    }

    /// Whether `signer` may put a name to the draft for `authority` on `today`.
    fn may_be_signed(&self, signer: &Signer, authority: Authority, today: Day) -> Result<&Draft, Refusal> {
        let draft = self.draft.as_ref().ok_or(Refusal::TextChanged)?;
        signer.may_sign(authority, &draft.prepared_by, &draft.text_sha256)?;
        match self.effective_day_passed(today) {
            Some(effective_on) => Err(Refusal::EffectiveDayPassed { effective_on }),
            None => Ok(draft),
        }
    }

    fn reasons_of_refusal(&self) -> String {
        let refusing = self
            .conclusion
            .as_ref()
            .filter(|conclusion| !conclusion.recognises());
        refusing
            .map(|conclusion| conclusion.reasons.clone())
            .unwrap_or_default()
    }

    /// The certificate of a recognition, which takes the place of the school's older ones of the same wish.
    fn issued(
        &self,
        number: &DocumentNumber,
        issuing: Issuing,
        (signed_on, effective_on): (Day, Day),
        law: &Law,
        at: DateTime<Utc>,
    ) -> Issued {
        let Some(target) = self.recognised_as() else {
            return Issued::default();
        };
        let issue = Issue {
            number: issuing.number,
            code: issuing.code,
            kind: self.kind,
            target,
            decision_number: number.to_string(),
            decided_by: self.decided_by,
            signed_on,
            effective_on,
        };
        let certificate = Certificate::issue(&self.case, issue, law, at);
        let mut facts = vec![self.case.fact(certificate.issued())];
        let mut replaced = Vec::new();
        for (older, fact) in issuing
            .held
            .iter()
            .filter_map(|older| older.replaced_by(&certificate, at))
        {
            replaced.push(older);
            facts.push(fact);
        }
        Issued {
            certificate: Some(certificate),
            replaced,
            facts,
        }
    }
}
