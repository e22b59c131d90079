//! The list of cases for the staff, and how often people were in a dispute.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Uuid as SqlUuid};

use super::super::machine::Status;
use super::super::reasons::DisputeReason;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{UserId, words};
use crate::base::schema::{deals, disputes, users};

diesel::alias!(users as buyers: Buyers, users as sellers: Sellers, users as mediators: Mediators);

words! {
    /// Which cases a list has.
    #[schema(as = DisputeFilter)]
    CaseFilter {
        /// Everything that is not ended.
        Open = "open",
        /// What waits for a ruling.
        Waiting = "waiting",
        /// What the reader works on.
        Mine = "mine",
        /// What nobody works on.
        Free = "free",
        /// What has ended.
        Ended = "ended",
    }
}

/// A case in the list.
#[derive(Debug, Clone, Queryable)]
pub struct CaseRow {
    /// The deal's code.
    pub code: String,
    pub reason: DisputeReason,
    pub status: Status,
    pub deadline_at: Option<Timestamp>,
    pub opened_at: Timestamp,
    /// What the deal is about in money, whole rupiah.
    pub amount: i64,
    pub buyer: String,
    pub seller: String,
    /// Who works on it.
    pub mediator: Option<String>,
}

/// A page of the list.
#[derive(Debug, Clone, Copy)]
pub struct CasesPage {
    pub filter: CaseFilter,
    /// Who reads.
    pub reader: UserId,
    /// From 1.
    pub number: i64,
    /// Rows of a page.
    pub size: i64,
}

/// A page of cases and the number of all: of open ones the most urgent first, of ended ones the newest.
///
/// # Errors
/// The database's errors.
pub fn cases(conn: &mut Conn, page: CasesPage) -> AppResult<(Vec<CaseRow>, i64)> {
    let filtered = || {
        let rows = disputes::table
            .inner_join(deals::table.on(deals::id.eq(disputes::deal_id)))
            .inner_join(buyers.on(buyers.field(users::id).eq(deals::buyer_id)))
            .inner_join(sellers.on(sellers.field(users::id).eq(deals::seller_id)))
            .left_join(
                mediators.on(mediators.field(users::id).nullable().eq(disputes::mediator_id)),
            )
            .into_boxed();
        let open = disputes::deadline_at.is_not_null();
        match page.filter {
            CaseFilter::Open => rows.filter(open),
            CaseFilter::Waiting => {
                rows.filter(disputes::status.eq_any([Status::Answered, Status::Appealed]))
            }
            CaseFilter::Mine => rows.filter(open).filter(disputes::mediator_id.eq(page.reader)),
            CaseFilter::Free => rows.filter(open).filter(disputes::mediator_id.is_null()),
            CaseFilter::Ended => rows.filter(disputes::deadline_at.is_null()),
        }
    };
    let total = filtered().count().get_result(conn)?;
    let rows = filtered()
        .order((disputes::deadline_at.asc().nulls_last(), disputes::updated_at.desc()))
        .offset((page.number - 1).max(0) * page.size)
        .limit(page.size)
        .select((
            deals::code,
            disputes::reason,
            disputes::status,
            disputes::deadline_at,
            disputes::opened_at,
            deals::amount,
            buyers.field(users::name),
            sellers.field(users::name),
            mediators.field(users::name).nullable(),
        ))
        .load(conn)?;
    Ok((rows, total))
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = SqlUuid)]
    person: UserId,
    #[diesel(sql_type = BigInt)]
    opened: i64,
    #[diesel(sql_type = BigInt)]
    against: i64,
}

/// How many complaints each of these people made, and how many were made about them.
///
/// # Errors
/// The database's errors.
pub fn earlier_of(
    conn: &mut Conn,
    people: &[UserId],
) -> AppResult<HashMap<UserId, super::super::EarlierCases>> {
    let rows: Vec<Count> = diesel::sql_query(
        "select p.id as person, \
             count(d.id) filter (where d.claimant = p.role) as opened, \
             count(d.id) filter (where d.claimant <> p.role) as against \
         from (select buyer_id as id, id as deal, 'buyer' as role from deals where buyer_id = any($1) \
               union all select seller_id, id, 'seller' from deals where seller_id = any($1)) p \
         join disputes d on d.deal_id = p.deal group by p.id",
    )
    .bind::<Array<SqlUuid>, _>(people)
    .load(conn)?;
    let counts = |row: Count| {
        (row.person, super::super::EarlierCases { opened: row.opened, against: row.against })
    };
    Ok(rows.into_iter().map(counts).collect())
}
