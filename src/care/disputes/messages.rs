//! What is said in the room of the deal about a dispute.

use super::machine::Event;
use crate::base::clock::{Timestamp, Zone};
use crate::base::money;
use crate::chat::rooms::{STAFF_MESSAGE, SystemMessage};
use crate::market::Party;
use crate::trade::deals::{Verdict, VerdictKind};

/// What a message is made of beside its event.
pub(super) struct About<'a> {
    /// The deal's code.
    pub code: &'a str,
    /// The name of who acts.
    pub name: &'a str,
    /// The name of who is asked for evidence.
    pub asked: &'a str,
    /// What was written; may be empty.
    pub text: &'a str,
    pub zone: Zone,
}

impl About<'_> {
    /// That somebody complains.
    pub(super) fn opened(&self) -> SystemMessage {
        self.named("said-dispute-opened").with("text", self.text)
    }

    fn plain(&self, key: &str) -> SystemMessage {
        SystemMessage::new(key).with("code", self.code)
    }

    fn named(&self, key: &str) -> SystemMessage {
        self.plain(key).with("name", self.name)
    }

    /// The message of a decided event; none for what only the staff knows.
    pub(super) fn message(&self, event: &Event) -> Option<SystemMessage> {
        let with_text = |key: &str| self.named(key).with("text", self.text);
        Some(match event {
            Event::Answered { .. } => with_text("said-dispute-answered"),
            Event::Offered { verdict, .. } => {
                with_sum(self.named(offered_key(verdict.kind())), *verdict)
            }
            Event::OfferWithdrawn { .. } => self.named("said-dispute-offer-withdrawn"),
            Event::Settled { .. } => self.plain("said-dispute-settled"),
            Event::RulingAccepted { .. } => self.named("said-dispute-accepted"),
            Event::Appealed { .. } => with_text("said-dispute-appealed"),
            Event::EvidenceGiven { .. } => with_text("said-dispute-evidence"),
            Event::Withdrawn => self.plain("said-dispute-withdrawn"),
            Event::Joined { .. } => self.named("said-dispute-joined"),
            Event::Said { .. } => {
                SystemMessage::new(STAFF_MESSAGE).with("name", self.name).with("text", self.text)
            }
            Event::Asked { due, .. } => self.asking(*due),
            Event::Ruled { ruling, .. } if ruling.by.is_none() => {
                with_sum(self.plain(ruled_key(ruling.verdict.kind(), true)), ruling.verdict)
            }
            Event::Ruled { ruling, .. } => {
                let ruled = self.plain(ruled_key(ruling.verdict.kind(), false));
                with_sum(ruled.with("text", self.text), ruling.verdict)
            }
            Event::Ended { .. } => self.plain("said-dispute-final"),
            Event::Taken { .. }
            | Event::HandedOver { .. }
            | Event::Noted { .. }
            | Event::Proposed { .. } => return None,
        })
    }

    fn asking(&self, due: Timestamp) -> SystemMessage {
        SystemMessage::new("said-dispute-asked")
            .with("name", self.asked)
            .with("text", self.text)
            .with_time(self.zone, due)
    }
}

fn with_sum(message: SystemMessage, verdict: Verdict) -> SystemMessage {
    match verdict {
        Verdict::Split { percent } => message.with("n", percent),
        Verdict::Damages { amount, .. } => message.with("amount", money::rupiah(amount)),
        Verdict::Pay | Verdict::Refund | Verdict::ReturnBoth | Verdict::Void => message,
    }
}

fn offered_key(kind: VerdictKind) -> &'static str {
    match kind {
        VerdictKind::Pay => "said-dispute-offered-pay",
        VerdictKind::Refund => "said-dispute-offered-refund",
        VerdictKind::Split => "said-dispute-offered-split",
        VerdictKind::ReturnBoth => "said-dispute-offered-return",
        VerdictKind::Damages => "said-dispute-offered-damages",
        VerdictKind::Void => "said-dispute-offered-void",
    }
}

/// By the clock there is no text.
fn ruled_key(kind: VerdictKind, by_clock: bool) -> &'static str {
    match (kind, by_clock) {
        (VerdictKind::Pay, false) => "said-dispute-ruled-pay",
        (VerdictKind::Refund, false) => "said-dispute-ruled-refund",
        (VerdictKind::Split, false) => "said-dispute-ruled-split",
        (VerdictKind::ReturnBoth, false) => "said-dispute-ruled-return",
        (VerdictKind::Damages, false) => "said-dispute-ruled-damages",
        (VerdictKind::Void, false) => "said-dispute-ruled-void",
        (VerdictKind::Pay, true) => "said-dispute-clock-pay",
        (VerdictKind::Refund, true) => "said-dispute-clock-refund",
        (VerdictKind::Split, true) => "said-dispute-clock-split",
        (VerdictKind::ReturnBoth, true) => "said-dispute-clock-return",
        (VerdictKind::Damages, true) => "said-dispute-clock-damages",
        (VerdictKind::Void, true) => "said-dispute-clock-void",
    }
}

/// The party that an event is about.
pub(super) fn party_of(event: &Event) -> Option<Party> {
    match event {
        Event::Offered { by, .. }
        | Event::OfferWithdrawn { by }
        | Event::RulingAccepted { by }
        | Event::Appealed { by, .. }
        | Event::EvidenceGiven { by } => Some(*by),
        Event::Asked { party, .. } => Some(*party),
        _ => None,
    }
}
