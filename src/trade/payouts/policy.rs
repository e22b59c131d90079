//! When a payout may be asked for; pure. The page, the API and the action ask the same functions.

use chrono::Duration;
use serde_json::json;

use crate::base::clock::Timestamp;
use crate::base::error::{AppError, FieldErrors};
use crate::base::i18n::Text;
use crate::base::money;
use crate::config::PayoutTerms;

/// How long payouts rest after a change of account.
pub const REST: Duration = Duration::hours(72);

/// What decides whether somebody may ask for a payout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whether a provider pays out.
    pub offered: bool,
    /// From when their account is used; none without an account.
    pub usable_from: Option<Timestamp>,
    /// Whether a payout of theirs is open.
    pub has_open: bool,
    /// Whole rupiah.
    pub balance: i64,
    pub terms: PayoutTerms,
}

/// Why no payout is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody pays out on this site.
    Off,
    /// Another one is on its way.
    Open,
    NoAccount,
    /// The account was changed: not before this time.
    Resting(Timestamp),
    /// The least that is paid out, whole rupiah.
    TooLittle(i64),
    /// What there is, whole rupiah.
    TooMuch(i64),
}

/// Whether a payout of any amount may be asked for.
///
/// # Errors
/// The first reason why not.
pub fn check(standing: &Standing, now: Timestamp) -> Result<(), Refusal> {
    if !standing.offered {
        return Err(Refusal::Off);
    }
    if standing.has_open {
        return Err(Refusal::Open);
    }
    match standing.usable_from {
        None => Err(Refusal::NoAccount),
        Some(from) if now < from => Err(Refusal::Resting(from)),
        Some(_) if standing.balance < standing.terms.minimum => {
            Err(Refusal::TooLittle(standing.terms.minimum))
        }
        Some(_) => Ok(()),
    }
}

/// Whether a payout of this amount, the fee included, may be asked for.
///
/// # Errors
/// As [`check`].
pub fn check_amount(standing: &Standing, amount: i64, now: Timestamp) -> Result<(), Refusal> {
    check(standing, now)?;
    if amount < standing.terms.minimum {
        return Err(Refusal::TooLittle(standing.terms.minimum));
    }
    if amount > standing.balance {
        return Err(Refusal::TooMuch(standing.balance));
    }
    Ok(())
}

/// When an account that replaces another one is used.
pub fn usable_from(replaces: bool, now: Timestamp) -> Timestamp {
    if replaces { now + REST } else { now }
}

impl From<Refusal> for Text {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Off => "payout-off".into(),
            Refusal::Open => "payout-open".into(),
            Refusal::NoAccount => "payout-no-account".into(),
            Refusal::Resting(_) => "payout-resting".into(),
            Refusal::TooLittle(least) => {
                Text::new("payout-too-little").with("least", money::rupiah(least))
            }
            Refusal::TooMuch(most) => {
                Text::new("payout-too-much").with("most", money::rupiah(most))
            }
        }
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::TooLittle(_) | Refusal::TooMuch(_) => FieldErrors::one("amount", refusal),
            Refusal::Resting(until) => Self::Conflict {
                text: refusal.into(),
                state: Some(json!({ "usable_from": until })),
            },
            Refusal::Off | Refusal::Open | Refusal::NoAccount => Self::conflict(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> Timestamp {
        chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap()
    }

    fn standing() -> Standing {
        Standing {
            offered: true,
            usable_from: Some(noon()),
            has_open: false,
            balance: 100_000,
            terms: PayoutTerms { minimum: 20_000, fee: 2_500 },
        }
    }

    #[test]
    fn sari_may_take_out_what_she_has_from_the_minimum_on() {
        let amount = |amount| check_amount(&standing(), amount, noon());
        assert_eq!((amount(20_000), amount(100_000)), (Ok(()), Ok(())));
        assert_eq!(amount(19_999), Err(Refusal::TooLittle(20_000)));
        assert_eq!(amount(100_001), Err(Refusal::TooMuch(100_000)));
        assert_eq!(amount(-1), Err(Refusal::TooLittle(20_000)));
        assert_eq!(amount(i64::MAX), Err(Refusal::TooMuch(100_000)));
    }

    #[test]
    fn the_first_hindrance_is_named() {
        let of = |change: fn(&mut Standing)| {
            let mut standing = standing();
            change(&mut standing);
            check(&standing, noon())
        };
        assert_eq!(of(|_| {}), Ok(()));
        assert_eq!(of(|it| it.offered = false), Err(Refusal::Off));
        assert_eq!(of(|it| it.has_open = true), Err(Refusal::Open));
        assert_eq!(of(|it| it.usable_from = None), Err(Refusal::NoAccount));
        assert_eq!(of(|it| it.balance = 19_999), Err(Refusal::TooLittle(20_000)));
    }

    #[test]
    fn an_account_that_replaces_another_rests_for_three_days() {
        assert_eq!(usable_from(false, noon()), noon());
        let from = usable_from(true, noon());
        assert_eq!(from - noon(), Duration::hours(72));
        let changed = Standing { usable_from: Some(from), ..standing() };
        let second = Duration::seconds(1);
        assert_eq!(check(&changed, from - second), Err(Refusal::Resting(from)));
        assert_eq!(check(&changed, from), Ok(()));
    }
}
