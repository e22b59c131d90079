//! The plain types.

use diesel::prelude::*;

use super::account::{Account, Owner, Stored};
use super::bank::Bank;
use super::gateway::{Order, PayoutProvider};
use super::machine::State;
use crate::base::clock::Timestamp;
use crate::base::encryption::Encryption;
use crate::base::error::AppResult;
use crate::base::ids::{PayoutId, UserId};
use crate::base::schema::payouts;

/// A payout's row: money on its way from a balance to an account.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = payouts)]
pub struct Payout {
    pub id: PayoutId,
    pub user_id: UserId,
    pub provider: PayoutProvider,
    /// Our own id of it at the provider.
    pub reference: String,
    /// What left the balance, whole rupiah.
    pub amount: i64,
    /// How much of it is the site's fee.
    pub fee: i64,
    pub bank: Bank,
    pub(super) key_id: i16,
    pub(super) ciphertext: Vec<u8>,
    pub(super) fingerprint: Vec<u8>,
    #[diesel(embed)]
    pub state: State,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Payout {
    /// What the account receives, whole rupiah.
    pub fn arrives(&self) -> i64 {
        self.amount - self.fee
    }

    /// The account that it goes to.
    ///
    /// # Errors
    /// As for every stored account: `Unavailable` while this node does not know the key yet.
    pub fn account(&self, encryption: &Encryption) -> AppResult<Account> {
        Account::opened(encryption, Owner::Payout(self.id.0), &self.stored())
    }

    /// The account that it goes to, as it is stored.
    pub(super) fn stored(&self) -> Stored {
        Stored {
            bank: self.bank,
            key_id: self.key_id,
            ciphertext: self.ciphertext.clone(),
            fingerprint: self.fingerprint.clone(),
        }
    }

    /// What the provider is asked for.
    pub(super) fn order(&self, account: Account) -> Order {
        Order {
            reference: self.reference.clone(),
            amount: self.arrives(),
            to: account.to,
            holder: account.holder,
        }
    }
}

/// A person's account as it is stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = crate::base::schema::payout_accounts)]
pub(super) struct AccountRow {
    #[diesel(embed)]
    pub stored: Stored,
    /// Payouts rest until then.
    pub usable_from: Timestamp,
}

/// A page of a person's payouts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageOf {
    pub limit: i64,
    pub offset: i64,
}
