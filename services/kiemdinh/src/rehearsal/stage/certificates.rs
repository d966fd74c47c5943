//! What the schools of a plan hold when it begins: whoever is to be recognised again was recognised before.

use calendar::{Day, Month};
use proto::fact::RecognitionKind;
use proto::recognition::EnterCertificateRequest;
use proto::registration::School;

use super::super::plan::{Item, Plan};
use super::Stage;
use crate::problem::Problem;

/// For how many years such a certificate is valid.
const YEARS: i32 = 5;
/// How many months after the month of registration it ends: renewal is registered at least five months before, and
/// the new decision comes while the old certificate still holds.
const MONTHS: usize = 8;

/// The last day of the certificate that the school of `item` is to renew.
fn last_day(item: &Item) -> Day {
    let months = std::iter::successors(Some(item.registration_month), |month| Some(month.next()));
    months
        .skip(MONTHS)
        .map(Month::last_day)
        .next()
        .unwrap_or(Day::MAX)
}

impl Stage {
    /// Enters the certificates that the plan's renewals will replace.
    pub(super) async fn enter_certificates(&self, plan: &Plan, schools: &[School]) -> Result<(), Problem> {
        let renewals = plan.items.iter().zip(schools).enumerate();
        for (place, (item, school)) in renewals.filter(|(_, (item, _))| item.kind == RecognitionKind::Renewal)
        {
            let valid_until = last_day(item);
            let recognised_on = valid_until.plus_years(-YEARS);
            let request = EnterCertificateRequest {
                school: school.name.clone(),
                target: item.target.into(),
                number: format!("{:02}/{}/GCN", place + 1, recognised_on.year()),
                decision_number: format!("{:02}/QĐ-UBND", place + 1),
                recognised_on: recognised_on.to_string(),
                valid_from: String::new(),
                valid_until: valid_until.to_string(),
                kind: RecognitionKind::New.into(),
                request_id: self.request(&format!("certificate {place}")),
                validate_only: false,
            };
            let voice = &self.office.officer;
            let asked = async || {
                let mut service = self.links().certificates(voice);
                service.enter_certificate(request.clone()).await
            };
            self.ask(asked).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::plan::{BAC_SON_2024, read};
    use super::*;

    #[test]
    fn what_is_renewed_in_august_ends_in_april() {
        let plan = read(BAC_SON_2024, "2024-01-01".parse().unwrap()).unwrap();
        let renewals: Vec<String> = plan
            .items
            .iter()
            .filter(|item| item.kind == RecognitionKind::Renewal)
            .map(|item| format!("{} {}", item.registration_month, last_day(item)))
            .collect();
        insta::assert_snapshot!(renewals.join("\n"));
    }
}
