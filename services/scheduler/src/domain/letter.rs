//! The letters of a ladder, in Vietnamese: the fact first, then the date and how it was counted.

use calendar::{Day, Language};
use statute::{LimitRule, Role, RungKind};
use uuid::Uuid;

use super::{CaseCard, Clock, Rules, Rung};

/// The namespace of mail ids.
const MAILS: Uuid = Uuid::from_u128(0x6b69_656d_6469_6e68_0000_0000_6d61_696c);
/// Characters that a subject should not exceed.
const SUBJECT: usize = 60;

/// What a letter is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterKind {
    /// It reminds of a date; untrue once the clock has ended.
    Reminder,
    /// It reports something that has happened, and stays true.
    Notice,
}

/// A letter to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Made from what it is about: the same letter is never written twice.
    pub id: Uuid,
    /// What it is for.
    pub kind: LetterKind,
    /// The case.
    pub case_id: Uuid,
    /// The clock, if it is about one.
    pub clock_id: Option<Uuid>,
    /// The recipient's address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// The id of the letter that `key` describes.
pub fn id(key: &str) -> Uuid {
    Uuid::new_v5(&MAILS, key.as_bytes())
}

/// `[KĐCL] what – school (more)`, without the word *Trường* when that would be too long.
pub fn subject(what: &str, school: &str, more: &str) -> String {
    let whole = |school: &str| format!("[KĐCL] {what} – {school}{more}");
    let subject = whole(school);
    if subject.chars().count() <= SUBJECT {
        subject
    } else {
        whole(school.strip_prefix("Trường ").unwrap_or(school))
    }
}

/// The text between the salutation and the signature.
pub fn body(role: Role, paragraphs: &[String]) -> String {
    format!(
        "Kính gửi {},\n\n{}\n\nThư này do hệ thống Kiểm Định của Sở Giáo dục và Đào tạo gửi tự động.\n",
        role.in_vietnamese(),
        paragraphs.join("\n\n")
    )
}

/// What the case is, in a line.
pub fn case_line(card: &CaseCard) -> String {
    if card.dossier_number.is_empty() {
        format!("Trường: {}", card.school_name)
    } else {
        format!("Trường: {}\nHồ sơ: {}", card.school_name, card.dossier_number)
    }
}

/// The letter of a rung.
pub fn of_rung(
    card: &CaseCard,
    clock: &Clock,
    rule: &LimitRule,
    rung: &Rung,
    (role, to): (Role, String),
    rules: &Rules,
) -> Letter {
    let title = rule.title.text(Language::Vietnamese);
    let what = format!("{}: {title}", headline(rung));
    let mut paragraphs = vec![
        what.clone() + ".",
        case_line(card),
        format!("Hạn: {}", rung.due_on.vietnamese()),
    ];
    if let Ok(derivation) = clock.derive(rule, rules) {
        let steps = derivation.explanation(Language::Vietnamese);
        paragraphs.push(format!("Cách tính:\n- {}", steps.join("\n- ")));
    }
    let mut basis = rule.citation.text(Language::Vietnamese).to_owned();
    if rule.confidence.to_verify() {
        basis.push_str(" (cần xác minh)");
    }
    paragraphs.push(format!("Căn cứ: {basis}"));
    Letter {
        id: id(&format!("rung/{}/{}/{}", clock.id, rung.id, rung.due_on)),
        kind: LetterKind::Reminder,
        case_id: card.case_id,
        clock_id: Some(clock.id),
        subject: subject(
            &what,
            &card.school_name,
            &format!(" (hạn {})", short(rung.due_on)),
        ),
        body: body(role, &paragraphs),
        to,
    }
}

fn headline(rung: &Rung) -> String {
    match rung.kind {
        RungKind::Reminder => {
            let days = rung.id.strip_prefix("before-").unwrap_or_default();
            format!("Còn {days} ngày làm việc")
        }
        RungKind::Apology => "Chuẩn bị thư xin lỗi và hẹn lại".to_owned(),
        RungKind::DayOf => "Đến hạn hôm nay".to_owned(),
        RungKind::Deadline | RungKind::Overdue => "Quá hạn".to_owned(),
        RungKind::Escalation => "Báo cáo quá hạn".to_owned(),
    }
}

fn short(day: Day) -> String {
    day.day_and_month()
}
