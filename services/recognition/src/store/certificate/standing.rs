//! How certificates stand on a day, asked of the database: the same answer as [`Certificate::state_on`].

use calendar::Day;
use sea_orm::Condition;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, Query};

use super::{Column, Entity, span};
#[cfg(doc)]
use crate::domain::Certificate;
use crate::domain::{CertificateState, Standing};

/// What holds for a certificate that stands so on `day`.
///
/// No span reaches beyond the days that are printed. What its own row says comes first, so that its spans are looked at only when it leaves the answer open.
pub fn standing(state: CertificateState, day: Day) -> Condition {
    let date = Date::from(day);
    let begun = || Condition::all().add(Column::ValidFrom.lte(date));
    let within_its_days = || begun().add(Column::ValidUntil.gte(date));
    let of_its_spans = |condition: Expr| {
        let spans = Query::select()
            .expr(Expr::val(1))
            .from(span::Entity)
            .and_where(Expr::col((span::Entity, span::Column::CertificateId)).equals((Entity, Column::Id)))
            .and_where(condition)
            .take();
        Expr::exists(spans)
    };
    let holds = || {
        let from = Expr::col((span::Entity, span::Column::FromDay)).lte(date);
        let until = Expr::col((span::Entity, span::Column::UntilDay)).gte(date);
        of_its_spans(from.and(until))
    };
    let resumes = || of_its_spans(Expr::col((span::Entity, span::Column::FromDay)).gt(date));
    let ended = |standing: Standing| {
        within_its_days()
            .add(Column::Standing.eq(standing.as_str()))
            .add(holds().not())
            .add(resumes().not())
    };
    match state {
        CertificateState::NotYet => Condition::all().add(Column::ValidFrom.gt(date)),
        CertificateState::InForce => within_its_days().add(holds()),
        CertificateState::Expired => begun().add(Column::ValidUntil.lt(date)),
        CertificateState::Replaced => ended(Standing::Replaced),
        CertificateState::Lapsed => ended(Standing::Lapsed),
        // Only a restoration makes days of force follow a gap, so the gap was a revocation.
        CertificateState::Revoked => {
            let other_end = [Standing::Replaced.as_str(), Standing::Lapsed.as_str()];
            let revoked = Condition::any()
                .add(Column::Standing.is_not_in(other_end))
                .add(resumes());
            within_its_days().add(revoked).add(holds().not())
        }
    }
}
