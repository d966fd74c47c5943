//! The words that stand in a plan file.

use proto::fact::{Ownership, RecognitionKind, SchoolType, Target};

/// The words of `school_type`.
pub const SCHOOL_TYPES: [(&str, SchoolType); 8] = [
    ("preschool", SchoolType::Preschool),
    ("primary", SchoolType::Primary),
    ("lower_secondary", SchoolType::LowerSecondary),
    ("upper_secondary", SchoolType::UpperSecondary),
    (
        "primary_and_lower_secondary",
        SchoolType::PrimaryAndLowerSecondary,
    ),
    ("lower_and_upper_secondary", SchoolType::LowerAndUpperSecondary),
    ("multi_level", SchoolType::MultiLevel),
    ("continuing_education", SchoolType::ContinuingEducation),
];

/// The words of `ownership`.
pub const OWNERSHIPS: [(&str, Ownership); 2] = [
    ("public", Ownership::Public),
    ("non_public", Ownership::NonPublic),
];

/// The words of `kind`.
pub const KINDS: [(&str, RecognitionKind); 2] = [
    ("new", RecognitionKind::New),
    ("renewal", RecognitionKind::Renewal),
];

/// The words of `target`.
pub const TARGETS: [(&str, Target); 6] = [
    ("accreditation_1", Target::Accreditation1),
    ("accreditation_2", Target::Accreditation2),
    ("accreditation_3", Target::Accreditation3),
    ("accreditation_4", Target::Accreditation4),
    ("national_standard_1", Target::NationalStandard1),
    ("national_standard_2", Target::NationalStandard2),
];
