//! An entry of the sitemap, and the macro that declares a wing's table.

use crate::base::limits::Limit;

/// Who may call an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anybody.
    Anyone,
    /// Everybody who is signed in.
    Member,
    /// A moderator or the owner.
    Moderator,
}

/// An address of the site.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    pub method: &'static str,
    /// The pattern, as actix matches it.
    pub path: &'static str,
    pub who: Who,
    pub limit: Limit,
}

/// Declares the table of a wing with lines `METHOD "pattern" Who LIMIT => handler`: generates `ENTRIES`, `configure` and, of
/// API lines, `document`. A JSON handler without a `utoipa::path` does not compile.
macro_rules! table {
    ($(pages { $($pm:ident $pp:literal $pw:ident $pr:ident => $($ph:ident)::+),* $(,)? })?
     $(api { $($am:ident $ap:literal $aw:ident $ar:ident => $($ah:ident)::+),* $(,)? })?) => {
        /// Every address of the wing, pages first; an API line is one entry for each prefix.
        pub(super) const ENTRIES: &[$crate::routes::Entry] = &[
            $($(table!(@entry $pm $pp $pw $pr),)*)?
            $($(table!(@entry $am concat!("/api", $ap) $aw $ar),
                table!(@entry $am concat!("/api/marketplace", $ap) $aw $ar),)*)?
        ];

        /// Registers the handlers.
        pub(super) fn configure(cfg: &mut actix_web::web::ServiceConfig) {
            $($(for prefix in $crate::routes::API_PREFIXES {
                cfg.route(&format!("{prefix}{}", $ap), table!(@verb $am).to($($ah)::+));
            })*)?
            $($(cfg.route($pp, table!(@verb $pm).to($($ph)::+));)*)?
        }

        $(/// The API lines as an OpenAPI document.
        pub(super) fn document() -> utoipa::openapi::OpenApi {
            #[derive(utoipa::OpenApi)]
            #[openapi(paths($($($ah)::+),*))]
            struct Document;
            <Document as utoipa::OpenApi>::openapi()
        })?
    };
    (@entry $method:ident $path:literal $who:ident $limit:ident) => {
        $crate::routes::Entry {
            method: stringify!($method),
            path: $path,
            who: $crate::routes::Who::$who,
            limit: $crate::config::limits::$limit,
        }
    };
    (@entry $method:ident concat!($prefix:literal, $path:literal) $who:ident $limit:ident) => {
        $crate::routes::Entry {
            method: stringify!($method),
            path: concat!($prefix, $path),
            who: $crate::routes::Who::$who,
            limit: $crate::config::limits::$limit,
        }
    };
    (@verb GET) => {
        actix_web::web::route().guard(
            actix_web::guard::Any(actix_web::guard::Get()).or(actix_web::guard::Head()),
        )
    };
    (@verb POST) => { actix_web::web::post() };
    (@verb PUT) => { actix_web::web::put() };
    (@verb DELETE) => { actix_web::web::delete() };
}

pub(super) use table;
