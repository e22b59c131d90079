//! What a deal's page and its row in the list show: its status, the next step, and the terms as both parties accepted
//! them.

use serde::Serialize;

use super::order_facts::OrderFacts;
use super::order_terms::{GoodView, OrderTerms};
use super::order_timeline::{TimelineStep, timeline};
use crate::base::clock::Timestamp;
use crate::base::i18n::Text;
use crate::base::view::Badge;
use crate::market::terms::Delivery;
use crate::trade::deals::Status;

/// The next step, with its deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct NextStep {
    title: Text,
    text: Option<&'static str>,
    /// When the default outcome takes effect; only while somebody has to act.
    deadline: Option<Timestamp>,
    /// Class and icon of the note when there is no deadline.
    class: &'static str,
    icon: &'static str,
}

/// The listing on the pages of deals.
#[derive(Debug, Serialize)]
struct OrderListing {
    title: String,
    url: String,
    thumb: Option<String>,
}

/// A deal, as `deals/page.html` and the rows of `deals/list.html` show it.
#[derive(Debug, Serialize)]
pub(super) struct OrderView {
    code: String,
    url: String,
    list_url: String,
    room_url: String,
    created_at: Timestamp,
    other: String,
    listing: Option<OrderListing>,
    badge: Badge,
    title: Text,
    /// Whole rupiah; none for a barter or a gift.
    price: Option<i64>,
    /// Key of the label that replaces the price.
    priceless: &'static str,
    /// The counterparty in a phrase: with, from or to somebody.
    party: Text,
    next: NextStep,
    /// Whether the deal is pending or agreed.
    open: bool,
    /// Whether the buyer pays at the meeting.
    pays: bool,
    /// Key of how it is handed over.
    how: String,
    /// Keys of what to beware of.
    warning_title: &'static str,
    warning: &'static str,
    /// Key of the label of the button that opens the chat.
    chat_label: &'static str,
    chat_class: &'static str,
    terms: OrderTerms,
    timeline: Vec<TimelineStep>,
    may_call_off: bool,
}

impl OrderView {
    pub(super) fn of(facts: &OrderFacts<'_>) -> Self {
        let deal = facts.deal;
        let role = if facts.buys() { "buyer" } else { "seller" };
        let goods = facts.items.iter().filter(|item| item.deal_id == deal.id);
        let goods = goods.filter_map(|item| GoodView::of(item, facts.role)).collect();
        Self {
            code: deal.code.clone(),
            url: format!("/pesanan/{}", deal.code),
            list_url: format!("/pesanan?role={role}"),
            room_url: format!("/chat/{}", deal.room_id),
            created_at: deal.created_at,
            other: facts.other.to_owned(),
            listing: facts.listing.map(|card| OrderListing {
                title: card.title.clone(),
                url: card.url.clone(),
                thumb: card.thumb.clone(),
            }),
            badge: badge(deal.state.status),
            title: title(facts),
            price: Some(deal.amount).filter(|amount| *amount > 0 && !facts.is_barter()),
            priceless: if facts.is_barter() { "deal-barter" } else { "deal-free" },
            party: match (facts.is_barter(), facts.buys()) {
                (true, _) => facts.named("barter-with"),
                (false, true) => facts.named("deal-from"),
                (false, false) => facts.named("deal-to"),
            },
            next: next(facts),
            open: facts.open(),
            pays: deal.amount > 0,
            how: format!("delivery-{}", deal.method),
            warning_title: match deal.method {
                Delivery::Meet => "deal-cod-title",
                Delivery::Parcel | Delivery::Instant => "deal-send-title",
            },
            warning: match (deal.amount > 0, facts.buys()) {
                (true, _) if deal.method != Delivery::Meet => "deal-send-text",
                (true, true) => "deal-cod-text",
                (true, false) => "deal-cod-seller-text",
                (false, _) => "deal-cod-free-text",
            },
            chat_label: match deal.state.status {
                Status::Agreed if deal.method == Delivery::Meet => "deal-arrange",
                _ => "deal-open-chat",
            },
            chat_class: if facts.open() { "btn-primary" } else { "btn-quiet" },
            terms: OrderTerms::of(facts, goods),
            timeline: timeline(deal),
            may_call_off: facts.may_call_off,
        }
    }
}

/// The status of a deal.
fn badge(status: Status) -> Badge {
    let (class, icon) = match status {
        Status::Pending => ("tag-wait", "fa-hourglass-half"),
        Status::Agreed => ("tag-good", "fa-handshake"),
        Status::Cancelled => ("", "fa-xmark"),
    };
    Badge { class, icon, text: status_text(status) }
}

fn status_text(status: Status) -> Text {
    Text { key: format!("deal-status-{status}").into(), args: Vec::new() }
}

fn title(facts: &OrderFacts<'_>) -> Text {
    facts.named(match (facts.deal.state.status, facts.deal.amount) {
        (Status::Pending, _) if facts.buys() => "deal-asked-with",
        (Status::Pending, _) => "deal-asked-from",
        _ if facts.is_barter() => "deal-barter-with",
        (_, 0) => "deal-free-with",
        _ => "deal-with",
    })
}

fn next(facts: &OrderFacts<'_>) -> NextStep {
    let deal = facts.deal;
    let (title, text) = match deal.state.status {
        Status::Pending if facts.buys() => {
            (facts.named("deal-next-pending-buyer"), Some("deal-next-pending-buyer-text"))
        }
        Status::Pending => {
            (facts.named("deal-next-pending-seller"), Some("deal-next-pending-seller-text"))
        }
        Status::Agreed if deal.method != Delivery::Meet => {
            (facts.named("deal-next-send"), Some("deal-next-send-text"))
        }
        Status::Agreed => {
            let text = match (facts.is_barter(), deal.amount) {
                (true, _) => "deal-next-deal-barter-text",
                (false, 0) if facts.buys() => "deal-next-deal-free-text",
                (false, 0) => "deal-next-deal-give-text",
                (false, _) if facts.buys() => "deal-next-deal-text",
                (false, _) => "deal-next-deal-seller-text",
            };
            (facts.named("deal-next-deal"), Some(text))
        }
        Status::Cancelled => (Text::new("deal-next-cancelled"), Some("deal-next-cancelled-text")),
    };
    let (class, icon) = match deal.state.status {
        Status::Cancelled => ("", "fa-xmark"),
        _ => ("note-safe", "fa-arrow-right"),
    };
    let deadline = deal.state.deadline_at.filter(|_| facts.open());
    NextStep { title, text, deadline, class, icon }
}

#[cfg(test)]
#[path = "order_view_tests.rs"]
mod tests;
