//! The bargain as a reader sees it: the table, the offers, the track between the two prices.

use serde::Serialize;

use super::gap::{Gap, gap};
use super::heaps::{Goods, Heaps};
use super::model::{Negotiation, Offer, OfferStatus, TalkState, party};
use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{NegotiationId, OfferId, RoomId, UserId};
use crate::base::money;
use crate::chat::live::NegotiationOut;
use crate::chat::rooms::Side;
use crate::config::Mode;
use crate::market::categories::Categories;
use crate::market::listings::{self, ListingOut};

/// How the bargain of a room stands, for the socket.
pub fn snapshot(conn: &mut Conn, room: RoomId) -> AppResult<Option<NegotiationOut>> {
    let Some(talk) = store::of_room(conn, room)? else { return Ok(None) };
    let newest = store::newest(conn, talk.id)?;
    Ok(Some(talk.out(newest.as_ref())))
}

/// What a reader may do with an offer.
#[derive(Debug, Clone, Copy, Serialize, Default)]
pub struct OfferCan {
    accept: bool,
    counter: bool,
    decline: bool,
    ask_more: bool,
    better: bool,
    withdraw: bool,
}

/// An offer as a tag.
#[derive(Debug, Clone, Serialize)]
pub struct OfferView {
    /// Its id.
    pub id: OfferId,
    mine: bool,
    by: Side,
    by_name: String,
    amount: i64,
    percent: Option<i64>,
    status: OfferStatus,
    note: Option<String>,
    expires_at: Timestamp,
    created_at: Timestamp,
    live: bool,
    assistant: bool,
    /// Whether the other one asked for more.
    asked: bool,
    /// Whether its maker is held to it.
    bound: bool,
    /// Whether something in it was described anew since.
    changed: bool,
    /// Why it was declined.
    reason: Option<String>,
    /// The goods in it.
    heaps: Option<Heaps>,
    /// Whether the reader pays what lies on top.
    buyer_mine: bool,
    can: OfferCan,
}

/// A quick amount.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct Quick {
    amount: i64,
    percent: i64,
}

/// What a reader may do at the table.
#[derive(Debug, Clone, Copy, Serialize, Default)]
pub struct TableCan {
    offer: bool,
    ask_free: bool,
    barter: bool,
    promise: bool,
    release: bool,
}

/// The seller's word to one buyer.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct PromiseView {
    /// To the buyer of this room.
    here: bool,
    until: Timestamp,
}

/// The whole table.
#[derive(Debug, Clone, Serialize)]
pub struct TableView {
    id: Option<NegotiationId>,
    state: &'static str,
    turn: Side,
    version: i32,
    mine: bool,
    offer: Option<OfferView>,
    /// Every offer, in order.
    pub offers: Vec<OfferView>,
    gap: Option<Gap>,
    expires_at: Option<Timestamp>,
    seconds_left: Option<i64>,
    can: TableCan,
    promise: Option<PromiseView>,
    quick: Vec<Quick>,
    asking: Option<i64>,
}

/// Amounts that are 5, 10 and 20 % below the asking price, rounded as people do.
pub fn asking_steps(asking: i64) -> Vec<Quick> {
    let step = match asking {
        ..20_000 => 500,
        20_000..200_000 => 1_000,
        200_000..2_000_000 => 5_000,
        _ => 50_000,
    };
    let mut quick: Vec<Quick> = [5, 10, 20]
        .into_iter()
        .map(|percent| Quick {
            amount: (asking * (100 - percent) / 100) / step * step,
            percent: -percent,
        })
        .filter(|quick| quick.amount > 0)
        .collect();
    quick.dedup_by_key(|quick| quick.amount);
    quick
}

/// Who looks at the table, and from which side.
pub struct Reader<'a> {
    /// The reader's side.
    pub side: Side,
    /// Who.
    pub user: UserId,
    /// The other one's name.
    pub other: &'a str,
    /// The moment.
    pub now: Timestamp,
}

/// The table of a room for a reader.
pub fn table(
    conn: &mut Conn,
    kinds: &Categories,
    room: RoomId,
    listing: &ListingOut,
    reader: &Reader<'_>,
) -> AppResult<TableView> {
    let talk = store::of_room(conn, room)?;
    let offers = match &talk {
        Some(talk) => store::offers_of(conn, talk.id)?,
        None => Vec::new(),
    };
    let goods = Goods::of(conn, kinds, offers.iter(), reader.now)?;
    let promise = store::promise_of(conn, listing.id, reader.now)?
        .map(|there| PromiseView { here: there.room_id == room, until: there.until });
    let shown = view(talk.as_ref(), (&offers, &goods), listing, reader);
    let active = listing.status == listings::Status::Active;
    let can = TableCan {
        promise: active && promise.is_none() && reader.side == Side::Seller,
        release: active && promise.is_some_and(|promise| promise.here),
        ..shown.can
    };
    Ok(TableView { promise, can, ..shown })
}

fn view(
    talk: Option<&Negotiation>,
    (offers, goods): (&[Offer], &Goods),
    listing: &ListingOut,
    reader: &Reader<'_>,
) -> TableView {
    let pending = offers
        .iter()
        .rfind(|offer| offer.status == OfferStatus::Pending && offer.expires_at > reader.now);
    let open = talk.is_none_or(|talk| talk.state == TalkState::Open)
        && listing.status == listings::Status::Active;
    let turn = match pending {
        Some(offer) => offer.turn(),
        None => Side::Buyer,
    };
    let agreed = talk.is_some_and(|talk| talk.state == TalkState::Agreed);
    let mine = open && party(turn) == party(reader.side);
    let views: Vec<OfferView> =
        offers.iter().map(|offer| offer_view((offer, goods), listing, reader, open)).collect();
    let free = listing.price.is_none() && listing.modes.contains(&Mode::Free);
    let starts = open && pending.is_none() && reader.side == Side::Buyer;
    TableView {
        id: talk.map(|talk| talk.id),
        state: talk.map_or("none", |talk| talk.state.word()),
        turn,
        version: talk.map_or(0, |talk| talk.version),
        mine,
        offer: pending.and_then(|offer| views.iter().find(|view| view.id == offer.id).cloned()),
        offers: views,
        gap: listing
            .price
            .filter(|_| pending.is_some() || agreed)
            .filter(|_| offers.iter().all(|offer| offer.items.is_empty()))
            .and_then(|asking| gap(offers, asking, reader)),
        expires_at: pending.map(|offer| offer.expires_at),
        seconds_left: pending.map(|offer| (offer.expires_at - reader.now).num_seconds().max(0)),
        can: TableCan {
            offer: listing.price.is_some() && (starts || (open && pending.is_some() && mine)),
            ask_free: free && starts,
            promise: false,
            release: false,
            barter: listing.modes.contains(&Mode::Barter)
                && (starts || (open && pending.is_some() && mine)),
        },
        promise: None,
        quick: listing.price.map(asking_steps).unwrap_or_default(),
        asking: listing.price,
    }
}

fn offer_view(
    (offer, goods): (&Offer, &Goods),
    listing: &ListingOut,
    reader: &Reader<'_>,
    open: bool,
) -> OfferView {
    let mine = offer.by == reader.side;
    let ran_out = offer.status == OfferStatus::Pending && offer.expires_at <= reader.now;
    let live = offer.status == OfferStatus::Pending && !ran_out && open;
    let heaps = goods.heaps(offer, reader.user);
    let counters = listing.price.is_some() || listing.modes.contains(&Mode::Barter);
    OfferView {
        id: offer.id,
        mine,
        by: offer.by,
        by_name: reader.other.to_owned(),
        amount: offer.amount,
        percent: listing.price.and_then(|asking| money::percent_off(offer.amount, asking)),
        status: if ran_out { OfferStatus::Expired } else { offer.status },
        note: Some(offer.note.clone()).filter(|note| !note.is_empty()),
        expires_at: offer.expires_at,
        created_at: offer.created_at,
        live,
        assistant: offer.assistant,
        asked: offer.asked,
        bound: offer.bound,
        changed: offer.changed,
        reason: Some(offer.reason.clone()).filter(|reason| !reason.is_empty()),
        heaps,
        buyer_mine: reader.side == Side::Buyer,
        can: OfferCan {
            accept: live && !mine && !offer.changed,
            counter: live && !mine && counters,
            decline: live && !mine,
            ask_more: live && !mine && counters && offer.turn() != offer.by,
            better: live && mine && offer.turn() == offer.by,
            withdraw: live && mine && !offer.bound,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quick_amounts_are_round_and_below_the_price() {
        let amounts: Vec<i64> = asking_steps(1_250_000).iter().map(|quick| quick.amount).collect();
        assert_eq!(amounts, [1_185_000, 1_125_000, 1_000_000]);
        assert!(asking_steps(1).is_empty());
    }
}
