//! What is paid in a deal, and who holds it.

use serde::Serialize;

use super::facts::OrderFacts;
use crate::base::i18n::Text;
use crate::market::Party;
use crate::trade::deals::{Deal, Payment};

/// A line of a sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct SumLine {
    label: Text,
    /// Whole rupiah.
    amount: i64,
    /// Whether it is taken off.
    minus: bool,
}

/// The sum of a deal, as its reader pays or gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct PaymentView {
    lines: Vec<SumLine>,
    total_label: &'static str,
    /// Whole rupiah.
    pub(super) total: i64,
    /// Key of how the payment stands.
    pub(super) status: &'static str,
}

impl PaymentView {
    /// None when no money passes through the platform.
    pub(super) fn of(facts: &OrderFacts<'_>) -> Option<Self> {
        let deal = facts.deal;
        deal.protected.then(|| Self {
            status: status(deal.state.payment, facts.buys()),
            ..Self::sum(deal, facts.buys(), facts.is_barter())
        })
    }

    /// The sum for the buyer or the seller.
    pub(super) fn sum(deal: &Deal, buys: bool, barter: bool) -> Self {
        let goods = if barter { "deal-sum-cash" } else { "deal-sum-goods" };
        let line = |key, amount| SumLine { label: Text::new(key), amount, minus: false };
        let mut lines = vec![line(goods, deal.amount)];
        let shipping =
            if deal.state.shipping == 0 { "deal-sum-shipping-free" } else { "deal-sum-shipping" };
        lines.push(line(shipping, deal.state.shipping));
        let bears = (deal.fee_by == Party::Buyer) == buys;
        if bears && deal.fee > 0 {
            lines.push(SumLine { minus: !buys, ..line("deal-sum-fee", deal.fee) });
        }
        Self {
            total: if buys { deal.total() } else { deal.for_seller() },
            lines,
            total_label: if buys { "deal-sum-pay" } else { "deal-sum-get" },
            status: status(deal.state.payment, buys),
        }
    }
}

fn status(payment: Payment, buys: bool) -> &'static str {
    match (payment, buys) {
        (Payment::Pending, true) => "deal-payment-pending",
        (Payment::Pending, false) => "deal-payment-pending-seller",
        (Payment::Escrow, _) => "deal-payment-escrow",
        (Payment::Released, true) => "deal-payment-released",
        (Payment::Released, false) => "deal-payment-released-seller",
        (Payment::Refunded, true) => "deal-payment-refunded",
        (Payment::Refunded, false) => "deal-payment-refunded-seller",
        (Payment::None, _) => "deal-payment-none",
    }
}
