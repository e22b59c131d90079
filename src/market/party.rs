//! The parties of a room, a negotiation and a deal: one type for all of them.

use crate::base::ids::{UserId, words};
use crate::config::FeeBearer;

words! {
    /// Who acts. A room has two members, the buyer and the seller; the system acts at deadlines and on the outcome of other
    /// negotiations, and is a member of no room.
    Party {
        /// Wants the listing.
        Buyer = "buyer",
        /// Owns the listing.
        Seller = "seller",
        /// The platform itself.
        System = "system",
    }
}

impl From<FeeBearer> for Party {
    fn from(bearer: FeeBearer) -> Self {
        match bearer {
            FeeBearer::Buyer => Self::Buyer,
            FeeBearer::Seller => Self::Seller,
        }
    }
}

impl Party {
    /// The member that somebody is, never [`Party::System`]; none when they are neither of the two.
    pub fn member(user: UserId, buyer: UserId, seller: UserId) -> Option<Self> {
        if user == buyer {
            Some(Self::Buyer)
        } else if user == seller {
            Some(Self::Seller)
        } else {
            None
        }
    }

    /// The counterparty of a member; the system has none and stays itself.
    pub fn other(self) -> Self {
        match self {
            Self::Buyer => Self::Seller,
            Self::Seller => Self::Buyer,
            Self::System => Self::System,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budi_buys_from_sari_and_rara_is_no_member() {
        let (budi, sari, rara) = (UserId::fresh(), UserId::fresh(), UserId::fresh());
        assert_eq!(Party::member(budi, budi, sari), Some(Party::Buyer));
        assert_eq!(Party::member(sari, budi, sari), Some(Party::Seller));
        assert_eq!(Party::member(rara, budi, sari), None);
    }

    #[test]
    fn the_counterparty_of_the_counterparty_is_oneself() {
        for party in Party::ALL {
            assert_eq!(party.other().other(), *party);
        }
        assert_eq!(Party::Buyer.other(), Party::Seller);
    }
}
