//! E-mails to a seller who is offline: what @tawar accepted, while it can still be undone, and what it escalated.

use super::policy::Decision;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::i18n::{Lang, Text};
use crate::base::ids::RoomId;
use crate::base::limits::{self, Charge, Rate};
use crate::base::{mail, money};
use crate::config::SiteAddress;
use crate::market::listings::Listing;
use crate::people::accounts;

/// The most e-mails a seller gets in 24 hours; the chat has all of it as well.
const PER_DAY: Rate = Rate { actions: 20, seconds: 86_400 };

/// A decision that the seller is notified of.
pub(super) struct DecisionEmail<'a> {
    pub listing: &'a Listing,
    pub room: RoomId,
    /// The buyer's amount, whole rupiah.
    pub offer: i64,
    pub decision: Decision,
    /// Minutes in which an acceptance may be undone.
    pub minutes: i64,
}

/// Queues the e-mail, for an offline seller with a verified address.
pub(super) fn enqueue(
    conn: &mut Conn,
    site: &SiteAddress,
    email: &DecisionEmail<'_>,
    now: Timestamp,
) -> AppResult<()> {
    let (subject, body) = match email.decision.word() {
        "accept" if email.minutes == 0 => {
            ("mail-tawar-agreed-subject", "mail-tawar-agreed-now-body")
        }
        "accept" => ("mail-tawar-agreed-subject", "mail-tawar-agreed-body"),
        "hand" => ("mail-tawar-hand-subject", "mail-tawar-hand-body"),
        _ => return Ok(()),
    };
    let seller = accounts::by_id(conn, email.listing.seller_id)?;
    let (Some(address), Some(_verified)) = (&seller.email, seller.email_verified_at) else {
        return Ok(());
    };
    if seller.online(now) {
        return Ok(());
    }
    let charge = Charge { bucket: format!("tawar-mail:{}", seller.id), rate: PER_DAY };
    match limits::charge_stored(conn, &charge, now) {
        Ok(()) => {}
        Err(AppError::TooMany { .. }) => return Ok(()),
        Err(err) => return Err(err),
    }
    let lang = Lang::parse(&seller.lang);
    let amount = email.decision.amount().unwrap_or(email.offer);
    let text = |key: &'static str| {
        Text::new(key)
            .with("name", &seller.name)
            .with("thing", &email.listing.content.title)
            .with("amount", money::rupiah(amount))
            .with("minutes", email.minutes)
            .with("site", &site.name)
            .with("link", format!("{}/chat/{}", site.url, email.room))
            .localized(lang)
    };
    mail::post(conn, address, text(subject), text(body), now)
}
