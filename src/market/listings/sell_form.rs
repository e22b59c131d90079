//! The page of the form for posting and editing, and the answer to it.

use std::collections::HashMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Value, json};

use super::form::{FormInput, read};
use super::model::Status;
use super::sell_view::{Purpose, SellView};
use super::{ListingDeps, store};
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::UploadForm;
use crate::base::http::localized_fields;
use crate::base::i18n::Text;
use crate::base::ids::{ListingId, PhotoId, UserId};
use crate::market::categories;
use crate::market::photos::{self, PhotoDeps, PhotoView};
use crate::people::regions;
use crate::web::{Page, Tone};

/// A form for posting or editing as its owner filled it in.
pub(super) struct SellForm<'a> {
    pub page: &'a Page,
    pub deps: &'a ListingDeps,
    pub owner: UserId,
    pub purpose: Purpose,
    pub input: FormInput,
}

impl SellForm<'_> {
    /// The page with the form. With errors it is a 422.
    pub(super) async fn render(&self, errors: &FieldErrors) -> AppResult<HttpResponse> {
        let (code, wanted, owner) = (self.input.one("region"), self.input.photos(), self.owner);
        let (label, photos) = self
            .deps
            .db
            .read(move |conn| {
                let label = regions::label_of(conn, &code)?.unwrap_or_default();
                Ok((label, own_photos(conn, owner, &wanted)?))
            })
            .await?;
        let (categories, no_counts) = (&self.deps.categories, HashMap::new());
        let categories: Vec<_> = categories
            .children(None)
            .map(|category| categories::view(categories, category, self.page.lang, &no_counts))
            .collect();
        let view = SellView::of(self.purpose, &self.input, &self.page.site, owner);
        let mut answer = self.page.render(
            "listings/sell.html",
            &json!({"sell": view, "form": self.input.json(&label), "photos": photos,
                "categories": categories, "errors": localized_fields(errors, self.page.lang)}),
        )?;
        if !errors.0.is_empty() {
            *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        }
        Ok(answer)
    }

    /// Answers a submitted form: a redirect to the saved listing, or the form again with its errors.
    pub(super) async fn respond(mut self, saved: AppResult<ListingId>) -> AppResult<HttpResponse> {
        let id = match saved {
            Ok(id) => id,
            Err(AppError::Invalid(errors)) => return self.render(&errors).await,
            Err(AppError::Conflict { text, .. }) => return self.conflict(text).await,
            Err(err) => return Err(err),
        };
        self.deps.waker.wake();
        let listing = self.deps.db.read(move |conn| store::by_id(conn, id)).await?;
        let listing = listing.ok_or(AppError::NotFound)?;
        let message = match listing.status {
            Status::BarterOnly => "listing-kept",
            _ if self.purpose == Purpose::Post => "listing-posted",
            _ => "listing-saved",
        };
        let to = format!("/barang/{}", listing.slug);
        Ok(self.page.go(&to, Some((Tone::Ok, message.into()))))
    }
}

impl SellForm<'_> {
    /// The form with what was typed, and why it was not saved. Sent once more, it replaces what is stored now.
    async fn conflict(&mut self, why: Text) -> AppResult<HttpResponse> {
        if let Ok(id) = self.input.one("id").parse::<ListingId>() {
            let stored = self.deps.db.read(move |conn| store::by_id(conn, id)).await?;
            let version = stored.map(|listing| listing.version.to_string());
            self.input.set("version", version.into_iter().collect());
        }
        let mut errors = FieldErrors::default();
        errors.add("_", why);
        let mut answer = self.render(&errors).await?;
        *answer.status_mut() = StatusCode::CONFLICT;
        Ok(answer)
    }
}

fn own_photos(conn: &mut Conn, owner: UserId, ids: &[PhotoId]) -> AppResult<Vec<Value>> {
    let rows = photos::of_owner(conn, owner, ids)?;
    Ok(ids
        .iter()
        .filter_map(|id| rows.iter().find(|row| row.id == *id))
        .map(|row| json!({"id": row.id, "thumb": PhotoView::from(row).thumbnail}))
        .collect())
}

impl ListingDeps {
    /// Reads a submitted form. Files in it (from browsers without scripts) are saved as photos after those that were
    /// uploaded before; what is wrong with a file goes into `errors`.
    pub(super) async fn read_form(
        &self,
        owner: UserId,
        uploads: &PhotoDeps,
        body: UploadForm,
        errors: &mut FieldErrors,
    ) -> AppResult<FormInput> {
        let mut input = read(body).await?;
        for file in std::mem::take(&mut input.files) {
            match photos::save_upload(uploads, owner, file).await {
                Ok(photo) => input.add("photo_id", photo.id.to_string()),
                Err(AppError::Invalid(fields)) => {
                    for text in fields.0.into_values().flatten() {
                        errors.add("photos", text);
                    }
                }
                Err(err) => return Err(err),
            }
        }
        let (code, text) = (input.one("region"), input.one("region_label"));
        let region = self.db.read(move |conn| regions::selected_code(conn, &code, &text)).await?;
        input.set("region", vec![region]);
        Ok(input)
    }
}
