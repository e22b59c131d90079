//! The people and the goods: demo people, as many copies of one demo listing as there are deals, a session for each buyer.

use std::path::Path;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use tawar::app::Core;
use tawar::base::crypto::SecretKey;
use tawar::base::ids::{ListingId, SessionId, UserId};
use tawar::config::{Config, PaymentProviders, Site};
use tawar::demo::load::{self, DemoSize};

const BUYERS: usize = 100;
const PEOPLE: usize = 200;
/// Whole rupiah.
pub const PRICE: i64 = 350_000;

/// A buyer with a session.
#[derive(Clone, Copy)]
pub struct Buyer {
    pub user: UserId,
    pub session: SessionId,
}

/// Who is to buy what.
#[derive(Clone, Copy)]
pub struct Purchase {
    /// From 0.
    pub number: usize,
    pub buyer: Buyer,
    pub seller: UserId,
    pub seller_session: SessionId,
    pub listing: ListingId,
}

pub struct Town {
    buyers: Vec<Buyer>,
    sellers: Vec<Buyer>,
    listings: Vec<ListingId>,
}

/// A site of development on a private database, without a search server.
pub fn config(data: &Path) -> Config {
    Config {
        data: data.join("files"),
        development: true,
        bind: "127.0.0.1:0".into(),
        public_url: None,
        database_url: None,
        database_owner_url: None,
        meili: None,
        storage_url: None,
        smtp_url: None,
        secret: SecretKey::new(b"a secret that only the benchmark knows".to_vec()),
        site: Site::load("tawar").unwrap(),
        rate_limits: false,
        behind_proxy: false,
        sockets_per_person: 10,
        bus_url: None,
        metrics_token: None,
        llm: None,
        holidays: None,
        tracking: None,
        payments: PaymentProviders::practice(),
        // It would decode photos; none is posted.
        program: std::env::current_exe().unwrap(),
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    text: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

fn texts(core: &Core, sql: &str) -> Vec<String> {
    let mut conn = core.db.get().unwrap();
    let rows: Vec<Row> = diesel::sql_query(sql).load(&mut *conn).unwrap();
    rows.into_iter().map(|row| row.text).collect()
}

fn number(core: &Core, sql: &str) -> i64 {
    let mut conn = core.db.get().unwrap();
    diesel::sql_query(sql).get_result::<Number>(&mut *conn).unwrap().n
}

fn execute(core: &Core, sql: &str) {
    diesel::sql_query(sql).execute(&mut *core.db.get().unwrap()).unwrap();
}

impl Town {
    pub async fn build(core: &Core, deals: usize) -> Self {
        load::load(core, DemoSize { users: PEOPLE, listings: 40, seed: 1 }).await.unwrap();
        execute(
            core,
            "insert into sessions (id, user_id, kind, expires_at) \
             select gen_random_uuid(), id, 'bearer', now() + interval '7 days' from users",
        );
        let ids = texts(core, "select user_id || ' ' || id as text from sessions order by user_id");
        let person = |text: &String| {
            let (user, session) = text.split_once(' ').unwrap();
            Buyer { user: user.parse().unwrap(), session: session.parse().unwrap() }
        };
        let people: Vec<Buyer> = ids.iter().map(person).collect();
        let (buyers, sellers) = people.split_at(BUYERS);
        let listings = goods(core, deals);
        execute(core, "analyze");
        Self { buyers: buyers.to_vec(), sellers: sellers.to_vec(), listings }
    }

    pub fn purchase(&self, number: usize) -> Purchase {
        let seller = self.sellers[number % self.sellers.len()];
        Purchase {
            number,
            // Not in step with the sellers, so that the pairs differ.
            buyer: self.buyers[number / self.sellers.len() % self.buyers.len()],
            seller: seller.user,
            seller_session: seller.session,
            listing: self.listings[number],
        }
    }
}

/// Copies of one demo listing, each of the seller whose turn it is, sold by parcel.
fn goods(core: &Core, copies: usize) -> Vec<ListingId> {
    execute(
        core,
        &format!(
            "do $$ declare cols text; begin \
             select string_agg(quote_ident(column_name), ', ') into cols from information_schema.columns \
                 where table_name = 'listings' and is_generated = 'NEVER' \
                 and column_name not in ('id', 'slug', 'seller_id', 'modes', 'price', 'min_price', 'delivery', 'status'); \
             execute format('insert into listings (id, slug, seller_id, modes, price, delivery, status, %s) \
                 select gen_random_uuid(), ''deal-'' || lpad(n::text, 8, ''0''), \
                 s.sellers[n %% cardinality(s.sellers) + 1], ''{{jual}}'', {PRICE}, ''{{kirim}}'', ''active'', %s \
                 from (select * from listings order by id limit 1) one, generate_series(0, {copies} - 1) n, \
                 (select array_agg(id order by id) as sellers from (select id from users order by id offset {BUYERS}) u) s', \
                 cols, cols); end $$"
        ),
    );
    let ids =
        texts(core, "select id::text as text from listings where slug like 'deal-%' order by slug");
    ids.iter().map(|id| id.parse().unwrap()).collect()
}

/// Bytes of the database.
pub fn bytes(core: &Core) -> i64 {
    number(core, "select pg_database_size(current_database())::bigint as n")
}

/// Connections to the database.
pub fn connections(core: &Core) -> i64 {
    number(core, "select count(*) as n from pg_stat_activity where datname = current_database()")
}

/// Of so many deals those that were not paid out, transactions that do not sum to 0, balances that are not the sum of their
/// entries.
pub fn wrong(core: &Core, deals: usize) -> i64 {
    number(
        core,
        &format!(
            "select {deals} - (select count(*) from deals d join listings l on l.id = d.listing_id \
                 where l.slug like 'deal-%' and d.outcome = 'paid_out' and l.status = 'sold') \
             + (select count(*) from (select 1 from ledger_entries group by transaction_id having sum(amount) <> 0) t) \
             + (select count(*) from ledger_accounts a where balance <> \
                 (select coalesce(sum(amount), 0) from ledger_entries where account_id = a.id)) as n"
        ),
    )
}
