//! The entries of a case file, as parties and staff read them.

use serde::Serialize;

use super::words;
use crate::base::clock::Timestamp;
use crate::base::i18n::Text;
use crate::care::disputes::{EntryKind, FiledEntry, PartyFile};
use crate::market::Party;
use crate::market::photos::PhotoView;

/// An entry.
#[derive(Debug, Serialize)]
pub(super) struct EntryView {
    at: Timestamp,
    title: Text,
    text: String,
    /// What is wanted, offered or ruled.
    verdict: Option<Text>,
    due_at: Option<Timestamp>,
    photos: Vec<PhotoView>,
    /// Whether only the staff reads it.
    internal: bool,
}

/// The entries in order.
pub(super) fn entries(file: &PartyFile) -> Vec<EntryView> {
    file.entries.iter().map(|filed| entry(file, filed)).collect()
}

fn entry(file: &PartyFile, filed: &FiledEntry) -> EntryView {
    let FiledEntry { entry, text, photos } = filed;
    let held = words::is_held(&file.deal);
    let claimant = file.dispute.state.claimant;
    EntryView {
        at: entry.at,
        title: title(file, filed),
        text: text.clone(),
        verdict: entry.verdict(claimant).map(|verdict| words::verdict(verdict, held)),
        due_at: entry.due_at,
        photos: photos.clone(),
        internal: entry.kind.is_internal(),
    }
}

/// Who did what.
fn title(file: &PartyFile, filed: &FiledEntry) -> Text {
    let entry = &filed.entry;
    let member = |party: Option<Party>| party.map(|party| file.deal.member(party));
    let clock = entry.party.is_none() && entry.staff_id.is_none();
    let word = match entry.kind {
        EntryKind::Ruled if clock => "ruled-clock",
        kind => kind.word(),
    };
    // Who is asked is the party; otherwise who acted.
    let name = match entry.kind {
        EntryKind::Asked => file.name(member(entry.party)),
        _ => file.name(entry.staff_id.or(member(entry.party))),
    };
    Text::composed("dispute-entry-", word).with("name", name)
}
