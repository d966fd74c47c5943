//! The refusals of targets, as callers read them.

use platform::refusal::Refusal;

use crate::domain::TargetRefusal;

impl From<TargetRefusal> for Refusal {
    fn from(refusal: TargetRefusal) -> Self {
        match refusal {
            TargetRefusal::Fields(fields) => Self::invalid_fields(fields),
            TargetRefusal::UnknownDepartment => Self::absent("Sở"),
        }
    }
}

/// Nothing was asked for.
pub fn no_report() -> Refusal {
    Refusal::invalid("report", "phải chọn một loại thống kê")
}
