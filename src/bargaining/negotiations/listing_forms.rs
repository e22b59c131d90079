//! From a listing's page into its negotiation, by forms.

use actix_web::{HttpResponse, web};

use super::desk::Desk;
use super::forms::{FormMove, OfferForm, make_by_form};
use super::model::MoveCommand;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::http::UrlForm;
use crate::base::ids::UserId;
use crate::base::outbox::RelayWaker;
use crate::chat::rooms::{self, Room};
use crate::market::listings::{self, Listing};
use crate::web::{Page, SignedIn, Tone, refusal};

/// A listing and the buyer's room about it; no room for its owner.
pub type ListingAndRoom = (Listing, Option<Room>);

/// The listing with this slug and the buyer's room about it, made on first use.
///
/// # Errors
/// 404 for who may not see the listing, 409 when it is taken and there is no room yet.
pub async fn room_about(db: &Db, user: UserId, slug: String) -> AppResult<ListingAndRoom> {
    db.transaction(move |conn| {
        let listing = listings::by_slug(conn, &slug)?.ok_or(AppError::NotFound)?;
        listings::must_be_visible(conn, listing.id, Some(user))?;
        let own = listing.seller_id == user;
        let room = if own { None } else { Some(rooms::open(conn, user, listing.id, None)?) };
        Ok((listing, room))
    })
    .await
}

/// Who came too late gets a message on the listing's page.
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
    match room_about(&db, me.id, slug.clone()).await {
        Ok((_, Some(room))) => {
            waker.wake();
            Ok(page.go(&format!("/chat/{}", room.id), None))
        }
        Ok((_, None)) => Ok(page.go("/chat?tab=menjual", None)),
        Err(err) => back_to(&page, &slug, err),
    }
}

/// Who fills a form on a listing's page in, and what that needs.
struct ListingForm<'a> {
    page: &'a Page,
    me: &'a SignedIn,
    db: &'a Db,
    desk: &'a Desk,
    waker: &'a RelayWaker,
}

impl ListingForm<'_> {
    /// Begins to bargain for a listing, in the room made for it on first use.
    async fn begin(
        &self,
        slug: String,
        command: impl FnOnce(&Listing) -> AppResult<MoveCommand>,
    ) -> AppResult<HttpResponse> {
        match room_about(self.db, self.me.id, slug.clone()).await {
            Ok((listing, Some(room))) => {
                self.waker.wake();
                match command(&listing) {
                    Ok(command) => {
                        let wanted = FormMove { room: room.id, command: Ok(command), back: None };
                        make_by_form(self.page, self.me, self.desk, wanted).await
                    }
                    Err(err) => {
                        let address = format!("/barang/{slug}");
                        Ok(self.page.go(&address, Some(refusal(err)?)))
                    }
                }
            }
            Ok((_, None)) => {
                let own = Some((Tone::Warn, "offer-own-thing".into()));
                Ok(self.page.go(&format!("/barang/{slug}"), own))
            }
            Err(err) => back_to(self.page, &slug, err),
        }
    }
}

/// `POST /barang/{slug}/tawar`.
pub async fn tawar_post(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    desk: web::Data<Desk>,
    waker: web::Data<RelayWaker>,
    slug: web::Path<String>,
    form: UrlForm<OfferForm>,
) -> AppResult<HttpResponse> {
    let command = |_: &Listing| form.0.command();
    let on_page = ListingForm { page: &page, me: &me, db: &db, desk: &desk, waker: &waker };
    on_page.begin(slug.into_inner(), command).await
}
