//! `GET /api/categories`, and the view that pages use too.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::{Categories, Category};
use crate::base::i18n::Lang;

/// A category and those below it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(no_recursion)]
pub struct CategoryView {
    /// Row id.
    pub id: i32,
    /// Part of the page's address.
    pub slug: String,
    /// The name in the reader's language.
    pub name: String,
    /// Name in Font Awesome.
    pub icon: String,
    /// The categories below it.
    pub children: Vec<CategoryView>,
    /// Active listings; 0 where they are not counted.
    pub count: i64,
}

/// A category for a reader; `counts` are active listings by slug.
pub fn view(
    categories: &Categories,
    category: &Category,
    lang: Lang,
    counts: &HashMap<String, i64>,
) -> CategoryView {
    CategoryView {
        id: category.id,
        slug: category.slug.clone(),
        name: category.name(lang).to_owned(),
        icon: category.icon.clone(),
        children: match category.parent {
            Some(_) => Vec::new(),
            None => categories
                .children(Some(category.id))
                .map(|child| view(categories, child, lang, counts))
                .collect(),
        },
        count: counts.get(&category.slug).copied().unwrap_or_default(),
    }
}

/// All categories.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CategoryList {
    categories: Vec<CategoryView>,
}

/// All categories, two levels.
#[utoipa::path(get, path = "/api/categories", responses((status = 200, body = CategoryList)))]
pub async fn list(categories: web::Data<Categories>, lang: Lang) -> HttpResponse {
    let none = HashMap::new();
    let categories =
        categories.children(None).map(|parent| view(&categories, parent, lang, &none)).collect();
    HttpResponse::Ok().json(CategoryList { categories })
}
