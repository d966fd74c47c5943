//! Refusals in the words of the person who entered the facts: the rule broken, and what to do.

use calendar::Language;

use crate::{DeriveError, Wording};

impl DeriveError {
    /// The refusal in one language. The English text is that of [`std::fmt::Display`].
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::Vietnamese => self.in_vietnamese(),
            Language::English => self.to_string(),
        }
    }

    fn in_vietnamese(&self) -> String {
        match self {
            DeriveError::NotStarted => {
                "Chưa có sự kiện bắt đầu thời hạn (BLDS Đ147); cần ghi nhận sự kiện đó trước.".to_owned()
            }
            DeriveError::StartedTwice { first, second } => format!(
                "Thời hạn đã bắt đầu ngày {}, không thể bắt đầu lần nữa ngày {}; nếu tính lại từ đầu, phải ghi rõ.",
                first.vietnamese(),
                second.vietnamese()
            ),
            DeriveError::BeforeStart { on, started_on, .. } => format!(
                "Sự kiện ngày {} có trước khi thời hạn bắt đầu ngày {} (BLDS Đ147); cần kiểm tra lại ngày.",
                on.vietnamese(),
                started_on.vietnamese()
            ),
            DeriveError::ResumeWithoutStop { on } => format!(
                "Không thể tiếp tục ngày {} vì thời hạn không tạm dừng; cần ghi nhận việc tạm dừng trước.",
                on.vietnamese()
            ),
            DeriveError::NotSuspendable { on, citation } => format!(
                "Không thể tạm dừng ngày {}: không có căn cứ tạm dừng thời hạn này{}.",
                on.vietnamese(),
                cited(citation)
            ),
            DeriveError::NotExtensible { on, citation } => format!(
                "Không thể gia hạn ngày {}: không có căn cứ gia hạn thời hạn này{}.",
                on.vietnamese(),
                cited(citation)
            ),
            DeriveError::TooManyExtensions { on, times, citation } => format!(
                "Không thể gia hạn ngày {}: chỉ được gia hạn {times} lần{}.",
                on.vietnamese(),
                cited(citation)
            ),
            DeriveError::ExtensionTooLong {
                on,
                by,
                longest,
                citation,
            } => format!(
                "Không thể gia hạn ngày {} thêm {}: tối đa {}{}.",
                on.vietnamese(),
                by.in_vietnamese(),
                longest.in_vietnamese(),
                cited(citation)
            ),
            DeriveError::ExtensionAfterExpiry { on, due_on } => format!(
                "Không thể gia hạn ngày {} vì thời hạn đã kết thúc ngày {}.",
                on.vietnamese(),
                due_on.vietnamese()
            ),
            DeriveError::ExtensionTooLate {
                on,
                due_on,
                days_before,
                citation,
            } => format!(
                "Không thể gia hạn ngày {}: phải trước ngày hết hạn {} ít nhất {days_before} ngày{}.",
                on.vietnamese(),
                due_on.vietnamese(),
                cited(citation)
            ),
            DeriveError::NewDateMissing { on, citation } => format!(
                "Văn bản hẹn lại ngày {} không nêu ngày mới; cần bổ sung{}.",
                on.vietnamese(),
                cited(citation)
            ),
            DeriveError::NewDateWhileStopped { on, citation } => format!(
                "Không thể hẹn lại ngày {} vì thời hạn đang tạm dừng, chưa có ngày hết hạn; phải tiếp tục trước{}.",
                on.vietnamese(),
                cited(citation)
            ),
            DeriveError::NewDateNotLater {
                on,
                until,
                due_on,
                citation,
            } => format!(
                "Không thể hẹn lại ngày {} sang {}: phải sau ngày hết hạn {}{}.",
                on.vietnamese(),
                until.vietnamese(),
                due_on.vietnamese(),
                cited(citation)
            ),
            DeriveError::NewDateTooLate {
                on,
                until,
                latest,
                citation,
            } => format!(
                "Không thể hẹn lại ngày {} sang {}: chậm nhất là {}{}.",
                on.vietnamese(),
                until.vietnamese(),
                latest.vietnamese(),
                cited(citation)
            ),
            DeriveError::AnchorMissing { on } => {
                format!(
                    "Sự kiện ngày {} không nêu ngày làm mốc của thời hạn; cần bổ sung.",
                    on.vietnamese()
                )
            }
            DeriveError::Calendar(out) => format!(
                "Lịch làm việc chỉ có từ {} đến {}; không tính được từ ngày {}.",
                out.first.vietnamese(),
                out.last.vietnamese(),
                out.day.vietnamese()
            ),
        }
    }
}

fn cited(citation: &Wording) -> String {
    if citation.vi.is_empty() {
        String::new()
    } else {
        format!(" ({})", citation.vi)
    }
}
