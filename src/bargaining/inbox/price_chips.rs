//! Prices that the members named in messages and that one tap answers.

use crate::bargaining::negotiations::{PriceAnswers, PriceChip};
use crate::base::ids::UserId;
use crate::chat::rooms::Message;

/// The chips of the newest price that each member named, the reader's own first.
pub(super) fn price_chips(
    messages: &[Message],
    reader: UserId,
    answers: &PriceAnswers,
) -> Vec<PriceChip> {
    let newest = |own| {
        let of_member = |message: &&Message| (message.sender_id == Some(reader)) == own;
        messages.iter().rev().filter(of_member).find_map(Message::named_price)
    };
    let mut prices: Vec<i64> = [newest(true), newest(false)].into_iter().flatten().collect();
    prices.dedup();
    prices.into_iter().filter_map(|price| answers.chip(price)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::message_view::tests::{BUDI, SARI, message};
    use super::*;

    fn amounts(messages: &[Message], asking: i64) -> Vec<i64> {
        let answers = PriceAnswers { asking, pending: None };
        price_chips(messages, BUDI, &answers).iter().map(|chip| chip.amount).collect()
    }

    #[test]
    fn one_tap_offers_the_newest_price_of_each_member_up_to_the_asking_price() {
        let messages = [
            message(1, Some(BUDI), "900rb ya"),
            message(2, Some(SARI), "950rb"),
            message(3, Some(BUDI), "910rb"),
        ];
        assert_eq!(amounts(&messages, 1_000_000), [910_000, 950_000]);
        assert_eq!(amounts(&messages, 920_000), [910_000]);
    }

    #[test]
    fn a_price_that_both_named_is_offered_once() {
        let messages = [message(1, Some(BUDI), "900rb ya"), message(2, Some(SARI), "oke 900rb")];
        assert_eq!(amounts(&messages, 1_000_000), [900_000]);
    }
}
