//! Errors on the socket are in the language of the reader.

use serde_json::json;
use uuid::Uuid;

use crate::support::{Socket, TestApp, chat_between_sari_and_budi};

#[actix_web::test]
async fn errors_on_the_socket_are_in_the_readers_language() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = chat_between_sari_and_budi(&app).await;
    budi.posts_message(&camera, "Halo").await.with(201);
    let mut errors_by_language = Vec::new();
    for (accept_language, lang) in
        [("en-GB,en;q=0.9", "en"), ("id", "id"), ("fr", "id"), ("id;q=0.1, en;q=0.8", "en")]
    {
        let mut socket =
            Socket::dial_with(&app.url(""), &sari.token, ("Accept-Language", accept_language))
                .await;
        socket.receives("welcome").await;
        socket.joins(&room, None).await;
        let mut reported = Vec::new();
        // Refused by the socket, by the room, by the journal, and by a query of its own.
        socket.sends_command(json!({"type": "sing"})).await;
        reported.push(socket.receives("error").await);
        for sent_message in [
            json!({"text": " "}),
            json!({"text": "Itu", "quote": 99}),
            json!({"photo": Uuid::now_v7()}),
        ] {
            let id = socket.sends_message_with(&room, sent_message).await;
            reported.push(socket.receives_error_of(id, "invalid").await);
        }
        let id = socket.sends_delete(&room, 1).await;
        reported.push(socket.receives_error_of(id, "message_not_yours").await);
        let id = socket.sends_delete(&json!(Uuid::now_v7()), 1).await;
        reported.push(socket.receives_error_of(id, "not_found").await);
        let reported: Vec<String> =
            reported.iter().map(|error| error["message"].as_str().unwrap().to_owned()).collect();
        assert_eq!(
            reported[0].contains("not understood"),
            lang == "en",
            "{accept_language}: {reported:?}"
        );
        assert_eq!(
            reported[1].contains("Write something first"),
            lang == "en",
            "{accept_language}: {reported:?}"
        );
        errors_by_language.push((lang, reported));
    }
    let of = |wanted: &str| -> Vec<&Vec<String>> {
        errors_by_language
            .iter()
            .filter(|(lang, _)| *lang == wanted)
            .map(|(_, reported)| reported)
            .collect()
    };
    let (english, indonesian) = (of("en"), of("id"));
    assert!(english[0] == english[1] && indonesian[0] == indonesian[1]);
    for (english, indonesian) in english[0].iter().zip(indonesian[0]) {
        assert_ne!(english, indonesian);
    }
}
