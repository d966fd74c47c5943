//! `team` and `season`: who reviews which school.

use calendar::Month;
use clap::{Args, Subcommand};

use super::{Changing, Confirmed};

/// `team`
#[derive(Clone, Debug, Subcommand)]
pub enum Team {
    /// Danh sách đoàn đánh giá ngoài, mới nhất trước
    List {
        /// Chỉ ở trạng thái này, ví dụ proposed
        #[arg(long, value_name = "TRẠNG THÁI")]
        state: Option<String>,
        /// Chỉ đoàn của hồ sơ này
        #[arg(long, value_name = "HỒ SƠ")]
        review: Option<String>,
    },
    /// Một đoàn: thành viên, trường, điều kiện chưa đáp ứng và lý do vẫn tiếp tục
    Get {
        /// Mã đoàn
        #[arg(value_name = "ĐOÀN")]
        team: String,
    },
    /// Đề xuất một đoàn cho một hoặc nhiều trường
    Propose(ProposeTeam),
    /// Sửa đề xuất; điều không nêu thì giữ nguyên, mọi điều kiện được xét lại
    Update {
        /// Mã đoàn
        #[arg(value_name = "ĐOÀN")]
        team: String,
        /// The schools and the people.
        #[command(flatten)]
        seats: Seats,
        /// Why warnings are accepted.
        #[command(flatten)]
        accepted: AcceptedWarnings,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
    /// Xét điều kiện của một đoàn mà không ghi gì; có phát hiện thì mã thoát là 9
    Check(Seats),
    /// Mời các thành viên chưa được mời
    Invite(OneTeam),
    /// Thành viên nhận lời
    Accept(OneTeam),
    /// Thành viên từ chối
    Decline {
        /// Mã đoàn
        #[arg(value_name = "ĐOÀN")]
        team: String,
        /// Lý do
        #[arg(long, value_name = "LÝ DO")]
        reason: String,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
    /// Ký quyết định thành lập đoàn; không phải người đã đề xuất
    Establish(DecideOnTeam),
    /// Thay một thành viên
    #[command(subcommand)]
    Replace(Replace),
    /// Giải thể đoàn chưa gửi dự thảo báo cáo
    Dissolve {
        /// Mã đoàn
        #[arg(value_name = "ĐOÀN")]
        team: String,
        /// Lý do
        #[arg(long, value_name = "LÝ DO")]
        reason: String,
        /// Số quyết định theo sổ của cơ quan; mặc định là số kế tiếp của hệ thống
        #[arg(long, value_name = "SỐ")]
        number: Option<String>,
        /// Retry, dry run, version, consent.
        #[command(flatten)]
        confirmed: Confirmed,
    },
    /// Bỏ một đề xuất chưa có quyết định
    Discard {
        /// Mã đoàn
        #[arg(value_name = "ĐOÀN")]
        team: String,
        /// Lý do
        #[arg(long, value_name = "LÝ DO")]
        reason: String,
        /// Retry, dry run, version, consent.
        #[command(flatten)]
        confirmed: Confirmed,
    },
    /// Điều đang cản trở thành viên của các đoàn, theo những gì biết được hôm nay
    Conflicts,
}

/// `team replace`
#[derive(Clone, Debug, Subcommand)]
pub enum Replace {
    /// Đề xuất thay một thành viên
    Propose {
        /// Mã đoàn
        #[arg(value_name = "ĐOÀN")]
        team: String,
        /// Người thôi tham gia: mã ngành, tên đầy đủ hoặc reviewers/…
        #[arg(long, value_name = "NGƯỜI ĐÁNH GIÁ")]
        leaving: String,
        /// Người thay
        #[arg(long, value_name = "NGƯỜI ĐÁNH GIÁ")]
        coming: String,
        /// Lý do
        #[arg(long, value_name = "LÝ DO")]
        reason: String,
        /// Why warnings are accepted.
        #[command(flatten)]
        accepted: AcceptedWarnings,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
    /// Ký quyết định thay thành viên; không phải người đã đề xuất
    Decide(DecideOnTeam),
}

/// `team propose`
#[derive(Clone, Debug, Args)]
pub struct ProposeTeam {
    /// The schools and the people.
    #[command(flatten)]
    pub seats: Seats,
    /// Why warnings are accepted.
    #[command(flatten)]
    pub accepted: AcceptedWarnings,
    /// Retry, dry run.
    #[command(flatten)]
    pub changing: Changing,
}

/// Which schools, and who sits where.
#[derive(Clone, Debug, Default, Args)]
#[group(skip)]
pub struct Seats {
    /// Số hồ sơ hoặc mã của trường được đánh giá; lặp lại cho mỗi trường
    #[arg(long = "review", value_name = "HỒ SƠ")]
    pub reviews: Vec<String>,
    /// Trưởng đoàn: mã ngành, tên đầy đủ hoặc reviewers/…
    #[arg(long, value_name = "NGƯỜI ĐÁNH GIÁ")]
    pub head: Option<String>,
    /// Thư ký
    #[arg(long, value_name = "NGƯỜI ĐÁNH GIÁ")]
    pub secretary: Option<String>,
    /// Thành viên; lặp lại cho mỗi người
    #[arg(long = "member", value_name = "NGƯỜI ĐÁNH GIÁ")]
    pub members: Vec<String>,
}

/// Why a team goes on in spite of warnings.
#[derive(Clone, Debug, Default, Args)]
#[group(skip)]
pub struct AcceptedWarnings {
    /// Vì sao vẫn tiếp tục dù có cảnh báo, ví dụ reviewer.same_commune=“đã công khai với nhà trường”; lặp lại được
    #[arg(long = "accept", value_parser = reasoned, value_name = "ĐIỀU KIỆN=LÝ DO")]
    pub warnings: Vec<(String, String)>,
}

/// A command on one team.
#[derive(Clone, Debug, Args)]
pub struct OneTeam {
    /// Mã đoàn
    #[arg(value_name = "ĐOÀN")]
    pub team: String,
    /// Retry, dry run, version.
    #[command(flatten)]
    pub changing: Changing,
}

/// A decision on one team.
#[derive(Clone, Debug, Args)]
pub struct DecideOnTeam {
    /// Mã đoàn
    #[arg(value_name = "ĐOÀN")]
    pub team: String,
    /// Số quyết định theo sổ của cơ quan, ví dụ 123/QĐ-SGDĐT; mặc định là số kế tiếp của hệ thống
    #[arg(long, value_name = "SỐ")]
    pub number: Option<String>,
    /// Retry, dry run, version.
    #[command(flatten)]
    pub changing: Changing,
}

/// `season`
#[derive(Clone, Debug, Subcommand)]
pub enum Season {
    /// Tìm đoàn cho nhiều trường cùng lúc; chưa đề xuất với ai. Không đủ người thì mã thoát là 9
    Solve(Solve),
    /// Danh sách đợt, mới nhất trước
    List,
    /// Một đợt: các đoàn, điểm, và mọi điều phải xem trước khi đề xuất
    Get {
        /// Mã đợt
        #[arg(value_name = "ĐỢT")]
        season: String,
    },
    /// Vì sao chọn từng người của một đoàn, và vì sao không chọn từng người khác
    Explain {
        /// Mã đợt
        #[arg(value_name = "ĐỢT")]
        season: String,
        /// Số thứ tự của đoàn trong đợt
        #[arg(value_name = "ĐOÀN SỐ")]
        number: u32,
    },
    /// Biến các đoàn của đợt thành đề xuất
    Adopt {
        /// Mã đợt
        #[arg(value_name = "ĐỢT")]
        season: String,
        /// Chỉ đoàn có số thứ tự này; lặp lại được; mặc định là mọi đoàn chưa đề xuất
        #[arg(long = "team", value_name = "ĐOÀN SỐ")]
        numbers: Vec<u32>,
        /// Vì sao vẫn tiếp tục dù có cảnh báo
        #[arg(long, default_value = "", value_name = "LÝ DO")]
        reason: String,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
}

/// `season solve`
#[derive(Clone, Debug, Args)]
pub struct Solve {
    /// Hồ sơ, có thể kèm tháng khảo sát: H37.26-240807-0001=2024-10; lặp lại được; mặc định là mọi trường chờ đoàn
    #[arg(long = "review", value_parser = with_month, value_name = "HỒ SƠ[=THÁNG]")]
    pub reviews: Vec<(String, Option<Month>)>,
    /// Tháng khảo sát của những trường không nêu tháng
    #[arg(long, value_name = "THÁNG")]
    pub month: Option<Month>,
    /// Số người của một đoàn
    #[arg(long, default_value_t = 0, hide_default_value = true, value_name = "SỐ")]
    pub team_size: u32,
    /// Một đoàn đánh giá nhiều nhất bao nhiêu trường
    #[arg(long, default_value_t = 0, hide_default_value = true, value_name = "SỐ")]
    pub most_schools_per_team: u32,
    /// Một người tham gia nhiều nhất bao nhiêu đoàn
    #[arg(long, default_value_t = 0, hide_default_value = true, value_name = "SỐ")]
    pub most_teams_per_reviewer: u32,
    /// Một người tham gia nhiều nhất bao nhiêu đoàn trong một tháng
    #[arg(long, default_value_t = 0, hide_default_value = true, value_name = "SỐ")]
    pub most_teams_per_month: u32,
    /// Hạt giống ngẫu nhiên: cùng trường, cùng người, cùng hạt giống thì cùng kết quả
    #[arg(long, default_value_t = 1, value_name = "SỐ")]
    pub seed: u64,
    /// Retry, dry run.
    #[command(flatten)]
    pub changing: Changing,
}

/// `CONDITION=REASON`
fn reasoned(text: &str) -> Result<(String, String), String> {
    let (rule, reason) = text.split_once('=').ok_or("viết ĐIỀU KIỆN=LÝ DO")?;
    let (rule, reason) = (rule.trim(), reason.trim());
    if rule.is_empty() || reason.is_empty() {
        return Err("cần cả điều kiện và lý do".to_owned());
    }
    Ok((rule.to_owned(), reason.to_owned()))
}

/// `DOSSIER`, or `DOSSIER=MONTH`
fn with_month(text: &str) -> Result<(String, Option<Month>), String> {
    match text.split_once('=') {
        None => Ok((text.to_owned(), None)),
        Some((dossier, month)) => {
            let month = month.parse().map_err(|_| "tháng viết như 2024-10")?;
            Ok((dossier.to_owned(), Some(month)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_is_accepted_with_a_reason() {
        assert_eq!(
            reasoned("reviewer.same_commune = đã công khai"),
            Ok(("reviewer.same_commune".to_owned(), "đã công khai".to_owned()))
        );
        assert!(reasoned("reviewer.same_commune").is_err());
        assert!(reasoned("reviewer.same_commune=").is_err());
    }

    #[test]
    fn a_school_of_a_season_may_have_its_month() {
        assert_eq!(with_month("a"), Ok(("a".to_owned(), None)));
        let (dossier, month) = with_month("a=2024-10").unwrap();
        assert_eq!(
            (dossier.as_str(), month.unwrap().to_string()),
            ("a", "2024-10".to_owned())
        );
        assert!(with_month("a=tháng 10").is_err());
    }
}
