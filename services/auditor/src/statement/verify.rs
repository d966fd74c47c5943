//! The chain of statements, verified.

use super::{Body, NO_STATEMENT, PublicKey, Statement, sha256};

/// The newest statement that somebody outside knows of: from the mail, or from paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its number.
    pub number: i64,
    /// Its SHA-256.
    pub sha256: String,
}

/// The first statement that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("bản xác nhận số {number}: {reason}")]
pub struct Broken {
    /// Which: the number that it has, or should have.
    pub number: i64,
    /// What is wrong.
    pub reason: &'static str,
}

/// Verifies `statements`, oldest first, and that they go on at least to the one that is known.
///
/// # Errors
/// [`Broken`], the first that does not hold.
pub fn verify(statements: &[Statement], key: &PublicKey, known: Option<&Known>) -> Result<(), Broken> {
    let mut previous = NO_STATEMENT.to_owned();
    for (number, statement) in (1..).zip(statements) {
        let broken = |reason| Err(Broken { number, reason });
        if statement.sha256 != sha256(statement.canonical.as_bytes()) {
            return broken("nội dung không khớp với mã băm");
        }
        if !key.verifies(&statement.canonical, &statement.signature) {
            return broken("chữ ký không đúng");
        }
        let Ok(body) = statement.body() else {
            return broken("nội dung không đọc được");
        };
        if !continues(&body, number, &previous) {
            return broken("không nối tiếp bản trước: có bản bị thiếu, bị thay hoặc bị đảo");
        }
        if known.is_some_and(|known| known.number == number && known.sha256 != statement.sha256) {
            return broken("không phải là bản đã biết");
        }
        previous.clone_from(&statement.sha256);
    }
    let held = i64::try_from(statements.len()).unwrap_or(i64::MAX);
    match known {
        Some(known) if known.number > held => Err(Broken {
            number: held + 1,
            reason: "bị thiếu: chuỗi bản xác nhận đã bị cắt",
        }),
        _ => Ok(()),
    }
}

fn continues(body: &Body, number: i64, previous: &str) -> bool {
    body.number == number && body.previous_sha256 == previous
}
