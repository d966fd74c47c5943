//! Who receives a dossier: the body that manages the school on that day, as the regime names it.

use calendar::Day;
use proto::fact::SchoolType;
use statute::{Law, Role};
use uuid::Uuid;

use super::{CheckStage, Dossier, DossierRefusal};
use crate::domain::{Authority, AuthorityKind, Refusal, School};

/// The body that received a dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivingBody {
    /// The authority.
    pub id: Uuid,
    /// Its name on the day of receipt.
    pub name: String,
}

impl From<&Authority> for ReceivingBody {
    fn from(authority: &Authority) -> Self {
        Self {
            id: authority.id,
            name: authority.name.clone(),
        }
    }
}

/// Where a dossier is handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The body that receives it.
    pub body: ReceivingBody,
    /// That body's code, the first part of the number.
    pub agency_code: String,
    /// Which body checks it first.
    pub stage: CheckStage,
    /// The overlay of the province.
    pub overlay: String,
}

/// Who receives a dossier of `school` on `day`. `known` are the authorities around the school: its manager, its
/// commune, its department, those above the first two and their successors.
///
/// The regime names the level: the district, the commune, or the Sở for upper-secondary schools and those that it
/// manages itself. When the manager is gone on that day — the districts after 30/6/2025 — the school's commune
/// receives.
pub fn receipt(school: &School, known: &[Authority], law: &Law, day: Day) -> Result<Receipt, Refusal> {
    let regime = law.regime_on(day).ok_or(Refusal::NoRegime)?;
    let find = |id: Option<Uuid>| known.iter().find(|authority| Some(authority.id) == id);
    let unplaced = || DossierRefusal::Unplaced {
        school: school.name.clone(),
    };
    let department = find(school.place.province_id).ok_or_else(unplaced)?;
    let manager = find(school.place.authority_id).filter(|manager| manager.exists_on(day));
    let by_department = manager.is_some_and(|manager| manager.kind == AuthorityKind::Department);
    let body = match regime.receiving_body(by_department || ends_upper_secondary(school.school_type)) {
        Role::District => manager.map(|manager| {
            let above = find(manager.parent_id).filter(|above| above.exists_on(day));
            above
                .filter(|above| above.kind == AuthorityKind::District)
                .unwrap_or(manager)
        }),
        Role::Commune => manager.filter(|manager| manager.kind == AuthorityKind::Commune),
        _ => Some(department),
    };
    let body = match body {
        Some(body) => body,
        None => commune_on(school, known, day).ok_or_else(|| {
            let name = school.place.commune.clone();
            match school.place.commune_id {
                Some(_) => DossierRefusal::NoReceivingBody { commune: name },
                None => unplaced(),
            }
        })?,
    };
    Ok(Receipt {
        body: body.into(),
        agency_code: body.code.clone(),
        stage: match body.kind {
            AuthorityKind::Department => CheckStage::Department,
            AuthorityKind::District | AuthorityKind::Commune => CheckStage::Local,
        },
        overlay: department.overlay.clone(),
    })
}

/// The local body whose people check `dossier` on `day`: the one that received it, or when that is gone the
/// commune of the school, which took over its duties.
pub fn local_body(dossier: &Dossier, known: &[Authority], day: Day) -> Option<ReceivingBody> {
    let received = dossier.received_by.as_ref()?;
    let stands = known
        .iter()
        .find(|authority| authority.id == received.id)
        .is_none_or(|authority| authority.exists_on(day));
    let successor = commune_on(&dossier.school, known, day).filter(|_| !stands);
    Some(successor.map_or_else(|| received.clone(), ReceivingBody::from))
}

/// The commune of the school on `day`: its own, or the only one that took its place.
fn commune_on<'a>(school: &School, known: &'a [Authority], day: Day) -> Option<&'a Authority> {
    let find = |id: Uuid| known.iter().find(|authority| authority.id == id);
    let commune = find(school.place.commune_id?)?;
    if commune.exists_on(day) {
        return Some(commune);
    }
    match commune.successors.as_slice() {
        [only] => find(*only)
            .filter(|successor| successor.exists_on(day) && successor.kind == AuthorityKind::Commune),
        _ => None,
    }
}

/// Whether the school's highest level is upper secondary: such schools are the Sở's.
fn ends_upper_secondary(school_type: SchoolType) -> bool {
    matches!(
        school_type,
        SchoolType::UpperSecondary | SchoolType::LowerAndUpperSecondary | SchoolType::MultiLevel
    )
}
