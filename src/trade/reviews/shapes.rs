//! Reviews as JSON.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::about::About;
use super::list::{ShownReview, Summary};
use super::machine::{CommandKind, permitted, reveal_time, shows, write_until};
use super::model::{Exchange, Reply, Written};
use super::tag::Tag;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{PhotoId, ReviewId};
use crate::market::Party;
use crate::market::photos::{self, PhotoView};
use crate::people::accounts::Profile;
use crate::trade::deals::Deal;

/// What the reviewed person says to a review.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ReviewReplyOut {
    text: String,
    at: DateTime<Utc>,
}

impl From<Reply> for ReviewReplyOut {
    fn from(reply: Reply) -> Self {
        Self { text: reply.text, at: reply.at }
    }
}

/// Who wrote a review.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ReviewAuthorOut {
    handle: String,
    name: String,
}

/// A review that everybody may read.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ReviewOut {
    id: ReviewId,
    /// What the reviewed person was in the deal.
    about: About,
    /// 1 to 5.
    rating: i16,
    tags: Vec<Tag>,
    comment: String,
    photos: Vec<PhotoView>,
    author: ReviewAuthorOut,
    /// The title of the listing that the deal was about.
    title: String,
    created_at: DateTime<Utc>,
    reply: Option<ReviewReplyOut>,
}

impl From<ShownReview> for ReviewOut {
    fn from(review: ShownReview) -> Self {
        Self {
            id: review.id,
            about: review.about,
            rating: review.rating,
            tags: review.tags,
            comment: review.comment,
            photos: review.photos,
            author: ReviewAuthorOut { handle: review.author_handle, name: review.author_name },
            title: review.title,
            created_at: review.written_at,
            reply: review.reply.map(ReviewReplyOut::from),
        }
    }
}

/// How often a tag was given.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TagCountOut {
    tag: Tag,
    count: i64,
}

/// What somebody's reviews come to.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ReviewSummaryOut {
    /// Of each partner the mean of its reviews, of these the mean; one decimal, rounded down. Null without reviews.
    rating: Option<String>,
    /// The number of reviews.
    count: i32,
    /// The number of people who wrote them.
    partners: i32,
    /// The numbers of reviews with 1, 2, 3, 4 and 5 stars.
    distribution: [i64; 5],
    /// The most frequent first.
    tags: Vec<TagCountOut>,
}

impl ReviewSummaryOut {
    pub(super) fn of(profile: &Profile, summary: &Summary) -> Self {
        let tags = summary.tags.iter();
        Self {
            rating: profile.rating(),
            count: profile.rating_count,
            partners: profile.rating_partners,
            distribution: summary.distribution,
            tags: tags.map(|(tag, count)| TagCountOut { tag: *tag, count: *count }).collect(),
        }
    }
}

/// A review of a deal, as its parties see it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DealReviewOut {
    id: ReviewId,
    by: Party,
    about: About,
    /// 1 to 5.
    rating: i16,
    tags: Vec<Tag>,
    comment: String,
    photos: Vec<PhotoView>,
    /// Increases with each change.
    version: i32,
    created_at: DateTime<Utc>,
    /// Whether everybody may read it.
    shown: bool,
    reply: Option<ReviewReplyOut>,
}

/// The reviews of a deal, as one of its parties sees them.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DealReviewsOut {
    /// What the asker wrote.
    review: Option<DealReviewOut>,
    /// What the other wrote; null while it is hidden, too.
    other: Option<DealReviewOut>,
    /// What the asker may do now.
    permitted: Vec<CommandKind>,
    /// The tags that the asker's review may have, the good ones first.
    tags: Vec<Tag>,
    /// When what one party alone wrote is shown.
    reveal_at: DateTime<Utc>,
    /// Until when one may write.
    write_until: DateTime<Utc>,
}

/// The reviews of a deal and who reads them.
pub(super) struct ReadReviews<'a> {
    pub deal: &'a Deal,
    pub exchange: &'a Exchange,
    pub reader: Party,
    pub now: Timestamp,
}

impl ReadReviews<'_> {
    /// # Errors
    /// The database's errors.
    pub fn out(&self, conn: &mut Conn) -> AppResult<DealReviewsOut> {
        let Self { deal, exchange, reader, now } = *self;
        let about = About::of(deal.mode, reader);
        let seen =
            |author: Party| exchange.by(author).filter(|_| shows(exchange, author, reader, now));
        let seen = [reader, reader.other()].map(seen);
        let ids: Vec<PhotoId> =
            seen.iter().flatten().flat_map(|review| review.content.photos.clone()).collect();
        let known: Vec<PhotoView> =
            photos::by_ids(conn, &ids)?.iter().map(PhotoView::from).collect();
        let [own, other] = seen;
        Ok(DealReviewsOut {
            review: own.map(|review| self.review(reader, review, &known)),
            other: other.map(|review| self.review(reader.other(), review, &known)),
            permitted: permitted(exchange, reader, now),
            tags: Tag::choices(about, deal.mode),
            reveal_at: reveal_time(exchange),
            write_until: write_until(exchange),
        })
    }

    fn review(&self, author: Party, review: &Written, photos: &[PhotoView]) -> DealReviewOut {
        let content = review.content.clone();
        let photo = |id: &PhotoId| photos.iter().find(|photo| photo.id == *id).cloned();
        DealReviewOut {
            id: review.id,
            by: author,
            about: About::of(self.deal.mode, author),
            rating: content.rating,
            tags: content.tags,
            comment: content.comment,
            photos: content.photos.iter().filter_map(photo).collect(),
            version: review.version,
            created_at: review.at,
            shown: shows(self.exchange, author, author.other(), self.now),
            reply: review.reply.clone().map(ReviewReplyOut::from),
        }
    }
}
