//! Listings: one item each, with one owner and one page. Invariants: only the owner changes or removes a listing; the
//! secret lowest price leaves the store only towards the owner; a barter-only listing is shown to its owner only, until
//! the owner includes it in an offer; removing is a change of status; every change writes an event into the outbox in its
//! own transaction.

mod actions;
mod api;
mod card;
mod deps;
mod draft;
#[cfg(test)]
pub(crate) mod examples;
mod extension;
mod form;
mod mode_view;
mod model;
mod pages;
mod policy;
mod region;
mod sell_form;
mod sell_view;
mod store;
mod view;
mod view_counts;
mod worth_adjustment;
mod writer;

pub use actions::{
    announce_change, announce_counts, announce_seller, apply_ended_suspensions, apply_suspensions,
    expire_due, keep_until, lock_own, own, refusal_of_input, remove, slug_for,
};
pub use api::{ListingResponse, create, delete, show, update};
pub use card::{Card, cards};
pub use deps::ListingDeps;
pub use draft::ListingDraft;
pub use extension::ListingExtension;
pub use mode_view::ModeView;
pub use model::{Listing, ListingContent, MinPrice, Status};
pub use pages::{edit_page, edit_post, remove_post, sell_page, sell_post};
pub use region::ListingRegion;
pub use store::{
    ListingFields, NewListing, active_ids, active_ids_after, bump_counts, by_id, by_ids, by_slug,
    changed_since, count_active, counts_by_category, has_other_for_sale, ids_of_seller,
    insert_many, is_withheld, lock, lock_many, newest, set_price, set_status,
};
pub use view::{ListingOut, SellerOut, views_of};
pub use view_counts::ViewCounter;
pub use worth_adjustment::{WorthIn, WorthResponse, adjust_worth, worth_put};
pub use writer::ListingWriter;

#[doc(hidden)]
pub use api::{__path_create, __path_delete, __path_show, __path_update};
#[doc(hidden)]
pub use worth_adjustment::__path_worth_put;

use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{ListingId, UserId};

/// The id in a path.
///
/// # Errors
/// 404 for text that is no id.
pub fn parse_id(text: &str) -> AppResult<ListingId> {
    text.parse().map_err(|_not_an_id| AppError::NotFound)
}

/// A listing that the viewer may see: a public one, or the viewer's own.
///
/// # Errors
/// 404 for every other listing.
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
