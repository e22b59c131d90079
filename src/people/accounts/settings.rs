//! The settings page: the own profile, sessions, consents, language.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::actions::{self, ProfileEdit};
use super::store;
use super::views::{ConsentView, ContactFormView, contact_badge, language_choices};
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::http::{UrlForm, local_path, localized_fields};
use crate::base::i18n::Lang;
use crate::base::ids::SessionId;
use crate::people::consent;
use crate::people::regions;
use crate::people::sessions::{self, SessionRevoker};
use crate::web::{Page, SignedIn, Tone};

/// `GET /akun`.
pub async fn settings_page(page: Page, me: SignedIn, db: web::Data<Db>) -> AppResult<HttpResponse> {
    let id = me.id;
    let user = db.read(move |conn| store::by_id(conn, id)).await?;
    let form = json!({"name": user.name, "bio": user.bio, "region": user.region.unwrap_or_default(),
        "region_label": me.region_label.clone().unwrap_or_default(), "languages": language_choices(Lang::parse(&user.lang))});
    render(&page, &me, &db, form, json!({})).await
}

/// Renders the page with the fields of the form and the errors of them.
async fn render(
    page: &Page,
    me: &SignedIn,
    db: &Db,
    form: serde_json::Value,
    errors: serde_json::Value,
) -> AppResult<HttpResponse> {
    let (id, session, now) = (me.id, me.session, page.now);
    let (rows, consents, user) = db
        .read(move |conn| {
            let rows = sessions::live_of_user(conn, id, now)?;
            Ok((rows, consent::of_user(conn, id)?, store::by_id(conn, id)?))
        })
        .await?;
    let rows: Vec<_> = rows
        .into_iter()
        .map(|row| json!({"id": row.id, "device": row.device, "last_seen": row.last_used_at, "current": row.id == session}))
        .collect();
    let consents: Vec<ConsentView> = consents.into_iter().map(ConsentView::from).collect();
    let (email_badge, phone_badge) = (
        contact_badge(user.email_verified_at.is_some()),
        contact_badge(user.phone_verified_at.is_some()),
    );
    page.render(
        "accounts/settings.html",
        &json!({"form": form, "errors": errors, "sessions": rows, "consents": consents,
            "email_badge": email_badge, "phone": user.phone, "phone_badge": phone_badge,
            "email_form": ContactFormView::email(user.email.is_some()),
            "phone_form": ContactFormView::phone(user.phone.is_some())}),
    )
}

/// The form of `POST /akun`.
#[derive(Debug, Deserialize, Serialize)]
pub struct SettingsForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    bio: String,
    #[serde(default)]
    region: String,
    #[serde(default)]
    region_label: String,
    #[serde(default)]
    lang: String,
}

/// `POST /akun`.
pub async fn settings_post(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    form: UrlForm<SettingsForm>,
) -> AppResult<HttpResponse> {
    let UrlForm(mut form) = form;
    let (code, label) = (form.region.clone(), form.region_label.clone());
    if !label.trim().is_empty() {
        form.region = db.read(move |conn| regions::selected_code(conn, &code, &label)).await?;
    }
    let lang = Lang::parse(&form.lang);
    let edit = ProfileEdit {
        name: form.name.clone(),
        bio: form.bio.clone(),
        region: Some(form.region.clone()),
        lang,
    };
    match actions::edit_profile(&db, me.id, edit).await {
        Ok(()) => {
            page.set_language(lang);
            Ok(page.go("/akun", Some((Tone::Ok, "settings-saved".into()))))
        }
        Err(AppError::Invalid(fields)) => {
            let code = form.region.clone();
            let label =
                db.read(move |conn| regions::label_of(conn, &code)).await?.unwrap_or_default();
            let typed = json!({"name": form.name, "bio": form.bio, "region": form.region, "region_label": label, "languages": language_choices(lang)});
            let errors = serde_json::to_value(localized_fields(&fields, page.lang))?;
            let mut answer = render(&page, &me, &db, typed, errors).await?;
            *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(answer)
        }
        Err(err) => Err(err),
    }
}

/// `POST /akun/sesi/{id}/cabut`: ends one of the own sessions.
pub async fn revoke_post(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    revoker: web::Data<SessionRevoker>,
    id: web::Path<SessionId>,
) -> AppResult<HttpResponse> {
    let (user, session, now) = (me.id, id.into_inner(), page.now);
    let ended =
        db.transaction(move |conn| sessions::actions::close(conn, user, session, now)).await?;
    revoker.revoke(&ended);
    Ok(page.go("/akun", Some((Tone::Ok, "session-revoked".into()))))
}

/// The form of `POST /bahasa`.
#[derive(Debug, Deserialize)]
pub struct LangForm {
    #[serde(default)]
    lang: String,
    next: Option<String>,
}

/// `POST /bahasa`: stores the language in a cookie and in the account.
pub async fn lang_post(
    page: Page,
    db: web::Data<Db>,
    form: UrlForm<LangForm>,
) -> AppResult<HttpResponse> {
    let lang = Lang::parse(&form.0.lang);
    page.set_language(lang);
    if let Some(me) = &page.me {
        let user = me.id;
        db.transaction(move |conn| store::set_language(conn, user, lang)).await?;
    }
    Ok(page.go(local_path(form.0.next.as_deref()), None))
}
