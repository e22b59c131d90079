//! `POST /api/upload` and the pictures themselves.

use std::sync::{Arc, LazyLock};

use actix_multipart::{Field, Multipart};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::StreamExt;
use serde::Serialize;
use tokio::sync::Semaphore;

use super::develop::develop;
use super::store::{self, Photo};
use super::{MAX_BYTES, PhotoView, keep, key};
use crate::base::clock::Clock;
use crate::base::db::{Db, blocking};
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::i18n::Text;
use crate::base::ids::{PhotoId, UserId};
use crate::base::storage::Storage;
use crate::web::SignedIn;

/// Decoding is heavy: at most so many at once.
static DARKROOM: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(2)));

/// An uploaded photo.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct UploadOut {
    /// Put it into a listing's `photos`.
    #[serde(flatten)]
    pub photo: PhotoView,
}

/// Takes one photo (multipart field `file`, JPEG, PNG or WebP, at most 15 MB).
#[utoipa::path(post, path = "/api/upload", request_body(content_type = "multipart/form-data", content = String),
    responses((status = 201, body = UploadOut), (status = 413, body = crate::base::http::Problem), (status = 422, body = crate::base::http::Problem)))]
pub async fn upload(
    me: SignedIn,
    db: web::Data<Db>,
    storage: web::Data<Storage>,
    clock: web::Data<Clock>,
    mut form: Multipart,
) -> AppResult<HttpResponse> {
    while let Some(field) = form.next().await {
        let field = field.map_err(broken)?;
        if field.name() == Some("file") {
            let bytes = read(field).await?;
            let photo = take(&db, &storage, me.id, bytes, &clock).await?;
            return Ok(HttpResponse::Created().json(UploadOut { photo: PhotoView::from(&photo) }));
        }
    }
    Err(FieldErrors::one("file", "photo-missing"))
}

/// Reads a file field up to the limit; the rest of a larger one is not read.
pub(crate) async fn read(mut field: Field) -> AppResult<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.next().await {
        let chunk = chunk.map_err(broken)?;
        if bytes.len() + chunk.len() > MAX_BYTES {
            return Err(AppError::TooLarge(
                Text::new("photo-too-large").with("megabytes", MAX_BYTES / 1024 / 1024),
            ));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

pub(crate) fn broken(err: actix_multipart::MultipartError) -> AppError {
    FieldErrors::one("file", Text::new("error-multipart").with("why", err))
}

/// Develops and keeps a photo that `owner` uploaded.
pub async fn take(
    db: &Db,
    storage: &Storage,
    owner: UserId,
    bytes: Vec<u8>,
    clock: &Clock,
) -> AppResult<Photo> {
    let _place = DARKROOM
        .clone()
        .acquire_owned()
        .await
        .map_err(|err| AppError::Unavailable(err.to_string()))?;
    let developed = blocking(move || Ok(develop(&bytes)?)).await?;
    keep(storage, &developed).await?;
    let pixels = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    let photo = Photo {
        id: PhotoId::fresh(),
        owner_id: owner,
        listing_id: None,
        position: 0,
        hash: developed.hash,
        width: pixels(developed.width),
        height: pixels(developed.height),
        created_at: clock.now(),
    };
    let row = photo.clone();
    db.transaction(move |conn| store::insert(conn, &row)).await?;
    Ok(photo)
}

/// `GET /foto/{hash}-{size}.webp`: content-named, so browsers may keep it for ever.
pub async fn serve(
    req: HttpRequest,
    storage: web::Data<Storage>,
    name: web::Path<String>,
) -> AppResult<HttpResponse> {
    let Some((hash, size)) = name.strip_suffix(".webp").and_then(|stem| stem.rsplit_once('-'))
    else {
        return Err(AppError::NotFound);
    };
    let clean = hash.len() == 64
        && hash.chars().all(|c| c.is_ascii_hexdigit())
        && matches!(size, "l" | "m" | "s");
    if !clean {
        return Err(AppError::NotFound);
    }
    let etag = format!("\"{hash}{size}\"");
    if req
        .headers()
        .get(header::IF_NONE_MATCH)
        .is_some_and(|seen| seen.as_bytes() == etag.as_bytes())
    {
        return Ok(HttpResponse::NotModified().insert_header((header::ETAG, etag)).finish());
    }
    let bytes = storage.get(&key(hash, size)).await?;
    Ok(HttpResponse::Ok()
        .content_type("image/webp")
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::ETAG, etag))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .body(bytes))
}
