//! Loads what the package form shows, and decides why nothing can be sent and what amount stands in the field.

use serde::Serialize;
use uuid::Uuid;

use super::inventory::{PackageContents, PackageQuery, check_mode, load};
use super::package::{Entry, PackageInput, Participant, participant};
use super::package_facts::{PackageFacts, Sending};
use super::package_view::{ListingLink, PackageForm, PackageFormView};
use crate::bargaining::negotiations::{self, Offer};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::i18n::Text;
use crate::base::ids::UserId;
use crate::config::Mode;
use crate::market::Party;
use crate::market::categories::Categories;
use crate::market::listings::{self, Status};
use crate::people::accounts;

/// A package and the member who composes it.
pub(super) struct PackagePage {
    participant: Participant,
    contents: PackageContents,
    /// The other member's name.
    other: String,
    /// Goods of the seller for money; else goods for goods.
    sale: bool,
    /// Whether the pending offer is money for the seller's goods.
    pending_for_money: bool,
}

/// The context of `chat/barter.html` and `chat/_package_form.html`.
#[derive(Serialize)]
pub(super) struct PackageContext {
    b: PackageFormView,
}

/// Who asks for the page, and when.
#[derive(Clone, Copy)]
pub(super) struct PageReader {
    pub user: UserId,
    pub now: Timestamp,
}

impl PackagePage {
    /// `None` for the owner of the listing, who cannot begin a negotiation.
    ///
    /// # Errors
    /// 404 for who is no member of the room or may not see the listing, 409 for a listing that cannot be part of such a package.
    pub fn load(
        conn: &mut Conn,
        categories: &Categories,
        entry: &Entry,
        input: &PackageInput,
        reader: PageReader,
    ) -> AppResult<Option<Self>> {
        let Some(participant) = participant(conn, entry, reader.user)? else { return Ok(None) };
        let Participant { listing, buyer, side, room } = &participant;
        let current = match room {
            Some(room) => negotiations::current_offer(conn, room.id)?,
            None => None,
        };
        let pending = current.as_ref().and_then(|current| current.pending.as_ref());
        let items = pending.map(|offer| offer.items.clone()).unwrap_or_default();
        let pending_for_money =
            listings::by_ids(conn, &items)?.iter().all(|good| good.seller_id != *buyer);
        // Without a choice in the address the form follows the pending offer; what cannot be bartered is always bought.
        let sale = match input.cara.as_deref() {
            Some(cara) => cara == "jual",
            None => !items.is_empty() && pending_for_money,
        } || !listing.content.modes.contains(&Mode::Barter);
        check_mode(listing, sale)?;
        let other = match side {
            Party::Buyer => listing.seller_id,
            Party::Seller | Party::System => *buyer,
        };
        let other = accounts::profile(conn, other)?.name;
        let query =
            PackageQuery { listing, buyer: *buyer, side: *side, sale, chosen: input.chosen() };
        let contents = load(conn, categories, &query, current, reader.now)?;
        Ok(Some(Self { contents, other, sale, pending_for_money, participant }))
    }

    fn pending(&self) -> Option<&Offer> {
        self.contents.current_offer.as_ref().and_then(|current| current.pending.as_ref())
    }

    /// Why nothing can be sent now.
    fn blocked(&self) -> Option<Text> {
        let agreed = self.contents.current_offer.as_ref().is_some_and(|current| current.agreed);
        let key = match (self.participant.listing.status, self.pending()) {
            (Status::Reserved, _) if agreed => "offer-agreed-already",
            (Status::Reserved | Status::Sold, _) => "offer-taken",
            (Status::Active, Some(offer))
                if offer.by == self.participant.side && offer.turn() != offer.by =>
            {
                "barter-turn"
            }
            (Status::Active, _) => return None,
            _ => "offer-listing-gone",
        };
        Some(Text::new(key))
    }

    fn sending(&self) -> Sending {
        match self.pending() {
            Some(offer) if offer.by != self.participant.side => Sending::Counter,
            Some(offer) if offer.turn() == offer.by => Sending::Better,
            _ => Sending::First,
        }
    }

    /// The amount in the field, whole rupiah: what was typed, else that of the pending offer, else the price of the goods.
    fn amount(&self, input: &PackageInput) -> Option<i64> {
        let typed = input.amount.as_ref().and_then(|_| input.money().ok());
        // The price of goods is not the money that is added to a barter.
        let same_kind = self.pending_for_money == self.sale;
        let pending = self.pending().filter(|_| same_kind).map(|offer| offer.amount);
        let whole = self.contents.bundle.map(|bundle| bundle.price).or(self.contents.asking);
        let positive = |amount: &i64| *amount > 0;
        typed
            .filter(positive)
            .or_else(|| pending.filter(positive))
            .or_else(|| whole.filter(|_| self.sale))
    }

    /// `money`: whether offers of money are possible on this site; `error`: why the last try was refused.
    pub fn context(
        &self,
        input: &PackageInput,
        money: bool,
        error: Option<Text>,
    ) -> PackageContext {
        let facts = PackageFacts {
            contents: &self.contents,
            side: self.participant.side,
            other: &self.other,
            sale: self.sale,
            sending: self.sending(),
            cash: money,
            amount: self.amount(input),
        };
        let listing = &self.participant.listing;
        let form = PackageForm {
            action: self.participant.action(),
            back: self.participant.back(),
            listing: ListingLink {
                title: listing.content.title.clone(),
                url: format!("/barang/{}", listing.slug),
            },
            client_id: Uuid::now_v7(),
            version: self.contents.current_offer.as_ref().map(|current| current.version),
            note: input.note.clone(),
            error,
            blocked: self.blocked(),
        };
        PackageContext { b: PackageFormView::of(&facts, form) }
    }
}
