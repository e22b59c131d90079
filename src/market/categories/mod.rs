//! Kinds of goods: two levels, bundled with the binary, held in memory; the table exists so that listings can point at it.
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

/// One kind of goods.
#[derive(Debug, Clone)]
pub struct Category {
    /// Row id.
    pub id: i32,
    /// The kind above it.
    pub parent: Option<i32>,
    /// The name in addresses.
    pub slug: String,
    /// Indonesian name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Font Awesome name.
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

/// All kinds; cloning shares them.
#[derive(Clone)]
pub struct Categories(Arc<Tree>);

struct Tree {
    all: Vec<Category>,
    by_slug: HashMap<String, usize>,
    by_id: HashMap<i32, usize>,
}

#[derive(Deserialize)]
struct File {
    category: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    slug: String,
    name: String,
    name_en: String,
    icon: String,
    #[serde(default)]
    child: Vec<Entry>,
}

impl Categories {
    /// Reads the bundled list.
    pub fn bundled() -> anyhow::Result<Self> {
        let file: File = toml::from_str(LIST).context("categories.toml")?;
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
        anyhow::ensure!(by_slug.len() == all.len(), "categories.toml: a slug stands twice");
        let by_id = all.iter().enumerate().map(|(i, c)| (c.id, i)).collect();
        Ok(Self(Arc::new(Tree { all, by_slug, by_id })))
    }

    /// Brings the table up to date with the bundled list.
    pub fn store(&self, db: &Db) -> anyhow::Result<()> {
        db.transact(|conn| store::upsert(conn, &self.0.all))
            .map_err(|err| anyhow::anyhow!("categories: {err}"))
    }

    /// The kinds right below `parent`; the top ones when none.
    pub fn children(&self, parent: Option<i32>) -> impl Iterator<Item = &Category> {
        self.0.all.iter().filter(move |category| category.parent == parent)
    }

    /// By the name in addresses.
    pub fn by_slug(&self, slug: &str) -> Option<&Category> {
        self.0.by_slug.get(slug).and_then(|i| self.0.all.get(*i))
    }

    /// By row id.
    pub fn by_id(&self, id: i32) -> Option<&Category> {
        self.0.by_id.get(&id).and_then(|i| self.0.all.get(*i))
    }

    /// Kinds with a word of their name that begins like this (lower case).
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

    /// The kind above.
    pub fn parent_of(&self, category: &Category) -> Option<&Category> {
        category.parent.and_then(|id| self.by_id(id))
    }
}

fn row(id: i32, parent: Option<i32>, entry: &Entry) -> Category {
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
    fn the_plans_kinds_are_all_there() {
        let Ok(kinds) = Categories::bundled() else { panic!("does not read") };
        let parents: Vec<_> = kinds.children(None).collect();
        let subs: usize = parents.iter().map(|p| kinds.children(Some(p.id)).count()).sum();
        assert_eq!(
            (parents.len(), subs),
            (16, 79),
            "15 with 75 of L-134, and the four of S-26 under one"
        );
        assert!(kinds.0.all.iter().all(|c| c.icon.starts_with("fa-") && !c.name_en.is_empty()));
    }
}
