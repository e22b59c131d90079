//! Handing over at a meeting: the buyer's code, entered by the seller.

use serde_json::json;

use super::{code_of, moves, order};
use crate::support::{TestApp, assert_invariants, count};

#[actix_web::test]
async fn sari_enters_the_code_that_budi_shows_and_a_wrong_one_does_nothing() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({"delivery": ["cod"]})).await;
    let wish = json!({"listing_id": camera["id"], "buy_now": true});
    let bought = budi.post("/api/orders", wish).await.with(201)["order"].clone();
    let code = code_of(&bought).to_owned();
    assert_eq!(bought["payment"]["status"], "none");
    let digits = bought["handover_code"].as_str().unwrap().to_owned();
    assert!(order(&sari, &code).await["handover_code"].is_null());
    moves(&sari, &code, json!({"status": "completed"})).await.is_problem(422);
    let wrong = if digits == "000000" { "000001" } else { "000000" };
    moves(&sari, &code, json!({"status": "completed", "code": wrong})).await.is_problem(422);
    let spaced = format!("{} {}", &digits[..3], &digits[3..]);
    let done = moves(&sari, &code, json!({"status": "done", "code": spaced})).await.with(200);
    assert_eq!(done["order"]["outcome"], "handed_over");
    moves(&sari, &code, json!({"status": "done", "code": digits})).await.is_problem(409);
    assert_eq!(count(&app, "select count(*) from listings where status = 'sold'").await, 1);
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn after_five_wrong_codes_only_budi_can_confirm() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({"delivery": ["cod"]})).await;
    let wish = json!({"listing_id": camera["id"], "buy_now": true});
    let bought = budi.post("/api/orders", wish).await.with(201)["order"].clone();
    let code = code_of(&bought).to_owned();
    let digits = bought["handover_code"].as_str().unwrap();
    let other = if digits == "111111" { "222222" } else { "111111" };
    // A code of another deal is a wrong one too.
    for tries in 1..=5 {
        moves(&sari, &code, json!({"status": "done", "code": other})).await.is_problem(422);
        assert_eq!(count(&app, "select handover_tries::bigint from deals").await, tries);
    }
    moves(&sari, &code, json!({"status": "done", "code": digits})).await.is_problem(409);
    moves(&budi, &code, json!({"status": "completed"})).await.with(200);
}

#[actix_web::test]
async fn a_gift_is_handed_over_with_the_code_too() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let gift = json!({"modes": ["gratis"], "price": null, "min_price": null, "original_price": null, "delivery": ["cod"]});
    let lamp = sari.posts(gift).await;
    let asked =
        budi.post("/api/orders", json!({"listing_id": lamp["id"]})).await.with(201)["order"]
            .clone();
    assert_eq!(asked["status"], "pending");
    let code = code_of(&asked).to_owned();
    let taken = moves(&sari, &code, json!({"status": "deal"})).await.with(200);
    assert_eq!(
        (&taken["order"]["status"], &taken["order"]["mode"]),
        (&json!("deal"), &json!("gratis"))
    );
    let digits = order(&budi, &code).await["handover_code"].as_str().unwrap().to_owned();
    moves(&sari, &code, json!({"status": "done", "code": digits})).await.with(200);
    assert_eq!(count(&app, "select count(*) from deals where outcome = 'handed_over'").await, 1);
    assert_invariants(&app).await;
}
