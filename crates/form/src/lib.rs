//! What people fill in: every defect of a form at once, by field; a report known by its hash.
//!
//! [`Defects`] gathers what is wrong and never stops at the first, so that a person mends a form once. Messages are
//! Vietnamese and say what to do. A service makes its own refusal of them.
//!
//! Pure: texts in, values and defects out. It knows nothing of schools, law, files' contents or databases.
//!
//! ```
//! use form::{Defects, ReportFile};
//!
//! let mut defects = Defects::under("school");
//! let name = defects.stated("  Tiểu học Bắc Sơn ", "display_name", "phải có tên");
//! assert_eq!(name, "Tiểu học Bắc Sơn");
//! defects.email("hieu-truong", "email");
//! let entered = ReportFile { file_name: "bao-cao.pdf".to_owned(), sha256: "abc".to_owned(), size: 0 };
//! entered.stated("report", &mut defects);
//!
//! let found = defects.judge().unwrap_err().found();
//! let fields: Vec<_> = found.iter().map(|(field, _)| field.as_str()).collect();
//! assert_eq!(fields, ["school.email", "school.report.sha256", "school.report.size"]);
//! ```

mod defects;
mod report;

pub use defects::Defects;
pub use report::ReportFile;
