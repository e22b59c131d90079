//! Mails about money: a changed account, a payout that arrived or came back. To the address that the person proved.

use super::account::Account;
use super::machine::Event;
use super::model::Payout;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::i18n::{Lang, Text};
use crate::base::ids::UserId;
use crate::base::{mail, money};
use crate::config::SiteAddress;
use crate::people::accounts;

/// A mail; placeholders for the site's name and the page of the balance are filled in.
struct Note {
    subject: &'static str,
    body: Text,
}

/// Tells somebody that their account was set or changed, so that whose account it is notices a stranger.
pub(super) fn account_changed(
    conn: &mut Conn,
    site: &SiteAddress,
    user: UserId,
    account: &Account,
    now: Timestamp,
) -> AppResult<()> {
    let body = Text::new("mail-payout-account-body")
        .with("bank", account.to.bank.name())
        .with("number", account.masked());
    send(conn, site, user, Note { subject: "mail-payout-account-subject", body }, now)
}

/// Tells somebody that a payout arrived or came back.
pub(super) fn payout_moved(
    conn: &mut Conn,
    site: &SiteAddress,
    payout: &Payout,
    events: &[Event],
    now: Timestamp,
) -> AppResult<()> {
    let arrived = events.iter().any(|event| matches!(event, Event::Paid { .. }));
    let (subject, body, amount) = if events.contains(&Event::Returned) {
        ("mail-payout-returned-subject", "mail-payout-returned-body", payout.amount)
    } else if arrived {
        ("mail-payout-paid-subject", "mail-payout-paid-body", payout.arrives())
    } else {
        return Ok(());
    };
    let body = Text::new(body)
        .with("amount", money::rupiah(amount))
        .with("bank", payout.bank.name())
        .with("reference", &payout.reference);
    send(conn, site, payout.user_id, Note { subject, body }, now)
}

fn send(
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
    let link = format!("{}/saldo", site.url);
    let subject = Text::new(note.subject).with("site", &site.name).localized(lang);
    let body = note.body.with("site", &site.name).with("link", link).localized(lang);
    mail::post(conn, address, subject, body, now)
}
