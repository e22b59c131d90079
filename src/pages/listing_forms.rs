//! The forms on the page of a listing: the owner's adjustment of the worth, and the like without scripts.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use super::listing::ListingPageDeps;
use crate::base::clock::Clock;
use crate::base::error::{AppError, AppResult};
use crate::base::http::{UrlForm, html, localized_fields};
use crate::chat::parsing;
use crate::market::likes;
use crate::market::listings::{self, WorthIn};
use crate::web::{Page, SignedIn, Tone, refusal};

/// The texts of a listing that is being posted.
#[derive(Debug, Deserialize)]
pub struct TextsForm {
    #[serde(default)]
    title: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    flaw: String,
    #[serde(default)]
    wanted: String,
}

/// `POST /jual/periksa`: the note on a contact in the texts, for the step before posting; empty without one.
pub async fn check_texts_post(
    page: Page,
    _me: SignedIn,
    form: UrlForm<TextsForm>,
) -> AppResult<HttpResponse> {
    let TextsForm { title, description, flaw, wanted } = form.0;
    let named = [title, description, flaw, wanted].iter().any(|text| parsing::names_contact(text));
    let note = named.then_some("listing-contact-mine");
    let Some(contact_note) = note else { return Ok(html(String::new())) };
    let context = json!({"contact_note": contact_note});
    Ok(html(page.fragment("listings/_contact_note.html", &context)?))
}

/// The owner's form for the worth.
#[derive(Debug, Deserialize)]
pub struct WorthForm {
    #[serde(default)]
    adjust: String,
    #[serde(default)]
    reason: String,
}

impl WorthForm {
    /// Percent in the spellings that people use: `-5`, `−5`, `+5 %`. Blank is 0; what is no number is out of range.
    fn percent(&self) -> i64 {
        let text = self.adjust.replace('−', "-").replace('%', "");
        if text.trim().is_empty() { 0 } else { text.trim().parse().unwrap_or(i64::MAX) }
    }
}

/// `POST /barang/{slug}/nilai`: the owner adjusts the worth.
pub async fn worth_post(
    page: Page,
    me: SignedIn,
    deps: ListingPageDeps,
    slug: web::Path<String>,
    form: UrlForm<WorthForm>,
) -> AppResult<HttpResponse> {
    let (slug, UrlForm(form)) = (slug.into_inner(), form);
    let (back, wanted) = (format!("/barang/{slug}#nilai"), slug.clone());
    let row = deps.db.read(move |conn| listings::by_slug(conn, &wanted)).await?;
    let id = row.ok_or(AppError::NotFound)?.id;
    let input = WorthIn { adjust: form.percent(), reason: form.reason.clone() };
    match listings::adjust_worth(&deps.db, me.id, id, input, page.now).await {
        Ok(()) => {
            deps.waker.wake();
            Ok(page.go(&back, Some((Tone::Ok, "worth-saved".into()))))
        }
        Err(AppError::Invalid(errors)) => {
            let data = deps.load(&page, slug).await?;
            let errors = localized_fields(&errors, page.lang);
            let form = json!({"adjust": form.adjust, "reason": form.reason, "errors": errors});
            let mut answer = deps.render(&page, &data, form).await?;
            *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(answer)
        }
        Err(err) => Ok(page.go(&back, Some(refusal(err)?))),
    }
}

/// `POST /barang/{slug}/suka`: the like without scripts.
pub async fn like_post(
    page: Page,
    me: SignedIn,
    deps: ListingPageDeps,
    clock: web::Data<Clock>,
    slug: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (slug, user, now) = (slug.into_inner(), me.id, clock.now());
    let to = format!("/barang/{slug}");
    let write = deps.db.transaction(move |conn| {
        let row = listings::by_slug(conn, &slug)?.ok_or(AppError::NotFound)?;
        listings::must_be_visible(conn, row.id, Some(user))?;
        likes::set(conn, user, row.id, None, now)?;
        listings::announce_counts(conn, row.id)
    });
    write.await?;
    deps.waker.wake();
    Ok(page.go(&to, None))
}
