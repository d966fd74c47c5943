//! A school's self-assessment, by its head: council, results of every criterion, report.

use calendar::local_day;
use platform::time::Moment;
use proto::exchange::ReportFile;
use proto::fact::Target;
use proto::registration::{
    AppointCouncilRequest, AssessCriteriaRequest, CompleteSelfAssessmentRequest, Council, CouncilMember,
    CouncilSeat, CriterionResult, IndicatorResult, OpenSelfAssessmentRequest,
};
use statute::RegimeId;

use super::super::actors::{Act, View, school_year};
use super::{Stage, hash, level, unseen};
use crate::problem::Problem;

/// Members of a council, in the order of their seats. The act of regime B asks for fewer, and for an odd number.
const SEATS: [(CouncilSeat, &str); 7] = [
    (CouncilSeat::Chair, "Hiệu trưởng"),
    (CouncilSeat::ViceChair, "Phó hiệu trưởng"),
    (CouncilSeat::Secretary, "Thư ký hội đồng trường"),
    (CouncilSeat::Member, "Tổ trưởng chuyên môn"),
    (CouncilSeat::Member, "Chủ tịch công đoàn"),
    (CouncilSeat::Member, "Tổ trưởng văn phòng"),
    (CouncilSeat::Member, "Giáo viên"),
];
const SEATS_UNDER_B: usize = 5;
const FAMILIES: [&str; 8] = ["Nguyễn", "Hoàng", "Nông", "Dương", "Lương", "Vi", "Triệu", "Hà"];
const GIVEN: [&str; 8] = [
    "Thị Hương",
    "Văn Thành",
    "Thị Mai",
    "Đức Long",
    "Thu Thủy",
    "Văn Hùng",
    "Minh Nguyệt",
    "Quang Huy",
];
/// The letters of a criterion's indicators at one level (Điều 7 to 22 of the 2018 circulars).
const INDICATORS: [&str; 3] = ["a", "b", "c"];
/// The highest level whose contents stand as lettered indicators.
const LETTERED: u32 = 3;
const REPORT_SIZE: u64 = 2_411_724;

/// The report of the school's self-assessment.
pub fn report(school: &str) -> ReportFile {
    ReportFile {
        file_name: "bao-cao-tu-danh-gia.pdf".to_owned(),
        sha256: hash(&format!("báo cáo tự đánh giá {school}")),
        size: REPORT_SIZE,
    }
}

/// Whether `regime` is the one whose criteria have two levels and no letters.
pub fn is_b(regime: &str) -> bool {
    regime.parse() == Ok(RegimeId::B)
}

/// The level that `target` asks for, as the regime counts levels.
pub fn level_under(regime: &str, target: Target) -> u32 {
    let under_b = is_b(regime);
    match target {
        Target::NationalStandard1 if under_b => 1,
        Target::NationalStandard2 if under_b => 2,
        target => level(target),
    }
}

/// The result of `criterion`: met up to `level`, with its evidence.
pub fn result(criterion: &str, level: u32, under_b: bool) -> CriterionResult {
    let indicator = |level: u32, indicator: &str| IndicatorResult {
        level,
        indicator: indicator.to_owned(),
        met: true,
    };
    let lettered = if under_b { 0 } else { level.min(LETTERED) };
    let standard = criterion.split('.').next().unwrap_or(criterion);
    let evidence = |number: u32| {
        if under_b {
            format!("MC.{criterion}.{number:02}")
        } else {
            format!("[H{standard}-{criterion}-{number:02}]")
        }
    };
    CriterionResult {
        criterion: criterion.to_owned(),
        level,
        indicators: (1..=lettered)
            .flat_map(|level| INDICATORS.map(|letter| indicator(level, letter)))
            .collect(),
        strengths: format!("Nhà trường thực hiện đầy đủ các yêu cầu của tiêu chí {criterion}"),
        weaknesses: "Việc lưu trữ minh chứng điện tử chưa đồng bộ".to_owned(),
        improvement: "Sắp xếp, số hóa minh chứng trong năm học tới".to_owned(),
        evidence: (1..=2).map(evidence).collect(),
    }
}

impl Stage {
    pub(super) async fn act_on_assessment(
        &mut self,
        place: usize,
        act: Act,
        view: &View,
        request_id: String,
        at: Moment,
    ) -> Result<(), Problem> {
        if act == Act::OpenAssessment {
            return self.open_assessment(place, request_id, at).await;
        }
        let assessment = view.self_assessment.as_ref();
        let assessment = assessment.ok_or_else(|| unseen("selfAssessments"))?;
        let under_b = is_b(&assessment.regime);
        let (name, etag, validate_only) = (assessment.name.clone(), String::new(), false);
        let council = (act == Act::AppointCouncil).then(|| self.council(place, under_b, at));
        let case = &self.cases[place];
        let level = level_under(&assessment.regime, case.actor.item.target);
        let voice = &case.head;
        let service = || self.links().self_assessments(voice);
        match act {
            Act::AppointCouncil => {
                let request = AppointCouncilRequest {
                    name,
                    council,
                    etag,
                    request_id,
                    validate_only,
                };
                self.ask(async || service().appoint_council(request.clone()).await)
                    .await
            }
            Act::Assess => {
                let missing = assessment.missing_criteria.iter();
                let request = AssessCriteriaRequest {
                    name,
                    results: missing
                        .map(|criterion| result(criterion, level, under_b))
                        .collect(),
                    etag,
                    request_id,
                    validate_only,
                };
                self.ask(async || service().assess_criteria(request.clone()).await)
                    .await
            }
            _ => {
                let proposed = assessment.proposed.as_ref().map(|proposed| proposed.level);
                let reason = if proposed == Some(level) {
                    String::new()
                } else {
                    "Hội đồng kết luận theo minh chứng đã kiểm tra".to_owned()
                };
                let request = CompleteSelfAssessmentRequest {
                    name,
                    concluded_level: level,
                    reason,
                    report: Some(report(&case.actor.item.school)),
                    etag,
                    request_id,
                    validate_only,
                };
                let asked = async || service().complete_self_assessment(request.clone()).await;
                self.ask(asked).await
            }
        }
        .map(drop)
    }

    async fn open_assessment(&mut self, place: usize, request_id: String, at: Moment) -> Result<(), Problem> {
        let case = &self.cases[place];
        let request = OpenSelfAssessmentRequest {
            school: case.school.clone(),
            school_year: school_year(local_day(at)),
            request_id,
            validate_only: false,
        };
        let voice = &case.head;
        let asked = async || {
            let mut service = self.links().self_assessments(voice);
            service.open_self_assessment(request.clone()).await
        };
        let opened = self.ask(asked).await?;
        self.cases[place].assessment = Some(opened.name);
        Ok(())
    }

    fn council(&mut self, place: usize, under_b: bool, at: Moment) -> Council {
        let pace = &mut self.cases[place].actor.pace;
        let names = pace
            .shuffled(FAMILIES.len())
            .into_iter()
            .zip(pace.shuffled(GIVEN.len()));
        let seats = if under_b { SEATS_UNDER_B } else { SEATS.len() };
        let member =
            |((family, given), (seat, position)): ((usize, usize), (CouncilSeat, &str))| CouncilMember {
                person: format!("{} {}", FAMILIES[family], GIVEN[given]),
                position: position.to_owned(),
                seat: seat.into(),
            };
        Council {
            members: names.zip(SEATS).take(seats).map(member).collect(),
            decision_number: "01/QĐ-TĐG".to_owned(),
            decided_on: local_day(at).to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_proven_as_its_act_asks() {
        let a = result("1.10", 2, false);
        assert_eq!((a.indicators.len(), a.evidence[0].as_str()), (6, "[H1-1.10-01]"));
        assert_eq!(
            result("1.1", 4, false).indicators.len(),
            9,
            "level 4 has no letters"
        );
        let b = result("2.1", 1, true);
        assert_eq!((b.indicators.len(), b.evidence[0].as_str()), (0, "MC.2.1.01"));
    }

    #[test]
    fn the_standard_asks_for_another_level_under_each_act() {
        let own = |regime: &str| level_under(regime, Target::NationalStandard1);
        assert_eq!((own("A0"), own("B")), (2, 1));
    }
}
