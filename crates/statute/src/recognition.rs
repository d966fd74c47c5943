//! The conditions under which a school is recognised, one by one: what the regime asks, whether it holds as far as it
//! is known, why, and by which article.
//!
//! The software says what it sees; an officer concludes. What nobody has told it is unknown, never assumed.

use calendar::{Almanac, Day};
use serde::{Deserialize, Serialize};
use timelimit::Wording;

use crate::level::YEARS_OF_DATA;
use crate::recognition_text::RecognitionRule;
use crate::{Confidence, Law, RecognitionTarget, RegimeId, Standing};

/// The time limit that says when a higher degree may be recognised.
const UPGRADE: &str = "certificate.upgrade";

/// A recognition of the same wish that is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Held {
    /// Its degree.
    pub degree: u8,
    /// The day of recognition, from which an upgrade counts.
    pub recognised_on: Day,
}

/// A school that is to be recognised as something, with all that is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Application<'a> {
    /// What it is to be recognised as.
    pub target: RecognitionTarget,
    /// The regime of its dossier.
    pub regime: RegimeId,
    /// The kind of school, as facts name it: `preschool`, `lower_secondary`, `multi_level`, …
    pub school_type: &'a str,
    /// The Mức that the external review concluded with, 0 when not even the first.
    pub reviewed_level: u8,
    /// What was found of it besides its criteria; nothing when nobody has entered it.
    pub standing: Option<Standing>,
    /// What it is recognised as today under the same wish, if anything.
    pub held: Option<Held>,
    /// The day of the appraisal.
    pub on: Day,
}

/// Whether a condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConditionState {
    /// It holds.
    Met,
    /// It does not hold.
    NotMet,
    /// What is known does not say.
    Unknown,
}

/// A condition of recognition and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// Stable name, such as `recognition.level`.
    pub rule: &'static str,
    /// What it asks.
    pub title: Wording,
    /// Whether it holds.
    pub state: ConditionState,
    /// Why.
    pub explanation: Wording,
    /// The article.
    pub citation: Wording,
    /// How well the source is known.
    pub confidence: Confidence,
}

impl Law {
    /// The conditions under which the school of `application` is recognised, in the order in which an officer goes
    /// through them. What the regime does not issue has no other condition than that.
    #[must_use]
    pub fn recognition_conditions(&self, application: &Application<'_>) -> Vec<Condition> {
        let granted = self.granted(application);
        let is_granted = granted.state == ConditionState::Met;
        let mut conditions = vec![granted];
        if is_granted {
            conditions.push(self.level(application));
            conditions.extend(self.standing(application));
            conditions.extend(self.upgrade(application));
        }
        conditions
    }

    /// The lowest Mức at which `target` is recognised under a regime; nothing where the regime does not issue it.
    #[must_use]
    pub fn needed_level(&self, regime: RegimeId, target: RecognitionTarget) -> Option<u8> {
        if !self
            .regime(regime)
            .is_some_and(|regime| regime.grants(target.wish()))
        {
            return None;
        }
        // Whatever the kind of school: that its act asks for as much is checked when the law is loaded.
        let entry = self
            .conditions
            .recognition_rule(RecognitionRule::Level, regime, target.wish(), "");
        let degree = usize::from(target.degree());
        entry?.levels.get(degree.checked_sub(1)?).copied()
    }

    /// The regime issues what is asked for: under B accreditation is no longer granted.
    fn granted(&self, application: &Application<'_>) -> Condition {
        let title = application.target.title();
        let regime = application.regime;
        let (state, explanation) = if self.needed_level(regime, application.target).is_some() {
            let explanation = Wording::new(
                format!("Chế độ {regime} công nhận trường {}.", in_a_sentence(&title.vi)),
                format!("Regime {regime} grants the {}.", title.en),
            );
            (ConditionState::Met, explanation)
        } else {
            let explanation = Wording::new(
                format!(
                    "Chế độ {regime} không còn công nhận trường {}; chứng nhận đã cấp có giá trị đến ngày ghi trên đó.",
                    in_a_sentence(&title.vi)
                ),
                format!(
                    "Regime {regime} no longer grants the {}; certificates stay valid to the date printed on them.",
                    title.en
                ),
            );
            (ConditionState::NotMet, explanation)
        };
        self.stated(application, RecognitionRule::Granted, state, explanation)
    }

    /// The external review concluded with the Mức that the target needs.
    fn level(&self, application: &Application<'_>) -> Condition {
        let needed = self
            .needed_level(application.regime, application.target)
            .unwrap_or(u8::MAX);
        let reached = application.reviewed_level;
        let title = application.target.title();
        let concluded = match reached {
            0 => Wording::new("chưa đạt Mức 1", "below level 1"),
            level => Wording::new(format!("đạt Mức {level}"), format!("at level {level}")),
        };
        let explanation = Wording::new(
            format!(
                "{} cần kết quả từ Mức {needed}; đoàn đánh giá ngoài kết luận nhà trường {}.",
                title.vi, concluded.vi
            ),
            format!(
                "The {} needs level {needed}; the team found the school {}.",
                title.en, concluded.en
            ),
        );
        self.stated(
            application,
            RecognitionRule::Level,
            holds(needed <= reached),
            explanation,
        )
    }

    /// What must hold besides the criteria: the years of a preschool or a completed cohort, data, legal conditions.
    fn standing(&self, application: &Application<'_>) -> Vec<Condition> {
        let (regime, wish, kind) = (
            application.regime,
            application.target.wish(),
            application.school_type,
        );
        let is_asked = |rule| {
            self.conditions
                .recognition_rule(rule, regime, wish, kind)
                .is_some()
        };
        // No cohort completes a preschool: where years are asked for, they stand in its place.
        let first = if is_asked(RecognitionRule::Operation) {
            RecognitionRule::Operation
        } else {
            RecognitionRule::Cohort
        };
        [first, RecognitionRule::Data, RecognitionRule::Legal]
            .into_iter()
            .filter(|rule| is_asked(*rule))
            .map(|rule| {
                let (state, explanation) = match &application.standing {
                    Some(standing) => self.found(rule, standing),
                    None => (ConditionState::Unknown, nobody_entered()),
                };
                self.stated(application, rule, state, explanation)
            })
            .collect()
    }

    /// What was found of one of those conditions.
    fn found(&self, rule: RecognitionRule, standing: &Standing) -> (ConditionState, Wording) {
        let said = |holds: bool, met: [&str; 2], not_met: [&str; 2]| {
            let [vi, en] = if holds { met } else { not_met };
            Wording::new(vi, en)
        };
        match rule {
            RecognitionRule::Operation => {
                let (needed, years) = (
                    self.conditions.level_a.years_of_operation,
                    standing.years_of_operation,
                );
                let explanation = Wording::new(
                    format!("Cần ít nhất {needed} năm hoạt động; nhà trường đã hoạt động {years} năm."),
                    format!("At least {needed} years of operation are needed; there are {years}."),
                );
                (holds(needed <= years), explanation)
            }
            RecognitionRule::Data => {
                let years = standing.years_of_data;
                let explanation = Wording::new(
                    format!("Cần dữ liệu của {YEARS_OF_DATA} năm học liên tiếp; hiện có {years} năm học."),
                    format!(
                        "Data of {YEARS_OF_DATA} consecutive school years are needed; there are {years}."
                    ),
                );
                (holds(YEARS_OF_DATA <= years), explanation)
            }
            RecognitionRule::Legal => {
                let explanation = said(
                    standing.legal_conditions,
                    ["Nhà trường đủ điều kiện pháp lý.", "The legal conditions hold."],
                    [
                        "Nhà trường chưa đủ điều kiện pháp lý.",
                        "The legal conditions do not hold.",
                    ],
                );
                (holds(standing.legal_conditions), explanation)
            }
            RecognitionRule::Cohort | RecognitionRule::Granted | RecognitionRule::Level => {
                let explanation = said(
                    standing.cohort_completed,
                    [
                        "Đã có khóa học sinh hoàn thành chương trình.",
                        "A cohort has completed the school.",
                    ],
                    [
                        "Chưa có khóa học sinh hoàn thành chương trình.",
                        "No cohort has completed the school yet.",
                    ],
                );
                (holds(standing.cohort_completed), explanation)
            }
        }
    }

    /// A degree higher than the one in force is not recognised earlier than the law opens it. Nothing to say where the
    /// school holds nothing, or no less than it is to be recognised as.
    fn upgrade(&self, application: &Application<'_>) -> Option<Condition> {
        let held = application
            .held
            .filter(|held| held.degree < application.target.degree())?;
        let rule = self.limit(UPGRADE, application.regime, None, application.on)?;
        let recognised = held.recognised_on;
        let counted = timelimit::due(&rule.time_limit, recognised, Almanac::official().latest());
        let (state, explanation) = match counted {
            Ok(derivation) => {
                let until = derivation.due_without_open_stop;
                let title = application.target.at(held.degree).title();
                let explanation = Wording::new(
                    format!(
                        "Nhà trường được công nhận {} ngày {}; mức cao hơn chỉ được công nhận sau ngày {}.",
                        in_a_sentence(&title.vi),
                        recognised.vietnamese(),
                        until.vietnamese()
                    ),
                    format!(
                        "The school has the {} since {recognised}; a higher degree may follow after {until}.",
                        title.en
                    ),
                );
                (holds(until < application.on), explanation)
            }
            Err(error) => {
                let explanation = Wording::new(
                    format!("Không tính được thời điểm được công nhận mức cao hơn: {error}."),
                    format!("When a higher degree may follow could not be counted: {error}."),
                );
                (ConditionState::Unknown, explanation)
            }
        };
        Some(Condition {
            rule: "recognition.upgrade",
            title: rule.title.clone(),
            state,
            explanation,
            citation: rule.citation.clone(),
            confidence: rule.confidence,
        })
    }

    /// A condition with the title and the source that the law files give it.
    fn stated(
        &self,
        application: &Application<'_>,
        rule: RecognitionRule,
        state: ConditionState,
        explanation: Wording,
    ) -> Condition {
        let (regime, wish) = (application.regime, application.target.wish());
        let entry = self
            .conditions
            .recognition_rule(rule, regime, wish, application.school_type);
        Condition {
            rule: rule.as_str(),
            title: entry.map(|entry| entry.title.clone()).unwrap_or_default(),
            state,
            explanation,
            citation: entry.map(|entry| entry.citation.clone()).unwrap_or_default(),
            confidence: entry.map_or(Confidence::Custom, |entry| entry.confidence),
        }
    }
}

const fn holds(holds: bool) -> ConditionState {
    if holds {
        ConditionState::Met
    } else {
        ConditionState::NotMet
    }
}

fn nobody_entered() -> Wording {
    Wording::new(
        "Đoàn đánh giá ngoài chưa ghi nhận; chuyên viên kiểm tra và ghi kết luận.",
        "The team has not entered it; an officer finds out.",
    )
}

/// A title as it stands inside a sentence.
fn in_a_sentence(title: &str) -> String {
    let mut letters = title.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}
