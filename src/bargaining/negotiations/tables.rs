//! All that lies on one's tables, over JSON and by a form: looking at it, and one answer to all who offered for a thing.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::desk::Desk;
use super::machine::Move;
use super::model::MoveCommand;
use super::stall::MOST;
use super::store;
use crate::base::clock::{Clock, Timestamp};
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::{Body, Posted};
use crate::base::i18n::Text;
use crate::base::ids::{ListingId, OfferId, UserId};
use crate::base::money;
use crate::chat::live::NegotiationOut;
use crate::chat::rooms::Side;
use crate::market::listings::{self, parse_id};
use crate::web::{Page, SignedIn, Tone};

/// Bargains with an offer on the table.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TablesOut {
    /// Those that wait for the caller first, then by deadline; at most 100.
    negotiations: Vec<NegotiationOut>,
}

/// Every bargain of the caller in which an offer lies on the table.
#[utoipa::path(get, path = "/api/offers", responses((status = 200, body = TablesOut)))]
pub async fn tables_api(
    me: SignedIn,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
) -> AppResult<HttpResponse> {
    let (user, now) = (me.id, clock.now());
    let found = db.read(move |conn| store::on_tables_of(conn, user, None, now, MOST)).await?;
    let negotiations = found.iter().map(|(talk, offer)| talk.out(Some(offer))).collect();
    Ok(HttpResponse::Ok().json(TablesOut { negotiations }))
}

/// One answer to all who offered for a thing.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct AllIn {
    /// One price for everybody, whole rupiah; without it all are declined.
    amount: Option<i64>,
}

/// How many were answered.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AllOut {
    /// Those who have the answer now.
    answered: usize,
    /// Those who have none: their offer holds goods, or changed meanwhile.
    left: usize,
}

/// Answers the open offers for the caller's own thing, at most 100 at a time: a price for everybody, else no. Each is a move of its own; goods
/// for goods are looked at one by one, so a price does not answer them.
async fn answer_all(
    (db, desk): (&Db, &Desk),
    me: &SignedIn,
    thing: ListingId,
    price: Option<i64>,
    now: Timestamp,
) -> AppResult<AllOut> {
    if price.is_some_and(|amount| !(1..=money::MAX_PRICE).contains(&amount)) {
        return Err(FieldErrors::one("amount", "offer-amount-range"));
    }
    let user: UserId = me.id;
    let waiting = db
        .read(move |conn| {
            listings::own(conn, user, thing)?;
            store::on_tables_of(conn, user, Some(thing), now, MOST)
        })
        .await?;
    let mut done = AllOut { answered: 0, left: 0 };
    for (talk, offer) in waiting.into_iter().filter(|(_, offer)| offer.by == Side::Buyer) {
        let seen = Some(talk.version);
        let command = match price {
            Some(_) if !offer.items.is_empty() => {
                done.left += 1;
                continue;
            }
            Some(amount) => MoveCommand::offer(OfferId::fresh(), seen, amount, String::new()),
            None => MoveCommand::plain(Uuid::now_v7(), seen, Move::Decline(offer.id)),
        };
        match desk.make_move(me.id, me.session, talk.room_id, command).await {
            Ok(_) => done.answered += 1,
            Err(AppError::Conflict { .. } | AppError::Invalid(_)) => done.left += 1,
            Err(err @ AppError::SignedOut) => return Err(err),
            // One that does not work does not keep the answer from the others.
            Err(err) => {
                tracing::warn!(room = %talk.room_id, error = %err, "an offer was not answered with the others");
                done.left += 1;
            }
        }
    }
    Ok(done)
}

/// Answers every open offer for the caller's own thing.
#[utoipa::path(post, path = "/api/listings/{id}/answer", params(("id" = ListingId, Path)), request_body = AllIn,
    responses((status = 200, body = AllOut), (status = 403, body = crate::base::http::Problem), (status = 422, body = crate::base::http::Problem)))]
pub async fn answer_api(
    me: SignedIn,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    desk: web::Data<Desk>,
    id: web::Path<String>,
    body: Body<AllIn>,
) -> AppResult<HttpResponse> {
    let id = parse_id(&id)?;
    let done = answer_all((&db, &desk), &me, id, body.0.amount, clock.now()).await?;
    Ok(HttpResponse::Ok().json(done))
}

/// The same as a form.
#[derive(Debug, Deserialize)]
pub struct AllForm {
    listing: ListingId,
    #[serde(default)]
    amount: String,
    #[serde(default)]
    decline: String,
}

/// `POST /chat/meja/semua`.
pub async fn answer_post(
    page: Page,
    me: SignedIn,
    (db, desk): (web::Data<Db>, web::Data<Desk>),
    form: Posted<AllForm>,
) -> AppResult<HttpResponse> {
    let form = form.0;
    // What is no amount is out of range, and says so.
    let price = form.decline.is_empty().then(|| money::parse(&form.amount).unwrap_or_default());
    let said = |key: &'static str, n: usize| Text::new(key).with("n", n.to_string());
    let flash = match answer_all((&db, &desk), &me, form.listing, price, page.now).await {
        Ok(done) if done.left > 0 => (Tone::Warn, said("stall-left", done.left)),
        Ok(done) => (Tone::Ok, said("stall-answered", done.answered)),
        Err(err @ AppError::Invalid(_)) => (Tone::Bad, err.text()),
        Err(err) => return Err(err),
    };
    Ok(page.go("/chat/meja", Some(flash)))
}
