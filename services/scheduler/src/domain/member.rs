//! The letters to the members of a team, each by name: who is asked, who sits, who leaves.

use proto::fact::{
    Body, MembersInvited, TeamDissolved, TeamEstablished, TeamMemberReplaced, TeamRole, TeamSeat,
};

use super::notice::{About, Notices, date};
use super::{CaseCard, Letter, LetterKind, News, letter};

/// A letter to one person.
struct ToMember<'a> {
    seat: &'a TeamSeat,
    what: &'static str,
    text: String,
}

/// The letters to people that `news` calls for, and the alarm for each who has no address.
pub fn notices(card: &CaseCard, news: News<'_>) -> Notices {
    let mut notices = Notices::default();
    for told in tell(card, news.body) {
        if told.seat.reviewer_email.trim().is_empty() {
            notices.unreached.push(format!(
                "{}: không có địa chỉ thư của Ông/Bà {}; bổ sung trong hồ sơ người đánh giá và thông báo trực tiếp",
                told.what, told.seat.reviewer_name
            ));
        } else {
            notices.letters.push(addressed(card, news, &told));
        }
    }
    notices
}

fn addressed(card: &CaseCard, news: News<'_>, told: &ToMember<'_>) -> Letter {
    let TeamSeat {
        reviewer_id,
        reviewer_name,
        reviewer_email,
        ..
    } = told.seat;
    let About { holder, lines } = About::of(card, news.body);
    Letter {
        // Two people may share an address, and each has a letter.
        id: letter::id(&format!("member/{}/{reviewer_id}/{reviewer_email}", news.fact_id)),
        kind: LetterKind::Notice,
        case_id: card.case_id,
        clock_id: None,
        to: reviewer_email.clone(),
        subject: letter::subject(told.what, &holder, ""),
        body: letter::body(&format!("Ông/Bà {reviewer_name}"), &[told.text.clone(), lines]),
    }
}

fn tell<'a>(card: &CaseCard, body: &'a Body) -> Vec<ToMember<'a>> {
    match body {
        Body::MembersInvited(invited) => invitations(card, invited),
        Body::TeamEstablished(team) => assignments(team),
        Body::TeamMemberReplaced(replaced) => replacement(replaced),
        Body::TeamDissolved(team) => dissolution(team),
        _ => Vec::new(),
    }
}

/// Who is asked, for which schools and which seat, and how to answer.
fn invitations<'a>(card: &CaseCard, invited: &'a MembersInvited) -> Vec<ToMember<'a>> {
    let each = invited.seats.iter().map(|seat| ToMember {
        seat,
        what: "Mời tham gia đoàn ĐGN",
        text: format!(
            "Ông/Bà được mời tham gia đoàn đánh giá ngoài.\nVị trí: {}.\n\n\
             Đề nghị Ông/Bà trả lời trên hệ thống Kiểm Định: mở lời mời của đoàn teams/{} rồi chọn nhận lời hoặc từ \
             chối; từ chối thì ghi rõ lý do.",
            place(seat.role()),
            card.case_id
        ),
    });
    each.collect()
}

fn assignments(team: &TeamEstablished) -> Vec<ToMember<'_>> {
    let each = team.seats.iter().map(|seat| ToMember {
        seat,
        what: "Phân công đoàn đánh giá ngoài",
        text: format!(
            "Ông/Bà được phân công vào đoàn đánh giá ngoài theo Quyết định số {} do {} ký.\nVị trí: {}.",
            team.decision_number,
            team.signer,
            place(seat.role())
        ),
    });
    each.collect()
}

fn replacement(replaced: &TeamMemberReplaced) -> Vec<ToMember<'_>> {
    let decision = decision(
        &replaced.decision_number,
        &replaced.decision_date,
        &replaced.signer,
    );
    let name = |seat: &Option<TeamSeat>| seat.clone().unwrap_or_default().reviewer_name;
    let leaving = replaced.leaving.iter().map(|seat| ToMember {
        seat,
        what: "Thôi tham gia đoàn đánh giá",
        text: format!(
            "Ông/Bà thôi tham gia đoàn đánh giá ngoài theo {decision}; Ông/Bà {} thay thế.\nVị trí: {}.\nLý do: {}",
            name(&replaced.coming),
            place(seat.role()),
            replaced.reason
        ),
    });
    let coming = replaced.coming.iter().map(|seat| ToMember {
        seat,
        what: "Phân công đoàn đánh giá ngoài",
        text: format!(
            "Ông/Bà được phân công vào đoàn đánh giá ngoài theo {decision}, thay Ông/Bà {}.\nVị trí: {}.",
            name(&replaced.leaving),
            place(seat.role())
        ),
    });
    leaving.chain(coming).collect()
}

fn dissolution(team: &TeamDissolved) -> Vec<ToMember<'_>> {
    let decision = decision(&team.decision_number, &team.decision_date, &team.signer);
    let each = team.seats.iter().map(|seat| ToMember {
        seat,
        what: "Giải thể đoàn đánh giá ngoài",
        text: format!(
            "Đoàn đánh giá ngoài mà Ông/Bà tham gia được giải thể theo {decision}.\nLý do: {}",
            team.reason
        ),
    });
    each.collect()
}

/// What the school is told of a replacement.
pub fn replaced(replaced: &TeamMemberReplaced) -> String {
    let decision = decision(
        &replaced.decision_number,
        &replaced.decision_date,
        &replaced.signer,
    );
    let leaving = replaced.leaving.clone().unwrap_or_default();
    let coming = replaced.coming.clone().unwrap_or_default();
    format!(
        "Đoàn đánh giá ngoài có thành viên mới theo {decision}.\nThôi tham gia: Ông/Bà {}.\nThay thế: Ông/Bà {}.\n\
         Vị trí: {}.\nLý do: {}",
        leaving.reviewer_name,
        coming.reviewer_name,
        place(coming.role()),
        replaced.reason
    )
}

/// What the school is told of a dissolution.
pub fn dissolved(team: &TeamDissolved) -> String {
    format!(
        "Đoàn đánh giá ngoài được giải thể theo {}.\nLý do: {}\n\
         Đoàn khác sẽ được thành lập và thực hiện lại các bước đánh giá từ đầu.",
        decision(&team.decision_number, &team.decision_date, &team.signer),
        team.reason
    )
}

fn decision(number: &str, signed_on: &str, signer: &str) -> String {
    format!("Quyết định số {number} ngày {} do {signer} ký", date(signed_on))
}

/// What a seat is called.
pub fn place(role: TeamRole) -> &'static str {
    match role {
        TeamRole::Head => "Trưởng đoàn",
        TeamRole::Secretary => "Thư ký",
        TeamRole::Member | TeamRole::Unspecified => "Thành viên",
    }
}
