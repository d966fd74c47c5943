//! Why each person was chosen, and why each other was not.

use proto::fact::{SchoolType, TeamRole};

use super::plan::Found;
use super::seating::{POINT, ROLES};
use super::suitability::Suitability;
use super::{
    COSTLIER, MOST_SCHOOLS, MOST_TEAMS_PER_MONTH, MOST_TEAMS_PER_REVIEWER, PassedOver, Question, cost,
    name_of, role_vi,
};

/// Why `person`, who already had `seated` teams of this season, sits as `role` in the team of `group`.
pub fn chosen(
    question: &Question,
    suitability: &Suitability,
    group: &[usize],
    person: usize,
    role: TeamRole,
    seated: u32,
) -> Vec<String> {
    let Some(known) = question.people.get(person) else {
        return Vec::new();
    };
    let pairs = || {
        group
            .iter()
            .filter_map(|school| suitability.pair(*school, person))
    };
    let years = known.reviewer.years_in_sector(question.on);
    let mut reasons = vec![format!("Đánh giá được {}.", kinds(question, group))];
    reasons.push(match pairs().map(|pair| pair.warnings).sum::<u32>() {
        0 => "Đủ điều kiện, không có cảnh báo nào.".to_owned(),
        warnings => format!("Đủ điều kiện; có {warnings} cảnh báo nhưng phương án khác tốn kém hơn."),
    });
    let journeys = pairs().map(|pair| pair.journey).max().unwrap_or_default();
    if journeys == 0 {
        reasons.push("Làm việc ngay tại xã, phường của trường: không phải đi xa.".to_owned());
    } else if journeys <= cost::JOURNEY_NEAR {
        reasons.push("Làm việc gần các trường của đoàn.".to_owned());
    }
    reasons.push(match known.teams + seated {
        0 => "Chưa tham gia đoàn nào khác.".to_owned(),
        teams => format!("Đang tham gia {teams} đoàn khác, còn trong mức cho phép."),
    });
    match role {
        TeamRole::Head if known.headed > 0 => {
            reasons.push(format!(
                "Đã {} lần làm trưởng đoàn, {years} năm trong ngành.",
                known.headed
            ));
        }
        TeamRole::Head => reasons.push(format!("{years} năm trong ngành, phù hợp làm trưởng đoàn.")),
        TeamRole::Secretary => reasons.push(format!("{years} năm trong ngành, phù hợp làm thư ký.")),
        TeamRole::Member | TeamRole::Unspecified => {}
    }
    reasons
}

fn kinds(question: &Question, group: &[usize]) -> String {
    let mut kinds: Vec<&str> = Vec::new();
    for school in group.iter().filter_map(|school| question.schools.get(*school)) {
        let kind = kind_vi(school.case.school_type);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds.join(", ")
}

fn kind_vi(kind: SchoolType) -> &'static str {
    match kind {
        SchoolType::Unspecified => "loại trường này",
        SchoolType::Preschool => "trường mầm non",
        SchoolType::Primary => "trường tiểu học",
        SchoolType::LowerSecondary => "trường trung học cơ sở",
        SchoolType::UpperSecondary => "trường trung học phổ thông",
        SchoolType::PrimaryAndLowerSecondary => "trường tiểu học và trung học cơ sở",
        SchoolType::LowerAndUpperSecondary => "trường trung học cơ sở và trung học phổ thông",
        SchoolType::MultiLevel => "trường phổ thông có nhiều cấp học",
        SchoolType::ContinuingEducation => "cơ sở giáo dục thường xuyên",
    }
}

/// Why everyone who does not sit in the team `number` does not, by name.
pub fn passed_over(
    question: &Question,
    suitability: &Suitability,
    found: &Found,
    number: usize,
) -> Vec<PassedOver> {
    let here = |person: usize| {
        let mut filled = found.seating.filled.iter();
        filled.any(|filled| filled.unit == number && filled.person == person)
    };
    let extras = found.problem.extra_costs(&found.seating, number);
    let others = question
        .people
        .iter()
        .enumerate()
        .filter(|(person, _)| !here(*person));
    let mut passed_over: Vec<_> = others
        .map(|(person, known)| {
            let (rule, reason, extra_cost) = obstacle(question, suitability, found, number, person)
                .or_else(|| cap(question, found, number, person))
                .unwrap_or_else(|| costlier(extras.get(person).copied().unwrap_or_default()));
            PassedOver {
                reviewer: known.reviewer.id,
                name: known.reviewer.name.clone(),
                rule,
                reason,
                extra_cost,
            }
        })
        .collect();
    passed_over.sort_by(|one, other| (&one.name, one.reviewer).cmp(&(&other.name, other.reviewer)));
    passed_over
}

type Why = (String, String, i64);

fn obstacle(
    question: &Question,
    suitability: &Suitability,
    found: &Found,
    number: usize,
    person: usize,
) -> Option<Why> {
    found.grouping.get(number)?.iter().find_map(|school| {
        let obstacle = suitability.pair(*school, person)?.obstacles.first()?;
        let reason = format!("{}: {}", name_of(question, *school), obstacle.message);
        Some((obstacle.rule.clone(), reason, 0))
    })
}

/// The bound that the person's other teams of this season reach.
fn cap(question: &Question, found: &Found, number: usize, person: usize) -> Option<Why> {
    let terms = &question.terms;
    let theirs = || {
        found
            .seating
            .filled
            .iter()
            .filter(|filled| filled.person == person)
    };
    let units = || theirs().filter_map(|filled| found.problem.units.get(filled.unit));
    let here = found.problem.units.get(number)?;
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let in_month = count(units().filter(|unit| unit.month == here.month).count());
    if in_month >= terms.most_teams_per_month {
        let reason = format!("Đã ở {in_month} đoàn khác trong cùng tháng, là mức cao nhất của đợt.");
        return Some((MOST_TEAMS_PER_MONTH.to_owned(), reason, 0));
    }
    let all = count(theirs().count());
    if all >= terms.most_teams_per_reviewer {
        let reason = format!("Đã ở {all} đoàn khác của đợt, là mức cao nhất cho một người.");
        return Some((MOST_TEAMS_PER_REVIEWER.to_owned(), reason, 0));
    }
    let schools: u32 = units().map(|unit| unit.schools).sum();
    let most = question.people.get(person)?.reviewer.most_schools?;
    if schools + here.schools > most {
        let reason = format!(
            "Đã nhận {schools} trường, chỉ nhận nhiều nhất {most} trường trong đợt; đoàn này có {} trường.",
            here.schools
        );
        return Some((MOST_SCHOOLS.to_owned(), reason, 0));
    }
    None
}

fn costlier(extras: [Option<i64>; 3]) -> Why {
    let extras = extras.into_iter().zip(ROLES).filter_map(|(extra, role)| {
        // Ties are worth far less than half a point: what is left of them is rounded away.
        Some(((extra? + POINT / 2).div_euclid(POINT), role))
    });
    let (extra, reason) = match extras.min_by_key(|(extra, _)| *extra) {
        Some((0, _)) => (
            0,
            "Người được chọn phục vụ không kém; ngang điểm thì thứ tự theo số ngẫu nhiên.".to_owned(),
        ),
        Some((extra, role)) => (
            extra,
            format!(
                "Người được chọn phù hợp hơn: nếu người này làm {} thì cả đợt tốn thêm ít nhất {extra} điểm.",
                role_vi(role)
            ),
        ),
        None => (0, "Thay vào thì một đoàn khác không còn đủ người.".to_owned()),
    };
    (COSTLIER.to_owned(), reason, extra)
}
