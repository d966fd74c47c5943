//! The letters that a fact calls for at once: what has happened, to whom it matters.

use calendar::{Day, Language};
use proto::fact::{Body, DeadlineBreached, InvitationAnswered, PlanItemAmended, ReviewStep, VisitPlanned};
use statute::Role;

use super::{CaseCard, Clock, Letter, LetterKind, News, Rules, attribute, letter, member, recognised};

/// What is told, in the subject and in the text.
pub(super) struct Told {
    what: &'static str,
    text: String,
    to: Vec<Role>,
}

pub(super) fn told(what: &'static str, text: impl Into<String>, to: &[Role]) -> Option<Told> {
    Some(Told {
        what,
        text: text.into(),
        to: to.to_vec(),
    })
}

/// What `news` calls for at once.
#[derive(Debug, Default)]
pub struct Notices {
    /// The letters.
    pub letters: Vec<Letter>,
    /// Who should have had one and has no address, each as an alarm says it.
    pub unreached: Vec<String>,
}

/// Whether a fact can matter to a case that is kept here. Reviewers, seasons, teams that are only proposed and
/// targets are cases of their own, without limits and without letters.
pub fn concerns(body: &Body) -> bool {
    !matches!(
        body,
        Body::ReviewerEntered(_)
            | Body::ReviewerChanged(_)
            | Body::ReviewerRetired(_)
            | Body::TeamProposed(_)
            | Body::TeamDiscarded(_)
            | Body::ReplacementProposed(_)
            | Body::SeasonSolved(_)
            | Body::SeasonAdopted(_)
            | Body::AttainmentTargetSet(_)
    )
}

/// The letters that `news` calls for. A role that nobody fills is left to the ladder, which raises the alarm; where
/// no ladder will write to it, the alarm is raised here.
pub fn notices(card: &CaseCard, clocks: &[Clock], news: News<'_>, rules: &Rules) -> Notices {
    let mut notices = member::notices(card, news);
    if let Some(Told { what, text, to }) = tell(card, clocks, news, rules) {
        for role in to {
            match rules.directory.reach([role, stand_in(role)], card) {
                Some((role, addresses)) => {
                    let addressed = addresses
                        .into_iter()
                        .map(|to| notice(card, news, what, &text, role, to));
                    notices.letters.extend(addressed);
                }
                None if has_no_ladder(news.body) => notices.unreached.push(format!(
                    "{what}: không có địa chỉ thư của {}; bổ sung để thông báo",
                    card.in_letters(role)
                )),
                None => {}
            }
        }
    }
    notices
}

/// Whether what the fact tells a role is told by no reminder later.
fn has_no_ladder(body: &Body) -> bool {
    matches!(
        body,
        Body::InvitationAnswered(_)
            | Body::TeamMemberReplaced(_)
            | Body::TeamDissolved(_)
            | Body::VisitPlanned(_)
            | Body::ApologySent(_)
            | Body::RemedyReported(_)
            | Body::RemedyConcluded(_)
            | Body::RevocationConcluded(_)
            | Body::CertificateRevoked(_)
            | Body::CertificateRestored(_)
            | Body::CertificateReplaced(_)
    )
}

fn notice(card: &CaseCard, news: News<'_>, what: &str, text: &str, role: Role, to: String) -> Letter {
    let About { holder, lines } = About::of(card, news.body);
    Letter {
        id: letter::id(&format!("notice/{}/{}/{to}", news.fact_id, role)),
        kind: LetterKind::Notice,
        case_id: card.case_id,
        clock_id: None,
        subject: letter::subject(what, &holder, ""),
        body: letter::body(card.in_letters(role), &[text.to_owned(), lines]),
        to,
    }
}

/// What a letter is about: the case, or the schools that a fact about a team names.
pub struct About {
    /// In a subject.
    pub holder: String,
    /// In the text.
    pub lines: String,
}

impl About {
    /// What the letters of a fact about the case are about.
    pub fn of(card: &CaseCard, body: &Body) -> Self {
        let schools = match body {
            Body::MembersInvited(invited) => invited.schools.as_slice(),
            Body::InvitationAnswered(answered) => &answered.schools,
            _ => &[],
        };
        let lines: Vec<String> = schools.iter().map(|school| format!("Trường: {school}")).collect();
        match schools {
            [] => Self {
                holder: card.holder().to_owned(),
                lines: letter::case_line(card),
            },
            [school] => Self {
                holder: school.clone(),
                lines: lines.join("\n"),
            },
            several => Self {
                holder: format!("{} trường", several.len()),
                lines: lines.join("\n"),
            },
        }
    }
}

/// Who is told when a role has no address: of a local body without a mailbox the department hears.
fn stand_in(role: Role) -> Role {
    match role {
        Role::Commune | Role::District => Role::DepartmentOfficer,
        role => role,
    }
}

/// The body that checks the dossier that `body` speaks of, at the stage that the fact names.
fn checker(clocks: &[Clock], body: &Body, rules: &Rules) -> Role {
    if attribute(body, "stage") == Some("department") {
        return Role::DepartmentOfficer;
    }
    local_body(clocks, rules)
}

/// The local body of the case: whoever owes its check, under the regime that the clock keeps.
fn local_body(clocks: &[Clock], rules: &Rules) -> Role {
    let check = clocks.iter().find(|clock| clock.limit == "dossier.check");
    check
        .and_then(|clock| clock.rule(rules))
        .map_or(Role::Commune, |rule| rule.owed_by)
}

/// What `role` is called where it acts; an officer acts for the department.
fn acting(card: &CaseCard, role: Role) -> &str {
    match role {
        Role::DepartmentOfficer => "Sở Giáo dục và Đào tạo",
        role => card.in_letters(role),
    }
}

/// `31/8/2024`, or what stands there if it is no date.
pub(super) fn date(text: &str) -> String {
    text.parse::<Day>()
        .map_or_else(|_| text.to_owned(), Day::vietnamese)
}

/// The months of an amended plan item, and why.
fn amended(item: &PlanItemAmended) -> String {
    let lines = [
        ("Hoàn thành hồ sơ chậm nhất", date(&item.dossier_month_end)),
        ("Đăng ký chậm nhất", date(&item.registration_month_end)),
        ("Lý do", item.reason.clone()),
    ];
    let said = lines.into_iter().filter(|(_, said)| !said.is_empty());
    said.fold(
        "Kế hoạch đánh giá ngoài của nhà trường đã được điều chỉnh.".to_owned(),
        |text, (what, said)| format!("{text}\n{what}: {said}"),
    )
}

/// How a reviewer answered an invitation.
fn answered(answer: &InvitationAnswered) -> Option<Told> {
    const OFFICER: &[Role] = &[Role::DepartmentOfficer];
    let seat = answer.seat.clone().unwrap_or_default();
    let (name, place) = (&seat.reviewer_name, member::place(seat.role()));
    if answer.accepted {
        let text = format!("Ông/Bà {name} nhận lời tham gia đoàn đánh giá ngoài.\nVị trí: {place}.");
        told("Nhận lời tham gia đoàn ĐGN", text, OFFICER)
    } else {
        let text = format!(
            "Ông/Bà {name} từ chối tham gia đoàn đánh giá ngoài; cần cử người khác.\nVị trí: {place}.\nLý do: {}",
            answer.reason
        );
        told("Từ chối tham gia đoàn ĐGN", text, OFFICER)
    }
}

/// When the team comes.
fn visit(visit: &VisitPlanned) -> Option<Told> {
    let (what, kind) = match visit.step() {
        ReviewStep::PreliminaryVisit => ("Lịch khảo sát sơ bộ", "khảo sát sơ bộ"),
        ReviewStep::OfficialVisit => ("Lịch khảo sát chính thức", "khảo sát chính thức"),
        ReviewStep::DossierStudy | ReviewStep::Unspecified => ("Lịch làm việc của đoàn", "làm việc"),
    };
    let days = if visit.from == visit.until {
        format!("ngày {}", date(&visit.from))
    } else {
        format!(
            "từ ngày {} đến hết ngày {}",
            date(&visit.from),
            date(&visit.until)
        )
    };
    let text = format!(
        "Đoàn đánh giá ngoài {kind} tại trường {days}. Lịch này thay cho lịch đã thông báo trước đó, nếu có."
    );
    told(what, text, &[Role::School])
}

fn tell(card: &CaseCard, clocks: &[Clock], news: News<'_>, rules: &Rules) -> Option<Told> {
    const SCHOOL: &[Role] = &[Role::School];
    const OFFICER: &[Role] = &[Role::DepartmentOfficer];
    match news.body {
        Body::PlanItemAmended(item) => told("Điều chỉnh kế hoạch", amended(item), SCHOOL),
        Body::PlanItemRemoved(removal) => told(
            "Đưa ra khỏi kế hoạch",
            format!(
                "Nhà trường được đưa ra khỏi kế hoạch đánh giá ngoài. Lý do: {}",
                removal.reason
            ),
            SCHOOL,
        ),
        Body::DossierSubmitted(_) => told(
            "Hồ sơ mới nộp, chờ kiểm tra",
            "Nhà trường đã nộp hồ sơ đăng ký đánh giá ngoài.",
            &[checker(clocks, news.body, rules)],
        ),
        Body::DossierResubmitted(_) => told(
            "Hồ sơ nộp lại, chờ kiểm tra",
            "Nhà trường đã nộp lại hồ sơ đăng ký đánh giá ngoài sau khi bổ sung.",
            &[checker(clocks, news.body, rules)],
        ),
        Body::DossierForwarded(_) => told(
            "Hồ sơ chuyển đến, chờ kiểm tra",
            format!(
                "Hồ sơ đăng ký đánh giá ngoài do {} kiểm tra và chuyển đến Sở Giáo dục và Đào tạo.",
                acting(card, local_body(clocks, rules))
            ),
            OFFICER,
        ),
        Body::SupplementRequested(request) => told(
            "Yêu cầu bổ sung hồ sơ",
            format!(
                "Cơ quan yêu cầu: {}.\nHồ sơ cần bổ sung:\n- {}",
                acting(card, checker(clocks, news.body, rules)),
                request.defects.join("\n- ")
            ),
            SCHOOL,
        ),
        Body::DossierAccepted(_) => told(
            "Hồ sơ được chấp nhận",
            "Hồ sơ đăng ký đánh giá ngoài đã được chấp nhận.",
            SCHOOL,
        ),
        Body::DossierRefused(refusal) => {
            told("Hồ sơ bị từ chối", format!("Lý do: {}", refusal.reason), SCHOOL)
        }
        Body::InvitationAnswered(answer) => answered(answer),
        Body::TeamMemberReplaced(replaced) => told(
            "Thay thành viên đoàn đánh giá",
            member::replaced(replaced),
            SCHOOL,
        ),
        Body::TeamDissolved(team) => told("Giải thể đoàn đánh giá ngoài", member::dissolved(team), SCHOOL),
        Body::VisitPlanned(planned) => visit(planned),
        Body::DraftReportSent(_) => told(
            "Dự thảo báo cáo đánh giá ngoài",
            "Đoàn đánh giá ngoài đã gửi dự thảo báo cáo. Quá thời hạn cho ý kiến mà nhà trường không trả lời thì \
             được coi là đồng ý với dự thảo.",
            SCHOOL,
        ),
        Body::CommentsReceived(comments) => told(
            "Nhà trường có ý kiến về dự thảo",
            format!("Ý kiến của nhà trường:\n- {}", comments.comments.join("\n- ")),
            &[Role::Reviewer],
        ),
        Body::DraftAgreed(_) => told(
            "Nhà trường đồng ý với dự thảo",
            "Nhà trường đã đồng ý bằng văn bản.",
            &[Role::Reviewer],
        ),
        Body::ConsentDeemed(_) => told(
            "Mặc nhiên đồng ý với dự thảo",
            "Hết thời hạn cho ý kiến, nhà trường không trả lời nên được coi là đồng ý với dự thảo báo cáo.",
            &[Role::School, Role::Reviewer],
        ),
        Body::CommentsAnswered(_) => told(
            "Đoàn trả lời ý kiến về dự thảo",
            "Đoàn đánh giá ngoài đã trả lời từng ý kiến.",
            SCHOOL,
        ),
        Body::FinalReportSubmitted(_) => told(
            "Báo cáo đánh giá ngoài đã nộp",
            "Đoàn đánh giá ngoài đã nộp báo cáo chính thức.",
            OFFICER,
        ),
        Body::DeadlineBreached(breach) => told(
            "Vi phạm thời hạn",
            breach_text(clocks, breach, rules),
            &[Role::DepartmentLeader],
        ),
        _ => recognised::tell(card, news, rules),
    }
}

fn breach_text(clocks: &[Clock], breach: &DeadlineBreached, rules: &Rules) -> String {
    let overlay = Some(breach.overlay.as_str()).filter(|overlay| !overlay.is_empty());
    let rule = clocks
        .iter()
        .find(|clock| clock.limit == breach.limit && clock.overlay.as_deref() == overlay)
        .and_then(|clock| clock.rule(rules));
    let due_on = date(&breach.due_on);
    let Some(rule) = rule else {
        return format!("{} quá hạn {due_on}.", breach.limit);
    };
    format!(
        "{} đã quá hạn {due_on}; {} chưa thực hiện.\nCăn cứ: {}",
        rule.title.text(Language::Vietnamese),
        rule.owed_by.in_vietnamese(),
        rule.citation.text(Language::Vietnamese)
    )
}
