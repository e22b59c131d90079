//! The template context of a page with search results.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use super::SearchResult;
use super::active_filters::active_filters;
use super::address::page_window;
use super::facet_links::facet_links;
use super::page_query::{PageQuery, RegionNames};
use super::paid_places::PaidPlaces;
use super::place_filter::PlaceFilter;
use super::query::Sort;
use crate::base::error::AppResult;
use crate::base::i18n::Lang;
use crate::base::ids::{ListingId, UserId};
use crate::config::Mode;
use crate::market::categories::{self, Categories, Category, CategoryView};
use crate::market::likes;
use crate::market::listings::cards;
use crate::market::terms::Condition;
use crate::people::regions;

/// What the page reads from Postgres beside the results.
struct PageData {
    /// Those of the results that the reader likes.
    liked: HashSet<ListingId>,
    region_names: RegionNames,
    paid: PaidPlaces,
}

impl PageQuery<'_> {
    /// Searches, and builds the context of `search/page.html` and `categories/one.html`.
    pub(super) async fn context(&self) -> AppResult<Value> {
        let (query, page) = (&self.query, self.page);
        let found = self.deps.searcher.search(query.clone()).await?;
        let data = self.load(&found).await?;
        let last_page = (found.total + query.limit - 1) / query.limit;
        let paid = &data.paid;
        let organic = cards(&found.listings, self.reader(), &data.liked);
        paid.count_seen(&self.deps.placement_counter, page.reader_key(), page.now);
        Ok(json!({
            "q": query.q, "listings": paid.above(organic), "banner": paid.banner, "total": found.total,
            "page": query.page, "pages": last_page, "degraded": found.degraded,
            "pagination": self.pagination(last_page, found.next),
            "filters": self.filters(&data.region_names),
            "active_filters": active_filters(self, &data.region_names), "sorts": self.sorts(),
            "facets": self.facets(&found),
            "categories": self.top_categories(), "radii": self.radii(),
            "place_label": query.point.map(|_| page.localized("search-your-place")),
            "category": self.category.map(|category| self.view(category)),
        }))
    }

    fn categories(&self) -> &Categories {
        &self.deps.categories
    }

    fn reader(&self) -> Option<UserId> {
        self.page.me.as_ref().map(|me| me.id)
    }

    async fn load(&self, found: &SearchResult) -> AppResult<PageData> {
        let (reader, now) = (self.reader(), self.page.now);
        let mut query = self.query.clone();
        query.resolve_places();
        let categories = self.deps.categories.get_ref().clone();
        let ids: Vec<_> = found.listings.iter().map(|listing| listing.id).collect();
        let places = [&query.city, &query.district, &query.village];
        let codes: Vec<String> = places.iter().filter_map(|place| place.code().cloned()).collect();
        self.deps
            .db
            .read(move |conn| {
                let liked = likes::liked_among(conn, reader, &ids)?;
                let mut names = HashMap::new();
                for code in codes {
                    if let Some(region) = regions::find(conn, &code)? {
                        names.insert(code, region);
                    }
                }
                let paid = PaidPlaces::of(conn, &categories, &query, reader, now)?;
                Ok(PageData { liked, region_names: RegionNames::new(names), paid })
            })
            .await
    }

    fn pagination(&self, last_page: i64, next: Option<ListingId>) -> Value {
        let current = self.query.page;
        let to = |page: i64| self.url(&|raw| raw.page = Some(page));
        let links: Vec<_> = page_window(current, last_page)
            .into_iter()
            .map(|n| json!({"n": n, "url": to(n), "current": n == current}))
            .collect();
        json!({
            "prev_url": (current > 1).then(|| to(current - 1)),
            // Behind the last one that is shown, so that nothing is skipped when others vanish meanwhile.
            "next_url": next.map(|last| self.url(&|raw| {
                raw.page = Some(current + 1);
                raw.after = Some(last.to_string());
            })),
            "links": links,
        })
    }

    /// The values of the form for filters, by the names of its fields.
    fn filters(&self, region_names: &RegionNames) -> Value {
        let (query, raw) = (&self.query, &self.raw);
        let places = [
            (&query.village, raw.village.as_ref()),
            (&query.district, raw.district.as_ref()),
            (&query.city, raw.city.as_ref()),
        ];
        let finest = |name: &dyn Fn(&PlaceFilter, Option<&String>) -> Option<String>| {
            places.into_iter().find_map(|(place, text)| name(place, text))
        };
        let category_name = self.chosen_category().map(|category| category.name(self.page.lang));
        json!({
            "cat": query.category, "cat_name": category_name, "kondisi": query.conditions,
            "kota": raw.city, "district": raw.district, "village": raw.village,
            "place_name": finest(&|place, text| region_names.of(place, text)),
            "place_label": finest(&|place, text| region_names.label_of(place, text)),
            "place_code": places.iter().find_map(|(place, _)| place.code()), "mode": query.modes,
            "hmin": query.min_price, "hmax": query.max_price, "sort": query.sort,
            "lat": query.point.map(|point| point.lat.to_string()),
            "lng": query.point.map(|point| point.lng.to_string()),
            "radius": query.radius_km.map(|km| self.kilometres(km)), "delivery": query.delivery,
        })
    }

    /// The distances to choose from, with the chosen one.
    fn radii(&self) -> Vec<Value> {
        let mut all = vec![1.0, 3.0, 5.0, 10.0, 25.0, 50.0];
        if let Some(chosen) = self.query.radius_km
            && !all.contains(&chosen)
        {
            all.push(chosen);
            all.sort_by(f64::total_cmp);
        }
        all.iter()
            .map(|km| {
                let checked = self.query.radius_km == Some(*km);
                json!({"value": km.to_string(), "label": self.kilometres(*km), "checked": checked})
            })
            .collect()
    }

    /// A number of kilometres as the reader writes it.
    fn kilometres(&self, km: f64) -> String {
        match self.page.lang {
            Lang::Id => km.to_string().replace('.', ","),
            Lang::En => km.to_string(),
        }
    }

    /// The orders that make sense for this query on this site.
    fn sorts(&self) -> Vec<Value> {
        let (has_point, has_prices) =
            (self.query.point.is_some(), self.page.site.allows(Mode::Sale));
        let has_words = !self.query.q.is_empty();
        let fits = |sort: &Sort| match sort {
            Sort::Nearest => has_point,
            Sort::PriceLow | Sort::PriceHigh => has_prices,
            Sort::Relevance => has_words,
            Sort::Newest => true,
        };
        let option = |sort: &Sort| {
            let label_key = format!("sort-{}", sort.word().replace('_', "-"));
            json!({"value": sort, "label_key": label_key, "selected": *sort == self.query.sort})
        };
        Sort::ALL.iter().filter(|sort| fits(sort)).map(option).collect()
    }

    fn facets(&self, found: &SearchResult) -> Value {
        let (query, counts) = (&self.query, &found.facets);
        let condition = |condition: &Condition| {
            let count = count_of(&counts.condition, condition.word());
            let selected = query.conditions.contains(condition);
            facet_option(condition.word(), condition.label_key(), count, selected)
        };
        let mode = |mode: &Mode| {
            let count = count_of(&counts.mode, mode.word());
            facet_option(mode.word(), format!("mode-{mode}"), count, query.modes.contains(mode))
        };
        let links = facet_links(counts, self.categories(), query, self.page.lang, &|change| {
            self.url(change)
        });
        json!({
            "category": links.category,
            "condition": Condition::ALL.iter().map(condition).collect::<Vec<_>>(),
            "mode": self.page.site.modes.iter().map(mode).collect::<Vec<_>>(),
            "city": links.city,
        })
    }

    fn top_categories(&self) -> Vec<CategoryView> {
        self.categories().children(None).map(|category| self.view(category)).collect()
    }

    fn view(&self, category: &Category) -> CategoryView {
        categories::view(self.categories(), category, self.page.lang, &HashMap::new())
    }
}

fn count_of(counts: &HashMap<String, i64>, value: &str) -> i64 {
    counts.get(value).copied().unwrap_or(0)
}

fn facet_option(value: &str, label_key: String, count: i64, selected: bool) -> Value {
    json!({"count": count, "value": value, "label_key": label_key, "selected": selected})
}
