//! The box on the page of a deal that leads to its reviews.

use serde::Serialize;

use super::facts::OrderFacts;
use crate::base::clock::Timestamp;
use crate::base::i18n::Text;
use crate::trade::reviews::{CommandKind, permitted, reveal_time, shows};

/// What the box says, and where it leads.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct ReviewBox {
    url: String,
    title: Text,
    text: Text,
    /// When the reader's review is shown at the latest; only while it is hidden.
    hidden_until: Option<Timestamp>,
    /// Key of the button's label, and its class.
    label: &'static str,
    class: &'static str,
}

impl ReviewBox {
    /// `None` when the deal is not reviewable, or nobody wrote in time.
    pub(super) fn of(facts: &OrderFacts<'_>) -> Option<Self> {
        let exchange = facts.private.reviews.as_ref()?;
        let (reader, now) = (facts.role, facts.now);
        let may = permitted(exchange, reader, now);
        let sees_other = shows(exchange, reader.other(), reader, now);
        let hidden = may.contains(&CommandKind::Change);
        let (title, text, label, class) = if may.contains(&CommandKind::Write) {
            let text = if sees_other { "review-box-late" } else { "review-box-write-text" };
            ("review-box-write", text, "review-write", "btn-primary")
        } else if hidden {
            ("review-box-hidden", "review-box-hidden-text", "review-change", "btn-quiet")
        } else if sees_other {
            ("review-box-other", "review-box-other-text", "review-see", "btn-quiet")
        } else if exchange.by(reader).is_some() {
            ("review-box-own", "review-box-own-text", "review-see", "btn-quiet")
        } else {
            return None;
        };
        Some(Self {
            url: format!("/pesanan/{}/ulasan", facts.deal.code),
            title: facts.named(title),
            text: facts.named(text),
            hidden_until: hidden.then(|| reveal_time(exchange)),
            label,
            class,
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::super::facts::Private;
    use super::*;
    use crate::base::ids::ReviewId;
    use crate::config::Mode;
    use crate::market::Party;
    use crate::market::terms::Delivery;
    use crate::trade::deals::{Status, examples};
    use crate::trade::reviews::{Command, Content, Exchange, decide, evolve};

    /// The box as Budi sees it so many days after the hand-over, when these have written.
    fn seen(writers: &[Party], days: i64) -> Option<(&'static str, bool)> {
        let (deal, course) = examples::deal(Mode::Sale, Delivery::Meet, 1_000, Status::Completed);
        let mut exchange = Exchange::new(deal.updated_at);
        for by in writers {
            let content =
                Content { rating: 5, tags: Vec::new(), comment: String::new(), photos: Vec::new() };
            let write = Command::Write { id: ReviewId::fresh(), content };
            for event in decide(&exchange, *by, write, deal.updated_at).unwrap() {
                evolve(&mut exchange, &event);
            }
        }
        let private = Private { reviews: Some(exchange), ..Private::default() };
        let now = deal.updated_at + Duration::days(days);
        let (role, other) = (Party::Buyer, "Sari");
        let facts =
            OrderFacts { deal: &deal, course: &course, items: &[], role, now, other, private };
        ReviewBox::of(&facts).map(|shown| (shown.label, shown.hidden_until.is_some()))
    }

    #[test]
    fn the_box_says_what_is_to_be_done_and_goes_when_nothing_is() {
        let (budi, sari) = (Party::Buyer, Party::Seller);
        assert_eq!(seen(&[], 1), Some(("review-write", false)));
        assert_eq!(seen(&[budi], 1), Some(("review-change", true)));
        assert_eq!(seen(&[budi], 8), Some(("review-see", false)), "shown by now");
        assert_eq!(seen(&[sari], 1), Some(("review-write", false)), "hidden from him");
        assert_eq!(seen(&[budi, sari], 1), Some(("review-see", false)));
        assert_eq!(seen(&[], 31), None);
        assert_eq!(seen(&[sari], 31), Some(("review-see", false)));
    }

    #[test]
    fn a_deal_that_is_not_reviewable_has_no_box() {
        let (deal, course) = examples::deal(Mode::Sale, Delivery::Meet, 1_000, Status::Agreed);
        let (role, now, private) = (Party::Buyer, deal.created_at, Private::default());
        let facts = OrderFacts {
            deal: &deal,
            course: &course,
            items: &[],
            role,
            now,
            other: "Sari",
            private,
        };
        assert!(ReviewBox::of(&facts).is_none());
    }
}
