//! Use cases of a payout, inside the caller's transaction.

use chrono::Duration;
use serde_json::json;

use super::account::{Account, Keys, Owner};
use super::gateway::{Notice, PayoutProvider, ProviderState};
use super::machine::{Command, Event, State, Status, decide, evolve};
use super::model::{AccountRow, Payout};
use super::policy::{self, Refusal, Standing};
use super::store;
use crate::base::clock::{Timestamp, Zone};
use crate::base::crypto;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{PayoutId, UserId};
use crate::base::jobs::{self, NewJob};
use crate::config::PayoutTerms;
use crate::people::accounts;
use crate::trade::ledger::{self, Account as LedgerAccount, Kind, NewTransaction};

/// The kind of the jobs that send a payout and ask the provider about it until it is settled.
pub const KIND: &str = "payout";

/// When a payout without a job gets one: the job that was enqueued with it has begun by then.
const LATER: Duration = Duration::seconds(15);

/// A payout that somebody asks for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub user: UserId,
    /// What leaves the balance, whole rupiah.
    pub amount: i64,
    /// Who pays out; `None` when nobody does.
    pub provider: Option<PayoutProvider>,
    pub terms: PayoutTerms,
}

/// How somebody stands who may ask for a payout, with their account.
pub(super) fn standing(
    conn: &mut Conn,
    wanted: &Wanted,
) -> AppResult<(Standing, Option<AccountRow>)> {
    let account = store::account(conn, wanted.user)?;
    let standing = Standing {
        offered: wanted.provider.is_some(),
        usable_from: account.as_ref().map(|row| row.usable_from),
        has_open: store::has_open(conn, wanted.user)?,
        balance: ledger::balance(conn, LedgerAccount::User(wanted.user))?,
        terms: wanted.terms,
    };
    Ok((standing, account))
}

/// Wants a payout: the balance is charged before the provider hears of it. Of several at once one gets through.
///
/// # Errors
/// See [`Refusal`].
pub(super) fn request(
    conn: &mut Conn,
    keys: Keys<'_>,
    wanted: &Wanted,
    now: Timestamp,
) -> AppResult<Payout> {
    // Nobody else asks for this person meanwhile: the second of two waits here and sees what the first one did.
    accounts::lock(conn, wanted.user)?;
    let (standing, account) = standing(conn, wanted)?;
    policy::check_amount(&standing, wanted.amount, now)?;
    let (Some(row), Some(provider)) = (account, wanted.provider) else {
        return Err(Refusal::NoAccount.into());
    };
    let id = PayoutId::fresh();
    let account = Account::opened(keys.encryption, Owner::Person(wanted.user.0), &row.stored)?;
    let stored = account.sealed(keys, Owner::Payout(id.0), now)?;
    let payout = Payout {
        id,
        user_id: wanted.user,
        provider,
        reference: reference(now),
        amount: wanted.amount,
        fee: wanted.terms.fee,
        bank: stored.bank,
        key_id: stored.key_id,
        ciphertext: stored.ciphertext,
        fingerprint: stored.fingerprint,
        state: State::requested(),
        created_at: now,
        updated_at: now,
    };
    // Behind the lock stands the partial unique index.
    if !store::insert(conn, &payout)? {
        return Err(Refusal::Open.into());
    }
    let moved = ledger::payout(wanted.user, payout.amount, payout.fee)?;
    let new = NewTransaction {
        kind: Kind::Payout,
        deal: None,
        key: &format!("payout:{id}"),
        postings: moved,
    };
    ledger::post(conn, &new, now)?;
    enqueue(conn, id, now, now)?;
    Ok(payout)
}

/// `PO-20261130-X7K2M9QP`: the day in Jakarta, and what nobody guesses.
fn reference(now: Timestamp) -> String {
    let day = Zone::Wib.local(now).format("%Y%m%d");
    format!("PO-{day}-{}", crypto::short_code(8).to_uppercase())
}

/// Records what the provider answered; what did not arrive goes back to the balance.
///
/// # Errors
/// `NotFound` without such a payout.
pub(super) fn record(
    conn: &mut Conn,
    id: PayoutId,
    command: &Command,
    now: Timestamp,
) -> AppResult<(Payout, Vec<Event>)> {
    let mut payout = store::lock(conn, id)?.ok_or(AppError::NotFound)?;
    warn_of_contradiction(&payout, command);
    let events = decide(&payout.state, payout.arrives(), command, now);
    events.iter().for_each(|event| evolve(&mut payout.state, event));
    if events.is_empty() {
        return Ok((payout, events));
    }
    payout.updated_at = now;
    store::save(conn, &payout)?;
    tracing::info!(payout = %payout.reference, status = %payout.state.status, "a payout moved");
    if events.contains(&Event::Returned) {
        let moved = ledger::payout_return(payout.user_id, payout.amount, payout.fee)?;
        let key = format!("payout_return:{id}");
        let new =
            NewTransaction { kind: Kind::PayoutReturn, deal: None, key: &key, postings: moved };
        ledger::post(conn, &new, now)?;
    }
    Ok((payout, events))
}

/// Another amount, or money that arrived after it was returned: for a person to look at.
fn warn_of_contradiction(payout: &Payout, command: &Command) {
    let Command::Reported(report) = command else { return };
    let wrong_amount = report.amount != payout.arrives();
    let paid_twice = payout.state.status == Status::Returned && report.state == ProviderState::Paid;
    if wrong_amount || paid_twice {
        metrics::counter!("tawar_payout_contradictions_total").increment(1);
        tracing::error!(payout = %payout.reference, ?report, "the provider contradicts the books");
    }
}

/// Stores what a provider sent, once, and asks the provider soon. A notice about what we do not know is only stored.
///
/// # Errors
/// The database's errors.
pub(super) fn receive_notice(
    conn: &mut Conn,
    provider: PayoutProvider,
    notice: &Notice,
    now: Timestamp,
) -> AppResult<()> {
    if !store::insert_notice(conn, provider, notice, now)? {
        return Ok(());
    }
    let Some(payout) = store::by_reference(conn, &notice.reference)? else {
        tracing::warn!(reference = %notice.reference, "a notice about an unknown payout");
        return Ok(());
    };
    // A job that asks in this moment may have its answer from before the notice: it asks once more.
    let job = job_of(payout.id, now, now);
    if !jobs::enqueue(conn, &job)? && !jobs::rerun(conn, KIND, &payout.id.to_string(), now)? {
        // It ended between the two.
        jobs::enqueue(conn, &job)?;
    }
    Ok(())
}

/// Sees to it that every payout about which the provider has to be asked has a job.
///
/// # Errors
/// The database's errors.
pub fn ensure_jobs(conn: &mut Conn, now: Timestamp) -> AppResult<()> {
    for id in store::waiting(conn, now, 1000)? {
        jobs::enqueue(conn, &job_of(id, now + LATER, now))?;
    }
    Ok(())
}

/// Asks the provider about a payout at `due`, or sooner when that was planned.
fn enqueue(conn: &mut Conn, id: PayoutId, due: Timestamp, now: Timestamp) -> AppResult<()> {
    if !jobs::enqueue(conn, &job_of(id, due, now))? {
        jobs::hasten(conn, KIND, &id.to_string(), due)?;
    }
    Ok(())
}

fn job_of(id: PayoutId, due: Timestamp, now: Timestamp) -> NewJob<'static> {
    NewJob {
        id: uuid::Uuid::now_v7(),
        kind: KIND,
        payload: json!({ "payout": id }),
        unique_key: Some(id.to_string()),
        serial_key: None,
        due_at: due,
        created_at: now,
    }
}
