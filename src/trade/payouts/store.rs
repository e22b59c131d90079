//! Payouts and accounts in Postgres.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use uuid::Uuid;

use super::account::Stored;
use super::gateway::{Notice, PayoutProvider};
use super::machine::Status;
use super::model::{AccountRow, PageOf, Payout};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{PayoutId, UserId};
use crate::base::schema::{payout_accounts, payout_notices, payouts};

const OPEN: [Status; 3] = [Status::Requested, Status::Sent, Status::Failed];

/// Inserts a payout; false while another one of its person is open, also one that another transaction has just committed.
pub(super) fn insert(conn: &mut Conn, payout: &Payout) -> AppResult<bool> {
    let inserted = diesel::insert_into(payouts::table)
        .values(payout)
        .on_conflict_do_nothing()
        .execute(conn)?;
    Ok(inserted == 1)
}

/// The payout with this id.
pub(super) fn by_id(conn: &mut Conn, id: PayoutId) -> AppResult<Option<Payout>> {
    Ok(payouts::table.find(id).select(Payout::as_select()).first(conn).optional()?)
}

/// The payout that a provider knows by this reference.
pub(super) fn by_reference(conn: &mut Conn, reference: &str) -> AppResult<Option<Payout>> {
    Ok(payouts::table
        .filter(payouts::reference.eq(reference))
        .select(Payout::as_select())
        .first(conn)
        .optional()?)
}

/// A page of a person's payouts, the newest first, and the number of all of them.
pub(super) fn of_user(
    conn: &mut Conn,
    user: UserId,
    page: PageOf,
) -> AppResult<(Vec<Payout>, i64)> {
    let total = payouts::table.filter(payouts::user_id.eq(user)).count().get_result(conn)?;
    let rows = payouts::table
        .filter(payouts::user_id.eq(user))
        .order(payouts::id.desc())
        .limit(page.limit)
        .offset(page.offset)
        .select(Payout::as_select())
        .load(conn)?;
    Ok((rows, total))
}

/// Whether a payout of a person is open.
pub(super) fn has_open(conn: &mut Conn, user: UserId) -> AppResult<bool> {
    let open =
        payouts::table.filter(payouts::user_id.eq(user)).filter(payouts::status.eq_any(OPEN));
    Ok(diesel::select(diesel::dsl::exists(open)).get_result(conn)?)
}

pub(super) fn lock(conn: &mut Conn, id: PayoutId) -> AppResult<Option<Payout>> {
    Ok(payouts::table.find(id).select(Payout::as_select()).for_update().first(conn).optional()?)
}

pub(super) fn save(conn: &mut Conn, payout: &Payout) -> AppResult<()> {
    diesel::update(payouts::table.find(payout.id))
        .set((&payout.state, payouts::updated_at.eq(payout.updated_at)))
        .execute(conn)?;
    Ok(())
}

/// The payouts about which a provider has to be asked now.
pub(super) fn waiting(conn: &mut Conn, now: Timestamp, limit: i64) -> AppResult<Vec<PayoutId>> {
    Ok(payouts::table
        .filter(payouts::status.eq_any(OPEN).or(payouts::look_again_at.le(now)))
        .order(payouts::updated_at)
        .limit(limit)
        .select(payouts::id)
        .load(conn)?)
}

/// Stores a notice; false when it was stored before.
pub(super) fn insert_notice(
    conn: &mut Conn,
    provider: PayoutProvider,
    notice: &Notice,
    now: Timestamp,
) -> AppResult<bool> {
    let inserted = diesel::insert_into(payout_notices::table)
        .values((
            payout_notices::provider.eq(provider),
            payout_notices::event_key.eq(&notice.event_key),
            payout_notices::reference.eq(&notice.reference),
            payout_notices::received_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)?;
    Ok(inserted == 1)
}

/// A person's account, if they gave one.
pub(super) fn account(conn: &mut Conn, user: UserId) -> AppResult<Option<AccountRow>> {
    Ok(payout_accounts::table.find(user).select(AccountRow::as_select()).first(conn).optional()?)
}

/// Stores a person's account in the place of the one before.
pub(super) fn put_account(
    conn: &mut Conn,
    user: UserId,
    row: &AccountRow,
    now: Timestamp,
) -> AppResult<()> {
    let times =
        (payout_accounts::usable_from.eq(row.usable_from), payout_accounts::changed_at.eq(now));
    diesel::insert_into(payout_accounts::table)
        .values((payout_accounts::user_id.eq(user), &row.stored, times))
        .on_conflict(payout_accounts::user_id)
        .do_update()
        .set((&row.stored, times))
        .execute(conn)?;
    Ok(())
}

#[derive(QueryableByName)]
struct Shared {
    #[diesel(sql_type = Bool)]
    shared: bool,
}

/// Whether two people have, or were paid out to, the same account.
///
/// # Errors
/// The database's errors.
pub fn share_account(conn: &mut Conn, a: UserId, b: UserId) -> AppResult<bool> {
    let of = |n: u8| {
        format!(
            "select fingerprint from payout_accounts where user_id = ${n} \
             union select fingerprint from payouts where user_id = ${n}"
        )
    };
    let row: Shared = diesel::sql_query(format!(
        "select exists (select fingerprint from ({}) a intersect select fingerprint from ({}) b) as shared",
        of(1),
        of(2)
    ))
    .bind::<SqlUuid, _>(a.0)
    .bind::<SqlUuid, _>(b.0)
    .get_result(conn)?;
    Ok(row.shared)
}

/// The oldest encryption key that an account names.
pub(super) fn oldest_key(conn: &mut Conn) -> AppResult<Option<i16>> {
    let accounts: Option<i16> = payout_accounts::table
        .select(diesel::dsl::min(payout_accounts::key_id))
        .get_result(conn)?;
    let payouts: Option<i16> =
        payouts::table.select(diesel::dsl::min(payouts::key_id)).get_result(conn)?;
    Ok(accounts.into_iter().chain(payouts).min())
}

/// Locks up to `limit` accounts of people that are encrypted with a key older than `below`, after this person.
pub(super) fn accounts_with_older_key(
    conn: &mut Conn,
    below: i16,
    after: Uuid,
    limit: i64,
) -> AppResult<Vec<(Uuid, Stored)>> {
    Ok(payout_accounts::table
        .filter(payout_accounts::key_id.lt(below))
        .filter(payout_accounts::user_id.gt(after))
        .order(payout_accounts::user_id)
        .limit(limit)
        .select((payout_accounts::user_id, Stored::as_select()))
        .for_update()
        .load(conn)?)
}

/// Locks up to `limit` payouts whose accounts are encrypted with a key older than `below`, after this one.
pub(super) fn payouts_with_older_key(
    conn: &mut Conn,
    below: i16,
    after: Uuid,
    limit: i64,
) -> AppResult<Vec<Payout>> {
    Ok(payouts::table
        .filter(payouts::key_id.lt(below))
        .filter(payouts::id.gt(after))
        .order(payouts::id)
        .limit(limit)
        .select(Payout::as_select())
        .for_update()
        .load(conn)?)
}

pub(super) fn replace_account(conn: &mut Conn, user: Uuid, stored: &Stored) -> AppResult<()> {
    diesel::update(payout_accounts::table.find(user)).set(stored).execute(conn)?;
    Ok(())
}

pub(super) fn replace_account_of_payout(
    conn: &mut Conn,
    id: Uuid,
    stored: &Stored,
) -> AppResult<()> {
    let columns = (payouts::key_id.eq(stored.key_id), payouts::ciphertext.eq(&stored.ciphertext));
    diesel::update(payouts::table.find(id)).set(columns).execute(conn)?;
    Ok(())
}
