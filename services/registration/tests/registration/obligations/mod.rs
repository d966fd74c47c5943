//! Yearly obligations: what is owed, by whom, and what it means that it was not done.

mod ha_noi;
mod keeping;
mod lifted;
mod rules;

use ground::fresh_id;
use proto::exchange::ReportFile;
use proto::registration as wire;

use crate::builders::SHA;
use crate::world::{World, administrator, head_of};

/// A report, as it is handed in.
pub fn report() -> ReportFile {
    ReportFile {
        file_name: "bao-cao.pdf".to_owned(),
        sha256: SHA.to_owned(),
        size: 12_345,
    }
}

/// `obligation` with its report.
pub fn fulfilment(obligation: &wire::Obligation) -> wire::FulfilObligationRequest {
    wire::FulfilObligationRequest {
        name: obligation.name.clone(),
        report: Some(report()),
        summary: "Đã hoàn thành".to_owned(),
        etag: obligation.etag.clone(),
        request_id: fresh_id(),
        validate_only: false,
    }
}

impl World {
    /// Opens the obligations of `year` in `province`.
    pub async fn open_year(&self, year: i32, province: &wire::Authority) -> wire::OpenObligationsResponse {
        let open = wire::OpenObligationsRequest {
            year,
            province: province.name.clone(),
            request_id: fresh_id(),
            validate_only: false,
        };
        let opened = self.obligations(&administrator()).open_obligations(open).await;
        opened.unwrap().into_inner()
    }

    /// What `holder` owes, by the day it is due.
    pub async fn owed_by(&self, holder: &str) -> Vec<wire::Obligation> {
        let only = wire::ListObligationsRequest {
            holder: holder.to_owned(),
            ..Default::default()
        };
        let found = self.obligations(&administrator()).list_obligations(only).await;
        found.unwrap().into_inner().obligations
    }

    /// What `holder` owes under `limit`.
    pub async fn owed_under(&self, limit: &str, holder: &str) -> wire::Obligation {
        let owed = self.owed_by(holder).await;
        owed.into_iter()
            .find(|obligation| obligation.limit == limit)
            .unwrap()
    }

    /// The school hands in what it owes.
    pub async fn report_on(&self, school: &wire::School, obligation: &wire::Obligation) -> wire::Obligation {
        let mut people = self.obligations(&head_of(school));
        people
            .fulfil_obligation(fulfilment(obligation))
            .await
            .unwrap()
            .into_inner()
    }
}

/// The end of `limit` on the day of the self-assessments of 2019.
fn rules_reached(limit: &str) -> proto::fact::DeadlineReached {
    crate::builders::reached(limit, "2019-05-29")
}
