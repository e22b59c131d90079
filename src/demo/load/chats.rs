//! A few chats with open negotiations, so that a newcomer finds some.

use chrono::Duration;

use super::chat_rows::ChatRows;
use super::ids;
use super::people::{BUDI, OWNER, SARI};
use crate::bargaining::negotiations::{Negotiation, Offer, OfferStatus, Phase};
use crate::base::clock::Timestamp;
use crate::base::ids::UserId;
use crate::base::money;
use crate::chat::rooms::{Message, MessageKind, Room};
use crate::demo::generate::{self, ChatLine, DemoListing, ScriptedMove, Speaker};
use crate::market::Party;

/// Four chats of Budi with sellers, and three of buyers with Sari.
///
/// # Errors
/// The embedded texts are invalid.
pub(super) fn chats(
    seed: u64,
    listings: &[DemoListing],
    people: &[UserId],
    now: Timestamp,
) -> anyhow::Result<ChatRows> {
    let Some(budi) = people.get(BUDI) else { return Ok(ChatRows::default()) };
    let is_sold =
        |listing: &&DemoListing| listing.modes.contains(&"jual") && listing.price.is_some();
    let numbered = || listings.iter().enumerate().filter(|(_, listing)| is_sold(listing));
    let of_others = numbered()
        .filter(|(_, listing)| listing.seller > OWNER)
        .rev()
        .take(4)
        .map(|(n, listing)| (n, listing, *budi));
    let buyers = people.iter().skip(5).copied();
    let of_sari = numbered()
        .filter(|(_, listing)| listing.seller == SARI)
        .zip(buyers)
        .take(3)
        .map(|((n, listing), buyer)| (n, listing, buyer));
    let mut rows = ChatRows::default();
    for (number, (n, listing, buyer)) in of_others.chain(of_sari).enumerate() {
        let Some(seller) = people.get(listing.seller) else { continue };
        let room =
            Room { id: ids::room(seed, n), ..Room::fresh(ids::listing(seed, n), buyer, *seller) };
        let reader = if buyer == *budi { Party::Buyer } else { Party::Seller };
        let price = listing.price.unwrap_or_default();
        let chat = Script { seed, number, price, now, reader }.play(room)?;
        rows.rooms.push(chat.room);
        rows.messages.extend(chat.messages);
        rows.negotiations.push(chat.negotiation);
        rows.offers.extend(chat.offers);
    }
    Ok(rows)
}

/// One generated chat.
struct Script {
    seed: u64,
    /// The chat's number, from which its ids follow.
    number: usize,
    /// The asking price in rupiah.
    price: i64,
    now: Timestamp,
    /// The party whose demo account a newcomer uses.
    reader: Party,
}

/// The rows of one chat.
struct ChatOfRoom {
    room: Room,
    messages: Vec<Message>,
    negotiation: Negotiation,
    offers: Vec<Offer>,
}

impl Script {
    /// The rows up to the move that would end the negotiation, so that a newcomer can make it.
    fn play(&self, room: Room) -> anyhow::Result<ChatOfRoom> {
        let lines = generate::chat(self.seed, self.number)?;
        let total: i64 = lines.iter().map(|line| line.minutes.max(1)).sum();
        let age = total + 5 + i64::try_from(self.number).unwrap_or(0) * 47;
        let mut at = self.now - Duration::minutes(age);
        let negotiation = Negotiation {
            id: ids::negotiation(self.seed, self.number),
            room_id: room.id,
            listing_id: room.listing_id,
            buyer_id: room.buyer_id,
            seller_id: room.seller_id,
            phase: Phase::Open,
            turn: Party::Buyer,
            version: 0,
        };
        let mut chat = ChatOfRoom { room, messages: vec![], negotiation, offers: vec![] };
        for (n, line) in lines.iter().enumerate() {
            at += Duration::minutes(line.minutes.max(1));
            if !line.text.is_empty() {
                chat.messages.push(self.message(&mut chat.room, n, line, at));
            }
            match line.step {
                Some(ScriptedMove::Offer { permille } | ScriptedMove::Counter { permille }) => {
                    let offer = self.offer(&chat.negotiation, n, party(line.who), permille, at);
                    let mut message = self.message(&mut chat.room, n, line, at);
                    message.id = ids::message(self.seed, self.number * 1000 + n * 2 + 1);
                    message.kind = MessageKind::Offer;
                    message.text = money::rupiah(offer.amount);
                    message.offer_id = Some(offer.id);
                    chat.messages.push(message);
                    if let Some(last) = chat.offers.last_mut() {
                        last.status = OfferStatus::Countered;
                    }
                    chat.offers.push(offer);
                }
                Some(ScriptedMove::Accept | ScriptedMove::Decline) => break,
                None => {}
            }
        }
        self.finish(&mut chat, at);
        Ok(chat)
    }

    /// The next message of the room: the text of the `n`-th line.
    fn message(&self, room: &mut Room, n: usize, line: &ChatLine, at: Timestamp) -> Message {
        room.last_seq += 1;
        Message {
            room_id: room.id,
            seq: room.last_seq,
            id: ids::message(self.seed, self.number * 1000 + n * 2),
            sender_id: room.member(party(line.who)),
            kind: MessageKind::Text,
            text: line.text.clone(),
            offer_id: None,
            photo: None,
            about: None,
            deleted: false,
            at,
        }
    }

    /// A pending offer of `permille` thousandths of the price, in whole thousands of rupiah.
    fn offer(
        &self,
        negotiation: &Negotiation,
        n: usize,
        by: Party,
        permille: i64,
        at: Timestamp,
    ) -> Offer {
        Offer {
            id: ids::offer(self.seed, self.number * 100 + n),
            negotiation_id: negotiation.id,
            listing_id: negotiation.listing_id,
            by,
            amount: (self.price * permille / 1000 / 1000 * 1000).max(1000),
            note: String::new(),
            status: OfferStatus::Pending,
            live: true,
            expires_at: at + Duration::hours(24),
            created_at: at,
            assistant: false,
            items: Vec::new(),
            asked_for_more: false,
            binding: false,
            needs_reconfirmation: false,
            method: None,
            opening: false,
            reason: String::new(),
        }
    }

    /// Sets how far each party has read, and whose turn it is. The reader has something new to read.
    fn finish(&self, chat: &mut ChatOfRoom, at: Timestamp) {
        let room = &mut chat.room;
        room.last_at = Some(at);
        let reader = room.member(self.reader);
        let is_last_sender = chat.messages.last().is_some_and(|last| last.sender_id == reader);
        let unread = match is_last_sender {
            true => 0,
            false => i64::try_from(self.number % 3).unwrap_or(0).min(room.last_seq),
        };
        (room.buyer_read, room.seller_read) = match self.reader {
            Party::Buyer => (room.last_seq - unread, room.last_seq),
            Party::Seller | Party::System => (room.last_seq, room.last_seq - unread),
        };
        chat.negotiation.turn = chat.offers.last().map_or(Party::Buyer, |offer| offer.by.other());
        chat.negotiation.version = i32::try_from(chat.offers.len()).unwrap_or(0);
    }
}

fn party(speaker: Speaker) -> Party {
    match speaker {
        Speaker::Buyer => Party::Buyer,
        Speaker::Seller => Party::Seller,
    }
}
