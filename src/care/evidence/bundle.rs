//! What a bundle holds. It is JSON for people as well: times in UTC, hashes and signatures in hex.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::hex;
use crate::base::clock::Timestamp;
use crate::base::ids::{DealId, ListingId, MessageId, OfferId, PhotoId, RoomId, UserId};
use crate::chat::rooms::Kind;
use crate::chat::rooms::chain::Link;

/// The form of bundle that this house writes and verifies.
pub const VERSION: u32 = 1;

/// A room's talk, to be shown to others.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// [`VERSION`].
    pub version: u32,
    /// The house that wrote it.
    pub site: String,
    /// The room and its people.
    pub room: About,
    /// Everything that was said, in order.
    pub messages: Vec<Line>,
    /// Places whose words were taken back or erased before the export.
    pub without_words: Vec<i64>,
    /// Places whose words did not open at the export: their sealed text was changed.
    pub unreadable: Vec<i64>,
    /// Every price that was put on the table.
    pub offers: Vec<Signed<OfferLine>>,
    /// Every move about them.
    pub moves: Vec<Signed<MoveLine>>,
    /// What was agreed.
    pub deals: Vec<Signed<DealLine>>,
    /// The daily signatures over the newest link.
    pub seals: Vec<SealLine>,
    /// The signature of the export.
    pub head: SealLine,
    /// The house's public key (Ed25519).
    #[serde(with = "hex")]
    pub public_key: Vec<u8>,
}

/// Which room.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// Its id.
    pub id: RoomId,
    /// What it is about.
    pub listing: ListingId,
    /// The listing's title at the export.
    pub title: String,
    /// Who wants the thing.
    pub buyer: Who,
    /// Who has it.
    pub seller: Who,
}

/// One of the two.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Who {
    /// The id that messages name.
    pub id: UserId,
    /// The handle at the export.
    pub handle: String,
}

/// A message.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Its place, from 1.
    pub seq: i64,
    /// The client's id.
    pub id: MessageId,
    /// Who; none when the house spoke.
    pub sender: Option<UserId>,
    /// What kind.
    pub kind: Kind,
    /// When.
    pub at: Timestamp,
    /// The offer, when it is one.
    pub offer: Option<OfferId>,
    /// The photo, when it is one.
    pub photo: Option<PhotoId>,
    /// The place it quotes, or takes back.
    pub about: Option<i64>,
    /// The words; none once taken back or erased.
    pub words: Option<String>,
    /// Random bytes before the words in the digest, in hex; none with the words.
    pub salt: Option<String>,
    /// SHA-256 of salt and words.
    #[serde(with = "hex")]
    pub digest: Vec<u8>,
    /// Its link: SHA-256 of the link before and of all the above but the words.
    #[serde(with = "hex")]
    pub chain: Vec<u8>,
}

impl Line {
    /// What the chain holds of it.
    pub fn link(&self, room: RoomId) -> Link<'_> {
        Link {
            room,
            seq: self.seq,
            id: self.id,
            sender: self.sender,
            kind: self.kind,
            at: self.at,
            offer: self.offer,
            photo: self.photo,
            about: self.about,
            digest: &self.digest,
        }
    }
}

/// A row beside the talk, signed at the export.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Signed<T> {
    /// The row.
    #[serde(flatten)]
    pub row: T,
    /// Over the row, in its room.
    #[serde(with = "hex")]
    pub signature: Vec<u8>,
}

/// An offer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OfferLine {
    /// Its id.
    pub id: OfferId,
    /// `buyer` or `seller`.
    pub by: String,
    /// Whole rupiah.
    pub amount: i64,
    /// A few words.
    pub note: String,
    /// The goods in it beside the thing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ListingId>,
    /// Why it was declined.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// How it fared.
    pub status: String,
    /// Whether its deal still holds the listing, when it was accepted.
    pub live: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it bound.
    pub expires_at: Timestamp,
    /// When it was answered.
    pub settled_at: Option<Timestamp>,
}

/// A move.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MoveLine {
    /// The client's id.
    pub id: Uuid,
    /// `buyer` or `seller`.
    pub by: String,
    /// What was done.
    pub kind: String,
    /// About which offer.
    pub offer: OfferId,
    /// The bargain's version after it.
    pub version: i32,
    /// When.
    pub at: Timestamp,
}

/// A deal.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DealLine {
    /// Its id.
    pub id: DealId,
    /// Its code.
    pub code: String,
    /// The offer that was accepted.
    pub offer: OfferId,
    /// How it goes.
    pub mode: String,
    /// Whole rupiah.
    pub amount: i64,
    /// What it holds or held, with the terms as they stood.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<HeldLine>,
    /// Where it stands.
    pub status: String,
    /// Who called it off.
    pub cancelled_by: Option<String>,
    /// Why.
    pub cancel_reason: Option<String>,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// A thing in a deal.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HeldLine {
    /// The thing.
    pub listing: ListingId,
    /// Who gives it: `buyer` or `seller`.
    pub side: String,
    /// Text, photos, condition and worth at the acceptance.
    pub terms: serde_json::Value,
}

/// A signature over the link at a place.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealLine {
    /// The place; 0 in an empty room.
    pub seq: i64,
    /// The link.
    #[serde(with = "hex")]
    pub chain: Vec<u8>,
    /// When it was signed.
    pub at: Timestamp,
    /// Ed25519.
    #[serde(with = "hex")]
    pub signature: Vec<u8>,
}

/// What the head signs besides the newest link.
#[derive(Serialize)]
pub(super) struct Facts<'a> {
    version: u32,
    site: &'a str,
    room: &'a About,
    without_words: &'a [i64],
    unreadable: &'a [i64],
    offers: &'a [Signed<OfferLine>],
    moves: &'a [Signed<MoveLine>],
    deals: &'a [Signed<DealLine>],
    seals: &'a [SealLine],
}

impl Bundle {
    pub(super) fn facts(&self) -> Facts<'_> {
        Facts {
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
