//! `self-assessment` and `dossier`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Changing, Confirmed, Export};

/// `self-assessment`
#[derive(Clone, Debug, Subcommand)]
pub enum SelfAssessment {
    /// Danh sách tự đánh giá
    List {
        /// Chỉ của trường này
        #[arg(long, value_name = "TRƯỜNG")]
        school: Option<String>,
        /// Chỉ của năm học này, ví dụ 2023-2024
        #[arg(long, value_name = "NĂM HỌC")]
        year: Option<String>,
    },
    /// Một bản tự đánh giá: kết quả từng tiêu chí, mức đề xuất và vì sao
    Get {
        /// Mã tự đánh giá
        #[arg(value_name = "TỰ ĐÁNH GIÁ")]
        assessment: String,
    },
    /// Bắt đầu tự đánh giá của một năm học
    Open {
        /// Mã trường hoặc schools/…
        #[arg(value_name = "TRƯỜNG")]
        school: String,
        /// Năm học, ví dụ 2023-2024
        #[arg(long, value_name = "NĂM HỌC")]
        year: String,
        /// Retry, dry run.
        #[command(flatten)]
        changing: Changing,
    },
    /// Lập hội đồng tự đánh giá
    Council(FromFile),
    /// Nhập kết quả tiêu chí; tiêu chí nêu lại thì thay kết quả cũ
    Assess(FromFile),
    /// Kết luận tự đánh giá bằng báo cáo
    Complete {
        /// Mã tự đánh giá
        #[arg(value_name = "TỰ ĐÁNH GIÁ")]
        assessment: String,
        /// Mức mà hội đồng kết luận
        #[arg(long, value_name = "MỨC")]
        level: u32,
        /// Vì sao, khi khác mức mà kết quả cho thấy
        #[arg(long, default_value = "", value_name = "LÝ DO")]
        reason: String,
        /// Tệp báo cáo tự đánh giá; hệ thống giữ tên, dung lượng và SHA-256
        #[arg(long, value_name = "TỆP")]
        report: PathBuf,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
    /// Ghi kế hoạch cải tiến chất lượng
    Improve(FromFile),
    /// Báo cáo việc thực hiện kế hoạch cải tiến
    Review {
        /// Mã tự đánh giá
        #[arg(value_name = "TỰ ĐÁNH GIÁ")]
        assessment: String,
        /// Năm học được báo cáo, ví dụ 2024-2025
        #[arg(long, value_name = "NĂM HỌC")]
        year: String,
        /// Số việc đã xong
        #[arg(long, value_name = "SỐ")]
        done: u32,
        /// Kết quả
        #[arg(long, value_name = "NỘI DUNG")]
        summary: String,
        /// Tệp báo cáo
        #[arg(long, value_name = "TỆP")]
        report: PathBuf,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
    /// Xuất cho phần mềm của Bộ: Excel hoặc JSON
    Export {
        /// Mã tự đánh giá
        #[arg(value_name = "TỰ ĐÁNH GIÁ")]
        assessment: String,
        /// Where to, in which form.
        #[command(flatten)]
        export: Export,
    },
}

/// Something of a self-assessment that stands in a file.
#[derive(Clone, Debug, Args)]
pub struct FromFile {
    /// Mã tự đánh giá
    #[arg(value_name = "TỰ ĐÁNH GIÁ")]
    pub assessment: String,
    /// Tệp TOML hoặc JSON
    #[arg(value_name = "TỆP")]
    pub file: PathBuf,
    /// Retry, dry run, version.
    #[command(flatten)]
    pub changing: Changing,
}

/// `dossier`
#[derive(Clone, Debug, Subcommand)]
pub enum Dossier {
    /// Danh sách hồ sơ
    List {
        /// Chỉ ở trạng thái này, ví dụ submitted
        #[arg(long, value_name = "TRẠNG THÁI")]
        state: Option<String>,
        /// Chỉ ở bước kiểm tra này: local hoặc department
        #[arg(long, value_name = "BƯỚC")]
        stage: Option<String>,
        /// Chỉ của trường này
        #[arg(long, value_name = "MÃ TRƯỜNG")]
        school: Option<String>,
    },
    /// Một hồ sơ
    Get {
        /// Số hồ sơ hoặc mã
        #[arg(value_name = "HỒ SƠ")]
        dossier: String,
    },
    /// Diễn biến của vụ việc, từ mọi dịch vụ
    History {
        /// Số hồ sơ hoặc mã
        #[arg(value_name = "HỒ SƠ")]
        dossier: String,
    },
    /// Nhà trường lập hồ sơ đăng ký đánh giá ngoài
    Prepare(Prepare),
    /// Nhà trường thay tài liệu của hồ sơ chưa nộp hoặc phải bổ sung
    Documents {
        /// Số hồ sơ hoặc mã
        #[arg(value_name = "HỒ SƠ")]
        dossier: String,
        /// The documents.
        #[command(flatten)]
        documents: Documents,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
    /// Nhà trường nộp hồ sơ
    Submit(OneDossier),
    /// Nơi giữ hồ sơ bắt đầu kiểm tra
    BeginCheck(OneDossier),
    /// Cơ quan địa phương kiểm tra xong, chuyển hồ sơ lên Sở
    Forward(OneDossier),
    /// Yêu cầu bổ sung, một lần cho mọi thiếu sót
    RequestSupplement {
        /// Số hồ sơ hoặc mã
        #[arg(value_name = "HỒ SƠ")]
        dossier: String,
        /// Thiếu sót; lặp lại cho mỗi thiếu sót
        #[arg(long = "defect", required = true, value_name = "THIẾU SÓT")]
        defects: Vec<String>,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
    /// Nhà trường nộp lại hồ sơ đã bổ sung
    Resubmit(OneDossier),
    /// Sở tiếp nhận hồ sơ để đánh giá ngoài
    Accept(OneDossier),
    /// Từ chối hồ sơ
    Refuse(ReasonedDossier),
    /// Nhà trường rút hồ sơ
    Withdraw(ReasonedDossier),
}

/// A command on one dossier.
#[derive(Clone, Debug, Args)]
pub struct OneDossier {
    /// Số hồ sơ hoặc mã
    #[arg(value_name = "HỒ SƠ")]
    pub dossier: String,
    /// Retry, dry run, version.
    #[command(flatten)]
    pub changing: Changing,
}

/// A command on one dossier that needs a reason.
#[derive(Clone, Debug, Args)]
pub struct ReasonedDossier {
    /// Số hồ sơ hoặc mã
    #[arg(value_name = "HỒ SƠ")]
    pub dossier: String,
    /// Lý do
    #[arg(long, value_name = "LÝ DO")]
    pub reason: String,
    /// Retry, dry run, version, consent.
    #[command(flatten)]
    pub confirmed: Confirmed,
}

/// `dossier prepare`
#[derive(Clone, Debug, Args)]
pub struct Prepare {
    /// Mã trường hoặc schools/…
    #[arg(value_name = "TRƯỜNG")]
    pub school: String,
    /// Bản tự đánh giá đã hoàn thành
    #[arg(long, value_name = "TỰ ĐÁNH GIÁ")]
    pub self_assessment: String,
    /// new (công nhận mới) hoặc renewal (công nhận lại)
    #[arg(long, value_name = "LOẠI")]
    pub kind: String,
    /// Nguyện vọng, ví dụ national_standard_1
    #[arg(long, value_name = "NGUYỆN VỌNG")]
    pub target: String,
    /// Mục của kế hoạch mà hồ sơ thực hiện
    #[arg(long, value_name = "MỤC KẾ HOẠCH")]
    pub plan_item: Option<String>,
    /// The documents.
    #[command(flatten)]
    pub documents: Documents,
    /// Retry, dry run.
    #[command(flatten)]
    pub changing: Changing,
}

/// The documents of a dossier, from files.
#[derive(Clone, Debug, Default, Args)]
#[group(skip)]
pub struct Documents {
    /// Công văn đăng ký
    #[arg(long, value_name = "TỆP")]
    pub letter: Option<PathBuf>,
    /// Báo cáo tự đánh giá
    #[arg(long, value_name = "TỆP")]
    pub report: Option<PathBuf>,
    /// Tài liệu khác; lặp lại cho mỗi tài liệu
    #[arg(long = "other", value_name = "TỆP")]
    pub others: Vec<PathBuf>,
    /// Số bản giấy của báo cáo
    #[arg(long, default_value_t = 0, value_name = "SỐ")]
    pub copies: u32,
}
