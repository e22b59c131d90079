//! Rotating the key that encrypts messages while the site serves: a new key is created, every node loads it, everything
//! encrypted with an older key is encrypted again in small transactions, and the older keys are deleted once no row names
//! them any more.

use std::time::{Duration, Instant};

use super::store;
use crate::base::clock::{Clock, Timestamp};
use crate::base::db::{Conn, Db, is_retryable};
use crate::base::encryption::{Encryption, KEY_PROPAGATION, PLAINTEXT};
use crate::base::error::{AppError, AppResult};
use crate::care::reports::REPORT_TABLE;
use crate::chat::rooms::reencryption::{
    self, MessagePosition, ReencryptedBatch, ReencryptionRange,
};
use crate::trade::{deals, payouts};

/// How fast a rotation runs.
#[derive(Debug, Clone)]
pub struct RotationPace {
    /// Rows of one transaction.
    pub batch: i64,
    /// The pause after a batch, in percent of the batch's duration.
    pub pause_percent: u32,
    /// How long no row may name an older key before that is deleted: a message encrypted with it on its way to Postgres is
    /// inserted within this time, and one that was read is decrypted.
    pub grace: Duration,
}

impl Default for RotationPace {
    fn default() -> Self {
        Self { batch: 300, pause_percent: 50, grace: Duration::from_secs(20) }
    }
}

/// The result of a rotation.
#[derive(Debug)]
pub struct Rotation {
    /// The new key's id.
    pub key: i16,
    /// Rows encrypted again.
    pub rows: usize,
    /// Older keys deleted.
    pub deleted_keys: usize,
    /// Rows that cannot be decrypted; while there are any, older keys are not deleted.
    pub undecryptable: Vec<MessagePosition>,
}

/// A key and its use.
#[derive(Debug, Clone)]
pub struct KeyUsage {
    /// The key's id; [`PLAINTEXT`] stands for rows that are not encrypted yet.
    pub id: i16,
    /// The time from which it is used; `None` when there is no such key.
    pub usable_from: Option<Timestamp>,
    /// Rows that name it.
    pub rows: i64,
}

/// The keys and their use, in the order of their ids. Includes ids that rows name without such a key: 0 for rows that are
/// not encrypted yet, and lost keys.
///
/// # Errors
/// The database's errors.
pub fn list_keys(db: &Db) -> AppResult<Vec<KeyUsage>> {
    let mut conn = connect(db)?;
    let counts = reencryption::rows_by_key(&mut conn)?;
    let keys = store::stored_keys(&mut conn)?;
    let rows = |id: i16| counts.iter().find(|(key, _)| *key == id).map_or(0, |(_, n)| *n);
    let unknown = counts.iter().filter(|(id, _)| keys.iter().all(|(key, _)| key != id));
    let mut usages: Vec<KeyUsage> = keys
        .iter()
        .map(|(id, from)| KeyUsage { id: *id, usable_from: Some(*from), rows: rows(*id) })
        .chain(unknown.map(|(id, n)| KeyUsage { id: *id, usable_from: None, rows: *n }))
        .collect();
    usages.sort_by_key(|key| key.id);
    Ok(usages)
}

/// Creates a key and encrypts everything again with it, while the site serves. Blocks, for minutes when there are many
/// messages; `report` gets a line of progress now and then. An interruption loses nothing: the next rotation encrypts the
/// rest.
///
/// # Errors
/// `Unavailable` when another rotation runs; the database's errors.
pub fn rotate(
    db: &Db,
    encryption: &Encryption,
    clock: &Clock,
    pace: &RotationPace,
    mut report: impl FnMut(String),
) -> AppResult<Rotation> {
    let mut conn = connect(db)?;
    if !store::lock_rotation(&mut conn)? {
        return Err(AppError::Unavailable("another rotation is under way".into()));
    }
    encryption.refresh(&mut conn)?;
    let key = encryption.create_key(&mut conn, clock.now())?;
    wait_for_propagation(key, clock, &mut report);
    let accounts = payouts::reencrypt(&mut conn, encryption, key, clock.now())?;
    let reports = REPORT_TABLE.reencrypt(&mut conn, encryption, key, clock.now())?;
    let mut reencryption = Reencryption { conn, encryption, clock, pace, key };
    let rows = accounts + reports;
    let mut rotation = Rotation { key, rows, deleted_keys: 0, undecryptable: Vec::new() };
    let mut last_seen_older: Option<Instant> = None;
    loop {
        let left = reencryption.older_rows()?;
        if left > 0 {
            last_seen_older = None;
            report(format!("{left} rows are sealed anew with key {key}"));
            let pass = reencryption.pass(&mut report)?;
            rotation.rows += pass.rows;
            // Only those of this pass: a row that was locked before may be decrypted by now.
            rotation.undecryptable = pass.undecryptable;
            let undecryptable = i64::try_from(rotation.undecryptable.len()).unwrap_or(i64::MAX);
            if undecryptable > 0 && reencryption.older_rows()? <= undecryptable {
                return Ok(rotation);
            }
            // The next pass gets the rows that were locked.
            std::thread::sleep(Duration::from_millis(20));
            continue;
        }
        let since = *last_seen_older.get_or_insert_with(|| {
            report(format!(
                "every row carries key {key}; looking once more in {} s",
                pace.grace.as_secs()
            ));
            Instant::now()
        });
        if since.elapsed() >= pace.grace {
            break;
        }
        std::thread::sleep(pace.grace.saturating_sub(since.elapsed()));
    }
    // An address of a live deal is erased within weeks; the key that it names stays until the rotation after that.
    let of_addresses = deals::oldest_address_key(&mut reencryption.conn)?.unwrap_or(key);
    let of_notes = store::oldest_note_key(&mut reencryption.conn)?.unwrap_or(key);
    // An account that a node stored with an older key meanwhile is encrypted again by the next rotation.
    let of_accounts = payouts::oldest_key(&mut reencryption.conn)?.unwrap_or(key);
    let of_reports = REPORT_TABLE.oldest_key(&mut reencryption.conn)?.unwrap_or(key);
    let unused = key.min(of_addresses).min(of_notes).min(of_accounts).min(of_reports);
    rotation.deleted_keys = encryption.delete_keys_before(&mut reencryption.conn, unused)?;
    encryption.refresh(&mut reencryption.conn)?;
    Ok(rotation)
}

/// Waits until every node has loaded the new key and uses it.
fn wait_for_propagation(key: i16, clock: &Clock, report: &mut dyn FnMut(String)) {
    let wait = KEY_PROPAGATION.to_std().unwrap_or_default();
    report(format!(
        "key {key} was made; it is used in {} s, when every node knows it",
        wait.as_secs()
    ));
    let usable = clock.now() + KEY_PROPAGATION;
    while clock.now() <= usable {
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Encrypts the rows that were written before encryption existed. Blocks. Nodes that run it at the same time share the
/// rows. Returns the number of rows.
///
/// # Errors
/// The database's errors.
pub fn encrypt_plaintext(db: &Db, encryption: &Encryption, clock: &Clock) -> AppResult<usize> {
    let (conn, pace) = (connect(db)?, RotationPace::default());
    let mut reencryption =
        Reencryption { conn, encryption, clock, pace: &pace, key: PLAINTEXT + 1 };
    let mut encrypted = 0;
    while store::any_plaintext(&mut reencryption.conn)? {
        let pass = reencryption.pass(&mut |_| {})?;
        encrypted += pass.rows;
        if pass.rows == 0 {
            std::thread::sleep(Duration::from_secs(1));
        }
    }
    Ok(encrypted)
}

/// Encrypts rows again whose key is older than `key`.
struct Reencryption<'a> {
    conn: Conn,
    encryption: &'a Encryption,
    clock: &'a Clock,
    pace: &'a RotationPace,
    key: i16,
}

/// The result of one pass over all messages.
struct Pass {
    /// Rows encrypted again.
    rows: usize,
    undecryptable: Vec<MessagePosition>,
}

impl Reencryption<'_> {
    /// Between two lines of progress.
    const REPORT_INTERVAL: Duration = Duration::from_secs(2);

    /// Goes over all messages once, in batches. Rows that another transaction locks are skipped.
    fn pass(&mut self, report: &mut dyn FnMut(String)) -> AppResult<Pass> {
        let (mut after, mut reported_at) = (reencryption::START, Instant::now());
        let mut pass = Pass { rows: 0, undecryptable: Vec::new() };
        loop {
            let started_at = Instant::now();
            let batch = self.batch(after)?;
            pass.rows += batch.rows;
            pass.undecryptable.extend(batch.broken);
            if reported_at.elapsed() > Self::REPORT_INTERVAL {
                report(format!("  {} rows so far", pass.rows));
                reported_at = Instant::now();
            }
            match batch.next {
                Some(next) => after = next,
                None => return Ok(pass),
            }
            std::thread::sleep(started_at.elapsed() * self.pace.pause_percent / 100);
        }
    }

    /// One transaction; tried again up to five times when a concurrent one aborts it.
    fn batch(&mut self, after: MessagePosition) -> AppResult<ReencryptedBatch> {
        let (encryption, key, limit) = (self.encryption, self.key, self.pace.batch);
        let mut retries = 0;
        loop {
            let now = self.clock.now();
            let batch = self.conn.build_transaction().read_committed().run(|conn| {
                reencryption::reencrypt_batch(
                    conn,
                    encryption,
                    ReencryptionRange { after, below_key: key, limit },
                    now,
                )
            });
            match batch {
                Err(err) if is_retryable(&err) && retries < 5 => retries += 1,
                other => return other,
            }
        }
    }

    /// Rows whose key is older than the wanted one.
    fn older_rows(&mut self) -> AppResult<i64> {
        let counts = reencryption::rows_by_key(&mut self.conn)?;
        Ok(counts.iter().filter(|(id, _)| *id < self.key).map(|(_, n)| n).sum())
    }
}

/// A connection whose statements may read every message.
fn connect(db: &Db) -> AppResult<Conn> {
    let mut conn = db.dedicated_connection(Duration::from_secs(3))?;
    store::raise_statement_timeout(&mut conn)?;
    Ok(conn)
}
