//! Two pending barter offers, so that a newcomer finds a balance page: one that Budi made, one that waits for Sari.

use chrono::Duration;

use super::chat_rows::ChatRows;
use super::ids;
use super::people::{BUDI, OWNER, SARI};
use crate::bargaining::negotiations::{Negotiation, Offer, OfferStatus, Phase};
use crate::base::clock::Timestamp;
use crate::base::ids::UserId;
use crate::chat::rooms::{Message, MessageKind, Room};
use crate::demo::generate::DemoListing;
use crate::market::Party;

/// A listing and its number among the listings.
type Numbered<'a> = (usize, &'a DemoListing);

/// The rows of both offers; fewer when the listings contain no suitable pair.
pub(super) fn barter_offers(
    seed: u64,
    listings: &[DemoListing],
    people: &[UserId],
    now: Timestamp,
) -> ChatRows {
    let is_barter = |listing: &DemoListing| listing.modes.contains(&"barter");
    let numbered = || listings.iter().enumerate().filter(|(_, listing)| is_barter(listing));
    let of_budi = numbered().find(|(_, listing)| listing.seller == BUDI);
    let wanted_by_budi = numbered().find(|(_, listing)| listing.seller > OWNER);
    // From the end: the chats about money use Sari's first listings.
    let of_sari = numbered().rev().find(|(_, listing)| listing.seller == SARI);
    let given_to_sari = numbered().rev().find(|(_, listing)| listing.seller > OWNER);
    let mut rows = ChatRows::default();
    let pairs = [(wanted_by_budi, of_budi), (of_sari, given_to_sari)];
    for (age, pair) in [20, 33].into_iter().zip(pairs) {
        let (Some(wanted), Some(given)) = pair else { continue };
        let at = now - Duration::minutes(age);
        BarterOffer { seed, wanted, given, at }.add_to(&mut rows, people);
    }
    rows
}

/// An offer of one listing for another.
struct BarterOffer<'a> {
    seed: u64,
    /// The listing that the offer is for; its seller receives it.
    wanted: Numbered<'a>,
    /// The listing that its own seller, here the buyer, gives.
    given: Numbered<'a>,
    at: Timestamp,
}

impl BarterOffer<'_> {
    fn add_to(&self, rows: &mut ChatRows, people: &[UserId]) {
        let (Some(buyer), Some(seller)) =
            (people.get(self.given.1.seller), people.get(self.wanted.1.seller))
        else {
            return;
        };
        // Beyond the numbers of the chats about money.
        let number = 900 + rows.rooms.len();
        let (n, _) = self.wanted;
        let mut room = Room {
            id: ids::room(self.seed, n),
            ..Room::fresh(ids::listing(self.seed, n), *buyer, *seller)
        };
        let negotiation = negotiation(self.seed, number, &room);
        let offer = self.offer(number, &negotiation);
        rows.messages.extend(self.messages(number, &mut room, &offer));
        room.last_at = Some(self.at);
        room.buyer_read = room.last_seq;
        rows.offers.push(offer);
        rows.negotiations.push(negotiation);
        rows.rooms.push(room);
    }

    /// A question and the offer.
    fn messages(&self, number: usize, room: &mut Room, offer: &Offer) -> [Message; 2] {
        let (wanted, given) = (&self.wanted.1.title, &self.given.1.title);
        let question = format!("Halo, Kak. Kalau ditukar dengan {given} punyaku, mau?");
        let summary = format!("Barter: {given} ↔ {wanted}");
        let posts =
            [(MessageKind::Text, question, None), (MessageKind::Offer, summary, Some(offer.id))];
        posts.map(|(kind, text, offer_id)| {
            room.last_seq += 1;
            Message {
                room_id: room.id,
                seq: room.last_seq,
                id: ids::message(self.seed, number * 1000 + usize::from(offer_id.is_some())),
                sender_id: Some(room.buyer_id),
                kind,
                text,
                offer_id,
                photo: None,
                about: None,
                deleted: false,
                at: self.at,
            }
        })
    }

    fn offer(&self, number: usize, negotiation: &Negotiation) -> Offer {
        Offer {
            id: ids::offer(self.seed, number * 100),
            negotiation_id: negotiation.id,
            listing_id: negotiation.listing_id,
            by: Party::Buyer,
            amount: 0,
            note: String::new(),
            status: OfferStatus::Pending,
            live: true,
            expires_at: self.at + Duration::hours(24),
            created_at: self.at,
            assistant: false,
            items: vec![ids::listing(self.seed, self.given.0)],
            asked_for_more: false,
            binding: false,
            needs_reconfirmation: false,
            method: None,
            opening: true,
            reason: String::new(),
        }
    }
}

fn negotiation(seed: u64, number: usize, room: &Room) -> Negotiation {
    Negotiation {
        id: ids::negotiation(seed, number),
        room_id: room.id,
        listing_id: room.listing_id,
        buyer_id: room.buyer_id,
        seller_id: room.seller_id,
        phase: Phase::Open,
        turn: Party::Seller,
        version: 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::generate;

    #[test]
    fn a_newcomer_finds_one_barter_offer_of_budi_and_one_that_waits_for_sari() {
        let people = generate::people(1, 300, &[1.0]).unwrap();
        let listings = generate::listings(1, 2000, &people).unwrap();
        let ids: Vec<UserId> = people.iter().map(|_| UserId::fresh()).collect();
        let rows = barter_offers(1, &listings, &ids, chrono::Utc::now());
        let [budis, saris] = rows.rooms.as_slice() else { panic!("{} rooms", rows.rooms.len()) };
        assert_eq!((budis.buyer_id, saris.seller_id), (ids[BUDI], ids[SARI]));
        assert!(rows.offers.iter().all(|offer| offer.items.len() == 1 && offer.amount == 0));
    }
}
