//! Where a sale stands: the deal, the payment, the ledger, the room and the provider's own books, read at once.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text};

use super::stage::Sale;
use crate::support::{TestApp, count, secret};

/// What is to be compared after a storm.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Standing {
    #[diesel(sql_type = Text)]
    pub code: String,
    /// Of the deal.
    #[diesel(sql_type = Text)]
    pub status: String,
    /// Of the deal.
    #[diesel(sql_type = Text)]
    pub money: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub outcome: Option<String>,
    /// Of the newest payment.
    #[diesel(sql_type = Text)]
    pub payment: String,
    /// Ledger transactions about the deal, in words.
    #[diesel(sql_type = Text)]
    pub posted: String,
    /// Rupiah in the deal's escrow account.
    #[diesel(sql_type = BigInt)]
    pub escrow: i64,
    /// Rupiah of the deal that the provider has: paid less refunded.
    #[diesel(sql_type = BigInt)]
    pub at_provider: i64,
    /// System messages in the deal's room.
    #[diesel(sql_type = BigInt)]
    pub messages: i64,
}

const SQL: &str = "select d.code, d.status, d.payment as money, d.outcome, \
    coalesce((select p.status from payments p where p.deal_id = d.id order by p.id desc limit 1), 'none') as payment, \
    coalesce((select string_agg(t.kind, ' ' order by t.kind) from ledger_transactions t where t.deal_id = d.id), '') as posted, \
    coalesce((select a.balance from ledger_accounts a where a.deal_id = d.id), 0)::bigint as escrow, \
    coalesce((select sum(coalesce(t.paid_amount, 0) - (select coalesce(sum((r->>'amount')::bigint), 0) \
        from jsonb_array_elements(t.refunds) r)) \
        from till_payments t join payments p on p.reference = t.reference where p.deal_id = d.id), 0)::bigint as at_provider, \
    (select count(*) from messages m where m.room_id = d.room_id and m.kind = 'system') as messages \
    from deals d where d.code = any($1)";

/// Where these sales stand, by their codes.
pub async fn standings(app: &TestApp, sales: &[Sale]) -> HashMap<String, Standing> {
    let codes: Vec<String> = sales.iter().map(|sale| sale.code.clone()).collect();
    let read = move |conn: &mut PgConnection| {
        Ok(diesel::sql_query(SQL).bind::<Array<Text>, _>(codes).load::<Standing>(conn)?)
    };
    let rows = app.db.read(read).await.unwrap();
    rows.into_iter().map(|row| (row.code.clone(), row)).collect()
}

/// Every transaction and all accounts sum to 0, no escrow is below 0, and an escrow holds what its deal says.
pub async fn ledger_is_right(app: &TestApp) {
    for (what, sql) in [
        ("all entries", "select coalesce(sum(amount), 0) from ledger_entries"),
        ("all balances", "select coalesce(sum(balance), 0) from ledger_accounts"),
        (
            "transactions that do not sum to 0",
            "select count(*) from (select 1 from ledger_entries group by transaction_id having sum(amount) <> 0) t",
        ),
        (
            "escrows below 0",
            "select count(*) from ledger_accounts where deal_id is not null and balance < 0",
        ),
        (
            "escrows that hold another sum than their deal",
            "select count(*) from deals d left join ledger_accounts a on a.deal_id = d.id \
             where coalesce(a.balance, 0) <> case when d.payment = 'escrow' \
             then d.amount + d.shipping + case when d.fee_by = 'buyer' then d.fee else 0 end else 0 end",
        ),
    ] {
        assert_eq!(count(app, sql).await, 0, "{what}");
    }
}

/// What `tawar check` finds, but for events and jobs that wait: nothing delivers or runs them here.
pub async fn books_are_right(app: &TestApp) {
    let checks = tawar::integrity::examine(&app.db, &secret(), None).await.unwrap();
    let waits = ["outbox", "deliveries", "jobs"];
    let found = checks.iter().filter(|check| check.findings() > 0 && !waits.contains(&check.what));
    let found: Vec<String> = found.map(ToString::to_string).collect();
    assert!(found.is_empty(), "{found:?}");
}
