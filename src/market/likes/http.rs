//! `POST /api/listings/{id}/like`.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::store;
use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::error::AppResult;
use crate::base::ids::ListingId;
use crate::base::outbox::RelayWaker;
use crate::market::listings;
use crate::web::SignedIn;

/// The state after the change.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LikeOut {
    liked: bool,
    like_count: i32,
}

/// Likes a listing, or removes the like.
#[utoipa::path(post, path = "/api/listings/{id}/like", params(("id" = ListingId, Path)), responses((status = 200, body = LikeOut)))]
pub async fn toggle(
    me: SignedIn,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    waker: web::Data<RelayWaker>,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (user, id, now) = (me.id, listings::parse_id(&id)?, clock.now());
    let (liked, like_count) = db
        .transaction(move |conn| {
            listings::must_be_visible(conn, id, Some(user))?;
            let state = store::set(conn, user, id, None, now)?;
            listings::announce_counts(conn, id)?;
            Ok(state)
        })
        .await?;
    waker.wake();
    Ok(HttpResponse::Ok().json(LikeOut { liked, like_count }))
}
