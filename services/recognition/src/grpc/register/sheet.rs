//! The register as rows of a file.

use exchange::words::{SCHOOL_TYPES, word};
use sheet::{Column, Value};

use super::super::certificates::TARGETS;
use crate::domain::{CertificateState, RegisterEntry};

/// The columns of the register, and more.
macro_rules! columns {
    ($($more:expr),*) => {
        &[
            Column::code("Số chứng nhận").wide(20),
            Column::text("Tên trường").wide(44),
            Column::text("Tên ghi trên chứng nhận").wide(44),
            Column::text("Loại trường").wide(34),
            Column::text("Xã, phường").wide(36),
            Column::text("Danh hiệu/Cấp độ").wide(40),
            Column::code("Số quyết định").wide(20),
            Column::date("Ngày công nhận"),
            Column::date("Hiệu lực từ"),
            Column::date("Hiệu lực đến"),
            Column::text("Tình trạng").wide(30),
            Column::date("Tại ngày"),
            $($more),*
        ]
    };
}

/// The columns of the register.
pub const COLUMNS: &[Column] = columns!();
/// The same columns, and whether the school was recognised before.
pub const WITH_KIND: &[Column] = columns!(Column::text("Loại công nhận"));
/// The same columns, and what calls for attention.
pub const WITH_REMARKS: &[Column] = columns!(Column::text("Lưu ý").wide(60));

const STATES: &[(&str, CertificateState)] = &[
    ("Chưa có hiệu lực", CertificateState::NotYet),
    ("Đang có hiệu lực", CertificateState::InForce),
    ("Hết hiệu lực", CertificateState::Expired),
    ("Đã bị thu hồi", CertificateState::Revoked),
    ("Đã được thay thế", CertificateState::Replaced),
    ("Chấm dứt cùng với trường", CertificateState::Lapsed),
];

/// `entry` as a row.
pub fn row(entry: &RegisterEntry) -> Vec<Value> {
    vec![
        Value::text(&entry.number),
        Value::text(&entry.school_name),
        Value::text(&entry.printed_name),
        Value::text(word(SCHOOL_TYPES, entry.school_type)),
        Value::text(&entry.commune),
        Value::text(word(TARGETS, entry.target)),
        Value::text(&entry.decision_number),
        Value::date(Some(entry.recognised_on)),
        Value::date(Some(entry.valid_from)),
        Value::date(Some(entry.valid_until)),
        Value::text(word(STATES, entry.state)),
        Value::date(Some(entry.on)),
    ]
}

#[cfg(test)]
mod tests {
    use proto::fact::Target;

    use super::*;

    #[test]
    fn every_state_and_target_has_its_word() {
        for state in CertificateState::ALL {
            assert_ne!(word(STATES, state), "", "{state:?}");
        }
        for number in 1..=6 {
            let target = Target::try_from(number).unwrap();
            assert_ne!(word(TARGETS, target), "", "{target:?}");
        }
    }
}
