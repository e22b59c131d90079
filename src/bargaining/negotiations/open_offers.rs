//! All pending offers in the caller's negotiations, over JSON and by a form: listing them, and one answer to all who offered for
//! a listing.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::desk::Desk;
use super::machine::Move;
use super::model::{MoveCommand, Negotiation, Offer};
use super::refusals::refusal_flash;
use super::store;
use crate::base::clock::{Clock, Timestamp};
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::{JsonBody, UrlForm};
use crate::base::i18n::Text;
use crate::base::ids::{ListingId, OfferId};
use crate::base::money;
use crate::chat::live::NegotiationOut;
use crate::market::Party;
use crate::market::listings::{self, parse_id};
use crate::web::{Page, SignedIn, Tone};

/// Offers that are shown and answered at once.
pub(super) const MAX_OFFERS: i64 = 100;

/// Negotiations with a pending offer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct OpenOffersOut {
    /// Those that wait for the caller first, then by deadline; at most 100.
    negotiations: Vec<NegotiationOut>,
}

/// Every negotiation of the caller in which an offer is pending.
#[utoipa::path(get, path = "/api/offers", responses((status = 200, body = OpenOffersOut)))]
pub async fn open_offers_api(
    me: SignedIn,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
) -> AppResult<HttpResponse> {
    let (user, now) = (me.id, clock.now());
    let found =
        db.read(move |conn| store::open_offers_of(conn, user, None, now, MAX_OFFERS)).await?;
    let out = |(negotiation, offer): &(Negotiation, Offer)| negotiation.out(Some(offer));
    Ok(HttpResponse::Ok().json(OpenOffersOut { negotiations: found.iter().map(out).collect() }))
}

/// One answer to all who offered for a listing.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct AnswerAllIn {
    /// One price for everybody, whole rupiah; without it all are declined.
    amount: Option<i64>,
}

/// How many were answered.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AnswerAllOut {
    /// Offers that were answered.
    answered: usize,
    /// Offers that were not: they include listings, changed meanwhile, or are as high as the price.
    left: usize,
}

/// One answer to all buyers of a listing of the caller's own.
#[derive(Debug, Clone, Copy)]
struct AnswerAll {
    listing: ListingId,
    /// Whole rupiah; none declines.
    price: Option<i64>,
    now: Timestamp,
}

impl AnswerAll {
    /// The answer to one offer; none where a price cannot answer it, because it includes listings.
    fn command(self, negotiation: &Negotiation, offer: &Offer) -> Option<MoveCommand> {
        let seen = Some(negotiation.version);
        match self.price {
            Some(_) if !offer.items.is_empty() => None,
            Some(amount) => Some(MoveCommand::offer(OfferId::fresh(), seen, amount, String::new())),
            None => Some(MoveCommand::plain(Uuid::now_v7(), seen, Move::Decline(offer.id))),
        }
    }

    /// Answers the pending offers, at most 100; each answer is a move of its own.
    async fn send(self, db: &Db, desk: &Desk, me: &SignedIn) -> AppResult<AnswerAllOut> {
        if self.price.is_some_and(|amount| !(1..=money::MAX_PRICE).contains(&amount)) {
            let wrong = FieldErrors::one("amount", "offer-amount-range");
            return Err(listings::refusal_of_input(db, me.id, self.listing, wrong).await);
        }
        let user = me.id;
        let waiting = db
            .read(move |conn| {
                listings::lock_own(conn, user, self.listing)?;
                store::open_offers_of(conn, user, Some(self.listing), self.now, MAX_OFFERS)
            })
            .await?;
        let mut done = AnswerAllOut { answered: 0, left: 0 };
        for (negotiation, offer) in waiting.iter().filter(|(_, offer)| offer.by == Party::Buyer) {
            let Some(command) = self.command(negotiation, offer) else {
                done.left += 1;
                continue;
            };
            let room = negotiation.room_id;
            match desk.make_move(me.id, me.session, room, command).await {
                Ok(_) => done.answered += 1,
                Err(AppError::Conflict { .. } | AppError::Invalid(_)) => done.left += 1,
                Err(err @ AppError::SignedOut) => return Err(err),
                // One that fails does not keep the answer from the others.
                Err(err) => {
                    tracing::warn!(%room, error = %err, "an offer was not answered with the others");
                    done.left += 1;
                }
            }
        }
        Ok(done)
    }
}

/// Answers every pending offer for the caller's own listing: a price for everybody, else no.
#[utoipa::path(post, path = "/api/listings/{id}/answer", params(("id" = ListingId, Path)), request_body = AnswerAllIn,
    responses((status = 200, body = AnswerAllOut), (status = 403, body = crate::base::http::Problem), (status = 422, body = crate::base::http::Problem)))]
pub async fn answer_all_api(
    me: SignedIn,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    desk: web::Data<Desk>,
    id: web::Path<String>,
    body: JsonBody<AnswerAllIn>,
) -> AppResult<HttpResponse> {
    let answer = AnswerAll { listing: parse_id(&id)?, price: body.0.amount, now: clock.now() };
    Ok(HttpResponse::Ok().json(answer.send(&db, &desk, &me).await?))
}

/// The same as a form.
#[derive(Debug, Deserialize)]
pub struct AnswerAllForm {
    listing: ListingId,
    #[serde(default)]
    amount: String,
    #[serde(default)]
    decline: String,
}

/// `POST /chat/meja/semua`.
pub async fn answer_all_post(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    desk: web::Data<Desk>,
    form: UrlForm<AnswerAllForm>,
) -> AppResult<HttpResponse> {
    let AnswerAllForm { listing, amount, decline } = form.0;
    let price = decline.is_empty().then(|| money::parse(&amount)).transpose();
    let answered = match price {
        Ok(price) => (AnswerAll { listing, price, now: page.now }).send(&db, &desk, &me).await,
        Err(err) => {
            Err(listings::refusal_of_input(&db, me.id, listing, err.of_field("amount")).await)
        }
    };
    let count = |key: &'static str, n: usize| Text::new(key).with("n", n.to_string());
    let flash = match answered {
        Ok(done) if done.left > 0 => (Tone::Warn, count("stall-left", done.left)),
        Ok(done) => (Tone::Ok, count("stall-answered", done.answered)),
        Err(err) => refusal_flash(err)?,
    };
    Ok(page.go("/chat/meja", Some(flash)))
}
