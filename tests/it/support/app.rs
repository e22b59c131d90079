//! The app of one test: its own database, index, photo folder and clock; served on a port of its own.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use tawar::app::{App, Core};
use tawar::bargaining::negotiations::{self, Desk, MoveContext};
use tawar::base::clock::Clock;
use tawar::base::crypto::SecretKey;
use tawar::base::db::Db;
use tawar::base::encryption::Encryption;
use tawar::base::limits::Limiter;
use tawar::base::outbox::RelayWaker;
use tawar::care::sanctions::CareContext;
use tawar::chat::rooms::Lobby;
use tawar::config::{Config, MeiliAddress, Site};
use tawar::market::categories::Categories;
use tawar::trade::deals::{DealContext, Deals, OpeningContext, SheetSite};
use tawar::trade::working_days::WorkingDays;
use uuid::Uuid;

use super::people::Person;
use super::servers::{Servers, servers};

/// The secret of every app.
pub fn secret() -> SecretKey {
    SecretKey::new(b"a secret that only tests know, long enough".to_vec())
}

pub fn config(data: &Path, site: &str) -> Config {
    Config {
        data: data.join(Uuid::new_v4().simple().to_string()),
        development: true,
        bind: "127.0.0.1:0".into(),
        public_url: None,
        database_url: None,
        database_owner_url: None,
        meili: None,
        storage_url: None,
        smtp_url: None,
        secret: secret(),
        site: Site::load(site).unwrap(),
        rate_limits: false,
        behind_proxy: false,
        sockets_per_person: 10,
        bus_url: None,
        metrics_token: None,
        llm: None,
        holidays: None,
        tracking: None,
        payments: tawar::config::PaymentProviders::practice(),
        program: env!("CARGO_BIN_EXE_tawar").into(),
    }
}

/// A configuration without an app.
pub fn test_config(site: &str) -> Config {
    config(&servers().data, site)
}

/// What an app is opened with.
struct Node {
    meili: Option<MeiliAddress>,
    clock: Clock,
    /// Of its database, for the role that serves.
    url: String,
    /// Whether its job workers and scans run.
    jobs: bool,
}

pub struct TestApp {
    pub at: SocketAddr,
    pub clock: Clock,
    pub db: Db,
    pub encryption: Encryption,
    pub http: reqwest::Client,
    pub lobby: Lobby,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
    database: String,
    /// The database belongs to another node, which drops it.
    shares_database: bool,
}

impl TestApp {
    /// An app with the default configuration and the machine's clock. It has no Meilisearch, as all that do not say so: an
    /// index for each test costs as much as the test; Postgres answers searches.
    pub async fn open() -> Self {
        Self::with_config(|_| {}).await
    }

    /// An app with Meilisearch, for what is about search.
    pub async fn with_search() -> Self {
        Self::with_search_at(Some(servers().meili())).await
    }

    /// An app with a changed configuration.
    pub async fn with_config(change: impl FnOnce(&mut Config)) -> Self {
        Self::build(change, None, Clock::default()).await
    }

    /// An app whose clock is fixed until the test advances it.
    pub async fn with_fixed_clock() -> Self {
        Self::with_fixed_clock_and(|_| {}).await
    }

    /// An app without job workers and scans, whose clock is fixed: nothing happens but what the test does.
    pub async fn without_jobs() -> Self {
        let clock = Clock::fixed(chrono::Utc::now());
        let node = Node { meili: None, clock, url: servers().database(), jobs: false };
        Self::open_on(|_| {}, node).await
    }

    /// An app with a changed configuration, whose clock is fixed.
    pub async fn with_fixed_clock_and(change: impl FnOnce(&mut Config)) -> Self {
        Self::build(change, None, Clock::fixed(chrono::Utc::now())).await
    }

    /// An app whose Meilisearch is at this address, where perhaps nothing listens.
    pub async fn with_search_at(meili: Option<MeiliAddress>) -> Self {
        Self::build(|_| {}, meili, Clock::default()).await
    }

    /// Another node of the same site: the same database, sockets of its own.
    pub async fn second_node(app: &Self, change: impl FnOnce(&mut Config)) -> Self {
        let (clock, url) = (app.clock.clone(), app.database.clone());
        let mut node = Self::open_on(change, Node { meili: None, clock, url, jobs: true }).await;
        node.shares_database = true;
        node
    }

    /// An app on an existing database; opening it migrates.
    pub async fn on_database(url: &str, change: impl FnOnce(&mut Config)) -> Self {
        let node = Node { meili: None, clock: Clock::default(), url: url.to_owned(), jobs: true };
        Self::open_on(change, node).await
    }

    async fn build(
        change: impl FnOnce(&mut Config),
        meili: Option<MeiliAddress>,
        clock: Clock,
    ) -> Self {
        let node = Node { meili, clock, url: servers().database(), jobs: true };
        Self::open_on(change, node).await
    }

    async fn open_on(change: impl FnOnce(&mut Config), node: Node) -> Self {
        super::queries::install();
        let Node { meili, clock, url, jobs } = node;
        let servers = servers();
        let mut config = config(&servers.data, "tawar");
        change(&mut config);
        let index = format!("it_{}", Uuid::new_v4().simple());
        let (urls, clock_too) = (servers.urls(&url), clock.clone());
        let core = actix_web::web::block(move || {
            Core::open(config, &urls, meili.as_ref(), &index, clock_too).unwrap()
        })
        .await
        .unwrap();
        if let Some(index) = &core.index {
            index.create().await.ok();
        }
        let encryption = core.encryption.clone();
        let (ready, when_ready) = tokio::sync::oneshot::channel();
        let (stop, stopped) = tokio::sync::oneshot::channel();
        // On a thread and an actix system of its own, so that all of it ends with the test.
        let thread = std::thread::spawn(move || {
            let system = actix_web::rt::System::new();
            system.block_on(async {
                actix_web::rt::spawn(async move {
                    let app = App::build(core, 2).unwrap();
                    if jobs {
                        app.start_jobs().unwrap();
                    }
                    let (server, at) = app.serve(2).unwrap();
                    let handle = server.handle();
                    let serving = actix_web::rt::spawn(server);
                    ready.send((at, app.lobby().clone())).ok();
                    stopped.await.ok();
                    handle.stop(false).await;
                    serving.await.ok();
                    actix_web::rt::System::current().stop();
                });
            });
            system.run().unwrap();
        });
        let (at, lobby) = when_ready.await.expect("the app opens");
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            // The server closes an idle connection after 5 seconds; the client must not reuse it at that moment.
            .pool_idle_timeout(std::time::Duration::from_secs(2))
            .build()
            .unwrap();
        let db = Servers::db(&url);
        let (stop, thread) = (Some(stop), Some(thread));
        Self {
            at,
            clock,
            db,
            encryption,
            http,
            lobby,
            stop,
            thread,
            database: url,
            shares_database: false,
        }
    }

    /// The URL of its database, for the role that serves.
    pub fn database_url(&self) -> &str {
        &self.database
    }

    /// A connection of the role that owns the schema, for what the app itself may not do.
    pub fn owner(&self) -> diesel::PgConnection {
        servers().owner(&self.database)
    }

    /// The context of moves that a test makes without HTTP.
    pub fn move_context(&self) -> MoveContext {
        MoveContext {
            opening: OpeningContext {
                categories: Categories::bundled().unwrap(),
                calendar: self.calendar(),
                protection: Site::load("tawar").unwrap().protection,
                site: Arc::new(SheetSite::of(&Site::load("tawar").unwrap())),
            },
            encryption: self.encryption.clone(),
            cash_on_top: true,
        }
    }

    fn calendar(&self) -> Arc<WorkingDays> {
        Arc::new(WorkingDays::load(None).unwrap())
    }

    /// The moves of deals beside the node's own, so that a test can run the scans of deadlines at any time.
    pub fn deals(&self) -> Deals {
        let moves = self.move_context();
        let context = DealContext {
            encryption: self.encryption.clone(),
            secret: secret(),
            calendar: self.calendar(),
            site: moves.opening.site.clone(),
            reopen: negotiations::reopen_after,
            answer_order: Arc::new(move |conn, deal, answer, now| {
                negotiations::answer_order(conn, &moves, deal, answer, now)
            }),
        };
        let (db, clock, lobby) = (self.db.clone(), self.clock.clone(), self.lobby.clone());
        Deals::new(db, context, clock, lobby, RelayWaker::default())
    }

    /// A desk beside the node's own, so that a test can run the scans of deadlines at any time.
    pub fn desk(&self) -> Desk {
        let (db, clock, lobby) = (self.db.clone(), self.clock.clone(), self.lobby.clone());
        let limiter = Limiter::new(false);
        Desk::new(db, self.move_context(), clock, lobby, RelayWaker::default(), limiter).unwrap()
    }

    /// What decisions of the staff are carried out with.
    pub fn care_context(&self) -> CareContext {
        CareContext {
            encryption: self.encryption.clone(),
            secret: secret(),
            site: test_config("tawar").site_address(),
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.at)
    }

    /// A person who signs up over the API.
    pub async fn person(&self, name: &str) -> Person {
        Person::sign_up(self, name).await
    }

    /// Sari, who sells, and Budi, who buys.
    pub async fn sari_and_budi(&self) -> (Person, Person) {
        (self.person("Sari").await, self.person("Budi").await)
    }

    /// Waits until the outbox is empty and the index has every change.
    pub async fn wait_for_outbox(&self) {
        for _ in 0..1200 {
            let (waiting, _) = self.db.read(tawar::base::outbox::backlog).await.unwrap();
            if waiting == 0 {
                return;
            }
            actix_web::rt::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        panic!("the outbox is not empty");
    }
}

/// Ends the threads and connections and drops the database: many tests follow in the same process.
impl Drop for TestApp {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            stop.send(()).ok();
        }
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
        if !self.shares_database {
            servers().drop_database(&self.database);
        }
    }
}
