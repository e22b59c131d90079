//! Moves that wait in the middle while the world goes on.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Person, TestHouse, count, holds, nothing_impossible_is};

/// Offers on tables with a good in them that cannot be had.
const LEFT_OVER: &str = "select count(*) from offers o where o.status = 'pending' and exists \
    (select 1 from listings l where l.id = any (o.items) and l.status not in ('active', 'kept'))";

async fn swaps(person: &Person, title: &str) -> Value {
    let change = json!({"title": title, "modes": ["barter"], "price": null, "min_price": null, "wanted": "Apa saja"});
    person.posts(change).await
}

#[actix_web::test]
#[ignore = "waits for the fix: an offer names its goods without a lock on them"]
async fn a_guitar_that_is_promised_while_it_is_being_laid_elsewhere_leaves_that_table_too() {
    let house = TestHouse::open().await;
    let (sari, budi) = house.sari_and_budi().await;
    let rara = house.person("Rara").await;
    let camera = swaps(&sari, "Kamera analog").await;
    let radio = swaps(&rara, "Radio tua").await;
    let guitar = swaps(&budi, "Gitar akustik").await;
    let to_sari = budi.offers_goods(&camera, &[&guitar], 0).await.with(201);
    let first = budi.offers_goods(&radio, &[&guitar], 0).await.with(201);
    budi.moves(&first["negotiation"], "withdraw", None).await.with(200);
    house.settled().await;
    // Budi's offer to Rara has looked at the guitar and waits for the room; meanwhile Sari agrees.
    let held = holds(&house, &first["room"]).await;
    let laying = actix_web::rt::spawn({
        let (budi, radio, guitar) = (budi.clone(), radio.clone(), guitar.clone());
        async move { budi.offers_goods(&radio, &[&guitar], 0).await }
    });
    actix_web::rt::time::sleep(Duration::from_millis(300)).await;
    sari.moves(&to_sari["negotiation"], "accept", None).await.with(200);
    house.settled().await;
    held.lets_go().await;
    let laid = laying.await.unwrap();
    assert!([201, 409, 422].contains(&laid.status.as_u16()), "{}", laid.text);
    house.settled().await;
    nothing_impossible_is(&house).await;
    assert_eq!(count(&house, LEFT_OVER).await, 0, "the guitar lies before Rara, and is Sari's");
}
