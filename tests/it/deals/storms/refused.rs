//! What looks like a notification and is none: it is answered with 4xx, logged, and has no effect. What is genuine but about
//! another sum or another deal is stored, and believed in nothing.

use std::io::Write;
use std::sync::{Arc, Mutex};

use tawar::config::{MidtransConfig, PaymentProviders, ProviderSecret};
use tawar::trade::payments::gateway::{Gateways, Provider};
use tawar::trade::payments::till::{TillOutcome, server_key};
use tracing::instrument::WithSubscriber;

use super::notices::{Notice, send, send_to};
use super::stage::Stage;
use super::standing::{ledger_is_right, standings};
use crate::support::{TestApp, count, secret};

/// What was logged meanwhile.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

#[actix_web::test]
async fn a_notice_that_the_provider_did_not_sign_changes_nothing_and_is_answered_with_4xx() {
    let stage = Stage::open().await;
    let sales = stage.sales(2).await;
    // The money is at the provider: a notice that were believed would be seen at once.
    stage.at_the_till(&sales[0], TillOutcome::Silent).await;
    let before = standings(&stage.app, &sales).await;
    let true_one = Notice::of(&sales[0], "settlement");
    let its_signature = serde_json::from_str::<serde_json::Value>(&true_one.body()).unwrap();
    let its_signature = its_signature["signature_key"].as_str().unwrap();
    let less = Notice { amount: sales[0].amount - 1, ..true_one.clone() };
    let other_deal = Notice::of(&sales[1], "settlement");
    for (what, body) in [
        ("a bad signature", true_one.with_signature(&"0".repeat(128))),
        ("no signature", true_one.with_signature("")),
        ("another key", true_one.signed_with("SB-till-guess")),
        ("another amount under the same signature", less.with_signature(its_signature)),
        ("another deal under the same signature", other_deal.with_signature(its_signature)),
        ("no JSON", "bukan json".into()),
        ("nothing", String::new()),
    ] {
        for _ in 0..3 {
            let status = send(&stage.app, body.clone()).await;
            assert!((400..500).contains(&status), "{what}: {status}");
        }
    }
    assert_eq!(standings(&stage.app, &sales).await, before);
    assert_eq!(count(&stage.app, "select count(*) from payment_notices").await, 0);
}

#[actix_web::test]
async fn a_genuine_notice_of_another_amount_or_another_deal_is_stored_and_not_believed() {
    let stage = Stage::open().await;
    let sales = stage.sales(2).await;
    let before = standings(&stage.app, &sales).await;
    let settled = Notice::of(&sales[0], "settlement");
    let unknown = Notice { reference: "ORD-20000101-XXXX-1".into(), ..settled.clone() };
    let less = Notice { amount: 1, ..settled.clone() };
    // Signed by the provider's key, but nobody has paid: the provider is asked, and says so.
    for notice in [&settled, &less, &Notice::of(&sales[1], "settlement"), &unknown] {
        assert_eq!(send(&stage.app, notice.body()).await, 200);
    }
    for sale in &sales {
        stage.settlement.advance(sale.payment).await.unwrap();
    }
    assert_eq!(standings(&stage.app, &sales).await, before);
    assert_eq!(count(&stage.app, "select count(*) from payment_notices").await, 4);
    ledger_is_right(&stage.app).await;
}

/// A site that takes real money.
fn live() -> PaymentProviders {
    let midtrans = MidtransConfig {
        server_key: ProviderSecret::new("Mid-server-real"),
        production: true,
        // Nothing listens there: nothing is asked.
        snap_url: "http://127.0.0.1:9".into(),
        api_url: "http://127.0.0.1:9".into(),
    };
    PaymentProviders { midtrans: Some(midtrans), ..PaymentProviders::default() }
}

#[actix_web::test]
async fn practice_money_is_refused_where_real_money_is_taken_and_the_reverse() {
    let stage = Stage::open().await;
    let sales = stage.sales(1).await;
    let before = standings(&stage.app, &sales).await;
    let real = TestApp::second_node(&stage.app, |config| config.payments = live()).await;
    let notice = Notice::of(&sales[0], "settlement");
    for (what, app, path, body) in [
        ("practice at the live adapter", &real, "/api/webhooks/midtrans", notice.body()),
        ("practice at a site without a till", &real, "/api/webhooks/sandbox", notice.body()),
        (
            "real money at the till's",
            &stage.app,
            "/api/webhooks/sandbox",
            notice.signed_with("Mid-server-real"),
        ),
        (
            "real money where none is taken",
            &stage.app,
            "/api/webhooks/midtrans",
            notice.signed_with("Mid-server-real"),
        ),
    ] {
        let status = send_to(app, path, body).await;
        assert!((400..500).contains(&status), "{what}: {status}");
    }
    assert_eq!(standings(&stage.app, &sales).await, before);
    assert_eq!(count(&stage.app, "select count(*) from payment_notices").await, 0);
}

#[actix_web::test]
async fn a_refused_notice_is_logged_with_its_reason_and_without_its_text() {
    let stage = Stage::open().await;
    let sale = stage.sales(1).await.remove(0);
    let gateways = Gateways::open(&live(), &stage.app.clock, &server_key(&secret()), None).unwrap();
    let live = super::stage::settlement_with(&stage.app, gateways.primary().unwrap());
    let notice = Notice::of(&sale, "settlement");
    let (forged, practice) = (notice.with_signature(&"0".repeat(128)), notice.body());
    for (body, reason) in [
        (forged.as_str(), "not signed by the provider"),
        (practice.as_str(), "of the other mode"),
        ("bukan json", "cannot be read"),
    ] {
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone()).finish();
        let received = live.receive_notice(Provider::Midtrans, None, body.as_bytes());
        received.with_subscriber(subscriber).await.unwrap_err();
        let text = log.text();
        assert!(text.contains("WARN") && text.contains(reason), "{reason}: {text}");
        assert!(!text.contains(&sale.reference) && !text.contains("signature_key"), "{text}");
    }
}
