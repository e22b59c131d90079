//! What a package holds, what may be added to it, and how the two sides compare.

use std::collections::HashMap;

use super::good::{Good, Side};
use super::scale::Scale;
use super::suggestion::{Suggestion, compare_inventories, suggest};
use crate::bargaining::negotiations::{CurrentOffer, is_available, offer_rules};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{ListingId, UserId};
use crate::base::money;
use crate::config::Mode;
use crate::market::Party;
use crate::market::categories::Categories;
use crate::market::listings::{self, Listing, ListingOut, Status, views_of};
use crate::market::worth::{self, Balance, Worth};

/// Goods of one side that are shown to choose from.
const MAX_INVENTORY: i64 = 40;

/// A reduced price for several goods at once.
#[derive(Debug, Clone, Copy)]
pub(super) struct BundlePrice {
    pub percent: i64,
    /// Whole rupiah.
    pub price: i64,
}

/// Which package is shown, and to whom.
pub(super) struct PackageQuery<'a> {
    pub listing: &'a Listing,
    pub buyer: UserId,
    /// The reader's side.
    pub side: Party,
    /// Goods of the seller for money; else goods for goods.
    pub sale: bool,
    /// The goods that were chosen; `None` starts with those of the pending offer.
    pub chosen: Option<Vec<ListingId>>,
}

/// The package.
#[derive(Debug)]
pub(super) struct PackageContents {
    pub mine: Side,
    pub theirs: Side,
    pub balance: Balance,
    pub scale: Scale,
    pub suggestion: Option<Suggestion>,
    /// The sum of the prices of the seller's goods, whole rupiah; `None` when one has no price.
    pub asking: Option<i64>,
    pub bundle: Option<BundlePrice>,
    pub current_offer: Option<CurrentOffer>,
}

impl PackageQuery<'_> {
    fn reader(&self) -> UserId {
        match self.side {
            Party::Buyer => self.buyer,
            Party::Seller | Party::System => self.listing.seller_id,
        }
    }

    /// Whether the owner gives the listing away in this kind of package.
    fn allows_mode(&self, view: &ListingOut) -> bool {
        if view.seller.id == self.buyer {
            return !self.sale && !view.content.modes.contains(&Mode::Free);
        }
        view.content.modes.contains(if self.sale { &Mode::Sale } else { &Mode::Barter })
    }
}

/// The listings that the package may hold.
struct Candidates<'a> {
    query: &'a PackageQuery<'a>,
    views: HashMap<ListingId, ListingOut>,
    worths: HashMap<ListingId, Worth>,
    chosen: Vec<ListingId>,
    /// Those that an offer of the negotiation included before.
    included: Vec<ListingId>,
}

impl<'a> Candidates<'a> {
    fn load(
        conn: &mut Conn,
        categories: &Categories,
        query: &'a PackageQuery<'a>,
        current: Option<&CurrentOffer>,
        now: Timestamp,
    ) -> AppResult<Self> {
        let included = current.map(|current| current.included.clone()).unwrap_or_default();
        let pending = current.and_then(|current| current.pending.as_ref());
        let chosen = query
            .chosen
            .clone()
            .unwrap_or_else(|| pending.map(|offer| offer.items.clone()).unwrap_or_default());
        let mut ids = vec![query.listing.id];
        for owner in [query.buyer, query.listing.seller_id] {
            let shown: &[Status] = match query.reader() == owner {
                true => &[Status::Active, Status::BarterOnly],
                false => &[Status::Active],
            };
            ids.extend(listings::ids_of_seller(conn, owner, shown, MAX_INVENTORY)?);
        }
        ids.extend(included.iter().chain(&chosen));
        ids.sort();
        ids.dedup();
        let worths = worth::of(conn, categories, &ids, now)?;
        let views =
            views_of(conn, categories, &ids)?.into_iter().map(|view| (view.id, view)).collect();
        Ok(Self { query, views, worths, chosen, included })
    }

    /// Whether a listing may be part of the package and the reader may see it.
    fn allows(&self, view: &ListingOut) -> bool {
        let query = self.query;
        let of_a_member = [query.buyer, query.listing.seller_id].contains(&view.seller.id);
        let visible = view.seller.id == query.reader()
            || view.status.is_public()
            || self.included.contains(&view.id);
        of_a_member && visible && query.allows_mode(view)
    }

    fn good(&self, view: &ListingOut) -> Good {
        Good::of(view, self.worths.get(&view.id))
    }

    /// What a member gives: the listing of the negotiation if it is theirs, then the chosen goods in the order of their choice.
    /// The other goods are their inventory, the newest first.
    fn side(&self, owner: UserId) -> Side {
        let listing = self.query.listing;
        let is_other = |view: &&ListingOut| view.seller.id == owner && view.id != listing.id;
        let fixed = self.views.get(&listing.id).filter(|_| owner == listing.seller_id);
        let chosen = self.chosen.iter().filter_map(|id| self.views.get(id)).filter(is_other);
        let goods: Vec<Good> = fixed
            .map(|view| Good { fixed: true, ..self.good(view) })
            .into_iter()
            .chain(chosen.filter(|view| self.allows(view)).map(|view| self.good(view)))
            .collect();
        let mut rest: Vec<&ListingOut> = self
            .views
            .values()
            .filter(is_other)
            .filter(|view| !self.chosen.contains(&view.id) && self.allows(view))
            .filter(|view| is_available(view.status))
            .collect();
        rest.sort_by_key(|view| std::cmp::Reverse((view.created_at, view.id)));
        Side {
            points: goods.iter().map(|good| good.points).sum(),
            goods,
            inventory: rest.into_iter().map(|view| self.good(view)).collect(),
        }
    }
}

/// Loads a package, beginning with the current offer: five queries, however many goods.
pub(super) fn load(
    conn: &mut Conn,
    categories: &Categories,
    query: &PackageQuery<'_>,
    current_offer: Option<CurrentOffer>,
    now: Timestamp,
) -> AppResult<PackageContents> {
    let candidates = Candidates::load(conn, categories, query, current_offer.as_ref(), now)?;
    let buyers = candidates.side(query.buyer);
    let sellers = candidates.side(query.listing.seller_id);
    let asking: Option<i64> = sellers.goods.iter().map(|good| good.price).sum();
    let bundle = match asking.filter(|_| query.sale && sellers.goods.len() > 1) {
        Some(asking) => bundle(conn, query.listing.seller_id, asking)?,
        None => None,
    };
    let (mut mine, mut theirs) = match query.side {
        Party::Buyer => (buyers, sellers),
        Party::Seller | Party::System => (sellers, buyers),
    };
    let balance = Balance::of(mine.points, theirs.points);
    compare_inventories(&mut mine, &mut theirs);
    let suggestion = if query.sale { None } else { suggest(&mine, &theirs, balance) };
    let scale = Scale::of(balance);
    Ok(PackageContents { mine, theirs, balance, scale, suggestion, asking, bundle, current_offer })
}

/// The price of several goods, where the seller reduces it.
fn bundle(conn: &mut Conn, seller: UserId, asking: i64) -> AppResult<Option<BundlePrice>> {
    let percent = i64::from(offer_rules::bundle_percent(conn, seller)?);
    let price = money::discounted(asking, percent);
    Ok((percent > 0).then_some(BundlePrice { percent, price }))
}

/// Checks that the listing may be part of such a package.
///
/// # Errors
/// 409 when it is not for sale, or not for barter.
pub(super) fn check_mode(listing: &Listing, sale: bool) -> AppResult<()> {
    let mode = if sale { Mode::Sale } else { Mode::Barter };
    if listing.content.modes.contains(&mode) {
        Ok(())
    } else {
        Err(AppError::conflict(if sale { "offer-barter-only" } else { "offer-not-for-barter" }))
    }
}
