//! The name of each fact: `service.what_happened`, the routing key on the bus and the word that law
//! files use in their triggers.

use crate::fact::Body;

/// Every fact type there is, for checks that a name used elsewhere (in a law file, say) exists.
pub const FACT_TYPES: &[&str] = &[
    "registration.school_registered",
    "registration.plan_item_approved",
    "registration.plan_item_dossier_completed",
    "registration.plan_item_registered",
    "registration.dossier_prepared",
    "registration.dossier_submitted",
    "registration.dossier_check_begun",
    "registration.supplement_requested",
    "registration.dossier_resubmitted",
    "registration.dossier_accepted",
    "registration.dossier_refused",
    "registration.dossier_withdrawn",
    "review.review_opened",
    "review.team_established",
    "review.review_step_completed",
    "review.draft_report_sent",
    "review.comments_received",
    "review.draft_agreed",
    "review.consent_deemed",
    "review.comments_answered",
    "review.final_report_submitted",
    "recognition.report_received",
    "recognition.appraisal_concluded",
    "recognition.decision_drafted",
    "recognition.proposal_sent",
    "recognition.decision_signed",
    "recognition.certificate_issued",
    "recognition.decision_published",
    "recognition.certificate_expired",
    "recognition.upgrade_opened",
    "scheduler.clock_due",
    "scheduler.deadline_reached",
    "scheduler.rung_fired",
    "scheduler.alarm_raised",
    "scheduler.mail_sent",
    "registration.deadline_breached",
    "review.deadline_breached",
    "recognition.deadline_breached",
];

impl Body {
    /// The fact's type. `producer` is the service that announces it: a breach is announced by whichever
    /// service owns the case.
    pub fn fact_type(&self, producer: &str) -> String {
        let name = match self {
            Self::DeadlineBreached(_) => return format!("{producer}.deadline_breached"),
            Self::SchoolRegistered(_) => "registration.school_registered",
            Self::PlanItemApproved(_) => "registration.plan_item_approved",
            Self::PlanItemDossierCompleted(_) => "registration.plan_item_dossier_completed",
            Self::PlanItemRegistered(_) => "registration.plan_item_registered",
            Self::DossierPrepared(_) => "registration.dossier_prepared",
            Self::DossierSubmitted(_) => "registration.dossier_submitted",
            Self::DossierCheckBegun(_) => "registration.dossier_check_begun",
            Self::SupplementRequested(_) => "registration.supplement_requested",
            Self::DossierResubmitted(_) => "registration.dossier_resubmitted",
            Self::DossierAccepted(_) => "registration.dossier_accepted",
            Self::DossierRefused(_) => "registration.dossier_refused",
            Self::DossierWithdrawn(_) => "registration.dossier_withdrawn",
            Self::ReviewOpened(_) => "review.review_opened",
            Self::TeamEstablished(_) => "review.team_established",
            Self::ReviewStepCompleted(_) => "review.review_step_completed",
            Self::DraftReportSent(_) => "review.draft_report_sent",
            Self::CommentsReceived(_) => "review.comments_received",
            Self::DraftAgreed(_) => "review.draft_agreed",
            Self::ConsentDeemed(_) => "review.consent_deemed",
            Self::CommentsAnswered(_) => "review.comments_answered",
            Self::FinalReportSubmitted(_) => "review.final_report_submitted",
            Self::ReportReceived(_) => "recognition.report_received",
            Self::AppraisalConcluded(_) => "recognition.appraisal_concluded",
            Self::DecisionDrafted(_) => "recognition.decision_drafted",
            Self::ProposalSent(_) => "recognition.proposal_sent",
            Self::DecisionSigned(_) => "recognition.decision_signed",
            Self::CertificateIssued(_) => "recognition.certificate_issued",
            Self::DecisionPublished(_) => "recognition.decision_published",
            Self::CertificateExpired(_) => "recognition.certificate_expired",
            Self::UpgradeOpened(_) => "recognition.upgrade_opened",
            Self::ClockDue(_) => "scheduler.clock_due",
            Self::DeadlineReached(_) => "scheduler.deadline_reached",
            Self::RungFired(_) => "scheduler.rung_fired",
            Self::AlarmRaised(_) => "scheduler.alarm_raised",
            Self::MailSent(_) => "scheduler.mail_sent",
        };
        name.to_owned()
    }
}
