//! The plain types.

use super::tag::Tag;
use crate::base::clock::Timestamp;
use crate::base::cursor::Cursor;
use crate::base::ids::{PhotoId, ReviewId};
use crate::market::Party;

/// What somebody writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// 1 to 5.
    pub rating: i16,
    /// In the order of their declaration, each once.
    pub tags: Vec<Tag>,
    /// May be empty.
    pub comment: String,
    pub photos: Vec<PhotoId>,
}

/// What the reviewed person says to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub text: String,
    pub at: Timestamp,
}

/// A review that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub id: ReviewId,
    pub content: Content,
    /// From 1.
    pub version: i32,
    pub at: Timestamp,
    /// Since when everybody may read it.
    pub shown_at: Option<Timestamp>,
    pub reply: Option<Reply>,
}

/// The reviews of a deal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// When the deal ended.
    pub ended_at: Timestamp,
    /// By the buyer.
    pub buyer: Option<Written>,
    /// By the seller.
    pub seller: Option<Written>,
}

impl Exchange {
    /// Nobody has written yet.
    pub fn new(ended_at: Timestamp) -> Self {
        Self { ended_at, buyer: None, seller: None }
    }

    /// What a party wrote; the system writes nothing.
    pub fn by(&self, party: Party) -> Option<&Written> {
        match party {
            Party::Buyer => self.buyer.as_ref(),
            Party::Seller => self.seller.as_ref(),
            Party::System => None,
        }
    }

    pub(super) fn by_mut(&mut self, party: Party) -> Option<&mut Option<Written>> {
        match party {
            Party::Buyer => Some(&mut self.buyer),
            Party::Seller => Some(&mut self.seller),
            Party::System => None,
        }
    }
}

/// Where a page of reviews begins.
#[derive(Debug, Clone, Copy)]
pub enum ReviewsFrom {
    /// After so many.
    Offset(i64),
    /// After the last one of the page before.
    After(Cursor),
}
