//! Giving an account, in two steps. The first proves the password and asks the bank for the holder's name; what it found goes to
//! the browser encrypted, and comes back when the person has confirmed the name. Nothing is stored in between.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::account::{Account, Keys, Owner, fingerprint};
use super::bank::{Bank, Destination};
use super::mails;
use super::model::AccountRow;
use super::policy::usable_from;
use super::store;
use crate::base::clock::Timestamp;
use crate::base::crypto;
use crate::base::db::Conn;
use crate::base::encryption::Cipher;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{SessionId, UserId};
use crate::config::SiteAddress;
use crate::people::accounts;

/// How long a person may look at the name.
const PATIENCE: Duration = Duration::minutes(10);

/// An account as somebody typed it.
#[derive(Clone)]
pub struct AccountWish {
    /// Code of the bank or e-wallet.
    pub bank: String,
    pub number: String,
    /// The person's own password.
    pub password: String,
}

/// Who gives an account: a proposal of one session is of no use in another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Giver {
    pub user: UserId,
    pub session: SessionId,
}

/// An account whose holder is to be confirmed.
pub struct Proposal {
    pub account: Account,
    /// What comes back with the confirmation.
    pub confirm: String,
    /// When it would be used.
    pub usable_from: Timestamp,
}

/// What goes to the browser, encrypted.
#[derive(Serialize, Deserialize)]
struct Sealed {
    bank: Bank,
    number: String,
    holder: String,
    until: Timestamp,
}

fn aad(giver: Giver) -> Vec<u8> {
    [giver.user.0.as_bytes().as_slice(), giver.session.0.as_bytes()].concat()
}

/// The text that the confirmation brings back.
pub(super) fn seal(
    cipher: &Cipher,
    giver: Giver,
    account: &Account,
    now: Timestamp,
) -> AppResult<String> {
    let Account { to: Destination { bank, number }, holder } = account.clone();
    let sealed = serde_json::to_vec(&Sealed { bank, number, holder, until: now + PATIENCE })?;
    Ok(crypto::encode(&cipher.encrypt(&aad(giver), &[&sealed])?))
}

/// The account of a proposal.
///
/// # Errors
/// `Conflict` for what this session was not given, or too long ago.
pub(super) fn unseal(
    cipher: &Cipher,
    giver: Giver,
    text: &str,
    now: Timestamp,
) -> AppResult<Account> {
    let over = || AppError::conflict("payout-account-over");
    let bytes = crypto::decode(text).ok_or_else(over)?;
    let text = cipher.decrypt(&aad(giver), &bytes).map_err(|_forged| over())?;
    let Sealed { bank, number, holder, until } = serde_json::from_slice(&text)?;
    if now >= until {
        return Err(over());
    }
    Ok(Account { to: Destination { bank, number }, holder })
}

/// When an account would be used, were it given now: one that replaces another rests.
pub(super) fn preview(
    conn: &mut Conn,
    keys: Keys<'_>,
    user: UserId,
    account: &Account,
    now: Timestamp,
) -> AppResult<Timestamp> {
    let before = store::account(conn, user)?;
    let same = fingerprint(keys.secret, &account.to);
    Ok(match before {
        Some(row) if row.stored.fingerprint == same => row.usable_from,
        Some(_) => usable_from(true, now),
        None => usable_from(false, now),
    })
}

/// Who gives which account, and the site that tells them.
pub(super) struct Given<'a> {
    pub user: UserId,
    pub account: &'a Account,
    pub site: &'a SiteAddress,
}

/// Stores a confirmed account and tells its owner; the same one again changes nothing. Returns when it is used.
///
/// # Errors
/// The database's errors.
pub(super) fn put(
    conn: &mut Conn,
    keys: Keys<'_>,
    given: &Given<'_>,
    now: Timestamp,
) -> AppResult<Timestamp> {
    let Given { user, account, site } = *given;
    accounts::lock(conn, user)?;
    let from = preview(conn, keys, user, account, now)?;
    let stored = account.sealed(keys, Owner::Person(user.0), now)?;
    let before = store::account(conn, user)?;
    if before.is_some_and(|row| row.stored.fingerprint == stored.fingerprint) {
        return Ok(from);
    }
    store::put_account(conn, user, &AccountRow { stored, usable_from: from }, now)?;
    mails::account_changed(conn, site, user, account, now)?;
    Ok(from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::crypto::SecretKey;

    #[test]
    fn a_proposal_is_of_use_for_ten_minutes_in_its_own_session_only() {
        let cipher = Cipher::new(&SecretKey::new(b"secret".to_vec()), "payout account").unwrap();
        let giver = Giver { user: UserId::fresh(), session: SessionId::fresh() };
        let now = chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let to = Bank::Bca.account("1234567890").unwrap();
        let account = Account { to, holder: "SARI DEWI".into() };
        let text = seal(&cipher, giver, &account, now).unwrap();
        assert!(!text.contains("1234567890"));
        let open = |giver, text: &str, now| unseal(&cipher, giver, text, now).ok();
        assert_eq!(open(giver, &text, now + PATIENCE - Duration::seconds(1)), Some(account));
        assert_eq!(open(giver, &text, now + PATIENCE), None);
        for other in [
            Giver { session: SessionId::fresh(), ..giver },
            Giver { user: UserId::fresh(), ..giver },
        ] {
            assert_eq!(open(other, &text, now), None);
        }
        assert_eq!(open(giver, "", now), None);
        assert_eq!(open(giver, &text.replace('A', "B"), now + PATIENCE), None);
    }
}
