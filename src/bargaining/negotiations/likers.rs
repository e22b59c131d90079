//! One lower price, offered at once to everybody who likes a thing: each gets it in a room of their own, for a day.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::desk::Desk;
use super::model::MoveCommand;
use super::store;
use crate::base::clock::{Clock, Timestamp};
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::{Body, Posted};
use crate::base::i18n::Text;
use crate::base::ids::{ListingId, OfferId, RoomId, UserId};
use crate::base::limits::{self, Rate};
use crate::base::money;
use crate::base::outbox::Bell;
use crate::chat::rooms;
use crate::config::Mode;
use crate::market::likes;
use crate::market::listings::{self, Status, parse_id};
use crate::people::sessions::{Page, SignedIn, Tone};

/// So many are offered to at once.
const MOST: i64 = 100;
/// People who like a thing are not to be pestered.
const ONCE_A_DAY: Rate = Rate { actions: 1, seconds: 86_400 };

/// A price for everybody who likes the thing.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct LikersIn {
    /// Whole rupiah, below the asking price.
    amount: i64,
    #[serde(default)]
    note: String,
}

/// To how many it was offered.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LikersOut {
    /// Those who have it on their table now.
    offered: usize,
    /// Those who bargain for it already, and were left alone.
    left: usize,
}

/// Those who like a thing and have nothing on the table about it, each with their room and how often was moved there.
fn tables(
    conn: &mut Conn,
    thing: ListingId,
    seller: UserId,
    amount: i64,
    now: Timestamp,
) -> AppResult<(Vec<(RoomId, i32)>, usize)> {
    let listing = listings::own(conn, seller, thing)?;
    if listing.status != Status::Active || !listing.modes.contains(&Mode::Sale) {
        return Err(AppError::conflict("likers-not-for-sale"));
    }
    if amount < 1 || listing.price.is_none_or(|asking| amount >= asking) {
        return Err(FieldErrors::one("amount", "likers-below-price"));
    }
    let who = likes::who_likes(conn, thing, MOST)?;
    if who.is_empty() {
        return Err(AppError::conflict("likers-none"));
    }
    limits::charge_stored(conn, &format!("likers:{thing}"), ONCE_A_DAY)?;
    let (mut free, mut left) = (Vec::new(), 0);
    for user in who.into_iter().filter(|user| *user != seller) {
        let room = rooms::open(conn, user, thing, None, now)?;
        match store::lying(conn, room.id)? {
            Some(lying) if lying.pending.is_some() => left += 1,
            Some(lying) => free.push((room.id, lying.version)),
            None => free.push((room.id, 0)),
        }
    }
    Ok((free, left))
}

async fn offer_all(
    (db, desk): (&Db, &Desk),
    me: &SignedIn,
    thing: ListingId,
    (amount, note): (i64, &str),
    now: Timestamp,
) -> AppResult<LikersOut> {
    if note.chars().count() > 500 {
        return Err(FieldErrors::one("note", "offer-note-long"));
    }
    let seller = me.id;
    let (free, mut left) =
        db.transaction(move |conn| tables(conn, thing, seller, amount, now)).await?;
    let mut offered = 0;
    for (room, version) in free {
        let command = MoveCommand::offer(OfferId::fresh(), Some(version), amount, note.to_owned());
        match desk.make_move(me.id, me.session, room, command).await {
            Ok(_) => offered += 1,
            // They began to bargain meanwhile.
            Err(AppError::Conflict { .. }) => left += 1,
            Err(err @ AppError::SignedOut) => return Err(err),
            // One that does not work does not keep the price from the others.
            Err(err) => {
                tracing::warn!(%room, error = %err, "a price for who likes a thing was not laid");
                left += 1;
            }
        }
    }
    Ok(LikersOut { offered, left })
}

/// Offers one lower price to everybody who likes one's own thing; once a day.
#[utoipa::path(post, path = "/api/listings/{id}/likers", params(("id" = ListingId, Path)), request_body = LikersIn,
    responses((status = 200, body = LikersOut), (status = 409, body = crate::base::http::Problem), (status = 429, body = crate::base::http::Problem)))]
pub async fn likers_api(
    me: SignedIn,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    (desk, bell): (web::Data<Desk>, web::Data<Bell>),
    id: web::Path<String>,
    body: Body<LikersIn>,
) -> AppResult<HttpResponse> {
    let (id, Body(LikersIn { amount, note })) = (parse_id(&id)?, body);
    let done = offer_all((&db, &desk), &me, id, (amount, &note), clock.now()).await?;
    bell.ring();
    Ok(HttpResponse::Ok().json(done))
}

/// The price as a form.
#[derive(Debug, Deserialize)]
pub struct LikersForm {
    #[serde(default)]
    amount: String,
}

/// `POST /jual/{id}/pesuka`.
pub async fn likers_post(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    (desk, bell): (web::Data<Desk>, web::Data<Bell>),
    id: web::Path<String>,
    form: Posted<LikersForm>,
) -> AppResult<HttpResponse> {
    let (id, amount) = (parse_id(&id)?, money::parse(&form.0.amount).unwrap_or(-1));
    let flash = match offer_all((&db, &desk), &me, id, (amount, ""), page.now).await {
        Ok(done) => {
            bell.ring();
            (Tone::Ok, Text::new("likers-done").with("n", done.offered))
        }
        Err(AppError::TooMany { .. }) => (Tone::Warn, "likers-once-a-day".into()),
        Err(err @ (AppError::Invalid(_) | AppError::Conflict { .. })) => (Tone::Bad, err.text()),
        Err(err) => return Err(err),
    };
    Ok(page.go(&format!("/jual/{id}/asisten#pesuka"), Some(flash)))
}
