//! Refusals about teams, as callers read them.

use platform::refusal::{BrokenRule, Refusal};

use super::super::refusals::{TEAM_PRACTICE, one};
use crate::domain::{TeamRefusal, TeamState, Warning};

/// Whoever prepares does not sign.
const FOUR_EYES: &str = "Quy chế làm việc của Sở: người trình không đồng thời là người phê duyệt";
/// When a team is there, and for what.
const ORDER: &str = "TT 18/2018/TT-BGDĐT Điều 27, 28";

impl From<TeamRefusal> for Refusal {
    fn from(refusal: TeamRefusal) -> Self {
        match refusal {
            TeamRefusal::WrongState { state, act } => one(
                "WRONG_STATE",
                "team.state",
                format!("Không thể {act} khi đoàn {}", state_name(state)),
                ORDER,
            ),
            TeamRefusal::SeveralAuthorities => one(
                "SEVERAL_AUTHORITIES",
                "team.decided_by",
                "Các hồ sơ thuộc thẩm quyền thành lập đoàn của nhiều cơ quan; hãy lập riêng một đoàn cho mỗi cơ quan"
                    .to_owned(),
                ORDER,
            ),
            TeamRefusal::NotWaiting(dossiers) => one(
                "NOT_WAITING",
                "team.reviews",
                format!("Hồ sơ không chờ thành lập đoàn: {}", dossiers.join(", ")),
                ORDER,
            ),
            TeamRefusal::Taken(dossiers) => one(
                "REVIEW_TAKEN",
                "team.reviews",
                format!(
                    "Hồ sơ đã có trong đề xuất đoàn khác: {}; hãy sửa hoặc bỏ đề xuất ấy trước",
                    dossiers.join(", ")
                ),
                TEAM_PRACTICE,
            ),
            TeamRefusal::SamePerson => one(
                "SAME_PERSON",
                "team.four_eyes",
                "Người đề xuất đoàn hoặc nêu lý do vẫn cử người bị cảnh báo không được ký quyết định; hãy để lãnh đạo \
                 khác ký"
                    .to_owned(),
                FOUR_EYES,
            ),
            TeamRefusal::WarningsUnanswered(warnings) => Self::forbidden(
                "WARNINGS_UNANSWERED",
                warnings.into_iter().map(unanswered).collect(),
            ),
            TeamRefusal::DraftSent(dossiers) => one(
                "DRAFT_SENT",
                "team.dissolution",
                format!(
                    "Đoàn đã gửi dự thảo báo cáo của hồ sơ {} nên không giải thể được; hãy thay thành viên",
                    dossiers.join(", ")
                ),
                ORDER,
            ),
            TeamRefusal::InvitationsOpen(_)
            | TeamRefusal::NobodyToInvite
            | TeamRefusal::Answered => about_invitations(&refusal),
            TeamRefusal::NotSeated(_)
            | TeamRefusal::AlreadySeated(_)
            | TeamRefusal::NothingProposed
            | TeamRefusal::NothingLeft => about_replacements(&refusal),
        }
    }
}

fn about_invitations(refusal: &TeamRefusal) -> Refusal {
    let (reason, description) = match refusal {
        TeamRefusal::InvitationsOpen(names) => (
            "INVITATIONS_OPEN",
            format!("Chưa nhận lời tham gia đoàn: {}", names.join(", ")),
        ),
        TeamRefusal::NobodyToInvite => (
            "NOBODY_TO_INVITE",
            "Mọi thành viên của đề xuất đã được mời".to_owned(),
        ),
        _ => (
            "ANSWERED",
            "Không có lời mời nào đang chờ trả lời; nếu đổi ý, hãy báo chuyên viên của Sở".to_owned(),
        ),
    };
    one(reason, "team.invitation", description, TEAM_PRACTICE)
}

fn about_replacements(refusal: &TeamRefusal) -> Refusal {
    let (reason, description) = match refusal {
        TeamRefusal::NotSeated(name) => ("NOT_SEATED", format!("Không phải thành viên của đoàn: {name}")),
        TeamRefusal::AlreadySeated(name) => ("ALREADY_SEATED", format!("Đã là thành viên của đoàn: {name}")),
        TeamRefusal::NothingProposed => (
            "NOTHING_PROPOSED",
            "Chưa có đề nghị thay thành viên nào đang chờ quyết định".to_owned(),
        ),
        _ => (
            "NOTHING_LEFT",
            "Các hồ sơ của đoàn đã kết thúc đánh giá ngoài, không còn gì để thay người".to_owned(),
        ),
    };
    one(reason, "team.replacement", description, TEAM_PRACTICE)
}

fn state_name(state: TeamState) -> &'static str {
    match state {
        TeamState::Proposed => "mới được đề xuất",
        TeamState::Established => "đã được thành lập",
        TeamState::Discarded => "đã bị bỏ đề xuất",
        TeamState::Dissolved => "đã giải thể",
    }
}

fn unanswered(warning: Warning) -> BrokenRule {
    let about = warning.who.map(|(_, name)| format!("{name}: "));
    let school = warning.case.map(|(_, name)| format!(" ({name})"));
    BrokenRule {
        description: format!(
            "{}{}{} Chưa nêu lý do vẫn cử",
            about.unwrap_or_default(),
            warning.message,
            school.unwrap_or_default()
        ),
        rule: warning.rule,
        citation: warning.citation,
    }
}
