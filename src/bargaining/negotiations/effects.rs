//! What a decision leaves behind: the rows as the machine evolved them, the deal, and the message of each event.

use diesel::result::Error as DieselError;

use super::context::{Locked, MoveContext};
use super::machine::{Event, OfferState, OfferStatus, evolve};
use super::model::{MoveRequest, Mover, Offer};
use super::package;
use super::store::{self, OfferChange};
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, violates};
use crate::base::error::{AppError, AppResult};
use crate::base::ids::MessageId;
use crate::base::money;
use crate::chat::rooms::{MessageKind, NewMessage, SystemMessage, system_message};
use crate::config::Mode;
use crate::market::Party;
use crate::market::listings::{self, Listing};
use crate::market::terms::Delivery;
use crate::people::accounts;
use crate::trade::deals::{self, Agreement, Deal, GivenListing};

/// A move whose events are being applied.
pub(super) struct Applying<'a> {
    pub locked: &'a mut Locked,
    /// The pending offer, else the newest; it follows the events.
    pub current: Option<Offer>,
    pub request: &'a MoveRequest,
    pub now: Timestamp,
}

impl Applying<'_> {
    /// Evolves the negotiation by one event and saves the offer that it made or changed. The negotiation's own row is
    /// saved once, after the last event.
    pub fn apply(&mut self, conn: &mut Conn, event: &Event) -> AppResult<()> {
        let mut state = self.locked.negotiation.state(self.current.as_ref());
        evolve(&mut state, event);
        self.locked.negotiation.set_state(&state);
        let made = match event {
            Event::Offered { offer, opening } => Some((offer, *opening)),
            Event::Bought(offer) => Some((offer, false)),
            _ => None,
        };
        if let Some((offer, opening)) = made {
            let offer = self.new_offer(offer, opening);
            store::insert_offer(conn, &offer).map_err(refused_by_index)?;
            self.current = Some(offer);
            return Ok(());
        }
        let reason = match event {
            Event::Declined(_) => self.request.command.note.as_str(),
            _ => "",
        };
        if let (Some(offer), Some(after)) = (&mut self.current, &state.offer)
            && let Some(change) = OfferChange::between(&offer.state(), after, reason, self.now)
        {
            store::save_offer(conn, offer.id, &change).map_err(refused_by_index)?;
            if let Some(by) = ended_by(event) {
                deals::end_asked(conn, &[offer.id], by, self.now)?;
            }
            offer.set_state(after);
            reason.clone_into(&mut offer.reason);
        }
        Ok(())
    }

    fn new_offer(&self, state: &OfferState, opening: bool) -> Offer {
        let (negotiation, command) = (&self.locked.negotiation, &self.request.command);
        Offer {
            id: state.id,
            negotiation_id: negotiation.id,
            listing_id: negotiation.listing_id,
            by: state.by,
            amount: state.amount,
            note: command.note.clone(),
            status: state.status,
            live: state.live,
            expires_at: state.expires_at,
            created_at: self.now,
            assistant: matches!(self.request.mover, Mover::Assistant(_)),
            items: command.items.clone(),
            asked_for_more: state.asked_for_more,
            opening,
            reason: String::new(),
            binding: state.binding,
            needs_reconfirmation: state.needs_reconfirmation,
            // A counter-offer that does not speak of it leaves it as it was.
            method: command.method.or_else(|| self.current_method()),
        }
    }

    /// How the pending offer is to be handed over.
    fn current_method(&self) -> Option<Delivery> {
        let pending = self.current.as_ref().filter(|offer| offer.status != OfferStatus::Expired);
        let method = pending.and_then(|offer| offer.method)?;
        self.locked.listing.content.delivery.contains(&method).then_some(method)
    }

    /// How the deal is handed over: as the offer says, else as the acceptance does, else by meeting where that is allowed.
    fn agreed_method(&self) -> Delivery {
        let ways = &self.locked.listing.content.delivery;
        let named = self.current_method().or(self.request.command.method);
        let first = || ways.first().copied().filter(|_| !ways.contains(&Delivery::Meet));
        named.or_else(first).unwrap_or(Delivery::Meet)
    }

    /// Opens the deal of the accepted offer, and ends the promises about what it holds.
    pub fn open_deal(&self, conn: &mut Conn, context: &MoveContext) -> AppResult<Deal> {
        for listing in self.locked.listings() {
            store::end_promise(conn, listing.id)?;
        }
        let items = self.given();
        let agreement = self.agreement(&items)?;
        deals::open(conn, &context.opening, &agreement, self.now)
    }

    /// Makes the pending order of an offer at the asking price; it reserves nothing.
    pub fn ask(&self, conn: &mut Conn, context: &MoveContext) -> AppResult<Deal> {
        let items = self.given();
        let agreement = self.agreement(&items)?;
        let until = self.current.as_ref().map_or(self.now, |offer| offer.expires_at);
        deals::ask(conn, &context.opening, &agreement, until, self.now)
    }

    fn given(&self) -> Vec<GivenListing<'_>> {
        let negotiation = &self.locked.negotiation;
        let given = |listing: &Listing| negotiation.party(listing.seller_id);
        (self.locked.listings())
            .map(|listing| GivenListing { by: given(listing).unwrap_or(Party::Seller), listing })
            .collect()
    }

    fn agreement<'b>(&self, items: &'b [GivenListing<'b>]) -> AppResult<Agreement<'b>> {
        let negotiation = &self.locked.negotiation;
        let offer = self.current.as_ref().ok_or(AppError::NotFound)?;
        let (amount, minutes) = match self.request.mover {
            Mover::Assistant(terms) => (offer.amount.min(terms.most), terms.minutes),
            Mover::Member(..) | Mover::System => (offer.amount, 0),
        };
        let mode = if items.iter().any(|item| item.by == Party::Buyer) {
            Mode::Barter
        } else if self.locked.listing.content.modes.contains(&Mode::Free) {
            Mode::Free
        } else {
            Mode::Sale
        };
        Ok(Agreement {
            items,
            offer: offer.id,
            room: negotiation.room_id,
            buyer: negotiation.buyer_id,
            mode,
            method: self.agreed_method(),
            amount,
            minutes,
        })
    }

    /// The messages of an event; none for an offer that another replaces: the message of the other shows it.
    pub fn messages(
        &self,
        conn: &mut Conn,
        event: &Event,
        deal: Option<&Deal>,
    ) -> AppResult<Vec<NewMessage>> {
        let words = self.request.command.note.as_str();
        let free = self.locked.listing.content.modes.contains(&Mode::Free);
        let worded = |plain, of_request| if free { of_request } else { plain };
        let text = match event {
            Event::Offered { offer, .. } => return Ok(vec![self.offer_message(offer)]),
            Event::Replaced { .. } | Event::Bound(_) => return Ok(Vec::new()),
            Event::Accepted(_) => agreed(conn, deal)?,
            Event::Bought(offer) => {
                let name = self.name(conn)?;
                let said = system_message(&bought(conn, deal, name)?);
                return Ok(vec![self.offer_message(offer), said]);
            }
            Event::AskedMore(_) => {
                let name = self.name(conn)?;
                with_words("said-asked-more", "said-asked-more-words", name, words)
            }
            Event::Declined(_) if matches!(self.request.mover, Mover::Assistant(_)) => {
                SystemMessage::new("said-declined-assistant")
            }
            Event::Declined(_) => {
                let name = self.name(conn)?;
                let plain = worded("said-declined", "said-declined-free");
                let with_reason = worded("said-declined-words", "said-declined-free-words");
                with_words(plain, with_reason, name, words)
            }
            Event::TooLow(_) => SystemMessage::new("said-too-low"),
            Event::Voided(_) => SystemMessage::new("said-item-gone"),
            Event::Withdrawn(_) => {
                let key = worded("said-withdrawn", "said-withdrawn-free");
                SystemMessage::new(key).with("name", self.name(conn)?)
            }
            Event::Expired(_) => SystemMessage::new(worded("said-expired", "said-expired-free")),
            Event::Closed => SystemMessage::new("said-taken"),
            Event::Reopened => SystemMessage::new("said-reopened"),
        };
        Ok(vec![system_message(&text)])
    }

    /// An offer is a message of its maker; the assistant's is one of the system.
    fn offer_message(&self, offer: &OfferState) -> NewMessage {
        let Locked { listing, items, negotiation, .. } = &*self.locked;
        NewMessage {
            id: MessageId(offer.id.0),
            sender: match self.request.mover {
                Mover::Member(user, _) => Some(user),
                Mover::Assistant(_) | Mover::System => None,
            },
            kind: MessageKind::Offer,
            text: package::line(listing, items, negotiation, offer.amount),
            offer: Some(offer.id),
            photo: None,
            about: None,
        }
    }

    /// The mover's name; empty for the assistant and the system.
    fn name(&self, conn: &mut Conn) -> AppResult<String> {
        match self.request.mover {
            Mover::Member(user, _) => Ok(accounts::profile(conn, user)?.name),
            Mover::Assistant(_) | Mover::System => Ok(String::new()),
        }
    }
}

/// Whose answer ends a pending order together with its offer; none when it is agreed.
fn ended_by(event: &Event) -> Option<Party> {
    match event {
        Event::Declined(_) | Event::TooLow(_) => Some(Party::Seller),
        Event::Withdrawn(_) => Some(Party::Buyer),
        Event::Replaced { .. } | Event::Voided(_) | Event::Expired(_) | Event::Closed => {
            Some(Party::System)
        }
        _ => None,
    }
}

/// A unique index refuses a second accepted offer about a listing, even if the locks fail.
fn refused_by_index(err: DieselError) -> AppError {
    if violates(&err, "offers_one_accepted") {
        AppError::conflict("offer-taken")
    } else {
        err.into()
    }
}

/// With the digest of the deal sheet, as [`bought`].
fn agreed(conn: &mut Conn, deal: Option<&Deal>) -> AppResult<SystemMessage> {
    let Some(deal) = deal else { return Ok(SystemMessage::new("said-agreed-free")) };
    let key = match (deal.mode, deal.amount) {
        (Mode::Barter, 0) => "said-agreed-barter",
        (Mode::Barter, _) => "said-agreed-barter-cash",
        (_, 0) => "said-agreed-free",
        _ => "said-agreed",
    };
    let text = SystemMessage::new(key).with("amount", money::rupiah(deal.amount));
    deals::with_sheet(conn, text.with("code", &deal.code), deal.id)
}

fn bought(conn: &mut Conn, deal: Option<&Deal>, name: String) -> AppResult<SystemMessage> {
    let text = SystemMessage::new("said-bought").with("name", name);
    let Some(deal) = deal else { return Ok(text) };
    let text = text.with("amount", money::rupiah(deal.amount)).with("code", &deal.code);
    deals::with_sheet(conn, text, deal.id)
}

/// A system message about a person, with their note if there is one.
fn with_words(plain: &str, worded: &str, name: String, words: &str) -> SystemMessage {
    if words.is_empty() {
        SystemMessage::new(plain).with("name", name)
    } else {
        SystemMessage::new(worded).with("name", name).with("text", words)
    }
}

/// Updates the number of pending offers that a listing's card shows.
pub(super) fn count_offers(conn: &mut Conn, listing: &Listing) -> AppResult<()> {
    let pending = store::count_pending(conn, listing.id)?;
    if pending != listing.offer_count {
        listings::bump_counts(conn, listing.id, 0, pending - listing.offer_count)?;
        listings::announce_counts(conn, listing.id)?;
    }
    Ok(())
}
