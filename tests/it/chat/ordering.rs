//! The order of messages: the same on every screen, committed before the ack, without gaps.

use std::collections::HashMap;

use futures_util::future::join_all;
use serde_json::json;
use uuid::Uuid;

use crate::support::{
    Person, Socket, TestApp, chat_between_sari_and_budi, commit_messages_on_another_node, count,
    id_of, seq_of, seqs_of,
};

#[actix_web::test]
async fn fifty_messages_of_sari_and_budi_have_the_same_order_on_both_screens() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = chat_between_sari_and_budi(&app).await;
    let (mut at_sari, mut at_budi) = (sari.joins_room(&room).await, budi.joins_room(&room).await);
    let path = format!("/api/chat/{}", id_of(&camera));
    let over_http = async |who: &Person, query: &str| {
        join_all((0..13).map(async |n| {
            let message_id =
                json!({"id": Uuid::now_v7(), "text": format!("{} lewat web {n}", who.name)});
            who.post(&format!("{path}{query}"), message_id).await.with(201)["message"].clone()
        }))
        .await
    };
    let over_socket = async |socket: &mut Socket| {
        for n in 0..12 {
            socket.sends_message(&room, &format!("lewat soket {n}")).await;
        }
        socket.receives_messages_up_to(50).await
    };
    let buyer = format!("?buyer={}", budi.id);
    let (by_sari, by_budi, on_sari, on_budi) = futures_util::join!(
        over_http(&sari, &buyer),
        over_http(&budi, ""),
        over_socket(&mut at_sari),
        over_socket(&mut at_budi)
    );
    assert_eq!(seqs_of(&on_sari), (1..=50).collect::<Vec<_>>());
    assert_eq!(on_sari, on_budi);
    for answered in by_sari.iter().chain(&by_budi) {
        let seen = &on_sari[usize::try_from(answered["seq"].as_i64().unwrap()).unwrap() - 1];
        assert_eq!((&seen["id"], &seen["text"]), (&answered["id"], &answered["text"]));
    }
    for _ in 0..12 {
        let ack = at_budi.receives("ack").await;
        let seen = &on_budi[usize::try_from(ack["seq"].as_i64().unwrap()).unwrap() - 1];
        assert_eq!((&seen["id"], &seen["sender"]), (&ack["id"], &json!(budi.id)));
    }
    let stored = budi.reads_history(&room, "limit=100").await;
    assert_eq!(seqs_of(&stored), seqs_of(&on_budi));
    assert!(stored.iter().zip(&on_budi).all(|(stored, seen)| stored["id"] == seen["id"]));
}

#[actix_web::test]
async fn a_burst_of_budis_messages_keeps_its_order_even_when_the_room_is_empty() {
    let app = TestApp::open().await;
    let (_, budi, _, room) = chat_between_sari_and_budi(&app).await;
    let mut at_budi = budi.connects().await;
    // A few messages ahead of the acks, as fast as possible.
    for n in 1..=100 {
        if n > 20 {
            at_budi.receives("ack").await;
        }
        at_budi.sends_message(&room, &n.to_string()).await;
    }
    for _ in 0..20 {
        at_budi.receives("ack").await;
    }
    let stored = budi.reads_history(&room, "limit=100").await;
    let seqs: Vec<String> = stored.iter().map(|message| message["seq"].to_string()).collect();
    assert!(stored.iter().map(|message| &message["text"]).eq(&seqs), "{seqs:?}");
}

#[actix_web::test]
async fn a_message_sent_again_keeps_its_seq_and_is_shown_once() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = chat_between_sari_and_budi(&app).await;
    let (mut at_sari, mut at_budi) = (sari.joins_room(&room).await, budi.joins_room(&room).await);
    let id = Uuid::now_v7();
    let send = json!({"type": "send", "room": room, "id": id, "text": "Masih ada?"});
    for _ in 0..3 {
        at_budi.sends_command(send.clone()).await;
    }
    for _ in 0..3 {
        let ack = at_budi.receives("ack").await;
        assert_eq!((&ack["id"], &ack["seq"]), (&json!(id), &json!(1)));
    }
    let path = format!("/api/chat/{}", id_of(&camera));
    let again = budi.post(&path, json!({"id": id, "text": "Masih ada?"})).await.with(201);
    assert_eq!(again["message"]["seq"], 1);
    budi.posts_message(&camera, "Halo?").await.with(201);
    for socket in [&mut at_sari, &mut at_budi] {
        let seen = socket.receives_messages_up_to(2).await;
        assert_eq!(seqs_of(&seen), [1, 2], "the repetition is not delivered");
    }
    assert_eq!(count(&app, "select count(*) from messages").await, 2);

    // Ids belong to their sender: Sari's message with the same id is another one.
    at_sari.sends_command(send).await;
    assert_eq!(at_sari.receives("ack").await["seq"], 3);
}

#[actix_web::test]
async fn an_acked_message_is_in_postgres() {
    let app = TestApp::open().await;
    let (_, budi, _, room) = chat_between_sari_and_budi(&app).await;
    let mut at_budi = budi.joins_room(&room).await;
    for n in 1..=20 {
        let id = at_budi.sends_message(&room, "Sudah sampai?").await;
        let ack = at_budi.receives("ack").await;
        assert_eq!((&ack["id"], ack["seq"].as_i64()), (&json!(id), Some(n)));
        let sql = format!("select count(*) from messages where id = '{id}' and seq = {n}");
        assert_eq!(count(&app, sql).await, 1);
    }
}

#[actix_web::test]
async fn messages_committed_by_another_node_are_read_from_postgres_without_a_gap() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = chat_between_sari_and_budi(&app).await;
    let (mut at_sari, mut at_budi) = (sari.joins_room(&room).await, budi.joins_room(&room).await);
    // Three that were never announced, then more than one read returns.
    commit_messages_on_another_node(&app, &room, &sari.id, vec!["diam".into(); 3]).await;
    budi.posts_message(&camera, "Empat").await.with(201);
    for socket in [&mut at_sari, &mut at_budi] {
        assert_eq!(seqs_of(&socket.receives_messages_up_to(4).await), [1, 2, 3, 4]);
    }
    commit_messages_on_another_node(&app, &room, &sari.id, vec!["ramai".into(); 446]).await;
    budi.posts_message(&camera, "Terakhir").await.with(201);
    for socket in [&mut at_sari, &mut at_budi] {
        assert_eq!(
            seqs_of(&socket.receives_messages_up_to(451).await),
            (5..=451).collect::<Vec<_>>()
        );
    }
    // A join announces the missed messages to everybody in the room.
    commit_messages_on_another_node(&app, &room, &sari.id, vec!["belum terdengar".into()]).await;
    let mut second = budi.connects().await;
    assert_eq!(second.joins(&room, Some(450)).await["seq"], 452);
    for socket in [&mut at_sari, &mut at_budi] {
        assert_eq!(seqs_of(&socket.receives_messages_up_to(452).await), [452]);
    }
    assert_eq!(seqs_of(&second.receives_messages_up_to(452).await), [451, 452]);
}

#[actix_web::test]
async fn thirty_two_messages_sent_together_are_acked_in_their_order() {
    let app = TestApp::open().await;
    let (_, budi, _, room) = chat_between_sari_and_budi(&app).await;
    let photo = budi.uploads_photo().await;
    let mut at_budi = budi.connects().await;
    // First in a room that does not run yet, then in one that runs, then with photos among the texts.
    for round in 0..3_i64 {
        if round == 1 {
            at_budi.joins(&room, None).await;
        }
        let ids: Vec<Uuid> = (0..32).map(|_| Uuid::now_v7()).collect();
        let sent_message = (0..).zip(&ids).map(|(n, id)| {
            let photo = (round == 2 && n % 7 == 3).then_some(&photo);
            json!({"type": "send", "room": room, "id": id, "text": format!("ke-{n}"), "photo": photo})
        });
        at_budi.sends_together(sent_message).await;
        let mut seqs = HashMap::new();
        for _ in 0..32 {
            let ack = at_budi.receives("ack").await;
            let id: Uuid = ack["id"].as_str().unwrap().parse().unwrap();
            assert!(seqs.insert(id, seq_of(&ack)).is_none(), "acked once: {ack}");
        }
        let seqs: Vec<i64> = ids.iter().map(|id| seqs[id]).collect();
        assert_eq!(seqs, (round * 32 + 1..=round * 32 + 32).collect::<Vec<_>>());
        if round > 0 {
            at_budi.receives_messages_up_to(round * 32 + 32).await;
        }
        assert!(at_budi.queued("error").is_empty());
    }
    let shown = budi.reads_history_after(&room, 0).await;
    let texts = (0..3).flat_map(|_| (0..32).map(|n| json!(format!("ke-{n}"))));
    assert!(shown.iter().map(|sent_message| sent_message["text"].clone()).eq(texts), "{shown:?}");
}

#[actix_web::test]
async fn an_id_used_again_for_other_words_is_refused_and_the_first_words_stay() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = chat_between_sari_and_budi(&app).await;
    let (path, id) = (format!("/api/chat/{}", id_of(&camera)), Uuid::now_v7());
    let says = async |text: &str| budi.post(&path, json!({"id": id, "text": text})).await;
    let first = says("Masih ada?").await.with(201);
    assert_eq!(says("  Masih ada? ").await.with(201), first, "the same after cleaning");
    let other = says("Saya ambil dua").await;
    other.is_problem(409);
    let mut at_budi = budi.joins_room(&room).await;
    let send = json!({"type": "send", "room": room, "id": id, "text": "Lewat soket"});
    at_budi.sends_command(send).await;
    assert_eq!(at_budi.receives("error").await["code"], "message_id_taken");
    let messages =
        sari.get(&format!("{path}?buyer={}", budi.id)).await.with(200)["messages"].clone();
    assert_eq!(messages.as_array().unwrap().len(), 1);
    assert_eq!(messages[0]["text"], "Masih ada?");
}
