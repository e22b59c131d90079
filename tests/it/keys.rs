//! Keys of the words at rest: changed while Sari and Budi talk; rows that are older than sealing.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use serde_json::json;
use tawar::base::clock::Clock;
use tawar::base::encryption::Encryption;
use tawar::care::evidence::{self, RotationPace};
use tawar::chat::rooms::reseal;
use tawar::integrity;

use crate::evidence::{export, id, secret, sql};
use crate::support::{Person, Socket, TestHouse, count, servers};

fn hurry() -> RotationPace {
    RotationPace { batch: 50, pause_percent: 0, grace: Duration::from_secs(4) }
}

#[actix_web::test]
async fn the_key_is_changed_while_sari_and_budi_talk_and_nobody_notices() {
    let house = TestHouse::open().await;
    let (sari, budi) = house.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let room = budi.opens_chat(&camera).await;
    let before: Vec<String> = (1..=300).map(|n| format!("lama {n}")).collect();
    crate::support::said_by_another_node(&house, &room, &sari.id, before).await;
    let (mut at_sari, mut at_budi) = (sari.enters(&room).await, budi.enters(&room).await);
    let done = std::cell::Cell::new(false);
    let talks = async |socket: &mut Socket, who: &Person| {
        let mut said = 0;
        while !done.get() {
            let id = socket.sends(&room, &format!("{} bilang {said}", who.name)).await;
            assert_eq!(socket.hears("ack").await["id"], json!(id));
            assert!(socket.overheard("error").is_empty(), "{:?}", socket.overheard("error"));
            said += 1;
        }
        said
    };
    let leafs = async || {
        let mut pages = 0;
        while !done.get() {
            for query in ["after=0&limit=100", "after=200&limit=100", "limit=50"] {
                let page = budi.reads(&room, query).await;
                assert!(page.iter().all(|m| m["text"].as_str().is_some_and(|t| t.len() > 5)));
                pages += 1;
            }
        }
        pages
    };
    let (db, encryption) = (house.db.clone(), house.encryption.clone());
    let rotates = async {
        let rotated = actix_web::web::block(move || {
            evidence::rotate(&db, &encryption, &Clock::default(), &hurry(), |_| {})
        });
        let rotated = rotated.await.unwrap();
        actix_web::rt::time::sleep(Duration::from_secs(3)).await;
        done.set(true);
        rotated.unwrap()
    };
    let (of_sari, of_budi, pages, rotated) = futures_util::join!(
        talks(&mut at_sari, &sari),
        talks(&mut at_budi, &budi),
        leafs(),
        rotates
    );
    println!("{of_sari} + {of_budi} messages, {pages} pages, {rotated:?}");
    assert!(of_sari > 50 && of_budi > 50 && pages > 30);
    assert!(rotated.rows >= 300 && rotated.undecryptable.is_empty(), "{rotated:?}");
    assert_eq!((rotated.key, rotated.deleted_keys), (2, 1));
    assert_eq!(count(&house, "select count(*) from messages where key_id <> 2").await, 0);
    assert_eq!(count(&house, "select count(*) from keys").await, 1);
    let all = count(&house, "select count(*) from messages").await;
    assert_eq!(all, 300 + of_sari + of_budi);
    for after in (0..all).step_by(100) {
        budi.reads(&room, &format!("after={after}&limit=100")).await;
    }
    let bundle = serde_json::to_string(&export(&house, id(&room)).await).unwrap();
    let verified = evidence::verify(&bundle, None).unwrap();
    assert_eq!(i64::try_from(verified.with_words).unwrap(), all);
}

#[actix_web::test]
async fn what_is_taken_back_while_it_is_sealed_anew_stays_gone_and_a_broken_row_keeps_its_key() {
    let house = TestHouse::open().await;
    let (sari, budi) = house.sari_and_budi().await;
    let room = budi.opens_chat(&sari.posts(json!({})).await).await;
    let said = ["satu", "dua", "tiga"].map(String::from).to_vec();
    crate::support::said_by_another_node(&house, &room, &budi.id, said).await;
    let encryption = house.encryption.clone();
    let later = chrono::Utc::now() + chrono::Duration::minutes(1);
    house.db.read(move |conn| encryption.create_key(conn, chrono::Utc::now())).await.unwrap();

    // Somebody takes the second back and has not committed yet.
    let (db, encryption) = (house.db.clone(), house.encryption.clone());
    let sealed = actix_web::web::block(move || {
        let (mut taking, mut sealing) = (db.get().unwrap(), db.get().unwrap());
        taking
            .batch_execute("begin; update messages set body = null, key_id = null where seq = 2")
            .unwrap();
        let batch =
            reseal::reseal(&mut sealing, &encryption, reseal::START, 2, 100, later).unwrap();
        taking.batch_execute("commit").unwrap();
        let rest = reseal::reseal(&mut sealing, &encryption, reseal::START, 2, 100, later).unwrap();
        (batch.rows, rest.rows)
    });
    assert_eq!(sealed.await.unwrap(), (2, 0));
    assert_eq!(count(&house, "select count(*) from messages where body is null").await, 1);
    assert_eq!(count(&house, "select count(*) from messages where key_id = 2").await, 2);

    // A row that does not open: the rotation says so and keeps the key it was sealed with.
    sql(
        &house,
        "update messages set body = set_byte(body, 30, get_byte(body, 30) # 1) where seq = 3",
    )
    .await;
    let (db, encryption) = (house.db.clone(), house.encryption.clone());
    let rotated = actix_web::web::block(move || {
        evidence::rotate(&db, &encryption, &Clock::default(), &hurry(), |_| {}).unwrap()
    });
    let rotated = rotated.await.unwrap();
    assert_eq!((rotated.rows, rotated.deleted_keys), (1, 0), "{rotated:?}");
    assert_eq!(rotated.undecryptable, [(id(&room), 3)]);
    let db = house.db.clone();
    let keys = actix_web::web::block(move || evidence::list_keys(&db).unwrap()).await.unwrap();
    let keys: Vec<(i16, i64)> = keys.iter().map(|key| (key.id, key.rows)).collect();
    assert_eq!(keys, [(1, 0), (2, 1), (3, 1)]);
}

const STEPS: [&str; 5] = [
    include_str!("../../migrations/0001_base/up.sql"),
    include_str!("../../migrations/0002_people/up.sql"),
    include_str!("../../migrations/0003_market/up.sql"),
    include_str!("../../migrations/0004_trade/up.sql"),
    include_str!("../../migrations/0005_talk/up.sql"),
];
const LATER: [&str; 11] = [
    include_str!("../../migrations/0007_worth/up.sql"),
    include_str!("../../migrations/0008_reading/up.sql"),
    include_str!("../../migrations/0009_tawar/up.sql"),
    include_str!("../../migrations/0010_drops/up.sql"),
    include_str!("../../migrations/0011_kept/up.sql"),
    include_str!("../../migrations/0012_bundles/up.sql"),
    include_str!("../../migrations/0013_browsers/up.sql"),
    include_str!("../../migrations/0014_binding/up.sql"),
    include_str!("../../migrations/0015_deliveries/up.sql"),
    include_str!("../../migrations/0016_jobs/up.sql"),
    include_str!("../../migrations/0017_party/up.sql"),
];
const ENGINE: &str = include_str!("../../migrations/0006_engine/up.sql");

/// Two people of the time before sealing, and what they said in so many rooms.
fn old_house(rooms: usize, messages: usize) -> String {
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

#[actix_web::test]
async fn what_was_said_before_there_were_keys_is_sealed_and_its_chain_holds() {
    let url = servers().database();
    actix_web::web::block(move || {
        let db = tawar::base::db::Db::connect(&url, 3).unwrap();
        let mut conn = db.get().unwrap();
        conn.batch_execute("drop schema public cascade; create schema public").unwrap();
        for step in STEPS {
            conn.batch_execute(step).unwrap();
        }
        conn.batch_execute(&old_house(3, 40)).unwrap();
        conn.batch_execute(ENGINE).unwrap();
        for step in LATER {
            conn.batch_execute(step).unwrap();
        }
        drop(conn);
        let (clock, now) = (Clock::default(), chrono::Utc::now());
        let encryption = Encryption::open(&mut db.get().unwrap(), &secret()).unwrap();
        // The links that SQL made are those that Rust makes.
        let looks = || {
            let checks = actix_web::rt::System::new()
                .block_on(integrity::examine(&db, &secret(), None))
                .unwrap();
            let of = |what: &str| checks.iter().find(|c| c.what == what).unwrap().to_string();
            [of("chains"), of("heads"), of("places"), of("words")].join("\n")
        };
        let seen = looks();
        assert!(seen.contains("ok  chains         120 messages in 3 rooms"), "{seen}");
        assert!(!seen.contains("!!"), "{seen}");
        assert_eq!(evidence::encrypt_plaintext(&db, &encryption, &clock).unwrap(), 120);
        assert_eq!(evidence::encrypt_plaintext(&db, &encryption, &clock).unwrap(), 0);
        assert!(!looks().contains("!!"), "{}", looks());
        let mut conn = db.get().unwrap();
        let rows = reseal::rows_after(&mut conn, reseal::START, 200).unwrap();
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
        servers().forget(&url);
    })
    .await
    .unwrap();
}

/// `cargo test --test it -- --ignored --nocapture keys::how_fast`
#[actix_web::test]
#[ignore = "measures"]
async fn how_fast() {
    let url = servers().database();
    actix_web::web::block(move || {
        let db = tawar::base::db::Db::connect(&url, 3).unwrap();
        let mut conn = db.get().unwrap();
        conn.batch_execute(
            "set statement_timeout = 0; drop schema public cascade; create schema public",
        )
        .unwrap();
        for step in STEPS {
            conn.batch_execute(step).unwrap();
        }
        conn.batch_execute(&old_house(2000, 100)).unwrap();
        conn.batch_execute(ENGINE).unwrap();
        conn.batch_execute("analyze").unwrap();
        drop(conn);
        let encryption = Encryption::open(&mut db.get().unwrap(), &secret()).unwrap();
        let timed = |what: &str, work: &mut dyn FnMut()| {
            let since = std::time::Instant::now();
            work();
            println!("{what}: {:?}", since.elapsed());
        };
        let mut check = || {
            let system = actix_web::rt::System::new();
            let checks = system.block_on(integrity::examine(&db, &secret(), None)).unwrap();
            println!("{}", integrity::report(&checks));
        };
        timed("check of 200,000 plain", &mut check);
        timed("sealing 200,000", &mut || {
            evidence::encrypt_plaintext(&db, &encryption, &Clock::default()).unwrap();
        });
        timed("check of 200,000", &mut check);
        let signer = crate::evidence::signer();
        let now = chrono::Utc::now();
        timed("2,000 seals", &mut || {
            evidence::seal_due(&db, &signer, now).unwrap();
        });
        timed("no seals", &mut || {
            evidence::seal_due(&db, &signer, now).unwrap();
        });
        timed("rotation of 200,000 (with 6 s of waiting)", &mut || {
            let pace = RotationPace { grace: Duration::ZERO, ..RotationPace::default() };
            evidence::rotate(&db, &encryption, &Clock::default(), &pace, |line| println!("{line}"))
                .unwrap();
        });
        servers().forget(&url);
    })
    .await
    .unwrap();
}
