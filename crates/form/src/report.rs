//! A report that was handed in as a file.

use super::Defects;

/// A file, known by its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportFile {
    /// Its name.
    pub file_name: String,
    /// SHA-256 of its content, lower-case hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
}

impl ReportFile {
    /// The file as it was entered under `field`, its name without the blanks around it; what is wrong with it is
    /// added to `defects`.
    pub fn stated(self, field: &str, defects: &mut Defects) -> Self {
        let file_name = defects.stated(&self.file_name, &format!("{field}.file_name"), "phải có tên tệp");
        let sha256 = defects.sha256(&self.sha256, &format!("{field}.sha256"));
        defects.require(self.size > 0, &format!("{field}.size"), "tệp không được rỗng");
        Self {
            file_name,
            sha256,
            size: self.size,
        }
    }
}
