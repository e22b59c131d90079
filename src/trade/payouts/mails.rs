//! Mails about money: a changed account, a payout that arrived or came back. To the address that the person proved.

use super::account::Account;
use super::machine::Event;
use super::model::Payout;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::i18n::Text;
use crate::base::ids::UserId;
use crate::base::money;
use crate::config::SiteAddress;
use crate::people::accounts::{Note, send_note};

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
    send_note(conn, site, user, note("mail-payout-account-subject", body), now)
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
    send_note(conn, site, payout.user_id, note(subject, body), now)
}

/// A mail that leads to the page of the balance.
fn note(subject: &'static str, body: Text) -> Note {
    Note { subject, body, path: "/saldo".to_owned() }
}
