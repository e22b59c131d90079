//! The seller's promise to one buyer, as the members of a room see it.

use serde::Serialize;

use super::viewer::Viewer;
use crate::base::clock::Timestamp;
use crate::base::i18n::Text;
use crate::market::Party;

/// A promise about the listing of a room.
#[derive(Debug, Clone, Copy)]
pub(super) struct PromiseFacts {
    /// Whether the buyer of this room has it; else another buyer has.
    pub here: bool,
    pub until: Timestamp,
}

/// What the room says about the promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct PromiseNote {
    class: &'static str,
    /// Its placeholder `moment` is `until`.
    text: Text,
    until: Timestamp,
}

/// `chat/_promise.html`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PromiseView {
    note: Option<PromiseNote>,
    /// Key of the button that ends the promise.
    release: Option<&'static str>,
    /// Words of the button that makes it.
    make: Option<Text>,
}

impl PromiseView {
    /// `on_offer`: whether the listing is. `None` when there is neither a promise nor a button.
    pub(super) fn of(
        promise: Option<PromiseFacts>,
        on_offer: bool,
        viewer: Viewer<'_>,
    ) -> Option<Self> {
        let seller = viewer.party == Party::Seller;
        let release = promise.is_some_and(|promise| promise.here) && on_offer;
        let make = promise.is_none() && on_offer && seller;
        let view = Self {
            note: promise.map(|promise| PromiseNote::of(promise, viewer)),
            release: release.then_some(if seller { "promise-release" } else { "promise-let-go" }),
            make: make.then(|| viewer.named("promise-do")),
        };
        (view.note.is_some() || view.make.is_some()).then_some(view)
    }
}

impl PromiseNote {
    fn of(promise: PromiseFacts, viewer: Viewer<'_>) -> Self {
        let text = match (promise.here, viewer.party) {
            (true, Party::Seller) => viewer.named("promise-here-mine"),
            (true, Party::Buyer | Party::System) => Text::new("promise-here"),
            (false, Party::Seller) => Text::new("promise-away-mine"),
            (false, Party::Buyer | Party::System) => Text::new("promise-away"),
        };
        let class = if promise.here { "note-safe" } else { "note-warn" };
        Self { class, text, until: promise.until }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bargaining::negotiations::examples::{budi, sari};

    const HERE: Option<PromiseFacts> =
        Some(PromiseFacts { here: true, until: Timestamp::UNIX_EPOCH });

    #[test]
    fn either_member_may_end_a_promise_of_this_room() {
        let view = PromiseView::of(HERE, true, budi()).unwrap();
        assert_eq!((view.release, view.make), (Some("promise-let-go"), None));
        assert_eq!(view.note.unwrap().text.key, "promise-here");
        let view = PromiseView::of(HERE, true, sari()).unwrap();
        assert_eq!(view.release, Some("promise-release"));
        let note = view.note.unwrap();
        assert_eq!(note.text, Text::new("promise-here-mine").with("name", "Budi"));
        assert_eq!(note.class, "note-safe");
        assert_eq!(PromiseView::of(HERE, false, sari()).unwrap().release, None);
    }

    #[test]
    fn a_promise_to_somebody_else_is_told_and_cannot_be_ended_here() {
        let away = HERE.map(|promise| PromiseFacts { here: false, ..promise });
        for (viewer, key) in [(budi(), "promise-away"), (sari(), "promise-away-mine")] {
            let view = PromiseView::of(away, true, viewer).unwrap();
            assert_eq!((view.release, view.make), (None, None));
            assert_eq!(view.note.as_ref().unwrap().text.key, key);
            assert_eq!(view.note.unwrap().class, "note-warn");
        }
    }

    #[test]
    fn only_the_seller_may_promise_what_is_on_offer() {
        let view = PromiseView::of(None, true, sari()).unwrap();
        assert_eq!(view.make, Some(Text::new("promise-do").with("name", "Budi")));
        assert_eq!(PromiseView::of(None, true, budi()), None);
        assert_eq!(PromiseView::of(None, false, sari()), None);
    }
}
