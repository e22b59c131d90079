//! Listings: one thing, one owner, one page. Invariants: only the owner changes or removes it; the secret minimum leaves
//! the store only towards its owner; what is kept for barter is shown to its owner only; removing is soft; every change
//! is announced through the outbox in its transaction.

mod actions;
mod api;
mod card;
mod form;
mod mode_view;
mod model;
mod pages;
mod policy;
mod sell_view;
mod store;
mod view;
mod view_counts;
mod worth_adjustment;

pub use actions::{
    Draft, announce_change, announce_counts, edit, expire_due, own, post, remove, slug_for,
};
pub use api::{ListingExtension, ListingIn, ListingShown, create, delete, show, update};
pub use card::{Card, cards};
pub use mode_view::ModeView;
pub use model::{Listing, MinPrice, Status};
pub use pages::{edit_page, edit_post, remove_post, sell_page, sell_post};
pub use store::{
    Content, NewListing, active_ids, bump_counts, by_id, by_ids, by_slug, count_active,
    counts_by_category, ids_of_seller, insert_many, lock, lock_many, newest, sells_more, set_price,
    set_status, visible_ids_after,
};
pub use view::{ListingOut, Place, SellerOut, views_of};
pub use view_counts::ViewCounter;
pub use worth_adjustment::{WorthIn, WorthShown, adjust_worth, worth_put};

#[doc(hidden)]
pub use api::{__path_create, __path_delete, __path_show, __path_update};
#[doc(hidden)]
pub use worth_adjustment::__path_worth_put;

use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{ListingId, UserId};

/// The id in a path; what is no id is simply not there.
pub fn parse_id(text: &str) -> AppResult<ListingId> {
    text.parse().map_err(|_not_an_id| AppError::NotFound)
}

/// 404 unless the listing is there for these eyes.
pub fn must_be_visible(
    conn: &mut Conn,
    id: ListingId,
    viewer: Option<UserId>,
) -> AppResult<Listing> {
    let listing = store::by_id(conn, id)?.ok_or(AppError::NotFound)?;
    if listing.status.is_public() || Some(listing.seller_id) == viewer {
        Ok(listing)
    } else {
        Err(AppError::NotFound)
    }
}
