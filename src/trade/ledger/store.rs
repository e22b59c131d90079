//! The ledger in Postgres. Balances, the numbers of entries and the checks at the commit are triggers of `0028_ledger`.

use std::collections::HashMap;

use diesel::prelude::*;
use uuid::Uuid;

use super::model::{Account, Kind, NewTransaction, Page, Posting, StatementRow};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{DealId, UserId};
use crate::base::schema::{ledger_accounts, ledger_entries, ledger_transactions};

#[derive(Insertable)]
#[diesel(table_name = ledger_accounts)]
struct NewAccount {
    id: Uuid,
    kind: &'static str,
    deal_id: Option<DealId>,
    user_id: Option<UserId>,
}

#[derive(Insertable, Clone, Copy)]
#[diesel(table_name = ledger_entries)]
struct NewEntry {
    transaction_id: Uuid,
    account_id: Uuid,
    amount: i64,
}

/// Inserts the transaction without its entries and returns its id; `None` when its key is posted already, perhaps by a
/// transaction of Postgres that this call has waited for.
pub(super) fn insert_transaction(
    conn: &mut Conn,
    new: &NewTransaction<'_>,
    now: Timestamp,
) -> AppResult<Option<Uuid>> {
    let id = Uuid::now_v7();
    let inserted = diesel::insert_into(ledger_transactions::table)
        .values((
            ledger_transactions::id.eq(id),
            ledger_transactions::kind.eq(new.kind),
            ledger_transactions::deal_id.eq(new.deal),
            ledger_transactions::unique_key.eq(new.key),
            ledger_transactions::at.eq(now),
        ))
        .on_conflict(ledger_transactions::unique_key)
        .do_nothing()
        .execute(conn)?;
    Ok((inserted == 1).then_some(id))
}

/// Inserts the entries in ascending order of their accounts' ids: the order in which the triggers lock the accounts.
pub(super) fn insert_entries(conn: &mut Conn, id: Uuid, postings: &[Posting]) -> AppResult<()> {
    let accounts: Vec<Account> = postings.iter().map(|posting| posting.account).collect();
    let ids = ids_of(conn, &accounts)?;
    let entry = |posting: &Posting| {
        let account_id = *ids.get(&posting.account).ok_or_else(|| missing(posting.account))?;
        Ok(NewEntry { transaction_id: id, account_id, amount: posting.amount })
    };
    let mut entries = postings.iter().map(entry).collect::<AppResult<Vec<_>>>()?;
    entries.sort_unstable_by_key(|entry| entry.account_id);
    // Arrays make statements that are prepared once.
    let insert = diesel::insert_into(ledger_entries::table);
    match entries.as_slice() {
        [a, b] => insert.values([*a, *b]).execute(conn)?,
        [a, b, c] => insert.values([*a, *b, *c]).execute(conn)?,
        more => insert.values(more).execute(conn)?,
    };
    Ok(())
}

/// The ids of accounts, which are made when they do not exist.
fn ids_of(conn: &mut Conn, accounts: &[Account]) -> AppResult<HashMap<Account, Uuid>> {
    let mut ids: HashMap<Account, Uuid> =
        accounts.iter().filter_map(|account| Some((*account, account.parts()?.any()))).collect();
    ids.extend(find(conn, accounts)?);
    let mut absent: Vec<Account> =
        accounts.iter().copied().filter(|account| !ids.contains_key(account)).collect();
    if absent.is_empty() {
        return Ok(ids);
    }
    // Two that make the same accounts wait for each other in one order.
    absent.sort_unstable();
    let rows: Vec<NewAccount> = absent.iter().copied().map(new_account).collect();
    diesel::insert_into(ledger_accounts::table)
        .values(rows)
        .on_conflict_do_nothing()
        .execute(conn)?;
    ids.extend(find(conn, &absent)?);
    Ok(ids)
}

fn new_account(account: Account) -> NewAccount {
    let (deal_id, user_id) = holder(account);
    NewAccount { id: Uuid::now_v7(), kind: account.kind(), deal_id, user_id }
}

fn holder(account: Account) -> (Option<DealId>, Option<UserId>) {
    match account {
        Account::Escrow(deal) => (Some(deal), None),
        Account::User(user) => (None, Some(user)),
        Account::Provider | Account::Fees | Account::Rounding => (None, None),
    }
}

/// Those accounts of deals and persons that exist.
fn find(conn: &mut Conn, accounts: &[Account]) -> AppResult<Vec<(Account, Uuid)>> {
    let deals: Vec<DealId> = accounts.iter().filter_map(|account| holder(*account).0).collect();
    let users: Vec<UserId> = accounts.iter().filter_map(|account| holder(*account).1).collect();
    let rows: Vec<(Uuid, Option<DealId>, Option<UserId>)> = ledger_accounts::table
        .filter(ledger_accounts::deal_id.eq_any(deals).or(ledger_accounts::user_id.eq_any(users)))
        .select((ledger_accounts::id, ledger_accounts::deal_id, ledger_accounts::user_id))
        .load(conn)?;
    let account = |deal: Option<DealId>, user: Option<UserId>| {
        deal.map(Account::Escrow).or(user.map(Account::User))
    };
    Ok(rows.into_iter().filter_map(|(id, deal, user)| Some((account(deal, user)?, id))).collect())
}

fn missing(account: Account) -> AppError {
    AppError::Internal(anyhow::anyhow!("there is no {account}"))
}

type Stored = (Kind, Option<DealId>, Vec<Posting>);

/// The transaction that was posted with this key, with its postings in the order of their accounts.
pub(super) fn by_key(conn: &mut Conn, key: &str) -> AppResult<Option<Stored>> {
    let found: Option<(Uuid, Kind, Option<DealId>)> = ledger_transactions::table
        .filter(ledger_transactions::unique_key.eq(key))
        .select((ledger_transactions::id, ledger_transactions::kind, ledger_transactions::deal_id))
        .first(conn)
        .optional()?;
    let Some((id, kind, deal)) = found else { return Ok(None) };
    let rows: Vec<(String, Option<DealId>, Option<UserId>, i64)> = ledger_entries::table
        .inner_join(ledger_accounts::table)
        .filter(ledger_entries::transaction_id.eq(id))
        .select((
            ledger_accounts::kind,
            ledger_accounts::deal_id,
            ledger_accounts::user_id,
            ledger_entries::amount,
        ))
        .load(conn)?;
    let posting = |(kind, deal, user, amount): (String, Option<DealId>, Option<UserId>, i64)| {
        let account = match (kind.as_str(), deal, user) {
            ("escrow", Some(deal), _) => Account::Escrow(deal),
            ("user", _, Some(user)) => Account::User(user),
            ("provider", ..) => Account::Provider,
            ("fees", ..) => Account::Fees,
            ("rounding", ..) => Account::Rounding,
            _ => return Err(AppError::Internal(anyhow::anyhow!("an account of kind {kind}"))),
        };
        Ok(Posting { account, amount })
    };
    let mut postings = rows.into_iter().map(posting).collect::<AppResult<Vec<_>>>()?;
    postings.sort_unstable();
    Ok(Some((kind, deal, postings)))
}

/// The balance of an account in rupiah; 0 for one that was never used. For an account of the site: without what this
/// transaction has posted, which is added at the commit.
///
/// # Errors
/// The database's errors.
pub fn balance(conn: &mut Conn, account: Account) -> AppResult<i64> {
    let balances = ledger_accounts::table.select(ledger_accounts::balance);
    let found: QueryResult<Vec<i64>> = match account {
        Account::Escrow(deal) => balances.filter(ledger_accounts::deal_id.eq(deal)).load(conn),
        Account::User(user) => balances.filter(ledger_accounts::user_id.eq(user)).load(conn),
        Account::Provider | Account::Fees | Account::Rounding => {
            balances.filter(ledger_accounts::kind.eq(account.kind())).load(conn)
        }
    };
    let sum: i128 = found?.into_iter().map(i128::from).sum();
    i64::try_from(sum).map_err(|err| AppError::Internal(anyhow::anyhow!("{account}: {err}")))
}

/// A page of the entries of a person's account, newest first, and the number of all of them.
///
/// # Errors
/// The database's errors.
pub fn statement(conn: &mut Conn, user: UserId, page: Page) -> AppResult<(Vec<StatementRow>, i64)> {
    let account: Option<Uuid> = ledger_accounts::table
        .filter(ledger_accounts::user_id.eq(user))
        .select(ledger_accounts::id)
        .first(conn)
        .optional()?;
    let Some(account) = account else { return Ok((vec![], 0)) };
    let total = ledger_entries::table
        .filter(ledger_entries::account_id.eq(account))
        .count()
        .get_result(conn)?;
    let size = page.size.max(0);
    let rows = ledger_entries::table
        .inner_join(ledger_transactions::table)
        .filter(ledger_entries::account_id.eq(account))
        .order(ledger_entries::id.desc())
        .limit(size)
        .offset(page.number.saturating_sub(1).max(0).saturating_mul(size))
        .select((
            ledger_transactions::kind,
            ledger_transactions::deal_id,
            ledger_entries::amount,
            ledger_entries::balance_after.assume_not_null(),
            ledger_transactions::at,
        ))
        .load(conn)?;
    Ok((rows, total))
}
