//! The adapter: a small protocol over HTTP, for the configured service and for the practice bank.

use async_trait::async_trait;
use reqwest::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::bank::Destination;
use super::port::{
    Notice, Order, PayoutGateway, PayoutProvider, ProviderState, RawNotice, Reason, Report,
};
use crate::base::crypto::{self, SecretKey};
use crate::config::{PayoutConfig, ProviderSecret};
use crate::trade::payments::gateway::{
    Answer, Call, GatewayError, Key, NoticeError, ProviderClient,
};

/// The longest name of a holder that is believed, in characters.
const LONGEST_NAME: usize = 100;

/// Where the service is, and our key there.
#[derive(Debug, Clone)]
pub struct BridgeAccount {
    pub provider: PayoutProvider,
    pub key: ProviderSecret,
    /// Without a slash at the end.
    pub url: String,
}

impl BridgeAccount {
    /// The account of a configuration.
    pub fn of(config: &PayoutConfig) -> Self {
        Self { provider: PayoutProvider::Bridge, key: config.key.clone(), url: config.url.clone() }
    }
}

/// The adapter.
#[derive(Clone)]
pub struct Bridge {
    account: BridgeAccount,
    client: ProviderClient,
}

/// A payout in an answer.
#[derive(Deserialize)]
struct PayoutBody {
    reference: String,
    state: String,
    amount: i64,
    #[serde(default)]
    reason: Option<String>,
}

#[derive(Deserialize)]
struct NoticeBody {
    reference: String,
}

/// The signature of a notice's body: HMAC-SHA-256 with our key, in base 64 for URLs.
pub fn notice_signature(key: &str, body: &[u8]) -> String {
    SecretKey::new(key).sign_text("payout notice", body)
}

impl Bridge {
    pub fn new(account: BridgeAccount, client: ProviderClient) -> Self {
        Self { account, client }
    }

    async fn call(
        &self,
        method: Method,
        path: String,
        body: Option<Value>,
    ) -> Result<Answer, GatewayError> {
        let url = format!("{}{path}", self.account.url);
        let key = Key::Bearer(self.account.key.expose());
        self.client.send(Call { method, url, key, body }).await
    }
}

/// The body of a 404 that the service itself wrote, not a wrong address: `{"error": "not_found"}`.
fn is_not_found(answer: &Answer) -> bool {
    let says = |body: Value| body.get("error").and_then(Value::as_str) == Some("not_found");
    answer.status == StatusCode::NOT_FOUND && answer.json().is_ok_and(says)
}

/// Reads what the service says of a payout.
fn report(reference: &str, answer: &Answer) -> Result<Report, GatewayError> {
    let unknown = |what: &str| GatewayError::Unknown(format!("the answer has {what}"));
    let body: PayoutBody = serde_json::from_value(answer.success()?)
        .map_err(|_other_shape| unknown("another shape"))?;
    if body.reference != reference {
        return Err(unknown("another reference"));
    }
    let state: ProviderState = body.state.parse().map_err(|_word| unknown("an unknown state"))?;
    let reason = body.reason.map(|word| word.parse().unwrap_or(Reason::Other));
    Ok(Report { state, amount: body.amount, reason })
}

/// A reference as a part of a URL.
fn checked(reference: &str) -> Result<&str, GatewayError> {
    let fits = (1..=50).contains(&reference.len())
        && reference.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-');
    if fits { Ok(reference) } else { Err(GatewayError::Refused("not a reference of ours".into())) }
}

#[async_trait]
impl PayoutGateway for Bridge {
    fn provider(&self) -> PayoutProvider {
        self.account.provider
    }

    async fn holder(&self, account: &Destination) -> Result<Option<String>, GatewayError> {
        // In the body: what is in an address is logged on the way.
        let body = json!({"bank": account.bank, "number": account.number});
        let answer = self.call(Method::POST, "/v1/holder".into(), Some(body)).await?;
        if is_not_found(&answer) {
            return Ok(None);
        }
        let body = answer.success()?;
        let name = body.get("holder").and_then(Value::as_str).unwrap_or_default();
        let name: String = name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
        match name.trim() {
            "" => Err(GatewayError::Unknown("the answer has no name".into())),
            name => Ok(Some(name.to_owned())),
        }
    }

    async fn send(&self, order: &Order) -> Result<Report, GatewayError> {
        let reference = checked(&order.reference)?;
        if order.amount <= 0 {
            return Err(GatewayError::Refused("the amount is not above 0".into()));
        }
        let body = json!({"bank": order.to.bank, "number": order.to.number, "holder": order.holder,
            "amount": order.amount});
        let answer = self.call(Method::PUT, format!("/v1/payouts/{reference}"), Some(body)).await?;
        report(reference, &answer)
    }

    async fn status(&self, reference: &str) -> Result<Option<Report>, GatewayError> {
        let path = format!("/v1/payouts/{}", checked(reference)?);
        let answer = self.call(Method::GET, path, None).await?;
        if is_not_found(&answer) { Ok(None) } else { report(reference, &answer).map(Some) }
    }

    fn read_notice(&self, notice: &RawNotice<'_>) -> Result<Notice, NoticeError> {
        let expected = notice_signature(self.account.key.expose(), notice.body);
        if !crypto::constant_time_eq(notice.signature.as_bytes(), expected.as_bytes()) {
            return Err(NoticeError::BadSignature);
        }
        let body: NoticeBody =
            serde_json::from_slice(notice.body).map_err(|_shape| NoticeError::Malformed)?;
        if checked(&body.reference).is_err() {
            return Err(NoticeError::NotAPayment);
        }
        let event_key = crypto::content_hash(notice.body);
        Ok(Notice { event_key, reference: body.reference })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trade::payments::gateway::REQUEST_TIMEOUT;

    fn adapter() -> Bridge {
        rustls::crypto::ring::default_provider().install_default().ok();
        let account = BridgeAccount {
            provider: PayoutProvider::Bridge,
            key: ProviderSecret::new("k".repeat(24)),
            url: "http://127.0.0.1:9".into(),
        };
        Bridge::new(account, ProviderClient::new(REQUEST_TIMEOUT).unwrap())
    }

    #[test]
    fn a_notice_counts_only_as_it_was_signed() {
        let body = br#"{"reference":"PO-20261130-X7K2","state":"paid"}"#;
        let signature = notice_signature(&"k".repeat(24), body);
        let read =
            |signature: &str, body: &[u8]| adapter().read_notice(&RawNotice { signature, body });
        let first = read(&signature, body).unwrap();
        assert_eq!((first.reference.as_str(), first.event_key.len()), ("PO-20261130-X7K2", 64));
        assert_eq!(read(&signature, body).unwrap(), first, "sent again, the same event");
        let changed = br#"{"reference":"PO-20261130-X7K2","state":"failed"}"#;
        for (signature, body) in [("", &body[..]), ("x", body), (&signature, changed)] {
            assert_eq!(read(signature, body), Err(NoticeError::BadSignature));
        }
        let odd = b"[]";
        let signed = notice_signature(&"k".repeat(24), odd);
        assert_eq!(read(&signed, odd), Err(NoticeError::Malformed));
    }

    #[test]
    fn a_reference_leads_nowhere_else() {
        for bad in ["", "po-1", "PO/../1", "PO 1", &"A".repeat(51)] {
            assert!(checked(bad).is_err(), "{bad:?}");
        }
        assert!(checked("PO-20261130-X7K2").is_ok());
    }
}
