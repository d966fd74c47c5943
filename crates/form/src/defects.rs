//! The defects of a form, gathered so that a person hears of all of them at once.

use std::str::FromStr;

/// What is wrong with a form so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Defects {
    under: String,
    found: Vec<(String, String)>,
}

impl Defects {
    /// Of a form whose fields stand under `under`, for example `school` or `items[3]`.
    pub fn under(under: impl Into<String>) -> Self {
        Self {
            under: under.into(),
            found: Vec::new(),
        }
    }

    /// `field` is wrong: `message` says what to do.
    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        let name = if self.under.is_empty() {
            field.to_owned()
        } else {
            format!("{}.{field}", self.under)
        };
        self.found.push((name, message.into()));
    }

    /// Adds `message` unless `holds`.
    pub fn require(&mut self, holds: bool, field: &str, message: &str) {
        if !holds {
            self.add(field, message);
        }
    }

    /// The text without the blanks around it; a defect when nothing is left.
    pub fn stated(&mut self, text: &str, field: &str, message: &str) -> String {
        let text = text.trim();
        self.require(!text.is_empty(), field, message);
        text.to_owned()
    }

    /// The day that `text` names (YYYY-MM-DD), nothing when it is empty; a defect when it is no day. What a day is,
    /// the caller's calendar says.
    pub fn day<Day: FromStr>(&mut self, text: &str, field: &str) -> Option<Day> {
        if text.trim().is_empty() {
            return None;
        }
        let day = text.trim().parse().ok();
        self.require(day.is_some(), field, "phải là ngày dạng 2026-09-05");
        day
    }

    /// The mail address, or nothing; a defect when it is none.
    pub fn email(&mut self, text: &str, field: &str) -> String {
        let text = text.trim();
        let parts = text.split('@').filter(|part| !part.is_empty()).count();
        let fits = text.is_empty() || (parts == 2 && !text.contains(char::is_whitespace));
        self.require(fits, field, "không phải địa chỉ thư điện tử");
        text.to_owned()
    }

    /// The SHA-256; a defect when it is none.
    pub fn sha256(&mut self, text: &str, field: &str) -> String {
        let digits = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        self.require(
            text.len() == 64 && text.bytes().all(digits),
            field,
            "phải là SHA-256, 64 chữ số thập lục phân viết thường",
        );
        text.to_owned()
    }

    /// Takes over what a part of the form found under its own name.
    pub fn take(&mut self, part: Self) {
        self.found.extend(part.found);
    }

    /// Takes over the defects that another form found.
    pub fn extend(&mut self, other: Vec<(String, String)>) {
        self.found.extend(other);
    }

    /// `value`, or everything that was found; the value is missing only where a defect says why.
    pub fn settle<T>(self, value: Option<T>) -> Result<T, Self> {
        match value {
            Some(value) if self.found.is_empty() => Ok(value),
            _ => Err(self),
        }
    }

    /// Everything that was found, field by field.
    pub fn found(self) -> Vec<(String, String)> {
        self.found
    }

    /// Everything that was found, as an error, if anything was.
    pub fn judge(self) -> Result<(), Self> {
        self.settle(Some(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(defects: Defects) -> Vec<String> {
        defects.found().into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn every_defect_is_found_under_its_field() {
        let mut defects = Defects::under("items[3]");
        assert_eq!(defects.stated(" \t", "name", "phải có tên"), "");
        assert_eq!(defects.day::<u32>("hôm nay", "by"), None);
        defects.email("a@b@c", "email");
        defects.sha256(&"A".repeat(64), "sha256");
        defects.require(false, "size", "tệp không được rỗng");
        let found = ["name", "by", "email", "sha256", "size"].map(|field| format!("items[3].{field}"));
        assert_eq!(fields(defects.clone()), found);
        let mut whole = Defects::default();
        whole.take(defects);
        whole.add("note", "quá dài");
        assert_eq!(fields(whole).len(), 6);
    }

    #[test]
    fn what_fits_is_no_defect() {
        let mut defects = Defects::default();
        assert_eq!(defects.stated(" Bắc Sơn ", "name", "phải có tên"), "Bắc Sơn");
        assert_eq!(defects.day::<u32>(" ", "by"), None);
        assert_eq!(defects.day(" 2026 ", "by"), Some(2026));
        assert_eq!(defects.email("", "email"), "");
        assert_eq!(defects.email(" a@b.vn ", "email"), "a@b.vn");
        assert_eq!(defects.sha256(&"0f".repeat(32), "sha256").len(), 64);
        assert_eq!(defects.clone().judge(), Ok(()));
        assert_eq!(defects.settle(Some(1)), Ok(1));
    }

    #[test]
    fn a_value_beside_a_defect_does_not_stand() {
        let mut defects = Defects::default();
        assert!(defects.clone().settle(None::<u32>).is_err());
        defects.add("name", "phải có tên");
        assert_eq!(defects.clone().settle(Some(1)), Err(defects.clone()));
        assert_eq!(defects.clone().judge(), Err(defects));
    }
}
