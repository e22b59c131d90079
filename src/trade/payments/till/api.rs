//! The JSON API of the till.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::actions;
use super::model::{TillOutcome, TillPayment, TillState};
use super::running::Till;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::http::JsonBody;
use crate::base::ids::PaymentId;
use crate::trade::payments;

/// What happens to a practice payment.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct TillPayIn {
    outcome: TillOutcome,
}

/// A practice payment; amounts are whole rupiah.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TillPaymentOut {
    reference: String,
    amount: i64,
    /// What was paid; null until then.
    paid_amount: Option<i64>,
    state: TillState,
    outcome: Option<TillOutcome>,
}

impl From<&TillPayment> for TillPaymentOut {
    fn from(payment: &TillPayment) -> Self {
        Self {
            reference: payment.reference.clone(),
            amount: payment.amount,
            paid_amount: payment.paid_amount,
            state: payment.state,
            outcome: payment.outcome,
        }
    }
}

/// The running till.
///
/// # Errors
/// `NotFound` when this site has none.
pub(super) fn running(req: &HttpRequest) -> AppResult<Till> {
    let till = req.app_data::<web::Data<Till>>().ok_or(AppError::NotFound)?;
    Ok(Till::clone(till))
}

/// [`super::pay`], and the notifications leave.
///
/// # Errors
/// As [`super::pay`].
pub(super) async fn pay_now(
    till: &Till,
    reference: String,
    outcome: TillOutcome,
) -> AppResult<TillPayment> {
    let context = till.context();
    let (reference, now) = (reference.to_uppercase(), context.now());
    let pay = move |conn: &mut _| actions::pay(conn, &reference, outcome, now);
    let payment = context.db.transaction(pay).await?;
    context.wake();
    Ok(payment)
}

fn payment_reference(conn: &mut Conn, id: PaymentId) -> AppResult<String> {
    let payment = payments::by_id(conn, id)?.ok_or(AppError::NotFound)?;
    Ok(payment.reference)
}

/// Pays with practice money, or lets something else happen; only where no real provider is configured.
#[utoipa::path(post, path = "/api/sandbox/payments/{id}", request_body = TillPayIn,
    params(("id" = String, Path, description = "the payment's id or reference")),
    responses((status = 200, body = TillPaymentOut), (status = 404, body = crate::base::http::Problem),
        (status = 409, body = crate::base::http::Problem)))]
pub async fn pay_api(
    req: HttpRequest,
    id: web::Path<String>,
    body: JsonBody<TillPayIn>,
) -> AppResult<HttpResponse> {
    let till = running(&req)?;
    let named = id.into_inner();
    // The site's own id of it, or what the till knows it by.
    let reference = match named.parse() {
        Ok(id) => till.context().db.read(move |conn| payment_reference(conn, id)).await?,
        Err(_no_id) => named,
    };
    let payment = pay_now(&till, reference, body.0.outcome).await?;
    Ok(HttpResponse::Ok().json(TillPaymentOut::from(&payment)))
}
