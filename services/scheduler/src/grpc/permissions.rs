//! Who may ask what.

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
const OVERSEERS: &[Role] = &[
    Role::DepartmentOfficer,
    Role::DepartmentLeader,
    Role::Administrator,
    Role::Auditor,
    Role::Service,
];

/// Those who look after the installation.
const KEEPERS: &[Role] = &[Role::Administrator];

/// Every method of the service, with the roles that may call it.
pub const PERMISSIONS: Permissions = &[
    ("/kiemdinh.scheduler.v1.SchedulerService/ListClocks", READERS),
    ("/kiemdinh.scheduler.v1.SchedulerService/ExplainClock", READERS),
    ("/kiemdinh.scheduler.v1.SchedulerService/ListMails", OVERSEERS),
    ("/kiemdinh.scheduler.v1.SchedulerService/GetMail", OVERSEERS),
    ("/kiemdinh.scheduler.v1.SchedulerService/ResendMail", KEEPERS),
    ("/kiemdinh.scheduler.v1.SchedulerService/CancelMail", KEEPERS),
    ("/kiemdinh.scheduler.v1.SchedulerService/GetTotals", OVERSEERS),
    ("/kiemdinh.scheduler.v1.SchedulerService/GetPunctuality", READERS),
    ("/kiemdinh.scheduler.v1.SchedulerService/GetNextEvent", OVERSEERS),
];
