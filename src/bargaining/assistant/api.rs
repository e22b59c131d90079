//! @tawar over JSON.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::actions::{Assistant, allow, own};
use super::model::{Receipt, Wish};
use super::policy::Decision;
use super::{store, templates};
use crate::bargaining::negotiations::{Desk, MoveCommand, offer_rules};
use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::Body;
use crate::base::i18n::{Lang, Text};
use crate::base::ids::{ListingId, OfferId, RoomId};
use crate::chat::rooms::{self, SystemMessage};
use crate::market::listings::{ListingExtension, must_be_visible, parse_id};
use crate::people::sessions::{Page, SignedIn};

/// An offer for @tawar. From the listing's owner it is a rehearsal: nothing is written.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct AskIn {
    listing: ListingId,
    /// The client's id; asking again with it changes nothing.
    id: Option<OfferId>,
    /// Whole rupiah.
    amount: i64,
    #[serde(default)]
    message: String,
    /// For a rehearsal: the settings to try, instead of those that hold.
    assistant: Option<Wish>,
}

/// What @tawar answers.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Answered {
    /// `accept`, `counter`, `decline` or `hand` (the seller answers in person).
    decision: &'static str,
    /// `asking`, `allowed`, `curve`, `too_low`, `tries` or `near`; told to the owner only.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    /// The price it names, whole rupiah.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<i64>,
    text: String,
    /// Where they talk; none in a rehearsal.
    #[serde(skip_serializing_if = "Option::is_none")]
    room: Option<RoomId>,
}

impl Answered {
    fn new((decision, said): (Decision, SystemMessage), lang: Lang, room: Option<RoomId>) -> Self {
        Self {
            decision: decision.word(),
            reason: room.is_none().then(|| decision.reason()),
            amount: decision.amount(),
            text: said.say(lang),
            room,
        }
    }
}

/// Makes an offer that @tawar answers at once; for the owner, says what it would answer.
#[utoipa::path(post, path = "/api/tawar", request_body = AskIn,
    responses((status = 200, body = Answered), (status = 409, body = crate::base::http::Problem), (status = 422, body = crate::base::http::Problem)))]
pub async fn ask_post(
    (me, page): (SignedIn, Page),
    db: web::Data<Db>,
    desk: web::Data<Desk>,
    assistant: web::Data<Assistant>,
    body: Body<AskIn>,
) -> AppResult<HttpResponse> {
    let Body(ask) = body;
    let (user, now, id, wish) = (me.id, page.now, ask.listing, ask.assistant);
    let offer = ask.id.unwrap_or_else(OfferId::fresh);
    let listing = db.read(move |conn| must_be_visible(conn, id, Some(user))).await?;
    if listing.seller_id == user {
        let decision = db
            .read(move |conn| {
                let (listing, asking) = own(conn, id, user)?;
                let mandate = match wish {
                    Some(wish) => wish.mandate(&listing, now)?,
                    None => match store::mandate(conn, id)? {
                        Some(mandate) => mandate,
                        None => Wish::default().mandate(&listing, now)?,
                    },
                };
                let mut wished = offer_rules::of(conn, id)?;
                if let Some(percent) = wish.and_then(|wish| wish.floor_percent) {
                    wished.floor_percent = i16::try_from(percent).unwrap_or(0);
                }
                Ok(mandate.would_answer(&listing, wished, (asking, ask.amount)))
            })
            .await?;
        let answer = (decision, templates::said(decision, offer.0));
        return Ok(HttpResponse::Ok().json(Answered::new(answer, page.lang, None)));
    }
    let mandate = db.read(move |conn| store::mandate(conn, id)).await?;
    if !mandate.is_some_and(|mandate| mandate.holds(now)) {
        return Err(AppError::conflict("assistant-is-off"));
    }
    let room = db.transaction(move |conn| rooms::open(conn, user, id, None, now)).await?;
    let command = MoveCommand::offer(offer, None, ask.amount, ask.message);
    let moved = desk.make_move(me.id, me.session, room.id, command).await?;
    let low = moved.negotiation.offer.filter(|it| it.id == offer && it.status == "declined");
    let answer = match assistant.answer_now(offer).await? {
        Some(answer) => answer,
        // The house says no to what is below the floor, before the assistant sees it.
        None if low.is_some() => {
            assistant.note_low(Some(offer)).await?;
            (Decision::TooLow, templates::said(Decision::TooLow, offer.0))
        }
        None => {
            // Asked again, it stands by what it said; a seller who is about answers in person.
            let receipt = db.read(move |conn| store::receipt(conn, offer)).await?;
            match receipt.and_then(|receipt| receipt.decided()) {
                Some(decision) => (decision, templates::said(decision, offer.0)),
                None => (Decision::Near, SystemMessage::new("assistant-here")),
            }
        }
    };
    Ok(HttpResponse::Ok().json(Answered::new(answer, page.lang, Some(room.id))))
}

/// A mandate, as its owner writes it.
pub type MandateIn = Wish;

/// A receipt: what was decided about an offer, and why.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ReceiptOut {
    offer: OfferId,
    room: RoomId,
    decision: String,
    reason: String,
    amount: Option<i64>,
    at: chrono::DateTime<chrono::Utc>,
}

impl From<Receipt> for ReceiptOut {
    fn from(receipt: Receipt) -> Self {
        let Receipt { offer_id, room_id, decision, reason, amount, at, .. } = receipt;
        Self { offer: offer_id, room: room_id, decision, reason, amount, at }
    }
}

/// A mandate with the listing's floor.
#[derive(Debug, Serialize)]
pub struct Given {
    #[serde(flatten)]
    mandate: super::Mandate,
    floor_percent: i16,
}

/// The mandate of a listing and what came of it; for its owner only.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MandateShown {
    /// None was ever given.
    #[schema(value_type = Option<Object>)]
    assistant: Option<Given>,
    receipts: Vec<ReceiptOut>,
}

/// Shows the mandate and the newest receipts.
#[utoipa::path(get, path = "/api/listings/{id}/assistant", params(("id" = ListingId, Path)),
    responses((status = 200, body = MandateShown), (status = 404, body = crate::base::http::Problem)))]
pub async fn mandate_get(
    me: SignedIn,
    db: web::Data<Db>,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let id = parse_id(&id)?;
    let shown = db
        .read(move |conn| {
            own(conn, id, me.id)?;
            let receipts = store::receipts_of(conn, id)?.into_iter().map(ReceiptOut::from);
            let (receipts, mandate) = (receipts.collect(), store::mandate(conn, id)?);
            let floor_percent = offer_rules::of(conn, id)?.floor_percent;
            let assistant = mandate.map(|mandate| Given { mandate, floor_percent });
            Ok(MandateShown { assistant, receipts })
        })
        .await?;
    Ok(HttpResponse::Ok().json(shown))
}

/// Gives, changes or takes back (`mode: off`) the mandate.
#[utoipa::path(put, path = "/api/listings/{id}/assistant", params(("id" = ListingId, Path)), request_body = MandateIn,
    responses((status = 200, body = MandateShown), (status = 409, body = crate::base::http::Problem), (status = 422, body = crate::base::http::Problem)))]
pub async fn mandate_put(
    me: SignedIn,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    id: web::Path<String>,
    body: Body<MandateIn>,
) -> AppResult<HttpResponse> {
    let (id, now) = (parse_id(&id)?, clock.now());
    let given = db
        .transaction(move |conn| {
            let mandate = allow(conn, id, me.id, &body.0, now)?;
            Ok(Given { mandate, floor_percent: offer_rules::of(conn, id)?.floor_percent })
        })
        .await?;
    Ok(HttpResponse::Ok().json(MandateShown { assistant: Some(given), receipts: Vec::new() }))
}

/// The mandate as part of its listing.
pub const COMPANION: ListingExtension = ListingExtension {
    give: |conn, id, seller, wish, now| {
        let wish: Wish = serde_json::from_value(wish).map_err(|err| {
            FieldErrors::one("assistant", Text::new("error-json").with("why", err))
        })?;
        allow(conn, id, seller, &wish, now).map(|_mandate| ())
    },
    shown: |conn, id| {
        let Some(mandate) = store::mandate(conn, id)? else { return Ok(None) };
        let floor_percent = offer_rules::of(conn, id)?.floor_percent;
        Ok(Some(serde_json::to_value(Given { mandate, floor_percent })?))
    },
};
