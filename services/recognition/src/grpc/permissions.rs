//! Who may call what. Which of the two authorities signs a decision is a rule of its regime, not of this
//! table.

use platform::identity::{Permissions, Role};

const READERS: &[Role] = &[
    Role::School,
    Role::Commune,
    Role::DepartmentOfficer,
    Role::DepartmentLeader,
    Role::Province,
    Role::Administrator,
    Role::Auditor,
    Role::Service,
];

/// Every method of the service, with the roles that may call it.
pub const PERMISSIONS: Permissions = &[
    (
        "/kiemdinh.recognition.v1.RecognitionService/ConcludeAppraisal",
        &[Role::DepartmentOfficer],
    ),
    (
        "/kiemdinh.recognition.v1.RecognitionService/DraftDecision",
        &[Role::DepartmentOfficer],
    ),
    (
        "/kiemdinh.recognition.v1.RecognitionService/SendProposal",
        &[Role::DepartmentLeader],
    ),
    (
        "/kiemdinh.recognition.v1.RecognitionService/SignDecision",
        &[Role::DepartmentLeader, Role::Province],
    ),
    (
        "/kiemdinh.recognition.v1.RecognitionService/PublishDecision",
        &[Role::DepartmentOfficer],
    ),
    ("/kiemdinh.recognition.v1.RecognitionService/GetDecision", READERS),
    (
        "/kiemdinh.recognition.v1.RecognitionService/ListDecisions",
        READERS,
    ),
    (
        "/kiemdinh.recognition.v1.RecognitionService/GetCertificate",
        READERS,
    ),
    (
        "/kiemdinh.recognition.v1.RecognitionService/ListCertificates",
        READERS,
    ),
];
