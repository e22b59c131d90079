//! Mails to a seller who is not about: what @tawar agreed while there is time to say no, and what it passed on.

use super::policy::Decision;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::i18n::{Lang, Text};
use crate::base::ids::RoomId;
use crate::base::limits::{self, Rate};
use crate::base::{mail, money};
use crate::market::listings::Listing;
use crate::people::accounts;

/// A seller gets so many of them a day at most; all of it stands in the chat as well.
const A_DAY: Rate = Rate { actions: 20, seconds: 86_400 };

/// How mails name the site, and where its links lead.
#[derive(Debug, Clone)]
pub struct Letters {
    /// The site's name.
    pub site: String,
    /// How the outside reaches us.
    pub public_url: String,
}

/// An answer that the seller should hear of.
pub(super) struct News<'a> {
    pub listing: &'a Listing,
    pub room: RoomId,
    /// What was offered, whole rupiah.
    pub offer: i64,
    pub decision: Decision,
    /// Minutes in which an acceptance may be undone.
    pub minutes: i64,
}

/// Queues the mail about an answer, for a seller with a proven address who was not here in the last minutes.
pub(super) fn tell(
    conn: &mut Conn,
    letters: &Letters,
    news: &News<'_>,
    now: Timestamp,
) -> AppResult<()> {
    let (subject, body) = match news.decision.word() {
        "accept" if news.minutes == 0 => {
            ("mail-tawar-agreed-subject", "mail-tawar-agreed-now-body")
        }
        "accept" => ("mail-tawar-agreed-subject", "mail-tawar-agreed-body"),
        "hand" => ("mail-tawar-hand-subject", "mail-tawar-hand-body"),
        _ => return Ok(()),
    };
    let seller = accounts::by_id(conn, news.listing.seller_id)?;
    let (Some(email), Some(_proven)) = (&seller.email, seller.email_verified_at) else {
        return Ok(());
    };
    if seller.seen_lately(now) {
        return Ok(());
    }
    match limits::charge_stored(conn, &format!("tawar-mail:{}", seller.id), A_DAY) {
        Ok(()) => {}
        Err(AppError::TooMany { .. }) => return Ok(()),
        Err(err) => return Err(err),
    }
    let lang = Lang::parse(&seller.lang);
    let amount = news.decision.amount().unwrap_or(news.offer);
    let fill = |key: &'static str| {
        Text::new(key)
            .with("name", &seller.name)
            .with("thing", &news.listing.title)
            .with("amount", money::rupiah(amount))
            .with("minutes", news.minutes)
            .with("site", &letters.site)
            .with("link", format!("{}/chat/{}", letters.public_url, news.room))
            .say(lang)
    };
    mail::post(conn, email, fill(subject), fill(body), now)
}
