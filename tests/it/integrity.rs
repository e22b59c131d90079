//! `tawar check`: it passes when nothing is damaged, and names each damage in Postgres and in the index.

use serde_json::json;
use tawar::base::encryption::Encryption;
use tawar::integrity::{self, Outcome};
use tawar::market::categories::Categories;
use tawar::market::search::{Index, reindex};

use crate::evidence::{agreed_deal, seal_rooms, secret, sql};
use crate::support::{TestApp, count, id_of, servers};

#[actix_web::test]
async fn check_finds_nothing_in_a_sound_database_and_names_each_damage() {
    let app = TestApp::with_search().await;
    let (sari, budi, _, room) = agreed_deal(&app).await;
    let rara = app.person("Rara").await;
    seal_rooms(&app).await;
    app.wait_for_outbox().await;
    let checks = integrity::examine(&app.db, &secret(), None).await.unwrap();
    let report = integrity::report(&checks);
    assert_eq!(integrity::findings(&checks), 0, "{report}");
    assert!(report.contains("--  index          skipped: there is no Meilisearch"), "{report}");
    assert!(report.ends_with("Everything is whole.\n"), "{report}");
    let room = room.as_str().unwrap();
    let n = count(&app, "select last_seq from rooms").await;
    let keep = "alter table rooms drop constraint rooms_check1";
    sql(&app, keep).await;
    let set = |change: &str, back: &str| (format!("update {change}"), format!("update {back}"));
    let rooms = |change: &str, back: &str| {
        set(&format!("rooms set {change}"), &format!("rooms set {back}"))
    };
    let cases: Vec<(&str, (String, String), &str)> = vec![
        ("places", rooms("last_seq = last_seq + 1", "last_seq = last_seq - 1"), room),
        ("heads", (
            "create table head as select chain from rooms; update rooms set chain = ''".into(),
            "update rooms set chain = (select chain from head)".into(),
        ), room),
        ("read marks", rooms("buyer_read = last_seq + 1", "buyer_read = last_seq"), room),
        ("read marks", rooms("seller_read = -1", "seller_read = last_seq"), room),
        ("members", rooms(
            &format!("buyer_id = '{}'", rara.id), &format!("buyer_id = '{}'", budi.id),
        ), "its sender is no member"),
        ("members", (
            format!("update messages set room_id = '{}' where seq = 1", uuid::Uuid::nil()),
            format!("update messages set room_id = '{room}' where seq = 1"),
        ), "there is no such room"),
        ("rooms", rooms(
            &format!("seller_id = '{}'", rara.id), &format!("seller_id = '{}'", sari.id),
        ), "its seller is not the seller of listing"),
        ("rooms", set(
            &format!("negotiations set buyer_id = '{}'", rara.id),
            &format!("negotiations set buyer_id = '{}'", budi.id),
        ), "its bargain names others"),
        ("offers", (
            "create table gone as select * from offers where by = 'buyer'; delete from offers where by = 'buyer'".into(),
            "insert into offers select * from gone".into(),
        ), "there is no such offer"),
        ("offers", set(
            "messages set offer_id = null where kind = 'offer' and seq < 6",
            "messages set offer_id = o.id from offers o where o.by = 'buyer' and kind = 'offer' and seq < 6",
        ), "tells of it"),
        ("deals", set("deals set amount = amount + 1", "deals set amount = amount - 1"), "what its offer"),
        ("deals", set(
            "offers set live = false where status = 'accepted'", "offers set live = true where status = 'accepted'",
        ), "no accepted offer belongs to it"),
        ("deals", set(
            "deals set status = 'cancelled', outcome = 'void', deadline_at = null",
            "deals set status = 'deal', outcome = null, deadline_at = now() + interval '1 day'",
        ), "is accepted and has no live deal"),
        ("outbox", (
            "insert into outbox (topic, payload, due_at, created_at) values ('lama', '{}', now() + interval '1 h', now() - interval '31 s')".into(),
            "delete from outbox".into(),
        ), "(lama) has waited since"),
        ("deliveries", (
            "insert into deliveries (event_id, subscriber, topic, payload, due_at, last_error, created_at) \
             values (1, 'lama', 'listing.changed', '{}', now() + interval '1 h', 'tidak bisa', now() - interval '31 s')".into(),
            "delete from deliveries".into(),
        ), "subscriber lama: 1 deliveries wait"),
        ("jobs", (
            "insert into jobs (id, kind, payload, attempts, due_at, died_at, last_error, created_at) \
             values (gen_random_uuid(), 'lama', '{}', 3, now(), now(), 'tidak bisa', now())".into(),
            "delete from jobs".into(),
        ), "(lama) gave up"),
        ("keys", set("messages set key_id = 9 where seq = 1", "messages set key_id = 1 where seq = 1"), "key 9: it is gone, and 1 messages"),
        ("words", set("messages set key_id = 9 where seq = 1", "messages set key_id = 1 where seq = 1"), "message 1 of room"),
        ("seals", set("seals set seq = 1", &format!("seals set seq = {n}")), "is not what was sealed"),
        ("signatures", set(
            "seals set at = at + interval '1 s'", "seals set at = at - interval '1 s'",
        ), "is not this server's"),
    ];
    for (what, (damage, mend), named) in cases {
        sql(&app, damage.clone()).await;
        let checks = integrity::examine(&app.db, &secret(), None).await.unwrap();
        let found = checks.iter().find(|check| check.what == what).unwrap();
        let Outcome::Failed { first, .. } = &found.outcome else { panic!("{damage}: {found}") };
        assert!(first.iter().any(|line| line.contains(named)), "{damage}: {found}, not {named}");
        sql(&app, mend).await;
    }
    let checks = integrity::examine(&app.db, &secret(), None).await.unwrap();
    assert_eq!(integrity::findings(&checks), 0, "{}", integrity::report(&checks));
    // The secret of another app does not decrypt the keys: that is an error, not a finding.
    let mut conn = app.db.get().unwrap();
    assert!(
        Encryption::open(&mut conn, &tawar::base::crypto::SecretKey::new(*b"another")).is_err()
    );
}

#[actix_web::test]
async fn check_finds_documents_in_the_index_whose_listing_is_not_active() {
    let app = TestApp::with_search().await;
    let sari = app.person("Sari").await;
    let mut cameras = Vec::new();
    for _ in 0..3 {
        cameras.push(sari.posts(json!({})).await);
    }
    let name = format!("check_{}", uuid::Uuid::new_v4().simple());
    let index = Index::new(&servers().meili(), &name).unwrap();
    let seen =
        |found: Vec<integrity::Check>| found.into_iter().find(|c| c.what == "index").unwrap();
    let check_index =
        async || seen(integrity::examine(&app.db, &secret(), Some(&index)).await.unwrap());
    assert_eq!(reindex(&app.db, &index, &Categories::bundled().unwrap()).await.unwrap(), 3);
    assert_eq!(
        check_index().await.outcome,
        Outcome::Passed("3 documents, each of a listing on offer".into())
    );
    let sold = id_of(&cameras[1]);
    sql(&app, format!("update listings set status = 'sold' where id = '{sold}'")).await;
    let Outcome::Failed { count, first } = check_index().await.outcome else {
        panic!("nothing found")
    };
    assert_eq!((count, first[0].contains(sold)), (1, true), "{first:?}");
    // A missing document is no finding: the index may lag behind, and shows nothing wrong.
    sql(&app, format!("update listings set status = 'active' where id = '{sold}'")).await;
    sari.posts(json!({})).await;
    assert!(matches!(check_index().await.outcome, Outcome::Passed(_)));
    let nobody = tawar::config::MeiliAddress { url: "http://127.0.0.1:9".into(), key: None };
    let away = Index::new(&nobody, "x").unwrap();
    let found = seen(integrity::examine(&app.db, &secret(), Some(&away)).await.unwrap());
    assert!(matches!(found.outcome, Outcome::Skipped(_)), "{found}");
}

/// Runs a command beside a running server; returns its exit code and its output.
async fn tawar(app: &TestApp, args: &[&str]) -> (i32, String) {
    let (url, meili) = (app.database_url().to_owned(), servers().meili());
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tawar"));
    command
        .args(args)
        .env("TAWAR_DATA", std::env::temp_dir().join("tawar-it-beside"))
        .env("DATABASE_URL", url)
        .env("MEILI_URL", meili.url)
        .env("MEILI_MASTER_KEY", meili.key.unwrap())
        .env("SECRET_KEY", "a secret that only tests know, long enough");
    let ran = actix_web::web::block(move || command.output().unwrap()).await.unwrap();
    let printed = String::from_utf8(ran.stdout).unwrap() + &String::from_utf8_lossy(&ran.stderr);
    (ran.status.code().unwrap(), printed)
}

#[actix_web::test]
async fn the_commands_work_beside_a_running_server() {
    let app = TestApp::with_search().await;
    let (_, budi, camera, room) = agreed_deal(&app).await;
    app.wait_for_outbox().await;
    let (code, printed) = tawar(&app, &["check"]).await;
    assert!(code == 0 && printed.contains("Everything is whole."), "{printed}");
    assert!(printed.contains("--  index          skipped: "), "{printed}");
    let path = std::env::temp_dir().join(format!("bundle-{}.json", uuid::Uuid::new_v4()));
    let (room, file) = (room.as_str().unwrap(), path.to_str().unwrap());
    let (code, printed) = tawar(&app, &["evidence", room, "--out", file]).await;
    assert!(code == 0 && printed.contains("messages written to"), "{printed}");
    assert!(!printed.contains("It does not hold"), "{printed}");
    let (code, printed) = tawar(&app, &["keys", "list"]).await;
    assert!(code == 0 && printed.contains("    1  the first"), "{printed}");
    let key = printed.lines().find(|line| line.len() == 64).unwrap().to_owned();
    let (code, printed) = tawar(&app, &["verify", file, "--key", &key]).await;
    assert!(code == 0 && printed.starts_with("OK  room"), "{printed}");
    let (code, printed) = tawar(&app, &["verify", file, "--key", "abc"]).await;
    assert!(code == 1 && printed.contains("64 digits of hex"), "{printed}");
    let (code, printed) = tawar(&app, &["evidence", &uuid::Uuid::nil().to_string()]).await;
    assert!(code == 1 && printed.contains("there is no room"), "{printed}");

    sql(&app, "update messages set at = at + interval '1 s' where seq = 2").await;
    let (code, printed) = tawar(&app, &["check"]).await;
    let named = format!("message 2 of room {room}: it was changed");
    assert!(code == 1 && printed.contains(&named) && printed.contains("1 findings"), "{printed}");
    let (code, printed) = tawar(&app, &["evidence", room, "--out", file]).await;
    assert!(code == 0 && printed.contains("It does not hold as it lies in Postgres"), "{printed}");
    let (code, printed) = tawar(&app, &["verify", file]).await;
    assert!(code == 1 && printed.contains(&named), "{printed}");
    budi.posts_message(&camera, "Halo?").await.with(201);
    std::fs::remove_file(&path).unwrap();
}
