//! A person, or the provider, acts in the very instant of a deadline, while two nodes apply its default outcome: there is one
//! outcome, both parties see the same, and the money is where that outcome says.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::{StreamExt, join, stream};
use rand::RngExt;
use serde_json::{Value, json};
use tawar::base::clock::Timestamp;
use tawar::market::Party;
use tawar::trade::deals::{self, Command, Move, Mover, Step, tracking_of};
use tawar::trade::payments::till::TillOutcome;

use super::stage::{Sale, Stage};
use super::standing::{Standing, books_are_right, ledger_is_right, standings};
use crate::deals::{moves, order};

use crate::support::assert_invariants;

/// Deadlines that are raced for at the same time.
const AT_ONCE: usize = 4;
const BATCH: usize = 200;

/// Who acts at the deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    /// Budi's money is at the provider when the time to pay ends.
    MoneyComes,
    /// Budi calls off what he has not paid.
    BudiCallsOff,
    /// Sari sends when the time to send ends.
    SariSends,
    /// Budi confirms when the time to look at the camera ends.
    BudiConfirms,
}

const EDGES: [Edge; 4] =
    [Edge::MoneyComes, Edge::BudiCallsOff, Edge::SariSends, Edge::BudiConfirms];

/// A sale before its deadline.
struct Round {
    edge: Edge,
    sale: Sale,
    deadline: Timestamp,
}

/// How a round went.
#[derive(Default)]
struct Wins {
    person: usize,
    deadline: usize,
}

#[actix_web::test]
async fn at_the_edge_of_every_deadline_there_is_one_outcome_and_both_see_the_same() {
    let (rounds, began) = (super::size("TIMER_ROUNDS", 60), Instant::now());
    let (mut stage, mut done, mut wins) = (Stage::open().await, 0, Wins::default());
    let pace = AtomicU64::new(10_000);
    while done < rounds {
        let mut batch = prepared(&stage, BATCH.min(rounds - done)).await;
        batch.sort_by_key(|round| round.deadline);
        done += batch.len();
        for at_once in batch.chunk_by(|one, next| one.deadline == next.deadline) {
            stage.app.clock.advance(at_once[0].deadline - stage.app.clock.now());
            stage.renew().await;
            let racing = at_once.iter().map(|round| race(&stage, round, &pace));
            let acted: Vec<bool> = stream::iter(racing).buffer_unordered(AT_ONCE).collect().await;
            wins.person += acted.iter().filter(|it| **it).count();
            wins.deadline += acted.iter().filter(|it| !**it).count();
            nothing_is_left_for_the_scans(&stage, at_once).await;
        }
        ledger_is_right(&stage.app).await;
        super::progress(done, rounds);
    }
    books_are_right(&stage.app).await;
    assert_invariants(&stage.app).await;
    let Wins { person, deadline } = wins;
    println!(
        "{done} rounds: {person} to the person, {deadline} to the deadline, {:?}",
        began.elapsed()
    );
}

/// So many sales, a quarter for each edge, each brought to where its deadline is the next thing to happen.
async fn prepared(stage: &Stage, count: usize) -> Vec<Round> {
    let sales = stage.sales(count).await;
    let edge_of = |n: usize| EDGES[n % EDGES.len()];
    let with = |wanted: &[Edge]| -> Vec<Sale> {
        let all = sales.iter().enumerate().filter(|(n, _)| wanted.contains(&edge_of(*n)));
        all.map(|(_, sale)| sale.clone()).collect()
    };
    stage.paid(&with(&[Edge::SariSends, Edge::BudiConfirms])).await;
    let (sari, budi) = (stage.mover(&stage.sari).await, stage.mover(&stage.budi).await);
    for (n, sale) in with(&[Edge::BudiConfirms]).iter().enumerate() {
        let tracking = tracking_of("jne", &format!("JP{n:010}")).unwrap();
        stage.makes(sari, sale, Command::Send(tracking)).await;
        stage.makes(budi, sale, Command::Arrive { sender: Party::Seller }).await;
    }
    for sale in &with(&[Edge::MoneyComes]) {
        stage.at_the_till(sale, TillOutcome::Silent).await;
    }
    let ids: Vec<_> = sales.iter().map(|sale| sale.deal).collect();
    let deadlines = stage.app.db.read(move |conn| {
        ids.iter()
            .map(|id| Ok(deals::by_id(conn, *id)?.unwrap().state.deadline_at.unwrap()))
            .collect()
    });
    let deadlines: Vec<Timestamp> = deadlines.await.unwrap();
    let rounds = sales.into_iter().zip(deadlines).enumerate();
    rounds.map(|(n, (sale, deadline))| Round { edge: edge_of(n), sale, deadline }).collect()
}

/// The person and both nodes' scans, in any order; whether the person was first.
async fn race(stage: &Stage, round: &Round, pace: &AtomicU64) -> bool {
    let sale = &round.sale;
    let timed = async {
        let began = Instant::now();
        let acted = acts(stage, round).await;
        pace.store(began.elapsed().as_micros() as u64 + 1, Ordering::Relaxed);
        acted
    };
    let (acted, (), ()) = join!(timed, lapses(stage, sale, pace), lapses(stage, sale, pace));
    // The money of a deal that ended goes back; what was called off unpaid stays open at the till.
    if round.edge != Edge::BudiCallsOff {
        stage.settles(sale).await;
    }
    let after = standing_of(stage, sale).await;
    let first = was_first(round.edge, &after, acted);
    both_see_the_same(stage, &sale.code).await;
    first
}

async fn nothing_is_left_for_the_scans(stage: &Stage, rounds: &[Round]) {
    let sales: Vec<Sale> = rounds.iter().map(|round| round.sale.clone()).collect();
    let before = standings(&stage.app, &sales).await;
    for _ in 0..3 {
        stage.app.deals().lapse_due().await.unwrap();
    }
    assert_eq!(standings(&stage.app, &sales).await, before);
}

async fn standing_of(stage: &Stage, sale: &Sale) -> Standing {
    standings(&stage.app, std::slice::from_ref(sale)).await.remove(&sale.code).unwrap()
}

/// The default outcome, as the scan applies it. It starts before, while or shortly after the person's request is answered: at
/// a random moment of twice the time that the request before took.
async fn lapses(stage: &Stage, sale: &Sale, pace: &AtomicU64) {
    let request = pace.load(Ordering::Relaxed);
    let start = rand::rng().random_range(0..2 * request);
    tokio::time::sleep(Duration::from_micros(start)).await;
    let lapse = Move { deal: sale.deal, by: Mover::System, seen: None, step: Step::Lapse };
    if let Err(err) = stage.app.deals().make_move(lapse).await {
        assert!(matches!(err, tawar::base::error::AppError::Conflict { .. }), "{err}");
    }
}

/// Whether the person's move was taken; of the provider, whose word always is, true.
async fn acts(stage: &Stage, round: &Round) -> bool {
    let (sari, budi, code) = (&stage.sari, &stage.budi, &round.sale.code);
    let answer = match round.edge {
        Edge::MoneyComes => {
            let back = budi.reads_page(&format!("/pesanan/{code}/bayar"), "id").await;
            assert_eq!(back.status, 303, "{}", back.text);
            stage.settlement.advance(round.sale.payment).await.unwrap();
            return true;
        }
        Edge::BudiCallsOff => moves(budi, code, json!({"status": "cancelled", "reason": ""})).await,
        Edge::SariSends => {
            let number = code.replace("ORD-", "").replace('-', "");
            let sent = json!({"status": "shipped", "courier": "jne", "tracking_no": format!("JP{number}")});
            moves(sari, code, sent).await
        }
        Edge::BudiConfirms => moves(budi, code, json!({"status": "completed"})).await,
    };
    assert!([200, 409].contains(&answer.status.as_u16()), "{:?} {}", round.edge, answer.text);
    answer.status == 200
}

/// Whether the person was first; panics when the deal, the payment and the ledger do not agree on that.
fn was_first(edge: Edge, after: &Standing, acted: bool) -> bool {
    let (state, payment) = (after.status.as_str(), after.payment.as_str());
    let money = (after.money.as_str(), payment, after.posted.as_str());
    let back = ("refunded", "refunded", "capture refund");
    let (first, expected) = match (edge, state, acted) {
        (Edge::MoneyComes, "deal", _) => (true, ("escrow", "paid", "capture")),
        (Edge::MoneyComes, "cancelled", _) | (Edge::SariSends, "cancelled", false) => (false, back),
        (Edge::SariSends, "shipped", true) => (true, ("escrow", "paid", "capture")),
        (Edge::BudiCallsOff, "cancelled", acted) => (acted, ("none", "open", "")),
        (Edge::BudiConfirms, "completed", acted) => {
            (acted, ("released", "paid", "capture release"))
        }
        other => panic!("{other:?} {after:?}"),
    };
    assert_eq!(money, expected, "{edge:?} {after:?}");
    let holds = if after.money == "escrow" { after.at_provider } else { 0 };
    assert_eq!(after.escrow, holds, "{after:?}");
    first
}

async fn both_see_the_same(stage: &Stage, code: &str) {
    let (at_sari, at_budi) = join!(order(&stage.sari, code), order(&stage.budi, code));
    let seen = |order: &Value| {
        ["status", "outcome", "version", "deadline_at"]
            .map(|name| order[name].clone())
            .into_iter()
            .chain([order["payment"]["status"].clone()])
            .collect::<Vec<Value>>()
    };
    assert_eq!(seen(&at_sari), seen(&at_budi), "{code}");
}
