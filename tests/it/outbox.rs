//! Events: fanned out once, delivered to each subscriber on its own.

use diesel::connection::SimpleConnection;
use serde_json::json;
use tawar::base::db::Db;
use tawar::base::ids::ListingId;
use tawar::base::outbox;
use tawar::config::MeiliAddress;
use tawar::market::events::MarketEvent;

use crate::support::{TestApp, camera, count, id_of, servers};

const KNOWN: &[&str] = &["listing.changed", "listing.counted"];

/// A database with the schema, without a relay for its outbox.
fn database() -> Db {
    Db::connect(&servers().database(), 6).unwrap()
}

fn number(db: &Db, sql: &str) -> i64 {
    #[derive(diesel::QueryableByName)]
    struct Number {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    use diesel::RunQueryDsl;
    let mut conn = db.get().unwrap();
    diesel::sql_query(format!("select ({sql}) as n")).get_result::<Number>(&mut conn).unwrap().n
}

fn run(db: &Db, sql: &str) {
    db.get().unwrap().batch_execute(sql).unwrap();
}

fn write_changes(db: &Db, many: usize) {
    db.transact(|conn| {
        for _ in 0..many {
            outbox::write(conn, &MarketEvent::ListingChanged { listing: ListingId::fresh() })?;
        }
        Ok(())
    })
    .unwrap();
}

/// One pass of a relay whose events go to `search` and `negotiations`.
fn fan_out(db: &Db, limit: i64) -> usize {
    db.transact(|conn| {
        outbox::fan_out(conn, KNOWN, limit, |_, _| Ok(vec!["search", "negotiations"]))
    })
    .unwrap()
}

#[test]
fn four_concurrent_relays_fan_every_event_out_exactly_once() {
    let db = database();
    write_changes(&db, 300);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| while fan_out(&db, 7) > 0 {});
        }
    });
    // A relay that saw only locked rows stopped early; the rest is fanned out now.
    while fan_out(&db, 100) > 0 {}
    assert_eq!(number(&db, "select count(*) from outbox"), 0);
    for subscriber in ["search", "negotiations"] {
        let of = format!("from deliveries where subscriber = '{subscriber}'");
        assert_eq!(number(&db, &format!("select count(distinct payload) {of}")), 300);
        assert_eq!(number(&db, &format!("select count(*) {of}")), 300);
    }
}

#[test]
fn an_event_of_a_newer_version_waits_for_a_node_that_knows_it() {
    let db = database();
    run(&db, "insert into outbox (topic, payload) values ('listing.painted', '{}')");
    write_changes(&db, 1);
    assert_eq!(fan_out(&db, 100), 1);
    assert_eq!(fan_out(&db, 100), 0);
    assert_eq!(number(&db, "select count(*) from outbox where topic = 'listing.painted'"), 1);
}

#[test]
fn an_event_of_a_rolled_back_transaction_is_not_in_the_outbox() {
    let db = database();
    let failed = db.transact(|conn| {
        outbox::write(conn, &MarketEvent::ListingChanged { listing: ListingId::fresh() })?;
        Err::<(), _>(tawar::base::error::AppError::NotFound)
    });
    assert!(failed.is_err());
    assert_eq!(fan_out(&db, 100), 0);
}

#[test]
fn a_delivery_is_claimed_once_fails_alone_and_is_claimed_again_after_its_node_crashed() {
    let db = database();
    write_changes(&db, 2);
    fan_out(&db, 100);
    let claim = |subscriber: &'static str| {
        db.transact(move |conn| outbox::claim(conn, subscriber, 10)).unwrap()
    };
    let first = claim("search");
    assert_eq!(first.len(), 2);
    assert!(claim("search").is_empty(), "another node finds nothing while the lease lasts");
    assert_eq!(claim("negotiations").len(), 2, "another subscriber has deliveries of its own");

    // One of the two fails, the other is delivered.
    let (bad, good) = (first[0].event_id, first[1].event_id);
    db.transact(|conn| outbox::mark_delivered(conn, "search", &[good])).unwrap();
    db.transact(|conn| {
        outbox::mark_failed(conn, "search", &[bad], "the search server is unreachable")
    })
    .unwrap();
    let row = format!("from deliveries where subscriber = 'search' and event_id = {bad}");
    assert_eq!(number(&db, "select count(*) from deliveries where subscriber = 'search'"), 1);
    assert_eq!(
        number(
            &db,
            &format!("select count(*) {row} and last_error like '%unreachable' and attempts = 1")
        ),
        1
    );
    let wait = format!("select extract(epoch from due_at - now())::bigint {row}");
    assert!((3..=6).contains(&number(&db, &wait)), "about five seconds: {}", number(&db, &wait));
    assert_eq!(
        number(
            &db,
            "select count(*) from deliveries where subscriber = 'negotiations' and last_error is null"
        ),
        2
    );

    // The node that claimed the deliveries of the negotiations crashed: its lease expires.
    run(
        &db,
        "update deliveries set due_at = now() - interval '1 second' where subscriber = 'negotiations'",
    );
    let again = claim("negotiations");
    assert!(again.len() == 2 && again.iter().all(|delivery| delivery.attempts == 2), "{again:?}");
}

#[test]
fn the_wait_between_attempts_doubles_and_stays_below_two_and_a_half_minutes() {
    let db = database();
    write_changes(&db, 1);
    fan_out(&db, 100);
    let mut waits = Vec::new();
    for _ in 0..9 {
        run(&db, "update deliveries set due_at = now() - interval '1 second'");
        let claimed = db.transact(|conn| outbox::claim(conn, "search", 1)).unwrap();
        let id = claimed[0].event_id;
        db.transact(|conn| outbox::mark_failed(conn, "search", &[id], "away")).unwrap();
        waits.push(number(&db, "select extract(epoch from due_at - now())::bigint from deliveries where subscriber = 'search'"));
    }
    for (n, (wait, exact)) in waits.iter().zip([5, 10, 20, 40, 80, 120, 120, 120, 120]).enumerate()
    {
        assert!(
            (exact * 8 / 10 - 1..=exact * 12 / 10).contains(wait),
            "attempt {n}: {wait} s, {waits:?}"
        );
    }
}

/// An app whose search server never answers.
async fn app_without_search() -> TestApp {
    let nobody = MeiliAddress { url: "http://127.0.0.1:9".into(), key: None };
    TestApp::with_search_at(Some(nobody)).await
}

#[actix_web::test]
async fn an_unreachable_search_server_delays_no_negotiation_and_repeats_nothing() {
    let app = app_without_search().await;
    let (sari, budi) = app.sari_and_budi().await;
    let listing = sari.posts(camera()).await;
    let id = id_of(&listing).to_owned();
    let made = budi.post(&format!("/api/listings/{id}/offer"), json!({"amount": 1_000_000})).await;
    let room = made.body["room"].as_str().unwrap().to_owned();
    sari.delete(&format!("/api/listings/{id}")).await;
    let closed =
        format!("select count(*) from negotiations where room_id = '{room}' and phase = 'closed'");
    let mut tries = 0;
    while count(&app, &closed).await == 0 {
        tries += 1;
        assert!(tries < 400, "the negotiation is never closed");
        actix_web::rt::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    // The other subscribers have no delivery left and none retried; the search keeps its own deliveries, with the error.
    for _ in 0..400 {
        if count(&app, "select count(*) from deliveries where subscriber <> 'search'").await == 0 {
            break;
        }
        actix_web::rt::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    assert_eq!(
        count(&app, "select count(*) from deliveries where subscriber <> 'search'").await,
        0
    );
    assert!(count(&app, "select count(*) from deliveries where subscriber = 'search'").await > 0);
    let messages =
        format!("select count(*) from messages where room_id = '{room}' and kind = 'system'");
    let before = count(&app, &messages).await;
    actix_web::rt::time::sleep(std::time::Duration::from_millis(1_500)).await;
    assert_eq!(count(&app, &messages).await, before, "nothing is announced a second time");
}

#[actix_web::test]
async fn a_like_is_delivered_to_the_search_alone() {
    let app = app_without_search().await;
    let (sari, budi) = app.sari_and_budi().await;
    let listing = sari.posts(camera()).await;
    let id = id_of(&listing);
    let others = "select count(*) from deliveries where subscriber <> 'search'";
    for _ in 0..400 {
        if count(&app, others).await == 0 && count(&app, "select count(*) from outbox").await == 0 {
            break;
        }
        actix_web::rt::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    // From here on every delivery is recorded.
    let records = app.owner().batch_execute(
        "create table woken (subscriber text, topic text); grant select, insert on woken to public; \
        create function note_woken() returns trigger language plpgsql as $$ \
        begin insert into woken values (new.subscriber, new.topic); return new; end $$; \
        create trigger woken before insert on deliveries for each row execute function note_woken()",
    );
    records.unwrap();
    budi.post(&format!("/api/listings/{id}/like"), json!({})).await;
    for _ in 0..400 {
        if count(&app, "select count(*) from woken").await > 0 {
            break;
        }
        actix_web::rt::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    assert_eq!(
        count(
            &app,
            "select count(*) from woken where subscriber = 'search' and topic = 'listing.counted'"
        )
        .await,
        1
    );
    assert_eq!(count(&app, "select count(*) from woken").await, 1);
}
