//! The sitemap: every address, who may call it, how often, and its handler. Nothing is served that does not stand here.

use std::collections::HashMap;
use std::sync::LazyLock;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::guard;
use actix_web::middleware::Next;
use actix_web::{HttpMessage, web};

use crate::bargaining::assistant;
use crate::bargaining::barter;
use crate::bargaining::negotiations::{self, offer_rules};
use crate::bargaining::price_drops;
use crate::bargaining::reservations;
use crate::base::assets;
use crate::base::error::AppError;
use crate::base::http::client_ip;
use crate::base::limits::{Limit, Limiter, network};
use crate::chat::rooms;
use crate::config::{Config, limits};
use crate::market::{categories, likes, listings, photos, search};
use crate::pages;
use crate::people::sessions::{Me, Role};
use crate::people::{accounts, regions};
use crate::socket;
use crate::trade::deals;

/// Who may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anybody.
    Anyone,
    /// Who is signed in.
    Member,
    /// Who keeps order.
    Moderator,
}

/// One address.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The method.
    pub method: &'static str,
    /// The pattern.
    pub path: &'static str,
    /// Who may call.
    pub who: Who,
    /// How often one person (or network) may.
    pub limit: Limit,
}

macro_rules! sitemap {
    (pages { $($pm:ident $pp:literal $pw:ident $pr:ident => $ph:path),+ $(,)? }
     api { $($am:ident $ap:literal $aw:ident $ar:ident => $ah:path),+ $(,)? }) => {
        /// Every address, pages first.
        pub const SITEMAP: &[Entry] = &[
            $(Entry { method: stringify!($pm), path: $pp, who: Who::$pw, limit: limits::$pr },)+
            $(Entry { method: stringify!($am), path: concat!("/api", $ap), who: Who::$aw, limit: limits::$ar },
              Entry { method: stringify!($am), path: concat!("/api/marketplace", $ap), who: Who::$aw, limit: limits::$ar },)+
        ];

        /// Registers them all.
        pub fn configure(cfg: &mut web::ServiceConfig) {
            for prefix in ["/api/marketplace", "/api"] {
                $(cfg.route(&format!("{prefix}{}", $ap), sitemap!(@verb $am).to($ah));)+
            }
            $(cfg.route($pp, sitemap!(@verb $pm).to($ph));)+
            cfg.default_service(web::to(pages::not_found));
        }
    };
    (@verb GET) => { web::route().guard(guard::Any(guard::Get()).or(guard::Head())) };
    (@verb POST) => { web::post() };
    (@verb PUT) => { web::put() };
    (@verb DELETE) => { web::delete() };
}

sitemap! {
    pages {
        GET "/" Anyone READ => pages::home,
        GET "/cari" Anyone READ => search::search_page,
        GET "/kategori" Anyone READ => pages::categories,
        GET "/kategori/{slug}" Anyone READ => search::category_page,
        GET "/barang/{slug}" Anyone READ => pages::listing,
        POST "/barang/{slug}/suka" Member WRITE => pages::like_post,
        POST "/barang/{slug}/hapus" Member WRITE => listings::remove_post,
        POST "/barang/{slug}/nilai" Member WRITE => pages::worth_post,
        POST "/barang/{slug}/chat" Member WRITE => negotiations::chat_open_post,
        POST "/barang/{slug}/tawar" Member MOVE => negotiations::tawar_post,
        GET "/barang/{slug}/barter" Member READ => barter::barter_page,
        GET "/barang/{slug}/barter/timbang" Member READ => barter::weigh,
        POST "/barang/{slug}/antre" Member WRITE => reservations::wait_form,
        POST "/barang/{slug}/pilih" Member MOVE => reservations::pick_post,
        POST "/barang/{slug}/barter" Member MOVE => barter::barter_post,
        POST "/barang/{slug}/beli" Member MOVE => negotiations::buy_post,
        GET "/jual" Member READ => listings::sell_page,
        POST "/jual" Member LISTING => listings::sell_post,
        GET "/jual/{id}/edit" Member READ => listings::edit_page,
        POST "/jual/{id}/edit" Member WRITE => listings::edit_post,
        GET "/jual/{id}/asisten" Member READ => assistant::assistant_page,
        POST "/jual/{id}/asisten" Member WRITE => assistant::assistant_post,
        POST "/jual/{id}/pesuka" Member MOVE => negotiations::likers_post,
        POST "/jual/{id}/aturan" Member WRITE => offer_rules::wishes_post,
        POST "/jual/{id}/turun" Member WRITE => assistant::drop_post,
        GET "/chat" Member READ => negotiations::inbox_page,
        GET "/chat/meja" Member READ => negotiations::stall_page,
        GET "/chat/meja/pembaruan" Member READ => negotiations::stall_refresh,
        POST "/chat/meja/semua" Member MOVE => negotiations::answer_post,
        GET "/chat/{room}" Member READ => negotiations::room_page,
        POST "/chat/{room}" Member MESSAGE => negotiations::say_post,
        GET "/chat/{room}/pembaruan" Member READ => negotiations::refresh,
        GET "/chat/{room}/pesan" Member READ => negotiations::older,
        POST "/chat/{room}/hapus" Member MESSAGE => negotiations::delete_post,
        POST "/chat/{room}/tawar" Member MOVE => negotiations::move_offer,
        POST "/chat/{room}/terima" Member MOVE => negotiations::move_accept,
        POST "/chat/{room}/tolak" Member MOVE => negotiations::move_decline,
        POST "/chat/{room}/batal" Member MOVE => negotiations::move_withdraw,
        POST "/chat/{room}/janji" Member MOVE => reservations::promise_form,
        POST "/chat/{room}/tambah" Member MOVE => negotiations::move_ask,
        GET "/chat/{room}/barter" Member READ => barter::room_page,
        GET "/chat/{room}/barter/timbang" Member READ => barter::room_weigh,
        POST "/chat/{room}/barter" Member MOVE => barter::room_post,
        GET "/pesanan" Member READ => pages::orders,
        GET "/pesanan/{code}" Member READ => pages::order,
        POST "/pesanan/{code}/batal" Member WRITE => pages::call_off,
        GET "/profil/saya" Member READ => pages::mine,
        GET "/profil/{handle}" Anyone READ => pages::profile,
        GET "/daftar" Anyone READ => accounts::signup_page,
        POST "/daftar" Anyone DOOR => accounts::signup_post,
        GET "/masuk" Anyone READ => accounts::signin_page,
        POST "/masuk" Anyone DOOR => accounts::signin_post,
        POST "/keluar" Anyone WRITE => accounts::signout_post,
        GET "/lupa-sandi" Anyone READ => accounts::forgot_page,
        POST "/lupa-sandi" Anyone DOOR => accounts::forgot_post,
        GET "/atur-ulang" Anyone READ => accounts::reset_page,
        POST "/atur-ulang" Anyone DOOR => accounts::reset_post,
        GET "/verifikasi" Anyone DOOR => accounts::verify_page,
        POST "/verifikasi/kirim" Member DOOR => accounts::verify_send,
        GET "/akun" Member READ => accounts::settings_page,
        POST "/akun" Member WRITE => accounts::settings_post,
        POST "/akun/sesi/{id}/cabut" Member WRITE => accounts::revoke_post,
        POST "/bahasa" Anyone WRITE => accounts::lang_post,
        GET "/bahasa/{lang}" Anyone READ => pages::lang_get,
        GET "/syarat" Anyone READ => pages::legal,
        GET "/privasi" Anyone READ => pages::legal,
        GET "/aturan" Anyone READ => pages::legal,
        GET "/larangan" Anyone READ => pages::legal,
        GET "/dev/mail" Anyone READ => accounts::dev_mail,
        GET "/ws" Member READ => socket::open,
        GET "/foto/{name}" Anyone ASSET => photos::serve,
        GET "/static/{version}/{path:.*}" Anyone ASSET => assets::serve,
        GET "/healthz" Anyone ASSET => pages::healthz,
        GET "/readyz" Anyone ASSET => pages::readyz,
        GET "/metrics" Anyone ASSET => pages::metrics,
        GET "/robots.txt" Anyone ASSET => pages::robots,
    }
    api {
        POST "/auth/register" Anyone DOOR => accounts::register,
        POST "/auth/login" Anyone DOOR => accounts::login,
        POST "/auth/logout" Member WRITE => accounts::logout,
        GET "/users/me" Member READ => accounts::me,
        PUT "/users/me" Member WRITE => accounts::update_me,
        GET "/users/{handle}" Anyone READ => accounts::public_user,
        GET "/regions" Anyone READ => regions::list,
        GET "/categories" Anyone READ => categories::list,
        GET "/suggest" Anyone READ => search::suggest,
        GET "/listings" Anyone READ => search::search_api,
        POST "/listings" Member LISTING => listings::create,
        GET "/listings/{id}" Anyone READ => listings::show,
        PUT "/listings/{id}" Member WRITE => listings::update,
        DELETE "/listings/{id}" Member WRITE => listings::delete,
        PUT "/listings/{id}/worth" Member WRITE => listings::worth_put,
        POST "/listings/{id}/like" Member WRITE => likes::toggle,
        POST "/listings/{id}/offer" Member MOVE => negotiations::offer_post,
        GET "/listings/{id}/assistant" Member READ => assistant::mandate_get,
        POST "/listings/{id}/likers" Member MOVE => negotiations::likers_api,
        POST "/listings/{id}/wait" Member WRITE => reservations::wait_post,
        DELETE "/listings/{id}/wait" Member WRITE => reservations::wait_delete,
        POST "/listings/{id}/pick" Member MOVE => reservations::pick_api,
        POST "/rooms/{room}/promise" Member MOVE => reservations::promise_post,
        DELETE "/rooms/{room}/promise" Member MOVE => reservations::promise_delete,
        GET "/listings/{id}/wishes" Member READ => offer_rules::wishes_get,
        PUT "/listings/{id}/wishes" Member WRITE => offer_rules::wishes_put,
        GET "/listings/{id}/drop" Member READ => price_drops::drop_get,
        PUT "/listings/{id}/drop" Member WRITE => price_drops::drop_put,
        DELETE "/listings/{id}/drop" Member WRITE => price_drops::drop_delete,
        POST "/listings/{id}/answer" Member MOVE => negotiations::answer_api,
        GET "/offers" Member READ => negotiations::tables_api,
        PUT "/listings/{id}/assistant" Member WRITE => assistant::mandate_put,
        POST "/tawar" Member MOVE => assistant::ask_post,
        PUT "/offers/{id}" Member MOVE => negotiations::offer_put,
        POST "/upload" Member UPLOAD => photos::upload,
        GET "/chat/{listing}" Member READ => rooms::chat_get,
        POST "/chat/{listing}" Member MESSAGE => rooms::chat_post,
        GET "/rooms" Member READ => rooms::inbox_api,
        GET "/rooms/{room}/messages" Member READ => rooms::history,
        GET "/rooms/{room}/events" Member READ => rooms::events,
        PUT "/messages/{id}/read" Member WRITE => rooms::mark_read_api,
        DELETE "/messages/{id}" Member MESSAGE => rooms::delete_api,
        GET "/orders" Member READ => deals::list_api,
        GET "/orders/{code}" Member READ => deals::show_api,
        PUT "/orders/{code}/status" Member WRITE => negotiations::order_status,
    }
}

static BY_PATTERN: LazyLock<HashMap<(&str, &str), &Entry>> =
    LazyLock::new(|| SITEMAP.iter().map(|entry| ((entry.method, entry.path), entry)).collect());

/// Keeps out who may not call, and holds back who calls too often. What does not stand in the sitemap is not there.
pub async fn guard<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    match check(&req) {
        Ok(()) => next.call(req).await.map(ServiceResponse::map_into_left_body),
        Err(err) => Ok(req.error_response(err).map_into_right_body()),
    }
}

fn check(req: &ServiceRequest) -> Result<(), AppError> {
    // Nothing has the character NUL in its name, and Postgres does not take it.
    if req.path().contains("%00") {
        return Err(AppError::NotFound);
    }
    let pattern = req.match_pattern().unwrap_or_default();
    if pattern.starts_with("/api/docs") || pattern.starts_with("/api/openapi.json") {
        return Ok(());
    }
    let method =
        if req.method() == actix_web::http::Method::HEAD { "GET" } else { req.method().as_str() };
    let Some(entry) = BY_PATTERN.get(&(method, pattern.as_str())) else { return Ok(()) };
    let extensions = req.extensions();
    let me = extensions.get::<std::sync::Arc<Me>>();
    match (entry.who, me) {
        (Who::Anyone, _) | (Who::Member, Some(_)) => {}
        (Who::Moderator, Some(me)) => me.must_be(Role::Moderator)?,
        (_, None) => return Err(AppError::SignedOut),
    }
    let Some(limiter) = req.app_data::<web::Data<Limiter>>() else { return Ok(()) };
    let who = match me {
        Some(me) => me.id.to_string(),
        None => {
            let behind_proxy =
                req.app_data::<web::Data<Config>>().is_some_and(|config| config.behind_proxy);
            network(client_ip(req.request(), behind_proxy))
        }
    };
    limiter.charge(entry.limit, &who)
}
