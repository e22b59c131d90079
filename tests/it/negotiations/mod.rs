//! Negotiations: from the first offer to the deal.

mod counters;
mod deals;
mod forms;
mod methods;
mod open_offers;
mod races;
mod turns;

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use serde_json::{Value, json};
use tawar::base::ids::UserId;
use tawar::chat::rooms::{self, MessageWithEvents, SystemMessage, announce, system_message};
use tawar::people::accounts::{self, User};

use crate::support::{Browser, Lag, Person, TestApp, assert_invariants, count, id_of};

#[actix_web::test]
async fn sari_counters_budi_accepts_and_both_screens_show_it_at_once() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let made = budi.offers(&camera, 1_000_000).await.with(201);
    let room = made["room"].clone();
    let (mut at_sari, mut at_budi) = (sari.connects().await, budi.connects().await);
    at_sari.joins(&room, None).await;
    at_budi.joins(&room, None).await;

    let countered = sari.moves(&made["negotiation"], "counter", Some(1_080_000)).await.with(200);
    for socket in [&mut at_sari, &mut at_budi] {
        let seen = socket.receives("negotiation").await;
        assert_eq!((seen["turn"].as_str(), seen["version"].as_i64()), (Some("buyer"), Some(2)));
        assert_eq!(seen["offer"]["amount"], 1_080_000);
    }
    let agreed = budi.moves(&countered["negotiation"], "accept", None).await.with(200);
    assert_eq!(agreed["deal"]["status"], "deal");
    for socket in [&mut at_sari, &mut at_budi] {
        assert_eq!(socket.receives("negotiation").await["state"], "agreed");
        let deal = socket.receives("deal").await;
        assert_eq!(deal["code"], agreed["deal"]["code"]);
    }
    let listing =
        sari.get(&format!("/api/listings/{}", camera["id"].as_str().unwrap())).await.with(200);
    assert_eq!(listing["listing"]["status"], "reserved");
}

fn summary(negotiation: &Value) -> (&str, &str, i64, &str) {
    let text = |path| negotiation.pointer(path).and_then(Value::as_str).unwrap();
    (text("/state"), text("/turn"), negotiation["version"].as_i64().unwrap(), text("/offer/status"))
}

/// Budi in a browser without scripts, in the room about a listing after his first offer.
async fn budi_offers_by_form(app: &TestApp, listing: &Value, amount: &str) -> (Browser, Value) {
    let browser = app.browser();
    browser.signs_up("Budi").await;
    let form = format!("/barang/{}/tawar", listing["slug"].as_str().unwrap());
    let answer = browser.submits(&form, &[("amount", amount)]).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let room =
        answer.header("location").strip_prefix("/chat/").unwrap().strip_suffix("#akhir").unwrap();
    (browser, json!(room))
}

/// Creates so many rooms about a listing, each with a message; every second one has an open offer.
async fn insert_offers_of_many_buyers(
    app: &TestApp,
    listing: &Value,
    template_user: &Person,
    many: usize,
) {
    let (listing, template_user) =
        (id_of(listing).parse().unwrap(), template_user.id.parse().unwrap());
    let (encryption, now) = (app.encryption.clone(), app.clock.now());
    let inserted = app.db.transaction(move |conn| {
        let template = accounts::by_id(conn, template_user)?;
        for n in 0..many {
            let user = User {
                id: UserId::fresh(),
                handle: format!("orang-{n}"),
                email: Some(format!("orang-{n}@contoh.id")),
                ..template.clone()
            };
            accounts::insert_many(conn, std::slice::from_ref(&user))?;
            let room = rooms::open(conn, user.id, listing, None)?.id;
            let mut locked = rooms::lock_many(conn, &[room])?;
            let row = locked.get_mut(&room).unwrap();
            let message = system_message(&SystemMessage::new("said-free-again"));
            let new = MessageWithEvents { message, events: vec![] };
            announce(conn, &encryption, row, new, now)?;
            if n % 2 == 0 {
                let insert_offer = format!(
                    "with n as (insert into negotiations (id, room_id, listing_id, buyer_id, seller_id, phase, turn, version) \
                     select gen_random_uuid(), id, listing_id, buyer_id, seller_id, 'open', 'seller', 1 from rooms where id = '{room}' \
                     returning id, listing_id) insert into offers (id, negotiation_id, listing_id, by, amount, note, status, expires_at) \
                     select gen_random_uuid(), id, listing_id, 'buyer', 900000, '', 'pending', now() + interval '1 day' from n"
                );
                conn.batch_execute(&insert_offer)?;
            }
        }
        Ok(())
    });
    inserted.await.unwrap();
}

#[actix_web::test]
async fn what_hundreds_ask_for_is_taken_and_free_again_in_a_moment() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    insert_offers_of_many_buyers(&app, &camera, &budi, 400).await;
    let made = budi.offers(&camera, 1_000_000).await.with(201);
    let (lag, goal) = (Lag::of(&app), Duration::from_secs(1));
    let since = Instant::now();
    let agreed = sari.moves(&made["negotiation"], "accept", None).await.with(200);
    lag.is_within("reserved", since, goal);
    let taken = since.elapsed();
    let closed = "select count(*) from negotiations where phase = 'closed' and version = 2";
    assert_eq!(count(&app, closed).await, 200);
    assert_eq!(count(&app, "select count(*) from offers where status = 'declined'").await, 200);
    let path = format!("/api/orders/{}/status", agreed["deal"]["code"].as_str().unwrap());
    let since = Instant::now();
    budi.put(&path, json!({"status": "cancelled", "reason": "Sakit"})).await.with(200);
    lag.is_within("available again", since, goal);
    println!("401 rooms: reserved in {taken:?}, available again in {:?}", since.elapsed());
    assert_eq!(count(&app, "select count(*) from negotiations where phase = 'open'").await, 201);
    assert_invariants(&app).await;
}
