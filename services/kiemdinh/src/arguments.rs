//! The command line.

use std::path::PathBuf;

use calendar::{Day, Language};
use clap::{Args, Parser, Subcommand, ValueEnum};
use platform::identity::Role;

use crate::output::Format;

mod case;
mod inspection;
mod law;
mod plan;
mod province;
mod recognition;
mod register;
mod review;
mod reviewer;
mod sheets;
mod team;

pub use case::{Documents, Dossier, FromFile, OneDossier, Prepare, ReasonedDossier, SelfAssessment};
pub use inspection::{Audit, Mail, Outbox};
pub use law::{Due, Law, WhatIf};
pub use plan::{Obligation, Plan};
pub use province::{
    AddSchool, Authority, Deed, KnownOfAuthority, KnownOfSchool, School, UpdateSchool, WhichSchools,
};
pub use recognition::{
    Apology, Appraise, Certificate, Decision, Enter, Measure, Publish, Remedy, Sign, Signature,
};
pub use register::{
    ExportStatistics, Register, SetTarget, Statistics, Target, WhichAttainment, WhichEntries, WhichRechecks,
    WhichRecognitions,
};
pub use review::{HandIn, Report, Review};
pub use reviewer::{Retire, Reviewer};
pub use sheets::{Export, Form, Import};
pub use team::{AcceptedWarnings, DecideOnTeam, OneTeam, ProposeTeam, Replace, Season, Seats, Solve, Team};

/// Kiểm định chất lượng giáo dục: từ kế hoạch đến quyết định công nhận, giữ đúng mọi thời hạn.
#[derive(Debug, Parser)]
#[command(name = "kiemdinh", version, about, propagate_version = true)]
pub struct Arguments {
    /// Where to and how.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Flags that every verb takes.
#[derive(Clone, Debug, Args)]
pub struct Global {
    /// Dạng kết quả
    #[arg(short, long, global = true, value_enum, default_value_t, value_name = "DẠNG")]
    pub output: Format,
    /// Thư mục dữ liệu (mặc định kiemdinh-data, hoặc KIEMDINH__DATA)
    #[arg(long, global = true, value_name = "THƯ MỤC")]
    pub data: Option<PathBuf>,
    /// Tệp cấu hình TOML
    #[arg(long, global = true, value_name = "TỆP")]
    pub config: Option<PathBuf>,
    /// Tệp chứa mã truy cập; mặc định là mã của quản trị trong client.toml
    #[arg(long, global = true, value_name = "TỆP")]
    pub token_file: Option<PathBuf>,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Chạy hệ thống, hoặc riêng một dịch vụ
    Serve(Serve),
    /// Diễn tập kế hoạch thật của Bắc Sơn năm 2024 đến quyết định cuối cùng
    Demo(Demo),
    /// Diễn tập một kế hoạch bất kỳ trong thời gian ảo
    Replay(Replay),
    /// Tạo hoặc cập nhật cơ sở dữ liệu của mọi dịch vụ
    Migrate(Connections),
    /// Cấu hình
    #[command(subcommand)]
    Config(Config),
    /// Cấp một mã truy cập, ký bằng khóa của hệ thống
    Token(Token),
    /// Cơ quan quản lý: Sở, cấp huyện trước đây, cấp xã
    #[command(subcommand)]
    Authority(Authority),
    /// Trường
    #[command(subcommand)]
    School(School),
    /// Kế hoạch năm
    #[command(subcommand)]
    Plan(Plan),
    /// Nghĩa vụ hằng năm
    #[command(subcommand)]
    Obligation(Obligation),
    /// Tự đánh giá
    #[command(subcommand)]
    SelfAssessment(SelfAssessment),
    /// Hồ sơ
    #[command(subcommand)]
    Dossier(Dossier),
    /// Người đánh giá ngoài
    #[command(subcommand)]
    Reviewer(Reviewer),
    /// Đoàn đánh giá ngoài
    #[command(subcommand)]
    Team(Team),
    /// Lập đoàn cho nhiều trường cùng lúc
    #[command(subcommand)]
    Season(Season),
    /// Đánh giá ngoài
    #[command(subcommand)]
    Review(Review),
    /// Báo cáo đánh giá ngoài, ý kiến và trả lời
    #[command(subcommand)]
    Report(Report),
    /// Thời hạn đang chạy
    #[command(subcommand)]
    Clock(Clock),
    /// Quyết định công nhận: thẩm định, dự thảo, ký, công bố, hẹn lại
    #[command(subcommand)]
    Decision(Decision),
    /// Chứng nhận: ghi nhận, khắc phục, thu hồi, khôi phục
    #[command(subcommand)]
    Certificate(Certificate),
    /// Sổ đăng ký công khai, không cần mã truy cập
    #[command(subcommand)]
    Register(Register),
    /// Thống kê trường đạt chuẩn và các danh sách hằng năm
    #[command(subcommand)]
    Statistics(Statistics),
    /// Thư điện tử
    #[command(subcommand)]
    Mail(Mail),
    /// Kiểm toán thời hạn và nhật ký
    #[command(subcommand)]
    Audit(Audit),
    /// Thời gian của bản diễn tập
    #[command(subcommand)]
    Time(Time),
    /// Quy định pháp luật
    #[command(subcommand)]
    Law(Law),
    /// Dự thảo lịch hoặc luật sẽ dời những thời hạn nào; không thay đổi gì
    Whatif(WhatIf),
}

/// Where database and bus are, over what is configured.
#[derive(Clone, Debug, Default, Args)]
pub struct Connections {
    /// Cơ sở dữ liệu: sqlite, hoặc postgres://…
    #[arg(long, value_name = "ĐỊA CHỈ")]
    pub database_url: Option<String>,
    /// Hàng đợi: in-process, hoặc amqp://…
    #[arg(long, value_name = "ĐỊA CHỈ")]
    pub amqp_url: Option<String>,
}

/// `serve`
#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// Dịch vụ nào
    #[arg(value_enum, default_value_t, value_name = "DỊCH VỤ")]
    pub service: Service,
    /// Chạy diễn tập từ thời điểm này (2024-01-01 hoặc RFC 3339)
    #[arg(long, value_name = "THỜI ĐIỂM")]
    pub virtual_time: Option<String>,
    /// Database and bus.
    #[command(flatten)]
    pub connections: Connections,
}

/// A service, or all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Service {
    /// Tất cả
    #[default]
    All,
    /// Trường, kế hoạch, hồ sơ
    Registration,
    /// Đánh giá ngoài
    Review,
    /// Quyết định công nhận
    Recognition,
    /// Thời hạn và thư
    Scheduler,
}

/// `demo`
#[derive(Clone, Debug, Args)]
pub struct Demo {
    /// Thoát sau khi in kết quả
    #[arg(long)]
    pub once: bool,
    /// Hạt giống ngẫu nhiên: cùng hạt giống, cùng diễn biến
    #[arg(long, default_value_t = 1, value_name = "SỐ")]
    pub seed: u64,
}

/// `replay`
#[derive(Clone, Debug, Args)]
pub struct Replay {
    /// Tệp kế hoạch CSV
    #[arg(value_name = "KẾ HOẠCH.csv")]
    pub plan: PathBuf,
    /// Ngày bắt đầu
    #[arg(long, value_name = "NGÀY")]
    pub from: Day,
    /// Ngày kết thúc; mặc định là khi vụ việc cuối cùng kết thúc
    #[arg(long, value_name = "NGÀY")]
    pub to: Option<Day>,
    /// Hạt giống ngẫu nhiên: cùng hạt giống, cùng diễn biến
    #[arg(long, default_value_t = 1, value_name = "SỐ")]
    pub seed: u64,
    /// Database and bus.
    #[command(flatten)]
    pub connections: Connections,
}

/// `config`
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum Config {
    /// Hiện cấu hình đang có hiệu lực, không kèm bí mật
    Check,
}

/// `token`
#[derive(Clone, Debug, Args)]
pub struct Token {
    /// Vai trò: school, commune, department_officer, department_leader, province, reviewer, administrator, auditor
    #[arg(long, value_parser = role, value_name = "VAI TRÒ")]
    pub role: Role,
    /// Người
    #[arg(long, value_name = "TÊN")]
    pub person: String,
    /// Giới hạn trong trường hoặc cơ quan này: schools/…, authorities/… hoặc mã
    #[arg(long, value_name = "PHẠM VI")]
    pub scope: Option<String>,
    /// Hiệu lực, tính bằng giờ
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=8_760), value_name = "GIỜ")]
    pub hours: u32,
}

/// `clock`
#[derive(Clone, Debug, Subcommand)]
pub enum Clock {
    /// Danh sách thời hạn, theo ngày hết hạn
    List {
        /// Chỉ của hồ sơ này
        #[arg(long, value_name = "HỒ SƠ")]
        dossier: Option<String>,
        /// Chỉ của trường này
        #[arg(long, value_name = "MÃ TRƯỜNG")]
        school: Option<String>,
        /// Chỉ có kết quả này, ví dụ running
        #[arg(long, value_name = "KẾT QUẢ")]
        outcome: Option<String>,
    },
    /// Ngày hết hạn được tính thế nào
    Explain {
        /// Mã thời hạn
        #[arg(value_name = "THỜI HẠN")]
        clock: String,
        /// Ngôn ngữ: vi hoặc en
        #[arg(long, value_parser = language, default_value = "vi", value_name = "NGÔN NGỮ")]
        language: Language,
    },
    /// Bao nhiêu thời hạn hết trong khoảng này được giữ đúng
    Punctuality {
        /// Hạn từ ngày này
        #[arg(long, value_parser = recognition::day, value_name = "NGÀY")]
        from: Day,
        /// Hạn đến hết ngày này
        #[arg(long, value_parser = recognition::day, value_name = "NGÀY")]
        until: Day,
    },
}

/// Flags of verbs that change something.
#[derive(Clone, Debug, Default, Args)]
pub struct Changing {
    /// Mã yêu cầu (UUID); gửi lại cùng mã không làm hai lần
    #[arg(long, value_name = "UUID")]
    pub request_id: Option<uuid::Uuid>,
    /// Chỉ kiểm tra, không thay đổi gì
    #[arg(long)]
    pub dry_run: bool,
    /// Chỉ thay đổi nếu vẫn là phiên bản này
    #[arg(long, value_name = "ETAG")]
    pub if_match: Option<String>,
}

/// Flags of verbs that cannot be undone.
#[derive(Clone, Debug, Default, Args)]
pub struct Confirmed {
    /// Không hỏi lại
    #[arg(long, short)]
    pub yes: bool,
    /// Retry, dry run, version.
    #[command(flatten)]
    pub changing: Changing,
}

/// `time`
#[derive(Clone, Debug, Subcommand)]
pub enum Time {
    /// Tua thời gian của bản diễn tập, xử lý mọi hạn trên đường đi
    Advance {
        /// Đến hết ngày này (2025-01-31), hoặc đến thời điểm này (RFC 3339)
        #[arg(long, value_name = "THỜI ĐIỂM")]
        to: String,
    },
}

fn language(text: &str) -> Result<Language, String> {
    match text {
        "vi" => Ok(Language::Vietnamese),
        "en" => Ok(Language::English),
        _ => Err("chọn vi hoặc en".to_owned()),
    }
}

fn role(text: &str) -> Result<Role, String> {
    serde_json::from_value(serde_json::Value::from(text)).map_err(|_| "không có vai trò này".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn roles_are_named_as_in_tokens() {
        assert_eq!(role("department_leader"), Ok(Role::DepartmentLeader));
        assert!(role("king").is_err());
    }
}
