//! Reads missing messages for rooms. Rooms request one by one; requests that arrive during a query are combined into the next,
//! so that a node that misses messages of five hundred rooms queries Postgres once.

use std::collections::HashMap;

use tokio::sync::{mpsc, oneshot};

use super::hooks::RoomHooks;
use super::room::publications_of;
use super::store::{self, Wanted};
use crate::base::db::{Conn, Db};
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::RoomId;
use crate::chat::live::{Publication, live_metrics};

/// Requests that may wait; more are refused.
const MAX_WAITING: usize = 4096;
/// Requests of one query.
const BATCH: usize = 512;

struct GapRequest {
    wanted: Wanted,
    limit: i64,
    reply: oneshot::Sender<AppResult<Vec<Publication>>>,
}

/// Sends requests to the task that reads; clones share it.
#[derive(Clone)]
pub(super) struct GapReader(mpsc::Sender<GapRequest>);

impl GapReader {
    /// Starts the task. Must be called inside the actix system.
    pub fn start(db: Db, encryption: Encryption, hooks: RoomHooks) -> Self {
        let (to, mut requests) = mpsc::channel::<GapRequest>(MAX_WAITING);
        actix_web::rt::spawn(async move {
            let mut batch = Vec::with_capacity(BATCH);
            while requests.recv_many(&mut batch, BATCH).await > 0 {
                answer(&db, &encryption, hooks, std::mem::take(&mut batch)).await;
            }
        });
        Self(to)
    }

    /// The publications of a room after a sequence number, at most `limit`, in order.
    pub async fn missing(&self, wanted: Wanted, limit: i64) -> AppResult<Vec<Publication>> {
        live_metrics().fills.increment(1);
        let (reply, answer) = oneshot::channel();
        let busy = || AppError::Unavailable("too many rooms are read at once".into());
        self.0.try_send(GapRequest { wanted, limit, reply }).map_err(|_full| busy())?;
        answer.await.map_err(|_ended| busy())?
    }
}

async fn answer(db: &Db, encryption: &Encryption, hooks: RoomHooks, requests: Vec<GapRequest>) {
    let wanted: Vec<Wanted> = requests.iter().map(|request| request.wanted).collect();
    let limit = requests.iter().map(|request| request.limit).max().unwrap_or(0);
    let encryption = encryption.clone();
    let read = db.read(move |conn| read(conn, &encryption, hooks, &wanted, limit)).await;
    match read {
        Ok(found) => {
            for request in requests {
                let mut publications = found.get(&request.wanted.0).cloned().unwrap_or_default();
                publications.retain(|publication| publication.seq > request.wanted.1);
                publications.truncate(usize::try_from(request.limit).unwrap_or(0));
                let _ = request.reply.send(Ok(publications));
            }
        }
        Err(err) => {
            for request in requests {
                let _ = request.reply.send(Err(AppError::Unavailable(err.to_string())));
            }
        }
    }
}

fn read(
    conn: &mut Conn,
    encryption: &Encryption,
    hooks: RoomHooks,
    wanted: &[Wanted],
    limit: i64,
) -> AppResult<HashMap<RoomId, Vec<Publication>>> {
    // When a room is requested twice, its messages are read from the lower sequence number.
    let mut earliest: HashMap<RoomId, i64> = HashMap::new();
    for (room, after) in wanted {
        let from = earliest.entry(*room).or_insert(*after);
        *from = (*from).min(*after);
    }
    let wanted: Vec<Wanted> = earliest.into_iter().collect();
    let found = store::messages_of(conn, encryption, &wanted, limit)?;
    found
        .into_iter()
        .map(|(room, messages)| Ok((room, publications_of(conn, hooks, room, &messages)?)))
        .collect()
}
