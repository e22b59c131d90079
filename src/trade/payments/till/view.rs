//! What the till's page shows.

use serde::Serialize;

use super::model::{Line, TillOutcome, TillPayment, TillState};
use super::wire::page_path;
use crate::base::clock::Timestamp;
use crate::base::http::local_path;
use crate::base::qr::QrView;

/// `till/pay.html`.
#[derive(Debug, Serialize)]
pub(super) struct PayView {
    reference: String,
    /// Whole rupiah.
    amount: i64,
    lines: Vec<Line>,
    payer: String,
    expires_at: Timestamp,
    /// Where the page's forms go.
    url: String,
    back_url: String,
    /// The code and the buttons, while the payer may choose.
    choice: Option<Choice>,
    /// What happened, once something did.
    result: Option<ResultView>,
}

#[derive(Debug, Serialize)]
struct Choice {
    qr: Option<QrView>,
    others: Vec<Other>,
}

/// A button for another outcome than paying.
#[derive(Debug, Serialize)]
struct Other {
    outcome: TillOutcome,
    label: &'static str,
}

/// The present state in words: keys of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct ResultView {
    class: &'static str,
    icon: &'static str,
    pub title: &'static str,
    text: &'static str,
}

impl PayView {
    /// `site_url` is where browsers reach the site, for the code.
    pub fn of(payment: &TillPayment, site_url: &str, now: Timestamp) -> Self {
        let url = page_path(&payment.reference);
        let choice = payment
            .is_payable(now)
            .then(|| Choice { qr: QrView::of(&format!("{site_url}{url}")), others: others() });
        Self {
            reference: payment.reference.clone(),
            amount: payment.amount,
            lines: payment.lines(),
            payer: payment.payer_name.clone(),
            expires_at: payment.expires_at,
            url,
            back_url: back_path(&payment.return_url).to_owned(),
            choice,
            result: result_of(payment, now),
        }
    }
}

/// The path of a URL of this site.
pub(super) fn back_path(url: &str) -> &str {
    let after_host =
        url.split_once("://").map(|(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
    local_path(Some(after_host.unwrap_or(url)))
}

fn others() -> Vec<Other> {
    let label = |outcome| match outcome {
        TillOutcome::Paid => None,
        TillOutcome::Late => Some("till-do-late"),
        TillOutcome::Duplicate => Some("till-do-duplicate"),
        TillOutcome::Silent => Some("till-do-silent"),
        TillOutcome::WrongAmount => Some("till-do-wrong-amount"),
        TillOutcome::Failed => Some("till-do-failed"),
        TillOutcome::Expired => Some("till-do-expired"),
    };
    let all = TillOutcome::ALL.iter();
    all.filter_map(|outcome| Some(Other { outcome: *outcome, label: label(*outcome)? })).collect()
}

/// What happened to a payment; `None` while the payer may choose.
pub(super) fn result_of(payment: &TillPayment, now: Timestamp) -> Option<ResultView> {
    let view = |class, icon, title, text| Some(ResultView { class, icon, title, text });
    match payment.state {
        TillState::Open if payment.is_payable(now) => None,
        TillState::Open | TillState::Expire => {
            view("note-bad", "fa-clock", "till-over-title", "till-over-text")
        }
        TillState::Pending => {
            view("note-warn", "fa-hourglass-half", "till-pending-title", "till-pending-text")
        }
        TillState::Settlement => view("note-safe", "fa-check", "till-paid-title", "till-paid-text"),
        TillState::Failure => {
            view("note-bad", "fa-circle-exclamation", "till-failed-title", "till-failed-text")
        }
        TillState::PartialRefund | TillState::Refund => {
            view("note-safe", "fa-rotate-left", "till-refunded-title", "till-refunded-text")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trade::payments::till::model_tests::open_payment;

    #[test]
    fn the_way_back_stays_on_this_site() {
        for (url, path) in [
            ("https://tawar.example/pesanan/ORD-1?a=1", "/pesanan/ORD-1?a=1"),
            ("http://127.0.0.1:8080/pesanan/ORD-1", "/pesanan/ORD-1"),
            ("https://tawar.example", "/"),
            ("/pesanan/ORD-1", "/pesanan/ORD-1"),
            ("https://tawar.example//evil.example", "/"),
            ("javascript:alert(1)", "/"),
            ("", "/"),
        ] {
            assert_eq!(back_path(url), path, "{url:?}");
        }
    }

    #[test]
    fn the_payer_may_choose_until_something_happened_or_the_time_is_over() {
        let now: Timestamp = "2026-11-30T10:00:00Z".parse().unwrap();
        let mut payment = open_payment(now);
        let shown = PayView::of(&payment, "https://tawar.example", now);
        let choice = shown.choice.unwrap();
        assert!(shown.result.is_none() && choice.qr.is_some());
        assert_eq!(choice.others.len(), TillOutcome::ALL.len() - 1, "paying is the main button");
        let over = PayView::of(&payment, "", payment.expires_at);
        assert!(over.choice.is_none());
        assert_eq!(over.result.unwrap().title, "till-over-title");
        payment.choose(TillOutcome::Silent, now).unwrap();
        let paid = PayView::of(&payment, "", now);
        assert!(paid.choice.is_none());
        assert_eq!(paid.result.unwrap().title, "till-paid-title");
    }
}
