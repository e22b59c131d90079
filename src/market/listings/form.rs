//! The posting form as browsers send it: text and files in one, with or without scripts.

use std::collections::HashMap;

use actix_multipart::Multipart;
use futures_util::StreamExt;
use serde_json::{Value, json};

use super::actions::Draft;
use super::model::{Listing, Status};
use crate::base::error::{AppResult, FieldErrors};
use crate::base::i18n::Text;
use crate::base::ids::PhotoId;
use crate::base::money;
use crate::market::categories::Categories;
use crate::market::photos;

/// The form as it was typed: every name with all its values.
#[derive(Default)]
pub(super) struct FormInput {
    pub(super) fields: HashMap<String, Vec<String>>,
    pub(super) files: Vec<Vec<u8>>,
}

impl FormInput {
    pub(super) fn one(&self, name: &str) -> String {
        self.fields.get(name).and_then(|all| all.last()).cloned().unwrap_or_default()
    }

    pub(super) fn many(&self, name: &str) -> Vec<String> {
        self.fields
            .get(name)
            .cloned()
            .unwrap_or_default()
            .into_iter()
            .filter(|s| !s.is_empty())
            .collect()
    }

    fn maybe(&self, name: &str) -> Option<String> {
        Some(self.one(name)).filter(|text| !text.trim().is_empty())
    }

    /// Rupiah as people type them; empty is none.
    fn rupiah(&self, name: &str, errors: &mut FieldErrors) -> Option<i64> {
        let text = self.maybe(name)?;
        let parsed = money::parse(&text);
        errors.check(parsed.is_some(), name, "listing-price-number");
        parsed
    }

    fn kept(&self) -> bool {
        !self.one("kept").is_empty()
    }

    pub(super) fn photos(&self) -> Vec<PhotoId> {
        self.many("photo_id").iter().filter_map(|id| id.parse().ok()).collect()
    }

    pub(super) fn draft(&self, errors: &mut FieldErrors) -> Draft {
        Draft {
            title: self.one("title"),
            description: self.one("description"),
            flaw: self.one("flaw"),
            category: self.one("category"),
            condition: self.one("condition"),
            modes: self.many("modes"),
            price: self
                .rupiah("price", errors)
                .filter(|_| self.many("modes").iter().any(|mode| mode == "jual")),
            min_price: self.rupiah("min_price", errors),
            original_price: self.rupiah("original_price", errors),
            original_source: self.maybe("original_source"),
            brand: self.maybe("brand"),
            size: self.maybe("size"),
            color: self.maybe("color"),
            tags: self.one("tags").split(',').map(str::to_owned).collect(),
            delivery: self.many("delivery"),
            region: self.one("region"),
            wanted: self.maybe("wanted"),
            kept: self.kept(),
            photos: self.photos(),
        }
    }

    pub(super) fn json(&self, region_label: &str) -> Value {
        let mut form = json!({
            "modes": self.many("modes"), "delivery": self.many("delivery"), "region_label": region_label,
            "kept": self.kept(),
        });
        for name in [
            "id",
            "title",
            "description",
            "flaw",
            "category",
            "condition",
            "price",
            "min_price",
            "original_price",
            "original_source",
            "brand",
            "size",
            "color",
            "tags",
            "region",
            "wanted",
        ] {
            if let Some(form) = form.as_object_mut() {
                form.insert(name.to_owned(), Value::String(self.one(name)));
            }
        }
        form
    }
}

pub(super) async fn read(mut parts: Multipart) -> AppResult<FormInput> {
    let mut typed = FormInput::default();
    while let Some(field) = parts.next().await {
        let field = field.map_err(photos::http_broken)?;
        let Some(name) = field.name().map(str::to_owned) else { continue };
        let is_file = field.content_disposition().is_some_and(|d| d.get_filename().is_some());
        let bytes = photos::read_field(field).await?;
        if is_file {
            if !bytes.is_empty() {
                typed.files.push(bytes);
            }
        } else {
            typed
                .fields
                .entry(name)
                .or_default()
                .push(String::from_utf8_lossy(&bytes).replace('\0', ""));
        }
        if typed.files.len() > 12 || typed.fields.len() > 60 {
            return Err(FieldErrors::one(
                "photos",
                Text::new("listing-too-many-photos").with("max", 12),
            ));
        }
    }
    Ok(typed)
}

/// The form of a listing as it stands.
pub(super) fn typed_from(
    l: &Listing,
    kinds: &Categories,
    photo_ids: impl Iterator<Item = PhotoId>,
) -> FormInput {
    let mut typed = FormInput::default();
    let price = |p: Option<i64>| p.map(|p| p.to_string()).unwrap_or_default();
    let one = [
        ("id", l.id.to_string()),
        ("title", l.title.clone()),
        ("description", l.description.clone()),
        ("flaw", l.flaw.clone()),
        ("category", kinds.by_id(l.category_id).map(|kind| kind.slug.clone()).unwrap_or_default()),
        ("condition", l.condition.to_string()),
        ("price", price(l.price)),
        ("min_price", price(l.min_price.0)),
        ("original_price", price(l.original_price)),
        ("original_source", l.original_source.clone().unwrap_or_default()),
        ("brand", l.brand.clone().unwrap_or_default()),
        ("size", l.size.clone().unwrap_or_default()),
        ("color", l.color.clone().unwrap_or_default()),
        ("tags", l.tags.join(", ")),
        ("region", l.region.clone()),
        ("wanted", l.wanted.clone().unwrap_or_default()),
    ];
    for (name, value) in one {
        typed.fields.insert(name.to_owned(), vec![value]);
    }
    if l.status == Status::Kept {
        typed.fields.insert("kept".into(), vec!["1".into()]);
    }
    typed.fields.insert("modes".into(), l.modes.iter().map(ToString::to_string).collect());
    typed.fields.insert("delivery".into(), l.delivery.iter().map(ToString::to_string).collect());
    typed.fields.insert("photo_id".into(), photo_ids.map(|id| id.to_string()).collect());
    typed
}
