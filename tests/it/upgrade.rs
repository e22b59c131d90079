//! A database of the previous version, with demo data, is migrated by this binary and stays valid.

use std::io::Read;

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use tawar::base::crypto::SecretKey;
use tawar::base::db::Db;
use tawar::integrity;

use crate::support::{TestApp, count, servers};

/// Schema 0014 and rows that the binary of that version wrote: 45 listings, offers, two deals, a mandate, a promise, an
/// unsent mail, events that no relay had delivered. Its encryption keys are wrapped with this secret, which protects
/// nothing.
const DUMP: &[u8] = include_bytes!("fixtures/schema-0014.sql.gz");
const SECRET: &str = "a-secret-of-the-fixture-that-guards-nothing-0123456789";

#[derive(diesel::QueryableByName)]
struct Number {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    n: i64,
}

fn number(db: &Db, sql: &str) -> i64 {
    let mut conn = db.get().unwrap();
    diesel::sql_query(format!("select ({sql})::bigint as n"))
        .get_result::<Number>(&mut conn)
        .unwrap()
        .n
}

/// Restores the dump into an empty database.
fn restore(url: &str) {
    let mut dump = String::new();
    flate2::read::GzDecoder::new(DUMP).read_to_string(&mut dump).unwrap();
    let mut conn = servers().owner(url);
    conn.batch_execute("drop schema public cascade; create schema public").unwrap();
    conn.batch_execute(&dump).unwrap();
}

#[actix_web::test]
async fn a_database_of_the_previous_version_migrates_and_passes_every_check() {
    let url = servers().database();
    let at = url.clone();
    actix_web::web::block(move || restore(&at)).await.unwrap();
    let before = Db::connect(&servers().urls(&url).owner, 1).unwrap();
    assert_eq!(number(&before, "select count(*) from outbox where topic = 'listing.changed'"), 24);
    let unsent = number(&before, "select count(*) from mails where sent_at is null");
    assert_eq!(unsent, 1);
    drop(before);

    let secret = || SecretKey::new(SECRET.as_bytes().to_vec());
    let app = TestApp::on_database(&url, |config| config.secret = secret()).await;
    // A node of the previous version finds no mail to send: this version's job sends it.
    assert_eq!(
        count(&app, "select count(*) from mails where sent_at is null and due_at <= now()").await,
        0
    );
    app.wait_for_outbox().await;
    let checks = integrity::examine(&app.db, &secret(), None).await.unwrap();
    assert_eq!(integrity::findings(&checks), 0, "{}", integrity::report(&checks));
    // The party that cancelled a deal is one that this version knows.
    let parties = "select count(*) from deals where cancelled_by in ('buyer', 'seller', 'system')";
    assert_eq!(count(&app, parties).await, 1);
    let found = app.get("/api/listings?limit=100").await.with(200);
    let active = count(&app, "select count(*) from listings where status = 'active'").await;
    assert_eq!(found["pagination"]["total"], active);
}
