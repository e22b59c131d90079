//! A provider whose answers are lost: it does what it was asked and says nothing, does nothing and says nothing, or does it
//! twice. Nothing is doubled, and the job settles every payment.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use async_trait::async_trait;
use futures_util::{StreamExt, stream};
use tawar::base::jobs::Failure;
use tawar::trade::deals::{self, Address, Command, Mover, PaymentWish};
use tawar::trade::payments::gateway::{
    Charge, Checkout, Gateway, GatewayError, Lookup, Notice, NoticeError, Provider, RawNotice,
    RefundOrder, StatusReport,
};
use tawar::trade::payments::till::{self, TillOutcome};
use tawar::trade::payments::{Settlement, Status};

use super::stage::{Sale, Stage, settlement_with};
use super::standing::{books_are_right, ledger_is_right, standings};
use crate::deals::address;
use crate::support::count;

/// The till, with a bad line to it.
struct BadLine {
    till: Arc<dyn Gateway>,
    /// Answers that were lost after the deed.
    lost: AtomicUsize,
}

impl BadLine {
    /// Makes a call as the line permits.
    async fn call<T, F: Future<Output = Result<T, GatewayError>>>(
        &self,
        ask: impl Fn() -> F,
    ) -> Result<T, GatewayError> {
        let lost = || Err(GatewayError::Unknown("the answer was lost".into()));
        match rand::random_range(0..4) {
            0 => ask().await,
            1 => {
                self.lost.fetch_add(1, Ordering::Relaxed);
                ask().await.ok();
                lost()
            }
            2 => {
                ask().await.ok();
                ask().await
            }
            _ => lost(),
        }
    }
}

#[async_trait]
impl Gateway for BadLine {
    fn provider(&self) -> Provider {
        self.till.provider()
    }

    async fn create(&self, charge: &Charge) -> Result<Checkout, GatewayError> {
        self.call(|| self.till.create(charge)).await
    }

    async fn status(&self, lookup: &Lookup) -> Result<StatusReport, GatewayError> {
        self.call(|| self.till.status(lookup)).await
    }

    async fn refund(&self, order: &RefundOrder) -> Result<(), GatewayError> {
        self.call(|| self.till.refund(order)).await
    }

    fn read_notice(&self, notice: &RawNotice<'_>) -> Result<Notice, NoticeError> {
        self.till.read_notice(notice)
    }
}

#[actix_web::test]
async fn a_provider_whose_answers_are_lost_captures_once_and_gives_back_once() {
    let (faults, began) = (super::size("PROVIDER_FAULTS", 24), Instant::now());
    let stage = Stage::open().await;
    let line = Arc::new(BadLine { till: stage.gateway.clone(), lost: AtomicUsize::new(0) });
    let settlement = settlement_with(&stage.app, line.clone());
    let mut done = 0;
    while done < faults {
        let cameras = stage.cameras(50.min(faults - done)).await;
        let buying = cameras.iter().map(|camera| async {
            let code = stage.bought(camera).await;
            a_page_to_pay(&stage, &settlement, code).await
        });
        let sales: Vec<Sale> = stream::iter(buying).buffer_unordered(4).collect().await;
        let all = sales.iter().enumerate();
        let paying =
            all.map(|(n, sale)| paid_and_perhaps_called_off(&stage, &settlement, sale, n % 2 == 0));
        stream::iter(paying).buffer_unordered(4).collect::<Vec<()>>().await;
        let ends = standings(&stage.app, &sales).await;
        for (n, sale) in sales.iter().enumerate() {
            let end = &ends[&sale.code];
            let seen = (end.payment.as_str(), end.posted.as_str(), end.escrow, end.at_provider);
            let expected = match n % 2 == 0 {
                true => ("refunded", "capture refund", 0, 0),
                false => ("paid", "capture", sale.amount, sale.amount),
            };
            assert_eq!(seen, expected, "{end:?}");
        }
        done += sales.len();
        super::progress(done, faults);
    }
    assert!(line.lost.load(Ordering::Relaxed) > 0);
    // The money of a refund that was sent twice left the till once.
    let twice = "select count(*) from till_payments where jsonb_array_length(refunds) > 1";
    assert_eq!(count(&stage.app, twice).await, 0);
    ledger_is_right(&stage.app).await;
    books_are_right(&stage.app).await;
    let lost = line.lost.load(Ordering::Relaxed);
    println!("{done} payments, {lost} answers lost after the deed, {:?}", began.elapsed());
}

/// Budi asks for the page until he has one: his job or his own click asks the provider again, and an attempt whose page was
/// lost with the answer is followed by another.
async fn a_page_to_pay(stage: &Stage, settlement: &Settlement, code: String) -> Sale {
    let Mover::Member(user, session) = stage.mover(&stage.budi).await else {
        unreachable!("Budi is a member");
    };
    let named = code.clone();
    let found = stage.app.db.read(move |conn| deals::by_code(conn, &named)).await;
    let deal = found.unwrap().unwrap().id;
    for _ in 0..60 {
        let address: Address = serde_json::from_value(address()).unwrap();
        let wish = PaymentWish { deal, user, session, method: None, address };
        let payment = stage.app.deals().pay(settlement, wish).await.unwrap();
        if payment.state.status == Status::Open {
            return stage.sale_of(code).await;
        }
    }
    panic!("{code}: no page in 60 attempts");
}

/// Budi pays; of every second sale he then calls the deal off, once the site knows of the money.
async fn paid_and_perhaps_called_off(
    stage: &Stage,
    settlement: &Settlement,
    sale: &Sale,
    called_off: bool,
) {
    let (reference, now) = (sale.reference.clone(), stage.app.clock.now());
    let pay = move |conn: &mut _| till::pay(conn, &reference, TillOutcome::Silent, now);
    stage.app.db.transaction(pay).await.unwrap();
    until_settled(stage, settlement, sale).await;
    if called_off {
        let budi = stage.mover(&stage.budi).await;
        stage.makes(budi, sale, Command::CallOff { reason: String::new() }).await;
        until_settled(stage, settlement, sale).await;
    }
}

/// The job of the payment, as often as it wants to be tried again.
async fn until_settled(stage: &Stage, settlement: &Settlement, sale: &Sale) {
    for _ in 0..60 {
        match settlement.work(stage.job(sale)).await {
            Ok(()) => return,
            Err(Failure::Retry(_)) => {}
            Err(permanent) => panic!("{permanent:?}"),
        }
    }
    panic!("{}: not settled in 60 attempts", sale.reference);
}
