//! The law in rows: its rules, what is wrong with them, what a draft changes, and which clocks it moves.

use calendar::Day;
use serde::Serialize;
use statute::{Change, Confidence, Fault, LimitRule, RegimeId, Role, RuleKey};

use super::super::{Cell, Row, Word};
use super::or_blank;

/// A fault of the law files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LawFinding {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The rule, ladder or state, when the fault lies in one.
    pub rule: Option<String>,
    /// What is wrong.
    pub message: String,
}

impl From<Fault> for LawFinding {
    fn from(fault: Fault) -> Self {
        Self {
            file: fault.source.file,
            line: fault.source.line,
            rule: fault.rule,
            message: fault.message,
        }
    }
}

impl Row for LawFinding {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("file", "Tệp"),
        ("line", "Dòng"),
        ("rule", "Quy định"),
        ("message", "Lỗi"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.file),
            Cell::text(self.line.to_string()),
            or_blank(self.rule.as_ref()),
            Cell::text(&self.message),
        ]
    }
}

/// A time limit of the law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LawRule {
    /// Its name.
    pub id: String,
    /// The local plan that sets it, if any.
    pub overlay: Option<String>,
    /// The regimes under which it holds.
    pub regimes: Vec<RegimeId>,
    /// What it is called.
    pub title: String,
    /// How long, in Vietnamese.
    pub limit: String,
    /// Who owes it.
    pub owed_by: Vec<Word>,
    /// The article.
    pub citation: String,
    /// How well its source is known.
    pub confidence: Word,
}

impl From<&LimitRule> for LawRule {
    fn from(rule: &LimitRule) -> Self {
        Self {
            id: rule.id.clone(),
            overlay: rule.overlay.clone(),
            regimes: rule.regimes.clone(),
            title: rule.title.vi.clone(),
            limit: rule.limit_in_words(),
            owed_by: vec![Word::from(rule.owed_by)],
            citation: rule.citation.vi.clone(),
            confidence: rule.confidence.into(),
        }
    }
}

impl From<Role> for Word {
    fn from(role: Role) -> Self {
        Self {
            code: role.as_str(),
            vietnamese: role.in_vietnamese(),
        }
    }
}

impl From<Confidence> for Word {
    fn from(confidence: Confidence) -> Self {
        Self {
            code: confidence.as_str(),
            vietnamese: if confidence.to_verify() {
                "cần xác minh"
            } else {
                "nguyên văn"
            },
        }
    }
}

impl Row for LawRule {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("id", "Mã thời hạn"),
        ("overlay", "Kế hoạch"),
        ("regimes", "Chế độ"),
        ("title", "Thời hạn"),
        ("limit", "Độ dài"),
        ("owed_by", "Người thực hiện"),
        ("citation", "Căn cứ"),
        ("confidence", "Nguồn"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.id),
            or_blank(self.overlay.as_ref()),
            regimes(&self.regimes),
            Cell::text(&self.title),
            Cell::text(&self.limit),
            Cell::Words(self.owed_by.clone()),
            Cell::text(&self.citation),
            Cell::Word(self.confidence),
        ]
    }
}

/// A difference between the law in force and a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LawChange {
    /// The rule, or a law file that holds no time limits.
    pub rule: String,
    /// Which version of the rule, from 1 in the order of their days; none for a file.
    pub version: Option<usize>,
    /// The local plan, if any.
    pub overlay: Option<String>,
    /// The regimes under which the rule changes so.
    pub regimes: Vec<RegimeId>,
    /// Added, removed or altered.
    pub change: Word,
    /// Which field differs.
    pub field: Option<&'static str>,
    /// What it was.
    pub before: Option<String>,
    /// What it would be.
    pub after: Option<String>,
}

impl LawChange {
    /// What happened to a rule under one regime.
    pub fn of_rule(rule: RuleKey, change: Change) -> Self {
        let (field, before, after) = match &change {
            Change::Added | Change::Removed => (None, None, None),
            Change::Altered { field, before, after } => {
                (Some(*field), Some(before.clone()), Some(after.clone()))
            }
        };
        Self {
            rule: rule.id,
            version: Some(rule.version),
            overlay: rule.overlay,
            regimes: vec![rule.regime],
            change: (&change).into(),
            field,
            before,
            after,
        }
    }

    /// A law file that says something else.
    pub fn of_file(file: &str) -> Self {
        Self {
            rule: file.to_owned(),
            version: None,
            overlay: None,
            regimes: vec![],
            change: ALTERED,
            field: None,
            before: None,
            after: None,
        }
    }
}

const ALTERED: Word = Word {
    code: "altered",
    vietnamese: "sửa",
};

impl From<&Change> for Word {
    fn from(change: &Change) -> Self {
        let (code, vietnamese) = match change {
            Change::Added => ("added", "thêm"),
            Change::Removed => ("removed", "bỏ"),
            Change::Altered { .. } => return ALTERED,
        };
        Self { code, vietnamese }
    }
}

impl Row for LawChange {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("rule", "Quy định"),
        ("overlay", "Kế hoạch"),
        ("regimes", "Chế độ"),
        ("change", "Thay đổi"),
        ("field", "Mục"),
        ("before", "Trước"),
        ("after", "Sau"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(match self.version {
                Some(version) if version > 1 => format!("{} (bản {version})", self.rule),
                _ => self.rule.clone(),
            }),
            or_blank(self.overlay.as_ref()),
            regimes(&self.regimes),
            Cell::Word(self.change),
            Cell::text(self.field.unwrap_or_default()),
            or_blank(self.before.as_ref()),
            or_blank(self.after.as_ref()),
        ]
    }
}

/// What a draft does to an open clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClockMove {
    /// The case: its dossier's number, its id, or as the caller's file names it.
    pub case: String,
    /// The time limit.
    pub limit: String,
    /// The local plan, if any.
    pub overlay: Option<String>,
    /// Later, earlier, or not computed.
    pub change: Word,
    /// The due date that was notified; none while stopped.
    pub from: Option<Day>,
    /// The due date under the draft.
    pub to: Option<Day>,
    /// By how many days, negative when earlier.
    pub days: Option<i32>,
    /// The notified date, where it is kept until a person decides, since no date silently becomes earlier.
    pub keep: Option<Day>,
    /// Whether a letter with another date is out and must be issued again.
    pub reissue: bool,
    /// Why, in Vietnamese.
    pub reasons: Vec<String>,
}

impl ClockMove {
    /// Moves to a later day.
    pub const LATER: Word = Word {
        code: "later",
        vietnamese: "muộn hơn",
    };
    /// Would move to an earlier day.
    pub const EARLIER: Word = Word {
        code: "earlier",
        vietnamese: "sớm hơn",
    };
    /// Cannot be told from what is known here.
    pub const NOT_COMPUTED: Word = Word {
        code: "not_computed",
        vietnamese: "không tính được từ xa",
    };
}

impl Row for ClockMove {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("case", "Vụ việc"),
        ("limit", "Mã thời hạn"),
        ("overlay", "Kế hoạch"),
        ("from", "Hạn đã báo"),
        ("to", "Theo dự thảo"),
        ("days", "Số ngày"),
        ("change", "Thay đổi"),
        ("keep", "Giữ hạn"),
        ("reissue", "Báo lại"),
        ("reasons", "Lý do"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.case),
            Cell::text(&self.limit),
            or_blank(self.overlay.as_ref()),
            Cell::Day(self.from),
            Cell::Day(self.to),
            self.days
                .map_or_else(|| Cell::text(""), |days| Cell::Number(days.into())),
            Cell::Word(self.change),
            Cell::Day(self.keep),
            Cell::Flag(self.reissue),
            Cell::text(self.reasons.join("; ")),
        ]
    }
}

fn regimes(regimes: &[RegimeId]) -> Cell {
    let names: Vec<&str> = regimes.iter().map(|regime| regime.as_str()).collect();
    Cell::text(names.join(" "))
}
