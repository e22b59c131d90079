//! Rules for how an item may be traded and handed over.

use super::{ListingDraft, is_barter_only};
use crate::base::error::FieldErrors;
use crate::config::{Mode, Site};
use crate::market::terms::{Condition, Delivery};

pub(super) fn condition(word: &str, errors: &mut FieldErrors) -> Option<Condition> {
    let condition = word.parse().ok();
    errors.check(condition.is_some(), "condition", "listing-need-condition");
    condition
}

/// The modes, sorted and without duplicates. A gift has no other mode; a barter-only listing has barter alone.
pub(super) fn modes(draft: &ListingDraft, site: &Site, errors: &mut FieldErrors) -> Vec<Mode> {
    let mut modes: Vec<Mode> = Vec::new();
    for word in &draft.modes {
        match word.parse::<Mode>() {
            Ok(mode) if site.allows(mode) => modes.push(mode),
            Ok(_) => errors.add("modes", "listing-mode-not-here"),
            Err(_) => errors.add("modes", "listing-need-mode"),
        }
    }
    modes.sort();
    modes.dedup();
    require_one(!modes.is_empty(), "modes", "listing-need-mode", errors);
    errors.check(!(modes.contains(&Mode::Free) && modes.len() > 1), "modes", "listing-free-alone");
    let fits = !is_barter_only(draft) || modes == [Mode::Barter];
    errors.check(fits, "kept", "listing-kept-barter-only");
    modes
}

/// The delivery methods, sorted and without duplicates; some sites permit meeting only.
pub(super) fn delivery(words: &[String], site: &Site, errors: &mut FieldErrors) -> Vec<Delivery> {
    let mut delivery: Vec<Delivery> = Vec::new();
    for word in words {
        match word.parse::<Delivery>() {
            Ok(method) if site.cod_only && method != Delivery::Meet => {
                errors.add("delivery", "listing-cod-only")
            }
            Ok(method) => delivery.push(method),
            Err(_) => errors.add("delivery", "listing-need-delivery"),
        }
    }
    delivery.sort();
    delivery.dedup();
    require_one(!delivery.is_empty(), "delivery", "listing-need-delivery", errors);
    delivery
}

/// Adds an error when nothing was chosen, unless the field has one already.
fn require_one(chosen: bool, field: &str, error: &'static str, errors: &mut FieldErrors) {
    let has_error = errors.0.contains_key(field);
    errors.check(chosen || has_error, field, error);
}
