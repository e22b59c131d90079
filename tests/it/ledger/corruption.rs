//! `tawar check` names what somebody has written into the ledger past its triggers and rights.

use diesel::connection::SimpleConnection;
use tawar::base::ids::{DealId, UserId};
use tawar::config::FeeBearer;
use tawar::integrity::{self, Outcome};
use tawar::trade::ledger::{Kind, NewTransaction, capture, fee_of, post, release};

use super::now;
use crate::evidence::{agreed_deal, secret};
use crate::support::TestApp;

/// Past the triggers, which only a superuser can switch off.
fn plant(app: &TestApp, sql: &str) {
    let all = format!("set session_replication_role = replica; {sql}");
    app.owner().batch_execute(&all).unwrap_or_else(|err| panic!("{sql}: {err}"));
}

const TABLES: [&str; 3] = ["ledger_accounts", "ledger_transactions", "ledger_entries"];

/// The deal of Sari and Budi with its payment in escrow, and one more that was released.
async fn traded(app: &TestApp) -> DealId {
    agreed_deal(app).await;
    let sari = UserId::fresh();
    let found: String = {
        use diesel::prelude::*;
        use tawar::base::schema::deals;
        let mut conn = app.owner();
        let held = (deals::payment.eq("escrow"), deals::protected.eq(true));
        diesel::update(deals::table).set(held).execute(&mut conn).unwrap();
        let id: uuid::Uuid = deals::table.select(deals::id).first(&mut conn).unwrap();
        id.to_string()
    };
    let (held, other) = (found.parse::<DealId>().unwrap(), DealId::fresh());
    let fee = fee_of(1_000_000, 5, FeeBearer::Seller).unwrap();
    app.db
        .transact(|conn| {
            let mut add = |kind, deal, key, postings| {
                post(conn, &NewTransaction { kind, deal: Some(deal), key, postings }, now())
            };
            add(Kind::Capture, held, "capture:a", capture(held, 700_000)?)?;
            add(Kind::Capture, other, "capture:b", capture(other, 1_000_000)?)?;
            add(Kind::Release, other, "release:b", release(other, sari, 1_000_000, 0, fee)?)
        })
        .unwrap();
    held
}

#[actix_web::test]
async fn ten_and_more_kinds_of_planted_corruption_are_found_by_name() {
    let app = TestApp::open().await;
    let held = traded(&app).await;
    app.wait_for_outbox().await;
    let sound = integrity::examine(&app.db, &secret(), None).await.unwrap();
    assert_eq!(integrity::findings(&sound), 0, "{}", integrity::report(&sound));
    for table in TABLES {
        plant(&app, &format!("create table kept_{table} as select * from {table}"));
    }
    plant(
        &app,
        "create table kept_deals as select id, payment from deals; \
         alter table ledger_accounts drop constraint ledger_accounts_sign; \
         alter table ledger_entries drop constraint ledger_entries_pkey",
    );
    let release = "(select id from ledger_transactions where unique_key = 'release:b')";
    let of = |kind: &str| format!("(select id from ledger_accounts where kind = '{kind}')");
    let escrow = format!("(select id from ledger_accounts where deal_id = '{held}')");
    let nobody = uuid::Uuid::nil();
    let entry = |n: i64, transaction: &str, account: &str, amount: i64| {
        format!(
            "insert into ledger_entries (id, transaction_id, account_id, amount) \
             values ({n} + 1000, {transaction}, {account}, {amount});"
        )
    };
    let cases: Vec<(&str, String, &str, &str)> = vec![
        ("an entry is raised", format!("update ledger_entries set amount = amount + 1 where account_id = {}", of("user")),
            "transactions", "(release:b): its entries sum to 1 rupiah"),
        ("an entry is deleted", format!("delete from ledger_entries where transaction_id = {release} and account_id in {}", of("fees")),
            "transactions", "(release:b): its entries sum to -50000 rupiah"),
        ("a balance is raised", "update ledger_accounts set balance = balance + 5 where kind = 'user'".into(),
            "balances", "(user): its balance is 950005, its entries sum to 950000"),
        ("a whole transaction is deleted", format!("delete from ledger_entries where transaction_id = {release}; delete from ledger_transactions where id = {release}"),
            "balances", "(fees): its balance is 50000, its entries sum to 0"),
        ("a person is below 0", "update ledger_accounts set balance = -1 where kind = 'user'".into(),
            "balances", "(user): its balance is -1"),
        ("the provider is above 0", "update ledger_accounts set balance = case part when 0 then 192 else 0 end where kind = 'provider'".into(),
            "balances", "the provider account of the ledger: its balance is 192"),
        ("the fees are below 0", "update ledger_accounts set balance = case part when 0 then -64 else 0 end where kind = 'fees'".into(),
            "balances", "the fees account of the ledger: its balance is -64"),
        ("a balance in the history is changed", format!("update ledger_entries set balance_after = 7 where account_id = {escrow}"),
            "balances", "says 7 after it, the entries up to it sum to 700000"),
        ("a transaction is deleted under its entries", format!("delete from ledger_transactions where id = {release}"),
            "entries", "does not exist"),
        ("an entry of an account that does not exist", format!("update ledger_entries set account_id = '{nobody}' where account_id = {}", of("user")),
            "entries", "its account 00000000-0000-0000-0000-000000000000 does not exist"),
        ("a transaction without entries", "insert into ledger_transactions (id, kind, unique_key, at) values (gen_random_uuid(), 'split', 'empty', now())".into(),
            "entries", "(empty): it has 0 entries"),
        ("a transaction with one entry", format!("delete from ledger_entries where transaction_id = (select id from ledger_transactions where unique_key = 'capture:a') and account_id = {escrow}"),
            "entries", "(capture:a): it has 1 entries"),
        ("a refunded deal with money in escrow", format!("update deals set payment = 'refunded' where id = '{held}'"),
            "escrow", "its payment is refunded, and 700000 rupiah are held for it"),
        ("a deal in escrow without money", format!("update ledger_accounts set balance = 0 where deal_id = '{held}'"),
            "escrow", "its payment is escrow, and 0 rupiah are held for it"),
        ("money for no deal", format!("update ledger_accounts set deal_id = '{nobody}' where deal_id = '{held}'"),
            "escrow", "it does not exist, and 700000 rupiah are held for it"),
        ("the provider's balance is changed", "update ledger_accounts set balance = balance - 10 where kind = 'provider' and part = 0".into(),
            "totals", "the provider's account is -1700010, the others sum to 1700000"),
        ("money from nowhere, in entry and balance", entry(1, release, &of("rounding"), 9) + "update ledger_accounts set balance = 9 where kind = 'rounding'",
            "totals", "all entries of the ledger sum to 9"),
        ("an account of the site is missing", "delete from ledger_accounts where kind = 'rounding'".into(),
            "totals", "the rounding account of the ledger has 0 parts"),
    ];
    assert!(cases.len() >= 10);
    for (case, damage, what, named) in cases {
        plant(&app, &damage);
        let checks = integrity::examine(&app.db, &secret(), None).await.unwrap();
        let found = checks.iter().find(|check| check.what == what).unwrap();
        let Outcome::Failed { first, .. } = &found.outcome else { panic!("{case}: {found}") };
        assert!(first.iter().any(|line| line.contains(named)), "{case}: {found}, not {named}");
        for table in TABLES {
            plant(
                &app,
                &format!("delete from {table}; insert into {table} select * from kept_{table}"),
            );
        }
        plant(&app, "update deals d set payment = k.payment from kept_deals k where k.id = d.id");
    }
    let checks = integrity::examine(&app.db, &secret(), None).await.unwrap();
    assert_eq!(integrity::findings(&checks), 0, "{}", integrity::report(&checks));
}
