//! Rooms: what two people say about a thing, over HTTP and sockets, told by those who say it.

use futures_util::future::join_all;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Person, Socket, TestApp, count, id_of, said_by_another_node};

/// Sari's camera, Budi's room about it, and both in it.
async fn a_talk(app: &TestApp) -> (Person, Person, Value, Value) {
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let room = budi.opens_chat(&camera).await;
    (sari, budi, camera, room)
}

impl Person {
    /// The room about a listing, made on first use.
    pub async fn opens_chat(&self, listing: &Value) -> Value {
        self.get(&format!("/api/chat/{}", id_of(listing))).await.with(200)["room"].clone()
    }

    /// A page of a room's history.
    pub async fn reads(&self, room: &Value, query: &str) -> Vec<Value> {
        let path = format!("/api/rooms/{}/messages?{query}", room.as_str().unwrap());
        self.get(&path).await.with(200)["messages"].as_array().unwrap().clone()
    }

    /// Opens a socket and enters a room.
    pub async fn enters(&self, room: &Value) -> Socket {
        let mut socket = self.connects().await;
        socket.joins(room, None).await;
        socket
    }

    async fn unread(&self) -> (i64, i64) {
        let inbox = self.get("/api/rooms").await.with(200);
        (inbox["unread"].as_i64().unwrap(), inbox["rooms"][0]["unread"].as_i64().unwrap())
    }
}

fn seqs(messages: &[Value]) -> Vec<i64> {
    messages.iter().map(|message| message["seq"].as_i64().unwrap()).collect()
}

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
async fn fifty_messages_from_both_sides_stand_in_the_same_order_on_both_screens() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = a_talk(&app).await;
    let (mut at_sari, mut at_budi) = (sari.enters(&room).await, budi.enters(&room).await);
    let path = format!("/api/chat/{}", id_of(&camera));
    let over_http = async |who: &Person, query: &str| {
        join_all((0..13).map(async |n| {
            let said = json!({"id": Uuid::now_v7(), "text": format!("{} lewat web {n}", who.name)});
            who.post(&format!("{path}{query}"), said).await.with(201)["message"].clone()
        }))
        .await
    };
    let over_socket = async |socket: &mut Socket| {
        for n in 0..12 {
            socket.sends(&room, &format!("lewat soket {n}")).await;
        }
        socket.hears_messages_to(50).await
    };
    let buyer = format!("?buyer={}", budi.id);
    let (by_sari, by_budi, on_sari, on_budi) = futures_util::join!(
        over_http(&sari, &buyer),
        over_http(&budi, ""),
        over_socket(&mut at_sari),
        over_socket(&mut at_budi)
    );
    assert_eq!(seqs(&on_sari), (1..=50).collect::<Vec<_>>());
    assert_eq!(on_sari, on_budi);
    for answered in by_sari.iter().chain(&by_budi) {
        let seen = &on_sari[usize::try_from(answered["seq"].as_i64().unwrap()).unwrap() - 1];
        assert_eq!((&seen["id"], &seen["text"]), (&answered["id"], &answered["text"]));
    }
    for _ in 0..12 {
        let ack = at_budi.hears("ack").await;
        let seen = &on_budi[usize::try_from(ack["seq"].as_i64().unwrap()).unwrap() - 1];
        assert_eq!((&seen["id"], &seen["sender"]), (&ack["id"], &json!(budi.id)));
    }
    let kept = budi.reads(&room, "limit=100").await;
    assert_eq!(seqs(&kept), seqs(&on_budi));
    assert!(kept.iter().zip(&on_budi).all(|(kept, seen)| kept["id"] == seen["id"]));
}

#[actix_web::test]
async fn what_budi_says_in_one_breath_keeps_its_order_even_when_nobody_is_in_the_room() {
    let app = TestApp::open().await;
    let (_, budi, _, room) = a_talk(&app).await;
    let mut at_budi = budi.connects().await;
    // A few ahead of the acks, as fast as it goes.
    for n in 1..=100 {
        if n > 20 {
            at_budi.hears("ack").await;
        }
        at_budi.sends(&room, &n.to_string()).await;
    }
    for _ in 0..20 {
        at_budi.hears("ack").await;
    }
    let kept = budi.reads(&room, "limit=100").await;
    let places: Vec<String> = kept.iter().map(|message| message["seq"].to_string()).collect();
    assert!(kept.iter().map(|message| &message["text"]).eq(&places), "{places:?}");
}

#[actix_web::test]
async fn a_message_sent_again_keeps_its_place_and_is_shown_once() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = a_talk(&app).await;
    let (mut at_sari, mut at_budi) = (sari.enters(&room).await, budi.enters(&room).await);
    let id = Uuid::now_v7();
    let send = json!({"type": "send", "room": room, "id": id, "text": "Masih ada?"});
    for _ in 0..3 {
        at_budi.says(send.clone()).await;
    }
    for _ in 0..3 {
        let ack = at_budi.hears("ack").await;
        assert_eq!((&ack["id"], &ack["seq"]), (&json!(id), &json!(1)));
    }
    let path = format!("/api/chat/{}", id_of(&camera));
    let again = budi.post(&path, json!({"id": id, "text": "Masih ada?"})).await.with(201);
    assert_eq!(again["message"]["seq"], 1);
    budi.says(&camera, "Halo?").await.with(201);
    for socket in [&mut at_sari, &mut at_budi] {
        let seen = socket.hears_messages_to(2).await;
        assert_eq!(seqs(&seen), [1, 2], "the second time nobody hears it");
    }
    assert_eq!(count(&app, "select count(*) from messages").await, 2);

    // Ids belong to who makes them: Sari's message with the same id is another one.
    at_sari.says(send).await;
    assert_eq!(at_sari.hears("ack").await["seq"], 3);
}

#[actix_web::test]
async fn when_the_ack_comes_the_message_is_in_postgres() {
    let app = TestApp::open().await;
    let (_, budi, _, room) = a_talk(&app).await;
    let mut at_budi = budi.enters(&room).await;
    for n in 1..=20 {
        let id = at_budi.sends(&room, "Sudah sampai?").await;
        let ack = at_budi.hears("ack").await;
        assert_eq!((&ack["id"], ack["seq"].as_i64()), (&json!(id), Some(n)));
        let sql = format!("select count(*) from messages where id = '{id}' and seq = {n}");
        assert_eq!(count(&app, sql).await, 1);
    }
}

#[actix_web::test]
async fn the_bell_counts_what_sari_has_not_read_and_budi_hears_when_she_has() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = a_talk(&app).await;
    let (mut at_sari, mut at_budi) = (sari.connects().await, budi.enters(&room).await);
    for n in 1..=3 {
        budi.says(&camera, &format!("Halo {n}")).await.with(201);
        let notice = at_sari.hears("notice").await;
        assert_eq!((&notice["room"], &notice["unread"]), (&room, &json!(n)));
        assert_eq!(
            (&notice["title"], &notice["text"]),
            (&json!("Budi"), &json!(format!("Halo {n}")))
        );
    }
    assert_eq!((sari.unread().await, budi.unread().await), ((3, 3), (0, 0)));

    at_sari.says(json!({"type": "read", "room": room, "seq": 2})).await;
    let read = at_budi.hears("read").await;
    assert_eq!((&read["user"], &read["seq"]), (&json!(sari.id), &json!(2)));
    assert_eq!(sari.unread().await, (1, 1));

    // Further than the end is the end; back is nothing.
    at_sari.says(json!({"type": "read", "room": room, "seq": 99})).await;
    assert_eq!(at_budi.hears("read").await["seq"], 3);
    at_sari.says(json!({"type": "read", "room": room, "seq": 1})).await;
    let fourth = budi.says(&camera, "Halo 4").await.with(201)["message"]["id"].clone();
    assert_eq!(sari.unread().await, (1, 1));
    let path = format!("/api/messages/{}/read", fourth.as_str().unwrap());
    assert_eq!(sari.put(&path, json!({})).await.with(200)["seq"], 4);
    assert_eq!(at_budi.hears("read").await["seq"], 4);
    assert_eq!(sari.unread().await, (0, 0));

    // Who speaks has read what came before.
    budi.says(&camera, "Halo 5").await.with(201);
    let reply = format!("/api/chat/{}?buyer={}", id_of(&camera), budi.id);
    sari.post(&reply, json!({"text": "Halo Budi"})).await.with(201);
    assert_eq!((sari.unread().await, budi.unread().await), ((0, 0), (1, 1)));
    assert_eq!(at_budi.overheard("notice").len(), 0, "who is in the room needs no bell");
}

#[actix_web::test]
async fn sari_says_which_buyer_she_means() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = a_talk(&app).await;
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
    let (_, budi, camera, room) = a_talk(&app).await;
    let said = budi.says(&camera, "Rahasia").await.with(201)["message"]["id"].clone();
    let rara = app.person("Rara").await;
    let (room_id, said) = (room.as_str().unwrap(), said.as_str().unwrap());
    rara.get(&format!("/api/rooms/{room_id}/messages")).await.with(404);
    rara.put(&format!("/api/messages/{said}/read"), json!({})).await.with(404);
    assert_eq!(rara.get(&format!("/chat/{room_id}")).await.status, 404);

    let (mut at_rara, mut at_budi) = (rara.connects().await, budi.enters(&room).await);
    let offer = Uuid::now_v7();
    for foreign in [&room, &json!(Uuid::now_v7())] {
        for command in [
            json!({"type": "join", "room": foreign}),
            json!({"type": "send", "room": foreign, "id": Uuid::now_v7(), "text": "Hai"}),
            json!({"type": "read", "room": foreign, "seq": 1}),
            json!({"type": "offer", "room": foreign, "id": Uuid::now_v7(), "amount": 1}),
            json!({"type": "accept", "room": foreign, "id": Uuid::now_v7(), "offer": offer, "version": 1}),
        ] {
            at_rara.says(command.clone()).await;
            let error = at_rara.hears("error").await;
            assert_eq!(error["code"], "not_found", "{command}");
            assert_eq!(error.get("id"), command.get("id"), "{command}");
        }
    }
    at_rara.says(json!({"type": "typing", "room": room})).await;
    at_rara.is_still_open().await;
    budi.says(&camera, "Masih rahasia").await.with(201);
    assert_eq!(seqs(&at_budi.hears_messages_to(2).await), [2]);
    at_rara.is_still_open().await;
    for kind in ["message", "joined", "notice", "read", "typing", "presence"] {
        assert!(
            at_rara.overheard(kind).is_empty()
                && (kind == "presence" || at_budi.overheard(kind).is_empty()),
            "{kind}"
        );
    }
}

#[actix_web::test]
async fn budi_leafs_through_what_was_said() {
    let app = TestApp::open().await;
    let (_, budi, camera, room) = a_talk(&app).await;
    said_by_another_node(&app, &room, &budi.id, (1..=7).map(|n| format!("pesan {n}")).collect())
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
        assert_eq!(seqs(&budi.reads(&room, query).await), page, "{query}");
    }
    let path = format!("/api/chat/{}?limit=3", id_of(&camera));
    let chat = budi.get(&path).await.with(200);
    assert_eq!(chat["messages"][0]["text"], "pesan 5");
    assert_eq!(chat["pagination"], json!({"page": 1, "limit": 3, "total": 7, "totalPages": 3}));
}

#[actix_web::test]
async fn words_are_kept_as_they_were_said() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = a_talk(&app).await;
    let mut at_sari = sari.enters(&room).await;
    let longest = "é".repeat(4096);
    let texts = [
        "<script>alert('hai')</script> & <b>tebal</b>",
        "👩‍🦰 mantap 🙏🏽 ﷽ \u{202e}terbalik",
        "baris satu\nbaris dua\t'; drop table messages; --",
        longest.as_str(),
    ];
    for text in texts {
        assert_eq!(budi.says(&camera, text).await.with(201)["message"]["text"], text);
        assert_eq!(at_sari.hears("message").await["text"], text);
    }
    let kept: Vec<Value> =
        sari.reads(&room, "").await.iter().map(|message| message["text"].clone()).collect();
    assert_eq!(kept, texts);
    let page = sari.get(&format!("/chat/{}", room.as_str().unwrap())).await;
    assert!(page.text.contains("&lt;script&gt;alert(") && !page.text.contains("<script>alert("));

    // One byte more, and nothing at all, are refused at both doors.
    for wrong in [format!("{longest}!"), " \n\u{7}\t ".to_owned()] {
        let refused = budi.says(&camera, &wrong).await.with(422);
        assert!(refused["errors"]["text"].is_array(), "{refused}");
        let id = at_sari.sends(&room, &wrong).await;
        let error = at_sari.hears("error").await;
        assert_eq!((&error["id"], &error["code"]), (&json!(id), &json!("invalid")));
    }
    assert_eq!(count(&app, "select count(*) from messages").await, 4);
}

#[actix_web::test]
async fn what_another_node_committed_is_read_from_postgres_without_a_hole() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = a_talk(&app).await;
    let (mut at_sari, mut at_budi) = (sari.enters(&room).await, budi.enters(&room).await);
    // Three that were never announced, then many more than one reading takes.
    said_by_another_node(&app, &room, &sari.id, vec!["diam".into(); 3]).await;
    budi.says(&camera, "Empat").await.with(201);
    for socket in [&mut at_sari, &mut at_budi] {
        assert_eq!(seqs(&socket.hears_messages_to(4).await), [1, 2, 3, 4]);
    }
    said_by_another_node(&app, &room, &sari.id, vec!["ramai".into(); 446]).await;
    budi.says(&camera, "Terakhir").await.with(201);
    for socket in [&mut at_sari, &mut at_budi] {
        assert_eq!(seqs(&socket.hears_messages_to(451).await), (5..=451).collect::<Vec<_>>());
    }
    // Who comes in brings the news to those who are there.
    said_by_another_node(&app, &room, &sari.id, vec!["belum terdengar".into()]).await;
    let mut second = budi.connects().await;
    assert_eq!(second.joins(&room, Some(450)).await["seq"], 452);
    for socket in [&mut at_sari, &mut at_budi] {
        assert_eq!(seqs(&socket.hears_messages_to(452).await), [452]);
    }
    assert_eq!(seqs(&second.hears_messages_to(452).await), [451, 452]);
}
