//! What verbs on files take.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use proto::exchange::SheetFormat;

/// `import`
#[derive(Clone, Debug, Args)]
pub struct Import {
    /// Tệp Excel (.xlsx) hoặc CSV; dòng đầu là tên các cột
    #[arg(value_name = "TỆP")]
    pub file: PathBuf,
    /// Tỉnh: Sở Giáo dục và Đào tạo (mã hoặc authorities/…); mặc định là Sở duy nhất
    #[arg(long, value_name = "SỞ")]
    pub province: Option<String>,
    /// Mã yêu cầu (UUID); gửi lại cùng mã không làm hai lần
    #[arg(long, value_name = "UUID")]
    pub request_id: Option<uuid::Uuid>,
    /// Chỉ xem trước, không ghi gì
    #[arg(long)]
    pub dry_run: bool,
}

/// `export`
#[derive(Clone, Debug, Default, Args)]
#[group(skip)]
pub struct Export {
    /// Ghi vào tệp này; “-” là đầu ra chuẩn; mặc định là tên do hệ thống đặt, trong thư mục hiện tại
    #[arg(value_name = "TỆP")]
    pub file: Option<PathBuf>,
    /// Dạng tệp; mặc định theo phần mở rộng của tên tệp, không có thì là xlsx (sổ đăng ký: csv)
    #[arg(long = "as", value_enum, value_name = "DẠNG")]
    pub form: Option<Form>,
    /// Ghi đè tệp đã có
    #[arg(long)]
    pub force: bool,
}

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// Excel
    Xlsx,
    /// CSV, UTF-8
    Csv,
    /// JSON cho phần mềm của Bộ
    Json,
}

impl From<Form> for SheetFormat {
    fn from(form: Form) -> Self {
        match form {
            Form::Xlsx => Self::Xlsx,
            Form::Csv => Self::Csv,
            Form::Json => Self::Json,
        }
    }
}

impl Export {
    /// The form that is asked for: as said, or as the file is called.
    pub fn form(&self) -> SheetFormat {
        let extension = self.file.as_ref().and_then(|file| file.extension());
        let named = extension.and_then(|extension| Form::from_str(&extension.to_string_lossy(), true).ok());
        self.form
            .or(named)
            .map_or(SheetFormat::Unspecified, SheetFormat::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_name_says_unless_told_otherwise() {
        let export = |file: &str, form| Export {
            file: Some(PathBuf::from(file)),
            form,
            force: false,
        };
        assert_eq!(export("a.CSV", None).form(), SheetFormat::Csv);
        assert_eq!(export("a.csv", Some(Form::Json)).form(), SheetFormat::Json);
        assert_eq!(export("-", None).form(), SheetFormat::Unspecified);
        assert_eq!(Export::default().form(), SheetFormat::Unspecified);
    }
}
