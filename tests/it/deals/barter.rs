//! A barter by two parcels: no number is shown before both are in.

use serde_json::{Value, json};

use super::{code_of, moves, order};
use crate::support::{Person, TestApp, assert_invariants, count, wait_for_count};

/// Budi's guitar for Sari's camera, both sent; the code of the deal.
async fn agreed(sari: &Person, budi: &Person) -> String {
    let swap = json!({"modes": ["barter"], "price": null, "min_price": null, "original_price": null, "delivery": ["kirim"]});
    let camera = sari.posts(swap.clone()).await;
    let mut guitar = swap;
    guitar["title"] = json!("Gitar akustik");
    let guitar = budi.posts(guitar).await;
    let offer = json!({"amount": 0, "items": [guitar["id"]], "method": "kirim"});
    let path = format!("/api/listings/{}/offer", camera["id"].as_str().unwrap());
    let made = budi.post(&path, offer).await.with(201);
    let accepted = sari.moves(&made["negotiation"], "accept", None).await.with(200);
    code_of(&accepted["deal"]).to_owned()
}

fn sent(number: &str) -> Value {
    json!({"status": "shipped", "courier": "sicepat", "tracking_no": number})
}

fn leg_of<'a>(order: &'a Value, person: &Person) -> &'a Value {
    let legs = order["legs"].as_array().unwrap();
    legs.iter().find(|leg| leg["from"] == json!(person.id)).unwrap()
}

#[actix_web::test]
async fn both_numbers_open_when_both_have_sent_and_both_confirm() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = agreed(&sari, &budi).await;
    for person in [&sari, &budi] {
        let fields = [
            ("name", "Penerima Paket"),
            ("phone", "081234567890"),
            ("line", "Jl. Merdeka No. 7"),
            ("region", "32.73.02"),
            ("postcode", ""),
        ];
        let given = person.submits_form(&format!("/pesanan/{code}/alamat"), &fields).await;
        assert_eq!(given.status, 303, "{}", given.text);
    }
    assert_eq!(leg_of(&order(&budi, &code).await, &budi)["address"]["name"], "Penerima Paket");
    moves(&budi, &code, sent("000111222333")).await.with(200);
    let at_sari = order(&sari, &code).await;
    assert!(leg_of(&at_sari, &budi)["tracking_no"].is_null(), "{at_sari}");
    assert_eq!(leg_of(&at_sari, &budi)["status"], "sent");
    assert_eq!(leg_of(&order(&budi, &code).await, &budi)["tracking_no"], "000111222333");
    moves(&budi, &code, json!({"status": "cancelled"})).await.is_problem(409);
    let both = moves(&sari, &code, sent("000444555666")).await.with(200);
    assert_eq!(both["order"]["status"], "shipped");
    assert_eq!(leg_of(&order(&sari, &code).await, &budi)["tracking_no"], "000111222333");
    moves(&sari, &code, json!({"status": "done"})).await.with(200);
    let last = moves(&budi, &code, json!({"status": "done"})).await.with(200);
    assert_eq!(last["order"]["outcome"], "handed_over");
    assert_eq!(count(&app, "select count(*) from listings where status = 'sold'").await, 2);
    assert_eq!(count(&app, "select count(*) from users where sold_count = 1").await, 2);
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn whoever_sent_alone_has_to_get_it_back_and_the_other_is_told_not_to_send() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = agreed(&sari, &budi).await;
    moves(&budi, &code, sent("000111222333")).await.with(200);
    app.clock.advance(chrono::Duration::days(6));
    wait_for_count(&app, "select count(*) from deals where outcome = 'returned'", 1).await;
    moves(&sari, &code, sent("000444555666")).await.is_problem(409);
    // The number helps Sari to send the parcel back when it arrives.
    assert_eq!(leg_of(&order(&sari, &code).await, &budi)["tracking_no"], "000111222333");
    assert_eq!(count(&app, "select count(*) from listings where status = 'inactive'").await, 1);
    assert_eq!(
        count(&app, "select count(*) from listings where status in ('active', 'kept')").await,
        1
    );
    assert_invariants(&app).await;
}
