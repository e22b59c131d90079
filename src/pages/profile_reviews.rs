//! The tab of a profile with what others say of its person.

use serde::Serialize;

use super::review_card::{ReviewCard, TagView};
use crate::base::cursor::Cursor;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::i18n::Text;
use crate::people::accounts::Profile;
use crate::trade::reviews::{self, ReviewPage, ReviewsFrom, Summary};

/// Reviews of a page.
const PER_PAGE: i64 = 20;
/// Tags that are counted on the page.
const TAGS: usize = 8;

/// The number of reviews with so many stars.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct StarCount {
    stars: i64,
    count: i64,
    label: Text,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct TagTally {
    #[serde(flatten)]
    tag: TagView,
    count: i64,
}

/// `profiles/_reviews.html`.
#[derive(Debug, Serialize)]
pub(super) struct ProfileReviews {
    rating: Option<String>,
    /// How many reviews by how many people.
    counts: Text,
    total: i64,
    /// Five stars first.
    distribution: Vec<StarCount>,
    tags: Vec<TagTally>,
    reviews: Vec<ReviewCard>,
    older_url: Option<String>,
}

impl ProfileReviews {
    /// # Errors
    /// The database's errors.
    pub(super) fn load(
        conn: &mut Conn,
        profile: &Profile,
        after: Option<Cursor>,
    ) -> AppResult<Self> {
        let from = after.map_or(ReviewsFrom::Offset(0), ReviewsFrom::After);
        let page = ReviewPage { subject: profile.id, from, limit: PER_PAGE };
        let (shown, next) = reviews::page_of(conn, page)?;
        let Summary { distribution, tags } = reviews::summary_of(conn, profile.id)?;
        let card = |review| ReviewCard::of_shown(review, &profile.name);
        Ok(Self {
            rating: profile.rating(),
            counts: Text::new("review-counts")
                .with("n", profile.rating_count)
                .with("people", profile.rating_partners),
            total: distribution.iter().sum(),
            distribution: stars(distribution),
            tags: tags
                .into_iter()
                .take(TAGS)
                .map(|(tag, count)| TagTally { tag: TagView::of(tag), count })
                .collect(),
            reviews: shown.into_iter().map(card).collect(),
            older_url: next
                .map(|next| format!("/profil/{}?tab=ulasan&after={next}", profile.handle)),
        })
    }
}

/// Five stars first.
fn stars(distribution: [i64; 5]) -> Vec<StarCount> {
    let mut counts: Vec<StarCount> = (1..).zip(distribution).map(star_count).collect();
    counts.reverse();
    counts
}

fn star_count((stars, count): (i64, i64)) -> StarCount {
    let label = Text::new("review-star-count").with("stars", stars).with("n", count);
    StarCount { stars, count, label }
}
