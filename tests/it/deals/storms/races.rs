//! A notification, the browser that comes back, somebody who asks how the payment stands, and the job that is tried again,
//! all about one payment in the same moment: it is captured once.

use std::time::Instant;

use futures_util::future::{BoxFuture, FutureExt, join_all};
use futures_util::{StreamExt, stream};
use rand::seq::SliceRandom;
use tawar::trade::payments::till::TillOutcome;

use super::notices::{Notice, send};
use super::stage::{Sale, Stage};
use super::standing::{Standing, books_are_right, ledger_is_right, standings};
use crate::support::assert_invariants;

/// Payments about which everybody asks at the same time.
const AT_ONCE: usize = 4;
const BATCH: usize = 100;

#[actix_web::test]
async fn whoever_asks_first_about_a_payment_it_is_captured_once() {
    let (races, began) = (super::size("PAYMENT_RACES", 30), Instant::now());
    let (stage, mut done) = (Stage::open().await, 0);
    while done < races {
        let sales = stage.sales(BATCH.min(races - done)).await;
        let before = standings(&stage.app, &sales).await;
        let all = sales.iter().enumerate().map(|(n, sale)| race(&stage, sale, n % 2 == 0));
        stream::iter(all).buffer_unordered(AT_ONCE).collect::<Vec<()>>().await;
        let after = standings(&stage.app, &sales).await;
        for sale in &sales {
            let old = &before[&sale.code];
            let captured = Standing {
                money: "escrow".into(),
                payment: "paid".into(),
                posted: "capture".into(),
                escrow: sale.amount,
                at_provider: sale.amount,
                messages: old.messages + 1,
                ..old.clone()
            };
            assert_eq!(after[&sale.code], captured);
        }
        done += sales.len();
        super::progress(done, races);
    }
    ledger_is_right(&stage.app).await;
    books_are_right(&stage.app).await;
    assert_invariants(&stage.app).await;
    println!("{done} races, {:?}", began.elapsed());
}

/// Everybody asks twice, in any order; of every second payment the money comes only meanwhile.
async fn race(stage: &Stage, sale: &Sale, paid_before: bool) {
    if paid_before {
        stage.at_the_till(sale, TillOutcome::Paid).await;
    }
    let mut all: Vec<BoxFuture<'_, ()>> = Vec::new();
    for _ in 0..2 {
        all.push(notified(stage, sale).boxed());
        all.push(browser_returns(stage, sale).boxed());
        all.push(poll(stage, sale).boxed());
        all.push(job_is_tried(stage, sale).boxed());
    }
    if !paid_before {
        all.push(stage.at_the_till(sale, TillOutcome::Paid).boxed());
    }
    all.shuffle(&mut rand::rng());
    join_all(all).await;
    stage.settles(sale).await;
}

async fn notified(stage: &Stage, sale: &Sale) {
    assert_eq!(send(&stage.app, Notice::of(sale, "settlement").body()).await, 200);
}

async fn browser_returns(stage: &Stage, sale: &Sale) {
    let back = stage.budi.reads_page(&format!("/pesanan/{}/bayar", sale.code), "id").await;
    assert_eq!(back.status, 303, "{}", back.text);
}

async fn poll(stage: &Stage, sale: &Sale) {
    stage.settlement.advance(sale.payment).await.unwrap();
}

/// It is tried again later where another call is under way.
async fn job_is_tried(stage: &Stage, sale: &Sale) {
    stage.settlement.work(stage.job(sale)).await.ok();
}
