//! Quotes: a message may refer to an earlier message of its room.

use serde_json::{Value, json};

use crate::support::{Socket, TestApp, as_in_history, chat_between_sari_and_budi, count, seq_of};

#[actix_web::test]
async fn a_quote_must_name_an_existing_message_of_the_room() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = chat_between_sari_and_budi(&app).await;
    let rara = app.person("Rara").await;
    for n in 1..=5 {
        rara.posts_message(&camera, &format!("Rara {n}")).await.with(201);
    }
    let (mut at_sari, mut at_budi) = (sari.joins_room(&room).await, budi.joins_room(&room).await);
    let refused = async |at_budi: &mut Socket, seqs: &[i64]| {
        for seq in seqs {
            let sent_message = json!({"text": "Itu", "quote": seq});
            let id = at_budi.sends_message_with(&room, sent_message.clone()).await;
            at_budi.receives_error_of(id, "invalid").await;
            let answer = budi.posts_to_chat(&camera, sent_message).await.with(422);
            assert!(answer["errors"]["quote"].is_array(), "{seq}: {answer}");
        }
    };
    refused(&mut at_budi, &[i64::MIN, -1, 0, 1, 2, i64::MAX]).await;
    at_budi.sends_message(&room, "Masih ada?").await;
    assert_eq!(seq_of(&at_budi.receives("ack").await), 1);

    // Its own sequence number does not exist yet; neither does one that only Rara's room has.
    refused(&mut at_budi, &[2, 3, 5]).await;
    let id = at_sari.sends_message_with(&room, json!({"text": "Masih", "quote": 1})).await;
    assert_eq!(at_sari.receives_ack_of(id).await, 2);
    let photo = budi.uploads_photo().await;
    let id = at_budi.sends_message_with(&room, json!({"photo": photo, "quote": 2})).await;
    assert_eq!(at_budi.receives_ack_of(id).await, 3);
    let own = budi.posts_to_chat(&camera, json!({"text": "Yang ini", "quote": 3})).await.with(201);
    assert_eq!(own["message"]["quote"], 3);
    // A sequence number of another room is only a number: it refers to one's own room.
    rara.posts_to_chat(&camera, json!({"text": "Saya juga", "quote": 5})).await.with(201);

    let (on_sari, on_budi) =
        (at_sari.receives_messages_up_to(4).await, at_budi.receives_messages_up_to(4).await);
    assert_eq!(on_sari, on_budi);
    let quotes: Vec<Option<i64>> =
        on_sari.iter().map(|sent_message| sent_message["quote"].as_i64()).collect();
    assert_eq!(quotes, [None, Some(1), Some(2), Some(3)]);
    assert!(
        on_sari.iter().all(|sent_message| sent_message.get("target").is_none()),
        "a quote deletes nothing"
    );
    let shown: Vec<Value> = on_sari.into_iter().map(as_in_history).collect();
    assert_eq!(budi.reads_history(&room, "").await, shown);
    refused(&mut at_budi, &[5]).await;

    // A deleted message keeps its sequence number, and may be quoted.
    let id = at_budi.sends_delete(&room, 1).await;
    assert_eq!(at_budi.receives_ack_of(id).await, 5);
    let id = at_sari.sends_message_with(&room, json!({"text": "Kenapa?", "quote": 1})).await;
    assert_eq!(at_sari.receives_ack_of(id).await, 6);
    assert_eq!(count(&app, "select count(*) from messages where about is not null").await, 6);
}
