//! A sheet as it is stored, and what sheets say about the site.

use diesel::prelude::*;

use crate::base::clock::Timestamp;
use crate::base::error::AppResult;
use crate::base::i18n::{Lang, Wording};
use crate::base::ids::DealId;
use crate::base::schema::deal_sheets;
use crate::config::Site;
use crate::trade::documents::DealSheet;

/// What sheets say about the site.
#[derive(Debug)]
pub struct SheetSite {
    pub(super) name: String,
    /// Where complaints go.
    pub(super) contact: String,
    pub(super) wording: Wording,
}

impl SheetSite {
    /// Whether people trade for money there.
    pub fn has_money(&self) -> bool {
        self.wording == Wording::Standard
    }

    /// As its profile says.
    pub fn of(site: &Site) -> Self {
        let (name, contact) = (site.name.clone(), site.contact.clone());
        Self { name, contact, wording: Wording::of(site.money) }
    }
}

/// A sheet as it was recorded.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = deal_sheets)]
pub struct RecordedSheet {
    pub(super) deal_id: DealId,
    /// From 1; the highest of a deal is in force.
    pub number: i32,
    /// Canonical JSON.
    pub(super) sheet_id: String,
    pub(super) sheet_en: String,
    /// SHA-256 of `sheet_id`.
    pub(super) digest: Vec<u8>,
    pub created_at: Timestamp,
}

impl RecordedSheet {
    /// The sheet in a language.
    ///
    /// # Errors
    /// `Internal` when the stored text is none.
    pub fn sheet(&self, lang: Lang) -> AppResult<DealSheet> {
        let json = if lang == Lang::En { &self.sheet_en } else { &self.sheet_id };
        Ok(serde_json::from_str(json)?)
    }

    /// The digest in hex, as the message in the room has it.
    pub fn digest(&self) -> String {
        hex(&self.digest)
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
