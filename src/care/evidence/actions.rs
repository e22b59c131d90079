//! Use cases: signing heads, exporting a bundle, erasing a person's text.

use serde::Serialize;

use super::bundle::{Bundle, VERSION};
use super::hex;
use super::records::{MessageRecord, SealRecord, Signed};
use super::sign::{ChainLink, Signer, head_text, record_text, seal_text};
use super::store::{self, SealRow};
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{RoomId, UserId};
use crate::chat::rooms::chain::SALT;
use crate::chat::rooms::{self, EncryptedMessage, Room, reencryption};

/// A room with new messages is sealed at most once in this many hours.
const SEAL_INTERVAL: i64 = 24;
/// Rooms of one query.
const PAGE: i64 = 2000;

/// Signs the newest hash of every room that has new messages since its last seal, each room at most once a day. Blocks.
/// Returns the number of seals; two nodes that run it at the same time make one seal for a room.
///
/// # Errors
/// The database's errors; seals made before stay.
pub fn seal_due(db: &Db, signer: &Signer, now: Timestamp) -> AppResult<usize> {
    let last_seal_before = now - chrono::Duration::hours(SEAL_INTERVAL);
    let (mut after, mut inserted) = (reencryption::START.0, 0);
    loop {
        let page = store::unsealed_rooms(&mut *db.get()?, after, PAGE, last_seal_before)?;
        if !page.heads.is_empty() {
            let seals: Vec<SealRow> = page
                .heads
                .into_iter()
                .map(|head| {
                    let (room, seq, chain) = (head.room, head.seq, head.chain);
                    let text = seal_text(&ChainLink { room, seq, chain: &chain, at: now });
                    SealRow { room_id: room, seq, chain, signature: signer.sign(&text), at: now }
                })
                .collect();
            inserted += store::insert_seals(&mut *db.get()?, &seals)?;
        }
        match page.last {
            Some(last) => after = last,
            None => return Ok(inserted),
        }
    }
}

/// Exports rooms as bundles.
pub struct Exporter<'a> {
    pub encryption: &'a Encryption,
    pub signer: &'a Signer,
    /// The site's name, which the bundle states.
    pub site: &'a str,
}

impl Exporter<'_> {
    /// Exports a room as it is at one moment and signs the bundle. Rows are exported unchecked: [`super::verify`] finds
    /// those that were changed.
    ///
    /// # Errors
    /// `NotFound` when there is no such room.
    pub fn export(&self, conn: &mut Conn, room: RoomId, now: Timestamp) -> AppResult<Bundle> {
        conn.build_transaction().read_only().repeatable_read().run(|conn| {
            let row = rooms::by_id(conn, room)?.ok_or(AppError::NotFound)?;
            let mut bundle = self.unsigned(conn, row, now)?;
            let head = &bundle.head;
            let link = ChainLink { room, seq: head.seq, chain: &head.chain, at: now };
            let text = head_text(&link, &bundle.head_fields())?;
            bundle.head.signature = self.signer.sign(&text);
            Ok(bundle)
        })
    }

    /// The bundle without the signature of its head.
    fn unsigned(&self, conn: &mut Conn, room: Room, now: Timestamp) -> AppResult<Bundle> {
        let id = room.id;
        let (mut without_words, mut unreadable) = (vec![], vec![]);
        let messages = reencryption::rows_of(conn, id)?
            .into_iter()
            .map(|row| {
                let salted = row.salted(self.encryption).unwrap_or_else(|err| {
                    tracing::error!(room = %id, seq = row.seq, error = %err, "a message cannot be decrypted");
                    unreadable.push(row.seq);
                    None
                });
                if salted.is_none() {
                    without_words.push(row.seq);
                }
                message(row, salted.as_deref())
            })
            .collect();
        let seals = store::seals_of(conn, id)?.into_iter().map(seal).collect();
        let offers = store::offers_of(conn, id)?;
        let moves = store::moves_of(conn, id)?;
        let deals = store::deals_of(conn, id)?;
        Ok(Bundle {
            version: VERSION,
            site: self.site.to_owned(),
            room: store::room_record(conn, &room)?,
            messages,
            without_words,
            unreadable,
            offers: self.signed("offer", id, offers)?,
            moves: self.signed("move", id, moves)?,
            deals: self.signed("deal", id, deals)?,
            seals,
            head: SealRecord {
                seq: room.last_seq,
                chain: room.chain,
                at: now,
                signature: Vec::new(),
            },
            public_key: self.signer.public_key(),
        })
    }

    fn signed<T: Serialize>(
        &self,
        kind: &str,
        room: RoomId,
        rows: Vec<T>,
    ) -> AppResult<Vec<Signed<T>>> {
        rows.into_iter()
            .map(|row| {
                Ok(Signed { signature: self.signer.sign(&record_text(kind, room, &row)?), row })
            })
            .collect()
    }
}

/// `salted` is the salt followed by the text.
fn message(row: EncryptedMessage, salted: Option<&[u8]>) -> MessageRecord {
    let split = salted.map(|bytes| bytes.split_at_checked(SALT).unwrap_or((&[], bytes)));
    MessageRecord {
        words: split.map(|(_, text)| String::from_utf8_lossy(text).into_owned()),
        salt: split.map(|(salt, _)| hex::encode(salt)),
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

fn seal(row: SealRow) -> SealRecord {
    SealRecord { seq: row.seq, chain: row.chain, at: row.at, signature: row.signature }
}

/// Erases the text of everything a person wrote, in the caller's transaction. Rows, sequence numbers, digests and hashes
/// stay, so that the other member's messages remain provable. Returns the number of messages erased.
///
/// # Errors
/// The database's errors.
pub fn redact_person(conn: &mut Conn, user: UserId) -> AppResult<usize> {
    store::erase_notes_of(conn, user)?;
    reencryption::erase_texts_of(conn, user)
}
