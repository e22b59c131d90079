//! Barter-only listings: only their owner sees them until they are offered in a package.

use chrono::Duration;
use serde_json::{Value, json};
use tawar::market::listings::expire_due;

use crate::listings::submits;
use crate::support::{Person, TestApp, a_photo, assert_invariants, camera, count, id_of};

/// A word that occurs in no other text.
const WORD: &str = "Zamrud";

fn path(listing: &Value) -> String {
    format!("/api/listings/{}", id_of(listing))
}

/// A lamp for barter; barter-only or listed.
fn lamp(barter_only: bool) -> Value {
    json!({
        "title": "Lampu minyak Zamrud", "modes": ["barter"], "price": null, "min_price": null, "wanted": "Gitar",
        "kept": barter_only,
    })
}

/// The owner edits the lamp.
async fn edit(owner: &Person, listing: &Value, change: Value) -> Value {
    let mut input = camera();
    input["photos"] = json!([listing["photos"][0]["id"]]);
    input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    owner.put(&path(listing), input).await.with(200)["listing"].clone()
}

/// The addresses where anybody could find a listing.
fn public_addresses(owner: &Person) -> Vec<String> {
    [
        "/",
        "/cari",
        "/cari?q=zamrud",
        "/kategori/kamera",
        "/api/listings",
        "/api/listings?q=zamrud",
        "/api/listings?mode=barter",
        "/api/suggest?q=zamrud",
    ]
    .map(str::to_owned)
    .into_iter()
    .chain([format!("/profil/{}", owner.handle)])
    .collect()
}

/// Those of these addresses that show the lamp.
async fn addresses_that_show(app: &TestApp, reader: &Person, owner: &Person) -> Vec<String> {
    app.wait_for_outbox().await;
    let mut showing = Vec::new();
    for address in public_addresses(owner) {
        let answer = reader.get(&address).await;
        assert_eq!(answer.status, 200, "{address}: {}", answer.text);
        // A page repeats the search text: only the title proves that the lamp is found.
        if answer.text.contains(&format!("Lampu minyak {WORD}")) {
            showing.push(address);
        }
    }
    showing
}

#[actix_web::test]
async fn budi_neither_finds_nor_uses_saris_barter_only_lamp() {
    let app = TestApp::with_search().await;
    let (sari, budi) = app.sari_and_budi().await;
    let barter_only = sari.posts(lamp(true)).await;
    assert_eq!(barter_only["status"], "kept");
    let guitar = budi.posts(json!({"title": "Gitar akustik", "modes": ["barter"], "price": null, "min_price": null})).await;
    assert_eq!(addresses_that_show(&app, &budi, &sari).await, Vec::<String>::new());

    let (json_path, page) = (path(&barter_only), barter_only["url"].as_str().unwrap());
    for wanted in [&json_path, &format!("/api/listings/{}", barter_only["slug"].as_str().unwrap())]
    {
        budi.get(wanted).await.is_problem(404);
        app.get(wanted).await.is_problem(404);
    }
    for wanted in [page.to_owned(), format!("{page}/barter"), format!("{page}/chat")] {
        let answer = budi.get(&wanted).await;
        assert_ne!(answer.status, 200, "{wanted}: {}", answer.text);
        assert!(!answer.text.contains(WORD), "{wanted}: {}", answer.text);
    }
    assert_eq!(budi.get(page).await.status, 404);
    assert_eq!(app.browser().opens(page).await.status, 404);

    budi.get(&format!("/api/chat/{}", id_of(&barter_only))).await.is_problem(404);
    budi.posts_message(&barter_only, "Boleh lihat?").await.is_problem(404);
    budi.post(&format!("{json_path}/like"), json!({})).await.is_problem(404);
    assert_eq!(budi.submits_form(&format!("{page}/suka"), &[]).await.status, 404);
    budi.offers(&barter_only, 100_000).await.is_problem(404);
    budi.offers_goods(&barter_only, &[&guitar], 0).await.is_problem(404);
    budi.put(&json_path, camera()).await.is_problem(422);
    let mut stolen = camera();
    stolen["photos"] = json!([guitar["photos"][0]["id"]]);
    budi.put(&json_path, stolen).await.is_problem(404);
    budi.delete(&json_path).await.is_problem(404);
    assert_eq!(count(&app, "select count(*) from rooms").await, 0);
    assert_eq!(count(&app, "select count(*) from likes").await, 0);
}

#[actix_web::test]
async fn sari_sees_her_barter_only_lamp_and_its_worth_in_her_profile_and_on_its_page() {
    let app = TestApp::with_search().await;
    let (sari, budi) = app.sari_and_budi().await;
    let barter_only = sari.posts(lamp(true)).await;
    let own_profile = sari.get("/profil/saya").await.text;
    for seen in ["Lampu minyak Zamrud", "Simpanan barter", "simpanan barter"] {
        assert!(own_profile.contains(seen), "{seen}: {own_profile}");
    }
    assert!(!budi.get("/profil/saya").await.text.contains("impanan barter"));
    // Her public profile shows what others see, also to her.
    assert!(!sari.get(&format!("/profil/{}", sari.handle)).await.text.contains(WORD));

    let page = sari.get(barter_only["url"].as_str().unwrap()).await;
    assert_eq!(page.status, 200);
    for seen in ["Simpanan barter.", "Hanya kamu yang melihat halaman ini", "id=\"nilai\""] {
        assert!(page.text.contains(seen), "{seen}: {}", page.text);
    }
    let own = sari.get(&path(&barter_only)).await.with(200)["listing"].clone();
    assert_eq!(own["status"], "kept");
    assert!(own["worth"]["points"].as_i64().unwrap() > 0, "{own}");
    assert_eq!(own["worth"], barter_only["worth"]);
    // She may adjust the worth of a barter-only listing.
    let (to, error) = (
        format!("{}/worth", path(&barter_only)),
        json!({"adjust": 10, "reason": "Kacanya masih asli semua"}),
    );
    let adjusted = sari.put(&to, error.clone()).await.with(200);
    assert!(adjusted["worth"]["points"].as_i64() > own["worth"]["points"].as_i64(), "{adjusted}");
    budi.put(&to, error).await.is_problem(404);
}

#[actix_web::test]
async fn sari_lists_the_lamp_makes_it_barter_only_again_and_deletes_it() {
    let app = TestApp::with_search().await;
    let (sari, budi) = app.sari_and_budi().await;
    let barter_only = sari.posts(lamp(true)).await;
    let guitar = budi.posts(json!({"title": "Gitar akustik", "modes": ["barter"], "price": null, "min_price": null})).await;

    let shown = edit(&sari, &barter_only, lamp(false)).await;
    assert_eq!((&shown["status"], &shown["slug"]), (&json!("active"), &barter_only["slug"]));
    let showing = addresses_that_show(&app, &budi, &sari).await;
    assert_eq!(showing, public_addresses(&sari), "a listed lamp is shown everywhere");
    budi.get(&path(&barter_only)).await.with(200);
    let made = budi.offers_goods(&barter_only, &[&guitar], 0).await.with(201);
    let mut at_budi = budi.connects().await;
    at_budi.joins(&made["room"], None).await;

    let back = edit(&sari, &barter_only, lamp(true)).await;
    assert_eq!(back["status"], "kept");
    // A client that does not know the field edits the text and leaves the listing barter-only.
    let mut unaware = lamp(true);
    unaware.as_object_mut().unwrap().remove("kept");
    assert_eq!(edit(&sari, &barter_only, unaware).await["status"], "kept");
    let seen = at_budi.receives("negotiation").await;
    assert_eq!((&seen["state"], &seen["offer"]["status"]), (&json!("closed"), &json!("declined")));
    assert_eq!(addresses_that_show(&app, &budi, &sari).await, Vec::<String>::new());
    budi.get(&path(&barter_only)).await.is_problem(404);
    sari.moves(&made["negotiation"], "accept", None).await.is_problem(409);
    // A buyer who bargained for it before still has the room, and cannot make an opening offer.
    budi.offers_goods(&barter_only, &[&guitar], 0).await.is_problem(409);
    budi.post(&format!("{}/like", path(&barter_only)), json!({})).await.is_problem(404);

    assert_eq!(sari.delete(&path(&barter_only)).await.status, 204);
    assert_eq!(sari.get(&path(&barter_only)).await.with(200)["listing"]["status"], "inactive");
    assert!(!sari.get("/profil/saya").await.text.contains(WORD), "a deleted lamp is in no list");
    assert_eq!(addresses_that_show(&app, &budi, &sari).await, Vec::<String>::new());
    // From there it can be made barter-only again, or be deleted.
    assert_eq!(edit(&sari, &barter_only, lamp(true)).await["status"], "kept");
    assert_eq!(edit(&sari, &barter_only, lamp(false)).await["status"], "active");
    app.wait_for_outbox().await;
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn a_listing_for_sale_cannot_be_barter_only() {
    let app = TestApp::with_search().await;
    let sari = app.person("Sari").await;
    let photo = sari.uploads("lampu.jpg", &a_photo(300, 400)).await.with(201)["id"].clone();
    for modes in [json!(["jual", "barter"]), json!(["jual"]), json!(["gratis"])] {
        let mut input = camera();
        (input["modes"], input["kept"], input["photos"]) =
            (modes.clone(), json!(true), json!([photo]));
        if modes == json!(["gratis"]) {
            (input["price"], input["min_price"]) = (Value::Null, Value::Null);
        }
        let refused = sari.post("/api/listings", input).await;
        refused.is_problem(422);
        assert!(refused.body["errors"]["kept"].is_array(), "{modes}: {}", refused.text);
    }
    let barter_only = sari.posts(lamp(true)).await;
    let mut input = camera();
    (input["kept"], input["photos"]) = (json!(true), json!([barter_only["photos"][0]["id"]]));
    let refused = sari.put(&path(&barter_only), input).await;
    refused.is_problem(422);
    assert!(refused.body["errors"]["kept"].is_array(), "{}", refused.text);
    assert_eq!(sari.get(&path(&barter_only)).await.with(200)["listing"]["status"], "kept");
    assert_eq!(count(&app, "select count(*) from listings").await, 1);
}

#[actix_web::test]
async fn without_scripts_the_barter_only_checkbox_shows_its_error() {
    let app = TestApp::with_search().await;
    let (sari, budi) = (app.browser(), app.person("Budi").await);
    sari.signs_up("Sari").await;
    let page = sari.opens("/jual").await.text;
    assert!(page.contains("name=\"kept\" value=\"1\""), "the form has the checkbox");
    let id = crate::support::between(&page, "name=\"id\" value=\"", "\"").unwrap().to_owned();
    let mut form = vec![
        ("id", id.as_str()),
        ("title", "Lampu minyak Zamrud"),
        ("description", "Dari rumah nenek."),
        ("category", "kamera"),
        ("condition", "bagus"),
        ("modes", "jual"),
        ("price", "150.000"),
        ("delivery", "cod"),
        ("region", "32.73.02"),
        ("kept", "1"),
    ];
    let refused = submits(&sari, "/jual", &form, &[a_photo(300, 400)]).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    let word = crate::support::between(&refused.text, "id=\"kept-error\"", "</p>").unwrap();
    assert!(word.contains("Hanya barang yang khusus barter yang bisa disimpan"), "{word}");
    assert!(
        refused.text.contains("name=\"kept\" value=\"1\" checked"),
        "the checkbox stays checked"
    );
    assert!(refused.text.contains("aria-invalid=\"true\""));

    form.retain(|(name, _)| *name != "modes");
    form.push(("modes", "barter"));
    let posted = submits(&sari, "/jual", &form, &[a_photo(301, 400)]).await;
    assert_eq!(posted.status, 303, "{}", posted.text);
    let to = posted.header("location").to_owned();
    let shown = sari.opens(&to).await.text;
    assert!(shown.contains("Simpanan barter."), "{shown}");
    assert_eq!(budi.get(&to).await.status, 404);
    // The form of a barter-only listing has the checkbox checked; unchecked it is listed.
    let edit = format!("/jual/{id}/edit");
    let page = sari.opens(&edit).await.text;
    assert!(page.contains("name=\"kept\" value=\"1\" checked"));
    let photo =
        crate::support::between(&page, "name=\"photo_id\" value=\"", "\"").unwrap().to_owned();
    form.retain(|(name, _)| *name != "kept");
    form.push(("photo_id", &photo));
    assert_eq!(submits(&sari, &edit, &form, &[]).await.status, 303);
    assert_eq!(budi.get(&to).await.status, 200);
}

#[actix_web::test]
async fn a_barter_only_listing_does_not_expire() {
    let app = TestApp::with_fixed_clock().await;
    let mut sari = app.person("Sari").await;
    let barter_only = sari.posts(lamp(true)).await;
    let shown = sari.posts(json!({})).await;
    app.clock.advance(Duration::days(40));
    // The job runs as well: whichever is first expires the camera.
    expire_due(&app.db, app.clock.now()).await.unwrap();
    let login = json!({"identifier": sari.handle, "password": "kopi tubruk"});
    sari.token =
        app.post("/api/auth/login", login).await.with(200)["token"].as_str().unwrap().into();
    let status = async |listing: &Value| {
        sari.get(&path(listing)).await.with(200)["listing"]["status"].clone()
    };
    assert_eq!(
        (status(&barter_only).await, status(&shown).await),
        (json!("kept"), json!("expired"))
    );
    // Once listed it has its full time.
    let out = edit(&sari, &barter_only, lamp(false)).await;
    let until: chrono::DateTime<chrono::Utc> = out["expires_at"].as_str().unwrap().parse().unwrap();
    assert_eq!(until, app.clock.now() + Duration::days(30));
}
