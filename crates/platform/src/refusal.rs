//! Why something was refused, as a caller can act on it.
//!
//! A refusal is an answer, not a fault: it names the rule that was broken, with its article, or the
//! fields that do not fit, all of them at once. It travels as `google.rpc` details. Faults ([`Failure`])
//! tell the caller nothing but a code: what they are stands in the log.

use std::collections::HashMap;

use sea_orm::DbErr;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, PreconditionViolation, StatusExt};

/// The domain of every `ErrorInfo` that the system answers.
pub const ERROR_DOMAIN: &str = "kiemdinh.vn";

/// An answer that says no, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// What kind of no.
    pub kind: RefusalKind,
    /// A stable word that programs compare, UPPER_SNAKE_CASE.
    pub reason: String,
    /// What a person reads: the rule that was broken and what to do.
    pub message: String,
}

/// What kind of no, by what a caller can do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// Fields that do not fit; all of them.
    Invalid(Vec<(String, String)>),
    /// A condition of the law, or the state of the case, does not allow it.
    Forbidden(Vec<BrokenRule>),
    /// There is no such thing, or the caller may not see it.
    Absent,
    /// Someone else changed it meanwhile, or the same request was sent with another content.
    Conflict,
    /// The caller is not known.
    Unauthenticated,
    /// The caller's role does not allow it.
    Denied,
    /// Too much is asked at this moment.
    Overloaded,
}

/// A condition of the law that is not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenRule {
    /// The rule, as the law files name it.
    pub rule: String,
    /// What is not met, in Vietnamese.
    pub description: String,
    /// The article.
    pub citation: String,
}

impl Refusal {
    /// One field does not fit.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::invalid_fields(vec![(field.into(), message.into())])
    }

    /// Fields that do not fit, with what is wrong with each.
    pub fn invalid_fields(fields: Vec<(String, String)>) -> Self {
        let list: Vec<_> = fields
            .iter()
            .map(|(field, message)| format!("{field}: {message}"))
            .collect();
        Self {
            message: list.join("; "),
            kind: RefusalKind::Invalid(fields),
            reason: "INVALID_ARGUMENT".to_owned(),
        }
    }

    /// Conditions of the law, or of the case's state, that are not met.
    pub fn forbidden(reason: impl Into<String>, rules: Vec<BrokenRule>) -> Self {
        let list: Vec<_> = rules
            .iter()
            .map(|rule| format!("{} ({})", rule.description, rule.citation))
            .collect();
        Self {
            message: list.join("; "),
            kind: RefusalKind::Forbidden(rules),
            reason: reason.into(),
        }
    }

    /// There is no such thing, or the caller may not see it: both look alike.
    pub fn absent(what: &str) -> Self {
        Self {
            kind: RefusalKind::Absent,
            reason: "NOT_FOUND".to_owned(),
            message: format!("không tìm thấy {what}"),
        }
    }

    /// Someone else was faster, or the request contradicts an earlier one.
    pub fn conflict(reason: &str, message: impl Into<String>) -> Self {
        Self {
            kind: RefusalKind::Conflict,
            reason: reason.to_owned(),
            message: message.into(),
        }
    }

    /// The caller's role does not allow it.
    pub fn denied(message: impl Into<String>) -> Self {
        Self {
            kind: RefusalKind::Denied,
            reason: "PERMISSION_DENIED".to_owned(),
            message: message.into(),
        }
    }

    fn code(&self) -> Code {
        match self.kind {
            RefusalKind::Invalid(_) => Code::InvalidArgument,
            RefusalKind::Forbidden(_) => Code::FailedPrecondition,
            RefusalKind::Absent => Code::NotFound,
            RefusalKind::Conflict => Code::Aborted,
            RefusalKind::Unauthenticated => Code::Unauthenticated,
            RefusalKind::Denied => Code::PermissionDenied,
            RefusalKind::Overloaded => Code::ResourceExhausted,
        }
    }
}

impl From<Refusal> for Status {
    fn from(refusal: Refusal) -> Self {
        let mut details = ErrorDetails::new();
        details.set_error_info(
            refusal.reason.clone(),
            ERROR_DOMAIN,
            HashMap::<String, String>::new(),
        );
        match &refusal.kind {
            RefusalKind::Invalid(fields) => {
                let violations: Vec<_> = fields
                    .iter()
                    .map(|(field, message)| FieldViolation::new(field, message))
                    .collect();
                details.set_bad_request(violations);
            }
            RefusalKind::Forbidden(rules) => {
                let violation = |rule: &BrokenRule| {
                    PreconditionViolation::new(
                        rule.citation.clone(),
                        rule.rule.clone(),
                        rule.description.clone(),
                    )
                };
                details.set_precondition_failure(rules.iter().map(violation).collect::<Vec<_>>());
            }
            _ => {}
        }
        Status::with_error_details(refusal.code(), refusal.message, details)
    }
}

/// A command did not succeed: it was refused, or something failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It was refused; the caller is told why.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database failed; worth trying again.
    #[error("the database failed")]
    Database(#[from] DbErr),
    /// What is stored or received contradicts the code; a person must look.
    #[error("{0}")]
    Corrupt(String),
}

impl From<Failure> for Status {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => refusal.into(),
            Failure::Database(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "a command failed at the database"
                );
                Status::unavailable("cơ sở dữ liệu không phản hồi; chưa có gì thay đổi, hãy thử lại")
            }
            Failure::Corrupt(reason) => {
                tracing::error!(reason, "stored data contradicts the code");
                Status::internal("dữ liệu lưu trữ không khớp; quản trị viên xem nguyên nhân trong nhật ký")
            }
        }
    }
}
