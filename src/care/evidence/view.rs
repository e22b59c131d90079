//! What a reader is told of a bundle: nothing that is not in it.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::bundle::Bundle;
use super::changed::{Changed, Reason, Row};
use super::sign::fingerprint;
use super::verify::Verified;
use crate::base::i18n::Text;

/// What a bundle holds that is exactly what was exported.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct BundleFacts {
    /// The name of the site that it states.
    pub site: String,
    /// Whether the key of this site signed it. Else anybody may have made it.
    pub ours: bool,
    /// Of the key that signed it.
    pub fingerprint: String,
    /// The listing's title.
    pub title: String,
    /// The handles of the two people.
    pub buyer: String,
    pub seller: String,
    pub messages: usize,
    /// Messages whose text was deleted before the export.
    pub without_text: usize,
    pub offers: usize,
    pub deals: usize,
    /// When the first and the last message were written.
    pub first_at: Option<DateTime<Utc>>,
    pub last_at: Option<DateTime<Utc>>,
    pub exported_at: DateTime<Utc>,
}

impl BundleFacts {
    /// `own_key`: the public key of this site.
    pub(super) fn of(verified: &Verified, own_key: &[u8]) -> Self {
        let Bundle { site, room, messages, offers, deals, head, public_key, .. } = &verified.bundle;
        Self {
            site: site.clone(),
            ours: public_key == own_key,
            fingerprint: fingerprint(public_key),
            title: room.title.clone(),
            buyer: room.buyer.handle.clone(),
            seller: room.seller.handle.clone(),
            messages: messages.len(),
            without_text: messages.len().saturating_sub(verified.with_words),
            offers: offers.len(),
            deals: deals.len(),
            first_at: messages.first().map(|message| message.at),
            last_at: messages.last().map(|message| message.at),
            exported_at: head.at,
        }
    }
}

/// Which row shows first that a bundle was changed.
pub(super) fn row_text(changed: &Changed) -> Text {
    match &changed.row {
        Row::Bundle => "evidence-row-bundle".into(),
        Row::Message(n) => Text::new("evidence-row-message").with("n", n),
        Row::Offer => "evidence-row-offer".into(),
        Row::Move => "evidence-row-move".into(),
        Row::Deal(code) => Text::new("evidence-row-deal").with("code", code),
    }
}

/// What is wrong with that row.
pub(super) fn reason_text(changed: &Changed) -> Text {
    Text::new(match changed.reason {
        Reason::NotABundle => "evidence-why-not-a-bundle",
        Reason::OtherKey => "evidence-why-other-key",
        Reason::Malformed => "evidence-why-malformed",
        Reason::Missing => "evidence-why-missing",
        Reason::Misplaced => "evidence-why-misplaced",
        Reason::Text => "evidence-why-text",
        Reason::TakenOut => "evidence-why-taken-out",
        Reason::PutBack => "evidence-why-put-back",
        Reason::Stored => "evidence-why-stored",
        Reason::Linked => "evidence-why-linked",
        Reason::Seal => "evidence-why-seal",
        Reason::Offer => "evidence-why-offer",
        Reason::Added => "evidence-why-added",
        Reason::Row => "evidence-why-row",
        Reason::Signature => "evidence-why-signature",
        Reason::Foreign => "evidence-why-foreign",
    })
}

/// What `/bukti` says of a bundle.
#[derive(Debug, Serialize)]
pub(super) struct VerdictView {
    class: &'static str,
    icon: &'static str,
    title: &'static str,
    text: Text,
    /// Which row was changed.
    row: Option<Text>,
    facts: Option<BundleFacts>,
}

impl VerdictView {
    pub(super) fn of(verified: &Result<Verified, Changed>, own_key: &[u8]) -> Self {
        let verified = match verified {
            Ok(verified) => verified,
            Err(changed) => return Self::of_changed(changed),
        };
        let facts = BundleFacts::of(verified, own_key);
        let (class, icon, title, key) = match facts.ours {
            true => ("note-safe", "fa-circle-check", "evidence-whole", "evidence-whole-text"),
            false => ("note-bad", "fa-key", "evidence-stranger", "evidence-stranger-text"),
        };
        let text = Text::new(key).with("site", &facts.site);
        Self { class, icon, title, text, row: None, facts: Some(facts) }
    }

    fn of_changed(changed: &Changed) -> Self {
        Self {
            class: "note-bad",
            icon: "fa-triangle-exclamation",
            title: "evidence-changed",
            text: reason_text(changed),
            row: Some(row_text(changed)),
            facts: None,
        }
    }
}
