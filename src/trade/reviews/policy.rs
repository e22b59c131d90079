//! Which reviews and replies are valid.

use super::about::About;
use super::model::Content;
use super::tag::Tag;
use crate::base::error::FieldErrors;
use crate::base::i18n::Text;
use crate::base::{lengths, text};
use crate::config::Mode;

/// A review has at most so many photos.
pub const MAX_PHOTOS: usize = 4;

/// Checks a review, and returns it as it is stored.
///
/// # Errors
/// What is wrong with the fields `rating`, `tags`, `comment` and `photos`.
pub fn check(content: &Content, about: About, mode: Mode) -> Result<Content, FieldErrors> {
    let Content { rating, tags, comment, photos } = content;
    let mut errors = FieldErrors::default();
    errors.check((1..=5).contains(rating), "rating", "review-rating-range");
    let choices = Tag::choices(about, mode);
    errors.check(tags.iter().all(|tag| choices.contains(tag)), "tags", "review-tags-unknown");
    errors.check(
        text::block_fits(comment, lengths::REVIEW_COMMENT),
        "comment",
        Text::new("review-comment-long").with("max", lengths::REVIEW_COMMENT),
    );
    errors.check(
        photos.len() <= MAX_PHOTOS,
        "photos",
        Text::new("review-photos-many").with("max", MAX_PHOTOS),
    );
    if !errors.0.is_empty() {
        return Err(errors);
    }
    let (mut tags, mut photos) = (tags.clone(), photos.clone());
    tags.sort();
    tags.dedup();
    let mut seen = std::collections::HashSet::new();
    photos.retain(|photo| seen.insert(*photo));
    Ok(Content { rating: *rating, tags, comment: text::clean_block(comment), photos })
}

/// Checks a reply, and returns it as it is stored.
///
/// # Errors
/// What is wrong with the field `text`.
pub fn check_reply(reply: &str) -> Result<String, FieldErrors> {
    let mut errors = FieldErrors::default();
    errors.check(!text::is_blank(reply), "text", "review-reply-empty");
    errors.check(
        text::block_fits(reply, lengths::REVIEW_REPLY),
        "text",
        Text::new("review-reply-long").with("max", lengths::REVIEW_REPLY),
    );
    if errors.0.is_empty() { Ok(text::clean_block(reply)) } else { Err(errors) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::PhotoId;

    fn content(rating: i16, tags: &[Tag], comment: &str, photos: usize) -> Content {
        Content {
            rating,
            tags: tags.to_vec(),
            comment: comment.into(),
            photos: (0..photos).map(|_| PhotoId::fresh()).collect(),
        }
    }

    fn wrong(content: &Content) -> Vec<String> {
        let checked = check(content, About::Seller, Mode::Sale);
        checked.err().unwrap_or_default().0.into_keys().collect()
    }

    #[test]
    fn a_review_has_one_to_five_stars_and_tags_of_its_kind() {
        for rating in 1..=5 {
            assert!(wrong(&content(rating, &[Tag::AsDescribed], "", 0)).is_empty());
        }
        assert_eq!(wrong(&content(0, &[], "", 0)), ["rating"]);
        assert_eq!(wrong(&content(6, &[Tag::PaysFast], "", 5)), ["photos", "rating", "tags"]);
        assert_eq!(wrong(&content(5, &[], &"a".repeat(1001), 4)), ["comment"]);
    }

    #[test]
    fn tags_and_photos_count_once() {
        let mut typed = content(5, &[Tag::Friendly, Tag::AsDescribed, Tag::Friendly], " Oke \n", 1);
        typed.photos.push(typed.photos[0]);
        let stored = check(&typed, About::Seller, Mode::Sale).unwrap();
        assert_eq!(stored.tags, [Tag::AsDescribed, Tag::Friendly]);
        assert_eq!((stored.comment.as_str(), stored.photos.len()), ("Oke", 1));
    }

    #[test]
    fn a_reply_says_something_and_not_too_much() {
        assert_eq!(check_reply(" Makasih! ").unwrap(), "Makasih!");
        assert!(check_reply(" \n").is_err() && check_reply(&"a".repeat(501)).is_err());
    }
}
