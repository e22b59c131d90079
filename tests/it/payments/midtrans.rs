//! The Midtrans adapter against a provider that misbehaves.

use std::time::Duration;

use serde_json::{Value, json};
use tawar::base::clock::Clock;
use tawar::config::ProviderSecret;
use tawar::trade::payments::gateway::{
    Gateway, GatewayError, Midtrans, MidtransAccount, Provider, ProviderState, REQUEST_TIMEOUT,
    RefundOrder,
};

use super::stand_in::{Deed, StandIn, body_of, raw, response};
use super::{KEY, charge, client, is_refused, is_unknown, lookup};

fn adapter(stand_in: &StandIn, timeout: Duration) -> Midtrans {
    let account = MidtransAccount {
        provider: Provider::Midtrans,
        server_key: ProviderSecret::new(KEY),
        other_key: None,
        snap_url: stand_in.url.clone(),
        api_url: stand_in.url.clone(),
    };
    Midtrans::new(account, client(timeout), Clock::default())
}

fn page() -> Value {
    json!({"token": "tok", "redirect_url": "https://app.sandbox.midtrans.com/snap/v3/redirection/tok"})
}

fn transaction(status: &str) -> Value {
    json!({"status_code": "200", "transaction_status": status, "order_id": "ORD-1", "transaction_id": "t-1",
        "gross_amount": "145000.00", "fraud_status": "accept"})
}

fn missing() -> Value {
    json!({"status_code": "404", "status_message": "Transaction doesn't exist."})
}

fn taken() -> Value {
    json!({"error_messages": ["transaction_details.order_id has already been taken"]})
}

fn refund_order() -> RefundOrder {
    RefundOrder {
        reference: "ORD-1".into(),
        transaction_id: Some("t-1".into()),
        amount: 20_000,
        key: "R-ORD-1-1".into(),
    }
}

#[actix_web::test]
async fn a_payment_page_is_asked_for_and_the_key_is_in_the_header_only() {
    let stand_in = StandIn::start(vec![Deed::Json(201, page())]).await;
    let midtrans = adapter(&stand_in, REQUEST_TIMEOUT);
    let checkout = midtrans.create(&charge("ORD-1", chrono::Utc::now())).await.unwrap();
    assert_eq!(checkout.redirect_url, page()["redirect_url"]);
    let request = stand_in.requests().remove(0);
    assert!(request.starts_with("POST /snap/v1/transactions HTTP/1.1"), "{request}");
    // `KEY` and a colon, as Basic authentication writes a user name without a password.
    assert!(request.contains("Basic U0ItTWlkLXNlcnZlci1nZWhlaW06"), "{request}");
    assert!(!request.contains(KEY), "{request}");
    let body = body_of(&request);
    assert_eq!(body["transaction_details"], json!({"order_id": "ORD-1", "gross_amount": 145_000}));
    assert_eq!(body["item_details"][1]["price"], 15_000);
    assert_eq!(body["customer_details"]["first_name"], "Budi");
}

#[actix_web::test]
async fn whatever_a_broken_answer_looks_like_the_result_is_unknown() {
    let redirect =
        "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n";
    let html = response("200 OK", "text/html", "<h1>Down for maintenance</h1>");
    let json_by_name = response("200 OK", "application/json", "<h1>oops</h1>");
    let elsewhere = json!({"redirect_url": "http://evil.example/"});
    let own_page = json!({"redirect_url": "/sandbox/bayar/ORD-1"});
    for (what, deed) in [
        ("cut before the answer", raw("")),
        ("cut within the head", raw("HTTP/1.1 201 Cre")),
        (
            "cut within the body",
            raw("HTTP/1.1 201 Created\r\ncontent-length: 900\r\n\r\n{\"token\":"),
        ),
        ("not HTTP", raw("\u{1}\u{2} garbage \r\n\r\n")),
        ("a page", raw(&html)),
        ("a page that says it is JSON", raw(&json_by_name)),
        ("a redirect", raw(redirect)),
        ("500", Deed::Json(500, page())),
        ("503 with an empty body", raw(&response("503 X", "text/plain", ""))),
        ("429", Deed::Json(429, json!({}))),
        ("an answer without a page", Deed::Json(201, json!({"token": "tok"}))),
        ("a page without TLS", Deed::Json(201, elsewhere)),
        ("a page of the till", Deed::Json(201, own_page)),
        ("another kind of JSON", Deed::Json(201, json!([1, 2, 3]))),
        ("a body without an end", Deed::Endless),
    ] {
        let stand_in = StandIn::start(vec![deed]).await;
        let midtrans = adapter(&stand_in, REQUEST_TIMEOUT);
        let result = midtrans.create(&charge("ORD-1", chrono::Utc::now())).await;
        assert!(is_unknown(&result), "{what}: {result:?}");
        assert_eq!(stand_in.requests().len(), 1, "{what}: nothing is repeated or followed");
        assert!(!format!("{result:?}").contains("geheim"), "{what}: {result:?}");
    }
}

#[actix_web::test]
async fn silence_and_single_bytes_end_at_the_time_limit() {
    for deed in [Deed::Silence, Deed::Drip] {
        let stand_in = StandIn::start(vec![deed.clone()]).await;
        let midtrans = adapter(&stand_in, Duration::from_secs(1));
        let began = std::time::Instant::now();
        let result = midtrans.create(&charge("ORD-1", chrono::Utc::now())).await;
        assert!(is_unknown(&result), "{deed:?}: {result:?}");
        assert!(began.elapsed() < Duration::from_secs(10), "{deed:?}: {:?}", began.elapsed());
    }
    assert!(REQUEST_TIMEOUT <= Duration::from_secs(5));
}

#[actix_web::test]
async fn a_page_whose_address_was_lost_is_recognised_and_the_caller_takes_a_new_reference() {
    let deeds = vec![
        Deed::Silence,
        Deed::Json(400, taken()),
        Deed::Json(200, missing()),
        Deed::Json(201, page()),
    ];
    let stand_in = StandIn::start(deeds).await;
    let midtrans = adapter(&stand_in, Duration::from_secs(2));
    let now = chrono::Utc::now();
    assert!(is_unknown(&midtrans.create(&charge("ORD-1", now)).await));
    let again = midtrans.create(&charge("ORD-1", now)).await;
    assert!(matches!(again, Err(GatewayError::ReferenceTaken(_))), "{again:?}");
    let status = midtrans.status(&lookup("ORD-1", None)).await.unwrap();
    assert_eq!(status.state, ProviderState::NotFound);
    assert!(midtrans.create(&charge("ORD-2", now)).await.is_ok());
}

#[actix_web::test]
async fn an_answer_that_comes_twice_is_read_once() {
    let once = response("200 OK", "application/json", &transaction("settlement").to_string());
    let twice = once.replace("connection: close\r\n", "").repeat(2);
    let deeds = vec![raw(&twice), Deed::Json(200, transaction("pending"))];
    let stand_in = StandIn::start(deeds).await;
    let midtrans = adapter(&stand_in, REQUEST_TIMEOUT);
    let first = midtrans.status(&lookup("ORD-1", None)).await.unwrap();
    let second = midtrans.status(&lookup("ORD-1", None)).await.unwrap();
    // The surplus answer is not taken for the answer of the next question.
    assert_eq!((first.state, second.state), (ProviderState::Paid, ProviderState::Pending));
}

#[actix_web::test]
async fn a_state_is_read_whatever_the_content_type_says() {
    let plain = response("200 OK", "text/plain", &transaction("settlement").to_string());
    let stand_in = StandIn::start(vec![raw(&plain)]).await;
    let status = adapter(&stand_in, REQUEST_TIMEOUT).status(&lookup("ORD-1", None)).await.unwrap();
    assert_eq!((status.state, status.amount), (ProviderState::Paid, 145_000));
    assert_eq!(status.transaction_id.as_deref(), Some("t-1"));
    assert_eq!(stand_in.lines(), ["GET /v2/ORD-1/status"]);
}

#[actix_web::test]
async fn not_found_is_said_in_the_body_and_a_wrong_address_or_key_is_not_that() {
    let page = response("404 Not Found", "text/html", "<h1>Not Found</h1>");
    let denied = json!({"status_code": "401", "status_message": "Access denied"});
    for (deed, expected) in [
        (Deed::Json(200, missing()), Some(ProviderState::NotFound)),
        (Deed::Json(404, missing()), Some(ProviderState::NotFound)),
        (raw(&page), None),
        (Deed::Json(401, denied.clone()), None),
        (Deed::Json(200, denied), None),
    ] {
        let stand_in = StandIn::start(vec![deed.clone()]).await;
        let status = adapter(&stand_in, REQUEST_TIMEOUT).status(&lookup("ORD-1", None)).await;
        match expected {
            Some(state) => assert_eq!(status.unwrap().state, state, "{deed:?}"),
            None => assert!(is_refused(&status), "{deed:?}: {status:?}"),
        }
    }
}

#[actix_web::test]
async fn a_wallet_that_does_not_know_our_order_id_is_asked_by_the_transaction() {
    let mut wallet = transaction("settlement");
    wallet["order_id"] = json!("WALLET-9");
    let deeds = vec![Deed::Json(200, missing()), Deed::Json(200, wallet)];
    let stand_in = StandIn::start(deeds).await;
    let midtrans = adapter(&stand_in, REQUEST_TIMEOUT);
    let status = midtrans.status(&lookup("ORD-1", Some("t-1"))).await.unwrap();
    assert_eq!((status.reference.as_str(), status.state), ("ORD-1", ProviderState::Paid));
    assert_eq!(stand_in.lines(), ["GET /v2/ORD-1/status", "GET /v2/t-1/status"]);
    // An id that would lead to another address is not used.
    let stand_in = StandIn::start(vec![Deed::Json(200, missing())]).await;
    let midtrans = adapter(&stand_in, REQUEST_TIMEOUT);
    let status = midtrans.status(&lookup("ORD-1", Some("../../balance"))).await.unwrap();
    assert_eq!((status.state, stand_in.requests().len()), (ProviderState::NotFound, 1));
    assert!(is_refused(&midtrans.status(&lookup("../balance?", None)).await));
}

#[actix_web::test]
async fn the_status_of_another_payment_is_no_answer() {
    let mut other = transaction("settlement");
    other["order_id"] = json!("ORD-2");
    let stand_in = StandIn::start(vec![Deed::Json(200, other)]).await;
    let status = adapter(&stand_in, REQUEST_TIMEOUT).status(&lookup("ORD-1", None)).await;
    assert!(is_unknown(&status), "{status:?}");
}

#[actix_web::test]
async fn a_refund_that_was_done_before_its_answer_broke_is_not_done_again() {
    let mut refunded = transaction("partial_refund");
    refunded["refunds"] = json!([{"refund_key": "R-ORD-1-1", "refund_amount": "20000.00"}]);
    let duplicate = json!({"status_code": "406", "status_message": "Duplicate refund_key"});
    let deeds =
        vec![Deed::Json(500, json!({})), Deed::Json(200, duplicate), Deed::Json(200, refunded)];
    let stand_in = StandIn::start(deeds).await;
    let midtrans = adapter(&stand_in, REQUEST_TIMEOUT);
    assert!(is_unknown(&midtrans.refund(&refund_order()).await));
    assert_eq!(midtrans.refund(&refund_order()).await, Ok(()));
    let sent: Vec<Value> = stand_in.requests().iter().take(2).map(|it| body_of(it)).collect();
    assert_eq!(sent[0], sent[1], "the same key and amount");
    assert_eq!(sent[0]["refund_key"], "R-ORD-1-1");
    assert_eq!(stand_in.lines()[0], "POST /v2/ORD-1/refund");
}

#[actix_web::test]
async fn a_refund_that_is_refused_stays_refused() {
    let late = json!({"status_code": "412", "status_message": "Merchant cannot modify the status"});
    let mut elsewhere = transaction("partial_refund");
    elsewhere["refunds"] = json!([{"refund_key": "R-OTHER", "refund_amount": "20000.00"}]);
    for status in [transaction("settlement"), elsewhere, missing()] {
        let deeds = vec![Deed::Json(412, late.clone()), Deed::Json(200, status)];
        let stand_in = StandIn::start(deeds).await;
        let refund = adapter(&stand_in, REQUEST_TIMEOUT).refund(&refund_order()).await;
        assert!(is_refused(&refund), "{refund:?}");
    }
    // Whether it was done cannot be seen: then it is not known.
    let stand_in = StandIn::start(vec![Deed::Json(412, late), Deed::Json(500, json!({}))]).await;
    let refund = adapter(&stand_in, REQUEST_TIMEOUT).refund(&refund_order()).await;
    assert!(is_unknown(&refund), "{refund:?}");
    let stand_in = StandIn::start(Vec::new()).await;
    let midtrans = adapter(&stand_in, REQUEST_TIMEOUT);
    for bad in [
        RefundOrder { amount: 0, ..refund_order() },
        RefundOrder { key: "a b".into(), ..refund_order() },
        RefundOrder { reference: "x".into(), ..refund_order() },
    ] {
        assert!(is_refused(&midtrans.refund(&bad).await), "{bad:?}");
    }
    assert!(stand_in.requests().is_empty(), "nothing was sent");
}
