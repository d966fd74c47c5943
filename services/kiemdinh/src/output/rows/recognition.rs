//! Decisions.

use calendar::Day;
use proto::fact::Target;
use proto::recognition::DecisionState;
use serde::Serialize;

use super::super::{Cell, Row, Word};
use super::{day, or_blank, some};

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// `decisions/{id}`.
    pub name: String,
    /// The dossier's number.
    pub dossier_number: String,
    /// `schools/{id}`.
    pub school: String,
    /// The school's own name.
    pub school_name: String,
    /// What was asked for.
    pub target: Word,
    /// The regime.
    pub regime: String,
    /// Its state.
    pub state: Word,
    /// Who signs: `department` or `province`.
    pub decided_by: String,
    /// What the officer concluded; none before.
    pub recognises: Option<bool>,
    /// The hash of the text laid before the signer.
    pub text_sha256: Option<String>,
    /// Who prepared it.
    pub prepared_by: Option<String>,
    /// Its number, once signed.
    pub number: Option<String>,
    /// The day it was signed.
    pub signed_on: Option<Day>,
    /// Who signed it.
    pub signer: Option<String>,
    /// The certificate, when it recognises.
    pub certificate_number: Option<String>,
    /// The version seen.
    pub etag: String,
}

impl From<proto::recognition::Decision> for Decision {
    fn from(decision: proto::recognition::Decision) -> Self {
        let state = DecisionState::try_from(decision.state).unwrap_or_default();
        let appraised = !matches!(state, DecisionState::Unspecified | DecisionState::UnderAppraisal);
        Self {
            target: Word::of::<Target>(decision.target),
            state: state.into(),
            recognises: appraised.then_some(decision.recognises),
            signed_on: day(&decision.signed_on),
            name: decision.name,
            dossier_number: decision.dossier_number,
            school: decision.school,
            school_name: decision.school_name,
            regime: decision.regime,
            decided_by: decision.decided_by,
            text_sha256: some(decision.text_sha256),
            prepared_by: some(decision.prepared_by),
            number: some(decision.number),
            signer: some(decision.signer),
            certificate_number: some(decision.certificate_number),
            etag: decision.etag,
        }
    }
}

impl Row for Decision {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("number", "Số quyết định"),
        ("signed_on", "Ngày ký"),
        ("school_name", "Trường"),
        ("target", "Đề nghị"),
        ("state", "Trạng thái"),
        ("recognises", "Công nhận"),
        ("decided_by", "Cấp quyết định"),
        ("signer", "Người ký"),
        ("certificate_number", "Số chứng nhận"),
        ("dossier_number", "Số hồ sơ"),
        ("name", "Mã"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let decided_by = match self.decided_by.as_str() {
            "department" => Word {
                code: "department",
                vietnamese: "Sở GDĐT",
            },
            "province" => Word {
                code: "province",
                vietnamese: "UBND tỉnh",
            },
            _ => Word {
                code: "",
                vietnamese: "–",
            },
        };
        vec![
            or_blank(self.number.as_ref()),
            Cell::Day(self.signed_on),
            Cell::text(&self.school_name),
            Cell::Word(self.target),
            Cell::Word(self.state),
            self.recognises.map_or_else(|| Cell::text(""), Cell::Flag),
            Cell::Word(decided_by),
            or_blank(self.signer.as_ref()),
            or_blank(self.certificate_number.as_ref()),
            Cell::text(&self.dossier_number),
            Cell::text(&self.name),
        ]
    }
}
