//! A school that assesses itself, as other tests need it done.

use ground::fresh_id;
use proto::exchange::ReportFile;
use proto::fact::SchoolType;
use proto::registration as wire;
use statute::{Law, RegimeId};
use wire::CouncilSeat as Seat;

use crate::builders::SHA;
use crate::world::{World, head_of};

/// A council of `members` that fits as long as their number does.
pub fn council(members: usize) -> wire::Council {
    let seat = |position| match position {
        0 => Seat::Chair,
        1 => Seat::Secretary,
        _ => Seat::Member,
    };
    let member = |position| wire::CouncilMember {
        person: format!("Nguyễn Thị Hoa {position}"),
        position: "Giáo viên".to_owned(),
        seat: seat(position).into(),
    };
    wire::Council {
        members: (0..members).map(member).collect(),
        decision_number: "05/QĐ-THBS".to_owned(),
        decided_on: "2024-01-15".to_owned(),
    }
}

/// A result with its evidence.
pub fn result(regime: RegimeId, criterion: &str, level: u32) -> wire::CriterionResult {
    let code = if regime == RegimeId::B {
        format!("MC.{criterion}.01")
    } else {
        format!("[H1-{criterion}-01]")
    };
    wire::CriterionResult {
        criterion: criterion.to_owned(),
        level,
        strengths: "Đội ngũ ổn định".to_owned(),
        weaknesses: "Thiếu phòng học bộ môn".to_owned(),
        improvement: "Bổ sung phòng học".to_owned(),
        evidence: if level > 0 { vec![code] } else { Vec::new() },
        ..wire::CriterionResult::default()
    }
}

/// A result at `level` for every criterion of the act.
pub fn results(regime: RegimeId, school_type: SchoolType, level: u32) -> Vec<wire::CriterionResult> {
    let kind = school_type.as_str_name().to_lowercase();
    let kind = kind.strip_prefix("school_type_").unwrap();
    let law = Law::official();
    law.criteria(regime, law.criteria_for(regime, kind).unwrap())
        .map(|criterion| result(regime, &criterion.criterion, level))
        .collect()
}

/// Some report.
pub fn report() -> ReportFile {
    ReportFile {
        file_name: "bao-cao-tu-danh-gia.pdf".to_owned(),
        sha256: SHA.to_owned(),
        size: 1_048_576,
    }
}

impl World {
    /// Opens a self-assessment.
    pub async fn open(&self, school: &wire::School, school_year: &str) -> wire::SelfAssessment {
        let open = wire::OpenSelfAssessmentRequest {
            school: school.name.clone(),
            school_year: school_year.to_owned(),
            request_id: fresh_id(),
            validate_only: false,
        };
        let opened = self
            .self_assessments(&head_of(school))
            .open_self_assessment(open)
            .await;
        opened.unwrap().into_inner()
    }

    /// A self-assessment with its council and a result at `level` for every criterion.
    pub async fn filled_in(
        &self,
        school: &wire::School,
        school_year: &str,
        level: u32,
    ) -> wire::SelfAssessment {
        let opened = self.open(school, school_year).await;
        let mut client = self.self_assessments(&head_of(school));
        let appoint = wire::AppointCouncilRequest {
            name: opened.name.clone(),
            council: Some(council(7)),
            request_id: fresh_id(),
            ..Default::default()
        };
        client.appoint_council(appoint).await.unwrap();
        let regime: RegimeId = opened.regime.parse().unwrap();
        let assess = wire::AssessCriteriaRequest {
            name: opened.name,
            results: results(regime, school.school_type(), level),
            request_id: fresh_id(),
            ..Default::default()
        };
        client.assess_criteria(assess).await.unwrap().into_inner()
    }

    /// A completed self-assessment that comes to `level`.
    pub async fn assessed(
        &self,
        school: &wire::School,
        school_year: &str,
        level: u32,
    ) -> wire::SelfAssessment {
        let filled_in = self.filled_in(school, school_year, level).await;
        let complete = wire::CompleteSelfAssessmentRequest {
            name: filled_in.name,
            concluded_level: level,
            reason: String::new(),
            report: Some(report()),
            request_id: fresh_id(),
            ..Default::default()
        };
        let mut client = self.self_assessments(&head_of(school));
        client
            .complete_self_assessment(complete)
            .await
            .unwrap()
            .into_inner()
    }
}
