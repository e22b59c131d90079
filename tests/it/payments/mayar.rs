//! The Mayar adapter against a provider that misbehaves.

use serde_json::{Value, json};
use tawar::base::clock::Clock;
use tawar::config::{MayarConfig, ProviderSecret};
use tawar::trade::payments::gateway::{
    Gateway, Mayar, NoticeError, ProviderState, REQUEST_TIMEOUT, RawNotice, RefundOrder,
};

use super::stand_in::{Deed, StandIn, body_of, raw};
use super::{KEY, charge, client, is_refused, is_unknown, lookup};

const TOKEN: &str = "0123456789abcdefghijklmnop";

fn adapter(stand_in: &StandIn) -> Mayar {
    let config = MayarConfig {
        api_key: ProviderSecret::new(KEY),
        webhook_token: ProviderSecret::new(TOKEN),
        url: stand_in.url.clone(),
    };
    Mayar::new(config, client(REQUEST_TIMEOUT), Clock::default())
}

fn detail(status: &str) -> Value {
    json!({"statusCode": 200, "messages": "success", "data": {
        "id": "t-1", "extraData": {"reference": "ORD-1"}, "amount": 145_000, "status": status, "paymentMethod": "QRIS",
        "paymentLink": {"id": "l-1", "amount": 145_000, "status": "active"}}})
}

/// A page of the history with these entries.
fn history(entries: &[Value], more: bool) -> Value {
    json!({"statusCode": 200, "hasMore": more, "pageSize": 50, "data": entries})
}

fn paid_entry(name: &str, credit: i64) -> Value {
    json!({"id": "b-1", "credit": credit, "status": "settled", "paymentMethod": "QRIS",
        "paymentLinkTransactionId": "t-1", "paymentLink": {"id": "l-1", "name": name}})
}

#[actix_web::test]
async fn a_payment_request_carries_our_reference_and_no_address_of_the_payer() {
    let created = json!({"statusCode": 200, "messages": "success", "data": {"id": "l-1", "transactionId": "t-1",
        "link": "https://tawar.myr.id/pl/rqp9x2k7m3a"}});
    let stand_in = StandIn::start(vec![Deed::Json(200, created)]).await;
    let now = "2026-11-30T10:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    let config = MayarConfig {
        api_key: ProviderSecret::new(KEY),
        webhook_token: ProviderSecret::new(TOKEN),
        url: stand_in.url.clone(),
    };
    let mayar = Mayar::new(config, client(REQUEST_TIMEOUT), Clock::fixed(now));
    let checkout = mayar.create(&charge("ORD-1", now)).await.unwrap();
    assert_eq!(checkout.redirect_url, "https://tawar.myr.id/pl/rqp9x2k7m3a");
    assert_eq!(checkout.transaction_id.as_deref(), Some("t-1"));
    let request = stand_in.requests().remove(0);
    assert!(request.starts_with("POST /hl/v2/payments/create "), "{request}");
    assert!(request.contains(&format!("Bearer {KEY}")), "{request}");
    let body = body_of(&request);
    assert_eq!((&body["name"], &body["amount"]), (&json!("ORD-1"), &json!(145_000)));
    assert_eq!(body["extraData"], json!({"reference": "ORD-1"}));
    assert_eq!(body["expiredAt"], "2026-12-01T10:00:00.000Z");
    assert!(body.get("email").is_none() && body.get("mobile").is_none(), "{body}");
}

#[actix_web::test]
async fn a_known_transaction_is_asked_for_directly() {
    for (status, state) in [
        ("paid", ProviderState::Paid),
        ("active", ProviderState::Pending),
        ("expired", ProviderState::Expired),
    ] {
        let stand_in = StandIn::start(vec![Deed::Json(200, detail(status))]).await;
        let report = adapter(&stand_in).status(&lookup("ORD-1", Some("t-1"))).await.unwrap();
        assert_eq!((report.state, report.amount), (state, 145_000), "{status}");
        assert_eq!(stand_in.lines(), ["GET /hl/v2/transactions/t-1"]);
    }
}

#[actix_web::test]
async fn a_payment_whose_transaction_is_not_known_is_found_in_the_history() {
    let others = [paid_entry("ORD-7", 1), paid_entry("ORD-11", 1)];
    let deeds = vec![
        Deed::Json(200, history(&others, true)),
        Deed::Json(200, history(&[paid_entry("ORD-1", 145_700)], true)),
    ];
    let stand_in = StandIn::start(deeds).await;
    let report = adapter(&stand_in).status(&lookup("ORD-1", None)).await.unwrap();
    assert_eq!((report.state, report.amount), (ProviderState::Paid, 145_700));
    assert_eq!(report.transaction_id.as_deref(), Some("t-1"));
    let pages = stand_in.lines();
    assert_eq!(
        pages,
        [1, 2].map(|page| format!("GET /hl/v1/transactions?page={page}&pageSize=50"))
    );
}

#[actix_web::test]
async fn an_unpaid_request_waits_one_that_is_nowhere_does_not_exist_and_a_long_history_is_no_proof()
{
    let unpaid = json!({"id": "t-1", "amount": 145_000, "status": "active", "paymentLink": {"name": "ORD-1"}});
    let none = || Deed::Json(200, history(&[], false));
    let stand_in = StandIn::start(vec![none(), Deed::Json(200, history(&[unpaid], false))]).await;
    let report = adapter(&stand_in).status(&lookup("ORD-1", None)).await.unwrap();
    assert_eq!((report.state, report.amount), (ProviderState::Pending, 145_000));
    let stand_in = StandIn::start(vec![none(), none()]).await;
    let report = adapter(&stand_in).status(&lookup("ORD-1", None)).await.unwrap();
    assert_eq!(report.state, ProviderState::NotFound);
    let full = || Deed::Json(200, history(&[paid_entry("ORD-7", 1)], true));
    let stand_in = StandIn::start(vec![full(), full(), full(), full(), none()]).await;
    let report = adapter(&stand_in).status(&lookup("ORD-1", None)).await;
    assert!(is_unknown(&report), "{report:?}");
}

#[actix_web::test]
async fn the_payment_of_something_else_is_never_taken_for_ours() {
    // Whoever knows the address of notices names the transaction of a cheap purchase of their own.
    let mut foreign = detail("paid");
    foreign["data"]["extraData"] = json!({"reference": "ORD-7"});
    let none = || Deed::Json(200, history(&[], false));
    let stand_in = StandIn::start(vec![Deed::Json(200, foreign), none(), none()]).await;
    let report = adapter(&stand_in).status(&lookup("ORD-1", Some("t-9"))).await.unwrap();
    assert_eq!(report.state, ProviderState::NotFound);
}

#[actix_web::test]
async fn a_broken_answer_or_a_busy_provider_leaves_the_result_unknown() {
    for deed in [
        raw(""),
        raw("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}"),
        Deed::Json(429, json!({"messages": "rate limit"})),
        Deed::Json(500, json!({})),
        Deed::Json(200, json!({"statusCode": 200})),
        Deed::Json(200, json!({"data": "x"})),
        Deed::Endless,
    ] {
        let stand_in = StandIn::start(vec![deed.clone()]).await;
        let mayar = adapter(&stand_in);
        let report = mayar.status(&lookup("ORD-1", None)).await;
        assert!(is_unknown(&report), "{deed:?}: {report:?}");
        let stand_in = StandIn::start(vec![deed.clone()]).await;
        let created = adapter(&stand_in).create(&charge("ORD-1", chrono::Utc::now())).await;
        assert!(is_unknown(&created), "{deed:?}: {created:?}");
        assert!(!format!("{report:?} {created:?}").contains("geheim"));
    }
    let stand_in = StandIn::start(vec![Deed::Json(401, json!({}))]).await;
    assert!(is_refused(&adapter(&stand_in).status(&lookup("ORD-1", None)).await));
}

#[actix_web::test]
async fn a_notice_needs_the_secret_address_and_money_goes_back_by_hand() {
    let stand_in = StandIn::start(Vec::new()).await;
    let mayar = adapter(&stand_in);
    let body = json!({"event": "payment.received", "data": {"transactionId": "t-1", "productName": "ORD-1"}});
    let body = body.to_string();
    let read = |path_token| mayar.read_notice(&RawNotice { path_token, body: body.as_bytes() });
    assert_eq!(read(Some(TOKEN)).unwrap().reference, "ORD-1");
    for wrong in
        [None, Some(""), Some("0123456789abcdefghijklmno"), Some("0123456789abcdefghijklmnoq")]
    {
        assert_eq!(read(wrong), Err(NoticeError::BadSignature), "{wrong:?}");
    }
    let order = RefundOrder {
        reference: "ORD-1".into(),
        transaction_id: Some("t-1".into()),
        amount: 1,
        key: "R-1".into(),
    };
    assert!(is_refused(&mayar.refund(&order).await));
    assert!(stand_in.requests().is_empty());
}
