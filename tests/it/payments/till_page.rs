//! The page of the sandbox till, without scripts.

use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, web};
use serde_json::{Value, json};
use tawar::base::clock::Clock;
use tawar::base::db::Db;
use tawar::base::render::Views;
use tawar::config::{Config, PaymentProviders, Site};
use tawar::trade::payments::gateway::Gateways;
use tawar::trade::payments::till::{self, Till, TillDeps, server_key};

use super::{charge, client};
use crate::support::{secret, servers, test_config};

/// The site's addresses of the till, registered as the route table does.
fn register(cfg: &mut web::ServiceConfig, config: &Config, clock: &Clock) {
    cfg.app_data(web::Data::new(config.clone()))
        .app_data(web::Data::new(config.site.clone()))
        .app_data(web::Data::new(config.secret.clone()))
        .app_data(web::Data::new(clock.clone()))
        .app_data(web::Data::new(Views::load().unwrap()))
        .route("/sandbox/bayar/{reference}", web::get().to(till::pay_page))
        .route("/sandbox/bayar/{reference}", web::post().to(till::pay_form))
        .route("/api/sandbox/payments/{id}", web::post().to(till::pay_api));
}

fn site_config() -> Config {
    let mut config = test_config("tawar");
    config.public_url = Some("https://tawar.example".into());
    config.site = Site::load("tawar").unwrap();
    config
}

/// The status and the text of an address.
macro_rules! get {
    ($app:expr, $path:expr) => {{
        let answer = call_service($app, TestRequest::get().uri($path).to_request()).await;
        (answer.status(), String::from_utf8(read_body(answer).await.to_vec()).unwrap())
    }};
}

#[actix_web::test]
async fn one_pays_by_a_button_and_sees_that_it_is_practice_money() {
    client(std::time::Duration::from_secs(5));
    let (url, clock) = (servers().database(), Clock::fixed(chrono::Utc::now()));
    let db = Db::connect(&url, 4).unwrap();
    let till = Till::start(TillDeps { db, clock: clock.clone(), secret: secret() }).unwrap();
    let gateways = Gateways::open(
        &PaymentProviders::practice(),
        &clock,
        &server_key(&secret()),
        Some(till.account()),
    )
    .unwrap();
    let gateway = gateways.primary().unwrap();
    for reference in ["ORD-1", "ORD-2"] {
        gateway.create(&charge(reference, clock.now())).await.unwrap();
    }
    let config = site_config();
    let app = init_service(
        App::new()
            .app_data(web::Data::new(till.clone()))
            .configure(|cfg| register(cfg, &config, &clock)),
    )
    .await;

    let (status, page) = get!(&app, "/sandbox/bayar/ord-1");
    assert_eq!(status, 200);
    for shown in [
        "Uang latihan, bukan uang sungguhan",
        "Rp145.000",
        "Kamera analog",
        "ORD-1",
        "<svg viewBox=\"0 0 ",
        "name=\"_csrf\"",
        "value=\"paid\"",
        "Coba keadaan lain",
        "value=\"wrong_amount\"",
        "href=\"/pesanan/ORD-1\"",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(!page.contains("style=\""), "the content security policy forbids inline styles");

    let form = |path: &str, outcome: &'static str| {
        TestRequest::post().uri(path).set_form([("outcome", outcome)]).to_request()
    };
    let wrong = call_service(&app, form("/sandbox/bayar/ORD-1", "stolen")).await;
    assert_eq!(wrong.headers().get("location").unwrap(), "/sandbox/bayar/ORD-1");
    let paid = call_service(&app, form("/sandbox/bayar/ORD-1", "paid")).await;
    assert_eq!(paid.status(), 303);
    assert_eq!(paid.headers().get("location").unwrap(), "/pesanan/ORD-1");
    let (_, page) = get!(&app, "/sandbox/bayar/ORD-1");
    assert!(page.contains("Pembayaran latihan berhasil") && !page.contains("value=\"paid\""));

    let call = |reference: &str, outcome: &str| {
        let path = format!("/api/sandbox/payments/{reference}");
        TestRequest::post().uri(&path).set_json(json!({"outcome": outcome})).to_request()
    };
    let done = call_service(&app, call("ORD-2", "wrong_amount")).await;
    assert_eq!(done.status(), 200);
    let done: Value = serde_json::from_slice(&read_body(done).await).unwrap();
    let expected = json!({"reference": "ORD-2", "amount": 145_000, "paid_amount": 144_999,
        "state": "settlement", "outcome": "wrong_amount"});
    assert_eq!(done, expected);
    for (reference, outcome, status) in
        [("ORD-2", "paid", 409), ("ORD-2", "stolen", 422), ("ORD-3", "paid", 404)]
    {
        let answer = call_service(&app, call(reference, outcome)).await;
        assert_eq!(answer.status(), status, "{reference} {outcome}");
    }
    till.stop().await;
    servers().drop_database(&url);
}

#[actix_web::test]
async fn without_a_till_its_addresses_do_not_exist() {
    let config = site_config();
    let app =
        init_service(App::new().configure(|cfg| register(cfg, &config, &Clock::default()))).await;
    let (status, _) = get!(&app, "/sandbox/bayar/ORD-1");
    assert_eq!(status, 404);
    let form = TestRequest::post().uri("/sandbox/bayar/ORD-1").set_form([("outcome", "paid")]);
    assert_eq!(call_service(&app, form.to_request()).await.status(), 404);
    let call = TestRequest::post().uri("/api/sandbox/payments/ORD-1");
    let call = call.set_json(json!({"outcome": "paid"})).to_request();
    assert_eq!(call_service(&app, call).await.status(), 404);
}
