//! What the mails of a batch carry to calendars, read when they leave: what was true when they were written may have
//! changed since.

use std::collections::HashMap;

use calendar::Language;
use platform::refusal::Failure;
use platform::time::Moment;
use sea_orm::entity::prelude::*;

use crate::domain::{CaseCard, DueDate, Enclosed, Revised, Rules, enclosed};
use crate::store::{case, due_date, mail};

/// What each of `mails` carries, by mail; those that carry nothing are not there.
pub async fn of_mails(
    connection: &DatabaseConnection,
    mails: &[mail::Model],
    rules: &Rules,
    language: Language,
    now: Moment,
) -> Result<HashMap<Uuid, Vec<Enclosed>>, Failure> {
    let told = due_date::told(connection, mails).await?;
    let clocks = due_date::clocks(connection, mails, &told).await?;
    if clocks.is_empty() {
        return Ok(HashMap::new());
    }
    let cards = case::Entity::find()
        .filter(case::Column::CaseId.is_in(clocks.iter().map(|(case_id, _)| *case_id)))
        .all(connection)
        .await?;
    let cards: HashMap<Uuid, CaseCard> = cards
        .into_iter()
        .map(|card| (card.case_id, card.into()))
        .collect();
    let of_mail = |mail: &mail::Model| {
        let card = cards.get(&mail.case_id)?;
        let of_case: Vec<&Revised> = clocks
            .iter()
            .filter(|(case_id, _)| *case_id == mail.case_id)
            .map(|(_, clock)| clock)
            .collect();
        let told: Vec<DueDate> = told
            .iter()
            .filter(|told| told.recipient == mail.recipient)
            .map(DueDate::from)
            .collect();
        let all = enclosed(mail.clock_id, &of_case, &told, card, rules, language, now);
        Some((mail.id, all)).filter(|(_, all)| !all.is_empty())
    };
    Ok(mails.iter().filter_map(of_mail).collect())
}
