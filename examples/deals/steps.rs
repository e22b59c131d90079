//! The steps of a deal, by the services that a node's handlers call.

use std::sync::Arc;
use std::time::Instant;

use tawar::app::{App, Core};
use tawar::bargaining::negotiations::{self, Desk, MoveCommand, MoveContext};
use tawar::base::db::Db;
use tawar::base::ids::{DealId, OfferId, PaymentId};
use tawar::base::limits::Limiter;
use tawar::base::outbox::RelayWaker;
use tawar::chat::rooms;
use tawar::market::Party;
use tawar::market::terms::Delivery;
use tawar::trade::deals::{
    Address, Command, DealContext, Deals, Move, Mover, OpeningContext, PaymentWish, SheetSite,
    tracking_of,
};
use tawar::trade::payments::gateway::Gateways;
use tawar::trade::payments::till::{self, Till, TillDeps, TillOutcome, server_key};
use tawar::trade::payments::{Payment, Settlement, Status};
use tawar::trade::promotions::Promotions;
use tawar::trade::working_days::WorkingDays;

use super::report::{Step, Times};
use super::town::{PRICE, Purchase};

/// A step that needs the till's answer is asked for again after a pause, as a browser does, at most so often.
const MOST_ASKED: usize = 200;
const PAUSE: std::time::Duration = std::time::Duration::from_millis(50);

pub struct Node {
    db: Db,
    desk: Desk,
    deals: Deals,
    settlement: Settlement,
}

impl Node {
    /// Must be called inside the actix system.
    pub fn start(core: &Core, app: &App) -> Self {
        let calendar = Arc::new(WorkingDays::load(None).unwrap());
        let site = Arc::new(SheetSite::of(&core.config.site));
        let opening = OpeningContext {
            categories: core.categories.clone(),
            calendar: calendar.clone(),
            protection: core.config.site.protection,
            site: site.clone(),
        };
        let moves = MoveContext { opening, encryption: core.encryption.clone(), cash_on_top: true };
        let answering = moves.clone();
        let context = DealContext {
            encryption: core.encryption.clone(),
            secret: core.config.secret.clone(),
            calendar,
            site,
            reopen: negotiations::reopen_after,
            answer_order: Arc::new(move |conn, deal, answer, now| {
                negotiations::answer_order(conn, &answering, deal, answer, now)
            }),
        };
        let (db, clock, lobby) = (core.db.clone(), core.clock.clone(), app.lobby().clone());
        let waker = RelayWaker::default();
        let deals = Deals::new(db.clone(), context, clock.clone(), lobby.clone(), waker.clone());
        let secret = core.config.secret.clone();
        let key = server_key(&secret);
        let till = Till::start(TillDeps { db: db.clone(), clock: clock.clone(), secret }).unwrap();
        let gateways =
            Gateways::open(&core.config.payments, &clock, &key, Some(till.account())).unwrap();
        let settlement = Settlement {
            db: db.clone(),
            clock: clock.clone(),
            gateways,
            site: "http://127.0.0.1".into(),
            deals: Arc::new(deals.clone()),
            promotions: Arc::new(Promotions::new(db.clone(), clock.clone(), None)),
        };
        let desk = Desk::new(db.clone(), moves, clock, lobby, waker, Limiter::new(false)).unwrap();
        Self { db, desk, deals, settlement }
    }

    /// One deal from the order to the money on the seller's balance.
    pub async fn deal(&self, purchase: &Purchase, times: &mut Times) {
        let began = Instant::now();
        let deal = self.order(purchase).await;
        times.record(Step::Order, began);
        let since = Instant::now();
        let payment = self.checkout(purchase, deal).await;
        times.record(Step::Checkout, since);
        self.pay_at_the_till(&payment).await;
        let since = Instant::now();
        self.capture(payment.id).await;
        times.record(Step::Capture, since);
        let buyer = Mover::Member(purchase.buyer.user, purchase.buyer.session);
        let seller = Mover::Member(purchase.seller, purchase.seller_session);
        let tracking = tracking_of("jne", &format!("JP{:010}", purchase.number)).unwrap();
        for (step, by, command) in [
            (Step::Send, seller, Command::Send(tracking)),
            (Step::Arrive, buyer, Command::Arrive { sender: Party::Seller }),
            (Step::Complete, buyer, Command::Receive),
        ] {
            let since = Instant::now();
            let step_of_deal = tawar::trade::deals::Step::Plain(command);
            let wanted = Move { deal, by, seen: None, step: step_of_deal };
            self.deals.make_move(wanted).await.unwrap();
            times.record(step, since);
        }
        times.record(Step::Whole, began);
    }

    /// As `POST /api/orders` with `buy_now`.
    async fn order(&self, purchase: &Purchase) -> DealId {
        let (user, listing) = (purchase.buyer.user, purchase.listing);
        let room = self.db.transaction(move |conn| rooms::open(conn, user, listing, None));
        let (room, id) = (room.await.unwrap(), OfferId::fresh());
        let buy = negotiations::Move::Buy { id, amount: PRICE };
        let command =
            MoveCommand { method: Some(Delivery::Parcel), ..MoveCommand::plain(id.0, None, buy) };
        let session = purchase.buyer.session;
        let moved = self.desk.make_move(user, session, room.id, command).await.unwrap();
        moved.deal.unwrap().id
    }

    async fn checkout(&self, purchase: &Purchase, deal: DealId) -> Payment {
        let address = Address {
            name: "Budi Santoso".into(),
            phone: "0812 3456 7890".into(),
            line: "Jl. Dipatiukur No. 12, RT 2/RW 5".into(),
            region: "32.73.02".into(),
            postcode: "40132".into(),
        };
        let (user, session) = (purchase.buyer.user, purchase.buyer.session);
        let method = Some(Delivery::Parcel);
        for _ in 0..MOST_ASKED {
            let address = address.clone();
            let wish = PaymentWish { deal, user, session, method, address };
            let payment = self.deals.pay(&self.settlement, wish).await.unwrap();
            if payment.state.status == Status::Open {
                return payment;
            }
            actix_web::rt::time::sleep(PAUSE).await;
        }
        panic!("{deal}: the till gives no page");
    }

    /// Asks until the money is captured: the payment's own job may be asking in this moment, or the till be slow.
    async fn capture(&self, payment: PaymentId) {
        for _ in 0..MOST_ASKED {
            if self.settlement.advance(payment).await.unwrap().state.status == Status::Paid {
                return;
            }
            actix_web::rt::time::sleep(PAUSE).await;
        }
        panic!("{payment}: not captured");
    }

    /// The buyer pays on the till's page; not measured.
    async fn pay_at_the_till(&self, payment: &Payment) {
        let reference = payment.reference.clone();
        let pay = move |conn: &mut _| {
            till::pay(conn, &reference, TillOutcome::Silent, chrono::Utc::now())
        };
        self.db.transaction(pay).await.unwrap();
    }
}
