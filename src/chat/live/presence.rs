//! Who is about: a lease of their node, so that a node that dies takes nobody's presence with it for long. Told only
//! when somebody comes or goes.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use uuid::Uuid;

use super::hub::Hub;
use super::store::{online_among, renew, store, sweep};
use crate::base::db::Db;
use crate::base::error::AppResult;
use crate::base::ids::UserId;

/// The lease is renewed this often; it holds three times as long.
const RENEW: Duration = Duration::from_secs(10);

/// A node's book of who is about on it.
pub struct PresenceLease {
    node: Uuid,
    renewed: Option<Instant>,
    /// The last writing failed: who came and went since is not known.
    missed: bool,
}

impl PresenceLease {
    /// The book of a node.
    pub fn new(node: Uuid) -> Self {
        Self { node, renewed: None, missed: false }
    }

    /// Writes down who came and went since the last time; answers whose presence changed for everybody.
    pub async fn write(&mut self, db: &Db, hub: &Hub) -> AppResult<Vec<(UserId, bool)>> {
        let due = self.missed || self.renewed.is_none_or(|at| at.elapsed() > RENEW);
        let changed = hub.take_changed();
        if changed.is_empty() && !due {
            return Ok(Vec::new());
        }
        let (node, missed, everybody) = (self.node, self.missed, due.then(|| hub.everybody()));
        let told = db
            .transaction(move |conn| {
                let mut about = changed.clone();
                let mut ids: HashSet<UserId> = about.iter().map(|person| person.user).collect();
                if let Some(everybody) = &everybody
                    && (renew(conn, node)? || missed)
                {
                    // The lease had run out, or Postgres lost it: all of it is written again.
                    about.extend(everybody.iter().filter(|person| ids.insert(person.user)));
                }
                let ids: Vec<UserId> = ids.into_iter().collect();
                let before: HashSet<UserId> = online_among(conn, &ids)?.into_iter().collect();
                store(conn, node, &about)?;
                let mut gone = if everybody.is_some() { sweep(conn)? } else { Vec::new() };
                gone.extend(&ids);
                let after: HashSet<UserId> = online_among(conn, &gone)?.into_iter().collect();
                gone.sort();
                gone.dedup();
                let was = |id: &UserId| before.contains(id) || !ids.contains(id);
                Ok(gone
                    .into_iter()
                    .filter(|id| was(id) != after.contains(id))
                    .map(|id| (id, after.contains(&id)))
                    .collect())
            })
            .await;
        match told {
            Ok(told) => {
                self.missed = false;
                if due {
                    self.renewed = Some(Instant::now());
                }
                Ok(told)
            }
            Err(err) => {
                self.missed = true;
                Err(err)
            }
        }
    }
}
