//! What `/saldo` shows of payouts: whether one can be asked for, the account, and those that were.

use serde::Serialize;

use crate::base::clock::Timestamp;
use crate::base::i18n::Text;
use crate::base::view::Badge;
use crate::trade::payouts::gateway::Reason;
use crate::trade::payouts::{Account, Bank, Overview, Payout, Refusal, Status, check};

/// The panel about payouts.
#[derive(Debug, Serialize)]
pub(super) struct PayoutPanel {
    /// Why none can be asked for now.
    hindrance: Option<Hindrance>,
    /// The form to ask for one.
    form: Option<AskForm>,
    account: Option<AccountView>,
    /// The banks to choose from; empty when nobody pays out.
    banks: Vec<BankGroup>,
    /// Whether money is practice money.
    practice: bool,
    rows: Vec<PayoutRow>,
}

#[derive(Debug, PartialEq, Serialize)]
struct Hindrance {
    text: Text,
    /// When it ends.
    until: Option<Timestamp>,
    class: &'static str,
    icon: &'static str,
}

/// Amounts are whole rupiah.
#[derive(Debug, Serialize)]
struct AskForm {
    most: i64,
    least: i64,
    fee: i64,
}

/// An account, as its owner sees it.
#[derive(Debug, Serialize)]
pub(super) struct AccountView {
    bank: &'static str,
    number: String,
    holder: String,
}

impl AccountView {
    pub(super) fn of(account: &Account) -> Self {
        let (bank, number) = (account.to.bank.name(), account.masked());
        Self { bank, number, holder: account.holder.clone() }
    }
}

#[derive(Debug, Serialize)]
struct BankGroup {
    label: &'static str,
    banks: Vec<BankChoice>,
}

#[derive(Debug, Serialize)]
struct BankChoice {
    code: &'static str,
    name: &'static str,
}

/// A payout in the list; amounts are whole rupiah.
#[derive(Debug, Serialize)]
struct PayoutRow {
    amount: i64,
    arrives: i64,
    fee: i64,
    account: AccountView,
    reference: String,
    badge: Badge,
    /// Why it came back.
    why: Option<&'static str>,
    at: Timestamp,
}

impl PayoutPanel {
    pub(super) fn of(seen: &Overview, practice: bool, now: Timestamp) -> Self {
        let standing = &seen.standing;
        let hindrance = check(standing, now).err();
        let form = AskForm {
            most: standing.balance,
            least: standing.terms.minimum,
            fee: standing.terms.fee,
        };
        Self {
            form: hindrance.is_none().then_some(form),
            hindrance: hindrance.map(Hindrance::of),
            account: seen.account.as_ref().map(AccountView::of),
            banks: if standing.offered { bank_groups() } else { Vec::new() },
            practice,
            rows: seen.payouts.iter().map(|(payout, to)| PayoutRow::of(payout, to)).collect(),
        }
    }
}

impl Hindrance {
    fn of(refusal: Refusal) -> Self {
        let (text, until) = match refusal {
            Refusal::Resting(until) => (Text::new("payout-rests"), Some(until)),
            other => (other.into(), None),
        };
        let (class, icon) = match refusal {
            Refusal::Resting(_) => ("note-warn", "fa-hourglass-half"),
            Refusal::Open => ("note-safe", "fa-paper-plane"),
            _ => ("", "fa-circle-info"),
        };
        Self { text, until, class, icon }
    }
}

impl PayoutRow {
    fn of(payout: &Payout, account: &Account) -> Self {
        Self {
            amount: payout.amount,
            arrives: payout.arrives(),
            fee: payout.fee,
            account: AccountView::of(account),
            reference: payout.reference.clone(),
            badge: badge_of(payout.state.status),
            why: payout.state.reason.map(why),
            at: payout.created_at,
        }
    }
}

fn badge_of(status: Status) -> Badge {
    match status {
        Status::Requested => Badge::new("tag-wait", "fa-hourglass-half", "payout-status-requested"),
        Status::Sent => Badge::new("tag-wait", "fa-paper-plane", "payout-status-sent"),
        Status::Paid => Badge::new("tag-good", "fa-check", "payout-status-paid"),
        Status::Failed | Status::Returned => {
            Badge::new("tag-bad", "fa-rotate-left", "payout-status-returned")
        }
    }
}

fn why(reason: Reason) -> &'static str {
    match reason {
        Reason::Account => "payout-why-account",
        Reason::Declined => "payout-why-declined",
        Reason::Bank => "payout-why-bank",
        Reason::Other => "payout-why-other",
    }
}

/// Banks first, then e-wallets.
fn bank_groups() -> Vec<BankGroup> {
    let group = |label, wallets| BankGroup {
        label,
        banks: Bank::ALL
            .iter()
            .filter(|bank| bank.is_wallet() == wallets)
            .map(|bank| BankChoice { code: bank.word(), name: bank.name() })
            .collect(),
    };
    vec![group("payout-banks", false), group("payout-wallets", true)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rest_says_until_when() {
        let until = chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let shown = Hindrance::of(Refusal::Resting(until));
        assert_eq!((shown.text.key.as_ref(), shown.until), ("payout-rests", Some(until)));
        assert_eq!(Hindrance::of(Refusal::Off).text, Text::new("payout-off"));
    }

    #[test]
    fn every_bank_can_be_chosen_once() {
        let all: usize = bank_groups().iter().map(|group| group.banks.len()).sum();
        assert_eq!(all, Bank::ALL.len());
    }
}
