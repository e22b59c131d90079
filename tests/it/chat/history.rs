//! The history of a room: its pages and its texts.

use serde_json::{Value, json};

use crate::support::{
    TestApp, chat_between_sari_and_budi, commit_messages_on_another_node, count, id_of, seqs_of,
};

#[actix_web::test]
async fn budi_pages_through_the_history() {
    let app = TestApp::open().await;
    let (_, budi, camera, room) = chat_between_sari_and_budi(&app).await;
    commit_messages_on_another_node(
        &app,
        &room,
        &budi.id,
        (1..=7).map(|n| format!("pesan {n}")).collect(),
    )
    .await;
    for (query, page) in [
        ("", vec![1, 2, 3, 4, 5, 6, 7]),
        ("limit=2", vec![6, 7]),
        ("before=6&limit=2", vec![4, 5]),
        ("before=1", vec![]),
        ("after=5", vec![6, 7]),
        ("after=0&limit=3", vec![1, 2, 3]),
        ("after=7", vec![]),
    ] {
        assert_eq!(seqs_of(&budi.reads_history(&room, query).await), page, "{query}");
    }
    let path = format!("/api/chat/{}?limit=3", id_of(&camera));
    let chat = budi.get(&path).await.with(200);
    assert_eq!(chat["messages"][0]["text"], "pesan 5");
    assert_eq!(chat["pagination"], json!({"page": 1, "limit": 3, "total": 7, "totalPages": 3}));
}

#[actix_web::test]
async fn texts_are_stored_exactly_as_they_were_sent() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = chat_between_sari_and_budi(&app).await;
    let mut at_sari = sari.joins_room(&room).await;
    let longest = "é".repeat(4096);
    let texts = [
        "<script>alert('hai')</script> & <b>tebal</b>",
        "👩‍🦰 mantap 🙏🏽 ﷽ שלום",
        "baris satu\nbaris dua\t'; drop table messages; --",
        longest.as_str(),
    ];
    for text in texts {
        assert_eq!(budi.posts_message(&camera, text).await.with(201)["message"]["text"], text);
        assert_eq!(at_sari.receives("message").await["text"], text);
    }
    // Except for what nobody sees, and what turns 09.25 into 52.90.
    let turned =
        budi.posts_message(&camera, "jam \u{202e}09.25\u{202c}\u{200b} ya").await.with(201);
    assert_eq!(turned["message"]["text"], "jam 09.25 ya");
    for blank in ["\u{3164}", "\u{2800}\u{2800}", "\u{200b}\n\u{2067}"] {
        budi.posts_message(&camera, blank).await.is_problem(422);
    }
    let texts = [&texts[..], &["jam 09.25 ya"]].concat();
    let stored: Vec<Value> =
        sari.reads_history(&room, "").await.iter().map(|message| message["text"].clone()).collect();
    assert_eq!(stored, texts);
    let page = sari.get(&format!("/chat/{}", room.as_str().unwrap())).await;
    assert!(page.text.contains("&lt;script&gt;alert(") && !page.text.contains("<script>alert("));

    // One character more, and an empty text, are refused over HTTP and over the socket.
    for invalid in [format!("{longest}!"), " \n\u{7}\t ".to_owned()] {
        let refused = budi.posts_message(&camera, &invalid).await.with(422);
        assert!(refused["errors"]["text"].is_array(), "{refused}");
        let id = at_sari.sends_message(&room, &invalid).await;
        let error = at_sari.receives("error").await;
        assert_eq!((&error["id"], &error["code"]), (&json!(id), &json!("invalid")));
    }
    assert_eq!(count(&app, "select count(*) from messages").await, 5);
}
