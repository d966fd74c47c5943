//! The plan: drafted by an officer, approved by a leader; and what everyone owes in its years.

use proto::registration::{
    ApprovePlanRequest, CreatePlanRequest, OpenObligationsRequest, Plan as Draft, PlanItem, School,
};
use statute::Law;

use super::super::plan::{Item, Plan};
use super::Stage;
use crate::problem::Problem;

impl Stage {
    /// Drafts and approves the plan, one for each year, and answers the items in the plan's order.
    pub(super) async fn approve(&self, plan: &Plan, schools: &[School]) -> Result<Vec<String>, Problem> {
        let mut names = vec![String::new(); plan.items.len()];
        for (number, year) in (1..).zip(years(plan)) {
            let drafted = self.draft(year, plan, schools).await?;
            let request = ApprovePlanRequest {
                name: drafted.name,
                document_number: format!("{number:02}/KH-SGDĐT"),
                etag: String::new(),
                request_id: self.request(&format!("plan {year}")),
                validate_only: false,
            };
            let voice = &self.office.leader;
            let approved = self
                .ask(async || self.links().plans(voice).approve_plan(request.clone()).await)
                .await?;
            for item in approved.items {
                let place = schools.iter().position(|school| school.name == item.school);
                if let Some(name) = place.and_then(|place| names.get_mut(place)) {
                    *name = item.name;
                }
            }
        }
        Ok(names)
    }

    async fn draft(&self, year: i32, plan: &Plan, schools: &[School]) -> Result<Draft, Problem> {
        let item = |(item, school): (&Item, &School)| PlanItem {
            school: school.name.clone(),
            kind: item.kind.into(),
            target: item.target.into(),
            dossier_month: item.dossier_month.to_string(),
            registration_month: item.registration_month.to_string(),
            ..PlanItem::default()
        };
        let of_year = |(item, _): &(&Item, &School)| item.dossier_month.year() == year;
        let draft = Draft {
            year,
            items: plan.items.iter().zip(schools).filter(of_year).map(item).collect(),
            ..Draft::default()
        };
        let request = CreatePlanRequest {
            plan: Some(draft),
            request_id: self.request(&format!("draft {year}")),
            validate_only: false,
        };
        let voice = &self.office.officer;
        self.ask(async || self.links().plans(voice).create_plan(request.clone()).await)
            .await
    }

    /// Opens what the law and the local plan ask of everyone in the plan's years, where they ask for anything.
    pub(super) async fn open_obligations(&self, plan: &Plan) -> Result<(), Problem> {
        let overlay = Some(self.province.overlay.as_str()).filter(|overlay| !overlay.is_empty());
        for year in years(plan) {
            if Law::official().yearly_in(year, overlay).is_empty() {
                continue;
            }
            let request = OpenObligationsRequest {
                year,
                province: String::new(),
                request_id: self.request(&format!("obligations {year}")),
                validate_only: false,
            };
            let voice = &self.office.officer;
            let asked = async || {
                self.links()
                    .obligations(voice)
                    .open_obligations(request.clone())
                    .await
            };
            self.ask(asked).await?;
        }
        Ok(())
    }
}

/// The years in which dossiers are to be complete.
fn years(plan: &Plan) -> Vec<i32> {
    let mut years: Vec<i32> = plan.items.iter().map(|item| item.dossier_month.year()).collect();
    years.sort_unstable();
    years.dedup();
    years
}
