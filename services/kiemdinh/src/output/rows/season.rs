//! Seasons: teams for many schools at once, what they cost, and why these people.

use proto::fact::TeamRole;
use proto::review::SeasonState;
use serde::Serialize;

use super::super::{Cell, Row, Word};
use super::team::{TeamFinding, TeamReview};
use super::{At, at, or_blank, some};

/// How far an answer of `cost` may be from the best, which costs at least `bound`, in parts of ten thousand of the
/// cost; rounded up, so that a gap that is there is never shown as none.
fn parts(cost: i64, bound: i64) -> i64 {
    if cost <= 0 {
        return 0;
    }
    let gap = cost.saturating_sub(bound).max(0).saturating_mul(10_000);
    gap / cost + i64::from(gap % cost > 0)
}

/// A season.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Season {
    /// `seasons/{id}`.
    pub name: String,
    /// How it came out.
    pub state: Word,
    /// The schools.
    pub reviews: Vec<SeasonReview>,
    /// What it asked of its teams.
    pub terms: Option<SeasonTerms>,
    /// The seed.
    pub seed: u64,
    /// Its teams; empty in lists.
    pub teams: Vec<SeasonTeam>,
    /// What the answer costs, in points.
    pub cost: i64,
    /// No answer can cost less.
    pub bound: i64,
    /// How far the answer may be from the best, as a share of its cost.
    pub gap: f64,
    /// Why there are not teams for every school.
    pub clashes: Vec<Clash>,
    /// How many people were looked at.
    pub candidates: u32,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// Who asked.
    pub solved_by: String,
    /// When.
    pub solved_at: Option<At>,
    /// The version seen.
    pub etag: String,
}

/// A school of a season.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SeasonReview {
    /// `reviews/{case id}`.
    pub review: String,
    /// The month of its official visit, YYYY-MM.
    pub month: String,
}

/// What a season asks of its teams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SeasonTerms {
    /// How many members a team has.
    pub team_size: u32,
    /// How many schools a team reviews at most.
    pub most_schools_per_team: u32,
    /// In how many teams a person sits at most.
    pub most_teams_per_reviewer: u32,
    /// In how many teams of one month a person sits at most.
    pub most_teams_per_month: u32,
}

/// A team that a season came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SeasonTeam {
    /// Its place in the season, from 1.
    pub number: u32,
    /// The month, YYYY-MM.
    pub month: String,
    /// The schools it reviews.
    pub reviews: Vec<TeamReview>,
    /// Its members.
    pub seats: Vec<SeasonSeat>,
    /// What warns.
    pub findings: Vec<TeamFinding>,
    /// What it costs, in points.
    pub cost: i64,
    /// The proposal made of it.
    pub team: Option<String>,
}

/// A member of such a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SeasonSeat {
    /// `reviewers/{id}`.
    pub reviewer: String,
    /// The person's name.
    pub display_name: String,
    /// The seat.
    pub role: Word,
    /// Why this person.
    pub reasons: Vec<String>,
    /// What the seat costs with this person, in points.
    pub cost: i64,
}

/// Why there cannot be teams for every school.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Clash {
    /// The schools that cannot all be served.
    pub reviews: Vec<TeamReview>,
    /// How many seats they need.
    pub seats_needed: u32,
    /// How many seats all who may sit there can fill.
    pub seats_available: u32,
    /// What keeps people out, the strongest first.
    pub conditions: Vec<ClashCondition>,
    /// What would help.
    pub remedies: Vec<String>,
}

/// A condition that keeps people out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClashCondition {
    /// The condition.
    pub rule: String,
    /// What it says.
    pub message: String,
    /// How many people it keeps out of at least one of the schools.
    pub people: u32,
}

impl From<proto::review::Season> for Season {
    fn from(season: proto::review::Season) -> Self {
        let review = |one: proto::review::SeasonReview| SeasonReview {
            review: one.review,
            month: one.month,
        };
        let terms = |terms: proto::review::SeasonTerms| SeasonTerms {
            team_size: terms.team_size,
            most_schools_per_team: terms.most_schools_per_team,
            most_teams_per_reviewer: terms.most_teams_per_reviewer,
            most_teams_per_month: terms.most_teams_per_month,
        };
        Self {
            state: Word::of::<SeasonState>(season.state),
            reviews: season.reviews.into_iter().map(review).collect(),
            terms: season.terms.map(terms),
            teams: season.teams.into_iter().map(SeasonTeam::from).collect(),
            clashes: season.clashes.into_iter().map(Clash::from).collect(),
            solved_at: at(season.solved_at.as_ref()),
            name: season.name,
            seed: season.seed,
            cost: season.cost,
            bound: season.bound,
            gap: season.gap,
            candidates: season.candidates,
            took_ms: season.took_ms,
            solved_by: season.solved_by,
            etag: season.etag,
        }
    }
}

impl From<proto::review::SeasonTeam> for SeasonTeam {
    fn from(team: proto::review::SeasonTeam) -> Self {
        Self {
            reviews: team.reviews.into_iter().map(TeamReview::from).collect(),
            seats: team.seats.into_iter().map(SeasonSeat::from).collect(),
            findings: team.findings.into_iter().map(TeamFinding::from).collect(),
            number: team.number,
            month: team.month,
            cost: team.cost,
            team: some(team.team),
        }
    }
}

impl From<proto::review::SeasonSeat> for SeasonSeat {
    fn from(seat: proto::review::SeasonSeat) -> Self {
        Self {
            role: Word::of::<TeamRole>(seat.role),
            reviewer: seat.reviewer,
            display_name: seat.display_name,
            reasons: seat.reasons,
            cost: seat.cost,
        }
    }
}

impl From<proto::review::Clash> for Clash {
    fn from(clash: proto::review::Clash) -> Self {
        let condition = |condition: proto::review::ClashCondition| ClashCondition {
            rule: condition.rule,
            message: condition.message,
            people: condition.people,
        };
        Self {
            reviews: clash.reviews.into_iter().map(TeamReview::from).collect(),
            conditions: clash.conditions.into_iter().map(condition).collect(),
            seats_needed: clash.seats_needed,
            seats_available: clash.seats_available,
            remedies: clash.remedies,
        }
    }
}

/// The schools' own names, one after the other.
fn schools(reviews: &[TeamReview]) -> String {
    let names: Vec<&str> = reviews.iter().map(|one| one.school_name.as_str()).collect();
    names.join(", ")
}

fn count(number: usize) -> Cell {
    Cell::Number(i64::try_from(number).unwrap_or(i64::MAX))
}

impl Row for Season {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("solved_at", "Lúc"),
        ("state", "Kết quả"),
        ("reviews", "Số trường"),
        ("candidates", "Số người được xét"),
        ("cost", "Điểm"),
        ("bound", "Không thể dưới"),
        ("gap", "Cách tốt nhất nhiều nhất"),
        ("took_ms", "Mili giây"),
        ("seed", "Hạt giống"),
        ("solved_by", "Người tìm"),
        ("name", "Mã"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Moment(self.solved_at.map(|at| at.0)),
            Cell::Word(self.state),
            count(self.reviews.len()),
            Cell::Number(self.candidates.into()),
            Cell::Number(self.cost),
            Cell::Number(self.bound),
            Cell::Share(parts(self.cost, self.bound)),
            Cell::Number(i64::try_from(self.took_ms).unwrap_or(i64::MAX)),
            Cell::text(self.seed.to_string()),
            Cell::text(&self.solved_by),
            Cell::text(&self.name),
        ]
    }
}

impl Row for SeasonTeam {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("number", "Đoàn số"),
        ("month", "Tháng"),
        ("schools", "Trường"),
        ("members", "Thành viên"),
        ("warnings", "Cảnh báo"),
        ("cost", "Điểm"),
        ("team", "Đề xuất"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let member = |seat: &SeasonSeat| format!("{} ({})", seat.display_name, seat.role.vietnamese);
        let members: Vec<String> = self.seats.iter().map(member).collect();
        vec![
            Cell::Number(self.number.into()),
            Cell::text(&self.month),
            Cell::text(schools(&self.reviews)),
            Cell::text(members.join(", ")),
            count(self.findings.len()),
            Cell::Number(self.cost),
            or_blank(self.team.as_ref()),
        ]
    }
}

impl Row for SeasonSeat {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("role", "Nhiệm vụ"),
        ("display_name", "Họ tên"),
        ("reasons", "Vì sao chọn"),
        ("cost", "Điểm"),
        ("reviewer", "Người đánh giá"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Word(self.role),
            Cell::text(&self.display_name),
            Cell::text(self.reasons.join("; ")),
            Cell::Number(self.cost),
            Cell::text(&self.reviewer),
        ]
    }
}

impl Row for Clash {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("schools", "Các trường không thể cùng có đoàn"),
        ("seats_needed", "Cần số chỗ"),
        ("seats_available", "Có thể đủ"),
        ("conditions", "Điều kiện loại người"),
        ("remedies", "Một trong những cách này là đủ"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let condition = |one: &ClashCondition| format!("{} ({} người)", one.message, one.people);
        let conditions: Vec<String> = self.conditions.iter().map(condition).collect();
        vec![
            Cell::text(schools(&self.reviews)),
            Cell::Number(self.seats_needed.into()),
            Cell::Number(self.seats_available.into()),
            Cell::text(conditions.join("\n")),
            Cell::text(self.remedies.join("\n")),
        ]
    }
}

/// Why these people were chosen for a team, and why each other was not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The members, with the reasons.
    pub chosen: Vec<SeasonSeat>,
    /// Everyone else, by name.
    pub passed_over: Vec<PassedOver>,
}

/// Someone who was not chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PassedOver {
    /// `reviewers/{id}`.
    pub reviewer: String,
    /// The person's name.
    pub display_name: String,
    /// What kept the person out.
    pub rule: String,
    /// The same in Vietnamese.
    pub reason: String,
    /// By how many points the season would cost more; none when a condition kept the person out.
    pub extra_cost: Option<i64>,
}

impl From<proto::review::ExplainChoiceResponse> for Choice {
    fn from(answer: proto::review::ExplainChoiceResponse) -> Self {
        let passed_over = |one: proto::review::PassedOver| PassedOver {
            extra_cost: (one.rule == "season.costlier").then_some(one.extra_cost),
            reviewer: one.reviewer,
            display_name: one.display_name,
            rule: one.rule,
            reason: one.reason,
        };
        Self {
            chosen: answer.chosen.into_iter().map(SeasonSeat::from).collect(),
            passed_over: answer.passed_over.into_iter().map(passed_over).collect(),
        }
    }
}

impl Row for PassedOver {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("display_name", "Họ tên"),
        ("reason", "Vì sao không chọn"),
        ("extra_cost", "Thêm điểm"),
        ("rule", "Điều kiện"),
        ("reviewer", "Người đánh giá"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.display_name),
            Cell::text(&self.reason),
            self.extra_cost.map_or_else(|| Cell::text(""), Cell::Number),
            Cell::text(&self.rule),
            Cell::text(&self.reviewer),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_that_is_there_is_never_shown_as_none() {
        let shown = [
            parts(0, 0),
            parts(100, 100),
            parts(1_000_000, 999_999),
            parts(10_000, 9_588),
        ];
        assert_eq!(shown, [0, 0, 1, 412]);
        assert_eq!(Cell::Share(412).human(), "4,12%");
        assert_eq!(Cell::Share(5).human(), "0,05%");
        assert_eq!(Cell::Share(412).machine(), "0.0412");
    }

    #[test]
    fn a_clash_says_what_keeps_people_out_and_what_helps() {
        let clash = Clash::from(proto::review::Clash {
            seats_needed: 5,
            seats_available: 4,
            conditions: vec![proto::review::ClashCondition {
                message: "đang công tác tại trường".to_owned(),
                people: 3,
                ..proto::review::ClashCondition::default()
            }],
            remedies: vec!["Thêm một người".to_owned(), "Lùi một tháng".to_owned()],
            ..proto::review::Clash::default()
        });
        let read: Vec<String> = clash.cells().iter().map(Cell::human).collect();
        assert_eq!(
            read,
            [
                "",
                "5",
                "4",
                "đang công tác tại trường (3 người)",
                "Thêm một người\nLùi một tháng"
            ]
        );
    }
}
