//! What law files may read in a fact: the dates that a period counts from, and what a trigger may ask for.

use proto::fact::{Body, ReviewStep};

/// The attribute `name` of a fact, if the fact states it.
pub fn attribute<'a>(body: &'a Body, name: &str) -> Option<&'a str> {
    match (body, name) {
        (Body::PlanItemApproved(item), "dossier_month_end") => Some(&item.dossier_month_end),
        (Body::PlanItemApproved(item), "registration_month_end") => Some(&item.registration_month_end),
        (Body::PlanItemAmended(item), "dossier_month_end") => Some(&item.dossier_month_end),
        (Body::PlanItemAmended(item), "registration_month_end") => Some(&item.registration_month_end),
        (Body::ObligationOpened(obligation), "due_before") => Some(&obligation.due_before),
        (Body::ObligationOpened(obligation), "limit") => Some(&obligation.limit),
        (Body::ObligationFulfilled(obligation), "limit") => Some(&obligation.limit),
        (Body::ObligationLifted(obligation), "limit") => Some(&obligation.limit),
        (Body::CertificateIssued(certificate), "valid_until") => Some(&certificate.valid_until),
        (Body::CertificateIssued(certificate), "recognised_on") => Some(&certificate.recognised_on),
        (Body::CertificateEntered(certificate), "valid_until") => Some(&certificate.valid_until),
        (Body::CertificateEntered(certificate), "recognised_on") => Some(&certificate.recognised_on),
        (Body::CertificateEntered(certificate), "awaits") => Some(&certificate.awaits),
        (Body::CertificateRestored(certificate), "valid_until") => Some(&certificate.valid_until),
        (Body::CertificateRestored(certificate), "recognised_on") => Some(&certificate.recognised_on),
        (Body::CertificateRestored(certificate), "awaits") => Some(&certificate.awaits),
        (Body::RemedyOrdered(order), "remedy_by") => Some(&order.remedy_by),
        (Body::ApologySent(apology), "limit") => Some(&apology.limit),
        (Body::ApologySent(apology), "new_due_on") => Some(&apology.new_due_on),
        (Body::ConsentDeemed(consent), "deemed_on") => Some(&consent.deemed_on),
        (Body::DecisionSigned(decision), "signed_on") => Some(&decision.signed_on),
        (Body::DossierSubmitted(submitted), "stage") => Some(stage(&submitted.stage)),
        (Body::SupplementRequested(requested), "stage") => Some(stage(&requested.stage)),
        (Body::DossierResubmitted(resubmitted), "stage") => Some(stage(&resubmitted.stage)),
        (Body::ReviewStepCompleted(completed), "step") => step(completed.step()),
        _ => None,
    }
}

/// The step of a review, as law files name it.
fn step(step: ReviewStep) -> Option<&'static str> {
    match step {
        ReviewStep::DossierStudy => Some("dossier_study"),
        ReviewStep::PreliminaryVisit => Some("preliminary_visit"),
        ReviewStep::OfficialVisit => Some("official_visit"),
        ReviewStep::Unspecified => None,
    }
}

/// The body that checks a dossier. Facts of before there were two name none: the receiving body was the only one.
fn stage(stated: &str) -> &str {
    match stated {
        "" => "local",
        stage => stage,
    }
}
