//! A house of one test: its own database, index, photo folder and clock; served on a port of its own.

use std::net::SocketAddr;
use std::path::Path;

use tawar::app::{Ground, House};
use tawar::base::clock::Clock;
use tawar::base::crypto::SecretKey;
use tawar::base::db::Db;
use tawar::config::{Config, MeiliAddress, Site};
use uuid::Uuid;

use super::people::Person;
use super::servers::{Servers, servers};

pub fn config(data: &Path, site: &str) -> Config {
    Config {
        data: data.join(Uuid::new_v4().simple().to_string()),
        development: true,
        bind: "127.0.0.1:0".into(),
        public_url: None,
        database_url: None,
        meili: None,
        storage_url: None,
        smtp_url: None,
        secret: SecretKey::new(b"a secret that only tests know, long enough".to_vec()),
        site: Site::load(site).unwrap(),
        rate_limits: false,
        behind_proxy: false,
    }
}

pub struct TestHouse {
    pub at: SocketAddr,
    pub clock: Clock,
    pub db: Db,
    pub http: reqwest::Client,
    house: House,
    server: actix_web::dev::ServerHandle,
}

impl TestHouse {
    /// A house as a newcomer gets it, with the machine's clock.
    pub async fn open() -> Self {
        Self::with(|_| {}).await
    }

    /// A house whose configuration is changed first.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::build(change, Some(servers().meili()), Clock::default()).await
    }

    /// A house whose clock stands still until the test moves it on.
    pub async fn at_noon() -> Self {
        Self::build(|_| {}, Some(servers().meili()), Clock::fixed(chrono::Utc::now())).await
    }

    /// A house whose Meilisearch is at this address (perhaps nobody's).
    pub async fn with_search_at(meili: Option<MeiliAddress>) -> Self {
        Self::build(|_| {}, meili, Clock::default()).await
    }

    async fn build(
        change: impl FnOnce(&mut Config),
        meili: Option<MeiliAddress>,
        clock: Clock,
    ) -> Self {
        let servers = servers();
        let mut config = config(&servers.data, "tawar");
        change(&mut config);
        let url = servers.database();
        let index = format!("it_{}", Uuid::new_v4().simple());
        let (url_too, clock_too) = (url.clone(), clock.clone());
        let ground = actix_web::web::block(move || {
            Ground::lay(config, &url_too, meili.as_ref(), &index, clock_too).unwrap()
        })
        .await
        .unwrap();
        if let Some(index) = &ground.index {
            index.set_up().await.ok();
        }
        let house = House::build(ground).unwrap();
        house.start_jobs();
        let (server, at) = house.serve(2).unwrap();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Self { at, clock, db: Servers::db(&url), http, house, server: handle }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.at)
    }

    /// Somebody who signs up over the API.
    pub async fn person(&self, name: &str) -> Person {
        Person::sign_up(self, name).await
    }

    /// The two everybody knows: Sari sells, Budi buys.
    pub async fn sari_and_budi(&self) -> (Person, Person) {
        (self.person("Sari").await, self.person("Budi").await)
    }

    /// Waits until the outbox is empty: the index has heard of everything.
    pub async fn settled(&self) {
        for _ in 0..200 {
            let (waiting, _) = self.db.read(tawar::base::outbox::backlog).await.unwrap();
            if waiting == 0 {
                return;
            }
            actix_web::rt::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        panic!("events are left over in the outbox");
    }

    /// Stops serving as a crash would: sockets are cut, nothing is said. The database stays.
    pub async fn close(&self) {
        self.house.say_goodbye();
        self.server.stop(false).await;
    }
}
