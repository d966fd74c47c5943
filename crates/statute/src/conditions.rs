//! Conditions on people: the self-assessment council, the review team, each reviewer; and the validity of a
//! certificate. The numbers come from `law/conditions.toml`; what each rule looks at is code.

use calendar::Day;
use serde::{Deserialize, Serialize};
use timelimit::{Language, Wording};

use crate::condition_text::ValidFrom;
use crate::{Confidence, Law, RegimeId};

/// Whether a violated condition stops the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Must not go on.
    Block,
    /// Shown to the person who decides.
    Warning,
}

/// A condition that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Stable name of the condition, such as `reviewer.worked_at_school`.
    pub rule: &'static str,
    /// Whether it stops the step.
    pub severity: Severity,
    /// What is wrong and what to do, in Vietnamese.
    pub message_vi: String,
    /// The same in English.
    pub message_en: String,
    /// The article.
    pub citation: Wording,
    /// How well the source is known.
    pub confidence: Confidence,
}

impl Violation {
    /// The message in one language.
    #[must_use]
    pub fn message(&self, language: Language) -> &str {
        match language {
            Language::Vietnamese => &self.message_vi,
            Language::English => &self.message_en,
        }
    }
}

/// A school's self-assessment council (*hội đồng tự đánh giá*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Council {
    /// All members, chair and secretary included.
    pub members: u32,
    /// How many are chair (*chủ tịch*).
    pub chairs: u32,
    /// How many are secretary (*thư ký*).
    pub secretaries: u32,
}

/// The part of a reviewer in a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TeamRole {
    /// *Trưởng đoàn*.
    Head,
    /// *Thư ký*.
    Secretary,
    /// *Thành viên*.
    Member,
}

/// A member of an external review team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TeamMember {
    /// Their part.
    pub role: TeamRole,
}

/// What is known of a reviewer in view of one school.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Candidate {
    /// Works or ever worked at the school.
    pub worked_at_school: bool,
    /// Full years in the education sector.
    pub years_in_sector: u32,
    /// Completed the Ministry's training in external review.
    pub trained_by_ministry: bool,
    /// Comes from a department outside education and is in charge of no field related to it.
    pub unrelated_department: bool,
    /// No longer on the list of reviewers.
    pub retired: bool,
    /// A relative works or learns there.
    pub relative_at_school: bool,
    /// Advised the school's self-assessment.
    pub advised_self_assessment: bool,
    /// Reviewed it in the last cycle.
    pub reviewed_last_cycle: bool,
    /// Serves the same commune authority.
    pub same_commune: bool,
    /// Has another visit on the same dates.
    pub overlapping_visit: bool,
    /// Not known to be able to review this kind of school.
    pub unfamiliar_level: bool,
    /// Said to be away when the school is visited.
    pub absent: bool,
}

/// From when to when a certificate is valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validity {
    /// First day.
    pub valid_from: Day,
    /// Last day; never moved by weekends or holidays.
    pub valid_until: Day,
    /// The article.
    pub citation: Wording,
    /// How well the source is known.
    pub confidence: Confidence,
}

impl Law {
    /// The conditions that a self-assessment council breaks.
    #[must_use]
    pub fn check_council(&self, regime: RegimeId, council: &Council) -> Vec<Violation> {
        let Some(rule) = self
            .conditions
            .council
            .iter()
            .find(|rule| rule.regimes.contains(&regime))
        else {
            return Vec::new();
        };
        let sourced = Sourced {
            citation: &rule.citation,
            confidence: rule.confidence,
        };
        let (least, given) = (rule.minimum, council.members);
        let mut violations = Vec::new();
        if given < least {
            violations.push(sourced.block(
                "council.minimum",
                format!("Hội đồng tự đánh giá phải có ít nhất {least} thành viên, hiện có {given}."),
                format!("The self-assessment council needs at least {least} members; it has {given}."),
            ));
        }
        if rule.odd && given.is_multiple_of(2) {
            violations.push(sourced.block(
                "council.odd",
                format!("Số thành viên hội đồng tự đánh giá phải là số lẻ, hiện có {given}."),
                format!("The self-assessment council must have an odd number of members; it has {given}."),
            ));
        }
        if council.chairs != 1 {
            violations.push(sourced.block(
                "council.chair",
                format!(
                    "Hội đồng tự đánh giá phải có đúng một chủ tịch, hiện có {}.",
                    council.chairs
                ),
                format!(
                    "The self-assessment council needs exactly one chair; it has {}.",
                    council.chairs
                ),
            ));
        }
        if council.secretaries != 1 {
            violations.push(sourced.block(
                "council.secretary",
                format!(
                    "Hội đồng tự đánh giá phải có đúng một thư ký, hiện có {}.",
                    council.secretaries
                ),
                format!(
                    "The self-assessment council needs exactly one secretary; it has {}.",
                    council.secretaries
                ),
            ));
        }
        violations
    }

    /// The conditions that the composition of an external review team breaks.
    #[must_use]
    pub fn check_team(&self, members: &[TeamMember]) -> Vec<Violation> {
        let rule = &self.conditions.team;
        let sourced = Sourced {
            citation: &rule.citation,
            confidence: rule.confidence,
        };
        let of = |role: TeamRole| members.iter().filter(|member| member.role == role).count();
        let (heads, secretaries, all) = (of(TeamRole::Head), of(TeamRole::Secretary), members.len());
        let mut violations = Vec::new();
        if all < rule.minimum as usize {
            violations.push(sourced.block(
                "team.minimum",
                format!(
                    "Đoàn đánh giá ngoài phải có ít nhất {} thành viên, hiện có {all}.",
                    rule.minimum
                ),
                format!(
                    "An external review team needs at least {} members; it has {all}.",
                    rule.minimum
                ),
            ));
        }
        if all > rule.warn_above as usize {
            violations.push(sourced.warning(
                "team.large",
                format!(
                    "Đoàn đánh giá ngoài có {all} thành viên, nhiều hơn {} người.",
                    rule.warn_above
                ),
                format!(
                    "The external review team has {all} members, more than {}.",
                    rule.warn_above
                ),
            ));
        }
        if heads != 1 {
            violations.push(sourced.block(
                "team.head",
                format!("Đoàn đánh giá ngoài phải có đúng một trưởng đoàn, hiện có {heads}."),
                format!("An external review team needs exactly one head; it has {heads}."),
            ));
        }
        if secretaries != 1 {
            violations.push(sourced.block(
                "team.secretary",
                format!("Đoàn đánh giá ngoài phải có đúng một thư ký, hiện có {secretaries}."),
                format!("An external review team needs exactly one secretary; it has {secretaries}."),
            ));
        }
        violations
    }

    /// The conditions that a reviewer breaks in view of one school under a regime: blocks by Điều 30, then warnings.
    #[must_use]
    pub fn check_reviewer(&self, regime: RegimeId, candidate: &Candidate) -> Vec<Violation> {
        let rules = &self.conditions.reviewer;
        let Some(rule) = rules.iter().find(|rule| rule.regimes.contains(&regime)) else {
            return Vec::new();
        };
        let sourced = Sourced {
            citation: &rule.citation,
            confidence: rule.confidence,
        };
        let mut violations = Vec::new();
        if candidate.worked_at_school {
            violations.push(sourced.block(
                "reviewer.worked_at_school",
                "Người này đã hoặc đang làm việc tại trường được đánh giá; cần cử người khác.".to_owned(),
                "This person works or has worked at the school under review; appoint another.".to_owned(),
            ));
        }
        if candidate.years_in_sector < rule.minimum_years {
            let (least, given) = (rule.minimum_years, candidate.years_in_sector);
            violations.push(sourced.block(
                "reviewer.years_in_sector",
                format!("Cần ít nhất {least} năm công tác trong ngành giáo dục, hiện có {given} năm."),
                format!("At least {least} years in the education sector are needed; there are {given}."),
            ));
        }
        if !candidate.trained_by_ministry {
            violations.push(sourced.block(
                "reviewer.trained_by_ministry",
                "Chưa hoàn thành tập huấn đánh giá ngoài của Bộ Giáo dục và Đào tạo.".to_owned(),
                "Has not completed the Ministry's training in external review.".to_owned(),
            ));
        }
        if candidate.unrelated_department {
            violations.push(
                sourced.block(
                    "reviewer.unrelated_department",
                    "Người của cơ quan ngoài ngành phải phụ trách lĩnh vực liên quan đến giáo dục."
                        .to_owned(),
                    "A member from another department must be in charge of a field related to education."
                        .to_owned(),
                ),
            );
        }
        if candidate.retired {
            violations.push(self.conflict().block(
                "reviewer.retired",
                "Đã thôi làm người đánh giá ngoài; cần cử người khác.".to_owned(),
                "Is no longer on the list of reviewers; appoint another.".to_owned(),
            ));
        }
        violations.extend(self.warnings(candidate));
        violations
    }

    /// What speaks against a reviewer without barring them.
    fn warnings(&self, candidate: &Candidate) -> impl Iterator<Item = Violation> {
        let warnings = [
            (
                candidate.relative_at_school,
                "reviewer.relative_at_school",
                "Có người thân tại trường được đánh giá.",
                "Has a relative at the school under review.",
            ),
            (
                candidate.advised_self_assessment,
                "reviewer.advised_self_assessment",
                "Đã tư vấn cho nhà trường tự đánh giá.",
                "Advised the school's self-assessment.",
            ),
            (
                candidate.reviewed_last_cycle,
                "reviewer.reviewed_last_cycle",
                "Đã tham gia đánh giá ngoài trường này ở chu kỳ trước.",
                "Reviewed this school in the last cycle.",
            ),
            (
                candidate.same_commune,
                "reviewer.same_commune",
                "Cùng cơ quan quản lý cấp xã với nhà trường.",
                "Serves under the same commune authority as the school.",
            ),
            (
                candidate.overlapping_visit,
                "reviewer.overlapping_visit",
                "Trùng lịch khảo sát với đoàn khác.",
                "Has another visit on the same dates.",
            ),
            (
                candidate.unfamiliar_level,
                "reviewer.unfamiliar_level",
                "Chưa được ghi nhận có thể đánh giá cấp học của nhà trường.",
                "Is not recorded as able to review this kind of school.",
            ),
            (
                candidate.absent,
                "reviewer.absent",
                "Đã báo vắng trong thời gian khảo sát tại trường.",
                "Is away when the school is visited.",
            ),
        ];
        let conflict = self.conflict();
        warnings
            .into_iter()
            .filter(|(holds, ..)| *holds)
            .map(move |(_, rule, vi, en)| conflict.warning(rule, vi.to_owned(), en.to_owned()))
    }

    fn conflict(&self) -> Sourced<'_> {
        let rule = &self.conditions.conflict;
        Sourced {
            citation: &rule.citation,
            confidence: rule.confidence,
        }
    }

    /// From when to when a certificate is valid: five years from the day the decision takes effect (A) or was signed
    /// (B), to the corresponding day, without rolling. To be stored when the certificate is issued and never
    /// recomputed.
    #[must_use]
    pub fn certificate_validity(&self, regime: RegimeId, decided_on: Day, effective_on: Day) -> Validity {
        let rule = &self.conditions.validity;
        let basis = rule.basis.iter().find(|basis| basis.regimes.contains(&regime));
        let valid_from = match basis.map(|basis| basis.from) {
            Some(ValidFrom::DecidedOn) => decided_on,
            Some(ValidFrom::EffectiveOn) | None => effective_on,
        };
        Validity {
            valid_from,
            valid_until: valid_from.plus_years(rule.years),
            citation: basis.map(|basis| basis.citation.clone()).unwrap_or_default(),
            confidence: basis.map_or(Confidence::Custom, |basis| basis.confidence),
        }
    }
}

/// The source that a group of conditions shares.
struct Sourced<'a> {
    citation: &'a Wording,
    confidence: Confidence,
}

impl Sourced<'_> {
    fn block(&self, rule: &'static str, message_vi: String, message_en: String) -> Violation {
        self.violation(rule, Severity::Block, message_vi, message_en)
    }

    fn warning(&self, rule: &'static str, message_vi: String, message_en: String) -> Violation {
        self.violation(rule, Severity::Warning, message_vi, message_en)
    }

    fn violation(
        &self,
        rule: &'static str,
        severity: Severity,
        message_vi: String,
        message_en: String,
    ) -> Violation {
        let (citation, confidence) = (self.citation.clone(), self.confidence);
        Violation {
            rule,
            severity,
            message_vi,
            message_en,
            citation,
            confidence,
        }
    }
}
