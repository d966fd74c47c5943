//! Certificates, between the domain and the wire.

use calendar::Day;
use form::ReportFile;
use platform::journal::read::timestamp;
use platform::names;
use platform::refusal::Refusal;
use platform::server::etag;
use proto::exchange;
use proto::recognition as wire;
use sheet::clean;

use crate::domain::{
    Certificate, CertificateState, EntryForm, MeasureForm, Origin, PreparedMeasure, Remedy, RemedyForm,
    RevocationConclusion, SignedMeasure, Span,
};
use crate::store::certificate::Filter;

impl From<CertificateState> for wire::CertificateState {
    fn from(state: CertificateState) -> Self {
        match state {
            CertificateState::NotYet => Self::NotYet,
            CertificateState::InForce => Self::InForce,
            CertificateState::Expired => Self::Expired,
            CertificateState::Revoked => Self::Revoked,
            CertificateState::Replaced => Self::Replaced,
            CertificateState::Lapsed => Self::Lapsed,
        }
    }
}

/// `certificate` as an answer that is given on `day`.
pub fn answer(certificate: &Certificate, day: Day) -> wire::Certificate {
    let case = &certificate.case;
    let renewal = certificate.renewal;
    wire::Certificate {
        name: format!("certificates/{}", case.id),
        school: format!("schools/{}", case.school_id),
        school_name: case.school_name.clone(),
        target: case.target.into(),
        valid_from: certificate.valid_from.to_string(),
        valid_until: certificate.valid_until.to_string(),
        state: wire::CertificateState::from(certificate.state_on(day)).into(),
        number: certificate.number(),
        recognised_on: certificate.recognised_on.to_string(),
        decision_number: certificate.decision_number.clone(),
        kind: certificate.kind.into(),
        regime: case.regime.to_string(),
        entered: matches!(certificate.origin, Origin::Entered(_)),
        verification_code: certificate.code.to_string(),
        spans: certificate.spans.iter().map(wire::Span::from).collect(),
        renewal_dossier: renewal
            .map(|renewal| renewal.dossier_id.to_string())
            .unwrap_or_default(),
        renewal_registered_at: renewal.map(|renewal| timestamp(renewal.at)),
        remedy: certificate.remedies.last().map(wire::Remedy::from),
        revocation: certificate
            .revocation
            .as_ref()
            .map(wire::RevocationConclusion::from),
        prepared: certificate.prepared.as_ref().map(wire::PreparedMeasure::from),
        measures: certificate
            .measures
            .iter()
            .map(wire::SignedMeasure::from)
            .collect(),
        etag: etag(certificate.version),
        decided_by: certificate.decided_by.to_string(),
    }
}

impl From<&Span> for wire::Span {
    fn from(span: &Span) -> Self {
        Self {
            from: span.from.to_string(),
            until: span.until.to_string(),
        }
    }
}

impl From<&Remedy> for wire::Remedy {
    fn from(remedy: &Remedy) -> Self {
        let (report, conclusion) = (remedy.report.as_ref(), remedy.conclusion.as_ref());
        Self {
            requirements: remedy.requirements.clone(),
            remedy_by: remedy.remedy_by.to_string(),
            ordered_on: remedy.ordered_on.to_string(),
            reported_at: report.map(|report| timestamp(report.at)),
            summary: report.map(|report| report.summary.clone()).unwrap_or_default(),
            report: report.map(|report| exchange::ReportFile {
                file_name: report.file.file_name.clone(),
                sha256: report.file.sha256.clone(),
                size: report.file.size,
            }),
            concluded: conclusion.is_some(),
            accepted: conclusion.is_some_and(|conclusion| conclusion.accepted),
            reasons: conclusion
                .map(|conclusion| conclusion.reasons.clone())
                .unwrap_or_default(),
        }
    }
}

impl From<&RevocationConclusion> for wire::RevocationConclusion {
    fn from(conclusion: &RevocationConclusion) -> Self {
        Self {
            reasons: conclusion.reasons.clone(),
            document_number: conclusion.document_number.clone(),
            concluded_by: conclusion.concluded_by.clone(),
            at: Some(timestamp(conclusion.at)),
        }
    }
}

impl From<&PreparedMeasure> for wire::PreparedMeasure {
    fn from(prepared: &PreparedMeasure) -> Self {
        Self {
            measure: prepared.measure.into(),
            reasons: prepared.reasons.clone(),
            text_sha256: prepared.text_sha256.clone(),
            prepared_by: prepared.prepared_by.clone(),
            requirements: prepared.requirements.clone(),
            remedy_by: prepared.remedy_by.map(|day| day.to_string()).unwrap_or_default(),
        }
    }
}

impl From<&SignedMeasure> for wire::SignedMeasure {
    fn from(signed: &SignedMeasure) -> Self {
        Self {
            measure: signed.measure.into(),
            reasons: signed.reasons.clone(),
            number: signed.number.to_string(),
            signed_on: signed.signed_on().to_string(),
            prepared_by: signed.prepared_by.clone(),
            signer: signed.signer.clone(),
        }
    }
}

/// A certificate as it is entered.
pub fn entry_form(asked: &wire::EnterCertificateRequest) -> EntryForm {
    EntryForm {
        target: asked.target(),
        number: clean(&asked.number),
        decision_number: clean(&asked.decision_number),
        recognised_on: clean(&asked.recognised_on),
        valid_from: clean(&asked.valid_from),
        valid_until: clean(&asked.valid_until),
        kind: asked.kind(),
    }
}

/// A measure as it is prepared by `person`.
pub fn measure_form(asked: wire::DraftMeasureRequest, person: String) -> MeasureForm {
    MeasureForm {
        measure: asked.measure(),
        reasons: clean(&asked.reasons),
        text_sha256: asked.text_sha256,
        prepared_by: person,
        requirements: asked.requirements.iter().map(|text| clean(text)).collect(),
        remedy_by: clean(&asked.remedy_by),
    }
}

/// A school's report; what is wrong with it the domain says.
pub fn remedy_form(asked: wire::ReportRemedyRequest) -> RemedyForm {
    let report = asked.report.unwrap_or_default();
    RemedyForm {
        summary: clean(&asked.summary),
        report: ReportFile {
            file_name: clean(&report.file_name),
            sha256: report.sha256,
            size: report.size,
        },
    }
}

/// Which certificates a list asks for on `day`.
pub fn asked(request: &wire::ListCertificatesRequest, day: Day) -> Result<Filter, Refusal> {
    let state = CertificateState::ALL
        .into_iter()
        .find(|state| wire::CertificateState::from(*state) == request.state());
    let school = match request.school.as_str() {
        "" => None,
        name => Some(names::id(name, "schools", "school")?),
    };
    Ok(Filter {
        state: state.map(|state| (state, day)),
        school,
        ..Filter::default()
    })
}
