//! A deal with its legs, its items and their listings, all locked.

use super::machine::{Course, Event, Leg, evolve};
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
        let before = self.course.clone();
        for event in events {
            evolve(&mut self.course, event);
        }
        if before.returns.is_empty() && !self.course.returns.is_empty() {
            store::insert_legs(conn, self.deal.id, &self.course.returns)?;
        }
        let legs = self.course.legs.iter().chain(&self.course.returns);
        let known = |leg: &&Leg| before.legs.contains(leg) || before.returns.contains(leg);
        for leg in legs.filter(|leg| !known(leg)) {
            store::save_leg(conn, self.deal.id, leg)?;
        }
        self.deal.state = self.course.state.clone();
        self.deal.updated_at = now;
        store::save(conn, &self.deal)?;
        outbox::write(conn, &TradeEvent::DealChanged { deal: self.deal.id })
    }

    /// Gives every reserved listing back the status it had; one that has expired meanwhile is set to expired, and one that
    /// is not with its owner is set inactive until its owner has it back. One that was sold counts as sold no more.
    ///
    /// # Errors
    /// The database's errors.
    pub fn release(&mut self, conn: &mut Conn, now: Timestamp) -> AppResult<()> {
        for item in self.items.iter().filter(|item| item.live) {
            let away = !self.course.is_with_owner(item.side);
            let listing = self.listings.iter_mut().find(|listing| listing.id == item.listing_id);
            if let Some(listing) = listing {
                let status = match (listing.status, item.previous_status) {
                    (Status::Sold, _) => Status::Inactive,
                    (Status::Reserved, _) if away => Status::Inactive,
                    (Status::Reserved, Status::Active) if listing.expires_at <= now => {
                        Status::Expired
                    }
                    (Status::Reserved, previous) => previous,
                    (other, _) => other,
                };
                if listing.status == Status::Sold {
                    accounts::add_sold(conn, listing.seller_id, -1)?;
                }
                if listing.status != status {
                    listing.status = status;
                    listings::set_status(conn, listing.id, status, now)?;
                }
            }
            listings::announce_change(conn, item.listing_id)?;
        }
        store::release_items(conn, self.deal.id)
    }

    /// Sets every listing sold, and counts it for its owner; a deal that was completed before a dispute counts once.
    ///
    /// # Errors
    /// The database's errors.
    pub fn sell(&mut self, conn: &mut Conn, now: Timestamp) -> AppResult<()> {
        for listing in self.listings.iter_mut().filter(|listing| listing.status != Status::Sold) {
            listing.status = Status::Sold;
            listings::set_status(conn, listing.id, listing.status, now)?;
            listings::announce_change(conn, listing.id)?;
            accounts::add_sold(conn, listing.seller_id, 1)?;
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
