//! `/bukti`: anybody may verify a bundle, without an account and without scripts.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde_json::json;

use super::changed::Reason;
use super::sign::{Signer, fingerprint};
use super::upload::{self, MAX_BYTES};
use super::view::VerdictView;
use crate::base::error::{AppError, AppResult};
use crate::base::http::{UploadForm, localized_fields};
use crate::config::Config;
use crate::web::Page;

const TEMPLATE: &str = "evidence/verify.html";

/// `GET /bukti`.
pub async fn verify_page(page: Page, config: web::Data<Config>) -> AppResult<HttpResponse> {
    let key = fingerprint(&Signer::new(&config.secret)?.public_key());
    page.render(TEMPLATE, &json!({"key": key, "most": MAX_BYTES >> 20, "errors": {}}))
}

/// `POST /bukti`: says what is true of the uploaded bundle.
pub async fn verify_post(
    page: Page,
    config: web::Data<Config>,
    form: UploadForm,
) -> AppResult<HttpResponse> {
    let own_key = Signer::new(&config.secret)?.public_key();
    let shared =
        |errors| json!({"key": fingerprint(&own_key), "most": MAX_BYTES >> 20, "errors": errors});
    let verified = match upload::verified(form).await {
        Ok(verified) => verified,
        Err(err) => {
            let errors = match &err {
                AppError::Invalid(fields) => json!(localized_fields(fields, page.lang)),
                AppError::TooLarge(text) => json!({"file": [page.localized(text.clone())]}),
                _ => return Err(err),
            };
            let mut answer = page.render(TEMPLATE, &shared(errors))?;
            *answer.status_mut() = err.status();
            return Ok(answer);
        }
    };
    let mut context = shared(json!({}));
    if let Some(context) = context.as_object_mut() {
        let verdict = serde_json::to_value(VerdictView::of(&verified, &own_key))?;
        context.insert("verdict".into(), verdict);
    }
    let mut answer = page.render(TEMPLATE, &context)?;
    if verified.is_err_and(|changed| changed.reason == Reason::NotABundle) {
        *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(answer)
}
