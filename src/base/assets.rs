//! Static files built into the binary: stylesheets (concatenated into one), scripts, pictures, vendored libraries.
//! A debug build reads them from disk at each request, so that an edit is visible on reload.

use std::borrow::Cow;
use std::sync::LazyLock;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::error::{AppError, AppResult};

#[derive(RustEmbed)]
#[folder = "static/"]
struct Static;

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for name in Static::iter() {
        hash.update(name.as_bytes());
        if let Some(file) = Static::get(&name) {
            hash.update(file.metadata.sha256_hash());
        }
    }
    hash.finalize().iter().take(5).map(|b| format!("{b:02x}")).collect()
});

/// The prefix of every asset's URL. It changes when any asset changes, so browsers may cache assets without expiry.
pub fn prefix() -> String {
    format!("/static/{}", *VERSION)
}

/// The content of a static file, `vendor/…/NAME`; `None` when there is no such file.
pub fn bytes(path: &str) -> Option<Cow<'static, [u8]>> {
    Static::get(path).map(|file| file.data)
}

/// `GET /static/{version}/{path}`.
///
/// # Errors
/// `NotFound` when there is no such asset.
pub async fn serve(req: HttpRequest, path: web::Path<(String, String)>) -> AppResult<HttpResponse> {
    let (version, path) = path.into_inner();
    let body: Cow<'static, [u8]> = if path == "app.css" {
        Cow::Owned(stylesheet())
    } else {
        Static::get(&path).ok_or(AppError::NotFound)?.data
    };
    let etag = format!("\"{}\"", super::crypto::content_hash(&body).get(..16).unwrap_or_default());
    let mut response = HttpResponse::Ok();
    let current = !cfg!(debug_assertions) && version == *VERSION;
    response.insert_header((
        header::CACHE_CONTROL,
        if current { "public, max-age=31536000, immutable" } else { "no-cache" },
    ));
    response.insert_header((header::ETAG, etag.clone()));
    if req
        .headers()
        .get(header::IF_NONE_MATCH)
        .is_some_and(|cached| cached.as_bytes() == etag.as_bytes())
    {
        return Ok(HttpResponse::NotModified().insert_header((header::ETAG, etag)).finish());
    }
    let content_type = mime_guess::from_path(&path).first_or_octet_stream();
    Ok(response.content_type(content_type.essence_str()).body(body.into_owned()))
}

/// `static/css/*.css`, concatenated in the order of their names.
fn stylesheet() -> Vec<u8> {
    let mut names: Vec<_> =
        Static::iter().filter(|name| name.starts_with("css/") && name.ends_with(".css")).collect();
    names.sort();
    let mut text = Vec::new();
    for name in names {
        if let Some(file) = Static::get(&name) {
            text.extend_from_slice(&file.data);
            text.push(b'\n');
        }
    }
    text
}
