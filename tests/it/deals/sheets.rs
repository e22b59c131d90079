//! Deal sheets: fixed at the agreement, hashed into the chain of the room, and never changed.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tawar::base::ids::RoomId;
use tawar::base::schema::{deal_sheets, deals};

use super::{books_are_right, buys, camera_to_send, code_of, moves, order};
use crate::support::{Person, TestApp, assert_invariants, id_of, wait_for_count};

/// A sheet as it is stored.
#[derive(Queryable)]
pub struct Stored {
    pub number: i32,
    pub sheet_id: String,
    pub sheet_en: String,
    digest: Vec<u8>,
}

impl Stored {
    pub fn id(&self) -> Value {
        serde_json::from_str(&self.sheet_id).unwrap()
    }

    pub fn digest(&self) -> String {
        hex(&self.digest)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The sheets of a deal, the first recorded first.
pub async fn sheets_of(app: &TestApp, code: &str) -> Vec<Stored> {
    let code = code.to_owned();
    app.db
        .read(move |conn| {
            Ok(deal_sheets::table
                .inner_join(deals::table.on(deals::id.eq(deal_sheets::deal_id)))
                .filter(deals::code.eq(code))
                .order(deal_sheets::number)
                .select((
                    deal_sheets::number,
                    deal_sheets::sheet_id,
                    deal_sheets::sheet_en,
                    deal_sheets::digest,
                ))
                .load(conn)?)
        })
        .await
        .unwrap()
}

/// The system messages of a deal's room that name a digest: key and digest, from a bundle that verifies.
async fn announced(app: &TestApp, code: &str) -> Vec<[String; 2]> {
    let code = code.to_owned();
    let room: RoomId = app
        .db
        .read(move |conn| {
            Ok(deals::table.filter(deals::code.eq(code)).select(deals::room_id).first(conn)?)
        })
        .await
        .unwrap();
    let bundle = crate::evidence::export(app, room).await;
    let texts = bundle.messages.iter().filter_map(|message| message.words.as_deref());
    texts
        .filter_map(|words| serde_json::from_str::<Value>(words).ok())
        .filter_map(|said| {
            let args = said["args"].as_array()?.clone();
            let digest = args.iter().find(|arg| arg[0] == "digest")?[1].as_str()?.to_owned();
            Some([said["key"].as_str()?.to_owned(), digest])
        })
        .collect()
}

/// The chain of a deal announces its sheets, by these messages and no others.
async fn chain_names_the_sheets(app: &TestApp, code: &str, keys: &[&str]) {
    let sheets = sheets_of(app, code).await;
    for (sheet, number) in sheets.iter().zip(1..) {
        assert_eq!(sheet.number, number);
        assert_eq!(hex(&Sha256::digest(&sheet.sheet_id)), sheet.digest());
        let english = hex(&Sha256::digest(&sheet.sheet_en));
        assert_eq!(sheet.id()["translation"], json!(english));
    }
    let wanted: Vec<[String; 2]> =
        keys.iter().zip(&sheets).map(|(key, sheet)| [(*key).to_owned(), sheet.digest()]).collect();
    assert_eq!(announced(app, code).await, wanted);
    assert_eq!(sheets.len(), keys.len());
}

#[actix_web::test]
async fn budi_and_sari_agree_and_the_sheet_says_on_what() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({"delivery": ["cod"], "flaw": "Tutup lensa hilang"})).await;
    let made = budi.offers(&camera, 1_100_000).await.with(201);
    let agreed = sari.moves(&made["negotiation"], "accept", None).await.with(200);
    let code = code_of(&agreed["deal"]).to_owned();
    chain_names_the_sheets(&app, &code, &["said-agreed"]).await;
    let sheet = sheets_of(&app, &code).await.remove(0).id();
    assert_eq!((&sheet["code"], &sheet["zone"]), (&json!(code), &json!("WIB")));
    assert_eq!(
        sheet["parties"],
        json!([
            {"role": "Penjual", "name": "Sari", "handle": sari.handle},
            {"role": "Pembeli", "name": "Budi", "handle": budi.handle},
        ])
    );
    let item = &sheet["items"][0];
    assert_eq!((&item["title"], &item["side"]), (&camera["title"], &json!("Sari")));
    assert_eq!((&item["flaw"], &item["asking"]), (&json!("Tutup lensa hilang"), &json!(1_250_000)));
    assert_eq!((&sheet["amount"], &sheet["total"]), (&json!(1_100_000), &json!(1_100_000)));
    assert!(sheet["shipping"].is_null() && sheet["fee"].is_null(), "{sheet}");
    for clause in ["payment", "delivery", "risk", "cancellation", "dispute"] {
        assert!(sheet[clause].as_str().is_some_and(|text| text.len() > 40), "{clause}: {sheet}");
    }
    assert_eq!(sheet["terms_version"], tawar::people::consent::TERMS_VERSION);
    let room = format!("/chat/{}", made["room"].as_str().unwrap());
    let chat = budi.reads_page(&room, "id").await.text;
    let [_, digest] = &announced(&app, &code).await[0];
    assert!(chat.contains(&code) && !chat.contains(digest), "no text shows the digest");
    assert_invariants(&app).await;
    books_are_right(&app).await;
}

#[actix_web::test]
async fn another_shipping_cost_is_another_sheet_with_another_digest() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = code_of(&buys(&budi, &camera_to_send(&sari).await).await).to_owned();
    chain_names_the_sheets(&app, &code, &["said-bought"]).await;
    for amount in [18_000, 0] {
        let named = json!({"amount": amount});
        sari.put(&format!("/api/orders/{code}/shipping"), named).await.with(200);
    }
    let keys = ["said-bought", "said-deal-shipping", "said-deal-shipping-free"];
    chain_names_the_sheets(&app, &code, &keys).await;
    let sheets = sheets_of(&app, &code).await;
    let of = |n: usize, field: &str| sheets[n].id()[field].clone();
    assert_eq!((of(0, "shipping"), of(0, "total")), (json!(0), json!(1_250_000)));
    assert_eq!((of(1, "shipping"), of(1, "total")), (json!(18_000), json!(1_268_000)));
    assert_eq!(of(0, "fee"), json!({"amount": 62_500, "bearer": "Sari", "on_top": false}));
    assert_ne!(sheets[0].digest(), sheets[2].digest(), "the same cost, under another number");
    books_are_right(&app).await;
}

#[actix_web::test]
async fn what_budi_is_called_later_does_not_change_the_sheet() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = camera_to_send(&sari).await;
    let code = code_of(&buys(&budi, &camera).await).to_owned();
    let before = sheets_of(&app, &code).await.remove(0);
    budi.put("/api/users/me", json!({"name": "Budi Baru"})).await.with(200);
    let after = sheets_of(&app, &code).await.remove(0);
    assert_eq!((after.sheet_id, after.sheet_en), (before.sheet_id, before.sheet_en));
    let page = sari.reads_page(&format!("/pesanan/{code}/lembar"), "id").await.text;
    assert!(page.contains("Budi (@") && !page.contains("Budi Baru"), "{page}");
}

#[actix_web::test]
async fn a_pending_order_has_no_sheet_until_sari_takes_it() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({"delivery": ["cod"]})).await;
    let wish = json!({"listing_id": camera["id"], "method": "cod"});
    let asked = budi.post("/api/orders", wish).await.with(201)["order"].clone();
    let code = code_of(&asked).to_owned();
    chain_names_the_sheets(&app, &code, &[]).await;
    assert_eq!(budi.reads_page(&format!("/pesanan/{code}/lembar"), "id").await.status, 404);
    budi.get(&format!("/api/orders/{code}/sheet.pdf")).await.is_problem(404);
    budi.get(&format!("/api/orders/{code}/receipt.pdf")).await.is_problem(404);
    let page = budi.reads_page(&format!("/pesanan/{code}"), "id").await.text;
    assert!(!page.contains("/lembar"), "no link without a sheet");
    moves(&sari, &code, json!({"status": "deal"})).await.with(200);
    chain_names_the_sheets(&app, &code, &["said-agreed"]).await;
}

#[actix_web::test]
async fn what_the_assistant_agreed_has_its_sheet_when_it_is_binding() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({"min_price": 913_337})).await;
    let mandate = json!({"mode": "always", "style": "luwes", "auto_accept": true});
    sari.put(&format!("/api/listings/{}/assistant", id_of(&camera)), mandate).await.with(200);
    let ask = json!({"listing": camera["id"], "amount": 950_000});
    budi.post("/api/tawar", ask).await.with(200);
    let orders = budi.get("/api/orders?role=buyer").await.with(200);
    let code = code_of(&orders["orders"][0]).to_owned();
    assert_eq!(order(&budi, &code).await["status"], "pending");
    chain_names_the_sheets(&app, &code, &[]).await;
    app.clock.advance(chrono::TimeDelta::minutes(11));
    wait_for_count(&app, "select count(*) from deals where status = 'deal'", 1).await;
    chain_names_the_sheets(&app, &code, &["said-confirmed"]).await;
    assert_eq!(sheets_of(&app, &code).await[0].id()["amount"], 950_000);
    books_are_right(&app).await;
}

#[actix_web::test]
async fn the_role_that_serves_cannot_change_a_sheet_and_check_finds_what_its_owner_changes() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = code_of(&buys(&budi, &camera_to_send(&sari).await).await).to_owned();
    books_are_right(&app).await;
    let cheaper = "update deal_sheets set sheet_id = replace(sheet_id, '1250000', '125000')";
    for sql in [cheaper, "delete from deal_sheets", "truncate deal_sheets"] {
        let refused = app.db.get().unwrap().batch_execute(sql).unwrap_err().to_string();
        assert!(refused.contains("permission denied"), "{sql}: {refused}");
    }
    let mut owner = app.owner();
    let english = "update deal_sheets set sheet_en = replace(sheet_en, 'Sari', 'Rara')";
    for (damage, named) in [
        (cheaper, "sheet 1 is not what was recorded"),
        (english, "sheet 1 is not what was recorded"),
        ("update deal_sheets set number = 2", "it has 1 sheets, the last is number 2"),
    ] {
        owner
            .batch_execute(&format!("create table before as table deal_sheets; {damage}"))
            .unwrap();
        let found = sheets_check(&app).await;
        assert!(found.contains(&format!("deal {code}: {named}")), "{damage}: {found}");
        let mend =
            "delete from deal_sheets; insert into deal_sheets table before; drop table before";
        owner.batch_execute(mend).unwrap();
    }
    books_are_right(&app).await;
}

/// What `tawar check` says about deal sheets.
async fn sheets_check(app: &TestApp) -> String {
    let checks = tawar::integrity::examine(&app.db, &crate::support::secret(), None).await.unwrap();
    checks.iter().find(|check| check.what == "sheets").unwrap().to_string()
}

/// Sari's camera for Budi's guitar, both sent; the code of the deal.
pub async fn swapped(sari: &Person, budi: &Person) -> String {
    let sent = json!({"delivery": ["kirim"]});
    let camera = sari.posts_for_barter("Kamera analog", sent.clone()).await;
    let guitar = budi.posts_for_barter("Gitar akustik", sent).await;
    let made = budi.offers_goods(&camera, &[&guitar], 0).await.with(201);
    let deal = sari.moves(&made["negotiation"], "accept", None).await.with(200)["deal"].clone();
    code_of(&deal).to_owned()
}
