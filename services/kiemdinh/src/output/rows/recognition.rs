//! Decisions: what the software proposes, what people conclude, sign and publish.

use calendar::Day;
use proto::fact::{RecognitionKind, Target};
use proto::recognition::{ConditionState, DecisionState};
use serde::Serialize;

use super::super::{Cell, Row, Word};
use super::{At, at, day, or_blank, some};

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
    /// Whether the school was recognised before.
    pub kind: Word,
    /// The regime.
    pub regime: String,
    /// Its state.
    pub state: Word,
    /// Who signs: `department` or `province`.
    pub decided_by: String,
    /// The last day for it; none while it is not known.
    pub due_on: Option<Day>,
    /// The level that the review team concluded with.
    pub reviewed_level: u32,
    /// The conditions of the regime, as the software sees them and as the officer found them.
    pub conditions: Vec<Condition>,
    /// What the software proposes.
    pub proposed: Opinion,
    /// What the officer concluded; none before.
    pub concluded: Option<Opinion>,
    /// Whether the officer concluded to recognise; none before.
    pub recognises: Option<bool>,
    /// The day from which it is to hold, when that is not the day of the signature.
    pub effective_on: Option<Day>,
    /// The hash of the text laid before the signer.
    pub text_sha256: Option<String>,
    /// Who prepared it.
    pub prepared_by: Option<String>,
    /// The number of the proposal to the People's Committee.
    pub proposal_number: Option<String>,
    /// Its number, once signed.
    pub number: Option<String>,
    /// The day it was signed.
    pub signed_on: Option<Day>,
    /// Who signed it.
    pub signer: Option<String>,
    /// The number of the certificate, when it recognises.
    pub certificate_number: Option<String>,
    /// The certificate: `certificates/{id}`.
    pub certificate: Option<String>,
    /// Where the Sở published it, and when.
    pub published: Option<Publication>,
    /// Where the school published it, and when.
    pub published_by_school: Option<Publication>,
    /// The letter of apology, when there is one.
    pub apology: Option<Apology>,
    /// The version seen.
    pub etag: String,
}

/// A condition of recognition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// Its name, for example `recognition.level`.
    pub rule: String,
    /// What it asks.
    pub title: String,
    /// Whether it holds, as the software sees it.
    pub state: Word,
    /// Why.
    pub explanation: String,
    /// Whether it holds, as the officer found; none where the officer said nothing of it.
    pub found: Option<bool>,
    /// What the officer saw.
    pub basis: Option<String>,
    /// The article.
    pub citation: String,
    /// Whether the article is to be verified.
    pub to_verify: bool,
}

/// What someone holds of a recognition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Opinion {
    /// Whether the school is to be recognised.
    pub recognise: bool,
    /// As what; none when it is not to be.
    pub recognised_as: Option<Word>,
    /// Why.
    pub reasons: Vec<String>,
}

/// A publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Publication {
    /// Where.
    pub place: String,
    /// When it was reported.
    pub at: Option<At>,
}

/// A letter of apology.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Apology {
    /// Why the limit will not be kept.
    pub reason: String,
    /// The due date before.
    pub due_on: Option<Day>,
    /// The one new date.
    pub new_due_on: Option<Day>,
    /// The hash of the letter.
    pub text_sha256: String,
    /// Who prepared it.
    pub prepared_by: String,
    /// Its number, once signed.
    pub number: Option<String>,
    /// The day it was signed.
    pub signed_on: Option<Day>,
    /// Who signed it.
    pub signer: Option<String>,
}

/// The target, where there is one.
pub fn target(value: i32) -> Option<Word> {
    let word = Word::of::<Target>(value);
    (word.code != "unspecified").then_some(word)
}

impl From<proto::recognition::Decision> for Decision {
    fn from(decision: proto::recognition::Decision) -> Self {
        let state = decision.state();
        let appraised = !matches!(state, DecisionState::Unspecified | DecisionState::UnderAppraisal);
        let concluded = appraised.then(|| Opinion {
            recognise: decision.recognises,
            recognised_as: target(decision.recognised_as).filter(|_| decision.recognises),
            reasons: some(decision.reasons.clone()).into_iter().collect(),
        });
        let findings = decision.findings;
        let condition = |condition| Condition::of(condition, &findings);
        Self {
            target: Word::of::<Target>(decision.target),
            kind: Word::of::<RecognitionKind>(decision.kind),
            state: state.into(),
            due_on: day(&decision.due_on),
            reviewed_level: decision.reviewed_level,
            conditions: decision.conditions.into_iter().map(condition).collect(),
            proposed: Opinion {
                recognise: decision.proposed_recognition,
                recognised_as: target(decision.proposed_as),
                reasons: decision.proposed_reasons,
            },
            concluded,
            recognises: appraised.then_some(decision.recognises),
            effective_on: day(&decision.effective_on),
            signed_on: day(&decision.signed_on),
            name: decision.name,
            dossier_number: decision.dossier_number,
            school: decision.school,
            school_name: decision.school_name,
            regime: decision.regime,
            decided_by: decision.decided_by,
            text_sha256: some(decision.text_sha256),
            prepared_by: some(decision.prepared_by),
            proposal_number: some(decision.proposal_number),
            number: some(decision.number),
            signer: some(decision.signer),
            certificate_number: some(decision.certificate_number),
            certificate: some(decision.certificate),
            published: decision.published.map(Publication::from),
            published_by_school: decision.published_by_school.map(Publication::from),
            apology: decision.apology.map(Apology::from),
            etag: decision.etag,
        }
    }
}

impl Condition {
    /// A condition, with what the officer found of it among `findings`.
    fn of(
        condition: proto::recognition::Condition,
        findings: &[proto::recognition::ConditionFinding],
    ) -> Self {
        let found = findings.iter().find(|finding| finding.rule == condition.rule);
        Self {
            state: Word::of::<ConditionState>(condition.state),
            found: found.map(|finding| finding.met),
            basis: found.and_then(|finding| some(finding.basis.clone())),
            rule: condition.rule,
            title: condition.title,
            explanation: condition.explanation,
            citation: condition.citation,
            to_verify: condition.to_verify,
        }
    }
}

impl From<proto::recognition::Publication> for Publication {
    fn from(publication: proto::recognition::Publication) -> Self {
        Self {
            at: at(publication.at.as_ref()),
            place: publication.place,
        }
    }
}

impl From<proto::recognition::Apology> for Apology {
    fn from(apology: proto::recognition::Apology) -> Self {
        Self {
            due_on: day(&apology.due_on),
            new_due_on: day(&apology.new_due_on),
            signed_on: day(&apology.signed_on),
            number: some(apology.number),
            signer: some(apology.signer),
            reason: apology.reason,
            text_sha256: apology.text_sha256,
            prepared_by: apology.prepared_by,
        }
    }
}

/// A line of the table in which proposal and conclusion stand beside each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Beside {
    /// Whose opinion.
    pub whose: Word,
    /// The opinion; none while there is none.
    pub opinion: Option<Opinion>,
}

impl Decision {
    /// The software's proposal and, beside it, the officer's conclusion.
    pub fn opinions(&self) -> [Beside; 2] {
        let word = |code, vietnamese| Word { code, vietnamese };
        [
            Beside {
                whose: word("software", "Phần mềm đề xuất"),
                opinion: Some(self.proposed.clone()),
            },
            Beside {
                whose: word("officer", "Người thẩm định kết luận"),
                opinion: self.concluded.clone(),
            },
        ]
    }

    /// What else people read: the letter of apology and where the decision was published.
    pub fn remarks(&self) -> Vec<String> {
        let vietnamese = |day: Option<Day>| day.map(Day::vietnamese).unwrap_or_default();
        let letter = self.apology.iter().map(|letter| {
            let signed = match &letter.number {
                Some(number) => format!("{number} ngày {}", vietnamese(letter.signed_on)),
                None => "chưa ký".to_owned(),
            };
            format!(
                "Thư xin lỗi ({signed}): hạn ngày {} hẹn lại đến hết ngày {} – {}",
                vietnamese(letter.due_on),
                vietnamese(letter.new_due_on),
                letter.reason
            )
        });
        let published = |who: &str, publication: &Option<Publication>| {
            publication
                .as_ref()
                .map(|publication| format!("{who} công bố tại {}", publication.place))
        };
        let published = [
            published("Sở", &self.published),
            published("Nhà trường", &self.published_by_school),
        ];
        letter.chain(published.into_iter().flatten()).collect()
    }
}

/// Who decides, for people.
pub fn decided_by(code: &str) -> Cell {
    let word = |code, vietnamese| Cell::Word(Word { code, vietnamese });
    match code {
        "department" => word("department", "Sở GDĐT"),
        "province" => word("province", "UBND tỉnh"),
        _ => word("", "–"),
    }
}

/// A word that may be missing.
pub fn word_or_blank(word: Option<Word>) -> Cell {
    word.map_or_else(|| Cell::text(""), Cell::Word)
}

impl Row for Decision {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("number", "Số quyết định"),
        ("signed_on", "Ngày ký"),
        ("school_name", "Trường"),
        ("target", "Đề nghị"),
        ("state", "Trạng thái"),
        ("due_on", "Hạn"),
        ("recognises", "Công nhận"),
        ("decided_by", "Cấp quyết định"),
        ("signer", "Người ký"),
        ("certificate_number", "Số chứng nhận"),
        ("dossier_number", "Số hồ sơ"),
        ("name", "Mã"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            or_blank(self.number.as_ref()),
            Cell::Day(self.signed_on),
            Cell::text(&self.school_name),
            Cell::Word(self.target),
            Cell::Word(self.state),
            Cell::Day(self.due_on),
            self.recognises.map_or_else(|| Cell::text(""), Cell::Flag),
            decided_by(&self.decided_by),
            or_blank(self.signer.as_ref()),
            or_blank(self.certificate_number.as_ref()),
            Cell::text(&self.dossier_number),
            Cell::text(&self.name),
        ]
    }
}

impl Row for Condition {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("title", "Điều kiện"),
        ("state", "Phần mềm"),
        ("explanation", "Vì sao"),
        ("found", "Người thẩm định"),
        ("basis", "Căn cứ"),
        ("citation", "Điều khoản"),
        ("rule", "Mã"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let found = self.found.map(|met| {
            let state = if met {
                ConditionState::Met
            } else {
                ConditionState::NotMet
            };
            Word::from(state)
        });
        let doubt = if self.to_verify {
            " — cần xác minh"
        } else {
            ""
        };
        vec![
            Cell::text(&self.title),
            Cell::Word(self.state),
            Cell::text(&self.explanation),
            word_or_blank(found),
            or_blank(self.basis.as_ref()),
            Cell::text(format!("{}{doubt}", self.citation)),
            Cell::text(&self.rule),
        ]
    }
}

impl Row for Beside {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("whose", "Ý kiến"),
        ("recognise", "Công nhận"),
        ("recognised_as", "Mức"),
        ("reasons", "Lý do"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let opinion = self.opinion.as_ref();
        vec![
            Cell::Word(self.whose),
            opinion.map_or_else(|| Cell::text("chưa có"), |one| Cell::Flag(one.recognise)),
            word_or_blank(opinion.and_then(|one| one.recognised_as)),
            Cell::text(opinion.map(|one| one.reasons.join("; ")).unwrap_or_default()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use proto::recognition as wire;

    use super::super::super::table;
    use super::*;

    fn condition(rule: &str, title: &str, state: ConditionState, explanation: &str) -> wire::Condition {
        wire::Condition {
            rule: rule.to_owned(),
            title: title.to_owned(),
            state: state.into(),
            explanation: explanation.to_owned(),
            citation: "TT 18/2018/TT-BGDĐT Điều 37".to_owned(),
            to_verify: state == ConditionState::Unknown,
        }
    }

    fn decision() -> Decision {
        let level = ConditionState::Met;
        let cohort = ConditionState::Unknown;
        Decision::from(wire::Decision {
            state: DecisionState::Drafted.into(),
            school_name: "Trường THCS xã Vũ Lễ".to_owned(),
            target: Target::NationalStandard2.into(),
            decided_by: "province".to_owned(),
            due_on: "2024-11-26".to_owned(),
            conditions: vec![
                condition(
                    "recognition.level",
                    "Đạt mức theo tiêu chí",
                    level,
                    "đoàn kết luận mức 2",
                ),
                condition(
                    "recognition.cohort",
                    "Có khóa học sinh tốt nghiệp",
                    cohort,
                    "chưa có số liệu",
                ),
            ],
            findings: vec![wire::ConditionFinding {
                rule: "recognition.cohort".to_owned(),
                met: true,
                basis: "sổ đăng bộ của trường".to_owned(),
            }],
            proposed_recognition: false,
            proposed_reasons: vec!["Có khóa học sinh tốt nghiệp: chưa rõ".to_owned()],
            recognises: true,
            recognised_as: Target::NationalStandard1.into(),
            reasons: "Đủ điều kiện của mức độ 1".to_owned(),
            apology: Some(wire::Apology {
                reason: "phải xác minh số liệu".to_owned(),
                due_on: "2024-11-26".to_owned(),
                new_due_on: "2024-12-10".to_owned(),
                number: "45/SGDĐT".to_owned(),
                signed_on: "2024-11-20".to_owned(),
                ..wire::Apology::default()
            }),
            published: Some(wire::Publication {
                place: "cổng thông tin của Sở".to_owned(),
                at: None,
            }),
            ..wire::Decision::default()
        })
    }

    #[test]
    fn proposal_and_conclusion_stand_beside_each_other() {
        let decision = decision();
        insta::assert_snapshot!(format!(
            "{}\n{}\n{}",
            table(&decision.conditions),
            table(&decision.opinions()),
            decision.remarks().join("\n")
        ));
    }

    #[test]
    fn before_the_appraisal_nobody_has_concluded() {
        let fresh = Decision::from(wire::Decision {
            state: DecisionState::UnderAppraisal.into(),
            ..wire::Decision::default()
        });
        assert_eq!((fresh.concluded, fresh.recognises), (None, None));
    }
}
