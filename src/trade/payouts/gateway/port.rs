//! The port: what a provider of payouts can be asked, and what it may answer.

use std::sync::Arc;

use async_trait::async_trait;

use super::super::bank::Destination;
use crate::base::ids::words;
use crate::trade::payments::gateway::{GatewayError, NoticeError};

words! {
    /// Who pays out.
    PayoutProvider {
        /// The configured service.
        Bridge = "bridge",
        /// The built-in practice bank.
        Sandbox = "sandbox",
    }
}

words! {
    /// The state of a payout at the provider.
    #[schema(as = PayoutProviderState)]
    ProviderState {
        /// Taken, on its way.
        Sent = "sent",
        /// The account has it.
        Paid = "paid",
        /// It did not arrive, or came back: the provider has the money.
        Failed = "failed",
    }
}

words! {
    /// Why a payout failed.
    #[schema(as = PayoutFailure)]
    Reason {
        /// There is no such account, or not under this name.
        Account = "account",
        /// The account does not accept it.
        Declined = "declined",
        /// The bank is out of order.
        Bank = "bank",
        /// Another reason.
        Other = "other",
    }
}

/// Money to pay out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Our own unique id of it: the same one is paid out once, however often it is sent. 1 to 50 of `[A-Z0-9-]`.
    pub reference: String,
    /// What the account receives: whole rupiah, above 0.
    pub amount: i64,
    pub to: Destination,
    /// The holder's name, as the provider said it.
    pub holder: String,
}

/// What a provider says of a payout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub state: ProviderState,
    /// What the account receives or received, whole rupiah.
    pub amount: i64,
    /// Why it failed.
    pub reason: Option<Reason>,
}

/// A notification as it arrived.
#[derive(Debug, Clone, Copy)]
pub struct RawNotice<'a> {
    /// The header `X-Signature`.
    pub signature: &'a str,
    pub body: &'a [u8],
}

/// A genuine notification: it only means "go and ask".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The same event sent again has the same key; 64 characters.
    pub event_key: String,
    pub reference: String,
}

/// A provider of payouts.
#[async_trait]
pub trait PayoutGateway: Send + Sync {
    fn provider(&self) -> PayoutProvider;

    /// Whose account it is, as the bank writes the name; `None` when there is no such account.
    ///
    /// # Errors
    /// `Unknown`, and `Refused` when the provider does not accept our key.
    async fn holder(&self, account: &Destination) -> Result<Option<String>, GatewayError>;

    /// Pays out. Repeatable with the same reference: then it says how the first one stands.
    ///
    /// # Errors
    /// `Unknown` when it may have been done; `Refused` when it certainly was not.
    async fn send(&self, order: &Order) -> Result<Report, GatewayError>;

    /// What the provider says of a payout; `None` when it does not know of it. Asking changes nothing.
    ///
    /// # Errors
    /// As [`PayoutGateway::holder`].
    async fn status(&self, reference: &str) -> Result<Option<Report>, GatewayError>;

    /// Checks that a notification is genuine. No network.
    ///
    /// # Errors
    /// See [`NoticeError`].
    fn read_notice(&self, notice: &RawNotice<'_>) -> Result<Notice, NoticeError>;
}

/// The provider of a site, if it has one; cloning shares it.
#[derive(Clone, Default)]
pub struct PayoutGateways(Option<Arc<dyn PayoutGateway>>);

impl PayoutGateways {
    pub fn new(gateway: Option<Arc<dyn PayoutGateway>>) -> Self {
        Self(gateway)
    }

    /// Where new payouts go; `None` when nobody pays out.
    pub fn primary(&self) -> Option<Arc<dyn PayoutGateway>> {
        self.0.clone()
    }

    /// The adapter of the provider that has a payout; `None` when it is not configured any more.
    pub fn of(&self, provider: PayoutProvider) -> Option<Arc<dyn PayoutGateway>> {
        self.0.clone().filter(|gateway| gateway.provider() == provider)
    }
}
