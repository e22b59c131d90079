//! Barter offers that lie on tables, so that a newcomer finds a scale to look at: one of Budi's, one that waits for Sari.

use chrono::Duration;

use super::id;
use super::talks::Talks;
use crate::bargaining::negotiations::{Negotiation, Offer, OfferStatus, Phase};
use crate::base::clock::Timestamp;
use crate::base::ids::{ListingId, MessageId, NegotiationId, OfferId, RoomId, UserId};
use crate::chat::rooms::{Kind, Message, RoomRow};
use crate::demo::generate::DemoListing;
use crate::market::Party;

/// Lays a good of `buyer` (a place among the people) on the table of the first barter thing of whoever `gives`.
pub(super) fn swaps(seed: u64, goods: &[DemoListing], people: &[UserId], now: Timestamp) -> Talks {
    let swapped = |good: &DemoListing| good.modes.contains(&"barter");
    let numbered = || goods.iter().enumerate().filter(|(_, good)| swapped(good));
    let of_budi = numbered().find(|(_, good)| good.seller == 1);
    let for_budi = numbered().find(|(_, good)| good.seller > 2);
    // The first of hers are talked about for money.
    let of_sari = numbered().rev().find(|(_, good)| good.seller == 0);
    let for_sari = numbered().rev().find(|(_, good)| good.seller > 2);
    let mut all = Talks::default();
    for (i, pair) in [(for_budi, of_budi), (of_sari, for_sari)].into_iter().enumerate() {
        let (Some((wanted, asked)), Some((given, offered))) = pair else { continue };
        let (Some(buyer), Some(seller)) = (people.get(offered.seller), people.get(asked.seller))
        else {
            continue;
        };
        let room = RoomRow {
            id: RoomId(id(seed, 2, wanted)),
            ..RoomRow::fresh(ListingId(id(seed, 1, wanted)), *buyer, *seller)
        };
        let at = now - Duration::minutes(20 + 13 * i64::try_from(i).unwrap_or(0));
        lay(&mut all, seed, room, (asked, given, offered), at);
    }
    all
}

fn lay(
    all: &mut Talks,
    seed: u64,
    mut room: RoomRow,
    (asked, given, offered): (&DemoListing, usize, &DemoListing),
    at: Timestamp,
) {
    let n = 900 + all.rooms.len();
    let (bargain, offer) = (NegotiationId(id(seed, 3, n)), OfferId(id(seed, 5, n * 100)));
    let hello = format!("Halo, Kak. Kalau ditukar dengan {} punyaku, mau?", offered.title);
    let swap = format!("Barter: {} ↔ {}", offered.title, asked.title);
    for (kind, text, offer) in [(Kind::Text, hello, None), (Kind::Offer, swap, Some(offer))] {
        room.last_seq += 1;
        all.messages.push(Message {
            room_id: room.id,
            seq: room.last_seq,
            id: MessageId(id(seed, 4, n * 1000 + usize::from(offer.is_some()))),
            sender_id: Some(room.buyer_id),
            kind,
            text,
            offer_id: offer,
            photo: None,
            about: None,
            deleted: false,
            at,
        });
    }
    room.last_at = Some(at);
    room.buyer_read = room.last_seq;
    all.offers.push(Offer {
        id: offer,
        negotiation_id: bargain,
        listing_id: room.listing_id,
        by: Party::Buyer,
        amount: 0,
        note: String::new(),
        status: OfferStatus::Pending,
        live: true,
        expires_at: at + Duration::hours(24),
        created_at: at,
        assistant: false,
        items: vec![ListingId(id(seed, 1, given))],
        asked_for_more: false,
        binding: false,
        needs_reconfirmation: false,
        opening: true,
        reason: String::new(),
    });
    all.bargains.push(Negotiation {
        id: bargain,
        room_id: room.id,
        listing_id: room.listing_id,
        buyer_id: room.buyer_id,
        seller_id: room.seller_id,
        phase: Phase::Open,
        turn: Party::Seller,
        version: 1,
    });
    all.rooms.push(room);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::generate;

    #[test]
    fn a_newcomer_finds_a_scale_for_budi_and_one_that_waits_for_sari() {
        let people = generate::people(1, 300, &[1.0]).unwrap();
        let goods = generate::listings(1, 2000, &people).unwrap();
        let ids: Vec<UserId> = people.iter().map(|_| UserId::fresh()).collect();
        let all = swaps(1, &goods, &ids, chrono::Utc::now());
        let [budis, saris] = all.rooms.as_slice() else { panic!("{} rooms", all.rooms.len()) };
        assert_eq!((budis.buyer_id, saris.seller_id), (ids[1], ids[0]));
        assert!(all.offers.iter().all(|offer| offer.items.len() == 1 && offer.amount == 0));
    }
}
