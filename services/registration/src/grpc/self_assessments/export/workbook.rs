//! The workbook of a self-assessment: a sheet for each part, as a school's report lays it out.

use calendar::local_day;
use platform::time::Moment;
use sheet::{Column, Page, Value, WriteError, write_pages};
use statute::{Criterion, Law};

use super::super::super::schools;
use crate::domain::{
    CouncilMember, CouncilSeat, CriterionResult, ImprovementAction, ImprovementReview, SelfAssessment,
};

const GENERAL: &[Column] = &[Column::text("Mục").wide(32), Column::text("Nội dung").wide(80)];
const COUNCIL: &[Column] = &[
    Column::integer("STT").wide(6),
    Column::text("Họ và tên").wide(32),
    Column::text("Chức vụ"),
    Column::text("Nhiệm vụ"),
];
const RESULTS: &[Column] = &[
    Column::code("Tiêu chí").wide(10),
    Column::text("Tên tiêu chí").wide(48),
    Column::integer("Mức đạt").wide(10),
    Column::text("Mức 1").wide(18),
    Column::text("Mức 2").wide(18),
    Column::text("Mức 3").wide(18),
    Column::text("Mức 4").wide(18),
    Column::text("Điểm mạnh").wide(40),
    Column::text("Điểm yếu").wide(40),
    Column::text("Kế hoạch cải tiến").wide(40),
    Column::text("Minh chứng").wide(40),
];
const IMPROVEMENT: &[Column] = &[
    Column::integer("STT").wide(6),
    Column::code("Tiêu chí").wide(10),
    Column::text("Việc cần làm").wide(60),
    Column::text("Người chịu trách nhiệm").wide(32),
    Column::date("Thời hạn"),
];
const REVIEWS: &[Column] = &[
    Column::text("Năm học").wide(12),
    Column::integer("Số việc đã xong"),
    Column::text("Kết quả đạt được").wide(60),
    Column::text("Báo cáo").wide(32),
    Column::code("SHA-256").wide(66),
];

/// The workbook of `assessment`.
pub fn write(assessment: &SelfAssessment, law: &Law, at: Moment) -> Result<Vec<u8>, WriteError> {
    let page = |title, columns, rows| Page { title, columns, rows };
    write_pages([
        page("Thông tin chung", GENERAL, general(assessment, law, at)),
        page("Hội đồng", COUNCIL, council(assessment)),
        page("Kết quả", RESULTS, results(assessment, law)),
        page("Cải tiến", IMPROVEMENT, improvement(assessment)),
        page("Báo cáo cải tiến", REVIEWS, reviews(assessment)),
    ])
}

fn general(assessment: &SelfAssessment, law: &Law, at: Moment) -> Vec<Vec<Value>> {
    let conclusion = assessment.conclusion.as_ref();
    let on = local_day(conclusion.map_or(at, |conclusion| conclusion.at));
    let proposed = assessment.proposed(law, on);
    let (school, council) = (&assessment.school, assessment.council.as_ref());
    let text = |heading: &str, text: &str| vec![Value::text(heading), Value::text(text)];
    let level = |level: u32| format!("Mức {level}");
    let state = match conclusion {
        Some(_) => "Đã hoàn thành",
        None => "Đang thực hiện",
    };
    let mut rows = vec![
        text("Mã trường", &school.code),
        text("Tên trường", &school.name),
        vec![
            Value::text("Loại trường"),
            schools::sheet::kind(school.school_type),
        ],
        text("Xã, phường", &school.place.commune),
        text("Cơ quan quản lý", &school.place.authority),
        text("Năm học", &assessment.school_year.to_string()),
        text("Chế độ", &assessment.regime.to_string()),
        text("Trạng thái", state),
        text("Mức theo kết quả các tiêu chí", &level(proposed.level)),
    ];
    if let Some(council) = council {
        rows.extend([
            text("Quyết định thành lập hội đồng", &council.decision_number),
            text("Ngày quyết định", &council.decided_on.vietnamese()),
        ]);
    }
    if let Some(conclusion) = conclusion {
        rows.extend([
            text("Mức hội đồng kết luận", &level(conclusion.level)),
            text("Lý do", &conclusion.reason),
            text("Ngày hoàn thành", &on.vietnamese()),
            text("Báo cáo tự đánh giá", &conclusion.report.file_name),
            text("SHA-256 của báo cáo", &conclusion.report.sha256),
        ]);
    }
    let (steps, obstacles) = (proposed.explanation.iter(), proposed.obstacles.iter());
    rows.extend(steps.map(|step| text("Giải thích", step)));
    rows.extend(obstacles.map(|obstacle| text("Cần đạt thêm", obstacle)));
    rows
}

fn council(assessment: &SelfAssessment) -> Vec<Vec<Value>> {
    let members = assessment.council.iter().flat_map(|council| &council.members);
    let row = |(number, member): (i64, &CouncilMember)| {
        let seat = match member.seat {
            CouncilSeat::Chair => "Chủ tịch hội đồng",
            CouncilSeat::ViceChair => "Phó chủ tịch hội đồng",
            CouncilSeat::Secretary => "Thư ký hội đồng",
            CouncilSeat::Member => "Ủy viên",
        };
        vec![
            Value::Integer(number),
            Value::text(&member.person),
            Value::text(&member.position),
            Value::text(seat),
        ]
    };
    (1..).zip(members).map(row).collect()
}

fn results(assessment: &SelfAssessment, law: &Law) -> Vec<Vec<Value>> {
    let row = |criterion: &Criterion| {
        let mut row = vec![
            Value::text(&criterion.criterion),
            Value::text(&criterion.criterion_title),
        ];
        let mut results = assessment.results.iter();
        match results.find(|result| result.criterion == criterion.criterion) {
            Some(result) => row.extend(entered(result)),
            None => row.resize(RESULTS.len(), Value::Empty),
        }
        row
    };
    assessment.criteria(law).map(row).collect()
}

/// What was entered for a criterion, from the level on.
fn entered(result: &CriterionResult) -> Vec<Value> {
    let mut values = vec![Value::Integer(result.level.into())];
    values.extend((1..=4).map(|level| indicators(result, level)));
    values.extend([
        Value::text(&result.strengths),
        Value::text(&result.weaknesses),
        Value::text(&result.improvement),
        Value::text(&result.evidence.join("; ")),
    ]);
    values
}

/// The indicators of one level: `a: đạt; b: không đạt`.
fn indicators(result: &CriterionResult, level: u32) -> Value {
    let of_level = result
        .indicators
        .iter()
        .filter(|indicator| indicator.level == level);
    let words: Vec<_> = of_level
        .map(|indicator| {
            let met = if indicator.met { "đạt" } else { "không đạt" };
            format!("{}: {met}", indicator.indicator)
        })
        .collect();
    Value::text(&words.join("; "))
}

fn improvement(assessment: &SelfAssessment) -> Vec<Vec<Value>> {
    let row = |(number, action): (i64, &ImprovementAction)| {
        vec![
            Value::Integer(number),
            Value::text(&action.criterion),
            Value::text(&action.action),
            Value::text(&action.responsible),
            Value::date(Some(action.by)),
        ]
    };
    (1..).zip(&assessment.improvement).map(row).collect()
}

fn reviews(assessment: &SelfAssessment) -> Vec<Vec<Value>> {
    let row = |review: &ImprovementReview| {
        vec![
            Value::text(&review.school_year.to_string()),
            Value::Integer(review.done.into()),
            Value::text(&review.summary),
            Value::text(&review.report.file_name),
            Value::text(&review.report.sha256),
        ]
    };
    assessment.reviews.iter().map(row).collect()
}
