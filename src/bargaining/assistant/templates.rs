//! Catalogue sentences for each decision, so that each reader sees their own language. The offer's id alone picks the
//! variant.

use uuid::Uuid;

use super::policy::Decision;
use crate::base::money;
use crate::chat::rooms::SystemMessage;

const ACCEPTANCES: [&str; 3] = ["assistant-accept-1", "assistant-accept-2", "assistant-accept-3"];
const COUNTERS: [&str; 5] = [
    "assistant-counter-1",
    "assistant-counter-2",
    "assistant-counter-3",
    "assistant-counter-4",
    "assistant-counter-5",
];
const TOO_LOW: [&str; 3] = ["assistant-low-1", "assistant-low-2", "assistant-low-3"];
const ESCALATIONS: [&str; 3] = ["assistant-hand-1", "assistant-hand-2", "assistant-hand-3"];

/// States the gap of a package, without saying whether it is acceptable.
fn package(gap: i64) -> SystemMessage {
    match gap {
        0 => SystemMessage::new("assistant-package-even"),
        1.. => SystemMessage::new("assistant-package-short").with("n", gap),
        ..0 => SystemMessage::new("assistant-package-over").with("n", gap.saturating_abs()),
    }
}

/// The text of a model, as a system message.
pub(super) fn model_text(text: &str) -> SystemMessage {
    SystemMessage::new("assistant-said").with("text", text)
}

/// The sentence for a decision about an offer.
pub fn text_for(decision: Decision, offer: Uuid) -> SystemMessage {
    let variants: &[&str] = match decision {
        Decision::AcceptAsking(_) | Decision::AcceptAllowed(_) => &ACCEPTANCES,
        Decision::Counter(_) => &COUNTERS,
        Decision::TooLow => &TOO_LOW,
        Decision::OutOfTries | Decision::Near | Decision::Promised => &ESCALATIONS,
        Decision::Package(gap) => return package(gap),
    };
    let at = usize::from(offer.as_bytes()[15]) % variants.len();
    let message = SystemMessage::new(variants.get(at).copied().unwrap_or_default());
    match decision.amount() {
        Some(amount) => message.with("amount", money::rupiah(amount)),
        None => message,
    }
}
