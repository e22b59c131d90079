//! The group-commit writers. Rooms put what was said into a bounded queue; a thread with its own connection takes all
//! that waits, numbers and writes it in one transaction (rooms locked in the order of their ids), then answers the
//! rooms. While one commit is under way the next batch gathers: quick when idle, few commits when busy, no timer.
//! Nothing is answered before its commit. When Postgres is away the batch is tried again, with care for what may have
//! been committed before the answer was lost; ids keep it from being said twice.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::{Duration, Instant};

use diesel::result::Error as DieselError;
use tokio::sync::oneshot;

use super::model::{Message, Room};
use super::store::{self, Draft};
use crate::base::clock::{Clock, Timestamp};
use crate::base::db::{Conn, Db, answers, called_off, violates};
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::ids::{RoomId, SessionId};
use crate::chat::live::live_metrics;
use crate::people::sessions;

/// Letters that may wait for a writer; a room has one under way at a time. More is pushed back.
const MOST_WAITING: usize = 4096;
/// Messages of one transaction.
const BATCH: usize = 2048;
/// A batch that cannot be written for so long is given up: its senders are told and send it again.
const PATIENCE: Duration = Duration::from_secs(8);
const PAUSE: Duration = Duration::from_millis(200);
/// Somebody holds a room for longer: its letter is refused, so that it does not hold the others up.
const LOCK: Duration = Duration::from_millis(500);

/// How one message fared; whether it is new.
pub type AppendResult = AppResult<(Message, bool)>;

/// What a room wants to have said.
pub(super) struct AppendRequest {
    pub room: RoomId,
    pub said: Vec<(Draft, SessionId)>,
    pub reply: oneshot::Sender<Vec<AppendResult>>,
    /// Whether somebody held the room when it was to be written: the next time the writer waits for it.
    pub held_up: bool,
}

/// The way to the writer; cloning shares it. The writer ends when nobody holds a way to it.
#[derive(Clone)]
pub struct Journal {
    writers: Arc<[SyncSender<AppendRequest>]>,
    /// Whether a writer waits for Postgres.
    away: Arc<AtomicBool>,
}

impl Journal {
    /// Starts the writers, each with a thread and a connection: while one waits for the disk another works. A room has
    /// always the same.
    pub fn start(db: Db, clock: Clock, threads: usize) -> anyhow::Result<Self> {
        let away: Arc<AtomicBool> = Arc::default();
        let mut writers = Vec::new();
        for _ in 0..threads.max(1) {
            let (to, letters) = sync_channel(MOST_WAITING);
            let (db, clock, away) = (db.clone(), clock.clone(), away.clone());
            let writer = Writer { db, clock, conn: None, away };
            std::thread::Builder::new()
                .name("journal".into())
                .spawn(move || writer.run(&letters))?;
            writers.push(to);
        }
        Ok(Self { writers: writers.into(), away })
    }

    /// Whether what is said is written, as far as the writer knows.
    pub fn writes(&self) -> bool {
        !self.away.load(Ordering::Relaxed)
    }

    /// FormDeps a letter in; gives it back when too many wait or the writer is gone.
    pub(super) fn post(&self, letter: AppendRequest) -> Result<(), AppendRequest> {
        let writers = u128::try_from(self.writers.len()).unwrap_or(1).max(1);
        let turn = usize::try_from(letter.room.0.as_u128() % writers).unwrap_or(0);
        let Some(writer) = self.writers.get(turn) else { return Err(letter) };
        live_metrics().journal_waiting.increment(1.0);
        writer.try_send(letter).map_err(|refused| {
            live_metrics().journal_waiting.decrement(1.0);
            match refused {
                TrySendError::Full(letter) | TrySendError::Disconnected(letter) => letter,
            }
        })
    }
}

struct Writer {
    db: Db,
    clock: Clock,
    conn: Option<Conn>,
    away: Arc<AtomicBool>,
}

/// How each message of each letter fared; none when somebody holds its room.
type Written = Vec<Option<Vec<AppendResult>>>;

impl Writer {
    fn run(mut self, letters: &Receiver<AppendRequest>) {
        let mut batch = Vec::new();
        loop {
            if batch.is_empty() {
                let Ok(first) = letters.recv() else { return };
                batch.push(first);
                live_metrics().journal_waiting.decrement(1.0);
            }
            let mut messages = batch.iter().map(|letter| letter.said.len()).sum::<usize>();
            while messages < BATCH
                && let Ok(next) = letters.try_recv()
            {
                messages += next.said.len();
                batch.push(next);
                live_metrics().journal_waiting.decrement(1.0);
            }
            live_metrics().batch.record(f64::from(u32::try_from(messages).unwrap_or(u32::MAX)));
            batch = self.settle(batch);
        }
    }

    /// Writes a batch and answers its rooms. One letter that cannot be written does not take the others with it; one
    /// whose room somebody holds comes back, to be written with the next.
    fn settle(&mut self, batch: Vec<AppendRequest>) -> Vec<AppendRequest> {
        let since = Instant::now();
        let mut back = Vec::new();
        match self.write(&batch) {
            Ok(written) => {
                live_metrics().commit.record(since.elapsed());
                for (letter, fates) in batch.into_iter().zip(written) {
                    match fates {
                        // The room may have gone; what it said stands, and its senders ask again.
                        Some(fates) => drop(letter.reply.send(fates)),
                        None => back.push(AppendRequest { held_up: true, ..letter }),
                    }
                }
            }
            Err(err) if batch.len() > 1 && self.conn.is_some() => {
                tracing::warn!(error = %err, "a batch is written letter by letter");
                for letter in batch {
                    back.extend(self.settle(vec![letter]));
                }
            }
            Err(err) => {
                tracing::warn!(error = %err, "messages were not committed, their senders are told");
                for letter in batch {
                    let refused = |_: &(Draft, SessionId)| Err(again(&err));
                    let _ = letter.reply.send(letter.said.iter().map(refused).collect());
                }
            }
        }
        back
    }

    fn write(&mut self, batch: &[AppendRequest]) -> AppResult<Written> {
        let since = Instant::now();
        // Looking every message up first costs; only when one was said before, or may have been, it is done.
        let mut careful = false;
        loop {
            let now = self.clock.now();
            let done = match self.connection() {
                Ok(conn) => conn
                    .build_transaction()
                    .read_committed()
                    .run(|conn| transact(conn, batch, careful, now)),
                Err(err) => Err(err),
            };
            let err = match done {
                Ok(written) => {
                    self.away.store(false, Ordering::Relaxed);
                    return Ok(written);
                }
                Err(err) => err,
            };
            if said_before(&err) && !careful {
                careful = true;
                continue;
            }
            let away = self.is_away();
            if away {
                self.away.store(true, Ordering::Relaxed);
                self.conn = None;
            } else if !called_off(&err) {
                return Err(err);
            }
            if since.elapsed() > PATIENCE {
                return Err(if away { AppError::Unavailable(err.to_string()) } else { err });
            }
            careful = true;
            std::thread::sleep(if away { PAUSE } else { Duration::from_millis(5) });
        }
    }

    fn connection(&mut self) -> AppResult<&mut Conn> {
        let conn = match self.conn.take() {
            Some(conn) => conn,
            None => self.db.own_connection(LOCK)?,
        };
        Ok(self.conn.insert(conn))
    }

    /// Whether the connection does not answer any more.
    fn is_away(&mut self) -> bool {
        !self.conn.as_mut().is_some_and(answers)
    }
}

fn said_before(err: &AppError) -> bool {
    let AppError::Internal(cause) = err else { return false };
    cause.downcast_ref::<DieselError>().is_some_and(|err| violates(err, "messages_once"))
}

/// The same refusal for each of several.
fn again(err: &AppError) -> AppError {
    match err {
        AppError::Unavailable(why) => AppError::Unavailable(why.clone()),
        other => AppError::Internal(anyhow::anyhow!("{other}")),
    }
}

/// Who is no member any more, or whose session ended, is refused alone.
fn transact(
    conn: &mut Conn,
    batch: &[AppendRequest],
    careful: bool,
    now: Timestamp,
) -> AppResult<Written> {
    let mut locked = lock(conn, batch)?;
    let named: HashSet<SessionId> =
        batch.iter().flat_map(|letter| letter.said.iter().map(|(_, session)| *session)).collect();
    let live: HashSet<SessionId> =
        sessions::live_among(conn, &named.into_iter().collect::<Vec<_>>(), now)?
            .into_iter()
            .collect();
    let mut refusals = Vec::new();
    let mut drafts = Vec::new();
    for letter in batch.iter().filter(|letter| !is_held(&locked, letter)) {
        let room = locked.get(&letter.room);
        for (draft, session) in &letter.said {
            let refusal = refusal(room, draft, live.contains(session));
            if refusal.is_none() {
                drafts.push((letter.room, draft));
            }
            refusals.push(refusal);
        }
    }
    let mut known = if careful { store::known(conn, &drafts)? } else { HashMap::new() };
    let mut said = store::append_many(conn, &mut locked, &drafts, &mut known, now)?.into_iter();
    let mut refusals = refusals.into_iter();
    let mut fates = |letter: &AppendRequest| {
        refusals
            .by_ref()
            .take(letter.said.len())
            .map(|refusal| match refusal {
                Some(err) => Err(err),
                None => said.next().ok_or(AppError::NotFound),
            })
            .collect()
    };
    Ok(batch.iter().map(|letter| (!is_held(&locked, letter)).then(|| fates(letter))).collect())
}

/// Locks the rooms of a batch: the rooms of letters that were held up before are waited for, in order, before any other
/// is held; what another node holds of the rest is left for the next batch.
fn lock(conn: &mut Conn, batch: &[AppendRequest]) -> AppResult<HashMap<RoomId, Room>> {
    let (late, fresh): (Vec<&AppendRequest>, Vec<&AppendRequest>) =
        batch.iter().partition(|letter| letter.held_up);
    let ids =
        |letters: &[&AppendRequest]| letters.iter().map(|letter| letter.room).collect::<Vec<_>>();
    let mut locked = HashMap::new();
    if !late.is_empty() {
        locked = store::lock_many(conn, &ids(&late))?;
    }
    if !fresh.is_empty() {
        locked.extend(store::lock_free(conn, &ids(&fresh))?);
    }
    Ok(locked)
}

/// Whether somebody else holds the room of a letter that may wait.
fn is_held(locked: &HashMap<RoomId, Room>, letter: &AppendRequest) -> bool {
    !letter.held_up && !locked.contains_key(&letter.room)
}

/// Why a message is not taken, decided on the locked row.
fn refusal(room: Option<&Room>, draft: &Draft, live: bool) -> Option<AppError> {
    let Some(room) = room else { return Some(AppError::NotFound) };
    let member = draft.new.sender.is_some_and(|sender| room.side(sender).is_some());
    if !member {
        return Some(AppError::NotFound);
    }
    if !live {
        return Some(AppError::SignedOut);
    }
    let quoted = draft.new.about.is_none_or(|seq| (1..=room.last_seq).contains(&seq));
    (!quoted).then(|| FieldErrors::one("quote", "message-quote-unknown"))
}
