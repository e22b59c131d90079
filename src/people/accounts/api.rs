//! The JSON API of accounts.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::actions::{self, ProfileEdit};
use super::model::{Badge, Intent, Profile, SignUp, User};
use super::request_context::RequestContext;
use super::sign_in::{PasswordLogin, SessionOpener, check_password};
use super::sign_up::sign_up;
use super::store;
use crate::base::clock::Clock;
use crate::base::crypto::SecretKey;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::http::JsonBody;
use crate::base::i18n::Lang;
use crate::base::ids::UserId;
use crate::people::consent::Channel;
use crate::people::regions;
use crate::people::sessions::{self, OpenedSession, SessionRevoker};
use crate::web::{Role, SignedIn, Via};

/// The body of `POST /api/auth/register`.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct RegisterIn {
    name: String,
    email: Option<String>,
    phone: Option<String>,
    password: String,
    kind: Option<Intent>,
    #[serde(default)]
    accept_terms: bool,
}

/// The body of `POST /api/auth/login`.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct LoginIn {
    /// E-mail address, phone number or handle.
    identifier: String,
    password: String,
}

/// The caller's own account.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Me {
    id: UserId,
    handle: String,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    email_verified: bool,
    role: Role,
    bio: String,
    region: Option<String>,
    lang: String,
    created_at: DateTime<Utc>,
}

impl From<User> for Me {
    fn from(user: User) -> Self {
        Self {
            id: user.id,
            handle: user.handle,
            name: user.name,
            email: user.email,
            phone: user.phone,
            email_verified: user.email_verified_at.is_some(),
            role: user.role,
            bio: user.bio,
            region: user.region,
            lang: user.lang,
            created_at: user.created_at,
        }
    }
}

/// A new session: its person, and the token for the Authorization header.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SessionOut {
    user: Me,
    /// JWT, HS256, 7 days, revocable.
    token: String,
    expires_at: DateTime<Utc>,
}

impl SessionOut {
    fn new(user: User, opened: OpenedSession) -> Self {
        Self { user: user.into(), token: opened.token, expires_at: opened.expires_at }
    }
}

/// The public profile of a person.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct UserOut {
    id: UserId,
    handle: String,
    name: String,
    bio: String,
    /// City and province, never more precise.
    city: Option<String>,
    verified: bool,
    /// Of each partner the mean of its reviews, of these the mean; one decimal, rounded down.
    rating: Option<String>,
    /// The number of reviews.
    rating_count: i32,
    /// The number of people who wrote them.
    rating_partners: i32,
    badges: Vec<Badge>,
    sold: i32,
    created_at: DateTime<Utc>,
}

/// Creates an account and signs in.
#[utoipa::path(post, path = "/api/auth/register", request_body = RegisterIn,
    responses((status = 201, body = SessionOut), (status = 422, body = crate::base::http::Problem)))]
pub async fn register(
    req: HttpRequest,
    db: web::Data<Db>,
    key: web::Data<SecretKey>,
    clock: web::Data<Clock>,
    body: JsonBody<RegisterIn>,
) -> AppResult<HttpResponse> {
    let (context, now) = (RequestContext::of(&req, Channel::Api)?, clock.now());
    let JsonBody(input) = body;
    let input = SignUp {
        name: input.name,
        email: input.email,
        phone: input.phone,
        password: input.password,
        intent: input.kind.unwrap_or(Intent::Buy),
        accept_terms: input.accept_terms,
    };
    let user = sign_up(&db, input, context.clone(), now).await?;
    let opener = SessionOpener { db: &db, key: &key, context: &context };
    let opened = opener.open(user.id, Via::Bearer, None, now).await?;
    Ok(HttpResponse::Created().json(SessionOut::new(user, opened.session)))
}

/// Signs in.
#[utoipa::path(post, path = "/api/auth/login", request_body = LoginIn,
    responses((status = 200, body = SessionOut), (status = 422, body = crate::base::http::Problem)))]
pub async fn login(
    req: HttpRequest,
    db: web::Data<Db>,
    key: web::Data<SecretKey>,
    clock: web::Data<Clock>,
    body: JsonBody<LoginIn>,
) -> AppResult<HttpResponse> {
    let (context, now) = (RequestContext::of(&req, Channel::Api)?, clock.now());
    let LoginIn { identifier, password } = body.0;
    let login = PasswordLogin { identifier, password };
    let user = check_password(&db, login, &context, now).await?.must_be_let_in()?;
    let opener = SessionOpener { db: &db, key: &key, context: &context };
    let opened = opener.open(user.id, Via::Bearer, None, now).await?;
    Ok(HttpResponse::Ok().json(SessionOut::new(user, opened.session)))
}

/// Ends the session of the request.
#[utoipa::path(post, path = "/api/auth/logout", responses((status = 204)))]
pub async fn logout(
    me: SignedIn,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    revoker: web::Data<SessionRevoker>,
) -> AppResult<HttpResponse> {
    let (user, session, now) = (me.id, me.session, clock.now());
    let ended =
        db.transaction(move |conn| sessions::actions::close(conn, user, session, now)).await?;
    revoker.revoke(&ended);
    Ok(HttpResponse::NoContent().finish())
}

/// The caller's own account.
#[utoipa::path(get, path = "/api/users/me", responses((status = 200, body = Me)))]
pub async fn me(me: SignedIn, db: web::Data<Db>) -> AppResult<HttpResponse> {
    let id = me.id;
    let user = db.read(move |conn| store::by_id(conn, id)).await?;
    Ok(HttpResponse::Ok().json(Me::from(user)))
}

/// The body of `PUT /api/users/me`; a field that is left out does not change.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct ProfileIn {
    name: Option<String>,
    bio: Option<String>,
    /// Kemendagri code.
    region: Option<String>,
    lang: Option<String>,
}

/// Changes the caller's own account.
#[utoipa::path(put, path = "/api/users/me", request_body = ProfileIn, responses((status = 200, body = Me)))]
pub async fn update_me(
    me: SignedIn,
    db: web::Data<Db>,
    body: JsonBody<ProfileIn>,
) -> AppResult<HttpResponse> {
    let (id, JsonBody(input)) = (me.id, body);
    let old = db.read(move |conn| store::by_id(conn, id)).await?;
    let edit = ProfileEdit {
        name: input.name.unwrap_or(old.name),
        bio: input.bio.unwrap_or(old.bio),
        region: input.region.or(old.region),
        lang: Lang::parse(&input.lang.unwrap_or(old.lang)),
    };
    actions::edit_profile(&db, id, edit).await?;
    let user = db.read(move |conn| store::by_id(conn, id)).await?;
    Ok(HttpResponse::Ok().json(Me::from(user)))
}

/// The public profile of a person.
#[utoipa::path(get, path = "/api/users/{handle}", params(("handle" = String, Path)), responses((status = 200, body = UserOut)))]
pub async fn public_user(db: web::Data<Db>, handle: web::Path<String>) -> AppResult<HttpResponse> {
    let handle = handle.into_inner();
    let (profile, city): (Profile, Option<String>) = db
        .read(move |conn| {
            let profile = store::by_handle(conn, &handle)?.ok_or(AppError::NotFound)?;
            let city = match &profile.region {
                Some(code) => regions::label_of(conn, regions::city_code(code))?,
                None => None,
            };
            Ok((profile, city))
        })
        .await?;
    Ok(HttpResponse::Ok().json(UserOut {
        rating: profile.rating(),
        verified: profile.verified(),
        id: profile.id,
        handle: profile.handle,
        name: profile.name,
        bio: profile.bio,
        city,
        rating_count: profile.rating_count,
        rating_partners: profile.rating_partners,
        badges: profile.badges,
        sold: profile.sold_count,
        created_at: profile.created_at,
    }))
}
