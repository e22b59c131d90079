//! A till on a database of its own, and a site that is notified by it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::{App, HttpResponse, HttpServer, web};
use chrono::Utc;
use tawar::base::clock::Clock;
use tawar::base::db::Db;
use tawar::config::PaymentProviders;
use tawar::trade::payments::gateway::{
    Gateway, Gateways, Notice, NoticeError, RawNotice, StatusReport,
};
use tawar::trade::payments::till::{self, Till, TillDeps, TillOutcome, server_key};

use super::{charge, client, lookup};
use crate::support::{secret, servers, wait_until};

/// The longest time that something may take.
pub const LIMIT: Duration = Duration::from_secs(20);

/// A site that reads the till's notifications, and answers 500 to the first few.
pub struct Site {
    pub url: String,
    bodies: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Site {
    pub fn start(refuses_first: usize) -> Self {
        let bodies: Arc<Mutex<Vec<Vec<u8>>>> = Arc::default();
        let received = bodies.clone();
        let server = HttpServer::new(move || {
            let received = received.clone();
            App::new().default_service(web::to(move |body: web::Bytes| {
                let mut received = received.lock().unwrap();
                received.push(body.to_vec());
                let accepts = received.len() > refuses_first;
                async move {
                    match accepts {
                        true => HttpResponse::Ok().finish(),
                        false => HttpResponse::InternalServerError().finish(),
                    }
                }
            }))
        })
        .workers(1)
        .disable_signals()
        .bind("127.0.0.1:0")
        .unwrap();
        let url = format!("http://{}/notices", server.addrs()[0]);
        actix_web::rt::spawn(server.run());
        Self { url, bodies }
    }

    pub fn count(&self) -> usize {
        self.bodies.lock().unwrap().len()
    }

    pub async fn waits_for(&self, notices: usize) {
        wait_until("the notices arrive", LIMIT, async || self.count() >= notices).await;
    }

    /// Each notice as an adapter reads it.
    pub fn read_by(&self, gateway: &dyn Gateway) -> Vec<Result<Notice, NoticeError>> {
        let bodies = self.bodies.lock().unwrap();
        bodies
            .iter()
            .map(|body| gateway.read_notice(&RawNotice { path_token: None, body }))
            .collect()
    }
}

/// A till on a database of its own, and the adapter that speaks with it.
pub struct Practice {
    url: String,
    pub db: Db,
    pub clock: Clock,
    pub till: Till,
    pub gateway: Arc<dyn Gateway>,
}

pub fn start_till(db: &Db, clock: &Clock) -> (Till, Arc<dyn Gateway>) {
    let deps = TillDeps { db: db.clone(), clock: clock.clone(), secret: secret() };
    let till = Till::start(deps).unwrap();
    let providers = PaymentProviders::practice();
    let gateways =
        Gateways::open(&providers, clock, &server_key(&secret()), Some(till.account())).unwrap();
    (till, gateways.primary().unwrap())
}

impl Practice {
    pub fn start() -> Self {
        // The TLS provider is installed by it.
        client(LIMIT);
        let (url, clock) = (servers().database(), Clock::fixed(Utc::now()));
        let db = Db::connect(&url, 8).unwrap();
        let (till, gateway) = start_till(&db, &clock);
        Self { url, db, clock, till, gateway }
    }

    pub async fn create(&self, reference: &str) {
        let charge = charge(reference, self.clock.now());
        let checkout = self.gateway.create(&charge).await.unwrap();
        assert_eq!(checkout.redirect_url, format!("/sandbox/bayar/{reference}"));
    }

    pub async fn pay(&self, reference: &str, outcome: TillOutcome) {
        let (reference, now) = (reference.to_owned(), self.clock.now());
        let pay = move |conn: &mut _| till::pay(conn, &reference, outcome, now);
        self.db.transaction(pay).await.unwrap();
        self.till.wake();
    }

    pub async fn status(&self, reference: &str) -> StatusReport {
        self.gateway.status(&lookup(reference, None)).await.unwrap()
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        servers().drop_database(&self.url);
    }
}
