//! What is wrong with a row of a file, in the domain's words.

use super::Refusal;

/// Something wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowDefect {
    /// The row as a person counts it: the heading is row 1.
    pub row: u32,
    /// The field, without what it stands under; empty for the row as a whole.
    pub field: String,
    /// What is wrong and what to do, in Vietnamese.
    pub message: String,
}

impl RowDefect {
    /// `field` of `row` is wrong.
    pub fn new(row: u32, field: &str, message: impl Into<String>) -> Self {
        Self {
            row,
            field: field.to_owned(),
            message: message.into(),
        }
    }

    /// What `refusal` says of `row`: a defect for each field of a form, or one for a rule, of which
    /// `described` says what a person reads.
    pub fn of(row: u32, refusal: Refusal, described: impl Fn(&Refusal) -> String) -> Vec<Self> {
        match refusal {
            Refusal::Fields(fields) => {
                let bare = |field: &str| field.rsplit('.').next().unwrap_or_default().to_owned();
                let defect = |(field, message): (String, String)| Self {
                    row,
                    field: bare(&field),
                    message,
                };
                fields.into_iter().map(defect).collect()
            }
            other => vec![Self::new(row, "", described(&other))],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use form::Defects;

    #[test]
    fn a_form_has_a_defect_for_each_field() {
        let mut form = Defects::under("school");
        form.add("code", "một");
        form.add("email", "hai");
        let refusal = Refusal::from(form);
        let fields: Vec<_> = RowDefect::of(7, refusal, |_| String::new())
            .into_iter()
            .map(|defect| (defect.row, defect.field))
            .collect();
        assert_eq!(fields, [(7, "code".to_owned()), (7, "email".to_owned())]);
    }
}
