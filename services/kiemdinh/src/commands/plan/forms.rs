//! Plans and amendments as they stand in a file.

use calendar::{Day, Month};
use proto::fact::{Ownership, RecognitionKind, SchoolType, Target};
use proto::registration::{AmendPlanRequest, Plan, PlanItem, PlanMeasure, PlanTarget};
use serde::Deserialize;

use super::super::session::{filter, resource};
use crate::problem::Problem;

/// Tenths of a percent in a percent.
const TENTHS: f64 = 10.0;

/// A plan.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanForm {
    /// The year.
    pub year: i32,
    /// Whose plan it is: a code or `authorities/…`.
    pub authority: Option<String>,
    /// The schools.
    #[serde(default)]
    pub items: Vec<ItemForm>,
    /// The targets.
    #[serde(default)]
    pub targets: Vec<TargetForm>,
}

/// An amendment of a plan.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmendmentForm {
    /// Schools that are added.
    #[serde(default)]
    pub additions: Vec<ItemForm>,
    /// Items that change; each names its item.
    #[serde(default)]
    pub changes: Vec<ItemForm>,
    /// Items that are taken out.
    #[serde(default)]
    pub removals: Vec<String>,
    /// The targets as they are to be; none leaves them.
    #[serde(default)]
    pub targets: Vec<TargetForm>,
}

/// A school in a plan.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemForm {
    /// The item that changes: `planItems/…`.
    #[serde(default)]
    pub item: String,
    /// The school: its code or `schools/…`.
    #[serde(default)]
    pub school: String,
    /// `new` or `renewal`.
    pub kind: Option<String>,
    /// For example `national_standard_1`.
    pub target: String,
    /// YYYY-MM.
    pub dossier_month: String,
    /// YYYY-MM.
    pub registration_month: String,
}

/// A target of a plan.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetForm {
    /// What it counts, for example `self_assessed`.
    pub measure: String,
    /// Only schools of this kind.
    pub school_type: Option<String>,
    /// Only `public` or `non_public` schools.
    pub ownership: Option<String>,
    /// At least so many percent, or schools where the measure is a number.
    pub at_least: f64,
    /// At most so many.
    pub at_most: Option<f64>,
    /// The last day to reach it.
    pub by: Option<Day>,
    /// Where it comes from.
    #[serde(default)]
    pub source: String,
}

impl PlanForm {
    /// An empty plan.
    pub fn of_year(year: i32) -> Self {
        Self {
            year,
            authority: None,
            items: Vec::new(),
            targets: Vec::new(),
        }
    }

    /// The plan as a draft, without its authority.
    ///
    /// # Errors
    /// When a word of it is not known.
    pub fn draft(self) -> Result<Plan, Problem> {
        Ok(Plan {
            year: self.year,
            items: each(self.items, "items", ItemForm::item)?,
            targets: each(self.targets, "targets", TargetForm::target)?,
            ..Plan::default()
        })
    }
}

impl AmendmentForm {
    /// What is to change, without the plan and the document.
    ///
    /// # Errors
    /// When a word of it is not known.
    pub fn amendment(self) -> Result<AmendPlanRequest, Problem> {
        let removals = self.removals.iter().map(|item| resource("planItems", item));
        Ok(AmendPlanRequest {
            additions: each(self.additions, "additions", ItemForm::item)?,
            changes: each(self.changes, "changes", ItemForm::item)?,
            removals: removals.collect(),
            targets: each(self.targets, "targets", TargetForm::target)?,
            ..AmendPlanRequest::default()
        })
    }
}

impl ItemForm {
    fn item(self, at: &str) -> Result<PlanItem, Problem> {
        let name = match self.item.as_str() {
            "" => String::new(),
            item => resource("planItems", item),
        };
        Ok(PlanItem {
            name,
            school: self.school,
            kind: filter::<RecognitionKind>(self.kind.as_deref(), &format!("{at}.kind"))?,
            target: filter::<Target>(Some(&self.target), &format!("{at}.target"))?,
            dossier_month: month(&self.dossier_month, &format!("{at}.dossier_month"))?,
            registration_month: month(&self.registration_month, &format!("{at}.registration_month"))?,
            ..PlanItem::default()
        })
    }
}

impl TargetForm {
    fn target(self, at: &str) -> Result<PlanTarget, Problem> {
        let measure = filter::<PlanMeasure>(Some(&self.measure), &format!("{at}.measure"))?;
        let counts_schools =
            measure == PlanMeasure::RecognisedNew as i32 || measure == PlanMeasure::RecognisedAgain as i32;
        Ok(PlanTarget {
            measure,
            school_type: filter::<SchoolType>(self.school_type.as_deref(), &format!("{at}.school_type"))?,
            ownership: filter::<Ownership>(self.ownership.as_deref(), &format!("{at}.ownership"))?,
            at_least: amount(self.at_least, counts_schools, &format!("{at}.at_least"))?,
            at_most: amount(
                self.at_most.unwrap_or_default(),
                counts_schools,
                &format!("{at}.at_most"),
            )?,
            by: self.by.map(|day| day.to_string()).unwrap_or_default(),
            source: self.source,
        })
    }
}

fn month(text: &str, at: &str) -> Result<String, Problem> {
    let month: Month = text
        .trim()
        .parse()
        .map_err(|_| Problem::invalid(format!("{at}: “{text}” không phải tháng dạng 2024-05")))?;
    Ok(month.to_string())
}

/// What the wire carries of `value`: schools, or tenths of a percent.
fn amount(value: f64, counts_schools: bool, at: &str) -> Result<u32, Problem> {
    let exact = if counts_schools { value } else { value * TENTHS };
    let whole = exact.round();
    if (exact - whole).abs() > 1e-6 || !(0.0..=f64::from(u32::MAX)).contains(&whole) {
        let unit = if counts_schools {
            "số trường, số nguyên không âm"
        } else {
            "phần trăm, nhiều nhất một chữ số thập phân"
        };
        return Err(Problem::invalid(format!("{at}: {value} phải là {unit}")));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is whole and within bounds"
    )]
    Ok(whole as u32)
}

fn each<F, T>(
    forms: Vec<F>,
    name: &str,
    read: impl Fn(F, &str) -> Result<T, Problem>,
) -> Result<Vec<T>, Problem> {
    let one = |(place, form)| read(form, &format!("{name}[{place}]"));
    forms.into_iter().enumerate().map(one).collect()
}

/// What an amendment changes, counted.
pub fn in_words(amendment: &AmendPlanRequest) -> String {
    let counts = [
        (amendment.additions.len(), "thêm"),
        (amendment.changes.len(), "đổi"),
        (amendment.removals.len(), "bỏ"),
    ];
    let parts: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{what} {count} trường"))
        .collect();
    match (parts.is_empty(), amendment.targets.is_empty()) {
        (true, true) => "không đổi gì".to_owned(),
        (true, false) => "thay chỉ tiêu".to_owned(),
        (false, true) => parts.join(", "),
        (false, false) => format!("{}, thay chỉ tiêu", parts.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: &str = r#"
year = 2024

[[items]]
school = "0012345678"
kind = "new"
target = "national_standard_1"
dossier_month = "2024-05"
registration_month = "2024-06"

[[targets]]
measure = "externally_reviewed"
at_least = 7
at_most = 10.5
source = "mục II.3"

[[targets]]
measure = "recognised_new"
at_least = 4
by = "2024-12-31"
"#;

    #[test]
    fn a_plan_in_a_file_is_the_plan_on_the_wire() {
        let plan = toml::from_str::<PlanForm>(PLAN).unwrap().draft().unwrap();
        assert_eq!(plan.year, 2024);
        let item = &plan.items[0];
        assert_eq!(
            (item.school.as_str(), item.kind(), item.target()),
            ("0012345678", RecognitionKind::New, Target::NationalStandard1)
        );
        assert_eq!((item.dossier_month.as_str(), item.name.as_str()), ("2024-05", ""));
        let bounds: Vec<_> = plan
            .targets
            .iter()
            .map(|target| (target.at_least, target.at_most, target.by.as_str()))
            .collect();
        assert_eq!(
            bounds,
            [(70, 105, ""), (4, 0, "2024-12-31")],
            "tenths of a percent for shares, schools for numbers"
        );
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let wrong = |from: &str, to: &str| {
            let form: PlanForm = toml::from_str(&PLAN.replace(from, to)).unwrap();
            form.draft().unwrap_err().message
        };
        assert!(wrong("\"new\"", "\"again\"").starts_with("items[0].kind: “again”"));
        assert!(wrong("10.5", "10.55").starts_with("targets[0].at_most: 10.55"));
        assert!(wrong("at_least = 4", "at_least = 4.5").contains("số trường"));
        assert!(wrong("2024-05", "5/2024").starts_with("items[0].dossier_month: “5/2024”"));
        assert!(toml::from_str::<PlanForm>("year = 2024\nschools = []").is_err());
    }

    #[test]
    fn an_amendment_is_told_in_words() {
        let form: AmendmentForm = toml::from_str("removals = [\"7\"]").unwrap();
        let amendment = form.amendment().unwrap();
        assert_eq!(amendment.removals, ["planItems/7"]);
        assert_eq!(in_words(&amendment), "bỏ 1 trường");
        assert_eq!(in_words(&AmendPlanRequest::default()), "không đổi gì");
    }
}
