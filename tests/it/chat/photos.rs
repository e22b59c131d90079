//! Photos in the chat: sent with and without text, only by their owner, never deleted as unused.

use serde_json::{Value, json};
use tawar::base::ids::PhotoId;
use tawar::market::photos;
use uuid::Uuid;

use crate::support::{
    TestApp, as_in_history, chat_between_sari_and_budi, count, seq_of, wait_for_count,
};

#[actix_web::test]
async fn budi_sends_photos_with_and_without_text_and_both_see_them_live_and_in_the_history() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = chat_between_sari_and_budi(&app).await;
    let (mut at_sari, mut at_budi) = (sari.joins_room(&room).await, budi.joins_room(&room).await);
    let photo = budi.uploads_photo().await;
    let id = at_budi
        .sends_message_with(&room, json!({"photo": photo, "text": " Begini lecetnya "}))
        .await;
    assert_eq!(at_budi.receives_ack_of(id).await, 1);
    let id = at_budi.sends_message_with(&room, json!({"photo": photo})).await;
    assert_eq!(at_budi.receives_ack_of(id).await, 2);
    let with_text = json!({"id": Uuid::now_v7(), "photo": photo, "text": "Dari samping"});
    let third = budi.posts_to_chat(&camera, with_text).await.with(201)["message"].clone();
    let fourth =
        budi.posts_to_chat(&camera, json!({"photo": photo, "text": " \n"})).await.with(201);

    let (on_sari, on_budi) =
        (at_sari.receives_messages_up_to(4).await, at_budi.receives_messages_up_to(4).await);
    assert_eq!(on_sari, on_budi);
    let words = ["Begini lecetnya", "", "Dari samping", ""];
    for (message, text) in on_sari.iter().zip(words) {
        assert_eq!((&message["kind"], &message["text"]), (&json!("photo"), &json!(text)));
        assert_eq!((&message["sender"], &message["photo"]["id"]), (&json!(budi.id), &photo));
        let size = (&message["photo"]["width"], &message["photo"]["height"]);
        assert_eq!(size, (&json!(600), &json!(400)));
        for name in ["url", "medium", "thumbnail"] {
            let url = message["photo"][name].as_str().unwrap();
            let shown = sari.get(url.strip_prefix(&app.url("")).unwrap_or(url)).await;
            assert_eq!(shown.status, 200, "{name}: {url}");
            assert!(shown.header("content-type").starts_with("image/"), "{name}: {url}");
        }
    }
    let shown: Vec<Value> = on_sari.into_iter().map(as_in_history).collect();
    assert_eq!((&third, &fourth["message"]), (&shown[2], &shown[3]));
    assert_eq!(
        sari.reads_history(&room, "").await,
        shown,
        "the history equals the received messages"
    );

    // Sari, who was offline, gets the photos when she joins.
    let mut later = sari.connects().await;
    later.joins(&room, Some(0)).await;
    let reported: Vec<Value> =
        later.receives_messages_up_to(4).await.into_iter().map(as_in_history).collect();
    assert_eq!(reported, shown);
    let page = sari.get(&format!("/chat/{}", room.as_str().unwrap())).await.text;
    assert!(page.contains(shown[0]["photo"]["medium"].as_str().unwrap()));
}

#[actix_web::test]
async fn budi_cannot_send_a_photo_that_is_not_his() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = chat_between_sari_and_budi(&app).await;
    let (mut at_sari, mut at_budi) = (sari.joins_room(&room).await, budi.joins_room(&room).await);
    let of_sari = sari.uploads_photo().await;
    for foreign in [&of_sari, &camera["photos"][0]["id"], &json!(Uuid::now_v7())] {
        assert!(foreign.is_string());
        for sent_message in [json!({"photo": foreign}), json!({"photo": foreign, "text": "Lihat"})]
        {
            let id = at_budi.sends_message_with(&room, sent_message.clone()).await;
            let error = at_budi.receives_error_of(id, "invalid").await;
            assert_eq!(error["room"], room);
            let refused = budi.posts_to_chat(&camera, sent_message).await.with(422);
            assert!(refused["errors"]["photo"].is_array(), "{refused}");
        }
    }
    let id = at_budi.sends_message_with(&room, json!({"photo": "foto", "text": "x"})).await;
    at_budi.receives_error_of(id, "bad_command").await;
    // A text that follows a photo directly waits for it, even when it is refused.
    let wrong = Uuid::now_v7();
    at_budi
        .sends_together([
            json!({"type": "send", "room": room, "id": wrong, "photo": of_sari}),
            json!({"type": "send", "room": room, "id": Uuid::now_v7(), "text": "Sesudahnya"}),
        ])
        .await;
    at_budi.receives_error_of(wrong, "invalid").await;
    assert_eq!(seq_of(&at_budi.receives("ack").await), 1);
    let received = at_sari.receives("message").await;
    assert_eq!((seq_of(&received), &received["text"]), (1, &json!("Sesudahnya")));
    assert_eq!(
        count(&app, "select count(*) from messages").await,
        1,
        "no other message was stored"
    );
}

#[actix_web::test]
async fn a_sent_photo_survives_the_deletion_of_unused_photos() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi, camera, room) = chat_between_sari_and_budi(&app).await;
    let (sent_photo, unused) = (budi.uploads_photo().await, budi.uploads_photo().await);
    assert_ne!(sent_photo, unused);
    let before =
        budi.posts_to_chat(&camera, json!({"photo": sent_photo})).await.with(201)["message"]["photo"].clone();
    app.clock.advance(chrono::Duration::days(2));
    let later = app.clock.now();
    app.db.transaction(move |conn| photos::release_unattached(conn, later)).await.unwrap();
    wait_for_count(&app, "select count(*) from photos", 2).await;
    let ids: [PhotoId; 2] = [&sent_photo, &unused].map(|id| id.as_str().unwrap().parse().unwrap());
    let left = app.db.read(move |conn| photos::by_ids(conn, &ids)).await.unwrap();
    assert_eq!(left.iter().map(|photo| photo.id).collect::<Vec<_>>(), [ids[0]]);
    assert_eq!(sari.reads_history(&room, "").await[0]["photo"], before);
    assert!(before["url"].is_string());
    budi.posts_to_chat(&camera, json!({"photo": unused})).await.with(422);
}

#[actix_web::test]
async fn the_files_of_a_photo_that_budi_took_back_are_gone() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = chat_between_sari_and_budi(&app).await;
    let (taken, kept) = (budi.uploads_photo().await, budi.uploads_photo().await);
    let sent = budi.posts_to_chat(&camera, json!({"photo": taken})).await.with(201);
    let other = budi.posts_to_chat(&camera, json!({"photo": kept})).await.with(201);
    let address = |message: &Value, size: &str| {
        message["message"]["photo"][size].as_str().unwrap().to_owned()
    };
    let sizes = ["url", "medium", "thumbnail"];
    let (gone, stays) =
        (sizes.map(|size| address(&sent, size)), sizes.map(|size| address(&other, size)));
    assert_ne!(gone, stays, "each upload has files of its own");
    for file in gone.iter().chain(&stays) {
        assert_eq!(app.get(file).await.status, 200);
    }
    let id = sent["message"]["id"].as_str().unwrap();
    budi.delete(&format!("/api/messages/{id}")).await.with(200);
    wait_for_count(&app, "select count(*) from photos where removed_at is null", 2).await;
    for file in &gone {
        crate::support::wait_until(
            "the file is gone",
            std::time::Duration::from_secs(20),
            async || app.get(file).await.status == 404,
        )
        .await;
    }
    for file in &stays {
        assert_eq!(app.get(file).await.status, 200);
    }
    assert!(
        sari.reads_history(&room, "")
            .await
            .iter()
            .any(|message| message["photo"]["url"] == stays[0])
    );
}
