//! The role that serves may insert into the ledger and read it; the owner of the schema migrates, and triggers refuse
//! changes to it too.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use tawar::app::Core;
use tawar::base::clock::Clock;
use tawar::base::db::{Conn, DatabaseUrls, Db, role_may_change_ledger};
use tawar::base::ids::DealId;
use tawar::trade::ledger::{Account, Kind, Posting, capture};

use super::{Ledger, SITE, number};
use crate::support::servers;

const PROVIDER: &str = "ffffffff-ffff-8fff-bfff-000000000100";
const FEES: &str = "ffffffff-ffff-8fff-bfff-000000000200";

/// A ledger with a captured payment.
fn paid() -> (Ledger, DealId) {
    let ledger = Ledger::open(2);
    let deal = DealId::fresh();
    ledger.post(Kind::Capture, deal, "capture", capture(deal, 900).unwrap()).unwrap();
    (ledger, deal)
}

/// What Postgres answers.
fn refusal(conn: &mut Conn, sql: &str) -> String {
    match conn.batch_execute(sql) {
        Err(err) => err.to_string(),
        Ok(()) => panic!("done: {sql}"),
    }
}

const CHANGES: &[&str] = &[
    "update ledger_entries set amount = amount + 1",
    "delete from ledger_entries",
    "truncate ledger_entries",
    "update ledger_transactions set at = now()",
    "delete from ledger_transactions",
    "truncate ledger_transactions",
    "update ledger_accounts set balance = 0",
    "update ledger_accounts set user_id = null",
    "delete from ledger_accounts",
    "truncate ledger_accounts",
    "truncate ledger_entries, ledger_transactions, ledger_accounts",
];

#[test]
fn the_role_that_serves_has_no_right_to_change_the_ledger() {
    let (ledger, deal) = paid();
    let mut conn = ledger.db.get().unwrap();
    for sql in CHANGES {
        let answer = refusal(&mut conn, sql);
        assert!(answer.contains("permission denied"), "{sql}: {answer}");
    }
    for sql in [
        "insert into ledger_accounts (id, kind, user_id, balance) values (gen_random_uuid(), 'user', gen_random_uuid(), 5)",
        "insert into ledger_transactions (id, kind, unique_key, at, written_by) values (gen_random_uuid(), 'split', 'x', now(), '1')",
        "insert into ledger_entries (id, transaction_id, account_id, amount) values (1, gen_random_uuid(), gen_random_uuid(), 5)",
        "select setval('ledger_entry_ids', 1)",
        "alter table ledger_entries disable trigger all",
        "drop trigger ledger_entries_add on ledger_entries",
        "set session_replication_role = replica",
        "create table mine (account_id uuid)",
        // Attaching the trigger to a table of one's own would change balances without an entry.
        "create temp table mine (transaction_id uuid, account_id uuid, amount bigint); \
         create trigger t after insert on mine for each row execute function ledger_close_entry()",
        "update __diesel_schema_migrations set version = '9999'",
        "set role tawar",
    ] {
        let answer = refusal(&mut conn, sql);
        let refused = ["permission denied", "must be owner of", "cannot set"];
        assert!(refused.iter().any(|words| answer.contains(words)), "{sql}: {answer}");
    }
    // What it may: open an account, with the balance 0.
    conn.batch_execute(
        "insert into ledger_accounts (id, kind, user_id) values (gen_random_uuid(), 'user', gen_random_uuid())",
    )
    .unwrap();
    assert_eq!(ledger.balance(Account::Escrow(deal)), 900);
}

#[test]
fn triggers_refuse_changes_to_the_owner_too() {
    let (ledger, deal) = paid();
    let mut owner = servers().owner(&ledger.url);
    for sql in CHANGES {
        let answer = refusal(&mut owner, sql);
        let refused = ["is append-only", "changes by entries only"];
        assert!(refused.iter().any(|words| answer.contains(words)), "{sql}: {answer}");
    }
    let rich = "insert into ledger_accounts (id, kind, user_id, balance) values (gen_random_uuid(), 'user', gen_random_uuid(), 5)";
    assert!(refusal(&mut owner, rich).contains("begins at 0"));
    assert_eq!(ledger.balance(Account::Escrow(deal)), 900);
}

#[test]
fn what_does_not_balance_is_not_committed_whoever_writes_it() {
    let (ledger, deal) = paid();
    let id = "00000000-0000-7000-8000-00000000000a";
    let transaction = format!(
        "insert into ledger_transactions (id, kind, unique_key, at) values ('{id}', 'correction', 'x', now());"
    );
    let account = "select id from ledger_accounts where kind = 'escrow'";
    let entry = |account: &str, amount: i64| {
        format!(
            "insert into ledger_entries (transaction_id, account_id, amount) values ('{id}', ({account}), {amount});"
        )
    };
    let to = |account: &str, amount| entry(&format!("select '{account}'::uuid"), amount);
    let escrow = |amount| entry(account, amount);
    let old = "select id from ledger_transactions where unique_key = 'capture'";
    let into_old = escrow(1).replace(&format!("'{id}'"), &format!("({old})"));
    let nobody = uuid::Uuid::nil().to_string();
    let once = "on conflict do nothing;";
    let skipped = escrow(5).replace("5);", "5)") + once;
    let cases = [
        (transaction.clone(), "has fewer than two entries"),
        (transaction.clone() + &escrow(5), "has fewer than two entries"),
        (transaction.clone() + &escrow(5) + &to(PROVIDER, -4), "do not sum to 0"),
        (transaction.clone() + &escrow(-901) + &to(PROVIDER, 901), "ledger_accounts_sign"),
        (
            transaction.clone() + &escrow(5) + &to(FEES, -5),
            "fees' account of the ledger would be below 0",
        ),
        (transaction.clone() + &escrow(5) + &to(&nobody, -5), "there is no ledger account"),
        (transaction.clone() + &to(FEES, 0) + &to(PROVIDER, 0), "ledger_entries_amount"),
        (transaction.clone() + &escrow(5) + &skipped + &to(PROVIDER, -5), "already"),
        (escrow(5) + &to(PROVIDER, -5), "is not of this database transaction"),
        (into_old, "is not of this database transaction"),
        // Checking early does not end the checks.
        (
            transaction
                + &escrow(5)
                + &to(PROVIDER, -5)
                + "set constraints all immediate;"
                + &to(FEES, 1),
            "do not sum to 0",
        ),
    ];
    for role in ["serves", "owns"] {
        let mut conn = servers().owner(&ledger.url);
        if role == "serves" {
            conn = diesel::PgConnection::establish(&ledger.url).unwrap();
        }
        for (sql, named) in &cases {
            let answer = refusal(&mut conn, &format!("begin; {sql} commit"));
            assert!(answer.contains(named), "{role}: {sql}: {answer}");
            conn.batch_execute("rollback").unwrap();
        }
    }
    assert_eq!(ledger.balance(Account::Escrow(deal)), 900);
    assert_eq!(ledger.site(), [-900, 0, 0]);
}

#[test]
fn a_database_of_one_role_is_migrated_and_the_ledger_works() {
    let url = servers().database();
    let one = DatabaseUrls::new(servers().urls(&url).owner, None);
    let db = Db::open(&one, 2).unwrap();
    let ledger = Ledger { url, db };
    let deal = DealId::fresh();
    ledger.post(Kind::Capture, deal, "capture", capture(deal, 900).unwrap()).unwrap();
    assert_eq!(ledger.balance(Account::Escrow(deal)), 900);
    assert!(role_may_change_ledger(&one.serving).unwrap());
    assert!(!role_may_change_ledger(&servers().urls(&ledger.url).serving).unwrap());
}

#[test]
fn an_owner_who_is_no_superuser_migrates_an_empty_database_and_the_other_role_posts() {
    let beside = Ledger::open(1);
    let (role, name) = ("ledger_owner", format!("t{}", uuid::Uuid::new_v4().simple()));
    let mut superuser = servers().owner(&beside.url);
    superuser.batch_execute(&format!("create role {role} login")).unwrap();
    superuser.batch_execute(&format!("create database {name} owner {role}")).unwrap();
    let url = beside.url.replace(beside.url.split(['/', '?']).nth(3).unwrap(), &name);
    let owner = url.replace("tawar_serve@", &format!("{role}@"));
    let urls = DatabaseUrls::new(url.clone(), Some(owner));
    let db = Db::open(&urls, 2).unwrap();
    let ledger = Ledger { url, db };
    let deal = DealId::fresh();
    ledger.post(Kind::Capture, deal, "capture", capture(deal, 900).unwrap()).unwrap();
    assert_eq!(ledger.balance(Account::Escrow(deal)), 900);
    assert!(!role_may_change_ledger(&urls.serving).unwrap());
    for sql in CHANGES {
        let answer = refusal(&mut ledger.db.get().unwrap(), sql);
        assert!(answer.contains("permission denied"), "{sql}: {answer}");
    }
    // Opening it again changes nothing.
    drop(Db::open(&urls, 1).unwrap());
}

#[test]
fn a_node_without_the_owners_url_serves_what_is_migrated_and_says_what_is_not() {
    let ledger = Ledger::open(1);
    let urls = DatabaseUrls::new(ledger.url.clone(), None);
    let db = Db::open(&urls, 2).unwrap();
    assert_eq!(number(&mut db.get().unwrap(), "select count(*) from ledger_accounts"), SITE);
    let mut owner = servers().owner(&ledger.url);
    owner.batch_execute("delete from __diesel_schema_migrations where version = '0028'").unwrap();
    let Err(refused) = Db::open(&urls, 2) else { panic!("it opens") };
    let refused = refused.to_string();
    assert!(refused.contains("pending (0028)") && refused.contains("tawar migrate"), "{refused}");
}

#[test]
fn rights_that_are_missing_are_granted_at_the_next_start_and_the_owners_are_kept() {
    let ledger = Ledger::open(1);
    let urls = servers().urls(&ledger.url);
    let mut owner = servers().owner(&ledger.url);
    // As after a restored dump, or with a table of a later migration.
    owner
        .batch_execute(
            "create table later (id bigserial primary key); \
             revoke all on all tables in schema public from tawar_serve; revoke usage on schema public from public, tawar_serve; \
             grant update on ledger_entries to tawar_serve; grant insert (id) on ledger_entries to tawar_serve",
        )
        .unwrap();
    let config = crate::support::test_config("tawar");
    let core = Core::open(config, &urls, None, "none", Clock::default()).unwrap();
    let mut conn = core.db.get().unwrap();
    conn.batch_execute("insert into later default values; delete from later").unwrap();
    let mine = "update ledger_entries set amount = 1";
    assert!(refusal(&mut conn, mine).contains("permission denied"));
    let given = "select count(*) from information_schema.column_privileges \
                 where grantee = 'tawar_serve' and table_name = 'ledger_entries' and privilege_type = 'INSERT'";
    assert_eq!(number(&mut owner, given), 3);
    // The owner's own work is not restricted by the grants.
    diesel::sql_query("create index on later (id)").execute(&mut owner).unwrap();
    let same = [(Account::Provider, -4), (Account::Rounding, 4)]
        .map(|(account, amount)| Posting { account, amount });
    let deal = DealId::fresh();
    ledger.post(Kind::Correction, deal, "still", same.to_vec()).unwrap();
}
