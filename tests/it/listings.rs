//! Things on offer: posted, shown, changed, taken back; what stays secret, and what each site takes.

use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};
use tawar::config::Site;
use tawar::market::listings;

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

/// A camera with these photos and this over it.
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
async fn sari_posts_changes_and_takes_back_and_budi_sees_each_step() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let posted = sari
        .posts(json!({"title": "  Kamera   analog ", "tags": ["Analog", "analog", "35mm"]}))
        .await;
    assert_eq!(
        (&posted["title"], &posted["tags"]),
        (&json!("Kamera analog"), &json!(["35mm", "analog"]))
    );
    assert_eq!((&posted["status"], &posted["version"]), (&json!("active"), &json!(1)));
    assert_eq!(posted["region"]["city"], "Kota Bandung");
    assert_eq!(
        (&posted["seller"]["name"], &posted["parent_category"]),
        (&json!("Sari"), &json!("elektronik"))
    );
    let by_name = budi.get(&format!("/api/listings/{}", text(&posted["slug"]))).await.with(200);
    assert_eq!(by_name["listing"]["id"], posted["id"]);

    let change = json!({"title": "Kamera analog, mulus", "price": 1_100_000, "modes": ["jual", "barter"], "wanted": "Sepeda"});
    let photos: Vec<Value> = photos(&posted).into_iter().cloned().collect();
    let edited =
        sari.put(&path(&posted), with_photos(&photos, &change)).await.with(200)["listing"].clone();
    let seen = budi.get(&path(&posted)).await.with(200)["listing"].clone();
    assert_eq!(
        (&seen["title"], &seen["price"], &seen["version"]),
        (&json!("Kamera analog, mulus"), &json!(1_100_000), &json!(2))
    );
    assert_eq!(
        (&seen["wanted"], &seen["slug"]),
        (&json!("Sepeda"), &edited["slug"]),
        "its address stays"
    );

    for _ in 0..2 {
        assert_eq!(
            sari.delete(&path(&posted)).await.status,
            204,
            "taking it back twice is taking it back"
        );
    }
    budi.get(&path(&posted)).await.is_problem(404);
    assert_eq!(app.browser().opens(text(&posted["url"])).await.status, 404);
    let own = sari.get(&path(&posted)).await.with(200);
    assert_eq!(own["listing"]["status"], "inactive", "its owner still has it");
    budi.post(&format!("{}/like", path(&posted)), json!({})).await.is_problem(404);

    let back = sari.put(&path(&posted), with_photos(&photos, &change)).await.with(200);
    assert_eq!(back["listing"]["status"], "active", "saved again it is on offer again");
    budi.get(&path(&posted)).await.with(200);
}

#[actix_web::test]
async fn a_heart_counts_once_for_each_person_and_is_taken_back_by_a_second_click() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    let camera = sari.posts(json!({})).await;
    let like = format!("{}/like", path(&camera));
    assert_eq!(
        budi.post(&like, json!({})).await.with(200),
        json!({"liked": true, "like_count": 1})
    );
    assert_eq!(
        rara.post(&like, json!({})).await.with(200),
        json!({"liked": true, "like_count": 2})
    );
    assert_eq!(
        budi.post(&like, json!({})).await.with(200),
        json!({"liked": false, "like_count": 1})
    );
    let clicks = (0..9).map(|_| budi.post(&like, json!({})));
    for click in futures_util::future::join_all(clicks).await {
        click.with(200);
    }
    assert_eq!(
        sari.get(&path(&camera)).await.with(200)["listing"]["like_count"],
        2,
        "nine fast clicks are one heart"
    );
}

/// A JPEG as a phone makes it: lying on its side, with the place where it was taken.
fn sideways_from_home(width: u32, height: u32) -> Vec<u8> {
    let mut tiff: Vec<u8> = b"Exif\0\0MM\0\x2a\0\0\0\x08".to_vec();
    tiff.extend_from_slice(&[0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]);
    tiff.extend_from_slice(b"GPS -6.2000 106.8166 RUMAH SARI");
    let length = u16::try_from(tiff.len() + 2).unwrap().to_be_bytes();
    let jpeg = a_photo(width, height);
    [&jpeg[..2], &[0xff, 0xe1], &length, &tiff, &jpeg[2..]].concat()
}

#[actix_web::test]
async fn saris_photo_is_shown_upright_in_three_sizes_and_tells_nobody_where_she_lives() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let photo = sari.uploads("IMG_0001.JPG", &sideways_from_home(1600, 900)).await.with(201);
    assert_eq!((&photo["width"], &photo["height"]), (&json!(720), &json!(1280)), "turned upright");
    for (size, longest) in [("url", 1280), ("medium", 800), ("thumbnail", 400)] {
        let served = app.http.get(app.url(text(&photo[size]))).send().await.unwrap();
        let header = |name: &str| served.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(
            (header("content-type").as_str(), header("x-content-type-options").as_str()),
            ("image/webp", "nosniff")
        );
        assert!(
            header("content-security-policy").contains("sandbox")
                && header("cache-control").contains("immutable")
        );
        let bytes = served.bytes().await.unwrap();
        for trace in [&b"RUMAH"[..], b"GPS", b"Exif", b"EXIF", b"106.8166"] {
            assert!(
                !bytes.windows(trace.len()).any(|window| window == trace),
                "{size} keeps a trace"
            );
        }
        let picture = image::load_from_memory(&bytes).unwrap();
        assert_eq!(picture.height(), longest, "{size}");
    }
    let address = text(&photo["url"]).to_owned();
    for stray in [
        address.replace("-l.webp", "-x.webp"),
        address.replace(".webp", ".jpg"),
        "/foto/..%2f..%2fsecret.key".into(),
        "/foto/x".into(),
    ] {
        assert_eq!(app.get(&stray).await.status, 404, "{stray}");
    }
}

#[actix_web::test]
async fn twelve_photos_are_shown_in_the_order_that_sari_gave_and_a_thirteenth_is_too_many() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let mut mine = uploads(&sari, 13).await;
    sari.post("/api/listings", with_photos(&mine, &json!({}))).await.is_problem(422);
    let thirteenth = mine.pop().unwrap();
    let posted =
        sari.post("/api/listings", with_photos(&mine, &json!({}))).await.with(201)["listing"]
            .clone();
    assert_eq!(photos(&posted), mine.iter().collect::<Vec<_>>());

    mine.reverse();
    mine[0] = thirteenth;
    let edited =
        sari.put(&path(&posted), with_photos(&mine, &json!({}))).await.with(200)["listing"].clone();
    assert_eq!(photos(&edited), mine.iter().collect::<Vec<_>>());
    let twice = [mine[1].clone(), mine[0].clone(), mine[1].clone()];
    let edited =
        sari.put(&path(&posted), with_photos(&twice, &json!({}))).await.with(200)["listing"]
            .clone();
    assert_eq!(photos(&edited), [&mine[1], &mine[0]]);

    let foreign = uploads(&budi, 1).await;
    let unknown = [json!(uuid::Uuid::now_v7())];
    for stray in [&foreign[..], &unknown, &mine[..1], &[]] {
        let refused = sari.post("/api/listings", with_photos(stray, &json!({}))).await;
        refused.is_problem(422);
        assert!(
            refused.body["errors"]["photos"].is_array(),
            "not hers, not there, on another thing, none: {}",
            refused.text
        );
    }
}

#[actix_web::test]
async fn the_lowest_price_that_sari_would_take_is_known_to_her_alone() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let secret = 6_543_217;
    let sold = sari
        .posts(json!({"title": "Lensa rahasia", "price": 7_654_321, "min_price": secret}))
        .await;
    let camera = sari
        .posts(json!({"title": "Kamera rahasia", "price": 7_654_321, "min_price": secret}))
        .await;
    assert_eq!(camera["min_price"], secret);
    let below = budi.offers(&camera, 5_000_000).await;
    let made = below.body.clone();
    let agreed = budi.offers(&sold, 7_000_000).await.with(201);
    let agreed = sari.moves(&agreed["negotiation"], "accept", None).await.with(200);
    app.settled().await;

    let room = text(&made["room"]);
    let code = text(&agreed["deal"]["code"]);
    let browser = app.browser();
    let mut heard = vec![below.text];
    for path in [
        path(&camera),
        format!("/api/listings/{}", text(&camera["slug"])),
        "/api/listings?q=rahasia".into(),
        format!("/api/listings?min_price={secret}&max_price={secret}"),
        "/api/suggest?q=kamera".into(),
        format!("/api/chat/{}", id_of(&camera)),
        "/api/rooms".into(),
        format!("/api/rooms/{room}/messages"),
        "/api/orders".into(),
        format!("/api/orders/{code}"),
        format!("/chat/{room}"),
        format!("/chat/{room}/pembaruan?since=0"),
        format!("/pesanan/{code}"),
        text(&camera["url"]).into(),
    ] {
        let answer = budi.get(&path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        heard.push(answer.text);
    }
    for path in [
        "/",
        "/cari?q=rahasia",
        "/kategori/kamera",
        "/profil/sari",
        text(&camera["url"]),
        text(&sold["url"]),
    ] {
        heard.push(browser.opens(path).await.text);
    }
    let mut socket = budi.connects().await;
    heard.push(socket.joins(&made["room"], Some(0)).await.to_string());
    for answer in &heard {
        assert!(!answer.contains("6543217") && !answer.contains("6.543.217"), "{answer}");
        assert!(!answer.contains("min_price\":"), "{answer}");
    }
    assert_eq!(
        found(&app, &format!("q=rahasia&max_price={secret}")).await,
        0,
        "nor does a search tell"
    );
    assert_eq!(sari.get(&path(&camera)).await.with(200)["listing"]["min_price"], secret);
    let edit = sari.get(&format!("/jual/{}/edit", id_of(&camera))).await;
    assert!(edit.text.contains("6543217"), "her own form has it");
}

#[actix_web::test]
async fn what_a_deal_holds_can_be_neither_changed_nor_taken_back_until_the_deal_is_off() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let made = budi.offers(&camera, 1_200_000).await.with(201);
    let agreed = sari.moves(&made["negotiation"], "accept", None).await.with(200);
    let own: Vec<Value> = photos(&camera).into_iter().cloned().collect();
    let change = with_photos(&own, &json!({"price": 9_000_000}));
    sari.put(&path(&camera), change.clone()).await.is_problem(409);
    sari.delete(&path(&camera)).await.is_problem(409);
    let form = "application/x-www-form-urlencoded";
    let refused = sari
        .sends(Method::POST, &format!("{}/hapus", text(&camera["url"])), form, Vec::new())
        .await;
    assert_eq!((refused.status.as_u16(), refused.header("location")), (303, text(&camera["url"])));
    let held = budi.get(&path(&camera)).await.with(200);
    assert_eq!(
        (&held["listing"]["status"], &held["listing"]["price"]),
        (&json!("reserved"), &json!(1_250_000))
    );

    let code = text(&agreed["deal"]["code"]);
    sari.sends(Method::POST, &format!("/pesanan/{code}/batal"), form, b"reason=Batal".to_vec())
        .await;
    sari.put(&path(&camera), change).await.with(200);
    assert_eq!(sari.delete(&path(&camera)).await.status, 204);
}

#[actix_web::test]
async fn a_thing_drops_out_after_thirty_days_and_lasts_thirty_more_when_sari_saves_it_again() {
    let app = TestApp::at_noon().await;
    let (mut sari, mut budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    app.clock.advance(Duration::days(30) - Duration::seconds(1));
    assert_eq!(listings::expire_due(&app.db, app.clock.now()).await.unwrap(), 0);
    app.clock.advance(Duration::seconds(1));
    assert_eq!(listings::expire_due(&app.db, app.clock.now()).await.unwrap(), 1);
    for person in [&mut sari, &mut budi] {
        let login = json!({"identifier": person.handle, "password": "kopi tubruk"});
        person.token = text(&app.post("/api/auth/login", login).await.with(200)["token"]).into();
    }
    budi.get(&path(&camera)).await.is_problem(404);
    assert_eq!(sari.get(&path(&camera)).await.with(200)["listing"]["status"], "expired");
    budi.offers(&camera, 1_000_000).await.is_problem(404);
    app.settled().await;
    assert_eq!(found(&app, "q=kamera").await, 0);

    let own: Vec<Value> = photos(&camera).into_iter().cloned().collect();
    let saved = sari.put(&path(&camera), with_photos(&own, &json!({}))).await.with(200);
    assert_eq!(saved["listing"]["status"], "active");
    let expires: chrono::DateTime<chrono::Utc> =
        text(&saved["listing"]["expires_at"]).parse().unwrap();
    assert_eq!(expires, app.clock.now() + Duration::days(30));
    app.settled().await;
    assert_eq!(found(&app, "q=kamera").await, 1);
}

#[actix_web::test]
async fn posting_again_with_the_same_id_changes_nothing() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let id = uuid::Uuid::now_v7();
    let mine = uploads(&sari, 1).await;
    let listing = with_photos(&mine, &json!({"id": id}));
    let posts =
        futures_util::future::join_all((0..4).map(|_| sari.post("/api/listings", listing.clone())))
            .await;
    for post in posts {
        assert_eq!(post.with(201)["listing"]["id"], json!(id));
    }
    let changed = with_photos(&mine, &json!({"id": id, "title": "Judul lain"}));
    assert_eq!(
        sari.post("/api/listings", changed).await.with(201)["listing"]["title"],
        camera()["title"]
    );
    app.settled().await;
    assert_eq!(found(&app, "").await, 1);
    let theirs = with_photos(&uploads(&budi, 1).await, &json!({"id": id}));
    budi.post("/api/listings", theirs).await.is_problem(409);
}

#[actix_web::test]
async fn each_site_shows_its_own_name_and_takes_only_its_own_ways() {
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
        let app = TestApp::with(|config| config.site = Site::load(key).unwrap()).await;
        let browser = app.browser();
        for page in ["/", "/cari", "/masuk"] {
            let page = browser.opens(page).await.text;
            assert!(page.contains(&format!("data-site=\"{key}\"")) && page.contains(name), "{key}");
        }
        let tagline =
            tawar::base::i18n::t(tawar::base::i18n::Lang::Id, &format!("site-{key}-tagline"));
        assert!(browser.opens("/").await.text.contains(&tagline), "{key} hides its tagline");
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

/// Submits the form as a browser without scripts does: fields and files in one.
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
async fn sari_sells_edits_and_takes_back_without_any_script() {
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
        assert!(!shown.text.contains("<b>analog"), "what she typed is text");
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
        "the form has what she typed, its secret too"
    );
    let kept = text(&seen["photos"][1]["id"]);
    form.retain(|(name, _)| *name != "price");
    form.extend([("price", "1100000"), ("photo_id", kept)]);
    let saved = submits(&sari, &edit, &form, &[]).await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    let seen = app.get(&format!("/api/listings/{id}")).await.with(200)["listing"].clone();
    assert_eq!((&seen["price"], photos(&seen)), (&json!(1_100_000), vec![&json!(kept)]));

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
