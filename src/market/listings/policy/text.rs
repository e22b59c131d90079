//! Rules for the free text of a listing.

use super::ListingDraft;
use crate::base::error::FieldErrors;
use crate::base::i18n::Text;
use crate::base::text::{clean_block, clean_line};

pub(super) fn title_and_description(
    draft: &ListingDraft,
    errors: &mut FieldErrors,
) -> (String, String) {
    let title = clean_line(&draft.title);
    errors.check((4..=80).contains(&title.chars().count()), "title", "listing-title-length");
    let description = clean_block(&draft.description);
    let length = description.chars().count();
    errors.check(length >= 10, "description", "listing-description-short");
    errors.check(length <= 4000, "description", "listing-description-long");
    (title, description)
}

pub(super) fn flaw(flaw: &str, errors: &mut FieldErrors) -> String {
    let flaw = clean_block(flaw);
    errors.check(flaw.chars().count() <= 500, "flaw", "listing-flaw-long");
    flaw
}

/// Lower case, sorted, without duplicates.
pub(super) fn tags(tags: &[String], errors: &mut FieldErrors) -> Vec<String> {
    let mut tags: Vec<String> = tags
        .iter()
        .map(|tag| clean_line(tag).to_lowercase())
        .filter(|tag| !tag.is_empty())
        .collect();
    tags.sort();
    tags.dedup();
    let fits = tags.len() <= 12 && tags.iter().all(|tag| tag.chars().count() <= 30);
    errors.check(fits, "tags", "listing-tags");
    tags
}

/// An optional single line of at most `max` characters; blank is `None`.
pub(super) fn short(
    text: Option<&str>,
    max: usize,
    field: &str,
    errors: &mut FieldErrors,
) -> Option<String> {
    let text = clean_line(text.unwrap_or_default());
    let too_long = Text::new("listing-too-long").with("max", max);
    errors.check(text.chars().count() <= max, field, too_long);
    Some(text).filter(|text| !text.is_empty())
}
