//! `review` and `report`: the steps of an external review and its reports.

use std::path::PathBuf;

use calendar::Day;
use clap::{Args, Subcommand};

use super::Changing;

/// `review`
#[derive(Clone, Debug, Subcommand)]
pub enum Review {
    /// Danh sách đánh giá ngoài, mới nhất trước
    List {
        /// Chỉ ở trạng thái này, ví dụ awaiting_comments
        #[arg(long, value_name = "TRẠNG THÁI")]
        state: Option<String>,
    },
    /// Một cuộc đánh giá ngoài: đoàn, các bước, kết quả từng tiêu chí, mức đề xuất và vì sao
    Get {
        /// Số hồ sơ hoặc mã
        #[arg(value_name = "HỒ SƠ")]
        review: String,
    },
    /// Đặt lịch khảo sát; thay lịch đã đặt
    PlanVisit {
        /// Số hồ sơ hoặc mã
        #[arg(value_name = "HỒ SƠ")]
        review: String,
        /// Cuộc khảo sát nào: preliminary_visit hoặc official_visit
        #[arg(value_name = "BƯỚC")]
        step: String,
        /// Ngày đầu
        #[arg(long, value_name = "NGÀY")]
        from: Day,
        /// Ngày cuối; mặc định là ngày đầu
        #[arg(long, value_name = "NGÀY")]
        until: Option<Day>,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
    /// Ghi nhận đã xong một bước trước dự thảo báo cáo
    Step {
        /// Số hồ sơ hoặc mã
        #[arg(value_name = "HỒ SƠ")]
        review: String,
        /// Bước: dossier_study, preliminary_visit hoặc official_visit
        #[arg(value_name = "BƯỚC")]
        step: String,
        /// Nội dung biên bản
        #[arg(long, value_name = "NỘI DUNG")]
        minutes: String,
        /// Ngày bắt đầu; mặc định là ngày hoàn thành
        #[arg(long, value_name = "NGÀY")]
        from: Option<Day>,
        /// Ngày hoàn thành; mặc định là hôm nay
        #[arg(long, value_name = "NGÀY")]
        until: Option<Day>,
        /// Tệp biên bản, ảnh, danh mục minh chứng; hệ thống giữ tên, dung lượng và SHA-256; lặp lại được
        #[arg(long = "file", value_name = "TỆP")]
        files: Vec<PathBuf>,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
    /// Nhập kết quả tiêu chí của đoàn; tiêu chí nêu lại thì thay kết quả cũ
    Assess {
        /// Số hồ sơ hoặc mã
        #[arg(value_name = "HỒ SƠ")]
        review: String,
        /// Tệp TOML hoặc JSON
        #[arg(value_name = "TỆP")]
        file: PathBuf,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
    /// Việc đang chờ trong các cuộc đánh giá ngoài, gấp nhất trước
    Duties {
        /// Chỉ của đoàn này
        #[arg(long, value_name = "ĐOÀN")]
        team: Option<String>,
        /// Chỉ việc của bên này: reviewer, school hoặc department_officer
        #[arg(long, value_name = "BÊN")]
        owed_by: Option<String>,
    },
    /// Các cuộc đánh giá ngoài đã đến đâu, mỗi bước mất bao nhiêu ngày làm việc
    Pace {
        /// Chỉ những cuộc mở trong năm này
        #[arg(long, value_name = "NĂM")]
        year: Option<i32>,
    },
}

/// `report`
#[derive(Clone, Debug, Subcommand)]
pub enum Report {
    /// Đoàn gửi dự thảo báo cáo cho nhà trường; 10 ngày làm việc bắt đầu tính
    SendDraft(HandIn),
    /// Nhà trường có ý kiến về dự thảo
    Comment {
        /// Số hồ sơ hoặc mã
        #[arg(value_name = "HỒ SƠ")]
        review: String,
        /// Ý kiến; lặp lại cho mỗi ý kiến
        #[arg(long = "comment", required = true, value_name = "Ý KIẾN")]
        comments: Vec<String>,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
    /// Nhà trường nhất trí với dự thảo bằng văn bản
    Agree {
        /// Số hồ sơ hoặc mã
        #[arg(value_name = "HỒ SƠ")]
        review: String,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
    /// Đoàn trả lời từng ý kiến: tiếp thu, hoặc giữ nguyên có lý do
    Answer {
        /// Số hồ sơ hoặc mã
        #[arg(value_name = "HỒ SƠ")]
        review: String,
        /// Tiếp thu ý kiến có số thứ tự này; lặp lại được
        #[arg(long, value_name = "SỐ")]
        accept: Vec<usize>,
        /// Giữ nguyên nhận định trước ý kiến có số thứ tự này, vì lý do ấy; lặp lại được
        #[arg(long, value_parser = kept, value_name = "SỐ=LÝ DO")]
        keep: Vec<(usize, String)>,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
    /// Đoàn nộp báo cáo đánh giá ngoài chính thức
    Finalise(HandIn),
}

/// `report send-draft` and `report finalise`
#[derive(Clone, Debug, Args)]
pub struct HandIn {
    /// Số hồ sơ hoặc mã
    #[arg(value_name = "HỒ SƠ")]
    pub review: String,
    /// Mức mà đoàn kết luận
    #[arg(long, value_name = "MỨC")]
    pub level: u32,
    /// Vì sao, khi khác mức mà kết quả cho thấy
    #[arg(long, default_value = "", value_name = "LÝ DO")]
    pub reason: String,
    /// Tệp báo cáo; hệ thống giữ tên, dung lượng và SHA-256
    #[arg(long, value_name = "TỆP")]
    pub report: PathBuf,
    /// Retry, dry run, version.
    #[command(flatten)]
    pub changing: Changing,
}

/// `NUMBER=REASON`
fn kept(text: &str) -> Result<(usize, String), String> {
    let (number, reason) = text.split_once('=').ok_or("viết SỐ=LÝ DO")?;
    let number = number.trim().parse().map_err(|_| "số thứ tự của ý kiến, từ 1")?;
    Ok((number, reason.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_kept_away_with_a_reason() {
        assert_eq!(kept("2= đủ minh chứng"), Ok((2, "đủ minh chứng".to_owned())));
        assert!(kept("2").is_err() && kept("hai=x").is_err());
    }
}
