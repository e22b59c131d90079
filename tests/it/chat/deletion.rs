//! Deleting messages: what both members see instead, live and later, over every interface.

use serde_json::{Value, json};
use tawar::care::evidence;
use uuid::Uuid;

use crate::evidence::{export, signer};
use crate::support::{
    TestApp, as_in_history, chat_between_sari_and_budi, count, id_of, seq_of, seqs_of,
};

/// Asserts how the history shows a deleted message.
#[track_caller]
pub(super) fn assert_deleted(shown: &Value, was: &Value) {
    let without = |message: &Value| {
        let mut rest = message.as_object().unwrap().clone();
        rest.retain(|field, _| !matches!(field.as_str(), "text" | "photo" | "price" | "deleted"));
        rest
    };
    assert_eq!((&shown["deleted"], &shown["text"]), (&json!(true), &json!("")), "{shown}");
    assert!(shown.get("photo").is_none() && shown.get("price").is_none(), "{shown}");
    assert_eq!(without(shown), without(was), "seq, id, sender, kind and time are unchanged");
}

#[actix_web::test]
async fn budi_deletes_a_text_and_a_photo_for_both() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = chat_between_sari_and_budi(&app).await;
    let (mut at_sari, mut at_budi) = (sari.joins_room(&room).await, budi.joins_room(&room).await);
    let photo = budi.uploads_photo().await;
    let secret = at_budi.sends_message_with(&room, json!({"text": "rekening 1234567890"})).await;
    assert_eq!(at_budi.receives_ack_of(secret).await, 1);
    let id = at_budi
        .sends_message_with(&room, json!({"photo": photo, "text": "KTP saya", "quote": 1}))
        .await;
    assert_eq!(at_budi.receives_ack_of(id).await, 2);
    let id = at_sari.sends_message_with(&room, json!({"text": "Jangan di sini", "quote": 1})).await;
    assert_eq!(at_sari.receives_ack_of(id).await, 3);
    let before = budi.reads_history(&room, "").await;
    let digests = "select sum(('x' || substr(encode(digest || chain, 'hex'), 1, 12))::bit(48)::bigint) from messages where seq <= 3";
    let sealed = count(&app, digests).await;

    // The text, then the photo.
    let mut reported = Vec::new();
    for (target, seq) in [(1, 4), (2, 5)] {
        let id = at_budi.sends_delete(&room, target).await;
        assert_eq!(at_budi.receives_ack_of(id).await, seq);
        let received = at_budi.receives_messages_up_to(seq).await.pop().unwrap();
        assert_eq!(at_sari.receives_messages_up_to(seq).await.pop().unwrap(), received);
        assert_eq!(
            (
                &received["kind"],
                &received["target"],
                &received["text"],
                &received["id"],
                &received["sender"]
            ),
            (&json!("deleted"), &json!(target), &json!(""), &json!(id), &json!(budi.id))
        );
        for absent in ["photo", "quote", "deleted"] {
            assert!(received.get(absent).is_none(), "{absent}: {received}");
        }
        reported.push(as_in_history(received));
    }
    let after = sari.reads_history(&room, "").await;
    assert_eq!(seqs_of(&after), [1, 2, 3, 4, 5], "without a gap");
    assert_deleted(&after[0], &before[0]);
    assert_deleted(&after[1], &before[1]);
    assert_eq!((&after[2], &after[3..]), (&before[2], reported.as_slice()));
    assert_eq!(budi.reads_history(&room, "").await, after);

    // Again, and from two screens at once: acked as the first time, without an effect.
    let mut second = budi.joins_room(&room).await;
    let (one, two) = (at_budi.sends_delete(&room, 1).await, second.sends_delete(&room, 1).await);
    assert_eq!((at_budi.receives_ack_of(one).await, second.receives_ack_of(two).await), (4, 4));
    let id = at_budi.sends_delete(&room, 2).await;
    assert_eq!(at_budi.receives_ack_of(id).await, 5);
    // Sent again under its id it keeps its sequence number, and stays deleted.
    let again = json!({"id": secret, "text": "rekening 1234567890"});
    let mut send = json!({"type": "send", "room": room});
    send.as_object_mut().unwrap().extend(again.as_object().unwrap().clone());
    at_budi.sends_command(send).await;
    assert_eq!(at_budi.receives_ack_of(secret).await, 1);
    assert_eq!(budi.posts_to_chat(&camera, again).await.with(201)["message"]["seq"], 1);
    assert_eq!(sari.reads_history(&room, "").await, after);

    // A message that is deleted twice at the same instant is deleted once.
    at_sari.sends_message(&room, "Hapus juga ya").await;
    assert_eq!(seq_of(&at_sari.receives("ack").await), 6);
    let mut of_sari = sari.joins_room(&room).await;
    let (one, two) = (Uuid::now_v7(), Uuid::now_v7());
    let delete = |id| json!({"type": "delete", "room": room, "id": id, "seq": 6});
    futures_util::join!(at_sari.sends_command(delete(one)), of_sari.sends_command(delete(two)));
    assert_eq!((at_sari.receives_ack_of(one).await, of_sari.receives_ack_of(two).await), (7, 7));
    at_sari.sends_message(&room, "Sudah").await;
    assert_eq!(seq_of(&at_sari.receives("ack").await), 8);
    assert_eq!(seqs_of(&at_budi.receives_messages_up_to(8).await), [6, 7, 8]);

    // Postgres has neither text nor salt; the digests and the chain are unchanged and valid.
    let deleted = "select count(*) from messages where body is null and key_id is null and octet_length(digest) = 32";
    assert_eq!(count(&app, deleted).await, 3);
    assert_eq!(
        count(&app, "select count(*) from messages where body is null and seq in (1, 2, 6)").await,
        3
    );
    assert_eq!(count(&app, digests).await, sealed);
    let bundle = serde_json::to_string(&export(&app, crate::evidence::id(&room)).await).unwrap();
    let verified = evidence::verify(&bundle, Some(&signer().public_key())).unwrap();
    assert_eq!(verified.with_words, 5);
    assert!(!bundle.contains("1234567890") && !bundle.contains("KTP saya"), "{bundle}");
    for page in ["/chat".to_owned(), format!("/chat/{}", room.as_str().unwrap())] {
        let page = sari.get(&page).await.text;
        assert!(!page.contains("1234567890") && !page.contains("KTP saya"), "{page}");
    }
}

#[actix_web::test]
async fn sari_who_reconnects_learns_which_messages_were_deleted() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = chat_between_sari_and_budi(&app).await;
    let mut at_budi = budi.joins_room(&room).await;
    for n in 1..=3 {
        budi.posts_message(&camera, &format!("rahasia {n}")).await.with(201);
    }
    // Sari saw three and disconnects; two are deleted, one of them sent after she left.
    let mut at_sari = sari.connects().await;
    let joined = at_sari.joins(&room, Some(0)).await;
    let seen = at_sari.receives_messages_up_to(3).await;
    drop(at_sari);
    budi.posts_message(&camera, "rahasia 4").await.with(201);
    for (target, seq) in [(2, 5), (4, 6)] {
        let id = at_budi.sends_delete(&room, target).await;
        assert_eq!(at_budi.receives_ack_of(id).await, seq);
    }
    let mut at_sari = sari.connects().await;
    at_sari
        .sends_command(json!({"type": "join", "room": room, "since": 3, "epoch": joined["epoch"]}))
        .await;
    assert_eq!(at_sari.receives("joined").await["resumed"], true);
    let missed = at_sari.receives_messages_up_to(6).await;
    assert_eq!(seqs_of(&missed), [4, 5, 6]);
    assert_eq!((&missed[0]["deleted"], &missed[0]["text"]), (&json!(true), &json!("")));
    assert_eq!((&missed[1]["kind"], &missed[1]["target"]), (&json!("deleted"), &json!(2)));
    assert_eq!((&missed[2]["kind"], &missed[2]["target"]), (&json!("deleted"), &json!(4)));

    // A snapshot, the page and a second screen without history show the same.
    let shown = sari.reads_history(&room, "").await;
    assert_eq!(seqs_of(&shown), [1, 2, 3, 4, 5, 6]);
    assert_deleted(&shown[1], &as_in_history(seen[1].clone()));
    assert_eq!(shown[3..], missed.iter().cloned().map(as_in_history).collect::<Vec<_>>());
    let chat = sari.get(&format!("/api/chat/{}?buyer={}", id_of(&camera), budi.id)).await.with(200);
    assert_eq!(chat["messages"], json!(shown));
    let mut fresh = sari.connects().await;
    fresh.joins(&room, Some(0)).await;
    let all: Vec<Value> =
        fresh.receives_messages_up_to(6).await.into_iter().map(as_in_history).collect();
    assert_eq!(all, shown);
    let page = sari.get(&format!("/chat/{}", room.as_str().unwrap())).await.text;
    for (words, there) in
        [("rahasia 1", true), ("rahasia 2", false), ("rahasia 3", true), ("rahasia 4", false)]
    {
        assert_eq!(page.contains(words), there, "{words}");
    }
}

#[actix_web::test]
async fn messages_are_deleted_over_http_and_by_a_form_as_over_the_socket() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = chat_between_sari_and_budi(&app).await;
    let mut at_sari = sari.joins_room(&room).await;
    let sent_message = budi.posts_message(&camera, "Lewat API").await.with(201)["message"].clone();
    let reported = budi.deletes_message(&sent_message["id"]).await.with(200)["message"].clone();
    assert_eq!(
        (seq_of(&reported), &reported["kind"], &reported["target"]),
        (2, &json!("deleted"), &json!(1))
    );
    let again = budi.deletes_message(&sent_message["id"]).await.with(200);
    assert_eq!(again["message"], reported, "a second deletion gets the first answer");
    assert_eq!(as_in_history(at_sari.receives_messages_up_to(2).await.pop().unwrap()), reported);

    // Dewi's browser has no scripts.
    let dewi = app.browser();
    dewi.signs_up("Dewi").await;
    let about = format!("/barang/{}/chat", camera["slug"].as_str().unwrap());
    let chat = dewi.submits(&about, &[]).await.header("location").to_owned();
    let of_sari = json!(chat.strip_prefix("/chat/").unwrap());
    let mut at_sari = sari.joins_room(&of_sari).await;
    dewi.submits(&chat, &[("text", "Lewat formulir")]).await;
    assert_eq!(at_sari.receives("message").await["text"], "Lewat formulir");
    let of_the_first = "name=\"seq\" value=\"1\"";
    assert!(dewi.opens(&chat).await.text.contains(of_the_first));
    let forged = dewi.posts_form(&format!("{chat}/hapus"), &[("seq", "1")]).await;
    assert_eq!(forged.status, 403, "a form without the token");
    for _ in 0..2 {
        let answer = dewi.submits(&format!("{chat}/hapus"), &[("seq", "1")]).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (303, &*format!("{chat}#akhir"))
        );
    }
    let received = at_sari.receives("message").await;
    assert_eq!(
        (seq_of(&received), &received["kind"], &received["target"]),
        (2, &json!("deleted"), &json!(1))
    );
    let page = dewi.opens(&chat).await.text;
    assert!(!page.contains("Lewat formulir") && page.contains("id=\"pesan-1\""), "{page}");
    assert!(!page.contains(of_the_first), "no message is left to delete: {page}");
    assert_eq!(count(&app, "select count(*) from messages where kind = 'deleted'").await, 2);
}
