//! Offers by `@tawar` in the chat.

use serde_json::json;

use super::post_camera_with_mandate;
use crate::support::{TestApp, count};

#[actix_web::test]
async fn at_tawar_in_the_chat_makes_an_offer() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = post_camera_with_mandate(&sari, json!({})).await;
    let room = budi.opens_chat(&camera).await;
    let mut at_budi = budi.joins_room(&room).await;
    let slug = camera["slug"].as_str().unwrap();
    at_budi.sends_message(&room, &format!("@tawar {slug} 1jt")).await;
    let moved = at_budi.receives("negotiation").await;
    assert_eq!((&moved["offer"]["amount"], &moved["turn"]), (&json!(1_000_000), &json!("seller")));
    // The assistant answers a few seconds later.
    let answered = at_budi.receives("negotiation").await;
    assert_eq!(
        (&answered["offer"]["amount"], &answered["turn"]),
        (&json!(1_190_000), &json!("buyer"))
    );
    at_budi.sends_message(&room, "@tawar barang-lain 5rb").await;
    assert_eq!(at_budi.receives("error").await["code"], "assistant_command_elsewhere");
    // Somebody outside of the room learns nothing, neither with a valid nor with an invalid room id.
    let mut at_rara = app.person("Rara").await.connects().await;
    for history in [format!("@tawar {slug} 1jt"), "@tawar barang-lain 5rb".into()] {
        at_rara.sends_message(&room, &history).await;
        assert_eq!(at_rara.receives("error").await["code"], "not_found");
    }
    at_budi.sends_message(&room, "tawar 5rb ya").await;
    assert_eq!(at_budi.receives("ack").await["room"], room);
}

#[actix_web::test]
async fn at_tawar_over_the_chat_api_makes_an_offer() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let line = format!("@tawar {} 950rb", camera["slug"].as_str().unwrap());
    let history = budi.posts_message(&camera, &line).await.with(201);
    assert_eq!(history["message"]["kind"], "offer", "{history}");
    assert_eq!(count(&app, "select count(*) from offers where amount = 950000").await, 1);
    let elsewhere = budi.posts_message(&camera, "@tawar lain-abcd 950rb").await;
    elsewhere.is_problem(409);
}
