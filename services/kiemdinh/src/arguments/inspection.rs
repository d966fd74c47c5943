//! `mail` and `audit`: what was sent, and whether anything was missed.

use clap::{Args, Subcommand};

use super::{Changing, Confirmed};

/// `mail`
#[derive(Clone, Debug, Subcommand)]
pub enum Mail {
    /// Thư đã gửi và chờ gửi
    Outbox(Outbox),
    /// Một thư, với mọi lần gửi
    Get {
        /// Mã thư
        #[arg(value_name = "THƯ")]
        mail: String,
    },
    /// Gửi lại một thư, thành thư mới; thư cũ giữ nguyên
    Resend {
        /// Mã thư
        #[arg(value_name = "THƯ")]
        mail: String,
        /// Gửi đến địa chỉ này; mặc định là địa chỉ cũ
        #[arg(long, value_name = "ĐỊA CHỈ")]
        to: Option<String>,
        /// Retry, dry run.
        #[command(flatten)]
        changing: Changing,
    },
    /// Hủy một thư chưa gửi
    Cancel {
        /// Mã thư
        #[arg(value_name = "THƯ")]
        mail: String,
        /// Lý do, ghi vào nhật ký
        #[arg(long, value_name = "LÝ DO")]
        reason: String,
        /// Retry, dry run, consent.
        #[command(flatten)]
        confirmed: Confirmed,
    },
}

/// `mail outbox`
#[derive(Clone, Debug, Args)]
pub struct Outbox {
    /// Chỉ ở trạng thái này, ví dụ sent
    #[arg(long, value_name = "TRẠNG THÁI")]
    pub state: Option<String>,
    /// Chỉ đến địa chỉ có đoạn chữ này
    #[arg(long, value_name = "ĐỊA CHỈ")]
    pub to: Option<String>,
    /// Chỉ của hồ sơ hoặc vụ việc này
    #[arg(long, value_name = "HỒ SƠ")]
    pub case: Option<String>,
}

/// `audit`
#[derive(Clone, Debug, Subcommand)]
pub enum Audit {
    /// Đọc mọi nhật ký, tính lại mọi thời hạn, ký và lưu bản xác nhận
    Run,
    /// Các bản xác nhận đã lưu
    Statements,
    /// Tính lại chuỗi băm của mọi nhật ký, kiểm tra mọi bản xác nhận đã lưu
    Verify {
        /// Chỉ nhật ký của hồ sơ này
        #[arg(long, value_name = "HỒ SƠ")]
        dossier: Option<String>,
        /// Bản xác nhận mới nhất mà bên ngoài đã biết: số và mã băm của nó
        #[arg(long, value_parser = known, value_name = "SỐ:SHA256")]
        known: Option<auditor::statement::Known>,
    },
}

fn known(text: &str) -> Result<auditor::statement::Known, String> {
    let known = text.split_once(':').and_then(|(number, sha256)| {
        let number = number.parse().ok().filter(|number| *number > 0)?;
        let sha256 = sha256.trim().to_lowercase();
        let is_hash = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hash.then_some(auditor::statement::Known { number, sha256 })
    });
    known.ok_or_else(|| "phải có dạng SỐ:SHA256, ví dụ 12:9f86d0…".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_statement_is_a_number_and_a_hash() {
        let hash = "ab".repeat(32);
        assert_eq!(known(&format!("3:{hash}")).unwrap().number, 3);
        for wrong in ["3", "3:ab", "0:", &format!("0:{hash}"), &format!("x:{hash}")] {
            assert!(known(wrong).is_err(), "{wrong}");
        }
    }
}
