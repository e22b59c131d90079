//! Deal sheets: what both parties are bound to, fixed in words.
//!
//! A sheet is recorded in the transaction in which a deal becomes agreed, and in the one in which the seller names another
//! shipping cost; it takes the place of the one before it. Texts, names and the version of the site's terms are those of that
//! moment, in both languages. The digest of the Indonesian text, which names the digest of the English one, enters the chain of the
//! deal's room, with the system message that announces the agreement or the cost.

mod words;

use diesel::prelude::*;

use self::words::{Agreed, AgreedItem};
use super::model::{Deal, DealItem};
use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::i18n::{Lang, Wording};
use crate::base::ids::DealId;
use crate::base::schema::deal_sheets;
use crate::chat::rooms::SystemMessage;
use crate::config::{Mode, Site};
use crate::people::accounts;
use crate::trade::documents::{self, DealSheet, canonical_json};

/// What sheets say about the site.
#[derive(Debug)]
pub struct SheetSite {
    name: String,
    /// Where complaints go.
    contact: String,
    wording: Wording,
}

impl SheetSite {
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
    deal_id: DealId,
    /// From 1; the highest of a deal is in force.
    pub number: i32,
    /// Canonical JSON.
    sheet_id: String,
    sheet_en: String,
    /// SHA-256 of `sheet_id`.
    digest: Vec<u8>,
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

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Records what both parties are bound to from now on. The caller has locked the deal, or has just inserted it.
///
/// # Errors
/// The database's errors; `Internal` when the stored terms of an item do not parse.
pub(super) fn record(
    conn: &mut Conn,
    site: &SheetSite,
    deal: &Deal,
    items: &[DealItem],
    now: Timestamp,
) -> AppResult<()> {
    // A gift is not sold either.
    let wording = if deal.mode == Mode::Free { Wording::Moneyless } else { site.wording };
    let agreed = Agreed {
        deal,
        items: items.iter().map(AgreedItem::of).collect::<AppResult<_>>()?,
        buyer: accounts::profile(conn, deal.buyer_id)?,
        seller: accounts::profile(conn, deal.seller_id)?,
        site,
        wording,
        number: store::sheet(conn, deal.id, None)?.map_or(1, |last| last.number + 1),
        at: deal.state.agreed_at.unwrap_or(now),
    };
    let sheet_en = canonical_json(&agreed.sheet(Lang::En))?;
    let translation = Some(hex(&documents::digest(&sheet_en)));
    let sheet_id = canonical_json(&DealSheet { translation, ..agreed.sheet(Lang::Id) })?;
    let sheet = RecordedSheet {
        deal_id: deal.id,
        number: agreed.number,
        digest: documents::digest(&sheet_id).to_vec(),
        sheet_id,
        sheet_en,
        created_at: now,
    };
    store::insert_sheet(conn, &sheet)
}

/// Adds the digest of the deal's sheet to the system message that announces it; nothing while the deal is not agreed. No text
/// shows it: it is stored and hashed with the message.
///
/// # Errors
/// The database's errors.
pub fn with_sheet(
    conn: &mut Conn,
    message: SystemMessage,
    deal: DealId,
) -> AppResult<SystemMessage> {
    Ok(match store::sheet(conn, deal, None)? {
        Some(sheet) => message.with("digest", sheet.digest()),
        None => message,
    })
}
