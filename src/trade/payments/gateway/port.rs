//! The port: what a payment provider can be asked, and what it may answer.

use async_trait::async_trait;

use crate::base::clock::Timestamp;
use crate::base::ids::words;

words! {
    /// Who takes the money.
    Provider {
        /// Midtrans Snap.
        Midtrans = "midtrans",
        /// Mayar, paid by QRIS.
        Mayar = "mayar",
        /// The built-in till: practice money.
        Sandbox = "sandbox",
    }
}

/// A payment to ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// Our own unique order id at the provider: 1 to 50 characters of `[A-Z0-9-]`.
    pub reference: String,
    /// Whole rupiah, above 0.
    pub amount: i64,
    /// What is paid for. Empty, or the amounts add up to `amount`.
    pub lines: Vec<ChargeLine>,
    pub payer_name: String,
    /// After this the provider takes no money for it.
    pub expires_at: Timestamp,
    /// The page of the site to which the provider sends the payer back, as an absolute URL.
    pub return_url: String,
}

/// One line of a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargeLine {
    pub name: String,
    /// Whole rupiah; may be 0.
    pub amount: i64,
}

impl Charge {
    /// What keeps any provider from taking this charge.
    ///
    /// # Errors
    /// `Refused`: nothing was sent.
    pub(super) fn check(&self) -> Result<(), GatewayError> {
        let refused = |what: &str| Err(GatewayError::Refused(what.to_owned()));
        if !is_reference(&self.reference) {
            return refused("the reference is not 1 to 50 characters of A-Z, 0-9 and -");
        }
        if self.amount <= 0 {
            return refused("the amount is not above 0");
        }
        let sum = self.lines.iter().try_fold(0_i64, |sum, line| match line.amount {
            ..0 => None,
            amount => sum.checked_add(amount),
        });
        if !self.lines.is_empty() && sum != Some(self.amount) {
            return refused("the lines do not add up to the amount");
        }
        Ok(())
    }
}

/// Whether a text may be an order id of ours.
pub(super) fn is_reference(text: &str) -> bool {
    (1..=50).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
}

/// Whether a text may be a provider's id of a transaction, and so a part of a URL.
pub(super) fn is_transaction_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// Where the payer pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    /// `https://…`; of the sandbox a path of this site.
    pub redirect_url: String,
    /// The provider's own id, when it has one already.
    pub transaction_id: Option<String>,
}

/// Which payment to ask about. Store the transaction id as soon as a checkout, a notice or a status names it: some providers
/// know a payment only by that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    pub reference: String,
    pub transaction_id: Option<String>,
}

/// The state of a payment at the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProviderState {
    /// The provider knows no transaction. That does not mean that nobody can pay: Midtrans and the sandbox answer this until
    /// the payer has chosen how to pay. So before the deadline it means "not paid yet", and after it "not paid".
    NotFound,
    /// Not paid yet; also when an attempt was declined and the payer may try another way.
    Pending,
    /// The money is with the provider.
    Paid,
    /// The provider takes no money for it any more.
    Expired,
    /// Cancelled or failed for good.
    Failed,
    /// All of it was given back, or taken back by the payer's bank.
    Refunded,
}

/// What a provider says of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusReport {
    /// The reference that was asked for.
    pub reference: String,
    pub transaction_id: Option<String>,
    pub state: ProviderState,
    /// What was paid, or is to be paid, in whole rupiah as the provider says; 0 when the provider knows no transaction.
    pub amount: i64,
    /// How much of `amount` is the provider's fee, borne by the payer. 0 also when the provider does not name it.
    pub fee_included: i64,
    /// How much of `amount` was given back so far. A payment of which a part was given back is [`ProviderState::Paid`].
    pub refunded: i64,
}

/// Money to give back to the payer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundOrder {
    pub reference: String,
    pub transaction_id: Option<String>,
    /// Whole rupiah, above 0, at most what was paid.
    pub amount: i64,
    /// The same key is refunded once, however often it is sent: 1 to 64 characters of `[A-Za-z0-9_-]`.
    pub key: String,
}

/// Why a provider's answer is not the one that was hoped for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// A time-out, a cut connection, 5xx, 408, 425, 429, or an answer that cannot be read: it may have been done or not. Ask
    /// again later with the same reference or key.
    #[error("the provider's result is unknown: {0}")]
    Unknown(String),
    /// Certainly not done, and repeating it changes nothing.
    #[error("the provider refused: {0}")]
    Refused(String),
    /// Of `create`: the reference exists, from a call whose answer was lost; its payment page cannot be fetched again, so
    /// nobody has it. Ask for the status; unless that is `Paid`, make the payment under a new reference, and keep asking about
    /// the old one until its deadline.
    #[error("the reference is taken at the provider: {0}")]
    ReferenceTaken(String),
}

/// A notification as it arrived.
#[derive(Debug, Clone, Copy)]
pub struct RawNotice<'a> {
    /// The secret part of the address, where the provider signs nothing.
    pub path_token: Option<&'a str>,
    pub body: &'a [u8],
}

/// A genuine notification. It says nothing of the state, which parts of a notice without a signature could forge: it only
/// means "go and ask".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The same event sent again has the same key; 64 characters.
    pub event_key: String,
    /// Our order id. Empty when the notice does not name it, and an id of the wallet's own with some wallets: then only
    /// `transaction_id` tells which payment it is.
    pub reference: String,
    pub transaction_id: Option<String>,
}

/// Why a notification has no effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoticeError {
    #[error("the notice cannot be read")]
    Malformed,
    #[error("the notice is not signed by the provider")]
    BadSignature,
    /// Practice money at a server with real money, or the reverse.
    #[error("the notice is of the other mode")]
    OtherMode,
    /// Genuine, but about no payment (a test or a reminder): answer 200 and do nothing.
    #[error("the notice is about no payment")]
    NotAPayment,
}

/// A payment provider.
#[async_trait]
pub trait Gateway: Send + Sync {
    fn provider(&self) -> Provider;

    /// Asks the provider to take a payment.
    ///
    /// # Errors
    /// See [`GatewayError`].
    async fn create(&self, charge: &Charge) -> Result<Checkout, GatewayError>;

    /// What the provider says of a payment. Asking changes nothing.
    ///
    /// # Errors
    /// `Unknown`, and `Refused` when the provider does not accept our key.
    async fn status(&self, lookup: &Lookup) -> Result<StatusReport, GatewayError>;

    /// Gives money back. Repeatable with the same key.
    ///
    /// # Errors
    /// `Unknown` or `Refused`.
    async fn refund(&self, order: &RefundOrder) -> Result<(), GatewayError>;

    /// Checks that a notification is genuine. No network.
    ///
    /// # Errors
    /// See [`NoticeError`].
    fn read_notice(&self, notice: &RawNotice<'_>) -> Result<Notice, NoticeError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn charge() -> Charge {
        Charge {
            reference: "ORD-20261130-X7K2-1".into(),
            amount: 145_000,
            lines: vec![
                ChargeLine { name: "Kamera".into(), amount: 130_000 },
                ChargeLine { name: "Ongkir".into(), amount: 15_000 },
            ],
            payer_name: "Budi".into(),
            expires_at: Timestamp::default(),
            return_url: "https://tawar.example/pesanan/X".into(),
        }
    }

    #[test]
    fn a_charge_that_no_provider_could_take_is_refused_before_it_is_sent() {
        assert_eq!(charge().check(), Ok(()));
        assert_eq!(Charge { lines: Vec::new(), ..charge() }.check(), Ok(()));
        let line = |amount| ChargeLine { name: "x".into(), amount };
        for bad in [
            Charge { reference: String::new(), ..charge() },
            Charge { reference: "ord-1".into(), ..charge() },
            Charge { reference: "ORD/../1".into(), ..charge() },
            Charge { reference: "A".repeat(51), ..charge() },
            Charge { amount: 0, lines: Vec::new(), ..charge() },
            Charge { amount: -1, lines: Vec::new(), ..charge() },
            Charge { amount: 144_999, ..charge() },
            Charge { lines: vec![line(145_001), line(-1)], ..charge() },
            Charge { lines: vec![line(i64::MAX), line(i64::MAX)], ..charge() },
        ] {
            assert!(matches!(bad.check(), Err(GatewayError::Refused(_))), "{bad:?}");
        }
    }
}
