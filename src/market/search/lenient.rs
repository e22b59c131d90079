//! The query of a search page, which ignores what it cannot read.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::query::SearchQuery;
use super::raw_query::RawQuery;
use crate::base::error::{AppError, AppResult};
use crate::base::http::from_pairs;

/// Results on a page.
const PAGE_SIZE: i64 = 24;

/// The query string of a page. Parameters that do not parse are left out, so that a truncated link still finds something.
pub struct LenientQuery(RawQuery);

impl FromRequest for LenientQuery {
    type Error = AppError;
    type Future = std::future::Ready<AppResult<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let whole = req.query_string();
        let parse = |text: &str| from_pairs::<RawQuery>(text.as_bytes()).ok();
        let raw = parse(whole).unwrap_or_else(|| {
            let valid: Vec<&str> = whole.split('&').filter(|pair| parse(pair).is_some()).collect();
            // The valid pairs may still repeat a parameter: then only the words remain.
            let words = valid.iter().find(|pair| pair.starts_with("q="));
            parse(&valid.join("&")).or_else(|| parse(words?)).unwrap_or_default()
        });
        std::future::ready(Ok(Self(raw)))
    }
}

impl LenientQuery {
    /// The query, in `category` when that is given. When the API would refuse it, only words and category remain.
    pub(super) fn bounded(self, category: Option<String>) -> AppResult<(RawQuery, SearchQuery)> {
        let mut raw = RawQuery { limit: Some(PAGE_SIZE), ..self.0 };
        if category.is_some() {
            raw.category = category;
        }
        raw.settle_places();
        if let Ok(mut query) = SearchQuery::try_from(raw.clone()) {
            query.resolve_places();
            return Ok((raw, query));
        }
        let RawQuery { q, category, limit, .. } = raw;
        let raw = RawQuery { q, category, limit, ..RawQuery::default() };
        let query = SearchQuery::try_from(raw.clone())?;
        Ok((raw, query))
    }
}
