//! Meilisearch is unreachable, and reachable again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::json;
use tawar::config::MeiliAddress;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::{LIMIT, assert_found, search, titles};
use crate::support::{TestApp, id_of, servers, wait_until};

#[actix_web::test]
async fn without_meilisearch_postgres_answers_and_the_result_is_marked_degraded() {
    let nobody = MeiliAddress { url: "http://127.0.0.1:1".into(), key: None };
    for meili in [None, Some(nobody)] {
        let away = meili.is_some();
        let app = TestApp::with_search_at(meili).await;
        let sari = app.person("Sari").await;
        sari.posts(json!({"region": "32.73.02.1004", "show_village": true})).await;
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
            assert_found(&app, query, wanted).await;
        }
        assert_eq!(titles(&app, "sort=price_high&limit=1").await, ["Laptop kerja"]);
        let near = search(&app, "lat=-6.17&lng=106.83").await;
        assert_eq!(near["listings"][0]["title"], "Laptop kerja");
        assert!(near["listings"][1]["distance_km"].as_f64().unwrap() > 100.0);
        let page = app.browser().opens("/cari?q=kamera").await.text;
        assert!(page.contains("Kamera analog rangefinder"));
        assert!(
            page.contains(&tawar::base::i18n::t(tawar::base::i18n::Lang::Id, "search-degraded")),
            "the page shows the degraded search"
        );
        app.get("/api/suggest?q=kamera").await.with(200);
        let ready = app.get("/readyz").await.with(200);
        assert_eq!((&ready["ready"], &ready["search"]), (&json!(true), &json!("postgres")));
        assert_eq!(
            away,
            ready["outbox"]["waiting"].as_i64().unwrap() > 0,
            "events wait for the index"
        );
    }
}

/// A proxy in front of Meilisearch that can be closed.
struct SearchProxy {
    address: MeiliAddress,
    open: Arc<AtomicBool>,
}

impl SearchProxy {
    async fn closed() -> Self {
        let meilisearch = servers().meili();
        let target = meilisearch.url.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let open = Arc::new(AtomicBool::new(false));
        let forwards = open.clone();
        actix_web::rt::spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                let accepted =
                    tokio::time::timeout(Duration::from_millis(20), listener.accept()).await;
                if !forwards.load(Ordering::Relaxed) {
                    connections.abort_all();
                } else if let Ok(Ok((mut connection, _))) = accepted {
                    let target = target.clone();
                    connections.spawn(async move {
                        let mut server = TcpStream::connect(target).await?;
                        tokio::io::copy_bidirectional(&mut connection, &mut server).await
                    });
                }
            }
        });
        Self { address: MeiliAddress { url, key: meilisearch.key }, open }
    }
}

#[actix_web::test]
async fn meilisearch_receives_all_changes_of_an_outage_when_it_is_reachable_again() {
    let proxy = SearchProxy::closed().await;
    let app = TestApp::with_search_at(Some(proxy.address.clone())).await;
    let sari = app.person("Sari").await;
    let early = sari.posts(json!({"title": "Gitar akustik"})).await;
    assert_eq!(search(&app, "q=gitar").await["degraded"], true);

    proxy.open.store(true, Ordering::Relaxed);
    let app = &app;
    let is = |query: &'static str, total: i64| {
        move || async move {
            let found = search(app, query).await;
            found["degraded"] == false && found["pagination"]["total"] == total
        }
    };
    wait_until("the index after the proxy opened", LIMIT, is("q=gitra", 1)).await;

    proxy.open.store(false, Ordering::Relaxed);
    wait_until("the fallback", LIMIT, || async {
        search(app, "q=gitar").await["degraded"] == true
    })
    .await;
    sari.posts(json!({"title": "Gitar listrik"})).await;
    sari.posts(json!({"title": "Gitar bas"})).await;
    sari.delete(&format!("/api/listings/{}", id_of(&early))).await;
    assert_found(app, "q=gitar", &["Gitar listrik", "Gitar bas"]).await;
    proxy.open.store(true, Ordering::Relaxed);
    wait_until("the changes during the outage", LIMIT, is("q=gitra", 2)).await;
    wait_until("an empty outbox", LIMIT, || async {
        app.get("/readyz").await.body["outbox"]["waiting"] == 0
    })
    .await;
}
