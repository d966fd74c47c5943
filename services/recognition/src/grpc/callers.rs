//! Who may read, and on whose behalf a caller acts.

use platform::identity::{Identity, Role};

use crate::domain::Authority;

/// Those who read decisions and certificates, within what they may see.
pub const READERS: &[Role] = &[
    Role::School,
    Role::Commune,
    Role::DepartmentOfficer,
    Role::DepartmentLeader,
    Role::Province,
    Role::Administrator,
    Role::Auditor,
    Role::Service,
];

/// For whom `caller` may sign.
pub fn signs_for(caller: &Identity) -> Vec<Authority> {
    [
        (Role::DepartmentLeader, Authority::Department),
        (Role::Province, Authority::Province),
    ]
    .into_iter()
    .filter(|(role, _)| caller.is(*role))
    .map(|(_, authority)| authority)
    .collect()
}
