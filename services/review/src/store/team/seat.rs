//! Rows of seats.

use platform::refusal::Failure;
use platform::time::Moment;
use proto::fact::TeamRole;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{DbBackend, QueryOrder, QueryTrait, Statement};

use crate::domain::{Invitation, InvitedSeat, Seat, Team};
use crate::store::corrupt;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "team_seats")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub team_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub reviewer_id: Uuid,
    pub position: i32,
    pub name: String,
    pub email: String,
    pub role: String,
    pub invitation: String,
    pub decline_reason: String,
    pub invitation_at: Option<Moment>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

const NOT_INVITED: &str = "not_invited";
const INVITED: &str = "invited";
const ACCEPTED: &str = "accepted";
const DECLINED: &str = "declined";

impl Model {
    /// The seat.
    pub fn read(self) -> Result<InvitedSeat, Failure> {
        let invitation = match self.invitation.as_str() {
            NOT_INVITED => Invitation::NotInvited,
            INVITED => Invitation::Invited,
            ACCEPTED => Invitation::Accepted,
            DECLINED => Invitation::Declined(self.decline_reason),
            other => return Err(corrupt(format!("no invitation state {other}"))),
        };
        Ok(InvitedSeat {
            seat: Seat {
                role: TeamRole::from_str_name(&self.role).ok_or_else(|| corrupt(&self.role))?,
                reviewer: self.reviewer_id,
                name: self.name,
                email: self.email,
            },
            invitation,
            at: self.invitation_at,
        })
    }
}

/// The statements that bring the seats of `team` up to it.
pub fn save(team: &Team, backend: DbBackend) -> Vec<Statement> {
    let row = |(position, seat): (i32, &InvitedSeat)| {
        let (invitation, reason) = match &seat.invitation {
            Invitation::NotInvited => (NOT_INVITED, ""),
            Invitation::Invited => (INVITED, ""),
            Invitation::Accepted => (ACCEPTED, ""),
            Invitation::Declined(reason) => (DECLINED, reason.as_str()),
        };
        ActiveModel {
            team_id: Set(team.id),
            reviewer_id: Set(seat.seat.reviewer),
            position: Set(position),
            name: Set(seat.seat.name.clone()),
            email: Set(seat.seat.email.clone()),
            role: Set(seat.seat.role.as_str_name().to_owned()),
            invitation: Set(invitation.to_owned()),
            decline_reason: Set(reason.to_owned()),
            invitation_at: Set(seat.at),
        }
    };
    let unseat = Entity::delete_many().filter(Column::TeamId.eq(team.id));
    let rows = (0..).zip(&team.seats).map(row);
    vec![unseat.build(backend), Entity::insert_many(rows).build(backend)]
}

/// The seats of `teams`, each team's in order.
pub async fn of_teams(connection: &impl ConnectionTrait, teams: Vec<Uuid>) -> Result<Vec<Model>, Failure> {
    let seats = Entity::find()
        .filter(Column::TeamId.is_in(teams))
        .order_by_asc(Column::Position);
    Ok(seats.all(connection).await?)
}

/// The teams that `reviewer` sits in or was asked to.
pub fn asked(reviewer: Uuid) -> SelectStatement {
    Query::select()
        .column(Column::TeamId)
        .from(Entity)
        .and_where(Column::ReviewerId.eq(reviewer))
        .and_where(Column::Invitation.ne(NOT_INVITED))
        .take()
}
