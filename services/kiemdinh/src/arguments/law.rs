//! `law` and `whatif`.

use std::path::PathBuf;

use calendar::{Day, Language};
use clap::{Args, Subcommand};
use statute::RegimeId;

use super::language;

/// `law`
#[derive(Clone, Debug, Subcommand)]
pub enum Law {
    /// Tính ngày hết hạn, không cần máy chủ
    Due(Due),
    /// Kiểm tra các tệp luật, không cần máy chủ; mặc định là luật kèm theo chương trình
    Check {
        /// Tệp hoặc thư mục; tệp thay cho tệp cùng tên của luật kèm theo, thư mục có regimes.toml là luật trọn vẹn
        #[arg(value_name = "TỆP HOẶC THƯ MỤC")]
        files: Vec<PathBuf>,
    },
    /// Danh sách thời hạn theo luật, không cần máy chủ
    List {
        /// Chỉ của chế độ pháp lý này: A0, A1, A2 hoặc B
        #[arg(long, value_name = "CHẾ ĐỘ")]
        regime: Option<RegimeId>,
        /// Chỉ của kế hoạch địa phương này, ví dụ ha-noi
        #[arg(long, value_name = "KẾ HOẠCH")]
        overlay: Option<String>,
        /// Chỉ những thời hạn cho vụ việc bắt đầu vào ngày này
        #[arg(long, value_name = "NGÀY")]
        on: Option<Day>,
    },
    /// So sánh dự thảo với luật kèm theo chương trình, không cần máy chủ
    Diff {
        /// Tệp hoặc thư mục dự thảo, như ở “law check”
        #[arg(required = true, value_name = "TỆP HOẶC THƯ MỤC")]
        files: Vec<PathBuf>,
    },
}

/// `whatif`
#[derive(Clone, Debug, Args)]
pub struct WhatIf {
    /// Dự thảo: lịch (TOML hoặc .ics) hoặc tệp luật (TOML)
    #[arg(value_name = "DỰ THẢO")]
    pub draft: PathBuf,
    /// Thời hạn đang chạy từ tệp CSV (case,limit,overlay,regime,started_on,due_on), không cần máy chủ
    #[arg(long, value_name = "TỆP.csv")]
    pub clocks: Option<PathBuf>,
    /// Không xét lại thời hạn đã hết trước ngày này
    #[arg(long, value_name = "NGÀY")]
    pub on: Option<Day>,
}

/// `law due`
#[derive(Clone, Debug, Args)]
pub struct Due {
    /// Thời hạn, ví dụ recognition.decide
    #[arg(long, value_name = "THỜI HẠN")]
    pub limit: String,
    /// Ngày bắt đầu; “-” để đọc mỗi dòng một ngày từ đầu vào
    #[arg(long, value_name = "NGÀY")]
    pub on: String,
    /// Theo lịch như đã biết vào ngày này
    #[arg(long, value_name = "NGÀY")]
    pub known_at: Option<Day>,
    /// Chỉ tiêu của kế hoạch địa phương, ví dụ ha-noi
    #[arg(long, value_name = "KẾ HOẠCH")]
    pub overlay: Option<String>,
    /// Chế độ pháp lý: A0, A1, A2 hoặc B; mặc định theo ngày bắt đầu
    #[arg(long, value_name = "CHẾ ĐỘ")]
    pub regime: Option<RegimeId>,
    /// Ngôn ngữ: vi hoặc en
    #[arg(long, value_parser = language, default_value = "vi", value_name = "NGÔN NGỮ")]
    pub language: Language,
}
