//! The papers of a decision in its row: what was prepared, proposed, signed and published, and the letter of apology.

use platform::refusal::Failure;
use platform::time::Moment;
use sea_orm::ActiveValue::Set;

use super::{ActiveModel, Model};
use crate::domain::{Apology, Decision, Draft, Publication, SentApology, SentProposal, Signature};
use crate::store::corrupt;

/// The papers of a row.
pub struct Papers {
    pub draft: Option<Draft>,
    pub sent: Option<SentProposal>,
    pub signature: Option<Signature>,
    pub published: Option<Publication>,
    pub published_by_school: Option<Publication>,
    pub apology: Option<Apology>,
}

impl Papers {
    pub fn of(row: &Model) -> Result<Self, Failure> {
        let publication = |place: &str, at: Option<Moment>| {
            at.map(|at| Publication {
                place: place.to_owned(),
                at,
            })
        };
        Ok(Self {
            draft: draft(row),
            sent: sent(row)?,
            signature: signature(row)?,
            published: publication(&row.place, row.published_at),
            published_by_school: publication(&row.school_place, row.published_by_school_at),
            apology: apology(row)?,
        })
    }

    /// Sets them in `row`.
    pub fn enter(decision: &Decision, row: &mut ActiveModel) {
        let draft = decision.draft.as_ref();
        row.text_sha256 = Set(draft.map(|draft| draft.text_sha256.clone()));
        row.prepared_by = Set(draft.map(|draft| draft.prepared_by.clone()));
        row.effective_on = Set(draft.and_then(|draft| draft.effective_on).map(Into::into));

        let sent = decision.sent.as_ref();
        row.proposal_number = Set(sent.map(|sent| sent.number.to_string()));
        row.proposal_year = Set(sent.map(|sent| sent.signed_on.year()));
        row.proposed_on = Set(sent.map(|sent| sent.signed_on.into()));
        row.proposed_by = Set(sent.map(|sent| sent.proposed_by.clone()));

        let signature = decision.signature.as_ref();
        row.number = Set(signature.map(|signature| signature.number.to_string()));
        row.number_year = Set(signature.map(|signature| signature.signed_on.year()));
        row.signed_on = Set(signature.map(|signature| signature.signed_on.into()));
        row.signer = Set(signature.map(|signature| signature.signer.clone()));

        let place = |publication: Option<&Publication>| {
            publication
                .map(|publication| publication.place.clone())
                .unwrap_or_default()
        };
        let (published, by_school) = (decision.published.as_ref(), decision.published_by_school.as_ref());
        row.place = Set(place(published));
        row.published_at = Set(published.map(|publication| publication.at));
        row.school_place = Set(place(by_school));
        row.published_by_school_at = Set(by_school.map(|publication| publication.at));

        let letter = decision.apology.as_ref();
        row.apology_due_on = Set(letter.map(|letter| letter.due_on.into()));
        row.apology_new_due_on = Set(letter.map(|letter| letter.new_due_on.into()));
        row.apology_reason = Set(letter.map(|letter| letter.reason.clone()).unwrap_or_default());
        row.apology_sha256 = Set(letter.map(|letter| letter.text_sha256.clone()));
        row.apology_prepared_by = Set(letter.map(|letter| letter.prepared_by.clone()));
        let sent = letter.and_then(|letter| letter.sent.as_ref());
        row.apology_number = Set(sent.map(|sent| sent.number.to_string()));
        row.apology_year = Set(sent.map(|sent| sent.signed_on.year()));
        row.apology_signed_on = Set(sent.map(|sent| sent.signed_on.into()));
        row.apology_signer = Set(sent.map(|sent| sent.signer.clone()));
    }
}

fn draft(row: &Model) -> Option<Draft> {
    Some(Draft {
        text_sha256: row.text_sha256.clone()?,
        prepared_by: row.prepared_by.clone()?,
        effective_on: row.effective_on.map(Into::into),
    })
}

fn sent(row: &Model) -> Result<Option<SentProposal>, Failure> {
    let (Some(number), Some(signed_on), Some(person)) =
        (&row.proposal_number, row.proposed_on, &row.proposed_by)
    else {
        return Ok(None);
    };
    Ok(Some(SentProposal {
        number: number.parse().map_err(corrupt)?,
        signed_on: signed_on.into(),
        proposed_by: person.clone(),
    }))
}

fn signature(row: &Model) -> Result<Option<Signature>, Failure> {
    let (Some(number), Some(signed_on), Some(person)) = (&row.number, row.signed_on, &row.signer) else {
        return Ok(None);
    };
    Ok(Some(Signature {
        number: number.parse().map_err(corrupt)?,
        signed_on: signed_on.into(),
        signer: person.clone(),
    }))
}

fn apology(row: &Model) -> Result<Option<Apology>, Failure> {
    let (Some(due_on), Some(new_due_on)) = (row.apology_due_on, row.apology_new_due_on) else {
        return Ok(None);
    };
    let (Some(text_sha256), Some(prepared_by)) = (&row.apology_sha256, &row.apology_prepared_by) else {
        return Ok(None);
    };
    Ok(Some(Apology {
        reason: row.apology_reason.clone(),
        due_on: due_on.into(),
        new_due_on: new_due_on.into(),
        text_sha256: text_sha256.clone(),
        prepared_by: prepared_by.clone(),
        sent: sent_apology(row)?,
    }))
}

fn sent_apology(row: &Model) -> Result<Option<SentApology>, Failure> {
    let (Some(number), Some(signed_on), Some(person)) =
        (&row.apology_number, row.apology_signed_on, &row.apology_signer)
    else {
        return Ok(None);
    };
    Ok(Some(SentApology {
        number: number.parse().map_err(corrupt)?,
        signed_on: signed_on.into(),
        signer: person.clone(),
    }))
}
