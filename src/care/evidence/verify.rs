//! Whether a bundle is what the house wrote, and if not, where it first differs. Pure: no database, no secret.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use serde_json::Value;

use super::bundle::{Bundle, Line, OfferLine, SealLine, Signed, VERSION};
use super::hex;
use super::sign::{head_text, holds, row_text, seal_text};
use crate::base::ids::{OfferId, RoomId};
use crate::base::money;
use crate::chat::rooms::Kind;
use crate::chat::rooms::chain;

/// A bundle that holds.
#[derive(Debug)]
pub struct Verified {
    /// The bundle.
    pub bundle: Bundle,
    /// Messages that still have their words.
    pub with_words: usize,
}

/// Verifies the text of a bundle; with a key also that the house of that key signed it. The error is one sentence that
/// names the first row that was changed.
pub fn verify(text: &str, key: Option<&[u8]>) -> Result<Verified, String> {
    let bundle = read(text)?;
    if key.is_some_and(|key| key != bundle.public_key) {
        return Err("it carries another public key than the one given: another house signed it, or somebody who \
             pretends to be this one"
            .to_owned());
    }
    let by_seq: BTreeMap<i64, &SealLine> =
        bundle.seals.iter().map(|seal| (seal.seq, seal)).collect();
    let offers: HashMap<OfferId, &Signed<OfferLine>> =
        bundle.offers.iter().map(|offer| (offer.row.id, offer)).collect();
    let mut before: &[u8] = &[];
    let mut told: Vec<OfferId> = Vec::new();
    for (expected, line) in (1..).zip(&bundle.messages) {
        let at = |what: String| format!("message {expected} of room {}: {what}", bundle.room.id);
        if line.seq != expected {
            let missing = line.seq > expected;
            let what =
                if missing { "it is missing" } else { "another message stands in its place" };
            return Err(at(what.to_owned()));
        }
        message(&bundle, line, before).map_err(at)?;
        if let Some(seal) = by_seq.get(&line.seq) {
            sealed(&bundle, seal, &line.chain).map_err(at)?;
        }
        if line.kind == Kind::Offer {
            let row = line.offer.and_then(|id| offers.get(&id));
            offer(&bundle, line, row.copied()).map_err(at)?;
            told.extend(line.offer);
        }
        before = &line.chain;
    }
    ending(&bundle, before)?;
    beside(&bundle, &told)?;
    nothing_else(text, &bundle)?;
    let with_words = bundle.messages.iter().filter(|line| line.words.is_some()).count();
    Ok(Verified { bundle, with_words })
}

/// Reads a bundle; a message that does not read is named.
fn read(text: &str) -> Result<Bundle, String> {
    let mut value: Value =
        serde_json::from_str(text).map_err(|err| format!("it is no bundle: {err}"))?;
    let version = value.get("version").and_then(Value::as_u64);
    if version != Some(u64::from(VERSION)) {
        return Err("it is no bundle of a version that is known here".to_owned());
    }
    let room = value.pointer("/room/id").and_then(Value::as_str).unwrap_or("?").to_owned();
    let lines = value.get_mut("messages").map_or(Value::Null, Value::take);
    let Value::Array(lines) = lines else { return Err("it is no bundle: no messages".to_owned()) };
    let messages: Vec<Line> = (1..)
        .zip(lines)
        .map(|(n, line): (i64, Value)| {
            serde_json::from_value(line)
                .map_err(|err| format!("message {n} of room {room}: it does not read: {err}"))
        })
        .collect::<Result<_, String>>()?;
    if let Some(place) = value.get_mut("messages") {
        *place = Value::Array(Vec::new());
    }
    let bundle: Bundle =
        serde_json::from_value(value).map_err(|err| format!("it is no bundle: {err}"))?;
    Ok(Bundle { messages, ..bundle })
}

/// A message's words, and its link.
fn message(bundle: &Bundle, line: &Line, before: &[u8]) -> Result<(), String> {
    let gone = bundle.without_words.contains(&line.seq);
    match (&line.words, &line.salt) {
        _ if bundle.unreadable.contains(&line.seq) => {
            return Err(
                "its sealed words did not open at the export: they were changed where they lay"
                    .into(),
            );
        }
        (Some(words), Some(salt)) => {
            let salt = hex::decode(salt).unwrap_or_default();
            if chain::digest(&salt, words.as_bytes()).as_slice() != line.digest {
                return Err("its words do not fit their digest".into());
            }
        }
        (None, None) if gone => {}
        (None, None) => return Err("its words were taken out after the export".into()),
        _ => return Err("of words and salt one is missing".into()),
    }
    if chain::link(before, &line.link(bundle.room.id)).as_slice() != line.chain {
        return Err("it was changed, or a row before it was left out or put in".into());
    }
    if gone && line.words.is_some() {
        return Err("it has words that were gone at the export".into());
    }
    Ok(())
}

/// A seal over the link at its place.
fn sealed(bundle: &Bundle, seal: &SealLine, chain: &[u8]) -> Result<(), String> {
    let day = seal.at.format("%Y-%m-%d %H:%M UTC");
    let text = seal_text(bundle.room.id, seal.seq, &seal.chain, seal.at);
    if !holds(&bundle.public_key, &text, &seal.signature) {
        return Err(format!("the seal of {day} on it is not the house's"));
    }
    if seal.chain != chain {
        return Err(format!(
            "it, or a message before it, is not what was sealed on {day}: all from there was linked anew"
        ));
    }
    Ok(())
}

/// An offer's message and its row tell the same.
fn offer(bundle: &Bundle, line: &Line, row: Option<&Signed<OfferLine>>) -> Result<(), String> {
    let Some(Signed { row, .. }) = row else { return Err("its offer has no row".into()) };
    let by = if line.sender == Some(bundle.room.buyer.id) { "buyer" } else { "seller" };
    if row.by != by {
        return Err(format!("the {by} made its offer, its row says the {}", row.by));
    }
    let amount = money::rupiah(row.amount);
    // A package names its goods too.
    let tells = |words: &str| match (row.items.is_empty(), row.amount) {
        (true, _) => words == amount,
        (false, 0) => true,
        (false, _) => words.contains(&amount),
    };
    match &line.words {
        Some(words) if !tells(words) => {
            Err(format!("it says {words}, the row of its offer {amount}"))
        }
        _ => Ok(()),
    }
}

/// Nothing is missing at the end, nothing was added, and the house signed it all.
fn ending(bundle: &Bundle, last: &[u8]) -> Result<(), String> {
    let room = bundle.room.id;
    let n = i64::try_from(bundle.messages.len()).unwrap_or(i64::MAX);
    let head = &bundle.head;
    if n < head.seq {
        return Err(format!("message {} of room {room}: it is missing", n + 1));
    }
    if n > head.seq {
        let first = head.seq + 1;
        return Err(format!("message {first} of room {room}: it was put in behind the head"));
    }
    if head.chain != last {
        return Err(format!(
            "message {n} of room {room}: its link is not the head that the house signed: it, or a message before it, \
             was changed and all from there linked anew"
        ));
    }
    if let Some(seal) = bundle.seals.iter().find(|seal| !(1..=n).contains(&seal.seq)) {
        return Err(format!("message {} of room {room}: it was sealed and is missing", seal.seq));
    }
    Ok(())
}

/// The rows beside the talk are those the house signed.
fn beside(bundle: &Bundle, told: &[OfferId]) -> Result<(), String> {
    let room = bundle.room.id;
    rows(bundle, "offer", &bundle.offers, |row| row.id.to_string())?;
    rows(bundle, "move", &bundle.moves, |row| row.id.to_string())?;
    rows(bundle, "deal", &bundle.deals, |row| row.code.clone())?;
    if let Some(offer) = bundle.offers.iter().find(|offer| !told.contains(&offer.row.id)) {
        return Err(format!("offer {} of room {room}: no message tells of it", offer.row.id));
    }
    let head = &bundle.head;
    let text = head_text(room, (head.seq, &head.chain), head.at, &bundle.facts())
        .map_err(|err| err.to_string())?;
    if !holds(&bundle.public_key, &text, &head.signature) {
        return Err(format!(
            "room {room}: its head is not signed by the house: the names, the counts, an offer, a move, a deal or a \
             seal was changed, left out or put in"
        ));
    }
    Ok(())
}

/// The text holds what was verified and no more: no field twice, none beside those that are signed, for a reader to see.
fn nothing_else(text: &str, bundle: &Bundle) -> Result<(), String> {
    let room = bundle.room.id;
    let twice = |err| format!("room {room}: it holds something twice: {err}");
    serde_json::from_str::<Bundle>(text).map_err(twice)?;
    let seen: Option<Value> = serde_json::from_str(text).ok();
    if seen == serde_json::to_value(bundle).ok() {
        Ok(())
    } else {
        Err(format!(
            "room {room}: it holds something that the house did not write, or wrote otherwise"
        ))
    }
}

fn rows<T: Serialize>(
    bundle: &Bundle,
    kind: &str,
    rows: &[Signed<T>],
    name: impl Fn(&T) -> String,
) -> Result<(), String> {
    let room: RoomId = bundle.room.id;
    for Signed { row, signature } in rows {
        let text = row_text(kind, room, row).map_err(|err| err.to_string())?;
        if !holds(&bundle.public_key, &text, signature) {
            return Err(format!("{kind} {} of room {room}: its row was changed", name(row)));
        }
    }
    Ok(())
}
