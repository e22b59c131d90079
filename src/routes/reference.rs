//! The API document, and the page rendered from it. A page of our own, because the known viewers need inline styles, which
//! the content security policy forbids.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::web::Bytes;
use serde_json::{Value, json};

use super::entry::table;
use super::reference_view::Reference;
use crate::base::error::AppResult;
use crate::web::Page;

table! {
    pages {
        GET "/api/docs" Anyone READ => reference_page,
        GET "/api/openapi.json" Anyone READ => document_json,
    }
}

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::to_value(super::openapi()).unwrap_or_default());

/// `GET /api/openapi.json`: the document as bytes, serialised once.
async fn document_json() -> HttpResponse {
    static BYTES: LazyLock<Bytes> = LazyLock::new(|| DOCUMENT.to_string().into());
    HttpResponse::Ok().content_type("application/json").body(BYTES.clone())
}

/// `GET /api/docs`: the reference of the API.
async fn reference_page(page: Page) -> AppResult<HttpResponse> {
    static REFERENCE: LazyLock<Reference> = LazyLock::new(|| Reference::of(&DOCUMENT));
    page.render("api/reference.html", &json!({ "reference": &*REFERENCE }))
}
