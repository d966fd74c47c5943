//! The letters of a ladder, in Vietnamese: the fact first, then the date and how it was counted.

use calendar::{Calendar, Day, Language, local_day};
use chrono::{DateTime, Utc};
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

/// A letter that is not addressed yet.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What it is about: the same letter is never written twice.
    pub key: String,
    /// What it is for.
    pub kind: LetterKind,
    /// The case.
    pub case_id: Uuid,
    /// The clock, if it is about one.
    pub clock_id: Option<Uuid>,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
}

impl Draft {
    /// The letter to each of `addresses`; a role has several when several people fill it.
    pub fn for_each_of(self, addresses: Vec<String>) -> impl Iterator<Item = Letter> {
        addresses.into_iter().enumerate().map(move |(place, to)| {
            let draft = self.clone();
            Letter {
                id: match place {
                    0 => id(&draft.key),
                    place => id(&format!("{}/{place}", draft.key)),
                },
                kind: draft.kind,
                case_id: draft.case_id,
                clock_id: draft.clock_id,
                to,
                subject: draft.subject,
                body: draft.body,
            }
        })
    }
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

/// `[KĐCL] what – school (more)` in at most 60 characters: of what would be too long, first the name of the
/// school or authority is shortened as officials do, then what is in the letter anyway is left out.
pub fn subject(what: &str, school: &str, more: &str) -> String {
    let plain = school.strip_prefix("Trường ").unwrap_or(school);
    let short = SHORTER
        .iter()
        .fold(plain.to_owned(), |name, (long, short)| name.replace(long, short));
    let whole = |school: &str, more: &str| format!("[KĐCL] {what} – {school}{more}");
    let choices = [(school, more), (plain, more), (&short, more), (&short, "")];
    for (school, more) in choices {
        let subject = whole(school, more);
        if subject.chars().count() <= SUBJECT {
            return subject;
        }
    }
    cut(&whole(&short, ""), SUBJECT)
}

/// How a name is shortened: authorities, kinds of school, then what kind of place they are of.
const SHORTER: [(&str, &str); 11] = [
    ("Ủy ban nhân dân", "UBND"),
    ("Giáo dục và Đào tạo", "GDĐT"),
    ("Tiểu học và Trung học cơ sở", "TH&THCS"),
    ("Trung học cơ sở", "THCS"),
    ("Trung học phổ thông", "THPT"),
    ("Tiểu học", "TH"),
    ("Mầm non", "MN"),
    (" xã ", " "),
    (" phường ", " "),
    (" thị trấn ", " "),
    (" tỉnh ", " "),
];

/// What a limit is about, in a few words for a subject. Its full title stands in the letter.
fn in_few_words(rule: &LimitRule) -> String {
    let words = match rule.id.as_str() {
        "plan.dossier" => "hồ sơ kế hoạch",
        "plan.register" => "đăng ký ĐGN",
        "dossier.check" | "dossier.check.department" => "kiểm tra hồ sơ",
        "review.start" => "lập đoàn ĐGN",
        "review.team_again" => "lập lại đoàn",
        "review.study" => "nghiên cứu",
        "review.preliminary_visit" => "khảo sát sơ bộ",
        "review.official_visit" => "khảo sát",
        "review.draft" => "gửi dự thảo",
        "review.comment" => "trả lời dự thảo",
        "review.reply" => "trả lời ý kiến",
        "review.report" => "báo cáo ĐGN",
        "recognition.decide" => "quyết định",
        "recognition.decide.province" => "UBND tỉnh ký",
        "recognition.publish.school" | "recognition.publish.department" => "công bố",
        "certificate.renew" => "đăng ký lại",
        "certificate.expire" => "chứng nhận",
        "certificate.upgrade" => "nâng mức",
        "certificate.revoke" => "thu hồi",
        "certificate.remedy" => "khắc phục",
        "year.self_assessment" => "tự đánh giá",
        "year.inspection" | "year.inspection.local" => "kiểm tra TĐG",
        "year.plan" | "year.plan.local" | "year.plan.school" => "kế hoạch năm",
        "year.summary" | "year.summary.local" => "tổng kết năm",
        _ => return cut(rule.title.text(Language::Vietnamese), 14),
    };
    words.to_owned()
}

/// `text`, cut to `length` characters where it is longer.
fn cut(text: &str, length: usize) -> String {
    if text.chars().count() <= length {
        return text.to_owned();
    }
    let kept: String = text.chars().take(length.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// The text between the salutation and the signature.
pub fn body(addressee: &str, paragraphs: &[String]) -> String {
    format!(
        "Kính gửi {addressee},\n\n{}\n\nThư này do hệ thống Kiểm Định của Sở Giáo dục và Đào tạo gửi tự động.\n",
        paragraphs.join("\n\n")
    )
}

/// What the case is, in a line.
pub fn case_line(card: &CaseCard) -> String {
    let kind = if card.school_name.is_empty() {
        "Cơ quan"
    } else {
        "Trường"
    };
    let holder = format!("{kind}: {}", card.holder());
    if card.dossier_number.is_empty() {
        holder
    } else {
        format!("{holder}\nHồ sơ: {}", card.dossier_number)
    }
}

/// The letter of a rung.
pub fn of_rung(
    card: &CaseCard,
    clock: &Clock,
    rule: &LimitRule,
    rung: &Rung,
    role: Role,
    rules: &Rules,
    now: DateTime<Utc>,
) -> Draft {
    let headline = headline(rung, rules.calendar, local_day(now));
    let mut paragraphs = vec![
        format!("{}: {}.", headline.long, rule.title.text(Language::Vietnamese)),
        case_line(card),
        format!("Hạn: {}", rung.due_on.vietnamese()),
    ];
    if let Ok(derivation) = clock.derive(rule, rules) {
        let steps = derivation.explanation(Language::Vietnamese);
        paragraphs.push(format!("Cách tính:\n- {}", steps.join("\n- ")));
    }
    paragraphs.push(basis(rule));
    paragraphs.extend(apology(rule, rung, rules.calendar, local_day(now)));
    Draft {
        key: format!("rung/{}/{}/{}", clock.id, rung.id, rung.due_on),
        kind: LetterKind::Reminder,
        case_id: card.case_id,
        clock_id: Some(clock.id),
        subject: subject(
            &format!("{}: {}", headline.short, in_few_words(rule)),
            card.holder(),
            &format!(" (hạn {})", day_and_month(rung.due_on)),
        ),
        body: body(card.in_letters(role), &paragraphs),
    }
}

/// The article of a limit, and whether somebody should check it.
pub fn basis(rule: &LimitRule) -> String {
    let citation = rule.citation.text(Language::Vietnamese);
    if rule.confidence.to_verify() {
        format!("Căn cứ: {citation} (cần xác minh)")
    } else {
        format!("Căn cứ: {citation}")
    }
}

/// The last reminder of a limit that the applicant may demand, and that no letter in this system extends, says that
/// lateness must be apologised for beforehand.
fn apology(rule: &LimitRule, rung: &Rung, calendar: &Calendar, today: Day) -> Option<String> {
    let left = calendar.working_days_between(today, rung.due_on);
    let is_last = rung.kind == RungKind::Reminder && left.is_ok_and(|left| left == 1);
    let extension = rule.time_limit.extension.as_ref();
    let asked = extension.filter(|_| is_last && rule.owed_to_applicant && rule.extended_by.is_empty())?;
    Some(format!(
        "Nếu không kịp, chậm nhất một ngày trước khi hết hạn phải có thư xin lỗi nêu lý do và ngày hẹn mới ({}).",
        asked.citation.text(Language::Vietnamese)
    ))
}

/// What a rung says, on a day.
struct Headline {
    long: String,
    short: String,
}

/// The fact that `rung` tells when it is fired on `today`, which after an outage is not its own day.
fn headline(rung: &Rung, calendar: &Calendar, today: Day) -> Headline {
    let left = calendar
        .working_days_between(today, rung.due_on)
        .unwrap_or_default();
    let over = rung.due_on.days_since(today).min(0).unsigned_abs();
    let (long, short) = match rung.kind {
        RungKind::Apology => (
            "Chuẩn bị thư xin lỗi và hẹn lại".to_owned(),
            "Thư xin lỗi".to_owned(),
        ),
        RungKind::Reminder | RungKind::DayOf if today == rung.due_on => {
            ("Đến hạn hôm nay".to_owned(), "Hạn hôm nay".to_owned())
        }
        // The last day is not a working day, and this is the last one before it.
        RungKind::Reminder | RungKind::DayOf if left == 0 => {
            ("Sắp đến hạn".to_owned(), "Sắp đến hạn".to_owned())
        }
        RungKind::Reminder | RungKind::DayOf => {
            (format!("Còn {left} ngày làm việc"), format!("Còn {left} ngày"))
        }
        RungKind::Deadline | RungKind::Overdue => {
            (format!("Quá hạn {over} ngày"), format!("Quá hạn {over} ngày"))
        }
        RungKind::Escalation => (
            format!("Báo cáo quá hạn {over} ngày"),
            format!("Quá hạn {over} ngày"),
        ),
    };
    Headline { long, short }
}

/// `05/9`: a date of these weeks, without its year.
fn day_and_month(day: Day) -> String {
    let date = day.vietnamese();
    match date.rsplit_once('/') {
        Some((day_and_month, _)) => day_and_month.to_owned(),
        None => date,
    }
}
