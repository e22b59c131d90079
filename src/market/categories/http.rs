//! `GET /api/categories`, and the shape that pages use too.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::{Categories, Category};
use crate::base::i18n::Lang;

/// One kind and those below it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(no_recursion)]
pub struct CategoryView {
    /// Row id.
    pub id: i32,
    /// The name in addresses.
    pub slug: String,
    /// The name in the reader's language.
    pub name: String,
    /// Font Awesome name.
    pub icon: String,
    /// The kinds below it.
    pub children: Vec<CategoryView>,
    /// Things on offer, where it was counted.
    pub count: i64,
}

/// A kind as a reader sees it; `counts` by slug.
pub fn view(
    kinds: &Categories,
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
            None => kinds
                .children(Some(category.id))
                .map(|child| view(kinds, child, lang, counts))
                .collect(),
        },
        count: counts.get(&category.slug).copied().unwrap_or_default(),
    }
}

/// All kinds.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CategoryList {
    categories: Vec<CategoryView>,
}

/// All kinds of goods, two levels.
#[utoipa::path(get, path = "/api/categories", responses((status = 200, body = CategoryList)))]
pub async fn list(kinds: web::Data<Categories>, lang: Lang) -> HttpResponse {
    let none = HashMap::new();
    let categories = kinds.children(None).map(|parent| view(&kinds, parent, lang, &none)).collect();
    HttpResponse::Ok().json(CategoryList { categories })
}
