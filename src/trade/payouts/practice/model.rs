//! A practice payout and what happens to it; pure.

use chrono::Duration;
use diesel::prelude::*;
use serde::Deserialize;

use crate::base::clock::Timestamp;
use crate::base::schema::practice_payouts;
use crate::trade::payouts::bank::Bank;
use crate::trade::payouts::gateway::{ProviderState, Reason};

/// How long a payout is on its way.
pub(super) const ON_ITS_WAY: Duration = Duration::seconds(2);
/// How long after it looked paid one comes back.
pub(super) const COMES_BACK: Duration = Duration::seconds(3);

/// What happens to a payout, by the last two digits of the account's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// 01: there is no such account.
    NoAccount,
    /// 02: it is refused.
    Refused,
    /// 03: it fails at once.
    FailsAtOnce,
    /// 04: it fails on its way.
    FailsLate,
    /// 05: it looks paid and comes back.
    ComesBack,
    /// 06: it is taken, but the answer comes too late.
    Slow,
    /// 07: each notice is sent twice.
    Twice,
    /// 08: no notice is sent.
    Silent,
    /// All others.
    Paid,
}

impl Outcome {
    /// Of a number, or of its end.
    pub fn of(number: &str) -> Self {
        match number.get(number.len().saturating_sub(2)..).unwrap_or_default() {
            "01" => Self::NoAccount,
            "02" => Self::Refused,
            "03" => Self::FailsAtOnce,
            "04" => Self::FailsLate,
            "05" => Self::ComesBack,
            "06" => Self::Slow,
            "07" => Self::Twice,
            "08" => Self::Silent,
            _ => Self::Paid,
        }
    }
}

/// A request to pay out.
#[derive(Deserialize)]
pub(super) struct PayoutRequest {
    pub bank: Bank,
    pub number: String,
    pub amount: i64,
}

/// A practice payout.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = practice_payouts, primary_key(reference), treat_none_as_null = true)]
pub(super) struct PracticePayout {
    pub reference: String,
    pub bank: Bank,
    /// The end of the account's number.
    pub ending: String,
    /// Whole rupiah.
    pub amount: i64,
    pub state: ProviderState,
    pub reason: Option<Reason>,
    /// What happens next, and when.
    pub next_state: Option<ProviderState>,
    pub next_at: Option<Timestamp>,
    pub notices_left: i16,
    pub notify_at: Option<Timestamp>,
    pub notify_attempts: i32,
    pub created_at: Timestamp,
}

impl PracticePayout {
    /// A payout that has just been taken.
    pub fn taken(reference: String, request: &PayoutRequest, now: Timestamp) -> Self {
        let number = &request.number;
        let ending = number.get(number.len().saturating_sub(4)..).unwrap_or_default().to_owned();
        let mut payout = Self {
            reference,
            bank: request.bank,
            ending,
            amount: request.amount,
            state: ProviderState::Sent,
            reason: None,
            next_state: Some(ProviderState::Paid),
            next_at: Some(now + ON_ITS_WAY),
            notices_left: 0,
            notify_at: None,
            notify_attempts: 0,
            created_at: now,
        };
        match payout.outcome() {
            Outcome::FailsAtOnce => payout.become_state(ProviderState::Failed),
            Outcome::FailsLate => payout.next_state = Some(ProviderState::Failed),
            _ => {}
        }
        payout
    }

    pub fn outcome(&self) -> Outcome {
        Outcome::of(&self.ending)
    }

    fn become_state(&mut self, state: ProviderState) {
        (self.state, self.next_state, self.next_at) = (state, None, None);
        if state == ProviderState::Failed {
            let late = self.outcome() == Outcome::ComesBack;
            self.reason = Some(if late { Reason::Declined } else { Reason::Account });
        }
    }

    /// Lets happen what is due; whether something did.
    pub fn arrive(&mut self, now: Timestamp) -> bool {
        let Some(state) = self.next_state.filter(|_| self.next_at.is_some_and(|at| at <= now))
        else {
            return false;
        };
        self.become_state(state);
        if state == ProviderState::Paid && self.outcome() == Outcome::ComesBack {
            (self.next_state, self.next_at) = (Some(ProviderState::Failed), Some(now + COMES_BACK));
        }
        let notices = match self.outcome() {
            Outcome::Silent => 0,
            Outcome::Twice => 2,
            _ => 1,
        };
        self.notices_left = self.notices_left.saturating_add(notices);
        if self.notices_left > 0 {
            (self.notify_at, self.notify_attempts) = (Some(now), 0);
        }
        true
    }
}

/// The name of an account's holder, as a bank writes it: the same for the same number.
pub(super) fn holder(number: &str) -> String {
    const NAMES: [&str; 8] = [
        "SARI DEWI LESTARI",
        "BUDI SANTOSO",
        "RARA PUSPITA",
        "AGUS WIBOWO",
        "MADE ARYA PUTRA",
        "SITI NURHALIZA",
        "YOHANES TANDI",
        "NUR AINI",
    ];
    let sum: usize = number.bytes().map(usize::from).sum();
    NAMES.get(sum % NAMES.len()).copied().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> Timestamp {
        chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap()
    }

    /// The states that a payout to a number with this end goes through, and the notices about them.
    fn course(end: &str) -> (Vec<ProviderState>, i16) {
        let request =
            PayoutRequest { bank: Bank::Bca, number: format!("12345678{end}"), amount: 97_500 };
        let mut payout = PracticePayout::taken("PO-1".into(), &request, noon());
        assert!(!payout.arrive(noon()), "nothing is due yet");
        let mut states = vec![payout.state];
        for seconds in 1..60 {
            if payout.arrive(noon() + Duration::seconds(seconds)) {
                states.push(payout.state);
            }
        }
        (states, payout.notices_left)
    }

    #[test]
    fn the_end_of_the_number_chooses_what_happens() {
        use ProviderState::{Failed, Paid, Sent};
        assert_eq!(course("90"), (vec![Sent, Paid], 1));
        assert_eq!(course("03"), (vec![Failed], 0));
        assert_eq!(course("04"), (vec![Sent, Failed], 1));
        assert_eq!(course("05"), (vec![Sent, Paid, Failed], 2));
        assert_eq!(course("07"), (vec![Sent, Paid], 2));
        assert_eq!(course("08"), (vec![Sent, Paid], 0));
        assert_eq!(Outcome::of("9"), Outcome::Paid);
        assert_eq!(Outcome::of(""), Outcome::Paid);
    }
}
