//! `/cari` and `/kategori/{slug}`: the same results as a page.

use std::collections::{HashMap, HashSet};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use super::address::{address, window};
use super::facets;
use super::query::{RawQuery, Sort, Where};
use super::{Found, SearchQuery, Searcher};
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::http::from_pairs;
use crate::base::money;
use crate::config::Mode;
use crate::market::categories::{self, Categories};
use crate::market::likes;
use crate::market::listings::cards;
use crate::market::terms::Condition;
use crate::people::regions;
use crate::web::Page;

/// The query of a page: what cannot be read of it is left out, so that a link somebody cut short still finds something.
pub struct LenientQuery(RawQuery);

impl FromRequest for LenientQuery {
    type Error = AppError;
    type Future = std::future::Ready<Result<Self, AppError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let whole = req.query_string();
        let read = |text: &str| from_pairs::<RawQuery>(text.as_bytes()).ok();
        let raw = read(whole).unwrap_or_else(|| {
            let readable: Vec<&str> =
                whole.split('&').filter(|pair| read(pair).is_some()).collect();
            // What is left may still say a thing twice: then the words alone are kept.
            let words = readable.iter().find(|pair| pair.starts_with("q="));
            read(&readable.join("&")).or_else(|| read(words?)).unwrap_or_default()
        });
        std::future::ready(Ok(Self(raw)))
    }
}

/// `GET /cari`.
pub async fn search_page(
    req: HttpRequest,
    page: Page,
    searcher: web::Data<Searcher>,
    db: web::Data<Db>,
    kinds: web::Data<Categories>,
    raw: LenientQuery,
) -> AppResult<HttpResponse> {
    show(&req, &page, &searcher, &db, &kinds, raw.0, None).await
}

/// `GET /kategori/{slug}`.
pub async fn category_page(
    req: HttpRequest,
    page: Page,
    searcher: web::Data<Searcher>,
    db: web::Data<Db>,
    kinds: web::Data<Categories>,
    slug: web::Path<String>,
    raw: LenientQuery,
) -> AppResult<HttpResponse> {
    let slug = slug.into_inner();
    kinds.by_slug(&slug).ok_or(AppError::NotFound)?;
    let mut raw = raw.0;
    raw.category = Some(slug.clone());
    show(&req, &page, &searcher, &db, &kinds, raw, Some(slug)).await
}

async fn show(
    req: &HttpRequest,
    page: &Page,
    searcher: &Searcher,
    db: &Db,
    kinds: &Categories,
    raw: RawQuery,
    category: Option<String>,
) -> AppResult<HttpResponse> {
    let mut raw = raw;
    // A page forgives what the API refuses: a link somebody cut short still finds something.
    raw.limit = Some(24);
    let query = match SearchQuery::try_from(raw.clone()) {
        Ok(query) => query,
        Err(_) => {
            let kept = RawQuery {
                q: raw.q.clone(),
                category: raw.category.clone(),
                limit: raw.limit,
                ..RawQuery::default()
            };
            raw = kept.clone();
            SearchQuery::try_from(kept)?
        }
    };
    let found = searcher.search(query.clone()).await?;
    let context =
        context(page, db, kinds, req.path(), &query, &raw, found, category.as_deref()).await?;
    if req.headers().get("x-fragment").is_some_and(|name| name == "results") {
        return Ok(crate::base::http::html(page.fragment("search/_results.html", &context)?));
    }
    page.render(
        if category.is_some() { "categories/one.html" } else { "search/page.html" },
        &context,
    )
}

async fn context(
    page: &Page,
    db: &Db,
    kinds: &Categories,
    path: &str,
    query: &SearchQuery,
    raw: &RawQuery,
    found: Found,
    category: Option<&str>,
) -> AppResult<Value> {
    let me = page.me.as_ref().map(|me| me.id);
    let ids: Vec<_> = found.listings.iter().map(|l| l.id).collect();
    let codes: Vec<String> = [&query.city, &query.district, &query.village]
        .iter()
        .filter_map(|w| w.codes()?.first().cloned())
        .collect();
    let (liked, places) = db
        .read(move |conn| {
            let liked = match me {
                Some(me) => likes::liked_among(conn, me, &ids)?,
                None => HashSet::new(),
            };
            let mut places = HashMap::new();
            for code in codes {
                if let Some(region) = regions::find(conn, &code)? {
                    places.insert(code, region.name);
                }
            }
            Ok((liked, places))
        })
        .await?;
    let lang = page.lang;
    let pages = (found.total + query.limit - 1) / query.limit;
    let place_name = |w: &Where, text: &Option<String>| -> Option<String> {
        w.codes()
            .and_then(|codes| codes.first())
            .and_then(|code| places.get(code).cloned())
            .or_else(|| text.clone())
    };
    let kind = query.category.as_deref().and_then(|slug| kinds.by_slug(slug));
    let none = HashMap::new();
    let url = |change: &dyn Fn(&mut RawQuery)| address(path, raw, category.is_some(), change);
    let mut active = Vec::new();
    if category.is_none()
        && let Some(kind) = kind
    {
        active.push(json!({"label": kind.name(lang), "remove_url": url(&|r| r.category = None)}));
    }
    for condition in &query.conditions {
        let label = page
            .say(crate::base::i18n::Text { key: condition_key(*condition).into(), args: vec![] });
        active.push(json!({"label": label, "remove_url": url(&|r| r.condition.retain(|c| c != condition.word()))}));
    }
    for mode in &query.modes {
        let label =
            page.say(crate::base::i18n::Text { key: format!("mode-{mode}").into(), args: vec![] });
        active.push(
            json!({"label": label, "remove_url": url(&|r| r.mode.retain(|m| m != mode.word()))}),
        );
    }
    for way in &query.delivery {
        let label = page
            .say(crate::base::i18n::Text { key: format!("delivery-{way}").into(), args: vec![] });
        active.push(
            json!({"label": label, "remove_url": url(&|r| r.delivery.retain(|m| m != way.word()))}),
        );
    }
    for (w, text, clear) in [
        (&query.city, &raw.city, 2),
        (&query.district, &raw.district, 3),
        (&query.village, &raw.village, 4),
    ] {
        if let Some(label) = place_name(w, &text.clone().filter(|t| !t.is_empty())) {
            let remove = url(&|r| match clear {
                2 => (r.city, r.district, r.village) = (None, None, None),
                3 => (r.district, r.village) = (None, None),
                _ => r.village = None,
            });
            active.push(json!({"label": label, "remove_url": remove}));
        }
    }
    if let Some(min) = query.min_price {
        let label = page.say(
            crate::base::i18n::Text::new("search-from")
                .with("price", money::rupiah_short(min, lang)),
        );
        active.push(json!({"label": label, "remove_url": url(&|r| r.min_price = None)}));
    }
    if let Some(max) = query.max_price {
        let label = page.say(
            crate::base::i18n::Text::new("search-to").with("price", money::rupiah_short(max, lang)),
        );
        active.push(json!({"label": label, "remove_url": url(&|r| r.max_price = None)}));
    }
    if query.point.is_some() {
        let label = match query.radius_km {
            Some(km) => format!("{km:.0} km"),
            None => page.say("search-near-me"),
        };
        active.push(json!({"label": label, "remove_url": url(&|r| (r.lat, r.lng, r.radius_km) = (None, None, None))}));
    }
    let categories_view: Vec<_> =
        kinds.children(None).map(|k| categories::view(kinds, k, lang, &none)).collect();
    let facet = |counts: &HashMap<String, i64>, keys: Vec<(String, String, bool)>| -> Vec<Value> {
        keys.into_iter()
            .map(|(value, label_key, selected)| json!({"count": counts.get(&value).copied().unwrap_or(0), "value": value, "label_key": label_key, "selected": selected}))
            .collect()
    };
    let conditions = Condition::ALL
        .iter()
        .map(|c| (c.to_string(), condition_key(*c), query.conditions.contains(c)))
        .collect();
    let modes = page
        .site
        .modes
        .iter()
        .map(|m| (m.to_string(), format!("mode-{m}"), query.modes.contains(m)))
        .collect();
    let rail = facets::rail(&found.facets, kinds, query, lang, &url);
    let sorts: Vec<_> = Sort::ALL
        .iter()
        .filter(|s| query.point.is_some() || **s != Sort::Nearest)
        .filter(|s| page.site.allows(Mode::Sale) || !matches!(s, Sort::PriceLow | Sort::PriceHigh))
        .map(|s| json!({"value": s, "label_key": format!("sort-{}", s.word().replace('_', "-")), "selected": *s == query.sort}))
        .collect();
    let links: Vec<_> = window(query.page, pages)
        .into_iter()
        .map(|n| json!({"n": n, "url": url(&|r| r.page = Some(n)), "current": n == query.page}))
        .collect();
    let code_of = |w: &Where| w.codes().and_then(|codes| codes.first()).cloned();
    Ok(json!({
        "q": query.q, "listings": cards(&found.listings, me, &liked), "total": found.total, "page": query.page, "pages": pages,
        "degraded": found.degraded,
        "pagination": {
            "prev_url": (query.page > 1).then(|| url(&|r| r.page = Some(query.page - 1))),
            "next_url": (query.page < pages).then(|| url(&|r| r.page = Some(query.page + 1))),
            "links": links,
        },
        "filters": {
            "cat": query.category, "cat_name": kind.map(|k| k.name(lang)), "kondisi": query.conditions,
            "kota": code_of(&query.city), "kota_name": place_name(&query.city, &raw.city),
            "district": code_of(&query.district), "village": code_of(&query.village), "mode": query.modes,
            "hmin": query.min_price, "hmax": query.max_price, "sort": query.sort,
            "lat": query.point.map(|p| p.0), "lng": query.point.map(|p| p.1), "radius": query.radius_km, "delivery": query.delivery,
        },
        "active_filters": active, "sorts": sorts,
        "facets": {
            "category": rail.category,
            "condition": facet(&found.facets.condition, conditions), "mode": facet(&found.facets.mode, modes),
            "city": rail.city,
        },
        "categories": categories_view, "radii": [1, 3, 5, 10, 25, 50],
        "place_label": query.point.map(|_| page.say("search-your-place")),
        "category": category.and_then(|slug| kinds.by_slug(slug)).map(|k| categories::view(kinds, k, lang, &none)),
    }))
}

fn condition_key(condition: Condition) -> String {
    format!("condition-{}", condition.word().replace('_', "-"))
}
