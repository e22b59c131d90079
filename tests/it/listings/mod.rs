//! Listings.

mod lifecycle;
mod minimum_price;
mod photos;

use reqwest::Method;
use serde_json::{Value, json};
use tawar::config::Site;

use crate::support::{Answer, Browser, Person, TestApp, a_photo, between, camera, id_of};

fn path(listing: &Value) -> String {
    format!("/api/listings/{}", id_of(listing))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// The ids of the photos of a listing, in their order.
fn photos(listing: &Value) -> Vec<&Value> {
    listing["photos"].as_array().unwrap().iter().map(|photo| &photo["id"]).collect()
}

/// The body of a camera with these photos and changes.
fn with_photos(photos: &[Value], change: &Value) -> Value {
    let mut listing = camera();
    listing["photos"] = json!(photos);
    listing.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    listing
}

async fn uploads(person: &Person, n: u32) -> Vec<Value> {
    let mut ids = Vec::new();
    for n in 0..n {
        ids.push(person.uploads("foto.jpg", &a_photo(60 + n, 60)).await.with(201)["id"].clone());
    }
    ids
}

/// How many listings a search finds.
async fn found(app: &TestApp, query: &str) -> i64 {
    app.get(&format!("/api/listings?{query}")).await.with(200)["pagination"]["total"]
        .as_i64()
        .unwrap()
}

#[actix_web::test]
async fn each_site_shows_its_own_name_and_accepts_only_its_own_modes() {
    let sale = json!({});
    let barter = json!({"modes": ["barter"], "price": null, "min_price": null, "wanted": "Sepeda"});
    let free = json!({"modes": ["gratis"], "price": null, "min_price": null});
    let parcel = json!({"delivery": ["cod", "kirim"]});
    for (key, name, taken, refused) in [
        ("tawar", "tawar", vec![&sale, &barter, &free, &parcel], vec![]),
        ("barterhub", "BarterHub", vec![&barter], vec![(&sale, "modes"), (&free, "modes")]),
        (
            "belantara",
            "Belantara",
            vec![&sale, &parcel],
            vec![(&barter, "modes"), (&free, "modes")],
        ),
        (
            "sampahkupilah",
            "SampahKuPilah",
            vec![&sale, &free],
            vec![(&barter, "modes"), (&parcel, "delivery")],
        ),
    ] {
        let app = TestApp::with_config(|config| config.site = Site::load(key).unwrap()).await;
        let browser = app.browser();
        for page in ["/", "/cari", "/masuk"] {
            let page = browser.opens(page).await.text;
            assert!(page.contains(&format!("data-site=\"{key}\"")) && page.contains(name), "{key}");
        }
        let tagline =
            tawar::base::i18n::t(tawar::base::i18n::Lang::Id, &format!("site-{key}-tagline"));
        assert!(
            browser.opens("/").await.text.contains(&tagline),
            "{key} does not show its tagline"
        );
        browser.signs_up("Sari").await;
        let form = browser.opens("/jual").await.text;
        let offers = |mode: &str| form.contains(&format!("value=\"{mode}\""));
        let modes = Site::load(key).unwrap().modes;
        for mode in tawar::config::Mode::ALL {
            assert_eq!(offers(mode.word()), modes.contains(mode), "{key} and {mode}");
        }
        let sari = app.person("Sari").await;
        for change in taken {
            sari.posts(change.clone()).await;
        }
        for (change, field) in refused {
            let answer =
                sari.post("/api/listings", with_photos(&uploads(&sari, 1).await, change)).await;
            answer.is_problem(422);
            assert!(answer.body["errors"][field].is_array(), "{key}: {change}: {}", answer.text);
        }
    }
}

/// Submits the form as a browser without scripts does: fields and files in one body.
pub async fn submits(
    browser: &Browser,
    path: &str,
    fields: &[(&str, &str)],
    files: &[Vec<u8>],
) -> Answer {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(
            format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                .bytes(),
        );
    }
    for file in files {
        body.extend(b"--XX\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"f.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n");
        body.extend(file);
        body.extend(b"\r\n");
    }
    body.extend(b"--XX--\r\n");
    let kind = "multipart/form-data; boundary=XX";
    let request = browser
        .request(Method::POST, path)
        .header("origin", &browser.origin)
        .header("content-type", kind);
    browser.sends(request.body(body)).await
}

#[actix_web::test]
async fn sari_posts_edits_and_deletes_a_listing_without_scripts() {
    let app = TestApp::open().await;
    let sari = app.browser();
    sari.signs_up("Sari").await;
    let page = sari.opens("/jual").await.text;
    let id = between(&page, "name=\"id\" value=\"", "\"").unwrap().to_owned();
    let mut form = vec![
        ("id", id.as_str()),
        ("title", "Kamera <b>analog</b>"),
        ("description", "Punya bapak, sejak 1982."),
        ("flaw", "Goresan"),
        ("category", "kamera"),
        ("condition", "bagus"),
        ("modes", "jual"),
        ("price", "Rp 1.250.000"),
        ("min_price", "1.000.000"),
        ("delivery", "cod"),
        ("delivery", "kirim"),
        ("region", "32.73.02"),
        ("tags", "analog, 35mm"),
    ];
    let nothing = submits(&sari, "/jual", &form, &[vec![]]).await;
    assert_eq!(nothing.status, 422, "an empty file field is no photo");
    assert!(
        nothing.text.contains("value=\"Kamera &lt;b&gt;analog&lt;&#x2F;b&gt;\"")
            || nothing.text.contains("value=\"Kamera &lt;b&gt;analog&lt;/b&gt;\"")
    );
    let broken = submits(&sari, "/jual", &form, &[b"halo, aku teks".to_vec()]).await;
    assert_eq!(broken.status, 422);

    for _ in 0..2 {
        let posted = submits(&sari, "/jual", &form, &[a_photo(300, 400), a_photo(301, 400)]).await;
        assert_eq!(posted.status, 303, "{}", posted.text);
        let to = posted.header("location").to_owned();
        let shown = sari.opens(&to).await;
        assert!(
            to.starts_with("/barang/kamera-b-analog") && shown.text.contains("Rp1.250.000"),
            "{to}"
        );
        assert!(!shown.text.contains("<b>analog"), "her input is escaped");
    }
    let seen = app.get(&format!("/api/listings/{id}")).await.with(200)["listing"].clone();
    assert_eq!(
        (seen["photos"].as_array().unwrap().len(), &seen["delivery"]),
        (2, &json!(["cod", "kirim"]))
    );

    let edit = format!("/jual/{id}/edit");
    let page = sari.opens(&edit).await.text;
    assert!(
        page.contains("value=\"1250000\"") && page.contains("value=\"1000000\""),
        "the form keeps her input, also the minimum price"
    );
    let stored = text(&seen["photos"][1]["id"]);
    form.retain(|(name, _)| *name != "price");
    form.extend([("price", "1100000"), ("photo_id", stored)]);
    let saved = submits(&sari, &edit, &form, &[]).await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    let seen = app.get(&format!("/api/listings/{id}")).await.with(200)["listing"].clone();
    assert_eq!((&seen["price"], photos(&seen)), (&json!(1_100_000), vec![&json!(stored)]));

    let budi = app.browser();
    budi.signs_up("Budi").await;
    let page = text(&seen["url"]);
    budi.opens(page).await;
    assert_eq!(budi.submits(&format!("{page}/suka"), &[]).await.header("location"), page);
    assert_eq!(app.get(&format!("/api/listings/{id}")).await.body["listing"]["like_count"], 1);
    assert_eq!(submits(&budi, &edit, &form, &[]).await.status, 403);
    sari.opens(page).await;
    assert_eq!(
        sari.submits(&format!("{page}/hapus"), &[]).await.header("location"),
        "/profil/saya"
    );
    assert!(sari.opens("/profil/saya").await.text.contains("Barang sudah dihapus"));
    assert_eq!(budi.opens(page).await.status, 404);
}
