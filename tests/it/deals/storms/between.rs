//! A notification that comes while the provider is being asked, after it has given its answer: it is not forgotten.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use tawar::base::jobs::{self, Failure, Worker};
use tawar::trade::payments::gateway::{
    Charge, Checkout, Gateway, GatewayError, Lookup, Notice as GenuineNotice, NoticeError,
    Provider, RawNotice, RefundOrder, StatusReport,
};
use tawar::trade::payments::till::TillOutcome;
use tawar::trade::payments::{self, KIND, POLICY, Status};

use super::notices::{Notice, send};
use super::stage::{Sale, Stage, settlement_with};
use super::standing::ledger_is_right;
use crate::support::{count, run_sql, wait_for_count, wait_until};

/// The till, whose first answer about a payment is long under way, or is lost.
struct SlowLine {
    till: Arc<dyn Gateway>,
    has_answered: AtomicBool,
    arrives: tokio::sync::Notify,
    loses_it: bool,
}

impl SlowLine {
    fn to(till: &Arc<dyn Gateway>, loses_it: bool) -> Arc<Self> {
        let (has_answered, arrives) = (AtomicBool::new(false), tokio::sync::Notify::new());
        Arc::new(Self { till: till.clone(), has_answered, arrives, loses_it })
    }
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
        match (self.has_answered.swap(true, Ordering::SeqCst), self.loses_it) {
            (false, true) => return Err(GatewayError::Unknown("the answer was lost".into())),
            (false, false) => self.arrives.notified().await,
            (true, _) => {}
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

/// A sale whose payment has expired, at the provider and here.
async fn expired(stage: &Stage) -> Sale {
    let sale = stage.sales(1).await.remove(0);
    stage.at_the_till(&sale, TillOutcome::Expired).await;
    assert_eq!(stage.settles(&sale).await.state.status, Status::Expired);
    sale
}

async fn the_money_comes_after_all(stage: &Stage, sale: &Sale) {
    let paid = format!(
        "update till_payments set state = 'settlement', paid_amount = amount where reference = '{}'",
        sale.reference
    );
    run_sql(&stage.app, paid).await;
}

#[actix_web::test]
async fn an_expired_payment_about_which_a_notice_came_is_asked_about_until_there_is_an_answer() {
    let stage = Stage::open().await;
    let sale = expired(&stage).await;
    the_money_comes_after_all(&stage, &sale).await;
    // The answer is lost once: the job does not take that for an answer.
    let line = settlement_with(&stage.app, SlowLine::to(&stage.gateway, true));
    let lost = line.work(stage.job(&sale)).await;
    assert!(matches!(lost, Err(Failure::Retry(_))), "{lost:?}");
    // Then the browser's call is under way, which may have asked before the money came.
    let (id, now) = (sale.payment, stage.app.clock.now());
    let claim =
        move |conn: &mut _| payments::claim(conn, id, now, now + chrono::Duration::seconds(15));
    assert!(stage.app.db.transaction(claim).await.unwrap().is_some());
    let busy = line.work(stage.job(&sale)).await;
    assert!(matches!(busy, Err(Failure::Retry(_))), "{busy:?}");
    stage.app.clock.advance(chrono::Duration::seconds(16));
    assert_eq!(line.work(stage.job(&sale)).await, Ok(()));
    assert_eq!(count(&stage.app, "select count(*) from payments where status = 'paid'").await, 1);
    ledger_is_right(&stage.app).await;
}

#[actix_web::test]
async fn money_that_comes_while_the_provider_says_that_none_came_is_captured() {
    let stage = Stage::open().await;
    let sale = expired(&stage).await;
    wait_for_count(&stage.app, "select count(*) from till_payments where notices_left > 0", 0)
        .await;
    let line = SlowLine::to(&stage.gateway, false);
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
    the_money_comes_after_all(&stage, &sale).await;
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
