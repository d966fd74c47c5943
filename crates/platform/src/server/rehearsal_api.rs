//! The time of a rehearsal, moved from outside. It is kept, so that a process that was killed goes on
//! where it stood.

use async_trait::async_trait;
use proto::platform::rehearsal_service_server::{RehearsalService, RehearsalServiceServer};
use proto::platform::{GetTimeRequest, RehearsalTime, SetTimeRequest};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict};
use tonic::{Request, Response, Status};

use super::{LARGEST_ANSWER, LARGEST_REQUEST};
use crate::database::Database;
use crate::journal::Journal;
use crate::journal::read::{moment, timestamp};
use crate::refusal::{BrokenRule, Failure, Refusal};
use crate::time::{Clock, Moment};

/// The one row that keeps the rehearsal's time.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rehearsal_time")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// The moment.
    pub now: Moment,
}

/// It has no relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

const ONLY: i32 = 1;

/// Virtual time that starts at `start`, or where a rehearsal in `database` stood when that is later.
pub async fn resume(database: &Database, start: Moment) -> Result<Clock, DbErr> {
    let kept = Entity::find_by_id(ONLY).one(database.reader()).await?;
    Ok(Clock::virtual_from(
        kept.map_or(start, |kept| std::cmp::max(kept.now, start)),
    ))
}

/// The rehearsal's time of one service, to be moved over gRPC.
pub struct RehearsalApi(Journal);

impl RehearsalApi {
    /// The server of the time behind `journal`.
    pub fn server(journal: Journal) -> RehearsalServiceServer<Self> {
        RehearsalServiceServer::new(Self(journal))
            .max_decoding_message_size(LARGEST_REQUEST)
            .max_encoding_message_size(LARGEST_ANSWER)
    }

    fn answer(now: Moment) -> Response<RehearsalTime> {
        Response::new(RehearsalTime {
            now: Some(timestamp(now)),
        })
    }

    fn must_be_virtual(&self) -> Result<(), Refusal> {
        if self.0.clock.is_virtual() {
            return Ok(());
        }
        let rule = BrokenRule {
            rule: "rehearsal.time".to_owned(),
            description: "Thời gian thật không thể thay đổi; chỉ bản diễn tập mới tua được thời gian"
                .to_owned(),
            citation: "kiemdinh serve --virtual-time".to_owned(),
        };
        Err(Refusal::forbidden("TIME_IS_REAL", vec![rule]))
    }
}

#[async_trait]
impl RehearsalService for RehearsalApi {
    async fn get_time(&self, _: Request<GetTimeRequest>) -> Result<Response<RehearsalTime>, Status> {
        self.must_be_virtual()?;
        Ok(Self::answer(self.0.clock.now()))
    }

    async fn set_time(&self, request: Request<SetTimeRequest>) -> Result<Response<RehearsalTime>, Status> {
        self.must_be_virtual()?;
        let to = request.into_inner().to.as_ref().and_then(moment);
        let to = to.ok_or_else(|| Refusal::invalid("to", "must be a moment"))?;
        if to > self.0.clock.now() {
            self.0
                .database
                .write_retrying(move |transaction| Box::pin(keep(transaction, to)))
                .await
                .map_err(Failure::from)?;
            self.0.clock.advance(to);
        }
        Ok(Self::answer(self.0.clock.now()))
    }
}

/// Keeps the moment `to`, unless a later one is kept: of two that are set at once the later one holds.
async fn keep(transaction: &sea_orm::DatabaseTransaction, to: Moment) -> Result<(), DbErr> {
    let kept = Expr::col((Entity, Column::Now));
    let insert = Entity::insert(ActiveModel {
        id: Set(ONLY),
        now: Set(to),
    });
    insert
        .on_conflict(
            OnConflict::column(Column::Id)
                .update_column(Column::Now)
                .action_and_where(kept.lt(Expr::col((Alias::new("excluded"), Column::Now))))
                .to_owned(),
        )
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}
