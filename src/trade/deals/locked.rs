//! A deal with its legs, its items and their listings, all locked.

use super::machine::{Course, Event, LegStatus, evolve};
use super::model::{Deal, DealItem};
use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{DealId, ListingId, UserId};
use crate::base::outbox;
use crate::market::Party;
use crate::market::listings::{self, Listing, Status};
use crate::people::accounts;
use crate::trade::events::TradeEvent;

/// A deal that a move changes.
pub(super) struct LockedDeal {
    pub deal: Deal,
    pub course: Course,
    pub items: Vec<DealItem>,
    pub listings: Vec<Listing>,
}

impl LockedDeal {
    /// Locks the listings by id, then the deal.
    ///
    /// # Errors
    /// `NotFound` without such a deal.
    pub fn lock(conn: &mut Conn, id: DealId) -> AppResult<Self> {
        let items = store::items_of(conn, &[id])?;
        let ids: Vec<ListingId> = items.iter().map(|item| item.listing_id).collect();
        let listings = listings::lock_many(conn, &ids)?;
        let deal = store::lock(conn, id)?.ok_or(AppError::NotFound)?;
        let course = store::course(conn, &deal)?;
        Ok(Self { deal, course, items, listings })
    }

    /// Evolves the deal by decided events and saves what changed.
    ///
    /// # Errors
    /// The database's errors.
    pub fn apply(&mut self, conn: &mut Conn, events: &[Event], now: Timestamp) -> AppResult<()> {
        let before = self.course.legs.clone();
        for event in events {
            evolve(&mut self.course, event);
        }
        for leg in self.course.legs.iter().filter(|leg| !before.contains(leg)) {
            store::save_leg(conn, self.deal.id, leg)?;
        }
        self.deal.state = self.course.state.clone();
        self.deal.updated_at = now;
        store::save(conn, &self.deal)?;
        outbox::write(conn, &TradeEvent::DealChanged { deal: self.deal.id })
    }

    /// Gives every reserved listing back the status it had; one that has expired meanwhile is set to expired, and one that
    /// was sent away is set inactive until its owner has it back.
    ///
    /// # Errors
    /// The database's errors.
    pub fn release(&mut self, conn: &mut Conn, now: Timestamp) -> AppResult<()> {
        for item in self.items.iter().filter(|item| item.live) {
            let away = self
                .course
                .leg_of(item.side)
                .is_some_and(|leg| !matches!(leg.status, LegStatus::Waiting | LegStatus::Returned));
            let listing = self.listings.iter_mut().find(|listing| listing.id == item.listing_id);
            if let Some(listing) = listing.filter(|listing| listing.status == Status::Reserved) {
                listing.status = match item.previous_status {
                    _ if away => Status::Inactive,
                    Status::Active if listing.expires_at <= now => Status::Expired,
                    previous => previous,
                };
                listings::set_status(conn, listing.id, listing.status, now)?;
            }
            listings::announce_change(conn, item.listing_id)?;
        }
        store::release_items(conn, self.deal.id)
    }

    /// Sets every listing sold, and counts it for its owner.
    ///
    /// # Errors
    /// The database's errors.
    pub fn sell(&mut self, conn: &mut Conn, now: Timestamp) -> AppResult<()> {
        for listing in &mut self.listings {
            listing.status = Status::Sold;
            listings::set_status(conn, listing.id, listing.status, now)?;
            listings::announce_change(conn, listing.id)?;
        }
        for party in [Party::Buyer, Party::Seller] {
            let sold = self.items.iter().filter(|item| item.side == party).count();
            accounts::add_sold(conn, self.deal.member(party), i32::try_from(sold).unwrap_or(0))?;
        }
        Ok(())
    }

    /// The name of a party.
    ///
    /// # Errors
    /// The database's errors.
    pub fn name(&self, conn: &mut Conn, party: Party) -> AppResult<String> {
        let user: UserId = self.deal.member(party);
        Ok(accounts::profile(conn, user)?.name)
    }
}
