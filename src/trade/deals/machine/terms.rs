//! What was agreed and does not change, and the deadlines that follow from it.

use chrono::Duration;

use crate::base::clock::Timestamp;
use crate::base::ids::words;
use crate::config::Mode;
use crate::market::terms::Delivery;

words! {
    /// How a deal was opened, which decides who may still reject it while it is pending.
    Opening {
        /// The parties agreed.
        Agreed = "agreed",
        /// The assistant agreed for the seller.
        Assistant = "assistant",
        /// The buyer asks the seller.
        Asked = "asked",
    }
}

/// What was agreed and does not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    pub mode: Mode,
    pub method: Delivery,
    /// Whether the payment provider holds the money until the hand-over.
    pub protected: bool,
    pub opening: Opening,
}

/// An agreed deal whose parties meet is cancelled after this.
const TIME_TO_MEET: Duration = Duration::days(7);
/// What is not paid after this is cancelled.
const TIME_TO_PAY: Duration = Duration::hours(24);
/// A parcel is presumed to have arrived after this, when nobody says so.
const TRANSIT: Duration = Duration::days(14);
/// The same of a courier within the city.
const INSTANT_TRANSIT: Duration = Duration::days(2);

/// The time of a command, and the deadlines that follow from it by the calendar of working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub now: Timestamp,
    /// Until when the senders of a deal that is agreed or paid now have to send.
    pub ship_by: Timestamp,
    /// Until when the receivers of what arrives now may inspect it.
    pub inspect_until: Timestamp,
}

impl Moment {
    /// The deadline of a deal that is agreed now.
    pub fn agreed_until(&self, terms: Terms) -> Timestamp {
        match (terms.method, terms.protected) {
            (Delivery::Meet, _) => self.now + TIME_TO_MEET,
            (_, true) => self.now + TIME_TO_PAY,
            (_, false) => self.ship_by,
        }
    }

    /// When what is sent now is presumed to have arrived.
    pub(super) fn arrival(&self, method: Delivery) -> Timestamp {
        self.now + if method == Delivery::Instant { INSTANT_TRANSIT } else { TRANSIT }
    }
}
