//! The JSON API of a deal's moves.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::super::addresses::Address;
use super::super::machine::{Command, Refusal, Tracking};
use super::super::meeting::MeetingMove;
use super::super::model::Deal;
use super::super::service::Deals;
use super::super::settlement::PaymentWish;
use super::super::wanted::{Move, Mover, Step};
use super::shapes::DealShown;
use crate::base::clock::Timestamp;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::JsonBody;
use crate::base::ids::UserId;
use crate::market::Party;
use crate::market::terms::Delivery;
use crate::trade::meetups::{self, MeetingPlan};
use crate::trade::payments::{PaymentOut, Settlement};
use crate::trade::shipping::{Courier, TrackingNumber};
use crate::web::{SignedIn, app_data_struct};

app_data_struct! {
    /// What the moves of deals need.
    pub struct MoveDeps {
        deals: Deals,
        settlement: Settlement,
    }
}

impl MoveDeps {
    async fn shown(&self, deal: Deal, user: UserId) -> AppResult<HttpResponse> {
        let order = self.deals.shown(deal, user).await?;
        Ok(HttpResponse::Ok().json(DealShown { order }))
    }
}

/// Where an order is to go.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct StatusIn {
    /// `deal`, `shipped`, `delivered`, `completed` (or `done`), `cancelled` (or `canceled`).
    status: String,
    /// Code of the courier, with `shipped`.
    #[serde(default)]
    courier: String,
    /// With `shipped`.
    #[serde(default)]
    tracking_no: String,
    /// The buyer's hand-over code, with `completed` by the seller at a meeting.
    #[serde(default)]
    code: String,
    #[serde(default)]
    reason: String,
    /// With `deal`: where to meet; proposed to the other party together with `cod_time`.
    cod_location: Option<String>,
    /// With `deal`: when to meet.
    cod_time: Option<DateTime<Utc>>,
    /// The version that was seen; another one is refused.
    version: Option<i32>,
}

/// The command that a status stands for.
fn step_of(input: &StatusIn, deal: &Deal, by: Party) -> AppResult<Step> {
    let command = match input.status.as_str() {
        "deal" => Command::Confirm,
        "shipped" => Command::Send(tracking_of(&input.courier, &input.tracking_no)?),
        "delivered" => Command::Arrive { sender: by.other() },
        "completed" | "done" if by == Party::Seller && deal.method == Delivery::Meet => {
            let has_code = !input.code.trim().is_empty();
            // In a barter the seller receives too.
            if has_code || deal.mode != crate::config::Mode::Barter {
                return Ok(Step::HandOver { code: input.code.clone() });
            }
            Command::Receive
        }
        "completed" | "done" => Command::Receive,
        "cancelled" | "canceled" => Command::CallOff { reason: input.reason.clone() },
        "pending" | "disputed" => return Err(AppError::conflict("deal-not-by-hand")),
        _ => return Err(FieldErrors::one("status", "deal-status-unknown")),
    };
    Ok(Step::Plain(command))
}

/// A courier and tracking number as they are stored.
///
/// # Errors
/// `Invalid` for an unknown courier or what is no tracking number.
pub fn tracking_of(courier: &str, number: &str) -> AppResult<Tracking> {
    let courier: Result<Courier, _> = courier.trim().parse();
    let courier = courier.map_err(|_unknown| FieldErrors::one("courier", "courier-unknown"))?;
    let number = TrackingNumber::parse(number)
        .map_err(|refusal| FieldErrors::one("tracking_no", refusal))?;
    Ok(Tracking { courier, number: number.as_str().to_owned() })
}

/// Moves a deal on.
#[utoipa::path(put, path = "/api/orders/{code}/status", params(("code" = String, Path, description = "id or code")), request_body = StatusIn,
    responses((status = 200, body = DealShown), (status = 409, body = crate::base::http::Problem)))]
pub async fn status_api(
    me: SignedIn,
    deps: MoveDeps,
    code: web::Path<String>,
    body: JsonBody<StatusIn>,
) -> AppResult<HttpResponse> {
    let deal = deps.deals.find(code.into_inner(), me.id).await?;
    let by = deal.party(me.id).ok_or(AppError::NotFound)?;
    let step = step_of(&body.0, &deal, by)?;
    let meeting = meeting_of(&body.0, &deal, me.id, deps.deals.now())?;
    let wanted =
        Move { deal: deal.id, by: Mover::Member(me.id, me.session), seen: body.0.version, step };
    let deal = deps.deals.make_move(wanted).await?;
    if let Some(meeting) = meeting {
        deps.deals.move_meeting(meeting).await?;
    }
    deps.shown(deal, me.id).await
}

/// The meeting that comes with the agreement, checked before the deal moves.
fn meeting_of(
    input: &StatusIn,
    deal: &Deal,
    user: UserId,
    now: Timestamp,
) -> AppResult<Option<MeetingMove>> {
    let (Some(place), "deal") = (&input.cod_location, input.status.as_str()) else {
        return Ok(None);
    };
    if deal.method != Delivery::Meet {
        return Err(AppError::conflict(Refusal::NoMeeting));
    }
    let at = input.cod_time.ok_or_else(|| FieldErrors::one("cod_time", "meetup-time-missing"))?;
    let plan = MeetingPlan { place: place.clone(), region: None, at };
    if let Err(wrong) = meetups::check(&plan, now) {
        let mut errors = FieldErrors::default();
        for (field, texts) in wrong.0 {
            let own = if field == "at" { "cod_time" } else { "cod_location" };
            texts.into_iter().for_each(|text| errors.add(own, text));
        }
        return Err(AppError::Invalid(errors));
    }
    let command = meetups::Command::Propose { plan };
    Ok(Some(MeetingMove { deal: deal.id, user, command }))
}

/// The shipping cost that the seller names.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct ShippingIn {
    /// Whole rupiah; 0 when it is included.
    amount: i64,
}

/// Names the shipping cost, until the buyer pays.
#[utoipa::path(put, path = "/api/orders/{code}/shipping", params(("code" = String, Path, description = "id or code")), request_body = ShippingIn,
    responses((status = 200, body = DealShown), (status = 409, body = crate::base::http::Problem)))]
pub async fn shipping_api(
    me: SignedIn,
    deps: MoveDeps,
    code: web::Path<String>,
    body: JsonBody<ShippingIn>,
) -> AppResult<HttpResponse> {
    let deal = deps.deals.find(code.into_inner(), me.id).await?;
    let deal =
        deps.deals.set_shipping(deal.id, Mover::Member(me.id, me.session), body.0.amount).await?;
    deps.shown(deal, me.id).await
}

/// How a buyer pays, and where the goods go.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct PayIn {
    /// As agreed; may be left out.
    method: Option<Delivery>,
    #[serde(default)]
    address: Address,
}

/// A payment of a deal; amounts are whole rupiah.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CheckoutOut {
    #[serde(flatten)]
    payment: PaymentOut,
    /// The part of it, or of the seller's money, that Transaksi Aman costs.
    fee: i64,
}

/// A payment of a deal.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CheckoutShown {
    payment: CheckoutOut,
}

/// Starts the payment of a deal; asked again, it answers the same one.
#[utoipa::path(post, path = "/api/orders/{code}/pay", params(("code" = String, Path, description = "id or code")), request_body = PayIn,
    responses((status = 201, body = CheckoutShown), (status = 409, body = crate::base::http::Problem)))]
pub async fn pay_api(
    me: SignedIn,
    deps: MoveDeps,
    code: web::Path<String>,
    body: JsonBody<PayIn>,
) -> AppResult<HttpResponse> {
    let deal = deps.deals.find(code.into_inner(), me.id).await?;
    let PayIn { method, address } = body.0;
    let wanted = PaymentWish { deal: deal.id, user: me.id, session: me.session, method, address };
    let payment = deps.deals.pay(&deps.settlement, wanted).await?;
    let payment = CheckoutOut { payment: PaymentOut::of(&payment), fee: deal.fee };
    Ok(HttpResponse::Created().json(CheckoutShown { payment }))
}
