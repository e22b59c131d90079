//! A notification that comes while the provider is being asked, after it has given its answer: it is not forgotten.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use tawar::base::jobs::{self, Worker};
use tawar::trade::deals::POLICY;
use tawar::trade::payments::gateway::{
    Charge, Checkout, Gateway, GatewayError, Lookup, Notice as GenuineNotice, NoticeError,
    Provider, RawNotice, RefundOrder, StatusReport,
};
use tawar::trade::payments::till::TillOutcome;
use tawar::trade::payments::{KIND, Status};

use super::notices::{Notice, send};
use super::stage::{Stage, settlement_with};
use super::standing::ledger_is_right;
use crate::support::{count, run_sql, wait_for_count, wait_until};

/// The till, whose first answer about a payment is long under way.
struct SlowLine {
    till: Arc<dyn Gateway>,
    has_answered: AtomicBool,
    arrives: tokio::sync::Notify,
}

#[async_trait]
impl Gateway for SlowLine {
    fn provider(&self) -> Provider {
        self.till.provider()
    }

    async fn create(&self, charge: &Charge) -> Result<Checkout, GatewayError> {
        self.till.create(charge).await
    }

    async fn status(&self, lookup: &Lookup) -> Result<StatusReport, GatewayError> {
        let answer = self.till.status(lookup).await;
        if !self.has_answered.swap(true, Ordering::SeqCst) {
            self.arrives.notified().await;
        }
        answer
    }

    async fn refund(&self, order: &RefundOrder) -> Result<(), GatewayError> {
        self.till.refund(order).await
    }

    fn read_notice(&self, notice: &RawNotice<'_>) -> Result<GenuineNotice, NoticeError> {
        self.till.read_notice(notice)
    }
}

const LIMIT: Duration = Duration::from_secs(20);

#[actix_web::test]
async fn money_that_comes_while_the_provider_says_that_none_came_is_captured() {
    let stage = Stage::open().await;
    let sale = stage.sales(1).await.remove(0);
    stage.at_the_till(&sale, TillOutcome::Expired).await;
    let payment = stage.settlement.advance(sale.payment).await.unwrap();
    assert_eq!(payment.state.status, Status::Expired);
    wait_for_count(&stage.app, "select count(*) from till_payments where notices_left > 0", 0)
        .await;
    let line = Arc::new(SlowLine {
        till: stage.gateway.clone(),
        has_answered: AtomicBool::new(false),
        arrives: tokio::sync::Notify::new(),
    });
    let slow = settlement_with(&stage.app, line.clone());
    let has_ended = Arc::new(AtomicBool::new(false));
    let ended = has_ended.clone();
    let (db, clock) = (stage.app.db.clone(), stage.app.clock.clone());
    Worker::new(db, clock).start(KIND, POLICY, move |job| {
        let slow = slow.clone();
        let done = ended.clone();
        async move {
            let result = slow.work(job).await;
            done.store(true, Ordering::SeqCst);
            result
        }
    });
    assert_eq!(send(&stage.app, Notice::of(&sale, "expire").body()).await, 200);
    jobs::wake();
    wait_until("the job has asked", LIMIT, async || line.has_answered.load(Ordering::SeqCst)).await;
    // Budi's bank was slow. The provider has the money now and says so, while "expired" is still under way to the job.
    let paid = format!(
        "update till_payments set state = 'settlement', paid_amount = amount where reference = '{}'",
        sale.reference
    );
    run_sql(&stage.app, paid).await;
    assert_eq!(send(&stage.app, Notice::of(&sale, "settlement").body()).await, 200);
    line.arrives.notify_one();
    wait_until("the job has its answer", LIMIT, async || has_ended.load(Ordering::SeqCst)).await;
    // Its result is recorded: it is not the first attempt that is tried again when its lease runs out.
    wait_for_count(
        &stage.app,
        "select count(*) from jobs where kind = 'payment' and attempts = 1",
        0,
    )
    .await;
    let captured = "select count(*) from payments where status = 'paid'";
    wait_until("the money is captured", LIMIT, async || {
        stage.app.clock.advance(chrono::Duration::seconds(5));
        jobs::wake();
        count(&stage.app, captured).await == 1
    })
    .await;
    ledger_is_right(&stage.app).await;
}
