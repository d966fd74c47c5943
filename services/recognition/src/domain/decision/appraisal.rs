//! What the software proposes, and the conditions that it looks at one by one. It never concludes: that is an
//! officer's business.

use calendar::{Day, Language};
use proto::fact::Target;
use statute::{Application, ConditionState, Confidence, Held, Law, Wish};

use super::FinalReport;
use crate::domain::target::{in_law, title, up_to};
use crate::domain::{Case, Certificate};

/// The condition that the external review reached the level needed.
pub(super) const LEVEL: &str = "recognition.level";

/// One condition of the regime, as the software saw it when the report came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Its stable name, for example `recognition.level`.
    pub rule: String,
    /// What it asks, in Vietnamese.
    pub title: String,
    /// Whether it holds.
    pub state: ConditionState,
    /// Why, in Vietnamese.
    pub explanation: String,
    /// The article.
    pub citation: String,
    /// Whether the article is to be verified.
    pub to_verify: bool,
}

impl From<statute::Condition> for Condition {
    fn from(condition: statute::Condition) -> Self {
        let vietnamese = |wording: &timelimit::Wording| wording.text(Language::Vietnamese).to_owned();
        Self {
            rule: condition.rule.to_owned(),
            title: vietnamese(&condition.title),
            state: condition.state,
            explanation: vietnamese(&condition.explanation),
            citation: vietnamese(&condition.citation),
            to_verify: condition.confidence != Confidence::Text,
        }
    }
}

impl Condition {
    /// Why it stands as it does, with the article.
    fn reason(&self) -> String {
        let to_verify = if self.to_verify { ", cần xác minh" } else { "" };
        let explanation = self.explanation.trim_end_matches('.');
        format!("{explanation} ({}{to_verify})", self.citation)
    }
}

/// Something that the school may be recognised as, with the conditions for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prospect {
    /// What was asked for, or a lower degree of it.
    pub target: Target,
    /// The conditions, in the order in which an officer goes through them.
    pub conditions: Vec<Condition>,
}

impl Prospect {
    /// Whether every condition is known to hold.
    fn is_open(&self) -> bool {
        let met = |condition: &Condition| condition.state == ConditionState::Met;
        !self.conditions.is_empty() && self.conditions.iter().all(met)
    }

    /// Why those conditions that are not known to hold are not.
    fn obstacles(&self) -> impl Iterator<Item = String> {
        let open = self
            .conditions
            .iter()
            .filter(|condition| condition.state != ConditionState::Met);
        open.map(Condition::reason)
    }
}

/// What the software proposes, and why; kept as it was when the report came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// What it proposes to recognise the school as; nothing when the conditions are not all known to hold for
    /// anything that was asked for.
    pub recognise_as: Option<Target>,
    /// Why, each with its article, in Vietnamese.
    pub reasons: Vec<String>,
    /// What was asked for and everything below it, lowest first.
    pub prospects: Vec<Prospect>,
}

impl Proposal {
    /// The conditions for `target`; none when it was not asked for.
    pub fn conditions(&self, target: Target) -> &[Condition] {
        let prospect = self.prospects.iter().find(|prospect| prospect.target == target);
        prospect
            .map(|prospect| prospect.conditions.as_slice())
            .unwrap_or_default()
    }
}

/// What the software proposes: the highest degree of what was asked for, and not above it, for which every condition
/// is known to hold. What nobody has told it is unknown, and proposes nothing until an officer finds out: the software
/// says so, and does not refuse.
pub fn propose(case: &Case, report: &FinalReport, held: Option<Held>, law: &Law, on: Day) -> Proposal {
    let weigh = |target| {
        Some(Prospect {
            target,
            conditions: conditions(case, report, target, held, law, on)?,
        })
    };
    let prospects: Vec<_> = up_to(case.target).into_iter().filter_map(weigh).collect();
    let proposed = prospects.iter().rev().find(|prospect| prospect.is_open());
    Proposal {
        recognise_as: proposed.map(|prospect| prospect.target),
        reasons: reasons(&prospects, proposed, case.target),
        prospects,
    }
}

fn conditions(
    case: &Case,
    report: &FinalReport,
    target: Target,
    held: Option<Held>,
    law: &Law,
    on: Day,
) -> Option<Vec<Condition>> {
    let name = case.school_type.as_str_name();
    let school_type = name.strip_prefix("SCHOOL_TYPE_").unwrap_or(name).to_lowercase();
    let application = Application {
        target: in_law(target)?,
        regime: case.regime,
        school_type: &school_type,
        reviewed_level: u8::try_from(report.level).unwrap_or(u8::MAX),
        standing: report.standing,
        held,
        on,
    };
    let conditions = law.recognition_conditions(&application);
    Some(conditions.into_iter().map(Condition::from).collect())
}

/// Why nothing more is proposed; or, when everything is, why that.
fn reasons(prospects: &[Prospect], proposed: Option<&Prospect>, asked: Target) -> Vec<String> {
    let Some(highest) = prospects.last() else {
        return Vec::new();
    };
    match proposed {
        Some(prospect) if prospect.target == asked => {
            prospect.conditions.iter().map(Condition::reason).collect()
        }
        Some(prospect) => {
            let lower = format!(
                "Đủ điều kiện công nhận ở mức thấp hơn: {}",
                title(prospect.target)
            );
            highest.obstacles().chain([lower]).collect()
        }
        None => highest.obstacles().collect(),
    }
}

/// The highest recognition of `wish` that is in force on `day` by one of `certificates`.
pub fn held(certificates: &[Certificate], wish: Wish, day: Day) -> Option<Held> {
    let standing = certificates
        .iter()
        .filter(|certificate| certificate.is_in_force_on(day));
    let recognitions = standing.filter_map(|certificate| {
        let target = in_law(certificate.case.target)?;
        (target.wish() == wish).then_some(Held {
            degree: target.degree(),
            recognised_on: certificate.recognised_on,
        })
    });
    recognitions.max_by_key(|held| (held.degree, std::cmp::Reverse(held.recognised_on)))
}
