//! What a move leaves behind: the offer's rows, and what is said of it in the room.

use chrono::Duration;
use diesel::result::Error as DieselError;

use super::actions::Mover;
use super::announce::house;
use super::goods;
use super::machine::Event as Made;
use super::model::{MoveCommand, Negotiation, Offer, OfferStatus, TalkState, side};
use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, violates};
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{MessageId, OfferId};
use crate::base::money;
use crate::chat::rooms::{Kind, NewMessage, Side, SystemMessage};
use crate::config::Mode;
use crate::market::listings::{self, Listing};
use crate::people::accounts;
use crate::trade::deals::Deal;

/// An offer binds this long.
const HOURS: i64 = 24;

/// A move that is being written down.
pub(super) struct Making<'a> {
    pub listing: &'a Listing,
    /// The goods of the offer that is made.
    pub goods: &'a [Listing],
    pub command: &'a MoveCommand,
    pub mover: Mover,
    /// Whether it begins a bargain.
    pub opening: bool,
    /// Whether it takes the place of an offer that bound its maker.
    pub bound: bool,
    pub now: Timestamp,
}

/// Writes one event's rows; answers the message that tells it.
pub(super) fn write(
    conn: &mut Conn,
    talk: &mut Negotiation,
    event: Made,
    making: &Making<'_>,
    deal: Option<&Deal>,
) -> AppResult<NewMessage> {
    let Making { command, mover, now, .. } = *making;
    let mut settle = |offer, status, reason: &str| {
        store::settle(conn, offer, status, reason, now).map_err(|err: DieselError| {
            if violates(&err, "offers_one_accepted") {
                AppError::conflict("offer-taken")
            } else {
                err.into()
            }
        })
    };
    let words = command.note.trim();
    let said = match event {
        Made::Offered { id, by, amount } => {
            let offer = offer(talk, making, id, side(by).unwrap_or(Side::Buyer), amount);
            store::insert_offer(conn, &offer)?;
            let sender = match mover {
                Mover::Member(user, _) => Some(user),
                Mover::Assistant(_) | Mover::House => None,
            };
            return Ok(NewMessage {
                id: MessageId(id.0),
                sender,
                kind: Kind::Offer,
                text: goods::line(making.listing, making.goods, talk, amount),
                offer: Some(id),
                photo: None,
                about: None,
            });
        }
        Made::Countered(id) => {
            settle(id, OfferStatus::Countered, "")?;
            SystemMessage::new("said-countered")
        }
        Made::Accepted(id) => {
            settle(id, OfferStatus::Accepted, "")?;
            talk.state = TalkState::Agreed;
            agreed(deal)
        }
        Made::AskedMore(id) => {
            store::set_asked(conn, id)?;
            let name = name_of(conn, mover)?;
            with_words("said-asked-more", "said-asked-more-words", name, words)
        }
        Made::Declined(id) => {
            settle(id, OfferStatus::Declined, words)?;
            match mover {
                Mover::Assistant(_) => SystemMessage::new("said-declined-assistant"),
                _ => {
                    let name = name_of(conn, mover)?;
                    with_words("said-declined", "said-declined-words", name, words)
                }
            }
        }
        Made::TooLow(id) => {
            settle(id, OfferStatus::Declined, "")?;
            SystemMessage::new("said-too-low")
        }
        Made::Voided(id) => {
            settle(id, OfferStatus::Declined, "")?;
            SystemMessage::new("said-item-gone")
        }
        Made::Withdrawn(id) => {
            settle(id, OfferStatus::Withdrawn, "")?;
            SystemMessage::new("said-withdrawn").with("name", name_of(conn, mover)?)
        }
        Made::Expired(id) => {
            settle(id, OfferStatus::Expired, "")?;
            SystemMessage::new("said-expired")
        }
        Made::Closed => {
            talk.state = TalkState::Closed;
            SystemMessage::new("said-taken")
        }
        Made::Reopened => {
            talk.state = TalkState::Open;
            SystemMessage::new("said-reopened")
        }
    };
    Ok(house(&said))
}

fn offer(talk: &Negotiation, making: &Making<'_>, id: OfferId, by: Side, amount: i64) -> Offer {
    Offer {
        id,
        negotiation_id: talk.id,
        listing_id: talk.listing_id,
        by,
        amount,
        note: making.command.note.trim().to_owned(),
        status: OfferStatus::Pending,
        expires_at: making.now + Duration::hours(HOURS),
        created_at: making.now,
        assistant: matches!(making.mover, Mover::Assistant(_)),
        items: making.command.items.clone(),
        asked: false,
        opening: making.opening,
        reason: String::new(),
        bound: making.bound,
        changed: false,
    }
}

fn agreed(deal: Option<&Deal>) -> SystemMessage {
    let Some(deal) = deal else { return SystemMessage::new("said-agreed-free") };
    let key = match (deal.mode, deal.amount) {
        (Mode::Barter, 0) => "said-agreed-barter",
        (Mode::Barter, _) => "said-agreed-barter-cash",
        (_, 0) => "said-agreed-free",
        _ => "said-agreed",
    };
    SystemMessage::new(key).with("amount", money::rupiah(deal.amount)).with("code", &deal.code)
}

/// A sentence about somebody, with their words when there are any.
fn with_words(plain: &str, worded: &str, name: String, words: &str) -> SystemMessage {
    if words.is_empty() {
        SystemMessage::new(plain).with("name", name)
    } else {
        SystemMessage::new(worded).with("name", name).with("text", words)
    }
}

fn name_of(conn: &mut Conn, mover: Mover) -> AppResult<String> {
    match mover {
        Mover::Member(user, _) => Ok(accounts::profile(conn, user)?.name),
        Mover::Assistant(_) | Mover::House => Ok(String::new()),
    }
}

/// Keeps the number of pending offers that the card shows.
pub(super) fn count_offers(conn: &mut Conn, listing: &Listing) -> AppResult<()> {
    let pending = store::count_pending(conn, listing.id)?;
    if pending != listing.offer_count {
        listings::bump_counts(conn, listing.id, 0, pending - listing.offer_count)?;
        listings::announce_counts(conn, listing.id)?;
    }
    Ok(())
}
