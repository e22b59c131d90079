//! Sessions, accounts and memberships that ended. A Postgres trigger notifies every node, whichever action ended them.

use std::time::Duration;

use tokio::sync::mpsc::Sender;
use uuid::Uuid;

use crate::base::db::{self, Db};
use crate::base::error::AppResult;
use crate::base::ids::{RoomId, SessionId, UserId};

/// How often the connection is polled for notifications; a poll is a system call without a query.
const POLL_INTERVAL: Duration = Duration::from_millis(50);
const RECONNECT_DELAY: Duration = Duration::from_millis(500);

/// Whose access may have ended. Only a hint: the receiver reads the rows again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revocation {
    /// The session ended.
    Session(SessionId),
    /// The suspension of the account changed.
    Person(UserId),
    /// The members of the room changed.
    Room(RoomId),
    /// Unknown: a notification may have been missed, so everything has to be checked.
    Anybody,
}

/// Listens for notifications on a thread of its own, until the receiver is dropped.
///
/// # Errors
/// When the thread cannot be started.
pub fn listen(db: Db, sender: Sender<Revocation>) -> anyhow::Result<()> {
    std::thread::Builder::new().name("revocations".into()).spawn(move || {
        loop {
            if let Err(err) = forward(&db, &sender) {
                tracing::debug!(error = %err, "listening for revocations failed, reconnecting");
            }
            if sender.is_closed() {
                return;
            }
            std::thread::sleep(RECONNECT_DELAY);
        }
    })?;
    Ok(())
}

fn forward(db: &Db, sender: &Sender<Revocation>) -> AppResult<()> {
    let mut conn = db.dedicated_connection(Duration::from_secs(1))?;
    db::listen(&mut conn, "tawar_revocation")?;
    // Access that ended before `listen` took effect is found by one check of everything.
    let mut received = sender.blocking_send(Revocation::Anybody).is_ok();
    while received && !sender.is_closed() {
        std::thread::sleep(POLL_INTERVAL);
        for payload in db::take_notifications(&mut conn)? {
            received = received && sender.blocking_send(parse(&payload)).is_ok();
        }
    }
    Ok(())
}

fn parse(payload: &str) -> Revocation {
    let id = |text: &str| text.parse::<Uuid>().ok();
    let revocation = match payload.split_once(':') {
        Some(("session", rest)) => id(rest).map(|id| Revocation::Session(SessionId(id))),
        Some(("user", rest)) => id(rest).map(|id| Revocation::Person(UserId(id))),
        Some(("room", rest)) => id(rest).map(|id| Revocation::Room(RoomId(id))),
        _ => None,
    };
    revocation.unwrap_or(Revocation::Anybody)
}
