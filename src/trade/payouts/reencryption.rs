//! Encrypting the stored accounts again when the key is rotated.

use uuid::Uuid;

use super::account::{Owner, Stored};
use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::AppResult;

/// Rows of one transaction.
const BATCH: i64 = 300;

/// The oldest encryption key that a stored account names; none without accounts.
///
/// # Errors
/// The database's errors.
pub fn oldest_key(conn: &mut Conn) -> AppResult<Option<i16>> {
    store::oldest_key(conn)
}

/// Encrypts with the newest key what names a key older than `below`; returns the number of rows. A row that cannot be
/// decrypted is logged and keeps its key.
///
/// # Errors
/// The database's errors; what was encrypted before stays.
pub fn reencrypt(
    conn: &mut Conn,
    encryption: &Encryption,
    below: i16,
    now: Timestamp,
) -> AppResult<usize> {
    let mut all = 0;
    for table in [Table::Accounts, Table::Payouts] {
        let mut after = Uuid::nil();
        loop {
            let batch = conn
                .build_transaction()
                .read_committed()
                .run(|conn| table.batch(conn, Batch { encryption, below, after, now }))?;
            all += batch.rows;
            match batch.last {
                Some(last) => after = last,
                None => break,
            }
        }
    }
    Ok(all)
}

#[derive(Clone, Copy)]
enum Table {
    Accounts,
    Payouts,
}

struct Batch<'a> {
    encryption: &'a Encryption,
    below: i16,
    after: Uuid,
    now: Timestamp,
}

struct Done {
    rows: usize,
    /// The last id; none after the last batch.
    last: Option<Uuid>,
}

impl Table {
    fn batch(self, conn: &mut Conn, batch: Batch<'_>) -> AppResult<Done> {
        let Batch { encryption, below, after, now } = batch;
        let found: Vec<(Uuid, Stored)> = match self {
            Self::Accounts => store::accounts_with_older_key(conn, below, after, BATCH)?,
            Self::Payouts => store::payouts_with_older_key(conn, below, after, BATCH)?
                .into_iter()
                .map(|payout| (payout.id.0, payout.stored()))
                .collect(),
        };
        let (mut rows, last) = (0, found.last().map(|(id, _)| *id));
        for (id, stored) in found {
            let aad = match self {
                Self::Accounts => Owner::Person(id),
                Self::Payouts => Owner::Payout(id),
            }
            .aad();
            let Ok(text) = encryption.decrypt(stored.key_id, &aad, &stored.ciphertext) else {
                tracing::error!(%id, key = stored.key_id, "an account cannot be decrypted");
                continue;
            };
            let (key_id, ciphertext) = encryption.encrypt(&aad, &[&text], now)?;
            let stored = Stored { key_id, ciphertext, ..stored };
            match self {
                Self::Accounts => store::replace_account(conn, id, &stored)?,
                Self::Payouts => store::replace_account_of_payout(conn, id, &stored)?,
            }
            rows += 1;
        }
        Ok(Done { rows, last })
    }
}
