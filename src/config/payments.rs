//! The payment providers: their keys and addresses.

use anyhow::Context;

use super::var;

const MIDTRANS_SNAP: [&str; 2] = ["https://app.sandbox.midtrans.com", "https://app.midtrans.com"];
const MIDTRANS_API: [&str; 2] = ["https://api.sandbox.midtrans.com", "https://api.midtrans.com"];
const MAYAR: &str = "https://api.mayar.id";
/// The shortest token in the address of Mayar's notifications, in characters.
const MIN_TOKEN: usize = 24;

/// A key of a provider; neither `Debug` nor `Display` prints it.
#[derive(Clone, PartialEq, Eq)]
pub struct ProviderSecret(String);

impl ProviderSecret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The key itself, for a request or a comparison.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for ProviderSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProviderSecret(…)")
    }
}

/// An account at Midtrans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MidtransConfig {
    pub server_key: ProviderSecret,
    /// Real money, or Midtrans' own sandbox.
    pub production: bool,
    /// Where payments are created, without a slash at the end.
    pub snap_url: String,
    /// Where states are asked for, without a slash at the end.
    pub api_url: String,
}

/// An account at Mayar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MayarConfig {
    pub api_key: ProviderSecret,
    /// The unguessable part of the address of notifications.
    pub webhook_token: ProviderSecret,
    /// Without a slash at the end.
    pub url: String,
}

/// The service that pays out balances: it speaks the protocol of `docs/operations.md`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutConfig {
    /// The bearer token of requests; notices are signed with it.
    pub key: ProviderSecret,
    /// Without a slash at the end.
    pub url: String,
}

/// Who takes money on this site. New payments go to the first of Midtrans, Mayar and the sandbox.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PaymentProviders {
    pub midtrans: Option<MidtransConfig>,
    pub mayar: Option<MayarConfig>,
    /// The built-in till with practice money; only in development, and only without a real provider.
    pub sandbox: bool,
    /// Who pays balances out; without, the built-in practice bank where the till is, and nobody elsewhere.
    pub payouts: Option<PayoutConfig>,
}

impl PaymentProviders {
    /// Only the built-in till.
    pub fn practice() -> Self {
        Self { sandbox: true, ..Self::default() }
    }

    /// Whether anybody takes money; without, "Transaksi Aman" is not offered.
    pub fn any(&self) -> bool {
        self.midtrans.is_some() || self.mayar.is_some() || self.sandbox
    }

    /// Whether the built-in practice bank pays balances out: only practice money.
    pub fn practice_payouts(&self) -> bool {
        self.sandbox && self.payouts.is_none()
    }

    /// Reads the environment.
    ///
    /// # Errors
    /// Names the variable that is missing or has an invalid value.
    pub(super) fn from_env(development: bool) -> anyhow::Result<Self> {
        Self::read(development, var)
    }

    fn read(development: bool, var: impl Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let (midtrans, mayar) = (midtrans(&var)?, mayar(&var)?);
        let sandbox = development && midtrans.is_none() && mayar.is_none();
        Ok(Self { midtrans, mayar, sandbox, payouts: payouts(&var)? })
    }
}

fn payouts(var: &impl Fn(&str) -> Option<String>) -> anyhow::Result<Option<PayoutConfig>> {
    let Some(key) = var("PAYOUT_KEY") else { return Ok(None) };
    var("PAYOUT_URL").context("PAYOUT_URL is required with PAYOUT_KEY")?;
    anyhow::ensure!(
        key.len() >= MIN_TOKEN,
        "PAYOUT_KEY: at least {MIN_TOKEN} characters, since notices are signed with it"
    );
    Ok(Some(PayoutConfig { key: ProviderSecret(key), url: address(var, "PAYOUT_URL", "")? }))
}

fn midtrans(var: &impl Fn(&str) -> Option<String>) -> anyhow::Result<Option<MidtransConfig>> {
    let Some(key) = var("MIDTRANS_SERVER_KEY") else { return Ok(None) };
    let production = match var("MIDTRANS_PRODUCTION").as_deref() {
        None | Some("off") => false,
        Some("on") => true,
        Some(other) => anyhow::bail!("MIDTRANS_PRODUCTION={other}: set on or off"),
    };
    anyhow::ensure!(
        !(production && key.starts_with("SB-")),
        "MIDTRANS_SERVER_KEY is a sandbox key, but MIDTRANS_PRODUCTION=on"
    );
    let [practice, real] = MIDTRANS_SNAP;
    let snap_url = address(var, "MIDTRANS_SNAP_URL", if production { real } else { practice })?;
    let [practice, real] = MIDTRANS_API;
    let api_url = address(var, "MIDTRANS_API_URL", if production { real } else { practice })?;
    Ok(Some(MidtransConfig { server_key: ProviderSecret(key), production, snap_url, api_url }))
}

fn mayar(var: &impl Fn(&str) -> Option<String>) -> anyhow::Result<Option<MayarConfig>> {
    let Some(key) = var("MAYAR_API_KEY") else { return Ok(None) };
    let token = var("MAYAR_WEBHOOK_TOKEN").context(
        "MAYAR_WEBHOOK_TOKEN is required with MAYAR_API_KEY: Mayar does not sign its notifications",
    )?;
    let safe = token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    anyhow::ensure!(
        token.len() >= MIN_TOKEN && safe,
        "MAYAR_WEBHOOK_TOKEN: at least {MIN_TOKEN} random characters of A-Z, a-z, 0-9, - and _"
    );
    Ok(Some(MayarConfig {
        api_key: ProviderSecret(key),
        webhook_token: ProviderSecret(token),
        url: address(var, "MAYAR_URL", MAYAR)?,
    }))
}

/// The address of a provider: TLS, except on this machine.
fn address(
    var: &impl Fn(&str) -> Option<String>,
    name: &str,
    usual: &str,
) -> anyhow::Result<String> {
    let url = var(name).unwrap_or_else(|| usual.to_owned());
    let url = url.trim_end_matches('/');
    let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let local = local.iter().filter_map(|start| url.strip_prefix(start));
    let local = local.into_iter().any(|rest| rest.is_empty() || rest.starts_with([':', '/']));
    anyhow::ensure!(url.starts_with("https://") || local, "{name} must begin with https://");
    Ok(url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(development: bool, vars: &[(&str, &str)]) -> anyhow::Result<PaymentProviders> {
        let value = |name: &str| {
            vars.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        };
        PaymentProviders::read(development, value)
    }

    const TOKEN: &str = "0123456789abcdefghijklmnop";

    #[test]
    fn without_keys_development_practises_and_production_takes_no_money() {
        assert_eq!(read(true, &[]).unwrap(), PaymentProviders::practice());
        let none = read(false, &[]).unwrap();
        assert!(!none.any() && PaymentProviders::practice().any(), "{none:?}");
    }

    #[test]
    fn a_real_provider_ends_the_practice_and_its_mode_chooses_the_addresses() {
        let set = read(true, &[("MIDTRANS_SERVER_KEY", "SB-Mid-server-x")]).unwrap();
        let midtrans = set.midtrans.clone().unwrap();
        assert!(!set.sandbox && !midtrans.production);
        assert_eq!(midtrans.snap_url, "https://app.sandbox.midtrans.com");
        let real = [("MIDTRANS_SERVER_KEY", "Mid-server-x"), ("MIDTRANS_PRODUCTION", "on")];
        let midtrans = read(false, &real).unwrap().midtrans.unwrap();
        assert_eq!(midtrans.api_url, "https://api.midtrans.com");
        let mayar = read(false, &[("MAYAR_API_KEY", "k"), ("MAYAR_WEBHOOK_TOKEN", TOKEN)]).unwrap();
        assert_eq!(mayar.mayar.unwrap().url, "https://api.mayar.id");
    }

    #[test]
    fn what_would_lose_money_or_keys_is_refused_at_the_start() {
        let key = ("MIDTRANS_SERVER_KEY", "SB-Mid-server-x");
        for (vars, named) in [
            (&[key, ("MIDTRANS_PRODUCTION", "on")][..], "MIDTRANS_SERVER_KEY"),
            (&[key, ("MIDTRANS_PRODUCTION", "yes")], "MIDTRANS_PRODUCTION"),
            (&[key, ("MIDTRANS_API_URL", "http://midtrans.example")], "MIDTRANS_API_URL"),
            (&[key, ("MIDTRANS_SNAP_URL", "http://localhost.evil.example")], "MIDTRANS_SNAP_URL"),
            (&[("MAYAR_API_KEY", "k")], "MAYAR_WEBHOOK_TOKEN"),
            (&[("PAYOUT_KEY", TOKEN)], "PAYOUT_URL"),
            (&[("PAYOUT_KEY", "short"), ("PAYOUT_URL", "https://bank.example")], "PAYOUT_KEY"),
            (&[("PAYOUT_KEY", TOKEN), ("PAYOUT_URL", "http://bank.example")], "PAYOUT_URL"),
            (&[("MAYAR_API_KEY", "k"), ("MAYAR_WEBHOOK_TOKEN", "short")], "MAYAR_WEBHOOK_TOKEN"),
        ] {
            let refused = read(false, vars).unwrap_err().to_string();
            assert!(refused.contains(named) && !refused.contains("Mid-server"), "{refused}");
        }
        let local = ("MIDTRANS_API_URL", "http://127.0.0.1:9/");
        assert_eq!(
            read(true, &[key, local]).unwrap().midtrans.unwrap().api_url,
            "http://127.0.0.1:9"
        );
    }

    #[test]
    fn practice_money_is_paid_out_by_the_practice_bank_and_real_money_never() {
        assert!(PaymentProviders::practice().practice_payouts());
        let midtrans = ("MIDTRANS_SERVER_KEY", "SB-Mid-server-x");
        let real = read(true, &[midtrans]).unwrap();
        assert!(!real.practice_payouts() && real.payouts.is_none());
        assert!(!read(false, &[]).unwrap().practice_payouts());
        let bridge = [midtrans, ("PAYOUT_KEY", TOKEN), ("PAYOUT_URL", "https://bank.example/")];
        assert_eq!(read(false, &bridge).unwrap().payouts.unwrap().url, "https://bank.example");
    }

    #[test]
    fn no_key_is_printed() {
        let vars = [
            ("MIDTRANS_SERVER_KEY", "SB-Mid-server-geheim"),
            ("MAYAR_API_KEY", "rahasia-sekali"),
            ("MAYAR_WEBHOOK_TOKEN", TOKEN),
        ];
        let printed = format!("{:?}", read(true, &vars).unwrap());
        for secret in ["geheim", "rahasia", TOKEN] {
            assert!(!printed.contains(secret), "{printed}");
        }
    }
}
