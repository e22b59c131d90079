//! Promises, queues and picks by forms.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::{PickRequest, ReservationContext, pick, promise, release, waiting};
use crate::bargaining::negotiations::refusal_flash;
use crate::base::error::{AppError, AppResult};
use crate::base::http::UrlForm;
use crate::base::i18n::Text;
use crate::chat::rooms;
use crate::market::listings;
use crate::web::{Flash, Page, SignedIn, Tone};

/// A yes, or its undoing.
#[derive(Debug, Deserialize)]
pub struct Undo {
    /// Set to take it back.
    #[serde(default)]
    undo: String,
}

/// The message with which a form returns to its page; who may not do it gets one there too.
fn flash(done: AppResult<Text>) -> AppResult<Flash> {
    match done {
        Ok(text) => Ok((Tone::Ok, text)),
        Err(AppError::Forbidden(text)) => Ok((Tone::Bad, text)),
        Err(err) => refusal_flash(err),
    }
}

/// `POST /chat/{room}/janji`.
pub async fn promise_form(
    page: Page,
    me: SignedIn,
    context: web::Data<ReservationContext>,
    room: web::Path<String>,
    form: UrlForm<Undo>,
) -> AppResult<HttpResponse> {
    let (room, now, ends) = (rooms::parse_id(&room)?, page.now, !form.0.undo.is_empty());
    let encryption = context.encryption();
    let done = context.db.transaction(move |conn| {
        let set = if ends { release } else { promise };
        set(conn, &encryption, room, me.id, now)
    });
    let done = done.await.map(|announcements| {
        context.desk.announce(&announcements);
        Text::new(if ends { "promise-ended" } else { "promise-made" })
    });
    Ok(page.go(&format!("/chat/{room}#akhir"), Some(flash(done)?)))
}

/// `POST /barang/{slug}/antre`.
pub async fn wait_form(
    page: Page,
    me: SignedIn,
    context: web::Data<ReservationContext>,
    slug: web::Path<String>,
    form: UrlForm<Undo>,
) -> AppResult<HttpResponse> {
    let (slug, now, leaves) = (slug.into_inner(), page.now, !form.0.undo.is_empty());
    let back = format!("/barang/{slug}");
    let done = context.db.transaction(move |conn| {
        let listing = listings::by_slug(conn, &slug)?.ok_or(AppError::NotFound)?.id;
        if leaves {
            waiting::leave(conn, listing, me.id)?;
            return Ok(Text::new("waiting-left"));
        }
        let place = waiting::wait(conn, listing, me.id, now)?.map_or(1, |place| place.place);
        Ok(Text::new("waiting-joined").with("n", place))
    });
    Ok(page.go(&back, Some(flash(done.await)?)))
}

/// `POST /barang/{slug}/pilih`: gives a free listing to the fairest of those who ask.
pub async fn pick_post(
    page: Page,
    me: SignedIn,
    context: web::Data<ReservationContext>,
    slug: web::Path<String>,
) -> AppResult<HttpResponse> {
    let slug = slug.into_inner();
    let back = format!("/barang/{slug}");
    let listing = context.db.read(move |conn| listings::by_slug(conn, &slug)).await?;
    let listing = listing.ok_or(AppError::NotFound)?.id;
    let wish = PickRequest { listing, seller: me.id, session: me.session };
    match pick(&context, wish).await {
        Ok((outcome, _)) => Ok(page.go(&format!("/chat/{}#akhir", outcome.negotiation.room), None)),
        Err(err) => Ok(page.go(&back, Some(flash(Err(err))?))),
    }
}
