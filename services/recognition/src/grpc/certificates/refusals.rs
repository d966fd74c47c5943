//! Refusals about certificates, as callers read them: the rule in Vietnamese, with the article of the regime under
//! which the certificate was issued.

use platform::refusal::{BrokenRule, Refusal};
use proto::fact::Measure;
use statute::{Law, RegimeId};

use crate::domain::{Authority, CertificateRefusal};

const REGISTER: &str = "Sổ đăng ký chứng nhận của Sở Giáo dục và Đào tạo";
const TWO_PEOPLE: &str = "Quy tắc hai người quyết định của hệ thống";

/// What a person reads of `refusal` of a row of a file.
pub fn told(refusal: CertificateRefusal, law: &Law) -> String {
    refused(refusal, law, None).message
}

/// `refusal` of something about a certificate of `regime`, if one was issued.
pub fn refused(refusal: CertificateRefusal, law: &Law, regime: Option<RegimeId>) -> Refusal {
    let article = |limit: &str| article(law, limit, regime.unwrap_or(RegimeId::A0));
    match refusal {
        CertificateRefusal::Fields(fields) => Refusal::invalid_fields(fields),
        CertificateRefusal::Duplicate(number, on) => broken(
            "CERTIFICATE_KNOWN",
            "certificate.number",
            format!(
                "Chứng nhận số {number} công nhận ngày {} đã có trong sổ; hãy tìm theo số, không nhập lần nữa",
                on.vietnamese()
            ),
            REGISTER,
        ),
        CertificateRefusal::NotGranted { regime, citation, .. } => broken(
            "NOT_GRANTED",
            "certificate.target",
            format!(
                "Chế độ {regime} chỉ công nhận đạt chuẩn quốc gia, không cấp chứng nhận kiểm định; hãy kiểm tra lại \
                 danh hiệu và ngày công nhận"
            ),
            &citation,
        ),
        CertificateRefusal::Uncounted { limit, reason } => broken(
            "LIMIT_UNCOUNTED",
            limit,
            format!("Không tính được thời hạn ({reason}); quản trị viên kiểm tra lịch và quy định"),
            "Danh mục văn bản của hệ thống",
        ),
        CertificateRefusal::WrongState { state, act } => broken(
            "WRONG_STATE",
            "certificate.state",
            format!("Chứng nhận {state} nên không thể {act}"),
            "Hiệu lực ghi trên chứng nhận và các quyết định về chứng nhận",
        ),
        CertificateRefusal::OrderOpen(..)
        | CertificateRefusal::NoOrder
        | CertificateRefusal::Reported
        | CertificateRefusal::NotReported(..)
        | CertificateRefusal::NothingToAccept
        | CertificateRefusal::TermOver(..) => of_remedy(&refusal, &article("certificate.remedy")),
        CertificateRefusal::Concluded => broken(
            "REVOCATION_CONCLUDED",
            "certificate.revoke",
            "Đã có kết luận thu hồi chứng nhận này; hãy trình dự thảo quyết định thu hồi".to_owned(),
            &article("certificate.revoke"),
        ),
        CertificateRefusal::NotConcluded => broken(
            "REVOCATION_NOT_CONCLUDED",
            "certificate.revoke",
            "Chưa có kết luận của Sở là phải thu hồi; lãnh đạo Sở phải kết luận trước khi trình quyết định thu hồi"
                .to_owned(),
            &article("certificate.revoke"),
        ),
        CertificateRefusal::AnotherInForce(number) => broken(
            "REPLACED",
            "certificate.restoration",
            format!("Trường đã có chứng nhận cùng loại số {number} nên không khôi phục chứng nhận cũ"),
            REGISTER,
        ),
        CertificateRefusal::SchoolEnded => broken(
            "SCHOOL_ENDED",
            "certificate.restoration",
            "Trường đã sáp nhập hoặc giải thể nên không khôi phục chứng nhận".to_owned(),
            REGISTER,
        ),
        CertificateRefusal::NothingPrepared
        | CertificateRefusal::PreparedByAnother(..)
        | CertificateRefusal::SamePerson
        | CertificateRefusal::TextChanged
        | CertificateRefusal::WrongAuthority(..) => of_signature(&refusal),
    }
}

/// The article of `limit` under `regime`, as the law stands last.
fn article(law: &Law, limit: &str, regime: RegimeId) -> String {
    let newest = law.versions(limit, regime, None).max_by_key(|rule| rule.from);
    newest.map(|rule| rule.citation.vi.clone()).unwrap_or_default()
}

fn of_remedy(refusal: &CertificateRefusal, article: &str) -> Refusal {
    let (reason, description) = match refusal {
        CertificateRefusal::OrderOpen(by) => (
            "REMEDY_ORDERED",
            format!(
                "Còn một yêu cầu khắc phục đến ngày {} chưa kết luận; hãy kết luận trước khi yêu cầu tiếp",
                by.vietnamese()
            ),
        ),
        CertificateRefusal::Reported => (
            "REMEDY_REPORTED",
            "Trường đã báo cáo khắc phục; chờ Sở kết luận".to_owned(),
        ),
        CertificateRefusal::NotReported(by) => (
            "REMEDY_NOT_REPORTED",
            format!(
                "Trường chưa báo cáo và còn thời hạn đến hết ngày {}; hãy chờ báo cáo rồi kết luận",
                by.vietnamese()
            ),
        ),
        CertificateRefusal::NothingToAccept => (
            "REMEDY_NOT_REPORTED",
            "Trường không báo cáo nên không thể kết luận là đã khắc phục; hãy nêu những gì chưa được khắc phục"
                .to_owned(),
        ),
        CertificateRefusal::TermOver(by) => (
            "TERM_OVER",
            format!(
                "Thời hạn khắc phục {} không sau ngày ký; hãy trình dự thảo với thời hạn mới",
                by.vietnamese()
            ),
        ),
        _ => (
            "NO_REMEDY_ORDER",
            "Không có yêu cầu khắc phục nào đang chờ".to_owned(),
        ),
    };
    broken(reason, "certificate.remedy", description, article)
}

fn of_signature(refusal: &CertificateRefusal) -> Refusal {
    let (reason, rule, description) = match refusal {
        CertificateRefusal::PreparedByAnother(measure) => (
            "PREPARED_BY_ANOTHER",
            "certificate.preparer",
            format!(
                "Đang có dự thảo {} do người khác soạn; chỉ người đó được thay dự thảo, hoặc bỏ dự thảo đó trước",
                in_vietnamese(*measure)
            ),
        ),
        CertificateRefusal::SamePerson => (
            "FOUR_EYES",
            "certificate.four_eyes",
            "Người soạn thảo không được ký văn bản đó; cần người khác ký".to_owned(),
        ),
        CertificateRefusal::TextChanged => (
            "TEXT_CHANGED",
            "certificate.text",
            "Văn bản được ký không phải là văn bản đã trình; hãy đọc lại bản dự thảo hiện hành".to_owned(),
        ),
        CertificateRefusal::WrongAuthority(authority) => (
            "WRONG_AUTHORITY",
            "certificate.authority",
            match authority {
                Authority::Department => "Văn bản này do lãnh đạo Sở Giáo dục và Đào tạo ký",
                Authority::Province => "Chứng nhận do UBND tỉnh quyết định cấp nên UBND tỉnh ký văn bản này",
            }
            .to_owned(),
        ),
        _ => (
            "NOTHING_PREPARED",
            "certificate.measure",
            "Chưa có dự thảo nào; chuyên viên phải trình dự thảo trước".to_owned(),
        ),
    };
    let citation = match rule {
        "certificate.authority" => "Thẩm quyền công nhận theo chế độ của chứng nhận",
        "certificate.text" => "Quy tắc ký đúng văn bản đã trình của hệ thống",
        _ => TWO_PEOPLE,
    };
    broken(reason, rule, description, citation)
}

fn in_vietnamese(measure: Measure) -> &'static str {
    match measure {
        Measure::RemedyOrder => "yêu cầu khắc phục",
        Measure::Revocation => "quyết định thu hồi",
        Measure::Restoration => "quyết định khôi phục",
        Measure::Unspecified => "văn bản",
    }
}

fn broken(reason: &str, rule: &str, description: String, citation: &str) -> Refusal {
    let rule = BrokenRule {
        rule: rule.to_owned(),
        description,
        citation: citation.to_owned(),
    };
    Refusal::forbidden(reason, vec![rule])
}
