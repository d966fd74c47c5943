//! The letter of apology for a decision that will not be signed in time: its reason and one new date, sent at the
//! latest a day before the due date (Nghị định 61/2018/NĐ-CP Điều 19(9), form 04).

use calendar::{Day, Language, local_day};
use chrono::{DateTime, Utc};
use form::Defects;
use proto::fact::{ApologyDrafted, ApologySent};
use statute::Law;
use timelimit::ExtensionRule;

use super::{Authority, Decision, Signer};
use crate::domain::{ApologyRefusal, DocumentNumber, Refusal};

/// The limit that a letter of apology is about: the act's, never a plan's.
pub const DECIDE: &str = "recognition.decide";

/// A letter of apology, prepared or signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Apology {
    /// Why the limit will not be kept.
    pub reason: String,
    /// The due date before.
    pub due_on: Day,
    /// The one new date.
    pub new_due_on: Day,
    /// SHA-256 of the letter, lower-case hexadecimal.
    pub text_sha256: String,
    /// The person who prepared it.
    pub prepared_by: String,
    /// The signature under it, once it is sent.
    pub sent: Option<SentApology>,
}

/// The signature under a letter of apology.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentApology {
    /// The letter's number.
    pub number: DocumentNumber,
    /// The day it was signed.
    pub signed_on: Day,
    /// The person who signed it.
    pub signer: String,
}

/// What an officer enters of a letter of apology; the day as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApologyForm {
    /// Why the limit will not be kept.
    pub reason: String,
    /// The one new date, YYYY-MM-DD.
    pub new_due_on: String,
    /// SHA-256 of the letter.
    pub text_sha256: String,
    /// The person who prepares it.
    pub prepared_by: String,
}

impl Decision {
    /// The decision after a letter of apology was prepared from `form` at `at`.
    pub(super) fn apology_drafted(
        &self,
        form: ApologyForm,
        law: &Law,
        at: DateTime<Utc>,
    ) -> Result<(Self, ApologyDrafted), Refusal> {
        let due_on = self.may_apologise(law, local_day(at))?;
        if self
            .apology
            .as_ref()
            .is_some_and(|letter| letter.prepared_by != form.prepared_by)
        {
            return Err(Refusal::PreparedByAnother);
        }
        let letter = form.stated(due_on)?;
        let body = ApologyDrafted {
            limit: DECIDE.to_owned(),
            reason: letter.reason.clone(),
            new_due_on: letter.new_due_on.to_string(),
            text_sha256: letter.text_sha256.clone(),
            prepared_by: letter.prepared_by.clone(),
        };
        let after = Self {
            apology: Some(letter),
            ..self.clone()
        };
        Ok((after, body))
    }

    /// The decision after `signer` sent the prepared letter under `number` at `at`.
    pub(super) fn apology_sent(
        &self,
        signer: Signer,
        number: DocumentNumber,
        law: &Law,
        at: DateTime<Utc>,
    ) -> Result<(Self, ApologySent), Refusal> {
        let due_on = self.may_apologise(law, local_day(at))?;
        let letter = self.apology.as_ref().ok_or(ApologyRefusal::NotPrepared)?;
        signer.may_sign(Authority::Department, &letter.prepared_by, &letter.text_sha256)?;
        // The due date may have moved since the letter was prepared.
        if letter.new_due_on <= due_on {
            let new_due_on = letter.new_due_on;
            return Err(ApologyRefusal::Overtaken { due_on, new_due_on }.into());
        }
        let signed_on = local_day(at);
        let body = ApologySent {
            limit: DECIDE.to_owned(),
            reason: letter.reason.clone(),
            due_on: due_on.to_string(),
            new_due_on: letter.new_due_on.to_string(),
            number: number.to_string(),
            signed_on: signed_on.to_string(),
            signer: signer.person.clone(),
        };
        let sent = SentApology {
            number,
            signed_on,
            signer: signer.person,
        };
        let letter = Apology {
            due_on,
            sent: Some(sent),
            ..letter.clone()
        };
        let after = Self {
            apology: Some(letter),
            ..self.clone()
        };
        Ok((after, body))
    }

    /// The due date for which a letter may still be sent on `today`: once, in time, and only where it is needed.
    fn may_apologise(&self, law: &Law, today: Day) -> Result<Day, ApologyRefusal> {
        let rule = self.extension(law).ok_or(ApologyRefusal::NotForeseen)?;
        let citation = rule.citation.text(Language::Vietnamese).to_owned();
        if self.sent_apology().is_some() {
            return Err(ApologyRefusal::Second { citation });
        }
        if self.entered(self.bound_state()).is_some() {
            return Err(ApologyRefusal::LimitKept);
        }
        let due_on = self.decide_due_on.ok_or(ApologyRefusal::DueDateUnknown)?;
        let least = i32::try_from(rule.days_before).unwrap_or(i32::MAX);
        if due_on.days_since(today) < least {
            return Err(ApologyRefusal::TooLate { due_on, citation });
        }
        Ok(due_on)
    }

    /// What the act says on putting off its limit.
    fn extension<'a>(&self, law: &'a Law) -> Option<&'a ExtensionRule> {
        let began_on = local_day(self.received_at());
        let rule = law.limit(DECIDE, self.case.regime, None, began_on)?;
        rule.time_limit.extension.as_ref().filter(|rule| rule.times > 0)
    }

    /// The letter of apology, when it was sent.
    pub fn sent_apology(&self) -> Option<&Apology> {
        self.apology.as_ref().filter(|letter| letter.sent.is_some())
    }
}

impl ApologyForm {
    /// The letter, or everything that is wrong with it.
    fn stated(self, due_on: Day) -> Result<Apology, Refusal> {
        let mut defects = Defects::default();
        let reason = defects.stated(&self.reason, "reason", "phải nêu lý do chưa giải quyết đúng hạn");
        let text_sha256 = defects.sha256(&self.text_sha256, "text_sha256");
        let new_due_on: Option<Day> = defects.day(&self.new_due_on, "new_due_on");
        let missing = self.new_due_on.trim().is_empty();
        defects.require(!missing, "new_due_on", "phải nêu ngày hẹn trả kết quả mới");
        if new_due_on.is_some_and(|day| day <= due_on) {
            let message = format!("phải sau ngày hết hạn {}", due_on.vietnamese());
            defects.add("new_due_on", message);
        }
        let letter = new_due_on.map(|new_due_on| Apology {
            reason,
            due_on,
            new_due_on,
            text_sha256,
            prepared_by: self.prepared_by,
            sent: None,
        });
        defects
            .settle(letter)
            .map_err(|defects| Refusal::Fields(defects.found()))
    }
}
