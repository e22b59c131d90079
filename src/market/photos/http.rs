//! `POST /api/upload` and `GET /foto/{name}`.

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::process::{ProcessedPhoto, jpeg_of};
use super::store::{self, Photo};
use super::worker::PhotoWorker;
use super::{MAX_BYTES, PhotoView, key, preview_key, store_sizes};
use crate::base::clock::Clock;
use crate::base::crypto;
use crate::base::db::{Db, blocking};
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::{Part, UploadForm, UploadedFile};
use crate::base::ids::{PhotoId, UserId};
use crate::base::storage::Storage;
use crate::web::{SignedIn, app_data_struct};

app_data_struct! {
    /// What taking a photo needs.
    pub struct PhotoDeps {
        db: Db,
        storage: Storage,
        clock: Clock,
        worker: PhotoWorker,
    }
}

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
    deps: PhotoDeps,
    mut form: UploadForm,
) -> AppResult<HttpResponse> {
    while let Some(part) = form.next(MAX_BYTES).await? {
        let Part::File { name, file } = part else { continue };
        if name == "file" {
            let photo = save_upload(&deps, me.id, file).await?;
            return Ok(HttpResponse::Created().json(UploadOut { photo: PhotoView::from(&photo) }));
        }
    }
    Err(FieldErrors::one("file", "photo-missing"))
}

/// Processes and stores a photo that `owner` uploaded.
///
/// # Errors
/// 422 for a file that is no photo, damaged, too large or too small in pixels.
pub async fn save_upload(deps: &PhotoDeps, owner: UserId, file: UploadedFile) -> AppResult<Photo> {
    let processed = deps.worker.process(&file, owner).await?;
    let pixels = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    // A name of its own for each upload, so that removing one photo never removes the files of another.
    let id = PhotoId::fresh();
    let hash = crypto::content_hash(&[id.0.as_bytes(), crypto::token().as_bytes()].concat());
    let photo = Photo {
        id,
        owner_id: owner,
        listing_id: None,
        position: 0,
        hash: hash.clone(),
        width: pixels(processed.width),
        height: pixels(processed.height),
        created_at: deps.clock.now(),
    };
    let row = photo.clone();
    // The row first: files without one are removed.
    deps.db.transaction(move |conn| store::insert(conn, &row)).await?;
    store_sizes(&deps.storage, &ProcessedPhoto { hash, ..processed }).await?;
    Ok(photo)
}

/// `GET /foto/{name}-{size}.webp`, and `-p.jpg` for link previews. A name always has the same content, so browsers may
/// cache it without limit.
pub async fn serve(
    req: HttpRequest,
    storage: web::Data<Storage>,
    name: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (stem, extension) = name.rsplit_once('.').ok_or(AppError::NotFound)?;
    let (hash, size) = stem.rsplit_once('-').ok_or(AppError::NotFound)?;
    let is_preview = (size, extension) == ("p", "jpg");
    let valid = hash.len() == 64
        && hash.chars().all(|c| c.is_ascii_hexdigit())
        && (is_preview || (matches!(size, "l" | "m" | "s") && extension == "webp"));
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
    let (bytes, kind) = match is_preview {
        true => (preview(&storage, hash).await?, "image/jpeg"),
        false => (storage.get(&key(hash, size)).await?, "image/webp"),
    };
    Ok(HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::ETAG, etag))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .body(bytes))
}

/// The JPEG of a photo, made and stored when it is first asked for.
async fn preview(storage: &Storage, hash: &str) -> AppResult<Bytes> {
    let key_of_preview = preview_key(hash);
    match storage.get(&key_of_preview).await {
        Err(AppError::NotFound) => {}
        found => return found,
    }
    let large = storage.get(&key(hash, "l")).await?;
    // What this site encoded itself is decoded in this process.
    let jpeg = blocking(move || {
        jpeg_of(&large)
            .map_err(|_damaged| AppError::Internal(anyhow::anyhow!("a stored photo is damaged")))
    })
    .await?;
    storage.put(&key_of_preview, jpeg.clone()).await?;
    Ok(jpeg.into())
}
