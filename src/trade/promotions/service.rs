//! Where every endpoint and the scan bring what is about promotions.

use std::collections::HashMap;

use super::actions::{self, Wish};
use super::figures::{self, Figures};
use super::machine::{Command, Event, Status};
use super::model::Promotion;
use super::policy::{Offer, offers};
use super::store;
use crate::base::clock::{Clock, Timestamp};
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{ListingId, PromotionId, UserId};
use crate::chat::rooms::Announcement;
use crate::config::PromotionTerms;
use crate::market::listings;
use crate::people::accounts;
use crate::trade::payments::{self, Capture, PaidFor, Payer, Payment, Purpose, Settlement};

/// Deadlines of one run of the scan.
const BATCH: i64 = 100;
/// Promotions of a listing that its owner is shown.
const SHOWN: i64 = 20;

/// What an owner sees of the promotions of a listing.
#[derive(Debug)]
pub struct Seen {
    pub offers: Vec<Offer>,
    /// The newest first.
    pub promotions: Vec<Promotion>,
    /// Of those that ran.
    pub figures: HashMap<PromotionId, Figures>,
    /// Where those that are not paid yet are paid.
    pub pay_urls: HashMap<PromotionId, String>,
}

/// Sells promotions; cloning shares it.
#[derive(Clone)]
pub struct Promotions {
    db: Db,
    clock: Clock,
    /// `None` where the site sells none.
    terms: Option<PromotionTerms>,
}

impl Promotions {
    pub fn new(db: Db, clock: Clock, terms: Option<PromotionTerms>) -> Self {
        Self { db, clock, terms }
    }

    /// Whether the site sells promotions.
    pub fn are_sold(&self) -> bool {
        self.terms.is_some()
    }

    fn terms(&self) -> AppResult<PromotionTerms> {
        self.terms.ok_or(AppError::NotFound)
    }

    /// What may be bought for a listing, and what was.
    ///
    /// # Errors
    /// 403 or 404 for somebody else's listing; 404 where none are sold.
    pub async fn of_listing(&self, owner: UserId, listing: ListingId) -> AppResult<Seen> {
        let (terms, now) = (self.terms()?, self.clock.now());
        self.db.read(move |conn| seen(conn, &terms, owner, listing, now)).await
    }

    /// Wants a promotion and opens its payment at the provider; asked again, the same one.
    ///
    /// # Errors
    /// As [`Self::of_listing`] and [`actions::buy`]; `Unavailable` without a provider.
    pub async fn buy(&self, settlement: &Settlement, wish: Wish) -> AppResult<Payment> {
        let (terms, provider) = (self.terms()?, settlement.provider()?);
        settlement
            .open(|| {
                let (db, now) = (self.db.clone(), self.clock.now());
                async move {
                    db.transaction(move |conn| actions::buy(conn, wish, &terms, provider, now))
                        .await
                }
            })
            .await
    }

    /// Ends those whose time is over, and gives up those that were not paid.
    ///
    /// # Errors
    /// When they cannot be read; one that fails is tried again with the next run.
    pub async fn lapse_due(&self) -> AppResult<()> {
        let now = self.clock.now();
        for id in self.db.read(move |conn| store::due(conn, now, BATCH)).await? {
            let lapsed = self
                .db
                .transaction(move |conn| {
                    let mut promotion = lock(conn, id)?;
                    actions::step(conn, &mut promotion, Command::Lapse, now)
                })
                .await;
            if let Err(err) = lapsed {
                tracing::warn!(promotion = %id, error = %err, "a promotion's deadline is tried again");
            }
        }
        Ok(())
    }
}

fn seen(
    conn: &mut Conn,
    terms: &PromotionTerms,
    owner: UserId,
    listing: ListingId,
    now: Timestamp,
) -> AppResult<Seen> {
    let row = listings::own(conn, owner, listing)?;
    let promotions = store::of_listing(conn, listing, SHOWN)?;
    let figures = figures::of(conn, listing, &promotions, now)?;
    let mut pay_urls = HashMap::new();
    // At most one of each kind.
    for unpaid in promotions.iter().filter(|it| it.state.status == Status::Unpaid) {
        let open = payments::open_of(conn, Purpose::Promotion(unpaid.id))?;
        pay_urls.extend(open.and_then(|it| it.state.redirect_url).map(|url| (unpaid.id, url)));
    }
    Ok(Seen { offers: offers(terms, row.content.price), promotions, figures, pay_urls })
}

/// Locks a promotion, its listing first.
fn lock(conn: &mut Conn, id: PromotionId) -> AppResult<Promotion> {
    let listing = store::by_id(conn, id)?.ok_or(AppError::NotFound)?.listing_id;
    listings::lock_many(conn, &[listing])?;
    store::lock(conn, id)?.ok_or(AppError::NotFound)
}

impl PaidFor for Promotions {
    fn payer(&self, conn: &mut Conn, purpose: Purpose) -> AppResult<Payer> {
        let promotion = store::by_id(conn, promotion_of(purpose)?)?.ok_or(AppError::NotFound)?;
        let owner = accounts::profile(conn, promotion.owner_id)?;
        Ok(Payer { name: owner.name, return_url: format!("/iklan/{}/bayar", promotion.code) })
    }

    fn lock(&self, conn: &mut Conn, purpose: Purpose) -> AppResult<()> {
        lock(conn, promotion_of(purpose)?).map(|_promotion| ())
    }

    fn capture(&self, conn: &mut Conn, purpose: Purpose, now: Timestamp) -> AppResult<Capture> {
        let mut promotion = lock(conn, promotion_of(purpose)?)?;
        let listing = listings::by_ids(conn, &[promotion.listing_id])?.pop();
        let for_sale = listing.is_some_and(|it| it.status == listings::Status::Active);
        let events = actions::step(conn, &mut promotion, Command::Capture { for_sale }, now)?;
        let starts = events.iter().any(|event| matches!(event, Event::Started { .. }));
        Ok(if starts { Capture::Followed(Vec::new()) } else { Capture::Unwanted })
    }

    fn announce(&self, _announcements: &[Announcement]) {}
}

fn promotion_of(purpose: Purpose) -> AppResult<PromotionId> {
    match purpose {
        Purpose::Promotion(id) => Ok(id),
        Purpose::Deal(_) => Err(AppError::NotFound),
    }
}
