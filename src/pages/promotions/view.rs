//! What `promotions/page.html` shows.

use serde::Serialize;

use crate::base::clock::Timestamp;
use crate::base::i18n::Text;
use crate::base::view::Badge;
use crate::market::listings::{Listing, Status as ListingStatus};
use crate::market::placements::Kind;
use crate::trade::payments::Status as PaymentStatus;
use crate::trade::promotions::{Offer, Promotion, Seen, Status};
use crate::web::Tone;

/// `promotions/page.html`.
#[derive(Debug, Serialize)]
pub(super) struct PromotionsView {
    /// Path of the form.
    action: String,
    /// What may be bought now; none while nothing is.
    offers: Vec<OfferView>,
    /// Key of why nothing may be bought.
    hindrance: Option<&'static str>,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct OfferView {
    /// The value of the form: `bump-24-5000`.
    choice: String,
    icon: &'static str,
    title: Text,
    text: &'static str,
    /// Whole rupiah.
    amount: i64,
    checked: bool,
}

/// A promotion that was bought, or may still be paid.
#[derive(Debug, Serialize)]
struct Row {
    code: String,
    title: Text,
    badge: Badge,
    /// Whole rupiah.
    amount: i64,
    /// Until when it is shown, while it is.
    until: Option<Timestamp>,
    /// When it ran, once it has.
    ran: Option<Timestamp>,
    figures: Option<FiguresView>,
    /// Until when it may be paid, and the choice that leads to paying it.
    to_pay: Option<ToPay>,
    /// The provider's page, where that is on another site.
    pay_url: Option<String>,
}

#[derive(Debug, Serialize)]
struct ToPay {
    until: Option<Timestamp>,
    choice: String,
}

#[derive(Debug, Serialize)]
struct FiguresView {
    seen: i64,
    opened: i64,
    chats: i64,
}

impl PromotionsView {
    pub(super) fn of(listing: &Listing, seen: &Seen) -> Self {
        let runs = |kind: Kind| {
            let running = |it: &&Promotion| it.kind == kind && it.state.status == Status::Running;
            seen.promotions.iter().any(|it| running(&it))
        };
        let is_active = listing.status == ListingStatus::Active;
        let free: Vec<&Offer> =
            seen.offers.iter().filter(|offer| is_active && !runs(offer.kind)).collect();
        let offers: Vec<_> =
            free.iter().enumerate().map(|(at, offer)| OfferView::of(offer, at == 0)).collect();
        let hindrance = match (is_active, offers.is_empty()) {
            (false, _) => Some("promotion-not-active"),
            (true, true) => Some("promotion-all-run"),
            (true, false) => None,
        };
        Self {
            action: format!("/barang/{}/iklan", listing.slug),
            offers,
            hindrance,
            rows: seen.promotions.iter().map(|it| Row::of(it, seen)).collect(),
        }
    }
}

fn choice(kind: Kind, hours: i16, amount: i64) -> String {
    format!("{kind}-{hours}-{amount}")
}

fn title(kind: Kind, hours: i16) -> Text {
    let key = match kind {
        Kind::Bump => "promotion-bump-title",
        Kind::Banner => "promotion-banner-title",
    };
    Text::new(key).with("hours", i64::from(hours))
}

impl OfferView {
    fn of(offer: &Offer, checked: bool) -> Self {
        let (icon, text) = match offer.kind {
            Kind::Bump => ("fa-arrow-up", "promotion-bump-text"),
            Kind::Banner => ("fa-bullhorn", "promotion-banner-text"),
        };
        Self {
            choice: choice(offer.kind, offer.hours, offer.amount),
            icon,
            title: title(offer.kind, offer.hours),
            text,
            amount: offer.amount,
            checked,
        }
    }
}

impl Row {
    fn of(promotion: &Promotion, seen: &Seen) -> Self {
        let state = &promotion.state;
        let figures = seen.figures.get(&promotion.id).map(|it| FiguresView {
            seen: it.seen,
            opened: it.opened,
            chats: it.chats,
        });
        let unpaid = state.status == Status::Unpaid;
        Self {
            code: promotion.code.clone(),
            title: title(promotion.kind, promotion.hours),
            badge: badge(state.status),
            amount: promotion.amount,
            until: state.ends_at.filter(|_| state.status == Status::Running),
            ran: state.starts_at.filter(|_| state.status != Status::Running),
            figures,
            to_pay: unpaid.then(|| ToPay {
                until: state.deadline_at,
                choice: choice(promotion.kind, promotion.hours, promotion.amount),
            }),
            pay_url: seen.pay_urls.get(&promotion.id).filter(|url| !url.starts_with('/')).cloned(),
        }
    }
}

/// What a buyer who comes back from the provider is told, by how the promotion and its newest payment stand.
pub(super) fn outcome(promotion: Status, payment: Option<PaymentStatus>) -> (Tone, &'static str) {
    match (promotion, payment) {
        (Status::Running | Status::Ended, _) => (Tone::Ok, "promotion-started"),
        (_, Some(PaymentStatus::Failed | PaymentStatus::Expired)) => {
            (Tone::Warn, "promotion-not-paid")
        }
        (Status::Unpaid, _) => (Tone::Warn, "promotion-checking"),
        (Status::Lapsed | Status::Refunded, _) => (Tone::Warn, "promotion-goes-back"),
    }
}

fn badge(status: Status) -> Badge {
    match status {
        Status::Unpaid => Badge::new("tag-wait", "fa-hourglass-half", "promotion-unpaid"),
        Status::Running => Badge::new("tag-good", "fa-bullhorn", "promotion-running"),
        Status::Ended => Badge::new("", "fa-check", "promotion-ended"),
        // Of those only what was paid too late is shown.
        Status::Lapsed => Badge::new("tag-sell", "fa-rotate-left", "promotion-lapsed"),
        Status::Refunded => Badge::new("tag-sell", "fa-rotate-left", "promotion-refunded"),
    }
}
