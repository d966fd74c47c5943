//! `plan` and `obligation`.

use std::path::PathBuf;

use clap::Subcommand;

use super::{Changing, Confirmed, Export};

/// `plan`
#[derive(Clone, Debug, Subcommand)]
pub enum Plan {
    /// Danh sách kế hoạch
    List {
        /// Chỉ của năm này
        #[arg(long, value_name = "NĂM")]
        year: Option<i32>,
        /// Chỉ của cơ quan này
        #[arg(long, value_name = "CƠ QUAN")]
        authority: Option<String>,
    },
    /// Một kế hoạch, với các trường và chỉ tiêu
    Get {
        /// Năm hoặc plans/…
        #[arg(value_name = "KẾ HOẠCH")]
        plan: String,
    },
    /// Dự thảo một kế hoạch
    Create {
        /// Tệp TOML hoặc JSON: year, authority, [[items]], [[targets]]
        #[arg(value_name = "TỆP", required_unless_present = "year")]
        file: Option<PathBuf>,
        /// Dự thảo trống của năm này, để nhập các trường sau
        #[arg(long, conflicts_with = "file", value_name = "NĂM")]
        year: Option<i32>,
        /// Cơ quan có kế hoạch; mặc định là Sở duy nhất
        #[arg(long, value_name = "CƠ QUAN")]
        authority: Option<String>,
        /// Retry, dry run.
        #[command(flatten)]
        changing: Changing,
    },
    /// Lãnh đạo phê duyệt kế hoạch
    Approve {
        /// Năm hoặc plans/…
        #[arg(value_name = "KẾ HOẠCH")]
        plan: String,
        /// Số văn bản, ví dụ 45/KH-SGDĐT
        #[arg(long, value_name = "SỐ")]
        number: String,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
    /// Lãnh đạo điều chỉnh kế hoạch đã phê duyệt
    Amend {
        /// Năm hoặc plans/…
        #[arg(value_name = "KẾ HOẠCH")]
        plan: String,
        /// Tệp TOML hoặc JSON: [[additions]], [[changes]], removals, [[targets]]
        #[arg(value_name = "TỆP")]
        file: PathBuf,
        /// Số văn bản
        #[arg(long, value_name = "SỐ")]
        number: String,
        /// Lý do
        #[arg(long, value_name = "LÝ DO")]
        reason: String,
        /// Retry, dry run, version, consent.
        #[command(flatten)]
        confirmed: Confirmed,
    },
    /// Kế hoạch đã đi đến đâu: từng trường, chậm so với kế hoạch, chỉ tiêu
    Progress {
        /// Năm hoặc plans/…
        #[arg(value_name = "KẾ HOẠCH")]
        plan: String,
    },
    /// Nhập các trường của bản dự thảo từ Excel hoặc CSV: tất cả các dòng, hoặc không dòng nào
    Import {
        /// Năm hoặc plans/…
        #[arg(value_name = "KẾ HOẠCH")]
        plan: String,
        /// Tệp Excel (.xlsx) hoặc CSV; dòng đầu là tên các cột
        #[arg(value_name = "TỆP")]
        file: PathBuf,
        /// Mã yêu cầu (UUID); gửi lại cùng mã không làm hai lần
        #[arg(long, value_name = "UUID")]
        request_id: Option<uuid::Uuid>,
        /// Chỉ xem trước, không ghi gì
        #[arg(long)]
        dry_run: bool,
    },
    /// Xuất kế hoạch và tiến độ ra Excel hoặc CSV
    Export {
        /// Năm hoặc plans/…
        #[arg(value_name = "KẾ HOẠCH")]
        plan: String,
        /// Where to, in which form.
        #[command(flatten)]
        export: Export,
    },
}

/// `obligation`
#[derive(Clone, Debug, Subcommand)]
pub enum Obligation {
    /// Mở các nghĩa vụ hằng năm mà luật và kế hoạch địa phương đặt ra
    Open {
        /// Năm
        #[arg(value_name = "NĂM")]
        year: i32,
        /// Tỉnh: Sở Giáo dục và Đào tạo; mặc định là Sở duy nhất
        #[arg(long, value_name = "SỞ")]
        province: Option<String>,
        /// Retry, dry run.
        #[command(flatten)]
        changing: Changing,
    },
    /// Danh sách nghĩa vụ, theo hạn
    List {
        /// Chỉ của năm này
        #[arg(long, value_name = "NĂM")]
        year: Option<i32>,
        /// Chỉ của thời hạn này, ví dụ year.summary
        #[arg(long, value_name = "THỜI HẠN")]
        limit: Option<String>,
        /// Chỉ của trường hoặc cơ quan này: schools/… hoặc authorities/…
        #[arg(long, value_name = "BÊN CÓ NGHĨA VỤ")]
        holder: Option<String>,
        /// Chỉ những nghĩa vụ chưa hoàn thành
        #[arg(long)]
        open: bool,
    },
    /// Nộp báo cáo hoàn thành nghĩa vụ
    Fulfil {
        /// Mã nghĩa vụ
        #[arg(value_name = "NGHĨA VỤ")]
        obligation: String,
        /// Tệp báo cáo; hệ thống giữ tên, dung lượng và SHA-256
        #[arg(long, value_name = "TỆP")]
        report: PathBuf,
        /// Tóm tắt
        #[arg(long, default_value = "", value_name = "NỘI DUNG")]
        summary: String,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
}
