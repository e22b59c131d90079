//! One private Postgres and one private Meilisearch for the whole run; a database and an index for each test.

use std::path::PathBuf;
use std::sync::OnceLock;

use tawar::app::Core;
use tawar::base::clock::Clock;
use tawar::base::db::{DatabaseUrls, Db};
use tawar::base::embedded::{Durability, Meilisearch, Postgres};
use tawar::config::MeiliAddress;
use uuid::Uuid;

pub struct Servers {
    pub data: PathBuf,
    postgres: Postgres,
    meilisearch: Meilisearch,
}

/// Started once; the template database holds the schema, the regions and the categories.
pub fn servers() -> &'static Servers {
    static SERVERS: OnceLock<Servers> = OnceLock::new();
    SERVERS.get_or_init(|| {
        rustls::crypto::ring::default_provider().install_default().ok();
        remove_leftover_folders();
        let data = std::env::temp_dir().join(format!("tawar-it-{}", Uuid::new_v4().simple()));
        std::fs::create_dir_all(&data).unwrap();
        let postgres =
            Postgres::start_with(&data, Durability::Throwaway).expect("a private Postgres");
        let meilisearch = Meilisearch::start(&data).expect("a private Meilisearch");
        let servers = Servers { data, postgres, meilisearch };
        servers.sql("create database template_app").unwrap();
        let urls = servers.postgres.urls_for("template_app");
        drop(
            Core::open(
                super::app::config(&servers.data, "tawar"),
                &urls,
                None,
                "none",
                Clock::default(),
            )
            .unwrap(),
        );
        servers
    })
}

impl Servers {
    fn sql(&self, text: &str) -> Result<(), String> {
        use diesel::Connection;
        use diesel::connection::SimpleConnection;
        let mut conn = diesel::PgConnection::establish(&self.postgres.urls_for("postgres").owner)
            .map_err(|err| err.to_string())?;
        conn.batch_execute(text).map_err(|err| err.to_string())
    }

    /// A fresh database; its URL for the role that serves.
    pub fn database(&self) -> String {
        let name = format!("t{}", Uuid::new_v4().simple());
        // The template must have no open connection; tests that start at the same moment take turns.
        static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());
        let _turn = ONE_AT_A_TIME.lock().unwrap();
        for _ in 0..50 {
            if self.sql(&format!("create database {name} template template_app")).is_ok() {
                return self.postgres.urls_for(&name).serving;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        panic!("no database for a test");
    }

    /// Both URLs of a test's database.
    pub fn urls(&self, url: &str) -> DatabaseUrls {
        self.postgres.urls_for(database_name(url).unwrap())
    }

    /// A connection of the role that owns the schema of a test's database.
    pub fn owner(&self, url: &str) -> diesel::PgConnection {
        use diesel::Connection;
        diesel::PgConnection::establish(&self.urls(url).owner).unwrap()
    }

    /// Drops a database that no test needs any more.
    pub fn drop_database(&self, url: &str) {
        let Some(name) = database_name(url) else { return };
        self.sql(&format!("drop database if exists {name} with (force)")).ok();
    }

    pub fn meili(&self) -> MeiliAddress {
        MeiliAddress {
            url: self.meilisearch.url().to_owned(),
            key: Some(self.meilisearch.master_key().to_owned()),
        }
    }

    /// A pool on a database, beside the app's own.
    pub fn db(url: &str) -> Db {
        Db::connect(url, 4).unwrap()
    }
}

fn database_name(url: &str) -> Option<&str> {
    url.split(['/', '?']).find(|part| part.starts_with('t') && part.len() == 33)
}

/// The servers end with the process, but their folder remains (a static is never dropped): the next run removes the folders
/// of earlier ones.
fn remove_leftover_folders() {
    let left = std::fs::read_dir(std::env::temp_dir()).into_iter().flatten().filter_map(Result::ok);
    for folder in left.filter(|entry| entry.file_name().to_string_lossy().starts_with("tawar-it-"))
    {
        let age = folder
            .metadata()
            .and_then(|about| about.modified())
            .map(|at| at.elapsed().unwrap_or_default());
        let old = age.is_ok_and(|age| age > std::time::Duration::from_secs(600));
        if old && Postgres::running_at(&folder.path()).is_none() {
            std::fs::remove_dir_all(folder.path()).ok();
        }
    }
}
