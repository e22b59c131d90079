//! Accounts as pages and forms.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::actions::{self, Origin, ProfileEdit, SignUp};
use super::model::Intent;
use super::store;
use crate::base::crypto::SecretKey;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::{Asked, Posted, client_ip, local_path, say_fields};
use crate::base::i18n::{Lang, Text};
use crate::base::ids::SessionId;
use crate::base::mail;
use crate::config::{Config, Site};
use crate::people::consent::{self, Channel};
use crate::people::regions;
use crate::people::sessions::{self, CutBus, Page, SignedIn, Tone, Via};

/// The surroundings of a request.
pub(super) fn origin(req: &HttpRequest, channel: Channel) -> AppResult<Origin> {
    let missing = || AppError::Internal(anyhow::anyhow!("the app lacks its configuration"));
    let config = req.app_data::<web::Data<Config>>().ok_or_else(missing)?;
    let site = req.app_data::<web::Data<Site>>().ok_or_else(missing)?;
    let public_url = config.public_url.clone().unwrap_or_else(|| {
        // Only in development: in production links must not follow a Host header.
        format!("http://{}", req.app_config().local_addr())
    });
    let lang = Lang::of(req);
    let agent = req.headers().get("user-agent").and_then(|v| v.to_str().ok());
    let device = device(agent.unwrap_or_default(), lang);
    Ok(Origin {
        ip: client_ip(req, config.behind_proxy),
        device,
        channel,
        lang,
        site: site.name.clone(),
        public_url,
        limited: config.rate_limits,
    })
}

/// `Chrome di Android`: a browser as its owner knows it; a program is called by its own name.
fn device(agent: &str, lang: Lang) -> String {
    let first = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let browser = first(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => {
            Text::new("device-on").with("browser", browser).with("system", system).say(lang)
        }
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) if agent.is_empty() => Text::new("device-unknown").say(lang),
        (None, None) => agent.split(['/', ' ']).next().unwrap_or(agent).chars().take(40).collect(),
    }
}

/// Shows a form again with what was typed and what is wrong with it; other errors go their way.
fn again(
    page: &Page,
    template: &str,
    err: AppError,
    form: serde_json::Value,
    next: &str,
) -> AppResult<HttpResponse> {
    let errors = match &err {
        AppError::Invalid(fields) => say_fields(fields, page.lang),
        AppError::TooMany { .. } | AppError::Forbidden(_) => {
            let mut fields = FieldErrors::default();
            fields.add("_", err.text());
            say_fields(&fields, page.lang)
        }
        _ => return Err(err),
    };
    let mut answer =
        page.render(template, &json!({"form": form, "errors": errors, "next": next}))?;
    *answer.status_mut() = err.status();
    Ok(answer)
}

/// Where to go after signing in.
#[derive(Debug, Default, Deserialize)]
pub struct Next {
    next: Option<String>,
}

/// `GET /daftar`.
pub async fn signup_page(page: Page, next: Asked<Next>) -> AppResult<HttpResponse> {
    let form = json!({"name": "", "email": "", "phone": "", "kind": "pembeli", "accept_terms": ""});
    page.render(
        "accounts/signup.html",
        &json!({"form": form, "errors": {}, "next": local_path(next.0.next.as_deref())}),
    )
}

/// The sign-up form.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct SignupForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    phone: String,
    #[serde(default, skip_serializing)]
    password: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    accept_terms: String,
    #[serde(default, skip_serializing)]
    next: Option<String>,
}

/// `POST /daftar`.
pub async fn signup_post(
    req: HttpRequest,
    page: Page,
    db: web::Data<Db>,
    key: web::Data<SecretKey>,
    form: Posted<SignupForm>,
) -> AppResult<HttpResponse> {
    let Posted(form) = form;
    let from = origin(&req, Channel::Web)?;
    let next = local_path(form.next.as_deref()).to_owned();
    let input = SignUp {
        name: form.name.clone(),
        email: Some(form.email.clone()),
        phone: Some(form.phone.clone()),
        password: form.password.clone(),
        intent: form.kind.parse().unwrap_or(Intent::Buy),
        accept_terms: !form.accept_terms.is_empty(),
    };
    match actions::sign_up(&db, input, from.clone(), page.now).await {
        Ok(user) => {
            let opened =
                actions::open_session(&db, &key, user.id, Via::Cookie, &from, page.now).await?;
            page.sign_in(&opened);
            let to = match (next.as_str(), user.intent) {
                ("/", Intent::Sell) => "/jual",
                (next, _) => next,
            };
            Ok(page.go(to, Some((Tone::Ok, Text::new("signup-welcome").with("name", &user.name)))))
        }
        Err(err) => again(&page, "accounts/signup.html", err, serde_json::to_value(&form)?, &next),
    }
}

/// `GET /masuk`.
pub async fn signin_page(page: Page, next: Asked<Next>) -> AppResult<HttpResponse> {
    let next = local_path(next.0.next.as_deref());
    if page.me.is_some() {
        return Ok(page.go(next, None));
    }
    page.render(
        "accounts/signin.html",
        &json!({"form": {"identifier": ""}, "errors": {}, "next": next}),
    )
}

/// The sign-in form.
#[derive(Debug, Deserialize)]
pub struct SigninForm {
    #[serde(default)]
    identifier: String,
    #[serde(default)]
    password: String,
    next: Option<String>,
}

/// `POST /masuk`.
pub async fn signin_post(
    req: HttpRequest,
    page: Page,
    db: web::Data<Db>,
    key: web::Data<SecretKey>,
    form: Posted<SigninForm>,
) -> AppResult<HttpResponse> {
    let Posted(form) = form;
    let from = origin(&req, Channel::Web)?;
    let next = local_path(form.next.as_deref()).to_owned();
    match actions::sign_in(&db, form.identifier.clone(), form.password, &from, page.now).await {
        Ok(user) => {
            let opened =
                actions::open_session(&db, &key, user.id, Via::Cookie, &from, page.now).await?;
            page.sign_in(&opened);
            Ok(page.go(&next, None))
        }
        Err(err) => {
            again(&page, "accounts/signin.html", err, json!({"identifier": form.identifier}), &next)
        }
    }
}

/// `POST /keluar`.
pub async fn signout_post(
    page: Page,
    db: web::Data<Db>,
    cut: web::Data<CutBus>,
) -> AppResult<HttpResponse> {
    if let Some(me) = &page.me {
        let (user, session, now) = (me.id, me.session, page.now);
        let ended =
            db.transaction(move |conn| sessions::actions::close(conn, user, session, now)).await?;
        (cut.0)(&ended);
    }
    page.sign_out();
    Ok(page.go("/", Some((Tone::Ok, "signout-done".into()))))
}

/// `GET /lupa-sandi`.
pub async fn forgot_page(page: Page) -> AppResult<HttpResponse> {
    page.render("accounts/forgot.html", &json!({"form": {"email": ""}, "errors": {}, "next": "/"}))
}

/// The form that asks for a reset link.
#[derive(Debug, Deserialize)]
pub struct ForgotForm {
    #[serde(default)]
    email: String,
}

/// `POST /lupa-sandi`: the same answer whether the address is known or not.
pub async fn forgot_post(
    req: HttpRequest,
    page: Page,
    db: web::Data<Db>,
    form: Posted<ForgotForm>,
) -> AppResult<HttpResponse> {
    let email = form.0.email;
    match actions::forgot(&db, email.clone(), origin(&req, Channel::Web)?, page.now).await {
        Ok(()) => Ok(page.go("/masuk", Some((Tone::Ok, "forgot-sent".into())))),
        Err(err) => again(&page, "accounts/forgot.html", err, json!({"email": email}), "/"),
    }
}

/// The token of a link.
#[derive(Debug, Deserialize)]
pub struct Token {
    #[serde(default)]
    token: String,
}

/// `GET /atur-ulang`.
pub async fn reset_page(page: Page, token: Asked<Token>) -> AppResult<HttpResponse> {
    page.render(
        "accounts/reset.html",
        &json!({"form": {"token": token.0.token}, "errors": {}, "next": "/"}),
    )
}

/// The new password.
#[derive(Debug, Deserialize)]
pub struct ResetForm {
    #[serde(default)]
    token: String,
    #[serde(default)]
    password: String,
}

/// `POST /atur-ulang`.
pub async fn reset_post(
    page: Page,
    db: web::Data<Db>,
    cut: web::Data<CutBus>,
    form: Posted<ResetForm>,
) -> AppResult<HttpResponse> {
    let Posted(form) = form;
    match actions::reset(&db, form.token.clone(), form.password, page.now).await {
        Ok(ended) => {
            (cut.0)(&ended);
            Ok(page.go("/masuk", Some((Tone::Ok, "reset-done".into()))))
        }
        Err(err) => again(&page, "accounts/reset.html", err, json!({"token": form.token}), "/"),
    }
}

/// `GET /verifikasi?token=`.
pub async fn verify_page(
    page: Page,
    db: web::Data<Db>,
    token: Asked<Token>,
) -> AppResult<HttpResponse> {
    let Token { token } = token.0;
    let state = if token.is_empty() {
        "sent"
    } else if actions::verify_email(&db, token, page.now).await? {
        "done"
    } else {
        "bad"
    };
    page.render("accounts/verify.html", &json!({"state": state, "errors": {}, "next": "/"}))
}

/// `POST /verifikasi/kirim`.
pub async fn verify_send(
    req: HttpRequest,
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
) -> AppResult<HttpResponse> {
    actions::resend_verification(&db, me.id, origin(&req, Channel::Web)?, page.now).await?;
    Ok(page.go("/akun", Some((Tone::Ok, "verify-sent".into()))))
}

/// `GET /akun`.
pub async fn settings_page(page: Page, me: SignedIn, db: web::Data<Db>) -> AppResult<HttpResponse> {
    let id = me.id;
    let user = db.read(move |conn| store::by_id(conn, id)).await?;
    let form = json!({"name": user.name, "bio": user.bio, "region": user.region.unwrap_or_default(),
        "region_label": me.region_label.clone().unwrap_or_default(), "lang": user.lang});
    settings(&page, &me, &db, form, json!({})).await
}

async fn settings(
    page: &Page,
    me: &SignedIn,
    db: &Db,
    form: serde_json::Value,
    errors: serde_json::Value,
) -> AppResult<HttpResponse> {
    let (id, session, now) = (me.id, me.session, page.now);
    let (rows, consents) = db
        .read(move |conn| Ok((sessions::live_of_user(conn, id, now)?, consent::of_user(conn, id)?)))
        .await?;
    let rows: Vec<_> = rows
        .into_iter()
        .map(|row| json!({"id": row.id, "device": row.device, "last_seen": row.last_used_at, "current": row.id == session}))
        .collect();
    page.render(
        "accounts/settings.html",
        &json!({"form": form, "errors": errors, "sessions": rows, "consents": consents}),
    )
}

/// The settings form.
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
    form: Posted<SettingsForm>,
) -> AppResult<HttpResponse> {
    let Posted(mut form) = form;
    let (code, text) = (form.region.clone(), form.region_label.clone());
    if !text.trim().is_empty() {
        form.region = db.read(move |conn| regions::chosen(conn, &code, &text)).await?;
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
            page.speak(lang);
            Ok(page.go("/akun", Some((Tone::Ok, "settings-saved".into()))))
        }
        Err(AppError::Invalid(fields)) => {
            let code = form.region.clone();
            let label =
                db.read(move |conn| regions::label_of(conn, &code)).await?.unwrap_or_default();
            let typed = json!({"name": form.name, "bio": form.bio, "region": form.region, "region_label": label, "lang": form.lang});
            settings(&page, &me, &db, typed, serde_json::to_value(say_fields(&fields, page.lang))?)
                .await
        }
        Err(err) => Err(err),
    }
}

/// `POST /akun/sesi/{id}/cabut`: signs one browser out.
pub async fn revoke_post(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    cut: web::Data<CutBus>,
    id: web::Path<SessionId>,
) -> AppResult<HttpResponse> {
    let (user, session, now) = (me.id, id.into_inner(), page.now);
    let ended =
        db.transaction(move |conn| sessions::actions::close(conn, user, session, now)).await?;
    (cut.0)(&ended);
    Ok(page.go("/akun", Some((Tone::Ok, "session-revoked".into()))))
}

/// The language switch.
#[derive(Debug, Deserialize)]
pub struct LangForm {
    #[serde(default)]
    lang: String,
    next: Option<String>,
}

/// `POST /bahasa`.
pub async fn lang_post(page: Page, form: Posted<LangForm>) -> AppResult<HttpResponse> {
    page.speak(Lang::parse(&form.0.lang));
    Ok(page.go(local_path(form.0.next.as_deref()), None))
}

/// `GET /dev/mail`: the mails that were kept; only in development.
pub async fn dev_mail(
    page: Page,
    db: web::Data<Db>,
    config: web::Data<Config>,
) -> AppResult<HttpResponse> {
    if !config.development {
        return Err(AppError::NotFound);
    }
    let mails = db.read(|conn| mail::newest(conn, 50)).await?;
    let mails: Vec<_> = mails
        .into_iter()
        .map(|m| json!({"id": m.id, "to": m.recipient, "subject": m.subject, "at": m.created_at, "text": m.body}))
        .collect();
    page.render("dev/mail.html", &json!({"mails": mails}))
}
