//! The barter page, from a listing or from a room: shows the package, compares it again, and sends it as an offer. Without
//! scripts a form does all three.

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use futures_util::future::LocalBoxFuture;

use super::package::{Entry, PackageInput};
use super::package_page::{PackagePage, PageReader};
use crate::bargaining::negotiations::{Desk, MoveCommand, room_about};
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::{UrlForm, UrlQuery, html};
use crate::base::ids::{OfferId, RoomId};
use crate::base::outbox::RelayWaker;
use crate::chat::rooms::parse_id as room_id;
use crate::config::Config;
use crate::market::categories::Categories;
use crate::web::{Page, SignedIn, Tone};

/// Who asks for the page, and what it needs.
pub struct PackageRequest {
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    categories: web::Data<Categories>,
    config: web::Data<Config>,
}

impl FromRequest for PackageRequest {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        type All = (Page, SignedIn, web::Data<Db>, web::Data<Categories>, web::Data<Config>);
        let all = All::from_request(req, payload);
        Box::pin(async move {
            let (page, me, db, categories, config) = all.await?;
            Ok(Self { page, me, db, categories, config })
        })
    }
}

fn empty_package() -> AppError {
    FieldErrors::one("items", "barter-nothing-sent")
}

impl PackageRequest {
    async fn load(&self, entry: Entry, input: &PackageInput) -> AppResult<Option<PackagePage>> {
        let (categories, input) = (self.categories.as_ref().clone(), input.clone());
        let reader = PageReader { user: self.me.id, now: self.page.now };
        self.db.read(move |conn| PackagePage::load(conn, &categories, &entry, &input, reader)).await
    }

    /// The page, or the form alone for scripts.
    async fn show(
        &self,
        entry: Entry,
        input: &PackageInput,
        form_alone: bool,
    ) -> AppResult<HttpResponse> {
        let back = match &entry {
            Entry::Listing(slug) => format!("/barang/{slug}"),
            Entry::Room(id) => format!("/chat/{id}"),
        };
        match self.load(entry, input).await {
            Ok(Some(package)) => {
                let context = package.context(input, self.config.site.money, None);
                if form_alone {
                    return Ok(html(self.page.fragment("chat/_package_form.html", &context)?));
                }
                self.page.render("chat/barter.html", &context)
            }
            Ok(None) => Ok(self.page.go(&back, None)),
            Err(AppError::Conflict { text, .. }) => {
                Ok(self.page.go(&back, Some((Tone::Warn, text))))
            }
            Err(err) => Err(err),
        }
    }

    /// Offers the package in a room; a refusal is shown beside what was typed.
    async fn send(
        &self,
        desk: &Desk,
        room: RoomId,
        input: &PackageInput,
    ) -> AppResult<HttpResponse> {
        if input.is_empty() {
            return self.again(Entry::Room(room), input, empty_package()).await;
        }
        let id = input.id.unwrap_or_else(OfferId::fresh);
        let amount = match input.money() {
            Ok(amount) => amount,
            Err(err) => return self.again(Entry::Room(room), input, err.of_field("amount")).await,
        };
        let command = MoveCommand {
            items: input.items(),
            ..MoveCommand::offer(id, input.version, amount, input.note.clone())
        };
        match desk.make_move(self.me.id, self.me.session, room, command).await {
            Ok(_) => Ok(self.page.go(&format!("/chat/{room}#akhir"), None)),
            Err(err) => self.again(Entry::Room(room), input, err).await,
        }
    }

    /// The page once more, with what was typed and why it was refused.
    async fn again(
        &self,
        entry: Entry,
        input: &PackageInput,
        err: AppError,
    ) -> AppResult<HttpResponse> {
        let status = match &err {
            AppError::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            AppError::Conflict { .. } => StatusCode::CONFLICT,
            AppError::TooMany { .. } | AppError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            _ => return Err(err),
        };
        let package = self.load(entry, input).await?.ok_or(AppError::NotFound)?;
        let context = package.context(input, self.config.site.money, Some(err.text()));
        let mut answer = self.page.render("chat/barter.html", &context)?;
        *answer.status_mut() = status;
        Ok(answer)
    }
}

/// `GET /barang/{slug}/barter`.
pub async fn barter_page(
    request: PackageRequest,
    slug: web::Path<String>,
    input: UrlQuery<PackageInput>,
) -> AppResult<HttpResponse> {
    request.show(Entry::Listing(slug.into_inner()), &input.0, false).await
}

/// `GET /barang/{slug}/barter/timbang`: the form alone, for scripts.
pub async fn weigh(
    request: PackageRequest,
    slug: web::Path<String>,
    input: UrlQuery<PackageInput>,
) -> AppResult<HttpResponse> {
    request.show(Entry::Listing(slug.into_inner()), &input.0, true).await
}

/// `POST /barang/{slug}/barter`: creates the room and makes the offer.
pub async fn barter_post(
    request: PackageRequest,
    desk: web::Data<Desk>,
    waker: web::Data<RelayWaker>,
    slug: web::Path<String>,
    input: UrlForm<PackageInput>,
) -> AppResult<HttpResponse> {
    let slug = slug.into_inner();
    if input.0.is_empty() {
        // No room is created for an empty package.
        return request.again(Entry::Listing(slug), &input.0, empty_package()).await;
    }
    match room_about(&request.db, request.me.id, slug.clone()).await {
        Ok((_, Some(room))) => {
            waker.wake();
            request.send(&desk, room.id, &input.0).await
        }
        Ok((_, None)) | Err(AppError::Conflict { .. }) => {
            request.show(Entry::Listing(slug), &input.0, false).await
        }
        Err(err) => Err(err),
    }
}

/// `GET /chat/{room}/barter`.
pub async fn room_page(
    request: PackageRequest,
    id: web::Path<String>,
    input: UrlQuery<PackageInput>,
) -> AppResult<HttpResponse> {
    request.show(Entry::Room(room_id(&id)?), &input.0, false).await
}

/// `GET /chat/{room}/barter/timbang`: the form alone, for scripts.
pub async fn room_weigh(
    request: PackageRequest,
    id: web::Path<String>,
    input: UrlQuery<PackageInput>,
) -> AppResult<HttpResponse> {
    request.show(Entry::Room(room_id(&id)?), &input.0, true).await
}

/// `POST /chat/{room}/barter`: makes the offer, the first or an answer.
pub async fn room_post(
    request: PackageRequest,
    desk: web::Data<Desk>,
    id: web::Path<String>,
    input: UrlForm<PackageInput>,
) -> AppResult<HttpResponse> {
    request.send(&desk, room_id(&id)?, &input.0).await
}
