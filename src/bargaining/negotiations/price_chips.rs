//! What one tap does on a price that a message names: it offers the price, or accepts the pending offer of that price.

use serde::Serialize;

use crate::base::i18n::Text;
use crate::base::ids::OfferId;
use crate::base::money;
use crate::market::Party;

/// The other party's pending offer of money, which the reader may accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct OfferToAnswer {
    pub id: OfferId,
    /// Whole rupiah.
    pub amount: i64,
    /// Whether the reader gains by a higher price: the seller does.
    pub higher_is_better: bool,
}

impl OfferToAnswer {
    pub(super) fn new(id: OfferId, amount: i64, reader: Party) -> Self {
        Self { id, amount, higher_is_better: reader == Party::Seller }
    }

    /// Whether a counter-offer of this amount asks for more than the offer gives.
    pub(super) fn is_bettered_by(&self, amount: i64) -> bool {
        match self.higher_is_better {
            true => amount > self.amount,
            false => amount < self.amount,
        }
    }
}

/// Which prices that messages name the reader may answer with one tap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceAnswers {
    /// The public price, whole rupiah: nothing above it gets a chip.
    pub asking: i64,
    pub pending: Option<OfferToAnswer>,
}

/// The button below a message that names a price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PriceChip {
    /// Whole rupiah.
    pub amount: i64,
    /// The offer that it accepts; none where it makes one.
    pub accepts: Option<OfferId>,
    label: Text,
}

impl PriceAnswers {
    /// The chip of a price; none where offering it would be worse for the reader than accepting the pending offer.
    pub fn chip(&self, price: i64) -> Option<PriceChip> {
        let chip = |key, accepts| PriceChip {
            amount: price,
            accepts,
            label: Text::new(key).with("amount", money::rupiah(price)),
        };
        match self.pending {
            Some(pending) if pending.amount == price => {
                Some(chip("chat-offer-accept", Some(pending.id)))
            }
            Some(pending) if !pending.is_bettered_by(price) => None,
            _ if price > self.asking => None,
            _ => Some(chip("chat-price-chip", None)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the chip of each price accepts; none without a chip.
    fn chips(pending: Option<OfferToAnswer>, prices: [i64; 4]) -> [Option<bool>; 4] {
        let answers = PriceAnswers { asking: 500_000, pending };
        prices.map(|price| answers.chip(price).map(|chip| chip.accepts.is_some()))
    }

    #[test]
    fn a_named_price_is_offered_unless_it_is_above_the_asking_price() {
        let prices = [300_000, 500_000, 500_001, 900_000];
        assert_eq!(chips(None, prices), [Some(false), Some(false), None, None]);
    }

    #[test]
    fn the_price_of_the_pending_offer_is_accepted_and_a_worse_one_has_no_chip() {
        let of_budi = OfferToAnswer::new(OfferId::fresh(), 350_000, Party::Seller);
        let prices = [300_000, 350_000, 400_000, 600_000];
        assert_eq!(chips(Some(of_budi), prices), [None, Some(true), Some(false), None]);
        let of_sari = OfferToAnswer::new(OfferId::fresh(), 350_000, Party::Buyer);
        assert_eq!(chips(Some(of_sari), prices), [Some(false), Some(true), None, None]);
    }
}
