//! Refusals about dossiers, as callers read them.

use platform::refusal::{BrokenRule, Refusal};

use super::super::refusals::broken;
use crate::domain::{Certificate, DossierRefusal, LegalDate, Shortfall, wish_in_vietnamese};

/// The order of the proceeding, which no single article states.
const ORDER: &str = "Trình tự đăng ký đánh giá ngoài";
/// The supplement that is asked for once.
const ONCE: &str = "NĐ 61/2018/NĐ-CP Điều 19 khoản 4";

impl From<DossierRefusal> for Refusal {
    fn from(refusal: DossierRefusal) -> Self {
        match refusal {
            DossierRefusal::WrongState { state, act } => broken(
                "WRONG_STATE",
                "dossier.state",
                format!("Hồ sơ {} nên không thể {act}", state.in_vietnamese()),
                ORDER,
            ),
            DossierRefusal::NotInCharge { act, waits_for } => broken(
                "NOT_IN_CHARGE",
                "dossier.stage",
                format!("Hồ sơ đang chờ {waits_for} nên cơ quan khác không thể {act}"),
                ORDER,
            ),
            DossierRefusal::DepartmentAccepts => broken(
                "DEPARTMENT_ACCEPTS",
                "dossier.stage",
                "Cơ quan tiếp nhận chuyển hồ sơ lên Sở hoặc từ chối; chỉ Sở chấp nhận hồ sơ",
                ORDER,
            ),
            DossierRefusal::NothingAbove => broken(
                "NOTHING_ABOVE",
                "dossier.stage",
                "Hồ sơ đã ở Sở; nay chấp nhận hoặc từ chối hồ sơ",
                ORDER,
            ),
            DossierRefusal::SelfAssessmentOpen { school_year } => broken(
                "SELF_ASSESSMENT_OPEN",
                "dossier.self_assessment",
                format!(
                    "Tự đánh giá năm học {school_year} chưa hoàn thành; hoàn thành báo cáo rồi mới lập hồ sơ"
                ),
                ORDER,
            ),
            DossierRefusal::Incomplete { lacking, citation } => {
                let rules = lacking.into_iter().map(|lack| shortfall(lack, &citation));
                Self::forbidden("DOSSIER_INCOMPLETE", rules.collect())
            }
            DossierRefusal::Unplaced { school } => broken(
                "SCHOOL_UNPLACED",
                "dossier.receiving_body",
                format!(
                    "Chưa ghi cơ quan quản lý của {school}; quản trị viên cập nhật thông tin trường trước"
                ),
                "Phân cấp quản lý nhà nước về giáo dục",
            ),
            DossierRefusal::NoReceivingBody { commune } => broken(
                "NO_RECEIVING_BODY",
                "dossier.receiving_body",
                format!("{commune} không còn; quản trị viên cập nhật xã, phường nơi trường đóng trước"),
                "Luật Tổ chức chính quyền địa phương số 72/2025/QH15",
            ),
            DossierRefusal::AccreditationEnded { regime, citation } => broken(
                "ACCREDITATION_ENDED",
                "dossier.wish",
                format!(
                    "Chế độ {regime} không còn cấp chứng nhận kiểm định; chỉ đăng ký công nhận đạt chuẩn quốc gia"
                ),
                &citation,
            ),
            DossierRefusal::OpenDossier { number, wish } => broken(
                "OPEN_DOSSIER",
                "dossier.open",
                format!(
                    "Trường đã có hồ sơ {number} về {} đang giải quyết; hãy chờ kết quả hoặc rút hồ sơ đó",
                    wish_in_vietnamese(wish)
                ),
                ORDER,
            ),
            DossierRefusal::AlreadyRecognised(certificate) => already_recognised(&certificate),
            DossierRefusal::RenewalTooLate(date) => renewal_too_late(*date),
            DossierRefusal::UpgradeTooEarly(date) => upgrade_too_early(*date),
            DossierRefusal::Uncounted { limit, reason } => broken(
                "LIMIT_UNCOUNTED",
                limit,
                format!("Không tính được thời hạn ({reason}); quản trị viên kiểm tra lịch và quy định"),
                "Danh mục văn bản của hệ thống",
            ),
            DossierRefusal::SecondSupplement => broken(
                "SECOND_SUPPLEMENT",
                "dossier.check",
                "Chỉ được yêu cầu bổ sung hồ sơ một lần, nêu đủ mọi thiếu sót; nay giải quyết hoặc từ chối hồ sơ",
                ONCE,
            ),
            DossierRefusal::PortalNumberTaken { portal_no, dossier } => broken(
                "PORTAL_NUMBER_TAKEN",
                "dossier.portal_no",
                format!("Mã hồ sơ {portal_no} của cổng dịch vụ công đã có ở {dossier}"),
                "Mỗi hồ sơ trên cổng dịch vụ công một mã",
            ),
        }
    }
}

fn shortfall(lack: Shortfall, citation: &str) -> BrokenRule {
    let (rule, description) = match lack {
        Shortfall::Letter => (
            "dossier.letter",
            "Thiếu công văn đăng ký nêu rõ nguyện vọng".to_owned(),
        ),
        Shortfall::Report => ("dossier.report", "Thiếu báo cáo tự đánh giá".to_owned()),
        Shortfall::Copies { given, asked } => (
            "dossier.copies",
            format!("Báo cáo tự đánh giá phải có tệp hoặc {asked} bản giấy, hiện có {given} bản"),
        ),
        Shortfall::ReportFile => (
            "dossier.report_file",
            "Báo cáo tự đánh giá phải nộp dưới dạng tệp".to_owned(),
        ),
        Shortfall::OtherReport => (
            "dossier.report_hash",
            "Tệp báo cáo không phải báo cáo của bản tự đánh giá đã hoàn thành (SHA-256 khác nhau)".to_owned(),
        ),
    };
    BrokenRule {
        rule: rule.to_owned(),
        description,
        citation: format!("{citation}, hồ sơ đăng ký đánh giá ngoài"),
    }
}

fn already_recognised(certificate: &Certificate) -> Refusal {
    broken(
        "ALREADY_RECOGNISED",
        "dossier.kind",
        format!(
            "Chứng nhận {} còn hiệu lực đến {} ở mức bằng hoặc cao hơn; hãy đăng ký công nhận lại",
            certificate.number,
            certificate.valid_until.vietnamese()
        ),
        ORDER,
    )
}

fn renewal_too_late(date: LegalDate) -> Refusal {
    let description = format!(
        "Phải đăng ký công nhận lại chậm nhất ngày {} vì chứng nhận {} hết hạn ngày {} ({})",
        date.due_on.vietnamese(),
        date.certificate.number,
        date.certificate.valid_until.vietnamese(),
        date.explanation
    );
    broken(
        "RENEWAL_TOO_LATE",
        "certificate.renew",
        description,
        &date.citation,
    )
}

fn upgrade_too_early(date: LegalDate) -> Refusal {
    let description = format!(
        "Chỉ được đăng ký mức cao hơn sau ngày {} vì chứng nhận {} được công nhận ngày {} ({})",
        date.due_on.vietnamese(),
        date.certificate.number,
        date.certificate.recognised_on.vietnamese(),
        date.explanation
    );
    broken(
        "UPGRADE_TOO_EARLY",
        "certificate.upgrade",
        description,
        &date.citation,
    )
}
