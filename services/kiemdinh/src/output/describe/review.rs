//! Sentences about reviewers, teams and external reviews.

use proto::fact::{
    InvitationAnswered, MembersInvited, ReplacementProposed, ReviewStep, TeamDissolved, TeamEstablished,
    TeamMemberReplaced, TeamProposed, TeamRole, TeamSeat, VisitPlanned, WarningOverride,
};

use super::super::Word;
use super::date;

fn seats(seats: &[TeamSeat]) -> String {
    let seat = |seat: &TeamSeat| {
        format!(
            "{} ({})",
            seat.reviewer_name,
            Word::of::<TeamRole>(seat.role).vietnamese
        )
    };
    seats.iter().map(seat).collect::<Vec<_>>().join(", ")
}

fn name(seat: Option<&TeamSeat>) -> &str {
    seat.map_or("một thành viên", |seat| seat.reviewer_name.as_str())
}

/// Why the team goes on in spite of what warns; nothing when nothing does.
fn in_spite_of(overrides: &[WarningOverride]) -> String {
    let one = |one: &WarningOverride| {
        let about = if one.reviewer_name.is_empty() {
            String::new()
        } else {
            format!("{}: ", one.reviewer_name)
        };
        let approval = if one.approved_by.is_empty() {
            format!("{} nêu, chưa ai chấp thuận", one.requested_by)
        } else {
            format!("{} nêu, {} chấp thuận", one.requested_by, one.approved_by)
        };
        format!("{about}{} – {} ({approval})", one.message, one.reason)
    };
    if overrides.is_empty() {
        String::new()
    } else {
        let all: Vec<String> = overrides.iter().map(one).collect();
        format!(". Vẫn tiếp tục dù có cảnh báo: {}", all.join("; "))
    }
}

pub fn team_proposed(fact: &TeamProposed) -> String {
    format!(
        "{} đề xuất đoàn đánh giá ngoài cho {} trường: {}{}",
        fact.prepared_by,
        fact.review_ids.len(),
        seats(&fact.seats),
        in_spite_of(&fact.overrides)
    )
}

pub fn team_established(fact: &TeamEstablished) -> String {
    format!(
        "Thành lập đoàn đánh giá ngoài theo Quyết định {} ngày {}: {}{}",
        fact.decision_number,
        date(&fact.decision_date),
        seats(&fact.seats),
        in_spite_of(&fact.overrides)
    )
}

pub fn members_invited(fact: &MembersInvited) -> String {
    format!(
        "Mời tham gia đoàn đánh giá ngoài {}: {}",
        fact.schools.join(", "),
        seats(&fact.seats)
    )
}

pub fn invitation_answered(fact: &InvitationAnswered) -> String {
    let who = name(fact.seat.as_ref());
    if fact.accepted {
        format!("{who} nhận lời tham gia đoàn đánh giá ngoài")
    } else {
        format!("{who} từ chối tham gia đoàn đánh giá ngoài: {}", fact.reason)
    }
}

pub fn replacement_proposed(fact: &ReplacementProposed) -> String {
    format!(
        "{} đề xuất thay {} bằng {}: {}",
        fact.proposed_by,
        name(fact.leaving.as_ref()),
        name(fact.coming.as_ref()),
        fact.reason
    )
}

pub fn member_replaced(fact: &TeamMemberReplaced) -> String {
    let role = fact.coming.as_ref().map_or(0, |seat| seat.role);
    format!(
        "Thay {} bằng {} ({}) theo Quyết định {} ngày {}: {}{}",
        name(fact.leaving.as_ref()),
        name(fact.coming.as_ref()),
        Word::of::<TeamRole>(role).vietnamese,
        fact.decision_number,
        date(&fact.decision_date),
        fact.reason,
        in_spite_of(&fact.overrides)
    )
}

pub fn team_dissolved(fact: &TeamDissolved) -> String {
    format!(
        "Giải thể đoàn đánh giá ngoài theo Quyết định {} ngày {}: {}",
        fact.decision_number,
        date(&fact.decision_date),
        fact.reason
    )
}

pub fn visit_planned(fact: &VisitPlanned) -> String {
    let step = Word::of::<ReviewStep>(fact.step).vietnamese;
    if fact.from == fact.until {
        format!("Đặt lịch {step} ngày {}", date(&fact.from))
    } else {
        format!(
            "Đặt lịch {step} từ ngày {} đến ngày {}",
            date(&fact.from),
            date(&fact.until)
        )
    }
}

/// What the results came to and why the team concluded so; nothing when it gave no reason, for it concluded the same.
pub fn other_than(proposed: u32, reason: &str) -> String {
    if reason.is_empty() {
        String::new()
    } else {
        format!(" (theo kết quả: mức {proposed}; lý do: {reason})")
    }
}
