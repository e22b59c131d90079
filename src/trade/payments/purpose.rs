//! What a payment is for.

use diesel::deserialize::{self, Queryable};
use diesel::dsl::Eq;
use diesel::expression::Selectable;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Uuid};

use crate::base::ids::{DealId, PromotionId};
use crate::base::schema::payments;

/// What a payment is for: exactly one of the two columns is set (a check of the table).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    Deal(DealId),
    Promotion(PromotionId),
}

impl Purpose {
    fn deal(self) -> Option<DealId> {
        match self {
            Self::Deal(id) => Some(id),
            Self::Promotion(_) => None,
        }
    }

    fn promotion(self) -> Option<PromotionId> {
        match self {
            Self::Promotion(id) => Some(id),
            Self::Deal(_) => None,
        }
    }
}

impl Queryable<(Nullable<Uuid>, Nullable<Uuid>), Pg> for Purpose {
    type Row = (Option<DealId>, Option<PromotionId>);

    fn build(row: Self::Row) -> deserialize::Result<Self> {
        match row {
            (Some(id), None) => Ok(Self::Deal(id)),
            (None, Some(id)) => Ok(Self::Promotion(id)),
            _ => Err("a payment is for one thing".into()),
        }
    }
}

impl Selectable<Pg> for Purpose {
    type SelectExpression = (payments::deal_id, payments::promotion_id);

    fn construct_selection() -> Self::SelectExpression {
        (payments::deal_id, payments::promotion_id)
    }
}

type Columns =
    (Eq<payments::deal_id, Option<DealId>>, Eq<payments::promotion_id, Option<PromotionId>>);

impl Insertable<payments::table> for Purpose {
    type Values = <Columns as Insertable<payments::table>>::Values;

    fn values(self) -> Self::Values {
        (payments::deal_id.eq(self.deal()), payments::promotion_id.eq(self.promotion())).values()
    }
}

impl Insertable<payments::table> for &Purpose {
    type Values = <Columns as Insertable<payments::table>>::Values;

    fn values(self) -> Self::Values {
        (*self).values()
    }
}
