//! The deal sheet as a file.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::super::store;
use crate::base::db::{Db, blocking};
use crate::base::error::{AppError, AppResult};
use crate::base::http::{UrlQuery, number, pdf_file};
use crate::base::i18n::Lang;
use crate::trade::documents;
use crate::web::SignedIn;

/// The query of `GET /api/orders/{code}/sheet.pdf`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct SheetQuery {
    /// `id` or `en`; without it, the reader's language.
    lang: Option<String>,
    /// An earlier sheet of the deal; without it, the one in force.
    #[serde(default, deserialize_with = "number")]
    number: Option<i32>,
}

/// The deal sheet as PDF, for the two parties. 404 before the deal is agreed.
#[utoipa::path(get, path = "/api/orders/{code}/sheet.pdf",
    params(("code" = String, Path, description = "id or code"), SheetQuery),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>),
        (status = 404, body = crate::base::http::Problem)))]
pub async fn sheet_pdf(
    me: SignedIn,
    db: web::Data<Db>,
    reader: Lang,
    code: web::Path<String>,
    query: UrlQuery<SheetQuery>,
) -> AppResult<HttpResponse> {
    let (code, user, number) = (code.into_inner(), me.id, query.0.number);
    let lang = query.0.lang.as_deref().map_or(reader, Lang::parse);
    let (code, recorded) = db
        .read(move |conn| {
            let deal = store::by_name(conn, &code)?
                .filter(|deal| deal.party(user).is_some())
                .ok_or(AppError::NotFound)?;
            let sheet = store::sheet(conn, deal.id, number)?.ok_or(AppError::NotFound)?;
            Ok((deal.code, sheet))
        })
        .await?;
    let bytes =
        blocking(move || Ok(documents::pdf(&recorded.sheet(lang)?, &recorded.digest())?)).await?;
    Ok(pdf_file(&code, bytes))
}
