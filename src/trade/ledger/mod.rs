//! The ledger: a double-entry mirror of the money that the licensed payment provider holds for the site. The site itself
//! holds none; what the provider's statements say is compared with it.
//!
//! Invariants, which Postgres enforces (`migrations/0028_ledger`) and `tawar check` verifies:
//! - rows are only added: the serving role may not change or delete one, and a correction is a transaction of its own;
//! - a transaction has at least two entries, of different accounts, which sum to 0; else its commit fails;
//! - no escrow, no person and not the fees' account is below 0, so that the provider's, the counter-account, is not above 0
//!   (only a rounding account below 0 could break that, and `tawar check` finds it);
//! - the balance on an account's row is the sum of its entries: triggers keep it, nobody writes it;
//! - a key posts once: the same transaction again changes nothing.
//!
//! The lowest feature of trade: deals call [`post`] with postings of [`rules`](capture) inside their own transaction, after
//! they have locked the deal. The rows of a deal's and a person's account stay locked until the commit, in ascending order
//! of their ids; those of the site (provider, fees, rounding) only during it. The provider's and the fees' account consist of 64 rows, of
//! which a posting takes one at random, so that commits do not wait for each other.

mod actions;
mod model;
mod rules;
#[cfg(test)]
mod rules_tests;
mod store;

pub use actions::post;
pub use model::{Account, Kind, NewTransaction, Page, Posted, Posting, StatementRow};
pub use rules::{
    Fee, Shares, SumError, capture, fee_of, payout, payout_return, promotion, promotion_refund,
    refund, release, shares, split,
};
pub use store::{balance, statement};
