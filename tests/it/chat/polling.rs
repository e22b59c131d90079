//! A client without a socket polls the history over HTTP.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{TestApp, chat_between_sari_and_budi, seq_of, seqs_of};

#[actix_web::test]
async fn sari_who_polls_over_http_assembles_the_same_history() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = chat_between_sari_and_budi(&app).await;
    let mut at_budi = budi.joins_room(&room).await;
    let photo = budi.uploads_photo().await;
    // What she displays: by sequence number; a `deleted` marker removes the text of its target.
    let mut shown: BTreeMap<i64, Value> = BTreeMap::new();
    let polls = async |shown: &mut BTreeMap<i64, Value>, limit: i64| {
        loop {
            let last = shown.keys().next_back().copied().unwrap_or(0);
            let missed = sari.reads_history(&room, &format!("after={last}&limit={limit}")).await;
            for message in &missed {
                assert_eq!(seq_of(message), shown.keys().next_back().map_or(1, |last| last + 1));
                if let Some(target) = message["target"].as_i64() {
                    let deleted = shown.get_mut(&target).unwrap();
                    deleted.as_object_mut().unwrap().remove("photo");
                    (deleted["text"], deleted["deleted"]) = (json!(""), json!(true));
                }
                shown.insert(seq_of(message), message.clone());
            }
            if missed.is_empty() {
                return;
            }
        }
    };
    for n in 1..=3 {
        at_budi.sends_message(&room, &format!("pesan {n}")).await;
        at_budi.receives("ack").await;
    }
    let id = at_budi.sends_message_with(&room, json!({"photo": photo, "text": "foto"})).await;
    assert_eq!(at_budi.receives_ack_of(id).await, 4);
    polls(&mut shown, 50).await;
    assert_eq!(shown.len(), 4);
    for (target, seq) in [(2, 5), (4, 6)] {
        let id = at_budi.sends_delete(&room, target).await;
        assert_eq!(at_budi.receives_ack_of(id).await, seq);
    }
    at_budi.sends_message_with(&room, json!({"text": "Ralat", "quote": 2})).await;
    assert_eq!(seq_of(&at_budi.receives("ack").await), 7);
    let markers = sari.reads_history(&room, "after=4").await;
    let reported: Vec<(i64, &Value)> = markers
        .iter()
        .map(|sent_message| (seq_of(sent_message), &sent_message["target"]))
        .collect();
    assert_eq!(reported, [(5, &json!(2)), (6, &json!(4)), (7, &Value::Null)]);
    polls(&mut shown, 2).await;
    let offered = budi.offers(&camera, 900_000).await.with(201)["negotiation"].clone();
    sari.moves(&offered, "decline", None).await.with(200);
    let id = at_budi.sends_delete(&room, 7).await;
    assert_eq!(at_budi.receives_ack_of(id).await, 10);
    polls(&mut shown, 1).await;
    let assembled: Vec<Value> = shown.into_values().collect();
    assert_eq!(seqs_of(&assembled), (1..=10).collect::<Vec<_>>());
    assert_eq!(assembled, budi.reads_history_after(&room, 0).await, "equals the whole history");
    assert!(sari.reads_history(&room, "after=10").await.is_empty());
    sari.get(&format!("/api/rooms/{}/messages?after=x", room.as_str().unwrap())).await.with(422);
}
