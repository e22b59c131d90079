//! The parcels of a deal: where each is, with its courier and number as far as the reader may see them.

use serde::Serialize;

use super::facts::OrderFacts;
use crate::base::i18n::Text;
use crate::base::view::Badge;
use crate::trade::deals::{Address, Leg, LegStatus};
use crate::trade::shipping::{TrackingNumber, shape_hint};

/// The stages of a parcel, in order.
const STAGES: [&str; 4] =
    ["deal-leg-packed", "deal-leg-sent", "deal-leg-arrived", "deal-leg-received"];

/// A stage of a parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Stage {
    /// `done`, `now` or empty.
    class: &'static str,
    label: &'static str,
}

/// An address as it is printed on a parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct AddressView {
    name: String,
    phone: String,
    line: String,
    /// Names of the places, from the village or district upward.
    region: String,
    postcode: String,
}

impl AddressView {
    pub(super) fn of(address: &Address, region: &str) -> Self {
        Self {
            name: address.name.clone(),
            phone: address.phone.clone(),
            line: address.line.clone(),
            region: region.to_owned(),
            postcode: address.postcode.clone(),
        }
    }
}

/// A parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct LegView {
    title: Text,
    /// Which stage it is at, for who does not see the bar.
    stage: Text,
    badge: Badge,
    stages: Vec<Stage>,
    courier: Option<&'static str>,
    number: Option<String>,
    /// The page of the courier about it.
    track_url: Option<String>,
    /// What is unusual about the number.
    hint: Option<Text>,
    /// Why the number is not shown yet.
    sealed: Option<Text>,
    /// Where to send it.
    address: Option<AddressView>,
}

/// The parcels that the reader sends and gets; none when the parties meet.
pub(super) fn legs(facts: &OrderFacts<'_>) -> Vec<LegView> {
    if facts.meets() || facts.deal.state.agreed_at.is_none() {
        return Vec::new();
    }
    let mut legs: Vec<&Leg> = facts.course.returns.iter().chain(&facts.course.legs).collect();
    // What goes back first; of each what the reader sends.
    legs.sort_by_key(|leg| (!leg.returning, leg.sender != facts.role));
    legs.into_iter().map(|leg| view(facts, leg, leg.sender == facts.role)).collect()
}

fn view(facts: &OrderFacts<'_>, leg: &Leg, own: bool) -> LegView {
    let shown = facts.course.shows_tracking(leg, facts.role);
    let number = leg.tracking_no.clone().filter(|_| shown);
    let courier = leg.courier.filter(|_| shown);
    let parsed = number.as_deref().and_then(|number| TrackingNumber::parse(number).ok());
    let stage = stage(leg.status);
    let class = |index| match (index < stage, index == stage) {
        (true, _) => "done",
        (_, true) => "now",
        _ => "",
    };
    let present = leg.returning == facts.deal.state.returning;
    let address = facts.private.other_address.as_ref();
    let address = address.filter(|_| own && present && facts.open());
    LegView {
        title: facts.named(match (leg.returning, own) {
            (false, true) => "deal-leg-mine",
            (false, false) => "deal-leg-theirs",
            (true, true) => "deal-leg-back-mine",
            (true, false) => "deal-leg-back-theirs",
        }),
        stage: Text::new("deal-leg-stage").with("n", stage + 1).with("of", STAGES.len()),
        badge: badge(leg.status),
        stages: STAGES
            .iter()
            .enumerate()
            .map(|(index, label)| Stage { class: class(index), label })
            .collect(),
        courier: courier.map(|courier| courier.name()),
        track_url: courier.zip(parsed.as_ref()).and_then(|(courier, it)| courier.tracking_page(it)),
        hint: courier.zip(parsed.as_ref()).and_then(|(courier, it)| shape_hint(courier, it)),
        number,
        sealed: (leg.has_left() && !shown).then(|| facts.named("deal-leg-sealed")),
        address: address.map(|it| AddressView::of(it, &facts.private.other_region)),
    }
}

/// The index of the present stage.
fn stage(status: LegStatus) -> usize {
    match status {
        LegStatus::Waiting => 0,
        LegStatus::Sent | LegStatus::Lost | LegStatus::Returned => 1,
        LegStatus::Delivered => 2,
        LegStatus::Received => 3,
    }
}

fn badge(status: LegStatus) -> Badge {
    let (class, icon) = match status {
        LegStatus::Waiting => ("tag-wait", "fa-box-open"),
        LegStatus::Sent => ("tag-good", "fa-truck"),
        LegStatus::Delivered => ("tag-good", "fa-house"),
        LegStatus::Received => ("tag-good", "fa-check"),
        LegStatus::Lost => ("", "fa-circle-question"),
        LegStatus::Returned => ("", "fa-rotate-left"),
    };
    Badge {
        class,
        icon,
        text: Text { key: format!("deal-leg-status-{status}").into(), args: Vec::new() },
    }
}
