//! A review, as profiles and the page of its deal show it.

use serde::Serialize;

use crate::base::clock::Timestamp;
use crate::base::i18n::Text;
use crate::base::ids::ReviewId;
use crate::market::photos::PhotoView;
use crate::trade::reviews::{About, Reply, ShownReview, Tag};

/// A tag with its colour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct TagView {
    label: Text,
    class: &'static str,
}

impl TagView {
    pub(super) fn of(tag: Tag) -> Self {
        Self { label: tag.label(), class: if tag.is_good() { "tag-good" } else { "tag-wait" } }
    }
}

#[derive(Debug, Clone, Serialize)]
struct ReplyView {
    /// Who replied.
    by: Text,
    text: String,
    at: Timestamp,
}

/// Who is named on a review.
pub(super) struct CardPeople<'a> {
    pub(super) author: &'a str,
    /// The author's profile; none where it needs no link.
    pub(super) author_url: Option<String>,
    /// The reviewed person.
    pub(super) subject: &'a str,
}

/// What a review says.
pub(super) struct CardContent<'a> {
    pub(super) rating: i16,
    pub(super) tags: &'a [Tag],
    pub(super) comment: &'a str,
    pub(super) photos: Vec<PhotoView>,
    pub(super) at: Timestamp,
    pub(super) about: About,
    /// The title of the listing.
    pub(super) title: &'a str,
    pub(super) reply: Option<&'a Reply>,
}

/// `reviews/_review.html`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ReviewCard {
    /// For the link to report it; none on the page of one's own deal.
    id: Option<ReviewId>,
    /// For the avatar.
    person: serde_json::Value,
    url: Option<String>,
    /// Of each of five stars whether it is full.
    stars: [bool; 5],
    rating: i16,
    label: Text,
    deal: Text,
    tags: Vec<TagView>,
    comment: String,
    photos: Vec<PhotoView>,
    at: Timestamp,
    reply: Option<ReplyView>,
}

impl ReviewCard {
    pub(super) fn new(people: &CardPeople<'_>, content: CardContent<'_>) -> Self {
        let rating = content.rating;
        Self {
            id: None,
            person: serde_json::json!({"name": people.author, "online": false}),
            url: people.author_url.clone(),
            stars: [1, 2, 3, 4, 5].map(|n| n <= rating),
            rating,
            label: Text::new("review-stars").with("n", rating),
            deal: Text::new(deal_key(content.about)).with("title", content.title),
            tags: content.tags.iter().map(|tag| TagView::of(*tag)).collect(),
            comment: content.comment.to_owned(),
            photos: content.photos,
            at: content.at,
            reply: content.reply.map(|reply| ReplyView {
                by: Text::new("review-reply-by").with("name", people.subject),
                text: reply.text.clone(),
                at: reply.at,
            }),
        }
    }

    /// A review in the list of a person called `subject`.
    pub(super) fn of_shown(review: ShownReview, subject: &str) -> Self {
        let people = CardPeople {
            author: &review.author_name,
            author_url: Some(format!("/profil/{}", review.author_handle)),
            subject,
        };
        let content = CardContent {
            rating: review.rating,
            tags: &review.tags,
            comment: &review.comment,
            photos: review.photos,
            at: review.written_at,
            about: review.about,
            title: &review.title,
            reply: review.reply.as_ref(),
        };
        Self { id: Some(review.id), ..Self::new(&people, content) }
    }
}

/// What the author did in the deal.
fn deal_key(about: About) -> &'static str {
    match about {
        About::Seller => "review-deal-got",
        About::Buyer => "review-deal-gave",
        About::Partner => "review-deal-swapped",
    }
}
