//! The forms that a reader has on the page of a deal: exactly the commands that the machine permits.

use serde::Serialize;

use super::facts::OrderFacts;
use super::legs::AddressView;
use crate::base::i18n::Text;
use crate::base::qr::QrView;
use crate::market::terms::Delivery;
use crate::trade::deals::{Address, CommandKind, Leg, Status};
use crate::trade::shipping::Courier;

/// A courier to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct CourierChoice {
    code: &'static str,
    name: &'static str,
}

/// The digits that the buyer shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct CodeView {
    /// In two groups of three.
    digits: String,
    /// Leads the seller's camera to the form.
    qr: Option<QrView>,
}

/// The address that the reader gave, or may give.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct OwnAddress {
    given: Option<AddressView>,
    form: AddressFormView,
}

/// The fields of the form for an address.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct AddressFormView {
    address: Address,
    region_label: String,
}

/// The forms; each is none when its command is not permitted.
#[derive(Debug, Default, PartialEq, Serialize)]
pub(super) struct OrderForms {
    confirm: bool,
    /// The address of the page to pay.
    pay: Option<String>,
    /// Key of the label of that link.
    pay_label: &'static str,
    /// The present shipping cost, whole rupiah.
    shipping: Option<i64>,
    /// The couriers to choose from.
    send: Vec<CourierChoice>,
    address: Option<OwnAddress>,
    arrive: bool,
    /// The label of the button.
    receive: Option<Text>,
    hand_over: bool,
    code: Option<CodeView>,
    lose: bool,
    /// Key of what follows when the sender says that the parcel is lost or came back.
    lose_hint: &'static str,
    call_off: bool,
}

impl OrderForms {
    /// `site`: the URL of the site without a slash at the end.
    pub(super) fn of(facts: &OrderFacts<'_>, site: &str) -> Self {
        let deal = facts.deal;
        let paying = facts.private.paying;
        let pays = facts.may(CommandKind::Pay);
        let may_arrive = facts.incoming().is_some() && facts.may(CommandKind::Arrive);
        Self {
            confirm: facts.may(CommandKind::Confirm),
            pay: pays.then(|| format!("/checkout/{}", deal.listing_id)),
            pay_label: if paying { "deal-pay-again" } else { "deal-pay" },
            shipping: (facts.may(CommandKind::SetShipping) && !paying)
                .then_some(deal.state.shipping),
            send: if facts.may(CommandKind::Send) { couriers(deal.method) } else { Vec::new() },
            address: wants_address(facts).then(|| OwnAddress {
                given: (facts.private.own_address.as_ref())
                    .map(|it| AddressView::of(it, &facts.private.own_region)),
                form: AddressFormView {
                    address: facts.private.own_address.clone().unwrap_or_default(),
                    region_label: facts.private.own_region.clone(),
                },
            }),
            arrive: may_arrive,
            receive: facts.may(CommandKind::Receive).then(|| receive_label(facts)),
            hand_over: facts.may(CommandKind::HandOver),
            code: facts.private.handover_code.as_ref().map(|digits| CodeView {
                qr: QrView::of(&format!("{site}/pesanan/{}?serah={digits}", deal.code)),
                digits: grouped(digits),
            }),
            lose: facts.may(CommandKind::Lose) && facts.outgoing().is_some_and(Leg::has_left),
            lose_hint: match deal.protected {
                true => "deal-lose-hint-paid",
                false => "deal-lose-hint",
            },
            call_off: facts.may(CommandKind::CallOff),
        }
    }
}

/// In a deal without a payment the receivers give their addresses on its page.
fn wants_address(facts: &OrderFacts<'_>) -> bool {
    let incoming = facts.incoming().is_some_and(|leg| !leg.has_left());
    let agreed = facts.status() == Status::Agreed && !facts.meets() && incoming;
    let back = facts.deal.state.returning && !facts.meets() && incoming;
    back || (agreed && (!facts.deal.protected || !facts.buys()))
}

fn receive_label(facts: &OrderFacts<'_>) -> Text {
    match (facts.meets(), facts.is_barter()) {
        (true, false) if facts.buys() => Text::new("deal-receive-met"),
        _ => Text::new("deal-receive"),
    }
}

/// Couriers within a city for such a delivery, all others for a parcel.
fn couriers(method: Delivery) -> Vec<CourierChoice> {
    let instant = method == Delivery::Instant;
    let fits = |courier: &&Courier| **courier == Courier::Other || courier.is_instant() == instant;
    let choice = |courier: &Courier| CourierChoice { code: courier.word(), name: courier.name() };
    Courier::ALL.iter().filter(fits).map(choice).collect()
}

/// `123 456`
fn grouped(digits: &str) -> String {
    match digits.split_at_checked(3) {
        Some((first, second)) => format!("{first} {second}"),
        None => digits.to_owned(),
    }
}
