//! Every link of every room, every digest of words that are there, and the signature on each room's newest seal.

use super::{Check, NAMED};
use crate::base::crypto::SecretKey;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::AppResult;
use crate::base::ids::RoomId;
use crate::care::evidence::{self, SealRow, Signer};
use crate::chat::rooms::chain::{self, SALT};
use crate::chat::rooms::{SealedRow, reseal};

/// Rows of one query.
const PAGE: i64 = 4096;

/// Findings, of which the first are named.
#[derive(Default)]
struct Found {
    many: usize,
    first: Vec<String>,
}

impl Found {
    fn note(&mut self, finding: String) {
        self.many += 1;
        if self.first.len() < NAMED {
            self.first.push(finding);
        }
    }
}

/// Walks over everything that was ever said.
pub(super) fn examine(conn: &mut Conn, secret: &SecretKey) -> AppResult<[Check; 3]> {
    // The keys of this moment: a rotation that goes on meanwhile changes nothing here.
    let encryption = Encryption::open(conn, secret)?;
    let (mut links, mut words) = (Found::default(), Found::default());
    let (mut rooms, mut messages) = (0_u64, 0_u64);
    let mut at = reseal::START;
    let mut before: Vec<u8> = Vec::new();
    let mut told: Option<RoomId> = None;
    loop {
        let page = reseal::rows_after(conn, at, PAGE)?;
        if page.is_empty() {
            break;
        }
        for row in page {
            if row.room_id != at.0 {
                rooms += 1;
                before.clear();
                at = (row.room_id, 0);
            }
            messages += 1;
            let name = || format!("message {} of room {}", row.seq, row.room_id);
            // Of a room the first broken link is named.
            if told != Some(row.room_id) {
                if row.seq != at.1 + 1 {
                    told = Some(row.room_id);
                    links.note(format!(
                        "message {} of room {}: it is missing",
                        at.1 + 1,
                        row.room_id
                    ));
                } else if chain::link(&before, &row.link()).as_slice() != row.chain {
                    told = Some(row.room_id);
                    let what = "it was changed, or a row before it was left out or put in";
                    links.note(format!("{}: {what}", name()));
                }
            }
            if let Some(what) = misfit(&row, &encryption) {
                words.note(format!("{}: {what}", name()));
            }
            at.1 = row.seq;
            before = row.chain;
        }
    }
    let (seals, signed) = signatures(conn, secret)?;
    Ok([
        Check::of(
            "chains",
            format!("{messages} messages in {rooms} rooms"),
            links.many,
            links.first,
        ),
        Check::of("words", "all open, and fit their digests", words.many, words.first),
        Check::of("signatures", format!("{signed} rooms are sealed"), seals.many, seals.first),
    ])
}

/// What is wrong with the words of a message that has them.
fn misfit(row: &SealedRow, encryption: &Encryption) -> Option<String> {
    match row.salted(encryption) {
        Ok(None) => None,
        Ok(Some(salted)) => {
            let (salt, words) = salted.split_at_checked(SALT)?;
            let fits = chain::digest(salt, words).as_slice() == row.digest;
            (!fits).then(|| "its words do not fit their digest".to_owned())
        }
        Err(err) => Some(format!("its words do not open: {err}")),
    }
}

/// The newest seal of each room; how many there are.
fn signatures(conn: &mut Conn, secret: &SecretKey) -> AppResult<(Found, u64)> {
    let public = Signer::new(secret)?.public();
    let mut found = Found::default();
    let (mut at, mut signed) = (reseal::START, 0_u64);
    let mut newest: Option<SealRow> = None;
    let mut look = |seal: SealRow| {
        signed += 1;
        let text = evidence::seal_text(seal.room_id, seal.seq, &seal.chain, seal.at);
        if !evidence::holds(&public, &text, &seal.signature) {
            found.note(format!(
                "room {}: the seal on message {} is not the house's",
                seal.room_id, seal.seq
            ));
        }
    };
    loop {
        let page = evidence::seals_after(conn, at, PAGE)?;
        if page.is_empty() {
            break;
        }
        for seal in page {
            at = (seal.room_id, seal.seq);
            if let Some(old) = newest.replace(seal)
                && old.room_id != at.0
            {
                look(old);
            }
        }
    }
    newest.map(&mut look);
    Ok((found, signed))
}
