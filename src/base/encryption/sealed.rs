//! Tables with a private text: the columns `id uuid`, `key_id smallint`, `ciphertext bytea`. Each text decrypts only in its row.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Nullable, SmallInt, Uuid as SqlUuid};
use uuid::Uuid;

use super::Encryption;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;

/// Rows of one transaction of a rotation.
const BATCH: i64 = 300;

/// A table, and what its texts are; both are part of what a ciphertext is bound to.
#[derive(Debug, Clone, Copy)]
pub struct SealedTable {
    pub name: &'static str,
    pub purpose: &'static str,
}

/// A private text as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    pub key_id: i16,
    pub ciphertext: Vec<u8>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SmallInt)]
    key_id: i16,
    #[diesel(sql_type = Binary)]
    ciphertext: Vec<u8>,
}

impl SealedTable {
    fn aad(self, id: Uuid) -> Vec<u8> {
        [id.as_bytes().as_slice(), self.purpose.as_bytes()].concat()
    }

    /// Encrypts the text of the row `id`.
    ///
    /// # Errors
    /// `Internal` when there is no key.
    pub fn seal(
        self,
        encryption: &Encryption,
        id: Uuid,
        text: &[u8],
        now: Timestamp,
    ) -> AppResult<Sealed> {
        let (key_id, ciphertext) = encryption.encrypt(&self.aad(id), &[text], now)?;
        Ok(Sealed { key_id, ciphertext })
    }

    /// The text of the row `id`.
    ///
    /// # Errors
    /// As [`Encryption::decrypt`].
    pub fn open(self, encryption: &Encryption, id: Uuid, sealed: &Sealed) -> AppResult<Vec<u8>> {
        encryption.decrypt(sealed.key_id, &self.aad(id), &sealed.ciphertext)
    }

    /// The oldest key that a row names; none without rows.
    ///
    /// # Errors
    /// The database's errors.
    pub fn oldest_key(self, conn: &mut Conn) -> AppResult<Option<i16>> {
        #[derive(QueryableByName)]
        struct Oldest {
            #[diesel(sql_type = Nullable<SmallInt>)]
            key_id: Option<i16>,
        }
        let query = format!("select min(key_id) as key_id from {}", self.name);
        Ok(sql_query(query).get_result::<Oldest>(conn)?.key_id)
    }

    /// Encrypts with the newest key what names a key older than `below`; returns the number of rows. A row that cannot be
    /// decrypted is logged and keeps its key.
    ///
    /// # Errors
    /// The database's errors; what was encrypted before stays.
    pub fn reencrypt(
        self,
        conn: &mut Conn,
        encryption: &Encryption,
        below: i16,
        now: Timestamp,
    ) -> AppResult<usize> {
        let (mut rows, mut after) = (0, Uuid::nil());
        loop {
            let (done, last) = conn.build_transaction().read_committed().run(|conn| {
                self.reencrypt_batch(conn, encryption, BatchFrom { below, after }, now)
            })?;
            rows += done;
            match last {
                Some(last) => after = last,
                None => return Ok(rows),
            }
        }
    }

    /// The number of rows that were encrypted again, and the last row that was looked at.
    fn reencrypt_batch(
        self,
        conn: &mut Conn,
        encryption: &Encryption,
        from: BatchFrom,
        now: Timestamp,
    ) -> AppResult<(usize, Option<Uuid>)> {
        let found: Vec<Row> = sql_query(format!(
            "select id, key_id, ciphertext from {} where key_id < $1 and id > $2 order by id limit $3 for update",
            self.name
        ))
        .bind::<SmallInt, _>(from.below)
        .bind::<SqlUuid, _>(from.after)
        .bind::<BigInt, _>(BATCH)
        .load(conn)?;
        let mut rows = 0;
        let last = found.last().map(|row| row.id);
        for row in found {
            let stored = Sealed { key_id: row.key_id, ciphertext: row.ciphertext };
            let Ok(text) = self.open(encryption, row.id, &stored) else {
                tracing::error!(table = self.name, id = %row.id, key = row.key_id, "a text cannot be decrypted");
                continue;
            };
            let anew = self.seal(encryption, row.id, &text, now)?;
            rows += sql_query(format!(
                "update {} set key_id = $1, ciphertext = $2 where id = $3",
                self.name
            ))
            .bind::<SmallInt, _>(anew.key_id)
            .bind::<Binary, _>(&anew.ciphertext)
            .bind::<SqlUuid, _>(row.id)
            .execute(conn)?;
        }
        Ok((rows, last))
    }
}

/// Where a batch of a rotation begins.
struct BatchFrom {
    below: i16,
    after: Uuid,
}
