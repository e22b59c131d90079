//! The providers of a site.

use std::sync::Arc;

use super::client::{ProviderClient, REQUEST_TIMEOUT};
use super::mayar::Mayar;
use super::midtrans::{Midtrans, MidtransAccount};
use super::port::{Gateway, Provider};
use crate::base::clock::Clock;
use crate::config::{PaymentProviders, ProviderSecret};

/// The adapters of the configured providers; cloning shares them.
#[derive(Clone, Default)]
pub struct Gateways(Vec<Arc<dyn Gateway>>);

impl Gateways {
    /// Adapters for the configuration. `practice_key` signs the notices of the till, so that they are recognised where real
    /// money is taken; `till` is the running till.
    ///
    /// # Errors
    /// The HTTP client cannot be built.
    pub fn open(
        providers: &PaymentProviders,
        clock: &Clock,
        practice_key: &ProviderSecret,
        till: Option<MidtransAccount>,
    ) -> anyhow::Result<Self> {
        let client = ProviderClient::new(REQUEST_TIMEOUT)?;
        let mut all: Vec<Arc<dyn Gateway>> = Vec::new();
        if let Some(config) = &providers.midtrans {
            let account = MidtransAccount {
                other_key: Some(practice_key.clone()),
                ..MidtransAccount::of(config)
            };
            all.push(Arc::new(Midtrans::new(account, client.clone(), clock.clone())));
        }
        if let Some(config) = &providers.mayar {
            all.push(Arc::new(Mayar::new(config.clone(), client.clone(), clock.clone())));
        }
        if let (true, Some(mut account)) = (providers.sandbox, till) {
            account.other_key = providers.midtrans.as_ref().map(|it| it.server_key.clone());
            all.push(Arc::new(Midtrans::new(account, client, clock.clone())));
        }
        Ok(Self(all))
    }

    /// These adapters, for tests.
    pub fn of_all(all: Vec<Arc<dyn Gateway>>) -> Self {
        Self(all)
    }

    /// Where new payments are made; `None` when nobody takes money, and "Transaksi Aman" is off.
    pub fn primary(&self) -> Option<Arc<dyn Gateway>> {
        self.0.first().cloned()
    }

    /// The adapter of the provider that has a payment; `None` when it is not configured any more.
    pub fn of(&self, provider: Provider) -> Option<Arc<dyn Gateway>> {
        self.0.iter().find(|gateway| gateway.provider() == provider).cloned()
    }
}
