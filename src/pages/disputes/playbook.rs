//! The playbook of the mediators: the grounds of a ruling, what to look at, what is advised.

use serde::Serialize;

use super::words;
use crate::base::i18n::Text;
use crate::care::disputes::RulingReason;

/// A reason of the playbook, with what it advises.
#[derive(Debug, Serialize)]
pub(super) struct PlaybookEntry {
    value: &'static str,
    label: Text,
    /// What to look at before.
    check: Text,
    advice: Vec<Text>,
}

pub(super) fn playbook(held: bool) -> Vec<PlaybookEntry> {
    RulingReason::of_mediators()
        .map(|reason| PlaybookEntry {
            value: reason.word(),
            label: words::ruling_reason(reason),
            check: Text::composed("playbook-", reason.word()),
            advice: reason.advice().iter().map(|kind| words::label(*kind, held)).collect(),
        })
        .collect()
}
