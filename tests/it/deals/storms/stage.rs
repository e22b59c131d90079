//! The people, the goods, and a till of the test's own.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use tawar::base::ids::{DealId, PaymentId, SessionId, UserId};
use tawar::base::jobs::Job;
use tawar::config::PaymentProviders;
use tawar::people::sessions::{self, NewSession};
use tawar::trade::deals::{self, Command, Move, Mover, Step};
use tawar::trade::payments::gateway::{Gateway, Gateways};
use tawar::trade::payments::till::{self, Till, TillDeps, TillOutcome, server_key};
use tawar::trade::payments::{self, Payment, Purpose, Settlement, Status};
use tawar::trade::promotions::Promotions;
use tawar::web::Via;

use crate::deals::{camera_to_send, code_of, starts_to_pay};
use crate::support::{Person, TestApp, id_of, run_sql, secret, texts};

/// Purchases that are made at the same time.
const AT_ONCE: usize = 8;
/// Calls to the till until one must have been answered.
const ATTEMPTS: usize = 20;

pub struct Stage {
    pub app: TestApp,
    pub sari: Person,
    pub budi: Person,
    pub settlement: Settlement,
    /// The adapter that speaks with the till.
    pub gateway: Arc<dyn Gateway>,
    camera: Value,
    shelves: AtomicUsize,
}

/// A camera that Budi bought, and its payment.
#[derive(Debug, Clone)]
pub struct Sale {
    pub code: String,
    pub deal: DealId,
    pub payment: PaymentId,
    /// What the provider knows the payment by.
    pub reference: String,
    /// Whole rupiah.
    pub amount: i64,
}

impl Stage {
    pub async fn open() -> Self {
        let app = TestApp::without_jobs().await;
        let (sari, budi) = app.sari_and_budi().await;
        let camera = camera_to_send(&sari).await;
        let deps = TillDeps { db: app.db.clone(), clock: app.clock.clone(), secret: secret() };
        let till = Till::start(deps).unwrap();
        let providers = PaymentProviders::practice();
        let key = server_key(&secret());
        let gateways = Gateways::open(&providers, &app.clock, &key, Some(till.account())).unwrap();
        let gateway = gateways.primary().unwrap();
        let settlement = settlement_with(&app, gateway.clone());
        let shelves = AtomicUsize::new(0);
        Self { app, sari, budi, settlement, gateway, camera, shelves }
    }

    /// New sessions for both, and a new camera: the clock ran beyond the old ones.
    pub async fn renew(&mut self) {
        let now = self.app.clock.now();
        for person in [&mut self.sari, &mut self.budi] {
            let user: UserId = person.id.parse().unwrap();
            let open = move |conn: &mut _| {
                let new = NewSession { user, via: Via::Bearer, device: "it" };
                sessions::actions::open(conn, &secret(), &new, now)
            };
            person.token = self.app.db.transaction(open).await.unwrap().token;
        }
        self.camera = camera_to_send(&self.sari).await;
    }

    /// So many more cameras of Sari: copies of the one that she posted, as listings.
    pub async fn cameras(&self, copies: usize) -> Vec<Value> {
        let (shelf, id) = (self.shelves.fetch_add(1, Ordering::Relaxed), id_of(&self.camera));
        let sql = format!(
            "do $$ declare cols text; begin \
             select string_agg(quote_ident(column_name), ', ') into cols from information_schema.columns \
                 where table_name = 'listings' and is_generated = 'NEVER' and column_name not in ('id', 'slug'); \
             execute format('insert into listings (id, slug, %s) select gen_random_uuid(), ''rak-{shelf}-'' || n, %s \
                 from listings, generate_series(1, {copies}) n where id = ''{id}''', cols, cols); end $$"
        );
        run_sql(&self.app, sql).await;
        let ids = format!("select id::text from listings where slug like 'rak-{shelf}-%'");
        texts(&self.app, ids).await.into_iter().map(|id| json!({"id": id})).collect()
    }

    /// Budi buys so many cameras and has the payment page of each before him.
    pub async fn sales(&self, count: usize) -> Vec<Sale> {
        let cameras = self.cameras(count).await;
        let buying = cameras.iter().map(|camera| self.sale(camera));
        stream::iter(buying).buffer_unordered(AT_ONCE).collect().await
    }

    async fn sale(&self, camera: &Value) -> Sale {
        let code = self.bought(camera).await;
        // On a busy machine the till may answer too late; then the page is asked for again.
        for _ in 0..ATTEMPTS {
            if !starts_to_pay(&self.budi, &code).await["redirect_url"].is_null() {
                return self.sale_of(code).await;
            }
        }
        panic!("{code}: the till gives no page");
    }

    /// Budi buys a camera, and has not begun to pay.
    pub async fn bought(&self, camera: &Value) -> String {
        let wish = json!({"listing_id": camera["id"], "buy_now": true, "method": "kirim"});
        code_of(&self.budi.post("/api/orders", wish).await.with(201)["order"]).to_owned()
    }

    /// The rows of a purchase whose payment was wanted; of several payments the newest.
    pub async fn sale_of(&self, code: String) -> Sale {
        let read = move |conn: &mut _| {
            let deal = deals::by_code(conn, &code)?.unwrap();
            let payment = payments::for_purpose(conn, Purpose::Deal(deal.id))?.remove(0);
            let (id, reference) = (payment.id, payment.reference);
            Ok(Sale { code, deal: deal.id, payment: id, reference, amount: payment.amount })
        };
        self.app.db.read(read).await.unwrap()
    }

    /// What happens at the till.
    pub async fn at_the_till(&self, sale: &Sale, outcome: TillOutcome) {
        let (reference, now) = (sale.reference.clone(), self.app.clock.now());
        let pay = move |conn: &mut _| till::pay(conn, &reference, outcome, now);
        self.app.db.transaction(pay).await.unwrap();
    }

    /// The provider holds the money of these sales, and the site knows.
    pub async fn paid(&self, sales: &[Sale]) {
        let paying = sales.iter().map(|sale| async move {
            self.at_the_till(sale, TillOutcome::Silent).await;
            self.settles(sale).await
        });
        let paid: Vec<Payment> = stream::iter(paying).buffer_unordered(AT_ONCE).collect().await;
        assert!(paid.iter().all(|payment| payment.state.status == Status::Paid));
    }

    /// Asks the till until the payment waits for nothing more.
    pub async fn settles(&self, sale: &Sale) -> Payment {
        for _ in 0..ATTEMPTS {
            let payment = self.settlement.advance(sale.payment).await.unwrap();
            if !payment.state.status.is_waiting() {
                return payment;
            }
        }
        panic!("{}: not settled", sale.reference);
    }

    /// A move of a person, without HTTP.
    pub async fn makes(&self, mover: Mover, sale: &Sale, command: Command) {
        let wanted = Move { deal: sale.deal, by: mover, seen: None, step: Step::Plain(command) };
        self.app.deals().make_move(wanted).await.unwrap();
    }

    /// The job of a payment as a worker, or `tawar jobs retry`, runs it.
    pub fn job(&self, sale: &Sale) -> Job {
        let now = self.app.clock.now();
        Job {
            id: uuid::Uuid::now_v7(),
            kind: payments::KIND.into(),
            payload: json!({"payment": sale.payment}),
            attempts: 1,
            due_at: now,
            leased_until: None,
            last_error: None,
            died_at: None,
            created_at: now,
        }
    }

    /// A person, and the session that they signed in with.
    pub async fn mover(&self, person: &Person) -> Mover {
        let sql = format!(
            "select id::text from sessions where user_id = '{}' order by created_at desc limit 1",
            person.id
        );
        let session: SessionId = texts(&self.app, sql).await[0].parse().unwrap();
        let user: UserId = person.id.parse().unwrap();
        Mover::Member(user, session)
    }
}

/// A settlement beside the node's own.
pub fn settlement_with(app: &TestApp, gateway: Arc<dyn Gateway>) -> Settlement {
    let (db, clock) = (app.db.clone(), app.clock.clone());
    Settlement {
        gateways: Gateways::of_all(vec![gateway]),
        site: app.url(""),
        deals: Arc::new(app.deals()),
        promotions: Arc::new(Promotions::new(db.clone(), clock.clone(), None)),
        db,
        clock,
    }
}
