//! Mails of the staff's decisions, to the address that the person proved.

use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::i18n::{Lang, Text};
use crate::base::ids::UserId;
use crate::base::mail;
use crate::config::SiteAddress;
use crate::people::accounts;

/// A mail; placeholders for the site's name and the link are filled in.
pub struct Note {
    pub subject: &'static str,
    pub body: Text,
    /// The page that it is about; begins with a slash.
    pub path: String,
}

/// Mails a note; somebody without a proved address reads it when they sign in.
///
/// # Errors
/// The database's errors.
pub fn send(
    conn: &mut Conn,
    site: &SiteAddress,
    user: UserId,
    note: Note,
    now: Timestamp,
) -> AppResult<()> {
    let user = accounts::by_id(conn, user)?;
    let (Some(address), Some(_proved)) = (&user.email, user.email_verified_at) else {
        return Ok(());
    };
    let lang = Lang::parse(&user.lang);
    let subject = Text::new(note.subject).with("site", &site.name).localized(lang);
    let link = format!("{}{}", site.url, note.path);
    let body = note.body.with("site", &site.name).with("link", link).localized(lang);
    mail::post(conn, address, subject, body, now)
}
