//! One lower price, offered at once to everybody who likes a listing: each gets it in a room of their own, for a day.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::desk::Desk;
use super::model::MoveCommand;
use super::refusals::refusal_flash;
use super::store;
use crate::base::clock::{Clock, Timestamp};
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::{JsonBody, UrlForm};
use crate::base::i18n::Text;
use crate::base::ids::{ListingId, OfferId, RoomId, UserId};
use crate::base::lengths;
use crate::base::limits::{self, Charge, Rate};
use crate::base::money;
use crate::base::outbox::RelayWaker;
use crate::base::text::block_fits;
use crate::chat::rooms;
use crate::config::Mode;
use crate::market::likes;
use crate::market::listings::{self, Status, parse_id};
use crate::web::{Page, SignedIn, Tone};

/// People who get an offer at once.
const MAX_LIKERS: i64 = 100;
/// People who like a listing are not to be pestered.
const ONCE_A_DAY: Rate = Rate { actions: 1, seconds: 86_400 };

/// A price for everybody who likes the listing.
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
    /// People who were made the offer.
    offered: usize,
    /// Those who bargain for it already, and were left alone.
    left: usize,
}

/// A room in which the price can be offered, and the version of its negotiation.
struct FreeRoom {
    room: RoomId,
    version: i32,
}

/// A price that a seller offers to everybody who likes a listing.
#[derive(Debug, Clone, Copy)]
struct Campaign {
    seller: UserId,
    listing: ListingId,
    /// Whole rupiah.
    amount: i64,
    now: Timestamp,
}

impl Campaign {
    /// The rooms of those who like the listing and have no pending offer about it, made on first use, and how many have one.
    fn free_rooms(self, conn: &mut Conn) -> AppResult<(Vec<FreeRoom>, usize)> {
        let Self { seller, listing, amount, now } = self;
        let own = listings::lock_own(conn, seller, listing)?;
        if own.status != Status::Active || !own.content.modes.contains(&Mode::Sale) {
            return Err(AppError::conflict("likers-not-for-sale"));
        }
        if amount < 1 || own.content.price.is_none_or(|asking| amount >= asking) {
            return Err(FieldErrors::one("amount", "likers-below-price"));
        }
        let who = likes::liker_ids(conn, listing, MAX_LIKERS)?;
        if who.is_empty() {
            return Err(AppError::conflict("likers-none"));
        }
        let charge = Charge { bucket: format!("likers:{listing}"), rate: ONCE_A_DAY };
        limits::charge_stored(conn, &charge, now)?;
        let (mut free, mut busy) = (Vec::new(), 0);
        for user in who.into_iter().filter(|user| *user != seller) {
            let room = rooms::open(conn, user, listing, None)?.id;
            match store::current_offer(conn, room)? {
                Some(current) if current.pending.is_some() => busy += 1,
                current => {
                    let version = current.map_or(0, |current| current.version);
                    free.push(FreeRoom { room, version });
                }
            }
        }
        Ok((free, busy))
    }
}

/// Makes the offer in every free room; each is a move of its own.
async fn offer_to_all(
    db: &Db,
    desk: &Desk,
    me: &SignedIn,
    campaign: Campaign,
    note: &str,
) -> AppResult<LikersOut> {
    if !block_fits(note, lengths::OFFER_NOTE) {
        let too_long = Text::new("offer-note-long").with("max", lengths::OFFER_NOTE);
        return Err(FieldErrors::one("note", too_long));
    }
    let (free, mut left) = db.transaction(move |conn| campaign.free_rooms(conn)).await?;
    let mut offered = 0;
    for FreeRoom { room, version } in free {
        let (id, note) = (OfferId::fresh(), note.to_owned());
        let command = MoveCommand::offer(id, Some(version), campaign.amount, note);
        match desk.make_campaign_move(me.id, me.session, room, command).await {
            Ok(_) => offered += 1,
            // They began to bargain meanwhile.
            Err(AppError::Conflict { .. }) => left += 1,
            Err(err @ AppError::SignedOut) => return Err(err),
            // One that fails does not keep the price from the others.
            Err(err) => {
                tracing::warn!(%room, error = %err, "an offer to who likes a listing was not made");
                left += 1;
            }
        }
    }
    Ok(LikersOut { offered, left })
}

/// Offers one lower price to everybody who likes a listing of the caller's own; once a day.
#[utoipa::path(post, path = "/api/listings/{id}/likers", params(("id" = ListingId, Path)), request_body = LikersIn,
    responses((status = 200, body = LikersOut), (status = 409, body = crate::base::http::Problem), (status = 429, body = crate::base::http::Problem)))]
pub async fn likers_api(
    me: SignedIn,
    db: web::Data<Db>,
    desk: web::Data<Desk>,
    waker: web::Data<RelayWaker>,
    clock: web::Data<Clock>,
    id: web::Path<String>,
    body: JsonBody<LikersIn>,
) -> AppResult<HttpResponse> {
    let (listing, JsonBody(LikersIn { amount, note })) = (parse_id(&id)?, body);
    let campaign = Campaign { seller: me.id, listing, amount, now: clock.now() };
    let done = offer_to_all(&db, &desk, &me, campaign, &note).await?;
    waker.wake();
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
    desk: web::Data<Desk>,
    waker: web::Data<RelayWaker>,
    id: web::Path<String>,
    form: UrlForm<LikersForm>,
) -> AppResult<HttpResponse> {
    let listing = parse_id(&id)?;
    let offered = match money::parse(&form.0.amount) {
        Ok(amount) => {
            let campaign = Campaign { seller: me.id, listing, amount, now: page.now };
            offer_to_all(&db, &desk, &me, campaign, "").await
        }
        Err(err) => {
            Err(listings::refusal_of_input(&db, me.id, listing, err.of_field("amount")).await)
        }
    };
    let flash = match offered {
        Ok(done) => {
            waker.wake();
            (Tone::Ok, Text::new("likers-done").with("n", done.offered))
        }
        Err(AppError::TooMany { .. }) => (Tone::Warn, "likers-once-a-day".into()),
        Err(err) => refusal_flash(err)?,
    };
    Ok(page.go(&format!("/jual/{listing}/asisten#pesuka"), Some(flash)))
}
