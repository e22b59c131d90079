//! The form of a package, and the seat of who fills it in.

use serde::Deserialize;

use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::http::{number, one_or_many};
use crate::base::ids::{ListingId, OfferId, RoomId, UserId};
use crate::base::money;
use crate::chat::rooms::{self, RoomRow};
use crate::market::Party;
use crate::market::listings::{self, Listing};

/// The form, from an address or posted.
#[derive(Debug, Default, Deserialize)]
pub struct Package {
    pub(super) id: Option<OfferId>,
    /// Goods on the pans.
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
    /// Set by the form: what is not named was taken off.
    #[serde(default)]
    isi: String,
    #[serde(default, deserialize_with = "number")]
    pub(super) version: Option<i32>,
}

impl Package {
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

    /// A barter without a good.
    pub(super) fn is_empty(&self) -> bool {
        self.items().is_empty() && self.cara.as_deref() != Some("jual")
    }

    /// What is no amount is out of range, and the machine says so; an empty field is no money.
    pub(super) fn money(&self) -> i64 {
        match self.amount.as_deref().map(str::trim) {
            None | Some("") => 0,
            Some(text) => money::parse(text).unwrap_or(-1),
        }
    }
}

/// The door somebody came through.
pub(super) enum Door {
    Listing(String),
    Room(RoomId),
}

/// The table somebody sits at.
pub(super) struct Participant {
    pub(super) listing: Listing,
    pub(super) buyer: UserId,
    pub(super) side: Party,
    pub(super) room: Option<RoomRow>,
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

/// Nobody barters with themselves; who has no part in a room finds nothing.
pub(super) fn seat(conn: &mut Conn, door: &Door, me: UserId) -> AppResult<Option<Participant>> {
    match door {
        Door::Room(id) => {
            let room = rooms::by_id(conn, *id)?.ok_or(AppError::NotFound)?;
            let side = room.side(me).ok_or(AppError::NotFound)?;
            let listing = listings::by_id(conn, room.listing_id)?.ok_or(AppError::NotFound)?;
            Ok(Some(Participant { listing, buyer: room.buyer_id, side, room: Some(room) }))
        }
        Door::Listing(slug) => {
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
