//! What a refused call says beside its code.

use tonic::Status;
use tonic_types::StatusExt;

/// The stable word of a refusal; empty when it has none.
pub fn reason(status: &Status) -> String {
    let info = status.get_details_error_info();
    info.map(|info| info.reason).unwrap_or_default()
}

/// The first rule that a refusal names as broken.
pub fn broken_rule(status: &Status) -> String {
    let failure = status.get_details_precondition_failure().unwrap();
    failure.violations[0].subject.clone()
}

/// The fields that a refusal finds wrong, in its order.
pub fn broken_fields(status: &Status) -> Vec<String> {
    let details = status.get_details_bad_request();
    let violations = details
        .map(|details| details.field_violations)
        .unwrap_or_default();
    violations.into_iter().map(|violation| violation.field).collect()
}
