//! What a deal's page and its row in the list show: its status, the next step, and the terms as both parties accepted
//! them.

use serde::Serialize;

use super::facts::OrderFacts;
use super::forms::OrderForms;
use super::legs::{LegView, legs};
use super::meeting::MeetingView;
use super::next::NextStep;
use super::payment::PaymentView;
use super::review_box::ReviewBox;
use super::terms::{GoodView, OrderTerms};
use super::timeline::{TimelineStep, timeline};
use crate::base::clock::Timestamp;
use crate::base::i18n::Text;
use crate::base::view::Badge;
use crate::market::terms::Delivery;
use crate::trade::deals::{Opening, Payment, Status};
use crate::trade::track_record::{FactLine, short_lines};

/// The listing that the negotiation was about, as it was at the agreement.
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
    /// Whether the deal has not ended.
    open: bool,
    /// Whether the reader is warned: no provider protects the money or the goods.
    warn: bool,
    /// Whether the buyer pays at the meeting.
    pays: bool,
    /// Key of how it is handed over.
    how: String,
    /// Keys of what to beware of.
    warning_title: &'static str,
    warning: &'static str,
    chat_class: &'static str,
    terms: OrderTerms,
    timeline: Vec<TimelineStep>,
    /// Whether it is the reader's turn.
    #[serde(skip)]
    pub(super) acts: bool,
    forms: OrderForms,
    meeting: Option<MeetingView>,
    legs: Vec<LegView>,
    payment: Option<PaymentView>,
    room_id: crate::base::ids::RoomId,
    /// Key of whether the money is protected.
    protection: &'static str,
    /// The label of the button that calls it off.
    cancel_label: Text,
    /// Key of what calling it off means.
    cancel_text: &'static str,
    /// The address of the receipt, once both parties are bound.
    receipt_url: Option<String>,
    /// The page of the dispute, or where one complains; none where one cannot.
    dispute_url: Option<String>,
    /// Key of the label of that link.
    dispute_label: &'static str,
    /// The address of the deal sheet, where there is one.
    sheet_url: Option<String>,
    review: Option<ReviewBox>,
    /// How the counterparty has traded, while the deal is live.
    record: Vec<FactLine>,
}

impl OrderView {
    /// `site`: the URL of the site without a slash at the end.
    pub(super) fn of(facts: &OrderFacts<'_>, site: &str) -> Self {
        let deal = facts.deal;
        let role = if facts.buys() { "buyer" } else { "seller" };
        let disputed = deal.state.disputed_at.is_some();
        let goods = facts.items.iter().filter(|item| item.deal_id == deal.id);
        let goods: Vec<GoodView> =
            goods.filter_map(|item| GoodView::of(item, facts.role)).collect();
        Self {
            code: deal.code.clone(),
            url: format!("/pesanan/{}", deal.code),
            list_url: format!("/pesanan?role={role}"),
            room_url: format!("/chat/{}", deal.room_id),
            created_at: deal.created_at,
            other: facts.other.to_owned(),
            listing: goods.first().map(|good| OrderListing {
                title: good.title.clone(),
                url: good.url.clone(),
                thumb: good.thumb.clone(),
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
            next: NextStep::of(facts),
            open: facts.open(),
            warn: facts.open() && !deal.protected,
            pays: deal.amount > 0,
            how: format!("delivery-{}", deal.method),
            warning_title: match deal.method {
                Delivery::Meet => "deal-cod-title",
                Delivery::Parcel | Delivery::Instant => "deal-send-title",
            },
            warning: warning(facts),
            chat_class: chat_class(facts),
            terms: OrderTerms::of(facts, goods),
            timeline: timeline(facts),
            acts: facts.acts(),
            forms: OrderForms::of(facts, site),
            meeting: MeetingView::of(facts),
            legs: legs(facts),
            payment: PaymentView::of(facts),
            room_id: deal.room_id,
            protection: match deal.protected {
                true => "chat-side-protection-held",
                false => "chat-side-protection-none",
            },
            cancel_label: cancel_label(facts),
            cancel_text: match deal.state.payment {
                Payment::Escrow => "deal-cancel-refund-text",
                _ => "deal-cancel-text",
            },
            dispute_url: (disputed || facts.may_dispute())
                .then(|| format!("/pesanan/{}/sengketa", deal.code)),
            dispute_label: if disputed { "deal-dispute-open" } else { "deal-dispute" },
            sheet_url: facts.private.has_sheet.then(|| format!("/pesanan/{}/lembar", deal.code)),
            review: ReviewBox::of(facts),
            record: match (&facts.private.record, facts.open()) {
                (Some(record), true) => short_lines(record),
                _ => Vec::new(),
            },
            receipt_url: deal.state.agreed_at.map(|_| format!("/pesanan/{}/resi", deal.code)),
        }
    }
}

/// The chat is the next step while nothing is to be done on the page.
fn chat_class(facts: &OrderFacts<'_>) -> &'static str {
    let arranges = facts.status() == Status::Agreed && facts.meets();
    if facts.open() && !facts.acts() && !arranges { "btn-primary" } else { "btn-quiet" }
}

/// While the seller may still reject what the assistant agreed, the button says for how many minutes.
fn cancel_label(facts: &OrderFacts<'_>) -> Text {
    let deal = facts.deal;
    let rejects =
        deal.state.status == Status::Pending && deal.opening == Opening::Assistant && !facts.buys();
    let left = deal.state.deadline_at.map(|at| (at - facts.now).num_minutes());
    match left.filter(|minutes| rejects && *minutes > 0) {
        Some(minutes) => Text::new("deal-cancel-within").with("n", minutes),
        None => Text::new("deal-cancel"),
    }
}

/// What to beware of where no provider holds the money.
fn warning(facts: &OrderFacts<'_>) -> &'static str {
    match (facts.deal.amount > 0, facts.buys()) {
        (true, _) if !facts.meets() => "deal-send-text",
        (true, true) => "deal-cod-text",
        (true, false) => "deal-cod-seller-text",
        (false, _) => "deal-cod-free-text",
    }
}

/// The status of a deal.
fn badge(status: Status) -> Badge {
    let (class, icon) = match status {
        Status::Pending => ("tag-wait", "fa-hourglass-half"),
        Status::Agreed => ("tag-good", "fa-handshake"),
        Status::Shipped => ("tag-good", "fa-truck"),
        Status::Delivered => ("tag-good", "fa-house"),
        Status::Completed => ("tag-good", "fa-check"),
        Status::Cancelled => ("", "fa-xmark"),
        Status::Disputed => ("tag-bad", "fa-gavel"),
    };
    Badge { class, icon, text: status_text(status) }
}

fn status_text(status: Status) -> Text {
    Text { key: format!("deal-status-{status}").into(), args: Vec::new() }
}

fn title(facts: &OrderFacts<'_>) -> Text {
    let asked = facts.deal.opening == Opening::Asked;
    facts.named(match (facts.deal.state.status, facts.deal.amount) {
        (Status::Pending, _) if asked && facts.buys() => "deal-requested-from",
        (Status::Pending, _) if asked => "deal-requested-by",
        (Status::Pending, _) if facts.buys() => "deal-asked-with",
        (Status::Pending, _) => "deal-asked-from",
        _ if facts.is_barter() => "deal-barter-with",
        (_, 0) => "deal-free-with",
        _ => "deal-with",
    })
}

#[cfg(test)]
#[path = "view_tests.rs"]
mod tests;
