//! The sandbox till from end to end: the Midtrans adapter, a real socket, signed notifications to a site.

use tawar::base::error::AppError;
use tawar::config::{MidtransConfig, PaymentProviders, ProviderSecret};
use tawar::trade::payments::gateway::{
    GatewayError, Gateways, Notice, NoticeError, Provider, ProviderState, RefundOrder,
};
use tawar::trade::payments::till::{self, TillOutcome, server_key};

use super::practice::{LIMIT, Practice, Site, start_till};
use super::{charge, is_refused, lookup};
use crate::support::{secret, wait_until};

#[actix_web::test]
async fn a_payment_is_created_paid_asked_for_and_announced_with_a_signature() {
    let (practice, site) = (Practice::start(), Site::start(0));
    practice.till.start_notices(site.url.clone()).unwrap();
    practice.create("ORD-1").await;
    // As with Midtrans, there is no transaction before the payer chooses.
    assert_eq!(practice.status("ORD-1").await.state, ProviderState::NotFound);
    practice.pay("ORD-1", TillOutcome::Paid).await;
    let status = practice.status("ORD-1").await;
    assert_eq!((status.state, status.amount), (ProviderState::Paid, 145_000));
    assert_eq!((status.fee_included, status.refunded), (0, 0));
    site.waits_for(1).await;
    let notice = site.read_by(&*practice.gateway).remove(0).unwrap();
    assert_eq!(
        (notice.reference, &notice.transaction_id),
        ("ORD-1".into(), &status.transaction_id)
    );
    assert_eq!(practice.gateway.provider(), Provider::Sandbox);
    // By the transaction's id too.
    let by_id = practice.gateway.status(&lookup("ORD-9", status.transaction_id.as_deref())).await;
    assert_eq!(by_id.unwrap().state, ProviderState::Paid);
}

#[actix_web::test]
async fn a_site_with_real_money_knows_a_notice_of_practice_money() {
    let (practice, site) = (Practice::start(), Site::start(0));
    practice.till.start_notices(site.url.clone()).unwrap();
    practice.create("ORD-1").await;
    practice.pay("ORD-1", TillOutcome::Paid).await;
    site.waits_for(1).await;
    let live = |key: &ProviderSecret| {
        let midtrans = MidtransConfig {
            server_key: ProviderSecret::new("Mid-server-real"),
            production: true,
            snap_url: "https://app.midtrans.com".into(),
            api_url: "https://api.midtrans.com".into(),
        };
        let providers =
            PaymentProviders { midtrans: Some(midtrans), ..PaymentProviders::default() };
        Gateways::open(&providers, &practice.clock, key, None).unwrap()
    };
    let gateways = live(&server_key(&secret()));
    assert!(gateways.of(Provider::Sandbox).is_none() && gateways.of(Provider::Mayar).is_none());
    let read = site.read_by(&*gateways.primary().unwrap());
    assert_eq!(read, [Err(NoticeError::OtherMode)]);
    let stranger = live(&ProviderSecret::new("another site"));
    let read = site.read_by(&*stranger.of(Provider::Midtrans).unwrap());
    assert_eq!(read, [Err(NoticeError::BadSignature)]);
}

#[actix_web::test]
async fn every_outcome_is_seen_in_the_status_and_in_the_number_of_notices() {
    let (practice, site) = (Practice::start(), Site::start(0));
    practice.till.start_notices(site.url.clone()).unwrap();
    for (reference, outcome, state, amount) in [
        ("TWICE", TillOutcome::Duplicate, ProviderState::Paid, 145_000),
        ("SILENT", TillOutcome::Silent, ProviderState::Paid, 145_000),
        ("LESS", TillOutcome::WrongAmount, ProviderState::Paid, 144_999),
        ("FAILED", TillOutcome::Failed, ProviderState::Failed, 145_000),
        ("OVER", TillOutcome::Expired, ProviderState::Expired, 145_000),
    ] {
        practice.create(reference).await;
        practice.pay(reference, outcome).await;
        // The same choice again, as a double click makes it, changes nothing.
        practice.pay(reference, outcome).await;
        let status = practice.status(reference).await;
        assert_eq!((status.state, status.amount), (state, amount), "{reference}");
    }
    site.waits_for(5).await;
    practice.create("LAST").await;
    practice.pay("LAST", TillOutcome::Paid).await;
    site.waits_for(6).await;
    let read: Vec<Notice> =
        site.read_by(&*practice.gateway).into_iter().map(Result::unwrap).collect();
    let of = |reference: &str| {
        let of_it = read.iter().filter(|notice| notice.reference == reference);
        of_it.map(|notice| notice.event_key.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(
        [of("SILENT").len(), of("LESS").len(), of("FAILED").len(), of("OVER").len()],
        [0, 1, 1, 1]
    );
    let twice = of("TWICE");
    assert!(twice.len() == 2 && twice[0] == twice[1], "the same event: {twice:?}");
}

#[actix_web::test]
async fn a_late_payment_arrives_some_seconds_later_and_is_announced_then() {
    let (practice, site) = (Practice::start(), Site::start(0));
    practice.till.start_notices(site.url.clone()).unwrap();
    practice.create("ORD-1").await;
    practice.pay("ORD-1", TillOutcome::Late).await;
    assert_eq!(practice.status("ORD-1").await.state, ProviderState::Pending);
    practice.clock.advance(chrono::Duration::milliseconds(4_999));
    assert_eq!(practice.status("ORD-1").await.state, ProviderState::Pending);
    assert_eq!(site.count(), 0);
    practice.clock.advance(chrono::Duration::milliseconds(1));
    // Nobody asks: the till itself lets it arrive.
    site.waits_for(1).await;
    assert_eq!(practice.status("ORD-1").await.state, ProviderState::Paid);
}

#[actix_web::test]
async fn a_restart_between_payment_and_notice_loses_nothing() {
    let (practice, site) = (Practice::start(), Site::start(0));
    practice.create("PAID").await;
    practice.create("LATE").await;
    practice.pay("PAID", TillOutcome::Paid).await;
    practice.pay("LATE", TillOutcome::Late).await;
    practice.till.stop().await;
    // A connection that is open may be answered for a moment after the stop.
    let is_gone = async || {
        let asked = practice.gateway.status(&lookup("PAID", None)).await;
        matches!(asked, Err(GatewayError::Unknown(_)))
    };
    wait_until("the till does not answer", LIMIT, is_gone).await;
    practice.clock.advance(chrono::Duration::seconds(10));
    let (till, gateway) = start_till(&practice.db, &practice.clock);
    till.start_notices(site.url.clone()).unwrap();
    site.waits_for(2).await;
    for reference in ["PAID", "LATE"] {
        let status = gateway.status(&lookup(reference, None)).await.unwrap();
        assert_eq!(status.state, ProviderState::Paid, "{reference}");
    }
    // The key is the same after the restart, so the signatures are too.
    assert!(site.read_by(&*practice.gateway).iter().all(Result::is_ok));
}

#[actix_web::test]
async fn a_notice_is_sent_until_the_site_answers_200() {
    let (practice, site) = (Practice::start(), Site::start(2));
    let sending = practice.till.start_notices(site.url.clone()).unwrap();
    practice.create("ORD-1").await;
    practice.pay("ORD-1", TillOutcome::Paid).await;
    // An attempt may be recorded after the site has seen it, so the clock goes on until the next one is due.
    for sent in 1..=3 {
        let next = async || {
            let arrived = site.count() >= sent;
            if !arrived {
                practice.clock.advance(chrono::Duration::seconds(60));
            }
            arrived
        };
        wait_until("the next notice arrives", LIMIT, next).await;
    }
    practice.create("ORD-2").await;
    practice.pay("ORD-2", TillOutcome::Paid).await;
    site.waits_for(4).await;
    let read = site.read_by(&*practice.gateway);
    let order: Vec<String> = read.into_iter().map(|notice| notice.unwrap().reference).collect();
    assert_eq!(order, ["ORD-1", "ORD-1", "ORD-1", "ORD-2"]);
    sending.abort();
}

#[actix_web::test]
async fn the_same_request_finds_the_same_page_and_another_finds_the_reference_taken() {
    let practice = Practice::start();
    practice.create("ORD-1").await;
    practice.create("ORD-1").await;
    let mut other = charge("ORD-1", practice.clock.now());
    other.lines.clear();
    other.amount = 1_000;
    let taken = practice.gateway.create(&other).await;
    assert!(matches!(taken, Err(GatewayError::ReferenceTaken(_))), "{taken:?}");
    practice.pay("ORD-1", TillOutcome::Paid).await;
    let paid = practice.gateway.create(&charge("ORD-1", practice.clock.now())).await;
    assert!(matches!(paid, Err(GatewayError::ReferenceTaken(_))), "{paid:?}");
}

#[actix_web::test]
async fn money_goes_back_once_for_each_key_and_never_more_than_was_paid() {
    let (practice, site) = (Practice::start(), Site::start(0));
    practice.till.start_notices(site.url.clone()).unwrap();
    practice.create("ORD-1").await;
    let order = |key: &str, amount| RefundOrder {
        reference: "ORD-1".into(),
        transaction_id: None,
        amount,
        key: key.into(),
    };
    assert!(is_refused(&practice.gateway.refund(&order("R-1", 1)).await), "nothing was paid");
    practice.pay("ORD-1", TillOutcome::Paid).await;
    for _ in 0..2 {
        assert_eq!(practice.gateway.refund(&order("R-1", 20_000)).await, Ok(()));
    }
    let part = practice.status("ORD-1").await;
    assert_eq!((part.state, part.refunded), (ProviderState::Paid, 20_000));
    assert!(is_refused(&practice.gateway.refund(&order("R-2", 125_001)).await));
    assert_eq!(practice.gateway.refund(&order("R-2", 125_000)).await, Ok(()));
    let whole = practice.status("ORD-1").await;
    assert_eq!((whole.state, whole.refunded), (ProviderState::Refunded, 145_000));
    assert!(is_refused(&practice.gateway.refund(&order("R-3", 1)).await));
    // One for the payment and one for each refund, each another event.
    site.waits_for(3).await;
    let read = site.read_by(&*practice.gateway);
    let keys: std::collections::BTreeSet<String> =
        read.into_iter().map(|notice| notice.unwrap().event_key).collect();
    assert!(keys.len() >= 2, "{keys:?}");
}

#[actix_web::test]
async fn without_the_key_the_till_tells_nothing_and_after_the_deadline_it_takes_nothing() {
    let practice = Practice::start();
    practice.create("ORD-1").await;
    let account = practice.till.account();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    for path in ["/v2/ORD-1/status", "/v2/ORD-1/refund", "/snap/v1/transactions"] {
        let url = format!("{}{path}", account.api_url);
        for key in ["", "SB-till-guess"] {
            let request = match path.ends_with("status") {
                true => http.get(&url),
                false => http.post(&url).body("{}"),
            };
            let answer = request.basic_auth(key, Some("")).send().await.unwrap();
            assert_eq!(answer.status(), 401, "{path}");
        }
    }
    practice.clock.advance(chrono::Duration::hours(25));
    let now = practice.clock.now();
    let pay = move |conn: &mut _| till::pay(conn, "ORD-1", TillOutcome::Paid, now);
    let over = practice.db.transaction(pay).await;
    assert!(matches!(over, Err(AppError::Conflict { .. })), "{over:?}");
    let missing = move |conn: &mut _| till::pay(conn, "ORD-2", TillOutcome::Paid, now);
    assert!(matches!(practice.db.transaction(missing).await, Err(AppError::NotFound)));
}

#[actix_web::test]
async fn one_of_many_clicks_at_once_decides() {
    let practice = Practice::start();
    practice.create("ORD-1").await;
    let now = practice.clock.now();
    let clicks = (0..16).map(|n| {
        let outcome = TillOutcome::ALL[n % TillOutcome::ALL.len()];
        let pay = move |conn: &mut _| till::pay(conn, "ORD-1", outcome, now);
        let db = practice.db.clone();
        async move { (outcome, db.transaction(pay).await) }
    });
    let done = futures_util::future::join_all(clicks).await;
    let chosen: std::collections::BTreeSet<TillOutcome> =
        done.iter().filter(|(_, it)| it.is_ok()).map(|(outcome, _)| *outcome).collect();
    assert_eq!(chosen.len(), 1, "{chosen:?}");
    for (outcome, paid) in done.iter().filter(|(_, it)| it.is_err()) {
        assert!(matches!(paid, Err(AppError::Conflict { .. })), "{outcome}: {paid:?}");
    }
}
