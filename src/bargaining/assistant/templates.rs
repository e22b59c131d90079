//! How @tawar words a decision: sentences of the catalogue, so that each reader hears their own language. Which of the
//! variants is said depends on the offer's id only.

use uuid::Uuid;

use super::policy::Decision;
use crate::base::money;
use crate::chat::rooms::SystemMessage;

const ACCEPTS: [&str; 3] = ["assistant-accept-1", "assistant-accept-2", "assistant-accept-3"];
const COUNTERS: [&str; 5] = [
    "assistant-counter-1",
    "assistant-counter-2",
    "assistant-counter-3",
    "assistant-counter-4",
    "assistant-counter-5",
];
const LOW: [&str; 3] = ["assistant-low-1", "assistant-low-2", "assistant-low-3"];
const HANDS: [&str; 3] = ["assistant-hand-1", "assistant-hand-2", "assistant-hand-3"];

/// How far a package is from level, in words; nobody is told whether that is enough.
fn package(gap: i64) -> SystemMessage {
    match gap {
        0 => SystemMessage::new("assistant-package-even"),
        1.. => SystemMessage::new("assistant-package-short").with("n", gap),
        ..0 => SystemMessage::new("assistant-package-over").with("n", gap.saturating_abs()),
    }
}

/// What a model said, as it is kept.
pub(super) fn spoken(text: &str) -> SystemMessage {
    SystemMessage::new("assistant-said").with("text", text)
}

/// The sentence for a decision about an offer.
pub fn said(decision: Decision, offer: Uuid) -> SystemMessage {
    let variants: &[&str] = match decision {
        Decision::AcceptAsking(_) | Decision::AcceptAllowed(_) => &ACCEPTS,
        Decision::Counter(_) => &COUNTERS,
        Decision::TooLow => &LOW,
        Decision::OutOfTries | Decision::Near | Decision::Promised => &HANDS,
        Decision::Package(gap) => return package(gap),
    };
    let at = usize::from(offer.as_bytes()[15]) % variants.len();
    let said = SystemMessage::new(variants.get(at).copied().unwrap_or_default());
    match decision.amount() {
        Some(amount) => said.with("amount", money::rupiah(amount)),
        None => said,
    }
}
