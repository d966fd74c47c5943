//! Where letters to a role go.

use std::collections::BTreeMap;

use statute::Role;

use super::CaseCard;

/// The addresses of the offices; those of a school, of its authority and of a team come with their case.
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

    /// Where a letter about the case to `role` goes: nowhere when nobody fills it, and to the head and the
    /// secretary of a team.
    fn addresses(&self, role: Role, card: &CaseCard) -> Vec<String> {
        let addresses = match role {
            Role::School => vec![Some(&card.school_email)],
            Role::Reviewer => vec![Some(&card.head_email), Some(&card.secretary_email)],
            office => vec![
                card.mailbox_of(office)
                    .filter(|address| !address.trim().is_empty())
                    .or_else(|| self.mailboxes.get(office.as_str())),
            ],
        };
        let given = addresses
            .into_iter()
            .flatten()
            .filter(|address| !address.trim().is_empty());
        let mut distinct: Vec<String> = Vec::new();
        for address in given {
            if !distinct.contains(address) {
                distinct.push(address.clone());
            }
        }
        distinct
    }

    /// The first of `roles` that a letter reaches, with its addresses, of which there is at least one.
    pub fn reach(&self, roles: [Role; 2], card: &CaseCard) -> Option<(Role, Vec<String>)> {
        roles
            .into_iter()
            .map(|role| (role, self.addresses(role, card)))
            .find(|(_, addresses)| !addresses.is_empty())
    }
}

impl CaseCard {
    /// Where the authority of the case receives mail, if it is the one that `office` means here.
    fn mailbox_of(&self, office: Role) -> Option<&String> {
        self.is_its_authority(office)
            .then_some(&self.place.authority_email)
    }

    /// Whether the authority of the case is the one that `office` means here: the department when the
    /// department itself is in charge, otherwise the local body.
    fn is_its_authority(&self, office: Role) -> bool {
        match office {
            Role::DepartmentOfficer => self.place.is_of_the_department(),
            Role::Commune | Role::District => !self.place.is_of_the_department(),
            _ => false,
        }
    }

    /// Who `role` is in this case, as a letter names it: the local body by its name where that is known.
    pub fn in_letters(&self, role: Role) -> &str {
        let local = matches!(role, Role::Commune | Role::District) && self.is_its_authority(role);
        match self.place.authority_name.as_str() {
            name if local && !name.is_empty() => name,
            _ => role.in_vietnamese(),
        }
    }
}
