//! What went wrong, as a person and as a program can act on it: one form for every verb.
//!
//! A service's refusal, a plan that does not fit and a server that is away all become a [`Problem`]; its
//! [`Kind`] is also the exit code.

use std::error::Error;
use std::fmt;

use serde::Serialize;
use tonic::{Code, Status};
use tonic_types::StatusExt;

/// What kind of problem, by what the caller can do about it. The number is the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Kind {
    /// Something failed.
    Failure = 1,
    /// The command line does not fit.
    Usage = 2,
    /// There is no such thing, or it may not be seen.
    NotFound = 3,
    /// The caller is not known.
    NotAuthenticated = 4,
    /// The caller's role does not allow it.
    Denied = 5,
    /// Someone else changed it meanwhile.
    Conflict = 6,
    /// What was asked does not fit, or a condition of the law does not allow it.
    Invalid = 7,
    /// A server is away or overloaded.
    Unavailable = 8,
    /// It was done, and there are findings.
    Findings = 9,
}

impl Kind {
    /// The exit code of a command that ends with this problem.
    pub const fn exit_code(self) -> u8 {
        self as u8
    }

    const fn headline(self) -> &'static str {
        match self {
            Self::Failure => "Lỗi",
            Self::Usage => "Lệnh không đúng",
            Self::NotFound => "Không tìm thấy",
            Self::NotAuthenticated => "Chưa đăng nhập",
            Self::Denied => "Không được phép",
            Self::Conflict => "Xung đột",
            Self::Invalid => "Không hợp lệ",
            Self::Unavailable => "Không kết nối được",
            Self::Findings => "Có phát hiện",
        }
    }
}

/// A field that does not fit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Field {
    /// The field, or the column of a file.
    pub field: String,
    /// The line of a file, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// The column of a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What is wrong with it.
    pub message: String,
}

/// A condition of the law that is not met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// The rule, as the law files name it.
    pub rule: String,
    /// What is not met.
    pub description: String,
    /// The article.
    pub citation: String,
}

/// What went wrong. Its JSON form is part of the command line's contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What kind.
    pub code: Kind,
    /// A stable word that programs compare, UPPER_SNAKE_CASE.
    pub reason: String,
    /// What a person reads.
    pub message: String,
    /// The fields that do not fit, all of them.
    pub fields: Vec<Field>,
    /// The conditions of the law that are not met.
    pub conditions: Vec<Condition>,
}

impl Problem {
    /// A problem without further detail.
    pub fn new(code: Kind, reason: &str, message: impl Into<String>) -> Self {
        Self {
            code,
            reason: reason.to_owned(),
            message: message.into(),
            fields: vec![],
            conditions: vec![],
        }
    }

    /// Something failed that nobody could foresee.
    pub fn failure(message: impl fmt::Display) -> Self {
        Self::new(Kind::Failure, "FAILURE", message.to_string())
    }

    /// What was asked does not fit.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(Kind::Invalid, "INVALID_ARGUMENT", message)
    }

    /// The same with `what` before its message.
    #[must_use]
    pub fn during(mut self, what: impl fmt::Display) -> Self {
        self.message = format!("{what}: {}", self.message);
        self
    }

    /// As JSON, on one line.
    pub fn to_json(&self) -> String {
        // A structure of strings always serialises.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// The text for people: a headline, then one line for each condition and field.
impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.code.headline(), self.message)?;
        for condition in &self.conditions {
            write!(
                formatter,
                "\n  • {} [{}: {}]",
                condition.description, condition.rule, condition.citation
            )?;
        }
        for field in &self.fields {
            match (field.row, &field.column) {
                (Some(row), Some(column)) => {
                    write!(formatter, "\n  • dòng {row}, cột {column}: {}", field.message)?;
                }
                _ => write!(formatter, "\n  • {}: {}", field.field, field.message)?,
            }
        }
        Ok(())
    }
}

impl Error for Problem {}

impl From<Status> for Problem {
    fn from(status: Status) -> Self {
        let details = status.get_error_details();
        let code = match status.code() {
            Code::NotFound => Kind::NotFound,
            Code::Unauthenticated => Kind::NotAuthenticated,
            Code::PermissionDenied => Kind::Denied,
            Code::Aborted | Code::AlreadyExists => Kind::Conflict,
            Code::InvalidArgument | Code::FailedPrecondition | Code::OutOfRange => Kind::Invalid,
            Code::Unavailable | Code::DeadlineExceeded | Code::ResourceExhausted => Kind::Unavailable,
            _ => Kind::Failure,
        };
        let reason = match details.error_info() {
            Some(info) => info.reason.clone(),
            None => format!("{:?}", status.code()).to_uppercase(),
        };
        let fields = details
            .bad_request()
            .map_or(&[][..], |request| &request.field_violations);
        let field = |violation: &tonic_types::FieldViolation| Field {
            field: violation.field.clone(),
            message: violation.description.clone(),
            ..Field::default()
        };
        let conditions = details
            .precondition_failure()
            .map_or(&[][..], |failure| &failure.violations);
        // The platform sends the rule as the subject and the article as the type.
        let condition = |violation: &tonic_types::PreconditionViolation| Condition {
            rule: violation.subject.clone(),
            description: violation.description.clone(),
            citation: violation.r#type.clone(),
        };
        let (fields, conditions): (Vec<_>, Vec<_>) = (
            fields.iter().map(field).collect(),
            conditions.iter().map(condition).collect(),
        );
        Self {
            code,
            reason,
            message: message_of(&status, &fields, &conditions),
            fields,
            conditions,
        }
    }
}

/// A server writes every detail into its message too; where the details follow, the message is short.
fn message_of(status: &Status, fields: &[Field], conditions: &[Condition]) -> String {
    if !conditions.is_empty() {
        return "chưa đủ điều kiện theo quy định".to_owned();
    }
    if !fields.is_empty() {
        return "dữ liệu chưa đúng".to_owned();
    }
    match root_cause(status) {
        Some(cause) => format!("{} ({cause})", status.message()),
        None => status.message().to_owned(),
    }
}

fn root_cause(status: &Status) -> Option<String> {
    let mut cause: &dyn Error = status.source()?;
    while let Some(next) = cause.source() {
        cause = next;
    }
    Some(cause.to_string())
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        Self::failure(error)
    }
}

#[cfg(test)]
mod tests {
    use platform::refusal::{BrokenRule, Refusal};

    use super::*;

    fn received(refusal: Refusal) -> Problem {
        Status::from(refusal).into()
    }

    #[test]
    fn a_refusal_by_law_keeps_its_article() {
        let rule = BrokenRule {
            rule: "council.members".to_owned(),
            description: "hội đồng tự đánh giá phải có ít nhất 7 thành viên".to_owned(),
            citation: "TT 18/2018/TT-BGDĐT".to_owned(),
        };
        let problem = received(Refusal::forbidden("COUNCIL_TOO_SMALL", vec![rule]));
        assert_eq!(problem.code.exit_code(), 7);
        insta::assert_snapshot!(problem);
        insta::assert_snapshot!(problem.to_json());
    }

    #[test]
    fn a_refusal_by_form_names_every_field() {
        let fields = vec![
            ("school.email".to_owned(), "must be an address".to_owned()),
            ("request_id".to_owned(), "must be a UUID".to_owned()),
        ];
        let problem = received(Refusal::invalid_fields(fields));
        insta::assert_snapshot!(problem);
        insta::assert_snapshot!(problem.to_json());
    }

    #[test]
    fn every_kind_of_no_has_its_exit_code() {
        let code = |refusal: Refusal| received(refusal).code.exit_code();
        assert_eq!(code(Refusal::absent("trường")), 3);
        assert_eq!(code(Refusal::denied("no")), 5);
        assert_eq!(code(Refusal::conflict("ETAG_MISMATCH", "changed")), 6);
        assert_eq!(Problem::from(Status::unauthenticated("no")).code.exit_code(), 4);
        assert_eq!(Problem::from(Status::unavailable("no")).code.exit_code(), 8);
        assert_eq!(Problem::from(Status::internal("no")).code.exit_code(), 1);
    }
}
