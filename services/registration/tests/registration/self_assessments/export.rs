//! Entered once: what leaves as a file is what was entered.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use ground::{broken_fields, fresh_id};
use platform::identity::{Identity, Role};
use proto::exchange::SheetFormat;
use proto::registration as wire;
use serde_json::{Value, json};
use tonic::Code;

use super::assessed::*;
use crate::world::{World, head_of, officer};

/// A text with everything that files like to lose.
const AWKWARD: &str = "=1+1; “Đội ngũ” 'ổn định'\ndòng hai, <b>&amp;</b> +84";

async fn export(
    world: &World,
    caller: &Identity,
    name: &str,
    format: SheetFormat,
) -> Result<(String, String, Vec<u8>), tonic::Status> {
    let request = wire::ExportSelfAssessmentRequest {
        name: name.to_owned(),
        format: format.into(),
    };
    let mut stream = world
        .self_assessments(caller)
        .export_self_assessment(request)
        .await?
        .into_inner();
    let (mut name, mut media_type, mut content) = (String::new(), String::new(), Vec::new());
    while let Some(part) = stream.message().await? {
        name += &part.file_name;
        media_type += &part.media_type;
        content.extend(part.content);
    }
    Ok((name, media_type, content))
}

/// A completed self-assessment whose texts are awkward, with a plan and a report on it.
async fn a_life(world: &World) -> (wire::School, wire::SelfAssessment) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let filled_in = world.filled_in(&school, "2023-2024", 2).await;
    let mut client = world.self_assessments(&head_of(&school));
    let indicator = |level, indicator: &str, met| wire::IndicatorResult {
        level,
        indicator: indicator.to_owned(),
        met,
    };
    let awkward = wire::CriterionResult {
        level: 1,
        strengths: AWKWARD.to_owned(),
        weaknesses: "-thiếu\tphòng".to_owned(),
        improvement: "@".to_owned(),
        indicators: vec![
            indicator(1, "a", true),
            indicator(2, "a", true),
            indicator(2, "b", false),
        ],
        evidence: vec!["[H1-1.10-01]".to_owned(), "[H2-1.10-02]".to_owned()],
        ..result(statute::RegimeId::A0, "1.10", 1)
    };
    let assess = wire::AssessCriteriaRequest {
        name: filled_in.name.clone(),
        results: vec![awkward],
        request_id: fresh_id(),
        ..Default::default()
    };
    client.assess_criteria(assess).await.unwrap();
    let plan = wire::PlanImprovementRequest {
        name: filled_in.name.clone(),
        actions: vec![wire::ImprovementAction {
            criterion: "1.10".to_owned(),
            action: "Xây phòng học".to_owned(),
            responsible: "Hiệu trưởng".to_owned(),
            by: "2025-09-05".to_owned(),
        }],
        request_id: fresh_id(),
        ..Default::default()
    };
    client.plan_improvement(plan).await.unwrap();
    let complete = wire::CompleteSelfAssessmentRequest {
        name: filled_in.name.clone(),
        concluded_level: 2,
        reason: "Đã sửa xong".to_owned(),
        report: Some(report()),
        request_id: fresh_id(),
        ..Default::default()
    };
    client.complete_self_assessment(complete).await.unwrap();
    world.at("2025-05-20T08:00:00+07:00");
    let review = wire::ReviewImprovementRequest {
        name: filled_in.name,
        review: Some(wire::ImprovementReview {
            school_year: "2024-2025".to_owned(),
            summary: "Đã xây xong".to_owned(),
            done: 1,
            report: Some(report()),
            recorded_at: None,
        }),
        request_id: fresh_id(),
        ..Default::default()
    };
    let reviewed = client.review_improvement(review).await.unwrap().into_inner();
    (school, reviewed)
}

async fn the_json_says_what_was_entered(world: World) {
    let (school, whole) = a_life(&world).await;
    let (name, media_type, content) = export(&world, &head_of(&school), &whole.name, SheetFormat::Json)
        .await
        .unwrap();
    assert_eq!(media_type, "application/json");
    assert!(
        name.starts_with("tu-danh-gia-2023-2024-") && name.ends_with(".json"),
        "{name}"
    );
    let file: Value = serde_json::from_slice(&content).unwrap();
    assert_eq!(
        (&file["format"], &file["version"]),
        (&json!("kiemdinh.self-assessment"), &json!(1))
    );
    assert_eq!(file["school"]["name"], json!(whole.school_name));
    assert_eq!(file["school"]["school_type"], json!("SCHOOL_TYPE_PRIMARY"));
    let results = file["results"].as_array().unwrap();
    assert_eq!(results.len(), whole.results.len());
    for (ours, theirs) in whole.results.iter().zip(results) {
        let indicators: Vec<_> = ours
            .indicators
            .iter()
            .map(|i| json!({"level": i.level, "indicator": i.indicator, "met": i.met}))
            .collect();
        let expected = json!({
            "criterion": ours.criterion, "level": ours.level, "indicators": indicators,
            "strengths": ours.strengths, "weaknesses": ours.weaknesses, "improvement": ours.improvement,
            "evidence": ours.evidence,
        });
        assert_eq!(*theirs, expected);
    }
    assert_eq!(results[9]["strengths"], json!(AWKWARD));
    let council = whole.council.unwrap();
    assert_eq!(
        file["council"]["members"].as_array().unwrap().len(),
        council.members.len()
    );
    assert_eq!(file["council"]["members"][0]["seat"], json!("chair"));
    assert_eq!(file["conclusion"]["level"], json!(2));
    assert_eq!(file["conclusion"]["reason"], json!("Đã sửa xong"));
    assert_eq!(file["conclusion"]["report"]["sha256"], json!(report().sha256));
    assert_eq!(file["proposed"]["level"], json!(1));
    assert_eq!(file["improvement"][0]["by"], json!("2025-09-05"));
    assert_eq!(file["reviews"][0]["done"], json!(1));
    let keys: Vec<_> = file.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys.len(), 14, "{keys:?}");
}

async fn the_workbook_says_what_was_entered(world: World) {
    let (school, whole) = a_life(&world).await;
    let (name, _, content) = export(&world, &head_of(&school), &whole.name, SheetFormat::Unspecified)
        .await
        .unwrap();
    assert!(name.ends_with(".xlsx"), "{name}");
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(content)).unwrap();
    assert_eq!(
        workbook.sheet_names(),
        [
            "Thông tin chung",
            "Hội đồng",
            "Kết quả",
            "Cải tiến",
            "Báo cáo cải tiến"
        ]
    );
    let mut rows = |sheet: &str| -> Vec<Vec<Data>> {
        let range = workbook.worksheet_range(sheet).unwrap();
        range.rows().skip(1).map(<[Data]>::to_vec).collect()
    };
    let text = |data: &Data| data.to_string();
    let general = rows("Thông tin chung");
    let about = |heading: &str| {
        let row = general.iter().find(|row| text(&row[0]) == heading);
        text(&row.unwrap()[1])
    };
    assert_eq!(about("Tên trường"), "Tiểu học Bắc Sơn");
    assert_eq!(about("Mức theo kết quả các tiêu chí"), "Mức 1");
    assert_eq!(about("Mức hội đồng kết luận"), "Mức 2");
    assert_eq!(about("Lý do"), "Đã sửa xong");
    assert_eq!(about("SHA-256 của báo cáo"), report().sha256);
    let members = rows("Hội đồng");
    for (member, row) in whole.council.unwrap().members.iter().zip(&members) {
        assert_eq!(
            (text(&row[1]), text(&row[2])),
            (member.person.clone(), member.position.clone())
        );
    }
    assert_eq!(members.len(), 7);
    let results = rows("Kết quả");
    assert_eq!(results.len(), 27);
    for (result, row) in whole.results.iter().zip(&results) {
        assert_eq!(row[0], Data::String(result.criterion.clone()), "1.10 is not 1.1");
        assert_eq!(row[2], Data::Float(result.level.into()));
        assert_eq!(text(&row[7]), result.strengths);
        assert_eq!(text(&row[8]), result.weaknesses);
        assert_eq!(text(&row[9]), result.improvement);
        assert_eq!(text(&row[10]), result.evidence.join("; "));
    }
    let awkward = &results[9];
    assert_eq!(awkward[7], Data::String(AWKWARD.to_owned()), "no formula");
    assert_eq!(
        (text(&awkward[3]), text(&awkward[4])),
        ("a: đạt".to_owned(), "a: đạt; b: không đạt".to_owned())
    );
    let plan = rows("Cải tiến");
    assert_eq!(
        (text(&plan[0][1]), text(&plan[0][2])),
        ("1.10".to_owned(), "Xây phòng học".to_owned())
    );
    assert!(matches!(plan[0][4], Data::DateTime(_)), "a date is a date");
    assert_eq!(text(&rows("Báo cáo cải tiến")[0][2]), "Đã xây xong");
}

async fn a_file_is_for_those_who_may_read(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let opened = world.open(&school, "2023-2024").await;
    let (_, _, content) = export(&world, &officer(), &opened.name, SheetFormat::Json)
        .await
        .unwrap();
    let file: Value = serde_json::from_slice(&content).unwrap();
    assert_eq!(file["missing_criteria"].as_array().unwrap().len(), 27);
    assert_eq!(
        (&file["council"], &file["conclusion"]),
        (&Value::Null, &Value::Null)
    );
    let stranger = Identity::new("nguoi-la", Role::School).within(fresh_id());
    let refused = export(&world, &stranger, &opened.name, SheetFormat::Xlsx)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
    let refused = export(&world, &officer(), &opened.name, SheetFormat::Csv)
        .await
        .unwrap_err();
    assert_eq!(broken_fields(&refused), ["format"]);
}

ground::both!(World:
    the_json_says_what_was_entered,
    the_workbook_says_what_was_entered,
    a_file_is_for_those_who_may_read,
);
