//! Rooms and their members: one room for each buyer of a listing, invisible to everybody else.

use futures_util::future::join_all;
use serde_json::json;
use uuid::Uuid;

use crate::support::{TestApp, chat_between_sari_and_budi, count, id_of, seqs_of};

#[actix_web::test]
async fn budi_who_opens_the_chat_twenty_times_at_once_gets_one_room() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let rooms = join_all((0..20).map(|_| budi.opens_chat(&camera))).await;
    assert!(rooms.iter().all(|room| *room == rooms[0]), "{rooms:?}");
    let rara = app.person("Rara").await;
    assert_ne!(rara.opens_chat(&camera).await, rooms[0], "another buyer has a room of her own");
    assert_eq!(count(&app, "select count(*) from rooms").await, 2);
    assert_eq!(count(&app, "select chat_count from listings").await, 2);
}

#[actix_web::test]
async fn sari_names_the_buyer_whose_chat_she_opens() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = chat_between_sari_and_budi(&app).await;
    let rara = app.person("Rara").await;
    let chat = format!("/api/chat/{}", id_of(&camera));
    let nobody = sari.get(&chat).await.with(422);
    assert!(nobody["errors"]["buyer"].is_array(), "{nobody}");
    assert_eq!(sari.get(&format!("{chat}?buyer={}", budi.id)).await.with(200)["room"], room);
    sari.get(&format!("{chat}?buyer={}", rara.id)).await.with(404);
    sari.get(&format!("{chat}?buyer=siapa")).await.with(422);
    budi.get(&format!("/api/chat/{}", Uuid::now_v7())).await.with(404);
}

#[actix_web::test]
async fn rara_does_not_learn_that_the_room_of_sari_and_budi_exists() {
    let app = TestApp::open().await;
    let (_, budi, camera, room) = chat_between_sari_and_budi(&app).await;
    let message_id =
        budi.posts_message(&camera, "Rahasia").await.with(201)["message"]["id"].clone();
    let rara = app.person("Rara").await;
    let (room_id, message_id) = (room.as_str().unwrap(), message_id.as_str().unwrap());
    rara.get(&format!("/api/rooms/{room_id}/messages")).await.with(404);
    rara.put(&format!("/api/messages/{message_id}/read"), json!({})).await.with(404);
    assert_eq!(rara.get(&format!("/chat/{room_id}")).await.status, 404);

    let (mut at_rara, mut at_budi) = (rara.connects().await, budi.joins_room(&room).await);
    let offer = Uuid::now_v7();
    for foreign in [&room, &json!(Uuid::now_v7())] {
        for command in [
            json!({"type": "join", "room": foreign}),
            json!({"type": "send", "room": foreign, "id": Uuid::now_v7(), "text": "Hai"}),
            json!({"type": "read", "room": foreign, "seq": 1}),
            json!({"type": "offer", "room": foreign, "id": Uuid::now_v7(), "amount": 1}),
            json!({"type": "accept", "room": foreign, "id": Uuid::now_v7(), "offer": offer, "version": 1}),
        ] {
            at_rara.sends_command(command.clone()).await;
            let error = at_rara.receives("error").await;
            assert_eq!(error["code"], "not_found", "{command}");
            assert_eq!(error.get("id"), command.get("id"), "{command}");
        }
    }
    at_rara.sends_command(json!({"type": "typing", "room": room})).await;
    at_rara.is_still_open().await;
    budi.posts_message(&camera, "Masih rahasia").await.with(201);
    assert_eq!(seqs_of(&at_budi.receives_messages_up_to(2).await), [2]);
    at_rara.is_still_open().await;
    for kind in ["message", "joined", "notice", "read", "typing", "presence"] {
        assert!(
            at_rara.queued(kind).is_empty()
                && (kind == "presence" || at_budi.queued(kind).is_empty()),
            "{kind}"
        );
    }
}
