//! Refusals about dossiers, as callers read them.

use calendar::Language;
use platform::refusal::{BrokenRule, Refusal};
use statute::Violation;

use super::super::refusals::broken;
use crate::domain::DossierRefusal;

impl From<DossierRefusal> for Refusal {
    fn from(refusal: DossierRefusal) -> Self {
        match refusal {
            DossierRefusal::WrongState { state, act } => broken(
                "WRONG_STATE",
                "dossier.state",
                format!("Hồ sơ {} nên không thể {act}", state.in_vietnamese()),
                "Trình tự đăng ký đánh giá ngoài",
            ),
            DossierRefusal::Council(violations) => {
                Self::forbidden("COUNCIL_UNFIT", violations.into_iter().map(violated).collect())
            }
            DossierRefusal::AccreditationEnded { regime, citation } => broken(
                "ACCREDITATION_ENDED",
                "dossier.wish",
                format!(
                    "Chế độ {regime} không còn cấp chứng nhận kiểm định; chỉ đăng ký công nhận đạt chuẩn quốc gia"
                ),
                &citation,
            ),
            DossierRefusal::SecondSupplement => broken(
                "SECOND_SUPPLEMENT",
                "dossier.check",
                "Chỉ được yêu cầu bổ sung hồ sơ một lần, nêu đủ mọi thiếu sót; nay chấp nhận hoặc từ chối hồ sơ",
                "NĐ 61/2018/NĐ-CP Điều 19 khoản 4",
            ),
        }
    }
}

fn violated(violation: Violation) -> BrokenRule {
    BrokenRule {
        rule: violation.rule.to_string(),
        description: violation.message_vi,
        citation: violation.citation.text(Language::Vietnamese).to_owned(),
    }
}
