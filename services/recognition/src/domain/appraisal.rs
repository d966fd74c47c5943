//! What the software proposes from the reviewed level. It never concludes: that is an officer's business.

use calendar::Language;
use proto::fact::{SchoolType, Target};
use statute::{Law, RegimeId};

use super::Case;

/// What the software proposes, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Whether the conditions that it can see are met.
    pub recognise: bool,
    /// Why, each with its article, in Vietnamese.
    pub reasons: Vec<String>,
}

/// What follows from the level that the review team concluded with. Under A the national standard of
/// degree 1 needs Mức 2 and degree 2 needs Mức 3; under B degree n needs Mức n; accreditation of level n
/// needs Mức n and is no longer granted under B.
pub fn propose(case: &Case, reviewed_level: u32, law: &Law) -> Proposal {
    let citation = citation(case, law);
    let granted = law
        .regime(case.regime)
        .is_some_and(|regime| regime.grants(case.wish()));
    let asked = name(case.target);
    if !granted {
        let reason = format!("Chế độ {} không còn công nhận {asked} ({citation})", case.regime);
        return Proposal {
            recognise: false,
            reasons: vec![reason],
        };
    }
    let needed = needed_level(case.regime, case.target);
    let recognise = reviewed_level >= needed;
    let verdict = if recognise { "đạt" } else { "chưa đạt" };
    let concluded = match reviewed_level {
        0 => "chưa đạt Mức 1".to_owned(),
        level => format!("đạt Mức {level}"),
    };
    Proposal {
        recognise,
        reasons: vec![format!(
            "{asked} cần kết quả đánh giá ngoài từ Mức {needed}; đoàn đánh giá ngoài kết luận nhà trường \
             {concluded}: {verdict} điều kiện ({citation})"
        )],
    }
}

/// The lowest Mức at which `target` can be granted.
fn needed_level(regime: RegimeId, target: Target) -> u32 {
    match (target, regime) {
        (Target::NationalStandard1, RegimeId::B) => 1,
        (Target::NationalStandard2, RegimeId::B) => 2,
        (Target::NationalStandard1, _) => 2,
        (Target::NationalStandard2, _) => 3,
        (Target::Accreditation1 | Target::Unspecified, _) => 1,
        (Target::Accreditation2, _) => 2,
        (Target::Accreditation3, _) => 3,
        (Target::Accreditation4, _) => 4,
    }
}

/// What is asked for, in the act's words.
fn name(target: Target) -> &'static str {
    match target {
        Target::NationalStandard1 => "Đạt chuẩn quốc gia mức độ 1",
        Target::NationalStandard2 => "Đạt chuẩn quốc gia mức độ 2",
        Target::Accreditation1 => "Kiểm định chất lượng giáo dục cấp độ 1",
        Target::Accreditation2 => "Kiểm định chất lượng giáo dục cấp độ 2",
        Target::Accreditation3 => "Kiểm định chất lượng giáo dục cấp độ 3",
        Target::Accreditation4 => "Kiểm định chất lượng giáo dục cấp độ 4",
        Target::Unspecified => "Công nhận",
    }
}

/// The article. Under A each kind of school has an act of its own; the articles of the secondary schools'
/// act are known from its structure only, and are marked so.
fn citation(case: &Case, law: &Law) -> String {
    if case.regime == RegimeId::B {
        return law
            .regime(case.regime)
            .map(|regime| regime.citation.text(Language::Vietnamese).to_owned())
            .unwrap_or_default();
    }
    let standard = matches!(case.target, Target::NationalStandard1 | Target::NationalStandard2);
    let conditions = if standard {
        "điều kiện công nhận trường đạt chuẩn quốc gia"
    } else {
        "điều kiện công nhận trường đạt kiểm định chất lượng giáo dục"
    };
    match case.school_type {
        SchoolType::Preschool => format!("TT 19/2018/TT-BGDĐT, {conditions}"),
        SchoolType::Primary => format!("TT 17/2018/TT-BGDĐT, {conditions}"),
        _ if standard => "TT 18/2018/TT-BGDĐT Điều 37 (cần xác minh)".to_owned(),
        _ => "TT 18/2018/TT-BGDĐT Điều 34 (cần xác minh)".to_owned(),
    }
}
