//! The letters on what recognition announces: the decision, the letter of apology, and the life of a certificate, each
//! with its article.

use calendar::{Language, local_day};
use proto::fact::{
    ApologySent, Body, CertificateLapsed, CertificateReplaced, CertificateRestored, CertificateRevoked,
    DecisionSigned, RemedyConcluded, RemedyOrdered, RevocationConcluded, Target,
};
use statute::{LimitRule, RecognitionTarget, Role};

use super::notice::{Told, date, told};
use super::{CaseCard, News, Rules, letter};

const SCHOOL: &[Role] = &[Role::School];
const OFFICER: &[Role] = &[Role::DepartmentOfficer];
/// What is said where no act says it.
const PRACTICE: &str = "Căn cứ: thông lệ, chưa tìm thấy quy định (cần xác minh)";

/// The letter that a fact of recognition calls for, if any.
pub(super) fn tell(card: &CaseCard, news: News<'_>, rules: &Rules) -> Option<Told> {
    let basis = |limit| basis(card, news, rules, limit);
    match news.body {
        Body::ProposalSent(proposal) => told(
            "Tờ trình công nhận",
            format!(
                "Sở Giáo dục và Đào tạo trình UBND tỉnh theo Tờ trình số {}.",
                proposal.number
            ),
            &[Role::Province],
        ),
        Body::DecisionSigned(decision) if decision.recognises => {
            let text = recognition(decision, &basis("recognition.decide"));
            told("Quyết định công nhận", text, SCHOOL)
        }
        Body::DecisionSigned(decision) => {
            let text = refusal(decision, &basis("recognition.decide"));
            told("Quyết định không công nhận", text, SCHOOL)
        }
        Body::DecisionPublished(publication) => told(
            "Công bố quyết định",
            format!("Quyết định đã được công bố tại {}.", publication.place),
            SCHOOL,
        ),
        Body::ApologySent(sent) => told("Thư xin lỗi và hẹn lại", apology(card, news, rules, sent), SCHOOL),
        Body::RenewalRegistered(registered) => told(
            "Đã đăng ký công nhận lại",
            format!(
                "Nhà trường đã đăng ký công nhận lại cho chứng nhận số {} ngày {}.\n{}",
                registered.number,
                local_day(news.occurred_at).vietnamese(),
                basis("certificate.renew")
            ),
            SCHOOL,
        ),
        Body::RemedyOrdered(order) => told(
            "Yêu cầu khắc phục",
            ordered(news, order, &basis("certificate.remedy")),
            SCHOOL,
        ),
        Body::RemedyReported(report) => told(
            "Báo cáo khắc phục, chờ kết luận",
            format!("Nhà trường báo cáo đã khắc phục: {}", report.summary),
            OFFICER,
        ),
        Body::RemedyConcluded(conclusion) => {
            let text = concluded(conclusion, &basis("certificate.remedy"));
            told("Kết luận về khắc phục", text, SCHOOL)
        }
        Body::RevocationConcluded(conclusion) => {
            let text = to_be_revoked(news, conclusion, &basis("certificate.revoke"));
            told("Kết luận thu hồi", text, &[Role::School, Role::DepartmentOfficer])
        }
        Body::CertificateRevoked(revoked) => told(
            "Thu hồi chứng nhận",
            self::revoked(revoked, &basis("certificate.revoke")),
            SCHOOL,
        ),
        Body::CertificateRestored(restored) => {
            let text = self::restored(restored, &basis("certificate.expire"));
            told("Khôi phục chứng nhận", text, SCHOOL)
        }
        Body::CertificateReplaced(replaced) => told("Thay chứng nhận", self::replaced(replaced), SCHOOL),
        Body::CertificateLapsed(lapsed) => told("Chứng nhận hết giá trị", self::lapsed(lapsed), SCHOOL),
        _ => None,
    }
}

/// A document as letters cite it.
fn document(kind: &str, number: &str, signed_on: &str, signer: &str) -> String {
    format!("{kind} số {number} ngày {} do {signer} ký", date(signed_on))
}

fn recognition(decision: &DecisionSigned, basis: &str) -> String {
    let signed = document(
        "Quyết định",
        &decision.number,
        &decision.signed_on,
        &decision.signer,
    );
    let mut lines = vec![format!("Nhà trường được công nhận theo {signed}.")];
    lines.extend(title(decision.recognised_as()).map(|title| format!("Công nhận: {title}")));
    if !decision.effective_on.is_empty() {
        lines.push(format!("Có hiệu lực từ ngày {}", date(&decision.effective_on)));
    }
    lines.push(basis.to_owned());
    lines.join("\n")
}

fn refusal(decision: &DecisionSigned, basis: &str) -> String {
    let signed = document(
        "Quyết định",
        &decision.number,
        &decision.signed_on,
        &decision.signer,
    );
    format!(
        "Nhà trường chưa được công nhận theo {signed}.\nLý do: {}\n{basis}",
        decision.reasons
    )
}

/// Why, the date before, the one new date, and the article that allows no second one.
fn apology(card: &CaseCard, news: News<'_>, rules: &Rules, sent: &ApologySent) -> String {
    let rule = rule(card, news, rules, &sent.limit);
    let matter = rule.map_or(sent.limit.as_str(), |rule| rule.title.text(Language::Vietnamese));
    let article = rule
        .and_then(|rule| rule.time_limit.extension.as_ref())
        .map(|extension| extension.citation.text(Language::Vietnamese));
    let mut lines = vec![
        "Sở Giáo dục và Đào tạo xin lỗi nhà trường vì không kịp trả kết quả đúng hạn.".to_owned(),
        format!(
            "Văn bản: {}",
            document("Thư xin lỗi", &sent.number, &sent.signed_on, &sent.signer)
        ),
        format!("Công việc: {matter}"),
        format!("Lý do: {}", sent.reason),
        format!("Hạn trước đây: {}", date(&sent.due_on)),
        format!("Ngày hẹn mới, chỉ hẹn lại một lần: {}", date(&sent.new_due_on)),
    ];
    lines.extend(article.map(|article| format!("Căn cứ: {article}")));
    lines.join("\n")
}

fn ordered(news: News<'_>, order: &RemedyOrdered, basis: &str) -> String {
    format!(
        "Sở Giáo dục và Đào tạo yêu cầu nhà trường khắc phục theo văn bản số {} ngày {} do {} ký, đối với chứng nhận số \
         {}.\nNội dung cần khắc phục:\n- {}\nChậm nhất ngày {}; quá thời hạn này chứng nhận có thể bị thu hồi.\n\
         {basis}",
        order.document_number,
        local_day(news.occurred_at).vietnamese(),
        order.signer,
        order.number,
        order.requirements.join("\n- "),
        date(&order.remedy_by)
    )
}

fn concluded(conclusion: &RemedyConcluded, basis: &str) -> String {
    let verdict = if conclusion.accepted {
        "Nhà trường đã khắc phục đầy đủ."
    } else {
        "Nhà trường chưa khắc phục đầy đủ."
    };
    let mut lines = vec![format!(
        "Sở Giáo dục và Đào tạo kết luận về báo cáo khắc phục: {verdict}"
    )];
    if !conclusion.reasons.is_empty() {
        lines.push(format!("Lý do: {}", conclusion.reasons));
    }
    lines.push(basis.to_owned());
    lines.join("\n")
}

fn to_be_revoked(news: News<'_>, conclusion: &RevocationConcluded, basis: &str) -> String {
    format!(
        "Sở Giáo dục và Đào tạo kết luận thu hồi chứng nhận số {} theo văn bản số {} ngày {} của {}.\nLý do: \
         {}\n{basis}",
        conclusion.number,
        conclusion.document_number,
        local_day(news.occurred_at).vietnamese(),
        conclusion.concluded_by,
        conclusion.reasons
    )
}

fn revoked(revoked: &CertificateRevoked, basis: &str) -> String {
    let signed = document(
        "Quyết định",
        &revoked.decision_number,
        &revoked.signed_on,
        &revoked.signer,
    );
    format!(
        "Chứng nhận số {} bị thu hồi theo {signed}; không còn giá trị từ ngày {}.\nLý do: {}\n{basis}",
        revoked.number,
        date(&revoked.signed_on),
        revoked.reasons
    )
}

fn restored(restored: &CertificateRestored, basis: &str) -> String {
    let signed = document(
        "Quyết định",
        &restored.decision_number,
        &restored.signed_on,
        &restored.signer,
    );
    format!(
        "Chứng nhận số {} được khôi phục theo {signed}; có giá trị từ ngày {} đến hết ngày {} ghi trên chứng \
         nhận.\nLý do: {}\n{basis}",
        restored.number,
        date(&restored.signed_on),
        date(&restored.valid_until),
        restored.reasons
    )
}

fn replaced(replaced: &CertificateReplaced) -> String {
    format!(
        "Chứng nhận số {} được thay bằng chứng nhận số {} từ ngày {}.\n{PRACTICE}",
        replaced.number,
        replaced.by_number,
        date(&replaced.on)
    )
}

fn lapsed(lapsed: &CertificateLapsed) -> String {
    let reason = match lapsed.reason.as_str() {
        "school_merged" => "nhà trường đã sáp nhập",
        "school_closed" => "nhà trường đã giải thể",
        other => other,
    };
    format!(
        "Chứng nhận số {} không còn giá trị từ ngày {}.\nLý do: {reason}\n{PRACTICE}",
        lapsed.number,
        date(&lapsed.on)
    )
}

/// What is recognised, as the act calls it.
fn title(target: Target) -> Option<String> {
    let target = match target {
        Target::Unspecified => return None,
        Target::Accreditation1 => RecognitionTarget::Accreditation(1),
        Target::Accreditation2 => RecognitionTarget::Accreditation(2),
        Target::Accreditation3 => RecognitionTarget::Accreditation(3),
        Target::Accreditation4 => RecognitionTarget::Accreditation(4),
        Target::NationalStandard1 => RecognitionTarget::NationalStandard(1),
        Target::NationalStandard2 => RecognitionTarget::NationalStandard(2),
    };
    Some(target.title().vi)
}

/// The act's limit under the regime of the case, or under that of the day while the case has none.
fn rule<'a>(card: &CaseCard, news: News<'_>, rules: &'a Rules, limit: &str) -> Option<&'a LimitRule> {
    let on = local_day(news.occurred_at);
    let of_the_day = || rules.law.regime_on(on).map(|regime| regime.id);
    let regime = card.regime.parse().ok().or_else(of_the_day)?;
    rules.law.limit(limit, regime, None, on)
}

/// The article by which it happened.
fn basis(card: &CaseCard, news: News<'_>, rules: &Rules, limit: &str) -> String {
    rule(card, news, rules, limit).map_or_else(|| PRACTICE.to_owned(), letter::basis)
}
