//! The rules of a negotiation, total over every state and every command. The order of the checks matters to the person
//! who is refused: what is wrong with an offer itself is reported before whose turn it is.

use chrono::Duration;

use super::command::{Command, Event, Move, Refusal};
use super::facts::{Facts, Tries};
use super::state::{OfferState, OfferStatus, Phase, State};
use crate::base::clock::Timestamp;
use crate::base::ids::OfferId;
use crate::base::money::MAX_PRICE;
use crate::market::Party;

/// An offer can be answered for this long.
const LIFETIME: Duration = Duration::hours(24);

/// Decides one command: the events that follow, none when there is nothing to do, or why it is refused.
pub fn decide(
    state: &State,
    facts: &Facts,
    by: Party,
    command: Command,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    if by == Party::System {
        return by_system(state, facts, command.step, now);
    }
    let Command { step, seen, confirmed } = command;
    Case { state, facts, by, seen, confirmed, now }.by_member(step)
}

fn by_system(
    state: &State,
    facts: &Facts,
    step: Move,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let pending = |id: OfferId| state.pending().filter(|offer| offer.id == id);
    let event = match step {
        // Answered meanwhile, or not due yet: nothing to do.
        Move::Expire(id) => {
            pending(id).filter(|offer| offer.has_expired(now)).map(|_| Event::Expired(id))
        }
        Move::Void(id) => {
            pending(id).filter(|_| facts.included.unavailable > 0).map(|_| Event::Voided(id))
        }
        Move::Bind(id) => pending(id)
            .filter(|offer| offer.by == Party::Buyer && !offer.binding)
            .map(|_| Event::Bound(id)),
        Move::Close => (state.phase == Phase::Open).then_some(Event::Closed),
        Move::Reopen => (state.phase != Phase::Open).then_some(Event::Reopened),
        Move::Offer { .. }
        | Move::Buy { .. }
        | Move::Accept(_)
        | Move::AskMore(_)
        | Move::Decline(_)
        | Move::Withdraw(_) => return Err(Refusal::NotYours),
    };
    Ok(event.into_iter().collect())
}

/// A member's command under judgement.
struct Case<'a> {
    state: &'a State,
    facts: &'a Facts,
    by: Party,
    seen: Option<i32>,
    confirmed: bool,
    now: Timestamp,
}

impl Case<'_> {
    fn by_member(&self, step: Move) -> Result<Vec<Event>, Refusal> {
        if let Move::Expire(_) | Move::Void(_) | Move::Bind(_) | Move::Close | Move::Reopen = step {
            return Err(Refusal::NotYours);
        }
        match self.state.phase {
            Phase::Agreed => return Err(Refusal::AgreedAlready),
            Phase::Closed if self.facts.listing.taken => return Err(Refusal::Taken),
            Phase::Closed => return Err(Refusal::NotOnOffer),
            Phase::Open if !self.facts.listing.on_offer => return Err(Refusal::NotOnOffer),
            Phase::Open => {}
        }
        if self.facts.suspended
            && matches!(step, Move::Offer { .. } | Move::Buy { .. } | Move::Accept(_))
        {
            return Err(Refusal::Suspended);
        }
        if self.facts.muted && matches!(step, Move::Offer { .. } | Move::Buy { .. }) {
            return Err(Refusal::Muted);
        }
        match step {
            Move::Offer { id, amount } => self.offer(id, amount),
            Move::Buy { id, amount } => self.buy(id, amount),
            Move::Accept(id) => self.accept(id),
            Move::AskMore(id) => self.ask_more(id),
            Move::Decline(id) => self.answered(id).map(|_| vec![Event::Declined(id)]),
            Move::Withdraw(id) => self.withdraw(id),
            Move::Expire(_) | Move::Void(_) | Move::Bind(_) | Move::Close | Move::Reopen => {
                Err(Refusal::NotYours)
            }
        }
    }

    fn is_stale(&self) -> bool {
        self.seen.is_some_and(|seen| seen != self.state.version)
    }

    /// Whether such an offer can be made for the listing as it is.
    fn fits(&self, amount: i64) -> Result<(), Refusal> {
        let (listing, included) = (&self.facts.listing, &self.facts.included);
        if included.unavailable > 0 {
            return Err(Refusal::IncludedUnavailable);
        }
        let (barter, more) = (included.of_buyer > 0, included.of_seller > 0);
        match (listing.free, barter) {
            (true, false) if amount == 0 && !more && self.facts.gifts_left <= 0 => {
                Err(Refusal::GiftQuota)
            }
            (true, false) if amount == 0 && !more => Ok(()),
            (true, _) => Err(Refusal::FreeListing),
            (false, true) if !listing.for_barter => Err(Refusal::NoBarter),
            (false, true) if amount != 0 && !self.facts.cash_on_top => Err(Refusal::NoCash),
            (false, true) if (0..=MAX_PRICE).contains(&amount) => Ok(()),
            (false, false) if !listing.for_money => Err(Refusal::BarterOnly),
            (false, false) if (1..=MAX_PRICE).contains(&amount) => Ok(()),
            (false, _) => Err(Refusal::OutOfRange),
        }
    }

    fn offer(&self, id: OfferId, amount: i64) -> Result<Vec<Event>, Refusal> {
        self.fits(amount)?;
        let Some(old) = self.state.pending() else { return self.begin(id, amount, None) };
        // An expired offer is replaced, even when the job has not settled it yet.
        if old.has_expired(self.now) {
            let replaced = Event::Replaced { id: old.id, status: OfferStatus::Expired };
            return self.begin(id, amount, Some(replaced));
        }
        if self.facts.listing.free {
            return Err(Refusal::FreeListing);
        }
        let own = old.by == self.by;
        if own && !old.waits_for_its_maker() {
            return Err(Refusal::NotYourTurn);
        }
        if own && old.binding && (amount < old.amount || self.facts.gives_less) {
            return Err(Refusal::Bound);
        }
        // A counter-offer answers what was seen; a first offer answers nothing.
        if self.is_stale() {
            return Err(Refusal::Stale);
        }
        if !own {
            self.betters(old, amount)?;
        }
        let replaced = Event::Replaced { id: old.id, status: OfferStatus::Countered };
        // A bettered offer still binds.
        let offer = OfferState { binding: own && old.binding, ..self.new_offer(id, amount) };
        Ok(vec![replaced, Event::Offered { offer, opening: false }])
    }

    /// Whether a counter-offer asks for more than the pending offer gives, where only the amounts differ. What cannot be
    /// accepted as it is may be countered with the same amount.
    fn betters(&self, pending: OfferState, amount: i64) -> Result<(), Refusal> {
        if !self.facts.same_goods || pending.needs_reconfirmation {
            return Ok(());
        }
        let gain = match self.by {
            Party::Seller => amount - pending.amount,
            Party::Buyer | Party::System => pending.amount - amount,
        };
        match gain {
            0 => Err(Refusal::SameAsPending(pending.amount)),
            ..0 if !self.confirmed => Err(Refusal::WorseThanPending(pending.amount)),
            _ => Ok(()),
        }
    }

    fn new_offer(&self, id: OfferId, amount: i64) -> OfferState {
        OfferState {
            id,
            by: self.by,
            amount,
            status: OfferStatus::Pending,
            asked_for_more: false,
            binding: false,
            needs_reconfirmation: false,
            live: true,
            expires_at: self.now + LIFETIME,
        }
    }

    /// The first offer while none is pending. The seller's rules bind who begins below the asking price.
    fn begin(
        &self,
        id: OfferId,
        amount: i64,
        replaced: Option<Event>,
    ) -> Result<Vec<Event>, Refusal> {
        let (seller, free) = (self.by == Party::Seller, self.facts.listing.free);
        // The seller mostly answers: what was meant for a settled offer begins nothing.
        if seller && self.is_stale() {
            return Err(Refusal::Stale);
        }
        // A free listing is asked for by the buyer, never offered by the seller.
        if free && seller {
            return Err(Refusal::NotYourTurn);
        }
        let offer = self.new_offer(id, amount);
        let mut events: Vec<Event> = replaced.into_iter().collect();
        events.push(Event::Offered { offer, opening: !seller });
        let full = self.facts.asking.is_some_and(|asking| amount >= asking);
        if seller || free || full || self.facts.included.of_buyer > 0 {
            return Ok(events);
        }
        match self.facts.tries {
            Some(Tries { allowed: ..=0, .. }) => return Err(Refusal::FixedPrice),
            Some(Tries { allowed, used }) if used >= allowed => return Err(Refusal::OutOfTries),
            _ => {}
        }
        if amount < self.facts.floor {
            events.push(Event::TooLow(id));
        }
        Ok(events)
    }

    /// The pending offer, if it is the one that was seen.
    fn meant(&self, id: OfferId) -> Result<OfferState, Refusal> {
        let pending = self.state.pending().ok_or(Refusal::NothingPending)?;
        if pending.id != id || self.is_stale() { Err(Refusal::Stale) } else { Ok(pending) }
    }

    /// The pending offer, if this party may answer it now.
    fn answered(&self, id: OfferId) -> Result<OfferState, Refusal> {
        let pending = self.meant(id)?;
        if pending.by == self.by {
            return Err(Refusal::NotYourTurn);
        }
        if pending.has_expired(self.now) { Err(Refusal::Expired) } else { Ok(pending) }
    }

    fn accept(&self, id: OfferId) -> Result<Vec<Event>, Refusal> {
        let pending = self.answered(id)?;
        // The listing may have been edited since: what could not be offered now cannot be accepted either.
        self.fits(pending.amount)?;
        if pending.needs_reconfirmation {
            Err(Refusal::NeedsReconfirmation)
        } else if self.facts.reserved_elsewhere {
            Err(Refusal::ReservedElsewhere)
        } else {
            Ok(vec![Event::Accepted(id)])
        }
    }

    /// Buys at the asking price; whatever is pending makes way, as nothing in it can be better for the seller.
    fn buy(&self, id: OfferId, amount: i64) -> Result<Vec<Event>, Refusal> {
        if self.by != Party::Buyer {
            return Err(Refusal::NotYours);
        }
        if self.facts.listing.free {
            return Err(Refusal::FreeListing);
        }
        if !self.facts.listing.for_money {
            return Err(Refusal::BarterOnly);
        }
        let asking = self.facts.asking.ok_or(Refusal::NoPrice)?;
        if asking != amount {
            return Err(Refusal::PriceChanged(asking));
        }
        if self.facts.reserved_elsewhere {
            return Err(Refusal::ReservedElsewhere);
        }
        let replaced = self.state.pending().map(|old| {
            let expired = old.has_expired(self.now);
            let status = if expired { OfferStatus::Expired } else { OfferStatus::Countered };
            Event::Replaced { id: old.id, status }
        });
        let bought = OfferState { status: OfferStatus::Accepted, ..self.new_offer(id, amount) };
        Ok(replaced.into_iter().chain([Event::Bought(bought)]).collect())
    }

    fn ask_more(&self, id: OfferId) -> Result<Vec<Event>, Refusal> {
        let pending = self.answered(id)?;
        match (self.facts.listing.free, pending.asked_for_more) {
            (true, _) => Err(Refusal::FreeListing),
            (false, true) => Err(Refusal::AskedAlready),
            (false, false) => Ok(vec![Event::AskedMore(id)]),
        }
    }

    fn withdraw(&self, id: OfferId) -> Result<Vec<Event>, Refusal> {
        let pending = self.meant(id)?;
        match (pending.by == self.by, pending.binding) {
            (false, _) => Err(Refusal::NotYourTurn),
            (true, true) => Err(Refusal::Bound),
            (true, false) => Ok(vec![Event::Withdrawn(id)]),
        }
    }
}
