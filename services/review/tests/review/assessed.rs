//! Results of criteria as a team enters them, in the domain and on the wire.

use ground::fresh_id;
use platform::identity::Identity;
use proto::fact::SchoolType;
use proto::review as wire;
use proto::review::review_service_server::ReviewService;
use review::domain::{Case, CriterionAssessment, ReviewCommand};
use statute::{RegimeId, Standing};

use crate::builders::law;
use crate::world::{World, by, name};

/// The criteria of the act for primary schools.
pub fn criteria(regime: RegimeId) -> Vec<String> {
    let name = SchoolType::Primary.as_str_name();
    let name = name.strip_prefix("SCHOOL_TYPE_").unwrap().to_lowercase();
    let kind = law().criteria_for(regime, &name).unwrap();
    law()
        .criteria(regime, kind)
        .map(|criterion| criterion.criterion.clone())
        .collect()
}

pub fn result(regime: RegimeId, criterion: &str, level: u32) -> CriterionAssessment {
    let code = if regime == RegimeId::B {
        format!("MC.{criterion}.01")
    } else {
        format!("[H1-{criterion}-01]")
    };
    CriterionAssessment {
        criterion: criterion.to_owned(),
        level,
        indicators: Vec::new(),
        strengths: "Đội ngũ ổn định".to_owned(),
        weaknesses: "Phòng học bộ môn chưa đủ".to_owned(),
        recommendation: "Bổ sung phòng học bộ môn".to_owned(),
        evidence: vec![code],
    }
}

/// Every criterion of the act at `level`.
pub fn results(regime: RegimeId, level: u32) -> Vec<CriterionAssessment> {
    let criteria = criteria(regime);
    criteria
        .iter()
        .map(|criterion| result(regime, criterion, level))
        .collect()
}

/// What every recognition asks of a school besides its criteria.
pub fn standing() -> Standing {
    Standing {
        cohort_completed: true,
        years_of_operation: 20,
        years_of_data: 5,
        legal_conditions: true,
    }
}

/// Every criterion at `level`, and a school that fulfils the rest.
pub fn assess(regime: RegimeId, level: u32) -> ReviewCommand {
    ReviewCommand::Assess(results(regime, level), Some(standing()))
}

pub fn on_the_wire(result: &CriterionAssessment) -> wire::CriterionAssessment {
    wire::CriterionAssessment {
        criterion: result.criterion.clone(),
        level: result.level,
        strengths: result.strengths.clone(),
        weaknesses: result.weaknesses.clone(),
        recommendation: result.recommendation.clone(),
        evidence: result.evidence.clone(),
        ..wire::CriterionAssessment::default()
    }
}

/// Every criterion at `level`, as it is sent.
pub fn assessment(case: &Case, level: u32) -> wire::AssessCriteriaRequest {
    let standing = standing();
    wire::AssessCriteriaRequest {
        name: name(case),
        results: results(case.regime, level).iter().map(on_the_wire).collect(),
        standing: Some(wire::SchoolStanding {
            cohort_completed: standing.cohort_completed,
            years_of_operation: standing.years_of_operation,
            years_of_data: standing.years_of_data,
            legal_conditions: standing.legal_conditions,
        }),
        request_id: fresh_id(),
        ..wire::AssessCriteriaRequest::default()
    }
}

impl World {
    /// Has `caller` enter every criterion at `level`.
    pub async fn assess(&self, caller: &Identity, case: &Case, level: u32) -> wire::Review {
        let request = by(caller.clone(), assessment(case, level));
        self.api.assess_criteria(request).await.unwrap().into_inner()
    }
}
