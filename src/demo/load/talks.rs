//! A few running chats, so that a newcomer finds bargains under way.

use chrono::Duration;

use super::id;
use crate::bargaining::negotiations::{self, Negotiation, Offer, OfferStatus, Phase};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, MessageId, NegotiationId, OfferId, RoomId, UserId};
use crate::base::money;
use crate::chat::rooms::{self, Kind, Message, RoomRow};
use crate::demo::generate::{self, DemoListing, Speaker, Step};
use crate::market::{Party, listings};

/// Rows of all chats.
#[derive(Default)]
pub(super) struct Talks {
    pub(super) rooms: Vec<RoomRow>,
    pub(super) messages: Vec<Message>,
    pub(super) bargains: Vec<Negotiation>,
    pub(super) offers: Vec<Offer>,
}

/// A few running chats: Budi with sellers, buyers with Sari.
pub(super) fn talks(
    seed: u64,
    goods: &[DemoListing],
    people: &[UserId],
    now: Timestamp,
) -> anyhow::Result<Talks> {
    let Some(budi) = people.get(1) else { return Ok(Talks::default()) };
    let fits = |good: &&DemoListing| good.modes.contains(&"jual") && good.price.is_some();
    let numbered = || goods.iter().enumerate().filter(|(_, good)| fits(good));
    let of_others = numbered()
        .filter(|(_, good)| good.seller > 2)
        .rev()
        .take(4)
        .map(|(n, good)| (n, good, *budi));
    let others = people.iter().skip(5).copied();
    let of_sari = numbered()
        .filter(|(_, good)| good.seller == 0)
        .zip(others)
        .take(3)
        .map(|((n, good), buyer)| (n, good, buyer));
    let mut all = Talks::default();
    for (i, (n, good, buyer)) in of_others.chain(of_sari).enumerate() {
        let Some(seller) = people.get(good.seller) else { continue };
        let listing = ListingId(id(seed, 1, n));
        let room =
            RoomRow { id: RoomId(id(seed, 2, n)), ..RoomRow::fresh(listing, buyer, *seller) };
        let script = Script { seed, i, price: good.price.unwrap_or_default(), now };
        let told = tell(&script, room, if buyer == *budi { Party::Buyer } else { Party::Seller })?;
        all.rooms.push(told.room);
        all.messages.extend(told.messages);
        all.bargains.push(told.bargain);
        all.offers.extend(told.offers);
    }
    Ok(all)
}

impl Talks {
    /// These and others, about things that these are not about.
    pub(super) fn with(mut self, others: Self) -> Self {
        let about: Vec<ListingId> = self.rooms.iter().map(|room| room.listing_id).collect();
        let fresh = |listing: ListingId| !about.contains(&listing);
        let rooms: Vec<RoomRow> =
            others.rooms.into_iter().filter(|room| fresh(room.listing_id)).collect();
        let kept = |id: RoomId| rooms.iter().any(|room| room.id == id);
        self.messages.extend(others.messages.into_iter().filter(|message| kept(message.room_id)));
        self.bargains.extend(others.bargains.into_iter().filter(|bargain| kept(bargain.room_id)));
        self.offers.extend(others.offers.into_iter().filter(|offer| fresh(offer.listing_id)));
        self.rooms.extend(rooms);
        self
    }

    /// Writes the rooms whose listing is on offer here; a site that does not show a listing has no chat about it.
    pub(super) fn write(&self, conn: &mut Conn, encryption: &Encryption) -> AppResult<()> {
        let goods = |room: &RoomRow| {
            let about = room.listing_id;
            let laid = self.offers.iter().filter(move |offer| offer.listing_id == about);
            laid.flat_map(|offer| offer.items.iter().copied()).chain([about]).collect::<Vec<_>>()
        };
        let here: Vec<ListingId> = self.rooms.iter().flat_map(goods).collect();
        let known = listings::active_ids(conn, &here)?;
        let whole = |room: &&RoomRow| goods(room).iter().all(|good| known.contains(good));
        let rooms: Vec<RoomRow> = self.rooms.iter().filter(whole).cloned().collect();
        let kept = |id: RoomId| rooms.iter().any(|room| room.id == id);
        let messages: Vec<Message> =
            self.messages.iter().filter(|m| kept(m.room_id)).cloned().collect();
        let bargains: Vec<Negotiation> =
            self.bargains.iter().filter(|b| kept(b.room_id)).cloned().collect();
        let of_these = |offer: &&Offer| bargains.iter().any(|b| b.id == offer.negotiation_id);
        let offers: Vec<Offer> = self.offers.iter().filter(of_these).cloned().collect();
        rooms::insert_many(conn, encryption, &rooms, &messages)?;
        negotiations::insert_many(conn, &bargains, &offers)?;
        for room in &rooms {
            let lying = |offer: &&Offer| {
                offer.listing_id == room.listing_id && offer.status == OfferStatus::Pending
            };
            let pending = i32::try_from(offers.iter().filter(lying).count()).unwrap_or(0);
            listings::bump_counts(conn, room.listing_id, 1, pending)?;
        }
        Ok(())
    }
}

struct Script {
    seed: u64,
    i: usize,
    price: i64,
    now: Timestamp,
}

struct Told {
    room: RoomRow,
    messages: Vec<Message>,
    bargain: Negotiation,
    offers: Vec<Offer>,
}

/// Plays one chat; what would open a deal is left on the table, so that a newcomer can take it.
fn tell(script: &Script, mut room: RoomRow, reader: Party) -> anyhow::Result<Told> {
    let lines = generate::talk(script.seed, script.i)?;
    let total: i64 = lines.iter().map(|line| line.minutes.max(1)).sum();
    let mut at =
        script.now - Duration::minutes(total + 5 + i64::try_from(script.i).unwrap_or(0) * 47);
    let bargain_id = NegotiationId(id(script.seed, 3, script.i));
    let (mut messages, mut offers): (Vec<Message>, Vec<Offer>) = (vec![], vec![]);
    for (k, line) in lines.iter().enumerate() {
        at += Duration::minutes(line.minutes.max(1));
        let (side, sender) = match line.who {
            Speaker::Buyer => (Party::Buyer, room.buyer_id),
            Speaker::Seller => (Party::Seller, room.seller_id),
        };
        let mut say = |kind: Kind, text: String, offer: Option<OfferId>| {
            room.last_seq += 1;
            messages.push(Message {
                room_id: room.id,
                seq: room.last_seq,
                id: MessageId(id(
                    script.seed,
                    4,
                    script.i * 1000 + k * 2 + usize::from(offer.is_some()),
                )),
                sender_id: Some(sender),
                kind,
                text,
                offer_id: offer,
                photo: None,
                about: None,
                deleted: false,
                at,
            });
        };
        if !line.text.is_empty() {
            say(Kind::Text, line.text.clone(), None);
        }
        match line.step {
            Some(Step::Offer { permille } | Step::Counter { permille }) => {
                let amount = (script.price * permille / 1000 / 1000 * 1000).max(1000);
                if let Some(last) = offers.last_mut() {
                    last.status = OfferStatus::Countered;
                }
                let offer = OfferId(id(script.seed, 5, script.i * 100 + k));
                offers.push(Offer {
                    id: offer,
                    negotiation_id: bargain_id,
                    listing_id: room.listing_id,
                    by: side,
                    amount,
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
                    opening: false,
                    reason: String::new(),
                });
                say(Kind::Offer, money::rupiah(amount), Some(offer));
            }
            Some(Step::Accept | Step::Decline) => break,
            None => {}
        }
    }
    room.last_at = Some(at);
    // The one who is shown the house has something new to read.
    let own = messages.last().is_some_and(|last| last.sender_id == room.member(reader));
    let unread = if own { 0 } else { i64::try_from(script.i % 3).unwrap_or(0).min(room.last_seq) };
    (room.buyer_read, room.seller_read) = match reader {
        Party::Buyer => (room.last_seq - unread, room.last_seq),
        Party::Seller | Party::System => (room.last_seq, room.last_seq - unread),
    };
    let turn = offers.last().map_or(Party::Buyer, |offer| offer.by.other());
    let version = i32::try_from(offers.len()).unwrap_or(0);
    let bargain = Negotiation {
        id: bargain_id,
        room_id: room.id,
        listing_id: room.listing_id,
        buyer_id: room.buyer_id,
        seller_id: room.seller_id,
        phase: Phase::Open,
        turn,
        version,
    };
    Ok(Told { room, messages, bargain, offers })
}
