//! The posting form as browsers send it: text and files in one request, with or without scripts.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::draft::ListingDraft;
use super::model::{Listing, Status};
use crate::base::error::{AppResult, FieldErrors};
use crate::base::http::{Part, UploadForm, UploadedFile};
use crate::base::i18n::Text;
use crate::base::ids::PhotoId;
use crate::base::money;
use crate::market::categories::Categories;
use crate::market::photos;

/// More files than this in one request are refused.
const MAX_FILES: usize = 12;

/// Fields with one value, as the template fills them in.
const TEXT_FIELDS: [&str; 18] = [
    "id",
    "version",
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
    "shipping_fee",
];

/// The form as it was submitted: every field name with all its values.
#[derive(Default)]
pub(super) struct FormInput {
    fields: HashMap<String, Vec<String>>,
    pub(super) files: Vec<UploadedFile>,
}

impl FormInput {
    /// The last value of a field; empty when there is none.
    pub(super) fn one(&self, name: &str) -> String {
        self.fields.get(name).and_then(|all| all.last()).cloned().unwrap_or_default()
    }

    /// The values of a field without the empty ones.
    pub(super) fn many(&self, name: &str) -> Vec<String> {
        let values = self.fields.get(name).cloned().unwrap_or_default();
        values.into_iter().filter(|value| !value.is_empty()).collect()
    }

    /// Replaces the values of a field.
    pub(super) fn set(&mut self, name: &str, values: Vec<String>) {
        self.fields.insert(name.to_owned(), values);
    }

    /// Adds a value to a field.
    pub(super) fn add(&mut self, name: &str, value: impl Into<String>) {
        self.fields.entry(name.to_owned()).or_default().push(value.into());
    }

    fn optional(&self, name: &str) -> Option<String> {
        Some(self.one(name)).filter(|text| !text.trim().is_empty())
    }

    /// An amount in the spellings that people use; blank is `None`.
    fn rupiah(&self, name: &str, errors: &mut FieldErrors) -> Option<i64> {
        let text = self.optional(name)?;
        money::parse(&text).map_err(|err| errors.add(name, err.text())).ok()
    }

    fn barter_only(&self) -> bool {
        !self.one("kept").is_empty()
    }

    pub(super) fn photos(&self) -> Vec<PhotoId> {
        self.many("photo_id").iter().filter_map(|id| id.parse().ok()).collect()
    }

    pub(super) fn draft(&self, errors: &mut FieldErrors) -> ListingDraft {
        let modes = self.many("modes");
        let price =
            self.rupiah("price", errors).filter(|_| modes.iter().any(|mode| mode == "jual"));
        ListingDraft {
            id: self.one("id").parse().ok(),
            version: self.one("version").parse().ok(),
            title: self.one("title"),
            description: self.one("description"),
            flaw: self.one("flaw"),
            category: self.one("category"),
            condition: self.one("condition"),
            modes,
            price,
            min_price: self.rupiah("min_price", errors),
            original_price: self.rupiah("original_price", errors),
            original_source: self.optional("original_source"),
            brand: self.optional("brand"),
            size: self.optional("size"),
            color: self.optional("color"),
            tags: self.one("tags").split(',').map(str::to_owned).collect(),
            delivery: self.many("delivery"),
            region: self.one("region"),
            show_village: Some(!self.one("show_village").is_empty()),
            wanted: self.optional("wanted"),
            shipping_fee: self.rupiah("shipping_fee", errors),
            barter_only: Some(self.barter_only()),
            photos: self.photos(),
            assistant: None,
        }
    }

    /// The form for the template.
    pub(super) fn json(&self, region_label: &str) -> Value {
        let mut form = json!({
            "modes": self.many("modes"), "delivery": self.many("delivery"), "region_label": region_label,
            "kept": self.barter_only(), "show_village": !self.one("show_village").is_empty(),
        });
        if let Some(form) = form.as_object_mut() {
            let texts = TEXT_FIELDS.map(|name| (name.to_owned(), Value::String(self.one(name))));
            form.extend(texts);
        }
        form
    }

    /// The form filled in with a stored listing.
    pub(super) fn of_listing(
        listing: &Listing,
        categories: &Categories,
        photo_ids: impl Iterator<Item = PhotoId>,
    ) -> Self {
        let content = listing.content.clone();
        let category = categories.by_id(listing.category_id);
        let amount = |amount: Option<i64>| amount.map(|n| n.to_string()).unwrap_or_default();
        let mut input = Self::default();
        input.add("id", listing.id.to_string());
        input.add("version", listing.version.to_string());
        input.add("title", content.title);
        input.add("description", content.description);
        input.add("flaw", content.flaw);
        input.add("category", category.map(|one| one.slug.clone()).unwrap_or_default());
        input.add("condition", content.condition.word());
        input.add("price", amount(content.price));
        input.add("min_price", amount(listing.min_price.0));
        input.add("original_price", amount(content.original_price));
        input.add("original_source", content.original_source.unwrap_or_default());
        input.add("brand", content.brand.unwrap_or_default());
        input.add("size", content.size.unwrap_or_default());
        input.add("color", content.color.unwrap_or_default());
        input.add("tags", content.tags.join(", "));
        input.add("region", listing.region.as_str());
        input.add("wanted", content.wanted.unwrap_or_default());
        input.add("shipping_fee", amount(Some(content.shipping_fee).filter(|fee| *fee > 0)));
        if listing.status == Status::BarterOnly {
            input.add("kept", "1");
        }
        input.set("modes", content.modes.iter().map(ToString::to_string).collect());
        input.set("delivery", content.delivery.iter().map(ToString::to_string).collect());
        input.set("photo_id", photo_ids.map(|id| id.to_string()).collect());
        input
    }
}

/// Reads the fields and files of a submitted form.
///
/// # Errors
/// 413 for a file or a field that is too long; 422 for a broken body and for too many files.
pub(super) async fn read(mut body: UploadForm) -> AppResult<FormInput> {
    let mut input = FormInput::default();
    while let Some(part) = body.next(photos::MAX_BYTES).await? {
        match part {
            Part::Text { name, text } => input.add(&name, text),
            Part::File { file, .. } if file.is_empty() => {}
            Part::File { file, .. } => input.files.push(file),
        }
        if input.files.len() > MAX_FILES {
            let too_many = Text::new("listing-too-many-photos").with("max", MAX_FILES);
            return Err(FieldErrors::one("photos", too_many));
        }
    }
    Ok(input)
}
