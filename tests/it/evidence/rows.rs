//! Changed rows in Postgres: verify and `tawar check` name them.

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Binary, SmallInt};
use serde_json::{Value, json};
use tawar::base::ids::RoomId;
use tawar::care::evidence;
use tawar::chat::rooms::{chain, reencryption};

use super::{agreed_deal, check_report, export, id, seal_rooms, signer, sql, to_json};
use crate::support::{TestApp, count};

#[actix_web::test]
async fn a_changed_row_in_postgres_is_named_by_verify_and_found_by_check() {
    let app = TestApp::open().await;
    let (sari, _, _, room) = agreed_deal(&app).await;
    seal_rooms(&app).await;
    // Another room beside it stays valid.
    let rara = app.person("Rara").await;
    let of_sari = rara.opens_chat(&sari.posts(json!({})).await).await;
    app.wait_for_outbox().await;
    let (n, room_id) =
        (count(&app, "select last_seq from rooms where last_seq > 0").await, id(&room));
    assert!(
        check_report(&app).await.ends_with("Everything is whole.\n"),
        "{}",
        check_report(&app).await
    );
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
        let bundle = to_json(&export(&app, room_id).await);
        let why = evidence::verify(&bundle, None).expect_err(what).to_string();
        let position = format!("message {seq} of room {room_id}: ");
        assert!(why.starts_with(&position) && why.contains(named), "{what}: {why}");
        let report = check_report(&app).await;
        assert!(report.contains(&format!("!!  {checked} ")), "{what}: {report}");
        assert!(evidence::verify(&to_json(&export(&app, id(&of_sari)).await), None).is_ok());
        sql(&app, "delete from messages; insert into messages (room_id, seq, id, sender_id, kind, offer_id, photo_id, at, body, key_id, about, digest, chain) select room_id, seq, id, sender_id, kind, offer_id, photo_id, at, body, key_id, about, digest, chain from kept").await;
    }

    // Somebody with the keys encrypts another text into the row.
    replace_text(&app, room_id, false).await;
    let why =
        evidence::verify(&to_json(&export(&app, room_id).await), None).unwrap_err().to_string();
    assert_eq!(why, format!("message 2 of room {room_id}: its words do not fit their digest"));
    assert!(check_report(&app).await.contains("!!  words "));

    // They even relink the whole chain, with its head: yesterday's seal does not match it.
    replace_text(&app, room_id, true).await;
    let why =
        evidence::verify(&to_json(&export(&app, room_id).await), None).unwrap_err().to_string();
    assert!(why.contains("is not what was sealed on"), "{why}");
    let report = check_report(&app).await;
    assert!(report.contains("!!  seals ") && report.contains("ok  chains "), "{report}");
}

/// Encrypts another text into message 2, as somebody with the keys of the app could; optionally relinks the chain.
async fn replace_text(app: &TestApp, room: RoomId, relink: bool) {
    let encryption = app.encryption.clone();
    let work = app.db.read(move |conn| {
        let mut rows = reencryption::rows_of(conn, room)?;
        let row = &mut rows[1];
        let salted = row.salted(&encryption)?.unwrap();
        let salt = salted[..chain::SALT].to_vec();
        let aad = [row.room_id.0.into_bytes(), row.id.0.into_bytes()].concat();
        let (key, body) = encryption.encrypt(&aad, &[&salt, b"Sudah laku"], chrono::Utc::now())?;
        (row.key_id, row.body) = (Some(key), Some(body));
        if relink {
            row.digest = chain::digest(&salt, b"Sudah laku").to_vec();
        }
        let mut before = Vec::new();
        for mut row in rows {
            if relink {
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
async fn the_evidence_of_a_barter_lists_every_item_and_verify_names_a_changed_one() {
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
    let text = to_json(&export(&app, room).await);
    evidence::verify(&text, Some(&signer().public_key())).unwrap();
    let bundle_json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(bundle_json["offers"][0]["reason"], "boleh tambah sedikit?");
    assert_eq!(bundle_json["offers"][1]["items"], json!([lens["id"]]));
    let given: Vec<&Value> = bundle_json["deals"][0]["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["terms"]["title"])
        .collect();
    assert_eq!(given, [&camera["title"], &lens["title"]]);
    // An item that is exchanged, a price that is changed, terms that are rewritten: each is named.
    let id_of_lens = lens["id"].as_str().unwrap();
    for (was, wait_for_count) in [
        (id_of_lens, camera["id"].as_str().unwrap()),
        ("75000", "5000"),
        ("\"title\": \"Lensa 50mm\"", "\"title\": \"Tutup lensa\""),
    ] {
        assert!(text.contains(was), "{was}");
        let changed = text.replace(was, wait_for_count);
        assert!(evidence::verify(&changed, Some(&signer().public_key())).is_err(), "{was}");
    }
}
