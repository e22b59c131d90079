//! Unread counts and read receipts.

use serde_json::json;

use crate::support::{TestApp, chat_between_sari_and_budi, id_of};

#[actix_web::test]
async fn the_unread_count_shows_what_sari_has_not_read_and_budi_is_notified_when_she_has() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = chat_between_sari_and_budi(&app).await;
    let (mut at_sari, mut at_budi) = (sari.connects().await, budi.joins_room(&room).await);
    for n in 1..=3 {
        budi.posts_message(&camera, &format!("Halo {n}")).await.with(201);
        let notice = at_sari.receives("notice").await;
        assert_eq!((&notice["room"], &notice["unread"]), (&room, &json!(n)));
        assert_eq!(
            (&notice["title"], &notice["text"]),
            (&json!("Budi"), &json!(format!("Halo {n}")))
        );
    }
    assert_eq!((sari.unread_counts().await, budi.unread_counts().await), ((3, 3), (0, 0)));

    at_sari.sends_command(json!({"type": "read", "room": room, "seq": 2})).await;
    let read = at_budi.receives("read").await;
    assert_eq!((&read["user"], &read["seq"]), (&json!(sari.id), &json!(2)));
    assert_eq!(sari.unread_counts().await, (1, 1));

    // Beyond the end counts as the end; backwards has no effect.
    at_sari.sends_command(json!({"type": "read", "room": room, "seq": 99})).await;
    assert_eq!(at_budi.receives("read").await["seq"], 3);
    at_sari.sends_command(json!({"type": "read", "room": room, "seq": 1})).await;
    let fourth = budi.posts_message(&camera, "Halo 4").await.with(201)["message"]["id"].clone();
    assert_eq!(sari.unread_counts().await, (1, 1));
    let path = format!("/api/messages/{}/read", fourth.as_str().unwrap());
    assert_eq!(sari.put(&path, json!({})).await.with(200)["seq"], 4);
    assert_eq!(at_budi.receives("read").await["seq"], 4);
    assert_eq!(sari.unread_counts().await, (0, 0));

    // A sender has read what came before.
    budi.posts_message(&camera, "Halo 5").await.with(201);
    let reply = format!("/api/chat/{}?buyer={}", id_of(&camera), budi.id);
    sari.post(&reply, json!({"text": "Halo Budi"})).await.with(201);
    assert_eq!((sari.unread_counts().await, budi.unread_counts().await), ((0, 0), (1, 1)));
    assert_eq!(at_budi.queued("notice").len(), 0, "a member in the room gets no notice");
}

#[actix_web::test]
async fn a_message_that_was_taken_back_is_not_unread() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = chat_between_sari_and_budi(&app).await;
    let mut ids = Vec::new();
    for text in ["Halo", "Salah kirim", "Masih ada?"] {
        ids.push(budi.posts_message(&camera, text).await.with(201)["message"]["id"].clone());
    }
    assert_eq!(sari.unread_counts().await, (3, 3));
    let take_back = async |id: &serde_json::Value| {
        budi.delete(&format!("/api/messages/{}", id.as_str().unwrap())).await.with(200)
    };
    take_back(&ids[1]).await;
    assert_eq!(sari.unread_counts().await, (2, 2), "neither it nor the report of it");
    // One that she has read: only the report is not counted.
    let mut at_sari = sari.joins_room(&room).await;
    at_sari.sends_command(json!({"type": "read", "room": room, "seq": 1})).await;
    at_sari.sends_command(json!({"type": "ping"})).await;
    at_sari.receives("pong").await;
    take_back(&ids[0]).await;
    assert_eq!(sari.unread_counts().await, (1, 1));
    take_back(&ids[2]).await;
    assert_eq!(sari.unread_counts().await, (0, 0));
}
