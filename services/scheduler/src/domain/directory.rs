//! Where letters to a role go.

use std::collections::BTreeMap;

use statute::Role;

use super::CaseCard;

/// The addresses of the offices; those of a school and of a team come with their case.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    mailboxes: BTreeMap<String, String>,
}

impl Directory {
    /// A directory with addresses by the name of their role.
    pub fn new(mailboxes: &BTreeMap<String, String>) -> Self {
        Self {
            mailboxes: mailboxes.clone(),
        }
    }

    /// Where a letter about the case to `role` goes, if anywhere.
    pub fn address(&self, role: Role, card: &CaseCard) -> Option<String> {
        let address = match role {
            Role::School => Some(&card.school_email),
            Role::Reviewer => Some(&card.head_email),
            office => self.mailboxes.get(office.as_str()),
        };
        address.filter(|address| !address.trim().is_empty()).cloned()
    }

    /// The first of `roles` that a letter reaches, with its address.
    pub fn reach(&self, roles: [Role; 2], card: &CaseCard) -> Option<(Role, String)> {
        roles
            .into_iter()
            .find_map(|role| self.address(role, card).map(|address| (role, address)))
    }
}
