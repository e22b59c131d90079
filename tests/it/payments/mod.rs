//! The payment providers: the adapters against a provider that misbehaves, and the sandbox till, over real sockets.

mod mayar;
mod midtrans;
mod practice;
mod stand_in;
mod till;
mod till_page;

use std::time::Duration;

use tawar::config::{Config, PaymentProviders};
use tawar::trade::payments::gateway::{Charge, ChargeLine, GatewayError, Lookup, ProviderClient};

use crate::support::test_config;

/// A key that must never be seen outside of a request's header.
const KEY: &str = "SB-Mid-server-geheim";

fn client(timeout: Duration) -> ProviderClient {
    rustls::crypto::ring::default_provider().install_default().ok();
    ProviderClient::new(timeout).unwrap()
}

fn charge(reference: &str, now: chrono::DateTime<chrono::Utc>) -> Charge {
    Charge {
        reference: reference.into(),
        amount: 145_000,
        lines: vec![
            ChargeLine { name: "Kamera analog".into(), amount: 130_000 },
            ChargeLine { name: "Ongkir".into(), amount: 15_000 },
        ],
        payer_name: "Budi".into(),
        expires_at: now + chrono::Duration::hours(24),
        return_url: "https://tawar.example/pesanan/ORD-1".into(),
    }
}

fn lookup(reference: &str, transaction_id: Option<&str>) -> Lookup {
    Lookup { reference: reference.into(), transaction_id: transaction_id.map(str::to_owned) }
}

fn is_unknown<T>(result: &Result<T, GatewayError>) -> bool {
    matches!(result, Err(GatewayError::Unknown(_)))
}

fn is_refused<T>(result: &Result<T, GatewayError>) -> bool {
    matches!(result, Err(GatewayError::Refused(_)))
}

#[test]
fn a_site_takes_payments_when_somebody_takes_money_and_it_sells_at_a_distance() {
    for (site, providers, takes) in [
        ("tawar", PaymentProviders::practice(), true),
        ("tawar", PaymentProviders::default(), false),
        ("barterhub", PaymentProviders::practice(), false),
        ("sampahkupilah", PaymentProviders::practice(), false),
    ] {
        let config = Config { payments: providers, ..test_config(site) };
        assert_eq!(config.takes_payments(), takes, "{site}");
    }
}
