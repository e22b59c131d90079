//! Finding things: by words, by place, by what they are; while Meilisearch is there and while it is away.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use tawar::base::clock::Clock;
use tawar::config::MeiliAddress;
use tawar::market::categories::Categories;
use tawar::market::search::{Index, RawQuery, SearchQuery, Searcher, reindex};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::support::{Person, TestApp, a_photo, camera, id_of, servers};

/// What a search over the API answers.
async fn search(app: &TestApp, query: &str) -> Value {
    app.get(&format!("/api/listings?{query}")).await.with(200)
}

/// The titles found, in their order.
async fn titles(app: &TestApp, query: &str) -> Vec<String> {
    let found = search(app, query).await;
    let listings = found["listings"].as_array().unwrap().iter();
    listings.map(|listing| listing["title"].as_str().unwrap().to_owned()).collect()
}

async fn finds(app: &TestApp, query: &str, wanted: &[&str]) {
    let mut found = titles(app, query).await;
    found.sort();
    let mut wanted = wanted.to_vec();
    wanted.sort_unstable();
    assert_eq!(found, wanted, "{query}");
}

/// Waits until the condition holds; how long that took.
async fn until<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) -> Duration {
    let start = Instant::now();
    while !holds().await {
        assert!(start.elapsed() < Duration::from_secs(60), "{what} never came");
        actix_web::rt::time::sleep(Duration::from_millis(20)).await;
    }
    start.elapsed()
}

/// Seven things in four places: Coblong and Cipaganti in the city of Bandung, the regency around it, and Jakarta.
async fn stall(app: &TestApp) -> Person {
    let sari = app.person("Sari").await;
    let barter = json!({"modes": ["barter"], "price": null, "min_price": null});
    let free = json!({"modes": ["gratis"], "price": null, "min_price": null});
    for (base, change) in [
        (json!({}), json!({"title": "Kamera analog", "region": "32.73.02.1004", "tags": ["film"]})),
        (
            json!({}),
            json!({"title": "Ponsel Samsung", "category": "smartphone", "price": 900_000, "min_price": null, "region": "32.73.02.1001", "condition": "layak_pakai"}),
        ),
        (
            json!({}),
            json!({"title": "Laptop kerja", "category": "laptop", "price": 4_000_000, "region": "32.73", "condition": "seperti_baru", "delivery": ["kirim"]}),
        ),
        (
            json!({}),
            json!({"title": "Sepeda lipat", "category": "sepeda", "price": 1_500_000, "modes": ["jual", "barter"], "region": "32.04", "wanted": "Gitar"}),
        ),
        (barter, json!({"title": "Novel lama", "category": "novel", "region": "31.71"})),
        (
            free,
            json!({"title": "Kulkas kecil", "category": "perabot", "region": "31.71", "condition": "butuh_perbaikan"}),
        ),
        (
            json!({}),
            json!({"title": "Lensa kamera 50mm", "price": 700_000, "min_price": null, "region": "31.71", "delivery": ["cod", "gosend"]}),
        ),
    ] {
        let mut all = base;
        all["description"] = json!("Masih bagus dan terawat.");
        all["flaw"] = json!("");
        all["tags"] = json!([]);
        all.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        sari.posts(all).await;
    }
    app.settled().await;
    sari
}

#[actix_web::test]
async fn a_thing_is_found_within_two_seconds_and_gone_within_two() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let (mut coming, mut going) = (Vec::new(), Vec::new());
    for n in 0..5 {
        let title = format!("Gitar nomor{n}");
        let (query, app) = (format!("q=nomor{n}"), &app);
        let counts = |wanted: i64| {
            let query = &query;
            move || async move { search(app, query).await["pagination"]["total"] == wanted }
        };
        let posted = sari.posts(json!({"title": title})).await;
        coming.push(until("the thing", counts(1)).await);
        assert_eq!(sari.delete(&format!("/api/listings/{}", id_of(&posted))).await.status, 204);
        going.push(until("its end", counts(0)).await);
    }
    // The middle one of five: a machine that is busy with other tests may be late once.
    coming.sort();
    going.sort();
    assert!(coming[2] < Duration::from_secs(2), "{coming:?}");
    assert!(going[2] < Duration::from_secs(2), "{going:?}");
}

#[actix_web::test]
async fn words_are_understood_with_slips_of_the_finger_and_by_their_other_names() {
    let app = TestApp::open().await;
    stall(&app).await;
    let all = [
        "Kamera analog",
        "Ponsel Samsung",
        "Laptop kerja",
        "Sepeda lipat",
        "Novel lama",
        "Kulkas kecil",
        "Lensa kamera 50mm",
    ];
    finds(&app, "", &all).await;
    for (words, wanted) in [
        ("kamra", vec!["Kamera analog", "Lensa kamera 50mm"]),
        ("KAMERA", vec!["Kamera analog", "Lensa kamera 50mm"]),
        ("analgo", vec!["Kamera analog"]),
        ("film", vec!["Kamera analog"]),
        ("hp", vec!["Ponsel Samsung"]),
        ("handphone", vec!["Ponsel Samsung"]),
        ("notebook", vec!["Laptop kerja"]),
        ("lemari es", vec!["Kulkas kecil"]),
        ("zzzyyyxxx", vec![]),
    ] {
        let query = serde_urlencoded::to_string([("q", words)]).unwrap();
        let found = titles(&app, &query).await;
        for title in &wanted {
            assert!(found.iter().any(|own| own == title), "{words}: {found:?}");
        }
        assert!(!wanted.is_empty() || found.is_empty(), "{words}: {found:?}");
        if let Some(first) = found.first() {
            assert!(wanted.contains(&first.as_str()), "{words}: the best match first: {found:?}");
        }
    }
    assert_eq!(search(&app, "keyword=lensa").await["listings"][0]["title"], "Lensa kamera 50mm");
    let suggested = app.get("/api/suggest?q=kam").await.with(200)["suggestions"].clone();
    let kinds: Vec<&str> =
        suggested.as_array().unwrap().iter().filter_map(|one| one["kind"].as_str()).collect();
    assert!(kinds.contains(&"category") && kinds.contains(&"listing"), "{suggested}");
    let page = app.browser().opens("/cari?q=kamra").await.text;
    assert!(page.contains("Kamera analog") && !page.contains("Novel lama"));
    let part = app.browser().request(Method::GET, "/cari?q=kamra").header("x-fragment", "results");
    let part = app.browser().sends(part).await.text;
    assert!(part.contains("id=\"results\"") && !part.contains("<html"));
}

#[actix_web::test]
async fn a_search_is_narrowed_by_what_a_thing_is_costs_and_how_it_goes() {
    let app = TestApp::open().await;
    stall(&app).await;
    for (query, wanted) in [
        ("category=elektronik", vec!["Kamera analog", "Laptop kerja", "Lensa kamera 50mm"]),
        ("cat=laptop", vec!["Laptop kerja"]),
        ("cat=tidak-ada", vec![]),
        ("condition=seperti_baru", vec!["Laptop kerja"]),
        ("kondisi=layak_pakai&kondisi=butuh_perbaikan", vec!["Ponsel Samsung", "Kulkas kecil"]),
        ("condition=layak_pakai,butuh_perbaikan", vec!["Ponsel Samsung", "Kulkas kecil"]),
        ("mode=barter", vec!["Sepeda lipat", "Novel lama"]),
        ("mode=gratis&mode=barter", vec!["Sepeda lipat", "Novel lama", "Kulkas kecil"]),
        ("delivery=gosend", vec!["Lensa kamera 50mm"]),
        ("delivery=kirim&delivery=gosend", vec!["Laptop kerja", "Lensa kamera 50mm"]),
        ("min_price=1250000&max_price=1500000", vec!["Kamera analog", "Sepeda lipat"]),
        ("hmin=1.250.001&hmax=1.500.000", vec!["Sepeda lipat"]),
        ("max_price=700000", vec!["Lensa kamera 50mm"]),
        ("q=kamera&category=elektronik&max_price=1000000", vec!["Lensa kamera 50mm"]),
        ("status=active&mode=jual&condition=bagus&category=olahraga", vec!["Sepeda lipat"]),
    ] {
        finds(&app, query, &wanted).await;
    }
    assert_eq!(
        titles(&app, "sort=price_low&mode=jual").await,
        ["Lensa kamera 50mm", "Ponsel Samsung", "Kamera analog", "Sepeda lipat", "Laptop kerja"]
    );
    assert_eq!(
        titles(&app, "sort=price_high&mode=jual&limit=2").await,
        ["Laptop kerja", "Sepeda lipat"]
    );
    assert_eq!(titles(&app, "sort=newest&limit=2").await, ["Lensa kamera 50mm", "Kulkas kecil"]);

    let facets = search(&app, "mode=jual").await["facets"].clone();
    assert_eq!(facets["mode"], json!({"jual": 5, "barter": 1}));
    assert_eq!(
        (&facets["category"]["elektronik"], &facets["category"]["laptop"]),
        (&json!(3), &json!(1))
    );
    assert_eq!(
        (&facets["condition"]["bagus"], &facets["city"]["32.73|Kota Bandung"]),
        (&json!(3), &json!(3))
    );
    assert!(facets["category"]["novel"].is_null(), "{facets}");
}

#[actix_web::test]
async fn a_search_is_narrowed_by_place_by_code_and_by_name() {
    let app = TestApp::open().await;
    stall(&app).await;
    let city = ["Kamera analog", "Ponsel Samsung", "Laptop kerja"];
    let both = ["Kamera analog", "Ponsel Samsung", "Laptop kerja", "Sepeda lipat"];
    for (query, wanted) in [
        ("city=32.73", &city[..]),
        ("kota=Kota+Bandung", &city[..]),
        ("kota=Bandung", &both[..]),
        ("kota=bandung", &both[..]),
        ("kota=Kabupaten+Bandung", &["Sepeda lipat"][..]),
        ("kota=Jakarta+Pusat&q=kamera", &["Lensa kamera 50mm"][..]),
        ("district=32.73.02", &["Kamera analog", "Ponsel Samsung"][..]),
        ("district=Coblong", &["Kamera analog", "Ponsel Samsung"][..]),
        ("village=32.73.02.1004", &["Kamera analog"][..]),
        ("village=Dago&city=32.73", &["Kamera analog"][..]),
        ("district=Coblong&city=31.71", &[][..]),
        ("kota=Atlantis", &[][..]),
        ("kota=99.99", &[][..]),
    ] {
        finds(&app, query, wanted).await;
    }
    let page = app.browser().opens("/cari?kota=32.73").await.text;
    assert!(
        page.contains("Laptop kerja")
            && page.contains("Kota Bandung")
            && !page.contains("Novel lama")
    );
}

#[actix_web::test]
async fn near_me_the_nearest_comes_first_and_says_how_far_it_is() {
    let app = TestApp::open().await;
    stall(&app).await;
    // In the village of Dago.
    let here = "lat=-6.8746&lng=107.6158";
    let found = search(&app, here).await;
    let far: Vec<f64> = found["listings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["distance_km"].as_f64().unwrap())
        .collect();
    assert!(far.len() == 7 && far.windows(2).all(|pair| pair[0] <= pair[1]), "{far:?}");
    assert_eq!(found["listings"][0]["title"], "Kamera analog");
    assert!(far[0] < 0.1 && (100.0..200.0).contains(&far[6]), "{far:?}");
    finds(&app, &format!("{here}&radius_km=3"), &["Kamera analog", "Ponsel Samsung"]).await;
    finds(&app, &format!("{here}&radius=1&sort=location"), &["Kamera analog"]).await;
    assert_eq!(
        titles(&app, &format!("{here}&radius_km=3&sort=price_low")).await,
        ["Ponsel Samsung", "Kamera analog"]
    );
    let newest = search(&app, &format!("{here}&sort=newest")).await;
    assert_eq!(newest["listings"][0]["title"], "Lensa kamera 50mm");
    assert!(newest["listings"][0]["distance_km"].as_f64().unwrap() > 100.0);
    assert!(search(&app, "").await["listings"][0]["distance_km"].is_null());
}

#[actix_web::test]
async fn every_page_shows_its_share_and_all_pages_show_everything_once() {
    let app = TestApp::open().await;
    stall(&app).await;
    let mut seen = Vec::new();
    for page in 1..=3 {
        let found = search(&app, &format!("sort=price_low&limit=3&page={page}")).await;
        assert_eq!(
            found["pagination"],
            json!({"page": page, "limit": 3, "total": 7, "totalPages": 3})
        );
        seen.extend(found["listings"].as_array().unwrap().iter().map(|l| l["id"].to_string()));
    }
    assert_eq!(seen.len(), 7);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 7);
    assert_eq!(search(&app, "page=99").await["listings"], json!([]));
    assert_eq!(search(&app, "limit=5000").await["pagination"]["limit"], 100);
    assert_eq!(search(&app, "").await["pagination"]["limit"], 20);
}

#[actix_web::test]
async fn what_is_promised_to_somebody_is_not_found_until_it_is_free_again() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let made = budi.offers(&camera, 1_200_000).await.with(201);
    let agreed = sari.moves(&made["negotiation"], "accept", None).await.with(200);
    app.settled().await;
    finds(&app, "q=kamera", &[]).await;
    app.get("/api/listings?status=reserved").await.is_problem(422);
    let off = format!("/pesanan/{}/batal", agreed["deal"]["code"].as_str().unwrap());
    budi.sends(Method::POST, &off, "application/x-www-form-urlencoded", Vec::new()).await;
    app.settled().await;
    finds(&app, "q=kamera", &["Kamera analog rangefinder"]).await;
}

#[actix_web::test]
async fn without_meilisearch_postgres_answers_and_says_so() {
    let nobody = MeiliAddress { url: "http://127.0.0.1:1".into(), key: None };
    for meili in [None, Some(nobody)] {
        let away = meili.is_some();
        let app = TestApp::with_search_at(meili).await;
        let sari = app.person("Sari").await;
        sari.posts(json!({"region": "32.73.02.1004"})).await;
        sari.posts(json!({"title": "Laptop kerja", "category": "laptop", "region": "31.71", "price": 4_000_000})).await;
        let found = search(&app, "q=kamera").await;
        assert_eq!((&found["degraded"], &found["pagination"]["total"]), (&json!(true), &json!(1)));
        for (query, wanted) in [
            ("", &["Kamera analog rangefinder", "Laptop kerja"][..]),
            ("q=laptop", &["Laptop kerja"]),
            ("q=rangefinder+analog", &["Kamera analog rangefinder"]),
            ("category=elektronik&max_price=2000000", &["Kamera analog rangefinder"]),
            ("kota=Bandung", &["Kamera analog rangefinder"]),
            (
                "village=32.73.02.1004&mode=jual&condition=bagus&delivery=cod",
                &["Kamera analog rangefinder"],
            ),
            ("lat=-6.8746&lng=107.6158&radius_km=5", &["Kamera analog rangefinder"]),
            ("lat=-6.17&lng=106.83&radius_km=20", &["Laptop kerja"]),
            ("mode=gratis", &[]),
        ] {
            finds(&app, query, wanted).await;
        }
        assert_eq!(titles(&app, "sort=price_high&limit=1").await, ["Laptop kerja"]);
        let near = search(&app, "lat=-6.17&lng=106.83").await;
        assert_eq!(near["listings"][0]["title"], "Laptop kerja");
        assert!(near["listings"][1]["distance_km"].as_f64().unwrap() > 100.0);
        let page = app.browser().opens("/cari?q=kamera").await.text;
        assert!(page.contains("Kamera analog rangefinder"));
        assert!(
            page.contains(&tawar::base::i18n::t(tawar::base::i18n::Lang::Id, "search-degraded")),
            "the page says it"
        );
        app.get("/api/suggest?q=kamera").await.with(200);
        let ready = app.get("/readyz").await.with(200);
        assert_eq!((&ready["ready"], &ready["search"]), (&json!(true), &json!("postgres")));
        assert_eq!(
            away,
            ready["outbox"]["waiting"].as_i64().unwrap() > 0,
            "what the index must hear waits for it"
        );
    }
}

/// A door in front of Meilisearch that can be shut.
struct Door {
    address: MeiliAddress,
    open: Arc<AtomicBool>,
}

impl Door {
    async fn shut() -> Self {
        let behind = servers().meili();
        let target = behind.url.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let open = Arc::new(AtomicBool::new(false));
        let may_pass = open.clone();
        actix_web::rt::spawn(async move {
            let mut guests = JoinSet::new();
            loop {
                let accepted =
                    tokio::time::timeout(Duration::from_millis(20), listener.accept()).await;
                if !may_pass.load(Ordering::Relaxed) {
                    guests.abort_all();
                } else if let Ok(Ok((mut guest, _))) = accepted {
                    let target = target.clone();
                    guests.spawn(async move {
                        let mut server = TcpStream::connect(target).await?;
                        tokio::io::copy_bidirectional(&mut guest, &mut server).await
                    });
                }
            }
        });
        Self { address: MeiliAddress { url, key: behind.key }, open }
    }
}

#[actix_web::test]
async fn meilisearch_may_go_and_come_back_and_hears_all_that_happened_meanwhile() {
    let door = Door::shut().await;
    let app = TestApp::with_search_at(Some(door.address.clone())).await;
    let sari = app.person("Sari").await;
    let early = sari.posts(json!({"title": "Gitar akustik"})).await;
    assert_eq!(search(&app, "q=gitar").await["degraded"], true);

    door.open.store(true, Ordering::Relaxed);
    let app = &app;
    let is = |query: &'static str, total: i64| {
        move || async move {
            let found = search(app, query).await;
            found["degraded"] == false && found["pagination"]["total"] == total
        }
    };
    until("the index that was not there at the start", is("q=gitra", 1)).await;

    door.open.store(false, Ordering::Relaxed);
    until("the fallback", || async { search(app, "q=gitar").await["degraded"] == true }).await;
    sari.posts(json!({"title": "Gitar listrik"})).await;
    sari.posts(json!({"title": "Gitar bas"})).await;
    sari.delete(&format!("/api/listings/{}", id_of(&early))).await;
    finds(app, "q=gitar", &["Gitar listrik", "Gitar bas"]).await;
    door.open.store(true, Ordering::Relaxed);
    until("what happened meanwhile", is("q=gitra", 2)).await;
    until("an empty outbox", || async { app.get("/readyz").await.body["outbox"]["waiting"] == 0 })
        .await;
}

#[actix_web::test]
async fn the_index_is_built_anew_while_people_search_and_nobody_notices() {
    let app = TestApp::with_search_at(None).await;
    let sari = app.person("Sari").await;
    for n in 0..3 {
        sari.posts(json!({"title": format!("Kamera nomor{n}")})).await;
    }
    let kinds = Categories::bundled().unwrap();
    let index =
        Index::new(&servers().meili(), &format!("anew_{}", uuid::Uuid::new_v4().simple())).unwrap();
    assert_eq!(reindex(&app.db, &index, &kinds).await.unwrap(), 3);
    assert_eq!(index.count().await.unwrap(), Some(3));

    let gone = sari.posts(json!({"title": "Kamera nomor3"})).await;
    sari.delete(&format!("/api/listings/{}", id_of(&gone))).await;
    let searcher =
        Searcher::new(Some(index.clone()), app.db.clone(), kinds.clone(), Clock::default());
    let query = || {
        SearchQuery::try_from(RawQuery { q: Some("kamra".into()), ..RawQuery::default() }).unwrap()
    };
    let mut building = std::pin::pin!(reindex(&app.db, &index, &kinds));
    let mut asked = 0;
    loop {
        let found = searcher.search(query()).await.unwrap();
        assert_eq!((found.total, found.degraded), (3, false), "half of an index was seen");
        asked += 1;
        if let Ok(built) = tokio::time::timeout(Duration::from_millis(5), &mut building).await {
            assert_eq!(built.unwrap(), 3);
            break;
        }
    }
    assert!(asked > 1);
    assert_eq!(searcher.search(query()).await.unwrap().total, 3);
}

/// What somebody types who wants out of the question.
const TRICKS: &[&str] = &[
    "\"",
    "'",
    "\\",
    "\\\"",
    "`",
    "]",
    "[\"\"]",
    "%",
    "_",
    "*",
    "\" OR status = \"inactive",
    "active\" OR \"1\"=\"1",
    "x' or '1'='1",
    "'; drop table listings; --",
    "kamera:* | !x",
    "(((",
    "NULL",
    "-1",
    "99999999999999999999999",
    "1e309",
    "NaN",
    "inf",
    "\0",
    "a\0b",
    "\u{202e}atrop",
    "🙂",
    "<script>alert(1)</script>",
    "{{ me.email }}",
    "../../etc/passwd",
    "_geoRadius(0,0,1)",
    "32.73\" OR \"",
];

#[actix_web::test]
async fn no_question_however_crooked_finds_what_was_taken_back_or_breaks_the_search() {
    for meili in [Some(servers().meili()), None] {
        let has_index = meili.is_some();
        let app = TestApp::with_search_at(meili).await;
        let sari = app.person("Sari").await;
        sari.posts(json!({})).await;
        let gone = sari.posts(json!({"title": "Kamera hantu"})).await;
        sari.delete(&format!("/api/listings/{}", id_of(&gone))).await;
        app.settled().await;
        let parameters = [
            "q",
            "category",
            "condition",
            "city",
            "district",
            "village",
            "mode",
            "delivery",
            "min_price",
            "max_price",
            "lat",
            "lng",
            "radius_km",
            "status",
            "sort",
            "page",
            "limit",
        ];
        let browser = app.browser();
        for (name, trick) in
            parameters.iter().flat_map(|name| TRICKS.iter().map(move |trick| (*name, *trick)))
        {
            let query =
                serde_urlencoded::to_string([(name, trick), ("lat", "0"), ("lng", "0")]).unwrap();
            let query = if ["lat", "lng"].contains(&name) {
                format!("{name}={}", query.split('&').next().unwrap().split_once('=').unwrap().1)
            } else {
                query
            };
            let answer = app.get(&format!("/api/listings?{query}")).await;
            match answer.status.as_u16() {
                200 => assert_eq!(
                    answer.body["degraded"], !has_index,
                    "{query} breaks the index's filter"
                ),
                status => answer.is_problem(if status == 400 { 400 } else { 422 }),
            }
            assert!(!answer.text.contains("hantu"), "{query}");
            let page = browser.opens(&format!("/cari?{query}")).await;
            assert!(
                !page.status.is_server_error() && !page.text.contains("hantu"),
                "{query}: {}",
                page.status
            );
            assert!(!page.text.contains("<script>alert"), "{query}");
            if name == "q" {
                let suggest = app.get(&format!("/api/suggest?{query}")).await;
                assert!(
                    !suggest.status.is_server_error() && !suggest.text.contains("hantu"),
                    "{query}"
                );
            }
        }
        finds(&app, "q=kamera", &["Kamera analog rangefinder"]).await;
    }
}

#[actix_web::test]
async fn two_searches_that_say_the_same_in_old_words_and_new_find_the_same() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let photo = sari.uploads("foto.jpg", &a_photo(80, 80)).await.with(201)["id"].clone();
    let mut listing = camera();
    listing["photos"] = json!([photo]);
    Person::post(&sari, "/api/marketplace/listings", listing).await.with(201);
    app.settled().await;
    let new = search(&app, "q=kamera&category=kamera&condition=bagus&city=32.73&min_price=1000&max_price=2000000&sort=nearest&lat=-6.9&lng=107.6&radius_km=9").await;
    let old = app.get("/api/marketplace/listings?keyword=kamera&cat=kamera&kondisi=bagus&kota=32.73&hmin=1.000&hmax=2.000.000&sort=location&lat=-6.9&lng=107.6&radius=9").await.with(200);
    assert_eq!(old, new);
    assert_eq!(new["pagination"]["total"], 1);
}
