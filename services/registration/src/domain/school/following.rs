//! Schools that follow their authorities: a new name or address, or a successor.

use proto::fact::{Body, Fact, SchoolChanged};
use uuid::Uuid;

use super::{Place, School};
use crate::domain::{Authority, AuthorityKind, AuthorityRefusal, Refusal, Tree};

impl School {
    /// Of `schools`, those whose place changes because the authorities now stand as in `tree`, each with its
    /// fact.
    ///
    /// A school whose commune ended lies in the commune that took over alone. A school whose managing
    /// authority ended is managed from then on by its commune, when that is among the successors, and
    /// otherwise by the only successor (Luật Tổ chức chính quyền địa phương 2025: the communes took over
    /// what the districts did). Where neither says who, a person must: an authority of `ending` does not end
    /// while such a school is left.
    pub fn follow(
        schools: &[School],
        tree: &Tree,
        ending: &[Uuid],
    ) -> Result<(Vec<School>, Vec<Fact>), Refusal> {
        let (mut after, mut facts, mut left) = (Vec::new(), Vec::new(), Vec::new());
        for school in schools {
            let place = school.place.following(tree);
            let ends = |id: Option<Uuid>| id.is_some_and(|id| ending.contains(&id));
            if ends(place.commune_id) || ends(place.authority_id) {
                left.push(school.name.clone());
            } else if place != school.place {
                let mut moved = school.clone();
                moved.place = place;
                moved.version += 1;
                facts.push(moved.changed());
                after.push(moved);
            }
        }
        if left.is_empty() {
            Ok((after, facts))
        } else {
            Err(AuthorityRefusal::SchoolsLeft { names: left }.into())
        }
    }

    /// The fact that it is as it is now.
    pub(super) fn changed(&self) -> Fact {
        self.fact(Body::SchoolChanged(SchoolChanged {
            ownership: self.ownership.into(),
            code: self.code.clone(),
        }))
    }
}

impl Place {
    /// The same place after what happened to its authorities.
    fn following(&self, tree: &Tree) -> Self {
        let mut place = self.clone();
        if let Some(commune) = self.commune_id.and_then(|id| tree.get(id)) {
            let commune = heir(tree, commune, |heir| heir.kind == AuthorityKind::Commune);
            place.commune_id = Some(commune.id);
            place.commune = commune.name.clone();
        }
        if let Some(manager) = self.authority_id.and_then(|id| tree.get(id)) {
            let of_its_commune = manager
                .successors
                .iter()
                .find(|id| Some(**id) == place.commune_id)
                .and_then(|id| tree.get(*id));
            let manager = of_its_commune.unwrap_or_else(|| heir(tree, manager, |_| true));
            place.authority_id = Some(manager.id);
            place.authority = manager.name.clone();
            place.authority_email = manager.email.clone();
        }
        place
    }
}

/// The only one that took over from `authority` and fits, and from it in turn; itself when there is none.
fn heir<'t>(tree: &'t Tree, authority: &'t Authority, fits: impl Fn(&Authority) -> bool) -> &'t Authority {
    let mut last = authority;
    // A chain is never longer than the tree, so one that runs in a circle ends too.
    for _ in tree.all() {
        match last.successors.as_slice() {
            [only] => match tree.get(*only).filter(|heir| fits(heir)) {
                Some(heir) => last = heir,
                None => break,
            },
            _ => break,
        }
    }
    last
}
