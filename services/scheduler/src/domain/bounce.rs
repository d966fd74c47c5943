//! What an officer is told, once, about an address that takes no mail.

use statute::Role;
use uuid::Uuid;

use super::{CaseCard, Letter, LetterKind, Rules, letter};

/// Those who can put an address right, in the order in which they are asked.
const ASKED: [Role; 3] = [
    Role::DepartmentOfficer,
    Role::DepartmentLeader,
    Role::Administrator,
];

/// A mail that came to nobody.
#[derive(Clone, Copy, Debug)]
pub struct Bounced<'a> {
    /// The mail.
    pub mail_id: Uuid,
    /// The address that takes nothing, as it was written.
    pub recipient: &'a str,
    /// What the mail said in its subject.
    pub subject: &'a str,
    /// What the server said.
    pub error: &'a str,
}

/// Those who can put the address of someone in this case right, with their own addresses, in the order in which they
/// are asked.
pub fn asked(card: &CaseCard, rules: &Rules) -> Vec<(Role, String)> {
    let reached = ASKED
        .into_iter()
        .filter_map(|role| rules.directory.reach([role, role], card));
    reached
        .flat_map(|(role, addresses)| addresses.into_iter().map(move |address| (role, address)))
        .collect()
}

/// The letter about `bounced` to `role` at the address `to`, which takes mail: so a letter of this kind that bounces
/// itself brings none to the same place, and there are only so many places.
pub fn bounce_letter(bounced: Bounced<'_>, card: &CaseCard, role: Role, to: String) -> Letter {
    let Bounced {
        mail_id,
        recipient,
        subject,
        error,
    } = bounced;
    let paragraphs = [
        format!("Địa chỉ thư {recipient} không nhận thư; người nhận chưa được thông báo qua thư."),
        letter::case_line(card),
        format!("Thư không gửi được: {subject}\nMáy chủ thư trả lời: {error}"),
        "Đề nghị báo trực tiếp cho người nhận, sửa địa chỉ trong hồ sơ rồi yêu cầu quản trị viên gửi lại thư. Thời \
         hạn không vì thế mà thay đổi. Thông báo này chỉ gửi một lần cho đến khi địa chỉ nhận thư trở lại."
            .to_owned(),
    ];
    Letter {
        id: letter::id(&format!("bounce/{mail_id}")),
        kind: LetterKind::Notice,
        case_id: card.case_id,
        clock_id: None,
        subject: letter::subject("Thư không tới nơi", card.holder(), ""),
        body: letter::body(card.in_letters(role), &paragraphs),
        to,
    }
}
