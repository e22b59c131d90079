//! Promises, lines and picks by forms.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::{pick, promise, release, waiting};
use crate::bargaining::negotiations::{Desk, room_id};
use crate::base::db::Db;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::http::Posted;
use crate::base::i18n::Text;
use crate::market::listings;
use crate::web::{Page, SignedIn, Tone};

/// A yes, or its undoing.
#[derive(Debug, Deserialize)]
pub struct Undo {
    /// Set to take it back.
    #[serde(default)]
    undo: String,
}

/// What a form comes back with.
fn flash(done: AppResult<Text>) -> AppResult<(Tone, Text)> {
    match done {
        Ok(text) => Ok((Tone::Ok, text)),
        Err(err @ (AppError::Conflict { .. } | AppError::Invalid(_) | AppError::Forbidden(_))) => {
            Ok((Tone::Bad, err.text()))
        }
        Err(err @ AppError::TooMany { .. }) => Ok((Tone::Warn, err.text())),
        Err(err) => Err(err),
    }
}

/// `POST /chat/{room}/janji`.
pub async fn promise_form(
    page: Page,
    me: SignedIn,
    (db, encryption): (web::Data<Db>, web::Data<Encryption>),
    desk: web::Data<Desk>,
    room: web::Path<String>,
    form: Posted<Undo>,
) -> AppResult<HttpResponse> {
    let (room, now, undo) = (room_id(&room)?, page.now, !form.0.undo.is_empty());
    let done = db
        .transaction(move |conn| match undo {
            true => release(conn, &encryption, room, me.id, now),
            false => promise(conn, &encryption, room, me.id, now),
        })
        .await;
    let done = done.map(|told| {
        desk.announce(&told);
        Text::new(if undo { "promise-ended" } else { "promise-made" })
    });
    Ok(page.go(&format!("/chat/{room}#akhir"), Some(flash(done)?)))
}

/// `POST /barang/{slug}/antre`.
pub async fn wait_form(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    slug: web::Path<String>,
    form: Posted<Undo>,
) -> AppResult<HttpResponse> {
    let (slug, now, undo) = (slug.into_inner(), page.now, !form.0.undo.is_empty());
    let back = format!("/barang/{slug}");
    let done = db
        .transaction(move |conn| {
            let thing = listings::by_slug(conn, &slug)?.ok_or(AppError::NotFound)?.id;
            if undo {
                waiting::leave(conn, thing, me.id)?;
                return Ok(Text::new("waiting-left"));
            }
            let place = waiting::wait(conn, thing, me.id, now)?.map_or(1, |place| place.place);
            Ok(Text::new("waiting-joined").with("n", place))
        })
        .await;
    Ok(page.go(&back, Some(flash(done)?)))
}

/// `POST /barang/{slug}/pilih`: gives a free thing to the fairest of those who ask.
pub async fn pick_post(
    page: Page,
    me: SignedIn,
    (db, encryption): (web::Data<Db>, web::Data<Encryption>),
    desk: web::Data<Desk>,
    slug: web::Path<String>,
) -> AppResult<HttpResponse> {
    let slug = slug.into_inner();
    let back = format!("/barang/{slug}");
    let thing = db.read(move |conn| listings::by_slug(conn, &slug)).await?;
    let thing = thing.ok_or(AppError::NotFound)?.id;
    match pick((&db, &encryption, &desk), thing, (me.id, me.session), page.now).await {
        Ok((outcome, _)) => Ok(page.go(&format!("/chat/{}#akhir", outcome.negotiation.room), None)),
        Err(err) => Ok(page.go(&back, Some(flash(Err(err))?))),
    }
}
