//! Prices that the members named in messages and that one tap offers.

use crate::base::ids::UserId;
use crate::chat::rooms::Message;

/// The newest price that each member named, the reader's own first, unless it is above `asking` (whole rupiah). Empty while the
/// reader may not offer, which is `asking` = `None`.
pub(super) fn price_chips(messages: &[Message], reader: UserId, asking: Option<i64>) -> Vec<i64> {
    let newest = |own| {
        let of_member = |message: &&Message| (message.sender_id == Some(reader)) == own;
        messages.iter().rev().filter(of_member).find_map(Message::named_price)
    };
    let mut prices: Vec<i64> = [newest(true), newest(false)]
        .into_iter()
        .flatten()
        .filter(|price| asking.is_some_and(|most| *price <= most))
        .collect();
    prices.dedup();
    prices
}

#[cfg(test)]
mod tests {
    use super::super::message_view::tests::{BUDI, SARI, message};
    use super::*;

    #[test]
    fn one_tap_offers_the_newest_price_of_each_member_up_to_the_asking_price() {
        let messages = [
            message(1, Some(BUDI), "900rb ya"),
            message(2, Some(SARI), "950rb"),
            message(3, Some(BUDI), "910rb"),
        ];
        let chips = |asking| price_chips(&messages, BUDI, asking);
        assert_eq!(chips(Some(1_000_000)), [910_000, 950_000]);
        assert_eq!(chips(Some(920_000)), [910_000]);
        assert!(chips(None).is_empty());
    }

    #[test]
    fn a_price_that_both_named_is_offered_once() {
        let messages = [message(1, Some(BUDI), "900rb ya"), message(2, Some(SARI), "oke 900rb")];
        assert_eq!(price_chips(&messages, BUDI, Some(1_000_000)), [900_000]);
    }
}
