//! Words that stand in files of several services, and what they mean.

use proto::fact::SchoolType;

/// The kinds of school as people write them; of several words for one kind the first is written.
pub const SCHOOL_TYPES: &[(&str, SchoolType)] = &[
    ("Mầm non", SchoolType::Preschool),
    ("Mẫu giáo", SchoolType::Preschool),
    ("Nhà trẻ", SchoolType::Preschool),
    ("Tiểu học", SchoolType::Primary),
    ("Trung học cơ sở", SchoolType::LowerSecondary),
    ("THCS", SchoolType::LowerSecondary),
    ("Trung học phổ thông", SchoolType::UpperSecondary),
    ("THPT", SchoolType::UpperSecondary),
    (
        "Tiểu học và trung học cơ sở",
        SchoolType::PrimaryAndLowerSecondary,
    ),
    ("TH&THCS", SchoolType::PrimaryAndLowerSecondary),
    (
        "Trung học cơ sở và trung học phổ thông",
        SchoolType::LowerAndUpperSecondary,
    ),
    ("THCS&THPT", SchoolType::LowerAndUpperSecondary),
    ("Nhiều cấp học", SchoolType::MultiLevel),
    ("TH, THCS&THPT", SchoolType::MultiLevel),
    ("Giáo dục thường xuyên", SchoolType::ContinuingEducation),
    ("GDTX", SchoolType::ContinuingEducation),
];

/// The word that is written for `meaning`: the first of those it has; empty when it has none.
pub fn word<T: PartialEq>(words: &[(&'static str, T)], meaning: T) -> &'static str {
    let found = words.iter().find(|(_, known)| *known == meaning);
    found.map_or("", |(word, _)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_words_the_first_is_written_and_of_none_nothing() {
        assert_eq!(word(SCHOOL_TYPES, SchoolType::LowerSecondary), "Trung học cơ sở");
        assert_eq!(word(SCHOOL_TYPES, SchoolType::Unspecified), "");
    }
}
