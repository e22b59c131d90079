//! Rules for the prices of a listing. Amounts are whole rupiah.

use super::{ListingDraft, text};
use crate::base::error::FieldErrors;
use crate::base::lengths;
use crate::base::money::{MAX_PRICE, MAX_SHIPPING};
use crate::config::Mode;
use crate::market::terms::Delivery;

/// The prices of a listing; all amounts are `None` unless it is for sale.
pub(super) struct Prices {
    pub price: Option<i64>,
    pub min_price: Option<i64>,
    pub original_price: Option<i64>,
    pub original_source: Option<String>,
}

pub(super) fn check(draft: &ListingDraft, modes: &[Mode], errors: &mut FieldErrors) -> Prices {
    let for_sale = modes.contains(&Mode::Sale);
    let mut amount = |field: &str, value: Option<i64>| {
        let value = value.filter(|_| for_sale);
        let in_range = value.is_none_or(|value| (1..=MAX_PRICE).contains(&value));
        errors.check(in_range, field, "listing-price-range");
        value
    };
    let price = amount("price", draft.price);
    let min_price = amount("min_price", draft.min_price);
    let original_price = amount("original_price", draft.original_price);
    check_presence(draft.price.unwrap_or(0), for_sale, modes, errors);
    errors.check(!for_sale || price.is_some(), "price", "listing-need-price");
    if let (Some(min), Some(price)) = (min_price, price) {
        errors.check(min <= price, "min_price", "listing-min-above-price");
    }
    let source = draft.original_source.as_deref();
    let original_source = text::short(source, lengths::ORIGINAL_SOURCE, "original_source", errors);
    if let (Some(original), Some(price)) = (original_price, price) {
        errors.check(original > price, "original_price", "listing-original-below-price");
        errors.check(original_source.is_some(), "original_source", "listing-need-source");
    }
    Prices { price, min_price, original_price, original_source }
}

/// What the buyer pays for the shipping; nothing where nothing is sold and sent.
pub(super) fn shipping_fee(
    draft: &ListingDraft,
    modes: &[Mode],
    delivery: &[Delivery],
    errors: &mut FieldErrors,
) -> i64 {
    let fee = draft.shipping_fee.unwrap_or(0);
    errors.check((0..=MAX_SHIPPING).contains(&fee), "shipping_fee", "deal-shipping-range");
    let sent = delivery.iter().any(|method| *method != Delivery::Meet);
    if modes.contains(&Mode::Sale) && sent { fee } else { 0 }
}

/// A listing that is not for sale has no price; a negative one is refused whatever the modes are.
fn check_presence(price: i64, for_sale: bool, modes: &[Mode], errors: &mut FieldErrors) {
    errors.check(for_sale || price >= 0, "price", "listing-price-range");
    let unexpected = !for_sale && !modes.is_empty() && price != 0;
    errors.check(!unexpected, "price", "listing-price-without-sale");
}
