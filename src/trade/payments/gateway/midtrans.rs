//! Midtrans Snap: the payer chooses how to pay on a page of Midtrans. The built-in till speaks the same HTTP, so that this
//! adapter is the one that development exercises.

use async_trait::async_trait;
use reqwest::Method;
use serde_json::{Value, json};

use super::client::{Answer, Call, Key, ProviderClient};
use super::midtrans_notice::read_signed;
use super::midtrans_status::{has_refund, not_found, read_status, status_code};
use super::port::{
    Charge, Checkout, Gateway, GatewayError, Lookup, Notice, NoticeError, Provider, RawNotice,
    RefundOrder, StatusReport, is_reference, is_transaction_id,
};
use crate::base::clock::{Clock, Zone};
use crate::config::{MidtransConfig, ProviderSecret};

/// The most characters of a line's name.
const LONGEST_NAME: usize = 50;

/// An account at Midtrans, or at the till.
#[derive(Debug, Clone)]
pub struct MidtransAccount {
    pub provider: Provider,
    pub server_key: ProviderSecret,
    /// The key of the other mode, so that a notice of it is recognised.
    pub other_key: Option<ProviderSecret>,
    pub snap_url: String,
    pub api_url: String,
}

impl MidtransAccount {
    /// The account of a configuration.
    pub fn of(config: &MidtransConfig) -> Self {
        Self {
            provider: Provider::Midtrans,
            server_key: config.server_key.clone(),
            other_key: None,
            snap_url: config.snap_url.clone(),
            api_url: config.api_url.clone(),
        }
    }
}

/// The adapter.
#[derive(Clone)]
pub struct Midtrans {
    account: MidtransAccount,
    client: ProviderClient,
    clock: Clock,
}

impl Midtrans {
    pub fn new(account: MidtransAccount, client: ProviderClient, clock: Clock) -> Self {
        Self { account, client, clock }
    }

    async fn send(
        &self,
        method: Method,
        url: String,
        body: Option<Value>,
    ) -> Result<Answer, GatewayError> {
        let key = Key::Basic(self.account.server_key.expose());
        self.client.send(Call { method, url, key, body }).await
    }

    /// The answer of `/status` for an order id or a transaction id; `None` when there is no such transaction.
    async fn look_up(&self, id: &str) -> Result<Option<Value>, GatewayError> {
        let url = format!("{}/v2/{id}/status", self.account.api_url);
        let answer = self.send(Method::GET, url, None).await?;
        // Midtrans says "not found" in the body, with HTTP 200 or 404. A bare 404 comes from a wrong address.
        let body = if answer.status.as_u16() == 404 {
            answer.json().map_err(|_not_json| answer.error())?
        } else {
            answer.success()?
        };
        match status_code(&body) {
            Some(404) => Ok(None),
            _ if answer.status.is_success() => Ok(Some(body)),
            _ => Err(answer.error()),
        }
    }

    /// The body of a request for a payment page.
    fn snap_request(&self, charge: &Charge) -> Result<Value, GatewayError> {
        let now = self.clock.now();
        let minutes = (charge.expires_at - now).num_minutes();
        if minutes < 1 {
            return Err(GatewayError::Refused("the charge expires within a minute".into()));
        }
        let items: Vec<Value> = charge
            .lines
            .iter()
            .enumerate()
            .map(|(n, line)| {
                let name = cut(&line.name, LONGEST_NAME);
                json!({"id": (n + 1).to_string(), "price": line.amount, "quantity": 1, "name": name})
            })
            .collect();
        let start = Zone::Wib.local(now).format("%Y-%m-%d %H:%M:%S +0700").to_string();
        let mut body = json!({
            "transaction_details": {"order_id": charge.reference, "gross_amount": charge.amount},
            "customer_details": {"first_name": cut(&charge.payer_name, LONGEST_NAME)},
            "expiry": {"start_time": start, "unit": "minute", "duration": minutes},
            "callbacks": {"finish": charge.return_url},
        });
        if let (false, Some(body)) = (items.is_empty(), body.as_object_mut()) {
            body.insert("item_details".into(), Value::Array(items));
        }
        Ok(body)
    }

    /// The payment page of an answer to `snap_request`.
    fn checkout(&self, answer: &Answer) -> Result<Checkout, GatewayError> {
        let body = match answer.success() {
            Err(GatewayError::Refused(text)) if is_taken(&text) => {
                return Err(GatewayError::ReferenceTaken(text));
            }
            other => other?,
        };
        let url = body.get("redirect_url").and_then(Value::as_str).unwrap_or_default();
        // Payers are sent there: only over TLS, and only the till has pages on the site itself.
        let start = match self.account.provider {
            Provider::Sandbox => "/sandbox/",
            Provider::Midtrans | Provider::Mayar => "https://",
        };
        if !url.starts_with(start) {
            return Err(GatewayError::Unknown("an answer without a payment page".into()));
        }
        Ok(Checkout { redirect_url: url.to_owned(), transaction_id: None })
    }
}

/// Whether Midtrans refused because the order id was used before. It answers so also when only the answer to the first request
/// was lost, and never gives the page's token again.
fn is_taken(error: &str) -> bool {
    error.contains("order_id has already been taken")
        || error.contains("order_id has been paid and utilized")
}

/// The first `most` characters.
fn cut(text: &str, most: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(most).collect()
}

/// The order id as a part of a URL.
fn checked(reference: &str) -> Result<&str, GatewayError> {
    if is_reference(reference) {
        Ok(reference)
    } else {
        Err(GatewayError::Refused("not a reference of ours".into()))
    }
}

#[async_trait]
impl Gateway for Midtrans {
    fn provider(&self) -> Provider {
        self.account.provider
    }

    async fn create(&self, charge: &Charge) -> Result<Checkout, GatewayError> {
        charge.check()?;
        let body = self.snap_request(charge)?;
        let url = format!("{}/snap/v1/transactions", self.account.snap_url);
        self.checkout(&self.send(Method::POST, url, Some(body)).await?)
    }

    async fn status(&self, lookup: &Lookup) -> Result<StatusReport, GatewayError> {
        // First by our own id: it finds the newest attempt of the payer, where a transaction id may be of an earlier one.
        if let Some(body) = self.look_up(checked(&lookup.reference)?).await? {
            return read_status(lookup, &body);
        }
        match lookup.transaction_id.as_deref().filter(|id| is_transaction_id(id)) {
            None => Ok(not_found(lookup)),
            Some(id) => match self.look_up(id).await? {
                None => Ok(not_found(lookup)),
                Some(body) => read_status(lookup, &body),
            },
        }
    }

    async fn refund(&self, order: &RefundOrder) -> Result<(), GatewayError> {
        let reference = checked(&order.reference)?;
        let key_ok = (1..=64).contains(&order.key.len())
            && order.key.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        if order.amount <= 0 || !key_ok {
            return Err(GatewayError::Refused("not a refund".into()));
        }
        let url = format!("{}/v2/{reference}/refund", self.account.api_url);
        let body =
            json!({"refund_key": order.key, "amount": order.amount, "reason": "tawar refund"});
        let answer = self.send(Method::POST, url, Some(body)).await?;
        let refused = match answer.success() {
            Ok(body) => match status_code(&body) {
                Some(200) => return Ok(()),
                Some(400..=499) => GatewayError::Refused(body.to_string()),
                _ => return Err(GatewayError::Unknown(body.to_string())),
            },
            Err(refused @ GatewayError::Refused(_)) => refused,
            Err(other) => return Err(other),
        };
        // A key that was used before may be refused: then the refund was done by the request whose answer was lost.
        match self.look_up(reference).await? {
            Some(status) if has_refund(&status, order) => Ok(()),
            _ => Err(refused),
        }
    }

    fn read_notice(&self, notice: &RawNotice<'_>) -> Result<Notice, NoticeError> {
        let other = self.account.other_key.as_ref().map(ProviderSecret::expose);
        read_signed(notice.body, self.account.server_key.expose(), other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::Timestamp;
    use crate::trade::payments::gateway::{ChargeLine, REQUEST_TIMEOUT};

    fn adapter(now: Timestamp) -> Midtrans {
        rustls::crypto::ring::default_provider().install_default().ok();
        let account = MidtransAccount {
            provider: Provider::Midtrans,
            server_key: ProviderSecret::new("k"),
            other_key: None,
            snap_url: "http://127.0.0.1:9".into(),
            api_url: "http://127.0.0.1:9".into(),
        };
        Midtrans::new(account, ProviderClient::new(REQUEST_TIMEOUT).unwrap(), Clock::fixed(now))
    }

    #[test]
    fn a_charge_is_written_as_snap_expects_it() {
        let now: Timestamp = "2026-11-30T17:30:20Z".parse().unwrap();
        let charge = Charge {
            reference: "ORD-1".into(),
            amount: 145_000,
            lines: vec![ChargeLine { name: "K".repeat(80), amount: 145_000 }],
            payer_name: "Budi".into(),
            expires_at: now + chrono::Duration::seconds(3_659),
            return_url: "https://tawar.example/pesanan/ORD-1".into(),
        };
        let body = adapter(now).snap_request(&charge).unwrap();
        let details = json!({"order_id": "ORD-1", "gross_amount": 145_000});
        assert_eq!(body["transaction_details"], details);
        // Local time of Jakarta, and never longer than our own deadline.
        let expiry =
            json!({"start_time": "2026-12-01 00:30:20 +0700", "unit": "minute", "duration": 60});
        assert_eq!(body["expiry"], expiry);
        assert_eq!(body["item_details"][0]["name"], "K".repeat(50));
        assert_eq!(body["callbacks"]["finish"], "https://tawar.example/pesanan/ORD-1");
        let late = Charge { expires_at: now + chrono::Duration::seconds(59), ..charge };
        assert!(matches!(adapter(now).snap_request(&late), Err(GatewayError::Refused(_))));
    }
}
