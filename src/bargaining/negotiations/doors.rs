//! From a listing's page into its bargain, by forms.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::desk::Desk;
use super::forms::{OfferForm, make};
use super::model::MoveCommand;
use crate::base::clock::Timestamp;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::http::Posted;
use crate::base::ids::OfferId;
use crate::base::outbox::RelayWaker;
use crate::chat::rooms::{self, RoomRow};
use crate::market::listings;
use crate::web::{Page, SignedIn, Tone};

/// The buyer's room about the listing with this name, made on first use; the owner is sent to the listing.
pub async fn room_about(
    me: &SignedIn,
    db: &Db,
    slug: String,
    now: Timestamp,
) -> AppResult<(listings::Listing, Option<RoomRow>)> {
    let user = me.id;
    db.transaction(move |conn| {
        let listing = listings::by_slug(conn, &slug)?.ok_or(AppError::NotFound)?;
        listings::must_be_visible(conn, listing.id, Some(user))?;
        let own = listing.seller_id == user;
        let room = if own { None } else { Some(rooms::open(conn, user, listing.id, None, now)?) };
        Ok((listing, room))
    })
    .await
}

/// Turns a lost race into a word on the listing's page.
fn back_to(page: &Page, slug: &str, err: AppError) -> AppResult<HttpResponse> {
    match err {
        AppError::Conflict { text, .. } => {
            Ok(page.go(&format!("/barang/{slug}"), Some((Tone::Warn, text))))
        }
        err => Err(err),
    }
}

/// `POST /barang/{slug}/chat`.
pub async fn chat_open_post(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    waker: web::Data<RelayWaker>,
    slug: web::Path<String>,
) -> AppResult<HttpResponse> {
    let slug = slug.into_inner();
    match room_about(&me, &db, slug.clone(), page.now).await {
        Ok((_, Some(room))) => {
            waker.wake();
            Ok(page.go(&format!("/chat/{}", room.id), None))
        }
        Ok((_, None)) => Ok(page.go("/chat?tab=menjual", None)),
        Err(err) => back_to(&page, &slug, err),
    }
}

/// Begins to bargain for a listing, in the room made for it on first use.
async fn begin(
    (page, me): (&Page, &SignedIn),
    (db, desk, waker): (&Db, &Desk, &RelayWaker),
    slug: String,
    command: impl FnOnce(&listings::Listing) -> MoveCommand,
) -> AppResult<HttpResponse> {
    match room_about(me, db, slug.clone(), page.now).await {
        Ok((listing, Some(room))) => {
            waker.wake();
            make(page, me, desk, room.id, (command(&listing), None)).await
        }
        Ok((_, None)) => {
            Ok(page.go(&format!("/barang/{slug}"), Some((Tone::Warn, "offer-own-thing".into()))))
        }
        Err(err) => back_to(page, &slug, err),
    }
}

/// `POST /barang/{slug}/tawar`.
pub async fn tawar_post(
    page: Page,
    me: SignedIn,
    (db, desk, waker): (web::Data<Db>, web::Data<Desk>, web::Data<RelayWaker>),
    slug: web::Path<String>,
    form: Posted<OfferForm>,
) -> AppResult<HttpResponse> {
    let command = |_: &listings::Listing| form.0.command();
    begin((&page, &me), (&db, &desk, &waker), slug.into_inner(), command).await
}

/// The id of a request to buy.
#[derive(Debug, Deserialize)]
pub struct BuyForm {
    id: Option<OfferId>,
}

/// `POST /barang/{slug}/beli`: asks the seller at the asking price.
pub async fn buy_post(
    page: Page,
    me: SignedIn,
    (db, desk, waker): (web::Data<Db>, web::Data<Desk>, web::Data<RelayWaker>),
    slug: web::Path<String>,
    form: Posted<BuyForm>,
) -> AppResult<HttpResponse> {
    let (id, note) = (form.0.id.unwrap_or_else(OfferId::fresh), page.say("offer-buy-now-note"));
    let command = |listing: &listings::Listing| {
        MoveCommand::offer(id, None, listing.price.unwrap_or_default(), note)
    };
    begin((&page, &me), (&db, &desk, &waker), slug.into_inner(), command).await
}
