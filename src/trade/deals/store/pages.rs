//! Pages of a person's deals.

use diesel::prelude::*;

use super::super::machine::Status;
use super::super::model::Deal;
use crate::base::cursor::Cursor;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{DealId, UserId};
use crate::base::schema::deals;
use crate::market::Party;

/// A page of a person's deals.
#[derive(Debug, Clone, Copy)]
pub struct DealPage {
    /// The party that the person is in them; the system stands for the buyer.
    pub party: Party,
    /// Only deals in this status.
    pub status: Option<Status>,
    pub limit: i64,
    pub from: DealsFrom,
}

/// Where a page of deals begins.
#[derive(Debug, Clone, Copy)]
pub enum DealsFrom {
    /// After so many.
    Offset(i64),
    /// After the last one of the page before.
    After(Cursor),
}

/// A page of a person's deals, the newest first, and the number on all pages.
pub fn of_user(conn: &mut Conn, user: UserId, page: DealPage) -> AppResult<(Vec<Deal>, i64)> {
    let filtered = || {
        let mut query = deals::table.into_boxed();
        query = match page.party {
            Party::Seller => query.filter(deals::seller_id.eq(user)),
            Party::Buyer | Party::System => query.filter(deals::buyer_id.eq(user)),
        };
        match page.status {
            Some(status) => query.filter(deals::status.eq(status)),
            None => query,
        }
    };
    let rows = match page.from {
        DealsFrom::Offset(offset) => filtered().offset(offset),
        DealsFrom::After(Cursor { at, id }) => {
            let same_time = deals::created_at.eq(at).and(deals::id.lt(DealId(id)));
            filtered().filter(deals::created_at.lt(at).or(same_time))
        }
    };
    let rows = rows
        .order((deals::created_at.desc(), deals::id.desc()))
        .limit(page.limit)
        .select(Deal::as_select())
        .load(conn)?;
    Ok((rows, filtered().count().get_result(conn)?))
}

/// Cuts a list that was read with one row more than a page has, and returns where the next page begins.
pub fn cut(deals: &mut Vec<Deal>, limit: i64) -> Option<Cursor> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = deals.len() > limit;
    deals.truncate(limit);
    deals.last().filter(|_| has_more).map(|deal| Cursor { at: deal.created_at, id: deal.id.0 })
}
