//! Measures on a certificate: prepared by one person, signed by another. An order to remedy, a revocation (TT
//! 18/2018/TT-BGDĐT Điều 39), a restoration.

use calendar::{Day, local_day};
use chrono::{DateTime, Utc};
use form::Defects;
use proto::fact::{
    Body, CertificateRestored, CertificateRevoked, Measure, MeasureDiscarded, MeasureDrafted, RemedyOrdered,
    RevocationConcluded,
};

use super::span::resumed;
use super::{
    Certificate, CertificateRefusal, CertificateState, Circumstances, Remedy, RemedyConclusion, Span,
    Standing,
};
use crate::domain::{DocumentNumber, Signer};

/// A measure as it is prepared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureForm {
    /// Which.
    pub measure: Measure,
    /// Why.
    pub reasons: String,
    /// SHA-256 of the text that is laid before the signer.
    pub text_sha256: String,
    /// Who prepares it.
    pub prepared_by: String,
    /// What is to be remedied; in an order to remedy.
    pub requirements: Vec<String>,
    /// The last day for it, YYYY-MM-DD; in an order to remedy.
    pub remedy_by: String,
}

/// A measure that is prepared and not signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreparedMeasure {
    /// Which.
    pub measure: Measure,
    /// Why.
    pub reasons: String,
    /// SHA-256 of the text that is laid before the signer, lower-case hexadecimal.
    pub text_sha256: String,
    /// Who prepared it.
    pub prepared_by: String,
    /// What is to be remedied; in an order to remedy.
    pub requirements: Vec<String>,
    /// The last day for it; in an order to remedy, and only there.
    pub remedy_by: Option<Day>,
}

/// A signed measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedMeasure {
    /// Which.
    pub measure: Measure,
    /// Why.
    pub reasons: String,
    /// The document's number.
    pub number: DocumentNumber,
    /// When it was signed.
    pub at: DateTime<Utc>,
    /// Who prepared it.
    pub prepared_by: String,
    /// Who signed it.
    pub signer: String,
    /// When it was concluded to revoke; in a revocation.
    pub concluded_at: Option<DateTime<Utc>>,
}

impl SignedMeasure {
    /// The day it was signed.
    pub fn signed_on(&self) -> Day {
        local_day(self.at)
    }
}

/// The Sở's conclusion that a certificate is to be revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevocationConclusion {
    /// Why.
    pub reasons: String,
    /// The document.
    pub document_number: String,
    /// Who concluded.
    pub concluded_by: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl MeasureForm {
    fn judge(self, today: Day) -> Result<PreparedMeasure, CertificateRefusal> {
        let mut defects = Defects::default();
        let orders = self.measure == Measure::RemedyOrder;
        defects.require(
            self.measure != Measure::Unspecified,
            "measure",
            "phải nêu là yêu cầu khắc phục, thu hồi hay khôi phục",
        );
        let reasons = defects.stated(&self.reasons, "reasons", "phải nêu lý do");
        let text_sha256 = defects.sha256(&self.text_sha256, "text_sha256");
        let remedy_by = defects.day::<Day>(&self.remedy_by, "remedy_by");
        let requirements = stated(&self.requirements, &mut defects);
        if orders {
            let message = "phải nêu những nội dung phải khắc phục";
            defects.require(!requirements.is_empty(), "requirements", message);
            let message = "phải có thời hạn khắc phục";
            defects.require(!self.remedy_by.trim().is_empty(), "remedy_by", message);
            let message = "phải sau ngày ban hành";
            defects.require(remedy_by.is_none_or(|by| today < by), "remedy_by", message);
        } else {
            let message = "chỉ dùng trong yêu cầu khắc phục: hãy để trống";
            defects.require(requirements.is_empty(), "requirements", message);
            defects.require(self.remedy_by.trim().is_empty(), "remedy_by", message);
        }
        Ok(defects.settle(Some(PreparedMeasure {
            measure: self.measure,
            reasons,
            text_sha256,
            prepared_by: self.prepared_by,
            requirements,
            remedy_by,
        }))?)
    }
}

fn stated(requirements: &[String], defects: &mut Defects) -> Vec<String> {
    let stated = requirements.iter().enumerate().map(|(place, requirement)| {
        let field = format!("requirements[{place}]");
        defects.stated(requirement, &field, "phải nêu nội dung phải khắc phục")
    });
    stated.collect()
}

impl Certificate {
    /// Lays a measure before its signer. The text can be corrected until it is signed, by the person who prepared it:
    /// so there is always exactly one person who may not sign.
    pub(super) fn draft_measure(
        &mut self,
        form: MeasureForm,
        circumstances: &Circumstances<'_>,
    ) -> Result<Vec<Body>, CertificateRefusal> {
        let prepared = form.judge(local_day(circumstances.at))?;
        self.must_allow(&prepared, circumstances)?;
        if let Some(before) = &self.prepared
            && before.prepared_by != prepared.prepared_by
        {
            return Err(CertificateRefusal::PreparedByAnother(before.measure));
        }
        let body = MeasureDrafted {
            measure: prepared.measure.into(),
            reasons: prepared.reasons.clone(),
            text_sha256: prepared.text_sha256.clone(),
            prepared_by: prepared.prepared_by.clone(),
        };
        self.prepared = Some(prepared);
        Ok(vec![Body::MeasureDrafted(body)])
    }

    pub(super) fn discard_measure(&mut self, reason: &str) -> Result<Vec<Body>, CertificateRefusal> {
        let mut defects = Defects::default();
        let reason = defects.stated(reason, "reason", "phải nêu lý do bỏ dự thảo");
        defects.judge()?;
        let prepared = self.prepared.take().ok_or(CertificateRefusal::NothingPrepared)?;
        Ok(vec![Body::MeasureDiscarded(MeasureDiscarded {
            measure: prepared.measure.into(),
            reason,
        })])
    }

    /// The Sở concludes that it is to be revoked; 20 working days run from then.
    pub(super) fn conclude_revocation(
        &mut self,
        reasons: &str,
        document_number: &str,
        concluded_by: &str,
        at: DateTime<Utc>,
    ) -> Result<Vec<Body>, CertificateRefusal> {
        let mut defects = Defects::default();
        let reasons = defects.stated(reasons, "reasons", "phải nêu lý do thu hồi");
        let message = "phải có số văn bản kết luận";
        let document_number = defects.stated(document_number, "document_number", message);
        defects.judge()?;
        self.must_be_in_force(local_day(at), "kết luận thu hồi")?;
        if self.revocation.is_some() {
            return Err(CertificateRefusal::Concluded);
        }
        let body = RevocationConcluded {
            number: self.number(),
            reasons: reasons.clone(),
            document_number: document_number.clone(),
            concluded_by: concluded_by.to_owned(),
        };
        self.revocation = Some(RevocationConclusion {
            reasons,
            document_number,
            concluded_by: concluded_by.to_owned(),
            at,
        });
        Ok(vec![Body::RevocationConcluded(body)])
    }

    /// Signs what is prepared: two people decide, and the signer saw what was prepared. Everything that the measure
    /// needs is asked again, as it is on the day of the signature.
    pub(super) fn sign_measure(
        &mut self,
        signer: Signer,
        number: DocumentNumber,
        circumstances: &Circumstances<'_>,
    ) -> Result<Vec<Body>, CertificateRefusal> {
        let prepared = self.prepared.clone().ok_or(CertificateRefusal::NothingPrepared)?;
        if !signer.signs_for.contains(&self.decided_by) {
            return Err(CertificateRefusal::WrongAuthority(self.decided_by));
        }
        if prepared.prepared_by == signer.person {
            return Err(CertificateRefusal::SamePerson);
        }
        if prepared.text_sha256 != signer.text_sha256 {
            return Err(CertificateRefusal::TextChanged);
        }
        self.must_allow(&prepared, circumstances)?;
        self.prepared = None;
        let signed = SignedMeasure {
            measure: prepared.measure,
            reasons: prepared.reasons.clone(),
            number,
            at: circumstances.at,
            prepared_by: prepared.prepared_by.clone(),
            signer: signer.person,
            concluded_at: self.revocation.as_ref().map(|conclusion| conclusion.at),
        };
        let body = match prepared.measure {
            Measure::Revocation => self.revoke(&signed),
            Measure::Restoration => self.restore(&signed, circumstances)?,
            Measure::RemedyOrder | Measure::Unspecified => self.order(prepared, &signed),
        };
        self.measures.push(signed);
        Ok(vec![body])
    }

    fn order(&mut self, prepared: PreparedMeasure, signed: &SignedMeasure) -> Body {
        let ordered_on = signed.signed_on();
        // A prepared order has a term: the form asks for it.
        let remedy_by = prepared.remedy_by.unwrap_or(ordered_on);
        let body = RemedyOrdered {
            number: self.number(),
            requirements: prepared.requirements.clone(),
            remedy_by: remedy_by.to_string(),
            document_number: signed.number.to_string(),
            signer: signed.signer.clone(),
        };
        self.remedies.push(Remedy {
            requirements: prepared.requirements,
            remedy_by,
            ordered_on,
            report: None,
            conclusion: None,
        });
        Body::RemedyOrdered(body)
    }

    /// From the day of the signature it no longer holds, and what was ordered need not be remedied any more.
    fn revoke(&mut self, signed: &SignedMeasure) -> Body {
        *self = self.ended(Standing::Revoked, signed.signed_on(), signed.at);
        self.revocation = None;
        if let Some(order) = self.remedies.last_mut()
            && order.conclusion.is_none()
        {
            order.conclusion = Some(RemedyConclusion {
                at: signed.at,
                accepted: false,
                reasons: format!("Chứng nhận đã bị thu hồi theo văn bản số {}", signed.number),
            });
        }
        Body::CertificateRevoked(CertificateRevoked {
            number: self.number(),
            decision_number: signed.number.to_string(),
            signed_on: signed.signed_on().to_string(),
            signer: signed.signer.clone(),
            reasons: signed.reasons.clone(),
        })
    }

    fn restore(
        &mut self,
        signed: &SignedMeasure,
        circumstances: &Circumstances<'_>,
    ) -> Result<Body, CertificateRefusal> {
        let from = signed.signed_on();
        let more = Span {
            from,
            until: self.valid_until,
        };
        self.spans = resumed(&self.spans, more);
        self.standing = Standing::InForce;
        Ok(Body::CertificateRestored(CertificateRestored {
            number: self.number(),
            decision_number: signed.number.to_string(),
            signed_on: from.to_string(),
            signer: signed.signer.clone(),
            reasons: signed.reasons.clone(),
            valid_until: self.valid_until.to_string(),
            recognised_on: self.recognised_on.to_string(),
            awaits: self.awaits(circumstances.law, from)?.to_owned(),
        }))
    }

    /// Whether what stands today allows `prepared`, when it is prepared and again when it is signed.
    fn must_allow(
        &self,
        prepared: &PreparedMeasure,
        circumstances: &Circumstances<'_>,
    ) -> Result<(), CertificateRefusal> {
        let today = local_day(circumstances.at);
        match prepared.measure {
            Measure::Revocation => {
                self.must_be_in_force(today, "thu hồi")?;
                self.revocation
                    .as_ref()
                    .map(drop)
                    .ok_or(CertificateRefusal::NotConcluded)
            }
            Measure::Restoration => self.must_be_restorable(today, circumstances),
            Measure::RemedyOrder | Measure::Unspecified => {
                self.must_be_in_force(today, "yêu cầu khắc phục")?;
                if let Some(order) = self.open_order() {
                    return Err(CertificateRefusal::OrderOpen(order.remedy_by));
                }
                match prepared.remedy_by {
                    Some(by) if by <= today => Err(CertificateRefusal::TermOver(by)),
                    _ => Ok(()),
                }
            }
        }
    }

    fn must_be_restorable(
        &self,
        today: Day,
        circumstances: &Circumstances<'_>,
    ) -> Result<(), CertificateRefusal> {
        let state = self.state_on(today);
        if state != CertificateState::Revoked {
            let act = "khôi phục";
            return Err(CertificateRefusal::WrongState { state, act });
        }
        if circumstances.school_ended {
            return Err(CertificateRefusal::SchoolEnded);
        }
        let mut others = circumstances.others.iter();
        let in_its_place = |other: &&Self| other.is_of_the_same(self) && other.holds_from(today);
        match others.find(in_its_place) {
            Some(other) => Err(CertificateRefusal::AnotherInForce(other.number())),
            None => Ok(()),
        }
    }

    pub(super) fn must_be_in_force(&self, today: Day, act: &'static str) -> Result<(), CertificateRefusal> {
        match self.state_on(today) {
            CertificateState::InForce => Ok(()),
            state => Err(CertificateRefusal::WrongState { state, act }),
        }
    }
}
