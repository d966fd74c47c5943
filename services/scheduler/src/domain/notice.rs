//! The letters that a fact calls for at once: what has happened, to whom it matters.

use calendar::{Day, Language};
use proto::fact::{Body, DeadlineBreached, PlanItemAmended, TeamRole};
use statute::Role;

use super::{CaseCard, Clock, Letter, LetterKind, News, Rules, attribute, letter};

/// What is told, in the subject and in the text.
struct Told {
    what: &'static str,
    text: String,
    to: Vec<Role>,
}

fn told(what: &'static str, text: impl Into<String>, to: &[Role]) -> Option<Told> {
    Some(Told {
        what,
        text: text.into(),
        to: to.to_vec(),
    })
}

/// The letters that `news` calls for. A role that nobody fills is left to the ladder, which raises the
/// alarm.
pub fn letters(card: &CaseCard, clocks: &[Clock], news: News<'_>, rules: &Rules) -> Vec<Letter> {
    let mut letters = Vec::new();
    if let Some(Told { what, text, to }) = tell(card, clocks, news, rules) {
        let addressed = to
            .into_iter()
            .filter_map(|role| rules.directory.reach([role, stand_in(role)], card));
        letters.extend(addressed.map(|(role, address)| notice(card, news, what, &text, role, address)));
    }
    if let Body::TeamEstablished(team) = news.body {
        let text = format!(
            "Ông/Bà được phân công vào đoàn đánh giá ngoài theo Quyết định số {} do {} ký.",
            team.decision_number, team.signer
        );
        for seat in team.seats.iter().filter(|seat| !seat.reviewer_email.is_empty()) {
            let place = match seat.role() {
                TeamRole::Head => "Trưởng đoàn",
                TeamRole::Secretary => "Thư ký",
                TeamRole::Member | TeamRole::Unspecified => "Thành viên",
            };
            let text = format!("{text}\nVị trí: {place}.");
            let address = seat.reviewer_email.clone();
            letters.push(notice(
                card,
                news,
                "Phân công đoàn đánh giá ngoài",
                &text,
                Role::Reviewer,
                address,
            ));
        }
    }
    letters
}

fn notice(card: &CaseCard, news: News<'_>, what: &str, text: &str, role: Role, to: String) -> Letter {
    Letter {
        id: letter::id(&format!("notice/{}/{}/{to}", news.fact_id, role)),
        kind: LetterKind::Notice,
        case_id: card.case_id,
        clock_id: None,
        subject: letter::subject(what, card.holder(), ""),
        body: letter::body(card.in_letters(role), &[text.to_owned(), letter::case_line(card)]),
        to,
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
fn date(text: &str) -> String {
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
        Body::ProposalSent(proposal) => told(
            "Tờ trình công nhận",
            format!(
                "Sở Giáo dục và Đào tạo trình UBND tỉnh theo Tờ trình số {}.",
                proposal.number
            ),
            &[Role::Province],
        ),
        Body::DecisionSigned(decision) if decision.recognises => told(
            "Quyết định công nhận",
            format!("Quyết định số {} đã được ký.", decision.number),
            SCHOOL,
        ),
        Body::DecisionSigned(decision) => told(
            "Quyết định không công nhận",
            format!(
                "Quyết định số {} đã được ký. Lý do: {}",
                decision.number, decision.reasons
            ),
            SCHOOL,
        ),
        Body::DecisionPublished(publication) => told(
            "Công bố quyết định",
            format!("Quyết định đã được công bố tại {}.", publication.place),
            SCHOOL,
        ),
        Body::DeadlineBreached(breach) => told(
            "Vi phạm thời hạn",
            breach_text(clocks, breach, rules),
            &[Role::DepartmentLeader],
        ),
        _ => None,
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
