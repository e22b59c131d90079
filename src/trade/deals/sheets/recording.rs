//! Recording a sheet, and announcing it.

use super::super::model::{Deal, DealItem};
use super::super::store;
use super::model::{RecordedSheet, SheetSite, hex};
use super::words::{Agreed, AgreedItem};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::i18n::{Lang, Wording};
use crate::base::ids::DealId;
use crate::chat::rooms::SystemMessage;
use crate::config::Mode;
use crate::people::accounts;
use crate::trade::documents::{self, DealSheet, canonical_json};

/// Records what both parties are bound to from now on. The caller has locked the deal, or has just inserted it.
///
/// # Errors
/// The database's errors; `Internal` when the stored terms of an item do not parse.
pub fn record(
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
