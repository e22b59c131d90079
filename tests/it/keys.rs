//! Keys of the texts at rest: rotated while Sari and Budi chat; rows that are older than encryption.

use std::cell::Cell;
use std::path::Path;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use serde_json::{Value, json};
use tawar::base::clock::Clock;
use tawar::base::db::Db;
use tawar::base::encryption::Encryption;
use tawar::care::evidence::{self, RotationPace};
use tawar::chat::rooms::reencryption;
use tawar::integrity;

use crate::evidence::{export, id, secret, sql};
use crate::support::{Person, Socket, TestApp, count, servers};

/// Whether a message shows the text it was sent with: "lama 7", "Sari bilang 7".
fn shows_its_text(message: &Value) -> bool {
    message["text"]
        .as_str()
        .is_some_and(|text| text.starts_with("lama ") || text.contains(" bilang "))
}

fn fast_pace() -> RotationPace {
    RotationPace { batch: 50, pause_percent: 0, grace: Duration::from_secs(4) }
}

#[actix_web::test]
async fn the_key_is_rotated_while_sari_and_budi_chat_without_interruption() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let room = budi.opens_chat(&camera).await;
    let before: Vec<String> = (1..=300).map(|n| format!("lama {n}")).collect();
    crate::support::commit_messages_on_another_node(&app, &room, &sari.id, before).await;
    let (mut at_sari, mut at_budi) = (sari.joins_room(&room).await, budi.joins_room(&room).await);
    let done = Cell::new(false);
    let (of_sari, of_budi, pages) = (Cell::new(0_i64), Cell::new(0_i64), Cell::new(0_i64));
    let send_and_receive = async |socket: &mut Socket, who: &Person, sent: &Cell<i64>| {
        while !done.get() {
            let id =
                socket.sends_message(&room, &format!("{} bilang {}", who.name, sent.get())).await;
            assert_eq!(socket.receives("ack").await["id"], json!(id));
            assert!(socket.queued("error").is_empty(), "{:?}", socket.queued("error"));
            sent.set(sent.get() + 1);
        }
    };
    let pages_through = async || {
        while !done.get() {
            for query in ["after=0&limit=100", "after=200&limit=100", "limit=50"] {
                let page = budi.reads_history(&room, query).await;
                assert!(!page.is_empty() && page.iter().all(shows_its_text), "{page:?}");
                pages.set(pages.get() + 1);
            }
        }
    };
    let (db, encryption) = (app.db.clone(), app.encryption.clone());
    let rotates = async {
        let rotated = actix_web::web::block(move || {
            evidence::rotate(&db, &encryption, &Clock::default(), &fast_pace(), |_| {})
        });
        let rotated = rotated.await.unwrap();
        // Everybody continues with the new key, however slow the machine.
        let goals = [&of_sari, &of_budi, &pages].map(|count| (count, count.get() + 30));
        for _ in 0..600 {
            if goals.iter().all(|(count, goal)| count.get() >= *goal) {
                break;
            }
            actix_web::rt::time::sleep(Duration::from_millis(100)).await;
        }
        assert!(goals.iter().all(|(count, goal)| count.get() >= *goal), "{goals:?}");
        done.set(true);
        rotated.unwrap()
    };
    let ((), (), (), rotated) = futures_util::join!(
        send_and_receive(&mut at_sari, &sari, &of_sari),
        send_and_receive(&mut at_budi, &budi, &of_budi),
        pages_through(),
        rotates
    );
    println!("{of_sari:?} + {of_budi:?} messages, {pages:?} pages, {rotated:?}");
    assert!(rotated.rows >= 300 && rotated.undecryptable.is_empty(), "{rotated:?}");
    assert_eq!((rotated.key, rotated.deleted_keys), (2, 1));
    assert_eq!(count(&app, "select count(*) from messages where key_id <> 2").await, 0);
    assert_eq!(count(&app, "select count(*) from keys").await, 1);
    let all = count(&app, "select count(*) from messages").await;
    assert_eq!(all, 300 + of_sari.get() + of_budi.get());
    let mut read = 0;
    for after in (0..all).step_by(100) {
        let page = budi.reads_history(&room, &format!("after={after}&limit=100")).await;
        assert!(page.iter().all(shows_its_text), "{page:?}");
        read += i64::try_from(page.len()).unwrap();
    }
    assert_eq!(read, all, "every message is still read");
    let bundle = serde_json::to_string(&export(&app, id(&room)).await).unwrap();
    let verified = evidence::verify(&bundle, None).unwrap();
    assert_eq!(i64::try_from(verified.with_words).unwrap(), all);
}

#[actix_web::test]
async fn a_message_deleted_during_rotation_stays_deleted_and_an_unreadable_row_keeps_its_key() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let room = budi.opens_chat(&sari.posts(json!({})).await).await;
    let sent_texts = ["satu", "dua", "tiga"].map(String::from).to_vec();
    crate::support::commit_messages_on_another_node(&app, &room, &budi.id, sent_texts).await;
    let encryption = app.encryption.clone();
    let later = chrono::Utc::now() + chrono::Duration::minutes(1);
    app.db.read(move |conn| encryption.create_key(conn, chrono::Utc::now())).await.unwrap();

    // A deletion of the second message is not committed yet.
    let (db, encryption) = (app.db.clone(), app.encryption.clone());
    let sealed = actix_web::web::block(move || {
        let (mut taking, mut sealing) = (db.get().unwrap(), db.get().unwrap());
        taking
            .batch_execute("begin; update messages set body = null, key_id = null where seq = 2")
            .unwrap();
        let range = reencryption::ReencryptionRange {
            after: reencryption::START,
            below_key: 2,
            limit: 100,
        };
        let batch = reencryption::reencrypt_batch(&mut sealing, &encryption, range, later).unwrap();
        taking.batch_execute("commit").unwrap();
        let rest = reencryption::reencrypt_batch(&mut sealing, &encryption, range, later).unwrap();
        (batch.rows, rest.rows)
    });
    assert_eq!(sealed.await.unwrap(), (2, 0));
    assert_eq!(count(&app, "select count(*) from messages where body is null").await, 1);
    assert_eq!(count(&app, "select count(*) from messages where key_id = 2").await, 2);

    // A row that cannot be decrypted: the rotation reports it and keeps the key it was encrypted with.
    sql(
        &app,
        "update messages set body = set_byte(body, 30, get_byte(body, 30) # 1) where seq = 3",
    )
    .await;
    let (db, encryption) = (app.db.clone(), app.encryption.clone());
    let rotated = actix_web::web::block(move || {
        evidence::rotate(&db, &encryption, &Clock::default(), &fast_pace(), |_| {}).unwrap()
    });
    let rotated = rotated.await.unwrap();
    assert_eq!((rotated.rows, rotated.deleted_keys), (1, 0), "{rotated:?}");
    assert_eq!(rotated.undecryptable, [(id(&room), 3)]);
    let db = app.db.clone();
    let keys = actix_web::web::block(move || evidence::list_keys(&db).unwrap()).await.unwrap();
    let keys: Vec<(i16, i64)> = keys.iter().map(|key| (key.id, key.rows)).collect();
    assert_eq!(keys, [(1, 0), (2, 1), (3, 1)]);
}

/// The statements of every migration, in order, by the folder's name.
fn migrations() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut all: Vec<(String, String)> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path.join("up.sql")).unwrap())
        })
        .collect();
    all.sort();
    all
}

/// The migration that encrypts messages and links them.
const SEALING: &str = "0006_engine";

/// A database with so many rooms and messages from before encryption, migrated to the present.
fn migrated_from_plain_messages(db: &Db, rooms: usize, messages: usize) {
    let mut conn = db.get().unwrap();
    conn.batch_execute(
        "set statement_timeout = 0; drop schema public cascade; create schema public",
    )
    .unwrap();
    let all = migrations();
    let sealing = all.iter().position(|(name, _)| name == SEALING).unwrap();
    for (n, (name, statements)) in all.iter().enumerate() {
        if n == sealing {
            conn.batch_execute(&plain_messages(rooms, messages)).unwrap();
        }
        conn.batch_execute(statements).unwrap_or_else(|err| panic!("{name}: {err}"));
    }
    conn.batch_execute("analyze; set statement_timeout = '10s'").unwrap();
}

/// Two people, and their messages in so many rooms from before encryption.
fn plain_messages(rooms: usize, messages: usize) -> String {
    format!(
        "insert into regions values ('32', null, 1, 'Jawa Barat', 'Jawa Barat', 0, 0, 0); \
         insert into categories values (1, null, 'kamera', 'Kamera', 'Camera', 'x', 1); \
         insert into users (id, handle, name, email, password_hash) values \
           ('00000000-0000-0000-0000-00000000000a', 'sari', 'Sari', 'sari@contoh.id', ''), \
           ('00000000-0000-0000-0000-00000000000b', 'budi', 'Budi', 'budi@contoh.id', ''); \
         insert into listings (id, slug, seller_id, title, description, category_id, condition, modes, price, delivery, region, expires_at) \
           select gen_random_uuid(), 'kamera-' || n, '00000000-0000-0000-0000-00000000000a', 'Kamera', '', 1, 'bagus', '{{jual}}', 1000, '{{cod}}', '32', now() \
           from generate_series(1, {rooms}) n; \
         insert into rooms (id, listing_id, buyer_id, seller_id, last_seq) \
           select gen_random_uuid(), id, '00000000-0000-0000-0000-00000000000b', seller_id, {messages} from listings; \
         insert into messages (room_id, seq, id, sender_id, kind, text, offer_id, at) \
           select r.id, n, gen_random_uuid(), case n % 3 when 0 then null when 1 then r.buyer_id else r.seller_id end, \
             case n % 3 when 0 then 'system' else 'text' end, 'pesan lama ' || n || repeat(' é', (n % 20)::int), \
             case n % 5 when 0 then gen_random_uuid() end, \
             now() - interval '1 day' + n * interval '1.234567 s' from rooms r, generate_series(1, {messages}) n; "
    )
}

/// The outcomes of the checks that walk every message, one on each line.
fn message_checks(db: &Db) -> String {
    let system = actix_web::rt::System::new();
    let checks = system.block_on(integrity::examine(db, &secret(), None)).unwrap();
    let of = |what: &str| checks.iter().find(|c| c.what == what).unwrap().to_string();
    [of("chains"), of("heads"), of("places"), of("words")].join("\n")
}

#[actix_web::test]
async fn messages_older_than_encryption_are_encrypted_and_their_chain_is_valid() {
    let url = servers().database();
    actix_web::web::block(move || {
        let db = Db::connect(&servers().urls(&url).owner, 3).unwrap();
        migrated_from_plain_messages(&db, 3, 40);
        let (clock, now) = (Clock::default(), chrono::Utc::now());
        let encryption = Encryption::open(&mut db.get().unwrap(), &secret()).unwrap();
        // The links computed in SQL equal those computed in Rust.
        let seen = message_checks(&db);
        assert!(seen.contains("ok  chains         120 messages in 3 rooms"), "{seen}");
        assert!(!seen.contains("!!"), "{seen}");
        assert_eq!(evidence::encrypt_plaintext(&db, &encryption, &clock).unwrap(), 120);
        assert_eq!(evidence::encrypt_plaintext(&db, &encryption, &clock).unwrap(), 0);
        assert!(!message_checks(&db).contains("!!"), "{}", message_checks(&db));
        let mut conn = db.get().unwrap();
        let rows = reencryption::rows_after(&mut conn, reencryption::START, 200).unwrap();
        assert_eq!(rows.len(), 120);
        for row in &rows {
            let words = row.salted(&encryption).unwrap().unwrap();
            let text = String::from_utf8(words[16..].to_vec()).unwrap();
            assert!(text.starts_with(&format!("pesan lama {}", row.seq)), "{text}");
            assert_eq!(row.key_id, Some(1));
        }
        let made =
            crate::evidence::export_from(&mut conn, &encryption, rows[0].room_id, now).unwrap();
        let why = evidence::verify(&serde_json::to_string(&made).unwrap(), None);
        assert_eq!(why.unwrap().with_words, 40);
        drop(conn);
        servers().drop_database(&url);
    })
    .await
    .unwrap();
}

/// More messages than a page of the checks, a batch of the encryption and one of the rotation hold. Many more, with
/// their times: `SEALED_ROOMS=2500 cargo test --test it keys::thousands -- --nocapture`
#[actix_web::test]
async fn thousands_of_messages_are_checked_encrypted_and_rotated_with_none_left_out() {
    let rooms = std::env::var("SEALED_ROOMS").map_or(50, |rooms| rooms.parse().unwrap());
    let url = servers().database();
    actix_web::web::block(move || {
        let db = Db::connect(&servers().urls(&url).owner, 3).unwrap();
        migrated_from_plain_messages(&db, rooms, 100);
        let messages = rooms * 100;
        let encryption = Encryption::open(&mut db.get().unwrap(), &secret()).unwrap();
        let since = std::cell::Cell::new(std::time::Instant::now());
        let took = |what: &str| {
            println!("{what}: {:?}", since.replace(std::time::Instant::now()).elapsed());
        };
        let all_are_checked = || {
            let seen = message_checks(&db);
            let whole = format!("ok  chains         {messages} messages in {rooms} rooms");
            assert!(seen.contains(&whole) && !seen.contains("!!"), "{seen}");
        };
        all_are_checked();
        took("check of plain messages");
        assert_eq!(
            evidence::encrypt_plaintext(&db, &encryption, &Clock::default()).unwrap(),
            messages
        );
        took("sealing");
        all_are_checked();
        took("check of sealed messages");
        let (signer, now) = (crate::evidence::signer(), chrono::Utc::now());
        let due = || evidence::seal_due(&db, &signer, now).unwrap();
        assert_eq!(std::iter::repeat_with(due).take_while(|made| *made > 0).sum::<usize>(), rooms);
        took("signed heads");
        assert_eq!(due(), 0, "no row twice");
        took("no signed head");
        let pace = RotationPace { grace: Duration::ZERO, ..RotationPace::default() };
        let rotated =
            evidence::rotate(&db, &encryption, &Clock::default(), &pace, |line| println!("{line}"));
        let rotated = rotated.unwrap();
        assert_eq!((rotated.rows, rotated.deleted_keys), (messages, 1), "{rotated:?}");
        assert!(rotated.undecryptable.is_empty(), "{rotated:?}");
        took("rotation, with 6 s of waiting");
        all_are_checked();
        servers().drop_database(&url);
    })
    .await
    .unwrap();
}
