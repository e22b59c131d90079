//! Event → who reacts. An event without a subscriber does not compile: `subscribers_of` is an exhaustive match that names at
//! least one. Each subscriber has deliveries and retries of its own, see `base::outbox`; `relay` runs them.

mod relay;

use serde::Deserialize;
use serde_json::json;

use crate::bargaining::negotiations::Desk;
use crate::bargaining::reservations::{self, ReservationContext};
use crate::base::db::Db;
use crate::base::error::AppResult;
use crate::base::ids::{DealId, ListingId, words};
use crate::chat::rooms::Lobby;
use crate::market::events::MarketEvent;
use crate::market::search::Searcher;
use crate::trade::deals;
use crate::trade::events::TradeEvent;

pub use relay::start_relay;

words! {
    /// Who reacts to events. The names are stored with deliveries; a name is never reused for something else.
    Subscriber {
        /// Brings the search index up to date.
        Search = "search",
        /// Closes negotiations about listings that left the market, reopens those about listings that came back, voids
        /// offers that include what is gone, and announces what must be confirmed again.
        Negotiations = "negotiations",
        /// Notifies who waits for a listing that is free again.
        WaitingList = "waiting_list",
        /// Brings the open screens of a deal's room up to date, should the node that committed the change have died
        /// before it announced it.
        Rooms = "rooms",
    }
}

/// An event of any wing, as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Event {
    /// Of `market`.
    Market(MarketEvent),
    /// Of `trade`.
    Trade(TradeEvent),
}

impl Event {
    /// Reads an event from its topic and payload.
    ///
    /// # Errors
    /// Internal, when no wing has such an event.
    pub fn read(topic: &str, payload: &serde_json::Value) -> AppResult<Self> {
        Ok(serde_json::from_value(json!({"topic": topic, "payload": payload}))?)
    }

    /// Every topic that some subscriber reacts to.
    pub fn topics() -> Vec<&'static str> {
        [MarketEvent::TOPICS, TradeEvent::TOPICS].concat()
    }
}

/// Who reacts to an event: at least one.
fn subscribers_of(event: &Event) -> (Subscriber, &'static [Subscriber]) {
    match event {
        Event::Market(MarketEvent::ListingChanged { .. }) => {
            (Subscriber::Search, &[Subscriber::Negotiations, Subscriber::WaitingList])
        }
        Event::Market(MarketEvent::ListingCounted { .. }) => (Subscriber::Search, &[]),
        Event::Trade(TradeEvent::DealChanged { .. }) => (Subscriber::Rooms, &[]),
    }
}

/// What the reactions work with; cloning shares it.
#[derive(Clone)]
pub struct Reactions {
    /// For the index.
    pub searcher: Searcher,
    /// For negotiations.
    pub desk: Desk,
    /// For rooms.
    pub lobby: Lobby,
    /// Postgres.
    pub db: Db,
    /// For the waiting list.
    pub reservations: ReservationContext,
}

impl Reactions {
    /// Lets a subscriber react to a batch of events. Repeating it changes nothing.
    ///
    /// # Errors
    /// Those of the reaction; the whole batch counts as not delivered then.
    async fn react(&self, subscriber: Subscriber, events: &[Event]) -> AppResult<()> {
        match subscriber {
            Subscriber::Search => self.searcher.sync(listings_of(events)).await,
            Subscriber::Negotiations => self.desk.apply_listing_changes(listings_of(events)).await,
            Subscriber::WaitingList => {
                reservations::notify_waiting(&self.reservations, listings_of(events)).await
            }
            Subscriber::Rooms => {
                let ids = deals_of(events);
                let rooms = self.db.read(move |conn| deals::rooms_of(conn, &ids)).await?;
                self.lobby.refresh(&rooms).await
            }
        }
    }
}

/// The listings that events are about, each once.
fn listings_of(events: &[Event]) -> Vec<ListingId> {
    let mut listings: Vec<ListingId> = events
        .iter()
        .filter_map(|event| match event {
            Event::Market(
                MarketEvent::ListingChanged { listing } | MarketEvent::ListingCounted { listing },
            ) => Some(*listing),
            Event::Trade(TradeEvent::DealChanged { .. }) => None,
        })
        .collect();
    listings.sort();
    listings.dedup();
    listings
}

/// The deals that events are about, each once.
fn deals_of(events: &[Event]) -> Vec<DealId> {
    let mut deals: Vec<DealId> = events
        .iter()
        .filter_map(|event| match event {
            Event::Trade(TradeEvent::DealChanged { deal }) => Some(*deal),
            Event::Market(_) => None,
        })
        .collect();
    deals.sort();
    deals.dedup();
    deals
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every event of every wing, one of each kind.
    fn all() -> Vec<Event> {
        let listing = ListingId::fresh();
        vec![
            Event::Market(MarketEvent::ListingChanged { listing }),
            Event::Market(MarketEvent::ListingCounted { listing }),
            Event::Trade(TradeEvent::DealChanged { deal: DealId::fresh() }),
        ]
    }

    #[test]
    fn every_event_reads_back_as_itself_under_a_known_topic() {
        for event in all() {
            let stored = match event {
                Event::Market(event) => serde_json::to_value(event),
                Event::Trade(event) => serde_json::to_value(event),
            };
            let Ok(stored) = stored else { panic!("{event:?} does not serialise") };
            let topic = stored["topic"].as_str().unwrap_or_default();
            assert!(Event::topics().contains(&topic), "{topic}");
            assert_eq!(Event::read(topic, &stored["payload"]).ok(), Some(event));
        }
        assert_eq!(Event::topics().len(), all().len(), "a topic for each event");
        assert!(Event::read("listing.painted", &json!({})).is_err());
    }

    #[test]
    fn a_like_changes_the_search_document_and_wakes_nobody_else() {
        let counted = MarketEvent::ListingCounted { listing: ListingId::fresh() };
        assert_eq!(subscribers_of(&Event::Market(counted)), (Subscriber::Search, &[][..]));
    }

    #[test]
    fn a_batch_names_each_listing_once() {
        let listing = ListingId::fresh();
        let changed = Event::Market(MarketEvent::ListingChanged { listing });
        let counted = Event::Market(MarketEvent::ListingCounted { listing });
        assert_eq!(listings_of(&[changed, counted, changed]), [listing]);
        assert!(deals_of(&[changed, counted]).is_empty());
    }
}
