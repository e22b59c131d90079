//! Use cases: signing heads, writing a bundle, erasing a person.

use serde::Serialize;

use super::bundle::{Bundle, Line, SealLine, Signed, VERSION};
use super::hex;
use super::sign::{Signer, head_text, row_text, seal_text};
use super::store::{self, SealRow};
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{RoomId, UserId};
use crate::chat::rooms::chain::SALT;
use crate::chat::rooms::{self, SealedRow, reseal};

/// A room that goes on is sealed once in so many hours.
const HOURS: i64 = 24;
/// Rooms looked at with one query.
const WINDOW: i64 = 2000;

/// Signs the newest link of every room that moved on since its last seal, at most once a day each. Blocks. Returns how
/// many seals were made; two nodes that do it at once make one.
pub fn seal_due(db: &Db, signer: &Signer, now: Timestamp) -> AppResult<usize> {
    let (mut after, mut made) = (reseal::START.0, 0);
    loop {
        let before = now - chrono::Duration::hours(HOURS);
        let window = store::unsealed(&mut *db.get()?, after, WINDOW, before)?;
        if !window.due.is_empty() {
            let seals: Vec<SealRow> = window
                .due
                .into_iter()
                .map(|(room_id, seq, chain)| {
                    let signature = signer.sign(&seal_text(room_id, seq, &chain, now));
                    SealRow { room_id, seq, chain, signature, at: now }
                })
                .collect();
            made += store::keep(&mut *db.get()?, &seals)?;
        }
        match window.last {
            Some(last) => after = last,
            None => return Ok(made),
        }
    }
}

/// Writes a room's talk out, as it is at one moment, and signs it. It is written as it lies there: whether it holds is
/// for [`super::verify`] to say.
pub fn export(
    conn: &mut Conn,
    encryption: &Encryption,
    signer: &Signer,
    site: &str,
    room: RoomId,
    now: Timestamp,
) -> AppResult<Bundle> {
    conn.build_transaction().read_only().repeatable_read().run(|conn| {
        let row = rooms::by_id(conn, room)?.ok_or(AppError::NotFound)?;
        let (mut without_words, mut unreadable) = (vec![], vec![]);
        let messages = reseal::rows_of(conn, room)?
            .into_iter()
            .map(|row| {
                let salted = row.salted(encryption).unwrap_or_else(|err| {
                    tracing::error!(%room, seq = row.seq, error = %err, "a message does not open");
                    unreadable.push(row.seq);
                    None
                });
                if salted.is_none() {
                    without_words.push(row.seq);
                }
                line(row, salted.as_deref())
            })
            .collect();
        let seals = store::seals_of(conn, room)?.into_iter().map(seal).collect();
        let offers = store::offers_of(conn, room)?;
        let moves = store::moves_of(conn, room)?;
        let deals = store::deals_of(conn, room)?;
        let mut bundle = Bundle {
            version: VERSION,
            site: site.to_owned(),
            room: store::about(conn, &row)?,
            messages,
            without_words,
            unreadable,
            offers: signed(signer, "offer", room, offers)?,
            moves: signed(signer, "move", room, moves)?,
            deals: signed(signer, "deal", room, deals)?,
            seals,
            head: SealLine { seq: row.last_seq, chain: row.chain, at: now, signature: Vec::new() },
            public_key: signer.public(),
        };
        let head = &bundle.head;
        let text = head_text(room, (head.seq, &head.chain), now, &bundle.facts())?;
        bundle.head.signature = signer.sign(&text);
        Ok(bundle)
    })
}

fn line(row: SealedRow, salted: Option<&[u8]>) -> Line {
    let parts = salted.map(|bytes| bytes.split_at_checked(SALT).unwrap_or((&[], bytes)));
    Line {
        words: parts.map(|(_, words)| String::from_utf8_lossy(words).into_owned()),
        salt: parts.map(|(salt, _)| hex::encode(salt)),
        seq: row.seq,
        id: row.id,
        sender: row.sender_id,
        kind: row.kind,
        at: row.at,
        offer: row.offer_id,
        photo: row.photo_id,
        about: row.about,
        digest: row.digest,
        chain: row.chain,
    }
}

fn seal(row: SealRow) -> SealLine {
    SealLine { seq: row.seq, chain: row.chain, at: row.at, signature: row.signature }
}

fn signed<T: Serialize>(
    signer: &Signer,
    kind: &str,
    room: RoomId,
    rows: Vec<T>,
) -> AppResult<Vec<Signed<T>>> {
    rows.into_iter()
        .map(|row| Ok(Signed { signature: signer.sign(&row_text(kind, room, &row)?), row }))
        .collect()
}

/// Erases the words of a person wherever they spoke; rooms, places, digests and links stay, so that what the other one
/// said keeps its proof. A piece of the caller's transaction; returns the messages it concerned.
pub fn redact_person(conn: &mut Conn, user: UserId) -> AppResult<usize> {
    store::erase_notes_of(conn, user)?;
    reseal::erase_words_of(conn, user)
}
