//! Everything that a provider may do with a payment, and every notification that it may send about it, often, shuffled and
//! sixteen at once. The process stores the notifications and is killed before it applies one; then while it applies them;
//! the next process settles each payment once.

use std::time::{Duration, Instant};

use futures_util::{StreamExt, future, stream};
use rand::seq::SliceRandom;
use tawar::base::jobs;
use tawar::trade::deals::Command;
use tawar::trade::payments::till::TillOutcome;

use super::notices::{Notice, STATUSES, send};
use super::stage::{Sale, Stage};
use super::standing::{Standing, books_are_right, ledger_is_right, standings};
use crate::support::{TestApp, assert_invariants, count};

/// Notifications that are sent at the same time.
const AT_ONCE: usize = 16;
/// Payments of one kind between two starts of the process.
const BATCH: usize = 50;

/// What the provider does with a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Pays,
    PaysAndSaysSoTwice,
    /// It sends no notification at all.
    PaysInSilence,
    /// The money arrives some seconds later.
    PaysLate,
    PaysAnotherAmount,
    Fails,
    Expires,
    /// Budi called the deal off before the money came.
    PaysWhatWasCalledOff,
}

const DEEDS: [Deed; 8] = [
    Deed::Pays,
    Deed::PaysAndSaysSoTwice,
    Deed::PaysInSilence,
    Deed::PaysLate,
    Deed::PaysAnotherAmount,
    Deed::Fails,
    Deed::Expires,
    Deed::PaysWhatWasCalledOff,
];

impl Deed {
    fn outcome(self) -> TillOutcome {
        match self {
            Self::Pays | Self::PaysWhatWasCalledOff => TillOutcome::Paid,
            Self::PaysAndSaysSoTwice => TillOutcome::Duplicate,
            Self::PaysInSilence => TillOutcome::Silent,
            Self::PaysLate => TillOutcome::Late,
            Self::PaysAnotherAmount => TillOutcome::WrongAmount,
            Self::Fails => TillOutcome::Failed,
            Self::Expires => TillOutcome::Expired,
        }
    }

    /// Where a sale stands in the end, from where it stood before the deed.
    fn end(self, before: &Standing, amount: i64) -> Standing {
        let plain = |payment: &str| Standing { payment: payment.into(), ..before.clone() };
        match self {
            Self::Pays | Self::PaysAndSaysSoTwice | Self::PaysInSilence | Self::PaysLate => {
                Standing {
                    money: "escrow".into(),
                    posted: "capture".into(),
                    escrow: amount,
                    at_provider: amount,
                    messages: before.messages + 1,
                    ..plain("paid")
                }
            }
            Self::PaysAnotherAmount => plain("refunded"),
            Self::Fails => plain("failed"),
            Self::Expires => plain("expired"),
            Self::PaysWhatWasCalledOff => Standing {
                money: "refunded".into(),
                outcome: Some("refunded".into()),
                posted: "capture refund".into(),
                messages: before.messages + 1,
                ..plain("refunded")
            },
        }
    }

    /// The notifications about a payment: the true one twice, and one that is not true at all. None of them is believed.
    fn notices(self, sale: &Sale) -> Vec<String> {
        let status = match self.outcome() {
            TillOutcome::Failed => "failure",
            TillOutcome::Expired => "expire",
            _ => "settlement",
        };
        let (_, other) = STATUSES[rand::random_range(0..STATUSES.len())];
        let notices = match self {
            Self::PaysInSilence => Vec::new(),
            Self::PaysLate => vec![Notice::of(sale, "pending"), Notice::of(sale, other)],
            Self::PaysAnotherAmount => {
                let paid = Notice { amount: sale.amount - 1, ..Notice::of(sale, status) };
                vec![paid.clone(), paid, Notice::of(sale, other)]
            }
            _ => vec![Notice::of(sale, status), Notice::of(sale, status), Notice::of(sale, other)],
        };
        notices.iter().map(Notice::body).collect()
    }
}

#[actix_web::test]
async fn whatever_a_provider_does_in_whatever_order_takes_effect_once_though_the_process_is_killed()
{
    let (events, began) = (super::size("PROVIDER_EVENTS", 2), Instant::now());
    let (stage, mut done, mut sent) = (Stage::open().await, 0, 0);
    while done < events {
        let each = BATCH.min(events - done);
        sent += batch(&stage, each).await;
        done += each;
        super::progress(done, events);
    }
    books_are_right(&stage.app).await;
    ledger_is_right(&stage.app).await;
    assert_invariants(&stage.app).await;
    println!("{} payments, {sent} notices, {:?}", DEEDS.len() * done, began.elapsed());
}

/// Each deed to so many sales, through two deaths of the process; the number of notifications.
async fn batch(stage: &Stage, each: usize) -> usize {
    let app = &stage.app;
    let sales = stage.sales(each * DEEDS.len()).await;
    let of_deed = |n: usize| DEEDS[n % DEEDS.len()];
    let budi = stage.mover(&stage.budi).await;
    for (n, sale) in sales.iter().enumerate() {
        if of_deed(n) == Deed::PaysWhatWasCalledOff {
            stage.makes(budi, sale, Command::CallOff { reason: String::new() }).await;
        }
    }
    let before = standings(app, &sales).await;
    let mut notices = Vec::new();
    for (n, sale) in sales.iter().enumerate() {
        stage.at_the_till(sale, of_deed(n).outcome()).await;
        notices.extend(of_deed(n).notices(sale));
    }
    notices.shuffle(&mut rand::rng());
    let sent = notices.len();
    let answers = stream::iter(notices).map(|body| send(app, body)).buffer_unordered(AT_ONCE);
    assert!(
        answers.all(|status| async move { status == 200 }).await,
        "each is stored and answered"
    );
    // The process dies here: what it stored has changed nothing yet.
    for (code, now) in standings(app, &sales).await {
        assert_eq!((&now.money, &now.posted), (&before[&code].money, &before[&code].posted));
    }
    killed_while_applying(stage, &sales).await;
    // Calls that the dead process had begun are not waited for any longer; late money has arrived.
    app.clock.advance(chrono::Duration::seconds(20));
    the_next_process_settles(app).await;
    let after = standings(app, &sales).await;
    for (n, sale) in sales.iter().enumerate() {
        let end = of_deed(n).end(&before[&sale.code], sale.amount);
        assert_eq!(after[&sale.code], end, "{:?} {}", of_deed(n), sale.code);
    }
    sent
}

/// The process applies what it knows, sixteen at once, and each attempt ends at a moment of its own: before it claims the
/// payment, before or after the provider's answer, before or after the commit. The first is let live, to see how long one
/// takes.
async fn killed_while_applying(stage: &Stage, sales: &[Sale]) {
    let began = Instant::now();
    stage.settlement.advance(sales[0].payment).await.unwrap();
    // Sixteen at once take longer than one.
    let longest = began.elapsed() * 4;
    let attempts = sales[1..].iter().map(|sale| {
        let life = longest.mul_f64(rand::random());
        let attempt = tokio::time::timeout(life, stage.settlement.advance(sale.payment));
        async move { attempt.await.is_err() }
    });
    let killed = stream::iter(attempts).buffer_unordered(AT_ONCE);
    let killed = killed.filter(|it| future::ready(*it)).count().await;
    println!("{killed} of {} attempts were killed", sales.len());
}

/// A new process on the same database runs the jobs until no payment waits for anything.
async fn the_next_process_settles(app: &TestApp) {
    let next = TestApp::second_node(app, |_| {}).await;
    let waiting = "select (select count(*) from payments where status in ('created', 'open', 'mismatched', 'refunding')) \
        + (select count(*) from jobs where kind = 'payment' and died_at is null)";
    let began = Instant::now();
    while count(app, waiting).await > 0 {
        assert!(began.elapsed() < Duration::from_secs(120), "{} wait", count(app, waiting).await);
        // What was asked in vain is asked again after seconds, then minutes; leases of the dead process run out.
        app.clock.advance(chrono::Duration::seconds(10));
        jobs::wake();
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    drop(next);
}
