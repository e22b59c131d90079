//! Mayar: the payer pays a payment request by QRIS on a page of Mayar.
//!
//! The HTTP is that of Mayar's reference (`/hl/v2/payments/create`, `/hl/v2/transactions/{id}`, `/hl/v1/transactions`,
//! `/hl/v1/transactions/unpaid`, bearer key, at most 20 requests a minute). Where it is silent, this is assumed:
//! - `name` and `extraData` of a payment request come back in what is read later, so they hold our reference. What names it
//!   nowhere is not taken for ours, because the id of a transaction may come from a notice, which nobody signs.
//! - `paymentMethod` is `QRIS`, the word that the history uses; `redirectUrl` of the first version still works.
//! - The status of a transaction is one of the words of [`super::mayar_answers`]; another is no guess.
//! - Creating is not idempotent: a repeated call makes a second request with the same reference, and only its page is known
//!   to anybody. Both are found by the reference.
//! - There is no refund over HTTP.

use async_trait::async_trait;
use reqwest::Method;
use serde_json::{Value, json};

use super::client::{Answer, Call, Key, ProviderClient};
use super::mayar_answers::{Entry, is_of, read_entry, read_notice};
use super::midtrans_status::not_found;
use super::port::{
    Charge, Checkout, Gateway, GatewayError, Lookup, Notice, NoticeError, Provider, RawNotice,
    RefundOrder, StatusReport, is_transaction_id,
};
use crate::base::clock::Clock;
use crate::base::crypto;
use crate::config::MayarConfig;

/// Entries of a page of the history; a page stays well below the longest answer that is read.
const PAGE_SIZE: usize = 50;
/// Pages of the history that are read for one status.
const MOST_PAGES: usize = 4;
/// The most characters of the description.
const LONGEST_DESCRIPTION: usize = 300;

/// The adapter.
#[derive(Clone)]
pub struct Mayar {
    config: MayarConfig,
    client: ProviderClient,
    clock: Clock,
}

impl Mayar {
    pub fn new(config: MayarConfig, client: ProviderClient, clock: Clock) -> Self {
        Self { config, client, clock }
    }

    async fn send(
        &self,
        method: Method,
        path: String,
        body: Option<Value>,
    ) -> Result<Answer, GatewayError> {
        let url = format!("{}{path}", self.config.url);
        let key = Key::Bearer(self.config.api_key.expose());
        self.client.send(Call { method, url, key, body }).await
    }

    /// The transaction with this id, unless it does not exist.
    async fn by_id(&self, id: &str) -> Result<Option<Value>, GatewayError> {
        let answer = self.send(Method::GET, format!("/hl/v2/transactions/{id}"), None).await?;
        if answer.status.as_u16() == 404 {
            return Ok(None);
        }
        Ok(answer.success()?.get_mut("data").map(Value::take).filter(Value::is_object))
    }

    /// The entry of our reference on the newest pages of a list.
    async fn in_list(&self, list: &str, reference: &str) -> Result<Search, GatewayError> {
        for page in 1..=MOST_PAGES {
            let path = format!("/hl/v1/{list}?page={page}&pageSize={PAGE_SIZE}");
            let mut body = self.send(Method::GET, path, None).await?.success()?;
            let Some(Value::Array(entries)) = body.get_mut("data").map(Value::take) else {
                return Err(GatewayError::Unknown("a history without entries".into()));
            };
            if let Some(found) = entries.into_iter().find(|entry| is_of(entry, reference)) {
                return Ok(Search::Found(found));
            }
            if body.get("hasMore").and_then(Value::as_bool) != Some(true) {
                return Ok(Search::Absent);
            }
        }
        Ok(Search::NotAmongTheNewest)
    }

    /// The state by the lists of paid and unpaid transactions.
    async fn by_history(&self, lookup: &Lookup) -> Result<StatusReport, GatewayError> {
        let now = self.clock.now();
        let paid = self.in_list("transactions", &lookup.reference).await?;
        if let Search::Found(entry) = &paid {
            return read_entry(lookup, entry, Entry::History, now);
        }
        match (paid, self.in_list("transactions/unpaid", &lookup.reference).await?) {
            (_, Search::Found(entry)) => read_entry(lookup, &entry, Entry::Unpaid, now),
            (Search::Absent, Search::Absent) => Ok(not_found(lookup)),
            _ => Err(GatewayError::Unknown("not among the newest transactions".into())),
        }
    }
}

/// A search in a list that is read in part.
enum Search {
    Found(Value),
    Absent,
    NotAmongTheNewest,
}

#[async_trait]
impl Gateway for Mayar {
    fn provider(&self) -> Provider {
        Provider::Mayar
    }

    async fn create(&self, charge: &Charge) -> Result<Checkout, GatewayError> {
        charge.check()?;
        if charge.expires_at <= self.clock.now() {
            return Err(GatewayError::Refused("the charge has expired".into()));
        }
        let lines: Vec<&str> = charge.lines.iter().map(|line| line.name.as_str()).collect();
        let description: String = lines.join(", ").chars().take(LONGEST_DESCRIPTION).collect();
        let expires_at = charge.expires_at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
        // No address of the payer: then Mayar sends them no mail with a second way to pay.
        let body = json!({
            "name": charge.reference, "amount": charge.amount, "description": description,
            "expiredAt": expires_at, "paymentMethod": "QRIS", "redirectUrl": charge.return_url,
            "extraData": {"reference": charge.reference},
        });
        let answer = self.send(Method::POST, "/hl/v2/payments/create".into(), Some(body)).await?;
        let body = answer.success()?;
        let field = |name: &str| body.get("data")?.get(name)?.as_str();
        match (field("link"), field("transactionId")) {
            (Some(link), id) if link.starts_with("https://") => Ok(Checkout {
                redirect_url: link.to_owned(),
                transaction_id: id.filter(|id| is_transaction_id(id)).map(str::to_owned),
            }),
            _ => Err(GatewayError::Unknown("an answer without a payment page".into())),
        }
    }

    async fn status(&self, lookup: &Lookup) -> Result<StatusReport, GatewayError> {
        if let Some(id) = lookup.transaction_id.as_deref().filter(|id| is_transaction_id(id))
            && let Some(entry) = self.by_id(id).await?
            && is_of(&entry, &lookup.reference)
        {
            return read_entry(lookup, &entry, Entry::Detail, self.clock.now());
        }
        self.by_history(lookup).await
    }

    async fn refund(&self, _order: &RefundOrder) -> Result<(), GatewayError> {
        Err(GatewayError::Refused("Mayar has no refund over HTTP: transfer it by hand".into()))
    }

    fn read_notice(&self, notice: &RawNotice<'_>) -> Result<Notice, NoticeError> {
        let given = notice.path_token.unwrap_or_default();
        let expected = self.config.webhook_token.expose();
        if !crypto::constant_time_eq(given.as_bytes(), expected.as_bytes()) {
            return Err(NoticeError::BadSignature);
        }
        read_notice(notice.body)
    }
}
