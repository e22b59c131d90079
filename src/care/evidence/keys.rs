//! Changing the key of the words at rest while the house serves: a new key is made, every node hears of it, everything
//! older is sealed anew in small transactions, and the old keys are forgotten when no row names them any more.

use std::time::{Duration, Instant};

use crate::base::clock::{Clock, Timestamp};
use crate::base::db::{Conn, Db, called_off};
use crate::base::encryption::{self, Encryption, PLAIN};
use crate::base::error::{AppError, AppResult};
use crate::care::evidence::store;
use crate::chat::rooms::reseal::{self, Place};

/// How fast a rotation goes.
#[derive(Debug, Clone)]
pub struct Pace {
    /// Rows of one transaction.
    pub batch: i64,
    /// Between two batches it rests for this share of a batch's time, in percent.
    pub rest: u32,
    /// No row names an old key for so long before it is forgotten: what was sealed with it and is still on its way to
    /// Postgres, or was read and is still to be opened, has arrived by then.
    pub quiet: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { batch: 300, rest: 50, quiet: Duration::from_secs(20) }
    }
}

/// What a rotation came to.
#[derive(Debug)]
pub struct Rotated {
    /// The new key.
    pub key: i16,
    /// Rows sealed anew.
    pub rows: usize,
    /// Keys forgotten.
    pub forgotten: usize,
    /// Rows that do not open; while there are any, older keys are kept.
    pub broken: Vec<Place>,
}

/// A key, as it is shown.
#[derive(Debug, Clone)]
pub struct KeyRow {
    /// Its id; 0 stands for rows that are not sealed yet.
    pub id: i16,
    /// Since when it is used.
    pub usable_from: Option<Timestamp>,
    /// Rows that name it.
    pub rows: i64,
}

/// The keys, the oldest first, with what they seal; key 0 when rows name it, and keys that rows name and nobody has.
pub fn list(db: &Db) -> AppResult<Vec<KeyRow>> {
    let mut conn = own(db)?;
    let counts = reseal::rows_by_key(&mut conn)?;
    let keys = store::keys(&mut conn)?;
    let rows = |id: i16| counts.iter().find(|(key, _)| *key == id).map_or(0, |(_, n)| *n);
    let unknown = counts.iter().filter(|(id, _)| keys.iter().all(|(key, _)| key != id));
    let mut all: Vec<KeyRow> = keys
        .iter()
        .map(|(id, from)| KeyRow { id: *id, usable_from: Some(*from), rows: rows(*id) })
        .chain(unknown.map(|(id, n)| KeyRow { id: *id, usable_from: None, rows: *n }))
        .collect();
    all.sort_by_key(|key| key.id);
    Ok(all)
}

/// Makes a new key and seals everything anew with it; tells how it goes. Blocks, for minutes in a full house; the house
/// may serve meanwhile. Breaking it off loses nothing: the next rotation takes up what is left.
pub fn rotate(
    db: &Db,
    encryption: &Encryption,
    clock: &Clock,
    pace: &Pace,
    mut say: impl FnMut(String),
) -> AppResult<Rotated> {
    let mut conn = own(db)?;
    if !store::lock_rotation(&mut conn)? {
        return Err(AppError::Unavailable("another rotation is under way".into()));
    }
    encryption.refresh(&mut conn)?;
    let key = encryption.make_key(&mut conn, clock.now())?;
    let wait = encryption::SPREADS_WITHIN.to_std().unwrap_or_default();
    say(format!(
        "key {key} was made; it is used in {} s, when every node knows it",
        wait.as_secs()
    ));
    let usable = clock.now() + encryption::SPREADS_WITHIN;
    while clock.now() <= usable {
        std::thread::sleep(Duration::from_millis(50));
    }
    let mut done = Rotated { key, rows: 0, forgotten: 0, broken: Vec::new() };
    let mut quiet_since: Option<Instant> = None;
    loop {
        let left = older(&mut conn, key)?;
        if left > 0 {
            quiet_since = None;
            say(format!("{left} rows are sealed anew with key {key}"));
            let walked = walk(&mut conn, encryption, clock, pace, key, &mut say)?;
            done.rows += walked.rows;
            // Those of this walk: a row that another one held may open by now.
            done.broken = walked.broken;
            let broken = i64::try_from(done.broken.len()).unwrap_or(i64::MAX);
            if broken > 0 && older(&mut conn, key)? <= broken {
                return Ok(done);
            }
            // Rows that somebody held come with the next walk.
            std::thread::sleep(Duration::from_millis(20));
            continue;
        }
        let since = *quiet_since.get_or_insert_with(|| {
            say(format!(
                "every row carries key {key}; looking once more in {} s",
                pace.quiet.as_secs()
            ));
            Instant::now()
        });
        if since.elapsed() >= pace.quiet {
            break;
        }
        std::thread::sleep(pace.quiet.saturating_sub(since.elapsed()));
    }
    done.forgotten = encryption.forget_before(&mut conn, key)?;
    encryption.refresh(&mut conn)?;
    Ok(done)
}

/// Seals the rows that are older than sealing, if there are any. Blocks. Nodes that do it at once share the work.
pub fn seal_plain(db: &Db, encryption: &Encryption, clock: &Clock) -> AppResult<usize> {
    let mut conn = own(db)?;
    let mut sealed = 0;
    while store::any_plain(&mut conn)? {
        let walked = walk(&mut conn, encryption, clock, &Pace::default(), PLAIN + 1, &mut |_| {})?;
        sealed += walked.rows;
        if walked.rows == 0 {
            std::thread::sleep(Duration::from_secs(1));
        }
    }
    Ok(sealed)
}

struct Walked {
    rows: usize,
    broken: Vec<Place>,
}

/// Goes over all messages once and seals those of older keys anew.
fn walk(
    conn: &mut Conn,
    encryption: &Encryption,
    clock: &Clock,
    pace: &Pace,
    key: i16,
    say: &mut dyn FnMut(String),
) -> AppResult<Walked> {
    let (mut after, mut tries, mut told) = (reseal::START, 0, Instant::now());
    let mut walked = Walked { rows: 0, broken: Vec::new() };
    loop {
        let since = Instant::now();
        let batch = conn
            .build_transaction()
            .read_committed()
            .run(|conn| reseal::reseal(conn, encryption, after, key, pace.batch, clock.now()));
        let batch = match batch {
            Err(err) if called_off(&err) && tries < 5 => {
                tries += 1;
                continue;
            }
            other => other?,
        };
        tries = 0;
        walked.rows += batch.rows;
        walked.broken.extend(batch.broken);
        if told.elapsed() > Duration::from_secs(2) {
            say(format!("  {} rows so far", walked.rows));
            told = Instant::now();
        }
        match batch.next {
            Some(next) => after = next,
            None => return Ok(walked),
        }
        std::thread::sleep(since.elapsed() * pace.rest / 100);
    }
}

fn older(conn: &mut Conn, key: i16) -> AppResult<i64> {
    let counts = reseal::rows_by_key(conn)?;
    Ok(counts.iter().filter(|(id, _)| *id < key).map(|(_, n)| n).sum())
}

/// A connection whose statements may look at everything.
fn own(db: &Db) -> AppResult<Conn> {
    let mut conn = db.own_connection(Duration::from_secs(3))?;
    store::be_patient(&mut conn)?;
    Ok(conn)
}
