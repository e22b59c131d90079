//! The box on the page of a deal that leads to its reviews.

use serde::Serialize;

use super::facts::OrderFacts;
use crate::base::clock::Timestamp;
use crate::base::i18n::Text;
use crate::trade::reviews::{CommandKind, permitted, reveal_time, shows};

/// What the box says, and where it leads.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct ReviewBox {
    url: String,
    title: Text,
    text: Text,
    /// When the reader's review is shown at the latest; only while it is hidden.
    hidden_until: Option<Timestamp>,
    /// Key of the button's label, and its class.
    label: &'static str,
    class: &'static str,
}

impl ReviewBox {
    /// `None` when the deal is not reviewable, or nobody wrote in time.
    pub(super) fn of(facts: &OrderFacts<'_>) -> Option<Self> {
        let exchange = facts.private.reviews.as_ref()?;
        let (reader, now) = (facts.role, facts.now);
        let may = permitted(exchange, reader, now);
        let sees_other = shows(exchange, reader.other(), reader, now);
        let hidden = may.contains(&CommandKind::Change);
        let (title, text, label, class) = if may.contains(&CommandKind::Write) {
            let text = if sees_other { "review-box-late" } else { "review-box-write-text" };
            ("review-box-write", text, "review-write", "btn-primary")
        } else if hidden {
            ("review-box-hidden", "review-box-hidden-text", "review-change", "btn-quiet")
        } else if sees_other {
            ("review-box-other", "review-box-other-text", "review-see", "btn-quiet")
        } else if exchange.by(reader).is_some() {
            ("review-box-own", "review-box-own-text", "review-see", "btn-quiet")
        } else {
            return None;
        };
        Some(Self {
            url: format!("/pesanan/{}/ulasan", facts.deal.code),
            title: facts.named(title),
            text: facts.named(text),
            hidden_until: hidden.then(|| reveal_time(exchange)),
            label,
            class,
        })
    }
}
