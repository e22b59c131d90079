//! Verifying a bundle: whether it is what the site exported, and if not, the first row that was changed. Pure: no database,
//! no secret.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use serde_json::Value;

use super::bundle::Bundle;
use super::changed::{Changed, Fault, Reason, Row};
use super::hex;
use super::parsing::parse;
use super::records::{MessageRecord, OfferRecord, SealRecord, Signed};
use super::sign::{ChainLink, head_text, is_valid, record_text, seal_text};
use crate::base::ids::{OfferId, RoomId};
use crate::base::money;
use crate::chat::rooms::MessageKind;
use crate::chat::rooms::chain;

/// A bundle that was verified.
#[derive(Debug)]
pub struct Verified {
    pub bundle: Bundle,
    /// The number of messages that still have their text.
    pub with_words: usize,
}

/// Verifies the JSON of a bundle; with `key`, a public key, also that the site with this key signed it.
///
/// # Errors
/// A sentence that names the first row that was changed.
pub fn verify(text: &str, key: Option<&[u8]>) -> Result<Verified, Changed> {
    let bundle = parse(text)?;
    if key.is_some_and(|key| key != bundle.public_key) {
        let what = "it carries another public key than the one given: another server signed it, or somebody who \
             pretends to be this one";
        return Err(Fault::new(Reason::OtherKey, what).of_bundle());
    }
    let seals: BTreeMap<i64, &SealRecord> =
        bundle.seals.iter().map(|seal| (seal.seq, seal)).collect();
    let offers: HashMap<OfferId, &Signed<OfferRecord>> =
        bundle.offers.iter().map(|offer| (offer.row.id, offer)).collect();
    let mut previous: &[u8] = &[];
    let mut offers_in_messages: Vec<OfferId> = Vec::new();
    for (expected, message) in (1..).zip(&bundle.messages) {
        let at = |fault: Fault| fault.of_message(expected, bundle.room.id);
        if message.seq > expected {
            return Err(at(Fault::new(Reason::Missing, "it is missing")));
        }
        if message.seq < expected {
            let what = "another message stands in its place";
            return Err(at(Fault::new(Reason::Misplaced, what)));
        }
        verify_message(&bundle, message, previous).map_err(at)?;
        if let Some(seal) = seals.get(&message.seq) {
            verify_seal(&bundle, seal, &message.chain).map_err(at)?;
        }
        if message.kind == MessageKind::Offer {
            let row = message.offer.and_then(|id| offers.get(&id));
            verify_offer(&bundle, message, row.copied()).map_err(at)?;
            offers_in_messages.extend(message.offer);
        }
        previous = &message.chain;
    }
    verify_end(&bundle, previous)?;
    verify_signed_records(&bundle, &offers_in_messages)?;
    verify_no_other_fields(text, &bundle)?;
    let with_words = bundle.messages.iter().filter(|message| message.words.is_some()).count();
    Ok(Verified { bundle, with_words })
}

/// Verifies a message's text against its digest, and its hash against the previous one.
fn verify_message(bundle: &Bundle, message: &MessageRecord, previous: &[u8]) -> Result<(), Fault> {
    let without_text = bundle.without_words.contains(&message.seq);
    match (&message.words, &message.salt) {
        _ if bundle.unreadable.contains(&message.seq) => {
            let what =
                "its sealed words did not open at the export: they were changed where they lay";
            return Err(Fault::new(Reason::Stored, what));
        }
        (Some(text), Some(salt)) => {
            let salt = hex::decode(salt).unwrap_or_default();
            if chain::digest(&salt, text.as_bytes()).as_slice() != message.digest {
                return Err(Fault::new(Reason::Text, "its words do not fit their digest"));
            }
        }
        (None, None) if without_text => {}
        (None, None) => {
            let what = "its words were taken out after the export";
            return Err(Fault::new(Reason::TakenOut, what));
        }
        _ => return Err(Fault::new(Reason::TakenOut, "of words and salt one is missing")),
    }
    if chain::link(previous, &message.link(bundle.room.id)).as_slice() != message.chain {
        let what = "it was changed, or a row before it was left out or put in";
        return Err(Fault::new(Reason::Linked, what));
    }
    if without_text && message.words.is_some() {
        return Err(Fault::new(Reason::PutBack, "it has words that were gone at the export"));
    }
    Ok(())
}

/// Verifies a seal against the hash of its message.
fn verify_seal(bundle: &Bundle, seal: &SealRecord, chain: &[u8]) -> Result<(), Fault> {
    let day = seal.at.format("%Y-%m-%d %H:%M UTC");
    let room = bundle.room.id;
    let text = seal_text(&ChainLink { room, seq: seal.seq, chain: &seal.chain, at: seal.at });
    if !is_valid(&bundle.public_key, &text, &seal.signature) {
        let what = format!("the seal of {day} on it is not this server's");
        return Err(Fault::new(Reason::Seal, what));
    }
    if seal.chain != chain {
        let what = format!(
            "it, or a message before it, is not what was sealed on {day}: all from there was linked anew"
        );
        return Err(Fault::new(Reason::Seal, what));
    }
    Ok(())
}

/// Verifies that the message of an offer and the offer's row agree.
fn verify_offer(
    bundle: &Bundle,
    message: &MessageRecord,
    row: Option<&Signed<OfferRecord>>,
) -> Result<(), Fault> {
    let fault = |what: String| Fault::new(Reason::Offer, what);
    let Some(Signed { row, .. }) = row else { return Err(fault("its offer has no row".into())) };
    let by = if message.sender == Some(bundle.room.buyer.id) { "buyer" } else { "seller" };
    if row.by != by {
        return Err(fault(format!("the {by} made its offer, its row says the {}", row.by)));
    }
    let amount = money::rupiah(row.amount);
    // The message of a package names its listings too.
    let states_amount = |text: &str| match (row.items.is_empty(), row.amount) {
        (true, _) => text == amount,
        (false, 0) => true,
        (false, _) => text.contains(&amount),
    };
    match &message.words {
        Some(text) if !states_amount(text) => {
            Err(fault(format!("it says {text}, the row of its offer {amount}")))
        }
        _ => Ok(()),
    }
}

/// Verifies that no message is missing or was added at the end, and that the last hash is the head's.
fn verify_end(bundle: &Bundle, last: &[u8]) -> Result<(), Changed> {
    let room = bundle.room.id;
    let n = i64::try_from(bundle.messages.len()).unwrap_or(i64::MAX);
    let head = &bundle.head;
    if n < head.seq {
        return Err(Fault::new(Reason::Missing, "it is missing").of_message(n + 1, room));
    }
    if n > head.seq {
        let first = head.seq + 1;
        let what = "it was put in behind the head";
        return Err(Fault::new(Reason::Added, what).of_message(first, room));
    }
    if head.chain != last {
        let what = "its link is not the head that this server signed: it, or a message before it, \
             was changed and all from there linked anew";
        return Err(Fault::new(Reason::Linked, what).of_message(n, room));
    }
    if let Some(seal) = bundle.seals.iter().find(|seal| !(1..=n).contains(&seal.seq)) {
        let what = "it was sealed and is missing";
        return Err(Fault::new(Reason::Missing, what).of_message(seal.seq, room));
    }
    Ok(())
}

/// Verifies the signatures of the records beside the messages, and of the head over all of them.
fn verify_signed_records(bundle: &Bundle, offers_in_messages: &[OfferId]) -> Result<(), Changed> {
    let room = bundle.room.id;
    verify_records(bundle, "offer", &bundle.offers, |row| (Row::Offer, row.id.to_string()))?;
    verify_records(bundle, "move", &bundle.moves, |row| (Row::Move, row.id.to_string()))?;
    verify_records(bundle, "deal", &bundle.deals, |row| {
        (Row::Deal(row.code.clone()), row.code.clone())
    })?;
    if let Some(offer) =
        bundle.offers.iter().find(|offer| !offers_in_messages.contains(&offer.row.id))
    {
        let sentence = format!("offer {} of room {room}: no message tells of it", offer.row.id);
        return Err(Changed { row: Row::Offer, reason: Reason::Offer, sentence });
    }
    let head = &bundle.head;
    let link = ChainLink { room, seq: head.seq, chain: &head.chain, at: head.at };
    let text = head_text(&link, &bundle.head_fields()).map_err(unsignable)?;
    if !is_valid(&bundle.public_key, &text, &head.signature) {
        let what = format!(
            "room {room}: its head is not signed by this server: the names, the counts, an offer, a move, a deal or a \
             seal was changed, left out or put in"
        );
        return Err(Fault::new(Reason::Signature, what).of_bundle());
    }
    Ok(())
}

/// Verifies that the JSON contains nothing but what was verified: no field twice, and none that is not signed, which a
/// reader of the file would take for verified.
fn verify_no_other_fields(text: &str, bundle: &Bundle) -> Result<(), Changed> {
    let room = bundle.room.id;
    let foreign = |what: String| Fault::new(Reason::Foreign, what).of_bundle();
    serde_json::from_str::<Bundle>(text)
        .map_err(|err| foreign(format!("room {room}: it holds something twice: {err}")))?;
    let parsed: Option<Value> = serde_json::from_str(text).ok();
    if parsed == serde_json::to_value(bundle).ok() {
        Ok(())
    } else {
        Err(foreign(format!(
            "room {room}: it holds something that this server did not write, or wrote otherwise"
        )))
    }
}

fn verify_records<T: Serialize>(
    bundle: &Bundle,
    kind: &str,
    rows: &[Signed<T>],
    name: impl Fn(&T) -> (Row, String),
) -> Result<(), Changed> {
    let room: RoomId = bundle.room.id;
    for Signed { row, signature } in rows {
        let text = record_text(kind, room, row).map_err(unsignable)?;
        if !is_valid(&bundle.public_key, &text, signature) {
            let (row, name) = name(row);
            let sentence = format!("{kind} {name} of room {room}: its row was changed");
            return Err(Changed { row, reason: Reason::Row, sentence });
        }
    }
    Ok(())
}

/// A record that cannot be serialised has no signature.
fn unsignable(err: impl std::fmt::Display) -> Changed {
    Fault::new(Reason::Signature, err.to_string()).of_bundle()
}
