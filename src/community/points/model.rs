//! The plain types.

use chrono::Datelike;
use diesel::prelude::*;

use crate::base::clock::{Timestamp, Zone};
use crate::base::ids::{DealId, UserId, words};
use crate::base::schema::{point_facts, point_totals};
use crate::config::Mode;

words! {
    /// What points are earned as.
    #[schema(as = PointKind)]
    Kind {
        /// Giving goods.
        Seller = "seller",
        /// Getting goods for money or as a gift.
        Buyer = "buyer",
    }
}

words! {
    /// Why an entry was made.
    #[schema(as = PointReason)]
    Reason {
        /// The deal is completed.
        Deal = "deal",
        /// The deal is not completed any more.
        Undone = "undone",
        /// The deal belongs to a closed circle.
        Circle = "circle",
        /// The circle is not closed any more.
        Opened = "opened",
        /// A bonus.
        Milestone = "milestone",
        /// The deals of the bonus do not count any more.
        MilestoneUndone = "milestone_undone",
    }
}

impl Reason {
    /// Whether the entry gives; else it takes back.
    pub fn gives(self) -> bool {
        matches!(self, Self::Deal | Self::Opened | Self::Milestone)
    }
}

/// What was known about a completed deal when it was first seen.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = point_facts)]
pub struct Facts {
    pub deal_id: DealId,
    pub seller_id: UserId,
    pub buyer_id: UserId,
    pub mode: Mode,
    /// Goods that the seller gave.
    pub seller_goods: i16,
    /// Goods that the buyer gave: only in a barter.
    pub buyer_goods: i16,
    pub completed_at: Timestamp,
    /// The provider held and released money for it, enough that the fee costs more than points are worth.
    pub proven: bool,
    /// The two accounts seem to belong to one person.
    pub linked: bool,
    /// Nothing shows that goods changed hands.
    pub hollow: bool,
    /// One of the accounts was new.
    pub young: bool,
    /// Completed deals between the same two people in the days before.
    pub earlier: i16,
    /// Hollow deals of the seller before this one.
    pub hollow_seller: i16,
    /// Hollow deals of the buyer before this one.
    pub hollow_buyer: i16,
}

impl Facts {
    /// The two people, and what each earns as: in a barter both give, so both earn as sellers.
    pub fn parties(&self) -> [(UserId, Kind); 2] {
        let buyer = if self.mode == Mode::Barter { Kind::Seller } else { Kind::Buyer };
        [(self.seller_id, Kind::Seller), (self.buyer_id, buyer)]
    }

    /// The goods of a person in the deal: what they gave, or what the buyer of a sale or gift got.
    pub fn goods(&self, user: UserId) -> i16 {
        let gave_back = user == self.buyer_id && self.mode == Mode::Barter;
        if gave_back { self.buyer_goods } else { self.seller_goods }
    }

    /// The month of the completion.
    pub fn month(&self) -> String {
        month_of(self.completed_at)
    }
}

/// A month as it is stored: `2026-11`, in WIB.
pub fn month_of(at: Timestamp) -> String {
    let local = Zone::Wib.local(at);
    format!("{:04}-{:02}", local.year(), local.month())
}

/// A span of time that points are summed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Period {
    /// From the beginning.
    All,
    /// A month: `2026-11`.
    Month(String),
}

impl Period {
    /// The month that a text names as `2026-11`; `None` for any other text.
    pub fn month(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let digits = |part: &str, length: usize| {
            part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        let fits = digits(year, 4) && digits(month, 2);
        let known = month.parse::<u8>().is_ok_and(|month| (1..=12).contains(&month));
        (fits && known).then(|| Self::Month(text.to_owned()))
    }

    /// As it is stored.
    pub fn word(&self) -> &str {
        match self {
            Self::All => "all",
            Self::Month(month) => month,
        }
    }
}

/// The sums of a person's entries over a period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = point_totals)]
pub struct Totals {
    pub points_seller: i32,
    pub points_buyer: i32,
    /// Both.
    pub points: i32,
    /// Goods that were given in counted deals.
    pub sold: i32,
    /// Goods that were bought or got as gifts in counted deals.
    pub bought: i32,
    /// Deals that earned points as a seller.
    pub sales: i32,
    /// Deals that earned points as a buyer.
    pub purchases: i32,
}
