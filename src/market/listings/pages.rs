//! Posting, editing and removing as pages. The listing's own page combines several wings and is in `pages`.

use actix_web::{HttpResponse, web};

use super::form::FormInput;
use super::sell_form::SellForm;
use super::sell_view::Purpose;
use super::{ListingDeps, actions, store};
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::UploadForm;
use crate::base::ids::ListingId;
use crate::base::outbox::RelayWaker;
use crate::market::photos::{self, PhotoDeps};
use crate::web::{Page, SignedIn, Tone, refusal};

/// `GET /jual`.
pub async fn sell_page(page: Page, me: SignedIn, deps: ListingDeps) -> AppResult<HttpResponse> {
    let mut input = FormInput::default();
    if let Some(mode) = page.site.modes.first() {
        input.add("modes", mode.word());
    }
    let (owner, purpose) = (me.id, Purpose::Post);
    match deps.db.read(move |conn| store::newest_of_seller(conn, owner)).await? {
        // Most people hand everything over at one place.
        Some(last) => {
            input.add("region", last.region.as_str());
            input.set("delivery", last.content.delivery.iter().map(ToString::to_string).collect());
        }
        None => {
            input.add("delivery", "cod");
            input.add("region", me.person.region.clone().unwrap_or_default());
        }
    }
    input.add("id", ListingId::fresh().to_string());
    let form = SellForm { page: &page, deps: &deps, owner, purpose, input };
    form.render(&FieldErrors::default()).await
}

/// `POST /jual`.
pub async fn sell_post(
    page: Page,
    me: SignedIn,
    deps: ListingDeps,
    uploads: PhotoDeps,
    body: UploadForm,
) -> AppResult<HttpResponse> {
    let (owner, purpose) = (me.id, Purpose::Post);
    let mut errors = FieldErrors::default();
    let input = deps.read_form(owner, &uploads, body, &mut errors).await?;
    let draft = input.draft(&mut errors);
    let saved = match errors.into_result() {
        Ok(()) => deps.writer(owner, page.now).post_or_edit(draft).await,
        Err(err) => Err(err),
    };
    SellForm { page: &page, deps: &deps, owner, purpose, input }.respond(saved).await
}

/// `GET /jual/{id}/edit`.
pub async fn edit_page(
    page: Page,
    me: SignedIn,
    deps: ListingDeps,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let id = super::parse_id(&id)?;
    let (listing, photos, shows_village) = deps
        .db
        .read(move |conn| {
            let listing = store::by_id(conn, id)?.ok_or(AppError::NotFound)?;
            let photos = photos::of_listings(conn, &[id])?;
            Ok((listing, photos, store::shows_village(conn, id)?))
        })
        .await?;
    actions::must_be_own(&listing, me.id)?;
    let photo_ids = photos.iter().map(|photo| photo.id);
    let mut input = FormInput::of_listing(&listing, &deps.categories, photo_ids);
    if shows_village {
        input.add("show_village", "1");
    }
    let (owner, purpose) = (me.id, Purpose::Edit);
    let form = SellForm { page: &page, deps: &deps, owner, purpose, input };
    form.render(&FieldErrors::default()).await
}

/// `POST /jual/{id}/edit`.
pub async fn edit_post(
    page: Page,
    me: SignedIn,
    deps: ListingDeps,
    uploads: PhotoDeps,
    id: web::Path<String>,
    body: UploadForm,
) -> AppResult<HttpResponse> {
    let (id, owner, purpose) = (super::parse_id(&id)?, me.id, Purpose::Edit);
    // Before the form is read, which may be long.
    let listing = deps.db.read(move |conn| store::by_id(conn, id)).await?;
    actions::must_be_own(&listing.ok_or(AppError::NotFound)?, owner)?;
    let mut errors = FieldErrors::default();
    let mut input = deps.read_form(owner, &uploads, body, &mut errors).await?;
    input.set("id", vec![id.to_string()]);
    let draft = input.draft(&mut errors);
    let saved = match errors.into_result() {
        Ok(()) => deps.writer(owner, page.now).edit(id, draft).await,
        Err(err) => Err(err),
    };
    let form = SellForm { page: &page, deps: &deps, owner, purpose, input };
    form.respond(saved.map(|()| id)).await
}

/// `POST /barang/{slug}/hapus`.
pub async fn remove_post(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    waker: web::Data<RelayWaker>,
    slug: web::Path<String>,
) -> AppResult<HttpResponse> {
    let slug = slug.into_inner();
    let listing =
        db.read(move |conn| store::by_slug(conn, &slug)).await?.ok_or(AppError::NotFound)?;
    match actions::remove(&db, me.id, listing.id, page.now).await {
        Ok(()) => {
            waker.wake();
            Ok(page.go("/profil/saya", Some((Tone::Ok, "listing-gone".into()))))
        }
        Err(err) => Ok(page.go(&format!("/barang/{}", listing.slug), Some(refusal(err)?))),
    }
}
