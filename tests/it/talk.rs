//! What a talk is made of beside words: photos, answers to a place, words taken back, who is about; and a reader who
//! pauses, a screen in another language, health checks and metrics.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tawar::base::ids::PhotoId;
use tawar::care::evidence;
use tawar::market::photos;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{WebSocketStream, client_async};
use uuid::Uuid;

use crate::evidence::{export, id, signer};
use crate::support::{Answer, Lag, Person, Socket, TestApp, a_photo, becomes, count, id_of};

/// Sari's camera, Budi's room about it, and both in it.
async fn a_talk(app: &TestApp) -> (Person, Person, Value, Value) {
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let room = budi.opens_chat(&camera).await;
    (sari, budi, camera, room)
}

fn seq(event: &Value) -> i64 {
    event["seq"].as_i64().unwrap()
}

fn seqs(messages: &[Value]) -> Vec<i64> {
    messages.iter().map(seq).collect()
}

/// An event as the history shows it.
fn kept(mut event: Value) -> Value {
    assert_eq!(event["type"], "message", "{event}");
    event.as_object_mut().unwrap().remove("type");
    event
}

impl Person {
    /// Uploads a photo that nothing shows yet; its id.
    async fn takes_a_photo(&self) -> Value {
        self.uploads("foto.jpg", &a_photo(600, 400)).await.with(201)["id"].clone()
    }

    /// Says whatever stands in `said` about a listing, over HTTP.
    async fn tells(&self, listing: &Value, said: Value) -> Answer {
        self.post(&format!("/api/chat/{}", id_of(listing)), said).await
    }

    /// Takes a message back, by its id over HTTP.
    async fn regrets(&self, message: &Value) -> Answer {
        self.delete(&format!("/api/messages/{}", message.as_str().unwrap())).await
    }

    /// Submits a form with the Bearer token.
    async fn fills_in(&self, path: &str, form: &str) -> Answer {
        let kind = "application/x-www-form-urlencoded";
        self.sends(Method::POST, path, kind, form.as_bytes().to_vec()).await
    }

    /// Reads a room's history to its end, page by page.
    async fn reads_all_after(&self, room: &Value, mut after: i64) -> Vec<Value> {
        let mut all = Vec::new();
        loop {
            let page = self.reads(room, &format!("limit=100&after={after}")).await;
            let Some(last) = page.last() else { return all };
            after = seq(last);
            all.extend(page);
        }
    }
}

impl Socket {
    /// Says something with more than words; its id.
    async fn tells(&mut self, room: &Value, more: Value) -> Uuid {
        let id = Uuid::now_v7();
        let mut said = json!({"type": "send", "room": room, "id": id});
        said.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.says(said).await;
        id
    }

    /// Asks to take back what stands at a place; the command's id.
    async fn takes_back(&mut self, room: &Value, seq: i64) -> Uuid {
        let id = Uuid::now_v7();
        self.says(json!({"type": "delete", "room": room, "id": id, "seq": seq})).await;
        id
    }

    /// The place that the ack of this command tells.
    async fn is_acked(&mut self, id: Uuid) -> i64 {
        let ack = self.hears("ack").await;
        assert_eq!(ack["id"], json!(id), "{ack}");
        seq(&ack)
    }

    /// The refusal of this command, with this code.
    async fn is_refused(&mut self, id: Uuid, code: &str) -> Value {
        let error = self.hears("error").await;
        assert_eq!((&error["id"], &error["code"]), (&json!(id), &json!(code)), "{error}");
        error
    }
}

#[actix_web::test]
async fn budi_shows_photos_with_words_and_without_and_both_see_them_now_and_later() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = a_talk(&app).await;
    let (mut at_sari, mut at_budi) = (sari.enters(&room).await, budi.enters(&room).await);
    let photo = budi.takes_a_photo().await;
    let id = at_budi.tells(&room, json!({"photo": photo, "text": " Begini lecetnya "})).await;
    assert_eq!(at_budi.is_acked(id).await, 1);
    let id = at_budi.tells(&room, json!({"photo": photo})).await;
    assert_eq!(at_budi.is_acked(id).await, 2);
    let worded = json!({"id": Uuid::now_v7(), "photo": photo, "text": "Dari samping"});
    let third = budi.tells(&camera, worded).await.with(201)["message"].clone();
    let fourth = budi.tells(&camera, json!({"photo": photo, "text": " \n"})).await.with(201);

    let (on_sari, on_budi) =
        (at_sari.hears_messages_to(4).await, at_budi.hears_messages_to(4).await);
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
    let shown: Vec<Value> = on_sari.into_iter().map(kept).collect();
    assert_eq!((&third, &fourth["message"]), (&shown[2], &shown[3]));
    assert_eq!(sari.reads(&room, "").await, shown, "history shows what was heard");

    // Who was away gets it when she comes.
    let mut later = sari.connects().await;
    later.joins(&room, Some(0)).await;
    let told: Vec<Value> = later.hears_messages_to(4).await.into_iter().map(kept).collect();
    assert_eq!(told, shown);
    let page = sari.get(&format!("/chat/{}", room.as_str().unwrap())).await.text;
    assert!(page.contains(shown[0]["photo"]["medium"].as_str().unwrap()));
}

#[actix_web::test]
async fn a_photo_that_is_not_budis_is_not_shown() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = a_talk(&app).await;
    let (mut at_sari, mut at_budi) = (sari.enters(&room).await, budi.enters(&room).await);
    let hers = sari.takes_a_photo().await;
    for foreign in [&hers, &camera["photos"][0]["id"], &json!(Uuid::now_v7())] {
        assert!(foreign.is_string());
        for said in [json!({"photo": foreign}), json!({"photo": foreign, "text": "Lihat"})] {
            let id = at_budi.tells(&room, said.clone()).await;
            let error = at_budi.is_refused(id, "invalid").await;
            assert_eq!(error["room"], room);
            let refused = budi.tells(&camera, said).await.with(422);
            assert!(refused["errors"]["photo"].is_array(), "{refused}");
        }
    }
    let id = at_budi.tells(&room, json!({"photo": "foto", "text": "x"})).await;
    at_budi.is_refused(id, "bad_command").await;
    // Words that come after a photo in one breath wait for it, also when it is refused.
    let wrong = Uuid::now_v7();
    at_budi
        .says_at_once([
            json!({"type": "send", "room": room, "id": wrong, "photo": hers}),
            json!({"type": "send", "room": room, "id": Uuid::now_v7(), "text": "Sesudahnya"}),
        ])
        .await;
    at_budi.is_refused(wrong, "invalid").await;
    assert_eq!(seq(&at_budi.hears("ack").await), 1);
    let heard = at_sari.hears("message").await;
    assert_eq!((seq(&heard), &heard["text"]), (1, &json!("Sesudahnya")));
    assert_eq!(count(&app, "select count(*) from messages").await, 1, "nothing else was said");
}

#[actix_web::test]
async fn a_photo_that_was_said_outlives_the_sweep_of_loose_ones() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = a_talk(&app).await;
    let (said, loose) = (budi.takes_a_photo().await, budi.takes_a_photo().await);
    assert_ne!(said, loose);
    let before =
        budi.tells(&camera, json!({"photo": said})).await.with(201)["message"]["photo"].clone();
    let later = app.clock.now() + chrono::Duration::days(2);
    let swept =
        app.db.transaction(move |conn| photos::delete_unattached(conn, later)).await.unwrap();
    assert_eq!(swept, 1, "only the one nobody shows");
    let ids: [PhotoId; 2] = [&said, &loose].map(|id| id.as_str().unwrap().parse().unwrap());
    let left = app.db.read(move |conn| photos::by_ids(conn, &ids)).await.unwrap();
    assert_eq!(left.iter().map(|photo| photo.id).collect::<Vec<_>>(), [ids[0]]);
    assert_eq!(sari.reads(&room, "").await[0]["photo"], before);
    assert!(before["url"].is_string());
    budi.tells(&camera, json!({"photo": loose})).await.with(422);
}

#[actix_web::test]
async fn an_answer_names_a_place_that_the_room_has() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = a_talk(&app).await;
    let rara = app.person("Rara").await;
    for n in 1..=5 {
        rara.says(&camera, &format!("Rara {n}")).await.with(201);
    }
    let (mut at_sari, mut at_budi) = (sari.enters(&room).await, budi.enters(&room).await);
    let refused = async |at_budi: &mut Socket, places: &[i64]| {
        for place in places {
            let said = json!({"text": "Itu", "quote": place});
            let id = at_budi.tells(&room, said.clone()).await;
            at_budi.is_refused(id, "invalid").await;
            let answer = budi.tells(&camera, said).await.with(422);
            assert!(answer["errors"]["quote"].is_array(), "{place}: {answer}");
        }
    };
    refused(&mut at_budi, &[i64::MIN, -1, 0, 1, 2, i64::MAX]).await;
    at_budi.sends(&room, "Masih ada?").await;
    assert_eq!(seq(&at_budi.hears("ack").await), 1);

    // Its own place is not there yet either; neither is one that only Rara's room has.
    refused(&mut at_budi, &[2, 3, 5]).await;
    let id = at_sari.tells(&room, json!({"text": "Masih", "quote": 1})).await;
    assert_eq!(at_sari.is_acked(id).await, 2);
    let photo = budi.takes_a_photo().await;
    let id = at_budi.tells(&room, json!({"photo": photo, "quote": 2})).await;
    assert_eq!(at_budi.is_acked(id).await, 3);
    let own = budi.tells(&camera, json!({"text": "Yang ini", "quote": 3})).await.with(201);
    assert_eq!(own["message"]["quote"], 3);
    // Another room's place is only a number: what is meant is one's own.
    rara.tells(&camera, json!({"text": "Saya juga", "quote": 5})).await.with(201);

    let (on_sari, on_budi) =
        (at_sari.hears_messages_to(4).await, at_budi.hears_messages_to(4).await);
    assert_eq!(on_sari, on_budi);
    let quotes: Vec<Option<i64>> = on_sari.iter().map(|said| said["quote"].as_i64()).collect();
    assert_eq!(quotes, [None, Some(1), Some(2), Some(3)]);
    assert!(
        on_sari.iter().all(|said| said.get("target").is_none()),
        "an answer takes nothing back"
    );
    let shown: Vec<Value> = on_sari.into_iter().map(kept).collect();
    assert_eq!(budi.reads(&room, "").await, shown);
    refused(&mut at_budi, &[5]).await;

    // What was taken back keeps its place, and may be answered.
    let id = at_budi.takes_back(&room, 1).await;
    assert_eq!(at_budi.is_acked(id).await, 5);
    let id = at_sari.tells(&room, json!({"text": "Kenapa?", "quote": 1})).await;
    assert_eq!(at_sari.is_acked(id).await, 6);
    assert_eq!(count(&app, "select count(*) from messages where about is not null").await, 6);
}

/// What the history must show at the place of something that was taken back.
#[track_caller]
fn is_a_stone(shown: &Value, was: &Value) {
    let without = |message: &Value| {
        let mut rest = message.as_object().unwrap().clone();
        rest.retain(|field, _| !matches!(field.as_str(), "text" | "photo" | "price" | "deleted"));
        rest
    };
    assert_eq!((&shown["deleted"], &shown["text"]), (&json!(true), &json!("")), "{shown}");
    assert!(shown.get("photo").is_none() && shown.get("price").is_none(), "{shown}");
    assert_eq!(without(shown), without(was), "place, id, sender, kind and time stay");
}

#[actix_web::test]
async fn budi_takes_words_and_a_photo_back_and_they_are_gone_for_both() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = a_talk(&app).await;
    let (mut at_sari, mut at_budi) = (sari.enters(&room).await, budi.enters(&room).await);
    let photo = budi.takes_a_photo().await;
    let slip = at_budi.tells(&room, json!({"text": "rekening 1234567890"})).await;
    assert_eq!(at_budi.is_acked(slip).await, 1);
    let id = at_budi.tells(&room, json!({"photo": photo, "text": "KTP saya", "quote": 1})).await;
    assert_eq!(at_budi.is_acked(id).await, 2);
    let id = at_sari.tells(&room, json!({"text": "Jangan di sini", "quote": 1})).await;
    assert_eq!(at_sari.is_acked(id).await, 3);
    let before = budi.reads(&room, "").await;
    let digests = "select sum(('x' || substr(encode(digest || chain, 'hex'), 1, 12))::bit(48)::bigint) from messages where seq <= 3";
    let sealed = count(&app, digests).await;

    // Words, then the photo.
    let mut told = Vec::new();
    for (target, place) in [(1, 4), (2, 5)] {
        let id = at_budi.takes_back(&room, target).await;
        assert_eq!(at_budi.is_acked(id).await, place);
        let heard = at_budi.hears_messages_to(place).await.pop().unwrap();
        assert_eq!(at_sari.hears_messages_to(place).await.pop().unwrap(), heard);
        assert_eq!(
            (&heard["kind"], &heard["target"], &heard["text"], &heard["id"], &heard["sender"]),
            (&json!("deleted"), &json!(target), &json!(""), &json!(id), &json!(budi.id))
        );
        for absent in ["photo", "quote", "deleted"] {
            assert!(heard.get(absent).is_none(), "{absent}: {heard}");
        }
        told.push(kept(heard));
    }
    let after = sari.reads(&room, "").await;
    assert_eq!(seqs(&after), [1, 2, 3, 4, 5], "without a hole");
    is_a_stone(&after[0], &before[0]);
    is_a_stone(&after[1], &before[1]);
    assert_eq!((&after[2], &after[3..]), (&before[2], told.as_slice()));
    assert_eq!(budi.reads(&room, "").await, after);

    // Again, and from two screens at once: acked as the first time, and nothing happens.
    let mut second = budi.enters(&room).await;
    let (one, two) = (at_budi.takes_back(&room, 1).await, second.takes_back(&room, 1).await);
    assert_eq!((at_budi.is_acked(one).await, second.is_acked(two).await), (4, 4));
    let id = at_budi.takes_back(&room, 2).await;
    assert_eq!(at_budi.is_acked(id).await, 5);
    // Said again under its id it keeps its place, and stays gone.
    let again = json!({"id": slip, "text": "rekening 1234567890"});
    let mut send = json!({"type": "send", "room": room});
    send.as_object_mut().unwrap().extend(again.as_object().unwrap().clone());
    at_budi.says(send).await;
    assert_eq!(at_budi.is_acked(slip).await, 1);
    assert_eq!(budi.tells(&camera, again).await.with(201)["message"]["seq"], 1);
    assert_eq!(sari.reads(&room, "").await, after);

    // A place that is taken back twice in the same instant is taken back once.
    at_sari.sends(&room, "Hapus juga ya").await;
    assert_eq!(seq(&at_sari.hears("ack").await), 6);
    let mut hers = sari.enters(&room).await;
    let (one, two) = (Uuid::now_v7(), Uuid::now_v7());
    let delete = |id| json!({"type": "delete", "room": room, "id": id, "seq": 6});
    futures_util::join!(at_sari.says(delete(one)), hers.says(delete(two)));
    assert_eq!((at_sari.is_acked(one).await, hers.is_acked(two).await), (7, 7));
    at_sari.sends(&room, "Sudah").await;
    assert_eq!(seq(&at_sari.hears("ack").await), 8);
    assert_eq!(seqs(&at_budi.hears_messages_to(8).await), [6, 7, 8]);

    // Postgres has neither words nor salt; the digests and the chain are as they were, and hold.
    let gone = "select count(*) from messages where body is null and key_id is null and octet_length(digest) = 32";
    assert_eq!(count(&app, gone).await, 3);
    assert_eq!(
        count(&app, "select count(*) from messages where body is null and seq in (1, 2, 6)").await,
        3
    );
    assert_eq!(count(&app, digests).await, sealed);
    let bundle = serde_json::to_string(&export(&app, self::id(&room)).await).unwrap();
    let verified = evidence::verify(&bundle, Some(&signer().public_key())).unwrap();
    assert_eq!(verified.with_words, 5);
    assert!(!bundle.contains("1234567890") && !bundle.contains("KTP saya"), "{bundle}");
    for page in ["/chat".to_owned(), format!("/chat/{}", room.as_str().unwrap())] {
        let page = sari.get(&page).await.text;
        assert!(!page.contains("1234567890") && !page.contains("KTP saya"), "{page}");
    }
}

#[actix_web::test]
async fn what_is_not_budis_to_take_back_stays() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = a_talk(&app).await;
    let (mut at_sari, mut at_budi) = (sari.enters(&room).await, budi.enters(&room).await);
    let hers = at_sari.sends(&room, "Sudah saya kirim fotonya").await;
    assert_eq!(at_sari.is_acked(hers).await, 1);
    let first = budi.offers(&camera, 1_000_000).await.with(201)["negotiation"].clone();
    sari.moves(&first, "decline", None).await.with(200);
    let slip = at_budi.sends(&room, "Yah").await;
    at_budi.hears("ack").await;
    let id = at_budi.takes_back(&room, 4).await;
    assert_eq!(at_budi.is_acked(id).await, 5);
    let kinds: Vec<String> = at_sari
        .hears_messages_to(5)
        .await
        .iter()
        .map(|said| said["kind"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kinds, ["text", "offer", "system", "text", "deleted"]);
    let before = budi.reads(&room, "").await;

    // Hers, an offer of his own, the app's, and the telling of what was taken back.
    for place in [1, 2, 3, 5] {
        let id = at_budi.takes_back(&room, place).await;
        let error = at_budi.is_refused(id, "message_not_yours").await;
        assert_eq!(error["room"], room);
        let refused = budi.regrets(&before[usize::try_from(place).unwrap() - 1]["id"]).await;
        refused.is_problem(403);
    }
    for nowhere in [-1, 0, 6, i64::MAX] {
        let id = at_budi.takes_back(&room, nowhere).await;
        at_budi.is_refused(id, "not_found").await;
    }
    // The command's id is one that was used for something else: nothing is taken back.
    let said = at_budi.sends(&room, "Tunggu").await;
    assert_eq!(at_budi.is_acked(said).await, 6);
    at_budi.says(json!({"type": "delete", "room": room, "id": said, "seq": 6})).await;
    assert_eq!(at_budi.hears("error").await["id"], json!(said));

    // Rara does not learn that there is anything.
    let rara = app.person("Rara").await;
    let mut at_rara = rara.connects().await;
    for foreign in [&room, &json!(Uuid::now_v7())] {
        let id = at_rara.takes_back(foreign, 1).await;
        at_rara.is_refused(id, "not_found").await;
        let path = format!("/chat/{}/hapus", foreign.as_str().unwrap());
        assert_eq!(rara.fills_in(&path, "seq=1").await.status, 404);
    }
    for message in [json!(hers), json!(slip), json!(Uuid::now_v7()), json!("pesan")] {
        rara.regrets(&message).await.is_problem(404);
    }
    let after = budi.reads(&room, "").await;
    assert_eq!((&after[..5], &after[5]["text"]), (&before[..], &json!("Tunggu")));
    assert_eq!(seqs(&at_sari.hears_messages_to(6).await), [6]);
}

#[actix_web::test]
async fn a_message_taken_back_by_its_id_is_ones_own_also_when_the_other_used_the_same_id() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = a_talk(&app).await;
    let (mut at_sari, mut at_budi) = (sari.enters(&room).await, budi.enters(&room).await);
    let id = json!(Uuid::now_v7());
    let send = json!({"type": "send", "room": room, "id": id, "text": "Halo"});
    at_sari.says(send.clone()).await;
    assert_eq!(seq(&at_sari.hears("ack").await), 1);
    at_budi.says(send).await;
    assert_eq!(seq(&at_budi.hears("ack").await), 2);
    assert_eq!(budi.regrets(&id).await.with(200)["message"]["target"], 2);
    assert_eq!(sari.regrets(&id).await.with(200)["message"]["target"], 1);
}

#[actix_web::test]
async fn while_a_deal_is_carried_through_the_talk_is_evidence() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = a_talk(&app).await;
    let rara = app.person("Rara").await;
    let beside = rara.says(&camera, "Saya juga mau").await.with(201)["message"]["id"].clone();
    let (mut at_sari, mut at_budi) = (sari.enters(&room).await, budi.enters(&room).await);
    let said = json!(at_budi.sends(&room, "Jadi sejuta, COD di Braga").await);
    assert_eq!(seq(&at_budi.hears("ack").await), 1);
    // While nothing is agreed it may be taken back; an offer on the table does not bind words.
    at_budi.sends(&room, "Hmm").await;
    assert_eq!(seq(&at_budi.hears("ack").await), 2);
    let offered = budi.offers(&camera, 1_000_000).await.with(201)["negotiation"].clone();
    let id = at_budi.takes_back(&room, 2).await;
    assert_eq!(at_budi.is_acked(id).await, 4);
    let deal = sari.moves(&offered, "accept", None).await.with(200)["deal"].clone();
    let last = seq(&at_budi.hears("deal").await);

    let before = sari.reads(&room, "").await;
    let id = at_budi.takes_back(&room, 1).await;
    at_budi.is_refused(id, "message_evidence").await;
    budi.regrets(&said).await.is_problem(409);
    let chat = format!("/chat/{}", room.as_str().unwrap());
    let by_form = budi.fills_in(&format!("{chat}/hapus"), "seq=1").await;
    assert_eq!(
        (by_form.status.as_u16(), by_form.header("location")),
        (303, &*format!("{chat}#akhir"))
    );
    assert_eq!(sari.reads(&room, "").await, before);
    // Rara has no deal: her words are hers.
    rara.regrets(&beside).await.with(200);

    let order = format!("/pesanan/{}/batal", deal["code"].as_str().unwrap());
    assert_eq!(sari.fills_in(&order, "reason=Batal").await.status, 303);
    assert_eq!(at_budi.hears("deal").await["status"], "cancelled");
    let id = at_budi.takes_back(&room, 1).await;
    let place = at_budi.is_acked(id).await;
    assert!(place > last);
    assert_eq!(at_sari.hears_messages_to(place).await.last().unwrap()["target"], 1);
    is_a_stone(&sari.reads(&room, "").await[0], &before[0]);
}

#[actix_web::test]
async fn who_was_away_learns_what_was_taken_back() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = a_talk(&app).await;
    let mut at_budi = budi.enters(&room).await;
    for n in 1..=3 {
        budi.says(&camera, &format!("rahasia {n}")).await.with(201);
    }
    // Sari saw three and goes; two are taken back, one of them said after she left.
    let mut at_sari = sari.connects().await;
    let joined = at_sari.joins(&room, Some(0)).await;
    let seen = at_sari.hears_messages_to(3).await;
    drop(at_sari);
    budi.says(&camera, "rahasia 4").await.with(201);
    for (target, place) in [(2, 5), (4, 6)] {
        let id = at_budi.takes_back(&room, target).await;
        assert_eq!(at_budi.is_acked(id).await, place);
    }
    let mut at_sari = sari.connects().await;
    at_sari.says(json!({"type": "join", "room": room, "since": 3, "epoch": joined["epoch"]})).await;
    assert_eq!(at_sari.hears("joined").await["resumed"], true);
    let missed = at_sari.hears_messages_to(6).await;
    assert_eq!(seqs(&missed), [4, 5, 6]);
    assert_eq!((&missed[0]["deleted"], &missed[0]["text"]), (&json!(true), &json!("")));
    assert_eq!((&missed[1]["kind"], &missed[1]["target"]), (&json!("deleted"), &json!(2)));
    assert_eq!((&missed[2]["kind"], &missed[2]["target"]), (&json!("deleted"), &json!(4)));

    // By a snapshot, by the page and by a second screen that starts from nothing it is the same.
    let shown = sari.reads(&room, "").await;
    assert_eq!(seqs(&shown), [1, 2, 3, 4, 5, 6]);
    is_a_stone(&shown[1], &kept(seen[1].clone()));
    assert_eq!(shown[3..], missed.iter().cloned().map(kept).collect::<Vec<_>>());
    let chat = sari.get(&format!("/api/chat/{}?buyer={}", id_of(&camera), budi.id)).await.with(200);
    assert_eq!(chat["messages"], json!(shown));
    let mut fresh = sari.connects().await;
    fresh.joins(&room, Some(0)).await;
    let all: Vec<Value> = fresh.hears_messages_to(6).await.into_iter().map(kept).collect();
    assert_eq!(all, shown);
    let page = sari.get(&format!("/chat/{}", room.as_str().unwrap())).await.text;
    for (words, there) in
        [("rahasia 1", true), ("rahasia 2", false), ("rahasia 3", true), ("rahasia 4", false)]
    {
        assert_eq!(page.contains(words), there, "{words}");
    }
}

#[actix_web::test]
async fn over_http_and_by_a_form_words_are_taken_back_as_over_the_socket() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = a_talk(&app).await;
    let mut at_sari = sari.enters(&room).await;
    let said = budi.says(&camera, "Lewat API").await.with(201)["message"].clone();
    let told = budi.regrets(&said["id"]).await.with(200)["message"].clone();
    assert_eq!((seq(&told), &told["kind"], &told["target"]), (2, &json!("deleted"), &json!(1)));
    let again = budi.regrets(&said["id"]).await.with(200);
    assert_eq!(again["message"], told, "twice is answered as the first time");
    assert_eq!(kept(at_sari.hears_messages_to(2).await.pop().unwrap()), told);

    // Dewi has no scripts.
    let dewi = app.browser();
    dewi.signs_up("Dewi").await;
    let about = format!("/barang/{}/chat", camera["slug"].as_str().unwrap());
    let chat = dewi.submits(&about, &[]).await.header("location").to_owned();
    let hers = json!(chat.strip_prefix("/chat/").unwrap());
    let mut at_sari = sari.enters(&hers).await;
    dewi.submits(&chat, &[("text", "Lewat formulir")]).await;
    assert_eq!(at_sari.hears("message").await["text"], "Lewat formulir");
    let of_the_first = "name=\"seq\" value=\"1\"";
    assert!(dewi.opens(&chat).await.text.contains(of_the_first));
    let forged = dewi.posts_form(&format!("{chat}/hapus"), &[("seq", "1")]).await;
    assert_eq!(forged.status, 403, "a form of somebody else's page");
    for _ in 0..2 {
        let answer = dewi.submits(&format!("{chat}/hapus"), &[("seq", "1")]).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (303, &*format!("{chat}#akhir"))
        );
    }
    let heard = at_sari.hears("message").await;
    assert_eq!((seq(&heard), &heard["kind"], &heard["target"]), (2, &json!("deleted"), &json!(1)));
    let page = dewi.opens(&chat).await.text;
    assert!(!page.contains("Lewat formulir") && page.contains("id=\"pesan-1\""), "{page}");
    assert!(!page.contains(of_the_first), "nothing is left to take back: {page}");
    assert_eq!(count(&app, "select count(*) from messages where kind = 'deleted'").await, 2);
}

/// A line with a narrow window, that is read only when somebody asks.
struct Narrow {
    line: WebSocketStream<TcpStream>,
}

impl Narrow {
    async fn open(app: &TestApp, who: &Person) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(16 * 1024).unwrap();
        // Small segments keep the app's own buffer small too, whatever the machine.
        socket2::SockRef::from(&socket).set_tcp_mss(1000).unwrap();
        let stream = socket.connect(app.at).await.unwrap();
        let mut hello = format!("ws://{}/ws", app.at).into_client_request().unwrap();
        let token = format!("Bearer {}", who.token).parse().unwrap();
        hello.headers_mut().insert("authorization", token);
        let (line, _) = client_async(hello, stream).await.unwrap();
        let mut narrow = Self { line };
        assert_eq!(narrow.next().await.unwrap()["type"], "welcome");
        narrow
    }

    /// Asks to be let in; the answer comes among what is heard.
    async fn joins(&mut self, room: &Value, since: i64) {
        let join = json!({"type": "join", "room": room, "since": since}).to_string();
        timeout(Duration::from_secs(10), self.line.send(Message::text(join)))
            .await
            .unwrap()
            .unwrap();
    }

    /// What comes next; the close code when the line ends instead (none when it is cut without).
    async fn next(&mut self) -> Result<Value, Option<u16>> {
        loop {
            let next = timeout(Duration::from_secs(15), self.line.next());
            match next.await.expect("something comes, or the line ends") {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(reason))) => {
                    return Err(reason.map(|reason| reason.code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(None),
            }
        }
    }
}

/// Sari's reader stands still while Budi says `most` messages of this size, and a few more while she reads on. Every
/// message is to reach her once and in order: on this line, or after she loaded the room or came again, as she is told.
/// Answers how often she was told to load the room, and how often her line was cut.
async fn sari_pauses(app: &TestApp, bytes: usize, most: i64) -> (usize, usize) {
    const MORE: i64 = 40;
    const HINTS: i32 = 1000;
    let (sari, budi, _, room) = a_talk(app).await;
    let mut at_budi = budi.enters(&room).await;
    let mut at_sari = Narrow::open(app, &sari).await;
    at_sari.joins(&room, 0).await;
    // Word of who comes may be quicker than the answer.
    while at_sari.next().await.unwrap()["type"] != "joined" {}

    let paused = Instant::now();
    let text = |n: i64| format!("{n:05}{}", "x".repeat(bytes - 5));
    let (mut sent, mut acked, mut shown) = (0, 0, 0);
    while sent < most || acked < sent || shown < sent {
        if sent < most && sent - acked < 16 {
            sent += 1;
            at_budi.sends(&room, &text(sent)).await;
            continue;
        }
        // Nobody holds Budi up: what he says comes back to him while Sari takes nothing.
        let event = timeout(Duration::from_secs(4), at_budi.hears_anything());
        let event = event.await.expect("Budi is not held up").expect("Budi's line holds");
        match event["type"].as_str().unwrap() {
            "ack" => acked += 1,
            "message" => {
                shown += 1;
                assert_eq!(seq(&event), shown);
            }
            "presence" | "read" => {}
            other => panic!("{other}: {event}"),
        }
    }
    // A reader whose buffers are full misses hints: by that the test knows that there was too much for them.
    for _ in 0..HINTS / 100 {
        at_budi.says_at_once((0..100).map(|_| json!({"type": "typing", "room": room}))).await;
        at_budi.joins(&room, Some(most)).await;
    }
    let paused = paused.elapsed();

    let talking = async {
        for n in 1..=MORE {
            at_budi.sends(&room, &text(most + n)).await;
            at_budi.hears("ack").await;
        }
        at_budi.hears_messages_to(most + MORE).await.len()
    };
    let (mut seen, mut hints, mut reloads, mut cuts) = (Vec::new(), 0, 0, 0);
    let reading = async {
        while i64::try_from(seen.len()).unwrap() < most + MORE {
            let last = i64::try_from(seen.len()).unwrap();
            match at_sari.next().await {
                Ok(event) => match event["type"].as_str().unwrap() {
                    "message" => seen.push(event),
                    "typing" => hints += 1,
                    "resync" => {
                        reloads += 1;
                        seen.extend(sari.reads_all_after(&room, last).await);
                        at_sari.joins(&room, i64::try_from(seen.len()).unwrap()).await;
                    }
                    "joined" | "presence" | "read" => {}
                    other => panic!("{other}: {event}"),
                },
                Err(code) => {
                    assert!(matches!(code, None | Some(4008)), "{code:?}");
                    cuts += 1;
                    at_sari = Narrow::open(app, &sari).await;
                    at_sari.joins(&room, last).await;
                }
            }
            if let Some(event) = seen.last() {
                let place = i64::try_from(seen.len()).unwrap();
                assert_eq!(seq(event), place, "every place once, in order");
            }
        }
    };
    let reading = timeout(Duration::from_secs(60), reading);
    let (heard, read) = futures_util::join!(talking, reading);
    read.expect("Sari catches up");
    assert_eq!(heard, usize::try_from(MORE).unwrap());
    assert_eq!(seqs(&seen), (1..=most + MORE).collect::<Vec<_>>());
    assert!((1..).zip(&seen).all(|(n, said)| said["text"] == text(n)), "word for word");
    assert!(hints < HINTS, "all buffers were full");
    assert!(
        cuts == 0 || paused > Duration::from_secs(4),
        "a pause of {paused:?} is no reason to cut"
    );
    (reloads, cuts)
}

#[actix_web::test]
async fn sari_who_pauses_while_three_megabytes_are_said_misses_nothing() {
    let app = TestApp::open().await;
    sari_pauses(&app, 4096, 750).await;
}

#[actix_web::test]
async fn sari_who_pauses_for_fewer_than_three_hundred_messages_reads_on_where_she_was() {
    let app = TestApp::open().await;
    let (reloads, _) = sari_pauses(&app, 8192, 290).await;
    assert_eq!(reloads, 0, "what is missed is sent, not asked for");
}

#[actix_web::test]
async fn what_went_wrong_is_said_in_the_readers_language() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = a_talk(&app).await;
    budi.says(&camera, "Halo").await.with(201);
    let mut sentences = Vec::new();
    for (wish, lang) in
        [("en-GB,en;q=0.9", "en"), ("id", "id"), ("fr", "id"), ("id;q=0.1, en;q=0.8", "en")]
    {
        let mut socket =
            Socket::dial_with(&app.url(""), &sari.token, ("Accept-Language", wish)).await;
        socket.hears("welcome").await;
        socket.joins(&room, None).await;
        let mut told = Vec::new();
        // By the door, by the room, by the journal, by a step of its own.
        socket.says(json!({"type": "sing"})).await;
        told.push(socket.hears("error").await);
        for said in [
            json!({"text": " "}),
            json!({"text": "Itu", "quote": 99}),
            json!({"photo": Uuid::now_v7()}),
        ] {
            let id = socket.tells(&room, said).await;
            told.push(socket.is_refused(id, "invalid").await);
        }
        let id = socket.takes_back(&room, 1).await;
        told.push(socket.is_refused(id, "message_not_yours").await);
        let id = socket.takes_back(&json!(Uuid::now_v7()), 1).await;
        told.push(socket.is_refused(id, "not_found").await);
        let told: Vec<String> =
            told.iter().map(|error| error["message"].as_str().unwrap().to_owned()).collect();
        assert_eq!(told[0].contains("not understood"), lang == "en", "{wish}: {told:?}");
        assert_eq!(told[1].contains("Write something first"), lang == "en", "{wish}: {told:?}");
        sentences.push((lang, told));
    }
    let of = |wanted: &str| -> Vec<&Vec<String>> {
        sentences.iter().filter(|(lang, _)| *lang == wanted).map(|(_, told)| told).collect()
    };
    let (english, indonesian) = (of("en"), of("id"));
    assert!(english[0] == english[1] && indonesian[0] == indonesian[1]);
    for (english, indonesian) in english[0].iter().zip(indonesian[0]) {
        assert_ne!(english, indonesian);
    }
}

/// Somebody who asks without cookie or token.
async fn asked(request: RequestBuilder) -> Answer {
    timeout(Duration::from_secs(10), Answer::of(request)).await.expect("an answer")
}

#[actix_web::test]
async fn the_meters_are_read_from_near_or_with_the_token_and_tell_no_words() {
    let app = TestApp::with(|config| config.metrics_token = Some("pengukur-12345".into())).await;
    let (sari, budi, _, room) = a_talk(&app).await;
    let mut at_sari = sari.enters(&room).await;
    let mut at_budi = budi.enters(&room).await;
    at_budi.sends(&room, "terongpanggang").await;
    at_budi.hears("ack").await;
    at_sari.hears("message").await;

    let url = app.url("/metrics");
    let near = asked(app.http.get(&url)).await;
    assert_eq!(near.status, 200);
    assert!(near.header("content-type").starts_with("text/plain"));
    for meter in [
        "tawar_sockets ",
        "tawar_rooms ",
        "tawar_messages_total ",
        "tawar_ack_seconds_bucket{le=\"",
        "tawar_ack_seconds_count ",
        "tawar_journal_commit_seconds_bucket{le=\"",
        "tawar_journal_batch_messages_bucket{le=\"",
    ] {
        let there = near.text.lines().any(|line| line.starts_with(meter));
        assert!(there, "{meter}: {}", near.text);
    }
    let secrets = ["terongpanggang", room.as_str().unwrap(), &sari.id, &budi.token, &budi.handle];
    for secret in secrets {
        assert!(!near.text.contains(secret), "{secret}");
    }

    // A proxy nobody told us about makes everybody look near.
    let far = |request: RequestBuilder| request.header("x-forwarded-for", "203.0.113.9");
    assert_eq!(asked(far(app.http.get(&url))).await.status, 404);
    let looped = app.http.get(&url).header("x-forwarded-for", "127.0.0.1");
    assert_eq!(asked(looped).await.status, 404);
    let shown = asked(far(app.http.get(&url).bearer_auth("pengukur-12345"))).await;
    assert_eq!(shown.status, 200);
    assert!(shown.text.contains("tawar_ack_seconds_bucket"));
    for wrong in ["pengukur-1234", "pengukur-123456", "", &budi.token] {
        let refused = asked(far(app.http.get(&url).bearer_auth(wrong))).await;
        assert_eq!(refused.status, 404, "{wrong}");
    }
}

#[actix_web::test]
async fn without_a_token_only_this_machine_reads_the_meters() {
    let app = TestApp::with(|config| config.behind_proxy = true).await;
    let url = app.url("/metrics");
    for (address, status) in
        [("203.0.113.9", 404), ("127.0.0.1, 203.0.113.9", 404), ("127.0.0.1", 200)]
    {
        let answer = asked(app.http.get(&url).header("x-forwarded-for", address)).await;
        assert_eq!(answer.status, status, "{address}");
    }
    assert_eq!(asked(app.http.get(&url)).await.status, 200);
    let far = app.http.get(&url).header("x-forwarded-for", "203.0.113.9").bearer_auth("");
    assert_eq!(asked(far).await.status, 404, "no token is no key");
}

#[actix_web::test]
async fn the_server_says_that_it_is_ready_and_answers_to_head() {
    let app = TestApp::open().await;
    let ready = asked(app.http.get(app.url("/readyz"))).await.with(200);
    let told = ["ready", "database", "journal", "leaving", "bus"].map(|field| ready[field].clone());
    assert_eq!(told, [json!(true), json!(true), json!(true), json!(false), json!("none")]);
    assert!(ready["outbox"]["waiting"].is_number(), "{ready}");
    for path in ["/", "/healthz", "/readyz", "/metrics"] {
        let answer = asked(app.http.head(app.url(path))).await;
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, ""), "{path}");
    }
    assert_eq!(asked(app.http.get(app.url("/healthz"))).await.text, "ok\n");
}

#[actix_web::test]
async fn budi_who_hides_his_screen_goes_after_a_moment_and_comes_at_once() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = a_talk(&app).await;
    let mut at_budi = budi.enters(&room).await;
    let mut at_sari = sari.connects().await;
    becomes(&app, "select count(*) from presence where visible", 2).await;
    let lag = Lag::of(&app);
    let joined = at_sari.joins(&room, None).await;
    assert_eq!(joined["present"].as_array().unwrap().len(), 2, "{joined}");
    for _ in 0..2 {
        let hidden = Instant::now();
        at_budi.says(json!({"type": "presence", "online": false})).await;
        let went = at_sari.hears("presence").await;
        assert_eq!((&went["user"], &went["online"]), (&json!(budi.id), &json!(false)));
        assert!(hidden.elapsed() > Duration::from_millis(1900), "{:?}", hidden.elapsed());
        let mut second = sari.connects().await;
        assert_eq!(second.joins(&room, None).await["present"], json!([sari.id]));
        let shown = Instant::now();
        at_budi.says(json!({"type": "presence", "online": true})).await;
        let came = at_sari.hears("presence").await;
        assert_eq!((&came["user"], &came["online"]), (&json!(budi.id), &json!(true)));
        lag.is_within("he is shown again", shown, Duration::from_secs(1));
    }
    // A glance at another tab is nobody's business: the next that is heard is what he says.
    at_budi.says(json!({"type": "presence", "online": false})).await;
    at_budi.says(json!({"type": "presence", "online": true})).await;
    // One of two screens is looked at: he is about.
    let mut phone = budi.enters(&room).await;
    at_budi.says(json!({"type": "presence", "online": false})).await;
    assert!(!at_sari.heard_within("presence", Duration::from_secs(3)).await);
    phone.says(json!({"type": "presence", "online": false})).await;
    assert_eq!(at_sari.hears("presence").await["online"], false);
    assert!(at_budi.overheard("presence").is_empty(), "nobody is told about himself");
}

/// Whether word came that somebody went who was away for less than two seconds. Word that he is there may come late: it is
/// on its way when one joins.
async fn heard_of_going(at: &mut Socket, patience: Duration, away: Duration) -> bool {
    at.heard_within("presence", patience).await;
    let went = at.overheard("presence").iter().any(|event| event["online"] == false);
    went && away < Duration::from_millis(1900)
}

#[actix_web::test]
async fn a_page_that_is_loaded_again_is_nobodys_business() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = a_talk(&app).await;
    let mut at_budi = budi.enters(&room).await;
    let mut at_sari = sari.connects().await;
    becomes(&app, "select count(*) from presence where visible", 2).await;
    at_sari.joins(&room, None).await;
    // Where the machine took longer than his two seconds he did go, and came again.
    let mut slowest = Duration::ZERO;
    for _ in 0..3 {
        let since = Instant::now();
        drop(at_budi);
        at_budi = budi.enters(&room).await;
        slowest = slowest.max(since.elapsed());
    }
    let a_moment = Duration::from_millis(500);
    assert!(!heard_of_going(&mut at_sari, a_moment, slowest).await, "one after the other");
    // A page that was left before it was there: he still has his two seconds.
    for _ in 0..3 {
        let since = Instant::now();
        drop(at_budi);
        drop(budi.connects().await);
        let told = heard_of_going(&mut at_sari, a_moment, since.elapsed()).await;
        assert!(!told, "two in one breath");
        at_budi = budi.enters(&room).await;
        slowest = slowest.max(since.elapsed());
    }
    if slowest > Duration::from_millis(1900) {
        return;
    }
    let left = Instant::now();
    drop(at_budi);
    let mut went = at_sari.hears("presence").await;
    while went["online"] == true {
        went = at_sari.hears("presence").await;
    }
    assert_eq!((&went["user"], &went["online"]), (&json!(budi.id), &json!(false)));
    assert!(left.elapsed() > Duration::from_millis(1900), "he was about till now");
}

#[actix_web::test]
async fn thirty_two_messages_in_one_breath_are_acked_in_the_order_they_were_said() {
    let app = TestApp::open().await;
    let (_, budi, _, room) = a_talk(&app).await;
    let photo = budi.takes_a_photo().await;
    let mut at_budi = budi.connects().await;
    // First for a room that does not run yet, then for one that runs, then with photos in between.
    for round in 0..3_i64 {
        if round == 1 {
            at_budi.joins(&room, None).await;
        }
        let ids: Vec<Uuid> = (0..32).map(|_| Uuid::now_v7()).collect();
        let said = (0..).zip(&ids).map(|(n, id)| {
            let photo = (round == 2 && n % 7 == 3).then_some(&photo);
            json!({"type": "send", "room": room, "id": id, "text": format!("ke-{n}"), "photo": photo})
        });
        at_budi.says_at_once(said).await;
        let mut places = HashMap::new();
        for _ in 0..32 {
            let ack = at_budi.hears("ack").await;
            let id: Uuid = ack["id"].as_str().unwrap().parse().unwrap();
            assert!(places.insert(id, seq(&ack)).is_none(), "acked once: {ack}");
        }
        let places: Vec<i64> = ids.iter().map(|id| places[id]).collect();
        assert_eq!(places, (round * 32 + 1..=round * 32 + 32).collect::<Vec<_>>());
        if round > 0 {
            at_budi.hears_messages_to(round * 32 + 32).await;
        }
        assert!(at_budi.overheard("error").is_empty());
    }
    let shown = budi.reads_all_after(&room, 0).await;
    let texts = (0..3).flat_map(|_| (0..32).map(|n| json!(format!("ke-{n}"))));
    assert!(shown.iter().map(|said| said["text"].clone()).eq(texts), "{shown:?}");
}

#[actix_web::test]
async fn sari_who_only_asks_now_and_then_pieces_the_same_talk_together() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = a_talk(&app).await;
    let mut at_budi = budi.enters(&room).await;
    let photo = budi.takes_a_photo().await;
    // What she shows: by place, and what a marker says is gone.
    let mut shown: BTreeMap<i64, Value> = BTreeMap::new();
    let asks = async |shown: &mut BTreeMap<i64, Value>, limit: i64| {
        loop {
            let last = shown.keys().next_back().copied().unwrap_or(0);
            let missed = sari.reads(&room, &format!("after={last}&limit={limit}")).await;
            for message in &missed {
                assert_eq!(seq(message), shown.keys().next_back().map_or(1, |last| last + 1));
                if let Some(target) = message["target"].as_i64() {
                    let gone = shown.get_mut(&target).unwrap();
                    gone.as_object_mut().unwrap().remove("photo");
                    (gone["text"], gone["deleted"]) = (json!(""), json!(true));
                }
                shown.insert(seq(message), message.clone());
            }
            if missed.is_empty() {
                return;
            }
        }
    };
    for n in 1..=3 {
        at_budi.sends(&room, &format!("pesan {n}")).await;
        at_budi.hears("ack").await;
    }
    let id = at_budi.tells(&room, json!({"photo": photo, "text": "foto"})).await;
    assert_eq!(at_budi.is_acked(id).await, 4);
    asks(&mut shown, 50).await;
    assert_eq!(shown.len(), 4);
    for (target, place) in [(2, 5), (4, 6)] {
        let id = at_budi.takes_back(&room, target).await;
        assert_eq!(at_budi.is_acked(id).await, place);
    }
    at_budi.tells(&room, json!({"text": "Ralat", "quote": 2})).await;
    assert_eq!(seq(&at_budi.hears("ack").await), 7);
    let markers = sari.reads(&room, "after=4").await;
    let told: Vec<(i64, &Value)> =
        markers.iter().map(|said| (seq(said), &said["target"])).collect();
    assert_eq!(told, [(5, &json!(2)), (6, &json!(4)), (7, &Value::Null)]);
    asks(&mut shown, 2).await;
    let offered = budi.offers(&camera, 900_000).await.with(201)["negotiation"].clone();
    sari.moves(&offered, "decline", None).await.with(200);
    let id = at_budi.takes_back(&room, 7).await;
    assert_eq!(at_budi.is_acked(id).await, 10);
    asks(&mut shown, 1).await;
    let pieced: Vec<Value> = shown.into_values().collect();
    assert_eq!(seqs(&pieced), (1..=10).collect::<Vec<_>>());
    assert_eq!(pieced, budi.reads_all_after(&room, 0).await, "as a fresh look shows it");
    assert!(sari.reads(&room, "after=10").await.is_empty());
    sari.get(&format!("/api/rooms/{}/messages?after=x", room.as_str().unwrap())).await.with(422);
}
