//! The input of the package form, and who fills it in.

use serde::Deserialize;

use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::http::{number, one_or_many};
use crate::base::ids::{ListingId, OfferId, RoomId, UserId};
use crate::base::money::{self, AmountError};
use crate::chat::rooms::{self, Room};
use crate::market::Party;
use crate::market::listings::{self, Listing};

/// The form's input, from an address or posted.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct PackageInput {
    pub(super) id: Option<OfferId>,
    /// Goods in the package.
    #[serde(default, deserialize_with = "one_or_many")]
    item: Vec<String>,
    /// Goods that are to be added.
    #[serde(default, deserialize_with = "one_or_many")]
    tambah: Vec<String>,
    #[serde(default)]
    pub(super) amount: Option<String>,
    #[serde(default)]
    pub(super) note: String,
    /// `jual`: for money.
    #[serde(default)]
    pub(super) cara: Option<String>,
    /// Set by the form: a good that is not named was taken out.
    #[serde(default)]
    isi: String,
    #[serde(default, deserialize_with = "number")]
    pub(super) version: Option<i32>,
}

impl PackageInput {
    pub(super) fn items(&self) -> Vec<ListingId> {
        let mut items: Vec<ListingId> = Vec::new();
        for id in self.item.iter().chain(&self.tambah).filter_map(|id| id.parse().ok()) {
            if !items.contains(&id) {
                items.push(id);
            }
        }
        items.truncate(40);
        items
    }

    pub(super) fn chosen(&self) -> Option<Vec<ListingId>> {
        let items = self.items();
        (!self.isi.is_empty() || !items.is_empty()).then_some(items)
    }

    /// Whether it is a barter without a good.
    pub(super) fn is_empty(&self) -> bool {
        self.items().is_empty() && self.cara.as_deref() != Some("jual")
    }

    /// Whole rupiah; an empty field is no money.
    pub(super) fn money(&self) -> Result<i64, AmountError> {
        match self.amount.as_deref().map(str::trim) {
            None | Some("") => Ok(0),
            Some(text) => money::parse(text),
        }
    }
}

/// Whether the form is about a listing or about the negotiation of a room.
pub(super) enum Entry {
    Listing(String),
    Room(RoomId),
}

/// A member who composes a package, and the negotiation it is for.
pub(super) struct Participant {
    pub(super) listing: Listing,
    pub(super) buyer: UserId,
    pub(super) side: Party,
    pub(super) room: Option<Room>,
}

impl Participant {
    pub(super) fn action(&self) -> String {
        match &self.room {
            Some(room) => format!("/chat/{}/barter", room.id),
            None => format!("/barang/{}/barter", self.listing.slug),
        }
    }

    pub(super) fn back(&self) -> String {
        match &self.room {
            Some(room) => format!("/chat/{}", room.id),
            None => format!("/barang/{}", self.listing.slug),
        }
    }
}

/// The participant; `None` for the owner of the listing, who cannot begin a negotiation.
///
/// # Errors
/// 404 for who is no member of the room, and for a listing that the reader may not see.
pub(super) fn participant(
    conn: &mut Conn,
    entry: &Entry,
    me: UserId,
) -> AppResult<Option<Participant>> {
    match entry {
        Entry::Room(id) => {
            let room = rooms::by_id(conn, *id)?.ok_or(AppError::NotFound)?;
            let side = room.side(me).ok_or(AppError::NotFound)?;
            let listing = listings::by_id(conn, room.listing_id)?.ok_or(AppError::NotFound)?;
            Ok(Some(Participant { listing, buyer: room.buyer_id, side, room: Some(room) }))
        }
        Entry::Listing(slug) => {
            let listing = listings::by_slug(conn, slug)?.ok_or(AppError::NotFound)?;
            listings::must_be_visible(conn, listing.id, Some(me))?;
            if listing.seller_id == me {
                return Ok(None);
            }
            let room = rooms::of(conn, listing.id, me)?;
            Ok(Some(Participant { listing, buyer: me, side: Party::Buyer, room }))
        }
    }
}
