//! `register` and `statistics`.

use calendar::Day;
use clap::{Args, Subcommand};

use super::recognition::day;
use super::{Changing, Export};

/// `register`: it is public, so nobody needs a token.
#[derive(Clone, Debug, Subcommand)]
pub enum Register {
    /// Trường nào có chứng nhận gì, vào một ngày bất kỳ
    Search {
        /// Which lines.
        #[command(flatten)]
        which: WhichEntries,
    },
    /// Chứng nhận mang mã kiểm tra này
    Verify {
        /// Mã in trên chứng nhận, ví dụ K7QF-3M2D-9XTA; không phân biệt chữ hoa, khoảng trắng, gạch nối
        #[arg(value_name = "MÃ")]
        code: String,
    },
    /// Xuất ra CSV, JSON hoặc Excel
    Export {
        /// Which lines.
        #[command(flatten)]
        which: WhichEntries,
        /// Where to, in which form; CSV unless said otherwise.
        #[command(flatten)]
        export: Export,
    },
}

/// Which lines of the register.
#[derive(Clone, Debug, Default, Args)]
#[group(skip)]
pub struct WhichEntries {
    /// Từ của tên trường, không cần dấu
    #[arg(long, value_name = "TỪ")]
    pub search: Option<String>,
    /// Vào ngày này, ví dụ 31/12/2023; mặc định là hôm nay
    #[arg(long, value_parser = day, value_name = "NGÀY")]
    pub on: Option<Day>,
    /// Chỉ loại trường này, ví dụ preschool
    #[arg(long = "type", value_name = "LOẠI TRƯỜNG")]
    pub school_type: Option<String>,
    /// Chỉ các trường ở xã, phường có tên này
    #[arg(long, value_name = "XÃ")]
    pub commune: Option<String>,
    /// Chỉ các trường của Sở này: authorities/…
    #[arg(long, value_name = "SỞ")]
    pub province: Option<String>,
    /// Chỉ chứng nhận này, ví dụ national_standard_1
    #[arg(long, value_name = "MỨC")]
    pub target: Option<String>,
    /// Chỉ những chứng nhận hôm ấy như thế này, ví dụ in_force
    #[arg(long, value_name = "TRẠNG THÁI")]
    pub state: Option<String>,
    /// Chỉ những chứng nhận có ngày cuối không muộn hơn ngày này
    #[arg(long, value_parser = day, value_name = "NGÀY")]
    pub valid_until: Option<Day>,
    /// Chỉ của trường này: schools/…
    #[arg(long, value_name = "TRƯỜNG")]
    pub school: Option<String>,
}

/// `statistics`
#[derive(Clone, Debug, Subcommand)]
pub enum Statistics {
    /// Bao nhiêu trường đạt chuẩn vào một ngày, so với chỉ tiêu
    Attainment(WhichAttainment),
    /// Các trường được công nhận mới và công nhận lại giữa hai ngày
    Recognitions(WhichRecognitions),
    /// Các trường phải kiểm tra lại, theo năm công nhận
    Recheck(WhichRechecks),
    /// Xuất một thống kê ra Excel, CSV hoặc JSON
    #[command(subcommand)]
    Export(ExportStatistics),
    /// Chỉ tiêu trường đạt chuẩn
    #[command(subcommand)]
    Target(Target),
}

/// `statistics attainment`
#[derive(Clone, Debug, Default, Args)]
#[group(skip)]
pub struct WhichAttainment {
    /// Vào ngày này, ví dụ 31/12/2023; mặc định là hôm nay
    #[arg(long, value_parser = day, value_name = "NGÀY")]
    pub on: Option<Day>,
    /// Chia theo: school_type, commune hoặc ownership; mặc định là tất cả cùng nhau
    #[arg(long, value_name = "NHÓM")]
    pub by: Option<String>,
    /// Tính chuẩn nào: national, national_2, accreditation hoặc any; mặc định là chuẩn quốc gia
    #[arg(long, value_name = "CHUẨN")]
    pub standard: Option<String>,
    /// Chỉ loại trường này, ví dụ preschool
    #[arg(long = "type", value_name = "LOẠI TRƯỜNG")]
    pub school_type: Option<String>,
    /// Chỉ các trường của Sở này
    #[arg(long, value_name = "SỞ")]
    pub province: Option<String>,
}

/// `statistics recognitions`
#[derive(Clone, Debug, Args)]
#[group(skip)]
pub struct WhichRecognitions {
    /// Từ ngày
    #[arg(long, value_parser = day, value_name = "NGÀY")]
    pub from: Day,
    /// Đến hết ngày
    #[arg(long, value_parser = day, value_name = "NGÀY")]
    pub until: Day,
    /// Chỉ new (công nhận mới) hoặc renewal (công nhận lại)
    #[arg(long, value_name = "LOẠI")]
    pub kind: Option<String>,
}

/// `statistics recheck`
#[derive(Clone, Debug, Args)]
#[group(skip)]
pub struct WhichRechecks {
    /// Công nhận từ năm này
    #[arg(long, value_name = "NĂM")]
    pub from_year: i32,
    /// Công nhận đến hết năm này
    #[arg(long, value_name = "NĂM")]
    pub until_year: i32,
    /// Còn hiệu lực vào ngày này; mặc định là hôm nay
    #[arg(long, value_parser = day, value_name = "NGÀY")]
    pub on: Option<Day>,
}

/// `statistics export`
#[derive(Clone, Debug, Subcommand)]
pub enum ExportStatistics {
    /// Bao nhiêu trường đạt chuẩn
    Attainment {
        /// Which.
        #[command(flatten)]
        which: WhichAttainment,
        /// Where to, in which form.
        #[command(flatten)]
        export: Export,
    },
    /// Các trường được công nhận
    Recognitions {
        /// Which.
        #[command(flatten)]
        which: WhichRecognitions,
        /// Where to, in which form.
        #[command(flatten)]
        export: Export,
    },
    /// Các trường phải kiểm tra lại
    Recheck {
        /// Which.
        #[command(flatten)]
        which: WhichRechecks,
        /// Where to, in which form.
        #[command(flatten)]
        export: Export,
    },
}

/// `statistics target`
#[derive(Clone, Debug, Subcommand)]
pub enum Target {
    /// Đặt chỉ tiêu cho một ngày; thay chỉ tiêu đã đặt cho cùng ngày và cùng nhóm
    Set(SetTarget),
    /// Các chỉ tiêu, theo ngày
    List,
}

/// `statistics target set`
#[derive(Clone, Debug, Args)]
pub struct SetTarget {
    /// Ngày phải đạt
    #[arg(long, value_parser = day, value_name = "NGÀY")]
    pub on: Day,
    /// Tỷ lệ phần trăm, ví dụ 63,2
    #[arg(long, value_parser = per_mille, value_name = "TỶ LỆ")]
    pub share: u32,
    /// Văn bản đặt chỉ tiêu
    #[arg(long, value_name = "VĂN BẢN")]
    pub document: String,
    /// Tính chuẩn nào: national, national_2, accreditation hoặc any
    #[arg(long, value_name = "CHUẨN")]
    pub standard: Option<String>,
    /// Chỉ loại trường này, ví dụ preschool
    #[arg(long = "type", value_name = "LOẠI TRƯỜNG")]
    pub school_type: Option<String>,
    /// Sở nào; mặc định là Sở duy nhất
    #[arg(long, value_name = "SỞ")]
    pub province: Option<String>,
    /// Retry, dry run.
    #[command(flatten)]
    pub changing: Changing,
}

/// A share of at most 100 %, with at most one decimal, in thousandths.
fn per_mille(text: &str) -> Result<u32, String> {
    let text = text.trim_end_matches('%').trim();
    let (whole, tenth) = text.split_once([',', '.']).unwrap_or((text, "0"));
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let read = (plain(whole) && plain(tenth) && tenth.len() == 1 && whole.len() <= 3)
        .then(|| format!("{whole}{tenth}").parse::<u32>().ok())
        .flatten();
    read.filter(|share| *share <= 1_000)
        .ok_or_else(|| "viết tỷ lệ phần trăm, ví dụ 63,2".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_a_percentage_with_a_decimal_at_most() {
        assert_eq!(per_mille("63,2"), Ok(632));
        assert_eq!(per_mille("63.2%"), Ok(632));
        assert_eq!(per_mille("100"), Ok(1_000));
        for wrong in ["63,25", "100,1", "-5", "", "ba"] {
            assert!(per_mille(wrong).is_err(), "{wrong}");
        }
    }
}
