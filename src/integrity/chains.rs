//! Checks every hash of every chain, every digest of text that is stored, and the signature of each room's newest seal.

use super::check::{Check, NAMED};
use crate::base::crypto::SecretKey;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::AppResult;
use crate::base::ids::RoomId;
use crate::care::audit;
use crate::care::evidence::{self, ChainLink, SealRow, Signer};
use crate::chat::rooms::chain::{self, SALT};
use crate::chat::rooms::{EncryptedMessage, reencryption};

/// Rows of one query.
const PAGE: i64 = 4096;

/// The findings of one check, of which the first are named.
#[derive(Default)]
struct Findings {
    count: usize,
    first: Vec<String>,
}

impl Findings {
    fn add(&mut self, finding: String) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push(finding);
        }
    }

    fn check(self, what: &'static str, passed: String) -> Check {
        Check::of(what, passed, self.count, self.first)
    }
}

/// Reads every message and every seal.
pub(super) fn examine(conn: &mut Conn, secret: &SecretKey) -> AppResult<[Check; 3]> {
    // The keys of this snapshot: a rotation meanwhile changes nothing here.
    let mut scan = ChainScan::new(Encryption::open(conn, secret)?);
    loop {
        let page = reencryption::rows_after(conn, scan.last, PAGE)?;
        if page.is_empty() {
            break;
        }
        page.into_iter().for_each(|row| scan.message(row));
    }
    let (seals, rooms) = check_signatures(conn, secret)?;
    let counted = format!("{} messages in {} rooms", scan.messages, scan.rooms);
    Ok([
        scan.chains.check("chains", counted),
        scan.texts.check("words", "all open, and fit their digests".to_owned()),
        seals.check("signatures", format!("{rooms} rooms are sealed")),
    ])
}

/// Follows the chain of the audit log.
pub(super) fn examine_audit(conn: &mut Conn) -> AppResult<Check> {
    let mut findings = Findings::default();
    if let Some(broken) = audit::verify(conn)? {
        findings.add(format!("row {} of the audit log is not as it was written", broken.seq));
    }
    Ok(findings.check("audit", "every row of the audit log is as it was written".to_owned()))
}

/// A scan over all messages in the order of rooms and sequence numbers.
struct ChainScan {
    encryption: Encryption,
    rooms: u64,
    messages: u64,
    chains: Findings,
    texts: Findings,
    /// The last message that was read.
    last: reencryption::MessagePosition,
    /// Its hash; empty before the first message of a room.
    last_hash: Vec<u8>,
    /// The room whose chain is known to be broken: of a room only the first broken hash is a finding.
    broken_room: Option<RoomId>,
}

impl ChainScan {
    fn new(encryption: Encryption) -> Self {
        Self {
            encryption,
            rooms: 0,
            messages: 0,
            chains: Findings::default(),
            texts: Findings::default(),
            last: reencryption::START,
            last_hash: Vec::new(),
            broken_room: None,
        }
    }

    fn message(&mut self, row: EncryptedMessage) {
        if row.room_id != self.last.0 {
            self.rooms += 1;
            self.last = (row.room_id, 0);
            self.last_hash.clear();
        }
        self.messages += 1;
        self.check_hash(&row);
        if let Some(problem) = text_problem(&row, &self.encryption) {
            self.texts.add(format!("message {} of room {}: {problem}", row.seq, row.room_id));
        }
        self.last.1 = row.seq;
        self.last_hash = row.chain;
    }

    fn check_hash(&mut self, row: &EncryptedMessage) {
        if self.broken_room == Some(row.room_id) {
            return;
        }
        let expected = self.last.1 + 1;
        let finding = if row.seq != expected {
            format!("message {expected} of room {}: it is missing", row.room_id)
        } else if chain::link(&self.last_hash, &row.link()).as_slice() != row.chain {
            let problem = "it was changed, or a row before it was left out or put in";
            format!("message {} of room {}: {problem}", row.seq, row.room_id)
        } else {
            return;
        };
        self.broken_room = Some(row.room_id);
        self.chains.add(finding);
    }
}

/// What is wrong with the text of a message that has one.
fn text_problem(row: &EncryptedMessage, encryption: &Encryption) -> Option<String> {
    match row.salted(encryption) {
        Ok(None) => None,
        Ok(Some(salted)) => {
            let (salt, text) = salted.split_at_checked(SALT)?;
            let matches = chain::digest(salt, text).as_slice() == row.digest;
            (!matches).then(|| "its words do not fit their digest".to_owned())
        }
        Err(err) => Some(format!("its words do not open: {err}")),
    }
}

/// Checks the newest seal of each room; returns the findings and the number of rooms.
fn check_signatures(conn: &mut Conn, secret: &SecretKey) -> AppResult<(Findings, u64)> {
    let public_key = Signer::new(secret)?.public_key();
    let (mut findings, mut rooms) = (Findings::default(), 0_u64);
    let mut check = |seal: SealRow| {
        rooms += 1;
        let link = ChainLink { room: seal.room_id, seq: seal.seq, chain: &seal.chain, at: seal.at };
        if !evidence::is_valid(&public_key, &evidence::seal_text(&link), &seal.signature) {
            findings.add(format!(
                "room {}: the seal on message {} is not this server's",
                seal.room_id, seal.seq
            ));
        }
    };
    let mut last = reencryption::START;
    let mut newest: Option<SealRow> = None;
    loop {
        let page = evidence::seals_after(conn, last, PAGE)?;
        if page.is_empty() {
            break;
        }
        for seal in page {
            last = (seal.room_id, seal.seq);
            if let Some(previous) = newest.replace(seal)
                && previous.room_id != last.0
            {
                check(previous);
            }
        }
    }
    newest.map(&mut check);
    Ok((findings, rooms))
}
