//! `POST /api/upload` and `GET /foto/{name}`.

use std::sync::{Arc, LazyLock};

use actix_multipart::{Field, Multipart};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::StreamExt;
use serde::Serialize;
use tokio::sync::Semaphore;

use super::process::process;
use super::store::{self, Photo};
use super::{MAX_BYTES, PhotoView, key, store_sizes};
use crate::base::clock::Clock;
use crate::base::db::{Db, blocking};
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::i18n::Text;
use crate::base::ids::{PhotoId, UserId};
use crate::base::storage::Storage;
use crate::web::SignedIn;

/// Decoding takes much memory and CPU: at most two at once.
static DECODE_PERMITS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(2)));

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
        let field = field.map_err(multipart_error)?;
        if field.name() == Some("file") {
            let bytes = read_field(field).await?;
            let photo = save_upload(&db, &storage, me.id, bytes, &clock).await?;
            return Ok(HttpResponse::Created().json(UploadOut { photo: PhotoView::from(&photo) }));
        }
    }
    Err(FieldErrors::one("file", "photo-missing"))
}

/// Reads a field of a multipart body.
///
/// # Errors
/// 413 above [`MAX_BYTES`], without reading the rest; 422 for a broken body.
pub(crate) async fn read_field(mut field: Field) -> AppResult<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.next().await {
        let chunk = chunk.map_err(multipart_error)?;
        if bytes.len() + chunk.len() > MAX_BYTES {
            return Err(AppError::TooLarge(
                Text::new("photo-too-large").with("megabytes", MAX_BYTES / 1024 / 1024),
            ));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// 422 for a multipart body that does not parse.
pub(crate) fn multipart_error(err: actix_multipart::MultipartError) -> AppError {
    FieldErrors::one("file", Text::new("error-multipart").with("why", err))
}

/// Processes and stores a photo that `owner` uploaded.
///
/// # Errors
/// 422 for a file that is no photo, damaged, too large or too small in pixels.
pub async fn save_upload(
    db: &Db,
    storage: &Storage,
    owner: UserId,
    bytes: Vec<u8>,
    clock: &Clock,
) -> AppResult<Photo> {
    let _permit = DECODE_PERMITS
        .clone()
        .acquire_owned()
        .await
        .map_err(|err| AppError::Unavailable(err.to_string()))?;
    let processed = blocking(move || Ok(process(&bytes)?)).await?;
    store_sizes(storage, &processed).await?;
    let pixels = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    let photo = Photo {
        id: PhotoId::fresh(),
        owner_id: owner,
        listing_id: None,
        position: 0,
        hash: processed.hash,
        width: pixels(processed.width),
        height: pixels(processed.height),
        created_at: clock.now(),
    };
    let row = photo.clone();
    db.transaction(move |conn| store::insert(conn, &row)).await?;
    Ok(photo)
}

/// `GET /foto/{hash}-{size}.webp`. The name is a hash of the content, so browsers may cache it without limit.
pub async fn serve(
    req: HttpRequest,
    storage: web::Data<Storage>,
    name: web::Path<String>,
) -> AppResult<HttpResponse> {
    let Some((hash, size)) = name.strip_suffix(".webp").and_then(|stem| stem.rsplit_once('-'))
    else {
        return Err(AppError::NotFound);
    };
    let valid = hash.len() == 64
        && hash.chars().all(|c| c.is_ascii_hexdigit())
        && matches!(size, "l" | "m" | "s");
    if !valid {
        return Err(AppError::NotFound);
    }
    let etag = format!("\"{hash}{size}\"");
    if req
        .headers()
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == etag.as_bytes())
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
