//! Who may call what.

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
const RECEIVING_BODY: &[Role] = &[Role::Commune, Role::DepartmentOfficer];

/// Every method of the service, with the roles that may call it.
pub const PERMISSIONS: Permissions = &[
    (
        "/kiemdinh.registration.v1.RegistrationService/CreateSchool",
        &[Role::DepartmentOfficer, Role::Administrator],
    ),
    ("/kiemdinh.registration.v1.RegistrationService/GetSchool", READERS),
    (
        "/kiemdinh.registration.v1.RegistrationService/ListSchools",
        READERS,
    ),
    (
        "/kiemdinh.registration.v1.RegistrationService/ApprovePlan",
        &[Role::DepartmentLeader],
    ),
    (
        "/kiemdinh.registration.v1.RegistrationService/ListPlanItems",
        READERS,
    ),
    (
        "/kiemdinh.registration.v1.RegistrationService/PrepareDossier",
        &[Role::School],
    ),
    (
        "/kiemdinh.registration.v1.RegistrationService/SubmitDossier",
        &[Role::School],
    ),
    (
        "/kiemdinh.registration.v1.RegistrationService/BeginCheck",
        RECEIVING_BODY,
    ),
    (
        "/kiemdinh.registration.v1.RegistrationService/RequestSupplement",
        RECEIVING_BODY,
    ),
    (
        "/kiemdinh.registration.v1.RegistrationService/ResubmitDossier",
        &[Role::School],
    ),
    (
        "/kiemdinh.registration.v1.RegistrationService/AcceptDossier",
        &[Role::DepartmentOfficer],
    ),
    (
        "/kiemdinh.registration.v1.RegistrationService/RefuseDossier",
        &[Role::DepartmentOfficer],
    ),
    (
        "/kiemdinh.registration.v1.RegistrationService/WithdrawDossier",
        &[Role::School],
    ),
    (
        "/kiemdinh.registration.v1.RegistrationService/GetDossier",
        READERS,
    ),
    (
        "/kiemdinh.registration.v1.RegistrationService/ListDossiers",
        READERS,
    ),
];
