//! Whose province a command is about.

use std::collections::{HashMap, HashSet};

use futures::FutureExt;
use platform::configuration::ProvinceConfiguration;
use platform::identity::Identity;
use platform::inbox::nothing;
use platform::journal::{Journal, NewFact, Outcome};
use platform::names;
use platform::refusal::{Failure, Refusal};
use platform::time::Moment;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use crate::domain::{self, Authority, AuthorityForm, AuthorityKind, AuthorityRefusal, Tree};
use crate::store;

/// The namespace of the ids of departments that the configuration names.
const SEATS: Uuid = Uuid::from_u128(0x6b69_656d_6469_6e68_0000_0000_7365_6174);

/// Enters the department that the configuration names, unless it is there. What an administrator changes of
/// it later stays changed.
pub async fn open_seat(journal: &Journal, province: &ProvinceConfiguration) -> Result<(), Failure> {
    let id = Uuid::new_v5(&SEATS, province.agency_code.as_bytes());
    if store::authority::find(journal.database.reader(), id)
        .await?
        .is_some()
    {
        return Ok(());
    }
    let province = province.clone();
    journal
        .act("registration", id, move |transaction, at| {
            let province = province.clone();
            async move { enter_seat(transaction, id, province, at).await }.boxed()
        })
        .await
}

async fn enter_seat(
    transaction: &DatabaseTransaction,
    id: Uuid,
    province: ProvinceConfiguration,
    at: Moment,
) -> Result<Outcome<()>, Failure> {
    if store::authority::find(transaction, id).await?.is_some() {
        return Ok(nothing());
    }
    let mailbox = province.mailboxes.get("department_officer");
    let form = AuthorityForm {
        name: province.department,
        code: province.agency_code,
        email: mailbox.cloned().unwrap_or_default(),
        overlay: province.overlay,
        ..AuthorityForm::default()
    };
    let (department, fact) =
        Authority::enter(id, AuthorityKind::Department, None, form).map_err(Refusal::from)?;
    Ok(Outcome {
        facts: vec![NewFact::of(fact, at)?],
        writes: vec![store::authority::save(
            &department,
            transaction.get_database_backend(),
        )?],
        ..nothing()
    })
}

/// The department whose province a command is about: the one that is named, or else the one that the caller
/// is confined to, or else the only one there is.
pub async fn department(
    connection: &impl ConnectionTrait,
    caller: &Identity,
    named: &str,
) -> Result<Authority, Failure> {
    let mut departments = store::authority::departments(connection).await?;
    let asked = match named {
        "" => None,
        name => Some(names::id(name, "authorities", "province")?),
    };
    if let Some(id) = asked.or(caller.scope_id()?) {
        caller.must_see(&id.to_string(), "Sở Giáo dục và Đào tạo")?;
        let found = departments.into_iter().find(|department| department.id == id);
        return found.ok_or_else(|| Refusal::absent("Sở Giáo dục và Đào tạo").into());
    }
    match (departments.pop(), departments.is_empty()) {
        (Some(only), true) => Ok(only),
        (None, _) => Err(Refusal::absent("Sở Giáo dục và Đào tạo").into()),
        _ => Err(Refusal::from(domain::Refusal::from(AuthorityRefusal::WhichProvince)).into()),
    }
}

/// The trees of `provinces`.
pub async fn trees(
    connection: &impl ConnectionTrait,
    provinces: HashSet<Uuid>,
) -> Result<HashMap<Uuid, Tree>, Failure> {
    let mut trees = HashMap::with_capacity(provinces.len());
    for province in provinces {
        let authorities = store::authority::of_province(connection, province).await?;
        trees.insert(province, Tree::new(authorities));
    }
    Ok(trees)
}
