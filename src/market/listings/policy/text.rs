//! Rules for the free text of a listing.

use super::ListingDraft;
use crate::base::error::FieldErrors;
use crate::base::i18n::Text;
use crate::base::lengths;
use crate::base::text::{block_fits, clean_block, clean_line, length, line_fits};

pub(super) fn title_and_description(
    draft: &ListingDraft,
    errors: &mut FieldErrors,
) -> (String, String) {
    let title = clean_line(&draft.title);
    let fits = length(&title) >= lengths::TITLE_MIN && line_fits(&draft.title, lengths::TITLE);
    let out_of_range = Text::new("listing-title-length");
    let out_of_range = out_of_range.with("min", lengths::TITLE_MIN).with("max", lengths::TITLE);
    errors.check(fits, "title", out_of_range);
    let description = clean_block(&draft.description);
    let too_short = Text::new("listing-description-short").with("min", lengths::DESCRIPTION_MIN);
    errors.check(length(&description) >= lengths::DESCRIPTION_MIN, "description", too_short);
    let too_long = Text::new("listing-description-long").with("max", lengths::DESCRIPTION);
    errors.check(block_fits(&draft.description, lengths::DESCRIPTION), "description", too_long);
    (title, description)
}

pub(super) fn flaw(flaw: &str, errors: &mut FieldErrors) -> String {
    let too_long = Text::new("listing-flaw-long").with("max", lengths::FLAW);
    errors.check(block_fits(flaw, lengths::FLAW), "flaw", too_long);
    clean_block(flaw)
}

/// Lower case, sorted, without duplicates.
pub(super) fn tags(tags: &[String], errors: &mut FieldErrors) -> Vec<String> {
    let fit = tags.iter().all(|tag| line_fits(tag, lengths::TAG));
    let mut tags: Vec<String> = tags
        .iter()
        .map(|tag| clean_line(tag).to_lowercase())
        .filter(|tag| !tag.is_empty())
        .collect();
    tags.sort();
    tags.dedup();
    let out_of_range = Text::new("listing-tags");
    let out_of_range = out_of_range.with("n", lengths::TAG_COUNT).with("max", lengths::TAG);
    errors.check(fit && tags.len() <= lengths::TAG_COUNT, "tags", out_of_range);
    tags
}

/// An optional single line of at most `max` characters; blank is `None`.
pub(super) fn short(
    text: Option<&str>,
    max: usize,
    field: &str,
    errors: &mut FieldErrors,
) -> Option<String> {
    let text = text.unwrap_or_default();
    let too_long = Text::new("listing-too-long").with("max", max);
    errors.check(line_fits(text, max), field, too_long);
    Some(clean_line(text)).filter(|text| !text.is_empty())
}
