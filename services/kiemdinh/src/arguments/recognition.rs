//! `decision` and `certificate`.

use std::path::PathBuf;

use calendar::Day;
use clap::{Args, Subcommand};

use super::{Changing, Confirmed, Import};

/// `decision`
#[derive(Clone, Debug, Subcommand)]
pub enum Decision {
    /// Danh sách quyết định
    List {
        /// Chỉ ở trạng thái này, ví dụ drafted
        #[arg(long, value_name = "TRẠNG THÁI")]
        state: Option<String>,
    },
    /// Một quyết định: từng điều kiện, phần mềm đề xuất gì và người thẩm định kết luận gì
    Get {
        /// Mã quyết định hoặc số hồ sơ
        #[arg(value_name = "QUYẾT ĐỊNH")]
        decision: String,
    },
    /// Kết luận thẩm định báo cáo đánh giá ngoài
    Appraise(Appraise),
    /// Dự thảo quyết định theo kết luận thẩm định
    Draft {
        /// Mã quyết định hoặc số hồ sơ
        #[arg(value_name = "QUYẾT ĐỊNH")]
        decision: String,
        /// Tệp văn bản trình ký; hệ thống giữ SHA-256
        #[arg(long, value_name = "TỆP")]
        text: PathBuf,
        /// Ngày có hiệu lực; mặc định là ngày ký
        #[arg(long, value_parser = day, value_name = "NGÀY")]
        effective_on: Option<Day>,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
    /// Ký tờ trình gửi UBND tỉnh (chế độ A0, chuẩn quốc gia)
    Propose(Sign),
    /// Ký quyết định đã dự thảo; không phải người đã dự thảo
    Sign(Sign),
    /// Sở công bố quyết định đã ký
    Publish(Publish),
    /// Nhà trường báo đã công bố quyết định
    PublishedAtSchool(Publish),
    /// Thư xin lỗi và hẹn lại
    #[command(subcommand)]
    Apology(Apology),
}

/// `decision appraise`
#[derive(Clone, Debug, Args)]
pub struct Appraise {
    /// Mã quyết định hoặc số hồ sơ
    #[arg(value_name = "QUYẾT ĐỊNH")]
    pub decision: String,
    /// Đề nghị công nhận
    #[arg(long, required_unless_present = "refuse", conflicts_with = "refuse")]
    pub recognise: bool,
    /// Đề nghị không công nhận
    #[arg(long)]
    pub refuse: bool,
    /// Công nhận mức này, ví dụ national_standard_1; mặc định theo đề xuất của phần mềm
    #[arg(long = "as", conflicts_with = "refuse", value_name = "MỨC")]
    pub recognise_as: Option<String>,
    /// Lý do
    #[arg(long, value_name = "LÝ DO")]
    pub reasons: String,
    /// Điều kiện đạt; nêu căn cứ khi khác phần mềm; lặp lại được
    #[arg(long, value_parser = finding, value_name = "ĐIỀU KIỆN[=CĂN CỨ]")]
    pub met: Vec<(String, String)>,
    /// Điều kiện không đạt; nêu căn cứ khi khác phần mềm; lặp lại được
    #[arg(long, value_parser = finding, value_name = "ĐIỀU KIỆN[=CĂN CỨ]")]
    pub not_met: Vec<(String, String)>,
    /// Retry, dry run, version.
    #[command(flatten)]
    pub changing: Changing,
}

/// `decision sign`, `decision propose` and `decision apology sign`
#[derive(Clone, Debug, Args)]
pub struct Sign {
    /// Mã quyết định hoặc số hồ sơ
    #[arg(value_name = "QUYẾT ĐỊNH")]
    pub decision: String,
    /// What is signed.
    #[command(flatten)]
    pub signature: Signature,
    /// Retry, dry run, version.
    #[command(flatten)]
    pub changing: Changing,
}

/// What a signer saw, and the number it gets.
#[derive(Clone, Debug, Args)]
pub struct Signature {
    /// SHA-256 của văn bản đã đọc; mặc định là văn bản đang dự thảo
    #[arg(long, value_name = "SHA-256")]
    pub text_sha256: Option<String>,
    /// Số văn bản theo sổ của cơ quan, ví dụ 123/QĐ-SGDĐT; mặc định là số kế tiếp của hệ thống
    #[arg(long, value_name = "SỐ")]
    pub number: Option<String>,
}

/// `decision publish` and `decision published-at-school`
#[derive(Clone, Debug, Args)]
pub struct Publish {
    /// Mã quyết định hoặc số hồ sơ
    #[arg(value_name = "QUYẾT ĐỊNH")]
    pub decision: String,
    /// Nơi công bố
    #[arg(long, value_name = "NƠI")]
    pub place: String,
    /// Retry, dry run, version.
    #[command(flatten)]
    pub changing: Changing,
}

/// `decision apology`
#[derive(Clone, Debug, Subcommand)]
pub enum Apology {
    /// Soạn thư xin lỗi, muộn nhất một ngày trước ngày hết hạn; chỉ hẹn lại được một lần
    Draft {
        /// Mã quyết định hoặc số hồ sơ
        #[arg(value_name = "QUYẾT ĐỊNH")]
        decision: String,
        /// Vì sao không giữ được thời hạn
        #[arg(long, value_name = "LÝ DO")]
        reason: String,
        /// Ngày hẹn lại
        #[arg(long, value_parser = day, value_name = "NGÀY")]
        until: Day,
        /// Tệp thư trình ký; hệ thống giữ SHA-256
        #[arg(long, value_name = "TỆP")]
        text: PathBuf,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
    /// Ký thư đã soạn; ngày hẹn lại thay cho ngày hết hạn
    Sign(Sign),
}

/// `certificate`
#[derive(Clone, Debug, Subcommand)]
pub enum Certificate {
    /// Danh sách chứng nhận, mới công nhận trước
    List {
        /// Chỉ của trường này
        #[arg(long, value_name = "TRƯỜNG")]
        school: Option<String>,
        /// Chỉ những chứng nhận hôm nay như thế này, ví dụ in_force
        #[arg(long, value_name = "TRẠNG THÁI")]
        state: Option<String>,
    },
    /// Một chứng nhận: có hiệu lực những ngày nào, yêu cầu khắc phục, các văn bản đã ký
    Get {
        /// Số chứng nhận hệ thống đã cấp, mã hoặc certificates/…
        #[arg(value_name = "CHỨNG NHẬN")]
        certificate: String,
    },
    /// Ghi nhận một chứng nhận đã cấp trước đây; có giá trị đến ngày in trên đó
    Enter(Box<Enter>),
    /// Ghi nhận chứng nhận từ Excel hoặc CSV: tất cả các dòng, hoặc không dòng nào
    Import(Import),
    /// Yêu cầu khắc phục, thu hồi, khôi phục: một người dự thảo, người khác ký
    #[command(subcommand)]
    Measure(Measure),
    /// Việc khắc phục của nhà trường
    #[command(subcommand)]
    Remedy(Remedy),
    /// Lãnh đạo Sở kết luận phải thu hồi; 20 ngày làm việc bắt đầu tính
    ConcludeRevocation {
        /// Số chứng nhận hệ thống đã cấp, mã hoặc certificates/…
        #[arg(value_name = "CHỨNG NHẬN")]
        certificate: String,
        /// Lý do
        #[arg(long, value_name = "LÝ DO")]
        reasons: String,
        /// Số văn bản kết luận
        #[arg(long, value_name = "VĂN BẢN")]
        document: String,
        /// Retry, dry run, version, consent.
        #[command(flatten)]
        confirmed: Confirmed,
    },
}

/// `certificate enter`
#[derive(Clone, Debug, Args)]
pub struct Enter {
    /// Mã trường hoặc schools/…
    #[arg(value_name = "TRƯỜNG")]
    pub school: String,
    /// Chứng nhận gì, ví dụ national_standard_1
    #[arg(long, value_name = "MỨC")]
    pub target: String,
    /// Số in trên chứng nhận
    #[arg(long, value_name = "SỐ")]
    pub number: String,
    /// Số quyết định công nhận
    #[arg(long, value_name = "SỐ")]
    pub decision: Option<String>,
    /// Ngày công nhận
    #[arg(long, value_parser = day, value_name = "NGÀY")]
    pub recognised_on: Day,
    /// Ngày đầu có giá trị; mặc định là ngày công nhận
    #[arg(long, value_parser = day, value_name = "NGÀY")]
    pub valid_from: Option<Day>,
    /// Ngày cuối có giá trị, in trên chứng nhận
    #[arg(long, value_parser = day, value_name = "NGÀY")]
    pub valid_until: Day,
    /// new (công nhận mới) hoặc renewal (công nhận lại)
    #[arg(long, default_value = "new", value_name = "LOẠI")]
    pub kind: String,
    /// Retry, dry run.
    #[command(flatten)]
    pub changing: Changing,
}

/// `certificate measure`
#[derive(Clone, Debug, Subcommand)]
pub enum Measure {
    /// Dự thảo một văn bản đối với chứng nhận
    Draft {
        /// Số chứng nhận hệ thống đã cấp, mã hoặc certificates/…
        #[arg(value_name = "CHỨNG NHẬN")]
        certificate: String,
        /// Văn bản gì: remedy_order, revocation hoặc restoration
        #[arg(value_name = "LOẠI")]
        measure: String,
        /// Lý do
        #[arg(long, value_name = "LÝ DO")]
        reasons: String,
        /// Tệp văn bản trình ký; hệ thống giữ SHA-256
        #[arg(long, value_name = "TỆP")]
        text: PathBuf,
        /// Điều phải khắc phục, khi yêu cầu khắc phục; lặp lại được
        #[arg(long = "requirement", value_name = "YÊU CẦU")]
        requirements: Vec<String>,
        /// Ngày cuối phải khắc phục xong, khi yêu cầu khắc phục
        #[arg(long, value_parser = day, value_name = "NGÀY")]
        remedy_by: Option<Day>,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
    /// Bỏ văn bản đang dự thảo
    Discard {
        /// Số chứng nhận hệ thống đã cấp, mã hoặc certificates/…
        #[arg(value_name = "CHỨNG NHẬN")]
        certificate: String,
        /// Lý do
        #[arg(long, value_name = "LÝ DO")]
        reason: String,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
    /// Ký văn bản đang dự thảo; không phải người đã dự thảo
    Sign {
        /// Số chứng nhận hệ thống đã cấp, mã hoặc certificates/…
        #[arg(value_name = "CHỨNG NHẬN")]
        certificate: String,
        /// What is signed.
        #[command(flatten)]
        signature: Signature,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
}

/// `certificate remedy`
#[derive(Clone, Debug, Subcommand)]
pub enum Remedy {
    /// Nhà trường báo cáo đã khắc phục
    Report {
        /// Số chứng nhận hệ thống đã cấp, mã hoặc certificates/…
        #[arg(value_name = "CHỨNG NHẬN")]
        certificate: String,
        /// Đã làm gì
        #[arg(long, value_name = "NỘI DUNG")]
        summary: String,
        /// Tệp báo cáo; hệ thống giữ tên, dung lượng và SHA-256
        #[arg(long, value_name = "TỆP")]
        report: PathBuf,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
    /// Sở kết luận về việc khắc phục
    Conclude {
        /// Số chứng nhận hệ thống đã cấp, mã hoặc certificates/…
        #[arg(value_name = "CHỨNG NHẬN")]
        certificate: String,
        /// Đã khắc phục xong
        #[arg(long, required_unless_present = "reject", conflicts_with = "reject")]
        accept: bool,
        /// Chưa khắc phục xong
        #[arg(long)]
        reject: bool,
        /// Lý do; bắt buộc khi chưa xong
        #[arg(long, default_value = "", value_name = "LÝ DO")]
        reasons: String,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
}

/// `RULE` or `RULE=BASIS`
fn finding(text: &str) -> Result<(String, String), String> {
    let (rule, basis) = text.split_once('=').unwrap_or((text, ""));
    if rule.trim().is_empty() {
        return Err("viết ĐIỀU KIỆN hoặc ĐIỀU KIỆN=CĂN CỨ".to_owned());
    }
    Ok((rule.trim().to_owned(), basis.trim().to_owned()))
}

/// A day as a program writes it, 2023-12-31, or as an office does, 31/12/2023.
///
/// # Errors
/// When it is neither.
pub fn day(text: &str) -> Result<Day, String> {
    let as_office = || {
        let mut parts = text.split('/').map(|part| part.parse::<u32>().ok());
        let (day, month, year) = (parts.next()??, parts.next()??, parts.next()??);
        let none_left = parts.next().is_none() && (1_000..10_000).contains(&year);
        Day::from_ymd(i32::try_from(year).ok()?, month, day).filter(|_| none_left)
    };
    text.parse()
        .ok()
        .or_else(as_office)
        .ok_or_else(|| format!("“{text}” không phải ngày; viết 31/12/2023 hoặc 2023-12-31"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_both_ways() {
        let last = Day::from_ymd(2023, 12, 31).unwrap();
        assert_eq!(day("31/12/2023"), Ok(last));
        assert_eq!(day("2023-12-31"), Ok(last));
        assert_eq!(day("5/9/2024"), day("05/9/2024"));
        for wrong in ["31/12/23", "32/1/2024", "12/2023", "1/1/2024/1", "mai"] {
            assert!(day(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_finding_is_a_condition_and_what_was_seen() {
        let two = |rule: &str, basis: &str| Ok((rule.to_owned(), basis.to_owned()));
        assert_eq!(finding("recognition.cohort"), two("recognition.cohort", ""));
        assert_eq!(
            finding("recognition.cohort = sổ đăng bộ"),
            two("recognition.cohort", "sổ đăng bộ")
        );
        assert!(finding("=sổ").is_err());
    }
}
