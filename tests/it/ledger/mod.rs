//! The ledger in Postgres: what it posts, what it refuses, who may change it, and what `tawar check` finds in it.

mod corruption;
mod random;
mod roles;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use tawar::base::db::{Conn, Db};
use tawar::base::error::{AppError, AppResult};
use tawar::base::ids::{DealId, UserId};
use tawar::config::FeeBearer;
use tawar::trade::ledger::{
    Account, Kind, NewTransaction, Page, Posted, Posting, balance, capture, fee_of, post, refund,
    release, statement,
};

use crate::support::servers;

/// The rows of the accounts of the site: 64 parts of the provider's, 64 of the fees', and rounding.
const SITE: i64 = 129;

/// A database with the schema, as the role that serves. Dropped at the end of the test.
struct Ledger {
    url: String,
    db: Db,
}

impl Drop for Ledger {
    fn drop(&mut self) {
        servers().drop_database(&self.url);
    }
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    n: i64,
}

fn number(conn: &mut Conn, sql: &str) -> i64 {
    let sql = format!("select ({sql})::bigint as n");
    diesel::sql_query(sql).get_result::<Number>(conn).unwrap().n
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

impl Ledger {
    fn open(connections: u32) -> Self {
        let url = servers().database();
        let db = Db::connect(&url, connections).unwrap();
        Self { url, db }
    }

    fn post(
        &self,
        kind: Kind,
        deal: DealId,
        key: &str,
        postings: Vec<Posting>,
    ) -> AppResult<Posted> {
        let new = NewTransaction { kind, deal: Some(deal), key, postings };
        self.db.transact(|conn| post(conn, &new, now()))
    }

    fn balance(&self, account: Account) -> i64 {
        balance(&mut self.db.get().unwrap(), account).unwrap()
    }

    fn number(&self, sql: &str) -> i64 {
        number(&mut self.db.get().unwrap(), sql)
    }

    /// The balances of provider, fees and rounding.
    fn site(&self) -> [i64; 3] {
        [Account::Provider, Account::Fees, Account::Rounding].map(|account| self.balance(account))
    }
}

fn why(refused: AppResult<Posted>) -> String {
    match refused {
        Err(AppError::Internal(why)) => format!("{why:#}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn budis_money_is_held_then_saris_balance_and_the_fees_have_it() {
    let ledger = Ledger::open(2);
    let (deal, sari) = (DealId::fresh(), UserId::fresh());
    let fee = fee_of(1_000_000, 5, FeeBearer::Seller).unwrap();
    assert_eq!(ledger.balance(Account::Escrow(deal)), 0);
    let paid = capture(deal, 1_025_000).unwrap();
    assert_eq!(ledger.post(Kind::Capture, deal, "capture:1", paid).unwrap(), Posted::Now);
    assert_eq!(ledger.balance(Account::Escrow(deal)), 1_025_000);
    assert_eq!(ledger.site(), [-1_025_000, 0, 0]);

    let to_sari = release(deal, sari, 1_000_000, 25_000, fee).unwrap();
    assert_eq!(ledger.post(Kind::Release, deal, "release:1", to_sari).unwrap(), Posted::Now);
    assert_eq!(ledger.balance(Account::Escrow(deal)), 0);
    assert_eq!(ledger.balance(Account::User(sari)), 975_000);
    assert_eq!(ledger.site(), [-1_025_000, 50_000, 0]);
    assert_eq!(ledger.number("select sum(balance) from ledger_accounts"), 0);
}

#[test]
fn a_key_posts_once_and_never_with_other_postings() {
    let ledger = Ledger::open(2);
    let deal = DealId::fresh();
    let pay = |amount, kind| ledger.post(kind, deal, "pay", capture(deal, amount).unwrap());
    assert_eq!(pay(500, Kind::Capture).unwrap(), Posted::Now);
    for _ in 0..3 {
        assert_eq!(pay(500, Kind::Capture).unwrap(), Posted::Before);
    }
    // The order of the postings says nothing.
    let mut turned = capture(deal, 500).unwrap();
    turned.reverse();
    let again = ledger.post(Kind::Capture, deal, "pay", turned).unwrap();
    assert_eq!(again, Posted::Before);
    assert!(why(pay(501, Kind::Capture)).contains("with other postings"));
    assert!(why(pay(500, Kind::Correction)).contains("with other postings"));
    let other_deal = DealId::fresh();
    let other = ledger.post(Kind::Capture, other_deal, "pay", capture(other_deal, 500).unwrap());
    assert!(why(other).contains("with other postings"));
    assert_eq!(ledger.balance(Account::Escrow(deal)), 500);
    assert_eq!(ledger.number("select count(*) from ledger_transactions"), 1);
}

#[test]
fn sixteen_who_post_one_key_at_the_same_time_post_it_once() {
    let ledger = Ledger::open(16);
    for round in 0..20 {
        let (deal, key) = (DealId::fresh(), format!("pay:{round}"));
        let posted: Vec<Posted> = std::thread::scope(|scope| {
            let tasks: Vec<_> = (0..16)
                .map(|_| {
                    scope.spawn(|| {
                        let paid = capture(deal, 700).unwrap();
                        ledger.post(Kind::Capture, deal, &key, paid).unwrap()
                    })
                })
                .collect();
            tasks.into_iter().map(|task| task.join().unwrap()).collect()
        });
        assert_eq!(posted.iter().filter(|posted| **posted == Posted::Now).count(), 1);
        assert_eq!(ledger.balance(Account::Escrow(deal)), 700);
    }
    assert_eq!(ledger.site(), [-14_000, 0, 0]);
}

#[test]
fn what_is_not_held_is_neither_released_nor_refunded() {
    let ledger = Ledger::open(2);
    let (deal, sari) = (DealId::fresh(), UserId::fresh());
    let back = |amount, key| ledger.post(Kind::Refund, deal, key, refund(deal, amount).unwrap());
    assert!(why(back(1, "refund:1")).contains("ledger_accounts_sign"));
    ledger.post(Kind::Capture, deal, "capture", capture(deal, 100).unwrap()).unwrap();
    assert!(why(back(101, "refund:2")).contains("ledger_accounts_sign"));
    let fee = fee_of(101, 5, FeeBearer::Buyer).unwrap();
    let too_much = release(deal, sari, 96, 0, fee).unwrap();
    let refused = ledger.post(Kind::Release, deal, "release", too_much);
    assert!(why(refused).contains("ledger_accounts_sign"));
    assert_eq!(ledger.balance(Account::User(sari)), 0);
    assert_eq!(back(100, "refund:3").unwrap(), Posted::Now);
    assert_eq!(ledger.balance(Account::Escrow(deal)), 0);
    assert_eq!(ledger.site(), [0, 0, 0]);
    // A transaction that was refused left nothing, not even its key.
    assert_eq!(ledger.number("select count(*) from ledger_transactions"), 2);
}

#[test]
fn fees_below_0_fail_the_commit() {
    let ledger = Ledger::open(2);
    let deal = DealId::fresh();
    let from = |account, amount: i64| {
        let to = Posting { account: Account::Escrow(deal), amount };
        vec![Posting { account, amount: -amount }, to]
    };
    let into_fees = vec![
        Posting { account: Account::Provider, amount: -7 },
        Posting { account: Account::Fees, amount: 7 },
    ];
    ledger.post(Kind::Correction, deal, "1", into_fees).unwrap();
    let too_much = ledger.post(Kind::Correction, deal, "2", from(Account::Fees, 8));
    assert!(why(too_much).contains("would be below 0"));
    ledger.post(Kind::Correction, deal, "3", from(Account::Fees, 7)).unwrap();
    // The rounding account may be below 0.
    ledger.post(Kind::Correction, deal, "4", from(Account::Rounding, 5)).unwrap();
    assert_eq!(ledger.site(), [-7, 0, -5]);
    assert_eq!(ledger.balance(Account::Escrow(deal)), 12);
}

#[test]
fn eight_who_take_the_last_fees_at_the_same_time_do_not_take_more_than_there_are() {
    let ledger = Ledger::open(8);
    let deal = DealId::fresh();
    let of_fees = |amount: i64| {
        vec![
            Posting { account: Account::Provider, amount: -amount },
            Posting { account: Account::Fees, amount },
        ]
    };
    for round in 0..20 {
        ledger.post(Kind::Correction, deal, &format!("in:{round}"), of_fees(100)).unwrap();
        std::thread::scope(|scope| {
            for taker in 0..8 {
                let (ledger, key) = (&ledger, format!("out:{round}:{taker}"));
                scope
                    .spawn(move || ledger.post(Kind::Correction, deal, &key, of_fees(-60)).is_ok());
            }
        });
        assert!(ledger.balance(Account::Fees) >= 0, "round {round}");
    }
    // 100 more each round and 60 at a time: what is left is less than 60.
    assert!(ledger.balance(Account::Fees) < 60);
}

#[test]
fn all_of_a_callers_transaction_is_posted_or_nothing() {
    let ledger = Ledger::open(2);
    let deal = DealId::fresh();
    let new =
        |key, postings| NewTransaction { kind: Kind::Capture, deal: Some(deal), key, postings };
    let failed: AppResult<Posted> = ledger.db.transact(|conn| {
        assert_eq!(post(conn, &new("a", capture(deal, 10).unwrap()), now())?, Posted::Now);
        assert_eq!(post(conn, &new("b", capture(deal, 5).unwrap()), now())?, Posted::Now);
        assert_eq!(balance(conn, Account::Escrow(deal))?, 15);
        Err(AppError::NotFound)
    });
    assert!(failed.is_err());
    assert_eq!(ledger.number("select count(*) from ledger_entries"), 0);
    assert_eq!(ledger.number("select count(*) from ledger_accounts"), SITE);
}

#[test]
fn saris_statement_shows_the_newest_first_with_the_balance_after_each() {
    let ledger = Ledger::open(2);
    let sari = UserId::fresh();
    let fee = fee_of(0, 5, FeeBearer::Seller).unwrap();
    let page = |number| {
        let mut conn = ledger.db.get().unwrap();
        let (rows, total) = statement(&mut conn, sari, Page { number, size: 2 }).unwrap();
        let shown: Vec<_> = rows.iter().map(|row| (row.amount, row.balance_after)).collect();
        (shown, total, rows)
    };
    assert_eq!(page(1).1, 0);
    let deals: Vec<DealId> = (0..3).map(|_| DealId::fresh()).collect();
    for (n, deal) in deals.iter().enumerate() {
        let amount = 1000 * (n as i64 + 1);
        let (paid, key) = (capture(*deal, amount).unwrap(), format!("capture:{n}"));
        ledger.post(Kind::Capture, *deal, &key, paid).unwrap();
        let (to_sari, key) =
            (release(*deal, sari, amount, 0, fee).unwrap(), format!("release:{n}"));
        ledger.post(Kind::Release, *deal, &key, to_sari).unwrap();
    }
    let (shown, total, rows) = page(1);
    assert_eq!((shown, total), (vec![(3000, 6000), (2000, 3000)], 3));
    assert_eq!((rows[0].kind, rows[0].deal, rows[0].at), (Kind::Release, Some(deals[2]), now()));
    assert_eq!(page(2).0, [(1000, 1000)]);
    assert!(page(3).0.is_empty());
}
