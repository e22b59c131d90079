//! Accounts, postings and what a statement shows.

use diesel::prelude::*;
use uuid::Uuid;

use crate::base::clock::Timestamp;
use crate::base::ids::{DealId, UserId, words};

words! {
    /// What a transaction is for.
    Kind {
        /// The provider received a payment and holds it for a deal.
        Capture = "capture",
        /// The money of a deal goes to its seller, and the fee to the site.
        Release = "release",
        /// The money of a deal goes back to who paid it.
        Refund = "refund",
        /// The money of a deal is divided between the parties.
        Split = "split",
        /// Mends an earlier transaction.
        Correction = "correction",
        /// A person's balance leaves for their bank account, and the fee for it to the site.
        Payout = "payout",
        /// A payout did not arrive: it and its fee are back in the balance.
        PayoutReturn = "payout_return",
        /// The price of a promotion is the site's.
        Promotion = "promotion",
        /// The price of a promotion goes back to who paid it.
        PromotionRefund = "promotion_refund",
    }
}

/// Whose money it is. A positive balance is money that the provider holds for the holder of the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Account {
    /// The counter-account: what the provider holds in all, as a negative number.
    Provider,
    /// What is held for a deal.
    Escrow(DealId),
    /// What a person may have paid out.
    User(UserId),
    /// What the site has earned.
    Fees,
    /// Differences between sums that were rounded separately, such as an amount that the provider states in fractions of
    /// a rupiah. May be below 0. No rule of this module posts to it.
    Rounding,
}

impl Account {
    /// The kind as it is stored.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Escrow(_) => "escrow",
            Self::User(_) => "user",
            Self::Fees => "fees",
            Self::Rounding => "rounding",
        }
    }

    /// The parts of an account of the site, which the migration made; `None` for the others.
    pub(super) fn parts(self) -> Option<Parts> {
        const FIRST: u128 = 0xffff_ffff_ffff_8fff_bfff_0000_0000_0000;
        match self {
            Self::Provider => Some(Parts { first: FIRST + 0x100, count: 64 }),
            Self::Fees => Some(Parts { first: FIRST + 0x200, count: 64 }),
            Self::Rounding => Some(Parts { first: FIRST + 0x300, count: 1 }),
            Self::Escrow(_) | Self::User(_) => None,
        }
    }
}

impl std::fmt::Display for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Escrow(deal) => write!(f, "escrow of deal {deal}"),
            Self::User(user) => write!(f, "account of person {user}"),
            Self::Provider | Self::Fees | Self::Rounding => write!(f, "account {}", self.kind()),
        }
    }
}

/// The rows of an account of the site.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parts {
    /// The id of the first one; the others follow.
    first: u128,
    count: u8,
}

impl Parts {
    /// The id of one of them, at random.
    pub(super) fn any(self) -> Uuid {
        Uuid::from_u128(self.first + u128::from(rand::random_range(0..self.count)))
    }
}

/// What a transaction adds to the balance of an account, in rupiah; negative for what it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting {
    pub account: Account,
    pub amount: i64,
}

/// A transaction to post.
#[derive(Debug, Clone)]
pub struct NewTransaction<'a> {
    pub kind: Kind,
    /// The deal that it is about.
    pub deal: Option<DealId>,
    /// Posts once, up to 200 bytes; such as `release:<deal>`.
    pub key: &'a str,
    /// At least two, each of another account, which sum to 0.
    pub postings: Vec<Posting>,
}

/// When a transaction with this key was posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Posted {
    /// By this call.
    Now,
    /// By an earlier one, with the same postings; this call changed nothing.
    Before,
}

/// A page of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// From 1.
    pub number: i64,
    /// The most rows of a page.
    pub size: i64,
}

/// An entry of a person's account, with its transaction.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct StatementRow {
    pub kind: Kind,
    pub deal: Option<DealId>,
    /// In rupiah; negative for what left the account.
    pub amount: i64,
    /// The balance of the account after it.
    pub balance_after: i64,
    pub at: Timestamp,
}
