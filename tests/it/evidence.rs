//! Evidence: what Sari and Budi said can be shown to Hakim, and whoever changes it is found.

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Binary, SmallInt};
use serde_json::{Value, json};
use tawar::base::clock::Timestamp;
use tawar::base::crypto::SecretKey;
use tawar::base::db::Conn;
use tawar::base::encryption::Encryption;
use tawar::base::error::AppResult;
use tawar::base::ids::{MessageId, RoomId};
use tawar::care::evidence::{self, Bundle, Exporter, Signer};
use tawar::chat::rooms::{chain, reseal};
use tawar::integrity;

use crate::support::{Person, TestApp, count};

pub fn secret() -> SecretKey {
    SecretKey::new(b"a secret that only tests know, long enough".to_vec())
}

pub fn signer() -> Signer {
    Signer::new(&secret()).unwrap()
}

pub fn id(room: &Value) -> RoomId {
    room.as_str().unwrap().parse().unwrap()
}

/// Sari and Budi have talked, bargained and agreed; Budi took a message back before. Twelve messages.
pub async fn a_deal(app: &TestApp) -> (Person, Person, Value, Value) {
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let room = budi.opens_chat(&camera).await;
    let (mut at_sari, mut at_budi) = (sari.enters(&room).await, budi.enters(&room).await);
    at_budi.sends(&room, "Masih ada, Kak?").await;
    at_budi.hears("ack").await;
    at_sari.sends(&room, "Masih, mulus 👌").await;
    at_sari.hears("ack").await;
    let slip = at_budi.sends(&room, "nomor rekening saya 1234567890").await;
    at_budi.hears("ack").await;
    let gone = budi.delete(&format!("/api/messages/{slip}")).await;
    assert!(gone.status.is_success(), "{}", gone.text);
    let first = budi.offers(&camera, 1_000_000).await.with(201)["negotiation"].clone();
    let counter = sari.moves(&first, "counter", Some(1_150_000)).await.with(200);
    let counter = counter["negotiation"].clone();
    budi.moves(&counter, "accept", None).await.with(200);
    at_sari.sends(&room, "Ketemu di Braga ya").await;
    at_sari.hears("ack").await;
    at_budi.sends(&room, "Siap, jam empat").await;
    at_budi.hears("ack").await;
    (sari, budi, camera, room)
}

/// The bundle of a room, signed for the site `tawar`.
pub fn export_from(
    conn: &mut Conn,
    encryption: &Encryption,
    room: RoomId,
    now: Timestamp,
) -> AppResult<Bundle> {
    Exporter { encryption, signer: &signer(), site: "tawar" }.export(conn, room, now)
}

pub async fn export(app: &TestApp, room: RoomId) -> Bundle {
    let (encryption, now) = (app.encryption.clone(), app.clock.now());
    app.db.read(move |conn| export_from(conn, &encryption, room, now)).await.unwrap()
}

fn written(bundle: &Bundle) -> String {
    serde_json::to_string_pretty(bundle).unwrap()
}

pub async fn seal(app: &TestApp) -> usize {
    let (db, now) = (app.db.clone(), app.clock.now());
    actix_web::web::block(move || evidence::seal_due(&db, &signer(), now).unwrap()).await.unwrap()
}

pub async fn sql(app: &TestApp, text: impl Into<String>) {
    let text = text.into();
    app.db
        .read(move |conn| {
            conn.batch_execute(&text).unwrap_or_else(|err| panic!("{text}: {err}"));
            Ok(())
        })
        .await
        .unwrap();
}

#[actix_web::test]
async fn hakim_verifies_what_sari_and_budi_said_without_asking_the_server() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = a_deal(&app).await;
    assert_eq!(seal(&app).await, 1);
    let bundle = export(&app, id(&room)).await;
    let text = written(&bundle);
    let verified = evidence::verify(&text, Some(&signer().public_key())).unwrap();
    let n = bundle.messages.len();
    assert_eq!(verified.with_words, n - 1, "one was taken back");
    assert_eq!((bundle.offers.len(), bundle.moves.len(), bundle.deals.len()), (2, 3, 1));
    assert_eq!(bundle.seals.len(), 1);
    assert_eq!(bundle.deals[0].row.amount, 1_150_000);
    assert_eq!((bundle.room.buyer.handle, bundle.room.seller.handle), (budi.handle, sari.handle));
    for words in ["Masih, mulus 👌", "Rp1.150.000", "Ketemu di Braga ya"] {
        assert!(text.contains(words), "{words}");
    }
    assert!(!text.contains("1234567890"), "what was taken back is in no bundle");

    let other = Signer::new(&SecretKey::new(b"the secret of another server".to_vec())).unwrap();
    let why = evidence::verify(&text, Some(&other.public_key())).unwrap_err();
    assert!(why.contains("another public key"), "{why}");

    // The same on the command line, far from any app.
    let path = std::env::temp_dir().join(format!("bundle-{}.json", uuid::Uuid::new_v4()));
    std::fs::write(&path, &text).unwrap();
    let tawar = |args: &[&str]| {
        let ran = std::process::Command::new(env!("CARGO_BIN_EXE_tawar"))
            .arg("verify")
            .arg(&path)
            .args(args)
            .env("TAWAR_DATA", "/nowhere")
            .env("TAWAR_ENV", "production")
            .output()
            .unwrap();
        (ran.status.code().unwrap(), String::from_utf8(ran.stdout).unwrap())
    };
    let key = evidence::encode(&signer().public_key());
    let (code, said) = tawar(&["--key", &key]);
    assert!(code == 0 && said.starts_with("OK") && !said.contains("own word"), "{said}");
    let (code, said) = tawar(&[]);
    assert!(code == 0 && said.contains(&evidence::fingerprint(&signer().public_key())), "{said}");
    assert!(said.contains("own word"), "{said}");
    std::fs::write(&path, text.replace("Ketemu di Braga", "Ketemu di Dago")).unwrap();
    let (code, said) = tawar(&["--key", &key]);
    assert!(code == 1 && said.contains("its words do not fit their digest"), "{said}");
    std::fs::remove_file(&path).unwrap();
}

#[actix_web::test]
async fn whatever_is_changed_in_a_bundle_is_named() {
    let app = TestApp::open().await;
    let (_, _, _, room) = a_deal(&app).await;
    seal(&app).await;
    let whole = serde_json::to_value(export(&app, id(&room)).await).unwrap();
    let n = whole["messages"].as_array().unwrap().len();
    let offer = whole["messages"].as_array().unwrap().iter().position(|m| m["kind"] == "offer");
    let (offer, room) = (offer.unwrap(), room.as_str().unwrap());
    let refuses = |what: &str, change: &dyn Fn(&mut Value), named: &str| {
        let mut bundle = whole.clone();
        change(&mut bundle);
        let why = evidence::verify(&bundle.to_string(), None).expect_err(what);
        assert!(why.contains(named), "{what}: {why}, not {named}");
    };
    let at = |seq: usize, what: &str| format!("message {seq} of room {room}: {what}");
    let linked = "it was changed, or a row before it was left out or put in";
    let row = |field: &'static str, value: Value| {
        move |bundle: &mut Value| bundle["messages"][1][field] = value.clone()
    };
    let digest = at(2, "its words do not fit their digest");
    refuses("words", &row("words", json!("Sudah laku")), &digest);
    refuses("salt", &row("salt", json!("00".repeat(16))), &digest);
    refuses("digest", &row("digest", json!("00".repeat(32))), &digest);
    for (field, value) in [
        ("at", json!("2026-01-01T00:00:00Z")),
        ("sender", json!(null)),
        ("sender", json!(uuid::Uuid::new_v4())),
        ("id", json!(MessageId::fresh())),
        ("kind", json!("photo")),
        ("photo", json!(uuid::Uuid::new_v4())),
        ("offer", json!(uuid::Uuid::new_v4())),
        ("about", json!(1)),
        ("chain", json!("00".repeat(32))),
    ] {
        refuses(field, &row(field, value), &at(2, linked));
    }
    refuses("no words", &row("words", Value::Null), &at(2, "of words and salt one is missing"));
    refuses("kind", &row("kind", json!("tekst")), &at(2, "it does not read"));
    refuses("place", &row("seq", json!(7)), &at(2, "it is missing"));
    let rows = |bundle: &mut Value, change: &dyn Fn(&mut Vec<Value>)| {
        change(bundle["messages"].as_array_mut().unwrap());
    };
    refuses(
        "words taken out",
        &|b| {
            b["messages"][1]["words"] = Value::Null;
            b["messages"][1]["salt"] = Value::Null;
        },
        &at(2, "its words were taken out after the export"),
    );
    refuses(
        "words taken out and said so",
        &|b| {
            b["messages"][1]["words"] = Value::Null;
            b["messages"][1]["salt"] = Value::Null;
            b["without_words"].as_array_mut().unwrap().push(json!(2));
        },
        "its head is not signed by this server",
    );
    refuses("left out", &|b| rows(b, &|r| drop(r.remove(1))), &at(2, "it is missing"));
    refuses("the last left out", &|b| rows(b, &|r| drop(r.pop())), &at(n, "it is missing"));
    refuses(
        "put in",
        &|b| {
            rows(b, &|r| {
                let mut new = r[1].clone();
                new["id"] = json!(MessageId::fresh());
                r.insert(2, new);
                (1..).zip(r).for_each(|(seq, row)| row["seq"] = json!(seq));
            });
        },
        &at(3, linked),
    );
    refuses(
        "put in at the end",
        &|b| {
            rows(b, &|r| {
                let mut new = r[n - 1].clone();
                new["seq"] = json!(n + 1);
                r.push(new);
            });
        },
        &at(n + 1, linked),
    );
    refuses("swapped", &|b| rows(b, &|r| r.swap(0, 1)), &at(1, "it is missing"));
    refuses(
        "swapped with their places",
        &|b| {
            rows(b, &|r| {
                r.swap(0, 1);
                (1..).zip(r).for_each(|(seq, row)| row["seq"] = json!(seq));
            });
        },
        &at(1, linked),
    );
    refuses("linked anew", &|b| *b = linked_anew(b, 2, "Sudah laku"), "is not what was sealed on");
    refuses(
        "linked anew, without seals",
        &|b| {
            *b = linked_anew(b, 2, "Sudah laku");
            b["seals"] = json!([]);
        },
        &at(n, "its link is not the head that this server signed"),
    );
    refuses(
        "linked anew, with the head",
        &|b| {
            *b = linked_anew(b, 2, "Sudah laku");
            b["seals"] = json!([]);
            b["head"]["chain"] = b["messages"][n - 1]["chain"].clone();
        },
        "its head is not signed by this server",
    );
    let offer_of = &whole["messages"][offer]["offer"];
    refuses(
        "amount",
        &|b| b["offers"][0]["amount"] = json!(900_000),
        &at(offer + 1, "it says Rp1.000.000, the row of its offer Rp900.000"),
    );
    refuses("whose", &|b| b["offers"][0]["by"] = json!("seller"), &at(offer + 1, "the buyer made"));
    refuses("no row", &|b| b["offers"] = json!([]), &at(offer + 1, "its offer has no row"));
    let changed =
        format!("offer {} of room {room}: its row was changed", offer_of.as_str().unwrap());
    refuses("status", &|b| b["offers"][0]["status"] = json!("accepted"), &changed);
    refuses("note", &|b| b["offers"][0]["note"] = json!("tunai"), &changed);
    refuses("settled", &|b| b["offers"][0]["settled_at"] = Value::Null, &changed);
    refuses("move", &|b| b["moves"][1]["kind"] = json!("accept"), "its row was changed");
    refuses("deal", &|b| b["deals"][0]["status"] = json!("completed"), "its row was changed");
    refuses("no deal", &|b| b["deals"] = json!([]), "its head is not signed by this server");
    refuses("names", &|b| b["room"]["buyer"]["handle"] = json!("rara"), "its head is not signed");
    refuses("site", &|b| b["site"] = json!("toko sebelah"), "its head is not signed");
    refuses(
        "seal",
        &|b| b["seals"][0]["at"] = json!("2026-01-01T00:00:00Z"),
        "is not this server's",
    );
    refuses("no seal", &|b| b["seals"] = json!([]), "its head is not signed by this server");
    refuses("version", &|b| b["version"] = json!(2), "no bundle of a version");
    refuses("more", &|b| b["messages"][1]["extra"] = json!(1), &at(2, "it does not read"));
    refuses("beside", &|b| b["offers"][0]["remark"] = json!("lunas"), "did not write");
    refuses("head", &|b| b["head"]["at"] = json!("2026-01-01T00:00:00Z"), "its head is not signed");
    let twice = whole.to_string();
    for (field, other) in
        [("\"words\":", "\"words\":\"Sudah laku\","), ("\"note\":", "\"note\":\"lunas\",")]
    {
        let text = twice.replacen(field, &format!("{other}{field}"), 1);
        let why = evidence::verify(&text, None).unwrap_err();
        assert!(why.contains("it holds something twice"), "{field} {why}");
    }
    assert!(evidence::verify("halo", None).unwrap_err().starts_with("it is no bundle"));
}

/// A bundle in which somebody changed words, and everything from there that needs no signature.
fn linked_anew(bundle: &Value, seq: usize, words: &str) -> Value {
    let mut bundle: Bundle = serde_json::from_value(bundle.clone()).unwrap();
    let room = bundle.room.id;
    let line = &mut bundle.messages[seq - 1];
    let salt = evidence::decode(line.salt.as_ref().unwrap()).unwrap();
    line.words = Some(words.into());
    line.digest = chain::digest(&salt, words.as_bytes()).to_vec();
    let mut before = Vec::new();
    for line in &mut bundle.messages {
        line.chain = chain::link(&before, &line.link(room)).to_vec();
        before = line.chain.clone();
    }
    serde_json::to_value(bundle).unwrap()
}

async fn found(app: &TestApp) -> String {
    let checks = integrity::examine(&app.db, &secret(), None).await.unwrap();
    integrity::report(&checks)
}

#[actix_web::test]
async fn whoever_changes_a_row_in_postgres_is_named_by_verify_and_found_by_check() {
    let app = TestApp::open().await;
    let (sari, _, _, room) = a_deal(&app).await;
    seal(&app).await;
    // Another room beside it stays whole.
    let rara = app.person("Rara").await;
    let hers = rara.opens_chat(&sari.posts(json!({})).await).await;
    app.settled().await;
    let (n, room_id) =
        (count(&app, "select last_seq from rooms where last_seq > 0").await, id(&room));
    assert!(found(&app).await.ends_with("Everything is whole.\n"), "{}", found(&app).await);
    sql(&app, "create table kept as select * from messages; create table kept_rooms as select * from rooms").await;
    let linked = "it was changed, or a row before it was left out or put in";
    let cases: &[(&str, String, i64, &str, &str)] = &[
        ("time", "update messages set at = at - interval '1 day' where seq = 2".into(), 2, linked, "chains"),
        ("sender", format!("update messages set sender_id = '{}' where seq = 1", sari.id), 1, linked, "chains"),
        ("a stranger", format!("update messages set sender_id = '{}' where seq = 1", rara.id), 1, linked, "members"),
        ("kind", "update messages set kind = 'system' where seq = 2".into(), 2, linked, "chains"),
        ("quote", "update messages set about = 1 where seq = 2".into(), 2, linked, "chains"),
        ("digest", "update messages set digest = sha256('x') where seq = 2".into(), 2, "its words do not fit", "words"),
        ("link", "update messages set chain = sha256('x') where seq = 2".into(), 2, linked, "chains"),
        ("sealed words", "update messages set body = set_byte(body, 30, get_byte(body, 30) # 1) where seq = 2".into(), 2, "its sealed words did not open", "words"),
        ("another's words", "update messages m set body = o.body from messages o where m.seq = 2 and o.seq = 1".into(), 2, "its sealed words did not open", "words"),
        ("left out", "delete from messages where seq = 3".into(), 3, "it is missing", "places"),
        ("the last left out", format!("delete from messages where seq = {n}"), n, "it is missing", "heads"),
        ("put in", format!("insert into messages select room_id, {n} + 1, gen_random_uuid(), sender_id, kind, offer_id, photo_id, at, null, null, about, digest, chain from messages where seq = 2"), n + 1, linked, "places"),
        ("swapped", "update messages set seq = 1000 where seq = 1; update messages set seq = 1 where seq = 2; update messages set seq = 2 where seq = 1000".into(), 1, linked, "chains"),
    ];
    for (what, change, seq, named, checked) in cases {
        sql(&app, change.clone()).await;
        let bundle = written(&export(&app, room_id).await);
        let why = evidence::verify(&bundle, None).expect_err(what);
        let place = format!("message {seq} of room {room_id}: ");
        assert!(why.starts_with(&place) && why.contains(named), "{what}: {why}");
        let report = found(&app).await;
        assert!(report.contains(&format!("!!  {checked} ")), "{what}: {report}");
        assert!(evidence::verify(&written(&export(&app, id(&hers)).await), None).is_ok());
        sql(&app, "delete from messages; insert into messages (room_id, seq, id, sender_id, kind, offer_id, photo_id, at, body, key_id, about, digest, chain) select room_id, seq, id, sender_id, kind, offer_id, photo_id, at, body, key_id, about, digest, chain from kept").await;
    }

    // Somebody who has the keys seals other words into the row.
    put_other_words(&app, room_id, false).await;
    let why = evidence::verify(&written(&export(&app, room_id).await), None).unwrap_err();
    assert_eq!(why, format!("message 2 of room {room_id}: its words do not fit their digest"));
    assert!(found(&app).await.contains("!!  words "));

    // And even links everything anew, with the head: yesterday's seal stands against it.
    put_other_words(&app, room_id, true).await;
    let why = evidence::verify(&written(&export(&app, room_id).await), None).unwrap_err();
    assert!(why.contains("is not what was sealed on"), "{why}");
    let report = found(&app).await;
    assert!(report.contains("!!  seals ") && report.contains("ok  chains "), "{report}");
}

/// Seals other words into message 2, as somebody with the keys of the app could; perhaps links all anew.
async fn put_other_words(app: &TestApp, room: RoomId, anew: bool) {
    let encryption = app.encryption.clone();
    let work = app.db.read(move |conn| {
        let mut rows = reseal::rows_of(conn, room)?;
        let row = &mut rows[1];
        let salted = row.salted(&encryption)?.unwrap();
        let salt = salted[..chain::SALT].to_vec();
        let aad = [row.room_id.0.into_bytes(), row.id.0.into_bytes()].concat();
        let (key, body) = encryption.encrypt(&aad, &[&salt, b"Sudah laku"], chrono::Utc::now())?;
        (row.key_id, row.body) = (Some(key), Some(body));
        if anew {
            row.digest = chain::digest(&salt, b"Sudah laku").to_vec();
        }
        let mut before = Vec::new();
        for mut row in rows {
            if anew {
                row.chain = chain::link(&before, &row.link()).to_vec();
            }
            before = row.chain.clone();
            diesel::sql_query("update messages set body = $1, key_id = $2, digest = $3, chain = $4 where seq = $5")
                .bind::<diesel::sql_types::Nullable<Binary>, _>(row.body)
                .bind::<diesel::sql_types::Nullable<SmallInt>, _>(row.key_id)
                .bind::<Binary, _>(row.digest)
                .bind::<Binary, _>(row.chain)
                .bind::<BigInt, _>(row.seq)
                .execute(conn)?;
        }
        diesel::sql_query("update rooms set chain = $1 where last_seq > 0")
            .bind::<Binary, _>(before)
            .execute(conn)?;
        Ok(())
    });
    work.await.unwrap();
}

#[actix_web::test]
async fn a_room_that_goes_on_is_sealed_once_a_day_and_one_at_rest_is_left_alone() {
    let app = TestApp::at_noon().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let room = budi.opens_chat(&camera).await;
    assert_eq!(seal(&app).await, 0, "nothing was said yet");
    budi.says(&camera, "Masih ada?").await.with(201);
    let (one, two) = futures_util::join!(seal(&app), seal(&app));
    assert_eq!(one + two, 1, "two nodes at once make one seal");
    budi.says(&camera, "Kak?").await.with(201);
    app.clock.advance(chrono::Duration::hours(23));
    assert_eq!(seal(&app).await, 0, "the last one is not a day old");
    app.clock.advance(chrono::Duration::hours(2));
    assert_eq!(seal(&app).await, 1);
    app.clock.advance(chrono::Duration::days(3));
    assert_eq!(seal(&app).await, 0, "nothing was said since");
    let bundle = export(&app, id(&room)).await;
    let sealed: Vec<i64> = bundle.seals.iter().map(|seal| seal.seq).collect();
    assert_eq!(sealed, [1, 2]);
    evidence::verify(&written(&bundle), None).unwrap();
    let empty = sari.posts(json!({})).await;
    let empty = export(&app, id(&budi.opens_chat(&empty).await)).await;
    evidence::verify(&written(&empty), None).unwrap();
}

#[actix_web::test]
async fn when_budi_is_erased_his_words_are_gone_and_the_chain_still_holds() {
    let app = TestApp::open().await;
    let (_, budi, _, room) = a_deal(&app).await;
    seal(&app).await;
    sql(&app, "update offers set note = 'rumah saya di Jalan Braga 7' where by = 'buyer'").await;
    let user = budi.id.parse().unwrap();
    let erased = app.db.transaction(move |conn| evidence::redact_person(conn, user));
    // Three he said (one he took back before), the message that told of it, his offer.
    let his =
        count(&app, format!("select count(*) from messages where sender_id = '{}'", budi.id)).await;
    assert_eq!(i64::try_from(erased.await.unwrap()).unwrap(), his - 1);
    let left = format!(
        "select count(*) from messages where sender_id = '{}' and body is not null",
        budi.id
    );
    assert_eq!(count(&app, left).await, 0);
    let text = written(&export(&app, id(&room)).await);
    evidence::verify(&text, Some(&signer().public_key())).unwrap();
    for words in ["Masih ada, Kak?", "Siap, jam empat", "Jalan Braga"] {
        assert!(!text.contains(words), "{words}");
    }
    assert!(text.contains("Ketemu di Braga ya"), "what Sari said stays");
    let report = found(&app).await;
    assert!(report.ends_with("Everything is whole.\n"), "{report}");
    let again = app.db.transaction(move |conn| evidence::redact_person(conn, user));
    assert_eq!(again.await.unwrap(), 0);
}

#[actix_web::test]
async fn a_barter_is_shown_with_all_that_was_given_and_whoever_changes_a_good_is_found() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let swap = json!({"modes": ["barter"], "price": null, "min_price": null, "wanted": "Apa saja"});
    let (camera, mut lens) = (sari.posts(swap.clone()).await, swap);
    lens["title"] = json!("Lensa 50mm");
    let lens = budi.posts(lens).await;
    let first = budi.offers_goods(&camera, &[&lens], 50_000).await.with(201);
    let why = json!({"note": "boleh tambah sedikit?"});
    sari.moves_with(&first["negotiation"], "decline", why).await.with(200);
    let next = budi.offers_goods(&camera, &[&lens], 75_000).await.with(201);
    sari.moves(&next["negotiation"], "accept", None).await.with(200);
    let room = id(&first["room"]);
    let text = written(&export(&app, room).await);
    evidence::verify(&text, Some(&signer().public_key())).unwrap();
    let told: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(told["offers"][0]["reason"], "boleh tambah sedikit?");
    assert_eq!(told["offers"][1]["items"], json!([lens["id"]]));
    let given: Vec<&Value> = told["deals"][0]["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["terms"]["title"])
        .collect();
    assert_eq!(given, [&camera["title"], &lens["title"]]);
    // A good that is exchanged, a price that is changed, terms that are rewritten: each is named.
    let id_of_lens = lens["id"].as_str().unwrap();
    for (was, becomes) in [
        (id_of_lens, camera["id"].as_str().unwrap()),
        ("75000", "5000"),
        ("\"title\": \"Lensa 50mm\"", "\"title\": \"Tutup lensa\""),
    ] {
        assert!(text.contains(was), "{was}");
        let changed = text.replace(was, becomes);
        assert!(evidence::verify(&changed, Some(&signer().public_key())).is_err(), "{was}");
    }
}
