//! What offers include, as a reader sees it: both sides of a package, what they are worth, and how they compare.

use std::collections::HashMap;

use serde::Serialize;

use super::model::Offer;
use super::package;
use super::viewer::Viewer;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::i18n::Text;
use crate::base::ids::ListingId;
use crate::base::money;
use crate::market::Party;
use crate::market::categories::Categories;
use crate::market::listings::{ListingOut, Status, views_of};
use crate::market::worth::{self, AdjustmentView, Balance, Worth};

/// A listing that an offer includes, as it is stored.
pub(super) struct Included<'a> {
    listing: &'a ListingOut,
    worth: Option<&'a Worth>,
}

/// What both members give in an offer that includes listings, as a reader sees it.
pub struct Package<'a> {
    pub(super) mine: Vec<Included<'a>>,
    pub(super) theirs: Vec<Included<'a>>,
    /// Whether the buyer gives a listing; else the listings are the seller's, for money.
    pub barter: bool,
}

/// The listings that some offers include: two queries, none when they are of money alone.
#[derive(Default)]
pub struct Packages {
    views: HashMap<ListingId, ListingOut>,
    worths: HashMap<ListingId, Worth>,
}

impl Packages {
    /// Loads what these offers include, with the listings that they are about.
    pub fn of<'a>(
        conn: &mut Conn,
        categories: &Categories,
        offers: impl Iterator<Item = &'a Offer>,
        now: Timestamp,
    ) -> AppResult<Self> {
        let mut ids: Vec<ListingId> = offers
            .filter(|offer| !offer.items.is_empty())
            .flat_map(|offer| offer.items.iter().copied().chain([offer.listing_id]))
            .collect();
        ids.sort();
        ids.dedup();
        if ids.is_empty() {
            return Ok(Self::default());
        }
        let views =
            views_of(conn, categories, &ids)?.into_iter().map(|view| (view.id, view)).collect();
        let worths = worth::of(conn, categories, &ids, now)?;
        Ok(Self { views, worths })
    }

    /// What both members give in an offer; `None` when it is of money alone.
    pub fn package(&self, offer: &Offer, viewer: Viewer<'_>) -> Option<Package<'_>> {
        let seller = self.views.get(&offer.listing_id).map(|view| view.seller.id)?;
        if offer.items.is_empty() {
            return None;
        }
        let (mut mine, mut theirs, mut barter) = (Vec::new(), Vec::new(), false);
        for id in std::iter::once(&offer.listing_id).chain(&offer.items) {
            let Some(listing) = self.views.get(id) else { continue };
            barter |= listing.seller.id != seller;
            let side = if listing.seller.id == viewer.user { &mut mine } else { &mut theirs };
            side.push(Included { listing, worth: self.worths.get(id) });
        }
        Some(Package { mine, theirs, barter })
    }
}

fn points(side: &[Included<'_>]) -> i64 {
    side.iter().map(Included::points).sum()
}

impl Included<'_> {
    fn points(&self) -> i64 {
        self.worth.map_or(0, |worth| worth.points)
    }
}

impl Package<'_> {
    /// The number of listings.
    pub fn len(&self) -> usize {
        self.mine.len() + self.theirs.len()
    }

    /// How the two sides of a barter compare; `None` for listings against money.
    pub fn comparison(&self) -> Option<Comparison> {
        let balance = Balance::of(points(&self.mine), points(&self.theirs));
        self.barter.then(|| Comparison {
            level: balance.level,
            verdict: balance.verdict(),
            counts: Text::new("barter-counts")
                .with("mine", self.mine.len())
                .with("theirs", self.theirs.len()),
        })
    }
}

/// How the two sides of a barter compare.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    level: bool,
    verdict: Text,
    /// How many listings each side gives.
    counts: Text,
}

/// A listing of a package.
#[derive(Debug, Clone, Serialize)]
struct IncludedGood {
    title: String,
    /// Its page, where others than the owner may see it.
    url: Option<String>,
    thumb: Option<String>,
    /// What it is worth, with dots; `None` where goods are for money.
    points: Option<String>,
    /// By how many percent its owner adjusted that, and why; `None` where goods are for money.
    adjusted: Option<AdjustmentView>,
    /// Whether it can no longer be had.
    gone: bool,
}

/// What one member gives.
#[derive(Debug, Clone, Serialize)]
struct PackageSideView {
    /// The class that colours the side.
    class: &'static str,
    title: Text,
    /// What the side is worth, with dots; `None` where goods are for money.
    points: Option<String>,
    goods: Vec<IncludedGood>,
}

/// `chat/_offer_goods.html`.
#[derive(Debug, Clone, Serialize)]
pub struct PackageView {
    /// The sides that give something, the reader's first.
    sides: Vec<PackageSideView>,
    /// Who adds money to a barter, and how much.
    top_up: Option<Text>,
    comparison: Option<Comparison>,
}

impl PackageView {
    /// `amount`: the money in the offer, whole rupiah.
    pub(super) fn of(package: &Package<'_>, amount: i64, viewer: Viewer<'_>) -> Self {
        let side = |class, title, goods: &[Included<'_>]| PackageSideView {
            class,
            title,
            points: package.barter.then(|| money::dotted(points(goods))),
            goods: goods.iter().map(|good| IncludedGood::of(good, package.barter)).collect(),
        };
        let mut sides = vec![
            side("me", Text::new("barter-mine"), &package.mine),
            side("them", viewer.named("barter-theirs"), &package.theirs),
        ];
        sides.retain(|side| !side.goods.is_empty());
        let rupiah = money::rupiah(amount);
        let top_up = match viewer.party {
            Party::Buyer => Text::new("barter-from-mine").with("amount", rupiah),
            Party::Seller | Party::System => {
                viewer.named("barter-from-theirs").with("amount", rupiah)
            }
        };
        Self {
            sides,
            top_up: Some(top_up).filter(|_| package.barter && amount != 0),
            comparison: package.comparison(),
        }
    }
}

impl IncludedGood {
    fn of(good: &Included<'_>, barter: bool) -> Self {
        let listing = good.listing;
        Self {
            title: listing.content.title.clone(),
            // What an offer includes both may see, even if it is for barter only.
            url: Some(listing.url.clone())
                .filter(|_| listing.status.is_public() || listing.status == Status::BarterOnly),
            thumb: listing.photos.first().map(|photo| photo.thumbnail.clone()),
            points: barter.then(|| money::dotted(good.points())),
            adjusted: good.worth.and_then(AdjustmentView::of).filter(|_| barter),
            gone: !package::is_available(listing.status) && listing.status != Status::Reserved,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::bargaining::negotiations::examples::{budi, sari};
    use crate::config::Mode;
    use crate::market::listings::examples::camera;

    /// A barter of one of the buyer's listings for the seller's.
    pub(in crate::bargaining::negotiations) fn barter<'a>(
        mine: &'a ListingOut,
        theirs: &'a ListingOut,
    ) -> Package<'a> {
        let side = |listing| vec![Included { listing, worth: None }];
        Package { mine: side(mine), theirs: side(theirs), barter: true }
    }

    #[test]
    fn a_barter_shows_both_sides_their_worth_and_who_adds_money() {
        let (radio, vase) = (camera(&[Mode::Barter], None), camera(&[Mode::Barter], None));
        let view = PackageView::of(&barter(&radio, &vase), 50_000, budi());
        let classes: Vec<&str> = view.sides.iter().map(|side| side.class).collect();
        assert_eq!(classes, ["me", "them"]);
        assert_eq!(view.sides[1].title, Text::new("barter-theirs").with("name", "Sari"));
        assert_eq!(view.sides[0].points.as_deref(), Some("0"));
        let rupiah = money::rupiah(50_000);
        assert_eq!(view.top_up, Some(Text::new("barter-from-mine").with("amount", rupiah)));
        let counts = view.comparison.unwrap().counts;
        assert_eq!(counts, Text::new("barter-counts").with("mine", 1).with("theirs", 1));
        let top_up = PackageView::of(&barter(&radio, &vase), 50_000, sari()).top_up;
        assert_eq!(top_up.unwrap().key, "barter-from-theirs");
        assert_eq!(PackageView::of(&barter(&radio, &vase), 0, budi()).top_up, None);
    }

    #[test]
    fn goods_for_money_show_the_sellers_side_without_points() {
        let vase = camera(&[Mode::Sale], Some(60_000));
        let package = Package { mine: Vec::new(), barter: false, ..barter(&vase, &vase) };
        let view = PackageView::of(&package, 50_000, budi());
        assert_eq!(view.sides.len(), 1);
        assert_eq!((view.sides[0].class, &view.sides[0].points), ("them", &None));
        assert_eq!((view.top_up, view.comparison), (None, None));
    }

    #[test]
    fn a_listing_that_is_sold_is_shown_as_gone_and_a_reserved_one_is_not() {
        for (status, gone) in [(Status::Sold, true), (Status::Reserved, false)] {
            let vase = ListingOut { status, ..camera(&[Mode::Barter], None) };
            let good = IncludedGood::of(&Included { listing: &vase, worth: None }, true);
            assert_eq!(good.gone, gone, "{status}");
        }
    }
}
