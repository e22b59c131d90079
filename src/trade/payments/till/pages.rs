//! The page on which one pays with practice money.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use super::actions;
use super::api::{pay_now, running};
use super::model::{TillOutcome, TillState};
use super::view::{PayView, back_path, result_of};
use super::wire::page_path;
use crate::base::error::{AppResult, FieldErrors};
use crate::base::http::UrlForm;
use crate::config::Config;
use crate::web::{Page, Tone, refusal};

/// `GET /sandbox/bayar/{reference}`.
pub async fn pay_page(
    req: HttpRequest,
    page: Page,
    config: web::Data<Config>,
    reference: web::Path<String>,
) -> AppResult<HttpResponse> {
    let till = running(&req)?;
    let context = till.context();
    let (reference, now) = (reference.to_uppercase(), context.now());
    let load = move |conn: &mut _| actions::current(conn, &reference, now);
    let payment = context.db.transaction(load).await?;
    let view = PayView::of(&payment, &config.site_address().url, now);
    page.render("till/pay.html", &json!({"pay": view}))
}

/// The form of `POST /sandbox/bayar/{reference}`.
#[derive(Debug, Deserialize)]
pub struct PayForm {
    #[serde(default)]
    outcome: String,
}

/// `POST /sandbox/bayar/{reference}`: back to the order, as a provider would send the payer back.
pub async fn pay_form(
    req: HttpRequest,
    page: Page,
    reference: web::Path<String>,
    form: UrlForm<PayForm>,
) -> AppResult<HttpResponse> {
    let till = running(&req)?;
    let reference = reference.to_uppercase();
    let outcome: Result<TillOutcome, _> = form.0.outcome.parse();
    let paid = match outcome {
        Ok(outcome) => pay_now(&till, reference.clone(), outcome).await,
        Err(_unknown) => Err(FieldErrors::one("outcome", "till-outcome-unknown")),
    };
    let payment = match paid {
        Ok(payment) => payment,
        Err(err) => return Ok(page.go(&page_path(&reference), Some(refusal(err)?))),
    };
    let tone = if payment.state == TillState::Settlement { Tone::Ok } else { Tone::Warn };
    let flash = result_of(&payment, till.context().now()).map(|result| (tone, result.title.into()));
    Ok(page.go(back_path(&payment.return_url), flash))
}
