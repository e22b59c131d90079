//! The queries that an app sends to its database, for tests of how many a page needs.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Mutex, Once};

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};

use super::app::TestApp;

/// The queries to the databases that are watched, by name.
static WATCHED: Mutex<Option<HashMap<String, Vec<String>>>> = Mutex::new(None);
static INSTALLED: Once = Once::new();

/// Every connection that is opened after it reports its queries.
pub fn install() {
    INSTALLED.call_once(|| {
        set_default_instrumentation(|| Some(Box::new(Watch::default()))).unwrap();
    });
}

#[derive(Default)]
struct Watch {
    database: String,
}

impl Instrumentation for Watch {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartEstablishConnection { url, .. } => {
                self.database = name_of(url).to_owned();
            }
            InstrumentationEvent::StartQuery { query, .. } => {
                let mut watched = WATCHED.lock().unwrap();
                if let Some(queries) = watched.as_mut().and_then(|all| all.get_mut(&self.database))
                {
                    queries.push(query.to_string());
                }
            }
            _ => {}
        }
    }
}

/// The name of the database in its URL.
fn name_of(url: &str) -> &str {
    let path = url.split('?').next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default()
}

impl TestApp {
    /// The queries that the app sends meanwhile, without the one that checks a connection of the pool, and without those of
    /// the till and the practice bank, which look for what is due by threads of their own. For an app without jobs, else
    /// theirs are among them.
    pub async fn queries_of(&self, work: impl Future<Output = ()>) -> Vec<String> {
        let name = name_of(self.database_url()).to_owned();
        WATCHED.lock().unwrap().get_or_insert_default().insert(name.clone(), Vec::new());
        work.await;
        let found = WATCHED.lock().unwrap().as_mut().and_then(|all| all.remove(&name));
        let mut queries = found.unwrap_or_default();
        let of_others = ["SELECT 1 ", "BEGIN", "COMMIT"];
        queries.retain(|query| !of_others.iter().any(|own| query.starts_with(own)));
        let of_threads = ["till_payments", "practice_payouts"];
        queries.retain(|query| !of_threads.iter().any(|table| query.contains(table)));
        queries
    }
}
