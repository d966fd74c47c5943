//! Refusals about seasons, as callers read them.

use platform::refusal::Refusal;

use super::super::refusals::one;
use crate::domain::season::SeasonRefusal;

/// Why warnings are answered.
const IMPARTIALITY: &str = "nguyên tắc khách quan, tránh xung đột lợi ích";
/// A season's teams are proposals of the software until an officer takes them over.
const SEASONS: &str = "Quy trình lập đoàn theo đợt của Sở Giáo dục và Đào tạo";

impl From<SeasonRefusal> for Refusal {
    fn from(refusal: SeasonRefusal) -> Self {
        match refusal {
            SeasonRefusal::NoTeams => one(
                "NO_TEAMS",
                "season.teams",
                "Đợt này không có đoàn nào để đề xuất; hãy xem các điều kiện xung đột và lập lại đợt"
                    .to_owned(),
                SEASONS,
            ),
            SeasonRefusal::UnknownTeams(numbers) => one(
                "UNKNOWN_TEAMS",
                "season.numbers",
                format!("Đợt này không có đoàn số {}", listed(&numbers)),
                SEASONS,
            ),
            SeasonRefusal::AdoptedBefore(numbers) => one(
                "ADOPTED_BEFORE",
                "season.numbers",
                format!("Đã đề xuất đoàn số {}; hãy sửa các đề xuất ấy", listed(&numbers)),
                SEASONS,
            ),
            SeasonRefusal::ReasonMissing { teams } => one(
                "REASON_MISSING",
                "season.reason",
                format!(
                    "Đoàn số {} có cảnh báo: phải nêu lý do vẫn đề xuất",
                    listed(&teams)
                ),
                IMPARTIALITY,
            ),
        }
    }
}

fn listed(numbers: &[u32]) -> String {
    let numbers: Vec<_> = numbers.iter().map(ToString::to_string).collect();
    numbers.join(", ")
}
