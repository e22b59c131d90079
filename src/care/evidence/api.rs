//! The JSON API of evidence: the bundle of one's own room, and verifying any.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::actions::Exporter;
use super::changed::{Reason, Row};
use super::sign::Signer;
use super::upload;
use super::view::{BundleFacts, reason_text, row_text};
use crate::base::clock::Clock;
use crate::base::db::{Db, blocking};
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::{Problem, UploadForm};
use crate::base::i18n::Lang;
use crate::config::Config;
use crate::trade::deals;
use crate::web::{SignedIn, app_data_struct};

app_data_struct! {
    /// What an export needs.
    pub struct ExportDeps {
        db: Db,
        encryption: Encryption,
        config: Config,
        clock: Clock,
    }
}

/// The signed bundle of a deal's room, for its two parties.
#[utoipa::path(get, path = "/api/orders/{code}/evidence", params(("code" = String, Path, description = "id or code")),
    responses((status = 200, body = serde_json::Value), (status = 404, body = Problem)))]
pub async fn evidence_api(
    me: SignedIn,
    deps: ExportDeps,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (code, user, now) = (code.into_inner(), me.id, deps.clock.now());
    let deal = deps.db.read(move |conn| deals::by_name(conn, &code)).await?;
    let deal = deal.filter(|deal| deal.party(user).is_some()).ok_or(AppError::NotFound)?;
    let (db, encryption, config) =
        (deps.db.clone(), deps.encryption.clone(), deps.config.clone().into_inner());
    let text = blocking(move || {
        let signer = Signer::new(&config.secret)?;
        let exporter =
            Exporter { encryption: &encryption, signer: &signer, site: &config.site.name };
        let bundle = exporter.export(&mut *db.get()?, deal.room_id, now)?;
        Ok(serde_json::to_string_pretty(&bundle)?)
    })
    .await?;
    let name = format!("attachment; filename=\"bukti-{}.json\"", deal.code);
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header(("Content-Disposition", name))
        .body(text))
}

/// The first row of a bundle that was changed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ChangedOut {
    /// Which row, in words.
    row: String,
    /// What is wrong with it, in words.
    text: String,
    /// Its sequence number, where it is a message.
    message: Option<i64>,
}

/// Whether a bundle is what a site exported.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct VerdictOut {
    /// Exactly what was exported, and signed by the key of this site.
    genuine: bool,
    /// What it holds; null when it was changed.
    bundle: Option<BundleFacts>,
    changed: Option<ChangedOut>,
}

/// Verifies a bundle: a form with one file of at most 8 MiB. Nothing is stored, and the rooms of this site are not looked up.
#[utoipa::path(post, path = "/api/evidence/verify",
    request_body(content = Vec<u8>, content_type = "multipart/form-data"),
    responses((status = 200, body = VerdictOut), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn verify_api(
    lang: Lang,
    config: web::Data<Config>,
    form: UploadForm,
) -> AppResult<HttpResponse> {
    let own_key = Signer::new(&config.secret)?.public_key();
    let answer = match upload::verified(form).await? {
        Ok(verified) => {
            let facts = BundleFacts::of(&verified, &own_key);
            VerdictOut { genuine: facts.ours, bundle: Some(facts), changed: None }
        }
        Err(changed) if changed.reason == Reason::NotABundle => {
            return Err(FieldErrors::one("file", reason_text(&changed)));
        }
        Err(changed) => {
            let (row, text) = (row_text(&changed), reason_text(&changed));
            let message = match changed.row {
                Row::Message(n) => Some(n),
                _ => None,
            };
            let changed =
                ChangedOut { row: row.localized(lang), text: text.localized(lang), message };
            VerdictOut { genuine: false, bundle: None, changed: Some(changed) }
        }
    };
    Ok(HttpResponse::Ok().json(answer))
}
