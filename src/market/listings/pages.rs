//! Posting and editing as pages. The listing's own page mixes wings and lives higher up.

use std::collections::HashMap;

use actix_multipart::Multipart;
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use super::actions;
use super::form::{FormInput, read, typed_from};
use super::model::Status;
use super::sell_view::{Purpose, SellView};
use super::store;
use crate::base::clock::Clock;
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::say_fields;
use crate::base::ids::{ListingId, PhotoId, UserId};
use crate::base::outbox::RelayWaker;
use crate::base::storage::Storage;
use crate::config::Site;
use crate::market::categories::{self, Categories};
use crate::market::photos::{self, PhotoView};
use crate::people::regions;
use crate::web::{Page, SignedIn, Tone};

/// What the form needs beside what was typed.
async fn form_page(
    page: &Page,
    db: &Db,
    kinds: &Categories,
    me: UserId,
    purpose: Purpose,
    typed: &FormInput,
    errors: &FieldErrors,
) -> AppResult<HttpResponse> {
    let (code, wanted) = (typed.one("region"), typed.photos());
    let (label, pictures) = db
        .read(move |conn| {
            Ok((
                regions::label_of(conn, &code)?.unwrap_or_default(),
                own_photos(conn, me, &wanted)?,
            ))
        })
        .await?;
    let none = HashMap::new();
    let kinds: Vec<_> =
        kinds.children(None).map(|kind| categories::view(kinds, kind, page.lang, &none)).collect();
    let view = SellView::of(purpose, typed, &page.site, me);
    let mut answer = page.render(
        "listings/sell.html",
        &json!({"sell": view, "form": typed.json(&label), "photos": pictures, "categories": kinds,
            "errors": say_fields(errors, page.lang)}),
    )?;
    if !errors.0.is_empty() {
        *answer.status_mut() = actix_web::http::StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(answer)
}

fn own_photos(conn: &mut Conn, me: UserId, ids: &[PhotoId]) -> AppResult<Vec<Value>> {
    let rows = photos::of_owner(conn, me, ids)?;
    Ok(ids
        .iter()
        .filter_map(|id| rows.iter().find(|row| row.id == *id))
        .map(|row| json!({"id": row.id, "thumb": PhotoView::from(row).thumbnail}))
        .collect())
}

/// Forms write nothing beside the listing.
fn nothing(_: &mut Conn, _: ListingId) -> AppResult<()> {
    Ok(())
}

/// `GET /jual`.
pub async fn sell_page(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    kinds: web::Data<Categories>,
) -> AppResult<HttpResponse> {
    let mut typed = FormInput::default();
    let mut set = |name: &str, value: &str| {
        typed.fields.entry(name.to_owned()).or_default().push(value.to_owned());
    };
    if let Some(mode) = page.site.modes.first() {
        set("modes", mode.word());
    }
    set("delivery", "cod");
    set("id", &ListingId::fresh().to_string());
    if let Some(region) = &me.person.region {
        set("region", region);
    }
    form_page(&page, &db, &kinds, me.id, Purpose::Post, &typed, &FieldErrors::default()).await
}

/// What a form with photos needs.
pub struct FormDeps {
    db: web::Data<Db>,
    site: web::Data<Site>,
    kinds: web::Data<Categories>,
    storage: web::Data<Storage>,
    clock: web::Data<Clock>,
    waker: web::Data<RelayWaker>,
}

impl actix_web::FromRequest for FormDeps {
    type Error = AppError;
    type Future = std::future::Ready<AppResult<Self>>;

    fn from_request(req: &actix_web::HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        fn need<T: 'static>(req: &actix_web::HttpRequest) -> AppResult<web::Data<T>> {
            req.app_data::<web::Data<T>>()
                .cloned()
                .ok_or_else(|| AppError::Internal(anyhow::anyhow!("the app lacks a part")))
        }
        let hands = || {
            Ok(Self {
                db: need(req)?,
                site: need(req)?,
                kinds: need(req)?,
                storage: need(req)?,
                clock: need(req)?,
                waker: need(req)?,
            })
        };
        std::future::ready(hands())
    }
}

impl FormDeps {
    /// Reads the form, and takes files that came with it (browsers without script) as photos after those uploaded before.
    async fn typed(
        &self,
        me: UserId,
        parts: Multipart,
        errors: &mut FieldErrors,
    ) -> AppResult<FormInput> {
        let mut typed = read(parts).await?;
        for bytes in std::mem::take(&mut typed.files) {
            match photos::take(&self.db, &self.storage, me, bytes, &self.clock).await {
                Ok(photo) => {
                    typed.fields.entry("photo_id".into()).or_default().push(photo.id.to_string())
                }
                Err(AppError::Invalid(fields)) => {
                    for text in fields.0.into_values().flatten() {
                        errors.add("photos", text);
                    }
                }
                Err(err) => return Err(err),
            }
        }
        let (code, text) = (typed.one("region"), typed.one("region_label"));
        let region = self.db.read(move |conn| regions::chosen(conn, &code, &text)).await?;
        typed.fields.insert("region".into(), vec![region]);
        Ok(typed)
    }
}

/// `POST /jual`.
pub async fn sell_post(
    page: Page,
    me: SignedIn,
    hands: FormDeps,
    parts: Multipart,
) -> AppResult<HttpResponse> {
    let mut errors = FieldErrors::default();
    let typed = hands.typed(me.id, parts, &mut errors).await?;
    let draft = typed.draft(&mut errors);
    let given = typed.one("id").parse().ok();
    let done = match errors.into_result() {
        Ok(()) => {
            actions::post(
                &hands.db,
                &hands.site,
                &hands.kinds,
                me.id,
                given,
                (draft, nothing),
                page.now,
            )
            .await
        }
        Err(err) => Err(err),
    };
    end(&page, &hands, me.id, Purpose::Post, &typed, done).await
}

/// The end of both forms: on to the listing when it was taken, else the form again with what is wrong with it.
async fn end(
    page: &Page,
    hands: &FormDeps,
    me: UserId,
    purpose: Purpose,
    typed: &FormInput,
    done: AppResult<ListingId>,
) -> AppResult<HttpResponse> {
    match done {
        Ok(id) => {
            hands.waker.wake();
            let listing = hands.db.read(move |conn| store::by_id(conn, id)).await?;
            let listing = listing.ok_or(AppError::NotFound)?;
            let said = match listing.status {
                Status::Kept => "listing-kept",
                _ if purpose == Purpose::Post => "listing-posted",
                _ => "listing-saved",
            };
            Ok(page.go(&format!("/barang/{}", listing.slug), Some((Tone::Ok, said.into()))))
        }
        Err(AppError::Invalid(errors)) => {
            form_page(page, &hands.db, &hands.kinds, me, purpose, typed, &errors).await
        }
        Err(err) => Err(err),
    }
}

/// `GET /jual/{id}/edit`.
pub async fn edit_page(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    kinds: web::Data<Categories>,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let id = super::parse_id(&id)?;
    let (listing, pictures) = db
        .read(move |conn| {
            Ok((
                store::by_id(conn, id)?.ok_or(AppError::NotFound)?,
                photos::of_listings(conn, &[id])?,
            ))
        })
        .await?;
    if listing.seller_id != me.id {
        return Err(if listing.status.is_public() {
            AppError::forbidden("listing-not-yours")
        } else {
            AppError::NotFound
        });
    }
    let typed = typed_from(&listing, &kinds, pictures.iter().map(|photo| photo.id));
    form_page(&page, &db, &kinds, me.id, Purpose::Edit, &typed, &FieldErrors::default()).await
}

/// `POST /jual/{id}/edit`.
pub async fn edit_post(
    page: Page,
    me: SignedIn,
    hands: FormDeps,
    id: web::Path<String>,
    parts: Multipart,
) -> AppResult<HttpResponse> {
    let id = super::parse_id(&id)?;
    let mut errors = FieldErrors::default();
    let mut typed = hands.typed(me.id, parts, &mut errors).await?;
    typed.fields.insert("id".into(), vec![id.to_string()]);
    let draft = typed.draft(&mut errors);
    let done = match errors.into_result() {
        Ok(()) => {
            actions::edit(
                &hands.db,
                &hands.site,
                &hands.kinds,
                me.id,
                id,
                (draft, nothing),
                page.now,
            )
            .await
        }
        Err(err) => Err(err),
    };
    end(&page, &hands, me.id, Purpose::Edit, &typed, done.map(|()| id)).await
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
        Err(AppError::Conflict { text, .. }) => {
            Ok(page.go(&format!("/barang/{}", listing.slug), Some((Tone::Bad, text))))
        }
        Err(err) => Err(err),
    }
}
