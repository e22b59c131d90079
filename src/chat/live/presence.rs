//! Who is online. Presence is stored below a lease of its node, so that a node that dies keeps nobody online for long. It
//! is announced only when somebody comes online or goes offline.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use uuid::Uuid;

use super::hub::{Hub, NodePresence};
use super::store::{delete_expired_nodes, online_among, renew_lease, write_presence};
use crate::base::db::{Conn, Db};
use crate::base::error::AppResult;
use crate::base::ids::UserId;

/// How often the lease is renewed; it lasts three times as long.
const RENEW_INTERVAL: Duration = Duration::from_secs(10);

/// Writes the presence of this node's people to Postgres and keeps the node's lease.
pub struct PresenceLease {
    node: Uuid,
    renewed_at: Option<Instant>,
    /// The last write failed: the changes it carried are lost, so all presence has to be written again.
    write_failed: bool,
}

impl PresenceLease {
    /// A lease that the first [`PresenceLease::write`] takes.
    pub fn new(node: Uuid) -> Self {
        Self { node, renewed_at: None, write_failed: false }
    }

    /// Writes the presence changes since the last call and renews the lease when it is due. Returns the people who came
    /// online (`true`) or went offline (`false`), over all nodes.
    ///
    /// # Errors
    /// When Postgres does not answer. The next call writes everything again.
    pub async fn write(&mut self, db: &Db, hub: &Hub) -> AppResult<Vec<(UserId, bool)>> {
        let renew_due =
            self.write_failed || self.renewed_at.is_none_or(|at| at.elapsed() > RENEW_INTERVAL);
        let changed = hub.take_presence_changes();
        if changed.is_empty() && !renew_due {
            return Ok(Vec::new());
        }
        let update = PresenceUpdate {
            node: self.node,
            changed,
            renewal: renew_due.then(|| Renewal {
                everybody: hub.presence_of_all(),
                write_everybody: self.write_failed,
            }),
        };
        let announced = db.transaction(move |conn| update.apply(conn)).await;
        self.write_failed = announced.is_err();
        if renew_due && announced.is_ok() {
            self.renewed_at = Some(Instant::now());
        }
        announced
    }
}

/// What one transaction writes.
struct PresenceUpdate {
    node: Uuid,
    changed: Vec<NodePresence>,
    /// `None` when the lease is not due.
    renewal: Option<Renewal>,
}

struct Renewal {
    everybody: Vec<NodePresence>,
    /// Whether everybody is written although the lease still holds.
    write_everybody: bool,
}

impl PresenceUpdate {
    /// Returns the people whose presence changed over all nodes. May be called again when the transaction is retried.
    fn apply(&self, conn: &mut Conn) -> AppResult<Vec<(UserId, bool)>> {
        let mut people = self.changed.clone();
        let mut ids: HashSet<UserId> = people.iter().map(|person| person.user).collect();
        if let Some(renewal) = &self.renewal
            && (renew_lease(conn, self.node)? || renewal.write_everybody)
        {
            // The lease had run out, or Postgres lost it, and the presence below it was deleted.
            people.extend(renewal.everybody.iter().filter(|person| ids.insert(person.user)));
        }
        let ids: Vec<UserId> = ids.into_iter().collect();
        let before: HashSet<UserId> = online_among(conn, &ids)?.into_iter().collect();
        write_presence(conn, self.node, &people)?;
        let mut affected =
            if self.renewal.is_some() { delete_expired_nodes(conn)? } else { Vec::new() };
        affected.extend(&ids);
        let after: HashSet<UserId> = online_among(conn, &affected)?.into_iter().collect();
        affected.sort();
        affected.dedup();
        // People of expired nodes were online until now.
        let was_online = |id: &UserId| before.contains(id) || !ids.contains(id);
        Ok(affected
            .into_iter()
            .filter(|id| was_online(id) != after.contains(id))
            .map(|id| (id, after.contains(&id)))
            .collect())
    }
}
