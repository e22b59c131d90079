//! Rights that ended, told by Postgres itself to every node: a trigger notifies, whichever door ended them.

use std::time::Duration;

use tokio::sync::mpsc::Sender;
use uuid::Uuid;

use crate::base::db::{self, Db};
use crate::base::error::AppResult;
use crate::base::ids::{RoomId, SessionId, UserId};

/// How often the connection is asked for news; asking is a system call without an answer.
const LOOK: Duration = Duration::from_millis(50);
const PAUSE: Duration = Duration::from_millis(500);

/// Whose rights may have ended. Only a hint: the facts are read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revocation {
    /// A session's.
    Session(SessionId),
    /// A person's.
    Person(UserId),
    /// Some member's of a room.
    Room(RoomId),
    /// Anybody's: word may have been missed.
    Anybody,
}

/// Listens on a thread of its own, until nobody hears it.
pub fn listen(db: Db, to: Sender<Revocation>) -> anyhow::Result<()> {
    std::thread::Builder::new().name("cuts".into()).spawn(move || {
        loop {
            if let Err(err) = hear(&db, &to) {
                tracing::debug!(error = %err, "cuts are not heard, trying again");
            }
            if to.is_closed() {
                return;
            }
            std::thread::sleep(PAUSE);
        }
    })?;
    Ok(())
}

fn hear(db: &Db, to: &Sender<Revocation>) -> AppResult<()> {
    let mut conn = db.dedicated_connection(Duration::from_secs(1))?;
    db::listen(&mut conn, "tawar_cut")?;
    // What ended before we listened is found by looking at everything once.
    let mut told = to.blocking_send(Revocation::Anybody).is_ok();
    while told && !to.is_closed() {
        std::thread::sleep(LOOK);
        for payload in db::take_notifications(&mut conn)? {
            told = told && to.blocking_send(parse(&payload)).is_ok();
        }
    }
    Ok(())
}

fn parse(payload: &str) -> Revocation {
    let id = |text: &str| text.parse::<Uuid>().ok();
    let cut = match payload.split_once(':') {
        Some(("session", rest)) => id(rest).map(|id| Revocation::Session(SessionId(id))),
        Some(("user", rest)) => id(rest).map(|id| Revocation::Person(UserId(id))),
        Some(("room", rest)) => id(rest).map(|id| Revocation::Room(RoomId(id))),
        _ => None,
    };
    cut.unwrap_or(Revocation::Anybody)
}
