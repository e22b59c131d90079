//! The money in an offer, in words.

use crate::base::i18n::Text;
use crate::base::money;
use crate::config::Mode;

/// What an offer is: it chooses the words of its buttons and messages. `amount` in whole rupiah.
pub fn offer_mode(amount: i64, barter: bool) -> Mode {
    match (barter, amount) {
        (true, _) => Mode::Barter,
        (false, 0) => Mode::Free,
        (false, _) => Mode::Sale,
    }
}

/// What an offer is about: a barter with or without money, a price, or nothing in return. `amount` in whole rupiah.
pub fn offer_sum(amount: i64, barter: bool) -> Text {
    let with_amount = |key| Text::new(key).with("amount", money::rupiah(amount));
    match (barter, amount) {
        (true, 0) => Text::new("barter-word"),
        (true, _) => with_amount("barter-word-sum"),
        (false, 0) => Text::new("chat-offer-free"),
        (false, _) => with_amount("chat-offer-sum"),
    }
}

/// By how many percent an amount is below or above the asking price; `None` for less than one percent, and for a gift.
pub fn offset_from_asking(amount: i64, asking: Option<i64>) -> Option<Text> {
    let percent = money::percent_off(amount, asking?).filter(|_| amount != 0)?;
    let by = |key| Some(Text::new(key).with("n", percent.unsigned_abs()));
    match percent {
        0 => None,
        ..0 => by("chat-offer-below"),
        1.. => by("chat-offer-above"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_is_a_barter_a_price_or_a_gift() {
        let rupiah = money::rupiah(1_000);
        assert_eq!(offer_sum(0, true), Text::new("barter-word"));
        assert_eq!(offer_sum(1_000, true), Text::new("barter-word-sum").with("amount", &rupiah));
        assert_eq!(offer_sum(0, false), Text::new("chat-offer-free"));
        assert_eq!(offer_sum(1_000, false), Text::new("chat-offer-sum").with("amount", &rupiah));
    }

    #[test]
    fn an_amount_is_told_against_the_asking_price_in_whole_percent() {
        let below = |n: i64| Some(Text::new("chat-offer-below").with("n", n));
        assert_eq!(offset_from_asking(900, Some(1_000)), below(10));
        assert_eq!(
            offset_from_asking(1_100, Some(1_000)),
            Some(Text::new("chat-offer-above").with("n", 10))
        );
        assert_eq!(offset_from_asking(999, Some(1_000)), None);
        assert_eq!(offset_from_asking(0, Some(1_000)), None);
        assert_eq!(offset_from_asking(900, None), None);
    }
}
