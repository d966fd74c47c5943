//! `authority` and `school`.

use calendar::Day;
use clap::{Args, Subcommand};

use super::{Changing, Confirmed, Export, Import};

/// `authority`
#[derive(Clone, Debug, Subcommand)]
pub enum Authority {
    /// Danh sách cơ quan quản lý
    List {
        /// Chỉ những cơ quan trực thuộc cơ quan này, ở mọi cấp
        #[arg(long, value_name = "CƠ QUAN")]
        under: Option<String>,
        /// Chỉ cấp này: department, district hoặc commune
        #[arg(long, value_name = "CẤP")]
        kind: Option<String>,
        /// Chỉ những cơ quan có vào ngày này
        #[arg(long, value_name = "NGÀY")]
        on: Option<Day>,
        /// Từ của tên hoặc mã, không cần dấu
        #[arg(long, value_name = "TỪ")]
        search: Option<String>,
    },
    /// Một cơ quan
    Get {
        /// Mã định danh (H37.14) hoặc authorities/…
        #[arg(value_name = "CƠ QUAN")]
        authority: String,
    },
    /// Ghi nhận một cơ quan
    Add {
        /// Tên đầy đủ
        #[arg(value_name = "TÊN")]
        name: String,
        /// Cấp: department, district hoặc commune
        #[arg(long, value_name = "CẤP")]
        kind: String,
        /// Cơ quan cấp trên; Sở thì không có
        #[arg(long, value_name = "CƠ QUAN")]
        parent: Option<String>,
        /// What else is known.
        #[command(flatten)]
        known: KnownOfAuthority,
        /// Retry, dry run.
        #[command(flatten)]
        changing: Changing,
    },
    /// Sửa điều đã ghi về một cơ quan; không nêu thì giữ nguyên
    Update {
        /// Mã định danh hoặc authorities/…
        #[arg(value_name = "CƠ QUAN")]
        authority: String,
        /// Tên đầy đủ
        #[arg(long, value_name = "TÊN")]
        name: Option<String>,
        /// What else is known.
        #[command(flatten)]
        known: KnownOfAuthority,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
    /// Chấm dứt hoạt động của một cơ quan, có cơ quan kế thừa
    End {
        /// Mã định danh hoặc authorities/…
        #[arg(value_name = "CƠ QUAN")]
        authority: String,
        /// Ngày cuối cùng
        #[arg(long, value_name = "NGÀY")]
        on: Day,
        /// Cơ quan kế thừa; lặp lại cho mỗi cơ quan
        #[arg(long = "successor", required = true, value_name = "CƠ QUAN")]
        successors: Vec<String>,
        /// Văn bản, ví dụ “Nghị quyết 202/2025/QH15”
        #[arg(long, value_name = "VĂN BẢN")]
        document: String,
        /// Retry, dry run, version, consent.
        #[command(flatten)]
        confirmed: Confirmed,
    },
    /// Nhập từ Excel hoặc CSV: tất cả các dòng, hoặc không dòng nào
    Import(Import),
    /// Xuất ra Excel hoặc CSV
    Export {
        /// Chỉ những cơ quan trực thuộc cơ quan này
        #[arg(long, value_name = "CƠ QUAN")]
        under: Option<String>,
        /// Where to, in which form.
        #[command(flatten)]
        export: Export,
    },
}

/// What is known of an authority besides its name and place.
#[derive(Clone, Debug, Default, Args)]
pub struct KnownOfAuthority {
    /// Mã định danh dạng mới, gốc đứng trước: H37.14
    #[arg(long, value_name = "MÃ")]
    pub code: Option<String>,
    /// Mã định danh dạng cũ, gốc đứng sau: 000.14.00.H37
    #[arg(long, value_name = "MÃ")]
    pub old_code: Option<String>,
    /// Thư điện tử
    #[arg(long, value_name = "ĐỊA CHỈ")]
    pub email: Option<String>,
    /// Ngày đầu tiên
    #[arg(long, value_name = "NGÀY")]
    pub valid_from: Option<Day>,
    /// Kế hoạch riêng của địa phương, chỉ của Sở; ví dụ ha-noi
    #[arg(long, value_name = "KẾ HOẠCH")]
    pub overlay: Option<String>,
}

/// Which schools.
#[derive(Clone, Debug, Default, Args)]
pub struct WhichSchools {
    /// Từ của tên hoặc mã, không cần dấu
    #[arg(long, value_name = "TỪ")]
    pub search: Option<String>,
    /// Chỉ loại trường này, ví dụ preschool
    #[arg(long = "type", value_name = "LOẠI TRƯỜNG")]
    pub school_type: Option<String>,
    /// Chỉ public hoặc non_public
    #[arg(long, value_name = "LOẠI HÌNH")]
    pub ownership: Option<String>,
    /// Chỉ thuộc cơ quan này: tỉnh, cơ quan quản lý hoặc xã
    #[arg(long, value_name = "CƠ QUAN")]
    pub authority: Option<String>,
    /// Chỉ ở trạng thái này: active, merged hoặc closed
    #[arg(long, value_name = "TRẠNG THÁI")]
    pub state: Option<String>,
}

/// `school`
#[derive(Clone, Debug, Subcommand)]
pub enum School {
    /// Danh sách trường
    List(WhichSchools),
    /// Một trường, với những gì đã xảy ra
    Get {
        /// Mã trường hoặc schools/…
        #[arg(value_name = "TRƯỜNG")]
        school: String,
    },
    /// Ghi nhận một trường
    Add(AddSchool),
    /// Sửa điều đã ghi về một trường, trừ tên; không nêu thì giữ nguyên
    Update(UpdateSchool),
    /// Đổi tên trường theo một văn bản
    Rename {
        /// Mã trường hoặc schools/…
        #[arg(value_name = "TRƯỜNG")]
        school: String,
        /// Tên mới
        #[arg(value_name = "TÊN MỚI")]
        name: String,
        /// By which document, from which day.
        #[command(flatten)]
        deed: Deed,
        /// Retry, dry run, version.
        #[command(flatten)]
        changing: Changing,
    },
    /// Sáp nhập các trường vào một trường
    Merge {
        /// Các trường sáp nhập đi
        #[arg(required = true, value_name = "TRƯỜNG")]
        sources: Vec<String>,
        /// Trường tiếp tục
        #[arg(long, value_name = "TRƯỜNG")]
        into: String,
        /// By which document, from which day.
        #[command(flatten)]
        deed: Deed,
        /// Retry, dry run, consent.
        #[command(flatten)]
        confirmed: Confirmed,
    },
    /// Giải thể trường
    Close {
        /// Mã trường hoặc schools/…
        #[arg(value_name = "TRƯỜNG")]
        school: String,
        /// By which document, on which day.
        #[command(flatten)]
        deed: Deed,
        /// Retry, dry run, version, consent.
        #[command(flatten)]
        confirmed: Confirmed,
    },
    /// Nhập từ Excel hoặc CSV: tất cả các dòng, hoặc không dòng nào
    Import(Import),
    /// Xuất ra Excel hoặc CSV
    Export {
        /// Which schools.
        #[command(flatten)]
        which: WhichSchools,
        /// Where to, in which form.
        #[command(flatten)]
        export: Export,
    },
}

/// `school add`
#[derive(Clone, Debug, Args)]
pub struct AddSchool {
    /// Tên trường
    #[arg(value_name = "TÊN")]
    pub name: String,
    /// Loại trường, ví dụ preschool
    #[arg(long = "type", value_name = "LOẠI TRƯỜNG")]
    pub school_type: String,
    /// Xã, phường: mã, tên đầy đủ hoặc authorities/…
    #[arg(long, value_name = "XÃ")]
    pub commune: String,
    /// public hoặc non_public
    #[arg(long, default_value = "public", value_name = "LOẠI HÌNH")]
    pub ownership: String,
    /// Cơ quan quản lý; mặc định là xã
    #[arg(long, value_name = "CƠ QUAN")]
    pub authority: Option<String>,
    /// What else is known.
    #[command(flatten)]
    pub known: KnownOfSchool,
    /// Retry, dry run.
    #[command(flatten)]
    pub changing: Changing,
}

/// `school update`
#[derive(Clone, Debug, Args)]
pub struct UpdateSchool {
    /// Mã trường hoặc schools/…
    #[arg(value_name = "TRƯỜNG")]
    pub school: String,
    /// Loại trường, ví dụ preschool
    #[arg(long = "type", value_name = "LOẠI TRƯỜNG")]
    pub school_type: Option<String>,
    /// Xã, phường: mã, tên đầy đủ hoặc authorities/…
    #[arg(long, value_name = "XÃ")]
    pub commune: Option<String>,
    /// public hoặc non_public
    #[arg(long, value_name = "LOẠI HÌNH")]
    pub ownership: Option<String>,
    /// Cơ quan quản lý
    #[arg(long, value_name = "CƠ QUAN")]
    pub authority: Option<String>,
    /// What else is known.
    #[command(flatten)]
    pub known: KnownOfSchool,
    /// Retry, dry run, version.
    #[command(flatten)]
    pub changing: Changing,
}

/// What is known of a school besides its name, kind and place.
#[derive(Clone, Debug, Default, Args)]
pub struct KnownOfSchool {
    /// Mã trường của ngành, giữ số 0 ở đầu
    #[arg(long, value_name = "MÃ")]
    pub code: Option<String>,
    /// Hiệu trưởng
    #[arg(long, value_name = "TÊN")]
    pub principal: Option<String>,
    /// Thư điện tử
    #[arg(long, value_name = "ĐỊA CHỈ")]
    pub email: Option<String>,
    /// Điện thoại
    #[arg(long, value_name = "SỐ")]
    pub phone: Option<String>,
    /// Địa chỉ
    #[arg(long, value_name = "ĐỊA CHỈ")]
    pub address: Option<String>,
    /// Ngày thành lập
    #[arg(long, value_name = "NGÀY")]
    pub founded_on: Option<Day>,
}

/// A document and the day from which it holds.
#[derive(Clone, Debug, Args)]
pub struct Deed {
    /// Văn bản, ví dụ 123/QĐ-UBND
    #[arg(long, value_name = "VĂN BẢN")]
    pub document: String,
    /// Từ ngày
    #[arg(long, value_name = "NGÀY")]
    pub on: Day,
}
