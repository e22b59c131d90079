//! Evidence: Hakim verifies the chat of Sari and Budi, and every change to it is found.

mod bundles;
mod parties;
mod rows;

use diesel::connection::SimpleConnection;
use serde_json::{Value, json};
use tawar::base::clock::Timestamp;
use tawar::base::crypto::SecretKey;
use tawar::base::db::Conn;
use tawar::base::encryption::Encryption;
use tawar::base::error::AppResult;
use tawar::base::ids::RoomId;
use tawar::care::evidence::{self, Bundle, Exporter, Signer};
use tawar::integrity;

use crate::support::{Person, TestApp, count};

pub fn secret() -> SecretKey {
    crate::support::secret()
}

pub fn signer() -> Signer {
    Signer::new(&secret()).unwrap()
}

pub fn id(room: &Value) -> RoomId {
    room.as_str().unwrap().parse().unwrap()
}

/// Sari and Budi have chatted, bargained and agreed; Budi deleted a message before. Twelve messages.
pub async fn agreed_deal(app: &TestApp) -> (Person, Person, Value, Value) {
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let room = budi.opens_chat(&camera).await;
    let (mut at_sari, mut at_budi) = (sari.joins_room(&room).await, budi.joins_room(&room).await);
    at_budi.sends_message(&room, "Masih ada, Kak?").await;
    at_budi.receives("ack").await;
    at_sari.sends_message(&room, "Masih, mulus 👌").await;
    at_sari.receives("ack").await;
    let secret = at_budi.sends_message(&room, "nomor rekening saya 1234567890").await;
    at_budi.receives("ack").await;
    let gone = budi.delete(&format!("/api/messages/{secret}")).await;
    assert!(gone.status.is_success(), "{}", gone.text);
    let first = budi.offers(&camera, 1_000_000).await.with(201)["negotiation"].clone();
    let counter = sari.moves(&first, "counter", Some(1_150_000)).await.with(200);
    let counter = counter["negotiation"].clone();
    budi.moves(&counter, "accept", None).await.with(200);
    at_sari.sends_message(&room, "Ketemu di Braga ya").await;
    at_sari.receives("ack").await;
    at_budi.sends_message(&room, "Siap, jam empat").await;
    at_budi.receives("ack").await;
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

fn to_json(bundle: &Bundle) -> String {
    serde_json::to_string_pretty(bundle).unwrap()
}

pub async fn seal_rooms(app: &TestApp) -> usize {
    let (db, now) = (app.db.clone(), app.clock.now());
    actix_web::web::block(move || evidence::seal_due(&db, &signer(), now).unwrap()).await.unwrap()
}

pub async fn sql(app: &TestApp, text: impl Into<String>) {
    let (text, mut owner) = (text.into(), app.owner());
    let run = move || {
        owner.batch_execute(&text).unwrap_or_else(|err| panic!("{text}: {err}"));
    };
    actix_web::web::block(run).await.unwrap();
}

#[actix_web::test]
async fn hakim_verifies_the_chat_of_sari_and_budi_without_the_server() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = agreed_deal(&app).await;
    assert_eq!(seal_rooms(&app).await, 1);
    let bundle = export(&app, id(&room)).await;
    let text = to_json(&bundle);
    let verified = evidence::verify(&text, Some(&signer().public_key())).unwrap();
    let n = bundle.messages.len();
    assert_eq!(verified.with_words, n - 1, "one was deleted");
    assert_eq!((bundle.offers.len(), bundle.moves.len(), bundle.deals.len()), (2, 3, 1));
    assert_eq!(bundle.seals.len(), 1);
    assert_eq!(bundle.deals[0].row.amount, 1_150_000);
    assert_eq!((bundle.room.buyer.handle, bundle.room.seller.handle), (budi.handle, sari.handle));
    for part in ["Masih, mulus 👌", "Rp1.150.000", "Ketemu di Braga ya"] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!text.contains("1234567890"), "a deleted text is in no bundle");

    let other = Signer::new(&SecretKey::new(b"the secret of another server".to_vec())).unwrap();
    let why = evidence::verify(&text, Some(&other.public_key())).unwrap_err().to_string();
    assert!(why.contains("another public key"), "{why}");

    // The same on the command line, without an app.
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
    let (code, printed) = tawar(&["--key", &key]);
    assert!(code == 0 && printed.starts_with("OK") && !printed.contains("own word"), "{printed}");
    let (code, printed) = tawar(&[]);
    assert!(
        code == 0 && printed.contains(&evidence::fingerprint(&signer().public_key())),
        "{printed}"
    );
    assert!(printed.contains("own word"), "{printed}");
    std::fs::write(&path, text.replace("Ketemu di Braga", "Ketemu di Dago")).unwrap();
    let (code, printed) = tawar(&["--key", &key]);
    assert!(code == 1 && printed.contains("its words do not fit their digest"), "{printed}");
    std::fs::remove_file(&path).unwrap();
}

async fn check_report(app: &TestApp) -> String {
    let checks = integrity::examine(&app.db, &secret(), None).await.unwrap();
    integrity::report(&checks)
}

#[actix_web::test]
async fn an_active_room_is_sealed_once_a_day_and_an_idle_one_is_not() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let room = budi.opens_chat(&camera).await;
    assert_eq!(seal_rooms(&app).await, 0, "there is no message yet");
    budi.posts_message(&camera, "Masih ada?").await.with(201);
    let (one, two) = futures_util::join!(seal_rooms(&app), seal_rooms(&app));
    assert_eq!(one + two, 1, "two nodes at once make one seal");
    budi.posts_message(&camera, "Kak?").await.with(201);
    app.clock.advance(chrono::Duration::hours(23));
    assert_eq!(seal_rooms(&app).await, 0, "the last one is not a day old");
    app.clock.advance(chrono::Duration::hours(2));
    assert_eq!(seal_rooms(&app).await, 1);
    app.clock.advance(chrono::Duration::days(3));
    assert_eq!(seal_rooms(&app).await, 0, "there is no message since");
    let bundle = export(&app, id(&room)).await;
    let sealed: Vec<i64> = bundle.seals.iter().map(|seal_rooms| seal_rooms.seq).collect();
    assert_eq!(sealed, [1, 2]);
    evidence::verify(&to_json(&bundle), None).unwrap();
    let empty = sari.posts(json!({})).await;
    let empty = export(&app, id(&budi.opens_chat(&empty).await)).await;
    evidence::verify(&to_json(&empty), None).unwrap();
}

#[actix_web::test]
async fn erasing_budi_deletes_his_texts_and_the_chain_stays_valid() {
    let app = TestApp::open().await;
    let (_, budi, _, room) = agreed_deal(&app).await;
    seal_rooms(&app).await;
    sql(&app, "update offers set note = 'rumah saya di Jalan Braga 7' where by = 'buyer'").await;
    let user = budi.id.parse().unwrap();
    let erased = app.db.transaction(move |conn| evidence::redact_person(conn, user));
    // His three messages (one deleted before), its `deleted` marker, his offer.
    let his =
        count(&app, format!("select count(*) from messages where sender_id = '{}'", budi.id)).await;
    assert_eq!(i64::try_from(erased.await.unwrap()).unwrap(), his - 1);
    let left = format!(
        "select count(*) from messages where sender_id = '{}' and body is not null",
        budi.id
    );
    assert_eq!(count(&app, left).await, 0);
    let text = to_json(&export(&app, id(&room)).await);
    evidence::verify(&text, Some(&signer().public_key())).unwrap();
    for part in ["Masih ada, Kak?", "Siap, jam empat", "Jalan Braga"] {
        assert!(!text.contains(part), "{part}");
    }
    assert!(text.contains("Ketemu di Braga ya"), "Sari's texts stay");
    let report = check_report(&app).await;
    assert!(report.ends_with("Everything is whole.\n"), "{report}");
    let again = app.db.transaction(move |conn| evidence::redact_person(conn, user));
    assert_eq!(again.await.unwrap(), 0);
}
