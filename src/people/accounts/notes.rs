//! Mails about what happened to an account, to the address that its owner proved, in their language.

use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::i18n::{Lang, Text};
use crate::base::ids::UserId;
use crate::base::mail;
use crate::config::SiteAddress;

/// A mail; the placeholders `site` and `link` are filled in.
pub struct Note {
    pub subject: &'static str,
    pub body: Text,
    /// The page that it is about; begins with a slash.
    pub path: String,
}

/// Mails a note; nobody without a proved address gets one.
///
/// # Errors
/// The database's errors.
pub fn send_note(
    conn: &mut Conn,
    site: &SiteAddress,
    user: UserId,
    note: Note,
    now: Timestamp,
) -> AppResult<()> {
    let user = store::by_id(conn, user)?;
    let (Some(address), Some(_proved)) = (&user.email, user.email_verified_at) else {
        return Ok(());
    };
    let lang = Lang::parse(&user.lang);
    let subject = Text::new(note.subject).with("site", &site.name).localized(lang);
    let link = format!("{}{}", site.url, note.path);
    let body = note.body.with("site", &site.name).with("link", link).localized(lang);
    mail::post(conn, address, subject, body, now)
}
