//! `reviewer`

use std::path::PathBuf;

use calendar::Day;
use clap::{Args, Subcommand};

use super::{Changing, Confirmed, Export, Import};

/// `reviewer`
#[derive(Clone, Debug, Subcommand)]
pub enum Reviewer {
    /// Danh sách người đánh giá ngoài, theo tên
    List {
        /// Từ của tên hoặc mã, không cần dấu
        #[arg(long, value_name = "TỪ")]
        search: Option<String>,
        /// Chỉ người đánh giá được loại trường này, ví dụ preschool
        #[arg(long, value_name = "LOẠI TRƯỜNG")]
        level: Option<String>,
        /// Cả những người đã thôi tham gia
        #[arg(long)]
        with_retired: bool,
    },
    /// Một người đánh giá ngoài: quá trình công tác, quan hệ đã khai, thời gian bận
    Get {
        /// Mã ngành, tên đầy đủ hoặc reviewers/…
        #[arg(value_name = "NGƯỜI ĐÁNH GIÁ")]
        reviewer: String,
    },
    /// Ghi nhận một người đánh giá ngoài
    Add {
        /// Tệp TOML hoặc JSON
        #[arg(value_name = "TỆP")]
        file: PathBuf,
        /// Retry, dry run.
        #[command(flatten)]
        changing: Changing,
    },
    /// Sửa điều đã ghi về một người; điều tệp không nêu thì giữ nguyên
    Update {
        /// Mã ngành, tên đầy đủ hoặc reviewers/…
        #[arg(value_name = "NGƯỜI ĐÁNH GIÁ")]
        reviewer: String,
        /// Tệp TOML hoặc JSON
        #[arg(value_name = "TỆP")]
        file: PathBuf,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
    /// Đưa một người ra khỏi danh sách; đoàn có người ấy phải thay thành viên
    Retire(Retire),
    /// Nhập từ Excel hoặc CSV: tất cả các dòng, hoặc không dòng nào
    Import(Import),
    /// Xuất ra Excel hoặc CSV
    Export {
        /// Where to, in which form.
        #[command(flatten)]
        export: Export,
    },
    /// Các đoàn mà một người đang hoặc đã tham gia
    Engagements {
        /// Mã ngành, tên đầy đủ hoặc reviewers/…
        #[arg(value_name = "NGƯỜI ĐÁNH GIÁ")]
        reviewer: String,
    },
    /// Mỗi người đang gánh bao nhiêu việc, người nhiều việc nhất trước
    Workload {
        /// Chỉ tính việc nhận trong năm này
        #[arg(long, value_name = "NĂM")]
        year: Option<i32>,
    },
}

/// `reviewer retire`
#[derive(Clone, Debug, Args)]
pub struct Retire {
    /// Mã ngành, tên đầy đủ hoặc reviewers/…
    #[arg(value_name = "NGƯỜI ĐÁNH GIÁ")]
    pub reviewer: String,
    /// Từ ngày
    #[arg(long, value_name = "NGÀY")]
    pub on: Day,
    /// Lý do
    #[arg(long, value_name = "LÝ DO")]
    pub reason: String,
    /// Retry, dry run, version, consent.
    #[command(flatten)]
    pub confirmed: Confirmed,
}
