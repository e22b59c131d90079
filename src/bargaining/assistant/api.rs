//! @tawar over JSON.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::actions::{Answer, Assistant};
use super::mandates::{ForSale, give_mandate, own_for_sale};
use super::model::{MandateIn, Receipt};
use super::policy::Decision;
use super::{store, templates};
use crate::bargaining::negotiations::{Desk, MoveCommand, offer_rules};
use crate::base::clock::{Clock, Timestamp};
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult};
use crate::base::http::{JsonBody, parse_value};
use crate::base::i18n::Lang;
use crate::base::ids::{ListingId, OfferId, RoomId, UserId};
use crate::chat::rooms::{self, SystemMessage};
use crate::market::listings::{ListingExtension, must_be_visible, parse_id};
use crate::web::{Page, SignedIn, app_data_struct};

/// An offer for @tawar to answer. From the listing's owner it is a rehearsal: nothing is written.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct AskIn {
    listing: ListingId,
    /// The client's id; repeating the request with it changes nothing.
    id: Option<OfferId>,
    /// Whole rupiah.
    amount: i64,
    #[serde(default)]
    message: String,
    /// For a rehearsal: the settings to try instead of the saved ones.
    assistant: Option<MandateIn>,
}

/// The answer of @tawar.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Answered)]
pub struct AnswerOut {
    /// `accept`, `counter`, `decline` or `hand` (the seller answers in person).
    decision: &'static str,
    /// `asking`, `allowed`, `curve`, `too_low`, `tries` or `near`; for the owner only.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    /// The price in the answer, whole rupiah.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<i64>,
    text: String,
    /// The room of the negotiation; missing in a rehearsal.
    #[serde(skip_serializing_if = "Option::is_none")]
    room: Option<RoomId>,
}

impl AnswerOut {
    fn new(answer: &Answer, lang: Lang, room: Option<RoomId>) -> Self {
        let decision = answer.decision;
        Self {
            decision: decision.word(),
            reason: room.is_none().then(|| decision.reason()),
            amount: decision.amount(),
            text: answer.text.localized(lang),
            room,
        }
    }
}

app_data_struct! {
    /// What asking @tawar needs.
    pub struct AskDeps {
        db: Db,
        desk: Desk,
        assistant: Assistant,
    }
}

/// Makes an offer that @tawar answers at once; for the owner, rehearses the answer.
#[utoipa::path(post, path = "/api/tawar", request_body = AskIn,
    responses((status = 200, body = AnswerOut), (status = 409, body = crate::base::http::Problem), (status = 422, body = crate::base::http::Problem)))]
pub async fn ask_post(
    me: SignedIn,
    page: Page,
    deps: AskDeps,
    body: JsonBody<AskIn>,
) -> AppResult<HttpResponse> {
    let AskDeps { db, desk, assistant } = deps;
    let JsonBody(ask) = body;
    let (user, now, id) = (me.id, page.now, ask.listing);
    let offer = ask.id.unwrap_or_else(OfferId::fresh);
    let listing = db.read(move |conn| must_be_visible(conn, id, Some(user))).await?;
    if listing.seller_id == user {
        let decision = db.read(move |conn| rehearse(conn, &ask, user, now)).await?;
        let answer = Answer { decision, text: templates::text_for(decision, offer.0) };
        return Ok(HttpResponse::Ok().json(AnswerOut::new(&answer, page.lang, None)));
    }
    let mandate = db.read(move |conn| store::mandate(conn, id)).await?;
    if !mandate.is_some_and(|mandate| mandate.holds(now)) {
        return Err(AppError::conflict("assistant-is-off"));
    }
    let room = db.transaction(move |conn| rooms::open(conn, user, id, None)).await?;
    let command = MoveCommand::offer(offer, None, ask.amount, ask.message);
    let moved = desk.make_move(me.id, me.session, room.id, command).await?;
    let declined =
        moved.negotiation.offer.is_some_and(|it| it.id == offer && it.status == "declined");
    let answer = match assistant.answer_now(offer).await? {
        Some(answer) => answer,
        // The negotiation declines what is below the floor, before the assistant sees it.
        None if declined => {
            assistant.record_too_low(Some(offer)).await?;
            Answer::worded(Decision::TooLow, offer)
        }
        None => {
            // A repeated request gets the recorded decision; a seller who is online answers in person.
            let receipt = db.read(move |conn| store::receipt(conn, offer)).await?;
            match receipt.and_then(|receipt| receipt.decision()) {
                Some(decision) => Answer::worded(decision, offer),
                None => {
                    let text = SystemMessage::new("assistant-here");
                    Answer { decision: Decision::Near, text }
                }
            }
        }
    };
    Ok(HttpResponse::Ok().json(AnswerOut::new(&answer, page.lang, Some(room.id))))
}

/// The decision about an owner's trial offer, by the settings in the request or else the saved ones.
fn rehearse(conn: &mut Conn, ask: &AskIn, owner: UserId, now: Timestamp) -> AppResult<Decision> {
    let ForSale { listing, asking } = own_for_sale(conn, ask.listing, owner)?;
    let mandate = match ask.assistant {
        Some(settings) => settings.mandate(&listing, now)?,
        None => match store::mandate(conn, listing.id)? {
            Some(mandate) => mandate,
            None => MandateIn::default().mandate(&listing, now)?,
        },
    };
    let mut rules = offer_rules::of(conn, listing.id)?;
    if let Some(percent) = ask.assistant.and_then(|settings| settings.floor_percent) {
        rules.floor_percent = i16::try_from(percent).unwrap_or(0);
    }
    Ok(mandate.would_answer(&listing, rules, asking, ask.amount))
}

/// A receipt: the decision about an offer, and its reason.
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
pub struct MandateOut {
    #[serde(flatten)]
    mandate: super::Mandate,
    floor_percent: i16,
}

/// The mandate of a listing and its receipts; for its owner only.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MandateShown {
    /// `null` when none was ever given.
    #[schema(value_type = Option<Object>)]
    assistant: Option<MandateOut>,
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
            own_for_sale(conn, id, me.id)?;
            let receipts = store::receipts_of(conn, id)?.into_iter().map(ReceiptOut::from);
            let (receipts, mandate) = (receipts.collect(), store::mandate(conn, id)?);
            let floor_percent = offer_rules::of(conn, id)?.floor_percent;
            let assistant = mandate.map(|mandate| MandateOut { mandate, floor_percent });
            Ok(MandateShown { assistant, receipts })
        })
        .await?;
    Ok(HttpResponse::Ok().json(shown))
}

/// Gives, changes or revokes (`mode: off`) the mandate.
#[utoipa::path(put, path = "/api/listings/{id}/assistant", params(("id" = ListingId, Path)), request_body = MandateIn,
    responses((status = 200, body = MandateShown), (status = 409, body = crate::base::http::Problem), (status = 422, body = crate::base::http::Problem)))]
pub async fn mandate_put(
    me: SignedIn,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    id: web::Path<String>,
    body: JsonBody<MandateIn>,
) -> AppResult<HttpResponse> {
    let (id, now) = (parse_id(&id)?, clock.now());
    let given = db
        .transaction(move |conn| {
            let mandate = give_mandate(conn, id, me.id, &body.0, now)?;
            Ok(MandateOut { mandate, floor_percent: offer_rules::of(conn, id)?.floor_percent })
        })
        .await?;
    Ok(HttpResponse::Ok().json(MandateShown { assistant: Some(given), receipts: Vec::new() }))
}

/// The mandate as a part of the listing's own request and answer.
pub const MANDATE_EXTENSION: ListingExtension = ListingExtension {
    save: |conn, id, seller, wish, now| {
        let wish: MandateIn = parse_value(wish)?;
        give_mandate(conn, id, seller, &wish, now).map(|_mandate| ())
    },
    load: |conn, id| {
        let Some(mandate) = store::mandate(conn, id)? else { return Ok(None) };
        let floor_percent = offer_rules::of(conn, id)?.floor_percent;
        Ok(Some(serde_json::to_value(MandateOut { mandate, floor_percent })?))
    },
};
