//! Categories of goods: two levels, bundled with the binary, held in memory; the table exists for the foreign key of
//! listings.
//! Invariant: slugs never change once released; ids follow the order of `seed/categories.toml`.

mod http;
mod store;

pub use http::{CategoryView, list, view};

#[doc(hidden)]
pub use http::__path_list;

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::Context;
use serde::Deserialize;

use crate::base::db::Db;
use crate::base::i18n::Lang;

const LIST: &str = include_str!("../../../seed/categories.toml");

/// A category of goods.
#[derive(Debug, Clone)]
pub struct Category {
    /// Row id.
    pub id: i32,
    /// Row id of the category above; none at the top.
    pub parent: Option<i32>,
    /// Part of the page's address.
    pub slug: String,
    /// In Indonesian.
    pub name: String,
    /// In English.
    pub name_en: String,
    /// Name in Font Awesome.
    pub icon: String,
}

impl Category {
    /// The name in the reader's language.
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Id => &self.name,
            Lang::En => &self.name_en,
        }
    }
}

/// All categories; clones share them.
#[derive(Clone)]
pub struct Categories(Arc<CategoryTree>);

struct CategoryTree {
    all: Vec<Category>,
    by_slug: HashMap<String, usize>,
    by_id: HashMap<i32, usize>,
}

#[derive(Deserialize)]
struct CategoryFile {
    category: Vec<CategoryEntry>,
}

#[derive(Deserialize)]
struct CategoryEntry {
    slug: String,
    name: String,
    name_en: String,
    icon: String,
    #[serde(default)]
    child: Vec<CategoryEntry>,
}

impl Categories {
    /// Reads the bundled list.
    ///
    /// # Errors
    /// When the list does not parse or repeats a slug.
    pub fn bundled() -> anyhow::Result<Self> {
        let file: CategoryFile = toml::from_str(LIST).context("categories.toml")?;
        let mut all = Vec::new();
        for (i, parent) in (1..).zip(file.category) {
            let id = i * 100;
            for (k, child) in (1..).zip(&parent.child) {
                all.push(row(id + k, Some(id), child));
            }
            all.push(row(id, None, &parent));
        }
        all.sort_by_key(|category| category.id);
        let by_slug: HashMap<_, _> =
            all.iter().enumerate().map(|(i, c)| (c.slug.clone(), i)).collect();
        anyhow::ensure!(by_slug.len() == all.len(), "categories.toml: a slug is repeated");
        let by_id = all.iter().enumerate().map(|(i, c)| (c.id, i)).collect();
        Ok(Self(Arc::new(CategoryTree { all, by_slug, by_id })))
    }

    /// Updates the table to the bundled list.
    pub fn store(&self, db: &Db) -> anyhow::Result<()> {
        db.transact(|conn| store::upsert(conn, &self.0.all))
            .map_err(|err| anyhow::anyhow!("categories: {err}"))
    }

    /// The categories right below `parent`; those at the top when none.
    pub fn children(&self, parent: Option<i32>) -> impl Iterator<Item = &Category> {
        self.0.all.iter().filter(move |category| category.parent == parent)
    }

    pub fn by_slug(&self, slug: &str) -> Option<&Category> {
        self.0.by_slug.get(slug).and_then(|i| self.0.all.get(*i))
    }

    pub fn by_id(&self, id: i32) -> Option<&Category> {
        self.0.by_id.get(&id).and_then(|i| self.0.all.get(*i))
    }

    /// Categories whose name has a word with this beginning (lower case).
    pub fn matching<'a>(
        &'a self,
        beginning: &'a str,
        lang: Lang,
    ) -> impl Iterator<Item = &'a Category> {
        self.0.all.iter().filter(move |category| {
            category
                .name(lang)
                .to_lowercase()
                .split_whitespace()
                .any(|word| word.starts_with(beginning))
        })
    }

    pub fn parent_of(&self, category: &Category) -> Option<&Category> {
        category.parent.and_then(|id| self.by_id(id))
    }
}

fn row(id: i32, parent: Option<i32>, entry: &CategoryEntry) -> Category {
    Category {
        id,
        parent,
        slug: entry.slug.clone(),
        name: entry.name.clone(),
        name_en: entry.name_en.clone(),
        icon: entry.icon.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_16_categories_with_79_below() {
        let Ok(categories) = Categories::bundled() else { panic!("does not parse") };
        let parents: Vec<_> = categories.children(None).collect();
        let subs: usize = parents.iter().map(|p| categories.children(Some(p.id)).count()).sum();
        assert_eq!(
            (parents.len(), subs),
            (16, 79),
            "15 with 75 of L-134, and the four of S-26 under one"
        );
        assert!(
            categories.0.all.iter().all(|c| c.icon.starts_with("fa-") && !c.name_en.is_empty())
        );
    }
}
