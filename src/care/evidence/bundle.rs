//! A room exported as a bundle. It is JSON for people as well: times in UTC, hashes and signatures in hex. The names and
//! order of the fields are part of the format: the signatures cover the serialised rows.

use serde::{Deserialize, Serialize};

use super::hex;
use super::records::{
    DealRecord, MessageRecord, MoveRecord, OfferRecord, RoomRecord, SealRecord, Signed,
};

/// The version of the format that this program writes and verifies.
pub const VERSION: u32 = 1;

/// A room's chat with its offers and deals, to be shown to others.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// [`VERSION`].
    pub version: u32,
    /// The name of the site that exported it.
    pub site: String,
    pub room: RoomRecord,
    /// Every message in order.
    pub messages: Vec<MessageRecord>,
    /// Sequence numbers of the messages whose text was deleted or erased before the export.
    pub without_words: Vec<i64>,
    /// Sequence numbers of the messages that could not be decrypted at the export: their ciphertext was changed.
    pub unreadable: Vec<i64>,
    /// Every offer and counter-offer.
    pub offers: Vec<Signed<OfferRecord>>,
    /// Every move about them.
    pub moves: Vec<Signed<MoveRecord>>,
    pub deals: Vec<Signed<DealRecord>>,
    /// The daily signatures over the newest hash.
    pub seals: Vec<SealRecord>,
    /// The signature of the export.
    pub head: SealRecord,
    /// The site's public key (Ed25519).
    #[serde(with = "hex")]
    pub public_key: Vec<u8>,
}

/// What the head signs besides the newest hash: everything else in the bundle but the messages, which the hash covers.
#[derive(Serialize)]
pub(super) struct HeadFields<'a> {
    version: u32,
    site: &'a str,
    room: &'a RoomRecord,
    without_words: &'a [i64],
    unreadable: &'a [i64],
    offers: &'a [Signed<OfferRecord>],
    moves: &'a [Signed<MoveRecord>],
    deals: &'a [Signed<DealRecord>],
    seals: &'a [SealRecord],
}

impl Bundle {
    pub(super) fn head_fields(&self) -> HeadFields<'_> {
        HeadFields {
            version: self.version,
            site: &self.site,
            room: &self.room,
            without_words: &self.without_words,
            unreadable: &self.unreadable,
            offers: &self.offers,
            moves: &self.moves,
            deals: &self.deals,
            seals: &self.seals,
        }
    }
}
