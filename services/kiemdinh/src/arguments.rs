//! The command line.

use std::path::PathBuf;

use calendar::{Day, Language};
use clap::{Args, Parser, Subcommand, ValueEnum};
use platform::identity::Role;
use statute::RegimeId;

use crate::output::Format;

mod case;
mod plan;
mod province;
mod review;
mod reviewer;
mod sheets;
mod team;

pub use case::{Documents, Dossier, FromFile, OneDossier, Prepare, ReasonedDossier, SelfAssessment};
pub use plan::{Obligation, Plan};
pub use province::{
    AddSchool, Authority, Deed, KnownOfAuthority, KnownOfSchool, School, UpdateSchool, WhichSchools,
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
    /// Quyết định
    #[command(subcommand)]
    Decision(Decision),
    /// Thư điện tử
    #[command(subcommand)]
    Mail(Mail),
    /// Nhật ký
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

/// `decision`
#[derive(Clone, Debug, Subcommand)]
pub enum Decision {
    /// Danh sách quyết định
    List {
        /// Chỉ ở trạng thái này, ví dụ drafted
        #[arg(long, value_name = "TRẠNG THÁI")]
        state: Option<String>,
    },
    /// Ký quyết định đã dự thảo
    Sign(Sign),
    /// Ký tờ trình gửi UBND tỉnh (chế độ A0, chuẩn quốc gia)
    Propose(Sign),
}

/// `decision sign` and `decision propose`
#[derive(Clone, Debug, Args)]
pub struct Sign {
    /// Mã quyết định hoặc số hồ sơ
    #[arg(value_name = "QUYẾT ĐỊNH")]
    pub decision: String,
    /// SHA-256 của văn bản đã đọc; mặc định là văn bản đang dự thảo
    #[arg(long, value_name = "SHA-256")]
    pub text_sha256: Option<String>,
    /// Số văn bản theo sổ của cơ quan, ví dụ 123/QĐ-SGDĐT; mặc định là số kế tiếp của hệ thống
    #[arg(long, value_name = "SỐ")]
    pub number: Option<String>,
    /// Retry, dry run, version.
    #[command(flatten)]
    pub changing: Changing,
}

/// `mail`
#[derive(Clone, Debug, Subcommand)]
pub enum Mail {
    /// Thư đã gửi và chờ gửi
    Outbox {
        /// Chỉ ở trạng thái này, ví dụ sent
        #[arg(long, value_name = "TRẠNG THÁI")]
        state: Option<String>,
    },
}

/// `audit`
#[derive(Clone, Debug, Subcommand)]
pub enum Audit {
    /// Tính lại chuỗi băm của mọi nhật ký
    Verify {
        /// Chỉ của hồ sơ này
        #[arg(long, value_name = "HỒ SƠ")]
        dossier: Option<String>,
    },
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
